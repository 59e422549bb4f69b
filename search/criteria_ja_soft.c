/*
 * What usually is so (原則として), what is wished (望ましい), rough numbers (概ね, 程度): no hard
 * limits. Nobody is refused for them: only the site knows how far they go.
 */
#include "search/criteria_ja_doubt_inner.h"
#include "search/criteria_ja_words_gen.h"
#include <string.h>

/* What is asked (or, under not, what must not be) may be otherwise too: only the site knows. */
static struct crit_node *softened(const struct reach *r, struct crit_node *e, bool asked)
{
    if (e->type == CRIT_ATOM) {
        bool here = e->begin < r->end && e->end > r->begin;
        bool rough =
            doubt_is_of_sort(e, r->sort) || (r->sort == MEASURED && doubt_is_of_sort(e, AGES));
        return here && rough ? crit_join(r->ctx, asked ? CRIT_OR : CRIT_AND, e,
                                         crit_new(r->ctx, CRIT_OPAQUE, e->begin, e->end))
                             : e;
    }
    for (size_t i = e->type == CRIT_IF; i < e->n; i++)
        e->children[i] = softened(r, e->children[i], asked != (e->type == CRIT_NOT));
    return e;
}

void doubt_soften(struct doubt *d, enum sort sort, size_t begin, size_t end)
{
    const struct crit_parse *p = d->p;
    if (begin >= end)
        return;
    struct reach r = {.sort = sort,
                      .begin = p->text.begin[d->at + begin] + p->offset,
                      .end = p->text.end[d->at + end - 1] + p->offset,
                      .ctx = p->ctx};
    d->e = softened(&r, d->e, p->kind == CRIT_INCLUSION);
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

/* 75歳以下が望ましい: from where its part, or the brackets, begin; 以下が望ましい: is said of all.
 */
static void soften_behind(struct doubt *d, size_t i, size_t len)
{
    size_t begin = doubt_part_begin(d, i, ja_words_comma_ends), open = open_bracket(d, begin, i);
    bool heads = i + len < d->n && d->s[i + len] == ':';
    doubt_soften(d, OWN, open < d->n ? open : begin, heads ? soft_end(d, i) : i);
}

static bool is_digit(const struct doubt *d, size_t i)
{
    return i < d->n && d->s[i] >= '0' && d->s[i] <= '9';
}

/* Whether a number or its comparison ends at byte i of the words. */
static bool is_behind_number(const struct doubt *d, size_t i)
{
    for (size_t k = 0; k < d->p->n && d->p->tokens[k].end <= d->at + i; k++) {
        enum lex_class c = d->p->tokens[k].class;
        if (d->p->tokens[k].end == d->at + i)
            return c == LEX_NUM || c == LEX_CMP || c == LEX_DECADE || c == LEX_DOSE;
    }
    return false;
}

static void doubt_soft(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_soft_before, &len)) < d->n; i += len)
        doubt_soften(d, OWN, doubt_part_begin(d, i, ja_words_part_ends), soft_end(d, i));
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_soft_behind, &len)) < d->n; i += len)
        soften_behind(d, i, len);
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_about_before, &len)) < d->n; i += len)
        if (is_digit(d, i + len))
            doubt_soften(d, MEASURED, i, doubt_part_end(d, i, ja_words_part_ends));
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_about_behind, &len)) < d->n; i += len)
        if (is_behind_number(d, i))
            doubt_soften(d, MEASURED, doubt_part_begin(d, i, ja_words_part_ends), i);
}

struct crit_node *ja_soften(const struct crit_parse *p, struct crit_node *e)
{
    struct doubt d = {p, p->text.s, p->text.len, 0, e};
    if (d.n)
        doubt_soft(&d);
    return d.e;
}

struct crit_node *ja_soften_list(const struct crit_parse *p, struct crit_node *e)
{
    struct doubt d = {p, p->text.s, p->text.len, 0, e};
    struct reach all = {.sort = OWN, .end = UINT32_MAX, .ctx = p->ctx};
    size_t len;
    bool soft = doubt_find(&d, 0, ja_words_soft_before, &len) < d.n ||
                doubt_find(&d, 0, ja_words_soft_behind, &len) < d.n;
    return soft ? softened(&all, e, p->kind == CRIT_INCLUSION) : e;
}
