/*
 * What it costs to visit every match: an index of N documents in which two terms stand in 31 % of
 * them, searched in both orders with and without the hooks of the shim.
 * usage: bench_visit FOLDER [N]    the index is made in FOLDER when it is not there yet
 */
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "search/idx_layout.h"
#include "search/xapian_shim.h"
#include <stdio.h>
#include <time.h>

enum { ROUNDS = 7, WORDS = 250, VOCABULARY = 20000 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void need(enum err_code code, const struct err *err)
{
    if (code == OK)
        return;
    fprintf(stderr, "%s: %s\n", err_symbol(code), err->text);
    exit(1);
}

static size_t add(struct xs_term *terms, size_t n, char *text, const char *word)
{
    terms[n] = (struct xs_term){text, (uint32_t)strlen(word), (uint32_t)n + 1, 1};
    memcpy(text, word, strlen(word));
    return n + 1;
}

static void build(void *ctx, const char *folder, uint32_t documents)
{
    struct xs_writer *w;
    struct err err;
    struct rng rng = {1};
    char text[WORDS + 2][12], word[12];
    struct xs_term terms[WORDS + 2];
    need(xs_writer_open(ctx, folder, XS_CREATE_NEW, 2000, false, &w, &err), &err);
    for (uint32_t i = 1; i <= documents; i++) {
        size_t n = 0;
        for (int k = 0; k < WORDS; k++) {
            uint32_t a = rng_below(&rng, VOCABULARY), b = rng_below(&rng, VOCABULARY);
            snprintf(word, sizeof word, "w%u", a / (1 + b / 8)); /* few words are frequent */
            n = add(terms, n, text[n], word);
        }
        n = rng_chance(&rng, 310) ? add(terms, n, text[n], "a") : n;
        n = rng_chance(&rng, 310) ? add(terms, n, text[n], "b") : n;
        struct xs_doc doc = {terms, n, NULL, 0, NULL, 0};
        need(xs_put(w, IDX_FIRST_DOCID + i, &doc, &err), &err);
    }
    need(xs_commit(w, &err), &err);
    talloc_free(w);
}

static bool accept_half(uint32_t docid, void *arg)
{
    (void)arg;
    return docid & 1;
}

static void count(uint32_t docid, void *arg)
{
    ((uint32_t *)arg)[docid % 8]++;
}

static void measure(struct xs_reader *r, const char *what, const struct xs_query *q)
{
    uint32_t counts[8] = {0};
    for (int way = 0; way < 8; way++) {
        struct xs_hooks hooks = {
            .accept = way & 1 ? accept_half : NULL, .visit = way & 2 ? count : NULL, .arg = counts};
        struct xs_search s = {
            q, way & 3 ? &hooks : NULL, way & 4 ? XS_BY_DOCID : XS_BY_SCORE, 0, 10, 0};
        double best = 1e9;
        struct xs_matches m;
        for (int i = 0; i < ROUNDS; i++) {
            void *ctx = mem_context(NULL, "search");
            struct err err;
            double start = seconds();
            need(xs_search_run(r, ctx, &s, &m, &err), &err);
            double took = seconds() - start;
            best = took < best ? took : best;
            talloc_free(ctx);
        }
        printf("%-8s %-8s %-6s %-5s %8.3f ms  total %u to %u\n", what,
               way & 4 ? "by docid" : "ranked", way & 1 ? "accept" : "", way & 2 ? "visit" : "",
               best * 1e3, m.total_lower, m.total_upper);
    }
}

int main(int argc, char **argv)
{
    mem_start();
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench_visit FOLDER [N]\n");
        return 64;
    }
    void *ctx = mem_context(NULL, "bench_visit");
    struct xs_reader *r;
    struct err err;
    if (xs_reader_open(ctx, argv[1], &r, &err) == ERR_NO_INDEX)
        build(ctx, argv[1], argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 100000);
    need(xs_reader_open(ctx, argv[1], &r, &err), &err);
    const struct xs_query a = {.op = XS_TERM, .term = "a", .len = 1};
    const struct xs_query b = {.op = XS_TERM, .term = "b", .len = 1};
    const struct xs_query *both[] = {&a, &b};
    const struct xs_query and = {.op = XS_AND, .children = both, .n_children = 2};
    const struct xs_query or = {.op = XS_OR, .children = both, .n_children = 2};
    measure(r, "a", &a);
    measure(r, "a and b", &and);
    measure(r, "a or b", & or);
    measure(r, "all", &(struct xs_query){.op = XS_ALL});
    talloc_free(ctx);
    return 0;
}
