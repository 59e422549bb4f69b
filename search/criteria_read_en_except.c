/*
 * Exceptions: "A other than X", "no A except X"; of several, each lets off; "other than the disease
 * under study" lets off nobody who is meant.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

/* "no significant illness other than X" and what is denied not understood: nothing is said of X. */
static bool is_unknown_denied(const struct en_parse *p, const struct crit_node *e, size_t lo,
                              size_t hi)
{
    return e->type != CRIT_NOT && crit_has_type(e, CRIT_OPAQUE) && en_has(p, lo, hi, EN_NEG);
}

/* "No other malignancy", "no prior therapy": what is not to be there is no NOT in the tree. */
static bool is_denied(const struct crit_node *e)
{
    if (e->type == CRIT_OR && e->n == 2 && e->children[1]->type == CRIT_OPAQUE)
        e = e->children[0]; /* of whom it was said is not clear */
    return en_is_first_line(e) || e->type == CRIT_NOT ||
           (e->type == CRIT_ATOM && e->atom->op == CRIT_OP_ABSENT);
}

/* The thing e and its exception x (tokens [at, hi)). */
static struct crit_node *join_except(struct en_parse *p, struct crit_node *e, struct crit_node *x,
                                     size_t at, size_t hi)
{
    bool negated = is_denied(e);
    if (crit_has_type(x, CRIT_OPAQUE) || en_is_same(e, x)) /* "hepatitis, except hepatitis A" */
        return crit_join(p->ctx, negated ? CRIT_OR : CRIT_AND, e, en_opaque(p, at, hi));
    if (negated)
        return crit_join(p->ctx, CRIT_OR, e, x);
    return crit_join(p->ctx, CRIT_AND, e, crit_not(p->ctx, x));
}

/* A limit, good health: x, which has none of its own, is not kept out but let off. */
static bool lets_off(const struct en_parse *p, size_t at, struct crit_node *e, struct crit_node *x)
{
    if (!en_says(&p->t[at], EN_CUE_EXCEPTION)) /* "age ≥ 10, excluding cancer" */
        return false;
    bool health = en_has_attr(e, ATTR_healthy) && !is_denied(e);
    return health || (en_is_measure(e) && !en_shares_measure(x, e));
}

/* "…, with three permissible exceptions": nothing says which. */
static struct crit_node *except_some(struct en_parse *p, struct crit_node *e, size_t at)
{
    return crit_join(p->ctx, p->kind == CRIT_INCLUSION ? CRIT_OR : CRIT_AND, e,
                     en_opaque(p, at, at + 1));
}

/* "the disease under study [and Y]" [lo, hi), which e, other cancers, does not mean: Y is let off,
   what else is said leaves e open. */
static struct crit_node *except_trials(struct en_parse *p, struct crit_node *e, size_t lo,
                                       size_t hi, struct en_mode m)
{
    static const enum en_class more[] = {EN_NUMBER, EN_TIME, EN_REL,    EN_CARE, EN_WITHIN,
                                         EN_BEFORE, EN_NEG,  EN_UNLESS, EN_IF,   EN_WORD};
    size_t end = en_next_connective(p, lo, hi);
    if (end + 1 < hi && en_says_in(p, lo, end, EN_CUE_TRIALS_DISEASE))
        return join_except(p, e, en_read_range(p, end + 1, hi, m), end + 1, hi);
    bool open = end < hi;
    size_t from = lo + 1; /* behind the disease itself */
    while (from < end && !en_says_in(p, lo, from, EN_CUE_TRIALS_DISEASE))
        from++;
    for (size_t i = from; i < end; i++)
        open |= p->t[i].class != EN_WORD && en_is_in(&p->t[i], more);
    return open ? crit_join(p->ctx, is_denied(e) ? CRIT_OR : CRIT_AND, e, en_opaque(p, lo, hi)) : e;
}

