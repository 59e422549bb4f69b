#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/suggest_inner.h"
#include "search/suggest_key.h"
#include "search/tok_fold.h"
#include <string.h>

enum {
    CHARS_MAX = 60,
    LATIN_MIN = 4,
    LATIN_LOOSE = 5, /* shorter ones must begin alike */
    KANA_MIN = 5,
    HAN_MIN = 4,
    MIXED_MIN = 5,  /* パーキンソン病 … */
    MIXED_KANA = 3, /* … of them katakana */
    TWO_FROM = 8    /* characters from which two edits count */
};

enum script { SCRIPT_OTHER, SCRIPT_LATIN, SCRIPT_KATAKANA, SCRIPT_HAN, SCRIPT_MIXED };

struct word {
    enum script script;
    uint32_t chars[CHARS_MAX];
    size_t n;
    uint64_t mask;
    unsigned edits;
};
struct speller {
    const struct suggest *s;
    struct word word;
    uint32_t best; /* name */
    unsigned distance;
    bool found;
};

/* ------------------------------------------------------------------ characters */

static uint64_t bit_of(uint32_t c)
{
    return (uint64_t)1 << (c * 0x9E3779B1u >> 26);
}

static size_t chars_read(const char *s, size_t len, uint32_t out[CHARS_MAX], uint64_t *ret_mask)
{
    size_t n = 0;
    uint64_t mask = 0;
    for (size_t pos = 0; pos < len;) {
        if (n == CHARS_MAX)
            return 0;
        out[n] = text_decode(s, len, &pos);
        mask |= bit_of(out[n++]);
    }
    *ret_mask = mask;
    return n;
}

static bool is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || c == ' ';
}

/* Of text with folded characters. */
static enum script script_of(const char *s)
{
    size_t len = strlen(s), n = 0, latin = 0, katakana = 0, han = 0;
    for (size_t pos = 0; pos < len; n++) {
        uint32_t c = text_decode(s, len, &pos);
        latin += is_latin(c) || c == '-';
        katakana += tok_is_katakana(c);
        han += tok_is_han(c);
    }
    if (n == 0 || latin > 0)
        return n > 0 && latin == n ? SCRIPT_LATIN : SCRIPT_OTHER;
    if (katakana == n)
        return SCRIPT_KATAKANA;
    if (han == 0)
        return SCRIPT_OTHER;
    return katakana >= MIXED_KANA ? SCRIPT_MIXED : SCRIPT_HAN;
}

