#include "tests/unit/unit.h"
#include "tests/store/cluster.h"
#include "tests/store/records.h"
#include "indexer/source.h"

static void the_database_knows_each_code_of_the_programs(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    static const char *const formats[] = {
#define FORMAT_NAME(symbol, name, what) name,
        SOURCE_FORMAT_LIST(FORMAT_NAME)
#undef FORMAT_NAME
    };
    const char *code;
    for (int i = 1; (code = code_text(CODE_REGISTRY, i)); i++)
        if (*database_ask(db, mem_printf(db, "SELECT is_registry('%s')", code)) != 't')
            fail_msg("registry %s needs a patch of is_registry", code);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        database_ask(db, mem_printf(db, "INSERT INTO import_run (file, format) VALUES ('f', '%s')",
                                    formats[i]));
}

/* ------------------------------------------------------------------ indexes */

/* Every row is wanted, so that reading the table whole is right. */
static bool may_be_read_whole(enum statement stmt)
{
    return stmt == STMT_COUNT || stmt == STMT_SNAPSHOT || stmt == STMT_OUTBOX_COUNT;
}

static void every_statement_has_its_index(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    for (int i = 0; i < STMT_COUNT_; i++) {
        enum statement stmt = (enum statement)i;
        PGresult *res;
        if (may_be_read_whole(stmt))
            continue;
        long params = 0;
        for (const char *p = db_statement_sql(stmt); (p = strchr(p, '$')); p++) {
            long number = strtol(p + 1, NULL, 10);
            params = number > params ? number : params;
        }
        char *nulls = mem_strdup(db, "");
        for (long k = 0; k < params; k++)
            nulls = talloc_asprintf_append(nulls, k ? ", NULL" : "NULL");
        char *sql = mem_printf(
            db,
            "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; PREPARE p AS %s",
            db_statement_sql(stmt));
        database_must(db_run(db->store, sql, NULL, &err), &err);
        database_must(
            db_run(db->store,
                   mem_printf(db, params ? "EXPLAIN EXECUTE p(%s)" : "EXPLAIN EXECUTE p", nulls),
                   &res, &err),
            &err);
        for (int row = 0; row < PQntuples(res); row++)
            if (strstr(PQgetvalue(res, row, 0), "Seq Scan"))
                fail_msg("%s has no index: %s", db_statement_name(stmt), PQgetvalue(res, row, 0));
        db_free(res);
        database_must(db_run(db->store, "DEALLOCATE p", NULL, &err), &err);
    }
}

/* Plans of all that is executed, also inside functions and cursors, as the server tells them. */
static void collect(void *arg, const char *message)
{
    char **plans = arg;
    *plans = mem_check(talloc_strdup_append_buffer(*plans, message));
}

static void explain_all(struct test_database *db, char **plans)
{
    struct err err = {.text = ""};
    *plans = mem_strdup(db, "");
    database_must(db_run(db->store,
                         "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; "
                         "SET auto_explain.log_nested_statements = on; SET auto_explain.log_level "
                         "= notice; SET client_min_messages TO notice; SET enable_seqscan = off",
                         NULL, &err),
                  &err);
    PQsetNoticeProcessor(db->store->conn, collect, plans);
}

static enum err_code pass_by(const struct stored_trial *t, void *arg, struct err *err)
{
    (void)t, (void)err;
    ++*(int *)arg;
    return OK;
}

static void stream(struct test_database *db, bool newest_first)
{
    const struct store_range range = {.newest_first = newest_first, .part = 1, .parts = 2};
    struct err err = {.text = ""};
    int n = 0;
    database_must(store_trial_each(db->store, &range, pass_by, &n, &err), &err);
    assert_true(n > 0);
}

static void publish(struct test_database *db)
{
    int64_t n;
    struct err err = {.text = ""};
    database_must(store_publish_due(db->store, &n, &err), &err);
}

static void must_hold(const char *plans, const char *what)
{
    if (!strstr(plans, what))
        fail_msg("no plan of %s was told", what);
}

static void statements_inside_functions_and_cursors_have_their_indexes(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    static const char *const cites[] = {"NCT01234567", "U1111-1234-5678", NULL};
    char *plans;
    explain_all(db, &plans);
    save_ok(db->store, db, record_of(db, REGISTRY_SMP, "SMPs011240001", "x", cites));
    save_ok(db->store, db, record_of(db, REGISTRY_SMP, "SMPs011240001", "y", cites));
    save_ok(db->store, db, record_of(db, REGISTRY_NCT, "NCT01234567", "z", NULL));
    publish(db);
    stream(db, true);
    stream(db, false);
    must_hold(plans, "INSERT INTO trial_version");
    must_hold(plans, "cluster_id = ANY");
    must_hold(plans, "SET is_published = true");
    must_hold(plans, "DECLARE stored");
    const char *whole = strstr(plans, "Seq Scan");
    if (whole)
        fail_msg("no index: %.200s", whole);
    database_ask(db, "DROP INDEX trial_embargo"); /* it would be seen */
    publish(db);
    assert_non_null(strstr(plans, "Seq Scan on trial"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_DATABASE(f) cmocka_unit_test_setup_teardown(f, database_set_up, database_tear_down)
        WITH_DATABASE(the_database_knows_each_code_of_the_programs),
        WITH_DATABASE(every_statement_has_its_index),
        WITH_DATABASE(statements_inside_functions_and_cursors_have_their_indexes),
    };
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
