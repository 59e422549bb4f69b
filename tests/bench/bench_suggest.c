/*
 * Suggest in process over an existing index: how long the names take to make, their memory, and
 * p50, p95, p99 (processor time) over every beginning of the words of tests/bench/suggest.txt, as
 * they are typed. usage: bench_suggest INDEX_FOLDER [ROUNDS=3]      bench_suggest INDEX_FOLDER -q
 * TEXT...  shows answers
 */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/suggest_shared.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS_MAX = 200000, LIMIT = 10 };

struct timings {
    double *ms;
    size_t n;
};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Processor time of this thread: other programs do not count. */
static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool ask(struct searcher *s, const char *q, struct timings *t)
{
    void *ctx = mem_context(NULL, "suggest");
    struct suggestions r;
    struct err err;
    double from = cpu_ms();
    enum err_code code = search_suggest(s, ctx, q, LANG_JA, LIMIT, &r, &err);
    if (t->n < RUNS_MAX)
        t->ms[t->n++] = cpu_ms() - from;
    talloc_free(ctx);
    return code == OK;
}

/* Each beginning of the word, character by character. */
static size_t type(struct searcher *s, const char *word, struct timings *t)
{
    size_t len = strlen(word), failed = 0;
    char typed[SUGGEST_MAX_BYTES];
    for (size_t pos = 0; pos < len && len < sizeof typed;) {
        text_decode(word, len, &pos);
        memcpy(typed, word, pos);
        typed[pos] = '\0';
        failed += !ask(s, typed, t);
    }
    return failed;
}

static int show(struct searcher *s, char **words)
{
    for (; *words; words++) {
        struct suggestions r;
        struct err err;
        void *ctx = mem_context(NULL, "suggest");
        if (search_suggest(s, ctx, *words, LANG_JA, LIMIT, &r, &err) != OK)
            return 1;
        printf("%s:", *words);
        for (size_t i = 0; i < r.n; i++)
            printf(" %s[%s %u]", r.items[i].text,
                   r.items[i].concept_id ? r.items[i].concept_id : r.items[i].kind,
                   r.items[i].trials);
        struct search_request asked = {.q = *words, .age_days = -1, .limit = 1};
        struct search_result found;
        if (search_run(s, ctx, &asked, &found, &err) == OK)
            printf("\n  a search finds %llu, may mean %s\n", (unsigned long long)found.total,
                   found.suggestion ? found.suggestion : "-");
        talloc_free(ctx);
    }
    return 0;
}

static size_t type_all(struct searcher *s, int rounds, struct timings *t)
{
    char line[256];
    size_t failed = 0;
    for (int i = 0; i < rounds; i++) {
        FILE *f = fopen("tests/bench/suggest.txt", "r");
        while (f && fgets(line, sizeof line, f)) {
            line[strcspn(line, "\n")] = '\0';
            if (*line && *line != '#')
                failed += type(s, line, t);
        }
        if (f)
            fclose(f);
    }
    return failed;
}

int main(int argc, char **argv)
{
    mem_start();
    void *ctx = talloc_new(NULL);
    struct searcher *s;
    struct err err;
    struct timings t = {MEM_ARRAY(ctx, double, RUNS_MAX), 0};
    if (argc < 2 || searcher_open(ctx, argv[1], &s, &err) != OK) {
        fprintf(stderr, "usage: bench_suggest INDEX_FOLDER [ROUNDS | -q TEXT...]\n");
        return 1;
    }
    double from = cpu_ms();
    const struct suggest *names;
    if (!ask(s, "a", &t) || suggest_shared_get(s, ctx, &names, &err) != OK)
        return 1;
    if (argc > 3 && strcmp(argv[2], "-q") == 0)
        return show(s, argv + 3);
    printf("%zu names made in %.0f ms, %.1f MB\n", suggest_count(names), cpu_ms() - from,
           (double)suggest_bytes(names) / 1e6);
    suggest_shared_release(names);
    t.n = 0;
    size_t failed = type_all(s, argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3, &t);
    qsort(t.ms, t.n, sizeof *t.ms, by_value);
    if (t.n)
        printf("suggest %zu runs   p50 %.3f   p95 %.3f   p99 %.3f   max %.3f ms\n", t.n,
               t.ms[t.n / 2], t.ms[t.n * 95 / 100], t.ms[t.n * 99 / 100], t.ms[t.n - 1]);
    talloc_free(ctx);
    return failed != 0 || t.n == 0;
}
