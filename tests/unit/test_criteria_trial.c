/* One registration's eligibility: which texts are read, what its own limits become. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/trial_json.h"
#include "search/attributes.h"
#include "search/criteria_trial.h"
#include "search/facts.h"
#include "search/match_write.h"
#include "search/person.h"
#include <string.h>

static struct trial *trial_of(void *ctx, const char *eligibility)
{
    struct trial *t;
    struct err err;
    const char *json = mem_printf(ctx, "{\"id\":\"SRB000000001\",\"eligibility\":%s}", eligibility);
    if (trial_read_json(ctx, json, strlen(json), &t, problems_new(ctx), &err) != OK)
        fail_msg("%s", err.text);
    return t;
}

static void the_japanese_texts_are_read_where_there_are_some(void **state)
{
    static const struct {
        const char *eligibility, *inclusion, *exclusion;
        enum crit_lang lang;
        bool in_english;
    } cases[] = {
        {"{}", NULL, NULL, CRIT_JA, true},
        {"{\"inclusion\":{\"ja\":\"20歳以上\",\"en\":\"Age 20\"}}", "20歳以上", NULL, CRIT_JA,
         false},
        {"{\"inclusion\":{\"en\":\"Age 20\"},\"exclusion\":{\"en\":\"Asthma\"}}", "Age 20",
         "Asthma", CRIT_EN, true},
        {"{\"inclusion\":{\"ja\":\" \",\"en\":\"Age 20\"}}", "Age 20", NULL, CRIT_EN, true},
        {"{\"inclusion\":{\"en\":\"Age 20\"},\"exclusion\":{\"ja\":\"喘息\"}}", NULL, "喘息",
         CRIT_JA, false},
        {"{\"inclusion\":{\"ja\":\"Age 20 or older\"}}", "Age 20 or older", NULL, CRIT_EN, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *ctx = talloc_new(NULL);
        struct trial_blocks b = criteria_trial_blocks(trial_of(ctx, cases[i].eligibility));
        const char *in = cases[i].inclusion, *out = cases[i].exclusion;
        if ((b.inclusion ? !in || strcmp(b.inclusion, in) != 0 : in != NULL) ||
            (b.exclusion ? !out || strcmp(b.exclusion, out) != 0 : out != NULL) ||
            b.lang != cases[i].lang || (b.in_english != cases[i].in_english && (in || out)))
            fail_msg("%s: %s | %s", cases[i].eligibility, b.inclusion, b.exclusion);
        talloc_free(ctx);
    }
}

static void spans_count_bytes_of_their_own_block(void **state)
{
    void *ctx = talloc_new(NULL);
    struct crit_reader *reader = crit_reader_new(ctx, NULL);
    struct trial_blocks b = criteria_trial_blocks(
        trial_of(ctx, "{\"inclusion\":{\"ja\":\"1) 20歳以上\\n2) 体重40kg以上\"},"
                      "\"exclusion\":{\"ja\":\"・妊娠中の方\\n・喘息のある方\"}}"));
    struct crits all;
    (void)state;
    criteria_trial_read(reader, ctx, &b, &all);
    assert_int_equal(all.n, 4);
    for (size_t i = 0; i < all.n; i++) {
        const struct crit *c = &all.items[i];
        const char *block = c->kind == CRIT_INCLUSION ? b.inclusion : b.exclusion;
        assert_int_equal(c->kind, i < 2 ? CRIT_INCLUSION : CRIT_EXCLUSION);
        assert_int_equal(strlen(c->text), c->end - c->begin);
        assert_memory_equal(block + c->begin, c->text, c->end - c->begin);
    }
    talloc_free(ctx);
}

static void one_text_may_hold_both_kinds(void **state)
{
    void *ctx = talloc_new(NULL);
    struct crit_reader *reader = crit_reader_new(ctx, NULL);
    struct trial_blocks b = criteria_trial_blocks(trial_of(
        ctx, "{\"inclusion\":{\"en\":\"Inclusion Criteria:\\n\\n* Age 20 years or older\\n\\n"
             "Exclusion Criteria:\\n\\n* Pregnant women\"}}"));
    struct crits all;
    (void)state;
    criteria_trial_read(reader, ctx, &b, &all);
    assert_int_equal(all.n, 2);
    assert_int_equal(all.items[0].kind, CRIT_INCLUSION);
    assert_int_equal(all.items[1].kind, CRIT_EXCLUSION);
    talloc_free(ctx);
}

/* What the answer quotes of a registration, a line each: kind, text. */
static char *quoted(void *ctx, const char *eligibility)
{
    struct crit_reader *reader = crit_reader_new(ctx, NULL);
    struct concepts *names = concepts_new(ctx, NULL);
    struct trial *t = trial_of(ctx, eligibility);
    struct trial_blocks b = criteria_trial_blocks(t);
    struct match_texts texts = {.inclusion = b.inclusion, .exclusion = b.exclusion};
    struct facts *f = facts_new(ctx);
    struct flat_bytes flat;
    struct jsonw w;
    size_t bytes = matcher_bytes(64), i;
    if (t->eligibility.criteria_json)
        texts.own = crit_read_texts(ctx, t->eligibility.criteria_json,
                                    strlen(t->eligibility.criteria_json), &texts.n_own);
    criteria_trial_flat(reader, names, ctx, t, &flat);
    assert_true(criteria_flat_check(flat.bytes, flat.len));
    struct match_person *p = person_read(names, ctx, f);
    jsonw_init(&w, ctx);
    jsonw_object_begin(&w);
    match_write(&w, matcher_start(talloc_size(ctx, bytes), bytes, p, person_relate, names), p, f,
                flat.bytes, &texts);
    jsonw_object_end(&w);
    json_t *o = json_loads(jsonw_text(&w), 0, NULL), *c;
    char *lines = mem_strdup(ctx, "");
    json_array_foreach(json_object_get(o, "criteria"), i, c)
    {
        const char *block = json_string_value(json_object_get(c, "block"));
        lines = mem_printf(ctx, "%s%s%s%s: %s\n", lines,
                           json_string_value(json_object_get(c, "kind")), block ? " in " : "",
                           block ? block : "", json_string_value(json_object_get(c, "text")));
    }
    json_decref(o);
    return lines;
}

