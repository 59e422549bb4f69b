#include "search/suggest.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/suggest_inner.h"
#include "search/suggest_key.h"
#include "search/tok_fold.h"
#include <string.h>

enum {
    EDIT_MIN_CHARS = 4, /* shorter beginnings are near to everything */
    EDIT_BELOW = 3,     /* looked for when fewer were found without */
    TAIL_MAX = 3        /* Latin letters behind kana that an input method has yet to turn */
};

/* How a key was found, best first. */
enum tier { TIER_EXACT, TIER_PREFIX, TIER_INFIX, TIER_EDIT };

struct candidate {
    uint32_t name;
    uint16_t key_len;
    uint8_t tier;
    bool reading; /* found by how it is read, not by how it is written */
};
struct finder {
    const struct suggest *s;
    size_t limit;
    struct candidate *best; /* the best of each group, in order */
    size_t n;
};

/* ------------------------------------------------------------------ the best so far */

/* What is offered of one thing: the better match, then its own name, then the shorter one. */
static bool stands_before(const struct finder *f, const struct candidate *a,
                          const struct candidate *b)
{
    const struct suggest_name *x = &f->s->names[a->name], *y = &f->s->names[b->name];
    if (a->tier != b->tier)
        return a->tier < b->tier;
    if (x->shown != y->shown)
        return x->shown;
    if (x->preferred != y->preferred)
        return x->preferred;
    return a->key_len != b->key_len ? a->key_len < b->key_len : a->name < b->name;
}

static bool ranks_before(const struct finder *f, const struct candidate *a,
                         const struct candidate *b)
{
    const struct suggest_name *x = &f->s->names[a->name], *y = &f->s->names[b->name];
    if (a->tier != b->tier)
        return a->tier < b->tier;
    if (x->trials != y->trials)
        return x->trials > y->trials;
    return a->key_len != b->key_len ? a->key_len < b->key_len : a->name < b->name;
}

static void candidate_add(struct finder *f, struct candidate c)
{
    size_t at = 0;
    if (f->n == f->limit && !ranks_before(f, &c, &f->best[f->n - 1]) &&
        c.tier > f->best[f->n - 1].tier)
        return;
    uint32_t group = f->s->names[c.name].group;
    while (at < f->n && f->s->names[f->best[at].name].group != group)
        at++;
    if (at < f->n) {
        if (!stands_before(f, &c, &f->best[at]))
            return;
    } else if (f->n < f->limit) {
        at = f->n++;
    } else if (ranks_before(f, &c, &f->best[--at])) {
        ; /* the last one goes */
    } else {
        return;
    }
    for (; at > 0 && ranks_before(f, &c, &f->best[at - 1]); at--)
        f->best[at] = f->best[at - 1];
    f->best[at] = c;
}

/* ------------------------------------------------------------------ beginnings */

static int key_compare(const struct suggest_table *t, size_t i, const char *text, size_t len)
{
    const struct suggest_key *k = &t->keys[i];
    size_t n = k->len < len ? k->len : len;
    int order = memcmp(t->pool + k->at, text, n);
    return order ? order : k->len < len ? -1 : k->len > len;
}

