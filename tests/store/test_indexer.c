#include "tests/unit/unit.h"
#include "tests/store/cluster.h"
#include "tests/store/records.h"
#include "indexer/lexicon_command.h"
#include "indexer/lexicon_load.h"
#include "indexer/rebuild.h"
#include "indexer/state.h"
#include "indexer/verify.h"
#include "indexer/work.h"
#include "schema/base/arg.h"
#include "schema/base/log.h"
#include "search/generation.h"
#include "search/search.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

struct world {
    struct test_database *db;
    char index[64];
    const char *lexicon; /* folder of additions */
    atomic_bool stop;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    log_set_level(LOG_ERROR);
    w->db = database_start();
    snprintf(w->index, sizeof w->index, "/tmp/shirube-index-XXXXXX");
    assert_non_null(mkdtemp(w->index));
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    char command[120];
    database_end(w->db);
    snprintf(command, sizeof command, "rm -rf %s", w->index);
    assert_int_equal(system(command), 0);
    free(w);
    return 0;
}

static void fill(struct world *w, int from, int to)
{
    for (int i = from; i < to; i++) {
        struct trial *t = record_of(w->db, REGISTRY_SMP, mem_printf(w->db, "SMPs01127%04d", i),
                                    mem_printf(w->db, "肺がんの見本試験 %d", i), NULL);
        t->dates.first_published = (struct date){(int16_t)(2000 + i % 20), 5, 1};
        t->eligibility.exclusion.ja = "妊婦";
        save_ok(w->db->store, w->db, t);
    }
}

static void work_once(struct world *w)
{
    const struct work_options o = {.index = w->index,
                                   .database = w->db->conninfo,
                                   .batch = 10,
                                   .flush_threshold = 1000,
                                   .poll_ms = 100,
                                   .once = true,
                                   .stop = &w->stop};
    struct err err = {.text = ""};
    database_must(work_run(&o, &err), &err);
}

static struct verify_result verify(struct world *w, bool repair)
{
    const struct verify_options o = {
        .index = w->index, .database = w->db->conninfo, .flush_threshold = 1000, .repair = repair};
    struct verify_result result;
    struct err err = {.text = ""};
    database_must(verify_run(&o, &result, &err), &err);
    return result;
}

static uint64_t found(struct world *w, const char *q)
{
    struct searcher *searcher;
    struct search_request request = {.q = q, .age_days = -1, .limit = 10};
    struct search_result result;
    struct err err = {.text = ""};
    void *ctx = mem_context(NULL, "found");
    database_must(searcher_open(ctx, w->index, &searcher, &err), &err);
    database_must(search_run(searcher, ctx, &request, &result, &err), &err);
    uint64_t total = result.total;
    talloc_free(ctx);
    return total;
}

static void what_is_saved_is_found(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    fill(w, 0, 12);
    work_once(w); /* no index yet: it builds one */
    assert_int_equal(found(w, "肺がん"), 12);
    fill(w, 12, 37);
    work_once(w); /* the outbox, in batches of 10 */
    assert_int_equal(found(w, "肺がん"), 37);
    assert_int_equal(found(w, "妊婦"), 0); /* exclusion text is not searched */
    assert_int_equal(found(w, "SMPs011270003"), 1);
    struct verify_result result = verify(w, false);
    assert_int_equal(result.compared, 37);
    assert_int_equal(result.missing + result.stale + result.extra + result.waiting, 0);
}

static void a_change_replaces_and_an_embargo_hides(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    fill(w, 0, 5);
    work_once(w);
    struct trial *t = record_of(w->db, REGISTRY_SMP, "SMPs011270002", "胃がんの試験になった", NULL);
    save_ok(w->db->store, w->db, t);
    work_once(w);
    assert_int_equal(found(w, "肺がん"), 4);
    assert_int_equal(found(w, "胃がん"), 1);
    /* what is under embargo from the start is not shown before its day */
    struct trial *later =
        record_of(w->db, REGISTRY_SMP, "SMPs011270999", "胃がんの試験、公表前", NULL);
    int64_t due;
    struct err err = {.text = ""};
    later->dates.publish_on = (struct date){2099, 1, 1};
    save_ok(w->db->store, w->db, later);
    work_once(w);
    assert_int_equal(found(w, "胃がん"), 1);
    database_ask(w->db, "UPDATE trial SET publish_on = current_date - 2 WHERE NOT is_published");
    database_must(store_publish_due(w->db->store, &due, &err), &err);
    assert_int_equal(due, 1);
    work_once(w);
    assert_int_equal(found(w, "胃がん"), 2);
    assert_int_equal(verify(w, false).extra, 0);
}

