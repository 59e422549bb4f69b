/*
 * The trees of eligibility criteria beside the index: for each document the flat form of its
 * criteria (criteria_flat.h), in one mapped file "trees" of a generation (records.h). Its committed
 * length is META_TREES of the same commit. Thread rule: an opened column is read-only.
 */
#pragma once
#include "search/records.h"

#define TREES_FILE  "trees"
#define TREES_MAGIC "shtree1\n"

struct trees {
    struct records_map *map;
    uint32_t first, n; /* docids first … first + n - 1 */
    struct tree_place {
        uint64_t at;
        uint32_t len; /* 0: none */
    } * places;
};
/* `base` (may be NULL) is an older state of the same file: only what came behind it is read. */
enum err_code trees_open(void *ctx, const char *folder, uint64_t committed_bytes,
                         const struct trees *base, struct trees **ret, struct err *err) MUSTCHECK;
/* NULL when the document has none; *ret_len its bytes. */
static inline const uint8_t *trees_get(const struct trees *t, uint32_t docid, size_t *ret_len)
{
    uint32_t i = docid - t->first;
    if (i >= t->n || t->places[i].len == 0)
        return 0;
    *ret_len = t->places[i].len;
    return t->map->bytes + t->places[i].at;
}
