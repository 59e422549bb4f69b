#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/store_db.h"
#include <stdlib.h>

#define TX_TRIES 5

static int close_store(struct store *s)
{
    db_disconnect(s);
    return 0;
}

struct store *store_open(void *ctx, const char *conninfo)
{
    struct store *s = MEM_NEW(ctx, struct store);
    s->conninfo = mem_strdup(s, conninfo);
    talloc_set_destructor(s, close_store);
    return s;
}

void store_set_patience(struct store *s, int seconds)
{
    s->patience_seconds = seconds < 2 ? 2 : seconds;
}

enum err_code store_ping(struct store *s, struct err *err)
{
    return db_exec(s, STMT_PING, NULL, 0, NULL, err);
}

static enum err_code run_once(struct store *s, store_tx_fn fn, void *arg, struct err *err)
{
    enum err_code code = db_run(s, "BEGIN", NULL, err);
    if (code != OK)
        return code;
    s->tx_depth++;
    code = fn(s, arg, err);
    if (code == OK && s->conn)
        code = db_run(s, "COMMIT", NULL, err);
    else if (code == OK)
        code = err_set(err, ERR_NO_DATABASE, "connection lost in a transaction");
    s->tx_depth--;
    if (code != OK && s->conn && db_run(s, "ROLLBACK", NULL, NULL) != OK)
        db_disconnect(s);
    return code;
}

/* Jittered back-off: 10, 20, 40 … ms and as much again by chance, so that two losers do not meet
 * again. */
static void back_off(int attempt)
{
    int64_t ms = 10 << attempt;
    clock_sleep_ms(ms + clock_monotonic_us() % ms);
}

enum err_code store_tx(struct store *s, store_tx_fn fn, void *arg, struct err *err)
{
    enum err_code code = OK;
    if (s->tx_depth > 0) /* already inside one: it takes part */
        return fn(s, arg, err);
    for (int attempt = 0; attempt < TX_TRIES; attempt++) {
        code = run_once(s, fn, arg, err);
        if (code != ERR_CONFLICT && code != ERR_NO_DATABASE)
            break;
        if (attempt + 1 < TX_TRIES)
            back_off(attempt);
    }
    return code;
}
