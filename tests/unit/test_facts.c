#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/facts.h"
#include "search/units.h"
#include "tests/unit/cases.h"

static void an_attribute_is_found_by_its_id_and_has_its_number(void **state)
{
    (void)state;
    uint16_t n;
    assert_int_equal(n_attributes, ATTR_COUNT);
    for (uint16_t i = 0; i < n_attributes; i++) {
        assert_true(attribute_find(attributes[i].id, strlen(attributes[i].id), &n));
        assert_int_equal(n, i);
    }
    assert_false(attribute_find("ag", 2, &n));
    assert_false(attribute_find("ages", 4, &n));
    assert_string_equal(attributes[ATTR_hba1c].unit, "%");
    assert_true(attributes[ATTR_biomarker].open && !attributes[ATTR_comorbidity].open);
    assert_int_equal(attribute_find_value(&attributes[ATTR_stage], "III", 3), 3);
}

static void every_attribute_is_asked_in_three_wordings(void **state)
{
    (void)state;
    for (uint16_t i = 0; i < n_attributes; i++) {
        assert_true(*attributes[i].ask_ja && *attributes[i].ask_easy && *attributes[i].ask_en);
        for (int v = 0; attributes[i].kind == ATTR_ENUM && attributes[i].values[v]; v++)
            assert_string_equal(attributes[i].choices[v].value, attributes[i].values[v]);
    }
}

/* attribute, value and unit as written → canonical value, or - */
static void a_unit_converts_as_the_table_says(void **state)
{
    (void)state;
    struct case_table t;
    case_open(&t, "tests/cases/match/units.tsv");
    while (case_next(&t)) {
        uint16_t attr, unit;
        double value;
        char got[64] = "-";
        assert_true(attribute_find(t.cell[0], strlen(t.cell[0]), &attr));
        if (unit_find(t.cell[2], strlen(t.cell[2]), &unit) &&
            unit_convert(unit, attr, strtod(t.cell[1], NULL), &value))
            (void)snprintf(got, sizeof got, "%.10g", unit_round(value, 4));
        case_equal(&t, got, t.cell[3]);
    }
}

static void the_longest_unit_is_taken_and_ends_at_a_word_edge(void **state)
{
    (void)state;
    uint16_t unit;
    const char *s = " mL/min/1.73m² 以上";
    assert_int_equal(unit_match(s, strlen(s), &unit), strlen(" mL/min/1.73m²"));
    assert_string_equal(unit_id(unit), "mL/min/1.73m2");
    assert_int_equal(unit_match("months ago", 10, &unit), 6);
    assert_int_equal(unit_match("moderate", 8, &unit), 0);
    assert_int_equal(unit_match("", 0, &unit), 0);
    s = "×10^4/μL以上";
    assert_int_equal(unit_match(s, strlen(s), &unit), strlen("×10^4/μL"));
    assert_string_equal(unit_id(unit), "万/uL");
}

static void note_problem(void *arg, const char *pointer, const char *code, const char *detail)
{
    char **log = arg;
    (void)detail;
    *log = mem_printf(talloc_parent(*log), "%s%s:%s ", *log, pointer, code);
}

static char *read_back(void *ctx, const char *json, char **ret_problems)
{
    struct facts *f = facts_new(ctx);
    struct jsonw w;
    json_error_t error;
    json_t *object = json_loads(json, JSON_DECODE_ANY, &error);
    assert_non_null(object);
    *ret_problems = mem_strdup(ctx, "");
    enum err_code code = facts_read(f, object, note_problem, ret_problems);
    assert_int_equal(code, **ret_problems ? ERR_INVALID : OK);
    json_decref(object);
    jsonw_init(&w, ctx);
    facts_write(&w, f);
    return mem_strdup(ctx, jsonw_text(&w));
}

/* facts as given → as kept; or the problems, all of them */
static void facts_are_read_as_the_table_says(void **state)
{
    (void)state;
    struct case_table t;
    case_open(&t, "tests/cases/match/facts.tsv");
    while (case_next(&t)) {
        void *ctx = talloc_new(NULL);
        char *problems;
        char *kept = read_back(ctx, t.cell[0], &problems);
        case_equal(&t, *problems ? problems : kept, t.cell[1]);
        talloc_free(ctx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attribute_is_found_by_its_id_and_has_its_number),
        cmocka_unit_test(every_attribute_is_asked_in_three_wordings),
        cmocka_unit_test(a_unit_converts_as_the_table_says),
        cmocka_unit_test(the_longest_unit_is_taken_and_ends_at_a_word_edge),
        cmocka_unit_test(facts_are_read_as_the_table_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
