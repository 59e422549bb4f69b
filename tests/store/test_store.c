#include "tests/unit/unit.h"
#include "tests/store/cluster.h"
#include "tests/store/records.h"
#include <pthread.h>

static void the_same_record_twice_is_one_version(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct trial *t = record_of(db, REGISTRY_SMP, "SMPs011240001", "見本試験", NULL);
    struct save_result first = save_ok(db->store, db, t), second = save_ok(db->store, db, t);
    assert_int_equal(first.outcome, SAVE_NEW);
    assert_string_equal(first.id, "SMPs011240001");
    assert_int_equal(second.outcome, SAVE_UNCHANGED);
    assert_int_equal(second.trial_id, first.trial_id);
    assert_string_equal(database_ask(db, "SELECT count(*) FROM trial_version"), "1");
    assert_string_equal(database_ask(db, "SELECT count(*) FROM outbox"), "1");
    t->source.fetched_at = "2026-01-01T00:00:00Z"; /* when it was fetched is no change */
    assert_int_equal(save_ok(db->store, db, t).outcome, SAVE_UNCHANGED);
}

static void an_empty_field_never_blanks_a_known_value(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct stored_trial stored;
    struct err err = {.text = ""};
    struct trial *t = record_of(db, REGISTRY_SMP, "SMPs011240002", "見本", NULL);
    t->objective.ja = "目的";
    t->enrollment.target = 100;
    save_ok(db->store, db, t);
    struct trial *poorer = record_of(db, REGISTRY_SMP, "SMPs011240002", "見本(改)", NULL);
    struct save_result result = save_ok(db->store, db, poorer);
    assert_int_equal(result.outcome, SAVE_UPDATED);
    assert_int_equal(result.version, 2);
    database_must(store_trial_load(db->store, db, result.trial_id, &stored, &err), &err);
    assert_non_null(strstr(stored.json, "見本(改)"));
    assert_non_null(strstr(stored.json, "目的"));
    assert_non_null(strstr(stored.json, "\"target\":100"));
    assert_int_equal(store_trial_load(db->store, db, 999999, &stored, &err), ERR_NOT_FOUND);
}

static void an_older_state_only_fills_gaps(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct stored_trial stored;
    struct err err = {.text = ""};
    struct trial *now = record_of(db, REGISTRY_SMP, "SMPs011240003", "新しい題", NULL);
    now->dates.last_published = (struct date){2026, 3, 1};
    save_ok(db->store, db, now);
    struct trial *before = record_of(db, REGISTRY_SMP, "SMPs011240003", "古い題", NULL);
    before->dates.last_published = (struct date){2025, 1, 1};
    before->objective.ja = "古いが唯一の目的";
    struct save_result result = save_ok(db->store, db, before);
    database_must(store_trial_load(db->store, db, result.trial_id, &stored, &err), &err);
    assert_non_null(strstr(stored.json, "新しい題"));
    assert_null(strstr(stored.json, "古い題"));
    assert_non_null(strstr(stored.json, "古いが唯一の目的"));
}

static void a_record_without_a_number_gets_one_of_ours(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct trial *t = trial_new(db);
    t->title.public_.en = "No number yet";
    struct save_result a = save_ok(db->store, db, t);
    assert_string_equal(a.id, "SRB0000000001");
    t->title.public_.en = "Another one";
    assert_string_equal(save_ok(db->store, db, t).id, "SRB0000000002");
}

static int64_t cluster_of(struct test_database *db, int64_t trial_id)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT cluster_id FROM trial WHERE trial_id = %lld",
             (long long)trial_id);
    return strtoll(database_ask(db, sql), NULL, 10);
}

