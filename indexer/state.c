#include "indexer/state.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/fold.h"
#include "search/generation.h"
#include "search/idx_layout.h"
#include "search/trees.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define STRINGIFY(x) #x
#define TEXT_OF(x)   STRINGIFY(x)

struct index_state {
    char name[GENERATION_NAME_BYTES];
    const char *folder, *xapian, *lexicon_version;
    struct xs_writer *writer;
    struct columns_writer *columns;
    struct records_writer *trees;
    struct outbox_mark mark;
    uint32_t next_docid;
    int32_t newest_days; /* first_published of the newest document put so far */
    bool newest_order;
};

enum err_code index_lock(const char *index, bool wait, int *ret_fd, struct err *err)
{
    void *scratch = mem_context(NULL, "lock");
    char *path = mem_printf(scratch, "%s/lock", index);
    enum err_code code = OK;
    if (mkdir(index, 0755) != 0 && errno != EEXIST)
        code = err_set(err, ERR_IO, "cannot make %s: %s", index, strerror(errno));
    int fd = code == OK ? open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0644) : -1;
    if (code == OK && fd < 0)
        code = err_set(err, ERR_IO, "cannot open %s: %s", path, strerror(errno));
    while (code == OK && flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB)) != 0) {
        if (errno == EINTR && wait)
            code = err_set(err, ERR_STOPPING, "stopped while waiting for the other indexer");
        else if (errno != EINTR)
            code = err_set(err, ERR_BUSY, "another indexer is at work on %s", index);
    }
    if (code != OK && fd >= 0)
        close(fd);
    if (code == OK)
        *ret_fd = fd;
    talloc_free(scratch);
    return code;
}

struct outbox_mark index_mark_read(const char *text)
{
    struct outbox_mark mark;
    return outbox_mark_read(text, &mark) ? mark : (struct outbox_mark){0, 0};
}

static enum err_code set_number(struct xs_writer *w, const char *key, long long n, struct err *err)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", n);
    return xs_writer_meta_set(w, key, text, err);
}

enum err_code index_state_stamp(struct xs_writer *w, const struct index_stamp *stamp,
                                struct err *err)
{
    char watermark[48];
    snprintf(watermark, sizeof watermark, "%llu %lld", (unsigned long long)stamp->mark.xid,
             (long long)stamp->mark.outbox_id);
    enum err_code code = xs_writer_meta_set(w, META_FORMAT, TEXT_OF(IDX_FORMAT), err);
    if (code == OK)
        code = xs_writer_meta_set(w, META_FOLD, TEXT_OF(FOLD_VERSION), err);
    if (code == OK)
        code = xs_writer_meta_set(w, META_ICU, folder_icu_version(), err);
    if (code == OK)
        code = xs_writer_meta_set(w, META_LEXICON, stamp->lexicon_version, err);
    if (code == OK)
        code = xs_writer_meta_set(w, META_WATERMARK, watermark, err);
    if (code == OK)
        code = set_number(w, META_COLUMNS, (long long)stamp->columns_bytes, err);
    if (code == OK)
        code = set_number(w, META_TREES, (long long)stamp->trees_bytes, err);
    if (code == OK)
        code = set_number(w, META_COMMITTED_AT, clock_now_ms(), err);
    if (code == OK)
        code = set_number(w, META_NEXT_DOCID, stamp->next_docid, err);
    return code;
}

/* ------------------------------------------------------------------ opening */

static enum err_code check_version(struct xs_writer *w, void *ctx, const char *key,
                                   const char *want, struct err *err)
{
    const char *have;
    enum err_code code = xs_writer_meta_get(w, ctx, key, &have, err);
    if (code == OK && strcmp(have, want) != 0)
        code = err_set(err, ERR_VERSION, "index was built with %s %s, this program has %s", key,
                       *have ? have : "none", want);
    return code;
}

static enum err_code read_meta(struct index_state *s, uint64_t *ret_columns, uint64_t *ret_trees,
                               struct err *err)
{
    const char *mark = "", *columns = "", *trees = "", *next = "", *order = "";
    enum err_code code = check_version(s->writer, s, META_FORMAT, TEXT_OF(IDX_FORMAT), err);
    if (code == OK)
        code = check_version(s->writer, s, META_FOLD, TEXT_OF(FOLD_VERSION), err);
    if (code == OK)
        code = check_version(s->writer, s, META_ICU, folder_icu_version(), err);
    if (code == OK)
        code = check_version(s->writer, s, META_LEXICON, s->lexicon_version, err);
    if (code == OK)
        code = xs_writer_meta_get(s->writer, s, META_WATERMARK, &mark, err);
    if (code == OK)
        code = xs_writer_meta_get(s->writer, s, META_COLUMNS, &columns, err);
    if (code == OK)
        code = xs_writer_meta_get(s->writer, s, META_TREES, &trees, err);
    if (code == OK)
        code = xs_writer_meta_get(s->writer, s, META_NEXT_DOCID, &next, err);
    if (code == OK)
        code = xs_writer_meta_get(s->writer, s, META_NEWEST_ORDER, &order, err);
    if (code != OK)
        return code;
    s->mark = index_mark_read(mark);
    s->next_docid = (uint32_t)strtoul(next, NULL, 10);
    s->newest_order = strcmp(order, "1") == 0;
    *ret_columns = strtoull(columns, NULL, 10);
    *ret_trees = strtoull(trees, NULL, 10);
    return s->next_docid ? OK
                         : err_set(err, ERR_CORRUPT, "index metadata hold no next document number");
}

