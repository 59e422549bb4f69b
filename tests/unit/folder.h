/*
 * A temporary folder for each test: IN_FOLDER(name) gives the test its path in *state and removes
 * it afterwards, and files written and read whole.
 */
#pragma once
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include <ftw.h>
#include <unistd.h>

static inline int folder_setup(void **state)
{
    const char *base = getenv("TMPDIR");
    char *path = mem_printf(NULL, "%s/shirube-test-XXXXXX", base ? base : "/tmp");
    *state = path;
    return mkdtemp(path) ? 0 : -1;
}

static inline int folder_remove_one(const char *path, const struct stat *st, int type,
                                    struct FTW *where)
{
    (void)st, (void)type, (void)where;
    return remove(path);
}

static inline int folder_teardown(void **state)
{
    nftw(*state, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    talloc_free(*state);
    return 0;
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

static inline void folder_write_file(const char *path, const void *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static inline char *folder_read_file(void *ctx, const char *path, size_t *ret_len)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    size_t len = (size_t)ftell(f);
    rewind(f);
    char *p = MEM_ARRAY(ctx, char, len + 1);
    assert_int_equal(fread(p, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    p[len] = '\0';
    *ret_len = len;
    return p;
}
