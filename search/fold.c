/*
 * Characters come in segments: a start and what combines with it (marks, half-width ﾞ, variation
 * selectors …). Segments normalise independently of each other, so each one's output maps to the
 * whole of its source: no match ever begins or ends inside a grapheme. Almost all text is made of
 * segments of one character that a table answers; the rest goes through ICU.
 *
 * Steps 1 to 3 of search.md §1 are here, as tables of characters; words (4 to 6) are a pass over
 * the finished struct folded (fold_words.c).
 */
#include "search/fold.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/fold_tables.h"
#include "search/fold_words.h"
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uversion.h>

enum { FOLD_MAX_BYTES = 4 << 20 };
/* A text of nothing but combining marks would cost quadratic time: of marks without end the first
 * few are kept, which leaves every real text alone. */
enum { SEGMENT_MAX_CHARS = 64, MARKS_MAX = 16 };
enum { LONG_MARK = 0x30FC, MIDDLE_DOT = 0x30FB, LATIN_DOT = 0xB7, DAKUTEN = 0x3099 };
/* Marks that stand alone (゛ ゜): after kana people mean the combining ones. */
enum { LONE_DAKUTEN = 0x309B, LONE_HANDAKUTEN = 0x309C };

struct folder {
    const UNormalizer2 *nfkc_casefold; /* a singleton of ICU, never closed */
    struct fold_words *words;
    uint16_t map[1 << 16]; /* folded form of a lone BMP character; 0: ask ICU */
};

/* Characters that NFKC leaves alone and we do not: dashes, waves and apostrophes, and the radicals
 * of the Radicals Supplement that Japanese PDF files hold in place of the ideographs. */
static const uint16_t fold_extra[][2] = {
    {0x2018, '\''},   {0x2019, '\''},   {0x2010, '-'},    {0x2011, '-'},    {0x2012, '-'},
    {0x2013, '-'},    {0x2014, '-'},    {0x2015, '-'},    {0x2212, '-'},    {0x301C, '~'},
    {0x2EA0, 0x6C11}, {0x2EC1, 0x864E}, {0x2EC4, 0x897F}, {0x2EC6, 0x89D2}, {0x2ED1, 0x9577},
    {0x2ED7, 0x96E8}, {0x2ED8, 0x9752}, {0x2EDD, 0x98DF}, {0x2EE3, 0x9AA8}, {0x2EE4, 0x9B3C},
    {0x2EE8, 0x9EA6}, {0x2EE9, 0x9EC4}, {0x2EEB, 0x6589}, {0x2EED, 0x6B6F}, {0x2EEF, 0x7ADC},
    {0x2EF2, 0x4E80},
};

/* ------------------------------------------------------------------ properties */

static bool is_katakana(uint32_t c)
{
    return c >= 0x30A1 && c <= 0x30FA;
}

/* What a long mark may lengthen. */
static bool is_kana(uint32_t c)
{
    return (c >= 0x3041 && c <= 0x309A) || is_katakana(c) || (c >= LONG_MARK && c <= 0x30FF) ||
           (c >= 0x31F0 && c <= 0x31FF) || c == 0x309D || c == 0x309E;
}

static bool is_boundary_before(const struct folder *f, uint32_t c)
{
    return unorm2_hasBoundaryBefore(f->nfkc_casefold, (UChar32)c);
}

static bool is_regional(uint32_t c)
{
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

/* Grapheme clusters of UAX #29 as far as they matter to readers of a registry. */
static bool extends_grapheme(uint32_t c)
{
    int32_t gcb = u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK);
    return gcb == U_GCB_EXTEND || gcb == U_GCB_ZWJ || gcb == U_GCB_SPACING_MARK;
}

static bool is_prepended(uint32_t c)
{
    return u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK) == U_GCB_PREPEND;
}

/* The one BMP character that c alone folds to; 0 when there is no such or c may combine. */
static uint16_t map_one(const struct folder *f, uint16_t c)
{
    UChar in = c, out[4];
    UErrorCode status = U_ZERO_ERROR;
    if (U16_IS_SURROGATE(c) || !is_boundary_before(f, c) || extends_grapheme(c) || is_prepended(c))
        return 0;
    if (unorm2_isInert(f->nfkc_casefold, c))
        return c;
    int32_t n = unorm2_normalize(f->nfkc_casefold, &in, 1, out, 4, &status);
    return U_SUCCESS(status) && n == 1 ? out[0] : 0;
}

