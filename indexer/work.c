#include "indexer/work.h"
#include "indexer/lexicon_load.h"
#include "indexer/rebuild.h"
#include "indexer/report.h"
#include "indexer/state.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "search/generation.h"
#include <stdio.h>
#include <unistd.h>

#define MAX_ATTEMPTS         5
#define PRUNE_MARGIN_SECONDS 3600
#define PRUNE_EVERY_US       (60 * 1000000LL)
#define BATCH_TIME_US        1000000LL
#define HELD_BACK_MS         20
#define BACK_OFF_MS          250
#define INDEX_ERRORS_MAX     20 /* in a row */
#define ASK_FILES_AT         5
#define BACK_OFF_MAX_MS      5000

struct work {
    const struct work_options *o;
    struct store *store;
    struct loaded_lexicon *loaded; /* owns the builder too */
    uint64_t lexicon_stamp;
    struct doc_builder *builder;
    struct index_state *state;
    int64_t pruned_at_us;
    int64_t back_off_ms;
    bool database_away; /* said once, not at each try */
};

/* ------------------------------------------------------------------ one batch */

static bool is_database(enum err_code code)
{
    return code == ERR_NO_DATABASE || code == ERR_CONFLICT;
}

static bool is_index(enum err_code code)
{
    return code == ERR_IO || code == ERR_CORRUPT || code == ERR_NOMEM || code == ERR_VERSION ||
           code == ERR_NO_INDEX;
}

/* A change of one registration into the index. A registration under embargo is not shown. */
static enum err_code index_trial(struct work *w, int64_t trial_id, bool *ret_record_bad,
                                 struct err *err)
{
    void *scratch = mem_context(NULL, "index trial");
    struct stored_trial stored;
    struct built_doc doc;
    enum err_code code = store_trial_load(w->store, scratch, trial_id, &stored, err);
    *ret_record_bad = false;
    if (code == OK && stored.published) {
        code = doc_build(w->builder, &stored, &doc, err);
        *ret_record_bad = code != OK;
        if (code == OK)
            code = index_state_put(w->state, trial_id, &doc, err);
    } else if (code == OK || code == ERR_NOT_FOUND) {
        code = index_state_del(w->state, trial_id, err);
    } else {
        *ret_record_bad = !is_database(code);
    }
    talloc_free(scratch);
    return code;
}

static enum err_code give_up_or_later(struct work *w, struct outbox_row row, const char *reason,
                                      struct err *err)
{
    bool dead = false;
    struct err ignored;
    enum err_code code = OK;
    while (code == OK && !dead) /* a record that cannot be read will not mend by waiting: count its
                                   tries out at once */
        code = store_outbox_fail(w->store, row, MAX_ATTEMPTS, reason, &dead, err ? err : &ignored);
    if (dead)
        report_event_number("dead_letter", "trial", row.trial_id, reason);
    return code;
}

static bool is_later_in_batch(const struct outbox_row *rows, size_t n, size_t i)
{
    for (size_t k = i + 1; k < n; k++)
        if (rows[k].trial_id == rows[i].trial_id)
            return true;
    return false;
}

struct batch {
    struct outbox_row *rows;
    size_t n, done;
    int64_t *indexed; /* registrations of the rows done, but those given up */
    size_t n_indexed;
};

static enum err_code index_row(struct work *w, struct batch *b, size_t i, struct err *err)
{
    bool bad = false;
    struct err why = {.text = ""};
    if (is_later_in_batch(b->rows, b->n, i))
        return OK;
    enum err_code code = index_trial(w, b->rows[i].trial_id, &bad, &why);
    if (code == OK)
        b->indexed[b->n_indexed++] = b->rows[i].trial_id;
    else if (bad)
        code = give_up_or_later(w, b->rows[i], why.text, err);
    else
        *err = why;
    return code;
}

/* Several changes of one registration collapse into the last. */
static enum err_code index_rows(struct work *w, struct batch *b, struct err *err)
{
    int64_t deadline = clock_monotonic_us() + BATCH_TIME_US;
    for (size_t i = 0; i < b->n; i++) {
        enum err_code code = index_row(w, b, i, err);
        if (code != OK)
            return code;
        b->done = i + 1;
        if (clock_monotonic_us() > deadline && !is_later_in_batch(b->rows, b->n, i))
            break;
    }
    return OK;
}

static enum err_code commit_batch(struct work *w, const struct batch *b, struct err *err)
{
    const struct outbox_row *last = &b->rows[b->done - 1];
    enum err_code code =
        index_state_commit(w->state, (struct outbox_mark){last->xid, last->outbox_id}, err);
    if (code == OK && b->n_indexed) /* what failed before and is mended is no dead letter */
        code = store_letter_clear(w->store, b->indexed, b->n_indexed, err);
    return code;
}

