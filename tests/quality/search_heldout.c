/*
 * Questions of patients, families and physicians (held-out.tsv) over the 600 sample registrations,
 * by class of question: nDCG@10, success@1, nothing relevant, zero hits.
 * usage: search_heldout [-v]     -v: each question whose first hit is wrong or whose first ten
 * lack something
 */
#include "tests/quality/quality.h"

enum { SAMPLES = 600, SEED = 1 };
static const char path[] = "tests/quality/held-out.tsv";

static void verbose(const struct quality_samples *q, const char *query, const bool *good, int there,
                    const struct search_result *r)
{
    int found = 0;
    for (size_t i = 0; i < r->n_hits; i++)
        found += good[i];
    if (r->n_hits && good[0] && found == (there < QUALITY_DEPTH ? there : QUALITY_DEPTH))
        return;
    printf("%s %s: %d of %d [", found ? " " : "!", query, found, there);
    for (size_t i = 0; i < r->n_concepts; i++)
        printf(" %s", r->concepts[i].id);
    printf(" |");
    for (size_t i = 0; i < r->n_terms; i++)
        printf(" %s", r->terms[i]);
    printf("] %llu:", (unsigned long long)r->total);
    for (size_t i = 0; i < r->n_hits; i++) {
        const struct quality_record *k = &q->records[quality_serial(q, r->hits[i].id)];
        printf(" %s%s/%s(%d)", good[i] ? "*" : "", k->disease, k->variant, r->hits[i].tier);
    }
    printf("\n");
}

static void query_run(const struct quality_samples *q, struct searcher *s, const char *const *cell,
                      bool talk, struct quality_classes *classes)
{
    static bool is[SAMPLES + 1];
    bool good[QUALITY_DEPTH] = {0};
    void *ctx = talloc_new(NULL);
    int there = quality_count(q, cell[2], is);
    struct search_result r = quality_search(s, ctx, cell[0]);
    if (there == 0)
        fail_msg("%s: nothing is what \"%s\" asks for", path, cell[0]);
    for (size_t i = 0; i < r.n_hits; i++)
        good[i] = is[quality_serial(q, r.hits[i].id)];
    quality_judge(quality_class(classes, cell[1]), good, r.n_hits, there);
    if (talk)
        verbose(q, cell[0], good, there, &r);
    talloc_free(ctx);
}

int main(int argc, char **argv)
{
    static struct quality_classes classes;
    bool talk = argc > 1 && strcmp(argv[1], "-v") == 0;
    const char *cell[QUALITY_CELLS_MAX];
    char row[1024];
    int n = 0;
    void *ctx = talloc_new(NULL);
    struct search_index_writer *w = quality_start(ctx);
    struct quality_samples *q = quality_samples_put(ctx, w, SAMPLES, SEED);
    struct searcher *s = quality_open(ctx, w);
    FILE *f = quality_table(path);
    for (; quality_row(f, row, sizeof row, cell); n++)
        query_run(q, s, cell, talk, &classes);
    fclose(f);
    talloc_free(ctx);
    quality_bar("questions", n, true, 200);
    quality_conclude(&classes);
    return quality_end();
}
