/*
 * Remedies and operations that a sentence names and that nobody need have or have had: such as
 * will be begun, stopped, are needed or prescribed, or are asked to have been had a short time
 * only.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

static bool is_remedy(const struct crit_node *e)
{
    static const uint16_t all[] = {ATTR_current_medication, ATTR_prior_therapy, ATTR_prior_surgery,
                                   ATTR_radiotherapy, ATTR_transplant};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (e->type == CRIT_ATOM && e->atom->attr == all[i] && e->end > 0)
            return true;
    return false;
}

/* Something new begins at pos, of which what stands before says nothing. */
static bool begins_anew(const struct en_parse *p, size_t pos, size_t hi)
{
    const struct en_token *t = &p->t[pos];
    if (t->class == EN_SEMI || t->class == EN_STOP || t->class == EN_COMMA || en_is(t, EN_BUT))
        return true;
    bool joint = en_is(t, EN_AND) || en_is(t, EN_OR);
    return joint && pos + 1 < hi && en_asks_anew(p, pos + 1, hi);
}

/* Where the words that lead to the token at begin start. */
static size_t lead_of(const struct en_parse *p, size_t lo, size_t begin, size_t hi)
{
    size_t from = begin;
    while (from > lo && !begins_anew(p, from - 1, hi)) {
        from--;
        if (en_says(&p->t[from], EN_CUE_OF_WHOM))
            break;
    }
    return from;
}

/* "of 14 days or less", "for at most 3 months" behind a remedy: who had none had it no longer. */
static bool is_short(struct en_parse *p, size_t pos, size_t hi)
{
    struct en_value v;
    if (pos + 1 >= hi || !(en_is_of(p, pos) || en_says(&p->t[pos], EN_CUE_FOR)))
        return false;
    return en_read_value(p, pos + 1, hi, ATTR_disease_duration, &v) && v.n == 1 && v.compared &&
           v.bounds[0].has_unit && !en_is_low(v.bounds[0].op);
}

static bool is_to_come(struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi)
{
    size_t begin = lo, end = hi;
    while (begin < hi && p->t[begin].end <= e->begin)
        begin++;
    while (end > begin && p->t[end - 1].begin >= e->end)
        end--;
    if (begin >= hi)
        return false;
    size_t from = lead_of(p, lo, begin, hi);
    if (en_says_in(p, from, end, EN_CUE_TO_BEGIN) || en_says(&p->t[begin], EN_CUE_DEED_FIRST))
        return true;
    bool timed = e->atom->window.set && e->atom->window.n >= 0;
    if (p->kind == CRIT_EXCLUSION || timed)
        return false;
    bool needed =
        en_says_in(p, from, begin, EN_CUE_NEEDED) && !en_says_in(p, from, begin, EN_CUE_CURRENTLY);
    return needed || is_short(p, end, hi);
}

void en_open_to_come(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi)
{
    for (size_t i = 0; i < e->n; i++)
        en_open_to_come(p, e->children[i], lo, hi);
    if (is_remedy(e) && is_to_come(p, e, lo, hi))
        *e = *crit_new(p->ctx, CRIT_OPAQUE, e->begin, e->end);
}