static void a_rebuild_holds_the_same_and_switches(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    char before[GENERATION_NAME_BYTES], after[GENERATION_NAME_BYTES];
    struct err err = {.text = ""};
    fill(w, 0, 23);
    work_once(w);
    database_must(generation_current(w->index, before, &err), &err);
    for (int parts = 1; parts <= 3; parts++) {
        const struct rebuild_options o = {.index = w->index,
                                          .database = w->db->conninfo,
                                          .flush_threshold = 100,
                                          .parts = parts,
                                          .stop = &w->stop};
        database_must(rebuild_run(&o, &err), &err);
        database_must(generation_current(w->index, after, &err), &err);
        assert_string_not_equal(before, after);
        assert_int_equal(found(w, "肺がん"), 23);
        struct verify_result result = verify(w, false);
        assert_int_equal(result.compared, 23);
        assert_int_equal(result.missing + result.stale + result.extra, 0);
    }
}

static void a_stopped_rebuild_leaves_the_old_generation(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    char before[GENERATION_NAME_BYTES], after[GENERATION_NAME_BYTES];
    struct err err = {.text = ""};
    fill(w, 0, 5);
    work_once(w);
    database_must(generation_current(w->index, before, &err), &err);
    w->stop = 1;
    const struct rebuild_options o = {.index = w->index,
                                      .database = w->db->conninfo,
                                      .flush_threshold = 100,
                                      .parts = 2,
                                      .stop = &w->stop};
    assert_int_equal(rebuild_run(&o, &err), ERR_STOPPING);
    database_must(generation_current(w->index, after, &err), &err);
    assert_string_equal(before, after);
    assert_int_equal(found(w, "肺がん"), 5);
}

static void verify_finds_and_heals_what_differs(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    struct index_state *index;
    struct err err = {.text = ""};
    fill(w, 0, 9);
    work_once(w);
    /* behind the outbox's back: one registration vanishes from the index, one is stale, one is
     * unknown to the database */
    struct loaded_lexicon loaded;
    database_must(lexicon_load(w->db, NULL, &loaded, &err), &err);
    database_must(
        index_state_open(w->db, w->index, 100, lexicon_version(loaded.lexicon), &index, &err),
        &err);
    int64_t gone = strtoll(database_ask(w->db, "SELECT min(trial_id) FROM trial"), NULL, 10);
    database_must(index_state_del(index, gone, &err), &err);
    struct doc_builder *builder = doc_builder_new(w->db, loaded.lexicon);
    struct stored_trial stored;
    struct built_doc doc;
    database_must(store_trial_load(w->db->store, w->db, gone + 1, &stored, &err), &err);
    stored.hash[0] ^= 1;
    database_must(doc_build(builder, &stored, &doc, &err), &err);
    database_must(index_state_put(index, gone + 1, &doc, &err), &err);
    stored.trial_id = 999999;
    database_must(doc_build(builder, &stored, &doc, &err), &err);
    database_must(index_state_put(index, 999999, &doc, &err), &err);
    database_must(index_state_commit(index, index_state_mark(index), &err), &err);
    talloc_free(index);
    struct verify_result bad = verify(w, false);
    assert_int_equal(bad.missing, 1);
    assert_int_equal(bad.stale, 1);
    assert_int_equal(bad.extra, 1);
    assert_int_equal(verify(w, true).repaired, 3);
    struct verify_result good = verify(w, false);
    assert_int_equal(good.missing + good.stale + good.extra, 0);
}

