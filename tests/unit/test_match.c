#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/match_write.h"
#include "search/person.h"
#include "tests/unit/cases.h"
#include "search/lexicon.h"
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
    k->concepts = concepts_new(k, lexicon_builtin_open(k));
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

/* record as sex age_min age_max, facts, result of the record, verdict with the disease 肺癌 asked
 */
static void a_trial_gets_a_verdict_as_the_table_says(void **state)
{
    struct kit *k = *state;
    struct case_table t;
    case_open(&t, "tests/cases/match/verdicts.txt");
    while (case_next(&t)) {
        void *ctx = talloc_new(NULL);
        char sex[16];
        struct flat_input in = {.age_min = -1, .age_max = -1};
        struct crit items[8];
        json_t *list = parse(t.cell[2]);
        assert_int_equal(sscanf(t.cell[1], "%15s %lf %lf", sex, &in.age_min, &in.age_max), 3);
        in.sex = strcmp(sex, "male") == 0 ? 1 : strcmp(sex, "female") == 0 ? 2 : 0;
        in.n = json_array_size(list);
        in.items = items;
        for (size_t i = 0; i < in.n; i++) {
            const json_t *o = json_array_get(list, i);
            char *expr = json_dumps(json_array_get(o, 1), 0);
            items[i] = criterion(ctx, json_string_value(json_array_get(o, 0)), expr);
            free(expr);
        }
        json_decref(list);
        struct pair p;
        struct match_outcome whole, quick;
        meet(k, ctx, &in, t.cell[3], &p);
        match_trial(p.matcher, p.flat.bytes, true, &whole);
        match_trial(p.matcher, p.flat.bytes, false, &quick);
        case_equal(&t, match_verdict_name(whole.verdict), t.cell[4]);
        case_equal(&t, match_verdict_name(quick.verdict), t.cell[4]);
        assert_true(whole.probability >= 0 && whole.probability <= 1);
        assert_true((whole.probability == 0) == (whole.verdict == MATCH_UNLIKELY) ||
                    whole.verdict == MATCH_POSSIBLE);
        talloc_free(ctx);
    }
}

static void many_are_matched_as_one_by_one(void **state)
{
    struct kit *k = *state;
    void *ctx = talloc_new(NULL);
    struct crit c[40];
    struct pair p;
    const uint8_t *flats[41] = {NULL};
    struct match_outcome many[41], one;
    for (size_t i = 0; i < 40; i++) {
        char json[100];
        (void)snprintf(json, sizeof json, "{\"attr\":\"age\",\"op\":\">=\",\"value\":%zu}", i);
        c[i] = criterion(ctx, "inclusion", json);
        struct flat_input in = {&c[i], 1, 0, -1, -1};
        meet(k, ctx, &in, "{\"age\":20,\"sex\":\"male\",\"diagnosis\":[]}", &p);
        flats[i] = p.flat.bytes;
    }
    many[40].n_site = 77;
    match_many(p.matcher, flats, 41, many);
    for (size_t i = 0; i < 40; i++) {
        match_trial(p.matcher, flats[i], false, &one);
        assert_int_equal(one.verdict, many[i].verdict);
        assert_int_equal(one.verdict == MATCH_UNLIKELY, i > 20);
    }
    assert_int_equal(many[40].n_site, 77);
    talloc_free(ctx);
}

static char *explained(struct kit *k, void *ctx, const struct flat_input *in, const char *facts)
{
    struct pair p;
    struct jsonw w;
    struct match_texts texts = {.inclusion = "ここに基準が書いてある",
                                .exclusion = "ここに基準が書いてある"};
    meet(k, ctx, in, facts, &p);
    jsonw_init(&w, ctx);
    jsonw_object_begin(&w);
    match_write(&w, p.matcher, p.person, p.facts, p.flat.bytes, &texts);
    jsonw_object_end(&w);
    return mem_strdup(ctx, jsonw_text(&w));
}

/* criterion, facts, what stands in the answer about it */
static void an_answer_tells_the_fact_and_the_words_it_rests_on(void **state)
{
    struct case_table t;
    case_open(&t, "tests/cases/match/because.txt");
    while (case_next(&t)) {
        void *ctx = talloc_new(NULL);
        struct crit c = criterion(ctx, t.cell[1], t.cell[2]);
        struct flat_input in = {&c, 1, 0, -1, -1};
        char *got = explained(*state, ctx, &in, t.cell[3]);
        json_decref(parse(got));
        if (!strstr(got, t.cell[4]))
            fail_msg("%s:%d: %s stands not in %s", t.path, t.line, t.cell[4], got);
        talloc_free(ctx);
    }
}

