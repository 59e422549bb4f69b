/* Marks of files that others replace (schema/base/file_mark.h). */
#include "tests/unit/unit.h"
#include "schema/base/file_mark.h"
#include "tests/unit/folder.h"

static const char *file_of(void *ctx, void **state)
{
    return mem_printf(ctx, "%s/current", (const char *)*state);
}

static void a_file_of_long_ago_fits_its_mark(void **state)
{
    static const char old[] = "/usr/include/stdio.h";
    struct file_mark m;
    (void)state;
    file_mark_take(old, &m);
    assert_true(m.settled);
    assert_true(file_mark_fits(&m, old));
    assert_false(file_mark_fits(&m, "tests/unit/test_base.c"));
}

/* What was just written may be written again within the same tick of the clock. */
static void a_file_just_written_never_fits(void **state)
{
    void *ctx = mem_context(NULL, "test");
    const char *path = file_of(ctx, state);
    struct file_mark m;
    folder_write_file(path, "g-000001\n", 9);
    file_mark_take(path, &m);
    assert_false(m.settled);
    assert_false(file_mark_fits(&m, path));
    talloc_free(ctx);
}

static void a_change_is_seen(void **state)
{
    void *ctx = mem_context(NULL, "test");
    const char *path = file_of(ctx, state), *other = mem_printf(ctx, "%s.new", path);
    struct file_mark m;
    folder_write_file(path, "g-000001\n", 9);
    file_mark_take(path, &m);
    m.settled = true; /* as if it had lain there for long */
    assert_true(file_mark_fits(&m, path));
    folder_write_file(other, "g-000002\n", 9);
    assert_int_equal(rename(other, path), 0);
    assert_false(file_mark_fits(&m, path));
    file_mark_take(path, &m);
    m.settled = true;
    folder_write_file(path, "g-000003 and more\n", 18);
    assert_false(file_mark_fits(&m, path));
    assert_int_equal(unlink(path), 0);
    assert_false(file_mark_fits(&m, path));
    file_mark_take(path, &m);
    assert_false(m.settled);
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_of_long_ago_fits_its_mark),
        IN_FOLDER(a_file_just_written_never_fits),
        IN_FOLDER(a_change_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
