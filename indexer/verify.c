#include "indexer/verify.h"
#include "indexer/lexicon_load.h"
#include "indexer/report.h"
#include "indexer/state.h"
#include "schema/base/mem.h"
#include "search/generation.h"
#include "search/idx_layout.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIST_AT_MOST 20 /* of differences, of what cannot be built, of dead letters */
/* An indexer may be at work meanwhile: revisions that are overtaken while they are read, and
 * registrations that are being indexed, are looked at again. */
enum {
    READ_TRIES = 50,
    CHECK_TRIES = 3,
    LOOKS = 20,
    LOOK_PAUSE_US = 250 * 1000,
    DOUBTS_MAX = 10000
};

struct verify {
    const struct verify_options *o;
    struct verify_result *result;
    void *ctx;
    struct xs_reader *reader;
    struct index_state *state; /* with repair */
    struct store *letters;     /* a connection of its own: the other one only reads */
    int64_t *healed;           /* registrations written anew */
    size_t n_healed;
    struct doc_builder *builder;
    struct doc_unpacker *unpacker;
    const struct lexicon *lexicon;
    uint32_t first, n;
    unsigned char *seen; /* one bit a docid: belongs to a registration of the database */
    int64_t *doubts;     /* without repair: registrations that differed */
    size_t n_doubts;
    uint32_t *extras;
    size_t n_extras;
    struct progress progress;
    int listed;
};

static void tell(struct verify *v, const char *what, int64_t trial_id, uint32_t docid)
{
    if (v->listed++ >= LIST_AT_MOST)
        return;
    if (trial_id)
        printf("%s: trial %lld\n", what, (long long)trial_id);
    else
        printf("%s: document %u\n", what, docid);
}

static enum err_code give_up(struct verify *v, int64_t trial_id, const char *reason,
                             struct err *err)
{
    if (v->result->dead++ < LIST_AT_MOST)
        printf("cannot be built: trial %lld: %s\n", (long long)trial_id, reason);
    return store_letter_put(v->letters, trial_id, reason, err);
}

static enum err_code repair(struct verify *v, const struct stored_trial *t, struct err *err)
{
    struct built_doc doc;
    struct err why = {.text = ""};
    if (!v->state)
        return OK;
    if (doc_build(v->builder, t, &doc, &why) != OK)
        return give_up(v, t->trial_id, why.text, err);
    enum err_code code = index_state_put(v->state, t->trial_id, &doc, err);
    if (code != OK)
        return code;
    v->healed = MEM_GROW(v->ctx, v->healed, int64_t, v->n_healed + 1);
    v->healed[v->n_healed++] = t->trial_id;
    v->result->repaired++;
    return OK;
}

static enum err_code is_same(struct verify *v, void *ctx, const struct stored_trial *t,
                             uint32_t docid, bool *ret, struct err *err)
{
    const char *data;
    size_t len;
    enum err_code code = xs_data_get(v->reader, ctx, docid, &data, &len, err);
    *ret = code == OK && strcmp(doc_digest_of_data(v->unpacker, ctx, data, len),
                                doc_digest_of_stored(ctx, t)) == 0;
    return code == ERR_NOT_FOUND ? OK : code;
}

/* After ERR_MODIFIED: the reader stands on the newest revision now, the reading is to be repeated.
 */
static bool again(struct verify *v, enum err_code code, int *tries)
{
    struct err err;
    bool changed;
    return code == ERR_MODIFIED && ++*tries < READ_TRIES &&
           xs_reader_reopen(v->reader, &changed, &err) == OK;
}

static enum err_code look_at(struct verify *v, const struct stored_trial *t, uint32_t *ret_docid,
                             bool *ret_same, struct err *err)
{
    char key[DOC_KEY_BYTES];
    enum err_code code;
    int tries = 0;
    void *scratch = mem_context(NULL, "compare");
    do {
        *ret_docid = 0;
        *ret_same = false;
        code = xs_find(v->reader, doc_key(t->trial_id, key), ret_docid, err);
        if (code == OK && *ret_docid)
            code = is_same(v, scratch, t, *ret_docid, ret_same, err);
    } while (again(v, code, &tries));
    talloc_free(scratch);
    return code;
}

