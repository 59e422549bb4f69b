#include "schema/store_db.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *sql;
} statements[] = {
#define STATEMENT_ROW(symbol, sql) {#symbol, sql},
    STATEMENT_LIST(STATEMENT_ROW)
#undef STATEMENT_ROW
};

const char *db_statement_sql(enum statement stmt)
{
    return statements[stmt].sql;
}

const char *db_statement_name(enum statement stmt)
{
    return statements[stmt].name;
}

void db_free(PGresult *res)
{
    PQclear(res);
}

void db_disconnect(struct store *s)
{
    PQfinish(s->conn);
    s->conn = NULL;
    memset(s->prepared, 0, sizeof s->prepared);
    s->listening = false;
}

/* Timeouts on our side and on the server's: nothing may hang for ever (reliability.md §1.9). */
static const char session_limits[] =
    "SET search_path TO shirube; SET statement_timeout = '%ds'; SET lock_timeout = '30s'; "
    "SET idle_in_transaction_session_timeout = '60s'; SET timezone TO 'UTC'; "
    "SET client_min_messages TO warning; "
    /* Every statement has its index (tests/store proves it); plans made while the tables are still
     * empty would read them from end to end for the rest of the session. */
    "SET enable_seqscan TO off; SET jit TO off";

static void silence(void *arg, const char *message)
{
    (void)arg;
    (void)message; /* libraries do not log; errors come back as codes */
}

/* Until the next result is there; false when it does not come in time. */
static bool comes_in_time(struct store *s, int64_t end_us)
{
    while (PQisBusy(s->conn)) {
        int64_t left = end_us - clock_monotonic_us();
        struct pollfd fd = {.fd = PQsocket(s->conn), .events = POLLIN};
        if (left <= 0)
            return false;
        if (poll(&fd, 1, (int)(left / 1000) + 1) > 0 && !PQconsumeInput(s->conn))
            return true; /* lost: the result says so */
    }
    return true;
}

/* The last result of what was sent (0: it could not be sent). NULL with the connection dropped when
 * the patience is over: the server's own timeout does not help when the server hangs. */
static PGresult *result_of(struct store *s, int sent)
{
    int64_t end_us = clock_monotonic_us() + (int64_t)s->patience_seconds * 1000000;
    PGresult *last = NULL;
    while (sent) {
        if (s->patience_seconds && !comes_in_time(s, end_us)) {
            PQclear(last);
            db_disconnect(s);
            s->patience_over = true;
            return NULL;
        }
        PGresult *res = PQgetResult(s->conn);
        if (!res)
            break;
        PQclear(last);
        last = res;
    }
    return last;
}

static enum err_code start_session(struct store *s, struct err *err)
{
    char sql[sizeof session_limits + 12];
    snprintf(sql, sizeof sql, session_limits, s->patience_seconds ? s->patience_seconds : 120);
    PGresult *res = result_of(s, PQsendQuery(s->conn, sql));
    bool good = PQresultStatus(res) == PGRES_COMMAND_OK;
    PQclear(res);
    if (good)
        return OK;
    err_set(err, ERR_NO_DATABASE, "database session: %s", PQerrorMessage(s->conn));
    db_disconnect(s);
    return ERR_NO_DATABASE;
}

enum err_code db_connect(struct store *s, struct err *err)
{
    if (s->conn && PQstatus(s->conn) == CONNECTION_OK)
        return OK;
    db_disconnect(s);
    const char *const keys[] = {"dbname",          "connect_timeout",  "tcp_user_timeout",
                                "client_encoding", "application_name", NULL};
    char seconds[DB_NUMBER_BYTES], ms[DB_NUMBER_BYTES];
    int patience = s->patience_seconds;
    const char *const values[] = {s->conninfo,
                                  db_number(patience ? patience : 5, seconds),
                                  db_number(patience ? patience * 1000 : 10000, ms),
                                  "UTF8",
                                  "shirube",
                                  NULL};
    s->conn = PQconnectdbParams(keys, values, 1);
    if (PQstatus(s->conn) != CONNECTION_OK) {
        err_set(err, ERR_NO_DATABASE, "database: %s", PQerrorMessage(s->conn));
        db_disconnect(s);
        return ERR_NO_DATABASE;
    }
    PQsetNoticeProcessor(s->conn, silence, NULL);
    return start_session(s, err);
}

static enum err_code code_of_state(const char *state)
{
    static const struct {
        const char *prefix;
        enum err_code code;
    } map[] = {
        {"40001", ERR_CONFLICT},  {"40P01", ERR_CONFLICT},  {"23505", ERR_CONFLICT},
        {"55P03", ERR_CONFLICT},  {"23", ERR_INVALID},      {"22", ERR_INVALID},
        {"57P", ERR_NO_DATABASE}, {"57014", ERR_BUSY},      {"53", ERR_NO_DATABASE},
        {"08", ERR_NO_DATABASE},  {"42501", ERR_FORBIDDEN},
    };
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (text_starts_with(state, map[i].prefix))
            return map[i].code;
    return ERR_INTERNAL;
}

