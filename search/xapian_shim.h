/*
 * The only door to Xapian: operations, not classes. Nothing C++ crosses into C: every call runs
 * through one noexcept guard with catch (...) and comes back as enum err_code: ERR_MODIFIED  the
 * writer overtook this reader: reopen and run the whole search again (reliability.md §1.6) ERR_BUSY
 * the index is locked by another writer ERR_CORRUPT, ERR_NO_INDEX, ERR_IO (disk full …), ERR_NOMEM,
 * ERR_INVALID (query too complex), ERR_INTERNAL After any error of a writer the handle is dead:
 * close it, open again, read the watermark, replay. NEVER commit again (reliability.md §1.2).
 *
 * Handles are talloc objects with destructors; a document and a query are plain data the caller
 * fills. Thread rule: a handle belongs to one thread at a time.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

const char *xs_version(void); /* "1.4.22" */

/* ---------------------------------------------------------------- document: what to put */

struct xs_term {
    const char *text;
    uint32_t len;
    uint32_t position; /* 0 = no position */
    uint32_t wdf;      /* added to the term's within-document frequency; 0 for a boolean term */
};
struct xs_value {
    uint32_t slot;
    const char *bytes;
    uint32_t len;
};
struct xs_doc {
    const struct xs_term *terms;
    size_t n_terms;
    const struct xs_value *values;
    size_t n_values;
    const char *data;
    size_t data_len;
};

/* ---------------------------------------------------------------- writer */

struct xs_writer;
enum xs_open { XS_OPEN, XS_CREATE_OR_OPEN, XS_CREATE_NEW };
/* Owned by ctx. flush_threshold: documents held in memory before Xapian flushes by itself. sync
 * false for a generation under construction (fsynced as a whole before it is switched to). ERR_BUSY
 * when locked. */
enum err_code xs_writer_open(void *ctx, const char *path, enum xs_open how,
                             uint32_t flush_threshold, bool sync, struct xs_writer **ret,
                             struct err *err) MUSTCHECK;
/* Replaces the document `docid` or adds it under that number. */
enum err_code xs_put(struct xs_writer *w, uint32_t docid, const struct xs_doc *doc,
                     struct err *err) MUSTCHECK;
/* Deleting what is not there is OK. */
enum err_code xs_del(struct xs_writer *w, uint32_t docid, struct err *err) MUSTCHECK;
/* The document holding the unique boolean term (a registration's key), 0 when none. Sees
 * uncommitted changes. */
enum err_code xs_writer_find(struct xs_writer *w, const char *term, uint32_t *ret_docid,
                             struct err *err) MUSTCHECK;
enum err_code xs_writer_meta_set(struct xs_writer *w, const char *key, const char *value,
                                 struct err *err) MUSTCHECK;
/* "" when not set; owned by ctx. */
enum err_code xs_writer_meta_get(struct xs_writer *w, void *ctx, const char *key, const char **ret,
                                 struct err *err) MUSTCHECK;
enum err_code xs_writer_count(struct xs_writer *w, uint32_t *ret_documents,
                              uint32_t *ret_first_docid, uint32_t *ret_last_docid,
                              struct err *err) MUSTCHECK;
enum err_code xs_commit(struct xs_writer *w, struct err *err) MUSTCHECK;
/* Closes without committing what is pending. Also done by talloc_free. */
void xs_writer_abandon(struct xs_writer *w);

/* Merges indexes with disjoint docid ranges (kept) into `to`, which must not exist; compacts fully.
 */
enum err_code xs_compact(const char *const *from, size_t n_from, const char *to,
                         struct err *err) MUSTCHECK;
/* xapian-check over all tables: ERR_CORRUPT with what was found. */
enum err_code xs_check(const char *path, struct err *err) MUSTCHECK;

/* ---------------------------------------------------------------- reader */

struct xs_reader;
enum err_code xs_reader_open(void *ctx, const char *path, struct xs_reader **ret,
                             struct err *err) MUSTCHECK;
/* To the newest revision; *ret_changed says whether it moved. */
enum err_code xs_reader_reopen(struct xs_reader *r, bool *ret_changed, struct err *err) MUSTCHECK;
enum err_code xs_reader_revision(struct xs_reader *r, uint64_t *ret, struct err *err) MUSTCHECK;
enum err_code xs_reader_count(struct xs_reader *r, uint32_t *ret_documents,
                              uint32_t *ret_first_docid, uint32_t *ret_last_docid,
                              struct err *err) MUSTCHECK;