static enum err_code run_batch(struct work *w, size_t *ret_n, struct err *err)
{
    void *scratch = mem_context(NULL, "batch");
    struct batch b = {0};
    *ret_n = 0;
    enum err_code code = store_outbox_take(w->store, scratch, index_state_mark(w->state),
                                           (int)w->o->batch, &b.rows, &b.n, err);
    if (code == OK && b.n > 0) {
        b.indexed = MEM_ARRAY(scratch, int64_t, b.n);
        code = index_rows(w, &b, err);
        if (code == OK)
            code = commit_batch(w, &b, err);
        if (code == OK)
            *ret_n = b.done;
    }
    talloc_free(scratch);
    return code;
}

/* ------------------------------------------------------------------ around it */

static enum err_code housekeeping(struct work *w, struct err *err)
{
    int64_t rows;
    int64_t now = clock_monotonic_us();
    if (w->pruned_at_us && now - w->pruned_at_us < PRUNE_EVERY_US)
        return OK;
    w->pruned_at_us = now;
    enum err_code code = store_publish_due(w->store, &rows, err);
    if (code == OK)
        code = index_state_sync(w->state, err);
    if (code == OK)
        code = store_outbox_prune(w->store, index_state_mark(w->state), PRUNE_MARGIN_SECONDS, &rows,
                                  err);
    return code;
}

static void close_state(struct work *w)
{
    talloc_free(w->state);
    w->state = NULL;
}

static enum err_code rebuild_now(struct work *w, const char *why, struct err *err)
{
    const struct rebuild_options o = {.index = w->o->index,
                                      .database = w->o->database,
                                      .lexicon = w->o->lexicon,
                                      .flush_threshold = w->o->flush_threshold,
                                      .parts = 2,
                                      .stop = w->o->stop};
    report_event("rebuild", why);
    return rebuild_run(&o, err);
}

/* Readers go back to the newest generation before `damaged` that is sound, and nobody to this one:
 * the pointer moves, the seal goes. Where none is sound the damaged one stays in use. */
static void fall_back(struct work *w, const char *damaged)
{
    char before[GENERATION_NAME_BYTES];
    struct err err = {.text = ""}, ignored;
    rebuild_want(w->o->index);
    (void)!generation_unseal(w->o->index, damaged, &ignored);
    while (generation_previous(w->o->index, damaged, before, &ignored) == OK) {
        enum err_code code = generation_check_manifest(w->o->index, before, &err);
        if (code == OK)
            code = index_generation_check(w->o->index, before, &err);
        if (code == OK)
            code = generation_use(w->o->index, before, &err);
        if (code == OK) {
            report_event("fell_back", before);
            return;
        }
        report_event("not_fallen_back", err.text);
        if (generation_unseal(w->o->index, before, &ignored) != OK)
            return;
    }
}

static void give_up_index(struct work *w, const char *why)
{
    char now[GENERATION_NAME_BYTES];
    struct err ignored;
    report_event("index_damaged", why);
    if (generation_current(w->o->index, now, &ignored) == OK)
        fall_back(w, now);
    else
        rebuild_want(w->o->index);
}

static enum err_code index_open(struct work *w, struct err *err)
{
    return index_state_open(w, w->o->index, (uint32_t)w->o->flush_threshold,
                            lexicon_version(w->loaded->lexicon), &w->state, err);
}

/* Loads the lexicon; when it has changed, the index is opened (and so built) anew. */
static enum err_code lexicon_follow(struct work *w, struct err *err)
{
    uint64_t stamp = lexicon_load_stamp(w->o->lexicon);
    if (w->loaded && stamp == w->lexicon_stamp)
        return OK;
    struct loaded_lexicon *loaded = MEM_NEW(w, struct loaded_lexicon);
    enum err_code code = lexicon_load(loaded, w->o->lexicon, loaded, err);
    close_state(w);
    if (code != OK) {
        talloc_free(loaded);
        return code;
    }
    talloc_free(w->loaded);
    w->loaded = loaded;
    w->lexicon_stamp = stamp;
    w->builder = doc_builder_new(loaded, loaded->lexicon);
    return OK;
}

static enum err_code open_state(struct work *w, struct err *err)
{
    enum err_code code = OK;
    const char *why = "the generation in use was damaged";
    if (!rebuild_is_wanted(w->o->index)) {
        code = index_open(w, err);
        if (code == ERR_CORRUPT)
            give_up_index(w, err->text);
        else if (code == ERR_NO_INDEX || code == ERR_VERSION)
            why = err->text;
        else
            return code;
    }
    code = rebuild_now(w, why, err);
    return code == OK ? index_open(w, err) : code;
}

