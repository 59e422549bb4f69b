/* Records (records.h) and the column of trees that is made of them. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/trees.h"
#include "tests/unit/folder.h"

static struct err err;

static const char *path_of(void *ctx, void **state)
{
    return mem_printf(ctx, "%s/%s", (const char *)*state, TREES_FILE);
}

/* What document n has in its revision r. */
static size_t tree_of(uint32_t n, uint32_t r, uint8_t *out)
{
    size_t len = (n * 7 + r * 31) % 300;
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)(n + r * 17 + i);
    return len;
}

static uint64_t write_some(const char *path, uint64_t committed, uint32_t first, uint32_t n,
                           uint32_t revision)
{
    struct records_writer *w;
    uint8_t bytes[300];
    assert_int_equal(records_writer_open(NULL, path, TREES_MAGIC, committed, &w, &err), OK);
    for (uint32_t d = first; d < first + n; d++)
        assert_int_equal(records_put(w, d, bytes, tree_of(d, revision, bytes), &err), OK);
    assert_int_equal(records_flush(w, &committed, &err), OK);
    talloc_free(w);
    return committed;
}

static void assert_tree(const struct trees *t, uint32_t docid, uint32_t revision)
{
    uint8_t want[300];
    size_t len = tree_of(docid, revision, want), have = 0;
    const uint8_t *bytes = trees_get(t, docid, &have);
    if (len == 0) {
        assert_null(bytes);
        return;
    }
    assert_non_null(bytes);
    assert_int_equal(have, len);
    assert_memory_equal(bytes, want, len);
}

static void every_document_has_its_latest_tree(void **state)
{
    void *ctx = talloc_new(NULL);
    struct trees *t, *later;
    const char *path = path_of(ctx, state);
    uint64_t one = write_some(path, 0, 1000, 200, 0);
    assert_int_equal(trees_open(ctx, *state, one, NULL, &t, &err), OK);
    for (uint32_t d = 1000; d < 1200; d++)
        assert_tree(t, d, 0);
    size_t len;
    assert_null(trees_get(t, 999, &len));
    assert_null(trees_get(t, 1200, &len));
    assert_null(trees_get(t, 0, &len));
    assert_null(trees_get(t, UINT32_MAX, &len));
    uint64_t two = write_some(path, one, 950, 100, 1); /* new ones below, some replaced */
    assert_int_equal(trees_open(ctx, *state, two, t, &later, &err), OK);
    for (uint32_t d = 950; d < 1200; d++)
        assert_tree(later, d, d < 1050);
    for (uint32_t d = 1000; d < 1200; d++) /* the older state stays what it was */
        assert_tree(t, d, 0);
    talloc_free(ctx);
}

static void a_state_on_another_is_the_state_read_whole(void **state)
{
    void *ctx = talloc_new(NULL);
    struct trees *base, *on, *whole;
    const char *path = path_of(ctx, state);
    uint64_t at = write_some(path, 0, 500, 50, 0);
    assert_int_equal(trees_open(ctx, *state, at, NULL, &base, &err), OK);
    for (uint32_t r = 1; r < 6; r++)
        at = write_some(path, at, 500 - 20 * r, 60, r);
    assert_int_equal(trees_open(ctx, *state, at, base, &on, &err), OK);
    assert_int_equal(trees_open(ctx, *state, at, NULL, &whole, &err), OK);
    assert_int_equal(on->first, whole->first);
    assert_int_equal(on->n, whole->n);
    for (uint32_t i = 0; i < whole->n; i++) {
        assert_int_equal(on->places[i].len, whole->places[i].len);
        if (whole->places[i].len)
            assert_int_equal(on->places[i].at, whole->places[i].at);
    }
    talloc_free(ctx);
}

static void what_was_not_committed_is_not_seen_and_cut_off(void **state)
{
    void *ctx = talloc_new(NULL);
    struct trees *t;
    const char *path = path_of(ctx, state);
    uint64_t one = write_some(path, 0, 10, 5, 0);
    uint64_t lost = write_some(path, one, 10, 5, 1);
    assert_true(lost > one);
    assert_int_equal(trees_open(ctx, *state, one, NULL, &t, &err), OK);
    assert_tree(t, 12, 0);
    assert_int_equal(write_some(path, one, 12, 1, 2), one + 12 + (12 * 7 + 2 * 31) % 300);
    talloc_free(ctx);
}

static void a_document_that_is_gone_has_no_tree(void **state)
{
    void *ctx = talloc_new(NULL);
    struct records_writer *w;
    struct trees *t;
    uint64_t at = write_some(path_of(ctx, state), 0, 10, 5, 0);
    size_t len;
    assert_int_equal(records_writer_open(ctx, path_of(ctx, state), TREES_MAGIC, at, &w, &err), OK);
    assert_int_equal(records_put(w, 12, "", 0, &err), OK);
    assert_int_equal(records_flush(w, &at, &err), OK);
    assert_int_equal(trees_open(ctx, *state, at, NULL, &t, &err), OK);
    assert_null(trees_get(t, 12, &len));
    assert_tree(t, 13, 0);
    talloc_free(ctx);
}

