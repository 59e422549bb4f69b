#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/person.h"
#include "search/question.h"
#include "search/lexicon.h"
#include "tests/unit/tree_json.h"

enum { TRIALS_MAX = 20 };

struct world {
    void *ctx;
    struct concepts *concepts;
    struct question_candidate trials[TRIALS_MAX];
    size_t n;
    struct matcher *matcher;
};

static int open_world(void **state)
{
    struct world *w = MEM_NEW(NULL, struct world);
    w->concepts = concepts_new(w, lexicon_builtin_open(w));
    w->ctx = talloc_new(w);
    *state = w;
    return 0;
}

static int close_world(void **state)
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

/* Forgets all trials. */
static struct world *fresh(void **state)
{
    struct world *w = *state;
    talloc_free(w->ctx);
    w->ctx = talloc_new(w);
    w->n = 0;
    return w;
}

/* A trial of one criterion each: inclusion, exclusion (NULL: none). */
static void add_trial(struct world *w, const char *inclusion, const char *exclusion)
{
    struct crit c[2] = {{.text = mem_strdup(w->ctx, "x"), .kind = CRIT_INCLUSION},
                        {.text = mem_strdup(w->ctx, "x"), .kind = CRIT_EXCLUSION}};
    const char *json[] = {inclusion, exclusion};
    struct flat_bytes flat;
    for (size_t i = 0; i < 2 && json[i]; i++) {
        json_t *o = parse(json[i]);
        c[i].expr = tree_read(w->ctx, o);
        assert_non_null(c[i].expr);
        json_decref(o);
    }
    struct flat_input in = {c, exclusion ? 2 : 1, 0, -1, -1};
    criteria_flat_build(w->concepts, w->ctx, &in, &flat);
    w->trials[w->n] = (struct question_candidate){flat.bytes, 1 / (1 + (double)w->n / 20)};
    w->n++;
}

static size_t ask(struct world *w, const char *facts, struct question *ret, size_t max)
{
    struct facts *f = facts_new(w->ctx);
    json_t *o = parse(facts);
    assert_int_equal(facts_read(f, o, NULL, NULL), OK);
    json_decref(o);
    size_t bytes = matcher_bytes(100);
    w->matcher = matcher_start(talloc_size(w->ctx, bytes), bytes,
                               person_read(w->concepts, w->ctx, f), person_relate, w->concepts);
    return question_next(w->matcher, w->trials, w->n, 20, ret, max);
}

#define HBA1C(op, x) "{\"attr\":\"hba1c\",\"op\":\"" op "\",\"value\":" x "}"
#define PRESENT(a)   "{\"attr\":\"" a "\",\"op\":\"present\"}"

static void what_most_trials_wait_for_is_asked(void **state)
{
    struct world *w = fresh(state);
    struct question q[4];
    for (int i = 0; i < 5; i++)
        add_trial(w, HBA1C(">=", "7"), NULL);
    add_trial(w, "{\"attr\":\"ldl\",\"op\":\">=\",\"value\":140}", NULL);
    assert_int_equal(ask(w, "{}", q, 4), 2);
    assert_int_equal(q[0].attr, ATTR_hba1c);
    assert_int_equal(q[0].trials, 5);
    assert_int_equal(q[1].attr, ATTR_ldl);
    assert_true(q[0].gain > q[1].gain);
}

static void an_easy_answer_is_asked_before_a_hard_one(void **state)
{
    struct world *w = fresh(state);
    struct question q[2];
    add_trial(w, "{\"and\":[]}", PRESENT("dialysis"));
    add_trial(w, "{\"and\":[]}", "{\"attr\":\"qtcf\",\"op\":\">\",\"value\":470}");
    assert_int_equal(ask(w, "{}", q, 2), 2);
    assert_int_equal(q[0].attr, ATTR_dialysis);
}

static void what_may_well_shut_a_trial_out_is_asked_first(void **state)
{
    struct world *w = fresh(state);
    struct question q[2];
    add_trial(w, "{\"and\":[]}", PRESENT("dialysis"));
    add_trial(w, "{\"and\":[]}", PRESENT("ambulatory"));
    assert_int_equal(ask(w, "{}", q, 2), 2);
    assert_int_equal(q[0].attr, ATTR_ambulatory);
}