static void criteria_are_quoted_from_the_text_they_stand_in(void **state)
{
    void *ctx = talloc_new(NULL);
    (void)state;
    assert_string_equal(
        quoted(
            ctx,
            "{\"inclusion\":{\"ja\":\"[選択基準]\\n20歳以上の患者\\n[除外基準]\\n妊娠中の患者\"},"
            "\"exclusion\":{\"ja\":\"透析中の患者\\n喘息のある患者\"}}"),
        "inclusion: 20歳以上の患者\nexclusion in inclusion: 妊娠中の患者\n"
        "exclusion: 透析中の患者\nexclusion: 喘息のある患者\n");
    assert_string_equal(quoted(ctx,
                               "{\"inclusion\":{\"en\":\"Inclusion Criteria:\\n\\n* Age 20 years "
                               "or older\\n\\nExclusion Criteria:\\n\\n* Pregnant women\"}}"),
                        "inclusion: Age 20 years or older\n"
                        "exclusion in inclusion: Pregnant women\n");
    talloc_free(ctx);
}

/* Is a person of this age and sex within the record's own limits? */
static bool admits(struct crit_reader *reader, const char *eligibility, double age, const char *sex)
{
    void *ctx = talloc_new(NULL);
    struct concepts *names = concepts_new(ctx, NULL);
    struct flat_bytes flat;
    criteria_trial_flat(reader, names, ctx, trial_of(ctx, eligibility), &flat);
    assert_true(criteria_flat_check(flat.bytes, flat.len));
    struct facts *f = facts_new(ctx);
    f->by_attr[ATTR_age].state = f->by_attr[ATTR_sex].state = FACT_GIVEN;
    f->by_attr[ATTR_age].number = age;
    f->by_attr[ATTR_sex].word = mem_strdup(ctx, sex);
    size_t bytes = matcher_bytes(64);
    struct match_outcome o;
    struct matcher *m = matcher_start(talloc_size(ctx, bytes), bytes, person_read(names, ctx, f),
                                      person_relate, names);
    match_trial(m, flat.bytes, true, &o);
    talloc_free(ctx);
    return o.verdict != MATCH_UNLIKELY;
}

static void what_is_registered_as_trees_is_matched_and_quoted(void **state)
{
    static const char age[] = "{\"attr\":\"age\",\"op\":\">=\",\"value\":20}";
    void *ctx = talloc_new(NULL);
    struct crit_reader *reader = crit_reader_new(ctx, NULL);
    const char *json =
        mem_printf(ctx,
                   "{\"inclusion\":{\"ja\":\"成人の方\\n歩ける方\"},\"criteria\":["
                   "{\"text\":\"読めない\",\"kind\":\"inclusion\",\"expr\":{\"attr\":\"?\"}},"
                   "{\"text\":\"成人の方\",\"kind\":\"inclusion\",\"expr\":%s},"
                   "{\"text\":\"妊娠中の方\",\"kind\":\"exclusion\",\"expr\":{\"attr\":"
                   "\"pregnant\",\"op\":\"present\"}}]}",
                   age);
    (void)state;
    assert_string_equal(quoted(ctx, json), "inclusion: 歩ける方\n"
                                           "inclusion in criteria: 読めない\n"
                                           "inclusion in criteria: 成人の方\n"
                                           "exclusion in criteria: 妊娠中の方\n");
    assert_true(admits(reader, json, 20, "female"));
    assert_false(admits(reader, json, 19, "female"));
    talloc_free(ctx);
}

static void the_records_own_limits_admit_completed_years(void **state)
{
    void *ctx = talloc_new(NULL);
    struct crit_reader *reader = crit_reader_new(ctx, NULL);
    static const char to_75[] = "{\"age_max\":{\"value\":75,\"unit\":\"year\",\"inclusive\":true}}";
    static const char under_75[] =
        "{\"age_max\":{\"value\":75,\"unit\":\"year\",\"inclusive\":false}}";
    static const char from_6_months[] =
        "{\"age_min\":{\"value\":6,\"unit\":\"month\",\"inclusive\":true}}";
    static const char women[] = "{\"sex\":\"female\"}";
    (void)state;
    assert_true(admits(reader, to_75, 75, "male"));
    assert_false(admits(reader, to_75, 76, "male"));
    assert_true(admits(reader, under_75, 74, "male"));
    assert_false(admits(reader, under_75, 75, "male"));
    assert_true(admits(reader, from_6_months, 0.5, "male"));
    assert_false(admits(reader, from_6_months, 0.4, "male"));
    assert_true(admits(reader, women, 50, "female"));
    assert_false(admits(reader, women, 50, "male"));
    assert_true(admits(reader, "{}", 50, "male"));
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_japanese_texts_are_read_where_there_are_some),
        cmocka_unit_test(spans_count_bytes_of_their_own_block),
        cmocka_unit_test(criteria_are_quoted_from_the_text_they_stand_in),
        cmocka_unit_test(what_is_registered_as_trees_is_matched_and_quoted),
        cmocka_unit_test(one_text_may_hold_both_kinds),
        cmocka_unit_test(the_records_own_limits_admit_completed_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
