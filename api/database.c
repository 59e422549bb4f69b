#include "api/database.h"
#include "api/health.h"
#include <pthread.h>
#include <time.h>

/* What a sound database needs for any of these requests, with room: nobody is refused while it is
 * well. */
#define WAIT_NS 50000000L

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static enum err_code away(struct err *err)
{
    return err_set(err, ERR_NO_DATABASE, "the database is away");
}

enum err_code database_enter(struct err *err)
{
    struct timespec until;
    if (!health_database_up())
        return away(err);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += WAIT_NS;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    /* Not pthread_mutex_clocklock, which the thread sanitizer does not see: a clock that is set
     * just now makes one request wait longer or be refused. */
    if (pthread_mutex_timedlock(&gate, &until) != 0)
        return err_set(err, ERR_BUSY, "another request waits for the database");
    if (health_database_up())
        return OK;
    pthread_mutex_unlock(&gate); /* found to be away by the one before */
    return away(err);
}

void database_leave(enum err_code code)
{
    if (code == ERR_NO_DATABASE)
        health_database_failed();
    pthread_mutex_unlock(&gate);
}
