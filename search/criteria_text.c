/*
 * Three passes, each with a map: dirt out of the source (bytes), the fold's characters (search
 * fold.h), then spaces and 癌. The middle dot goes through the fold as a bullet, because the fold
 * drops it between katakana while here it divides the items of a list.
 */
#include "search/criteria_text.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_lines.h"
#include "search/kana_edge.h"
#include <string.h>

static const char DOT[] = "\xE3\x83\xBB", BULLET[] = "\xE2\x80\xA2";

struct piece { /* a text with a map */
    char *s;
    uint32_t *begin, *end;
    size_t len;
};

static void piece_init(void *ctx, struct piece *p, size_t cap)
{
    p->s = MEM_GROW(ctx, NULL, char, cap + 1);
    p->begin = MEM_GROW(ctx, NULL, uint32_t, cap + 1);
    p->end = MEM_GROW(ctx, NULL, uint32_t, cap + 1);
    p->len = 0;
}

static void piece_put(struct piece *p, const char *s, size_t n, size_t begin, size_t end)
{
    for (size_t i = 0; i < n; i++) { /* mostly one */
        p->s[p->len] = s[i];
        p->begin[p->len] = (uint32_t)begin;
        p->end[p->len++] = (uint32_t)end;
    }
}

/* ------------------------------------------------------------------ dirt */

static const struct dirt {
    const char *from, *to;
} dirts[] = {
    {"&lt;br&gt;", "\n"}, {"<ＢＲ>", "\n"}, {"＜ＢＲ＞", "\n"},    {"＜BR＞", "\n"},
    {"＜br＞", "\n"},     {"<ｂｒ>", "\n"}, {"&lt;br/&gt;", "\n"}, {"&lt;br /&gt;", "\n"},
    {"&lt;", "<"},        {"&gt;", ">"},    {"&amp;", "&"},        {"&le;", "≦"},
    {"&ge;", "≧"},        {"&nbsp;", " "},  {"&quot;", "\""},      {"&mu;", "μ"},
    {"&micro;", "μ"},     {"&times;", "×"}, {"&deg;", "°"},        {"&#8804;", "≦"},
    {"&#8805;", "≧"},     {"&#956;", "μ"},  {"&#181;", "μ"},       {"&#215;", "×"},
    {"&#60;", "<"},       {"&#62;", ">"},   {"<br>", "\n"},        {"<br/>", "\n"},
    {"<br />", "\n"},     {"<p>", "\n"},    {"</p>", "\n"},        {"<li>", "\n"},
    {"</li>", "\n"},      {"<ul>", ""},     {"</ul>", ""},         {"<ol>", ""},
    {"</ol>", ""},        {"<sup>", ""},    {"</sup>", ""},        {"<sub>", ""},
    {"</sub>", ""},       {"<b>", ""},      {"</b>", ""},          {"_x000d_", "\n"},
    {"\r", ""},           {"\t", " "},      {"\xEF\xBB\xBF", ""},  {"\xE2\x80\x8B", ""},
};

/* The dirt at s, or NULL. */
static const struct dirt *dirt_at(const char *s, size_t len)
{
    if (*s != '&' && *s != '<' && *s != '_' && *s != '\r' && *s != '\t' && *s != '\xEF' &&
        *s != '\xE2')
        return NULL;
    for (size_t i = 0; i < sizeof dirts / sizeof *dirts; i++) {
        size_t n = strlen(dirts[i].from);
        if (n <= len && strncasecmp(s, dirts[i].from, n) == 0)
            return &dirts[i];
    }
    return NULL;
}

static void clean(void *ctx, const char *s, size_t len, struct piece *ret)
{
    piece_init(ctx, ret, len);
    for (size_t i = 0; i < len;) {
        const struct dirt *d = dirt_at(s + i, len - i);
        size_t n = d ? strlen(d->from) : 1;
        const char *to = d ? d->to : s + i;
        size_t to_len = d ? strlen(d->to) : 1;
        if (!d && s[i] == *DOT && len - i >= 3 && memcmp(s + i, DOT, 3) == 0) {
            to = BULLET;
            n = to_len = 3;
        }
        piece_put(ret, to, to_len, i, i + n);
        i += n;
    }
    ret->s[ret->len] = '\0';
}

/* ------------------------------------------------------------------ spaces */

static bool is_word_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* é, ü, ø: two bytes, U+00C0 to U+024F without × and ÷. */
static bool is_accented(const char *s)
{
    enum { FIRST = 0xC3, LAST = 0xC9, TIMES = 0x97, DIVIDED = 0xB7 };
    unsigned char c = (unsigned char)s[0], more = (unsigned char)s[1];
    return c >= FIRST && c <= LAST && !(c == FIRST && (more == TIMES || more == DIVIDED));
}

/* A space counts between Latin words and around English punctuation only. */
static bool keeps_space(const struct piece *out, const char *next)
{
    unsigned char last = out->len ? (unsigned char)out->s[out->len - 1] : 0;
    unsigned char c = (unsigned char)*next;
    if (last == 0 || last == ' ' || last == '\n' || c == 0 || c == ' ' || c == '\n')
        return false;
    bool before = last >= 0x80 && out->len > 1 && is_accented(out->s + out->len - 2);
    bool behind = c >= 0x80 && is_accented(next);
    if ((last >= 0x80 && !before) || (c >= 0x80 && !behind))
        return false;
    return before || behind || is_word_byte(last) || is_word_byte(c);
}