/* The one character of the text, of the BMP. */
static uint32_t char_of(const char *s)
{
    size_t pos = 0;
    return text_decode(s, strlen(s), &pos) & 0xFFFF;
}

bool fold_combines(uint32_t c)
{
    return c >= 0x300 && u_getCombiningClass((UChar32)c) != 0;
}

struct folder *folder_new(void *ctx)
{
    struct folder *f = MEM_NEW(ctx, struct folder);
    f->words = fold_words_new(f);
    UErrorCode status = U_ZERO_ERROR;
    f->nfkc_casefold = unorm2_getNFKCCasefoldInstance(&status);
    mem_check(U_SUCCESS(status) ? f : NULL); /* ICU's data is part of its library */
    for (uint32_t c = 1; c < 1 << 16; c++)
        f->map[c] = map_one(f, (uint16_t)c);
    for (size_t i = 0; i < sizeof fold_extra / sizeof *fold_extra; i++)
        f->map[fold_extra[i][0]] = fold_extra[i][1];
    for (size_t i = 0; i < fold_kanji_count; i++)
        f->map[char_of(fold_kanjis[i].variant)] = (uint16_t)char_of(fold_kanjis[i].standard);
    /* Full-width forms of what has just been added. */
    for (uint32_t c = 1; c < 1 << 16; c++)
        if (f->map[c])
            f->map[c] = f->map[f->map[c]] ? f->map[f->map[c]] : f->map[c];
    return f;
}

const char *folder_icu_version(void)
{
    return U_ICU_VERSION;
}

/* ------------------------------------------------------------------ output */

/* What has been written, with the context that the rules of step 2 look at. */
struct sink {
    void *ctx;
    struct folded out;
    size_t cap;
    bool mapped;    /* with the map */
    uint32_t last;  /* last character written; 0 at the start */
    unsigned marks; /* combining characters written in a row */
    bool marked;    /* there were some */
    bool dot;       /* a middle dot waits for its right neighbour */
    uint32_t dot_begin, dot_end;
};

static void sink_grow(struct sink *k, size_t more)
{
    struct folded *o = &k->out;
    if (o->len + more + 1 <= k->cap)
        return;
    k->cap = (o->len + more) * 2 + 64;
    o->text = mem_check(talloc_realloc_size(k->ctx, o->text, k->cap));
    if (!k->mapped)
        return;
    o->src_begin = mem_check(talloc_realloc_size(k->ctx, o->src_begin, k->cap * sizeof(uint32_t)));
    o->src_end = mem_check(talloc_realloc_size(k->ctx, o->src_end, k->cap * sizeof(uint32_t)));
}

static inline void sink_put(struct sink *k, uint32_t c, uint32_t begin, uint32_t end)
{
    struct folded *o = &k->out;
    if (o->len + 5 > k->cap)
        sink_grow(k, 4);
    size_t n = text_encode(c, o->text + o->len);
    for (size_t i = 0; k->mapped && i < n; i++) {
        o->src_begin[o->len + i] = begin;
        o->src_end[o->len + i] = end;
    }
    o->len += n;
    k->last = c;
}

/* The character written last stands for its source up to `end`. */
static void sink_extend(struct sink *k, uint32_t end)
{
    struct folded *o = &k->out;
    for (size_t i = o->len; k->mapped && i-- > 0;) {
        o->src_end[i] = end;
        if (((unsigned char)o->text[i] & 0xC0) != 0x80)
            return;
    }
}

/* The middle dot that waited: nothing between katakana, else a separator. */
static void sink_settle_dot(struct sink *k, uint32_t next)
{
    k->dot = false;
    if (!is_katakana(next) || !(is_katakana(k->last) || k->last == LONG_MARK))
        sink_put(k, ' ', k->dot_begin, k->dot_end);
}

