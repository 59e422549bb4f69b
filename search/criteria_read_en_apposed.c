/*
 * Members that the word or the comma between them does not tell: "pregnant women and patients on
 * dialysis are excluded" means each; "heart failure, NYHA class III or IV" one thing and its step.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/criteria_read_en_list.h"
#include <string.h>

/* ------------------------------------------------------------------ each of them */

static bool is_name(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && attributes[e->atom->attr].kind == ATTR_CONCEPT;
}

static bool is_of_mother(const struct crit_node *e)
{
    return e->type == CRIT_ATOM &&
           (e->atom->attr == ATTR_pregnant || e->atom->attr == ATTR_breastfeeding) &&
           e->atom->op == CRIT_OP_PRESENT;
}

/* "Men and women under 18", "women who can bear children and use no contraception": the two
   together say who. */
static void find_person(void *arg, struct crit_node *e)
{
    static const uint16_t of_person[] = {ATTR_sex, ATTR_childbearing_potential, ATTR_menopausal,
                                         ATTR_contraception};
    bool *found = arg;
    for (size_t i = 0; i < sizeof of_person / sizeof *of_person; i++)
        *found |= e->atom->attr == of_person[i];
}

static bool says_who(struct crit_node *e)
{
    bool found = false;
    crit_walk(e, find_person, &found);
    return found;
}

/* People are named at the beginning of the member, which the words from `from` on lead to. */
static bool names_people(const struct en_parse *p, const struct member *m, size_t from)
{
    return is_of_mother(m->e) || en_says_in(p, from, m->lo + 1, EN_CUE_PEOPLE) ||
           en_says_in(p, from, m->lo + 1, EN_CUE_PEOPLE_OF_AGE);
}

/* "Patients on dialysis and pregnant women": two groups of people, and no one need be in both. */
static bool is_other_group(const struct en_parse *p, struct list *l, size_t i)
{
    enum { NEAR = 2 };
    struct member *m = &l->items[i], *left = &l->items[i - 1], *first = &l->items[0];
    bool again = en_says_in(p, left->hi, m->lo + 1, EN_CUE_PEOPLE); /* "asthma and patients" */
    bool both = names_people(p, m, left->hi) &&
                names_people(p, first, first->lo > NEAR ? first->lo - NEAR : 0);
    return (again || both) && !m->negated && !left->negated && !says_who(m->e) &&
           !says_who(left->e);
}

void en_take_each(const struct en_parse *p, struct list *l, const struct en_mode *mode)
{
    bool out = (p->kind == CRIT_EXCLUSION && !mode->condition) || mode->forbidden;
    for (size_t i = 1; i < l->n; i++) {
        struct member *m = &l->items[i];
        bool mothers = is_of_mother(m->e) && is_of_mother(l->items[i - 1].e);
        m->people = out && is_other_group(p, l, i);
        m->either = m->people || (mode->exception && is_name(m->e) && is_name(l->items[i - 1].e)) ||
                    (mothers && (p->kind == CRIT_EXCLUSION || mode->forbidden) && !m->negated);
    }
}

/* ------------------------------------------------------------------ a disease and its step */

static const struct crit_atom *illness_of(const struct crit_node *e)
{
    const struct crit_node *x = e->type == CRIT_NOT ? e->children[0] : e;
    if (x->type == CRIT_AND && x->n == 2 && x->children[1]->type == CRIT_OPAQUE)
        x = x->children[0];
    static const uint16_t ill[] = {ATTR_diagnosis, ATTR_comorbidity, ATTR_history,
                                   ATTR_interstitial_lung_disease, ATTR_autoimmune_disease};
    for (size_t i = 0; x->type == CRIT_ATOM && i < sizeof ill / sizeof *ill; i++)
        if (x->atom->attr == ill[i])
            return x->atom;
    return NULL;
}

