#include "search/lexicon_trie.h"
#include <stdbool.h>
#include "schema/base/mem.h"

struct builder {
    void *ctx;
    const char *const *keys;
    struct lex_unit *units;
    size_t cap, used; /* units; one behind the last that is taken */
    size_t first_free;
};

static void grow(struct builder *b, size_t n)
{
    if (n <= b->cap)
        return;
    size_t cap = b->cap * 2 > n ? b->cap * 2 : n;
    b->units = MEM_GROW(b->ctx, b->units, struct lex_unit, cap);
    for (size_t i = b->cap; i < cap; i++)
        b->units[i] = (struct lex_unit){0, LEX_FREE};
    b->cap = cap;
}

/* The next bytes of keys[from, to) at `depth`, rising; 0 where a key ends. */
static size_t next_bytes(const struct builder *b, size_t from, size_t to, size_t depth,
                         unsigned char out[256])
{
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)b->keys[i][depth];
        if (n == 0 || out[n - 1] != c)
            out[n++] = c;
    }
    return n;
}

static bool fits(struct builder *b, size_t base, const unsigned char *bytes, size_t n)
{
    grow(b, base + 256);
    for (size_t i = 0; i < n; i++)
        if (b->units[base + bytes[i]].check != LEX_FREE)
            return false;
    return true;
}

static size_t base_find(struct builder *b, const unsigned char *bytes, size_t n)
{
    while (b->first_free < b->cap && b->units[b->first_free].check != LEX_FREE)
        b->first_free++;
    size_t base = b->first_free > bytes[0] ? b->first_free - bytes[0] : 1;
    while (!fits(b, base, bytes, n))
        base++;
    return base;
}

static void node_build(struct builder *b, size_t state, size_t from, size_t to, size_t depth)
{
    unsigned char bytes[256];
    size_t n = next_bytes(b, from, to, depth, bytes);
    size_t base = base_find(b, bytes, n);
    b->units[state].base = (int32_t)base;
    for (size_t i = 0; i < n; i++)
        b->units[base + bytes[i]].check = (uint32_t)state;
    if (base + bytes[n - 1] + 1 > b->used)
        b->used = base + bytes[n - 1] + 1;
    for (size_t i = 0; i < n; i++) {
        size_t end = from;
        while (end < to && (unsigned char)b->keys[end][depth] == bytes[i])
            end++;
        if (bytes[i] == 0)
            b->units[base].base = -1 - (int32_t)from;
        else
            node_build(b, base + bytes[i], from, end, depth + 1);
        from = end;
    }
}

void lexicon_trie_build(void *ctx, const char *const *keys, size_t n, struct lexicon_trie *ret)
{
    struct builder b = {.ctx = ctx, .keys = keys, .used = 1, .first_free = 1};
    grow(&b, 1 << 16);
    b.units[0].check = 0; /* the root */
    if (n > 0)
        node_build(&b, 0, 0, n, 0);
    grow(&b, b.used + 256); /* a reader may look 255 units behind any base */
    *ret = (struct lexicon_trie){b.units, b.used + 256};
}
