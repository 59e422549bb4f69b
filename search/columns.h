/*
 * Columns: what facets, filters by number and (later) matching read instead of document data. One
 * append-only mapped file a generation, "columns", of records (docid, length, checksum, bytes). Its
 * committed length is stored in Xapian metadata inside the same commit (META_COLUMNS), so a reader
 * sees index and columns at one revision; bytes behind that length are ignored and cut off by the
 * next writer. A later record for a docid replaces the earlier; a rebuild compacts. A reader keeps
 * one fixed-size row a document in memory (struct column_row, indexed by docid - first), and the
 * positions of the sites of all, 4 bytes each.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "schema/base/err.h"
#include "schema/trial.h"

/* Fixed part of each record, little-endian on disk in this order; the positions of its sites
 * follow. 0 in a code = missing. */
struct column_row {
    uint8_t present; /* 0: no such document */
    uint8_t status, kind, study_type, sex, registry;
    uint8_t phases;                     /* PHASE_BIT set */
    uint8_t flags;                      /* enum column_flag */
    int32_t age_min_days, age_max_days; /* INT32_MIN / INT32_MAX when not stated; both inclusive */
    int32_t published_days, updated_days, start_days; /* INT32_MIN when missing */
    uint64_t prefectures;                             /* bit n = prefecture n */
    uint64_t conditions, drug_classes;                /* bit n = group n (groups.h) */
    uint16_t n_sites, n_recruiting; /* positions; the first n_recruiting take participants */
    uint32_t sites_at;              /* in columns.sites; only in memory */
};

/* A position anywhere on earth to about 300 m: 15 bits of latitude, 16 of longitude. The lowest bit
 * of lat says that only the prefecture is known. */
struct column_site {
    uint16_t lat, lon;
};
enum { COLUMN_SITES_MAX = 1000 };
static inline struct column_site column_site_of(double lat, double lon, bool prefecture_only)
{
    double a = (lat + 90) / 180 * 32767 + 0.5, b = (lon + 180) / 360 * 65535 + 0.5;
    a = a >= 0 ? a < 32768 ? a : 32767 : 0;
    b = b >= 0 ? b < 65536 ? b : 65535 : 0;
    return (struct column_site){(uint16_t)((unsigned)a << 1 | prefecture_only), (uint16_t)b};
}
static inline double column_site_lat(struct column_site s)
{
    return (s.lat >> 1) / 32767.0 * 180 - 90;
}
static inline double column_site_lon(struct column_site s)
{
    return s.lon / 65535.0 * 360 - 180;
}
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
/* `sites`: row->n_sites of them, COLUMN_SITES_MAX at most (NULL when 0). */
enum err_code columns_put(struct columns_writer *w, uint32_t docid, const struct column_row *row,
                          const struct column_site *sites, struct err *err) MUSTCHECK;
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
    const struct column_site *sites; /* of a row: n_sites from sites_at */
    uint32_t n_sites;
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
