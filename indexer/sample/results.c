/* Results of ended studies, plain words. */
#include "indexer/sample/draft.h"
#include "schema/base/text.h"
#include "schema/codes.h"

static bool chance(struct draft *d, unsigned per_mille)
{
    return rng_chance(&d->env->rng, per_mille);
}

/* A median age that the limits of the trial allow. */
static void median_set(struct draft *d)
{
    const struct age_limit *min = &d->t->eligibility.age_min, *max = &d->t->eligibility.age_max;
    bool years = (!max->stated || max->unit == AGE_UNIT_YEAR) &&
                 (!min->stated || min->unit == AGE_UNIT_YEAR);
    int lo = min->stated && years ? min->value : 0, hi = max->stated ? max->value : 90, median;
    if (!max->stated && lo < 50)
        median = rng_between(&d->env->rng, 46, 69);
    else if (!max->stated)
        median = lo + rng_between(&d->env->rng, 4, 12);
    else
        median = lo + (hi - lo) * rng_between(&d->env->rng, 40, 70) / 100;
    const char *unit = years ? "歳" : code_label(CODE_AGE_UNIT, (int)max->unit, LANG_JA);
    const char *unit_en = years ? "years" : code_label(CODE_AGE_UNIT, (int)max->unit, LANG_EN);
    draft_set(d, NAME_medage, mem_printf(d->t, "%d%s", median, unit),
              mem_printf(d->t, "%d %s", median, unit_en));
}

static void summary_fill(struct draft *d)
{
    struct trial *t = d->t;
    struct results *r = &t->results;
    int n = t->enrollment.actual > 0 ? (int)t->enrollment.actual : (int)t->enrollment.target;
    const char *text = mem_printf(t, "%d", n > 0 ? n : 1);
    draft_set(d, NAME_numdone, text, text);
    median_set(d);
    r->baseline = draft_pair(d, NAME_baseline);
    r->flow = draft_pair(d, NAME_flow);
    r->adverse_events = draft_pair(d, NAME_adverse);
    r->outcomes = draft_pair(d, NAME_result_text);
    if (chance(d, 400))
        r->summary = draft_pair(d, NAME_summary);
    r->first_published_on = draft_date_add(d->id.calendar.end, rng_between(&d->env->rng, 180, 540));
    struct date last = {2026, 10, 25};
    if (r->first_published_on.year > 2026 ||
        (r->first_published_on.year == 2026 && r->first_published_on.month > 9)) {
        r->first_published_on = last;
    }
    r->posted_on = r->first_published_on;
    /* A page says when it changed: not before it showed its results. */
    t->dates.last_published = r->posted_on;
    if (!chance(d, 250))
        return;
    r->urls = MEM_ARRAY(t, const char *, 1);
    r->urls[r->n_urls++] = mem_printf(t, "https://journal.example/%s", d->id.number);
}

static void plain_fill(struct draft *d)
{
    struct plain_words *p = &d->t->plain;
    if (d->id.status == RECRUITMENT_STATUS_RECRUITING ? !chance(d, 450) : !chance(d, 150))
        return;
    p->what = draft_pair(d, NAME_plain_what);
    p->who_for = draft_pair(d, NAME_plain_who);
    p->what_happens = draft_pair(d, NAME_plain_how);
    p->why = draft_pair(d, NAME_plain_why);
    p->author = draft_text(d, NAME_plain_author, TPL_JA);
    p->machine_made = TRI_FALSE;
}

void results_fill(struct draft *d)
{
    draft_stream(d, STREAM_RESULTS, true);
    tpl_env_next_item(d->env);
    bool ended = d->id.status == RECRUITMENT_STATUS_COMPLETED;
    if (ended && chance(d, 600))
        summary_fill(d);
    plain_fill(d);
}
