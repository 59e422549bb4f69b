#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/trial_diff.h"
#include "schema/trial_fields.h"
#include "schema/trial_json.h"
#include "schema/trial_merge.h"
#include <string.h>

static const char full[] =
    "{\"id\":\"SMPs011240001\",\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs011240001\",\"url\":"
    "\"https://registry.example/1\",\"fetched_at\":\"2026-01-01T00:00:00Z\"},"
    "\"other_ids\":[{\"registry\":\"UMIN\",\"id\":\"UMIN000099999\"}],\"kind\":\"specified\","
    "\"sample\":true,\"dirt\":[\"full_width\"],"
    "\"dates\":{\"first_published\":\"2024-05-01\",\"last_published\":\"2026-03\",\"enrollment_"
    "start\":{\"date\":\"2024\",\"kind\":\"actual\"}},"
    "\"title\":{\"scientific\":{\"ja\":\"学術\"},\"public\":{\"ja\":\"公開\",\"en\":\"Public\"}},"
    "\"contacts\":[{\"role\":\"public\",\"name\":{\"ja\":\"見本 "
    "太郎\"},\"email\":\"a@b.example\"}],"
    "\"sites\":[{\"name\":{\"ja\":\"架空病院\"},\"prefecture\":\"13\",\"status\":\"recruiting\","
    "\"permission\":true,\"lat\":35.69,\"lon\":139.69}],\"countries\":[\"JP\"],"
    "\"conditions\":[{\"ja\":\"肺癌\",\"code\":\"C34\",\"system\":\"ICD-10\"}],\"keywords\":[{"
    "\"ja\":\"咳\"}],\"study_type\":\"interventional\",\"phase\":[2,3],"
    "\"eligibility\":{\"sex\":\"all\",\"age_min\":{\"value\":20,\"unit\":\"year\",\"inclusive\":"
    "true},\"healthy_volunteers\":false,\"inclusion\":{\"ja\":\"1) a\\n2) "
    "b\"},\"criteria\":[{\"a\":1}]},"
    "\"enrollment\":{\"target\":120},\"recruitment_status\":\"recruiting\",\"attachments\":[{"
    "\"kind\":\"consent\",\"bytes\":12}],\"raw\":[{\"field\":\"x\",\"value\":\"y\"}]}";

static struct trial *read_ok(void *ctx, const char *json)
{
    struct problems *problems = problems_new(ctx);
    struct trial *t;
    struct err err;
    if (trial_read_json(ctx, json, strlen(json), &t, problems, &err) != OK)
        fail_msg("%s: %s", problems->items[0].path, problems->items[0].code);
    return t;
}

static void what_is_read_is_written_the_same(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    assert_string_equal(trial_to_json(ctx, read_ok(ctx, full), NULL), full);
    talloc_free(ctx);
}

static void problem_at(const struct problems *p, const char *path, const char *code)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->items[i].path, path) == 0 && strcmp(p->items[i].code, code) == 0) {
            assert_true(*p->items[i].message_ja && *p->items[i].message_en);
            assert_string_not_equal(p->items[i].message_ja, code); /* every code has its message */
            return;
        }
    fail_msg("no %s at %s", code, path);
}

