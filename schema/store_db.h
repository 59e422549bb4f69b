/*
 * The door to libpq, shared by schema/store_*.c: one connection, prepared statements from one list,
 * errors mapped. Everything is text format; a NULL parameter is SQL NULL.
 */
#pragma once
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>
#include "schema/base/err.h"
#include "schema/store.h"

#define STORED_COLUMNS                                                                             \
    "trial_id, version, record, content_hash, cluster_id, is_published, extract(epoch from "       \
    "saved_at) * 1000, cluster, numbers, public_id"

/* Every statement of the programs. tests/store runs each with EXPLAIN and enable_seqscan=off to
 * find missing indexes. */
#define STATEMENT_LIST(X)                                                                          \
    X(PING, "SELECT 1")                                                                            \
    X(KNOWN, "SELECT t.trial_id, t.public_id, v.version, v.record, v.content_hash FROM trial t "   \
             "JOIN trial_version v "                                                               \
             "ON v.trial_id = t.trial_id AND v.version = t.current_version WHERE t.registry = $1 " \
             "AND t.registry_id = $2 FOR UPDATE OF t")                                             \
    X(PEEK, "SELECT t.trial_id, t.public_id, v.version, v.record, v.content_hash FROM trial t "    \
            "JOIN trial_version v ON v.trial_id = t.trial_id AND v.version = t.current_version "   \
            "WHERE t.registry = $1 AND t.registry_id = $2")                                        \
    X(ID_TAKEN, "SELECT 1 FROM trial WHERE public_id = $1")                                        \
    X(NUMBER_TAKEN, "SELECT 1 FROM trial_number WHERE number = $1 AND is_own")                     \
    X(LOCK_NUMBERS, "SELECT pg_advisory_xact_lock(k) FROM unnest($1::bigint[]) AS k")              \
    X(PUT, "SELECT the_trial, the_version, public, links FROM trial_put($1, $2, $3, $4, "          \
           "$5::json, $6::bytea, $7::date, $8::date, $9::bigint, $10::text[], $11::text[])")       \
    X(LOAD, "SELECT " STORED_COLUMNS " FROM stored_trial WHERE trial_id = $1")                     \
    X(COUNT, "SELECT count(*) FILTER (WHERE is_published), count(*) FROM trial")                   \
    X(NUMBER_FIND,                                                                                 \
      "SELECT n.trial_id, t.public_id FROM trial_number n JOIN trial t USING (trial_id) WHERE "    \
      "n.number = $1 AND t.is_published ORDER BY n.is_own DESC, n.trial_id LIMIT 1")               \
    X(VERSION_LIST, "SELECT version, extract(epoch from saved_at) * 1000 FROM trial_version "      \
                    "WHERE trial_id = $1 ORDER BY version")                                        \
    X(VERSION_LOAD, "SELECT version, extract(epoch from saved_at) * 1000, record FROM "            \
                    "trial_version WHERE trial_id = $1 AND version = $2")                          \
    X(CHANGE_LIST, "SELECT c.xid, c.change_id, t.public_id, c.version, c.what, extract(epoch "     \
                   "from c.at) * 1000 FROM change c JOIN trial t USING (trial_id) "                \
                   "WHERE (c.xid, c.change_id) > ($1::xid8, $2::bigint) AND c.xid < "              \
                   "pg_snapshot_xmin(pg_current_snapshot()) AND t.is_published "                   \
                   "ORDER BY c.xid, c.change_id LIMIT $3::int")                                    \
    X(OUTBOX_TAKE, "SELECT xid, outbox_id, trial_id, attempts FROM outbox WHERE (xid, outbox_id) " \
                   "> ($1::xid8, $2::bigint) "                                                     \
                   "AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND dead_at IS NULL ORDER "  \
                   "BY xid, outbox_id LIMIT $3::int")                                              \
    X(SNAPSHOT, "SELECT pg_export_snapshot(), pg_snapshot_xmin(pg_current_snapshot()), (SELECT "   \
                "count(*) FROM trial WHERE is_published), (SELECT coalesce(max(outbox_id), 0) "    \
                "FROM outbox WHERE dead_at IS NOT NULL)")                                          \
    X(OUTBOX_FAIL,                                                                                 \
      "WITH tried AS (UPDATE outbox SET attempts = attempts + 1, reason = left($2, 2000), "        \
      "dead_at = CASE WHEN attempts + 1 >= $3::int THEN now() END WHERE outbox_id = $1 "           \
      "RETURNING outbox_id, trial_id, dead_at), older AS (DELETE FROM outbox o USING tried t "     \
      "WHERE o.trial_id = t.trial_id AND o.dead_at IS NOT NULL AND t.dead_at IS NOT NULL AND "     \
      "o.outbox_id <> t.outbox_id) SELECT dead_at IS NOT NULL FROM tried")                         \
    X(LETTER_PUT, "WITH older AS (DELETE FROM outbox WHERE trial_id = $1::bigint AND dead_at IS "  \
                  "NOT NULL) INSERT INTO outbox (trial_id, attempts, reason, dead_at) VALUES "     \
                  "($1::bigint, 1, left($2, 2000), now())")                                        \
    X(LETTER_CLEAR,                                                                                \
      "DELETE FROM outbox WHERE trial_id = ANY ($1::bigint[]) AND dead_at IS NOT NULL")            \
    X(LETTER_CLEAR_UPTO,                                                                           \
      "DELETE FROM outbox WHERE dead_at IS NOT NULL AND outbox_id <= $1::bigint")                  \
    X(LETTER_RETRY, "WITH dead AS (DELETE FROM outbox WHERE dead_at IS NOT NULL RETURNING "        \
                    "trial_id), again AS (INSERT INTO outbox (trial_id) SELECT DISTINCT trial_id " \
                    "FROM dead RETURNING 1) SELECT count(*), pg_notify('shirube_outbox', '') "     \
                    "FROM again")                                                                  \
    X(LETTER_LIST, "SELECT t.public_id, o.reason, extract(epoch from o.dead_at) * 1000 FROM "      \
                   "outbox o JOIN trial t USING (trial_id) WHERE o.dead_at IS NOT NULL ORDER BY "  \
                   "o.dead_at DESC, o.outbox_id LIMIT $1::int")                                    \
    X(OUTBOX_PRUNE, "DELETE FROM outbox WHERE (xid, outbox_id) <= ($1::xid8, $2::bigint) AND "     \
                    "dead_at IS NULL AND created_at < now() - make_interval(secs => $3::int)")     \
    X(OUTBOX_COUNT,                                                                                \
      "SELECT count(*) FILTER (WHERE dead_at IS NULL AND (xid, outbox_id) > ($1::xid8, "           \
      "$2::bigint)), count(*) FILTER (WHERE dead_at IS NOT NULL) FROM outbox")                     \
    X(PUBLISH_DUE, "SELECT publish_due()")                                                         \
    X(IMPORT_BEGIN,                                                                                \
      "INSERT INTO import_run (file, format) VALUES (left($1, 4096), $2) RETURNING import_run_id") \
    X(IMPORT_PROBLEM,                                                                              \
      "INSERT INTO import_problem (import_run_id, line, record_id, path, level, code, value, "     \
      "quarantined) "                                                                              \
      "VALUES ($1, $2, left($3, 1000), left($4, 1000), $5, $6, left($7, 1000), $8::boolean)")      \
    X(IMPORT_FINISH, "UPDATE import_run SET finished_at = now(), complete = $2::boolean, n_read "  \
                     "= $3, n_created = $4, n_updated = $5, n_unchanged = $6, "                    \
                     "n_linked = $7, n_quarantined = $8 WHERE import_run_id = $1")

