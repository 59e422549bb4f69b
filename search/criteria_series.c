#include "search/criteria_series.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_line_words.h"
#include <string.h>

enum { PARTS = 3, LOOK_AHEAD = 40, SIGNS = 4, KEY_BYTES = 64 };

/* A number at the beginning of a line that may be its mark. */
struct candidate {
    unsigned number;
    size_t len;    /* bytes up to behind the signs that follow it */
    bool compound; /* a number or a word stands before it */
    bool weak;     /* a word with a small letter behind it (2 weeks): never where a series begins */
    uint32_t before; /* what stands around it: equal in all lines of a series */
    uint32_t shape;  /* the same without the numbers before it */
};
struct candidates {
    struct candidate items[PARTS];
    size_t n;
    const struct candidate *mark; /* the one that is the line's mark */
};
struct head { /* what was read of a line so far, in plain signs */
    char key[KEY_BYTES], shape[KEY_BYTES];
    size_t n_key, n_shape;
};

static uint32_t plain(uint32_t c)
{
    static const uint32_t signs[][2] = {{0x3000, ' '}, {0xA0, ' '},   {'\t', ' '},   {0x2010, '-'},
                                        {0x2011, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2212, '-'},
                                        {0x30FB, '*'}, {0xFF65, '*'}, {0x3001, ','}, {0xFF64, ','},
                                        {0x3009, '>'}, {0x300B, '>'}, {0x3011, ']'}, {0x3015, ']'}};
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i][0] == c)
            return signs[i][1];
    return c;
}

static uint32_t next(const struct series_text *t, size_t *pos)
{
    return *pos < t->len ? plain(text_decode(t->s, t->len, pos)) : 0;
}

static uint32_t peek(const struct series_text *t, size_t pos)
{
    return next(t, &pos);
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_sign(uint32_t c)
{
    return c && c < 0x80 && strchr(" .,:;)]}>-_*/|?", (int)c);
}

static unsigned kanji_number(uint32_t c)
{
    static const uint32_t all[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                   0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == c)
            return i + 1;
    return 0;
}

/* 7, 12, 一, Ⅱ, ③ at *pos; 0: none, or one of three digits and more. */
static unsigned read_number(const struct series_text *t, size_t *pos)
{
    size_t at = *pos;
    uint32_t c = next(t, &at);
    unsigned n = kanji_number(c);
    if (c >= 0x2160 && c <= 0x217B)
        n = (unsigned)(c & 0xF) + 1;
    if (c >= 0x2460 && c <= 0x2473)
        n = (unsigned)(c - 0x2460) + 1;
    if (is_digit(c)) {
        n = (unsigned)(c - '0');
        for (size_t more = at; is_digit(next(t, &more)); at = more)
            n = n < 100 ? n * 10 + (unsigned)(peek(t, at) - '0') : n;
    }
    if (n == 0 || n >= 100)
        return 0;
    *pos = at;
    return n;
}

static void put(struct head *h, uint32_t c)
{
    if (h->n_key + SIGNS < KEY_BYTES && h->n_shape + SIGNS < KEY_BYTES) {
        h->n_key += text_encode(c, h->key + h->n_key);
        h->n_shape += text_encode(c, h->shape + h->n_shape);
    }
}

/* Signs and blanks behind a number, a run of blanks as one; *ret_bare: blanks only. */
static size_t read_signs(const struct series_text *t, size_t pos, struct head *h, bool *ret_bare)
{
    uint32_t last = 0;
    *ret_bare = true;
    for (size_t at = pos, n = 0; is_sign(peek(t, at)) && n < SIGNS; pos = at) {
        uint32_t c = next(t, &at);
        if (c == ' ' && last == ' ')
            continue;
        *ret_bare &= c == ' ';
        put(h, last = c);
        n++;
    }
    return pos;
}

/* 1 型, 2 weeks: a number that counts, with nothing but a blank behind it. */
static bool is_counted(const struct series_text *t, size_t pos)
{
    static const char *const units[] = {"型", "度", "期", "級", "年", "月", "週", "日", "か", "ヶ",
                                        "ヵ", "カ", "回", "つ", "名", "種", "歳", "才", "％", "μ",
                                        "剤", "件", "個", "例", "人", "群", "次", "相", "親", "％"};
    uint32_t c = peek(t, pos);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (begins(t->s + pos, t->len - pos, units[i]))
            return true;
    return c == 0 || strchr("%<>=+/-~", (int)(c < 0x80 ? c : 'x'));
}

/* "1.5", "1:2", "1-3", "1/2", "1,500" are values; "1) 5", "1 5" and "Ⅰ.5" may be marks. */
static bool is_value(const struct series_text *t, size_t from, size_t pos, const struct head *h,
                     size_t signs)
{
    char last = h->n_key > signs ? h->key[h->n_key - 1] : '\0';
    bool named = signs > 0 && h->key[0] < 0; /* 選択1：5: a sign of its own for the word */
    return h->n_key == signs + 1 && strchr(".:-/,", last) && is_digit(peek(t, pos)) &&
           is_digit(peek(t, from)) && !named;
}

/* No.1, 選択基準1：, #1 */
static size_t read_word(const struct series_text *t, struct head *h)
{
    static const char *const words[] = {
        "選択基準",  "除外基準", "適格基準", "選択", "除外", "基準", "項目", "条件",
        "第",        "No.",      "No",       "№",    "#",    "＃",   "IC",   "Inclusion",
        "Exclusion", "EC",       "IN",       "EX",   "I",    "E"};
    size_t pos = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins(t->s, t->len, words[i])) {
            pos = strlen(words[i]);
            put(h, (uint32_t)(i + 1) << 8); /* a sign of its own for each */
            break;
        }
    while (pos && peek(t, pos) == ' ')
        (void)next(t, &pos);
    return pos;
}

