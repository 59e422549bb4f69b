/* What a record is: kind, template, phase, place, status, dates and number. */
#include <stdio.h>
#include "indexer/sample/draft.h"
#include "schema/base/clock.h"
#include "schema/codes.h"

/* The samples' "today": nothing depends on the wall clock. */
#define AS_OF_YEAR  2026
#define AS_OF_MONTH 10
#define AS_OF_DAY   31
/* Registrations begin with the Act of April 2018. */
#define OLDEST_DAYS 3100

struct share {
    int value, weight;
};

/* Estimated proportions of a believable sample (per mille). */
static const struct share KINDS[] = {
    {KIND_SPECIFIED, 440},     {KIND_SPONSOR_TRIAL, 295}, {KIND_INVESTIGATOR_TRIAL, 60},
    {KIND_NON_SPECIFIED, 78},  {KIND_OTHER, 80},          {KIND_UNCLASSIFIED, 17},
    {KIND_REGENERATIVE_2, 15}, {KIND_REGENERATIVE_3, 10}, {KIND_REGENERATIVE_1, 5}};
static const struct share STATUSES[] = {
    {RECRUITMENT_STATUS_RECRUITING, 315}, {RECRUITMENT_STATUS_CLOSED, 298},
    {RECRUITMENT_STATUS_COMPLETED, 258},  {RECRUITMENT_STATUS_NOT_YET, 60},
    {RECRUITMENT_STATUS_SUSPENDED, 20},   {RECRUITMENT_STATUS_TERMINATED, 28},
    {RECRUITMENT_STATUS_WITHDRAWN, 7},    {RECRUITMENT_STATUS_BY_INVITATION, 8},
    {RECRUITMENT_STATUS_UNKNOWN, 6}};

enum { SPREAD_KIND, SPREAD_VARIANT, SPREAD_STATUS, SPREAD_LEAD, SPREAD_PHASE, SPREAD_EXPANDED };

static int share_at(const struct share *shares, int n, uint32_t u)
{
    int left = (int)(((uint64_t)u * 1000u) >> 32), i = 0;
    while (i < n - 1 && left >= shares[i].weight)
        left -= shares[i++].weight;
    return shares[i].value;
}
#define SHARE_AT(shares, u) share_at(shares, (int)(sizeof shares / sizeof shares[0]), u)

static void variant_choose(const struct sampler *s, struct identity *id)
{
    int kind = (int)id->kind;
    uint64_t u = draft_spread(s, id->core, SPREAD_VARIANT);
    int left = (int)((u * (uint64_t)s->weight_by_kind[kind]) >> 32), i = 0;
    const int *weights = s->weights[kind];
    while (i < s->n_by_kind[kind] - 1 && left >= weights[i])
        left -= weights[i++];
    id->variant = s->by_kind[kind][i];
    const struct book_variant *v = &s->book->variants[id->variant];
    id->expanded = v->expanded && draft_spread(s, id->core, SPREAD_EXPANDED) < UINT32_MAX / 10;
}

static void phase_choose(const struct sampler *s, struct identity *id)
{
    unsigned phases = s->book->variants[id->variant].phases;
    int n = __builtin_popcount(phases);
    int pick = (int)(((uint64_t)draft_spread(s, id->core, SPREAD_PHASE) * (uint64_t)n) >> 32);
    for (unsigned p = 0; p < BOOK_P_COUNT; p++) {
        if ((phases & 1u << p) != 0 && pick-- == 0)
            id->phase = p;
    }
}

