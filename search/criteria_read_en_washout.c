/* "At least 4 weeks since chemotherapy or radiotherapy": what was not had within a time. */
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

/* "must have elapsed", "have passed" between a time and "since"; pos without. */
static size_t behind_elapsed(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 4 };
    for (size_t i = pos; pos > 0 && i < hi && i < pos + FAR && !en_is(&p->t[i], EN_AFTER); i++)
        if (en_says(&p->t[i], EN_CUE_ELAPSED))
            return i + 1;
    return pos;
}

static bool is_said_before(const struct en_parse *p, size_t at, bool first)
{
    const struct en_token *t = &p->t[at];
    if (en_is(t, EN_KIND) || en_is(t, EN_NAME))
        return false;
    return en_is(t, EN_LAST) || en_is(t, EN_DROP) || en_is(t, EN_PAST) ||
           en_says(t, EN_CUE_OTHER) ||
           (first && (en_is(t, EN_CARE) || en_says(t, EN_CUE_COMPLETION)));
}

/* The remedy at *pos, which is moved behind it. NULL: none stands there. */
static struct crit_node *read_had(struct en_parse *p, size_t *pos, size_t hi,
                                  const struct en_mode *m, bool first)
{
    size_t at = *pos;
    while (at < hi && is_said_before(p, at, first))
        at++;
    size_t end = at < hi ? en_name_end(p, at, hi) : at, fact = at;
    if (end == at)
        return NULL;
    struct crit_node *e = en_read_fact(p, &fact, end, m);
    if (!e)
        e = en_read_name(p, at, end, m);
    *pos = fact > at ? fact : end;
    return e;
}

static bool is_care(const struct crit_node *e)
{
    return e->type == CRIT_ATOM &&
           (e->atom->attr == ATTR_prior_therapy || e->atom->attr == ATTR_prior_surgery ||
            e->atom->attr == ATTR_radiotherapy || e->atom->attr == ATTR_transplant);
}

/* The next of "since A, B or C" behind *pos; NULL: what follows is none of them. */
static struct crit_node *read_next(struct en_parse *p, size_t *pos, size_t hi,
                                   const struct en_mode *m)
{
    size_t at = *pos;
    while (at < hi && en_is_connective(p, at) && !en_is(&p->t[at], EN_BUT))
        at++;
    struct crit_node *e = at > *pos ? read_had(p, &at, hi, m, false) : NULL;
    bool ends = at >= hi || en_is_connective(p, at) || p->t[at].class == EN_OPEN;
    if (!e || !is_care(e) || !ends)
        return NULL;
    *pos = at;
    return e;
}

struct crit_node *en_read_washout(struct en_parse *p, size_t *pos, size_t hi)
{
    const struct en_row *cmp = en_row_of(&p->t[*pos], EN_CMP);
    struct en_mode m = {.past = true, .window.n = -1};
    size_t at = cmp ? behind_elapsed(p, en_read_span(p, *pos + 1, hi, &m.window), hi) : 0;
    if (!at || at + 1 >= hi || !en_is(&p->t[at], EN_AFTER) || en_is_of(p, at))
        return NULL;
    at++;
    struct crit_node *e = read_had(p, &at, hi, &m, true);
    if (!e)
        return NULL;
    bool known = e->type != CRIT_OPAQUE;
    for (struct crit_node *x; (x = read_next(p, &at, hi, &m)); known = true)
        e = crit_join(p->ctx, CRIT_OR, e, x);
    *pos = at;
    en_set_window(e, &m.window);
    return known && en_is_low(cmp->op) ? crit_not(p->ctx, e) : e;
}