static void registrations_of_one_trial_are_linked_whichever_comes_first(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    static const char *const cites_nct[] = {"NCT09999901", NULL}, *const cites_jrct[] = {
                                                                      "JPRN-jRCT2099999901", NULL};
    struct save_result umin =
        save_ok(db->store, db, record_of(db, REGISTRY_UMIN, "UMIN000099901", "A", cites_nct));
    struct save_result nct =
        save_ok(db->store, db, record_of(db, REGISTRY_NCT, "NCT09999901", "B", NULL));
    assert_int_equal(nct.links, 1);
    struct save_result jrct =
        save_ok(db->store, db, record_of(db, REGISTRY_JRCT, "jRCT2099999901", "C", NULL));
    assert_int_equal(jrct.links, 0);
    /* a fourth one cites it and the first: all become one trial */
    static const char *const both[] = {"jRCT2099999901", "UMIN000099901", NULL};
    struct save_result isrctn =
        save_ok(db->store, db, record_of(db, REGISTRY_ISRCTN, "ISRCTN99999901", "D", both));
    assert_int_equal(isrctn.links, 3);
    int64_t cluster = cluster_of(db, umin.trial_id);
    assert_int_equal(cluster_of(db, nct.trial_id), cluster);
    assert_int_equal(cluster_of(db, jrct.trial_id), cluster);
    assert_int_equal(cluster_of(db, isrctn.trial_id), cluster);
    struct stored_trial stored;
    struct err err = {.text = ""};
    database_must(store_trial_load(db->store, db, nct.trial_id, &stored, &err), &err);
    assert_non_null(strstr(stored.cluster_json, "UMIN000099901"));
    assert_non_null(strstr(stored.cluster_json, "ISRCTN99999901"));
    assert_null(strstr(stored.cluster_json, "NCT09999901"));
    (void)cites_jrct;
}

static void what_is_no_registration_of_the_trial_is_not_linked(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    /* within one registry only registrations that cite each other are one trial (an extension cites
     * its parent) */
    static const char *const cites_1[] = {"NCT09999911", NULL}, *const cites_2[] = {"NCT09999912",
                                                                                    NULL};
    struct save_result parent =
        save_ok(db->store, db, record_of(db, REGISTRY_NCT, "NCT09999911", "parent", NULL));
    struct save_result extension =
        save_ok(db->store, db, record_of(db, REGISTRY_NCT, "NCT09999912", "extension", cites_1));
    assert_int_equal(extension.links, 0);
    assert_int_not_equal(cluster_of(db, parent.trial_id), cluster_of(db, extension.trial_id));
    assert_int_equal(
        save_ok(db->store, db, record_of(db, REGISTRY_NCT, "NCT09999911", "parent", cites_2)).links,
        1);
    /* a protocol number that two records share is no registry number */
    static const char *const protocol[] = {"ABC-1234-301", NULL};
    save_ok(db->store, db, record_of(db, REGISTRY_UMIN, "UMIN000099911", "x", protocol));
    assert_int_equal(
        save_ok(db->store, db, record_of(db, REGISTRY_JRCT, "jRCT2099999911", "y", protocol)).links,
        0);
    /* WHO's UTN is one trial's */
    static const char *const utn[] = {"U1111-9999-0001", NULL};
    save_ok(db->store, db, record_of(db, REGISTRY_UMIN, "UMIN000099912", "x", utn));
    assert_int_equal(
        save_ok(db->store, db, record_of(db, REGISTRY_JRCT, "jRCT2099999912", "y", utn)).links, 1);
}

/* A session of its own saves a registration that cites the one that is being saved. */
struct second_session {
    struct test_database *db;
    pthread_t thread;
};

static void *save_beside(void *arg)
{
    struct second_session *second = arg;
    void *ctx = mem_context(NULL, "second");
    struct store *s = store_open(ctx, second->db->conninfo);
    save_ok(s, ctx,
            record_of(ctx, REGISTRY_UMIN, "UMIN000099921", "乙",
                      (const char *const[]){"NCT09999921", NULL}));
    talloc_free(ctx);
    return NULL;
}

