/* Warnings for a sponsor about limits that are not plausible. */
#include "tests/unit/unit.h"
#include "indexer/doubts.h"
#include "schema/base/mem.h"
#include <string.h>

/* The problems of a registration with these criteria, as "path value" lines. */
static char *warnings_of(void *ctx, const char *inclusion, const char *exclusion)
{
    struct trial t = {
        .eligibility = {.inclusion = {.ja = inclusion}, .exclusion = {.ja = exclusion}}};
    struct problems *problems = problems_new(ctx);
    char *out = mem_strdup(ctx, "");
    doubts_add(doubter_new(ctx), &t, problems);
    assert_int_equal(problems->n_errors, 0);
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *p = &problems->items[i];
        assert_int_equal(p->level, PROBLEM_WARNING);
        assert_string_equal(p->code, "doubtful_limit");
        assert_string_not_equal(p->message_en, p->code);
        out = mem_check(talloc_asprintf_append(out, "%s %s\n", p->path, p->value));
    }
    return out;
}

static void a_sponsor_is_told_the_line_of_a_reversed_limit(void **state)
{
    void *ctx = talloc_new(NULL);
    (void)state;
    assert_string_equal(
        warnings_of(
            ctx,
            "1) 20歳以上\n2) 臓器機能が保たれている\n a. 血小板数10万/μL以上\n b. AST 100 U/L以上",
            "1) 妊婦\n2) 好中球数1,000/μL以上"),
        "/eligibility/inclusion b. AST 100 U/L以上\n/eligibility/exclusion 好中球数1,000/μL以上\n");
    talloc_free(ctx);
}

static void a_sponsor_is_told_nothing_of_usual_limits(void **state)
{
    void *ctx = talloc_new(NULL);
    (void)state;
    assert_string_equal(warnings_of(ctx, "1) 20歳以上75歳以下\n2) AST 100 U/L以下", NULL), "");
    assert_string_equal(warnings_of(ctx, NULL, NULL), "");
    talloc_free(ctx);
}

static void a_range_and_an_age_that_nobody_has_are_told(void **state)
{
    void *ctx = talloc_new(NULL);
    (void)state;
    assert_string_equal(warnings_of(ctx, "年齢75歳～20歳", NULL),
                        "/eligibility/inclusion 年齢75歳～20歳\n");
    assert_string_equal(warnings_of(ctx, "20歳以上750歳以下", NULL),
                        "/eligibility/inclusion 20歳以上750歳以下\n");
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sponsor_is_told_the_line_of_a_reversed_limit),
        cmocka_unit_test(a_sponsor_is_told_nothing_of_usual_limits),
        cmocka_unit_test(a_range_and_an_age_that_nobody_has_are_told),
    };
    mem_start();
    return cmocka_run_group_tests_name("doubts", tests, NULL, NULL);
}
