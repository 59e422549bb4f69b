#include "schema/base/mem.h"
#include "schema/store_db.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

static const char *xid_text(uint64_t xid, char buf[DB_NUMBER_BYTES])
{
    snprintf(buf, DB_NUMBER_BYTES, "%llu", (unsigned long long)xid);
    return buf;
}

static uint64_t xid_of(const PGresult *res, int row, int column)
{
    return strtoull(PQgetvalue(res, row, column), NULL, 10);
}

bool outbox_mark_read(const char *text, struct outbox_mark *ret)
{
    unsigned long long xid = 0;
    long long id = 0;
    if (sscanf(text, "%llu %lld", &xid, &id) != 2)
        return false;
    *ret = (struct outbox_mark){xid, id};
    return true;
}

enum err_code store_outbox_take(struct store *s, void *ctx, struct outbox_mark after, int limit,
                                struct outbox_row **ret, size_t *ret_n, struct err *err)
{
    char xid[DB_NUMBER_BYTES], id[DB_NUMBER_BYTES], n[DB_NUMBER_BYTES];
    PGresult *res;
    const char *params[] = {xid_text(after.xid, xid), db_number(after.outbox_id, id),
                            db_number(limit, n)};
    enum err_code code = db_exec(s, STMT_OUTBOX_TAKE, params, 3, &res, err);
    if (code != OK)
        return code;
    *ret_n = (size_t)PQntuples(res);
    *ret = MEM_ARRAY(ctx, struct outbox_row, *ret_n);
    for (int i = 0; i < PQntuples(res); i++)
        (*ret)[i] = (struct outbox_row){xid_of(res, i, 0), db_int(res, i, 1), db_int(res, i, 2),
                                        (int)db_int(res, i, 3)};
    db_free(res);
    return OK;
}

enum err_code store_outbox_fail(struct store *s, struct outbox_row row, int max_attempts,
                                const char *reason, bool *ret_dead, struct err *err)
{
    char id[DB_NUMBER_BYTES], max[DB_NUMBER_BYTES];
    PGresult *res;
    const char *params[] = {db_number(row.outbox_id, id), reason, db_number(max_attempts, max)};
    enum err_code code = db_exec(s, STMT_OUTBOX_FAIL, params, 3, &res, err);
    if (code != OK)
        return code;
    *ret_dead = PQntuples(res) > 0 && PQgetvalue(res, 0, 0)[0] == 't';
    db_free(res);
    return OK;
}

enum err_code store_outbox_prune(struct store *s, struct outbox_mark upto, int margin_seconds,
                                 int64_t *ret_rows, struct err *err)
{
    char xid[DB_NUMBER_BYTES], id[DB_NUMBER_BYTES], margin[DB_NUMBER_BYTES];
    PGresult *res;
    const char *params[] = {xid_text(upto.xid, xid), db_number(upto.outbox_id, id),
                            db_number(margin_seconds, margin)};
    enum err_code code = db_exec(s, STMT_OUTBOX_PRUNE, params, 3, &res, err);
    if (code != OK)
        return code;
    *ret_rows = strtoll(PQcmdTuples(res), NULL, 10);
    db_free(res);
    return OK;
}

enum err_code store_outbox_count(struct store *s, struct outbox_mark after, int64_t *ret_waiting,
                                 int64_t *ret_dead, struct err *err)
{
    char xid[DB_NUMBER_BYTES], id[DB_NUMBER_BYTES];
    PGresult *res;
    const char *params[] = {xid_text(after.xid, xid), db_number(after.outbox_id, id)};
    enum err_code code = db_exec(s, STMT_OUTBOX_COUNT, params, 2, &res, err);
    if (code != OK)
        return code;
    *ret_waiting = db_int(res, 0, 0);
    *ret_dead = db_int(res, 0, 1);
    db_free(res);
    return OK;
}

/* Takes in what has arrived; true when a notification was among it. */
static bool drain(struct store *s)
{
    bool any = false;
    for (PGnotify *note; (note = PQnotifies(s->conn)); PQfreemem(note))
        any = true;
    return any;
}

enum err_code store_outbox_wait(struct store *s, int timeout_ms, bool *ret_woken, struct err *err)
{
    *ret_woken = false;
    enum err_code code = db_connect(s, err);
    if (code == OK && !s->listening) {
        code = db_run(s, "LISTEN shirube_outbox", NULL, err);
        s->listening = code == OK;
        *ret_woken = code == OK; /* what came before the LISTEN made no sound: look at once */
        return code;
    }
    if (code != OK || (*ret_woken = drain(s)))
        return code;
    struct pollfd fd = {.fd = PQsocket(s->conn), .events = POLLIN};
    if (poll(&fd, 1, timeout_ms) <= 0)
        return OK; /* timeout, or a signal: the caller looks why */
    if (!PQconsumeInput(s->conn)) {
        db_disconnect(s);
        return err_set(err, ERR_NO_DATABASE, "connection lost while waiting");
    }
    *ret_woken = drain(s);
    return OK;
}

enum err_code store_publish_due(struct store *s, int64_t *ret_rows, struct err *err)
{
    PGresult *res;
    enum err_code code = db_exec(s, STMT_PUBLISH_DUE, NULL, 0, &res, err);
    if (code != OK)
        return code;
    *ret_rows = db_int(res, 0, 0);
    db_free(res);
    return OK;
}
