/*
 * What questions are worth: people of whom age and sex (and then their diseases too) are known are
 * asked the best question again and again; after each, the share of the candidate trials that is
 * settled (unlikely, or nothing left open) and the eligible trials lost (there must be none).
 * Made-up people who can answer everything, against made-up trials; then, where they are there, the
 * reference patients against the reference trials, who know only part.
 * usage: questions [TRIALS [PEOPLE]]   (2000, 40)
 */
#include "tests/quality/gold.h"
#include "tests/quality/pool.h"
#include "search/question.h"
#include <stdio.h>
#include <stdlib.h>

enum { QUESTIONS = 10, PAGE = 20 };

struct course {
    double settled[QUESTIONS + 1]; /* shares summed over people */
    size_t people, lost, asked, stopped, wrong_stops;
};
struct trials {
    const struct flat_bytes *items;
    size_t n;
    const struct concepts *concepts;
};
struct state {
    struct matcher *m;
    struct match_person *person;
};

static void start(struct concepts *c, void *ctx, const struct facts *f, struct state *ret)
{
    size_t bytes = matcher_bytes(4000);
    ret->person = person_read(c, ctx, f);
    ret->m = matcher_start(talloc_size(ctx, bytes), bytes, ret->person, person_relate, c);
}

static bool is_settled(const struct match_outcome *o)
{
    return o->verdict == MATCH_UNLIKELY || o->n_open == 0;
}

struct ranked {
    size_t trial;
    double rank;
};

static int by_rank(const void *a, const void *b)
{
    double x = ((const struct ranked *)a)->rank, y = ((const struct ranked *)b)->rank;
    return (x < y) - (x > y);
}

/* Who is asked for the disease tells the others, too: one question of the form. */
static void tell(struct facts *known, const struct facts *all, uint16_t attr)
{
    known->by_attr[attr] = all->by_attr[attr];
    if (known->by_attr[attr].state == FACT_ABSENT)
        known->by_attr[attr].state = FACT_NULL;
    if (attr == ATTR_diagnosis)
        tell(known, all, ATTR_comorbidity);
}

/* One step: how many of the candidates are settled; the next question's attribute in *ret_attr,
   ATTR_COUNT when none is worth asking. */
static size_t look(struct concepts *c, const struct trials *t, const bool *candidate,
                   const bool *eligible, const struct facts *f, uint16_t *ret_attr, size_t *lost)
{
    void *ctx = talloc_new(NULL);
    struct ranked *r = MEM_ARRAY(ctx, struct ranked, t->n);
    struct question_candidate *q = MEM_ARRAY(ctx, struct question_candidate, t->n);
    struct question best;
    struct state s;
    size_t settled = 0, n = 0;
    start(c, ctx, f, &s);
    for (size_t i = 0; i < t->n; i++) {
        struct match_outcome o;
        if (!candidate[i])
            continue;
        match_trial(s.m, t->items[i].bytes, true, &o);
        settled += is_settled(&o);
        *lost += o.verdict == MATCH_UNLIKELY && eligible[i];
        r[n++] = (struct ranked){i, match_rank(&o, 0.5)};
    }
    qsort(r, n, sizeof *r, by_rank);
    for (size_t i = 0; i < n; i++)
        q[i] = (struct question_candidate){t->items[r[i].trial].bytes, 1 / (1 + (double)i / PAGE)};
    *ret_attr = question_next(s.m, q, n, PAGE, &best, 1) ? best.attr : ATTR_COUNT;
    talloc_free(ctx);
    return settled;
}

static void ask_on(struct concepts *c, const struct trials *t, const struct facts *all,
                   bool disease, struct course *course)
{
    void *ctx = talloc_new(NULL);
    struct facts *known = facts_new(ctx);
    bool *candidate = MEM_ARRAY(ctx, bool, t->n), *eligible = MEM_ARRAY(ctx, bool, t->n);
    static const uint16_t given[] = {ATTR_age, ATTR_sex, ATTR_diagnosis, ATTR_healthy};
    size_t n = 0;
    struct state s;
    for (size_t i = 0; i < (disease ? 4 : 2); i++)
        tell(known, all, given[i]);
    start(c, ctx, known, &s);
    for (size_t i = 0; i < t->n; i++) {
        struct match_outcome o;
        match_trial(s.m, t->items[i].bytes, true, &o);
        candidate[i] = !is_settled(&o);
        n += candidate[i];
    }
    start(c, ctx, all, &s);
    for (size_t i = 0; i < t->n; i++) {
        struct match_outcome o;
        match_trial(s.m, t->items[i].bytes, true, &o);
        eligible[i] = o.verdict != MATCH_UNLIKELY;
    }
    course->people += n > 0;
    for (size_t k = 0; k <= QUESTIONS && n > 0; k++) {
        uint16_t attr;
        double share =
            (double)look(c, t, candidate, eligible, known, &attr, &course->lost) / (double)n;
        course->settled[k] += share;
        if (attr == ATTR_COUNT) {
            for (size_t j = k + 1; j <= QUESTIONS; j++)
                course->settled[j] += share;
            course->stopped++;
            break;
        }
        course->asked += k < QUESTIONS;
        if (getenv("QUESTIONS_SHOW"))
            printf("   %zu %s %.2f\n", k, attributes[attr].id, share);
        tell(known, all, attr);
    }
    talloc_free(ctx);
}

static void report(const char *what, const struct course *c)
{
    double people = c->people > 0 ? (double)c->people : 1;
    printf("%s, %zu people, %.1f questions each:\n  settled after 0…%d:", what, c->people,
           (double)c->asked / people, QUESTIONS);
    for (size_t k = 0; k <= QUESTIONS; k++)
        printf(" %.0f%%", 100 * c->settled[k] / people);
    printf("; eligible lost %zu\n", c->lost);
}

static size_t of_pool(size_t n, size_t people)
{
    struct pool *p = pool_new(NULL, 11, n);
    struct trials t = {p->trials, p->n_trials, p->concepts};
    struct course without = {.people = 0}, with = {.people = 0};
    for (size_t i = 0; i < people; i++) {
        struct facts *f = pool_person(p, NULL);
        ask_on(p->concepts, &t, f, false, &without);
        ask_on(p->concepts, &t, f, true, &with);
        talloc_free(f);
    }
    report("made-up, age and sex known", &without);
    report("made-up, diseases known too", &with);
    talloc_free(p);
    return without.lost + with.lost;
}

static size_t of_reference(void)
{
    struct gold *g = gold_open(NULL);
    struct course without = {.people = 0}, with = {.people = 0};
    if (!g) {
        printf("SKIPPED: the reference patients are not here\n");
        return 0;
    }
    struct trials t = {g->flats, g->n_trials, g->concepts};
    for (size_t i = 0; i < g->n_people; i++) {
        ask_on(g->concepts, &t, g->people[i], false, &without);
        ask_on(g->concepts, &t, g->people[i], true, &with);
    }
    report("reference, age and sex known", &without);
    report("reference, diseases known too", &with);
    talloc_free(g);
    return without.lost + with.lost;
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000;
    size_t people = argc > 2 ? strtoul(argv[2], NULL, 10) : 40;
    mem_start();
    size_t lost = of_pool(n, people) + of_reference();
    printf("%s eligible trials lost: %zu\n%d passed, %d failed\n", lost ? "FAILED" : "ok", lost,
           !lost, !!lost);
    return lost != 0;
}