static enum err_code save_while_another_saves(struct store *s, void *arg, struct err *err)
{
    struct second_session *second = arg;
    (void)err;
    save_ok(s, second->db, record_of(second->db, REGISTRY_NCT, "NCT09999921", "甲", NULL));
    assert_int_equal(pthread_create(&second->thread, NULL, save_beside, second), 0);
    usleep(400000); /* time enough to save, were it not for the number that both hold */
    return OK;
}

static void registrations_saved_at_the_same_time_are_linked(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct second_session second = {.db = db};
    struct err err = {.text = ""};
    database_must(store_tx(db->store, save_while_another_saves, &second, &err), &err);
    assert_int_equal(pthread_join(second.thread, NULL), 0);
    assert_string_equal(database_ask(db, "SELECT count(*) FROM trial"), "2");
    assert_string_equal(database_ask(db, "SELECT count(DISTINCT cluster_id) FROM trial"), "1");
}

static void any_number_leads_to_the_registration(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    static const char *const cites[] = {"NCT09999921", NULL};
    int64_t trial;
    const char *id;
    struct err err = {.text = ""};
    struct save_result umin =
        save_ok(db->store, db, record_of(db, REGISTRY_UMIN, "UMIN000099921", "A", cites));
    database_must(store_number_find(db->store, db, "ＮＣＴ 09999921", &trial, &id, &err), &err);
    assert_int_equal(trial, umin.trial_id);
    assert_string_equal(id, "UMIN000099921");
    struct save_result nct =
        save_ok(db->store, db, record_of(db, REGISTRY_NCT, "NCT09999921", "B", NULL));
    database_must(store_number_find(db->store, db, "nct09999921", &trial, &id, &err), &err);
    assert_int_equal(trial, nct.trial_id); /* an owner goes before one who cites */
    assert_int_equal(store_number_find(db->store, db, "NCT00000000", &trial, &id, &err),
                     ERR_NOT_FOUND);
}

static void a_bad_record_does_not_spoil_the_batch(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    char *long_id = mem_printf(db, "%0150d", 7);
    struct trial *batch[] = {record_of(db, REGISTRY_SMP, "SMPs011240011", "good", NULL),
                             record_of(db, REGISTRY_OTHER, long_id, "too long a number", NULL),
                             record_of(db, REGISTRY_SMP, "SMPs011240012", "good too", NULL)};
    const struct save_options options = {.merge = true};
    struct save_result results[3];
    enum err_code codes[3];
    struct err err = {.text = ""};
    database_must(
        store_registration_save_many(db->store, db, batch, 3, &options, results, codes, &err),
        &err);
    assert_int_equal(codes[0], OK);
    assert_int_equal(codes[1], ERR_INVALID);
    assert_int_equal(codes[2], OK);
    assert_string_equal(database_ask(db, "SELECT count(*) FROM trial"), "2");
}

static void versions_cannot_be_changed(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    save_ok(db->store, db, record_of(db, REGISTRY_SMP, "SMPs011240021", "x", NULL));
    static const char *const tries[] = {
        "UPDATE trial_version SET version = 7", "DELETE FROM trial_version",
        "TRUNCATE trial_version CASCADE", "UPDATE change SET what = 'updated'"};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        assert_int_not_equal(db_run(db->store, tries[i], NULL, &err), OK);
        assert_non_null(strstr(err.text, "never changed"));
    }
}

