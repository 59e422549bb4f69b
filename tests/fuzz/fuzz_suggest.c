/* Anything typed, of any bytes: suggestions within their limit, well-formed, each concept once; a
 * spelling that is a name; the same answer again. */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/idx_layout.h"
#include "search/lexicon_build.h"
#include "search/suggest.h"
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct folder *folder; /* libFuzzer runs one thread */
static const struct suggest *names;

static void need(bool good)
{
    if (!good)
        abort();
}

/* One document that names every concept and two conditions. */
static void document_put(struct xs_writer *w, uint32_t concepts)
{
    struct err err;
    void *ctx = talloc_new(NULL);
    struct xs_term *terms = MEM_ARRAY(ctx, struct xs_term, concepts + 2);
    uint32_t n = 0;
    for (uint32_t i = 0; i < concepts; i++) {
        char number[IDX_CONCEPT_BYTES] = "";
        number[idx_concept_write(i, number)] = '\0';
        const char *term = mem_printf(ctx, IDX_ANY_CONCEPT "%s", number);
        terms[n++] = (struct xs_term){.text = term, .len = (uint32_t)strlen(term)};
    }
    static const char *const names[] = {IDX_NAME "N"
                                                 "見本的な状態",
                                        IDX_NAME "I"
                                                 "Sample drug 12"};
    for (size_t i = 0; i < 2; i++)
        terms[n++] = (struct xs_term){.text = names[i], .len = (uint32_t)strlen(names[i])};
    struct xs_doc doc = {.terms = terms, .n_terms = n, .data = "", .data_len = 0};
    need(xs_put(w, 1, &doc, &err) == OK && xs_commit(w, &err) == OK);
    talloc_free(ctx);
}

static const struct suggest *names_make(void)
{
    static char where[] = "/tmp/shirube-fuzz-XXXXXX";
    struct lexicon_source *s = lexicon_source_new(NULL, NULL);
    struct lexicon_bytes bytes;
    struct lexicon *lexicon;
    struct xs_writer *w;
    struct xs_reader *r;
    struct suggest *ret = NULL;
    struct err err;
    need(mkdtemp(where));
    const char *index = mem_printf(s, "%s/xapian", where),
               *file = mem_printf(s, "%s/lexicon", where);
    lexicon_builtin_read(s);
    lexicon_compile(s, folder, s, &bytes);
    need(lexicon_save(&bytes, file, &err) == OK && lexicon_open(s, file, &lexicon, &err) == OK);
    need(xs_writer_open(s, index, XS_CREATE_NEW, 1000, false, &w, &err) == OK);
    document_put(w, lexicon_count(lexicon));
    need(xs_reader_open(s, index, &r, &err) == OK);
    need(suggest_build(NULL, file, r, &ret, &err) == OK);
    char *remove_all = mem_printf(s, "rm -rf %s", where);
    need(system(remove_all) == 0);
    talloc_free(s);
    return ret;
}

/* Names take their time to make: that of no input. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    mem_start();
    folder = folder_new(NULL);
    names = names_make();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *ctx = talloc_new(NULL);
    const char *typed = mem_strndup(ctx, (const char *)data, size);
    size_t limit = size % (SUGGEST_LIMIT_MAX + 1), n, again;
    struct suggestion *found, *second;
    suggest_find(names, ctx, folder, typed, size % 2 ? LANG_EN : LANG_JA, limit, &found, &n);
    suggest_find(names, ctx, folder, typed, size % 2 ? LANG_EN : LANG_JA, limit, &second, &again);
    need(n <= limit && n == again);
    for (size_t i = 0; i < n; i++) {
        need(found[i].text && *found[i].text && found[i].kind);
        need(text_is_utf8(found[i].text, strlen(found[i].text)));
        need(text_equal(found[i].text, second[i].text));
        for (size_t k = 0; k < i && found[i].concept_id; k++)
            need(!text_equal(found[i].concept_id, found[k].concept_id));
    }
    const char *name = suggest_spelling(names, ctx, folder, typed);
    need(!name || (*name && !suggest_spelling(names, ctx, folder, name)));
    talloc_free(ctx);
    return 0;
}
