/*
 * The last look at a sentence's tree: what reads like a demand on everybody and is meant of some.
 * Where the words do not say enough, the part stays open.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "schema/base/mem.h"
#include <string.h>

static bool is_atom(const struct crit_node *e, uint16_t attr)
{
    return e->type == CRIT_ATOM && e->atom->attr == attr;
}

static bool is_flag(const struct crit_node *e, uint16_t attr, enum crit_op op)
{
    return is_atom(e, attr) && e->atom->op == op;
}

static bool is_care(const struct crit_node *e)
{
    return is_atom(e, ATTR_current_medication) || is_atom(e, ATTR_prior_therapy) ||
           is_flag(e, ATTR_radiotherapy, CRIT_OP_PRESENT);
}

static void open_node(struct en_parse *p, struct crit_node *e)
{
    *e = *crit_new(p->ctx, CRIT_OPAQUE, e->begin, e->end);
}

/* ------------------------------------------------------------------ remedies */

/* Opens what is asked to be taken or had, not what is denied. */
static void open_care(struct en_parse *p, struct crit_node *e)
{
    if (e->type == CRIT_NOT)
        return;
    if (is_care(e))
        open_node(p, e);
    for (size_t i = e->type == CRIT_IF; i < e->n; i++) /* its condition asks for nothing */
        open_care(p, e->children[i]);
}

/* "Off antidepressants for 2 weeks" wants them not taken, "stable dose of statins, if applicable",
   "prior chemotherapy must have ended" speak of those who took them. */
static bool is_care_not_asked(const struct en_parse *p, size_t lo, size_t hi)
{
    if (en_says_in(p, lo, hi, EN_CUE_MAY_TAKE) || en_says_in(p, lo, hi, EN_CUE_OFF) ||
        en_says_in(p, lo, hi, EN_CUE_IF_ANY))
        return true;
    size_t at = lo + 1;
    while (at < hi && !en_says_in(p, at, at + 1, EN_CUE_DEMAND))
        at++;
    if (at >= hi || !en_says_in(p, at, hi, EN_CUE_ENDED))
        return false;
    return en_has(p, lo, at, EN_PAST) || en_has(p, lo, at, EN_MED) || en_has(p, lo, at, EN_CARE) ||
           en_has(p, lo, at, EN_HIST) || en_says(&p->t[lo], EN_CUE_EARLIER);
}

static void has_drug(void *arg, struct crit_node *e)
{
    bool *drug = arg;
    *drug |= e->atom->attr == ATTR_current_medication;
}

bool en_measures_drug(const struct en_parse *p, struct crit_node *e, size_t lo, size_t hi)
{
    bool drug = false;
    if (p->kind != CRIT_INCLUSION || !en_any_says(p, lo, hi, EN_CUE_MEASURED) ||
        !crit_has_type(e, CRIT_OPAQUE) || en_has(p, lo, hi, EN_MED) || en_has(p, lo, hi, EN_CARE))
        return false;
    crit_walk(e, has_drug, &drug);
    return drug;
}

/* ------------------------------------------------------------------ women and men */

static bool is_of_women(const struct crit_node *e)
{
    return is_atom(e, ATTR_pregnant) || is_atom(e, ATTR_breastfeeding) ||
           is_atom(e, ATTR_childbearing_potential) || is_atom(e, ATTR_menopausal);
}

/* A sex, an age: whom the rest is said of. */
static bool is_subject(const struct crit_node *e)
{
    if (e->type == CRIT_AND) {
        for (size_t i = 0; i < e->n; i++)
            if (!is_subject(e->children[i]) && e->children[i]->type != CRIT_OPAQUE)
                return false;
        return e->n > 0 && is_atom(e->children[0], ATTR_sex);
    }
    return is_atom(e, ATTR_sex) || is_atom(e, ATTR_age);
}

/* Among the exclusions "women who are or may be pregnant" keeps out these, not all women. */
static struct crit_node *narrow(struct en_parse *p, struct crit_node *e)
{
    if (e->type != CRIT_OR || e->n < 2 || is_atom(e->children[0], ATTR_age) ||
        !is_subject(e->children[0]))
        return e;
    struct crit_node *rest = NULL;
    for (size_t i = 1; i < e->n; i++) {
        if (is_atom(e->children[i], ATTR_sex))
            return e; /* men, women: each */
        rest = crit_join(p->ctx, CRIT_OR, rest, e->children[i]);
    }
    bool women = is_atom(e->children[0], ATTR_sex);
    for (size_t i = 1; i < e->n; i++)
        women &= is_of_women(e->children[i]) || e->children[i]->type == CRIT_OPAQUE;
    return women ? rest : crit_join(p->ctx, CRIT_AND, e->children[0], rest);
}

/* Nobody is kept out for not being pregnant; men never are. */
static void open_not_pregnant(struct en_parse *p, struct crit_node *e)
{
    if (is_flag(e, ATTR_pregnant, CRIT_OP_ABSENT))
        open_node(p, e);
    for (size_t i = 0; e->type != CRIT_NOT && e->type != CRIT_IF && i < e->n; i++)
        open_not_pregnant(p, e->children[i]);
}

/* "Women of childbearing potential with a negative pregnancy test" among the inclusions: the test
   is asked of these; others may be let in by other lines. */
