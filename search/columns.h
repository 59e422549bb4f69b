/*
 * Columns: what facets, filters by number and (later) matching read instead of document data. One
 * append-only mapped file a generation, "columns", of records (docid, length, checksum, bytes). Its
 * committed length is stored in Xapian metadata inside the same commit (META_COLUMNS), so a reader
 * sees index and columns at one revision; bytes behind that length are ignored and cut off by the
 * next writer. A later record for a docid replaces the earlier; a rebuild compacts. A reader keeps
 * one fixed-size row a document in memory (struct column_row, indexed by docid - first).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "schema/base/err.h"
#include "schema/trial.h"

/* Fixed part of each record, little-endian on disk in this order. 0 in a code = missing. */
struct column_row {
    uint8_t present; /* 0: no such document */
    uint8_t status, kind, study_type, sex, registry;
    uint8_t phases;                     /* PHASE_BIT set */
    uint8_t flags;                      /* enum column_flag */
    int32_t age_min_days, age_max_days; /* INT32_MIN / INT32_MAX when not stated; both inclusive */
    int32_t published_days, updated_days, start_days; /* INT32_MIN when missing */
    uint64_t prefectures;                             /* bit n = prefecture n */
};
enum column_flag {
    COLUMN_CHILD = 1,
    COLUMN_NANBYO = 2,
    COLUMN_HAS_RESULTS = 4,
    COLUMN_SAMPLE = 8,
    COLUMN_HEALTHY = 16
};

/* From a record: the one place that derives them. */
void column_row_of(const struct trial *t, struct column_row *ret);

/* ---- writing */
struct columns_writer;
/* Opens <folder>/columns, cuts it to committed_bytes (0 creates it new). Owned by ctx. */
enum err_code columns_writer_open(void *ctx, const char *folder, uint64_t committed_bytes,
                                  struct columns_writer **ret, struct err *err) MUSTCHECK;
enum err_code columns_put(struct columns_writer *w, uint32_t docid, const struct column_row *row,
                          struct err *err) MUSTCHECK;
enum err_code columns_del(struct columns_writer *w, uint32_t docid, struct err *err) MUSTCHECK;
/* Writes out and fsyncs; *ret_bytes is what belongs into META_COLUMNS before xs_commit. */
enum err_code columns_flush(struct columns_writer *w, uint64_t *ret_bytes,
                            struct err *err) MUSTCHECK;
/* Appends the records of other files (shards of a rebuild). */
enum err_code columns_append_file(struct columns_writer *w, const char *path,
                                  struct err *err) MUSTCHECK;

/* ---- reading: one struct columns is shared read-only by the threads that searched the same
 * revision */
struct columns {
    const struct column_row *rows; /* rows[docid - first] for first <= docid < first + n */
    uint32_t first, n;
    const uint64_t *present; /* bit docid - first: there is such a document; n / 64 + 1 words */
};
/* Loads up to committed_bytes. `base` (may be NULL) is an older state of the same file that is
 * extended. */
enum err_code columns_open(void *ctx, const char *folder, uint64_t committed_bytes,
                           const struct columns *base, struct columns **ret,
                           struct err *err) MUSTCHECK;
static inline const struct column_row *columns_row(const struct columns *c, uint32_t docid)
{
    return docid - c->first < c->n ? &c->rows[docid - c->first] : (const struct column_row *)0;
}
