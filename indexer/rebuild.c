#include "indexer/rebuild.h"
#include "indexer/lexicon_load.h"
#include "indexer/report.h"
#include "indexer/state.h"
#include "schema/base/mem.h"
#include "search/generation.h"
#include "search/idx_layout.h"
#include "search/trees.h"
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct rebuild {
    const struct rebuild_options *o;
    void *ctx;
    char name[GENERATION_NAME_BYTES];
    struct store *view; /* holds the snapshot that all parts read */
    struct store_snapshot snapshot;
    struct loaded_lexicon loaded;
    atomic_llong done, skipped;
    atomic_int ended; /* parts */
    atomic_bool failed;
};

/* One part, built by its own thread. */
struct part {
    struct rebuild *all;
    int number;
    const char *folder, *xapian;
    uint32_t next_docid, last_docid;
    struct xs_writer *writer;
    struct columns_writer *columns;
    struct records_writer *trees;
    struct doc_builder *builder;
    struct store *letters; /* a connection of its own: the other one only reads */
    int64_t n;
    uint64_t digests; /* of what the database gave, summed up */
    enum err_code code;
    struct err err;
    bool started;
    pthread_t thread;
};

/* A record that cannot be built must not hold up the rest. Its row of the outbox lies before the
 * watermark of the new generation and never comes up again: the letter is written now. */
static enum err_code skip_trial(struct part *part, int64_t trial_id, const char *reason,
                                struct err *err)
{
    report_event_number("dead_letter", "trial", trial_id, reason);
    atomic_fetch_add(&part->all->skipped, 1);
    return store_letter_put(part->letters, trial_id, reason, err);
}

/* A digest as a number: sums of them are equal when the same registrations stand on both sides,
 * whatever their order. */
static uint64_t digest_number(const char *digest)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "registration"; /* no secret */
    unsigned char hash[crypto_shorthash_BYTES];
    uint64_t n;
    crypto_shorthash(hash, (const unsigned char *)digest, strlen(digest), key);
    memcpy(&n, hash, sizeof n);
    return n;
}

static void add_digest(struct part *part, const struct stored_trial *t)
{
    void *scratch = mem_context(NULL, "digest");
    part->digests += digest_number(doc_digest_of_stored(scratch, t));
    talloc_free(scratch);
}

static enum err_code add_trial(const struct stored_trial *t, void *arg, struct err *err)
{
    struct part *part = arg;
    struct built_doc doc;
    if (atomic_load(&part->all->failed) || (part->all->o->stop && *part->all->o->stop))
        return err_set(err, ERR_STOPPING, "stopped");
    enum err_code code = doc_build(part->builder, t, &doc, err);
    if (code != OK) {
        struct err why = *err;
        return skip_trial(part, t->trial_id, why.text, err);
    }
    if (part->next_docid > part->last_docid)
        return err_set(err, ERR_INTERNAL, "a part holds more registrations than its share");
    uint32_t docid = part->next_docid++;
    code = xs_put(part->writer, docid, &doc.doc, err);
    if (code == OK)
        code = columns_put(part->columns, docid, &doc.row, doc.sites, err);
    if (code == OK)
        code = records_put(part->trees, docid, doc.tree.bytes, doc.tree.len, err);
    part->n++;
    add_digest(part, t);
    atomic_fetch_add(&part->all->done, 1);
    return code;
}

static enum err_code build_part(struct part *part, void *ctx, struct err *err)
{
    struct rebuild *all = part->all;
    struct store *store = store_open(ctx, all->o->database);
    const struct store_range range = {.newest_first = true,
                                      .part = part->number,
                                      .parts = all->o->parts,
                                      .snapshot = &all->snapshot};
    uint64_t bytes;
    part->letters = store_open(ctx, all->o->database);
    part->builder = doc_builder_new(ctx, all->loaded.lexicon);
    enum err_code code =
        xs_writer_open(ctx, part->xapian, XS_CREATE_NEW, (uint32_t)all->o->flush_threshold, false,
                       &part->writer, err);
    if (code == OK)
        code = columns_writer_open(ctx, part->folder, 0, &part->columns, err);
    if (code == OK)
        code = records_writer_open(ctx, mem_printf(ctx, "%s/%s", part->folder, TREES_FILE),
                                   TREES_MAGIC, 0, &part->trees, err);
    if (code == OK)
        code = store_trial_each(store, &range, add_trial, part, err);
    if (code == OK)
        code = columns_flush(part->columns, &bytes, err);
    if (code == OK)
        code = records_flush(part->trees, &bytes, err);
    if (code == OK)
        code = xs_commit(part->writer, err);
    return code;
}