/* A normalised character through the rules of step 2. */
static inline void sink_char(struct sink *k, uint32_t c, uint32_t begin, uint32_t end)
{
    if (k->dot)
        sink_settle_dot(k, c);
    if (c == LONG_MARK && k->last == LONG_MARK) { /* one is as long as several */
        sink_extend(k, end);
        return;
    }
    if (c == LONG_MARK && !is_kana(k->last))
        c = '-';
    if (c == MIDDLE_DOT || c == LATIN_DOT) {
        k->dot = true;
        k->dot_begin = begin;
        k->dot_end = end;
        return;
    }
    sink_put(k, c, begin, end);
}

/* ------------------------------------------------------------------ segments */

struct source {
    const struct folder *folder;
    const char *s;
    size_t len, pos;
};

struct segment {
    UChar text[2 * SEGMENT_MAX_CHARS];
    int32_t len; /* UTF-16 units */
    unsigned chars;
    uint32_t first, last; /* characters */
    unsigned regionals;
};

static void segment_add(struct segment *g, uint32_t c)
{
    if (g->chars++ == 0)
        g->first = c;
    g->last = c;
    g->regionals = is_regional(c) ? g->regionals + 1 : 0;
    UBool error = false;
    U16_APPEND(g->text, g->len, 2 * SEGMENT_MAX_CHARS, (UChar32)c, error);
    (void)error; /* there is room for SEGMENT_MAX_CHARS pairs */
}

static uint32_t fold_of(const struct folder *f, uint32_t c)
{
    return c < 1 << 16 && f->map[c] ? f->map[c] : c;
}

/* The combining form of a lone ゛ ゜ that follows kana, else c. */
static uint32_t combining(const struct folder *f, const struct segment *g, uint32_t c)
{
    bool lone = c == LONE_DAKUTEN || c == LONE_HANDAKUTEN;
    return lone && is_kana(fold_of(f, g->first)) ? c - LONE_DAKUTEN + DAKUTEN : c;
}

/* Whether c goes on with the grapheme, though it normalises by itself. */
static bool joins(const struct segment *g, uint32_t c)
{
    if (g->last == 0x200D || is_prepended(g->last) || (is_regional(c) && g->regionals % 2 == 1))
        return true;
    return extends_grapheme(c);
}

/* Gathers the segment that begins with `first` (ending at source->pos) and moves pos behind it. */
static void segment_read(struct source *in, uint32_t first, struct segment *g)
{
    g->len = 0;
    g->chars = g->regionals = 0;
    segment_add(g, first);
    while (in->pos < in->len) {
        size_t after = in->pos;
        uint32_t c = combining(in->folder, g, text_decode(in->s, in->len, &after));
        bool combines = !is_boundary_before(in->folder, c);
        if (!combines && (g->chars >= SEGMENT_MAX_CHARS || !joins(g, c)))
            return;
        if (g->chars < SEGMENT_MAX_CHARS)
            segment_add(g, c);
        in->pos = after;
    }
}

/* Writes a segment through ICU. */
static void segment_write(const struct folder *f, const struct segment *g, uint32_t begin,
                          uint32_t end, struct sink *k)
{
    /* The longest folding of one character is 18 units (U+FDFA). */
    UChar out[18 * 2 * SEGMENT_MAX_CHARS];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n =
        unorm2_normalize(f->nfkc_casefold, g->text, g->len, out, sizeof out / sizeof *out, &status);
    mem_check(U_SUCCESS(status) ? k : NULL); /* only memory can fail */
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(out, i, n, c);
        k->marks = is_boundary_before(f, (uint32_t)c) ? 0 : k->marks + 1;
        k->marked = k->marked || k->marks > 0;
        if (k->marks <= MARKS_MAX)
            sink_char(k, fold_of(f, (uint32_t)c), begin, end);
    }
}

/* Whether the character at pos is one that may go on with the one before it. */
static bool may_continue(const struct source *in)
{
    size_t after = in->pos;
    if (in->pos >= in->len || (unsigned char)in->s[in->pos] < 0x80)
        return false;
    uint32_t c = text_decode(in->s, in->len, &after);
    return c >= 1 << 16 || !in->folder->map[c] || c == LONE_DAKUTEN || c == LONE_HANDAKUTEN;
}