static struct crit_node *ask_women(struct en_parse *p, struct crit_node *e)
{
    struct crit_node *who = NULL, *what = NULL, *rest = NULL;
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++) {
        struct crit_node *x = e->children[i];
        if (is_flag(x, ATTR_childbearing_potential, CRIT_OP_PRESENT))
            who = x;
        else if (is_flag(x, ATTR_pregnant, CRIT_OP_ABSENT) ||
                 is_flag(x, ATTR_contraception, CRIT_OP_PRESENT))
            what = crit_join(p->ctx, CRIT_AND, what, x);
        else if (!is_atom(x, ATTR_sex))
            rest = crit_join(p->ctx, CRIT_AND, rest, x);
    }
    if (!who || !what)
        return e;
    struct crit_node *asked = crit_new(p->ctx, CRIT_IF, e->begin, e->end);
    asked->children = MEM_ARRAY(p->ctx, struct crit_node *, 2);
    asked->children[0] = who;
    asked->children[1] = what;
    asked->n = 2;
    return crit_join(p->ctx, CRIT_AND, asked, rest);
}

/* "Male or female of childbearing potential": not said of men. */
static struct crit_node *open_for_men(struct en_parse *p, struct crit_node *e)
{
    bool women =
        is_flag(e, ATTR_childbearing_potential, CRIT_OP_PRESENT) || is_atom(e, ATTR_menopausal);
    if (women)
        return crit_join(p->ctx, CRIT_OR, crit_new_word(p->ctx, ATTR_sex, CRIT_OP_EQ, "male", 0, 0),
                         e);
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++)
        e->children[i] = open_for_men(p, e->children[i]);
    return e;
}

/* "if not pregnant, of childbearing potential": turned round by the words' order. */
static void turn_round(struct crit_node *e)
{
    if (e->type != CRIT_IF || !is_flag(e->children[0], ATTR_pregnant, CRIT_OP_ABSENT) ||
        !(is_flag(e->children[1], ATTR_childbearing_potential, CRIT_OP_PRESENT) ||
          is_atom(e->children[1], ATTR_sex)))
        return;
    struct crit_node *c = e->children[0];
    e->children[0] = e->children[1];
    e->children[1] = c;
}

/* No trial asks that one does not use contraception in the same breath as that one is not
   pregnant: the "not" is of the other. */
static void open_contraception(struct en_parse *p, struct crit_node *e)
{
    if (is_flag(e, ATTR_contraception, CRIT_OP_ABSENT))
        open_node(p, e);
    for (size_t i = 0; e->type != CRIT_NOT && i < e->n; i++)
        open_contraception(p, e->children[i]);
}

static void find_pregnant(void *arg, struct crit_node *e)
{
    bool *found = arg;
    *found |= e->atom->attr == ATTR_pregnant || e->atom->attr == ATTR_childbearing_potential;
}

static bool begins_with_denial(const struct en_token *t)
{
    return en_is(t, EN_NEG) || en_says(t, EN_CUE_NO_OR_NOT) || en_says(t, EN_CUE_WITHOUT);
}

/* ------------------------------------------------------------------ "that would limit" */

/* An illness of the mind of which only some kinds are meant. */
static struct crit_node *open_illness(struct en_parse *p, struct crit_node *e)
{
    if (is_flag(e, ATTR_psychiatric_disorder, CRIT_OP_PRESENT))
        return crit_join(p->ctx, CRIT_AND, e, crit_new(p->ctx, CRIT_OPAQUE, e->begin, e->end));
    if (is_flag(e, ATTR_psychiatric_disorder, CRIT_OP_ABSENT))
        return crit_join(p->ctx, CRIT_OR, e, crit_new(p->ctx, CRIT_OPAQUE, e->begin, e->end));
    for (size_t i = 0; i < e->n; i++)
        e->children[i] = open_illness(p, e->children[i]);
    return e;
}

static bool says_which(const struct en_parse *p, size_t lo, size_t hi)
{
    return en_says_in(p, lo, hi, EN_CUE_LIMITS) && en_says_in(p, lo, hi, EN_CUE_WOULD);
}

/* ------------------------------------------------------------------ "metastatic, or …
 * unresectable" */

static bool is_state(const struct crit_node *e, const char *state)
{
    bool found = false;
    for (size_t i = 0;
         e->type == CRIT_ATOM && e->atom->attr == ATTR_disease_state && i < e->atom->n; i++)
        found |= strcmp(e->atom->words[i], state) == 0;
    return found;
}

/* "Metastatic, or locally advanced disease not amenable to surgery": the second is said of the
   locally advanced, and keeps out nobody whose disease has spread. */
static void open_unresectable(struct en_parse *p, struct crit_node *e)
{
    bool spread = false;
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++)
        spread |= is_state(e->children[i], "metastatic") && e->children[i]->atom->n > 1;
    for (size_t i = 0; i < e->n; i++) {
        struct crit_node *c = e->children[i];
        if (spread && is_state(c, "unresectable") && !is_state(c, "metastatic"))
            open_node(p, c);
        open_unresectable(p, c);
    }
}

struct crit_node *en_guard(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi)
{
    en_open_other_times(p, e, lo, hi);
    en_open_to_come(p, e, lo, hi);
    if (says_which(p, lo, hi))
        e = open_illness(p, e);
    if (p->kind == CRIT_EXCLUSION) {
        open_not_pregnant(p, e);
        e = narrow(p, e);
        return lo < hi && begins_with_denial(&p->t[lo]) ? crit_open_denied(p->ctx, e) : e;
    }
    open_unresectable(p, e);
    bool pregnant = false;
    crit_walk(e, find_pregnant, &pregnant);
    if (pregnant)
        open_contraception(p, e);
    if (is_care_not_asked(p, lo, hi))
        open_care(p, e);
    turn_round(e);
    e = ask_women(p, e);
    return en_says_in(p, lo, hi, EN_CUE_BOTH_SEXES) ? open_for_men(p, e) : e;
}
