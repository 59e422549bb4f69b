#include "search/tok.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/tok_fold.h"
#include "search/xapian_shim.h"
#include <unicode/ubrk.h>

/* Words longer than this are no English words. */
enum { STEM_MAX_BYTES = 40, STEM_CACHE = 2048 };

struct stem_entry {
    uint8_t len, stem_len; /* len 0: empty */
    char word[STEM_MAX_BYTES], stem[STEM_MAX_BYTES];
};

struct tokenizer {
    UBreakIterator *words;
    struct xs_stemmer *stemmer;
    struct stem_entry cache[STEM_CACHE]; /* by hash: most words of a registry are the same few */
    /* The text as UTF-16 and the byte each unit came from; grow and are used again. */
    UChar *units;
    uint32_t *bytes;
    size_t cap;
    int32_t n_units;
};

static int tokenizer_close(struct tokenizer *t)
{
    ubrk_close(t->words);
    return 0;
}

struct tokenizer *tokenizer_new(void *ctx)
{
    struct tokenizer *t = MEM_NEW(ctx, struct tokenizer);
    UErrorCode status = U_ZERO_ERROR;
    /* ICU's data is part of its library, so only memory can be missing. */
    t->words = ubrk_open(UBRK_WORD, "ja", NULL, 0, &status);
    mem_check(U_SUCCESS(status) ? t->words : NULL);
    talloc_set_destructor(t, tokenizer_close);
    mem_check(xs_stemmer_new(t, &t->stemmer, NULL) == OK ? t : NULL);
    return t;
}

/* ------------------------------------------------------------------ the list under construction */

struct list {
    struct token *items;
    size_t n, cap;
    char *text; /* of the tokens; big enough from the start, so that it never moves */
    size_t text_len;
};

static void list_start(struct list *l, void *ctx, size_t text_bytes)
{
    *l = (struct list){.text = mem_check(talloc_size(ctx, text_bytes))};
}

static struct token *list_add(struct list *l, void *ctx, enum tok_kind kind, size_t begin,
                              size_t end, uint32_t position)
{
    if (l->n == l->cap) {
        l->cap = l->cap * 2 + 64;
        l->items = MEM_GROW(ctx, l->items, struct token, l->cap);
    }
    struct token *t = &l->items[l->n++];
    *t = (struct token){.text = l->text + l->text_len,
                        .begin = (uint32_t)begin,
                        .end = (uint32_t)end,
                        .position = position,
                        .kind = kind};
    return t;
}

static void list_take_back(struct list *l)
{
    l->n--;
}

/* ------------------------------------------------------------------ words */

static bool is_at(const char *s, size_t len, size_t pos, const char *what)
{
    size_t n = strlen(what);
    return len - pos >= n && memcmp(s + pos, what, n) == 0;
}

/* ICU's dictionary holds the Chinese word 癌症, which would swallow half of 症例 (cases). */
static bool is_forced_break(const char *s, size_t len, size_t pos, uint32_t last)
{
    return (last == 0x764C || last == 0x708E || last == 0x75C5) && is_at(s, len, pos, "症例");
}

static void unit_add(struct tokenizer *t, uint32_t c, size_t byte)
{
    int32_t from = t->n_units;
    U16_APPEND_UNSAFE(t->units, t->n_units, c);
    for (int32_t i = from; i < t->n_units; i++)
        t->bytes[i] = (uint32_t)byte;
}

/* The text as UTF-16, with a space at each forced break. */
static void units_fill(struct tokenizer *t, const char *s, size_t len)
{
    size_t need = len + len / 3 + 2; /* a forced break adds one unit to each 3 bytes or more */
    if (need > t->cap) {
        t->cap = need * 2;
        t->units = MEM_GROW(t, t->units, UChar, t->cap);
        t->bytes = MEM_GROW(t, t->bytes, uint32_t, t->cap);
    }
    t->n_units = 0;
    uint32_t last = 0;
    for (size_t pos = 0; pos < len;) {
        size_t at = pos;
        uint32_t c = text_decode(s, len, &pos);
        if (c == 0x75C7 && is_forced_break(s, len, at, last))
            unit_add(t, ' ', at);
        unit_add(t, c, at);
        last = c;
    }
    t->bytes[t->n_units] = (uint32_t)len;
}

