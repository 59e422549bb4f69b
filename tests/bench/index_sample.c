/*
 * An index of generated registrations without a database, for bench_search and bench_suggest.
 * usage: index_sample FOLDER N   (the folder must exist and be empty)
 */
#include "tests/unit/search_index.h"
#include "indexer/sample/sampler.h"
#include <stdlib.h>

int main(int argc, char **argv)
{
    mem_start();
    void *ctx = talloc_new(NULL);
    struct sampler *sampler;
    struct err err;
    int n = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
    if (n < 1 || sampler_new(ctx, 5, true, &sampler, &err) != OK) {
        fprintf(stderr, "usage: index_sample FOLDER N\n");
        return 1;
    }
    index_generation_new(argv[1]);
    struct search_index_writer *w = index_writer_open(ctx, argv[1]);
    for (int i = 1; i <= n; i++) {
        void *tmp = talloc_new(NULL);
        struct trial *t = sampler_make(sampler, tmp, (uint32_t)i);
        t->id = t->id ? t->id : t->source.id;
        index_put_trial(w, i, 1, t, mem_printf(tmp, "[\"x%d\"]", i));
        talloc_free(tmp);
    }
    index_commit(w);
    talloc_free(ctx);
    return 0;
}