static void a_row_of_a_slow_transaction_is_not_passed_over(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    struct store *slow = store_open(db, db->conninfo);
    struct save_result first =
        save_ok(db->store, db, record_of(db, REGISTRY_SMP, "SMPs011240031", "x", NULL));
    struct store *view = store_open(db, db->conninfo);
    struct store_snapshot snapshot;
    database_settle(db);
    database_must(store_snapshot_take(view, &snapshot, &err), &err);
    store_snapshot_end(view);
    const struct outbox_mark mark = snapshot.mark;
    char sql[120];
    snprintf(sql, sizeof sql, "BEGIN; INSERT INTO outbox (trial_id) VALUES (%lld)",
             (long long)first.trial_id);
    database_must(db_run(slow, sql, NULL, &err), &err); /* the lower id, not committed yet */
    save_ok(db->store, db,
            record_of(db, REGISTRY_SMP, "SMPs011240032", "later, committed first", NULL));
    struct outbox_row *rows;
    size_t n;
    database_must(store_outbox_take(db->store, db, mark, 10, &rows, &n, &err), &err);
    assert_int_equal(n, 0); /* the later one waits for the slow one */
    database_must(db_run(slow, "COMMIT", NULL, &err), &err);
    database_settle(db);
    database_must(store_outbox_take(db->store, db, mark, 10, &rows, &n, &err), &err);
    assert_int_equal(n, 2);
    assert_true(rows[0].xid < rows[1].xid);
    assert_int_equal(rows[0].trial_id, first.trial_id);
}

static void a_row_that_fails_again_and_again_becomes_a_dead_letter(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    struct outbox_row *rows;
    size_t n;
    bool dead;
    int64_t waiting, letters, pruned;
    const struct outbox_mark start = {0, 0};
    save_ok(db->store, db, record_of(db, REGISTRY_SMP, "SMPs011240041", "x", NULL));
    save_ok(db->store, db, record_of(db, REGISTRY_SMP, "SMPs011240042", "y", NULL));
    database_settle(db);
    database_must(store_outbox_take(db->store, db, start, 10, &rows, &n, &err), &err);
    assert_int_equal(n, 2);
    database_must(store_outbox_fail(db->store, rows[0], 2, "poison", &dead, &err), &err);
    assert_false(dead);
    database_must(store_outbox_fail(db->store, rows[0], 2, "poison", &dead, &err), &err);
    assert_true(dead);
    database_must(store_outbox_count(db->store, start, &waiting, &letters, &err), &err);
    assert_int_equal(waiting, 1);
    assert_int_equal(letters, 1);
    database_must(store_outbox_prune(db->store,
                                     (struct outbox_mark){rows[1].xid, rows[1].outbox_id}, 3600,
                                     &pruned, &err),
                  &err);
    assert_int_equal(pruned, 0); /* too young */
    database_must(store_outbox_prune(db->store,
                                     (struct outbox_mark){rows[1].xid, rows[1].outbox_id}, -1,
                                     &pruned, &err),
                  &err);
    assert_int_equal(pruned, 1); /* the dead letter stays for the operator */
    assert_string_equal(database_ask(db, "SELECT reason FROM outbox WHERE dead_at IS NOT NULL"),
                        "poison");
}

static void an_embargo_ends_by_itself(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    struct stored_trial stored;
    int64_t n;
    struct trial *t = record_of(db, REGISTRY_SMP, "SMPs011240051", "later", NULL);
    t->dates.publish_on = (struct date){2099, 1, 1};
    struct save_result result = save_ok(db->store, db, t);
    database_must(store_trial_load(db->store, db, result.trial_id, &stored, &err), &err);
    assert_false(stored.published);
    database_must(store_publish_due(db->store, &n, &err), &err);
    assert_int_equal(n, 0);
    database_ask(db, "UPDATE trial SET publish_on = current_date - 2");
    database_must(store_publish_due(db->store, &n, &err), &err);
    assert_int_equal(n, 1);
    database_must(store_trial_load(db->store, db, result.trial_id, &stored, &err), &err);
    assert_true(stored.published);
    assert_string_equal(database_ask(db, "SELECT what FROM change ORDER BY change_id DESC LIMIT 1"),
                        "published");
}

