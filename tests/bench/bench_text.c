/*
 * Speed of fold, tok and lexicon on a file, in pieces of 6 kB as registrations have them.
 * usage: bench_text FILE    prints MB/s of source text, the best of five rounds
 */
#include "indexer/lexicon_load.h"
#include "schema/base/mem.h"
#include "search/tok.h"
#include <stdio.h>
#include <time.h>

enum { FILE_MAX = 8 << 20, PIECE = 6000, ROUNDS = 5 };

struct bench {
    struct folder *folder;
    struct tokenizer *tokenizer;
    const struct lexicon *lexicon;
    char *text;
    size_t len;
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

enum { CONCEPTS = 1u << 8 }; /* beside TOK_WORDS and TOK_BIGRAMS */

/* what 0: fold alone. */
static size_t run_once(const struct bench *b, unsigned what)
{
    size_t n = 0;
    for (size_t pos = 0; pos < b->len; pos += PIECE) {
        void *ctx = mem_context(NULL, "piece");
        struct folded f;
        struct tok_list l = {NULL, 0};
        fold_text(b->folder, ctx, b->text + pos, b->len - pos < PIECE ? b->len - pos : PIECE, &f);
        if (what & (TOK_WORDS | TOK_BIGRAMS))
            tok_text(b->tokenizer, ctx, f.text, f.len, what, &l);
        if (what & CONCEPTS) {
            struct lexicon_matches m;
            lexicon_match(b->lexicon, ctx, &f, b->text + pos, LEXICON_CASE_TEXT, &m);
            n += m.n;
        }
        n += l.n;
        talloc_free(ctx);
    }
    return n;
}

static void report(const struct bench *b, const char *name, unsigned what)
{
    double best = 1e9;
    size_t n = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double start = seconds();
        n = run_once(b, what);
        double took = seconds() - start;
        best = took < best ? took : best;
    }
    printf("%-22s %7.1f MB/s  %zu found\n", name, (double)b->len / best / 1e6, n);
}

int main(int argc, char **argv)
{
    mem_start();
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: bench_text FILE\n");
        return 64;
    }
    void *ctx = mem_context(NULL, "bench_text");
    struct loaded_lexicon loaded;
    struct err err;
    if (lexicon_load(ctx, NULL, &loaded, &err) != OK) {
        fprintf(stderr, "bench_text: %s\n", err.text);
        return 1;
    }
    struct bench b = {folder_new(ctx), tokenizer_new(ctx), loaded.lexicon,
                      MEM_ARRAY(ctx, char, FILE_MAX), 0};
    b.len = fread(b.text, 1, FILE_MAX, file);
    fclose(file);
    report(&b, "fold with map", 0);
    report(&b, "fold, words", TOK_WORDS);
    report(&b, "fold, bigrams", TOK_BIGRAMS);
    report(&b, "fold, words, bigrams", TOK_WORDS | TOK_BIGRAMS);
    report(&b, "fold, concepts", CONCEPTS);
    talloc_free(ctx);
    return 0;
}
