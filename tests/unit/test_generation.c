#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/generation.h"
#include "tests/unit/folder.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err err;

static const char *new_generation(void *ctx, const char *index, const char *content)
{
    char *name = MEM_ARRAY(ctx, char, GENERATION_NAME_BYTES);
    assert_int_equal(generation_create(index, name, &err), OK);
    const char *tables = generation_path(ctx, index, name, "xapian");
    assert_int_equal(mkdir(tables, 0755), 0);
    folder_write_file(mem_printf(ctx, "%s/postlist.glass", tables), content, strlen(content));
    folder_write_file(generation_path(ctx, index, name, "columns"), content, strlen(content));
    return name;
}

static void an_index_without_a_generation_says_so(void **state)
{
    char name[GENERATION_NAME_BYTES];
    assert_int_equal(generation_current(*state, name, &err), ERR_NO_INDEX);
    assert_int_equal(generation_current("/nonexistent/index", name, &err), ERR_NO_INDEX);
    int removed;
    assert_int_equal(generation_prune(*state, &removed, &err), ERR_NO_INDEX);
}

static void generations_are_numbered_upwards_from_one(void **state)
{
    void *ctx = talloc_new(NULL);
    const char *index = mem_printf(ctx, "%s/deep/below/index", (char *)*state);
    assert_string_equal(new_generation(ctx, index, "a"), "g-000001");
    assert_string_equal(new_generation(ctx, index, "b"), "g-000002");
    assert_int_equal(mkdir(mem_printf(ctx, "%s/g-0000009", index), 0755), 0); /* no such name */
    assert_int_equal(mkdir(mem_printf(ctx, "%s/g-1234567", index), 0755), 0);
    assert_string_equal(new_generation(ctx, index, "c"), "g-1234568");
    talloc_free(ctx);
}

static void a_generation_is_in_use_only_after_the_switch(void **state)
{
    void *ctx = talloc_new(NULL);
    char name[GENERATION_NAME_BYTES];
    const char *g = new_generation(ctx, *state, "hello");
    assert_int_equal(generation_current(*state, name, &err), ERR_NO_INDEX);
    assert_int_equal(generation_switch(*state, g, &err), OK);
    assert_int_equal(generation_current(*state, name, &err), OK);
    assert_string_equal(name, g);
    assert_int_equal(generation_check_manifest(*state, g, &err), OK);
    assert_int_equal(generation_switch(*state, "g-000099", &err), ERR_IO);
    assert_int_equal(generation_switch(*state, "../etc", &err), ERR_INVALID);
    assert_int_equal(generation_current(*state, name, &err), OK);
    assert_string_equal(name, g);
    talloc_free(ctx);
}

static void a_pointer_that_names_no_generation_is_damage(void **state)
{
    char name[GENERATION_NAME_BYTES];
    void *ctx = talloc_new(NULL);
    const char *path = mem_printf(ctx, "%s/current", (char *)*state);
    const char *bad[] = {"", "\n", "g-7\n", "../../etc\n", "g-00000x\n", "g--00001\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        folder_write_file(path, bad[i], strlen(bad[i]));
        assert_int_equal(generation_current(*state, name, &err), ERR_CORRUPT);
    }
    talloc_free(ctx);
}

static void every_flipped_bit_of_every_file_is_found(void **state)
{
    void *ctx = talloc_new(NULL);
    const char *g = new_generation(ctx, *state, "some bytes of a table");
    assert_int_equal(generation_switch(*state, g, &err), OK);
    const char *files[] = {"columns", "xapian/postlist.glass", "MANIFEST"};
    for (size_t i = 0; i < 3; i++) {
        const char *path = generation_path(ctx, *state, g, files[i]);
        size_t len;
        char *bytes = folder_read_file(ctx, path, &len);
        for (size_t bit = 0; bit < 8 * len; bit++) {
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
            folder_write_file(path, bytes, len);
            assert_int_equal(generation_check_manifest(*state, g, &err), ERR_CORRUPT);
            assert_non_null(strstr(err.text, files[i]));
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        }
        folder_write_file(path, bytes, len - 1); /* cut off */
        assert_int_equal(generation_check_manifest(*state, g, &err), ERR_CORRUPT);
        folder_write_file(path, bytes, len);
        assert_int_equal(generation_check_manifest(*state, g, &err), OK);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(generation_check_manifest(*state, g, &err), ERR_CORRUPT);
        folder_write_file(path, bytes, len);
    }
    talloc_free(ctx);
}

static void falling_back_finds_the_sealed_generation_before(void **state)
{
    void *ctx = talloc_new(NULL);
    char name[GENERATION_NAME_BYTES];
    const char *first = new_generation(ctx, *state, "1");
    assert_int_equal(generation_previous(*state, first, name, &err), ERR_NOT_FOUND);
    assert_int_equal(generation_switch(*state, first, &err), OK);
    new_generation(ctx, *state, "never finished");
    const char *third = new_generation(ctx, *state, "3");
    assert_int_equal(generation_switch(*state, third, &err), OK);
    assert_int_equal(generation_previous(*state, third, name, &err), OK);
    assert_string_equal(name, first);
    assert_int_equal(generation_previous("/nonexistent", third, name, &err), ERR_IO);
    talloc_free(ctx);
}