static void read_candidates(const struct series_text *t, struct candidates *ret)
{
    struct head h = {.n_key = 0};
    ret->n = 0;
    size_t pos = read_word(t, &h);
    while (ret->n < PARTS && h.n_key + 4 * SIGNS < KEY_BYTES) {
        size_t from = pos, begin = h.n_key;
        unsigned number = read_number(t, &pos);
        bool bare = false;
        pos = number ? read_signs(t, pos, &h, &bare) : pos;
        bool capital = peek(t, pos) >= 'A' && peek(t, pos) <= 'Z'; /* 10Patients */
        if (h.n_key == begin && !(number && capital && begin == 0))
            return;
        bool good = !is_value(t, from, pos, &h, begin) && !(bare && is_counted(t, pos));
        if (good)
            ret->items[ret->n++] =
                (struct candidate){number,
                                   pos,
                                   begin > 0,
                                   bare && (is_small(peek(t, pos)) || h.n_key == begin),
                                   (uint32_t)text_hash(h.key, h.n_key),
                                   (uint32_t)text_hash(h.shape, h.n_shape)};
        h.key[h.n_key++] = (char)number; /* stands before the next number */
    }
}

static const struct candidate *find(const struct candidates *c, uint32_t before, unsigned number)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].before == before && c->items[i].number == number)
            return &c->items[i];
    return NULL;
}

static bool goes_on(const struct candidates *all, size_t n, size_t line, const struct candidate *c)
{
    for (size_t i = line + 1; i < n && i <= line + LOOK_AHEAD; i++)
        if (find(&all[i], c->before, c->number + 1))
            return true;
    return false;
}

/* The mark of a line not far above that c counts on from; NULL: none. */
static const struct candidate *before(const struct candidates *all, size_t line,
                                      const struct candidate *c)
{
    enum {
        SURE = 3
    }; /* from here on: a small letter, a number left out, other signs (12? of 11.) */
    if (c->weak && c->number < SURE)
        return NULL;
    for (size_t i = line; i > 0 && line - i < LOOK_AHEAD; i--) {
        const struct candidate *m = all[i - 1].mark;
        if (!m)
            continue;
        bool same = m->before == c->before, next = m->number + 1 == c->number;
        bool loose = c->number > SURE && !m->compound && !c->compound;
        if ((next && (same || loose)) || (same && c->number > SURE && m->number + 2 == c->number))
            return m;
    }
    return NULL;
}

/* Whether the number is the line's mark: the first of a series, or the next. */
static bool is_mark(const struct candidates *all, size_t n, size_t line, struct candidate *c)
{
    if (c->number == 1)
        return !c->weak && goes_on(all, n, line, c);
    const struct candidate *m = before(all, line, c);
    if (m) { /* with its signs, of the same kind even so */
        c->before = m->before;
        c->shape = m->shape;
    }
    return m;
}

void series_read(void *ctx, const struct series_text *lines, size_t n, struct series_mark *ret)
{
    struct candidates *all = MEM_ARRAY(ctx, struct candidates, n ? n : 1);
    for (size_t i = 0; i < n; i++)
        read_candidates(&lines[i], &all[i]);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = all[i].n; k > 0 && !all[i].mark; k--) { /* the innermost first */
            struct candidate *c = &all[i].items[k - 1];
            if (is_mark(all, n, i, c))
                all[i].mark = c;
        }
        const struct candidate *m = all[i].mark;
        ret[i] = m ? (struct series_mark){{MARKER_SERIES, m->number, m->len}, m->compound, m->shape}
                   : (struct series_mark){{MARKER_NONE, 0, 0}, false, 0};
    }
    talloc_free(all);
}
