/*
 * Members that say what goes with the one before them: "diabetes treated with A or B", "BMI ≥ 27
 * with hypertension, dyslipidemia or sleep apnea". One of them is enough, beside what they go with.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/criteria_read_en_list.h"
#include <string.h>

static bool is_care(const struct crit_node *e)
{
    return e->type == CRIT_ATOM &&
           (e->atom->attr == ATTR_prior_therapy || e->atom->attr == ATTR_current_medication);
}

bool en_is_disease(const struct crit_node *e)
{
    const struct crit_node *x = e->type == CRIT_NOT ? e->children[0] : e;
    return x->type == CRIT_ATOM &&
           (x->atom->attr == ATTR_diagnosis || x->atom->attr == ATTR_comorbidity);
}

/* Whether the member says what goes with the disease before it: a remedy, or, of whom a trial
   wants, another disease ("heart failure with diabetes or …"; among the exclusions the second may
   stand alone). */
static bool goes_with(const struct en_parse *p, const struct member *m)
{
    const struct en_token *t = &p->t[m->lo];
    bool with =
        p->kind == CRIT_INCLUSION && (en_is(t, EN_WITH) || (m->lo > 0 && en_is(t - 1, EN_WITH)));
    return (is_care(m->e) && (en_is(t, EN_CARE) || en_is(t, EN_MED))) ||
           (with && en_is_disease(m->e));
}

/* "ARB for at least 90 days": of the length nothing here says more. */
static bool is_care_in_part(const struct crit_node *e)
{
    return is_care(e) || (e->type == CRIT_AND && e->n == 2 && is_care(e->children[0]) &&
                          e->children[1]->type == CRIT_OPAQUE);
}

/* A laboratory value, a weight: beside it stand illnesses that go with the trial's own; beside an
   age, a score the trial's own stands. */
static bool is_finding(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr != ATTR_age &&
           attributes[e->atom->attr].kind == ATTR_NUMBER;
}

/* Takes the member behind `at` away. */
static void drop_next(struct list *l, size_t at)
{
    struct member *next = &l->items[at + 1];
    memmove(next, next + 1, (l->n - at - 2) * sizeof *next);
    l->n--;
}

/* "Diabetes treated with A or B": one of them, and the disease; not the disease with A, or B. */
static void group_remedies(struct en_parse *p, struct list *l)
{
    for (size_t i = 1; i + 1 < l->n; i++) {
        struct member *m = &l->items[i], *next = m + 1;
        bool care = is_care(m->e),
             treated = m->before == JOINT_BESIDE && goes_with(p, m) &&
                       (en_is_disease(l->items[i - 1].e) ||
                        (care && p->kind == CRIT_INCLUSION && is_finding(l->items[i - 1].e)));
        while (treated && i + 1 < l->n && next->before == JOINT_OR &&
               (care ? is_care_in_part(next->e) : en_is_disease(next->e)) &&
               !en_is_asked(p, next) && !en_has_comma(p, m->hi, next->lo)) {
            m->e = crit_join(p->ctx, CRIT_OR, m->e, next->e);
            m->hi = next->hi;
            drop_next(l, i);
        }
    }
}

static void as_comorbidity(void *arg, struct crit_node *e)
{
    (void)arg;
    if (e->atom->attr == ATTR_diagnosis)
        e->atom->attr = ATTR_comorbidity;
}

/* How many members from `at` are things of one list joined by "or"; a comma before the "or" of only
   two may set the second apart. */
static size_t count_choices(const struct en_parse *p, const struct list *l, size_t at)
{
    size_t n = 1;
    while (at + n < l->n && l->items[at + n].before == JOINT_OR &&
           !en_is_measure(l->items[at + n].e) && !en_is_asked(p, &l->items[at + n]))
        n++;
    bool apart = n == 2 && en_has_comma(p, l->items[at].hi, l->items[at + 1].lo) &&
                 !en_has_comma(p, l->items[at].lo, l->items[at].hi);
    return apart ? 1 : n;
}

/* Of "with at least one of" before a member. */
static bool counts_one(const struct en_parse *p, size_t pos)
{
    const struct en_token *t = &p->t[pos];
    return en_is_of(p, pos) || en_says(t, EN_CUE_ONE_OF) || en_is(t, EN_DROP) ||
           en_row_of(t, EN_CMP) || en_is(t, EN_NUM);
}

static bool follows_with(const struct en_parse *p, const struct member *m)
{
    size_t at = m->lo;
    if (p->kind == CRIT_EXCLUSION || !en_is_disease(m->e))
        return false;
    while (at > 0 && !en_is(&p->t[at], EN_WITH) && counts_one(p, at - 1))
        at--;
    return en_is(&p->t[at], EN_WITH) || (at > 0 && en_is(&p->t[at - 1], EN_WITH));
}

/* "Aged < 50 with A or B at high risk": of what is not understood one does not know where it ends.
 */
static bool is_clear(const struct list *l, size_t at, size_t n)
{
    for (size_t i = at; i < at + n; i++)
        if (crit_has_type(l->items[i].e, CRIT_OPAQUE))
            return false;
    return at + n == l->n;
}

/* "BMI ≥ 27 with A, B or C" */
static void group_with_limit(struct en_parse *p, struct list *l)
{
    for (size_t i = 1; i < l->n; i++) {
        struct member *m = &l->items[i], *limit = &l->items[i - 1];
        bool with = m->before == JOINT_AND && m->lo > 0 && /* together with */
                    en_is(&p->t[m->lo - 1], EN_WITH);
        if ((m->before != JOINT_BESIDE && !with) || !follows_with(p, m) || !en_is_measure(limit->e))
            continue;
        size_t n = count_choices(p, l, i);
        if (!is_finding(limit->e) && !is_clear(l, i, n))
            continue;
        for (size_t k = 1; k < n; k++) {
            m->e = crit_join(p->ctx, CRIT_OR, m->e, l->items[i + 1].e);
            m->hi = l->items[i + 1].hi;
            drop_next(l, i);
        }
        bool other = i > 1 && limit->before == JOINT_OR && /* "BMI ≥ 30, or ≥ 27 with A" */
                     en_shares_measure(limit->e, l->items[i - 2].e);
        if ((n > 1 || other) && is_finding(limit->e))
            crit_walk(m->e, as_comorbidity, NULL);
    }
}

/* "BMI ≥ 30, or ≥ 27 with A, B or C": the limit took A alone as whom it is for. */
static void group_conditions(struct en_parse *p, struct list *l)
{
    for (size_t i = 0; i + 1 < l->n; i++) {
        struct crit_node *e = l->items[i].e;
        if (p->kind == CRIT_EXCLUSION || e->type != CRIT_IF || !en_is_disease(e->children[0]) ||
            !en_is_measure(e->children[1]))
            continue;
        while (i + 1 < l->n && l->items[i + 1].before == JOINT_OR &&
               en_is_disease(l->items[i + 1].e) && !en_is_asked(p, &l->items[i + 1])) {
            crit_walk(l->items[i + 1].e, as_comorbidity, NULL);
            e->children[0] = crit_join(p->ctx, CRIT_OR, e->children[0], l->items[i + 1].e);
            drop_next(l, i);
        }
    }
}

void en_group(struct en_parse *p, struct list *l)
{
    group_remedies(p, l);
    group_with_limit(p, l);
    group_conditions(p, l);
}