static bool is_stopping(const struct work *w)
{
    return w->o->stop && *w->o->stop;
}

/* Waits a moment after an error, longer each time, with jitter. */
static void back_off(struct work *w, const char *what, const struct err *err)
{
    if (!w->database_away)
        report_event(what, err->text);
    w->database_away = true;
    w->back_off_ms = w->back_off_ms ? w->back_off_ms * 2 : BACK_OFF_MS;
    if (w->back_off_ms > BACK_OFF_MAX_MS)
        w->back_off_ms = BACK_OFF_MAX_MS;
    if (!is_stopping(w))
        clock_sleep_ms(w->back_off_ms / 2 + clock_monotonic_us() % (w->back_off_ms / 2 + 1));
}

static void went_well(struct work *w)
{
    if (w->database_away)
        report_event("resumed", "");
    w->database_away = false;
    w->back_off_ms = 0;
}

/* One turn: open what is not open, work off a batch or wait for a change. */
static enum err_code turn(struct work *w, bool *ret_idle, struct err *err)
{
    size_t n = 0;
    bool woken;
    *ret_idle = false;
    enum err_code code = lexicon_follow(w, err);
    if (code == OK && !w->state)
        code = open_state(w, err);
    if (code == OK)
        code = run_batch(w, &n, err);
    if (code == OK)
        code = housekeeping(w, err);
    if (code != OK || n > 0)
        return code;
    *ret_idle = true;
    return w->o->once || is_stopping(w)
               ? OK
               : store_outbox_wait(w->store, (int)w->o->poll_ms, &woken, err);
}

/* Nothing can be taken now, but a row may still be held back: some transaction of the cluster with
 * a lower number (perhaps of another database) has not ended. */
static bool is_all_done(struct work *w)
{
    int64_t waiting = 1, dead;
    struct err ignored;
    bool known =
        store_outbox_count(w->store, index_state_mark(w->state), &waiting, &dead, &ignored) == OK;
    if (known && waiting == 0)
        return true;
    clock_sleep_ms(HELD_BACK_MS);
    return false;
}

/* An error of an index that could be opened: is it damage? What says so is believed; of anything
 * else (a full disk) the files are asked once it has happened again and again. */
static bool is_damage(struct work *w, enum err_code code, int times, struct err *err)
{
    if (!w->state || code == ERR_CORRUPT || times != ASK_FILES_AT)
        return w->state && code == ERR_CORRUPT;
    void *scratch = mem_context(NULL, "damage");
    const char *name = index_state_generation(w->state);
    struct err why = {.text = ""};
    bool damage =
        xs_check(generation_path(scratch, w->o->index, name, "xapian"), &why) == ERR_CORRUPT;
    if (damage)
        *err = why;
    talloc_free(scratch);
    return damage;
}

static enum err_code loop(struct work *w, struct err *err)
{
    int index_errors = 0;
    while (!is_stopping(w)) {
        bool idle = false;
        enum err_code code = turn(w, &idle, err);
        if (code == OK) {
            went_well(w);
            index_errors = 0;
            if (idle && w->o->once && is_all_done(w))
                return OK;
            continue;
        }
        if (code == ERR_STOPPING)
            return OK;
        if (is_index(code) || code == ERR_INTERNAL || code == ERR_BUSY) {
            if (is_damage(w, code, ++index_errors, err))
                give_up_index(w, err->text);
            close_state(w); /* dropped, opened again, replayed from its watermark */
            if (index_errors > INDEX_ERRORS_MAX)
                return code;
        } else if (!is_database(code)) {
            return code;
        }
        back_off(w, is_database(code) ? "database_away" : "index_error", err);
    }
    return OK;
}

static enum err_code take_lock(const struct work_options *o, int *ret_fd, struct err *err)
{
    enum err_code code = index_lock(o->index, false, ret_fd, err);
    if (code != ERR_BUSY)
        return code;
    report_event("waiting", err->text);
    return index_lock(o->index, true, ret_fd, err);
}

enum err_code work_run(const struct work_options *o, struct err *err)
{
    int lock = -1;
    struct work *w = MEM_NEW(NULL, struct work);
    w->o = o;
    w->store = store_open(w, o->database);
    enum err_code code = take_lock(o, &lock, err);
    if (code == OK)
        code = loop(w, err);
    else if (code == ERR_STOPPING)
        code = OK;
    talloc_free(w);
    if (lock >= 0)
        close(lock);
    return code;
}