static void changes_come_in_order_and_pages_lose_none(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    struct change_row *rows;
    size_t n, seen = 0;
    const char *cursor = "";
    for (int i = 0; i < 7; i++)
        save_ok(db->store, db,
                record_of(db, REGISTRY_SMP, mem_printf(db, "SMPs01125%04d", i), "x", NULL));
    database_settle(db);
    do {
        database_must(store_change_list(db->store, db, cursor, 3, &rows, &n, &cursor, &err), &err);
        for (size_t i = 0; i < n; i++)
            assert_string_equal(rows[i].id, mem_printf(db, "SMPs01125%04d", (int)seen++));
    } while (n > 0);
    assert_int_equal(seen, 7);
    assert_int_equal(store_change_list(db->store, db, "nonsense", 3, &rows, &n, &cursor, &err),
                     ERR_INVALID);
    assert_non_null(strstr(err.text, "since:"));
}

static void versions_can_be_read_one_by_one(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    struct version_row *rows, one;
    size_t n;
    struct trial *t = record_of(db, REGISTRY_SMP, "SMPs011240061", "one", NULL);
    int64_t trial = save_ok(db->store, db, t).trial_id;
    t->title.public_.ja = "two";
    save_ok(db->store, db, t);
    database_must(store_version_list(db->store, db, trial, &rows, &n, &err), &err);
    assert_int_equal(n, 2);
    database_must(store_version_load(db->store, db, trial, 1, &one, &err), &err);
    assert_non_null(strstr(one.json, "\"one\""));
    assert_int_equal(store_version_load(db->store, db, trial, 3, &one, &err), ERR_NOT_FOUND);
}

struct streamed {
    int n;
    int32_t last_days;
    int stop_at;
};

static enum err_code take_streamed(const struct stored_trial *t, void *arg, struct err *err)
{
    struct streamed *s = arg;
    s->n++;
    assert_non_null(t->json);
    if (s->stop_at && s->n == s->stop_at)
        return err_set(err, ERR_STOPPING, "enough");
    return OK;
}

static void the_stream_gives_every_published_registration_once_whatever_the_parts(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    for (int i = 0; i < 25; i++) {
        struct trial *t =
            record_of(db, REGISTRY_SMP, mem_printf(db, "SMPs01126%04d", i), "x", NULL);
        t->dates.first_published = (struct date){(int16_t)(2000 + i), 0, 0};
        if (i == 3)
            t->dates.publish_on = (struct date){2099, 1, 1};
        save_ok(db->store, db, t);
    }
    int total = 0;
    for (int part = 0; part < 3; part++) {
        struct streamed s = {0};
        const struct store_range range = {.newest_first = true, .part = part, .parts = 3};
        database_must(store_trial_each(db->store, &range, take_streamed, &s, &err), &err);
        assert_in_range(s.n, 8, 8);
        total += s.n;
    }
    assert_int_equal(total, 24);
    struct streamed stopped = {.stop_at = 5};
    const struct store_range all_of_them = {.parts = 1};
    assert_int_equal(store_trial_each(db->store, &all_of_them, take_streamed, &stopped, &err),
                     ERR_STOPPING);
    assert_int_equal(stopped.n, 5);
    int64_t published, all;
    database_must(store_trial_count(db->store, &published, &all, &err), &err);
    assert_int_equal(published, 24);
    assert_int_equal(all, 25);
}

static void parts_of_one_snapshot_are_disjoint_whatever_is_saved_meanwhile(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    struct store *view = store_open(db, db->conninfo);
    struct store_snapshot snapshot;
    for (int i = 0; i < 6; i++)
        save_ok(db->store, db,
                record_of(db, REGISTRY_SMP, mem_printf(db, "SMPs01126%04d", i), "x", NULL));
    database_must(store_snapshot_take(view, &snapshot, &err), &err);
    assert_int_equal(snapshot.published, 6);
    for (int part = 0; part < 3; part++) {
        struct streamed s = {0};
        const struct store_range range = {
            .newest_first = true, .part = part, .parts = 3, .snapshot = &snapshot};
        for (int i = 0; i < 3; i++) /* the newest: they would move each boundary */
            save_ok(db->store, db,
                    record_of(db, REGISTRY_SMP, mem_printf(db, "SMPs01127%04d", 3 * part + i), "x",
                              NULL));
        database_must(store_trial_each(db->store, &range, take_streamed, &s, &err), &err);
        assert_int_equal(s.n, 2);
    }
    store_snapshot_end(view);
    database_must(store_snapshot_take(view, &snapshot, &err), &err);
    assert_int_equal(snapshot.published, 15);
    store_snapshot_end(view);
}

