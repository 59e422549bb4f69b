/*
 * English queries over registrations in Japanese only and Japanese queries over registrations in
 * English only: the sample registrations with the other language taken out (cross-language.tsv). A
 * pair is good when what was asked for is among the first ten; how much of the first ten is
 * right has a bar of its own.
 * usage: search_cross [-v]     -v: pairs with a wrong hit among the first ten
 */
#include "tests/quality/quality.h"
#include <jansson.h>

enum { SAMPLES = 600, SEED = 1 };
static const char path[] = "tests/quality/cross-language.tsv";

struct side {
    const char *lang, *other;
    struct search_index_writer *index;
    struct quality_samples *samples;
    struct searcher *searcher;
};
struct sums {
    int n, first, any, good, of;
};

/* Takes all texts of a language out of a record. */
static void language_drop(json_t *v, const char *lang)
{
    const char *key;
    json_t *child;
    size_t i;
    if (json_is_object(v)) {
        json_object_del(v, lang);
        json_object_foreach(v, key, child) language_drop(child, lang);
    }
    json_array_foreach(v, i, child) language_drop(child, lang);
}

/* The sample registrations of this seed in one language, under numbers of their own. */
static void side_fill(void *ctx, struct side *s)
{
    s->samples = quality_samples_new(ctx, SAMPLES, SEED);
    for (int i = 1; i <= SAMPLES; i++) {
        void *tmp = talloc_new(NULL);
        struct err err;
        size_t len;
        struct trial *t = quality_sample(s->samples, tmp, (uint32_t)i), *one;
        json_t *v = json_loads(trial_to_json(tmp, t, &len), 0, NULL);
        language_drop(v, s->other);
        char *text = json_dumps(v, JSON_COMPACT);
        struct problems *problems = problems_new(tmp);
        index_check(trial_read_json(tmp, text, strlen(text), &one, problems, &err), &err);
        index_put_trial(s->index, i, 1, one, "[]");
        free(text);
        json_decref(v);
        talloc_free(tmp);
    }
    quality_samples_sort(s->samples);
    s->searcher = quality_open(ctx, s->index);
}

static void pair_run(const struct side *s, const char *query, const char *truth, bool talk,
                     struct sums *all)
{
    static bool is[SAMPLES + 1];
    void *ctx = talloc_new(NULL);
    int there = quality_count(s->samples, truth, is), good = 0, of = 0;
    struct search_result r = quality_search(s->searcher, ctx, query);
    if (there == 0)
        fail_msg("%s: nothing is what \"%s\" asks for", path, query);
    for (size_t i = 0; i < r.n_hits && (int)i < there; i++, of++)
        good += is[quality_serial(s->samples, r.hits[i].id)];
    bool first = r.n_hits > 0 && is[quality_serial(s->samples, r.hits[0].id)];
    all->n++;
    all->first += first;
    all->any += good > 0;
    all->good += good;
    all->of += there < QUALITY_DEPTH ? there : QUALITY_DEPTH;
    if (talk && (!first || good < of))
        printf("  %s: %d of the first %d, %d there are%s\n", query, good, of, there,
               first ? "" : " (the first is wrong)");
    talloc_free(ctx);
}

static void table_run(const struct side *s, bool talk, struct sums *all)
{
    FILE *f = quality_table(path);
    char row[1024];
    const char *cell[QUALITY_CELLS_MAX];
    while (quality_row(f, row, sizeof row, cell))
        if (strcmp(cell[1], s->lang) == 0)
            pair_run(s, cell[0], cell[2], talk, all);
    fclose(f);
}

int main(int argc, char **argv)
{
    bool talk = argc > 1 && strcmp(argv[1], "-v") == 0;
    struct side sides[] = {{.lang = "en", .other = "en"}, {.lang = "ja", .other = "ja"}};
    struct sums all = {0};
    void *ctx = talloc_new(NULL);
    for (int i = 0; i < 2; i++) {
        struct sums before = all;
        sides[i].index = i == 0 ? quality_start(ctx) : quality_again(ctx);
        side_fill(ctx, &sides[i]);
        table_run(&sides[i], talk, &all);
        printf("%s queries: %d, first hit right %d, one of the first ten %d, share %.3f\n",
               sides[i].lang, all.n - before.n, all.first - before.first, all.any - before.any,
               (double)(all.good - before.good) / (all.of - before.of));
        talloc_free(sides[i].searcher);
        talloc_free(sides[i].index);
    }
    talloc_free(ctx);
    quality_bar("pairs", all.n, true, 100);
    quality_bar("pairs with a right hit among the first ten", (double)all.any / all.n, true, 1);
    quality_bar("pairs whose first hit is right", (double)all.first / all.n, true, 0.98);
    quality_bar("right hits among the first ten", (double)all.good / all.of, true, 0.95);
    return quality_end();
}
