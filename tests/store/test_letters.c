#include "tests/unit/unit.h"
#include "tests/store/index_world.h"

static void a_rebuild_ends_with_a_poison_record_and_tells_of_it(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    struct err err = {.text = ""};
    fill(w, 0, 7);
    poison(w);
    work_once(w); /* no index yet: it builds one, and its first turn must end */
    assert_int_equal(found(w, "肺がん"), 6);
    assert_int_equal(status_of(w).dead, 1);
    database_must(rebuild(w, 3, &err), &err); /* again: still one letter, not two */
    assert_int_equal(status_of(w).documents, 6);
    assert_int_equal(status_of(w).dead, 1);
    assert_true(strlen(database_ask(w->db, "SELECT reason FROM outbox WHERE dead_at IS NOT NULL")) >
                5);
}

static void a_dead_letter_ends_when_its_record_is_indexed(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    int64_t n;
    struct err err = {.text = ""};
    fill(w, 0, 4);
    poison(w);
    work_once(w);
    assert_int_equal(status_of(w).dead, 1);
    assert_string_equal(status_of(w).letters[0].id, "SMPs011270000");
    database_must(store_letter_retry(w->db->store, &n, &err), &err);
    assert_int_equal(n, 1);
    assert_int_equal(status_of(w).dead, 0);
    assert_int_equal(status_of(w).waiting, 1);
    work_once(w); /* poison still */
    assert_int_equal(status_of(w).dead, 1);
    antidote(w);
    database_ask(w->db, "INSERT INTO outbox (trial_id) SELECT min(trial_id) FROM trial");
    work_once(w);
    assert_int_equal(status_of(w).dead, 0);
    assert_int_equal(found(w, "肺がん"), 4);
    /* the same by a rebuild, whatever its row of the outbox says */
    poison(w);
    database_must(rebuild(w, 2, &err), &err);
    assert_int_equal(status_of(w).dead, 1);
    antidote(w);
    database_must(rebuild(w, 2, &err), &err);
    assert_int_equal(status_of(w).dead, 0);
    assert_int_equal(found(w, "肺がん"), 4);
}

static void verify_goes_on_behind_a_poison_record_and_names_it(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    fill(w, 0, 4);
    work_once(w);
    poison(w);
    database_ask(w->db, "DELETE FROM outbox");
    fill(w, 4, 9); /* not in the index, and nothing waits: verify alone can heal it */
    database_ask(w->db, "DELETE FROM outbox");
    database_ask(w->db, "SET session_replication_role = replica");
    database_ask(w->db, "UPDATE trial_version SET content_hash = repeat('x', 32)::bytea WHERE "
                        "trial_id = (SELECT min(trial_id) FROM trial)");
    database_ask(w->db, "SET session_replication_role = origin");
    struct verify_result result = verify(w, true);
    assert_int_equal(result.stale, 1);
    assert_int_equal(result.missing, 5);
    assert_int_equal(result.repaired, 5);
    assert_int_equal(result.dead, 1);
    assert_int_equal(status_of(w).dead, 1);
    antidote(w);
    result = verify(w, true);
    assert_int_equal(result.repaired, 1);
    assert_int_equal(status_of(w).dead, 0);
}

static void a_poison_record_becomes_a_dead_letter_and_the_rest_flows(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    fill(w, 0, 3);
    work_once(w);
    poison(w);
    database_ask(w->db,
                 "INSERT INTO outbox (trial_id) SELECT trial_id FROM trial ORDER BY trial_id");
    fill(w, 3, 6);
    work_once(w);
    assert_int_equal(found(w, "肺がん"), 6);
    assert_string_equal(
        database_ask(w->db, "SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL"), "1");
    assert_true(strlen(database_ask(w->db, "SELECT reason FROM outbox WHERE dead_at IS NOT NULL")) >
                5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_rebuild_ends_with_a_poison_record_and_tells_of_it),
        IN_WORLD(a_dead_letter_ends_when_its_record_is_indexed),
        IN_WORLD(verify_goes_on_behind_a_poison_record_and_names_it),
        IN_WORLD(a_poison_record_becomes_a_dead_letter_and_the_rest_flows),
    };
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
