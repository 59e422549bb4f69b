/*
 * Ages that are not the person's of today: somebody else's ("teachers of students aged 12"), one of
 * another time ("age at onset"), of the mind alone; values that are told as a place among others
 * ("below the 5th percentile"). What a person tells cannot be held against them.
 */
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

static bool is_end(const struct en_parse *p, size_t pos)
{
    return p->t[pos].class == EN_SEMI || p->t[pos].class == EN_STOP || en_is_connective(p, pos);
}

/* The tokens [*lo, *hi) that e was read from. */
static void tokens_of(const struct en_parse *p, const struct crit_node *e, size_t *lo, size_t *hi)
{
    while (*lo < *hi && p->t[*lo].end <= e->begin)
        ++*lo;
    while (*lo < *hi && p->t[*hi - 1].begin >= e->end)
        --*hi;
}

/* "at the time of transplant", "at diagnosis": a point in time that is not the trial's own; "at the
   university" is none. */
static bool is_other_time(const struct en_parse *p, size_t pos, size_t hi)
{
    const struct en_token *t = &p->t[pos];
    bool time = false;
    if (!en_is(t, EN_ATTIME) || !en_says(t, EN_CUE_AT_TIME))
        return false;
    for (time = en_says_in(p, pos, pos + 1, EN_CUE_TIME_OF), pos++;
         pos < hi && en_says(&p->t[pos], EN_CUE_TIME_FILLER); pos++)
        time |= en_says(&p->t[pos], EN_CUE_TIME_OF);
    if (pos >= hi || is_end(p, pos))
        return false;
    return time ? !en_says(&p->t[pos], EN_CUE_TIME_OF_TRIAL)
                : en_says(&p->t[pos], EN_CUE_EVENT_OF_LIFE);
}

static bool is_other_age(const struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi)
{
    size_t begin = lo, end = hi;
    tokens_of(p, e, &begin, &end);
    if (begin >= end)
        return false;
    size_t from = begin, to = end;
    while (from > lo && !is_end(p, from - 1))
        from--;
    while (to < hi && !is_end(p, to))
        to++;
    if (en_says_in(p, from, end, EN_CUE_OTHER_AGE))
        return true;
    for (size_t i = from; i < to; i++)
        if (is_other_time(p, i, to))
            return true;
    return false;
}

static bool is_number_of_body(uint16_t attr)
{
    return attr == ATTR_weight || attr == ATTR_height || attr == ATTR_bmi ||
           attr == ATTR_birth_weight;
}

/* "Below the 5th percentile for age". */
static bool is_rank(const struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi)
{
    size_t begin = lo, end = hi;
    tokens_of(p, e, &begin, &end);
    while (end < hi && !is_end(p, end))
        end++;
    return begin < end && en_says_in(p, begin, end, EN_CUE_PERCENTILE);
}

/* "Hoehn-Yahr IV during off periods": what a person tells is how it goes with the remedies. */
static bool is_off_remedies(const struct en_parse *p, const struct crit_node *e, size_t lo,
                            size_t hi)
{
    size_t begin = lo, end = hi;
    tokens_of(p, e, &begin, &end);
    while (end < hi && !is_end(p, end))
        end++;
    while (begin > lo && !is_end(p, begin - 1))
        begin--;
    return begin < end && en_says_in(p, begin, end, EN_CUE_OFF_STATE);
}

void en_open_other_times(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi)
{
    for (size_t i = 0; i < e->n; i++)
        en_open_other_times(p, e->children[i], lo, hi);
    if (e->type != CRIT_ATOM || e->end == 0)
        return;
    bool age = e->atom->attr == ATTR_age && is_other_age(p, e, lo, hi);
    bool off = e->atom->attr == ATTR_hoehn_yahr && is_off_remedies(p, e, lo, hi);
    if (age || off || (is_number_of_body(e->atom->attr) && is_rank(p, e, lo, hi)))
        *e = *crit_new(p->ctx, CRIT_OPAQUE, e->begin, e->end);
}
