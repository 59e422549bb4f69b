#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/columns.h"
#include <string.h>

enum { YEAR_18 = 6575, YEAR_19 = 6940, YEAR_65 = 23741, YEAR_66 = 24107 };

static struct column_row row_of(const struct trial *t)
{
    struct column_row row;
    memset(&row, 0xAA, sizeof row);
    column_row_of(t, &row);
    return row;
}

static void an_empty_record_has_nothing_but_its_presence(void **state)
{
    (void)state;
    struct trial *t = trial_new(NULL);
    struct column_row row = row_of(t);
    assert_int_equal(row.present, 1);
    assert_int_equal(row.status + row.kind + row.study_type + row.sex + row.registry, 0);
    assert_int_equal(row.phases, 0);
    assert_int_equal(row.flags, 0);
    assert_int_equal(row.age_min_days, INT32_MIN);
    assert_int_equal(row.age_max_days, INT32_MAX);
    assert_int_equal(row.published_days, INT32_MIN);
    assert_int_equal(row.updated_days, INT32_MIN);
    assert_int_equal(row.start_days, INT32_MIN);
    assert_true(row.prefectures == 0);
    talloc_free(t);
}

static void codes_dates_and_prefectures_are_taken_over(void **state)
{
    (void)state;
    struct trial *t = trial_new(NULL);
    struct site sites[4] = {{.prefecture = PREFECTURE_COUNT - 1},
                            {.prefecture = 1},
                            {.has_position = true},
                            {.prefecture = 1}};
    t->recruitment_status = RECRUITMENT_STATUS_RECRUITING;
    t->kind = KIND_SPECIFIED;
    t->study_type = STUDY_TYPE_OBSERVATIONAL;
    t->eligibility.sex = SEX_FEMALE;
    t->source.registry = REGISTRY_SRB;
    t->phases = PHASE_BIT(1) | PHASE_BIT(2);
    t->dates.first_published = (struct date){1970, 1, 11};
    t->dates.enrollment_start = (struct date){1969, 12, 31};
    t->sites = sites;
    t->n_sites = 4;
    struct column_row row = row_of(t);
    assert_int_equal(row.status, RECRUITMENT_STATUS_RECRUITING);
    assert_int_equal(row.kind, KIND_SPECIFIED);
    assert_int_equal(row.study_type, STUDY_TYPE_OBSERVATIONAL);
    assert_int_equal(row.sex, SEX_FEMALE);
    assert_int_equal(row.registry, REGISTRY_SRB);
    assert_int_equal(row.phases, 6);
    assert_int_equal(row.published_days, 10);
    assert_int_equal(row.updated_days, 10); /* never changed since */
    assert_int_equal(row.start_days, -1);
    assert_true(row.prefectures == (UINT64_C(1) << 47 | 2));
    t->dates.last_published = (struct date){1970, 2, 1};
    assert_int_equal(row_of(t).updated_days, 31);
    talloc_free(t);
}

static void age_bounds_are_inclusive_days_of_completed_units(void **state)
{
    (void)state;
    const struct {
        struct age_limit min, max;
        int32_t min_days, max_days;
        bool child;
    } cases[] = {
        {{true, 18, AGE_UNIT_YEAR, true}, {true, 65, AGE_UNIT_YEAR, true}, YEAR_18, YEAR_66 - 1, 0},
        {{true, 18, AGE_UNIT_YEAR, false},
         {true, 65, AGE_UNIT_YEAR, false},
         YEAR_19,
         YEAR_65 - 1,
         0},
        {{true, 17, AGE_UNIT_YEAR, true}, {0}, 6209, INT32_MAX, 1},
        {{true, 6, AGE_UNIT_MONTH, true}, {0}, 183, INT32_MAX, 1},
        {{true, 3, AGE_UNIT_DAY, true}, {true, 28, AGE_UNIT_DAY, true}, 3, 28, 1},
        {{0}, {true, 80, AGE_UNIT_YEAR, true}, INT32_MIN, 29584, 1},
        {{0}, {0}, INT32_MIN, INT32_MAX, 0}, /* nothing is said about children */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trial *t = trial_new(NULL);
        t->eligibility.age_min = cases[i].min;
        t->eligibility.age_max = cases[i].max;
        struct column_row row = row_of(t);
        assert_int_equal(row.age_min_days, cases[i].min_days);
        assert_int_equal(row.age_max_days, cases[i].max_days);
        assert_int_equal((row.flags & COLUMN_CHILD) != 0, cases[i].child);
        talloc_free(t);
    }
}

static void flags_follow_results_samples_and_healthy_volunteers(void **state)
{
    (void)state;
    struct trial *t = trial_new(NULL);
    t->eligibility.healthy_volunteers = TRI_FALSE;
    assert_int_equal(row_of(t).flags, 0);
    t->eligibility.healthy_volunteers = TRI_TRUE;
    t->sample = true;
    assert_int_equal(row_of(t).flags, COLUMN_HEALTHY | COLUMN_SAMPLE);
    t->results.posted_on = (struct date){2020, 0, 0};
    assert_int_equal(row_of(t).flags, COLUMN_HEALTHY | COLUMN_SAMPLE | COLUMN_HAS_RESULTS);
    t->results.posted_on = (struct date){0};
    t->results.summary.en = "text";
    assert_int_equal(row_of(t).flags, COLUMN_HEALTHY | COLUMN_SAMPLE | COLUMN_HAS_RESULTS);
    talloc_free(t);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_record_has_nothing_but_its_presence),
        cmocka_unit_test(codes_dates_and_prefectures_are_taken_over),
        cmocka_unit_test(age_bounds_are_inclusive_days_of_completed_units),
        cmocka_unit_test(flags_follow_results_samples_and_healthy_volunteers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