static void a_killed_connection_is_made_again(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    save_ok(db->store, db, record_of(db, REGISTRY_SMP, "SMPs011240071", "x", NULL));
    char sql[160];
    snprintf(sql, sizeof sql,
             "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'",
             db->name);
    database_must(db_run(db->admin, sql, NULL, &err), &err);
    assert_int_equal(
        save_ok(db->store, db, record_of(db, REGISTRY_SMP, "SMPs011240072", "y", NULL)).outcome,
        SAVE_NEW);
    assert_string_equal(database_ask(db, "SELECT count(*) FROM trial"), "2");
}

static void a_server_that_is_away_is_said_so(void **state)
{
    (void)state;
    struct err err = {.text = ""};
    void *ctx = mem_context(NULL, "away");
    struct store *s = store_open(ctx, "host=/nonexistent dbname=x");
    int64_t a, b;
    assert_int_equal(store_ping(s, &err), ERR_NO_DATABASE);
    assert_int_equal(store_trial_count(s, &a, &b, &err), ERR_NO_DATABASE);
    talloc_free(ctx);
}

static void migrating_again_changes_nothing_and_a_changed_patch_is_refused(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    int applied = 7, version, known;
    database_must(store_migrate(db->store, &applied, &err), &err);
    assert_int_equal(applied, 0);
    database_must(store_schema_version(db->store, &version, &known, &err), &err);
    assert_int_equal(version, known);
    database_ask(db, "UPDATE schema_patch SET checksum = repeat('0', 64) WHERE name = (SELECT "
                     "min(name) FROM schema_patch)");
    assert_int_equal(store_migrate(db->store, &applied, &err), ERR_VERSION);
    assert_non_null(strstr(err.text, "0001-registration"));
}

int main(void)
{
#define WITH_DATABASE(f) cmocka_unit_test_setup_teardown(f, database_set_up, database_tear_down)
    const struct CMUnitTest tests[] = {
        WITH_DATABASE(the_same_record_twice_is_one_version),
        WITH_DATABASE(an_empty_field_never_blanks_a_known_value),
        WITH_DATABASE(an_older_state_only_fills_gaps),
        WITH_DATABASE(a_record_without_a_number_gets_one_of_ours),
        WITH_DATABASE(registrations_of_one_trial_are_linked_whichever_comes_first),
        WITH_DATABASE(what_is_no_registration_of_the_trial_is_not_linked),
        WITH_DATABASE(registrations_saved_at_the_same_time_are_linked),
        WITH_DATABASE(any_number_leads_to_the_registration),
        WITH_DATABASE(a_bad_record_does_not_spoil_the_batch),
        WITH_DATABASE(versions_cannot_be_changed),
        WITH_DATABASE(a_row_of_a_slow_transaction_is_not_passed_over),
        WITH_DATABASE(a_row_that_fails_again_and_again_becomes_a_dead_letter),
        WITH_DATABASE(an_embargo_ends_by_itself),
        WITH_DATABASE(changes_come_in_order_and_pages_lose_none),
        WITH_DATABASE(versions_can_be_read_one_by_one),
        WITH_DATABASE(the_stream_gives_every_published_registration_once_whatever_the_parts),
        WITH_DATABASE(parts_of_one_snapshot_are_disjoint_whatever_is_saved_meanwhile),
        WITH_DATABASE(a_killed_connection_is_made_again),
        WITH_DATABASE(migrating_again_changes_nothing_and_a_changed_patch_is_refused),
        cmocka_unit_test(a_server_that_is_away_is_said_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
