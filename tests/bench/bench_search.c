/*
 * In-process search over an existing index: p50, p95, p99 of each kind of query in
 * tests/bench/queries.tsv. usage: bench_search INDEX_FOLDER [ROUNDS=5] [SAMPLES]. One warm-up round
 * is not counted. SAMPLES gets "kind TAB ms TAB number TAB processor ms" of each search.
 * BENCH_FORGET=1: each question is asked as if for the first time (no kept sets and totals).
 * BENCH_TOTALS=1: also each total.
 */
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/search.h"
#include "search/search_shared.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_QUERIES 500

struct question {
    char kind[16];
    struct search_request request;
    double ms[64], cpu_ms[64];
    int n_ms;
    uint64_t total;
};

static int list_of(const char *key)
{
    return code_list_find(key);
}

static unsigned facets_of(const char *names)
{
    static const char *const all[FACET_COUNT] = {"status",     "phase",      "kind",
                                                 "study_type", "prefecture", "sex",
                                                 "registry",   "condition",  "drug_class"};
    unsigned set = 0;
    for (int i = 0; i < FACET_COUNT; i++)
        set |= strstr(names, all[i]) ? 1u << i : 0;
    return set;
}

static code_set one_code(const char *list, const char *code)
{
    int value = code_find((enum code_list)list_of(list), code);
    return value ? (code_set)1 << value : 0;
}

/* lat,lon */
static void near_set(struct search_request *r, const char *value)
{
    char *comma;
    r->near.set = true;
    r->near.lat = strtod(value, &comma);
    r->near.lon = strtod(comma + 1, NULL);
}

static void set_parameter(struct search_request *r, const char *key, const char *value)
{
    if (strcmp(key, "status") == 0)
        r->status = one_code("recruitment_status", value);
    else if (strcmp(key, "phase") == 0)
        r->phase = one_code("phase", value);
    else if (strcmp(key, "kind") == 0)
        r->kind = one_code("kind", value);
    else if (strcmp(key, "study_type") == 0)
        r->study_type = one_code("study_type", value);
    else if (strcmp(key, "prefecture") == 0)
        r->prefecture = one_code("prefecture", value);
    else if (strcmp(key, "sex") == 0)
        r->sex = one_code("sex", value);
    else if (strcmp(key, "age") == 0)
        r->age_days = (int)(strtol(value, NULL, 10) * 365.25);
    else if (strcmp(key, "sort") == 0)
        r->sort = strcmp(value, "distance") == 0 ? SORT_DISTANCE : SORT_NEWEST;
    else if (strcmp(key, "within_km") == 0)
        r->within_km = (int)strtol(value, NULL, 10);
    else if (strcmp(key, "near") == 0)
        near_set(r, value);
    else if (strcmp(key, "facets") == 0)
        r->facets = facets_of(value);
}

static void read_parameters(struct search_request *r, char *text)
{
    char *save = NULL;
    for (char *pair = strtok_r(text, "&\n", &save); pair; pair = strtok_r(NULL, "&\n", &save)) {
        char *equals = strchr(pair, '=');
        if (!equals)
            continue;
        *equals = '\0';
        set_parameter(r, pair, equals + 1);
    }
}

