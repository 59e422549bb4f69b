/*
 * What stands before a colon: a heading that says nothing, words that ask the same of all behind
 * it, a time that is of all of them.
 */
#include "search/criteria_read_en_inner.h"

/* "No history of", "any prior": nothing that is named. */
bool en_asks_only(const struct en_parse *p, size_t lo, size_t hi)
{
    static const enum en_class asking[] = {EN_NEG,  EN_HIST, EN_DROP, EN_WITH, EN_CARE,
                                           EN_PAST, EN_MED,  EN_MUST, EN_WORD};
    for (size_t i = lo; i < hi; i++)
        if (!en_is_in(&p->t[i], asking))
            return false;
    return hi > lo;
}

/* "Radiotherapy: no prior radiotherapy", as registries head what follows; "Radiotherapy: within 4
   weeks" says it of the heading itself. */
static bool heads_remedy(const struct en_parse *p, size_t lo, size_t colon, size_t hi)
{
    static const char remedy[] = "radiotherapy present";
    bool again = false;
    for (size_t i = colon + 1; i < hi; i++)
        again |= en_is_value(&p->t[i], EN_FACT, remedy) || en_is(&p->t[i], EN_NEG);
    return again && colon == lo + 1 && en_is_value(&p->t[lo], EN_FACT, remedy);
}

/* "Hematopoietic: …": a heading that says nothing of its own. */
size_t en_behind_heading(const struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi && i < lo + 6; i++) {
        if (p->t[i].class == EN_COLON) {
            for (size_t k = lo; k < i && !heads_remedy(p, lo, i, hi); k++)
                if (en_is(&p->t[k], EN_NEG) || en_is(&p->t[k], EN_HIST) ||
                    en_is(&p->t[k], EN_FACT) || en_is(&p->t[k], EN_ATTR) ||
                    en_is(&p->t[k], EN_CONSENT) || en_is(&p->t[k], EN_CARE))
                    return lo;
            return i + 1;
        }
        if (en_is_connective(p, i) || p->t[i].class == EN_NUMBER)
            return lo;
    }
    return lo;
}

/* "Adequate organ function within 14 days before registration: …": the time is of all that stands
   behind the colon. */
size_t en_behind_timed_heading(const struct en_parse *p, size_t lo, size_t hi,
                               struct crit_window *w)
{
    size_t end = lo + 1 < hi && en_is(&p->t[lo], EN_GENERIC) ? en_read_window(p, lo + 1, hi, w) : 0;
    return end && end + 1 < hi && p->t[end].class == EN_COLON ? end + 1 : lo;
}

/* "Within 6 months before enrollment: A; B": a time right before the first colon. */
struct crit_window en_window_of_heading(const struct en_parse *p, size_t lo, size_t hi)
{
    struct crit_window w = {.n = -1};
    size_t colon = en_find(p, lo, hi, EN_COLON);
    for (size_t i = lo; i < colon && colon < hi; i++)
        if (en_read_window(p, i, colon, &w) == colon && w.n >= 0)
            return w;
    return (struct crit_window){.n = -1};
}

/* "No history of: A; B; C": nothing but words that ask stands before the colon. */
bool en_heads_all(const struct en_parse *p, size_t lo, size_t hi, struct en_mode *ret)
{
    size_t colon = en_find(p, lo, hi, EN_COLON);
    if (colon == hi || colon + 1 >= hi || !en_asks_only(p, lo, colon))
        return false;
    *ret = en_mode_of(p, lo, colon);
    return ret->negated || ret->frame != EN_FRAME_NONE;
}

/* "Any of the following within 6 months before enrollment: A, B", "Within 6 months: A, B": before
   the colon nothing but that a list follows, and its time. */
bool en_is_list_in_time(const struct en_parse *p, size_t lo, size_t hi)
{
    struct crit_window w;
    size_t colon = en_find(p, lo, hi, EN_COLON), at = lo;
    if (colon + 1 >= hi || p->kind != CRIT_EXCLUSION)
        return false;
    while (at < colon && en_read_window(p, at, colon, &w) != colon)
        at++;
    return at == lo || en_any_says(p, lo, at, EN_CUE_FOLLOWING);
}

/* "A; B; C" behind the colon of such a list; NULL: no semicolon divides it. */
struct crit_node *en_read_semis(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    struct crit_node *all = NULL;
    if (en_find(p, lo, hi, EN_SEMI) == hi)
        return NULL;
    while (lo < hi) {
        size_t end = en_find(p, lo, hi, EN_SEMI);
        all = crit_join(p->ctx, CRIT_OR, all, en_read_range(p, lo, end, mode));
        lo = end + 1;
    }
    return all;
}
