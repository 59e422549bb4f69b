#include "search/lexicon_key.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/tok_fold.h"

enum { LONG_MARK = 0x30FC, TRIM_FROM_KANA = 4 };

struct maker {
    const char *s;
    size_t len, pos;
    struct lexicon_key key;
    uint32_t last;      /* character written last */
    unsigned kana;      /* kana written in a row */
    size_t gap, gap_at; /* separators that wait: how many, where */
};

static bool is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0xE0 && c <= 0x24F) ||
           (c >= 0x3B1 && c <= 0x3C9);
}

/* A letter that stands for itself joins what it stands by: TNF-α, TNFα; ω-3, オメガ3. */
static bool is_greek(uint32_t c)
{
    return c >= 0x3B1 && c <= 0x3C9;
}

static bool is_separator(uint32_t c)
{
    return c == ' ' || c == '-' || c == '/' || c == '_' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_kana(uint32_t c)
{
    return tok_is_hiragana(c) || c == LONG_MARK;
}

static void put(struct maker *m, uint32_t c, size_t begin, size_t end)
{
    size_t n = text_encode(c, m->key.text + m->key.len);
    for (size_t i = 0; i < n; i++) {
        m->key.begin[m->key.len + i] = (uint32_t)begin;
        m->key.end[m->key.len + i] = (uint32_t)end;
    }
    m->key.len += n;
    m->last = c;
    m->kana = is_kana(c) ? m->kana + 1 : 0;
}

/* 's at the end of a Latin word says nothing (Crohn's), nor does any other apostrophe. */
static size_t apostrophe(const struct maker *m)
{
    size_t after = m->pos + 1;
    if (after < m->len && m->s[after] == 's' && is_latin(m->last)) {
        size_t next = after + 1;
        uint32_t c = next < m->len ? text_decode(m->s, m->len, &next) : ' ';
        if (!is_latin(c))
            return 2;
    }
    return 1;
}

/* A long mark that ends a run of four kana or more. */
static bool is_dropped(const struct maker *m, uint32_t c, size_t after)
{
    if (c != LONG_MARK || m->kana + 1 < TRIM_FROM_KANA)
        return false;
    uint32_t next = after < m->len ? text_decode(m->s, m->len, &after) : 0;
    return !tok_is_hiragana(next) && !tok_is_katakana(next);
}

/* The last character written stands for all of the text up to here: a name that ends in a long
 * mark ends behind it. */
static void extend(struct maker *m)
{
    for (size_t i = m->key.len; i-- > 0;) {
        m->key.end[i] = (uint32_t)m->pos;
        if (((unsigned char)m->key.text[i] & 0xC0) != 0x80)
            return;
    }
}

void lexicon_key_make(void *ctx, const char *folded, size_t len, struct lexicon_key *ret)
{
    struct maker m = {.s = folded, .len = len};
    m.key.text = mem_check(talloc_size(ctx, len + 8));
    m.key.begin = mem_check(talloc_array_size(ctx, sizeof(uint32_t), (unsigned)len + 8));
    m.key.end = mem_check(talloc_array_size(ctx, sizeof(uint32_t), (unsigned)len + 8));
    while (m.pos < len) {
        size_t begin = m.pos;
        if (folded[begin] == '\'') {
            m.pos += apostrophe(&m);
            continue;
        }
        uint32_t c = tok_fold_next(folded, len, &m.pos);
        if (is_separator(c)) {
            m.gap_at = m.gap++ ? m.gap_at : begin;
            continue;
        }
        if (is_dropped(&m, c, m.pos)) {
            extend(&m);
            continue;
        }
        if (m.gap && is_latin(m.last) && is_latin(c) && !is_greek(m.last) && !is_greek(c))
            put(&m, ' ', m.gap_at, begin);
        m.gap = 0;
        put(&m, c, begin, m.pos);
    }
    m.key.text[m.key.len] = '\0';
    m.key.begin[m.key.len] = m.key.end[m.key.len] = (uint32_t)len;
    *ret = m.key;
}
