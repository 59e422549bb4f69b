#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/search_inner.h"
#include "search/search_shared.h"

enum { TRIES = 4 }; /* one, and three more when the writer overtook it */
#define PASS_OVER_US (10 * 1000000LL)

/* ------------------------------------------------------------------ one revision */

static int index_close(struct search_index *x)
{
    if (x->columns)
        search_shared_release(x->columns);
    if (x->trees)
        search_shared_release(x->trees);
    if (x->lexicon)
        search_shared_release(x->lexicon);
    return 0;
}

static enum err_code meta_number(struct search_index *x, const char *key, int64_t *ret,
                                 struct err *err)
{
    const char *text;
    enum err_code code = xs_meta_get(x->reader, x, key, &text, err);
    if (code != OK)
        return code;
    bool good = text_read_int(text, ret);
    talloc_free((void *)(uintptr_t)text);
    return good ? OK : err_set(err, ERR_VERSION, "index has no number in its metadata %s", key);
}

/* What was indexed by other rules cannot be searched by these. */
static enum err_code version_check(struct search_index *x, struct err *err)
{
    int64_t format = 0, fold = 0;
    const char *icu;
    enum err_code code = meta_number(x, META_FORMAT, &format, err);
    if (code == OK)
        code = meta_number(x, META_FOLD, &fold, err);
    if (code == OK)
        code = xs_meta_get(x->reader, x, META_ICU, &icu, err);
    if (code != OK)
        return code;
    if (format != IDX_FORMAT || fold != FOLD_VERSION || !text_equal(icu, folder_icu_version()))
        return err_set(err, ERR_VERSION,
                       "%s: format %lld fold %lld ICU %s, wanted %d, %d, %s: rebuild it", x->name,
                       (long long)format, (long long)fold, icu, IDX_FORMAT, FOLD_VERSION,
                       folder_icu_version());
    return OK;
}

/* Reads what belongs to the reader's revision: columns and what answers say of the index. */
static enum err_code index_refresh(struct search_index *x, const char *folder, struct err *err)
{
    const struct columns *columns = NULL;
    const struct trees *trees = NULL;
    const char *order = "";
    int64_t bytes = 0, trees_bytes = 0;
    uint32_t first, last;
    struct index_info info = {.generation = x->name};
    enum err_code code = xs_reader_revision(x->reader, &info.revision, err);
    if (code == OK)
        code = xs_reader_count(x->reader, &info.documents, &first, &last, err);
    if (code == OK)
        code = meta_number(x, META_COMMITTED_AT, &info.as_of_ms, err);
    if (code == OK)
        code = meta_number(x, META_COLUMNS, &bytes, err);
    if (code == OK)
        code = meta_number(x, META_TREES, &trees_bytes, err);
    if (code == OK)
        code = xs_meta_get(x->reader, x, META_NEWEST_ORDER, &order, err);
    if (code == OK)
        code = search_shared_columns(folder, (uint64_t)bytes, &columns, err);
    if (code == OK)
        code = search_shared_trees(folder, (uint64_t)trees_bytes, &trees, err);
    if (code != OK) {
        if (columns)
            search_shared_release(columns);
        return code;
    }
    if (x->columns)
        search_shared_release(x->columns);
    if (x->trees)
        search_shared_release(x->trees);
    x->columns = columns;
    x->trees = trees;
    x->info = info;
    x->newest_order = strcmp(order, "1") == 0;
    return OK;
}

/* The terms of the index hold its numbers: no other one will do. */
static enum err_code lexicon_read(struct search_index *x, const char *path, struct err *err)
{
    const char *version;
    enum err_code code = xs_meta_get(x->reader, x, META_LEXICON, &version, err);
    if (code == OK)
        code = search_shared_lexicon(path, &x->lexicon, err);
    if (code == ERR_NOT_FOUND || (code == OK && !text_equal(version, lexicon_version(x->lexicon))))
        code = err_set(err, ERR_CORRUPT, "%s: not the lexicon of this index", path);
    for (int i = 0; i < GROUPS_LISTS && code == OK; i++)
        groups_read(x->lexicon, (enum group_list)i, &x->groups[i]);
    return code;
}

static enum err_code index_open(void *ctx, const char *folder_path, const char *name,
                                struct search_index **ret, struct err *err)
{
    struct search_index *x = MEM_NEW(ctx, struct search_index);
    talloc_set_destructor(x, index_close);
    text_copy(x->name, sizeof x->name, name);
    const char *path = generation_path(x, folder_path, name, "xapian");
    enum err_code code = xs_reader_open(x, path, &x->reader, err);
    if (code == OK)
        code = version_check(x, err);
    if (code == OK)
        code = lexicon_read(x, generation_path(x, folder_path, name, LEXICON_FILE), err);
    if (code == OK)
        code = index_refresh(x, generation_path(x, folder_path, name, NULL), err);
    if (code == OK)
        *ret = x;
    else
        talloc_free(x);
    return code;
}

/* ------------------------------------------------------------------ following */

/* Damage is looked at again after a while: the indexer may have mended it in place. */
static void pass_over(struct searcher *s, const char *name)
{
    text_copy(s->damaged, sizeof s->damaged, name);
    s->damaged_until_us = clock_monotonic_us() + PASS_OVER_US;
}

