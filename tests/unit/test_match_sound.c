/* Properties of the matcher over made-up people and trials. */
#include "tests/unit/unit.h"
#include "tests/quality/pool.h"

enum { TRIALS = 150, PEOPLE = 25, CRITERIA = 40 };

struct state {
    struct match_person *person;
    struct matcher *m;
};

static int open_pool(void **state)
{
    *state = pool_new(NULL, 3, TRIALS);
    return 0;
}

static int close_pool(void **state)
{
    talloc_free(*state);
    return 0;
}

static void start(struct pool *p, void *ctx, const struct facts *f, struct state *ret)
{
    size_t bytes = matcher_bytes(2000);
    ret->person = person_read(p->concepts, ctx, f);
    ret->m = matcher_start(talloc_size(ctx, bytes), bytes, ret->person, person_relate, p->concepts);
}

/* Lists that help each other are told together, as a form asks for them. */
static bool is_always_told(uint16_t attr)
{
    return attr == ATTR_diagnosis || attr == ATTR_comorbidity || attr == ATTR_history ||
           attr == ATTR_prior_therapy || attr == ATTR_current_medication;
}

static struct facts *some_of(struct pool *p, void *ctx, const struct facts *all)
{
    struct facts *f = facts_new(ctx);
    double share = pool_unit(p);
    for (uint16_t i = 0; i < n_attributes; i++) {
        if (is_always_told(i) || pool_unit(p) < share)
            f->by_attr[i] = all->by_attr[i];
    }
    return f;
}

static bool is_decided(enum match_result r)
{
    return r == MATCH_MET || r == MATCH_NOT_MET;
}

static void more_facts_never_turn_a_decided_answer_around(void **state)
{
    struct pool *p = *state;
    size_t decided = 0;
    for (size_t k = 0; k < PEOPLE; k++) {
        void *ctx = talloc_new(NULL);
        struct facts *all = pool_person(p, ctx);
        struct state few, many;
        start(p, ctx, some_of(p, ctx, all), &few);
        start(p, ctx, all, &many);
        for (size_t t = 0; t < TRIALS; t++) {
            struct match_explained a[CRITERIA], b[CRITERIA];
            size_t n = match_explain(few.m, p->trials[t].bytes, a, CRITERIA);
            (void)match_explain(many.m, p->trials[t].bytes, b, CRITERIA);
            for (size_t i = 0; i < n; i++) {
                if (is_decided(a[i].result) && a[i].result != b[i].result)
                    fail_msg("person %zu, trial %zu, criterion %zu: %s, then %s", k, t, i,
                             match_result_name(a[i].result), match_result_name(b[i].result));
                assert_false(a[i].result == MATCH_ASK_SITE && b[i].result == MATCH_UNKNOWN);
                decided += is_decided(a[i].result);
            }
        }
        talloc_free(ctx);
    }
    assert_true(decided > 1000);
}

/* The verdict is what the criteria say together, in whatever way they are gone through. */
static void the_verdict_follows_from_the_criteria(void **state)
{
    struct pool *p = *state;
    for (size_t k = 0; k < PEOPLE; k++) {
        void *ctx = talloc_new(NULL);
        struct state s;
        start(p, ctx, some_of(p, ctx, pool_person(p, ctx)), &s);
        for (size_t t = 0; t < TRIALS; t++) {
            const uint8_t *flat = p->trials[t].bytes;
            struct match_explained e[CRITERIA];
            struct match_outcome whole, quick;
            size_t n = match_explain(s.m, flat, e, CRITERIA);
            enum match_result record = match_record(s.m, flat);
            bool out = record == MATCH_NOT_MET, open = record == MATCH_UNKNOWN;
            for (size_t i = 0; i < n; i++) {
                out = out || e[i].result == MATCH_NOT_MET;
                open = open || e[i].result == MATCH_UNKNOWN;
            }
            match_trial(s.m, flat, true, &whole);
            match_trial(s.m, flat, false, &quick);
            assert_int_equal(whole.verdict == MATCH_UNLIKELY, out);
            assert_int_equal(whole.verdict, quick.verdict);
            assert_false(whole.verdict == MATCH_LIKELY && open);
            assert_int_equal(whole.n_open > 0, open);
        }
        talloc_free(ctx);
    }
}

/* What decided is told, with a fact that is there. */
static void every_decided_criterion_has_a_reason(void **state)
{
    struct pool *p = *state;
    for (size_t k = 0; k < PEOPLE; k++) {
        void *ctx = talloc_new(NULL);
        struct state s;
        start(p, ctx, pool_person(p, ctx), &s);
        for (size_t t = 0; t < TRIALS; t++) {
            struct match_explained e[CRITERIA];
            size_t n = match_explain(s.m, p->trials[t].bytes, e, CRITERIA);
            for (size_t i = 0; i < n; i++) {
                if (!is_decided(e[i].result))
                    continue;
                assert_true(e[i].n_reasons > 0);
                const struct match_reason *r = &e[i].reasons[0];
                assert_true(r->item >= 0 || s.person->facts[r->attr].state == MATCH_GIVEN);
            }
        }
        talloc_free(ctx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_facts_never_turn_a_decided_answer_around),
        cmocka_unit_test(the_verdict_follows_from_the_criteria),
        cmocka_unit_test(every_decided_criterion_has_a_reason)};
    return cmocka_run_group_tests(tests, open_pool, close_pool);
}
