#include "search/groups.h"
#include "schema/base/mem.h"
#include <string.h>

enum { BELOW_MIN = 5, PARENTS_MAX = 3 };

static const struct {
    const char *parents[PARENTS_MAX];
    const char *class_name;
} lists[GROUPS_LISTS] = {
    [GROUPS_CONDITION] = {{"disease", "solid-tumor", "hematologic-malignancy"}, "disease"},
    [GROUPS_DRUG_CLASS] = {{"drug"}, "drug-class"},
};

static bool is_listed(const struct lexicon *x, const struct lexicon_concept *c, const char *parent)
{
    uint32_t wanted;
    if (!parent || !lexicon_find(x, parent, &wanted))
        return false;
    for (size_t i = 0; i < c->n_parents; i++)
        if (c->parents[i] == wanted)
            return true;
    return false;
}

/* How many concepts stand below each. */
static uint32_t *below_count(void *ctx, const struct lexicon *x)
{
    uint32_t n = lexicon_count(x), *below = MEM_ARRAY(ctx, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        struct lexicon_concept c;
        lexicon_concept(x, i, &c);
        for (size_t k = 0; k < c.n_ancestors; k++)
            below[c.ancestors[k]]++;
    }
    return below;
}

/* In place of the smallest when the list is full. */
static void group_add(struct groups *g, const uint32_t *below, uint32_t concept)
{
    size_t least = 0;
    for (size_t i = 1; i < g->n; i++)
        if (below[g->concepts[i]] < below[g->concepts[least]])
            least = i;
    if (g->n == GROUPS_MAX) {
        if (below[concept] <= below[g->concepts[least]])
            return;
        g->n--;
        memmove(&g->concepts[least], &g->concepts[least + 1],
                (g->n - least) * sizeof g->concepts[0]);
    }
    g->concepts[g->n++] = concept;
}

void groups_read(const struct lexicon *x, enum group_list list, struct groups *ret)
{
    void *tmp = mem_context(NULL, "groups");
    const uint32_t *below = below_count(tmp, x);
    ret->n = 0;
    for (uint32_t i = 0; i < lexicon_count(x); i++) {
        struct lexicon_concept c;
        if (below[i] < BELOW_MIN)
            continue;
        lexicon_concept(x, i, &c);
        bool listed = false;
        for (int p = 0; p < PARENTS_MAX && !listed; p++)
            listed = strcmp(lexicon_class_name(c.class), lists[list].class_name) == 0 &&
                     is_listed(x, &c, lists[list].parents[p]);
        if (listed)
            group_add(ret, below, i);
    }
    talloc_free(tmp);
}