static void *run_part(void *arg)
{
    struct part *part = arg;
    void *ctx = mem_context(NULL, "part");
    part->code = build_part(part, ctx, &part->err);
    if (part->code != OK)
        atomic_store(&part->all->failed, true);
    talloc_free(ctx); /* closes writer and connections */
    atomic_fetch_add(&part->all->ended, 1);
    return NULL;
}

/* ------------------------------------------------------------------ folders */

static void remove_tree(void *ctx, const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            remove_tree(ctx, mem_printf(ctx, "%s/%s", path, e->d_name));
    if (dir)
        closedir(dir);
    remove(path);
}

/* Folders of rebuilds that did not end, and of damaged generations: without a manifest. Not the one
 * just made: it is made first, so that it never gets the name of one that readers still know. */
static void remove_leftovers(void *ctx, const char *index, const char *just_made)
{
    char now[GENERATION_NAME_BYTES] = "";
    struct err ignored;
    (void)!generation_current(index, now, &ignored);
    DIR *dir = opendir(index);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        bool generation = strncmp(e->d_name, "g-", 2) == 0 && strcmp(e->d_name, now) != 0 &&
                          strcmp(e->d_name, just_made) != 0;
        const char *manifest = mem_printf(ctx, "%s/%s/MANIFEST", index, e->d_name);
        if (generation && access(manifest, F_OK) != 0)
            remove_tree(ctx, mem_printf(ctx, "%s/%s", index, e->d_name));
    }
    if (dir)
        closedir(dir);
}

static enum err_code make_folder(const char *path, struct err *err)
{
    return mkdir(path, 0755) == 0 ? OK : err_set(err, ERR_IO, "cannot make %s", path);
}

/* ------------------------------------------------------------------ the parts together */

static enum err_code prepare(struct rebuild *r, struct err *err)
{
    struct store *view = store_open(r->ctx, r->o->database);
    enum err_code code = store_snapshot_take(view, &r->snapshot, err);
    if (code == OK) {
        r->view = view;
        code = generation_create(r->o->index, r->name, err);
    }
    if (code == OK)
        remove_leftovers(r->ctx, r->o->index, r->name);
    if (code == OK)
        code = lexicon_save(&r->loaded.bytes,
                            generation_path(r->ctx, r->o->index, r->name, LEXICON_FILE), err);
    return code;
}

static enum err_code start_parts(struct rebuild *r, struct part *parts, struct err *err)
{
    uint32_t share = (uint32_t)(r->snapshot.published / r->o->parts) + 1;
    for (int i = 0; i < r->o->parts; i++) {
        char name[24];
        snprintf(name, sizeof name, "shard-%d", i);
        parts[i] = (struct part){.all = r, .number = i};
        parts[i].folder = generation_path(r->ctx, r->o->index, r->name, name);
        parts[i].xapian = mem_printf(r->ctx, "%s/xapian", parts[i].folder);
        parts[i].next_docid = IDX_FIRST_DOCID + 1 + (uint32_t)i * share;
        parts[i].last_docid = parts[i].next_docid + share - 1;
        enum err_code code = make_folder(parts[i].folder, err);
        if (code != OK)
            return code;
    }
    for (int i = 0; i < r->o->parts; i++) {
        parts[i].started = pthread_create(&parts[i].thread, NULL, run_part, &parts[i]) == 0;
        if (!parts[i].started) {
            atomic_store(&r->failed, true); /* those that run end, too */
            return err_set(err, ERR_INTERNAL, "cannot start a thread");
        }
    }
    return OK;
}

/* Until each part has ended, well or not: what they did not do is no reason to wait. */
static void watch_parts(struct rebuild *r)
{
    struct progress progress;
    progress_start(&progress, "indexing", r->snapshot.published);
    while (!atomic_load(&r->failed) && atomic_load(&r->ended) < r->o->parts &&
           !(r->o->stop && *r->o->stop)) {
        usleep(50000);
        progress_show(&progress, atomic_load(&r->done) + atomic_load(&r->skipped));
    }
    progress_end(&progress);
}

