/* What a denial takes in: a noun with what modifies it, a limit. */
#include "search/criteria_ja_seg.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
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
        const char *const *names;
    } all[] = {{ATTR_nyha, ja_words_of_heart},           {ATTR_lvef, ja_words_of_heart},
               {ATTR_child_pugh, ja_words_of_liver},     {ATTR_stage, ja_words_of_tumour},
               {ATTR_disease_state, ja_words_of_tumour}, {ATTR_hba1c, ja_words_of_sugar},
               {ATTR_hoehn_yahr, ja_words_of_parkinson}, {ATTR_egfr, ja_words_of_kidney},
               {ATTR_biomarker, ja_words_of_cancer}};
    struct fit *f = arg;
    bool found = false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        found |= all[i].attr == e->atom->attr && ja_holds(f->name, strlen(f->name), all[i].names);
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