static size_t char_bytes(const char *s)
{
    unsigned char c = (unsigned char)*s;
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* The character before byte `at`; 0 at the start. */
static uint32_t char_before(const struct piece *out)
{
    size_t at = out->len;
    while (at > 0 && ((unsigned char)out->s[--at] & 0xC0) == 0x80)
        ;
    return out->len ? text_decode(out->s, out->len, &at) : 0;
}

/* がん and ガン as 癌, where the fold takes them for the noun (fold_words.c): the bytes they take,
   or 0. Not in がんばる, ガンマ, オルガン. */
static size_t cancer_at(const struct piece *out, const struct folded *f, size_t at)
{
    enum { BYTES = 6, GA = 0x304C, N = 0x3093, KATAKANA = 0x60 };
    static const char kana = '\xE3'; /* the first byte of が and ガ */
    const char *s = f->text + at;
    if (*s != kana)
        return 0;
    bool katakana = strncmp(s, "ガン", BYTES) == 0;
    uint32_t more = katakana ? KATAKANA : 0;
    if (!katakana && strncmp(s, "がん", BYTES) != 0)
        return 0;
    return kana_may_begin(char_before(out), GA + more) &&
                   kana_may_end(f->text, f->len, at + BYTES, N + more)
               ? BYTES
               : 0;
}

struct in {
    const struct folded *f;
    const struct piece *p;
};

static void take(struct piece *out, const struct in *in, const char *to, size_t to_len, size_t i,
                 size_t n)
{
    uint32_t first = in->f->src_begin[i], last = in->f->src_end[i + n - 1];
    piece_put(out, to, to_len, in->p->begin[first], last ? in->p->end[last - 1] : 0);
}

static void squeeze(void *ctx, const struct in *in, struct piece *out)
{
    const struct folded *f = in->f;
    piece_init(ctx, out, f->len);
    for (size_t i = 0; i < f->len;) {
        const char *s = f->text + i;
        size_t n = char_bytes(s);
        size_t cancer = cancer_at(out, f, i);
        if (n > f->len - i)
            n = f->len - i;
        if (*s == '\n')
            while (out->len && out->s[out->len - 1] == ' ')
                out->len--;
        if (*s == '\n' && line_breaks_off(out->s, out->len)) {
            i++; /* a line broken inside a sentence */
            continue;
        }
        if (cancer)
            take(out, in, "癌", 3, i, n = cancer);
        else if (*s == *BULLET && strncmp(s, BULLET, 3) == 0)
            take(out, in, DOT, 3, i, n);
        else if (*s != ' ' || keeps_space(out, s + 1))
            take(out, in, s, n, i, n);
        i += n;
    }
    out->s[out->len] = '\0';
}

void crit_text_read(struct folder *f, void *ctx, const char *source, size_t len,
                    struct crit_text *ret)
{
    struct piece cleaned, out;
    struct folded folded;
    clean(ctx, source, len, &cleaned);
    fold_characters_mapped(f, ctx, cleaned.s, cleaned.len, &folded);
    squeeze(ctx, &(struct in){&folded, &cleaned}, &out);
    out.begin[out.len] = out.end[out.len] = (uint32_t)len;
    *ret = (struct crit_text){out.s, out.len, out.begin, out.end, source};
}

/* ------------------------------------------------------------------ names */

/* The source's own letter where it is a capital (also full width), else 0. */
static char capital(const struct crit_text *t, size_t i)
{
    size_t pos = t->begin[i];
    char c = t->s[i];
    if (c < 'a' || c > 'z' || t->end[i] <= pos)
        return 0;
    uint32_t s = text_decode(t->source, t->end[i], &pos);
    if (s >= 0xFF21 && s <= 0xFF3A)
        s -= 0xFEE0;
    if (s >= 0x2160 && s <= 0x216B) /* Ⅱ is II */
        return (char)(c - 32);
    return s == (uint32_t)(c - 32) ? (char)s : 0;
}

static bool is_ideograph(uint32_t c)
{
    return c >= 0x4E00 && c <= 0x9FFF;
}

/* Copies one character of the text, or the source's variant of a kanji; the bytes read. */
static size_t name_char(const struct crit_text *t, size_t i, char *out, size_t *n)
{
    char upper = capital(t, i);
    size_t bytes = char_bytes(t->s + i), here = 0, there = t->begin[i];
    if (bytes > t->len - i)
        bytes = t->len - i;
    uint32_t c = text_decode(t->s + i, bytes, &here);
    uint32_t s = text_decode(t->source, t->end[i], &there);
    if (is_ideograph(c) && is_ideograph(s) && there == t->end[i])
        c = s;
    if (upper)
        c = (uint32_t)upper;
    *n += text_encode(c, out + *n);
    return bytes;
}

char *crit_text_name(const struct crit_text *t, void *ctx, size_t from, size_t to)
{
    char *out = MEM_ARRAY(ctx, char, 4 * (to - from) + 5);
    size_t n = 0;
    for (size_t i = from; i < to;)
        i += name_char(t, i, out, &n);
    return out;
}
