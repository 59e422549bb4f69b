/*
 * A fresh database for one test program, in the cluster that SHIRUBE_TEST_DATABASE names; without
 * it the tests are skipped, counted and said. Include after tests/unit/unit.h.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "schema/base/mem.h"
#include "schema/store_db.h"

struct test_database {
    void *ctx;
    struct store *admin; /* of the cluster's own database */
    struct store *store; /* of the fresh one, migrated */
    char name[64];
    const char *conninfo;
};

static inline void database_must(enum err_code code, const struct err *err)
{
    if (code != OK)
        fail_msg("%s: %s", err_symbol(code), err->text);
}

/* SQL in the fresh database; the first value of its first row ("" when there is none). */
static inline const char *database_ask(struct test_database *db, const char *sql)
{
    struct err err = {.text = ""};
    PGresult *res;
    database_must(db_run(db->store, sql, &res, &err), &err);
    const char *value = PQntuples(res) > 0 ? db_text(db->ctx, res, 0, 0) : "";
    db_free(res);
    return value ? value : "";
}

/* Waits until everything saved so far lies below the snapshot's xmin, which counts the transactions
 * of the whole cluster: other tests run in databases of their own beside this one. */
static inline void database_settle(struct test_database *db)
{
    for (int i = 0; i < 500; i++) {
        if (*database_ask(
                db, "SELECT coalesce(max(xid::text::bigint), 0) < "
                    "pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM change") == 't')
            return;
        usleep(20000);
    }
    fail_msg("a transaction of the cluster does not end");
}

static inline struct test_database *database_start(void)
{
    static int number;
    const char *cluster = getenv("SHIRUBE_TEST_DATABASE");
    struct err err = {.text = ""};
    int applied;
    if (!cluster)
        return NULL;
    struct test_database *db = MEM_NEW(NULL, struct test_database);
    db->ctx = db;
    snprintf(db->name, sizeof db->name, "test_%d_%d", (int)getpid(), number++);
    db->admin = store_open(db, cluster);
    char sql[200];
    snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0", db->name);
    database_must(db_run(db->admin, sql, NULL, &err), &err);
    db->conninfo = mem_printf(db, "%s dbname=%s", cluster, db->name);
    db->store = store_open(db, db->conninfo);
    database_must(store_migrate(db->store, &applied, &err), &err);
    return db;
}

static inline void database_end(struct test_database *db)
{
    char sql[200];
    struct err err;
    if (!db)
        return;
    talloc_free(db->store);
    snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)", db->name);
    (void)!db_run(db->admin, sql, NULL, &err);
    talloc_free(db);
}

/* For cmocka's set-up and tear-down of each test. */
static inline int database_set_up(void **state)
{
    *state = database_start();
    return 0;
}

static inline int database_tear_down(void **state)
{
    database_end(*state);
    return 0;
}

#define DATABASE_OR_SKIP(db)                                                                       \
    do {                                                                                           \
        if (!(db)) {                                                                               \
            print_message("SHIRUBE_TEST_DATABASE is not set\n");                                   \
            skip();                                                                                \
        }                                                                                          \
    } while (0)
