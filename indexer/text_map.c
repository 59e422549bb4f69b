#include "indexer/text_map.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

struct slot {
    const char *text;
    uint32_t value;
};
struct text_map {
    struct slot *slots;
    size_t n, cap; /* cap: a power of two, at least twice n */
};

static struct slot *slot(const struct text_map *map, const char *text)
{
    size_t at = text_hash(text, strlen(text)) & (map->cap - 1);
    while (map->slots[at].text && strcmp(map->slots[at].text, text) != 0)
        at = (at + 1) & (map->cap - 1);
    return &map->slots[at];
}

static void grow(struct text_map *map, size_t cap)
{
    struct slot *old = map->slots;
    size_t n = map->cap;
    map->cap = cap;
    map->slots = MEM_ARRAY(map, struct slot, cap);
    for (size_t i = 0; i < n; i++)
        if (old[i].text)
            *slot(map, old[i].text) = old[i];
    talloc_free(old);
}

struct text_map *text_map_new(void *ctx)
{
    struct text_map *map = MEM_NEW(ctx, struct text_map);
    grow(map, 1 << 10);
    return map;
}

uint32_t text_map_get(const struct text_map *map, const char *text)
{
    const struct slot *s = slot(map, text);
    return s->text ? s->value : TEXT_MAP_NONE;
}

void text_map_put(struct text_map *map, const char *text, uint32_t value)
{
    if ((map->n + 1) * 2 > map->cap)
        grow(map, map->cap * 2);
    struct slot *s = slot(map, text);
    map->n += !s->text;
    *s = (struct slot){text, value};
}