/* Nothing in the texts says so: the record's own members do. */
static void limits_of_the_record_are_told_as_a_reason(void **state)
{
    void *ctx = talloc_new(NULL);
    struct flat_input in = {NULL, 0, 2, 20, 74.5};
    char *got = explained(*state, ctx, &in, "{\"age\":80,\"sex\":\"female\"}");
    const char *want =
        "\"verdict\":\"unlikely\",\"understood_share\":0,\"limits\":["
        "{\"attr\":\"sex\",\"result\":\"met\",\"value\":\"female\",\"sex\":\"female\"},"
        "{\"attr\":\"age\",\"result\":\"not_met\",\"value\":{\"value\":80,\"unit\":"
        "\"year\"},\"min\":20,\"max\":74.5}],";
    if (!strstr(got, want))
        fail_msg("%s", got);
    got = explained(*state, ctx, &in, "{}");
    if (!strstr(got, "{\"attr\":\"sex\",\"result\":\"unknown\",\"value\":null,\"sex\":\"female\"}"))
        fail_msg("%s", got);
    in = (struct flat_input){NULL, 0, 0, -1, -1};
    assert_null(strstr(explained(*state, ctx, &in, "{\"age\":80}"), "limits"));
    talloc_free(ctx);
}

static void words_that_nobody_knows_are_named(void **state)
{
    struct kit *k = *state;
    void *ctx = talloc_new(NULL);
    struct facts *f = facts_of(ctx, "{\"diagnosis\":[\"肺癌\",\"ほげほげ病\"],\"metastasis_site\":["
                                    "\"肝\"],\"biomarker\":[\"XYZ9\"],\"allergy\":[]}");
    assert_string_equal(match_write_not_understood(ctx, person_read(k->concepts, ctx, f), f),
                        "[{\"attr\":\"diagnosis\",\"value\":\"ほげほげ病\"}]");
    f = facts_of(ctx, "{\"diagnosis\":[\"肺癌 ステージ4\"]}");
    assert_null(match_write_not_understood(ctx, person_read(k->concepts, ctx, f), f));
    talloc_free(ctx);
}

static void names_are_kept_once_and_numbers_exactly(void **state)
{
    struct kit *k = *state;
    void *ctx = talloc_new(NULL);
    struct pair p;
    struct crit two[2];
    for (int i = 0; i < 2; i++)
        two[i] = criterion(ctx, "exclusion",
                           "{\"attr\":\"comorbidity\",\"op\":\"is\",\"value\":\"間質性肺炎\"}");
    struct flat_input in = {two, 1, 0, -1, -1};
    meet(k, ctx, &in, "{}", &p);
    size_t one = p.flat.len;
    in.n = 2;
    meet(k, ctx, &in, "{}", &p);
    assert_true(p.flat.len < one + 20);
    talloc_free(ctx);
}

/* A damaged column is refused or read inside its bytes; sanitizers watch. */
static void a_damaged_form_is_refused_or_harmless(void **state)
{
    struct kit *k = *state;
    void *ctx = talloc_new(NULL);
    struct pair p;
    struct crit c = criterion(
        ctx, "exclusion",
        "{\"or\":[{\"attr\":\"comorbidity\",\"op\":\"is\",\"value\":\"高度の弁膜症\",\"except\":["
        "\"x\"]},"
        "{\"if\":{\"attr\":\"age\",\"op\":\"<\",\"value\":18.3},\"then\":{\"opaque\":true}},"
        "{\"attr\":\"hbv\",\"op\":\"in\",\"values\":[\"carrier\"]},{\"attr\":\"radiotherapy\","
        "\"op\":"
        "\"present\",\"window\":{\"n\":2,\"unit\":\"week\",\"dir\":\"before\"}}]}");
    struct flat_input in = {&c, 1, 0, 20, 75};
    struct match_explained e[4];
    size_t kept = 0;
    meet(k, ctx, &in, "{\"age\":15,\"comorbidity\":[\"弁膜症\"]}", &p);
    for (size_t i = 0; i < p.flat.len; i++) {
        assert_false(criteria_flat_check(p.flat.bytes, i));
        for (int bit = 0; bit < 8; bit++) {
            uint8_t *copy = mem_memdup(ctx, p.flat.bytes, p.flat.len);
            copy[i] ^= (uint8_t)(1 << bit);
            if (criteria_flat_check(copy, p.flat.len)) {
                kept++;
                (void)match_explain(p.matcher, copy, e, 4);
            }
        }
    }
    assert_true(kept > 0);
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_compared_as_the_table_says),
        cmocka_unit_test(flags_and_choices_are_compared_as_the_table_says),
        cmocka_unit_test(lists_are_searched_as_the_table_says),
        cmocka_unit_test(markers_are_compared_as_the_table_says),
        cmocka_unit_test(logic_has_three_values_and_the_site),
        cmocka_unit_test(a_trial_gets_a_verdict_as_the_table_says),
        cmocka_unit_test(many_are_matched_as_one_by_one),
        cmocka_unit_test(an_answer_tells_the_fact_and_the_words_it_rests_on),
        cmocka_unit_test(limits_of_the_record_are_told_as_a_reason),
        cmocka_unit_test(words_that_nobody_knows_are_named),
        cmocka_unit_test(names_are_kept_once_and_numbers_exactly),
        cmocka_unit_test(a_damaged_form_is_refused_or_harmless)};
    return cmocka_run_group_tests(tests, open_kit, close_kit);
}