static void one_answer_is_used_for_all_limits_at_once(void **state)
{
    struct world *w = fresh(state);
    struct question q;
    add_trial(w, HBA1C(">=", "7"), NULL);
    add_trial(w, HBA1C("<", "10"), NULL);
    add_trial(w, HBA1C(">=", "7"), NULL);
    add_trial(w, "{\"attr\":\"hba1c\",\"op\":\"between\",\"values\":[6.5,10]}", NULL);
    assert_int_equal(ask(w, "{}", &q, 1), 1);
    const double want[] = {6.5, 7, 10};
    assert_int_equal(q.n_bounds, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(q.bounds[i] == want[i]);
}

static void what_was_not_answered_is_not_asked_again(void **state)
{
    struct world *w = fresh(state);
    struct question q;
    add_trial(w, HBA1C(">=", "7"), NULL);
    assert_int_equal(ask(w, "{\"hba1c\":null}", &q, 1), 0);
    assert_int_equal(ask(w, "{\"hba1c\":8}", &q, 1), 0);
}

static void what_only_the_site_can_say_is_never_asked(void **state)
{
    struct world *w = fresh(state);
    struct question q;
    add_trial(w, "{\"opaque\":true}", PRESENT("suicidality"));
    add_trial(w, "{\"attr\":\"life_expectancy\",\"op\":\">=\",\"value\":3}",
              "{\"judgement\":true}");
    assert_int_equal(ask(w, "{}", &q, 1), 0);
}

static void a_trial_that_is_out_asks_nothing(void **state)
{
    struct world *w = fresh(state);
    struct question q;
    add_trial(w, "{\"attr\":\"age\",\"op\":\">=\",\"value\":20}", PRESENT("dialysis"));
    assert_int_equal(ask(w, "{\"age\":15}", &q, 1), 0);
    assert_int_equal(ask(w, "{\"age\":25}", &q, 1), 1);
}

static void asking_stops_when_the_first_page_cannot_change(void **state)
{
    struct world *w = fresh(state);
    struct question q;
    add_trial(w, "{\"and\":[]}", NULL);
    add_trial(w, HBA1C(">=", "7"), NULL);
    (void)ask(w, "{}", &q, 1);
    assert_int_equal(question_next(w->matcher, w->trials, 2, 1, &q, 1), 0);
    assert_int_equal(question_next(w->matcher, w->trials, 2, 2, &q, 1), 1);
}

static void names_in_play_are_offered_the_frequent_first(void **state)
{
    struct world *w = fresh(state);
    struct question q;
    add_trial(w, "{\"and\":[]}", "{\"attr\":\"comorbidity\",\"op\":\"is\",\"value\":\"膵炎\"}");
    add_trial(w, "{\"and\":[]}", "{\"attr\":\"comorbidity\",\"op\":\"is\",\"value\":\"心不全\"}");
    add_trial(w, "{\"and\":[]}",
              "{\"attr\":\"comorbidity\",\"op\":\"is\",\"value\":\"重篤な心不全\"}");
    assert_int_equal(ask(w, "{}", &q, 1), 1);
    assert_int_equal(q.attr, ATTR_comorbidity);
    assert_int_equal(q.n_names, 2);
    assert_memory_equal(q.names[0].word, "心不全", q.names[0].len);
    assert_int_equal(q.names[0].trials, 2);
}

static void a_history_is_asked_when_the_diseases_of_now_are_known(void **state)
{
    struct world *w = fresh(state);
    struct question q;
    add_trial(w, "{\"and\":[]}",
              "{\"attr\":\"comorbidity\",\"op\":\"is\",\"value\":\"膵炎\",\"history\":\"ever\"}");
    assert_int_equal(ask(w, "{\"comorbidity\":[]}", &q, 1), 1);
    assert_int_equal(q.attr, ATTR_history);
}

static void a_list_of_which_only_some_is_known_is_asked_for_as_a_whole(void **state)
{
    struct world *w = fresh(state);
    struct question q;
    add_trial(w, "{\"and\":[]}", "{\"attr\":\"comorbidity\",\"op\":\"is\",\"value\":\"膵炎\"}");
    assert_int_equal(ask(w, "{\"comorbidity\":{\"items\":[\"高血圧\"],\"complete\":false}}", &q, 1),
                     1);
    assert_int_equal(q.attr, ATTR_comorbidity);
    assert_int_equal(ask(w, "{\"comorbidity\":[\"高血圧\"]}", &q, 1), 0);
}

static void questions_and_choices_have_three_wordings(void **state)
{
    (void)state;
    assert_string_equal(question_text(ATTR_smoking, QUESTION_JA), "たばこを吸いますか");
    assert_string_equal(question_text(ATTR_smoking, QUESTION_EASY), "たばこを すいますか");
    assert_string_equal(question_text(ATTR_smoking, QUESTION_EN), "Do you smoke?");
    assert_string_equal(question_choice(&attributes[ATTR_smoking].choices[0], QUESTION_EN),
                        "Never");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_most_trials_wait_for_is_asked),
        cmocka_unit_test(an_easy_answer_is_asked_before_a_hard_one),
        cmocka_unit_test(what_may_well_shut_a_trial_out_is_asked_first),
        cmocka_unit_test(one_answer_is_used_for_all_limits_at_once),
        cmocka_unit_test(what_was_not_answered_is_not_asked_again),
        cmocka_unit_test(what_only_the_site_can_say_is_never_asked),
        cmocka_unit_test(a_trial_that_is_out_asks_nothing),
        cmocka_unit_test(asking_stops_when_the_first_page_cannot_change),
        cmocka_unit_test(names_in_play_are_offered_the_frequent_first),
        cmocka_unit_test(a_history_is_asked_when_the_diseases_of_now_are_known),
        cmocka_unit_test(a_list_of_which_only_some_is_known_is_asked_for_as_a_whole),
        cmocka_unit_test(questions_and_choices_have_three_wordings)};
    return cmocka_run_group_tests(tests, open_world, close_world);
}