static enum err_code join_parts(struct rebuild *r, struct part *parts, struct err *err)
{
    enum err_code code = OK;
    for (int i = 0; i < r->o->parts; i++) {
        if (!parts[i].started)
            continue;
        pthread_join(parts[i].thread, NULL);
        if (parts[i].code != OK && (code == OK || code == ERR_STOPPING)) {
            code = parts[i].code;
            *err = parts[i].err;
        }
    }
    store_snapshot_end(r->view);
    return code;
}

static enum err_code run_parts(struct rebuild *r, struct part *parts, struct err *err)
{
    struct err why = {.text = ""};
    enum err_code started = start_parts(r, parts, err);
    if (started == OK)
        watch_parts(r);
    enum err_code code = join_parts(r, parts, started == OK ? err : &why);
    return started == OK ? code : started;
}

/* ------------------------------------------------------------------ merging */

static enum err_code merge_columns(struct rebuild *r, const struct part *parts, uint64_t *ret_bytes,
                                   struct err *err)
{
    struct columns_writer *columns;
    enum err_code code = columns_writer_open(
        r->ctx, generation_path(r->ctx, r->o->index, r->name, NULL), 0, &columns, err);
    for (int i = 0; code == OK && i < r->o->parts; i++)
        code = columns_append_file(columns, mem_printf(r->ctx, "%s/columns", parts[i].folder), err);
    if (code == OK)
        code = columns_flush(columns, ret_bytes, err);
    return code;
}

static enum err_code merge_trees(struct rebuild *r, const struct part *parts, uint64_t *ret_bytes,
                                 struct err *err)
{
    struct records_writer *trees;
    enum err_code code =
        records_writer_open(r->ctx, generation_path(r->ctx, r->o->index, r->name, TREES_FILE),
                            TREES_MAGIC, 0, &trees, err);
    for (int i = 0; code == OK && i < r->o->parts; i++)
        code = records_append_file(trees, mem_printf(r->ctx, "%s/%s", parts[i].folder, TREES_FILE),
                                   err);
    if (code == OK)
        code = records_flush(trees, ret_bytes, err);
    return code;
}

static enum err_code merge_xapian(struct rebuild *r, const struct part *parts, const char *to,
                                  struct err *err)
{
    const char *from[REBUILD_PARTS_MAX];
    size_t n = 0;
    for (int i = 0; i < r->o->parts; i++)
        if (parts[i].n > 0)
            from[n++] = parts[i].xapian;
    return n ? xs_compact(from, n, to, err) : OK;
}

/* Against the database as the snapshot shows it: each registration once, but those that became dead
 * letters. */
static enum err_code check_count(struct rebuild *r, struct xs_writer *writer, struct err *err)
{
    uint32_t have, first, last;
    int64_t want = r->snapshot.published - atomic_load(&r->skipped);
    enum err_code code = xs_writer_count(writer, &have, &first, &last, err);
    if (code == OK && have != want)
        code = err_set(err, ERR_CORRUPT, "%s holds %u documents instead of %lld", r->name, have,
                       (long long)want);
    return code;
}

struct summing {
    struct xs_reader *reader;
    struct doc_unpacker *unpacker;
    uint64_t digests;
    enum err_code code;
    struct err *err;
};

static bool sum_document(uint32_t docid, void *arg)
{
    struct summing *s = arg;
    void *scratch = mem_context(NULL, "digest");
    const char *data;
    size_t len;
    s->code = xs_data_get(s->reader, scratch, docid, &data, &len, s->err);
    if (s->code == OK)
        s->digests += digest_number(doc_digest_of_data(s->unpacker, scratch, data, len));
    talloc_free(scratch);
    return s->code == OK;
}

/* What can be read back of the finished generation is what the database gave. */
static enum err_code check_digests(struct rebuild *r, const struct part *parts, struct err *err)
{
    struct summing s = {.unpacker = doc_unpacker_new(r->ctx), .err = err};
    uint64_t want = 0;
    for (int i = 0; i < r->o->parts; i++)
        want += parts[i].digests;
    enum err_code code = xs_reader_open(
        r->ctx, generation_path(r->ctx, r->o->index, r->name, "xapian"), &s.reader, err);
    if (code == OK)
        code = xs_each(s.reader, 0, sum_document, &s, err);
    if (code == OK)
        code = s.code;
    talloc_free(s.reader);
    if (code == OK && s.digests != want)
        code = err_set(err, ERR_CORRUPT, "%s does not hold what the database gave", r->name);
    return code;
}