enum err_code index_generation_check(const char *index, const char *name, struct err *err)
{
    static const char *const keys[] = {META_FORMAT, META_FOLD, META_ICU};
    void *scratch = mem_context(NULL, "generation check");
    const char *want[] = {TEXT_OF(IDX_FORMAT), TEXT_OF(FOLD_VERSION), folder_icu_version()};
    struct xs_reader *reader;
    enum err_code code =
        xs_reader_open(scratch, generation_path(scratch, index, name, "xapian"), &reader, err);
    for (int i = 0; code == OK && i < 3; i++) {
        const char *have = "";
        code = xs_meta_get(reader, scratch, keys[i], &have, err);
        if (code == OK && strcmp(have, want[i]) != 0)
            code = err_set(err, ERR_VERSION, "%s: %s %s", name, keys[i], have);
    }
    talloc_free(scratch);
    return code;
}

/* The date of the newest document, to know whether the next one keeps the order. */
static enum err_code read_newest(struct index_state *s, uint64_t bytes, struct err *err)
{
    struct columns *columns;
    enum err_code code = columns_open(s, s->folder, bytes, NULL, &columns, err);
    if (code != OK)
        return code;
    s->newest_days = INT32_MIN;
    for (uint32_t i = 0; i < columns->n; i++) {
        if (columns->rows[i].present) {
            s->newest_days = columns->rows[i].published_days;
            break;
        }
    }
    talloc_free(columns);
    return OK;
}

enum err_code index_state_open(void *ctx, const char *index, uint32_t flush_threshold,
                               const char *lexicon_version, struct index_state **ret,
                               struct err *err)
{
    struct index_state *s = MEM_NEW(ctx, struct index_state);
    s->lexicon_version = mem_strdup(s, lexicon_version);
    uint64_t columns_bytes = 0, trees_bytes = 0;
    enum err_code code = generation_current(index, s->name, err);
    if (code == OK) {
        s->folder = generation_path(s, index, s->name, NULL);
        s->xapian = generation_path(s, index, s->name, "xapian");
        code = xs_writer_open(s, s->xapian, XS_OPEN, flush_threshold, true, &s->writer, err);
    }
    if (code == OK)
        code = read_meta(s, &columns_bytes, &trees_bytes, err);
    if (code == OK)
        code = read_newest(s, columns_bytes, err);
    if (code == OK)
        code = columns_writer_open(s, s->folder, columns_bytes, &s->columns, err);
    if (code == OK)
        code = records_writer_open(s, mem_printf(s, "%s/%s", s->folder, TREES_FILE), TREES_MAGIC,
                                   trees_bytes, &s->trees, err);
    if (code != OK) {
        if (s->writer)
            xs_writer_abandon(s->writer);
        talloc_free(s);
        return code;
    }
    *ret = s;
    return OK;
}

const char *index_state_generation(const struct index_state *s)
{
    return s->name;
}

struct outbox_mark index_state_mark(const struct index_state *s)
{
    return s->mark;
}

/* ------------------------------------------------------------------ writing */

static enum err_code find_docid(struct index_state *s, int64_t trial_id, uint32_t *ret,
                                struct err *err)
{
    char key[DOC_KEY_BYTES];
    return xs_writer_find(s->writer, doc_key(trial_id, key), ret, err);
}

enum err_code index_state_put(struct index_state *s, int64_t trial_id, const struct built_doc *doc,
                              struct err *err)
{
    uint32_t docid;
    enum err_code code = find_docid(s, trial_id, &docid, err);
    if (code != OK)
        return code;
    if (docid == 0) {
        docid = s->next_docid--;
        s->newest_order &= doc->row.published_days >= s->newest_days;
        s->newest_days = doc->row.published_days;
    } else {
        s->newest_order =
            false; /* its date may have changed: the order is not taken for granted any more */
    }
    code = xs_put(s->writer, docid, &doc->doc, err);
    if (code == OK)
        code = columns_put(s->columns, docid, &doc->row, doc->sites, err);
    return code == OK ? records_put(s->trees, docid, doc->tree.bytes, doc->tree.len, err) : code;
}

enum err_code index_state_del_docid(struct index_state *s, uint32_t docid, struct err *err)
{
    enum err_code code = xs_del(s->writer, docid, err);
    if (code == OK)
        code = columns_del(s->columns, docid, err);
    return code == OK ? records_put(s->trees, docid, "", 0, err) : code;
}

enum err_code index_state_del(struct index_state *s, int64_t trial_id, struct err *err)
{
    uint32_t docid;
    enum err_code code = find_docid(s, trial_id, &docid, err);
    return code == OK && docid ? index_state_del_docid(s, docid, err) : code;
}

enum err_code index_state_commit(struct index_state *s, struct outbox_mark mark, struct err *err)
{
    struct index_stamp stamp = {
        .mark = mark, .next_docid = s->next_docid, .lexicon_version = s->lexicon_version};
    enum err_code code = columns_flush(s->columns, &stamp.columns_bytes, err);
    if (code == OK)
        code = records_flush(s->trees, &stamp.trees_bytes, err);
    if (code == OK)
        code = index_state_stamp(s->writer, &stamp, err);
    if (code == OK)
        code = xs_writer_meta_set(s->writer, META_NEWEST_ORDER, s->newest_order ? "1" : "0", err);
    if (code == OK)
        code = xs_commit(s->writer, err);
    if (code == OK)
        s->mark = mark;
    return code;
}

enum err_code index_state_sync(struct index_state *s, struct err *err)
{
    enum err_code code = generation_sync_path(s->xapian, err);
    return code == OK ? generation_sync_path(s->folder, err) : code;
}
