#include "api/health.h"
#include "schema/base/clock.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"
#include "schema/store.h"
#include <pthread.h>
#include <stdatomic.h>

#define ASK_EVERY_MS 2000
#define STEP_MS      50

static atomic_bool database_up, stopping, ended;
static pthread_t thread;
static atomic_bool running;

static void ask(struct store *s)
{
    struct err err = {.text = ""};
    bool up = store_ping(s, &err) == OK, was = atomic_exchange(&database_up, up);
    if (up != was)
        log_warn(up ? "database_up" : "database_away", "reason", err.text);
}

static void *run(void *arg)
{
    void *ctx = mem_context(NULL, "health");
    struct store *s = store_open(ctx, arg);
    for (int64_t waited = ASK_EVERY_MS; !atomic_load(&ended); waited += STEP_MS) {
        if (waited >= ASK_EVERY_MS) {
            ask(s);
            waited = 0;
        }
        clock_sleep_ms(STEP_MS);
    }
    talloc_free(ctx);
    return NULL;
}

enum err_code health_start(void *ctx, const char *conninfo, struct err *err)
{
    atomic_store(&ended, false);
    if (pthread_create(&thread, NULL, run, mem_strdup(ctx, conninfo)) != 0)
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

void health_set_stopping(void)
{
    atomic_store(&stopping, true);
}

bool health_is_stopping(void)
{
    return atomic_load(&stopping);
}