/* The oldest record becomes one that cannot be read. */
static void poison(struct world *w)
{
    database_ask(w->db, "SET session_replication_role = replica");
    database_ask(w->db, "UPDATE trial_version SET record = '{\"no_such_member\": 1}' WHERE "
                        "trial_id = (SELECT min(trial_id) FROM trial)");
    database_ask(w->db, "SET session_replication_role = origin");
}

static void antidote(struct world *w)
{
    database_ask(w->db, "SET session_replication_role = replica");
    database_ask(w->db, "UPDATE trial_version v SET record = o.record FROM trial_version o WHERE "
                        "v.trial_id = (SELECT min(trial_id) FROM trial) AND o.trial_id = "
                        "(SELECT max(trial_id) FROM trial)");
    database_ask(w->db, "SET session_replication_role = origin");
}

static struct status_result status_of(struct world *w)
{
    struct status_result r;
    struct err err = {.text = ""};
    database_must(status_read(w->db, w->index, w->db->conninfo, &r, &err), &err);
    return r;
}

static enum err_code rebuild(struct world *w, int parts, struct err *err)
{
    const struct rebuild_options o = {.index = w->index,
                                      .database = w->db->conninfo,
                                      .flush_threshold = 100,
                                      .parts = parts,
                                      .stop = &w->stop};
    return rebuild_run(&o, err);
}

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

struct importer {
    struct world *w;
    atomic_bool end;
    int n;
};

/* Each one newer than all before: the shares of a rebuild move with each. */
static void *import_on(void *arg)
{
    struct importer *importer = arg;
    struct test_database *db = importer->w->db;
    void *ctx = mem_context(NULL, "importer");
    struct store *s = store_open(ctx, db->conninfo);
    for (; !atomic_load(&importer->end); importer->n++) {
        struct trial *t =
            record_of(ctx, REGISTRY_SMP, mem_printf(ctx, "SMPs01128%04d", importer->n),
                      "肺がんの見本試験", NULL);
        t->dates.first_published =
            (struct date){(int16_t)(2030 + importer->n / 336), (int8_t)(1 + importer->n / 28 % 12),
                          (int8_t)(1 + importer->n % 28)};
        save_ok(s, ctx, t);
    }
    talloc_free(ctx);
    return NULL;
}

