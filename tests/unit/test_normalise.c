#include "tests/unit/unit.h"
#include "tests/unit/cases.h"
#include "schema/base/mem.h"
#include "schema/normalise.h"

static const char *state_text(enum value_state state, const char *value)
{
    return state == VALUE_READ ? value : state == VALUE_MISSING ? "" : "?";
}

static void ages_with_unit_and_inclusiveness(void **state)
{
    (void)state;
    static struct case_table t;
    for (case_open(&t, "tests/cases/normalise/age.tsv"); case_next(&t);) {
        struct age_limit age;
        char got[64];
        bool min = strcmp(t.cell[1], "min") == 0;
        enum value_state s = age_normalise(t.cell[0], min ? AGE_MIN : AGE_MAX, &age);
        snprintf(got, sizeof got, "%s%d %s",
                 age.inclusive ? ""
                 : min         ? ">"
                               : "<",
                 age.value, age.stated ? code_text(CODE_AGE_UNIT, (int)age.unit) : "");
        case_equal(&t, s == VALUE_MISSING ? "none" : state_text(s, got), t.cell[2]);
        assert_int_equal(age.stated, s == VALUE_READ);
    }
}

static void dates_of_every_writing(void **state)
{
    (void)state;
    static struct case_table t;
    for (case_open(&t, "tests/cases/normalise/date.tsv"); case_next(&t);) {
        struct date d;
        char got[DATE_TEXT_BYTES];
        enum value_state s = date_normalise(t.cell[0], &d);
        case_equal(&t, state_text(s, date_text(d, got)), t.cell[1]);
    }
}

static void eras_beside_western_years(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    assert_string_equal(date_wareki(ctx, (struct date){2019, 5, 1}), "令和元年5月1日");
    assert_string_equal(date_wareki(ctx, (struct date){2019, 4, 30}), "平成31年4月30日");
    assert_string_equal(date_wareki(ctx, (struct date){2024, 0, 0}), "令和6年");
    assert_string_equal(date_wareki(ctx, (struct date){1989, 1, 7}), "昭和64年1月7日");
    assert_null(date_wareki(ctx, (struct date){1800, 1, 1}));
    assert_true(date_compare((struct date){2020, 0, 0}, (struct date){2020, 1, 2}) < 0);
    assert_int_equal(date_days((struct date){0}), INT32_MIN);
    talloc_free(ctx);
}

static void phases_even_where_excel_made_a_date(void **state)
{
    (void)state;
    static struct case_table t;
    for (case_open(&t, "tests/cases/normalise/phase.tsv"); case_next(&t);) {
        unsigned phases;
        char got[64] = "";
        enum value_state s = phase_normalise(t.cell[0], &phases);
        for (int n = 0; n <= 5; n++)
            if (phases & (1u << n)) {
                size_t len = strlen(got);
                snprintf(got + len, sizeof got - len, n == 5 ? "%sna" : "%s%d", len ? " " : "", n);
            }
        case_equal(&t, state_text(s, got), t.cell[1]);
    }
}

static void sexes_statuses_and_study_types(void **state)
{
    (void)state;
    static struct case_table t;
    for (case_open(&t, "tests/cases/normalise/sex.tsv"); case_next(&t);) {
        enum sex v;
        enum value_state s = sex_normalise(t.cell[0], &v);
        case_equal(&t, state_text(s, v ? code_text(CODE_SEX, (int)v) : ""), t.cell[1]);
    }
    for (case_open(&t, "tests/cases/normalise/status.tsv"); case_next(&t);) {
        enum recruitment_status v;
        enum value_state s = status_normalise(t.cell[0], &v);
        case_equal(&t, state_text(s, v ? code_text(CODE_RECRUITMENT_STATUS, (int)v) : ""),
                   t.cell[1]);
    }
    for (case_open(&t, "tests/cases/normalise/study_type.tsv"); case_next(&t);) {
        enum study_type v;
        enum value_state s = study_type_normalise(t.cell[0], &v);
        case_equal(&t, state_text(s, v ? code_text(CODE_STUDY_TYPE, (int)v) : ""), t.cell[1]);
    }
}

static void registry_numbers_in_any_writing(void **state)
{
    (void)state;
    static struct case_table t;
    void *ctx = talloc_new(NULL);
    for (case_open(&t, "tests/cases/normalise/number.tsv"); case_next(&t);) {
        struct registry_number number;
        char got[128] = "?";
        if (number_read(ctx, t.cell[0], &number))
            snprintf(got, sizeof got, "%s %s", code_text(CODE_REGISTRY, (int)number.registry),
                     number.id);
        case_equal(&t, got, t.cell[1]);
    }
    struct registry_number *all;
    assert_int_equal(
        number_find_all(
            ctx, "JPRN-UMIN000012345; NCT01234567(再掲 NCT01234567), xNCT99999999, 2013-003828-36",
            &all),
        3);
    assert_string_equal(all[0].id, "UMIN000012345");
    assert_string_equal(all[1].id, "NCT01234567");
    assert_string_equal(all[2].id, "EUCTR2013-003828-36");
    assert_int_equal(number_find_all(ctx, "", &all), 0);
    talloc_free(ctx);
}

static void counts_places_and_countries(void **state)
{
    (void)state;
    static struct case_table t;
    for (case_open(&t, "tests/cases/normalise/count.tsv"); case_next(&t);) {
        int64_t n;
        char got[32];
        enum value_state s = count_normalise(t.cell[0], &n);
        snprintf(got, sizeof got, "%lld", (long long)n);
        case_equal(&t, state_text(s, got), t.cell[1]);
    }
    for (case_open(&t, "tests/cases/normalise/prefecture.tsv"); case_next(&t);) {
        const char *code = code_text(CODE_PREFECTURE, (int)prefecture_of(t.cell[0]));
        case_equal(&t, code ? code : "", t.cell[1]);
    }
    for (case_open(&t, "tests/cases/normalise/country.tsv"); case_next(&t);) {
        const char *code = country_code(t.cell[0]);
        case_equal(&t, code ? code : "", t.cell[1]);
    }
}

static void prose_loses_its_left_overs_and_nothing_else(void **state)
{
    (void)state;
    static struct case_table t;
    void *ctx = talloc_new(NULL);
    for (case_open(&t, "tests/cases/normalise/prose.tsv"); case_next(&t);) {
        const char *got = prose_clean(ctx, t.cell[0]);
        case_equal(&t, got ? got : "", t.cell[1]);
    }
    for (case_open(&t, "tests/cases/normalise/criteria.tsv"); case_next(&t);) {
        const char *inclusion, *exclusion;
        criteria_divide(ctx, t.cell[0], &inclusion, &exclusion);
        case_equal(&t, inclusion ? inclusion : "", t.cell[1]);
        case_equal(&t, exclusion ? exclusion : "", t.cell[2]);
    }
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_with_unit_and_inclusiveness),
        cmocka_unit_test(dates_of_every_writing),
        cmocka_unit_test(eras_beside_western_years),
        cmocka_unit_test(phases_even_where_excel_made_a_date),
        cmocka_unit_test(sexes_statuses_and_study_types),
        cmocka_unit_test(registry_numbers_in_any_writing),
        cmocka_unit_test(counts_places_and_countries),
        cmocka_unit_test(prose_loses_its_left_overs_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