enum err_code xs_meta_get(struct xs_reader *r, void *ctx, const char *key, const char **ret,
                          struct err *err) MUSTCHECK;
enum err_code xs_find(struct xs_reader *r, const char *term, uint32_t *ret_docid,
                      struct err *err) MUSTCHECK;
/* Document data, owned by ctx. ERR_NOT_FOUND when there is no such document. */
enum err_code xs_data_get(struct xs_reader *r, void *ctx, uint32_t docid, const char **ret,
                          size_t *ret_len, struct err *err) MUSTCHECK;
enum err_code xs_value_get(struct xs_reader *r, void *ctx, uint32_t docid, uint32_t slot,
                           const char **ret, size_t *ret_len, struct err *err) MUSTCHECK;
enum err_code xs_term_freq(struct xs_reader *r, const char *term, uint32_t len, uint32_t *ret,
                           struct err *err) MUSTCHECK;
/* Calls fn for each document in docid order after `after`; fn false stops. */
typedef bool (*xs_docid_fn)(uint32_t docid, void *arg);
enum err_code xs_each(struct xs_reader *r, uint32_t after, xs_docid_fn fn, void *arg,
                      struct err *err) MUSTCHECK;
/* Terms that start with `prefix` in byte order with their document frequency; fn false stops. */
typedef bool (*xs_term_fn)(const char *term, size_t len, uint32_t freq, void *arg);
enum err_code xs_each_term(struct xs_reader *r, const char *prefix, xs_term_fn fn, void *arg,
                           struct err *err) MUSTCHECK;

/* ---------------------------------------------------------------- query: a tree of plain nodes */

enum xs_op {
    XS_TERM, /* term, len */
    XS_ALL,  /* every document */
    XS_NOTHING,
    XS_AND,
    XS_OR,
    XS_SYNONYM,
    XS_MAX,
    XS_AND_NOT,   /* first without the others */
    XS_AND_MAYBE, /* first; the others only add weight */
    XS_FILTER,    /* first, weighted; the others only filter */
    XS_PHRASE,    /* terms within `window` in order */
    XS_NEAR,
    XS_SCALE,  /* one child × factor */
    XS_ATLEAST /* OR of children of which at least `window` must match (small n only) */
};
struct xs_query {
    enum xs_op op;
    const char *term;
    uint32_t len;
    uint32_t window;
    double factor;
    const struct xs_query *const *children;
    size_t n_children;
};

/* What a match pass may ask of each candidate: pure C over columns, called once a matching
 * document, in rising docid order; must not fail and must be quick. NULL accept = all accepted. */
struct xs_hooks {
    bool (*accept)(uint32_t docid, void *arg); /* filter without a term (age, distance …) */
    void (*visit)(uint32_t docid, void *arg);  /* each accepted match: counts, facets */
    void *arg;
    /* Where what is accepted is known as a set: the smallest accepted docid >= from, 0 = none, and
     * how many there are. The matcher then walks the set where that is shorter. Needs accept. */
    uint32_t (*next)(uint32_t from, void *arg);
    uint32_t size;
    /* All that is accepted matches; the query only gives it weight. */
    bool whole_set;
};
struct xs_match {
    uint32_t docid;
    double score;
};
enum xs_order { XS_BY_SCORE, XS_BY_DOCID }; /* docid order is newest first and needs no weights */
struct xs_search {
    const struct xs_query *query;
    const struct xs_hooks
        *hooks; /* NULL = none. With a `visit`, every match is seen: totals are exact */
    enum xs_order order;
    uint32_t offset, limit;
    uint32_t
        check_at_least; /* without `visit`: look at least at so many matches before estimating */
};
struct xs_matches {
    struct xs_match *items; /* owned by ctx */
    size_t n;
    uint32_t total_lower, total_upper, total_estimated; /* equal when exact */
};
enum err_code xs_search_run(struct xs_reader *r, void *ctx, const struct xs_search *search,
                            struct xs_matches *ret, struct err *err) MUSTCHECK;

/* Porter stemmer of English (Snowball "english"); NULL-terminated, owned by ctx. */
struct xs_stemmer;
enum err_code xs_stemmer_new(void *ctx, struct xs_stemmer **ret, struct err *err) MUSTCHECK;
const char *xs_stem(struct xs_stemmer *s, const char *word, size_t len, size_t *ret_len);

#ifdef __cplusplus
}
#endif
