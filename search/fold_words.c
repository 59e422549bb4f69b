#include "search/fold_words.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/fold_numeral.h"
#include "search/fold_tables.h"
#include "search/kana_edge.h"
#include "search/tok_fold.h"
#include <stdio.h>

enum { LONG_MARK = 0x30FC, KANA_SHIFT = 0x60, ROUNDS_MAX = 8 };
enum { PAIR_BITS = 1 << 16, TAIL_MAX = 64 };

/* What may begin with a character. */
enum start {
    START_NONE,
    START_WORD, /* words whose second character decides: fold_words.pairs */
    START_RULE  /* a rule, whatever follows */
};

/* Words that begin with one character, longest first. */
struct entry {
    const struct fold_word *word;
    size_t from_len, to_len;
    uint16_t next; /* index + 1 of the next word with this first character; 0: none */
};

struct fold_words {
    struct entry *entries;
    uint16_t first[1 << 16];       /* index + 1 of the first word that begins with the character */
    unsigned char begins[1 << 16]; /* enum start of the character, in either kana */
    uint8_t pairs[PAIR_BITS / 8];  /* see pair_bit */
    const struct entry *tails[TAIL_MAX]; /* words of FOLD_TAIL */
    size_t n_tails;
};

static uint32_t hiragana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30F6) || c == 0x30FD || c == 0x30FE ? c - KANA_SHIFT : c;
}

static uint32_t first_char(const char *s)
{
    size_t pos = 0;
    return text_decode(s, strlen(s), &pos);
}

static uint32_t last_char(const char *s, size_t len)
{
    uint32_t c = 0;
    for (size_t pos = 0; pos < len;)
        c = text_decode(s, len, &pos);
    return c;
}

/* 一 … 十 */
static bool is_numeral_start(uint32_t c)
{
    static const uint32_t all[] = {'i',    'v',    'x',    0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                   0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == c)
            return true;
    return false;
}

/* 才 and numerals: rules, not words of the table (がん goes as a pair of its own). */
static bool is_rule_start(uint32_t c)
{
    return c == 0x624D || is_numeral_start(c);
}

/* Where in the set of pairs the first two characters of a word are (both as hiragana). Different
 * pairs may share a bit: a set bit means only that it is worth looking. */
static inline uint32_t pair_bit(uint32_t first, uint32_t second)
{
    return (first * 0x9E3779B1u + second * 0x85EBCA6Bu) >> 16;
}