static size_t read_queries(void *ctx, struct question *queries)
{
    FILE *f = fopen("tests/bench/queries.tsv", "r");
    char line[1024];
    size_t n = 0;
    while (f && n < MAX_QUERIES && fgets(line, sizeof line, f)) {
        char *q = strchr(line, '\t'), *parameters = q ? strchr(q + 1, '\t') : NULL;
        if (*line == '#' || !parameters)
            continue;
        *q++ = *parameters++ = '\0';
        struct question *query = &queries[n++];
        text_copy(query->kind, sizeof query->kind, line);
        query->request =
            (struct search_request){.q = mem_strdup(ctx, q), .age_days = -1, .limit = 10};
        read_parameters(&query->request, parameters);
    }
    if (f)
        fclose(f);
    return n;
}

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool run_one(struct searcher *searcher, struct question *query, bool counted)
{
    void *scratch = mem_context(NULL, "search");
    struct search_result result;
    struct err err;
    if (getenv("BENCH_FORGET"))
        search_shared_forget();
    double cpu_from = cpu_ms();
    int64_t from = clock_monotonic_us();
    enum err_code code = search_run(searcher, scratch, &query->request, &result, &err);
    double ms = (double)(clock_monotonic_us() - from) / 1e3;
    if (code == OK)
        query->total = result.total;
    else
        fprintf(stderr, "%s: %s\n", query->request.q, err.text);
    /* a server frees it, too, once the answer is out: processor, no waiting */
    talloc_free(scratch);
    if (counted && query->n_ms < 64) {
        query->cpu_ms[query->n_ms] = cpu_ms() - cpu_from;
        query->ms[query->n_ms++] = ms;
    }
    return code == OK;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_row(const char *kind, double *ms, size_t n)
{
    if (n == 0)
        return;
    qsort(ms, n, sizeof *ms, by_value);
    printf("%-8s %5zu runs   p50 %7.2f   p95 %7.2f   p99 %7.2f ms\n", kind, n, ms[n / 2],
           ms[n * 95 / 100], ms[n * 99 / 100]);
}

static void print_all(const struct question *queries, size_t n)
{
    double *all = calloc(n * 64 + 1, sizeof *all), *some = calloc(n * 64 + 1, sizeof *some);
    size_t n_all = 0;
    for (size_t i = 0; i < n; i++) {
        size_t n_some = 0;
        bool seen = false;
        for (size_t j = 0; j < i; j++)
            seen |= strcmp(queries[j].kind, queries[i].kind) == 0;
        for (size_t j = i; j < n && !seen; j++)
            for (int k = 0; k < queries[j].n_ms && strcmp(queries[j].kind, queries[i].kind) == 0;
                 k++)
                some[n_some++] = all[n_all++] = queries[j].ms[k];
        print_row(queries[i].kind, some, n_some);
    }
    print_row("(all)", all, n_all);
    free(all);
    free(some);
}

static void write_samples(const struct question *queries, size_t n, const char *path)
{
    FILE *f = fopen(path, "w");
    for (size_t i = 0; f && i < n; i++)
        for (int k = 0; k < queries[i].n_ms; k++)
            fprintf(f, "%s\t%.4f\t%zu\t%.4f\n", queries[i].kind, queries[i].ms[k], i,
                    queries[i].cpu_ms[k]);
    if (!f || fclose(f) != 0)
        fprintf(stderr, "bench_search: cannot write %s\n", path);
}

int main(int argc, char **argv)
{
    mem_start();
    void *ctx = talloc_new(NULL);
    struct searcher *searcher;
    struct err err;
    int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 5;
    if (argc < 2 || searcher_open(ctx, argv[1], &searcher, &err) != OK) {
        fprintf(stderr, "usage: bench_search INDEX_FOLDER [ROUNDS] [SAMPLES]%s%s\n",
                argc < 2 ? "" : ": ", argc < 2 ? "" : err.text);
        return 1;
    }
    struct question *queries = MEM_ARRAY(ctx, struct question, MAX_QUERIES);
    size_t n = read_queries(ctx, queries), wrong = 0;
    for (int round = 0; round <= rounds && round < 64; round++)
        for (size_t i = 0; i < n; i++)
            wrong += !run_one(searcher, &queries[i], round > 0);
    print_all(queries, n);
    if (argc > 3)
        write_samples(queries, n, argv[3]);
    if (getenv("BENCH_TOTALS"))
        for (size_t i = 0; i < n; i++)
            printf("%s\t%s\t%llu\n", queries[i].kind, queries[i].request.q,
                   (unsigned long long)queries[i].total);
    talloc_free(ctx);
    return wrong != 0;
}
