/*
 * Reading criteria alone, without JSON in and out: time of the processor for each.
 * usage: bench_criteria FILE    lines as shirube-criteria read takes them: {"lang", "kind", "text"}
 */
#include "schema/base/mem.h"
#include "search/criteria.h"
#include "search/lexicon.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 7 };

struct block {
    const char *text;
    size_t len;
    enum crit_lang lang;
    enum crit_kind kind;
};
struct blocks {
    struct block *items;
    size_t n;
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool is_said(const json_t *o, const char *key, const char *value)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && strcmp(s, value) == 0;
}

static void add_line(void *ctx, const char *line, size_t len, struct blocks *all)
{
    json_t *o = json_loadb(line, len, 0, NULL);
    const char *text = json_string_value(json_object_get(o, "text"));
    if (text) {
        bool ja = is_said(o, "lang", "ja");
        bool out = is_said(o, "kind", "exclusion");
        all->items = MEM_GROW(ctx, all->items, struct block, all->n + 1);
        all->items[all->n++] =
            (struct block){mem_strdup(ctx, text), strlen(text), ja ? CRIT_JA : CRIT_EN,
                           out ? CRIT_EXCLUSION : CRIT_INCLUSION};
    }
    json_decref(o);
}

static size_t read_all(struct crit_reader *r, const struct blocks *all)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct block *b = &all->items[i];
        void *ctx = mem_context(NULL, "block");
        struct crits c;
        crit_read_block(r, ctx, b->kind, b->lang, b->text, b->len, &c);
        n += c.n;
        talloc_free(ctx);
    }
    return n;
}

int main(int argc, char **argv)
{
    mem_start();
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: bench_criteria FILE\n");
        return 64;
    }
    void *ctx = mem_context(NULL, "bench_criteria");
    struct crit_reader *r = crit_reader_new(ctx, lexicon_builtin_open(ctx));
    struct blocks all = {NULL, 0};
    char *line = NULL;
    size_t cap = 0, n = 0;
    for (ssize_t len; (len = getline(&line, &cap, file)) > 0;)
        add_line(ctx, line, (size_t)len, &all);
    free(line);
    fclose(file);
    double best = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        double start = seconds();
        n = read_all(r, &all);
        double took = seconds() - start;
        best = took < best ? took : best;
    }
    printf("%zu blocks, %zu criteria: %.1f us a criterion\n", all.n, n, best / (double)n * 1e6);
    talloc_free(ctx);
    return 0;
}