static void count_difference(struct verify *v, int64_t trial_id, uint32_t docid)
{
    v->result->missing += docid == 0;
    v->result->stale += docid != 0;
    tell(v, docid ? "stale" : "missing", trial_id, 0);
}

static void doubt_add(struct verify *v, int64_t trial_id)
{
    v->doubts = MEM_GROW(v->ctx, v->doubts, int64_t, v->n_doubts + 1);
    v->doubts[v->n_doubts++] = trial_id;
}

static enum err_code compare(const struct stored_trial *t, void *arg, struct err *err)
{
    struct verify *v = arg;
    uint32_t docid;
    bool same;
    enum err_code code = look_at(v, t, &docid, &same, err);
    if (docid && docid - v->first < v->n)
        v->seen[(docid - v->first) / 8] |= (unsigned char)(1u << (docid - v->first) % 8);
    progress_show(&v->progress, ++v->result->compared);
    if (code != OK || same)
        return code;
    if (!v->state && v->n_doubts < DOUBTS_MAX) {
        doubt_add(v, t->trial_id);
        return OK;
    }
    count_difference(v, t->trial_id, docid);
    return repair(v, t, err);
}

/* The doubts that are none by now are dropped; with `last` the others are counted. */
static enum err_code doubts_look(struct verify *v, struct store *store, bool last, struct err *err)
{
    size_t kept = 0;
    enum err_code code = OK;
    for (size_t i = 0; code == OK && i < v->n_doubts; i++) {
        void *scratch = mem_context(NULL, "doubt");
        struct stored_trial t;
        uint32_t docid = 0;
        bool same = false;
        code = store_trial_load(store, scratch, v->doubts[i], &t, err);
        if (code == OK)
            code = look_at(v, &t, &docid, &same, err);
        if (code == OK && !same && last)
            count_difference(v, t.trial_id, docid);
        if (code == OK && !same)
            v->doubts[kept++] = v->doubts[i];
        talloc_free(scratch);
    }
    v->n_doubts = code == OK ? kept : v->n_doubts;
    return code;
}

static enum err_code waiting_count(struct verify *v, struct store *store, struct err *err)
{
    const char *mark = "";
    int64_t dead;
    bool changed;
    enum err_code code = xs_reader_reopen(v->reader, &changed, err);
    if (code == OK)
        code = xs_meta_get(v->reader, v->ctx, META_WATERMARK, &mark, err);
    return code != OK
               ? code
               : store_outbox_count(store, index_mark_read(mark), &v->result->waiting, &dead, err);
}

/* What an indexer at work has caught up with by now is no difference. */
static enum err_code doubts_settle(struct verify *v, struct store *store, struct err *err)
{
    enum err_code code = waiting_count(v, store, err);
    for (int look = 0; code == OK && v->n_doubts && look < LOOKS && v->result->waiting; look++) {
        usleep(LOOK_PAUSE_US);
        code = waiting_count(v, store, err);
        if (code == OK)
            code = doubts_look(v, store, false, err);
    }
    return code == OK ? doubts_look(v, store, true, err) : code;
}

static bool look_for_extra(uint32_t docid, void *arg)
{
    struct verify *v = arg;
    uint32_t at = docid - v->first; /* what came since stands before the first */
    if (at >= v->n || v->seen[at / 8] & 1u << at % 8)
        return true;
    v->extras = MEM_GROW(v->ctx, v->extras, uint32_t, v->n_extras + 1);
    v->extras[v->n_extras++] = docid;
    return true;
}