/* The generation in use; its pointer is read only when it may have changed. */
static enum err_code current_read(struct searcher *s, char ret_name[GENERATION_NAME_BYTES],
                                  struct err *err)
{
    enum err_code code = OK;
    if (!file_mark_fits(&s->current_mark, s->current_path)) {
        file_mark_take(s->current_path, &s->current_mark);
        code = generation_current(s->folder_path, s->current, err);
    }
    if (code == OK)
        text_copy(ret_name, GENERATION_NAME_BYTES, s->current);
    else
        s->current_mark.settled = false;
    return code;
}

/* The name of the generation to read: the current one, or while that is damaged the one before. */
static enum err_code choose(struct searcher *s, char ret_name[GENERATION_NAME_BYTES],
                            bool *ret_fallen_back, struct err *err)
{
    enum err_code code = current_read(s, ret_name, err);
    *ret_fallen_back = code == OK && strcmp(ret_name, s->damaged) == 0 &&
                       clock_monotonic_us() < s->damaged_until_us &&
                       generation_previous(s->folder_path, ret_name, ret_name, NULL) == OK;
    return code;
}

/* The generation; the one before it when it is damaged. */
static enum err_code index_change(struct searcher *s, const char *name, bool fallen_back,
                                  struct err *err)
{
    struct search_index *x = NULL;
    enum err_code code = index_open(s, s->folder_path, name, &x, err);
    char previous[GENERATION_NAME_BYTES];
    if (code == ERR_CORRUPT && generation_previous(s->folder_path, name, previous, NULL) == OK &&
        index_open(s, s->folder_path, previous, &x, NULL) == OK) {
        pass_over(s, name);
        fallen_back = true;
        code = OK;
    }
    if (code == OK) {
        talloc_free(s->index);
        s->index = x;
        x->info.fallen_back = fallen_back;
    }
    return code;
}

/* Brings it to what is on disk now. */
static enum err_code look(struct searcher *s, struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    bool changed = false, fallen_back = false;
    enum err_code code = choose(s, name, &fallen_back, err);
    if (code != OK)
        return code;
    if (!s->index || strcmp(s->index->name, name) != 0)
        return index_change(s, name, fallen_back, err);
    code = xs_reader_reopen(s->index->reader, &changed, err);
    if (code == OK && changed)
        code = index_refresh(s->index, generation_path(s->index, s->folder_path, name, NULL), err);
    s->index->info.fallen_back = fallen_back;
    return code;
}

static enum err_code follow(struct searcher *s, struct err *err)
{
    int64_t now_us = s->look_every_us ? clock_coarse_us() : 0;
    if (s->index && now_us < s->looked_us + s->look_every_us)
        return OK;
    enum err_code code = look(s, err);
    s->looked_us = now_us;
    return code;
}

void searcher_look_every(struct searcher *s, int64_t microseconds)
{
    s->look_every_us = microseconds;
}

static void tools_open(struct searcher *s)
{
    if (s->folder)
        return;
    s->folder = folder_new(s);
    s->tokenizer = tokenizer_new(s);
    s->snippets = snippet_maker_new(s, s->folder);
    s->unpacker = doc_unpacker_new(s);
}

enum err_code search_try(struct searcher *s, void *ctx, search_try_fn fn, void *arg,
                         struct err *err)
{
    enum err_code code = OK;
    for (int i = 0; i < TRIES; i++) {
        void *child = mem_context(ctx, "search");
        code = follow(s, err);
        if (code == OK) {
            tools_open(s);
            code = fn(s, child, arg, err);
        }
        if (code == OK)
            return OK;
        talloc_free(child);
        if (code == ERR_INVALID || code == ERR_NOT_FOUND)
            return code;
        s->looked_us = INT64_MIN / 2; /* whatever it was: look again */
        if (code == ERR_MODIFIED && s->index)
            continue; /* overtaken: the next look reopens what is open, which is quick */
        if (code == ERR_CORRUPT && s->index &&
            i > 0) /* not by chance: it came back when opened anew */
            pass_over(s, s->index->name);
        talloc_free(s->index); /* whatever else it was: the next look begins afresh */
        s->index = NULL;
        if (code == ERR_VERSION || code == ERR_NOMEM)
            return code;
    }
    return code;
}

/* ------------------------------------------------------------------ what api/ sees */

static enum err_code try_nothing(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    (void)s, (void)ctx, (void)arg, (void)err;
    return OK;
}

enum err_code searcher_open(void *ctx, const char *index_folder, struct searcher **ret,
                            struct err *err)
{
    struct searcher *s = MEM_NEW(ctx, struct searcher);
    s->folder_path = mem_strdup(s, index_folder);
    s->current_path = generation_current_path(s, index_folder);
    enum err_code code = search_try(s, s, try_nothing, NULL, err);
    if (code == OK || code == ERR_NO_INDEX || code == ERR_VERSION)
        *ret = s;
    else
        talloc_free(s);
    return code;
}

static enum err_code try_info(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    (void)ctx, (void)err;
    struct index_info *ret = arg;
    *ret = s->index->info;
    return OK;
}

enum err_code searcher_info(struct searcher *s, struct index_info *ret, struct err *err)
{
    if (s->index && follow(s, err) == OK) { /* for each record: without the means of a try */
        *ret = s->index->info;
        return OK;
    }
    s->looked_us = INT64_MIN / 2;
    void *tmp = mem_context(s, "searcher_info");
    enum err_code code = search_try(s, tmp, try_info, ret, err);
    talloc_free(tmp);
    return code;
}