/* At most `max` bytes, cut at a character boundary. */
static size_t limit(const char *s, size_t len, size_t max)
{
    if (len <= max)
        return len;
    while (max > 0 && ((unsigned char)s[max] & 0xC0) == 0x80)
        max--;
    return max;
}

static bool is_english(const char *s, size_t len)
{
    if (len > STEM_MAX_BYTES)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] == '\'' && i > 0)))
            return false;
    return true;
}

/* Stem of an English word, in the cache until the next call. */
static const struct stem_entry *stem_of(struct tokenizer *t, const char *s, size_t len)
{
    struct stem_entry *e = &t->cache[text_hash(s, len) % STEM_CACHE];
    if (e->len == len && memcmp(e->word, s, len) == 0)
        return e;
    size_t n;
    const char *stem = xs_stem(t->stemmer, s, len, &n);
    bool good = n > 0 && n <= len; /* it never lengthens a word; if it did, the word is its stem */
    e->len = (uint8_t)len;
    e->stem_len = (uint8_t)(good ? n : len);
    memcpy(e->word, s, len);
    memcpy(e->stem, good ? stem : s, e->stem_len);
    return e;
}

static void word_add(struct tokenizer *t, void *ctx, const char *s, size_t begin, size_t end,
                     uint32_t position, struct list *l)
{
    struct token *w = list_add(l, ctx, TOK_WORD, begin, end, position);
    char *text = l->text + l->text_len;
    size_t len = tok_fold(s + begin, end - begin, text);
    len = limit(text, len, TOK_MAX_BYTES);
    w->len = (uint32_t)len;
    l->text_len += len;
    if (!is_english(text, len))
        return;
    const struct stem_entry *e = stem_of(t, text, len);
    w = list_add(l, ctx, TOK_STEM, begin, end, position);
    w->len = e->stem_len;
    memcpy(l->text + l->text_len, e->stem, e->stem_len);
    l->text_len += e->stem_len;
}

static void words(struct tokenizer *t, void *ctx, const char *s, size_t len, struct list *l)
{
    UErrorCode status = U_ZERO_ERROR;
    list_start(l, ctx, 2 * len + 1); /* a word and its stem are not longer than the text */
    units_fill(t, s, len);
    ubrk_setText(t->words, t->units, t->n_units, &status);
    mem_check(U_SUCCESS(status) ? t : NULL);
    uint32_t position = 0;
    int32_t from = ubrk_first(t->words), to;
    while ((to = ubrk_next(t->words)) != UBRK_DONE) {
        if (ubrk_getRuleStatus(t->words) >= UBRK_WORD_NONE_LIMIT)
            word_add(t, ctx, s, t->bytes[from], t->bytes[to], ++position, l);
        from = to;
    }
}

/* ------------------------------------------------------------------ bigrams */

static bool is_cjk(uint32_t c)
{
    return tok_is_han(c) || tok_is_hiragana(c) || tok_is_katakana(c);
}

/* Where the run that begins at pos ends: of CJK characters, or of katakana alone. */
static size_t run_end(const char *s, size_t len, size_t pos, bool (*member)(uint32_t))
{
    while (pos < len) {
        size_t after = pos;
        if (!member(text_decode(s, len, &after)))
            break;
        pos = after;
    }
    return pos;
}

/* Characters of one run after the kana folding, one after the other: each with the one before it
 * makes a bigram. */
struct runner {
    void *ctx;
    struct list *l;
    uint32_t position; /* of the last character */
    size_t chars;      /* of this run so far */
    char last[4];
    size_t last_len, last_begin;
};

