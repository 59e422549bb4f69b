#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/criteria_cmd_match.h"
#include "tests/unit/cases.h"
#include "search/lexicon.h"

static int open_matcher(void **state)
{
    struct criteria_matcher *m;
    struct err err;
    void *ctx = talloc_new(NULL);
    if (criteria_matcher_new(ctx, lexicon_builtin_open(ctx), NULL, &m, &err) != OK)
        fail_msg("%s", err.text);
    *state = m;
    return 0;
}

static int close_matcher(void **state)
{
    talloc_free(talloc_parent(*state));
    return 0;
}

/* a line, what stands in the answer */
static void a_line_is_answered_as_the_table_says(void **state)
{
    struct case_table t;
    case_open(&t, "tests/cases/match/lines.tsv");
    while (case_next(&t)) {
        void *ctx = talloc_new(NULL);
        const char *got = criteria_match_line(*state, ctx, t.cell[0], strlen(t.cell[0]));
        if (!strstr(got, t.cell[1]))
            fail_msg("%s:%d: %s stands not in %s", t.path, t.line, t.cell[1], got);
        talloc_free(ctx);
    }
}

static void a_missing_file_of_relations_is_an_error(void **state)
{
    (void)state;
    struct criteria_matcher *m;
    struct err err;
    assert_int_equal(criteria_matcher_new(NULL, NULL, "no/such/file", &m, &err), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_line_is_answered_as_the_table_says),
                                       cmocka_unit_test(a_missing_file_of_relations_is_an_error)};
    return cmocka_run_group_tests(tests, open_matcher, close_matcher);
}
