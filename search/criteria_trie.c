#include "search/criteria_trie.h"
#include "schema/base/mem.h"
#include <string.h>

struct node {
    uint32_t child, sibling; /* index of nodes, 0: none */
    uint16_t value;
    unsigned char byte;
    bool cased;
};
struct trie {
    struct node *nodes; /* [0] is not used */
    uint32_t n, cap;
    uint32_t root[256];
};

struct trie *trie_new(void *ctx)
{
    struct trie *t = MEM_NEW(ctx, struct trie);
    t->n = 1;
    return t;
}

static uint32_t add(struct trie *t, unsigned char byte)
{
    if (t->n >= t->cap) {
        t->cap = t->cap ? t->cap * 2 : 1024;
        t->nodes = MEM_GROW(t, t->nodes, struct node, t->cap);
    }
    t->nodes[t->n] = (struct node){.byte = byte};
    return t->n++;
}

static uint32_t child_of(const struct trie *t, uint32_t at, unsigned char byte)
{
    if (at == 0)
        return t->root[byte];
    uint32_t c = t->nodes[at].child;
    while (c && t->nodes[c].byte != byte)
        c = t->nodes[c].sibling;
    return c;
}

static uint32_t grow_child(struct trie *t, uint32_t at, unsigned char byte)
{
    uint32_t c = child_of(t, at, byte);
    if (c)
        return c;
    c = add(t, byte);
    if (at == 0) {
        t->root[byte] = c;
    } else {
        t->nodes[c].sibling = t->nodes[at].child;
        t->nodes[at].child = c;
    }
    return c;
}

void trie_put(struct trie *t, const char *word, bool reversed, uint16_t value)
{
    size_t len = strlen(word);
    uint32_t at = 0;
    bool cased = false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)word[reversed ? len - 1 - i : i];
        bool capital = c >= 'A' && c <= 'Z';
        cased |= capital;
        at = grow_child(t, at, (unsigned char)(capital ? c + 32 : c));
    }
    if (at && !t->nodes[at].value) {
        t->nodes[at].value = value;
        t->nodes[at].cased = cased;
    }
}

/* What a blank of a word may be in a text: bytes, 0 when s is none. */
static size_t blank_at(const char *s, size_t len)
{
    if (len && (*s == ' ' || *s == '-'))
        return 1;
    return len >= 3 && memcmp(s, "\xE3\x83\xBB", 3) == 0 ? 3 : 0;
}

struct walk {
    const struct trie *t;
    const char *s;
    size_t len;
    struct trie_hit *hits;
    size_t n;
};

static void hit(struct walk *w, size_t len, const struct node *v)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->hits[i].len == len)
            return;
    if (w->n == TRIE_HITS_MAX) {
        memmove(w->hits, w->hits + 1, (TRIE_HITS_MAX - 1) * sizeof *w->hits);
        w->n--;
    }
    size_t at = w->n++;
    while (at > 0 && w->hits[at - 1].len > len) {
        w->hits[at] = w->hits[at - 1];
        at--;
    }
    w->hits[at] = (struct trie_hit){len, v->value, v->cased};
}

static void walk_from(struct walk *w, uint32_t at, size_t pos)
{
    for (;;) {
        if (at && w->t->nodes[at].value)
            hit(w, pos, &w->t->nodes[at]);
        uint32_t blank = at ? child_of(w->t, at, ' ') : 0;
        if (blank)
            walk_from(w, blank, pos + blank_at(w->s + pos, w->len - pos));
        if (pos >= w->len)
            return;
        at = child_of(w->t, at, (unsigned char)w->s[pos]);
        if (!at)
            return;
        pos++;
    }
}

size_t trie_match_all(const struct trie *t, const char *s, size_t len,
                      struct trie_hit hits[TRIE_HITS_MAX])
{
    struct walk w = {t, s, len, hits, 0};
    walk_from(&w, 0, 0);
    return w.n;
}

size_t trie_match(const struct trie *t, const char *s, size_t len, uint16_t *ret_value)
{
    struct trie_hit hits[TRIE_HITS_MAX];
    size_t n = trie_match_all(t, s, len, hits);
    if (n == 0)
        return 0;
    *ret_value = hits[n - 1].value;
    return hits[n - 1].len;
}

size_t trie_match_end(const struct trie *t, const char *s, size_t len, uint16_t *ret_value)
{
    uint32_t at = 0;
    size_t best = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[len - 1 - i];
        uint32_t next = child_of(t, at, c);
        if (!next && (c == ' ' || c == '-'))
            continue;
        if (!next && at)
            next = child_of(t, at, ' ') ? child_of(t, child_of(t, at, ' '), c) : 0;
        if (!next)
            return best;
        at = next;
        if (t->nodes[at].value) {
            best = i + 1;
            *ret_value = t->nodes[at].value;
        }
    }
    return best;
}
