#include "tests/unit/unit.h"
#include "tests/store/index_world.h"

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

/* A worker that has no database cannot rebuild: what it falls back to stays in use. It works until
   that one is in use, at most so many seconds. */
static void work_without_database(struct world *w, const char *until, int seconds)
{
    const char *conninfo = w->db->conninfo;
    pthread_t thread;
    void *result;
    w->db->conninfo = "host=/nonexistent";
    assert_int_equal(pthread_create(&thread, NULL, run_worker, w), 0);
    for (int i = 0; i < 20 * seconds && strcmp(current(w), until) != 0; i++)
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
    work_without_database(w, first, 120);
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
    work_without_database(w, first, 3); /* it never is */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_damaged_index_is_found_and_replaced),
        IN_WORLD(commits_after_the_seal_are_no_damage),
        IN_WORLD(readers_go_back_to_a_sound_generation_and_then_to_a_new_one),
        IN_WORLD(a_damaged_predecessor_is_not_fallen_back_to),
        IN_WORLD(damage_that_shows_while_writing_is_mended),
        IN_WORLD(damage_that_shows_while_searching_is_passed_over),
    };
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
