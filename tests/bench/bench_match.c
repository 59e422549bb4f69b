/*
 * One person against many trials in process: every verdict, the first page ranked and explained,
 * then the next question; times are of the processor. usage: bench_match [TRIALS [PEOPLE]] (100000,
 * 60)
 */
#include "tests/quality/pool.h"
#include "search/match_write.h"
#include "search/question.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PAGE = 20, CANDIDATES = 1000, NAMES = 1 << 15 };

struct bench {
    struct pool *pool;
    const uint8_t **flats;
    struct match_outcome *outcomes;
    double *rank;
    uint32_t *order;
    void *memory;
    size_t memory_bytes;
};
struct times {
    double *match, *question;
    size_t n;
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int by_rank(const void *a, const void *b, void *arg)
{
    const double *rank = arg;
    double x = rank[*(const uint32_t *)a], y = rank[*(const uint32_t *)b];
    return (x < y) - (x > y);
}

/* The best `want` of n by rank into order, best first: ever more are thrown away by the worst of
   the best so far. */
static size_t best_of(struct bench *b, size_t n, size_t want)
{
    size_t found = 0;
    double least = -1;
    for (uint32_t i = 0; i < n; i++) {
        if (b->rank[i] <= least)
            continue;
        b->order[found++] = i;
        if (found < 2 * want)
            continue;
        qsort_r(b->order, found, sizeof *b->order, by_rank, b->rank);
        found = want;
        least = b->rank[b->order[want - 1]];
    }
    qsort_r(b->order, found, sizeof *b->order, by_rank, b->rank);
    return found < want ? found : want;
}

static size_t count_of[3];

static void match_all(struct bench *b, struct matcher *m)
{
    match_many(m, b->flats, b->pool->n_trials, b->outcomes);
    for (size_t i = 0; i < b->pool->n_trials; i++) {
        count_of[b->outcomes[i].verdict]++;
        b->rank[i] = match_rank(&b->outcomes[i], 0.5);
    }
}

static void measure(struct bench *b, const struct facts *f, struct times *t)
{
    void *ctx = mem_context(NULL, "request");
    struct question q[3];
    struct question_candidate *c = MEM_ARRAY(ctx, struct question_candidate, CANDIDATES);
    struct match_texts texts = {.inclusion = NULL};
    struct jsonw w;
    double start = seconds();
    struct match_person *p = person_read(b->pool->concepts, ctx, f);
    struct matcher *m =
        matcher_start(b->memory, b->memory_bytes, p, person_relate, b->pool->concepts);
    match_all(b, m);
    size_t n = best_of(b, b->pool->n_trials, CANDIDATES);
    jsonw_init(&w, ctx);
    for (size_t i = 0; i < PAGE && i < n; i++) {
        jsonw_object_begin(&w);
        match_write(&w, m, p, f, b->pool->trials[b->order[i]].bytes, &texts);
        jsonw_object_end(&w);
    }
    t->match[t->n] = (seconds() - start) * 1e3;
    start = seconds();
    for (size_t i = 0; i < n; i++)
        c[i] = (struct question_candidate){b->pool->trials[b->order[i]].bytes,
                                           1 / (1 + (double)i / PAGE)};
    (void)question_next(m, c, n, PAGE, q, 3);
    t->question[t->n++] = (seconds() - start) * 1e3;
    talloc_free(ctx);
}

static void report(const char *what, double *ms, size_t n)
{
    qsort(ms, n, sizeof *ms, by_size);
    printf("%-28s p50 %6.1f  p95 %6.1f  max %6.1f ms\n", what, ms[n / 2], ms[n * 95 / 100],
           ms[n - 1]);
}

/* Keeps `share` of what a person knows (age, sex and diagnosis always). */
static void forget(struct pool *pool, struct facts *f, double share)
{
    for (uint16_t i = 0; i < n_attributes; i++) {
        if (i != ATTR_age && i != ATTR_sex && i != ATTR_diagnosis && pool_unit(pool) >= share)
            f->by_attr[i].state = FACT_ABSENT;
    }
}

static void run(struct bench *b, size_t people, const char *what, double share, bool disease)
{
    struct times t = {calloc(people, sizeof(double)), calloc(people, sizeof(double)), 0};
    memset(count_of, 0, sizeof count_of);
    for (size_t i = 0; i < people; i++) {
        struct facts *f = pool_person(b->pool, NULL);
        forget(b->pool, f, share);
        if (!disease)
            f->by_attr[ATTR_diagnosis].state = FACT_ABSENT;
        measure(b, f, &t);
        talloc_free(f);
    }
    printf("%s: likely %zu, possible %zu, unlikely %zu a person\n", what, count_of[0] / people,
           count_of[1] / people, count_of[2] / people);
    report("  match, first page, reasons", t.match, people);
    report("  next question", t.question, people);
    free(t.match);
    free(t.question);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    size_t people = argc > 2 ? strtoul(argv[2], NULL, 10) : 60;
    mem_start();
    double start = seconds();
    struct bench b = {.pool = pool_new(NULL, 7, n)};
    printf("%zu trials made in %.1f s; flat form %.0f bytes a trial, %.1f MB in all\n", n,
           seconds() - start, (double)b.pool->bytes / (double)n, (double)b.pool->bytes / 1e6);
    b.flats = calloc(n, sizeof *b.flats);
    b.outcomes = calloc(n, sizeof *b.outcomes);
    for (size_t i = 0; i < n; i++)
        b.flats[i] = b.pool->trials[i].bytes;
    b.rank = calloc(n, sizeof *b.rank);
    b.order = calloc(n + 2 * CANDIDATES, sizeof *b.order);
    b.memory_bytes = matcher_bytes(NAMES);
    b.memory = malloc(b.memory_bytes);
    printf("a matcher takes %.1f MB\n", (double)b.memory_bytes / 1e6);
    run(&b, people, "all known", 1, true);
    run(&b, people, "a fifth known", 0.2, true);
    run(&b, people, "disease unknown", 0, false);
    talloc_free(b.pool);
    return 0;
}