static void a_rebuild_during_an_import_loses_none_and_holds_none_twice(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    struct importer importer = {.w = w};
    struct verify_result result = {0};
    struct err err = {.text = ""};
    enum err_code code = OK;
    pthread_t thread;
    fill(w, 0, 60);
    assert_int_equal(pthread_create(&thread, NULL, import_on, &importer), 0);
    for (int round = 0; code == OK && round < 8 && result.extra == 0; round++) {
        code = rebuild(w, 8, &err);
        if (code == OK)
            result = verify(w, false);
    }
    atomic_store(&importer.end, true);
    pthread_join(thread, NULL);
    database_must(code, &err);
    assert_true(importer.n > 0);
    assert_int_equal(result.extra, 0); /* nothing twice */
    work_once(w);
    result = verify(w, false);
    assert_int_equal(result.compared, 60 + importer.n);
    assert_int_equal(result.missing + result.stale + result.extra, 0);
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

static void two_indexers_do_not_write_at_once(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    int first, second;
    struct err err = {.text = ""};
    database_must(index_lock(w->index, false, &first, &err), &err);
    assert_int_equal(index_lock(w->index, false, &second, &err), ERR_BUSY);
    assert_non_null(strstr(err.text, "another indexer"));
    close(first);
    database_must(index_lock(w->index, false, &second, &err), &err);
    close(second);
}

static void an_index_of_another_format_is_rebuilt_by_itself(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    char name[GENERATION_NAME_BYTES], after[GENERATION_NAME_BYTES];
    struct xs_writer *writer;
    struct err err = {.text = ""};
    fill(w, 0, 4);
    work_once(w);
    database_must(generation_current(w->index, name, &err), &err);
    database_must(xs_writer_open(w->db, generation_path(w->db, w->index, name, "xapian"), XS_OPEN,
                                 100, true, &writer, &err),
                  &err);
    database_must(xs_writer_meta_set(writer, "format", "0", &err), &err);
    database_must(xs_commit(writer, &err), &err);
    talloc_free(writer);
    work_once(w);
    database_must(generation_current(w->index, after, &err), &err);
    assert_string_not_equal(name, after);
    assert_int_equal(found(w, "肺がん"), 4);
}

/* ------------------------------------------------------------------ damage */

static void *run_worker(void *arg)
{
    struct world *w = arg;
    const struct work_options o = {.index = w->index,
                                   .database = w->db->conninfo,
                                   .lexicon = w->lexicon,
                                   .batch = 50,
                                   .flush_threshold = 1000,
                                   .poll_ms = 200,
                                   .stop = &w->stop};
    struct err err = {.text = ""};
    return (void *)(uintptr_t)work_run(&o, &err);
}

static const char *current(struct world *w)
{
    char *name = MEM_ARRAY(w->db, char, GENERATION_NAME_BYTES);
    struct err err = {.text = ""};
    database_must(generation_current(w->index, name, &err), &err);
    return name;
}

/* Flips one bit in the middle of a file of a generation. */
static void flip(struct world *w, const char *generation, const char *file)
{
    int fd = open(generation_path(w->db, w->index, generation, file), O_RDWR);
    assert_true(fd >= 0);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    unsigned char byte;
    assert_int_equal(pread(fd, &byte, 1, st.st_size / 2), 1);
    byte ^= 0x10;
    assert_int_equal(pwrite(fd, &byte, 1, st.st_size / 2), 1);
    close(fd);
}

/* Zeros all over a file, its length kept. */
static void wipe(struct world *w, const char *generation, const char *file)
{
    const char *path = generation_path(w->db, w->index, generation, file);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(truncate(path, st.st_size), 0);
}

static void a_damaged_index_is_found_and_replaced(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    static const char *const files[] = {"columns", "xapian/postlist.glass", "xapian/docdata.glass",
                                        "xapian/iamglass", "trees"};
    const struct verify_options o = {
        .index = w->index, .database = w->db->conninfo, .flush_threshold = 100};
    struct verify_result result;
    struct err err = {.text = ""};
    fill(w, 0, 30);
    work_once(w);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        flip(w, current(w), files[i]);
        if (verify_run(&o, &result, &err) != ERR_CORRUPT)
            fail_msg("a flipped bit of %s is not found", files[i]);
        assert_non_null(strstr(err.text, files[i]));
        database_must(rebuild(w, 2, &err), &err);
        assert_int_equal(found(w, "肺がん"), 30);
        assert_int_equal(verify(w, false).missing, 0);
    }
    flip(w, current(w), "columns"); /* what the worker meets when it opens the index */
    work_once(w);
    assert_int_equal(found(w, "肺がん"), 30);
    assert_int_equal(verify(w, false).missing, 0);
}

static void commits_after_the_seal_are_no_damage(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    const struct verify_options o = {
        .index = w->index, .database = w->db->conninfo, .flush_threshold = 100};
    struct verify_result result;
    struct err err = {.text = ""};
    fill(w, 0, 5);
    work_once(w);
    fill(w, 5, 9);
    work_once(w);
    assert_int_equal(verify(w, false).missing, 0);
    flip(w, current(w), "lexicon"); /* no commit writes this one */
    assert_int_equal(verify_run(&o, &result, &err), ERR_CORRUPT);
}

/* A worker that has no database cannot rebuild: what it falls back to stays in use. */
static void work_without_database(struct world *w, const char *until)
{
    const char *conninfo = w->db->conninfo;
    pthread_t thread;
    void *result;
    w->db->conninfo = "host=/nonexistent";
    assert_int_equal(pthread_create(&thread, NULL, run_worker, w), 0);
    for (int i = 0; i < 60 && strcmp(current(w), until) != 0; i++)
        usleep(50000);
    w->stop = 1;
    pthread_join(thread, &result);
    w->stop = 0;
    w->db->conninfo = conninfo;
}

