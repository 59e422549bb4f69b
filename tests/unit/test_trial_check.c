#include "tests/unit/unit.h"
#include "tests/unit/cases.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/trial_json.h"
#include <string.h>

static const struct problem *find(const struct problems *p, const char *path, const char *code)
{
    for (size_t i = 0; i < p->n; i++)
        if (text_equal(p->items[i].path, path) && text_equal(p->items[i].code, code))
            return &p->items[i];
    return NULL;
}

static struct trial *read_record(void *ctx, const char *json, struct problems *problems)
{
    struct trial *t = NULL;
    struct err err;
    if (trial_read_json(ctx, json, strlen(json), &t, problems, &err) != OK)
        return NULL;
    trial_check(t, problems);
    return t;
}

/* Columns: what is wrong, record, place, level, code; code "-" means: nothing but notes. */
static void each_rule_is_broken_once_and_kept_once(void **state)
{
    (void)state;
    static struct case_table t;
    for (case_open(&t, "tests/cases/check/rules.tsv"); case_next(&t);) {
        void *ctx = mem_context(NULL, "case");
        struct problems *problems = problems_new(ctx);
        read_record(ctx, t.cell[1], problems);
        const struct problem *found = find(problems, t.cell[2], t.cell[4]);
        if (text_equal(t.cell[4], "-")) {
            for (size_t i = 0; i < problems->n; i++)
                if (problems->items[i].level != PROBLEM_NOTE)
                    fail_msg("%s:%d: \"%s\": %s at %s", t.path, t.line, t.cell[0],
                             problems->items[i].code, problems->items[i].path);
        } else if (!found) {
            fail_msg("%s:%d: \"%s\": no %s at %s", t.path, t.line, t.cell[0], t.cell[4], t.cell[2]);
        } else {
            case_equal(&t, problem_level_name(found->level), t.cell[3]);
            assert_string_not_equal(found->message_ja, found->code);
            assert_string_not_equal(found->message_en, found->code);
        }
        talloc_free(ctx);
    }
}

/* What could not be read is not called missing as well. */
static void a_part_that_could_not_be_read_is_said_once(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "case");
    struct problems *problems = problems_new(ctx);
    assert_null(read_record(ctx, "{\"title\":{\"public\":7},\"source\":[]}", problems));
    assert_int_equal(problems->n_errors, 2);
    assert_non_null(find(problems, "/title/public", "not_a_text"));
    assert_non_null(find(problems, "/source", "not_an_object"));
    talloc_free(ctx);
}

static struct trial *sound_record(void *ctx)
{
    struct trial *t = trial_new(ctx);
    t->id = "SRB0000000001";
    t->title.public_.ja = "題名";
    return t;
}

static char *filled(void *ctx, size_t bytes, char c)
{
    char *s = MEM_ARRAY(ctx, char, bytes + 1);
    memset(s, c, bytes);
    return s;
}

/* The store reads back what it saved: a record that its own reader refuses could never change. */
static void what_passes_reads_back_and_what_would_not_is_refused(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    struct problems *problems = problems_new(ctx);
    struct trial *t = sound_record(ctx), *again;
    struct err err;
    size_t len;

    t->notes.other.ja = t->notes.genetic.ja = t->notes.compensation.ja = filled(ctx, 300000, 'a');
    assert_true(trial_check(t, problems));
    const char *json = trial_to_json(ctx, t, &len);
    assert_int_equal(trial_read_json(ctx, json, len, &again, problems, &err), OK);

    t->notes.other.ja = t->notes.genetic.ja = filled(ctx, 300000, '\x01'); /* six bytes each */
    assert_false(trial_check(t, problems));
    assert_non_null(find(problems, "", "too_large"));

    t->notes.other.ja = filled(ctx, 400001, 'a');
    assert_false(trial_check(t, problems));
    assert_non_null(find(problems, "/notes/other/ja", "too_long"));

    t = sound_record(ctx);
    t->n_countries = TRIAL_LIST_MAX + 1;
    t->countries = MEM_ARRAY(ctx, const char *, t->n_countries);
    for (size_t i = 0; i < t->n_countries; i++)
        t->countries[i] = "JP";
    assert_false(trial_check(t, problems));
    assert_non_null(find(problems, "/countries", "too_many_items"));

    t = sound_record(ctx);
    t->eligibility.age_min = (struct age_limit){true, TRIAL_AGE_MAX + 1, AGE_UNIT_DAY, true};
    t->eligibility.age_max = (struct age_limit){true, 5, AGE_UNIT_NONE_, true};
    problems = problems_new(ctx);
    assert_false(trial_check(t, problems));
    assert_int_equal(problems->n_errors, 2);
    talloc_free(ctx);
}

static void values_are_shown_cut_at_a_character(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    struct problems *problems = problems_new(ctx);
    char *value = mem_strdup(ctx, "");
    for (int i = 0; i < 100; i++)
        value = mem_printf(ctx, "%s字", value);
    problems_add(problems, PROBLEM_WARNING, "/x", "bad_url", value);
    assert_true(strlen(problems->items[0].value) <= 200);
    assert_true(text_is_utf8(problems->items[0].value, strlen(problems->items[0].value)));
    assert_int_equal(problems->n_errors, 0);
    talloc_free(ctx);
}

static void a_member_with_strange_letters_has_a_pointer_all_the_same(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "test");
    struct problems *problems = problems_new(ctx);
    char *json = mem_strdup(ctx, "{\"a/b~c\":1,\"");
    for (int i = 0; i < 200; i++)
        json = mem_printf(ctx, "%s長", json);
    json = mem_printf(ctx, "%s\":1}", json);
    assert_null(read_record(ctx, json, problems));
    assert_non_null(find(problems, "/a~1b~0c", "unknown_member"));
    const char *path = problems->items[1].path;
    assert_true(strlen(path) < 256 && text_is_utf8(path, strlen(path)));
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_is_broken_once_and_kept_once),
        cmocka_unit_test(a_part_that_could_not_be_read_is_said_once),
        cmocka_unit_test(what_passes_reads_back_and_what_would_not_is_refused),
        cmocka_unit_test(values_are_shown_cut_at_a_character),
        cmocka_unit_test(a_member_with_strange_letters_has_a_pointer_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
