#include "indexer/seen.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

/* Open addressing; 0 marks an empty cell. Half full at most. */
struct seen {
    uint64_t *cells;
    size_t cap, n;
};

struct seen *seen_new(void *ctx)
{
    struct seen *s = MEM_NEW(ctx, struct seen);
    s->cap = 1024;
    s->cells = MEM_ARRAY(s, uint64_t, s->cap);
    return s;
}

static bool put(uint64_t *cells, size_t cap, uint64_t hash)
{
    size_t i = hash & (cap - 1);
    while (cells[i] && cells[i] != hash)
        i = (i + 1) & (cap - 1);
    bool there = cells[i] == hash;
    cells[i] = hash;
    return there;
}

static void grow(struct seen *s)
{
    uint64_t *bigger = MEM_ARRAY(s, uint64_t, s->cap * 2);
    for (size_t i = 0; i < s->cap; i++)
        if (s->cells[i])
            put(bigger, s->cap * 2, s->cells[i]);
    talloc_free(s->cells);
    s->cells = bigger;
    s->cap *= 2;
}

bool seen_add(struct seen *s, const char *text)
{
    uint64_t hash = text_hash(text, strlen(text));
    if ((s->n + 1) * 2 > s->cap)
        grow(s);
    bool there = put(s->cells, s->cap, hash ? hash : 1);
    s->n += !there;
    return there;
}