static void readers_go_back_to_a_sound_generation_and_then_to_a_new_one(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    struct err err = {.text = ""};
    fill(w, 0, 5);
    work_once(w);
    fill(w, 5, 8); /* the first one has commits when it is left: its manifest says so */
    work_once(w);
    const char *first = current(w);
    fill(w, 8, 9);
    database_must(rebuild(w, 2, &err), &err);
    const char *second = current(w);
    wipe(w, second, "xapian/iamglass");
    assert_int_equal(found(w, "肺がん"), 8); /* readers by themselves */
    work_without_database(w, first);
    assert_string_equal(current(w), first);
    database_ask(w->db, "DELETE FROM outbox"); /* long pruned: the first one cannot catch up */
    work_once(w);
    assert_string_not_equal(current(w), first);
    assert_string_not_equal(current(w), second);
    assert_int_equal(found(w, "肺がん"), 9);
    assert_int_equal(verify(w, false).missing, 0);
}

static void a_damaged_predecessor_is_not_fallen_back_to(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    struct err err = {.text = ""};
    fill(w, 0, 5);
    work_once(w);
    const char *first = current(w);
    database_must(rebuild(w, 2, &err), &err);
    const char *second = current(w);
    flip(w, first, "xapian/docdata.glass"); /* it opens, and answers something */
    wipe(w, second, "xapian/iamglass");
    work_without_database(w, first);
    assert_string_equal(current(w), second);
    work_once(w);
    assert_int_equal(found(w, "肺がん"), 5);
    assert_int_equal(verify(w, false).missing, 0);
}

static void damage_that_shows_while_writing_is_mended(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    struct trial *t;
    fill(w, 0, 30);
    work_once(w);
    const char *first = current(w);
    wipe(w, first, "xapian/termlist.glass"); /* read when a document is replaced */
    t = record_of(w->db, REGISTRY_SMP, "SMPs011270002", "胃がんの試験になった", NULL);
    save_ok(w->db->store, w->db, t);
    work_once(w);
    assert_string_not_equal(current(w), first);
    assert_int_equal(found(w, "胃がん"), 1);
    assert_int_equal(verify(w, false).stale, 0);
}

static void damage_that_shows_while_searching_is_passed_over(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    struct searcher *searcher;
    struct search_request request = {.q = "肺がん", .age_days = -1, .limit = 10};
    struct search_result result;
    struct err err = {.text = ""};
    fill(w, 0, 60);
    work_once(w);
    fill(w, 60, 61);
    database_must(rebuild(w, 2, &err), &err);
    database_must(searcher_open(w->db, w->index, &searcher, &err), &err);
    wipe(w, current(w), "xapian/docdata.glass"); /* opens well, but holds no card */
    for (int i = 0; i < 2; i++) {
        database_must(search_run(searcher, w->db, &request, &result, &err), &err);
        assert_int_equal(result.total, 60);
        assert_true(result.index.fallen_back);
    }
    database_must(rebuild(w, 2, &err), &err);
    database_must(search_run(searcher, w->db, &request, &result, &err), &err);
    assert_int_equal(result.total, 61);
    assert_false(result.index.fallen_back);
    talloc_free(searcher);
}

static void status_says_how_it_stands_without_a_database_too(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    struct status_result r;
    struct err err = {.text = ""};
    assert_int_equal(status_read(w->db, w->index, w->db->conninfo, &r, &err), ERR_NO_INDEX);
    fill(w, 0, 3);
    work_once(w);
    database_must(status_read(w->db, w->index, w->db->conninfo, &r, &err), &err);
    assert_int_equal(r.documents, 3);
    assert_true(r.database);
    assert_int_equal(r.published, 3);
    assert_int_equal(r.waiting, 0);
    database_must(status_read(w->db, w->index, "host=/nonexistent", &r, &err), &err);
    assert_false(r.database);
    assert_int_equal(r.documents, 3);
}

static void a_running_worker_follows_by_itself_and_stops_cleanly(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    pthread_t thread;
    void *result;
    fill(w, 0, 2);
    assert_int_equal(pthread_create(&thread, NULL, run_worker, w), 0);
    uint64_t total = 0;
    for (int i = 0; i < 200 && total != 2; i++) {
        struct err err;
        char name[GENERATION_NAME_BYTES];
        usleep(50000);
        total = generation_current(w->index, name, &err) == OK ? found(w, "肺がん") : 0;
    }
    fill(w, 2, 6);
    for (int i = 0; i < 200 && total != 6; i++) {
        usleep(50000);
        total = found(w, "肺がん");
    }
    w->stop = 1;
    pthread_join(thread, &result);
    assert_int_equal((uintptr_t)result, OK);
    assert_int_equal(total, 6);
}