static enum err_code merge(struct rebuild *r, const struct part *parts, struct err *err)
{
    const char *to = generation_path(r->ctx, r->o->index, r->name, "xapian");
    struct xs_writer *writer = NULL;
    struct index_stamp stamp = {.mark = r->snapshot.mark,
                                .next_docid = IDX_FIRST_DOCID,
                                .lexicon_version = lexicon_version(r->loaded.lexicon)};
    enum err_code code = merge_xapian(r, parts, to, err);
    if (code == OK)
        code = merge_columns(r, parts, &stamp.columns_bytes, err);
    if (code == OK)
        code = merge_trees(r, parts, &stamp.trees_bytes, err);
    if (code == OK)
        code = xs_writer_open(r->ctx, to, XS_CREATE_OR_OPEN, (uint32_t)r->o->flush_threshold, true,
                              &writer, err);
    if (code == OK)
        code = check_count(r, writer, err);
    if (code == OK)
        code = index_state_stamp(writer, &stamp, err);
    if (code == OK)
        code = xs_writer_meta_set(writer, META_NEWEST_ORDER, "1", err);
    if (code == OK)
        code = xs_commit(writer, err);
    talloc_free(writer);
    for (int i = 0; i < r->o->parts; i++)
        remove_tree(r->ctx, parts[i].folder);
    return code;
}

static const char *wanted_path(void *ctx, const char *index)
{
    return mem_printf(ctx, "%s/rebuild-wanted", index);
}

void rebuild_want(const char *index)
{
    void *scratch = mem_context(NULL, "rebuild wanted");
    int fd = open(wanted_path(scratch, index), O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (fd >= 0)
        close(fd);
    talloc_free(scratch);
}

bool rebuild_is_wanted(const char *index)
{
    void *scratch = mem_context(NULL, "rebuild wanted");
    bool wanted = access(wanted_path(scratch, index), F_OK) == 0;
    talloc_free(scratch);
    return wanted;
}

/* The generation that is left gets a manifest of what it is now, to be fallen back to. One that was
 * found damaged has lost its seal and gets none. */
static enum err_code seal_old(struct rebuild *r, struct err *err)
{
    char old[GENERATION_NAME_BYTES];
    struct err why;
    enum err_code code = generation_current(r->o->index, old, &why);
    if (code != OK || access(generation_path(r->ctx, r->o->index, old, "MANIFEST"), F_OK) != 0)
        return OK;
    if (generation_check_manifest(r->o->index, old, &why) == OK)
        return generation_seal(r->o->index, old, err);
    report_event("generation_damaged", why.text);
    return generation_unseal(r->o->index, old, err);
}

/* What was not switched to. Once it is in use, a later error (of pruning) is no reason to remove
 * it.
 */
static void remove_unfinished(struct rebuild *r)
{
    char now[GENERATION_NAME_BYTES] = "";
    struct err ignored;
    (void)!generation_current(r->o->index, now, &ignored);
    if (*r->name && strcmp(now, r->name) != 0)
        remove_tree(r->ctx, generation_path(r->ctx, r->o->index, r->name, NULL));
}

static enum err_code run(struct rebuild *r, struct err *err)
{
    struct part parts[REBUILD_PARTS_MAX] = {0};
    int removed;
    enum err_code code = prepare(r, err);
    if (code == OK)
        code = run_parts(r, parts, err);
    if (code == OK)
        code = merge(r, parts, err);
    if (code == OK)
        code = check_digests(r, parts, err);
    if (code == OK)
        code = seal_old(r, err);
    if (code == OK)
        code = generation_switch(r->o->index, r->name, err);
    if (code == OK)
        unlink(wanted_path(r->ctx, r->o->index));
    if (code == OK)
        code = generation_prune(r->o->index, &removed, err);
    if (code == OK) /* all others were indexed: older letters are done with */
        code = store_letter_clear_upto(r->view, r->snapshot.last_letter, err);
    if (code != OK)
        remove_unfinished(r);
    return code;
}

enum err_code rebuild_run(const struct rebuild_options *o, struct err *err)
{
    struct rebuild r = {.o = o, .ctx = mem_context(NULL, "rebuild")};
    enum err_code code = lexicon_load(r.ctx, o->lexicon, &r.loaded, err);
    if (code == OK)
        code = run(&r, err);
    if (code == OK)
        report_event("generation_in_use", r.name);
    talloc_free(r.ctx);
    return code;
}