/* ------------------------------------------------------------------ distance */

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Damerau-Levenshtein with adjacent transpositions; three rows of it. */
static unsigned distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    unsigned rows[3][CHARS_MAX + 1];
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(least(now[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

/* One kanji is another; UINT_MAX when it is more than that. */
static unsigned kanji_distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t differ = 0;
    bool han = true;
    for (size_t i = 0; i < n && n == m; i++)
        if (a[i] != b[i]) {
            differ++;
            han = han && tok_is_han(a[i]) && tok_is_han(b[i]);
        }
    return n == m && differ == 1 && han ? 1 : UINT32_MAX;
}

static size_t han_next(const uint32_t *s, size_t n, size_t at)
{
    while (at < n && !tok_is_han(s[at]))
        at++;
    return at;
}

/* Edits among the kana, the kanji being the same; else one kanji is another. */
static unsigned mixed_distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t i = han_next(a, n, 0), j = han_next(b, m, 0);
    while (i < n && j < m && a[i] == b[j]) {
        i = han_next(a, n, i + 1);
        j = han_next(b, m, j + 1);
    }
    return i == n && j == m ? distance(a, n, b, m) : kanji_distance(a, n, b, m);
}

static unsigned word_distance(const struct word *w, const uint32_t *b, size_t m)
{
    switch (w->script) {
    case SCRIPT_HAN:
        return kanji_distance(w->chars, w->n, b, m);
    case SCRIPT_MIXED:
        return mixed_distance(w->chars, w->n, b, m);
    default:
        return distance(w->chars, w->n, b, m);
    }
}

/* ------------------------------------------------------------------ the nearest name */

static bool is_candidate(const struct speller *p, const struct suggest_table *t,
                         const struct suggest_name *name, const struct suggest_key *k)
{
    const struct word *w = &p->word;
    unsigned char first = (unsigned char)t->pool[k->at];
    if (name->trials == 0 || !name->word || k->len + w->edits < w->n)
        return false;
    if (w->script == SCRIPT_LATIN)
        return first < 0x80 && (w->n >= LATIN_LOOSE || w->chars[0] == first);
    return first >= 0x80 || t == &p->s->romaji;
}

static void key_try(struct speller *p, const struct suggest_table *t, size_t i)
{
    const struct suggest_key *k = &t->keys[i];
    const struct suggest_name *name = &p->s->names[k->name];
    const char *key = t->pool + k->at;
    const struct word *w = &p->word;
    uint32_t chars[CHARS_MAX];
    uint64_t mask;
    if (!is_candidate(p, t, name, k))
        return;
    size_t n = chars_read(key, k->len, chars, &mask);
    if (n == 0 || n + w->edits < w->n || w->n + w->edits < n ||
        __builtin_popcountll(mask ^ w->mask) > 2 * (int)w->edits)
        return;
    unsigned d = word_distance(w, chars, n);
    bool better = d < p->distance ||
                  (p->found && d == p->distance && name->trials > p->s->names[p->best].trials);
    if (d > w->edits || !better)
        return;
    p->best = k->name;
    p->distance = d;
    p->found = true;
}

static void table_try(struct speller *p, const struct suggest_table *t, const char *key)
{
    if (key)
        p->word.n = chars_read(key, strlen(key), p->word.chars, &p->word.mask);
    for (size_t i = 0; key && p->word.n > 0 && i < t->n; i++)
        key_try(p, t, i);
}

static bool is_name(const struct suggest_table *t, const char *key)
{
    size_t len = strlen(key), i = suggest_table_find(t, key, len);
    return i < t->n && t->keys[i].len == len && memcmp(t->pool + t->keys[i].at, key, len) == 0;
}

static const char *answer(const struct speller *p, void *ctx)
{
    const struct suggest_name *name = &p->s->names[p->best];
    struct lexicon_concept c;
    if (!p->found)
        return NULL;
    if (name->shown || name->concept == SUGGEST_NO_CONCEPT)
        return mem_strdup(ctx, name->text);
    lexicon_concept(p->s->lexicon, name->concept, &c);
    return mem_strdup(ctx, c.ja);
}

const char *suggest_spelling(const struct suggest *s, void *ctx, struct folder *folder,
                             const char *word)
{
    static const size_t shortest[] = {[SCRIPT_LATIN] = LATIN_MIN,
                                      [SCRIPT_KATAKANA] = KANA_MIN,
                                      [SCRIPT_HAN] = HAN_MIN,
                                      [SCRIPT_MIXED] = MIXED_MIN};
    struct speller p = {.s = s, .distance = UINT32_MAX};
    if (strlen(word) > SUGGEST_MAX_BYTES)
        return NULL;
    void *scratch = mem_context(ctx, "suggest_spelling");
    const char *characters = fold_characters(folder, scratch, word);
    const char *plain = suggest_key(folder, scratch, word);
    const char *folded = suggest_key_folded(folder, scratch, word);
    size_t n = text_count_chars(plain, strlen(plain));
    p.word.script = script_of(characters);
    bool asked = p.word.script != SCRIPT_OTHER && n >= shortest[p.word.script] && n < CHARS_MAX &&
                 !is_name(&s->plain, plain) && !is_name(&s->plain, folded);
    p.word.edits = p.word.script >= SCRIPT_HAN || n < TWO_FROM ? 1 : 2;
    if (asked)
        table_try(&p, &s->plain, p.word.script >= SCRIPT_HAN ? folded : plain);
    if (asked && p.word.script == SCRIPT_KATAKANA && p.distance > 0)
        table_try(&p, &s->romaji, suggest_romaji(scratch, plain));
    const char *ret = answer(&p, ctx);
    talloc_free(scratch);
    return ret;
}
