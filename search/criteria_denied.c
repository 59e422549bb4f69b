/*
 * Exclusions that deny ("No known allergy", 悪性腫瘍の既往がないこと): most were written as what is
 * asked for, which there must not be, in a list of what keeps out. Read as they stand they would
 * refuse everybody whom the trial wants. Some can mean nothing else, however they end
 * (妊娠していない 女性): no trial looks for those who are pregnant, or had a cancer, by keeping out
 * all others.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_tree.h"

/* What keeps people out by being there. */
static bool is_harm(uint16_t attr)
{
    static const uint16_t flags[] = {ATTR_radiotherapy,
                                     ATTR_dialysis,
                                     ATTR_active_infection,
                                     ATTR_other_malignancy,
                                     ATTR_autoimmune_disease,
                                     ATTR_interstitial_lung_disease,
                                     ATTR_psychiatric_disorder,
                                     ATTR_suicidality,
                                     ATTR_substance_abuse,
                                     ATTR_pacemaker,
                                     ATTR_other_trial,
                                     ATTR_breastfeeding,
                                     ATTR_pregnant,
                                     ATTR_line_of_therapy};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (attr == flags[i])
            return true;
    return attributes[attr].kind == ATTR_CONCEPT;
}

static void find_harm(void *arg, struct crit_node *e)
{
    bool *found = arg;
    *found |= is_harm(e->atom->attr);
}

static bool denies_harm(struct crit_node *e)
{
    bool harm = false;
    if (e->type == CRIT_ATOM)
        return is_harm(e->atom->attr) &&
               (e->atom->op == CRIT_OP_ABSENT || (e->atom->attr == ATTR_line_of_therapy &&
                                                  e->atom->n > 0 && e->atom->numbers[0] == 0));
    if (e->type == CRIT_NOT)
        crit_walk(e, find_harm, &harm);
    for (size_t i = 0; e->type != CRIT_NOT && i < e->n; i++)
        harm |= denies_harm(e->children[i]);
    return harm;
}

/* What no trial asks for by keeping out those who have it not: a disease, a remedy or dialysis it
   may (透析を受けていない患者). */
static bool is_unwanted(uint16_t attr)
{
    return is_harm(attr) && attr != ATTR_radiotherapy && attr != ATTR_dialysis &&
           attr != ATTR_line_of_therapy &&
           (attributes[attr].kind != ATTR_CONCEPT || attr == ATTR_history || attr == ATTR_allergy);
}

struct wanted {
    bool any, wanted;
};
static void find_wanted(void *arg, struct crit_node *e)
{
    struct wanted *w = arg;
    w->any = true;
    w->wanted |= !is_unwanted(e->atom->attr) || e->atom->op == CRIT_OP_ABSENT;
}

/* E says that what is unwanted is not there, of nobody in particular: beside another thing
   (妊娠して いない腎移植患者) the denial tells whom it is of. */
static bool denies_unwanted(struct crit_node *e)
{
    bool all = e->n > 0;
    struct wanted w = {false, false};
    if (e->type == CRIT_ATOM)
        return is_unwanted(e->atom->attr) && e->atom->op == CRIT_OP_ABSENT;
    if (e->type == CRIT_NOT) {
        crit_walk(e, find_wanted, &w);
        return w.any && !w.wanted;
    }
    for (size_t i = 0; i < e->n; i++)
        all &= denies_unwanted(e->children[i]);
    return e->type == CRIT_AND && all;
}

struct crit_node *crit_open_unwanted(void *ctx, struct crit_node *e)
{
    for (size_t i = 0; e->type == CRIT_OR && i < e->n; i++)
        e->children[i] = crit_open_unwanted(ctx, e->children[i]);
    return denies_unwanted(e)
               ? crit_join(ctx, CRIT_AND, e, crit_new(ctx, CRIT_OPAQUE, e->begin, e->end))
               : e;
}

struct crit_node *crit_open_denied(void *ctx, struct crit_node *e)
{
    return denies_harm(e)
               ? crit_join(ctx, CRIT_AND, e, crit_new(ctx, CRIT_OPAQUE, e->begin, e->end))
               : e;
}