static enum err_code extra_settle(struct verify *v, uint32_t docid, struct err *err)
{
    const char *data;
    size_t len;
    struct err gone;
    int tries = 0;
    enum err_code code;
    do
        code = xs_data_get(v->reader, v->ctx, docid, &data, &len, &gone);
    while (again(v, code, &tries));
    if (code == ERR_NOT_FOUND)
        return OK;
    v->result->extra++;
    tell(v, "extra", 0, docid);
    code = v->state ? index_state_del_docid(v->state, docid, err) : OK;
    v->result->repaired += v->state && code == OK;
    return code;
}

static enum err_code find_extras(struct verify *v, struct err *err)
{
    int tries = 0;
    enum err_code code;
    do {
        v->n_extras = 0;
        code = xs_each(v->reader, 0, look_for_extra, v, err);
    } while (again(v, code, &tries));
    for (size_t i = 0; code == OK && i < v->n_extras; i++)
        code = extra_settle(v, v->extras[i], err);
    return code;
}

static enum err_code compare_all(struct verify *v, struct err *err)
{
    struct store *store = store_open(v->ctx, v->o->database);
    uint32_t documents, first, last;
    int64_t published = 0, all;
    enum err_code code = xs_reader_count(v->reader, &documents, &first, &last, err);
    if (code == OK)
        code = store_trial_count(store, &published, &all, err);
    if (code != OK)
        return code;
    v->first = first;
    v->n = documents ? last - first + 1 : 0;
    v->seen = MEM_ARRAY(v->ctx, unsigned char, v->n / 8 + 1);
    progress_start(&v->progress, "comparing", published);
    code = store_trial_each(store, &(struct store_range){.parts = 1}, compare, v, err);
    progress_end(&v->progress);
    if (code == OK)
        code = find_extras(v, err);
    return code == OK ? doubts_settle(v, store, err) : code;
}

/* The tables, unless an indexer goes on replacing what is being looked at. */
static enum err_code check_tables(struct verify *v, const char *xapian, struct err *err)
{
    for (int i = 0; i < CHECK_TRIES; i++) {
        uint64_t before, after;
        struct err ignored;
        bool changed;
        enum err_code found = OK, code = xs_reader_reopen(v->reader, &changed, err);
        if (code == OK)
            code = xs_reader_revision(v->reader, &before, err);
        if (code == OK)
            found = xs_check(xapian, err);
        if (code != OK || found == OK)
            return code;
        if (xs_reader_reopen(v->reader, &changed, &ignored) != OK ||
            xs_reader_revision(v->reader, &after, &ignored) != OK || after == before)
            return found;
    }
    v->result->tables_busy = true;
    return OK;
}

static bool is_at_work(const char *index)
{
    struct err err;
    int lock;
    if (index_lock(index, false, &lock, &err) != OK)
        return true;
    close(lock);
    return false;
}

/* Files may have grown by a commit that is not made yet: the next looks see it made. */
static enum err_code check_manifest(const struct verify *v, const char *name, struct err *err)
{
    enum err_code code = generation_check_manifest(v->o->index, name, err);
    for (int look = 0; code != OK && look < LOOKS && !v->o->repair && is_at_work(v->o->index);
         look++) {
        usleep(LOOK_PAUSE_US);
        code = generation_check_manifest(v->o->index, name, err);
    }
    return code;
}

/* What was sealed, the tables of the generation and every record of its columns. */
static enum err_code check_files(struct verify *v, const char *name, struct err *err)
{
    const char *xapian = generation_path(v->ctx, v->o->index, name, "xapian"), *bytes = "";
    struct columns *columns;
    enum err_code code = check_manifest(v, name, err);
    if (code == OK)
        code = xs_reader_open(v->ctx, xapian, &v->reader, err);
    if (code == OK)
        code = check_tables(v, xapian, err);
    if (code == OK)
        code = xs_meta_get(v->reader, v->ctx, META_COLUMNS, &bytes, err);
    if (code == OK)
        code = columns_open(v->ctx, generation_path(v->ctx, v->o->index, name, NULL),
                            strtoull(bytes, NULL, 10), NULL, &columns, err);
    return code;
}