static bool exists(void *ctx, const char *index, const char *name)
{
    struct stat st;
    return stat(generation_path(ctx, index, name, NULL), &st) == 0;
}

static void pruning_keeps_the_current_one_its_predecessor_and_what_is_being_built(void **state)
{
    void *ctx = talloc_new(NULL);
    const char *g[6];
    for (int i = 0; i < 6; i++)
        g[i] = new_generation(ctx, *state, "x");
    for (int i = 0; i < 5; i++)
        if (i != 2)
            assert_int_equal(generation_switch(*state, g[i], &err), OK);
    assert_int_equal(generation_switch(*state, g[3], &err), OK); /* fell back from g[4] */
    int removed = -1;
    assert_int_equal(generation_prune(*state, &removed, &err), OK);
    assert_int_equal(removed, 3);
    assert_false(exists(ctx, *state, g[0]));
    assert_true(exists(ctx, *state, g[1])); /* g[2] was never sealed */
    assert_false(exists(ctx, *state, g[2]));
    assert_true(exists(ctx, *state, g[3]));
    assert_false(exists(ctx, *state, g[4])); /* sealed, but we fell back from it */
    assert_true(exists(ctx, *state, g[5]));  /* under construction */
    assert_int_equal(generation_prune(*state, &removed, &err), OK);
    assert_int_equal(removed, 0);
    talloc_free(ctx);
}

static void syncing_what_is_not_there_is_an_error(void **state)
{
    assert_int_equal(generation_sync_path(*state, &err), OK);
    assert_int_equal(generation_sync_path("/nonexistent/file", &err), ERR_IO);
}

static void what_cannot_be_written_is_an_error(void **state)
{
    char name[GENERATION_NAME_BYTES];
    void *ctx = talloc_new(NULL);
    const char *file = mem_printf(ctx, "%s/plain-file", (char *)*state);
    folder_write_file(file, "x", 1);
    assert_int_equal(generation_create(file, name, &err), ERR_IO);
    assert_int_equal(generation_create(mem_printf(ctx, "%s/below", file), name, &err), ERR_IO);
    const char *g = new_generation(ctx, *state, "x");
    assert_int_equal(mkdir(mem_printf(ctx, "%s/current", (char *)*state), 0755), 0);
    assert_int_equal(generation_switch(*state, g, &err), ERR_IO);
    assert_int_equal(generation_current(*state, name, &err), ERR_IO);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ readers during a switch */

struct watcher {
    const char *index;
    atomic_bool stop;
    int64_t looked, wrong;
};

/* The generation named is there, or (this thread was held up for two switches) the pointer has
 * moved on since. */
static bool is_whole(void *ctx, const char *index, const char *name)
{
    char now[GENERATION_NAME_BYTES];
    struct err e;
    return exists(ctx, index, name) ||
           (generation_current(index, now, &e) == OK && strcmp(now, name) > 0);
}

static void *watch(void *arg)
{
    struct watcher *w = arg;
    void *ctx = talloc_new(NULL);
    char name[GENERATION_NAME_BYTES], last[GENERATION_NAME_BYTES] = "";
    struct err e;
    while (!atomic_load(&w->stop)) {
        bool good = generation_current(w->index, name, &e) == OK && strcmp(name, last) >= 0 &&
                    is_whole(ctx, w->index, name);
        w->wrong += !good;
        w->looked++;
        text_copy(last, sizeof last, name);
        talloc_free_children(ctx);
    }
    talloc_free(ctx);
    return NULL;
}

static void readers_see_a_whole_generation_at_every_moment_of_many_switches(void **state)
{
    void *ctx = talloc_new(NULL);
    assert_int_equal(generation_switch(*state, new_generation(ctx, *state, "0"), &err), OK);
    struct watcher w = {.index = *state};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, watch, &w), 0);
    for (int i = 0; i < 40; i++) {
        int removed;
        assert_int_equal(generation_switch(*state, new_generation(ctx, *state, "n"), &err), OK);
        assert_int_equal(generation_prune(*state, &removed, &err), OK);
    }
    atomic_store(&w.stop, true);
    pthread_join(thread, NULL);
    assert_true(w.looked > 0);
    assert_int_equal(w.wrong, 0);
    talloc_free(ctx);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        IN_FOLDER(an_index_without_a_generation_says_so),
        IN_FOLDER(generations_are_numbered_upwards_from_one),
        IN_FOLDER(a_generation_is_in_use_only_after_the_switch),
        IN_FOLDER(a_pointer_that_names_no_generation_is_damage),
        IN_FOLDER(every_flipped_bit_of_every_file_is_found),
        IN_FOLDER(falling_back_finds_the_sealed_generation_before),
        IN_FOLDER(pruning_keeps_the_current_one_its_predecessor_and_what_is_being_built),
        IN_FOLDER(syncing_what_is_not_there_is_an_error),
        IN_FOLDER(what_cannot_be_written_is_an_error),
        IN_FOLDER(readers_see_a_whole_generation_at_every_moment_of_many_switches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
