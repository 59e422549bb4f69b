#include "indexer/doubts.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_tree.h"
#include "search/criteria_trial.h"
#include <string.h>

struct doubter {
    struct crit_reader *reader;
};

struct doubter *doubter_new(void *ctx)
{
    struct doubter *d = MEM_NEW(ctx, struct doubter);
    d->reader = crit_reader_new(d, NULL);
    return d;
}

struct place {
    uint32_t begin, end;
    double confidence;
};

/* The least sure limit: the one that the lint marked. */
static void least_sure(void *arg, struct crit_node *e)
{
    struct place *p = arg;
    if (e->atom->confidence < p->confidence)
        *p = (struct place){e->begin, e->end, e->atom->confidence};
}

/* The line of the criterion that it stands in. */
static const char *line_of(void *ctx, const struct crit *c)
{
    struct place p = {0, 0, 1};
    crit_walk(c->expr, least_sure, &p);
    size_t len = strlen(c->text), begin = p.begin < len ? p.begin : 0, end = begin;
    while (begin > 0 && c->text[begin - 1] != '\n')
        begin--;
    while (end < len && c->text[end] != '\n')
        end++;
    return text_squeeze(ctx, mem_strndup(ctx, c->text + begin, end - begin), false);
}

void doubts_add(struct doubter *d, const struct trial *t, struct problems *problems)
{
    void *tmp = mem_context(NULL, "doubts");
    struct trial_blocks blocks = criteria_trial_blocks(t);
    struct crits all;
    criteria_trial_read(d->reader, tmp, &blocks, &all);
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].doubts)
            problems_add(problems, PROBLEM_WARNING,
                         all.items[i].kind == CRIT_INCLUSION ? "/eligibility/inclusion"
                                                             : "/eligibility/exclusion",
                         "doubtful_limit", line_of(tmp, &all.items[i]));
    talloc_free(tmp);
}
