/*
 * What usually is so (原則として), what is wished (望ましい), rough numbers (概ね, 程度): no hard
 * limits. Nobody is refused for them: only the site knows how far they go. The places are found
 * first, then the tree is walked once, however many there are.
 */
#include "search/criteria_ja_doubt_inner.h"
#include "search/criteria_ja_words_gen.h"
#include "schema/base/mem.h"
#include <stdlib.h>
#include <string.h>

struct place {
    uint32_t begin, end; /* bytes of the criterion */
};
struct places {
    struct place *items; /* sorted, none touches another */
    size_t n;
};
struct soft {
    struct doubt d;
    void *tmp;
    enum sort sort; /* of what stands at any of `all` */
    struct places all, numbers;
};

static void add(struct soft *s, struct places *places, size_t begin, size_t end)
{
    const struct crit_parse *p = s->d.p;
    if (begin >= end)
        return;
    places->items = MEM_GROW(s->tmp, places->items, struct place, places->n + 1);
    places->items[places->n++] = (struct place){p->text.begin[s->d.at + begin] + p->offset,
                                                p->text.end[s->d.at + end - 1] + p->offset};
}

static int by_begin(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static void merge(struct places *p)
{
    size_t n = 0;
    if (p->n > 1)
        qsort(p->items, p->n, sizeof *p->items, by_begin);
    for (size_t i = 0; i < p->n; i++) {
        if (n && p->items[i].begin <= p->items[n - 1].end) {
            if (p->items[i].end > p->items[n - 1].end)
                p->items[n - 1].end = p->items[i].end;
        } else {
            p->items[n++] = p->items[i];
        }
    }
    p->n = n;
}

/* Whether [begin, end) touches one of the places. */
static bool touches(const struct places *p, uint32_t begin, uint32_t end)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (p->items[mid].end <= begin)
            low = mid + 1;
        else
            high = mid;
    }
    return low < p->n && p->items[low].begin < end;
}

/* What is asked (or, under not, what must not be) may be otherwise too. */
static struct crit_node *softened(const struct soft *s, struct crit_node *e, bool asked)
{
    if (e->type == CRIT_ATOM) {
        bool number = doubt_is_of_sort(e, MEASURED) || doubt_is_of_sort(e, AGES);
        bool soft = (doubt_is_of_sort(e, s->sort) && touches(&s->all, e->begin, e->end)) ||
                    (number && touches(&s->numbers, e->begin, e->end));
        struct crit_node *unsure =
            soft ? crit_new(s->d.p->ctx, CRIT_OPAQUE, e->begin, e->end) : NULL;
        return crit_join(s->d.p->ctx, asked ? CRIT_OR : CRIT_AND, e, unsure);
    }
    for (size_t i = e->type == CRIT_IF; i < e->n; i++)
        e->children[i] = softened(s, e->children[i], asked != (e->type == CRIT_NOT));
    return e;
}

static struct crit_node *walk(struct soft *s)
{
    merge(&s->all);
    merge(&s->numbers);
    if (s->all.n + s->numbers.n > 0)
        return softened(s, s->d.e, s->d.p->kind == CRIT_INCLUSION);
    return s->d.e;
}

/* The bracket that byte i stands in, behind byte `begin`; d->n: none. */
static size_t open_bracket(const struct doubt *d, size_t begin, size_t i)
{
    size_t depth = 0;
    while (i > begin) {
        depth += d->s[--i] == ')';
        if (d->s[i] == '(' && depth == 0)
            return i;
        depth -= d->s[i] == '(';
    }
    return d->n;
}

/* The end of the sentence, or of the brackets that byte i stands in. */
static size_t soft_end(const struct doubt *d, size_t i)
{
    size_t len, end = doubt_find(d, i, ja_words_sentence_ends, &len);
    size_t open = open_bracket(d, doubt_part_begin(d, i, ja_words_sentence_ends), i);
    const char *close = open < d->n ? memchr(d->s + i, ')', end - i) : NULL;
    return close ? (size_t)(close - d->s) : end;
}

/* 原則として…: what stands behind, to the end of the sentence. */
static void find_before(struct soft *s)
{
    const struct doubt *d = &s->d;
    for (size_t i = 0, len; (i = doubt_find(d, i, ja_words_soft_before, &len)) < d->n;) {
        size_t end = soft_end(d, i);
        add(s, &s->all, doubt_part_begin(d, i, ja_words_part_ends), end);
        i = end > i + len ? end : i + len;
    }
}

/* 75歳以下が望ましい: from where its part, or the brackets, begin; 以下が望ましい: is said of all.
 */
static void find_behind(struct soft *s)
{
    const struct doubt *d = &s->d;
    for (size_t i = 0, len; (i = doubt_find(d, i, ja_words_soft_behind, &len)) < d->n; i += len) {
        size_t begin = doubt_part_begin(d, i, ja_words_comma_ends);
        size_t open = open_bracket(d, begin, i);
        bool heads = i + len < d->n && d->s[i + len] == ':';
        add(s, &s->all, open < d->n ? open : begin, heads ? soft_end(d, i) : i);
    }
}

static bool is_digit(const struct doubt *d, size_t i)
{
    return i < d->n && d->s[i] >= '0' && d->s[i] <= '9';
}

/* Whether a number or its comparison ends at byte i of the words. */
static bool is_behind_number(const struct doubt *d, size_t i)
{
    const struct lex_token *t = d->p->tokens;
    size_t low = 0, high = d->p->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (t[mid].end < d->at + i)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == d->p->n || t[low].end != d->at + i)
        return false;
    return t[low].class == LEX_NUM || t[low].class == LEX_CMP || t[low].class == LEX_DECADE ||
           t[low].class == LEX_DOSE;
}

static void find_rough(struct soft *s)
{
    const struct doubt *d = &s->d;
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_about_before, &len)) < d->n; i += len)
        if (is_digit(d, i + len))
            add(s, &s->numbers, i, doubt_part_end(d, i, ja_words_part_ends));
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_about_behind, &len)) < d->n; i += len)
        if (is_behind_number(d, i))
            add(s, &s->numbers, doubt_part_begin(d, i, ja_words_part_ends), i);
}

struct crit_node *ja_soften(const struct crit_parse *p, struct crit_node *e)
{
    struct soft s = {.d = doubt_of(p, 0, p->text.len, e), .tmp = p->tmp, .sort = OWN};
    find_before(&s);
    find_behind(&s);
    find_rough(&s);
    return walk(&s);
}

struct crit_node *ja_soften_list(const struct crit_parse *p, struct crit_node *e)
{
    struct place everywhere = {0, UINT32_MAX};
    struct soft s = {.d = doubt_of(p, 0, p->text.len, e), .tmp = p->tmp, .sort = OWN};
    size_t len;
    if (doubt_find(&s.d, 0, ja_words_soft_before, &len) == s.d.n &&
        doubt_find(&s.d, 0, ja_words_soft_behind, &len) == s.d.n)
        return e;
    s.all = (struct places){&everywhere, 1};
    return walk(&s);
}

void doubt_soften(struct doubt *d, enum sort sort)
{
    struct place everywhere = {0, UINT32_MAX};
    struct soft s = {.d = *d, .sort = sort, .all = {&everywhere, 1}};
    d->e = walk(&s);
}