/* The scale is one of the disease [lo, hi). */
static bool is_scale_of(const struct en_parse *p, uint16_t attr, size_t lo, size_t hi)
{
    static const struct {
        uint16_t attr;
        enum en_cue disease;
    } scales[] = {{ATTR_nyha, EN_CUE_STEPS_OF_HEART},
                  {ATTR_child_pugh, EN_CUE_STEPS_OF_LIVER},
                  {ATTR_hoehn_yahr, EN_CUE_STEPS_OF_PARKINSON},
                  {ATTR_mayo_score, EN_CUE_STEPS_OF_BOWEL},
                  {ATTR_edss, EN_CUE_STEPS_OF_NERVES},
                  {ATTR_das28, EN_CUE_STEPS_OF_JOINTS},
                  {ATTR_easi, EN_CUE_STEPS_OF_SKIN}};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (scales[i].attr == attr)
            return en_says_in(p, lo, hi, scales[i].disease);
    return false;
}

/* "GOLD stage III or higher", "grade 3", "class II": a step of a scale and nothing else. */
static bool is_bare_step(const struct en_parse *p, const struct member *m)
{
    static const enum en_class parts[] = {EN_NUMBER, EN_POST, EN_CMP,   EN_OR,      EN_TO,
                                          EN_DASH,   EN_GLUE, EN_SLASH, EN_BETWEEN, EN_WORD};
    bool step = false, value = false;
    for (size_t i = m->lo; i < m->hi; i++) {
        const struct en_token *t = &p->t[i];
        bool roman = en_says(t, EN_CUE_STEP_NUMERAL);
        bool word = en_says(t, EN_CUE_STEP_WORD);
        step |= word;
        value |= step && (roman || t->class == EN_NUMBER);
        if (!word && !roman && (t->class == EN_WORD || !en_is_in(t, parts)))
            return false;
    }
    return step && value;
}

static bool is_bare_numeral(const struct en_parse *p, const struct member *m)
{
    return m->e->type == CRIT_OPAQUE && m->hi == m->lo + 1 &&
           (p->t[m->lo].class == EN_NUMBER || en_says(&p->t[m->lo], EN_CUE_STEP_NUMERAL));
}

/* Member i is a step of the disease before it. */
static bool is_step_of(struct en_parse *p, const struct list *l, size_t i)
{
    const struct member *m = &l->items[i], *left = &l->items[i - 1];
    const struct crit_node *x = m->e->type == CRIT_NOT ? m->e->children[0] : m->e;
    if (!illness_of(left->e) || m->own || m->before == JOINT_OR || m->before == JOINT_AND)
        return false;
    if (x->type == CRIT_ATOM && x->atom->attr != ATTR_stage)
        return is_scale_of(p, x->atom->attr, left->lo, left->hi);
    bool keeps_out = p->kind == CRIT_EXCLUSION || m->negated;
    bool other = x->type == CRIT_OPAQUE || en_says(&p->t[left->hi - 1], EN_CUE_STAGE_OF);
    return (keeps_out || other) && is_bare_step(p, m);
}

void en_join_apposed(struct en_parse *p, struct list *l)
{
    for (size_t i = 1; i < l->n; i++) {
        struct member *m = &l->items[i];
        if (m->before != JOINT_COMMA || !is_step_of(p, l, i))
            continue;
        m->before = JOINT_BESIDE;
        if (en_has_attr(m->e, ATTR_stage) && en_says(&p->t[m->lo - 2], EN_CUE_STAGE_OF))
            m->e = en_opaque(p, m->lo, m->hi); /* "chronic kidney disease, stage 4" */
        while (i + 1 < l->n && m->e->type == CRIT_OPAQUE && m[1].before == JOINT_OR &&
               is_bare_numeral(p, &m[1])) {
            m->hi = m[1].hi;
            memmove(&m[1], &m[2], (l->n - i - 2) * sizeof *m);
            l->n--;
        }
    }
}
