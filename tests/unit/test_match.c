#include "tests/unit/unit.h"
#include "search/match_write.h"
#include "search/person.h"
#include "search/question.h"
#include "tests/unit/cases.h"
#include "tests/unit/lexicon_builtin.h"
#include "tests/unit/tree_json.h"

struct kit {
    struct concepts *concepts;
};
struct pair {
    struct facts *facts;
    struct match_person *person;
    struct matcher *matcher;
    struct flat_bytes flat;
};

static int open_kit(void **state)
{
    struct kit *k = MEM_NEW(NULL, struct kit);
    k->concepts = concepts_new(k, lexicon_for_test(k));
    *state = k;
    return 0;
}

static int close_kit(void **state)
{
    talloc_free(*state);
    return 0;
}

static json_t *parse(const char *json)
{
    json_error_t error;
    json_t *o = json_loads(json, 0, &error);
    if (!o)
        fail_msg("%s: %s", json, error.text);
    return o;
}

static struct crit criterion(void *ctx, const char *kind, const char *json)
{
    json_t *o = parse(json);
    struct crit c = {.text = mem_strdup(ctx, "ここに基準が書いてある"),
                     .kind = strcmp(kind, "exclusion") == 0 ? CRIT_EXCLUSION : CRIT_INCLUSION,
                     .coverage = CRIT_FULL,
                     .expr = tree_read(ctx, o)};
    c.end = (uint32_t)strlen(c.text);
    json_decref(o);
    if (!c.expr)
        fail_msg("not a tree: %s", json);
    return c;
}

static struct facts *facts_of(void *ctx, const char *json)
{
    struct facts *f = facts_new(ctx);
    json_t *o = parse(json);
    if (facts_read(f, o, NULL, NULL) != OK)
        fail_msg("not facts: %s", json);
    json_decref(o);
    return f;
}

static void meet(struct kit *k, void *ctx, const struct flat_input *in, const char *facts,
                 struct pair *ret)
{
    size_t bytes = matcher_bytes(100);
    criteria_flat_build(k->concepts, ctx, in, &ret->flat);
    assert_true(criteria_flat_check(ret->flat.bytes, ret->flat.len));
    ret->facts = facts_of(ctx, facts);
    ret->person = person_read(k->concepts, ctx, ret->facts);
    ret->matcher =
        matcher_start(talloc_size(ctx, bytes), bytes, ret->person, person_relate, k->concepts);
}

/* Decided by a fact: both the fact and the words of the criterion are told. */
static void check_reasons(const struct case_table *t, const struct match_explained *e)
{
    bool decided = e->result == MATCH_MET || e->result == MATCH_NOT_MET;
    if (decided && e->n_reasons == 0 && strcmp(t->cell[2], "{\"and\":[]}") != 0 &&
        !strstr(t->cell[2], "\"male\",\"female\""))
        fail_msg("%s:%d: no reason given", t->path, t->line);
    for (size_t i = 0; i < e->n_reasons; i++)
        assert_true(e->reasons[i].begin <= e->reasons[i].end);
}

static void walk(struct kit *k, const char *path)
{
    struct case_table t;
    case_open(&t, path);
    while (case_next(&t)) {
        void *ctx = talloc_new(NULL);
        struct crit c = criterion(ctx, t.cell[1], t.cell[2]);
        struct flat_input in = {&c, 1, 0, -1, -1};
        struct match_explained e;
        struct pair p;
        meet(k, ctx, &in, t.cell[3], &p);
        assert_int_equal(match_explain(p.matcher, p.flat.bytes, &e, 1), 1);
        case_equal(&t, match_result_name(e.result), t.cell[4]);
        check_reasons(&t, &e);
        talloc_free(ctx);
    }
}

static void numbers_are_compared_as_the_table_says(void **state)
{
    walk(*state, "tests/cases/match/numbers.txt");
}

static void flags_and_choices_are_compared_as_the_table_says(void **state)
{
    walk(*state, "tests/cases/match/flags.txt");
}

static void lists_are_searched_as_the_table_says(void **state)
{
    walk(*state, "tests/cases/match/lists.txt");
}

static void markers_are_compared_as_the_table_says(void **state)
{
    walk(*state, "tests/cases/match/markers.txt");
}

static void logic_has_three_values_and_the_site(void **state)
{
    walk(*state, "tests/cases/match/logic.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_compared_as_the_table_says),
        cmocka_unit_test(flags_and_choices_are_compared_as_the_table_says),
        cmocka_unit_test(lists_are_searched_as_the_table_says),
        cmocka_unit_test(markers_are_compared_as_the_table_says),
        cmocka_unit_test(logic_has_three_values_and_the_site)};
    return cmocka_run_group_tests(tests, open_kit, close_kit);
}
