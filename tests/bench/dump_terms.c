/* The terms and data of a part of the registry, as our builder makes them, for raw Xapian to be fed
 * with. usage: dump_terms CONNINFO|RECORDS FILE PART PARTS */
#include "indexer/doc.h"
#include "indexer/lexicon_load.h"
#include "tests/bench/trials.h"

struct dump {
    struct doc_builder *builder;
    FILE *out;
};

static void put(FILE *out, uint32_t n)
{
    fwrite(&n, sizeof n, 1, out);
}

static enum err_code take(const struct stored_trial *t, void *arg, struct err *err)
{
    struct dump *d = arg;
    struct built_doc built;
    enum err_code code = doc_build(d->builder, t, &built, err);
    if (code != OK)
        return code;
    put(d->out, (uint32_t)built.doc.n_terms);
    for (size_t i = 0; i < built.doc.n_terms; i++) {
        const struct xs_term *term = &built.doc.terms[i];
        put(d->out, term->position);
        put(d->out, term->wdf);
        put(d->out, term->len);
        fwrite(term->text, 1, term->len, d->out);
    }
    put(d->out, (uint32_t)built.doc.data_len);
    fwrite(built.doc.data, 1, built.doc.data_len, d->out);
    return OK;
}

int main(int argc, char **argv)
{
    struct err err = {.text = ""};
    mem_start();
    void *ctx = mem_context(NULL, "dump");
    if (argc != 5) {
        fprintf(stderr, "usage: dump_terms CONNINFO|RECORDS FILE PART PARTS\n");
        return 64;
    }
    struct loaded_lexicon loaded;
    if (lexicon_load(ctx, NULL, &loaded, &err) != OK) {
        fprintf(stderr, "dump_terms: %s\n", err.text);
        return 1;
    }
    struct dump d = {doc_builder_new(ctx, loaded.lexicon), fopen(argv[2], "wb")};
    int part = (int)strtol(argv[3], NULL, 10), parts = (int)strtol(argv[4], NULL, 10);
    bool good = d.out && bench_trials_each(ctx, argv[1], part, parts, take, &d, &err) == OK &&
                fclose(d.out) == 0;
    if (!good)
        fprintf(stderr, "dump_terms: %s\n", err.text);
    talloc_free(ctx);
    return !good;
}