static void all_problems_of_a_record_come_at_once_each_with_its_place(void **state)
{
    (void)state;
    static const char bad[] =
        "{\"titel\":1,\"phase\":[5,\"na\"],\"kind\":\"x\",\"sample\":\"yes\",\"dates\":{\"first_"
        "published\":\"2024-13-01\"},\"enrollment\":{\"target\":-1},\"countries\":\"JP\","
        "\"eligibility\":{\"age_min\":{\"value\":\"20\",\"unit\":\"year\"},\"age_max\":5,"
        "\"criteria\":{}},\"sites\":[{\"lat\":\"x\"},7],\"title\":{\"public\":{\"fr\":\"x\"}},"
        "\"source\":[],"
        "\"outcomes\":[{\"rank\":\"primary\",\"title\":3}]}";
    static const char *const expected[][2] = {{"/titel", "unknown_member"},
                                              {"/phase", "unknown_code"},
                                              {"/kind", "unknown_code"},
                                              {"/sample", "not_true_or_false"},
                                              {"/dates/first_published", "not_a_date"},
                                              {"/enrollment/target", "not_a_count"},
                                              {"/countries", "not_a_list"},
                                              {"/eligibility/age_min/value", "not_a_count"},
                                              {"/eligibility/age_max", "not_an_age"},
                                              {"/eligibility/criteria", "not_a_list"},
                                              {"/sites/0/lat", "not_a_number"},
                                              {"/sites/1", "not_an_object"},
                                              {"/title/public/fr", "unknown_member"},
                                              {"/source", "not_an_object"},
                                              {"/outcomes/0/title", "not_a_text"}};
    void *ctx = mem_context(NULL, "test");
    struct problems *problems = problems_new(ctx);
    struct trial *t;
    struct err err;
    assert_int_equal(trial_read_json(ctx, bad, strlen(bad), &t, problems, &err), ERR_INVALID);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        problem_at(problems, expected[i][0], expected[i][1]);
    struct jsonw w;
    jsonw_init(&w, ctx);
    problems_write_json(&w, problems);
    assert_non_null(strstr(jsonw_text(&w),
                           "\"path\":\"/titel\",\"level\":\"error\",\"code\":\"unknown_member\""));
    talloc_free(ctx);
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    char deep[64];
    memset(deep, '[', 40);
    deep[40] = '\0';
    const char *const bad[][2] = {{"", "not_json"},
                                  {"[]", "not_an_object"},
                                  {"{\"id\":\"a\",\"id\":\"b\"}", "not_json"},
                                  {"{\"id\":\"\xff\"}", "not_json"},
                                  {deep, "too_deep"},
                                  {"{\"id\":1} x", "not_json"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct problems *problems = problems_new(ctx);
        struct trial *t;
        struct err err;
        assert_int_equal(trial_read_json(ctx, bad[i][0], strlen(bad[i][0]), &t, problems, &err),
                         ERR_INVALID);
        problem_at(problems, "", bad[i][1]);
    }
    talloc_free(ctx);
}

static void missing_is_unknown_never_a_default(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    struct trial *t = read_ok(
        ctx,
        "{\"id\":\"SRB0000000001\",\"title\":{\"public\":\" "
        "\"},\"eligibility\":{\"age_max\":null},\"keywords\":[{\"ja\":\"\"}],\"enrollment\":{}}");
    assert_int_equal(t->enrollment.target, -1);
    assert_int_equal(t->eligibility.healthy_volunteers, TRI_UNKNOWN);
    assert_false(t->eligibility.age_max.stated);
    assert_null(t->title.public_.ja);
    assert_int_equal(t->n_keywords, 0);
    assert_string_equal(trial_to_json(ctx, t, NULL), "{\"id\":\"SRB0000000001\"}");
    talloc_free(ctx);
}

static void the_hash_tells_content_from_the_time_of_fetching(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    unsigned char a[TRIAL_HASH_BYTES], b[TRIAL_HASH_BYTES];
    struct trial *t = read_ok(ctx, full);
    trial_hash(t, a);
    t->source.fetched_at = "2030-01-01T00:00:00Z";
    trial_hash(t, b);
    assert_memory_equal(a, b, sizeof a);
    t->enrollment.target = 121;
    trial_hash(t, b);
    assert_memory_not_equal(a, b, sizeof a);
    talloc_free(ctx);
}

static void a_difference_names_fields_as_jrct_does(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    struct trial *a = read_ok(ctx, full), *b = read_ok(ctx, full);
    struct field_change *changes;
    assert_int_equal(trial_diff(ctx, a, b, &changes), 0);
    b->recruitment_status = RECRUITMENT_STATUS_CLOSED;
    b->enrollment.actual = 5;
    b->eligibility.inclusion.ja = "1) c";
    b->source.fetched_at = NULL;
    assert_int_equal(trial_diff(ctx, a, b, &changes), 3);
    assert_string_equal(changes[0].path, "/eligibility/inclusion");
    assert_string_equal(changes[0].label_ja, "選択基準");
    assert_string_equal(changes[1].path, "/enrollment/actual");
    assert_null(changes[1].before);
    assert_string_equal(changes[1].after, "5");
    assert_string_equal(changes[2].label_ja, "進捗状況");
    assert_string_equal(changes[2].before, "\"recruiting\"");
    assert_string_equal(changes[2].after, "\"closed\"");
    talloc_free(ctx);
}

static void merging_keeps_what_the_new_file_leaves_out(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    struct trial *known = read_ok(ctx, full);
    struct trial *incoming =
        read_ok(ctx, "{\"title\":{\"public\":{\"ja\":\"新\"}},\"phase\":[4],\"countries\":[\"KR\","
                     "\"JP\"],\"eligibility\":{\"sex\":\"male\"}}");
    const char *json = trial_to_json(ctx, trial_merge(ctx, known, incoming), NULL);
    static const char *const parts[] = {"\"public\":{\"ja\":\"新\",\"en\":\"Public\"}",
                                        "\"phase\":[4]",
                                        "\"countries\":[\"KR\",\"JP\"]",
                                        "\"sex\":\"male\"",
                                        "\"target\":120",
                                        "架空病院",
                                        "\"healthy_volunteers\":false"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!strstr(json, parts[i]))
            fail_msg("%s is not in %s", parts[i], json);
    assert_string_equal(trial_to_json(ctx, trial_merge(ctx, known, trial_new(ctx)), NULL), full);
    talloc_free(ctx);
}

static void the_rules_find_what_one_record_can_break(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    struct problems *problems = problems_new(ctx);
    struct trial *t = read_ok(
        ctx,
        "{\"source\":{\"registry\":\"NCT\",\"id\":\"NCT12\",\"url\":\"javascript:x\"},\"study_"
        "type\":\"observational\",\"phase\":[3],\"countries\":[\"XX\"],\"recruitment_status\":"
        "\"recruiting\","
        "\"dates\":{\"first_published\":\"2024-05-01\",\"last_published\":\"2023\",\"enrollment_"
        "start\":{\"date\":\"2024-06\"},\"completed\":\"2024-05\",\"terminated\":\"1899\"},"
        "\"eligibility\":{\"age_min\":{\"value\":80,\"unit\":\"year\"},\"age_max\":{\"value\":18,"
        "\"unit\":\"year\"},\"inclusion\":{\"ja\":\"外字\xEE\x80\x80\"}},"
        "\"enrollment\":{\"target\":999999999999},\"contacts\":[{\"email\":\"nobody\"}],"
        "\"attachments\":[{\"sha256\":\"zz\"}],\"sites\":[{\"name\":{\"ja\":\"x\"},\"lat\":95,"
        "\"lon\":0}]}");
    assert_false(trial_check(t, problems));
    static const char *const expected[][2] = {{"/title", "no_title"},
                                              {"/source/id", "bad_number"},
                                              {"/source/url", "bad_url"},
                                              {"/phase", "phase_on_observational"},
                                              {"/countries/0", "bad_country"},
                                              {"/dates/last_published", "date_order"},
                                              {"/dates/completed", "date_order"},
                                              {"/dates/terminated", "date_out_of_range"},
                                              {"/eligibility/age_min/value", "age_order"},
                                              {"/eligibility/inclusion/ja", "forbidden_character"},
                                              {"/enrollment/target", "count_out_of_range"},
                                              {"/contacts/0/email", "bad_email"},
                                              {"/attachments/0/sha256", "bad_hash"},
                                              {"/sites/0/lat", "bad_position"}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        problem_at(problems, expected[i][0], expected[i][1]);
    struct problems *none = problems_new(ctx);
    assert_true(trial_check(read_ok(ctx, full), none));
    assert_int_equal(none->n_errors, 0);
    struct problems *nothing = problems_new(ctx);
    assert_false(trial_check(trial_new(ctx), nothing));
    problem_at(nothing, "/source/id", "no_identity");
    talloc_free(ctx);
}

static void the_best_title_is_shown(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    struct trial *t = trial_new(ctx);
    assert_null(trial_title(t, true));
    t->title.acronym.ja = "ABC";
    assert_string_equal(trial_title(t, true), "ABC");
    t->title.scientific.ja = "学術";
    assert_string_equal(trial_title(t, true), "学術");
    t->title.scientific.en = "Scientific";
    assert_string_equal(trial_title(t, true), "Scientific");
    assert_string_equal(trial_title(t, false), "学術");
    talloc_free(ctx);
}

static void every_field_has_its_labels(void **state)
{
    (void)state;
    for (const struct field *f = trial_fields; f->name; f++) {
        assert_non_null(f->ja);
        assert_non_null(f->en);
        for (const struct field *sub = f->sub; sub && sub->name; sub++)
            assert_true(sub->ja && sub->en);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written_the_same),
        cmocka_unit_test(all_problems_of_a_record_come_at_once_each_with_its_place),
        cmocka_unit_test(what_is_no_record_is_refused),
        cmocka_unit_test(missing_is_unknown_never_a_default),
        cmocka_unit_test(the_hash_tells_content_from_the_time_of_fetching),
        cmocka_unit_test(a_difference_names_fields_as_jrct_does),
        cmocka_unit_test(merging_keeps_what_the_new_file_leaves_out),
        cmocka_unit_test(the_rules_find_what_one_record_can_break),
        cmocka_unit_test(the_best_title_is_shown),
        cmocka_unit_test(every_field_has_its_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