/* The exception [at, hi) to the limit, the name, the denial e. */
static struct crit_node *take_exception(struct en_parse *p, struct crit_node *e, size_t at,
                                        size_t hi, const struct en_mode *mode)
{
    struct crit_window w = {.n = -1};
    size_t end = hi;
    struct en_mode m = {.exception = true, .condition = true, .frame = en_frame_of_exception(e)};
    for (size_t i = at + 2; i < hi && end == hi; i++)
        if (en_read_window(p, i, hi, &w) == hi && w.n >= 0)
            end = i; /* "cancer other than X in the last 5 years" */
    if (end != hi)
        en_set_window(e, &w);
    if (en_has_attr(e, ATTR_other_malignancy) && en_says_in(p, at + 1, end, EN_CUE_TRIALS_DISEASE))
        return except_trials(p, e, at + 1, end, m);
    struct crit_node *x = en_read_range(p, at + 1, end, m);
    /* "KPS ≥ 60, except for amputees": of these the limit is not asked */
    if (p->kind == CRIT_INCLUSION && lets_off(p, at, e, x))
        return crit_join(p->ctx, CRIT_OR, e,
                         crit_has_type(x, CRIT_OPAQUE) ? en_opaque(p, at, hi) : x);
    if (p->kind == CRIT_INCLUSION && !mode->negated && !is_denied(e)) /* "exception: no prior X" */
        return crit_join(p->ctx, CRIT_AND, e,
                         en_denies(x) ? en_opaque(p, at, hi) : crit_not(p->ctx, x));
    return join_except(p, e, x, at, hi);
}

/* "A other than X, with the exception of Y": Y is let off beside X, where that lets more in. */
static struct crit_node *take_exceptions(struct en_parse *p, struct crit_node *e, size_t at,
                                         size_t hi, const struct en_mode *mode)
{
    size_t next = en_find(p, at + 1, hi, EN_EXCEPT), left = next;
    bool denied = is_denied(e);
    bool several = next > at + 2 && next + 1 < hi && p->t[next - 1].class == EN_COMMA;
    if (!several || !(p->kind == CRIT_EXCLUSION || denied))
        return take_exception(p, e, at, hi, mode);
    while (left > at + 1 && (p->t[left - 1].class == EN_COMMA || en_is(&p->t[left - 1], EN_AND)))
        left--;
    struct crit_node *again = denied ? crit_copy(p->ctx, e) : NULL;
    e = take_exception(p, e, at, left, mode);
    return denied ? crit_join(p->ctx, CRIT_OR, e, take_exceptions(p, again, next, hi, mode))
                  : take_exceptions(p, e, next, hi, mode);
}

/* "up to, but not including, 5 years": the end of a range, no exception. */
static bool ends_range(const struct en_parse *p, size_t lo, size_t at)
{
    while (at > lo && (p->t[at - 1].class == EN_COMMA || p->t[at - 1].class == EN_OPEN ||
                       en_is(&p->t[at - 1], EN_BUT)))
        at--;
    return at > lo && (en_is(&p->t[at - 1], EN_TO) || en_says(&p->t[at - 1], EN_CUE_UP_TO));
}

struct crit_node *en_read_except(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    size_t at = en_find(p, lo, hi, EN_EXCEPT), left = at;
    while (left > lo && (p->t[left - 1].class == EN_COMMA || en_is(&p->t[left - 1], EN_AND)))
        left--;
    if (at + 1 == hi && left > lo && en_says_in(p, at, hi, EN_CUE_SOME_EXCEPTIONS))
        return except_some(p, en_read_range(p, lo, left, mode), at);
    if (at == hi || at == lo || at + 1 >= hi || ends_range(p, lo, at) ||
        en_is_whole_measure(p, lo, hi))
        return NULL;
    struct crit_node *e = en_read_range(p, lo, left, mode);
    if (is_unknown_denied(p, e, lo, left))
        return crit_join(p->ctx, CRIT_AND, e, en_opaque(p, at, hi));
    if (en_ends_with_purpose(p, lo, left)) /* "chemotherapy for cancers other than X" */
        return crit_has_type(e, CRIT_OPAQUE) ? e : en_opaque(p, lo, hi);
    return take_exceptions(p, e, at, hi, &mode);
}
