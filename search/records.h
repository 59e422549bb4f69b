/*
 * An append-only file of checked records beside the index: a magic line, then for each record three
 * little-endian u32 (docid, length, CRC-32 over docid, length and bytes) and the bytes. Length 0
 * says that the document is gone; a later record for a docid replaces the earlier. What lies behind
 * the committed length (Xapian metadata of the same commit) is ignored, and cut off by the next
 * writer. Damage inside it is ERR_CORRUPT: the CRC finds each single flipped bit.
 *
 * Thread rule: a writer belongs to one thread; a mapping is read-only.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"

enum { RECORDS_MAGIC_BYTES = 8, RECORDS_MAX_BYTES = 1 << 20 };

/* ---- writing */
struct records_writer;
/* Opens `path`, cuts it to committed_bytes (0 creates it new). Owned by ctx. */
enum err_code records_writer_open(void *ctx, const char *path, const char *magic,
                                  uint64_t committed_bytes, struct records_writer **ret,
                                  struct err *err) MUSTCHECK;
/* len 0: the document is gone. ERR_TOO_LARGE above RECORDS_MAX_BYTES. */
enum err_code records_put(struct records_writer *w, uint32_t docid, const void *bytes, size_t len,
                          struct err *err) MUSTCHECK;
/* Writes out and syncs; *ret_bytes is the length to commit. */
enum err_code records_flush(struct records_writer *w, uint64_t *ret_bytes,
                            struct err *err) MUSTCHECK;
/* Appends the records of another file. */
enum err_code records_append_file(struct records_writer *w, const char *path,
                                  struct err *err) MUSTCHECK;

/* ---- reading */
struct records_map {
    const uint8_t *bytes;
    size_t len; /* committed */
};
/* Maps the committed part; talloc_free of *ret's owner unmaps. */
enum err_code records_map_open(void *ctx, const char *path, const char *magic,
                               uint64_t committed_bytes, struct records_map **ret,
                               struct err *err) MUSTCHECK;
struct record {
    uint32_t docid;
    size_t at, len; /* of the bytes, in the map; len 0: gone */
};
/* The record at *pos (RECORDS_MAGIC_BYTES at first); moves *pos behind it. false at the end;
 * *ret_bad: what follows is damaged. */
bool records_next(const struct records_map *m, size_t *pos, struct record *ret, bool *ret_bad);