/* Waits until the question finds so many; false when it never does. */
static bool comes_to_find(struct world *w, const char *q, uint64_t want)
{
    for (int i = 0; i < 400; i++) {
        struct err err;
        char name[GENERATION_NAME_BYTES];
        if (generation_current(w->index, name, &err) == OK && found(w, q) == want)
            return true;
        usleep(50000);
    }
    return false;
}

static void lexicon_add_table(struct world *w, const char *table)
{
    char *path = mem_printf(w->db, "%s/hospital.tsv", w->index);
    char *args[] = {mem_strdup(w->db, "add"), path};
    const struct lexicon_command c = {.folder = w->lexicon, .args = args, .n_args = 2};
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(table, f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(lexicon_command_run(&c), EXIT_GOOD);
}

static void a_name_added_to_the_lexicon_is_found_without_a_restart(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    pthread_t thread;
    void *result;
    char before[GENERATION_NAME_BYTES], after[GENERATION_NAME_BYTES];
    struct err err = {.text = ""};
    w->lexicon = mem_printf(w->db, "%s/lexicon", w->index);
    fill(w, 0, 3);
    assert_int_equal(pthread_create(&thread, NULL, run_worker, w), 0);
    bool first = comes_to_find(w, "肺がん", 3);
    bool unknown = first && found(w, "しるべ胸病") == 0;
    database_must(generation_current(w->index, before, &err), &err);
    lexicon_add_table(w, "hospital-1\t\tdisease\t肺癌\t\tしるべ胸病|lay\n");
    bool then = comes_to_find(w, "しるべ胸病", 3);
    fill(w, 3, 5); /* and the outbox goes on with it */
    bool more = comes_to_find(w, "しるべ胸病", 5);
    database_must(generation_current(w->index, after, &err), &err);
    w->stop = 1;
    pthread_join(thread, &result);
    assert_int_equal((uintptr_t)result, OK);
    assert_true(first && unknown && then && more);
    assert_string_not_equal(before, after);
}

int main(void)
{
#define IN_WORLD(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_WORLD(what_is_saved_is_found),
        IN_WORLD(a_change_replaces_and_an_embargo_hides),
        IN_WORLD(a_rebuild_holds_the_same_and_switches),
        IN_WORLD(a_stopped_rebuild_leaves_the_old_generation),
        IN_WORLD(verify_finds_and_heals_what_differs),
        IN_WORLD(a_poison_record_becomes_a_dead_letter_and_the_rest_flows),
        IN_WORLD(a_rebuild_ends_with_a_poison_record_and_tells_of_it),
        IN_WORLD(a_dead_letter_ends_when_its_record_is_indexed),
        IN_WORLD(verify_goes_on_behind_a_poison_record_and_names_it),
        IN_WORLD(a_rebuild_during_an_import_loses_none_and_holds_none_twice),
        IN_WORLD(two_indexers_do_not_write_at_once),
        IN_WORLD(an_index_of_another_format_is_rebuilt_by_itself),
        IN_WORLD(a_damaged_index_is_found_and_replaced),
        IN_WORLD(commits_after_the_seal_are_no_damage),
        IN_WORLD(readers_go_back_to_a_sound_generation_and_then_to_a_new_one),
        IN_WORLD(a_damaged_predecessor_is_not_fallen_back_to),
        IN_WORLD(damage_that_shows_while_writing_is_mended),
        IN_WORLD(damage_that_shows_while_searching_is_passed_over),
        IN_WORLD(status_says_how_it_stands_without_a_database_too),
        IN_WORLD(a_running_worker_follows_by_itself_and_stops_cleanly),
        IN_WORLD(a_name_added_to_the_lexicon_is_found_without_a_restart),
    };
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