/* Lower case ASCII up to the last character before one that might combine with it. */
static void fold_ascii(struct source *in, struct sink *k)
{
    size_t from = in->pos, to = from;
    while (to < in->len && (unsigned char)in->s[to] < 0x80 && in->s[to])
        to++;
    if (to < in->len && to > from)
        to--;
    if (to == from)
        return;
    if (k->dot)
        sink_settle_dot(k, ' ');
    sink_grow(k, to - from);
    struct folded *o = &k->out;
    for (size_t i = from; i < to; i++) {
        char c = in->s[i];
        o->text[o->len + i - from] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    for (size_t i = from; k->mapped && i < to; i++) {
        o->src_begin[o->len + i - from] = (uint32_t)i;
        o->src_end[o->len + i - from] = (uint32_t)i + 1;
    }
    o->len += to - from;
    k->last = (unsigned char)o->text[o->len - 1];
    k->marks = 0;
    in->pos = to;
}

static void fold_segment(struct source *in, struct sink *k)
{
    size_t begin = in->pos;
    uint32_t c = text_decode(in->s, in->len, &in->pos);
    uint16_t one = c < 1 << 16 ? in->folder->map[c] : 0;
    if (one && !may_continue(in)) {
        k->marks = 0;
        sink_char(k, one, (uint32_t)begin, (uint32_t)in->pos);
        return;
    }
    struct segment g;
    segment_read(in, c, &g);
    segment_write(in->folder, &g, (uint32_t)begin, (uint32_t)in->pos, k);
}

/* `len` or the last character boundary before the limit. */
static size_t cut(const char *s, size_t len)
{
    if (len <= FOLD_MAX_BYTES)
        return len;
    len = FOLD_MAX_BYTES;
    for (int back = 0; back < 3 && ((unsigned char)s[len] & 0xC0) == 0x80; back++)
        len--;
    return len;
}

/* True when combining marks are left in the text. */
static bool fold_chars(struct folder *f, void *ctx, const char *s, size_t len, bool mapped,
                       struct folded *ret)
{
    struct source in = {f, s, cut(s, len), 0};
    struct sink k = {.ctx = ctx, .mapped = mapped};
    sink_grow(&k, in.len + in.len / 8);
    while (in.pos < in.len) {
        if ((unsigned char)s[in.pos] < 0x80)
            fold_ascii(&in, &k);
        if (in.pos < in.len)
            fold_segment(&in, &k);
    }
    if (k.dot)
        sink_settle_dot(&k, ' ');
    k.out.text[k.out.len] = '\0';
    if (mapped)
        k.out.src_begin[k.out.len] = k.out.src_end[k.out.len] = (uint32_t)in.len;
    *ret = k.out;
    return k.marked;
}

static void folded_free(struct folded *r)
{
    talloc_free(r->text);
    talloc_free(r->src_begin);
    talloc_free(r->src_end);
}

static bool is_stable(struct folder *f, void *ctx, const struct folded *r)
{
    struct folded again;
    fold_chars(f, ctx, r->text, r->len, false, &again);
    bool same = again.len == r->len && memcmp(again.text, r->text, r->len) == 0;
    folded_free(&again);
    return same;
}

/* Folding twice must change nothing. Words keep to that by their rules (fold_words.h); a text in
 * which they do not all the same has its characters folded only, and so has its fold. Without marks
 * words cannot become other characters. */
static void fold(struct folder *f, void *ctx, const char *s, size_t len, bool mapped,
                 struct folded *ret)
{
    struct folded r;
    bool marked = fold_chars(f, ctx, s, len, mapped, &r);
    if (!fold_words_apply(f->words, ctx, &r) || (marked && !is_stable(f, ctx, &r))) {
        folded_free(&r);
        fold_chars(f, ctx, s, len, mapped, &r);
    }
    *ret = r;
}

void fold_characters_mapped(struct folder *f, void *ctx, const char *s, size_t len,
                            struct folded *ret)
{
    fold_chars(f, ctx, s, len, true, ret);
}

void fold_text(struct folder *f, void *ctx, const char *s, size_t len, struct folded *ret)
{
    fold(f, ctx, s, len, true, ret);
}

char *fold_simple(struct folder *f, void *ctx, const char *s)
{
    struct folded r;
    fold(f, ctx, s, strlen(s), false, &r);
    return r.text;
}

char *fold_characters(struct folder *f, void *ctx, const char *s)
{
    struct folded r;
    fold_chars(f, ctx, s, strlen(s), false, &r);
    return r.text;
}
