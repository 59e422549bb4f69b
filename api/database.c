#include "api/database.h"
#include "api/health.h"
#include "schema/base/clock.h"
#include <pthread.h>
#include <time.h>

/* How long a request may have the database before those that wait for it give up: a sound one
 * answers each of these requests in a few milliseconds, and within this on a machine that is busy
 * or where a connection has to be made first. Counted from when the request took it: while
 * requests come and go all wait their turn, and a database that hangs holds a thread up for this
 * long once, not for each request. */
#define LONG_US 1000000

static struct {
    pthread_mutex_t mutex; /* of what follows; held for no longer than it takes to look at it */
    pthread_cond_t freed;
    bool taken;
    int64_t since_us; /* when it was taken; monotonic */
} gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .freed = PTHREAD_COND_INITIALIZER};

static enum err_code away(struct err *err)
{
    return err_set(err, ERR_NO_DATABASE, "the database is away");
}

static void free_gate(void)
{
    pthread_mutex_lock(&gate.mutex);
    gate.taken = false;
    pthread_cond_signal(&gate.freed);
    pthread_mutex_unlock(&gate.mutex);
}

/* With the mutex held: until the gate is free (true), or had by another for long. */
static bool wait_until_free(void)
{
    while (gate.taken) {
        int64_t until_us = gate.since_us + LONG_US;
        struct timespec until = {.tv_sec = until_us / 1000000,
                                 .tv_nsec = until_us % 1000000 * 1000};
        if (clock_monotonic_us() >= until_us)
            return false;
        pthread_cond_clockwait(&gate.freed, &gate.mutex, CLOCK_MONOTONIC, &until);
    }
    return true;
}

enum err_code database_enter(struct err *err)
{
    bool mine;
    if (!health_database_up())
        return away(err);
    pthread_mutex_lock(&gate.mutex);
    mine = wait_until_free();
    if (mine) {
        gate.taken = true;
        gate.since_us = clock_monotonic_us();
    }
    pthread_mutex_unlock(&gate.mutex);
    if (!mine)
        return err_set(err, ERR_BUSY, "another request waits for the database");
    if (health_database_up())
        return OK;
    free_gate(); /* found to be away by the one before */
    return away(err);
}

void database_leave(enum err_code code)
{
    if (code == ERR_NO_DATABASE)
        health_database_failed();
    free_gate();
}
