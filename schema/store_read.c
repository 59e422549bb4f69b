#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "schema/store_db.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FETCH_ROWS "500"

static enum err_code read_stored(void *ctx, const PGresult *res, int row, struct stored_trial *ret,
                                 struct err *err)
{
    *ret = (struct stored_trial){
        .trial_id = db_int(res, row, 0),
        .version = (int)db_int(res, row, 1),
        .json = db_text(ctx, res, row, 2),
        .json_len = (size_t)PQgetlength(res, row, 2),
        .cluster_id = db_int(res, row, 4),
        .published = PQgetvalue(res, row, 5)[0] == 't',
        .saved_at_ms = db_int(res, row, 6),
        .cluster_json = db_text(ctx, res, row, 7),
        .numbers_json = db_text(ctx, res, row, 8),
        .public_id = db_text(ctx, res, row, 9),
    };
    if (!db_hash(res, row, 3, ret->hash))
        return err_set(err, ERR_CORRUPT, "content hash of trial %lld is damaged",
                       (long long)ret->trial_id);
    return OK;
}

enum err_code store_trial_load(struct store *s, void *ctx, int64_t trial_id,
                               struct stored_trial *ret, struct err *err)
{
    char id[DB_NUMBER_BYTES];
    PGresult *res;
    enum err_code code =
        db_exec(s, STMT_LOAD, (const char *const[]){db_number(trial_id, id)}, 1, &res, err);
    if (code != OK)
        return code;
    code = PQntuples(res) == 0 ? err_set(err, ERR_NOT_FOUND, "no trial %lld", (long long)trial_id)
                               : read_stored(ctx, res, 0, ret, err);
    db_free(res);
    return code;
}

/* ------------------------------------------------------------------ streaming */

#define BEGIN_READING                                                                              \
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; "           \
    "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL cursor_tuple_fraction = 1"

enum err_code store_snapshot_take(struct store *s, struct store_snapshot *ret, struct err *err)
{
    PGresult *res;
    enum err_code code = db_run(s, BEGIN_READING, NULL, err);
    if (code != OK)
        return code;
    s->tx_depth++; /* a lost connection is an error from now on: the snapshot went with it */
    code = db_exec(s, STMT_SNAPSHOT, NULL, 0, &res, err);
    if (code != OK) {
        store_snapshot_end(s);
        return code;
    }
    text_copy(ret->name, sizeof ret->name, PQgetvalue(res, 0, 0));
    /* What lies below xmin has ended; rows at or after (xmin, 0) come later. */
    ret->mark = (struct outbox_mark){strtoull(PQgetvalue(res, 0, 1), NULL, 10) - 1, INT64_MAX};
    ret->published = db_int(res, 0, 2);
    ret->last_letter = db_int(res, 0, 3);
    db_free(res);
    return OK;
}

static void end_reading(struct store *s)
{
    if (s->conn && db_run(s, "COMMIT", NULL, NULL) != OK)
        db_disconnect(s);
}

void store_snapshot_end(struct store *s)
{
    s->tx_depth--;
    end_reading(s);
}

struct stream {
    const struct store_range *range;
    store_trial_fn fn;
    void *arg;
};

static enum err_code give_rows(const PGresult *res, const struct stream *stream, struct err *err)
{
    for (int row = 0; row < PQntuples(res); row++) {
        void *scratch = mem_context(NULL, "stored trial");
        struct stored_trial t;
        enum err_code code = read_stored(scratch, res, row, &t, err);
        if (code == OK)
            code = stream->fn(&t, stream->arg, err);
        talloc_free(scratch);
        if (code != OK)
            return code;
    }
    return OK;
}

static enum err_code fetch_all(struct store *s, const struct stream *stream, struct err *err)
{
    for (;;) {
        PGresult *res;
        enum err_code code = db_run(s, "FETCH " FETCH_ROWS " FROM stored", &res, err);
        if (code != OK)
            return code;
        int n = PQntuples(res);
        code = give_rows(res, stream, err);
        db_free(res);
        if (code != OK || n == 0)
            return code;
    }
}

static enum err_code begin_stream(struct store *s, const struct store_range *range, struct err *err)
{
    char sql[120];
    enum err_code code = db_run(s, BEGIN_READING, NULL, err);
    if (code != OK || !range->snapshot)
        return code;
    snprintf(sql, sizeof sql, "SET TRANSACTION SNAPSHOT '%s'", range->snapshot->name);
    return db_run(s, sql, NULL, err);
}

/* The order is worked out over keys alone; the records are fetched as the cursor moves. */
static enum err_code open_cursor(struct store *s, const struct store_range *range, struct err *err)
{
    char sql[900];
    snprintf(sql, sizeof sql,
             "DECLARE stored NO SCROLL CURSOR FOR SELECT " STORED_COLUMNS " FROM "
             "(SELECT k.trial_id AS key_id, row_number() OVER (ORDER BY k.first_published_on DESC "
             "NULLS LAST, k.trial_id) AS newest, "
             "ntile(%d) OVER (ORDER BY k.first_published_on DESC NULLS LAST, k.trial_id) AS part "
             "FROM trial k WHERE k.is_published) keys "
             "JOIN LATERAL (SELECT * FROM stored_trial st WHERE st.trial_id = keys.key_id) st ON "
             "true WHERE keys.part = %d ORDER BY keys.%s",
             range->parts, range->part + 1, range->newest_first ? "newest" : "key_id");
    return db_run(s, sql, NULL, err);
}