static void every_flipped_bit_is_found(void **state)
{
    void *ctx = talloc_new(NULL);
    struct trees *t;
    const char *path = path_of(ctx, state);
    uint64_t at = write_some(path, 0, 10, 6, 0);
    for (uint64_t bit = 0; bit < at * 8; bit++) {
        FILE *f = fopen(path, "r+b");
        assert_non_null(f);
        for (int turn = 0; turn < 2; turn++) { /* there and back */
            fseek(f, (long)(bit / 8), SEEK_SET);
            int byte = fgetc(f);
            fseek(f, (long)(bit / 8), SEEK_SET);
            fputc(byte ^ 1 << bit % 8, f);
            fflush(f);
            if (turn == 0)
                assert_int_equal(trees_open(ctx, *state, at, NULL, &t, &err), ERR_CORRUPT);
        }
        fclose(f);
    }
    assert_int_equal(trees_open(ctx, *state, at, NULL, &t, &err), OK);
    talloc_free(ctx);
}

static void a_file_that_is_too_short_or_of_another_kind_is_damage(void **state)
{
    void *ctx = talloc_new(NULL);
    struct records_writer *w;
    struct trees *t;
    const char *path = path_of(ctx, state);
    uint64_t at = write_some(path, 0, 10, 6, 0);
    assert_int_equal(trees_open(ctx, *state, at + 1, NULL, &t, &err), ERR_CORRUPT);
    assert_int_equal(trees_open(ctx, *state, at - 1, NULL, &t, &err), ERR_CORRUPT);
    assert_int_equal(records_writer_open(ctx, path, TREES_MAGIC, at + 1, &w, &err), ERR_CORRUPT);
    assert_int_equal(records_writer_open(ctx, path, "another1", at, &w, &err), ERR_CORRUPT);
    talloc_free(ctx);
}

static void numbers_too_far_apart_are_damage(void **state)
{
    void *ctx = talloc_new(NULL);
    struct records_writer *w;
    struct trees *t;
    uint64_t at;
    assert_int_equal(records_writer_open(ctx, path_of(ctx, state), TREES_MAGIC, 0, &w, &err), OK);
    assert_int_equal(records_put(w, 1, "a", 1, &err), OK);
    assert_int_equal(records_put(w, UINT32_MAX - 1, "b", 1, &err), OK);
    assert_int_equal(records_flush(w, &at, &err), OK);
    assert_int_equal(trees_open(ctx, *state, at, NULL, &t, &err), ERR_CORRUPT);
    talloc_free(ctx);
}

static void a_record_has_a_largest_length(void **state)
{
    void *ctx = talloc_new(NULL);
    struct records_writer *w;
    struct trees *t;
    uint64_t at;
    char *big = mem_check(talloc_zero_size(ctx, RECORDS_MAX_BYTES + 1));
    assert_int_equal(records_writer_open(ctx, path_of(ctx, state), TREES_MAGIC, 0, &w, &err), OK);
    assert_int_equal(records_put(w, 7, big, RECORDS_MAX_BYTES + 1, &err), ERR_TOO_LARGE);
    assert_int_equal(records_put(w, 7, big, RECORDS_MAX_BYTES, &err), OK);
    assert_int_equal(records_flush(w, &at, &err), OK);
    assert_int_equal(at, RECORDS_MAGIC_BYTES + 12 + RECORDS_MAX_BYTES);
    assert_int_equal(trees_open(ctx, *state, at, NULL, &t, &err), OK);
    talloc_free(ctx);
}

static void files_are_joined_in_order(void **state)
{
    void *ctx = talloc_new(NULL);
    const char *part = mem_printf(ctx, "%s/part", (const char *)*state);
    struct records_writer *w;
    struct trees *t;
    uint64_t at = write_some(path_of(ctx, state), 0, 100, 20, 0);
    write_some(part, 0, 110, 30, 1);
    assert_int_equal(records_writer_open(ctx, path_of(ctx, state), TREES_MAGIC, at, &w, &err), OK);
    assert_int_equal(records_append_file(w, part, &err), OK);
    assert_int_equal(records_flush(w, &at, &err), OK);
    assert_int_equal(trees_open(ctx, *state, at, NULL, &t, &err), OK);
    for (uint32_t d = 100; d < 140; d++)
        assert_tree(t, d, d >= 110);
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(every_document_has_its_latest_tree),
        IN_FOLDER(a_state_on_another_is_the_state_read_whole),
        IN_FOLDER(what_was_not_committed_is_not_seen_and_cut_off),
        IN_FOLDER(a_document_that_is_gone_has_no_tree),
        IN_FOLDER(every_flipped_bit_is_found),
        IN_FOLDER(a_file_that_is_too_short_or_of_another_kind_is_damage),
        IN_FOLDER(numbers_too_far_apart_are_damage),
        IN_FOLDER(a_record_has_a_largest_length),
        IN_FOLDER(files_are_joined_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
