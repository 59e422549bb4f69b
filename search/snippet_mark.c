#include "search/snippet_mark.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/tok_fold.h"

struct marker {
    struct folder *folder;
    struct xs_stemmer *stemmer;
    struct mark marks[MARKS_MAX];
    size_t n;
    bool whole[QUERY_MAX_UNITS * 4]; /* units found in this text */
};

struct marker *snippet_marker_new(void *ctx, struct folder *folder)
{
    struct marker *k = MEM_NEW(ctx, struct marker);
    k->folder = folder;
    mem_check(xs_stemmer_new(k, &k->stemmer, NULL) == OK ? k : NULL);
    return k;
}

/* ------------------------------------------------------------------ one writing for all kana */

/* Katakana to hiragana and ぢ づ to じ ず, in place: each takes three bytes in both. */
static void kana_unify(char *s, size_t len)
{
    unsigned char *p = (unsigned char *)s, *end = p + len;
    while (p + 3 <= end && (p = memchr(p, 0xE3, (size_t)(end - p))) && p + 3 <= end) {
        uint32_t c = 0x3000u | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        if (c >= 0x30A1 && c <= 0x30F6)
            c -= 0x60;
        c = c == 0x3062 ? 0x3058 : c == 0x3065 ? 0x305A : c;
        p[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        p[2] = (unsigned char)(0x80 | (c & 0x3F));
        p += 3;
    }
}

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_one_word(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (s[i] < 'a' || s[i] > 'z')
            return false;
    return len > 0;
}

struct needle snippet_needle_of(struct marker *k, void *ctx, const char *folded, size_t len,
                                uint32_t unit, bool exact)
{
    struct needle n = {.len = tok_fold_trim(folded, len), .unit = unit};
    char *text = mem_strndup(ctx, folded, n.len);
    kana_unify(text, n.len);
    n.text = text;
    n.edge_begin = n.len && is_latin(text[0]);
    n.edge_end = n.len && is_latin(text[n.len - 1]);
    n.prefix_len = n.len;
    if (!exact && is_one_word(text, n.len)) {
        const char *stem = xs_stem(k->stemmer, text, n.len, &n.stem_len);
        n.stem = mem_strndup(ctx, stem, n.stem_len);
        n.prefix_len = 0;
        while (n.prefix_len < n.stem_len && n.stem[n.prefix_len] == text[n.prefix_len])
            n.prefix_len++;
        if (n.prefix_len > 1 && text[n.prefix_len - 1] == 'i')
            n.prefix_len--; /* y becomes i in stems */
    }
    return n;
}

/* ------------------------------------------------------------------ finding */

static size_t word_end(const char *s, size_t len, size_t pos)
{
    while (pos < len && is_latin(s[pos]))
        pos++;
    return pos;
}

/* The end of a match of n at s + at (where its prefix stands), or 0. */
static size_t match_end(const struct marker *k, const struct needle *n, const char *s, size_t len,
                        size_t at)
{
    if (n->edge_begin && at > 0 && is_latin(s[at - 1]))
        return 0;
    if (!n->stem) {
        size_t end = at + n->len;
        return n->edge_end && end < len && is_latin(s[end]) ? 0 : end;
    }
    size_t end = word_end(s, len, at), stem_len;
    if (end - at == n->len && memcmp(s + at, n->text, n->len) == 0)
        return end;
    const char *stem = xs_stem(k->stemmer, s + at, end - at, &stem_len);
    return stem_len == n->stem_len && memcmp(stem, n->stem, stem_len) == 0 ? end : 0;
}

static void mark_add(struct marker *k, const struct folded *f, uint32_t unit, bool whole, size_t at,
                     size_t end)
{
    if (k->n < MARKS_MAX)
        k->marks[k->n++] = (struct mark){f->src_begin[at], f->src_end[end - 1], unit};
    if (whole)
        k->whole[unit] = true;
}

static void needle_find(struct marker *k, const struct folded *f, const struct needle *n)
{
    const char *s = f->text;
    size_t pos = 0;
    while (pos < f->len && k->n < MARKS_MAX) {
        const char *p = memmem(s + pos, f->len - pos, n->text, n->prefix_len);
        if (!p)
            return;
        size_t at = (size_t)(p - s), end = match_end(k, n, s, f->len, at);
        if (end > at)
            mark_add(k, f, n->unit, !n->part, at, end);
        pos = end > at ? end : at + 1;
    }
}

static bool is_named(const struct lexicon *x, const struct lexicon_match *m, uint32_t concept)
{
    for (size_t i = 0; i < m->n; i++)
        if (lexicon_is_a(x, m->concepts[i], concept))
            return true;
    return false;
}

/* Names of what is at or below a concept that is looked for. */
static void concepts_find(struct marker *k, void *ctx, const struct snippet_needles *needles,
                          const struct folded *f, const char *source)
{
    struct lexicon_matches found;
    if (needles->n_concepts == 0)
        return;
    lexicon_match(needles->lexicon, ctx, f, source, LEXICON_CASE_TEXT, &found);
    for (size_t i = 0; i < found.n; i++)
        for (size_t c = 0; c < needles->n_concepts; c++)
            if (is_named(needles->lexicon, &found.items[i], needles->concepts[c].concept))
                mark_add(k, f, needles->concepts[c].unit, true, found.items[i].begin,
                         found.items[i].end);
}

static int mark_compare(const void *a_, const void *b_)
{
    const struct mark *a = a_, *b = b_;
    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    return a->end > b->end ? -1 : a->end < b->end;
}

/* In order; what overlaps becomes one. */
static void marks_settle(struct marker *k)
{
    size_t n = 0;
    qsort(k->marks, k->n, sizeof *k->marks, mark_compare);
    for (size_t i = 0; i < k->n; i++) {
        struct mark *last = n ? &k->marks[n - 1] : NULL;
        if (!last || k->marks[i].begin >= last->end)
            k->marks[n++] = k->marks[i];
        else if (k->marks[i].end > last->end)
            last->end = k->marks[i].end;
    }
    k->n = n;
}

size_t snippet_mark_find(struct marker *k, const struct snippet_needles *needles, const char *text,
                         size_t len, const struct mark **ret)
{
    k->n = 0;
    *ret = k->marks;
    if ((needles->n == 0 && needles->n_concepts == 0) || len == 0)
        return 0;
    memset(k->whole, 0, sizeof k->whole);
    void *tmp = mem_context(NULL, "snippet_mark");
    struct folded f;
    fold_text(k->folder, tmp, text, len, &f);
    concepts_find(k, tmp, needles, &f, text);
    kana_unify(f.text, f.len);
    for (size_t i = 0; i < needles->n; i++)
        if (!needles->items[i].part)
            needle_find(k, &f, &needles->items[i]);
    for (size_t i = 0; i < needles->n; i++)
        if (needles->items[i].part && !k->whole[needles->items[i].unit])
            needle_find(k, &f, &needles->items[i]);
    marks_settle(k);
    talloc_free(tmp);
    return k->n;
}
