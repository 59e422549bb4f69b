/* How a registration came to be what it is: the states before the newest one, told backwards. */
#include "indexer/sample/draft.h"
#include "schema/base/text.h"
#include "schema/normalise.h"

#define STEPS_TRIED 8

struct past {
    struct rng rng;
    void *ctx;
    struct trial *t; /* the state that a step makes older */
};

static struct trial *copy_of(void *ctx, const struct trial *t)
{
    return mem_memdup(ctx, t, sizeof *t);
}

/* ---- what registrations change, each undone once more; false when there is nothing to undo */

/* Sites were added. */
static bool undo_sites(struct past *p)
{
    size_t n = p->t->n_sites;
    if (n < 2)
        return false;
    p->t->n_sites = n - 1 - rng_below(&p->rng, (uint32_t)(n > 8 ? n / 4 : 1));
    return true;
}

/* The study was prolonged. */
static bool undo_period(struct past *p)
{
    struct date *end = &p->t->dates.completed, earlier;
    if (end->year == 0 || end->day == 0 || p->t->dates.enrollment_start.day == 0)
        return false;
    earlier = draft_date_add(*end, -182 * rng_between(&p->rng, 1, 2));
    if (date_compare(earlier, p->t->dates.enrollment_start) <= 0)
        return false;
    *end = earlier;
    return true;
}

/* The target was changed. */
static bool undo_target(struct past *p)
{
    int64_t *target = &p->t->enrollment.target;
    if (*target < 10)
        return false;
    *target += *target * (rng_chance(&p->rng, 600) ? -20 : 25) / 100;
    return true;
}

/* Another person took over. */
static bool undo_contact(struct past *p)
{
    static const struct bitext NAMES[] = {{"見本 太郎", "Taro Mihon"},
                                          {"例示 花子", "Hanako Reiji"},
                                          {"架空 一郎", "Ichiro Kakuu"},
                                          {"試作 次郎", "Jiro Shisaku"}};
    struct trial *t = p->t;
    const struct bitext *name = &NAMES[rng_below(&p->rng, sizeof NAMES / sizeof NAMES[0])];
    if (t->n_contacts == 0 || t->contacts[0].person.name.ja == NULL ||
        text_equal(t->contacts[0].person.name.ja, name->ja))
        return false;
    t->contacts = mem_memdup(p->ctx, t->contacts, t->n_contacts * sizeof t->contacts[0]);
    t->contacts[0].person.name = *name;
    return true;
}

/* A slip was mended. */
static bool undo_slip(struct past *p)
{
    static const char *const SLIPS[][2] = {
        {"試験", "試試験"}, {"患者", "患者患者"}, {"の", "のの"}};
    const char **title = &p->t->title.scientific.ja;
    for (size_t i = 0; i < sizeof SLIPS / sizeof SLIPS[0]; i++) {
        const char *at = strstr(*title, SLIPS[i][0]);
        if (at == NULL || strstr(*title, SLIPS[i][1]) != NULL)
            continue;
        *title = mem_printf(p->ctx, "%.*s%s%s", (int)(at - *title), *title, SLIPS[i][1],
                            at + strlen(SLIPS[i][0]));
        return true;
    }
    return false;
}

static enum recruitment_status status_before(enum recruitment_status status)
{
    switch (status) {
    case RECRUITMENT_STATUS_COMPLETED:
        return RECRUITMENT_STATUS_CLOSED;
    case RECRUITMENT_STATUS_CLOSED:
    case RECRUITMENT_STATUS_SUSPENDED:
    case RECRUITMENT_STATUS_TERMINATED:
        return RECRUITMENT_STATUS_RECRUITING;
    case RECRUITMENT_STATUS_RECRUITING:
    case RECRUITMENT_STATUS_BY_INVITATION:
    case RECRUITMENT_STATUS_WITHDRAWN:
        return RECRUITMENT_STATUS_NOT_YET;
    default:
        return RECRUITMENT_STATUS_NONE_;
    }
}

static void sites_follow(struct past *p, enum recruitment_status from, enum recruitment_status to)
{
    struct trial *t = p->t;
    if (t->n_sites == 0)
        return;
    t->sites = mem_memdup(p->ctx, t->sites, t->n_sites * sizeof t->sites[0]);
    for (size_t i = 0; i < t->n_sites; i++)
        if (t->sites[i].status == from)
            t->sites[i].status = to;
}

/* It went on: what only an ended study states was not there yet. */
static bool undo_status(struct past *p)
{
    struct trial *t = p->t;
    enum recruitment_status before = status_before(t->recruitment_status);
    if (before == RECRUITMENT_STATUS_NONE_)
        return false;
    sites_follow(p, t->recruitment_status, before);
    t->recruitment_status = before;
    t->results = (struct results){0};
    t->enrollment.actual = -1;
    t->dates.terminated = (struct date){0};
    if (before == RECRUITMENT_STATUS_NOT_YET && t->dates.enrollment_start.year != 0)
        t->dates.enrollment_start_kind = DATE_KIND_ANTICIPATED;
    return true;
}

static bool undo_one(struct past *p)
{
    static bool (*const STEPS[])(struct past * p) = {undo_status, undo_sites,   undo_period,
                                                     undo_target, undo_contact, undo_slip};
    for (int i = 0; i < STEPS_TRIED; i++)
        if (STEPS[rng_below(&p->rng, sizeof STEPS / sizeof STEPS[0])](p))
            return true;
    return undo_target(p) || undo_contact(p);
}

/* 1 to 12 versions, three in the median. */
static int versions_wanted(struct rng *r)
{
    static const unsigned char SHARES[] = {22, 42, 64, 76, 84, 89, 93, 95, 97, 98, 99, 100};
    unsigned u = rng_below(r, 100);
    int n = 0;
    while (SHARES[n] <= u)
        n++;
    return n + 1;
}

/* Days between the first and the newest publication; the newest state alone where they are not
 * known to the day. */
static int days_of(const struct trial *t)
{
    struct date first = t->dates.first_published, last = t->dates.last_published;
    return first.day != 0 && last.day != 0 ? date_days(last) - date_days(first) : 0;
}

size_t sampler_history(const struct sampler *s, void *ctx, uint32_t serial, struct trial *newest,
                       struct trial *ret[SAMPLER_VERSIONS_MAX])
{
    struct past p = {.rng = draft_rng(s, serial, STREAM_HISTORY), .ctx = ctx};
    int wanted = versions_wanted(&p.rng), days = days_of(newest), n = 1;
    struct trial *states[SAMPLER_VERSIONS_MAX] = {newest};
    while (n < wanted && n <= days) {
        p.t = copy_of(ctx, states[n - 1]);
        if (!undo_one(&p))
            break;
        states[n++] = p.t;
    }
    for (int i = 0; i < n; i++) { /* evenly over the time; the first one on the first day */
        ret[i] = states[n - 1 - i];
        if (i + 1 < n)
            ret[i]->dates.last_published =
                draft_date_add(newest->dates.first_published, days * i / (n - 1));
    }
    return (size_t)n;
}
