#include "schema/normalise.h"
#include "search/plan.h"

static const struct {
    const char *name;
} filters[FILTER_COUNT] = {
    [FACET_STATUS] = {"status"},
    [FACET_PHASE] = {"phase"},
    [FACET_KIND] = {"kind"},
    [FACET_STUDY_TYPE] = {"study_type"},
    [FACET_PREFECTURE] = {"prefecture"},
    [FACET_SEX] = {"sex"},
    [FACET_REGISTRY] = {"registry"},
    [FILTER_AGE] = {"age"},
    [FILTER_CHILD] = {"child"},
    [FILTER_NANBYO] = {"nanbyo"},
    [FILTER_RESULTS] = {"has_results"},
    [FILTER_UPDATED] = {"updated_since"},
    [FILTER_NEAR] = {"within_km"},
    [FACET_CONDITION] = {"condition"}, /* words, not columns: never set */
    [FACET_DRUG_CLASS] = {"drug"},
};

const char *plan_filter_name(int filter)
{
    return filters[filter].name;
}

/* Each flag that is asked to be set or not to be: as it must stand. */
static uint8_t flags_of(const struct search_request *r)
{
    return (uint8_t)((r->child ? COLUMN_CHILD : 0) | (r->nanbyo ? COLUMN_NANBYO : 0) |
                     (r->has_results ? COLUMN_HAS_RESULTS : 0));
}

/* Who asks for trials that women may take part in is served by those for all, too. */
static uint8_t sexes_of(code_set asked)
{
    code_set either = 1u << SEX_FEMALE | 1u << SEX_MALE;
    return (uint8_t)(asked | (asked & either ? 1u << SEX_ALL : 0));
}

void plan_filter_read(const struct search_request *r, struct near *near, struct plan_filter *ret)
{
    *ret = (struct plan_filter){
        .status = r->status,
        .kind = r->kind,
        .study_type = r->study_type,
        .registry = r->registry,
        .prefectures = r->prefecture,
        .phases = (uint8_t)(r->phase >> 1),
        .sexes = sexes_of(r->sex),
        .flags = flags_of(r),
        .age_days = r->age_days,
        .updated_days = r->updated_since.year ? date_days(r->updated_since) : INT32_MIN,
        .near = near,
        .within_metres = (uint32_t)r->within_km * 1000,
    };
    const bool set[FILTER_COUNT] = {
        [FACET_STATUS] = r->status,
        [FACET_PHASE] = r->phase,
        [FACET_KIND] = r->kind,
        [FACET_STUDY_TYPE] = r->study_type,
        [FACET_PREFECTURE] = r->prefecture,
        [FACET_SEX] = r->sex,
        [FACET_REGISTRY] = r->registry,
        [FILTER_AGE] = r->age_days >= 0,
        [FILTER_CHILD] = r->child || r->not_child,
        [FILTER_NANBYO] = r->nanbyo || r->not_nanbyo,
        [FILTER_RESULTS] = r->has_results || r->no_results,
        [FILTER_UPDATED] = r->updated_since.year != 0,
        [FILTER_NEAR] = near && r->within_km > 0,
    };
    for (int i = 0; i < FILTER_COUNT; i++)
        ret->active |= set[i] ? FILTER_BIT(i) : 0;
}

static bool is_member(uint64_t set, unsigned value)
{
    return value < 64 && (set >> value & 1);
}

static bool is_far(const struct plan_filter *f, const struct column_row *row)
{
    return (f->active & FILTER_BIT(FILTER_NEAR)) && near_metres(f->near, row) > f->within_metres;
}

unsigned plan_filter_check(const struct plan_filter *f, const struct column_row *row)
{
    unsigned other = row->flags ^ f->flags; /* stand otherwise than asked, if they are asked */
    unsigned fails =
        (is_member(f->status, row->status) ? 0 : FILTER_BIT(FACET_STATUS)) |
        (f->phases & row->phases ? 0 : FILTER_BIT(FACET_PHASE)) |
        (is_member(f->kind, row->kind) ? 0 : FILTER_BIT(FACET_KIND)) |
        (is_member(f->study_type, row->study_type) ? 0 : FILTER_BIT(FACET_STUDY_TYPE)) |
        (f->prefectures & row->prefectures ? 0 : FILTER_BIT(FACET_PREFECTURE)) |
        (is_member(f->sexes, row->sex) ? 0 : FILTER_BIT(FACET_SEX)) |
        (is_member(f->registry, row->registry) ? 0 : FILTER_BIT(FACET_REGISTRY)) |
        (row->age_min_days <= f->age_days && f->age_days <= row->age_max_days
             ? 0
             : FILTER_BIT(FILTER_AGE)) |
        (other & COLUMN_CHILD ? FILTER_BIT(FILTER_CHILD) : 0) |
        (other & COLUMN_NANBYO ? FILTER_BIT(FILTER_NANBYO) : 0) |
        (other & COLUMN_HAS_RESULTS ? FILTER_BIT(FILTER_RESULTS) : 0) |
        (row->updated_days >= f->updated_days ? 0 : FILTER_BIT(FILTER_UPDATED));
    fails &= f->active;
    return fails | (is_far(f, row) ? FILTER_BIT(FILTER_NEAR) : 0);
}