static void gram_add(struct runner *r, const char *a, size_t a_len, const char *b, size_t b_len,
                     size_t begin, size_t end, uint32_t position)
{
    struct token *t = list_add(r->l, r->ctx, TOK_BIGRAM, begin, end, position);
    char *text = r->l->text + r->l->text_len;
    memcpy(text, a, a_len);
    memcpy(text + a_len, b, b_len);
    t->len = (uint32_t)(a_len + b_len);
    r->l->text_len += a_len + b_len;
}

static void runner_char(struct runner *r, uint32_t c, size_t begin, size_t end)
{
    char text[4];
    size_t n = text_encode(c, text);
    if (r->chars == 1) /* no longer a run of one character */
        list_take_back(r->l), r->l->text_len -= r->last_len;
    if (r->chars)
        gram_add(r, r->last, r->last_len, text, n, r->last_begin, end, r->position);
    else
        gram_add(r, text, n, text, 0, begin, end, r->position + 1);
    r->position++;
    r->chars++;
    memcpy(r->last, text, n);
    r->last_len = n;
    r->last_begin = begin;
}

/* One run of CJK characters; the final long mark of katakana inside it is dropped as in words. Its
 * last character is given alone, too: no bigram begins with it, and who looks for one character
 * looks for what begins with it. */
static void run_add(struct runner *r, const char *s, size_t from, size_t to)
{
    size_t kana_end = from, kana_trim = from;
    r->chars = 0;
    for (size_t pos = from; pos < to;) {
        size_t at = pos;
        if (pos >= kana_end) {
            kana_end = run_end(s, to, pos, tok_is_katakana);
            kana_trim = pos + tok_fold_trim(s + pos, kana_end - pos);
        }
        if (pos < kana_end && pos >= kana_trim) {
            pos = kana_end;
            continue;
        }
        uint32_t c = tok_fold_next(s, pos < kana_end ? kana_trim : to, &pos);
        runner_char(r, c, at, pos);
    }
    if (r->chars > 1)
        gram_add(r, r->last, r->last_len, "", 0, r->last_begin, to, r->position);
}

static void bigrams(void *ctx, const char *s, size_t len, struct list *l)
{
    struct runner r = {.ctx = ctx, .l = l};
    list_start(l, ctx, 2 * len + 1); /* each character stands in two bigrams at most */
    for (size_t pos = 0; pos < len;) {
        size_t end = (unsigned char)s[pos] < 0x80 ? pos : run_end(s, len, pos, is_cjk);
        if (end > pos) {
            run_add(&r, s, pos, end);
            pos = end;
            continue;
        }
        text_decode(s, len, &pos);
        r.position++; /* two runs are never adjacent */
    }
}

/* ------------------------------------------------------------------ both */

/* Two lists in order of begin; words before bigrams. */
static struct token *merge(void *ctx, const struct list *a, const struct list *b)
{
    struct token *all =
        mem_check(talloc_array_size(ctx, sizeof(struct token), (unsigned)(a->n + b->n + 1)));
    size_t i = 0, j = 0, n = 0;
    while (i < a->n || j < b->n) {
        bool first = j == b->n || (i < a->n && a->items[i].begin <= b->items[j].begin);
        all[n++] = first ? a->items[i++] : b->items[j++];
    }
    return all;
}

void tok_text(struct tokenizer *t, void *ctx, const char *folded, size_t len, unsigned what,
              struct tok_list *ret)
{
    struct list w = {0}, b = {0};
    if (what & TOK_WORDS)
        words(t, ctx, folded, len, &w);
    if (what & TOK_BIGRAMS)
        bigrams(ctx, folded, len, &b);
    if (w.n && b.n)
        *ret = (struct tok_list){merge(ctx, &w, &b), w.n + b.n};
    else
        *ret = w.n ? (struct tok_list){w.items, w.n} : (struct tok_list){b.items, b.n};
}
