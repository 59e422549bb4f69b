/*
 * Shared by the two halves of the door to Xapian, xapian_shim.cc and xapian_query_shim.cc, and by
 * nobody else. C++.
 */
#pragma once
#include <xapian.h>
#include <string>
#include <talloc.h>
extern "C" {
#include "schema/base/file_mark.h"
#include "schema/base/mem.h"
#include "search/xapian_shim.h"
}

struct xs_reader {
    Xapian::Database *db;
    const char *version_path; // glass replaces this file at each commit
    struct file_mark mark;    // of it, before the revision was read
};

// Thrown by our own code inside a guarded operation.
struct failure {
    enum err_code code;
    const char *text;
};

// Turns the exception in flight into its code; called inside a catch block only. The text speaks of
// files and of what we did, never of a query's words.
extern "C" enum err_code xs_error_of_exception(struct err *err, const char *what) noexcept;

// Runs an operation; nothing that it throws goes further.
template <class F> enum err_code guarded(struct err *err, const char *what, F operation) noexcept
{
    try {
        operation();
        return OK;
    } catch (const failure &f) {
        return err_set(err, f.code, "%s: %s", what, f.text);
    } catch (...) {
        return xs_error_of_exception(err, what);
    }
}

// Whether glass can hold the term: 245 bytes, of which a NUL byte takes two.
extern "C" bool xs_is_term(const char *s, size_t len);
