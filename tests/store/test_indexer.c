#include "tests/unit/unit.h"
#include "tests/store/index_world.h"
#include "indexer/lexicon_command.h"
#include "indexer/lexicon_load.h"
#include "indexer/state.h"
#include "schema/base/arg.h"

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

struct importer {
    struct world *w;
    atomic_bool end;
    int n;
};

/* So that a slow build does not import for ever. */
#define IMPORT_AT_MOST 400

/* Each one newer than all before: the shares of a rebuild move with each. */
static void *import_on(void *arg)
{
    struct importer *importer = arg;
    struct test_database *db = importer->w->db;
    void *ctx = mem_context(NULL, "importer");
    struct store *s = store_open(ctx, db->conninfo);
    for (; !atomic_load(&importer->end) && importer->n < IMPORT_AT_MOST; importer->n++) {
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
    for (int round = 0; code == OK && round < 4 && result.extra == 0; round++) {
        atomic_store(&importer.end, false);
        assert_int_equal(pthread_create(&thread, NULL, import_on, &importer), 0);
        code = rebuild(w, 8, &err);
        atomic_store(&importer.end, true);
        pthread_join(thread, NULL); /* verify forks: no thread beside it */
        if (code == OK)
            result = verify(w, false);
    }
    database_must(code, &err);
    assert_true(importer.n > 0);
    assert_int_equal(result.extra, 0); /* nothing twice */
    work_once(w);
    result = verify(w, false);
    assert_int_equal(result.compared, 60 + importer.n);
    assert_int_equal(result.missing + result.stale + result.extra, 0);
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

/* Waits until the question finds so many; false when it never does. Two minutes: how soon a build
   with sanitizers comes to it on a busy machine is not what is tested. */
static bool comes_to_find(struct world *w, const char *q, uint64_t want)
{
    for (int i = 0; i < 2400; i++) {
        struct err err;
        char name[GENERATION_NAME_BYTES];
        if (generation_current(w->index, name, &err) == OK && found(w, q) == want)
            return true;
        usleep(50000);
    }
    return false;
}

static void a_running_worker_follows_by_itself_and_stops_cleanly(void **state)
{
    struct world *w = *state;
    DATABASE_OR_SKIP(w->db);
    pthread_t thread;
    void *result;
    fill(w, 0, 2);
    assert_int_equal(pthread_create(&thread, NULL, run_worker, w), 0);
    bool first = comes_to_find(w, "肺がん", 2);
    fill(w, 2, 6);
    bool then = first && comes_to_find(w, "肺がん", 6);
    w->stop = 1;
    pthread_join(thread, &result);
    assert_int_equal((uintptr_t)result, OK);
    assert_true(first && then);
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
    enum err_code code = generation_current(w->index, before, &err);
    lexicon_add_table(w, "hospital-1\t\tdisease\t肺癌\t\tしるべ胸病|lay\n");
    bool then = first && comes_to_find(w, "しるべ胸病", 3);
    fill(w, 3, 5); /* and the outbox goes on with it */
    bool more = then && comes_to_find(w, "しるべ胸病", 5);
    if (code == OK)
        code = generation_current(w->index, after, &err);
    w->stop = 1; /* before anything is asserted: a failure leaves no thread behind */
    pthread_join(thread, &result);
    assert_int_equal((uintptr_t)result, OK);
    database_must(code, &err);
    assert_true(first && unknown && then && more);
    assert_string_not_equal(before, after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(what_is_saved_is_found),
        IN_WORLD(a_change_replaces_and_an_embargo_hides),
        IN_WORLD(a_rebuild_holds_the_same_and_switches),
        IN_WORLD(a_stopped_rebuild_leaves_the_old_generation),
        IN_WORLD(verify_finds_and_heals_what_differs),
        IN_WORLD(a_rebuild_during_an_import_loses_none_and_holds_none_twice),
        IN_WORLD(two_indexers_do_not_write_at_once),
        IN_WORLD(an_index_of_another_format_is_rebuilt_by_itself),
        IN_WORLD(status_says_how_it_stands_without_a_database_too),
        IN_WORLD(a_running_worker_follows_by_itself_and_stops_cleanly),
        IN_WORLD(a_name_added_to_the_lexicon_is_found_without_a_restart),
    };
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
