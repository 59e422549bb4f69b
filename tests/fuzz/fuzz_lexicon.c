/* A table of any bytes up to the first form feed, a text behind it: the table is read, checked,
 * compiled, opened and merged with itself; what is found in the text lies inside it, from left to
 * right, and belongs to the lexicon. */
#include "indexer/lexicon_merge.h"
#include "schema/base/mem.h"
#include "search/lexicon_build.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

static struct lexicon_source *table_read(void *ctx, const char *table)
{
    struct lexicon_source *s = lexicon_source_new(ctx, NULL);
    char *rest = mem_strdup(ctx, table), *line;
    for (int number = 1; (line = strsep(&rest, "\n")); number++)
        lexicon_source_line(s, line, "fuzz", number);
    return s;
}

static struct lexicon *compiled(void *ctx, const struct lexicon_source *s, struct folder *folder)
{
    struct lexicon_bytes bytes;
    struct lexicon *x = NULL;
    struct err err;
    lexicon_compile(s, folder, ctx, &bytes);
    need(lexicon_from_bytes(ctx, bytes.bytes, bytes.len, &x, &err) == OK);
    need(lexicon_count(x) == s->n);
    return x;
}

static void concepts_check(const struct lexicon *x)
{
    for (uint32_t i = 0; i < lexicon_count(x); i++) {
        struct lexicon_concept c;
        lexicon_concept(x, i, &c);
        for (size_t k = 0; k < c.n_ancestors; k++)
            need(c.ancestors[k] < lexicon_count(x) && c.ancestors[k] != i);
    }
}

static void matches_check(const struct lexicon *x, void *ctx, struct folder *folder,
                          const char *text, size_t len, enum lexicon_case how)
{
    struct folded f;
    struct lexicon_matches m;
    uint32_t from = 0;
    fold_text(folder, ctx, text, len, &f);
    lexicon_match(x, ctx, &f, text, how, &m);
    for (size_t i = 0; i < m.n; i++) {
        const struct lexicon_match *one = &m.items[i];
        need(one->begin < one->end && one->end <= f.len && one->n <= LEXICON_READINGS_MAX);
        need(one->begin >= from);
        from = one->begin;
        for (size_t k = 0; k < one->n; k++)
            need(one->concepts[k] < lexicon_count(x));
    }
}

/* Whatever is added, no concept is lost and each addition has come somewhere. */
static void merge_check(void *ctx, const struct lexicon_source *s, struct folder *folder)
{
    struct lexicon_source *base = lexicon_source_new(ctx, NULL);
    struct lexicon_merge_count n, again;
    struct lexicon_merger *m = lexicon_merger_new(ctx, base, folder);
    lexicon_merger_add(m, s, NULL, &n);
    need(n.read == s->n && n.merged + n.fresh + n.conflicts == n.read && n.fresh == base->n);
    lexicon_merger_add(m, s, NULL, &again);
    need(again.read == s->n && again.fresh == 0 && base->n == n.fresh);
    lexicon_check(base, folder);
    (void)compiled(ctx, base, folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct folder *folder; /* libFuzzer runs one thread */
    if (!folder) {
        mem_start();
        folder = folder_new(NULL);
    }
    void *ctx = talloc_new(NULL);
    const uint8_t *gap = size ? memchr(data, '\f', size) : NULL;
    size_t table_len = gap ? (size_t)(gap - data) : size;
    const char *text = gap ? (const char *)gap + 1 : "";
    size_t text_len = gap ? size - table_len - 1 : 0;
    struct lexicon_source *s = table_read(ctx, mem_strndup(ctx, (const char *)data, table_len));
    lexicon_check(s, folder);
    struct lexicon *x = compiled(ctx, s, folder);
    concepts_check(x);
    matches_check(x, ctx, folder, text, text_len, LEXICON_CASE_TEXT);
    matches_check(x, ctx, folder, text, text_len, LEXICON_CASE_ASKED);
    merge_check(ctx, s, folder);
    talloc_free(ctx);
    return 0;
}