size_t suggest_table_find(const struct suggest_table *t, const char *text, size_t len)
{
    size_t low = 0, high = t->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (key_compare(t, middle, text, len) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void prefix_find(struct finder *f, const struct suggest_table *t, const char *text)
{
    size_t len = strlen(text);
    for (size_t i = suggest_table_find(t, text, len); i < t->n; i++) {
        const struct suggest_key *k = &t->keys[i];
        if (k->len < len || memcmp(t->pool + k->at, text, len) != 0)
            return;
        candidate_add(f,
                      (struct candidate){k->name, k->len, k->len == len ? TIER_EXACT : TIER_PREFIX,
                                         t == &f->s->romaji});
    }
}

/* ------------------------------------------------------------------ inside */

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static size_t key_at(const struct suggest_table *t, size_t place)
{
    size_t low = 0, high = t->n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (t->keys[middle].at <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Latin text counts at the beginning of words only. */
static void infix_find(struct finder *f, const char *text)
{
    const struct suggest_table *t = &f->s->plain;
    size_t len = strlen(text), pos = 0;
    while (pos < t->pool_len) {
        const char *p = memmem(t->pool + pos, t->pool_len - pos, text, len);
        if (!p)
            return;
        size_t place = (size_t)(p - t->pool);
        pos = place + 1;
        if (is_latin(*text) && place > 0 && is_latin(p[-1]))
            continue;
        size_t i = key_at(t, place);
        const struct suggest_key *k = &t->keys[i];
        if (k->at != place)
            candidate_add(f, (struct candidate){k->name, k->len, TIER_INFIX, false});
        pos = k->at + k->len;
    }
}

static bool may_be_inside(const char *text)
{
    size_t pos = 0, len = strlen(text);
    uint32_t c = text_decode(text, len, &pos);
    return pos < len ? c >= 0x80 || len >= 3 : tok_is_han(c);
}

/* ------------------------------------------------------------------ one edit */

static size_t char_len(const char *s)
{
    unsigned char c = (unsigned char)*s;
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static bool goes_on(const char *a, size_t a_len, const char *b, size_t b_len)
{
    return b_len <= a_len && memcmp(a, b, b_len) == 0;
}

/* Whether the key begins with the text but for one character: another, one more, one fewer, two
 * exchanged. */
static bool is_near(const char *key, size_t key_len, const char *text, size_t len)
{
    size_t at = 0;
    while (at < len && at < key_len && key[at] == text[at])
        at++;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    if (at >= len)
        return true;
    const char *k = key + at, *s = text + at;
    size_t k_len = key_len - at, s_len = len - at, s_one = char_len(s);
    if (goes_on(k, k_len, s + s_one, s_len - s_one))
        return true; /* one more than the name has */
    if (k_len == 0)
        return false;
    size_t k_one = char_len(k);
    if (k_one > k_len)
        return false;
    if (goes_on(k + k_one, k_len - k_one, s, s_len) ||
        goes_on(k + k_one, k_len - k_one, s + s_one, s_len - s_one))
        return true;
    if (s_one >= s_len || k_one >= k_len)
        return false;
    size_t s_two = s_one + char_len(s + s_one), k_two = k_one + char_len(k + k_one);
    return s_two <= s_len && k_two <= k_len && s_two == k_two && memcmp(s, k + k_one, s_one) == 0 &&
           memcmp(s + s_one, k, k_one) == 0 &&
           goes_on(k + k_two, k_len - k_two, s + s_two, s_len - s_two);
}

static void edit_find(struct finder *f, const struct suggest_table *t, const char *text)
{
    size_t len = strlen(text);
    if (text_count_chars(text, len) < EDIT_MIN_CHARS)
        return;
    for (size_t i = 0; i < t->n; i++) {
        const struct suggest_key *k = &t->keys[i];
        if (f->s->names[k->name].trials > 0 && is_near(t->pool + k->at, k->len, text, len))
            candidate_add(f, (struct candidate){k->name, k->len, TIER_EDIT, t == &f->s->romaji});
    }
}

/* ------------------------------------------------------------------ what is typed */

struct typed {
    const char *plain, *folded; /* folded NULL: no other than plain */
    const char *romaji;
};

/* The key without Latin letters at its end that stand behind Japanese (肺が of 肺がn). */
static const char *without_tail(void *ctx, const char *key)
{
    size_t len = strlen(key), end = len;
    while (end > 0 && key[end - 1] >= 'a' && key[end - 1] <= 'z')
        end--;
    bool tail =
        end < len && len - end <= TAIL_MAX && end > 0 && (unsigned char)key[end - 1] >= 0x80;
    return tail ? mem_strndup(ctx, key, end) : NULL;
}

static void all_find(struct finder *f, const struct typed *t)
{
    prefix_find(f, &f->s->plain, t->plain);
    if (t->folded)
        prefix_find(f, &f->s->plain, t->folded);
    if (t->romaji)
        prefix_find(f, &f->s->romaji, t->romaji);
    if (f->n < f->limit && may_be_inside(t->plain))
        infix_find(f, t->plain);
    if (f->n < f->limit && t->folded && may_be_inside(t->folded))
        infix_find(f, t->folded);
    if (f->n >= EDIT_BELOW)
        return;
    edit_find(f, &f->s->plain, t->plain);
    if (t->romaji && f->n < EDIT_BELOW)
        edit_find(f, &f->s->romaji, t->romaji);
}

static struct typed typed_read(void *ctx, struct folder *folder, const char *s)
{
    struct typed t = {.plain = suggest_key(folder, ctx, s),
                      .folded = suggest_key_folded(folder, ctx, s)};
    if (strcmp(t.plain, t.folded) == 0)
        t.folded = NULL;
    bool kana = (unsigned char)*t.plain >= 0xE3;
    if (!kana || without_tail(ctx, t.plain))
        t.romaji = suggest_romaji(ctx, t.plain);
    return t;
}

/* ------------------------------------------------------------------ answering */

static struct suggestion suggestion_of(const struct finder *f, void *ctx, const struct candidate *c,
                                       enum lang lang)
{
    const struct suggest_name *name = &f->s->names[c->name];
    struct suggestion out = {
        .text = mem_strdup(ctx, name->text), .kind = name->kind, .trials = name->trials};
    if (name->concept == SUGGEST_NO_CONCEPT)
        return out;
    struct lexicon_concept k;
    lexicon_concept(f->s->lexicon, name->concept, &k);
    out.concept_id = mem_strdup(ctx, k.id);
    if (!name->shown || (c->reading && lang == LANG_EN))
        out.text = mem_strdup(ctx, lang == LANG_EN ? k.en : k.ja);
    return out;
}

void suggest_find(const struct suggest *s, void *ctx, struct folder *folder, const char *typed,
                  enum lang lang, size_t limit, struct suggestion **ret, size_t *ret_n)
{
    struct finder f = {.s = s, .limit = limit < SUGGEST_LIMIT_MAX ? limit : SUGGEST_LIMIT_MAX};
    void *scratch = mem_context(ctx, "suggest_find");
    f.best = MEM_ARRAY(scratch, struct candidate, f.limit + 1);
    struct typed t = {.plain = ""};
    if (f.limit > 0 && strlen(typed) <= SUGGEST_MAX_BYTES)
        t = typed_read(scratch, folder, typed);
    if (*t.plain)
        all_find(&f, &t);
    const char *shorter = without_tail(scratch, t.plain);
    if (f.n == 0 && shorter) {
        t = typed_read(scratch, folder, shorter);
        all_find(&f, &t);
    }
    *ret = MEM_ARRAY(ctx, struct suggestion, f.n + 1);
    for (size_t i = 0; i < f.n; i++)
        (*ret)[i] = suggestion_of(&f, ctx, &f.best[i], lang);
    *ret_n = f.n;
    talloc_free(scratch);
}