enum err_code store_trial_each(struct store *s, const struct store_range *range, store_trial_fn fn,
                               void *arg, struct err *err)
{
    const struct stream stream = {range, fn, arg};
    enum err_code code = begin_stream(s, range, err);
    if (code == OK)
        code = open_cursor(s, range, err);
    if (code == OK)
        code = fetch_all(s, &stream, err);
    end_reading(s);
    return code;
}

enum err_code store_trial_count(struct store *s, int64_t *ret_published, int64_t *ret_all,
                                struct err *err)
{
    PGresult *res;
    enum err_code code = db_exec(s, STMT_COUNT, NULL, 0, &res, err);
    if (code != OK)
        return code;
    *ret_published = db_int(res, 0, 0);
    *ret_all = db_int(res, 0, 1);
    db_free(res);
    return OK;
}

/* ------------------------------------------------------------------ numbers, versions, changes */

enum err_code store_number_find(struct store *s, void *ctx, const char *number,
                                int64_t *ret_trial_id, const char **ret_id, struct err *err)
{
    struct registry_number known;
    PGresult *res;
    const char *wanted = number_read(ctx, number, &known) ? known.id : number;
    const char *lower = text_lower_ascii(ctx, wanted);
    enum err_code code = db_exec(s, STMT_NUMBER_FIND, &lower, 1, &res, err);
    if (code != OK)
        return code;
    if (PQntuples(res) > 0) {
        *ret_trial_id = db_int(res, 0, 0);
        *ret_id = db_text(ctx, res, 0, 1);
    } else {
        code = err_set(err, ERR_NOT_FOUND, "no registration has this number");
    }
    db_free(res);
    return code;
}

enum err_code store_version_list(struct store *s, void *ctx, int64_t trial_id,
                                 struct version_row **ret, size_t *ret_n, struct err *err)
{
    char id[DB_NUMBER_BYTES];
    PGresult *res;
    enum err_code code =
        db_exec(s, STMT_VERSION_LIST, (const char *const[]){db_number(trial_id, id)}, 1, &res, err);
    if (code != OK)
        return code;
    *ret_n = (size_t)PQntuples(res);
    *ret = MEM_ARRAY(ctx, struct version_row, *ret_n);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = (struct version_row){.version = (int)db_int(res, (int)i, 0),
                                         .saved_at_ms = db_int(res, (int)i, 1)};
    db_free(res);
    return OK;
}

enum err_code store_version_load(struct store *s, void *ctx, int64_t trial_id, int version,
                                 struct version_row *ret, struct err *err)
{
    char id[DB_NUMBER_BYTES], number[DB_NUMBER_BYTES];
    PGresult *res;
    const char *params[] = {db_number(trial_id, id), db_number(version, number)};
    enum err_code code = db_exec(s, STMT_VERSION_LOAD, params, 2, &res, err);
    if (code != OK)
        return code;
    if (PQntuples(res) > 0)
        *ret = (struct version_row){(int)db_int(res, 0, 0), db_int(res, 0, 1),
                                    db_text(ctx, res, 0, 2), (size_t)PQgetlength(res, 0, 2)};
    else
        code = err_set(err, ERR_NOT_FOUND, "no version %d", version);
    db_free(res);
    return code;
}

/* A cursor is "<xid>.<id>". */
static enum err_code read_cursor(const char *cursor, char ret_xid[DB_NUMBER_BYTES],
                                 char ret_id[DB_NUMBER_BYTES], struct err *err)
{
    unsigned long long xid = 0, id = 0;
    int end = 0;
    bool good = !*cursor || (sscanf(cursor, "%19llu.%19llu%n", &xid, &id, &end) == 2 &&
                             !cursor[end] && id <= INT64_MAX);
    if (!good)
        return err_set(err, ERR_INVALID, "since: not a cursor of this feed");
    snprintf(ret_xid, DB_NUMBER_BYTES, "%llu", xid);
    snprintf(ret_id, DB_NUMBER_BYTES, "%llu", id);
    return OK;
}

enum err_code store_change_list(struct store *s, void *ctx, const char *cursor, int limit,
                                struct change_row **ret, size_t *ret_n, const char **ret_cursor,
                                struct err *err)
{
    char xid[DB_NUMBER_BYTES], id[DB_NUMBER_BYTES], n[DB_NUMBER_BYTES];
    PGresult *res;
    enum err_code code = read_cursor(cursor, xid, id, err);
    if (code == OK)
        code = db_exec(s, STMT_CHANGE_LIST, (const char *const[]){xid, id, db_number(limit, n)}, 3,
                       &res, err);
    if (code != OK)
        return code;
    *ret_n = (size_t)PQntuples(res);
    *ret = MEM_ARRAY(ctx, struct change_row, *ret_n);
    *ret_cursor = mem_strdup(ctx, cursor);
    for (int i = 0; i < PQntuples(res); i++) {
        (*ret)[i] =
            (struct change_row){db_int(res, i, 1), db_text(ctx, res, i, 2), (int)db_int(res, i, 3),
                                db_text(ctx, res, i, 4), db_int(res, i, 5)};
        *ret_cursor = mem_printf(ctx, "%s.%s", PQgetvalue(res, i, 0), PQgetvalue(res, i, 1));
    }
    db_free(res);
    return OK;
}
