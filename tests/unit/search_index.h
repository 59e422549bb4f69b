/*
 * A real index without a database, for tests of search: records in JSON through the indexer's own
 * document builder and writer. Trial numbers are 1, 2, … as given by the caller.
 */
#pragma once
#include "tests/unit/unit.h"
#include "indexer/doc.h"
#include "indexer/lexicon_load.h"
#include "indexer/state.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/trial_json.h"
#include "search/generation.h"
#include "search/idx_layout.h"
#include "search/search.h"
#include "search/trees.h"
#include <sys/stat.h>
#include <unistd.h>

struct search_index_writer {
    const char *folder;
    struct doc_builder *builder;
    struct index_state *state;
    int64_t mark;
};

static inline void index_check(enum err_code code, const struct err *err)
{
    if (code != OK)
        fail_msg("%s: %s", err_symbol(code), err->text);
}

/* The lexicon that comes with the program, made once for all tests of a process. */
static inline const struct loaded_lexicon *index_lexicon(void)
{
    static struct loaded_lexicon loaded;
    static void *owner;
    struct err err;
    if (!owner) {
        owner = mem_context(NULL, "lexicon of the tests");
        index_check(lexicon_load(owner, NULL, &loaded, &err), &err);
    }
    return &loaded;
}

/* A new empty generation; the pointer stays where it is. */
static inline void index_generation_begin(const char *folder, char name[GENERATION_NAME_BYTES])
{
    struct err err;
    void *ctx = talloc_new(NULL);
    struct xs_writer *w;
    struct columns_writer *columns;
    uint64_t bytes;
    index_check(generation_create(folder, name, &err), &err);
    index_check(xs_writer_open(ctx, generation_path(ctx, folder, name, "xapian"), XS_CREATE_NEW,
                               1000, false, &w, &err),
                &err);
    index_check(
        columns_writer_open(ctx, generation_path(ctx, folder, name, NULL), 0, &columns, &err),
        &err);
    index_check(columns_flush(columns, &bytes, &err), &err);
    const struct loaded_lexicon *loaded = index_lexicon();
    index_check(
        lexicon_save(&loaded->bytes, generation_path(ctx, folder, name, LEXICON_FILE), &err), &err);
    struct records_writer *trees;
    struct index_stamp stamp = {.columns_bytes = bytes,
                                .next_docid = IDX_FIRST_DOCID,
                                .lexicon_version = lexicon_version(loaded->lexicon)};
    index_check(records_writer_open(ctx, generation_path(ctx, folder, name, TREES_FILE),
                                    TREES_MAGIC, 0, &trees, &err),
                &err);
    index_check(records_flush(trees, &stamp.trees_bytes, &err), &err);
    index_check(index_state_stamp(w, &stamp, &err), &err);
    index_check(xs_writer_meta_set(w, META_NEWEST_ORDER, "1", &err), &err);
    index_check(xs_commit(w, &err), &err);
    talloc_free(ctx);
}

/* A new empty generation, switched to. */
static inline void index_generation_new(const char *folder)
{
    struct err err;
    char name[GENERATION_NAME_BYTES];
    index_generation_begin(folder, name);
    index_check(generation_switch(folder, name, &err), &err);
}

static inline struct search_index_writer *index_writer_open(void *ctx, const char *folder)
{
    struct err err;
    struct search_index_writer *w = MEM_NEW(ctx, struct search_index_writer);
    w->folder = folder;
    const struct loaded_lexicon *loaded = index_lexicon();
    w->builder = doc_builder_new(w, loaded->lexicon);
    index_check(
        index_state_open(w, folder, 1000, lexicon_version(loaded->lexicon), &w->state, &err), &err);
    return w;
}

/* The record under trial_id; numbers as a JSON array in lower case. */
static inline void index_put_trial(struct search_index_writer *w, int64_t trial_id, int version,
                                   const struct trial *t, const char *numbers_json)
{
    struct err err;
    struct stored_trial stored = {.trial_id = trial_id,
                                  .public_id = t->id ? t->id : t->source.id,
                                  .version = version,
                                  .cluster_json = "[]",
                                  .numbers_json = numbers_json,
                                  .published = true};
    void *tmp = talloc_new(NULL);
    struct built_doc doc;
    stored.json = trial_to_json(tmp, t, &stored.json_len);
    trial_hash(t, stored.hash);
    index_check(doc_build(w->builder, &stored, &doc, &err), &err);
    index_check(index_state_put(w->state, trial_id, &doc, &err), &err);
    talloc_free(tmp);
}

/* {"id":…} members of a native record; its number leads to it. */
static inline void index_put(struct search_index_writer *w, int64_t trial_id, const char *json)
{
    struct err err;
    void *tmp = talloc_new(NULL);
    struct trial *t;
    struct problems *problems = problems_new(tmp);
    index_check(trial_read_json(tmp, json, strlen(json), &t, problems, &err), &err);
    char *numbers = mem_printf(tmp, "[\"%s\"", text_lower_ascii(tmp, t->id));
    for (size_t i = 0; i < t->n_other_ids; i++)
        numbers = mem_printf(tmp, "%s,\"%s\"", numbers, text_lower_ascii(tmp, t->other_ids[i].id));
    index_put_trial(w, trial_id, 1, t, mem_printf(tmp, "%s]", numbers));
    talloc_free(tmp);
}

static inline void index_del(struct search_index_writer *w, int64_t trial_id)
{
    struct err err;
    index_check(index_state_del(w->state, trial_id, &err), &err);
}

static inline void index_commit(struct search_index_writer *w)
{
    struct err err;
    index_check(index_state_commit(w->state, (struct outbox_mark){1, ++w->mark}, &err), &err);
}

/* A filled generation made elsewhere and switched to: what a rebuild does. */
static inline void index_rebuild(const char *folder,
                                 void (*put)(struct search_index_writer *w, int nr, int version),
                                 int n)
{
    struct err err;
    char name[GENERATION_NAME_BYTES], made[GENERATION_NAME_BYTES];
    void *ctx = talloc_new(NULL);
    const char *beside = mem_printf(ctx, "%s/beside", folder);
    assert_int_equal(mkdir(beside, 0755), 0);
    index_generation_new(beside);
    struct search_index_writer *w = index_writer_open(ctx, beside);
    for (int i = 1; i <= n; i++)
        put(w, i, 1);
    index_commit(w);
    talloc_free(w);
    index_check(generation_current(beside, made, &err), &err);
    index_check(generation_create(folder, name, &err), &err);
    const char *to = generation_path(ctx, folder, name, NULL);
    assert_int_equal(rmdir(to), 0);
    assert_int_equal(rename(generation_path(ctx, beside, made, NULL), to), 0);
    index_check(generation_switch(folder, name, &err), &err);
    assert_int_equal(unlink(mem_printf(ctx, "%s/current", beside)), 0);
    unlink(mem_printf(ctx, "%s/lock", beside));
    assert_int_equal(rmdir(beside), 0);
    talloc_free(ctx);
}
