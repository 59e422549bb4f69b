/*
 * One interface for every file format: the next record as struct trial, or what is wrong with it
 * and where. Readers stream in constant memory, never stop at a bad record, never depend on element
 * order, decode entities once and keep the raw value of every field they could not map.
 */
#pragma once
#include <stdatomic.h>
#include <stdio.h>
#include "schema/base/err.h"
#include "schema/trial.h"
#include "schema/trial_check.h"

/*        symbol          name */
#define SOURCE_FORMAT_LIST(X)                                                                      \
    X(NATIVE, "native", "NDJSON or JSON array of records")                                         \
    X(ICTRP_XML, "ictrp-xml", "WHO ICTRP portal XML export")                                       \
    X(ICTRP_CSV, "ictrp-csv", "WHO ICTRP portal CSV export or weekly 63-column file")              \
    X(CTGOV_JSON, "ctgov-json", "ClinicalTrials.gov v2 JSON: study, array, studies or NDJSON")     \
    X(UMIN_CSV, "umin-csv", "UMIN-CTR bulk CSV")

enum source_format {
    SOURCE_AUTO,
#define SOURCE_ENUM(symbol, name, help) SOURCE_##symbol,
    SOURCE_FORMAT_LIST(SOURCE_ENUM)
#undef SOURCE_ENUM
        SOURCE_FORMAT_COUNT
};

struct source;

struct source_record {
    int64_t line;              /* where the record starts in the (uncompressed) file, from 1 */
    const char *record_id;     /* as far as it could be read, or NULL */
    struct trial *trial;       /* NULL: the record cannot be used; problems say why */
    struct problems *problems; /* never NULL */
};

/* Plain or gzip (by magic); "-" is standard input. SOURCE_AUTO looks at the first bytes:
 * ERR_INVALID when no format fits. Owned by ctx. */
enum err_code source_open(void *ctx, const char *path, enum source_format format,
                          struct source **ret, struct err *err) MUSTCHECK;
/* The same from bytes in memory, which must live as long as the source. */
enum err_code source_open_memory(void *ctx, const char *bytes, size_t len,
                                 enum source_format format, struct source **ret,
                                 struct err *err) MUSTCHECK;
enum source_format source_get_format(const struct source *s);
/* Reading ends as a failure once *stop is set, also within an endless line. */
void source_stop_on(struct source *s, atomic_bool *stop);
const char *source_format_name(enum source_format format);
enum source_format source_format_find(const char *name); /* SOURCE_FORMAT_COUNT when unknown */
/* Bytes of the file read so far and in all (-1 when unknown), for the progress bar. */
int64_t source_position(const struct source *s);
int64_t source_size(const struct source *s);

/* The next record, owned by ctx. OK with *ret_done at the end. An error means the file itself
 * cannot be read further (the records before it stand). */
enum err_code source_next(struct source *s, void *ctx, struct source_record *ret, bool *ret_done,
                          struct err *err) MUSTCHECK;