/* The code of a failed result. No SQLSTATE with a dead connection: the outcome is unknown. */
static enum err_code fail(struct store *s, PGresult *res, const char *what, struct err *err)
{
    const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
    const char *message = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    bool dead = PQstatus(s->conn) != CONNECTION_OK;
    enum err_code code = dead || !state ? ERR_NO_DATABASE : code_of_state(state);
    err_set(err, code, "%s: %s %s", what, state ? state : "connection lost",
            message ? message : "");
    PQclear(res);
    if (dead)
        db_disconnect(s);
    return code;
}

static bool is_good(const PGresult *res)
{
    ExecStatusType status = PQresultStatus(res);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static enum err_code prepare(struct store *s, enum statement stmt, struct err *err)
{
    if (s->prepared[stmt])
        return OK;
    PGresult *res =
        result_of(s, PQsendPrepare(s->conn, statements[stmt].name, statements[stmt].sql, 0, NULL));
    if (!is_good(res))
        return fail(s, res, statements[stmt].name, err);
    PQclear(res);
    s->prepared[stmt] = true;
    return OK;
}

static enum err_code exec_once(struct store *s, enum statement stmt, const char *const *params,
                               int n_params, PGresult **ret, struct err *err)
{
    enum err_code code = s->tx_depth > 0 && !s->conn
                             ? err_set(err, ERR_NO_DATABASE, "connection lost in a transaction")
                             : db_connect(s, err);
    if (code == OK)
        code = prepare(s, stmt, err);
    if (code != OK)
        return code;
    *ret = result_of(
        s, PQsendQueryPrepared(s->conn, statements[stmt].name, n_params, params, NULL, NULL, 0));
    return is_good(*ret) ? OK : fail(s, *ret, statements[stmt].name, err);
}

/* A read over a connection that has died since (the server was restarted) is asked again over a new
 * one. A write is not: its outcome would be unknown. */
static bool may_ask_again(const struct store *s, enum statement stmt, bool was_connected)
{
    return was_connected && !s->conn && !s->patience_over && s->tx_depth == 0 && stmt != STMT_PUT &&
           text_starts_with(statements[stmt].sql, "SELECT");
}

enum err_code db_exec(struct store *s, enum statement stmt, const char *const *params, int n_params,
                      PGresult **ret, struct err *err)
{
    bool was_connected = s->conn != NULL;
    s->patience_over = false;
    PGresult *res = NULL;
    enum err_code code = exec_once(s, stmt, params, n_params, &res, err);
    if (code == ERR_NO_DATABASE && may_ask_again(s, stmt, was_connected))
        code = exec_once(s, stmt, params, n_params, &res, err);
    if (code != OK)
        return code;
    if (ret)
        *ret = res;
    else
        PQclear(res);
    return OK;
}

enum err_code db_run(struct store *s, const char *sql, PGresult **ret, struct err *err)
{
    enum err_code code = db_connect(s, err);
    if (code != OK)
        return code;
    PGresult *res = result_of(s, PQsendQuery(s->conn, sql));
    if (!is_good(res)) {
        char what[40];
        text_copy(what, sizeof what, sql);
        return fail(s, res, what, err);
    }
    if (ret)
        *ret = res;
    else
        PQclear(res);
    return OK;
}

const char *db_number(int64_t n, char buf[DB_NUMBER_BYTES])
{
    snprintf(buf, DB_NUMBER_BYTES, "%lld", (long long)n);
    return buf;
}

int64_t db_int(const PGresult *res, int row, int column)
{
    return PQgetisnull(res, row, column) ? 0
                                         : (int64_t)strtoll(PQgetvalue(res, row, column), NULL, 10);
}

const char *db_text(void *ctx, const PGresult *res, int row, int column)
{
    if (PQgetisnull(res, row, column))
        return NULL;
    return mem_strndup(ctx, PQgetvalue(res, row, column), (size_t)PQgetlength(res, row, column));
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool db_hash(const PGresult *res, int row, int column, unsigned char ret[TRIAL_HASH_BYTES])
{
    const char *s = PQgetvalue(res, row, column); /* bytea_output hex: \x… */
    if (PQgetlength(res, row, column) != 2 + 2 * TRIAL_HASH_BYTES)
        return false;
    for (int i = 0; i < TRIAL_HASH_BYTES; i++) {
        int high = hex_value(s[2 + 2 * i]), low = hex_value(s[3 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        ret[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}