static enum err_code run(struct verify *v, struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    enum err_code code = generation_current(v->o->index, name, err);
    if (code == OK)
        code = check_files(v, name, err);
    if (code == OK && v->o->repair)
        code = index_state_open(v->ctx, v->o->index, (uint32_t)v->o->flush_threshold,
                                lexicon_version(v->lexicon), &v->state, err);
    if (code == OK)
        code = compare_all(v, err);
    if (code == OK && v->state && v->result->repaired)
        code = index_state_commit(v->state, index_state_mark(v->state), err);
    if (code == OK && v->n_healed)
        code = store_letter_clear(v->letters, v->healed, v->n_healed, err);
    return code;
}

enum err_code verify_run(const struct verify_options *o, struct verify_result *ret, struct err *err)
{
    struct verify v = {.o = o, .result = ret, .ctx = mem_context(NULL, "verify")};
    *ret = (struct verify_result){0};
    struct loaded_lexicon loaded;
    enum err_code code = lexicon_load(v.ctx, o->lexicon, &loaded, err);
    if (code == OK) {
        v.lexicon = loaded.lexicon;
        v.builder = doc_builder_new(v.ctx, loaded.lexicon);
        v.unpacker = doc_unpacker_new(v.ctx);
        v.letters = store_open(v.ctx, o->database);
        code = run(&v, err);
    }
    talloc_free(v.ctx);
    return code;
}

/* ------------------------------------------------------------------ status */

static enum err_code read_index(void *ctx, const char *index, struct status_result *ret,
                                struct err *err)
{
    struct xs_reader *r;
    const char *at = "";
    uint32_t first, last;
    enum err_code code = generation_current(index, ret->generation, err);
    if (code == OK)
        code = xs_reader_open(ctx, generation_path(ctx, index, ret->generation, "xapian"), &r, err);
    if (code == OK)
        code = xs_reader_count(r, &ret->documents, &first, &last, err);
    if (code == OK)
        code = xs_reader_revision(r, &ret->revision, err);
    if (code == OK)
        code = xs_meta_get(r, ctx, META_WATERMARK, &ret->watermark, err);
    if (code == OK)
        code = xs_meta_get(r, ctx, META_FORMAT, &ret->format, err);
    if (code == OK)
        code = xs_meta_get(r, ctx, META_FOLD, &ret->fold, err);
    if (code == OK)
        code = xs_meta_get(r, ctx, META_ICU, &ret->icu, err);
    if (code == OK)
        code = xs_meta_get(r, ctx, META_LEXICON, &ret->lexicon, err);
    if (code == OK)
        code = xs_meta_get(r, ctx, META_COMMITTED_AT, &at, err);
    ret->as_of_ms = strtoll(at, NULL, 10);
    return code;
}

enum err_code status_read(void *ctx, const char *index, const char *database,
                          struct status_result *ret, struct err *err)
{
    struct err ignored;
    int64_t all;
    *ret =
        (struct status_result){.watermark = "", .format = "", .fold = "", .icu = "", .lexicon = ""};
    enum err_code code = read_index(ctx, index, ret, err);
    if (code != OK)
        return code;
    struct store *store = store_open(ctx, database);
    ret->database = store_trial_count(store, &ret->published, &all, &ignored) == OK &&
                    store_outbox_count(store, index_mark_read(ret->watermark), &ret->waiting,
                                       &ret->dead, &ignored) == OK;
    struct letter *letters;
    size_t n;
    if (ret->database &&
        store_letter_list(store, ctx, LIST_AT_MOST, &letters, &n, &ignored) == OK) {
        ret->letters = letters;
        ret->n_letters = n;
    }
    return OK;
}
