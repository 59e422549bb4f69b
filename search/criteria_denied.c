/*
 * Exclusions that deny ("No known allergy", 悪性腫瘍の既往がないこと): most were written as what is
 * asked for, which there must not be, in a list of what keeps out. Read as they stand they would
 * refuse everybody whom the trial wants.
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

struct crit_node *crit_open_denied(void *ctx, struct crit_node *e)
{
    return denies_harm(e)
               ? crit_join(ctx, CRIT_AND, e, crit_new(ctx, CRIT_OPAQUE, e->begin, e->end))
               : e;
}
