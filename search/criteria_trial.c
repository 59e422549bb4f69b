#include "search/criteria_trial.h"
#include <string.h>
#include "schema/base/mem.h"
#include "schema/base/text.h"

/* ------------------------------------------------------------------ the record's own limits */

static double years_of(struct age_limit l)
{
    static const double days[] = {[AGE_UNIT_YEAR] = 365.25,
                                  [AGE_UNIT_MONTH] = 30.4375,
                                  [AGE_UNIT_WEEK] = 7,
                                  [AGE_UNIT_DAY] = 1};
    return l.unit == AGE_UNIT_YEAR ? l.value : l.value * days[l.unit] / 365.25;
}

/* Ages that are admitted, ends included: whole years count as completed (under 75 is up to 74). */
static double limit_of(struct age_limit l, int beyond)
{
    enum { NONE = -1 };
    if (!l.stated)
        return NONE;
    double step = l.unit == AGE_UNIT_YEAR ? 1 : 1e-6;
    double years = years_of(l) + (l.inclusive ? 0 : beyond * step);
    return years < 0 ? 0 : years;
}

static int sex_of(enum sex sex)
{
    return sex == SEX_MALE ? 1 : sex == SEX_FEMALE ? 2 : 0;
}

/* ------------------------------------------------------------------ the prose */

static void add(void *ctx, struct crits *all, const struct crits *some)
{
    all->items = MEM_GROW(ctx, all->items, struct crit, all->n + some->n + 1);
    if (some->n > 0)
        memcpy(all->items + all->n, some->items, some->n * sizeof *some->items);
    all->n += some->n;
}

void criteria_trial_read(struct crit_reader *reader, void *ctx, const struct trial_blocks *b,
                         struct crits *ret)
{
    struct crits some = {NULL, 0};
    *ret = (struct crits){NULL, 0};
    if (b->inclusion && b->exclusion)
        crit_read_block(reader, ctx, CRIT_INCLUSION, b->lang, b->inclusion, strlen(b->inclusion),
                        &some);
    else if (b->inclusion) /* both kinds may stand in it under headings */
        crit_read_both(reader, ctx, b->lang, b->inclusion, strlen(b->inclusion), &some);
    add(ctx, ret, &some);
    some = (struct crits){NULL, 0};
    if (b->exclusion)
        crit_read_block(reader, ctx, CRIT_EXCLUSION, b->lang, b->exclusion, strlen(b->exclusion),
                        &some);
    add(ctx, ret, &some);
}

struct trial_blocks criteria_trial_blocks(const struct trial *t)
{
    const struct bitext *in = &t->eligibility.inclusion, *out = &t->eligibility.exclusion;
    bool ja = !text_is_blank(in->ja) || !text_is_blank(out->ja);
    const char *inclusion = ja ? in->ja : in->en, *exclusion = ja ? out->ja : out->en;
    struct trial_blocks b = {.inclusion = text_is_blank(inclusion) ? NULL : inclusion,
                             .exclusion = text_is_blank(exclusion) ? NULL : exclusion,
                             .in_english = !ja};
    const char *some = b.inclusion ? b.inclusion : b.exclusion;
    b.lang = some ? crit_guess_lang(some, strlen(some)) : CRIT_JA;
    return b;
}

/* ------------------------------------------------------------------ registered as trees */

static bool is_registered(const struct crits *trees, const struct crit *c)
{
    for (size_t i = 0; i < trees->n; i++) {
        if (trees->items[i].coverage != CRIT_NONE && trees->items[i].kind == c->kind &&
            strcmp(trees->items[i].text, c->text) == 0)
            return true;
    }
    return false;
}

/* What the sponsor says of a sentence stands in place of what was read from it. */
static void trees_add(void *ctx, const struct trial *t, struct crits *all)
{
    const char *json = t->eligibility.criteria_json;
    struct crits trees = {NULL, 0};
    size_t kept = 0;
    if (!json)
        return;
    crit_read_list(ctx, json, strlen(json), &trees);
    for (size_t i = 0; i < all->n; i++) {
        if (!is_registered(&trees, &all->items[i]))
            all->items[kept++] = all->items[i];
    }
    all->n = kept;
    add(ctx, all, &trees);
}

void criteria_trial_flat(struct crit_reader *reader, struct concepts *concepts, void *ctx,
                         const struct trial *t, struct flat_bytes *ret)
{
    struct trial_blocks blocks = criteria_trial_blocks(t);
    struct crits all;
    void *tmp = mem_context(NULL, "criteria");
    criteria_trial_read(reader, tmp, &blocks, &all);
    trees_add(tmp, t, &all);
    const struct flat_input in = {.items = all.items,
                                  .n = all.n,
                                  .sex = sex_of(t->eligibility.sex),
                                  .age_min = limit_of(t->eligibility.age_min, 1),
                                  .age_max = limit_of(t->eligibility.age_max, -1)};
    criteria_flat_build(concepts, ctx, &in, ret);
    talloc_free(tmp);
}