enum statement {
#define STATEMENT_ENUM(symbol, sql) STMT_##symbol,
    STATEMENT_LIST(STATEMENT_ENUM)
#undef STATEMENT_ENUM
        STMT_COUNT_
};

struct store {
    PGconn *conn;
    char *conninfo;
    bool prepared[STMT_COUNT_];
    bool listening;
    int tx_depth;
    int patience_seconds; /* 0: that of jobs */
    bool patience_over;   /* of the last statement */
};

const char *db_statement_sql(enum statement stmt);
const char *db_statement_name(enum statement stmt);

/* Connects when there is no live connection. */
enum err_code db_connect(struct store *s, struct err *err) MUSTCHECK;
void db_disconnect(struct store *s);

/* Result freed with db_free; on an error there is none. */
enum err_code db_exec(struct store *s, enum statement stmt, const char *const *params, int n_params,
                      PGresult **ret, struct err *err) MUSTCHECK;
/* Plain SQL without parameters: BEGIN, cursors, migrations. Several statements are allowed. */
enum err_code db_run(struct store *s, const char *sql, PGresult **ret, struct err *err) MUSTCHECK;
void db_free(PGresult *res);

/* "123" of a number, in a buffer of the caller. */
#define DB_NUMBER_BYTES 24
const char *db_number(int64_t n, char buf[DB_NUMBER_BYTES]);
int64_t db_int(const PGresult *res, int row, int column);
const char *db_text(void *ctx, const PGresult *res, int row, int column); /* NULL for SQL NULL */
bool db_hash(const PGresult *res, int row, int column, unsigned char ret[TRIAL_HASH_BYTES]);
