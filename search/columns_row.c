#include "search/columns.h"
#include "schema/normalise.h"

enum { CHILD_BELOW_YEARS = 18 };

/* Days after which a person is `value` + `more` whole units old. */
static int32_t days_of(struct age_limit limit, int more)
{
    limit.value += more;
    return age_days(limit);
}

/* Ages count in completed units: "65 or younger" holds until the day before the 66th birthday,
 * "over 18" begins with the 19th. */
static int32_t age_min(struct age_limit limit)
{
    return limit.stated ? days_of(limit, limit.inclusive ? 0 : 1) : INT32_MIN;
}

static int32_t age_max(struct age_limit limit)
{
    return limit.stated ? days_of(limit, limit.inclusive ? 1 : 0) - 1 : INT32_MAX;
}

/* A record that states no age at all says nothing about children. */
static bool takes_children(const struct column_row *row)
{
    struct age_limit adult = {true, CHILD_BELOW_YEARS, AGE_UNIT_YEAR, true};
    bool stated = row->age_min_days != INT32_MIN || row->age_max_days != INT32_MAX;
    return stated && row->age_min_days < age_days(adult);
}

static bool has_results(const struct results *r)
{
    return r->posted_on.year || r->first_published_on.year || r->n_urls || r->summary.ja ||
           r->summary.en || r->outcomes.ja || r->outcomes.en;
}

static uint64_t prefectures_of(const struct trial *t)
{
    uint64_t set = 0;
    for (size_t i = 0; i < t->n_sites; i++)
        if (t->sites[i].prefecture)
            set |= UINT64_C(1) << t->sites[i].prefecture;
    return set;
}

void column_row_of(const struct trial *t, struct column_row *ret)
{
    struct column_row row = {
        .present = 1,
        .status = (uint8_t)t->recruitment_status,
        .kind = (uint8_t)t->kind,
        .study_type = (uint8_t)t->study_type,
        .sex = (uint8_t)t->eligibility.sex,
        .registry = (uint8_t)t->source.registry,
        .phases = (uint8_t)t->phases,
        .age_min_days = age_min(t->eligibility.age_min),
        .age_max_days = age_max(t->eligibility.age_max),
        .published_days = date_days(t->dates.first_published),
        .updated_days = date_days(t->dates.last_published),
        .start_days = date_days(t->dates.enrollment_start),
        .prefectures = prefectures_of(t),
    };
    /* A registration that never changed was last updated when it was published. */
    if (row.updated_days == INT32_MIN)
        row.updated_days = row.published_days;
    row.flags = (uint8_t)((takes_children(&row) ? COLUMN_CHILD : 0) |
                          (has_results(&t->results) ? COLUMN_HAS_RESULTS : 0) |
                          (t->sample ? COLUMN_SAMPLE : 0) |
                          (t->eligibility.healthy_volunteers == TRI_TRUE ? COLUMN_HEALTHY : 0));
    *ret = row;
}