static void pair_add(struct fold_words *w, const char *word)
{
    size_t pos = 0, len = strlen(word);
    uint32_t first = hiragana(text_decode(word, len, &pos));
    uint32_t bit = pair_bit(first, pos < len ? hiragana(text_decode(word, len, &pos)) : 0);
    w->pairs[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static void entry_add(struct fold_words *w, uint16_t i)
{
    uint16_t *at = &w->first[first_char(w->entries[i].word->from) & 0xFFFF];
    while (*at && w->entries[*at - 1].from_len >= w->entries[i].from_len)
        at = &w->entries[*at - 1].next;
    w->entries[i].next = *at;
    *at = (uint16_t)(i + 1);
}

/* A word of one character among those that begin with c. */
static bool has_lone_word(const struct fold_words *w, uint32_t c)
{
    char out[4];
    size_t len = text_encode(c, out);
    for (uint16_t i = w->first[c]; i; i = w->entries[i - 1].next)
        if (w->entries[i - 1].from_len == len)
            return true;
    return false;
}

static enum start start_of(const struct fold_words *w, uint32_t c)
{
    uint32_t h = hiragana(c);
    if (is_rule_start(c) || has_lone_word(w, h))
        return START_RULE;
    return w->first[h] || h == 0x304C /* が */ ? START_WORD : START_NONE;
}

struct fold_words *fold_words_new(void *ctx)
{
    struct fold_words *w = MEM_NEW(ctx, struct fold_words);
    w->entries = MEM_ARRAY(w, struct entry, fold_word_count);
    for (size_t i = 0; i < fold_word_count; i++) {
        const struct fold_word *f = &fold_word_list[i];
        w->entries[i] = (struct entry){f, strlen(f->from), strlen(f->to), 0};
        entry_add(w, (uint16_t)i);
        pair_add(w, f->from);
        pair_add(w, f->to); /* written so already: passed over as a whole */
        if (f->edge == FOLD_TAIL && w->n_tails < TAIL_MAX)
            w->tails[w->n_tails++] = &w->entries[i];
    }
    pair_add(w, "がん");
    for (uint32_t c = 0; c < 1 << 16; c++)
        w->begins[c] = (unsigned char)start_of(w, c);
    return w;
}

/* ------------------------------------------------------------------ the text at work */

struct rewriter {
    const struct fold_words *words;
    void *ctx;
    const struct folded *in;
    size_t pos; /* in it */
    struct folded out;
    size_t cap;
    uint32_t last;     /* character written last; 0 at the start */
    size_t chain_from; /* in `out`, where the last numeral that was changed ended; 0: none */
    bool changed;
};

static void grow(struct rewriter *r, size_t more)
{
    struct folded *o = &r->out;
    if (o->len + more + 1 <= r->cap)
        return;
    r->cap = (o->len + more) * 2 + 64;
    o->text = mem_check(talloc_realloc_size(r->ctx, o->text, r->cap));
    if (!r->in->src_begin)
        return;
    o->src_begin = mem_check(talloc_realloc_size(r->ctx, o->src_begin, r->cap * sizeof(uint32_t)));
    o->src_end = mem_check(talloc_realloc_size(r->ctx, o->src_end, r->cap * sizeof(uint32_t)));
}

static void append(struct rewriter *r, size_t from, size_t n)
{
    struct folded *o = &r->out;
    memcpy(o->text + o->len, r->in->text + from, n);
    if (r->in->src_begin) {
        memcpy(o->src_begin + o->len, r->in->src_begin + from, n * sizeof(uint32_t));
        memcpy(o->src_end + o->len, r->in->src_end + from, n * sizeof(uint32_t));
    }
    o->len += n;
}

/* From here on the output is a text of its own. */
static void part_from_input(struct rewriter *r)
{
    r->changed = true;
    r->out = (struct folded){NULL, 0, NULL, NULL};
    grow(r, r->in->len);
    append(r, 0, r->pos);
}

/* `taken` bytes of the text become to[0, len); each byte of it maps to all of their source. */
static void replace(struct rewriter *r, size_t taken, const char *to, size_t len)
{
    struct folded *o = &r->out;
    if (!r->changed)
        part_from_input(r);
    grow(r, len);
    memcpy(o->text + o->len, to, len);
    for (size_t i = 0; r->in->src_begin && i < len; i++) {
        o->src_begin[o->len + i] = r->in->src_begin[r->pos];
        o->src_end[o->len + i] = r->in->src_end[r->pos + taken - 1];
    }
    o->len += len;
    r->pos += taken;
    r->last = last_char(to, len);
}

static void copy(struct rewriter *r, size_t n)
{
    if (r->changed) {
        grow(r, n);
        append(r, r->pos, n);
    } else {
        r->out.len += n; /* it is the input so far */
    }
    r->pos += n;
}

static uint32_t char_at(const struct rewriter *r, size_t pos)
{
    return pos < r->in->len ? text_decode(r->in->text, r->in->len, &pos) : 0;
}

/* ------------------------------------------------------------------ edges of words */

static bool starts_at(const struct rewriter *r, size_t pos, const char *what)
{
    size_t n = strlen(what);
    return r->in->len - pos >= n && memcmp(r->in->text + pos, what, n) == 0;
}

static bool is_latin(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

/* ------------------------------------------------------------------ words of the table */

struct match {
    size_t end; /* in the text */
    uint32_t first, last;
    bool katakana; /* all of it */
};

static bool matches(const struct rewriter *r, const struct entry *e, struct match *ret)
{
    size_t pos = r->pos, at = 0;
    *ret = (struct match){.katakana = true};
    while (at < e->from_len) {
        if (pos >= r->in->len)
            return false;
        uint32_t c = text_decode(r->in->text, r->in->len, &pos);
        if (hiragana(c) != text_decode(e->word->from, e->from_len, &at))
            return false;
        ret->katakana = ret->katakana && tok_is_katakana(c);
        ret->first = ret->first ? ret->first : c;
        ret->last = c;
    }
    ret->end = pos;
    return true;
}

/* What has been written ends in the word, in either kana. */
static bool written_ends(const struct rewriter *r, const struct entry *e)
{
    size_t pos = r->out.len - e->from_len, at = 0;
    if (r->out.len < e->from_len || ((unsigned char)r->out.text[pos] & 0xC0) == 0x80)
        return false;
    while (at < e->from_len)
        if (hiragana(text_decode(r->out.text, r->out.len, &pos)) !=
            text_decode(e->word->from, e->from_len, &at))
            return false;
    return true;
}

/* Tails behind tails (ベータベータ) are no names: each would make the one before it the last. */
static bool tail_before(const struct rewriter *r)
{
    for (size_t i = 0; i < r->words->n_tails; i++)
        if (written_ends(r, r->words->tails[i]))
            return true;
    return false;
}

static bool counts(const struct rewriter *r, const struct entry *e, const struct match *m)
{
    uint32_t next = char_at(r, m->end);
    if (fold_combines(next)) /* with what is written it would become another character */
        return false;
    switch (e->word->edge) {
    case FOLD_ANY:
        return next != LONG_MARK;
    case FOLD_TAIL:
        return m->katakana && !tok_is_katakana(next) && !tail_before(r);
    case FOLD_WHOLE:
        return m->katakana && !tok_is_katakana(next) && !tok_is_katakana(r->last);
    case FOLD_LATIN:
        return !is_latin(next) && !is_latin(r->last);
    default:
        return kana_may_begin(r->last, m->first) &&
               kana_may_end(r->in->text, r->in->len, m->end, m->last);
    }
}

static bool word_try(struct rewriter *r, uint32_t c)
{
    struct match m;
    c = hiragana(c);
    for (uint16_t i = c <= 0xFFFF ? r->words->first[c] : 0; i; i = r->words->entries[i - 1].next) {
        const struct entry *e = &r->words->entries[i - 1];
        if (starts_at(r, r->pos, e->word->to)) { /* it is written so already: 割り付け of 割付 */
            copy(r, e->to_len);
            r->last = last_char(e->word->to, e->to_len);
            return true;
        }
        if (matches(r, e, &m) && counts(r, e, &m)) {
            replace(r, m.end - r->pos, e->word->to, e->to_len);
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------ 癌, ages, numerals */

/* がん and ガン as a noun: alone, behind kanji, before kanji or a particle; not がんばる, ガンマ.
 */
static bool cancer_try(struct rewriter *r, uint32_t c)
{
    static const char hira[] = "がん", kata[] = "ガン", kanji[] = "癌";
    bool katakana = c == 0x30AC;
    if ((c != 0x304C && !katakana) || !starts_at(r, r->pos, katakana ? kata : hira))
        return false;
    uint32_t last = katakana ? 0x30F3 : 0x3093;
    if (!kana_may_begin(r->last, c) ||
        !kana_may_end(r->in->text, r->in->len, r->pos + sizeof hira - 1, last))
        return false;
    replace(r, sizeof hira - 1, kanji, sizeof kanji - 1);
    return true;
}

/* 20才 → 20歳 */
static bool age_try(struct rewriter *r, uint32_t c)
{
    if (c != 0x624D || r->last < '0' || r->last > '9')
        return false;
    replace(r, 3, "歳", 3);
    return true;
}

static bool numeral_try(struct rewriter *r, uint32_t c)
{
    char digits[16];
    if (!is_numeral_start(c))
        return false;
    struct fold_numeral n =
        fold_numeral_at(r->in->text, r->in->len, r->pos, r->out.text, r->out.len, r->chain_from);
    if (!n.taken)
        return false;
    int len = snprintf(digits, sizeof digits, "%u", n.value);
    replace(r, n.taken, digits, (size_t)len);
    r->chain_from = r->out.len;
    return true;
}

/* ------------------------------------------------------------------ all together */

/* Whether something may begin with c, which ends before `after` and follows `before`. */
static bool may_start(const struct rewriter *r, uint32_t c, size_t after, uint32_t before)
{
    unsigned char start = c <= 0xFFFF ? r->words->begins[c] : START_NONE;
    if (start == START_NONE || (is_latin(c) && is_latin(before)))
        return false; /* neither Latin words nor numerals begin inside a Latin word */
    if (start == START_RULE)
        return true;
    uint32_t bit = pair_bit(hiragana(c), hiragana(char_at(r, after)));
    return r->words->pairs[bit / 8] >> bit % 8 & 1;
}

/* Where from pos on something may begin; the text's end when nothing does. */
static size_t next_start(const struct rewriter *r, size_t pos, uint32_t *ret_before)
{
    while (pos < r->in->len) {
        size_t at = pos;
        uint32_t c = text_decode(r->in->text, r->in->len, &pos);
        if (may_start(r, c, pos, *ret_before))
            return at;
        *ret_before = c;
    }
    return r->in->len;
}

static bool rewrite(struct rewriter *r)
{
    r->out = *r->in;
    r->out.len = 0;
    while (r->pos < r->in->len) {
        copy(r, next_start(r, r->pos, &r->last) - r->pos);
        size_t after = r->pos;
        uint32_t c = r->pos < r->in->len ? text_decode(r->in->text, r->in->len, &after) : 0;
        if (!c || word_try(r, c) || cancer_try(r, c) || numeral_try(r, c) || age_try(r, c))
            continue;
        copy(r, after - r->pos);
        r->last = c;
    }
    if (!r->changed)
        return false;
    grow(r, 0);
    r->out.text[r->out.len] = '\0';
    if (r->in->src_begin) {
        r->out.src_begin[r->out.len] = r->in->src_begin[r->in->len];
        r->out.src_end[r->out.len] = r->in->src_end[r->in->len];
    }
    return true;
}

bool fold_words_apply(const struct fold_words *w, void *ctx, struct folded *f)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct rewriter r = {.words = w, .ctx = ctx, .in = f};
        if (!rewrite(&r))
            return true;
        talloc_free(f->text);
        talloc_free(f->src_begin);
        talloc_free(f->src_end);
        *f = r.out;
    }
    return false;
}
