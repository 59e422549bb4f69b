/* What a denial takes in: a noun with what modifies it, a limit. */
#include "search/criteria_ja_seg.h"
#include "search/attributes_gen.h"
#include <string.h>

struct fit {
    const char *name;
    bool all;
};
/* Whether a limit is of the disease that it stands before, not of the person. */
static void fits(void *arg, struct crit_node *e)
{
    static const struct {
        uint16_t attr;
        const char *name;
    } all[] = {{ATTR_nyha, "心不全"},       {ATTR_lvef, "心不全"},
               {ATTR_child_pugh, "肝硬変"}, {ATTR_child_pugh, "肝障害"},
               {ATTR_stage, "癌"},          {ATTR_stage, "腫"},
               {ATTR_disease_state, "癌"},  {ATTR_disease_state, "腫"},
               {ATTR_hba1c, "糖尿病"},      {ATTR_hoehn_yahr, "パーキンソン"},
               {ATTR_egfr, "腎"},           {ATTR_biomarker, "癌"}};
    struct fit *f = arg;
    bool found = false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        found |= all[i].attr == e->atom->attr && strstr(f->name, all[i].name);
    f->all &= found;
}

/* NYHA Ⅲ度以上の心不全: whether all that modifies the noun is of the disease. */
bool ja_limits_noun(struct ja *j, struct crit_node *limits, const struct ja_np *np)
{
    struct fit f = {"", true};
    if (!limits || np->what != JA_NAME || !np->kind || strcmp(np->kind, "disease") != 0)
        return false;
    f.name = crit_name(&j->p, np->bare, np->end);
    crit_walk(limits, fits, &f);
    return f.all;
}

/* NYHA Ⅲ度以上の心不全を有しない: not both. */
struct crit_node *ja_deny_noun(struct ja *j, struct ja_seg *s, struct crit_node *e)
{
    if (!ja_limits_noun(j, s->chain, &s->np))
        return crit_not(j->p.ctx, e);
    e = crit_not(j->p.ctx, crit_join(j->p.ctx, CRIT_AND, s->chain, e));
    s->done = s->base;
    s->chain = NULL;
    return e;
}

/* HbA1c 8%以上でない: what stands before the denial and modifies nothing else is denied. */
void ja_deny_limit(struct ja *j, struct ja_seg *s)
{
    if (s->chain)
        s->done = crit_join(j->p.ctx, CRIT_AND, s->base, crit_not(j->p.ctx, s->chain));
    else
        s->done = crit_opaque(&j->p, s->value.begin, s->value.end);
}
