/*
 * Looking for words of the tables in a sentence. Of the hundred lists that a sentence is looked
 * through for hardly one has a word in it: the beginnings of all that stands in the sentence are
 * noted once, and a list none of whose words begins so is not looked for.
 */
#include "search/criteria_ja_doubt_inner.h"

/* ------------------------------------------------------------------ what may stand there */

/* A beginning: of six bytes (two characters), of shorter words three, or one. */
enum { LONG = 6, WIDE = 3, SHORT = 1 };

static size_t beginning_bytes(const char *word)
{
    size_t n = 1;
    while (n < LONG && word[n])
        n++;
    if (n >= LONG)
        return LONG;
    return n >= WIDE ? WIDE : SHORT;
}

/* Its bit among DOUBT_BITS. */
static unsigned bit_of(const char *s, size_t n)
{
    uint64_t key = 0;
    for (size_t i = 0; i < n; i++)
        key = key << 8 | (unsigned char)s[i];
    return (unsigned)(key * UINT64_C(0x9E3779B97F4A7C15) >> (64 - DOUBT_LOG));
}

static void note(struct doubt *d, size_t i, size_t n)
{
    unsigned bit = bit_of(d->s + i, n);
    d->seen[bit / 64] |= UINT64_C(1) << (bit % 64);
}

struct doubt doubt_of(const struct crit_parse *p, size_t begin, size_t end, struct crit_node *e)
{
    struct doubt d = {
        .p = p, .s = p->text.s + begin, .n = end - begin, .at = (uint32_t)begin, .e = e};
    for (size_t i = 0; i < d.n; i++) {
        if (doubt_is_inside(&d, i))
            continue;
        note(&d, i, SHORT);
        if (i + WIDE <= d.n)
            note(&d, i, WIDE);
        if (i + LONG <= d.n)
            note(&d, i, LONG);
    }
    return d;
}

bool doubt_may_hold(const struct doubt *d, const char *const *words)
{
    for (; *words; words++) {
        unsigned bit = bit_of(*words, beginning_bytes(*words));
        if (d->seen[bit / 64] >> (bit % 64) & 1)
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------ looking for words */

/* Most words differ in their first bytes: no call is worth it. */
static size_t length_at(const struct doubt *d, size_t i, const char *word)
{
    size_t n = 0;
    while (word[n] && i + n < d->n && d->s[i + n] == word[n])
        n++;
    return word[n] ? 0 : n;
}

size_t doubt_any_at(const struct doubt *d, size_t i, const char *const *words)
{
    if (i >= d->n)
        return 0;
    /* kana share their first byte and mostly the second: the third tells them apart soonest */
    bool wide = (unsigned char)d->s[i] >= 0xE0 && i + 2 < d->n;
    for (; *words; words++) {
        if (**words != d->s[i] || (wide && (*words)[2] != d->s[i + 2]))
            continue;
        size_t n = length_at(d, i, *words);
        if (n)
            return n;
    }
    return 0;
}

size_t doubt_find(const struct doubt *d, size_t i, const char *const *words, size_t *len)
{
    bool may = i < d->n && doubt_may_hold(d, words);
    for (; may && i < d->n; i++) {
        if (!doubt_is_inside(d, i) && (*len = doubt_any_at(d, i, words)))
            return i;
    }
    *len = 0;
    return d->n;
}

size_t doubt_part_end(const struct doubt *d, size_t i, const char *const *ends)
{
    size_t len;
    return doubt_find(d, i, ends, &len);
}

size_t doubt_part_begin(const struct doubt *d, size_t i, const char *const *ends)
{
    for (size_t k = i; k-- > 0;) {
        size_t n = doubt_any_at(d, k, ends);
        if (n && k + n <= i)
            return k + n;
    }
    return 0;
}