static struct date date_of(int32_t days)
{
    int year, month, day;
    clock_civil_from_days(days, &year, &month, &day);
    return (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
}

struct date draft_date_add(struct date date, int days)
{
    return date_of(clock_days_from_civil(date.year, date.month, date.day) + days);
}

/* Days before today at which a record of this status was first published. */
static int publication_age(struct rng *r, enum recruitment_status status)
{
    switch (status) {
    case RECRUITMENT_STATUS_NOT_YET:
        return rng_between(r, 3, 150);
    case RECRUITMENT_STATUS_RECRUITING:
        return rng_between(r, 60, 1500);
    case RECRUITMENT_STATUS_BY_INVITATION:
        return rng_between(r, 100, 1200);
    case RECRUITMENT_STATUS_SUSPENDED:
        return rng_between(r, 250, 1600);
    case RECRUITMENT_STATUS_WITHDRAWN:
        return rng_between(r, 300, 2000);
    case RECRUITMENT_STATUS_TERMINATED:
        return rng_between(r, 700, 2700);
    case RECRUITMENT_STATUS_CLOSED:
        return rng_between(r, 700, 2600);
    default:
        return rng_between(r, 1200, OLDEST_DAYS);
    }
}

static int planned_days(struct rng *r, bool long_study)
{
    int days = rng_between(r, 700, 2100);
    if (long_study && rng_chance(r, 250))
        days += rng_between(r, 700, 1600);
    return days;
}

/* Days since 1970: publication, first patient, end of observation, "today". */
struct span_days {
    int32_t published, start, end, today;
};

static void span_fit(struct rng *r, struct span_days *s, enum recruitment_status status,
                     bool long_study)
{
    bool ended = status == RECRUITMENT_STATUS_COMPLETED;
    bool waiting = status == RECRUITMENT_STATUS_NOT_YET;
    s->start = s->published + rng_between(r, 0, 175);
    if (waiting && s->start <= s->today)
        s->start = s->today + rng_between(r, 5, 150);
    if (!waiting && s->start > s->today)
        s->start = s->today - rng_between(r, 5, 40);
    s->end = s->start + planned_days(r, long_study);
    if (ended && s->end > s->today - 60)
        s->end = s->today - rng_between(r, 60, 400);
    if (!ended && s->end < s->today)
        s->end = s->today + rng_between(r, 90, 900);
}

static int32_t last_update(struct rng *r, const struct span_days *s, enum recruitment_status status)
{
    /* One recruiting record in ten was not touched for a year. */
    bool running = status == RECRUITMENT_STATUS_RECRUITING;
    bool stale = running && s->published < s->today - 420 && rng_chance(r, 130);
    int32_t updated = s->today - (stale ? rng_between(r, 370, 700) : rng_between(r, 1, 350));
    if (status == RECRUITMENT_STATUS_COMPLETED)
        updated = s->end + rng_between(r, 20, 500);
    if (updated < s->published)
        updated = s->published + rng_between(r, 0, 20);
    return updated < s->today ? updated : s->today - 1;
}

static void calendar_make(const struct sampler *sampler, struct identity *id)
{
    struct rng r = draft_rng(sampler, id->serial, STREAM_CALENDAR);
    struct calendar *c = &id->calendar;
    enum recruitment_status status = id->status;
    struct span_days s = {.today = clock_days_from_civil(AS_OF_YEAR, AS_OF_MONTH, AS_OF_DAY)};
    s.published = s.today - publication_age(&r, status);
    span_fit(&r, &s, status, id->phase == BOOK_P3);
    c->published = date_of(s.published);
    c->start = date_of(s.start);
    c->start_actual =
        status != RECRUITMENT_STATUS_NOT_YET && status != RECRUITMENT_STATUS_WITHDRAWN;
    c->end = date_of(s.end);
    if (status == RECRUITMENT_STATUS_TERMINATED || status == RECRUITMENT_STATUS_WITHDRAWN) {
        int32_t stop = s.start + rng_between(&r, 90, 600);
        c->terminated = date_of(stop < s.today - 10 ? stop : s.today - 10);
        c->end = (struct date){0};
    }
    c->updated = date_of(last_update(&r, &s, status));
    if (id->embargo)
        c->publish_on = date_of(clock_days_from_civil(2099, 1, 1) + s.published % 360);
}

/* Class letter as jRCT does: s specified, a b c regenerative, 2 trials of products, 1 the others.
 */
static char class_letter(enum kind kind)
{
    switch (kind) {
    case KIND_SPECIFIED:
        return 's';
    case KIND_REGENERATIVE_1:
        return 'a';
    case KIND_REGENERATIVE_2:
        return 'b';
    case KIND_REGENERATIVE_3:
        return 'c';
    case KIND_SPONSOR_TRIAL:
    case KIND_INVESTIGATOR_TRIAL:
        return '2';
    default:
        return '1';
    }
}

/*
 * Letter, region, a digit, fiscal year, serial of four digits. The digits of the whole serial are
 * all in the number, so it is unique: its last four, the digit (fifth) and the region's tens
 * (sixth).
 */
static void number_make(const struct sampler *s, struct identity *id)
{
    struct date day = id->calendar.published;
    int fiscal = day.month >= 4 ? day.year : day.year - 1;
    uint32_t serial = id->serial % SAMPLER_SERIAL_MAX;
    unsigned region = (unsigned)s->places->items[id->lead].bureau % 10;
    unsigned fifth = (serial / 10000 + 1) % 10, sixth = serial / 100000 % 10;
    snprintf(id->number, sizeof id->number, "SMP%c%u%u%u%02u%04u", class_letter(id->kind), sixth,
             region, fifth, (unsigned)fiscal % 100u, serial % 10000u);
}

/* Serials 2k and 2k+1 are two registrations of one trial in 4 % of the pairs: 2 % are copies. */
static void twin_find(const struct sampler *s, struct identity *id)
{
    id->core = id->serial;
    uint32_t first = id->serial & ~1u;
    struct rng r = draft_rng(s, first, STREAM_IDENTITY);
    if (!s->dirt || first == 0 || first == SAMPLER_SERIAL_MAX || !rng_chance(&r, 40))
        return;
    id->core = first;
    id->twin = id->serial ^ 1u;
}

void identity_make(const struct sampler *s, uint32_t serial, struct identity *ret)
{
    struct identity *id = ret;
    *id = (struct identity){.serial = serial};
    twin_find(s, id);
    id->kind = (enum kind)SHARE_AT(KINDS, draft_spread(s, id->core, SPREAD_KIND));
    id->status =
        (enum recruitment_status)SHARE_AT(STATUSES, draft_spread(s, serial, SPREAD_STATUS));
    id->lead = places_lead(s->places, draft_spread(s, id->core, SPREAD_LEAD));
    variant_choose(s, id);
    phase_choose(s, id);
    struct rng r = draft_rng(s, serial, STREAM_IDENTITY);
    rng_next(&r);
    id->embargo = id->twin == 0 && id->status == RECRUITMENT_STATUS_NOT_YET && rng_chance(&r, 333);
    calendar_make(s, id);
    number_make(s, id);
}
