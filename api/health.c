#include "api/health.h"
#include "api/database.h"
#include "schema/base/clock.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"
#include "schema/store.h"
#include "search/generation.h"
#include "search/idx_layout.h"
#include "search/xapian_shim.h"
#include <pthread.h>
#include <stdatomic.h>

#define ASK_EVERY_MS   2000
#define COUNT_EVERY_MS 10000 /* counting reads the whole outbox */
#define STEP_MS        50

static atomic_bool database_up, stopping, ended;
static atomic_llong waiting = -1, dead = -1;
static pthread_t thread;
static atomic_bool running;

struct health {
    const char *conninfo, *index;
    struct store *store;
};

static void ask(struct store *s)
{
    struct err err = {.text = ""};
    bool up = store_ping(s, &err) == OK, was = atomic_exchange(&database_up, up);
    if (up != was)
        log_warn(up ? "database_up" : "database_away", "reason", err.text);
}

/* How far the index has come in the outbox. */
static enum err_code read_mark(void *ctx, const char *index, struct outbox_mark *ret,
                               struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    struct xs_reader *reader;
    const char *text = "";
    enum err_code code = generation_current(index, name, err);
    if (code == OK)
        code = xs_reader_open(ctx, generation_path(ctx, index, name, "xapian"), &reader, err);
    if (code == OK)
        code = xs_meta_get(reader, ctx, META_WATERMARK, &text, err);
    if (code == OK)
        code = outbox_mark_read(text, ret) ? OK : ERR_CORRUPT;
    return code;
}

static void count(struct health *h)
{
    void *scratch = mem_context(NULL, "outbox");
    struct outbox_mark mark;
    struct err ignored;
    int64_t n = -1, letters = -1;
    if (!atomic_load(&database_up) || read_mark(scratch, h->index, &mark, &ignored) != OK ||
        store_outbox_count(h->store, mark, &n, &letters, &ignored) != OK)
        n = letters = -1;
    atomic_store(&waiting, n);
    atomic_store(&dead, letters);
    talloc_free(scratch);
}

static void *run(void *arg)
{
    struct health *h = arg;
    void *ctx = mem_context(NULL, "health");
    h->store = store_open(ctx, h->conninfo);
    store_set_patience(h->store, DATABASE_PATIENCE_SECONDS);
    for (int64_t ms = 0; !atomic_load(&ended); ms += STEP_MS) {
        if (ms % ASK_EVERY_MS == 0)
            ask(h->store);
        if (ms % COUNT_EVERY_MS == 0)
            count(h);
        clock_sleep_ms(STEP_MS);
    }
    talloc_free(ctx);
    return NULL;
}

enum err_code health_start(void *ctx, const char *conninfo, const char *index, struct err *err)
{
    struct health *h = MEM_NEW(ctx, struct health);
    h->conninfo = mem_strdup(h, conninfo);
    h->index = mem_strdup(h, index);
    atomic_store(&ended, false);
    if (pthread_create(&thread, NULL, run, h) != 0)
        return err_set(err, ERR_INTERNAL, "cannot start a thread");
    atomic_store(&running, true);
    return OK;
}

void health_stop(void)
{
    atomic_store(&ended, true);
    if (atomic_exchange(&running, false))
        pthread_join(thread, NULL);
}

bool health_database_up(void)
{
    return atomic_load(&database_up);
}

void health_database_failed(void)
{
    if (atomic_exchange(&database_up, false))
        log_warn("database_away", "reason", "a request got no answer");
}

bool health_outbox(int64_t *ret_waiting, int64_t *ret_dead)
{
    *ret_waiting = atomic_load(&waiting);
    *ret_dead = atomic_load(&dead);
    return atomic_load(&database_up) && *ret_waiting >= 0 && *ret_dead >= 0;
}

void health_set_stopping(void)
{
    atomic_store(&stopping, true);
}

bool health_is_stopping(void)
{
    return atomic_load(&stopping);
}
