#include "search/trees.h"
#include <string.h>
#include "schema/base/mem.h"

/* Places lie in one array from the lowest docid to the highest: wider apart than this is damage. */
enum { PLACES_MAX = 1 << 23 };

/* The docids of the records behind `pos`, all of them whole. */
static enum err_code range_find(const struct records_map *m, size_t pos, const char *path,
                                uint32_t *lo, uint32_t *hi, struct err *err)
{
    struct record r;
    bool bad;
    while (records_next(m, &pos, &r, &bad)) {
        *lo = r.docid < *lo ? r.docid : *lo;
        *hi = r.docid > *hi ? r.docid : *hi;
    }
    if (bad)
        return err_set(err, ERR_CORRUPT, "%s: damaged record at byte %zu", path, pos);
    if (*lo <= *hi && *hi - *lo >= PLACES_MAX)
        return err_set(err, ERR_CORRUPT, "%s: document numbers %u to %u are too far apart", path,
                       *lo, *hi);
    return OK;
}

static void places_fill(struct trees *t, size_t pos)
{
    struct record r;
    bool bad;
    while (records_next(t->map, &pos, &r, &bad))
        t->places[r.docid - t->first] = (struct tree_place){r.at, (uint32_t)r.len};
}

static enum err_code trees_load(struct trees *t, const char *path, const struct trees *base,
                                struct err *err)
{
    bool any = base && base->n > 0;
    size_t from = base ? base->map->len : RECORDS_MAGIC_BYTES;
    uint32_t lo = any ? base->first : UINT32_MAX, hi = any ? lo + base->n - 1 : 0;
    enum err_code code = range_find(t->map, from, path, &lo, &hi, err);
    if (code != OK)
        return code;
    t->n = lo <= hi ? hi - lo + 1 : 0;
    t->first = t->n ? lo : 0;
    t->places = MEM_ARRAY(t, struct tree_place, t->n + 1);
    if (any)
        memcpy(t->places + (base->first - lo), base->places, base->n * sizeof *t->places);
    places_fill(t, from);
    return OK;
}

enum err_code trees_open(void *ctx, const char *folder, uint64_t committed_bytes,
                         const struct trees *base, struct trees **ret, struct err *err)
{
    struct trees *t = MEM_NEW(ctx, struct trees);
    const char *path = mem_printf(t, "%s/%s", folder, TREES_FILE);
    if (base && base->map->len > committed_bytes)
        base = NULL;
    enum err_code code = records_map_open(t, path, TREES_MAGIC, committed_bytes, &t->map, err);
    if (code == OK)
        code = trees_load(t, path, base, err);
    if (code == OK)
        *ret = t;
    else
        talloc_free(t);
    return code;
}
