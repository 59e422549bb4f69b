#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "search/columns.h"
#include "search/idx_layout.h"
#include "tests/unit/folder.h"
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err err;

static struct column_row row_number(uint32_t n)
{
    return (struct column_row){
        .present = 1,
        .status = (uint8_t)(n % 9),
        .kind = (uint8_t)(n % 10),
        .study_type = (uint8_t)(n % 4),
        .sex = (uint8_t)(n % 3),
        .registry = (uint8_t)(n % 27),
        .phases = (uint8_t)(n % 64),
        .flags = (uint8_t)(n % 32),
        .age_min_days = n % 7 ? (int32_t)n : INT32_MIN,
        .age_max_days = n % 5 ? (int32_t)(n + 9999) : INT32_MAX,
        .published_days = (int32_t)n - 100,
        .updated_days = -(int32_t)n,
        .start_days = INT32_MIN,
        .prefectures = UINT64_C(1) << (n % 48) | UINT64_C(1) << 47,
        .conditions = UINT64_C(1) << (n % 63),
        .drug_classes = ~(UINT64_C(1) << (n % 63)),
        .n_sites = (uint16_t)(n % 4),
        .n_recruiting = (uint16_t)(n % 4 / 2),
    };
}

/* Field by field: the padding of a struct is nobody's. */
static bool row_equal(const struct column_row *a, const struct column_row *b)
{
    return memcmp(a, b, 8) == 0 && a->age_min_days == b->age_min_days &&
           a->age_max_days == b->age_max_days && a->published_days == b->published_days &&
           a->updated_days == b->updated_days && a->start_days == b->start_days &&
           a->prefectures == b->prefectures && a->conditions == b->conditions &&
           a->drug_classes == b->drug_classes && a->n_sites == b->n_sites &&
           a->n_recruiting == b->n_recruiting;
}

static struct column_site site_number(uint32_t n, uint32_t i)
{
    return (struct column_site){(uint16_t)(n * 7 + i), (uint16_t)(n * 13 + 60000 + i)};
}

static void assert_rows_equal(const struct columns *a, const struct columns *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        assert_int_equal(a->present[i / 64] >> i % 64 & 1, a->rows[i].present != 0);
    assert_int_equal(a->first, b->first);
    assert_int_equal(a->n, b->n);
    for (uint32_t i = 0; i < a->n; i++) {
        assert_true(row_equal(&a->rows[i], &b->rows[i]));
        if (a->rows[i].n_sites)
            assert_memory_equal(a->sites + a->rows[i].sites_at, b->sites + b->rows[i].sites_at,
                                a->rows[i].n_sites * sizeof *a->sites);
    }
}

static void assert_row(const struct columns *c, uint32_t docid, uint32_t n)
{
    const struct column_row *row = columns_row(c, docid);
    struct column_row want = row_number(n);
    assert_non_null(row);
    assert_int_equal(row->present, 1);
    assert_true(row_equal(row, &want));
    for (uint32_t i = 0; i < row->n_sites; i++) {
        struct column_site site = site_number(n, i);
        assert_memory_equal(&c->sites[row->sites_at + i], &site, sizeof site);
    }
}

static void assert_absent(const struct columns *c, uint32_t docid)
{
    const struct column_row *row = columns_row(c, docid);
    assert_true(!row || !row->present);
}

static struct columns_writer *writer(void *ctx, const char *folder, uint64_t committed)
{
    struct columns_writer *w = NULL;
    assert_int_equal(columns_writer_open(ctx, folder, committed, &w, &err), OK);
    return w;
}

static void put(struct columns_writer *w, uint32_t docid, uint32_t n)
{
    struct column_row row = row_number(n);
    struct column_site sites[4];
    for (uint32_t i = 0; i < row.n_sites; i++)
        sites[i] = site_number(n, i);
    assert_int_equal(columns_put(w, docid, &row, sites, &err), OK);
}

static uint64_t flush(struct columns_writer *w)
{
    uint64_t bytes = 0;
    assert_int_equal(columns_flush(w, &bytes, &err), OK);
    return bytes;
}

static struct columns *open_columns(void *ctx, const char *folder, uint64_t committed,
                                    const struct columns *base)
{
    struct columns *c = NULL;
    assert_int_equal(columns_open(ctx, folder, committed, base, &c, &err), OK);
    return c;
}

static void what_was_put_is_read_back(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    const uint32_t first = IDX_FIRST_DOCID - 500;
    for (uint32_t i = 0; i < 5000; i++)
        put(w, first + i, i);
    put(w, first + 7, 12345); /* replaced */
    assert_int_equal(columns_del(w, first + 8, &err), OK);
    struct columns *c = open_columns(ctx, *state, flush(w), NULL);
    assert_int_equal(c->first, first);
    assert_int_equal(c->n, 5000);
    for (uint32_t i = 0; i < 5000; i++)
        if (i != 7 && i != 8)
            assert_row(c, first + i, i);
    assert_row(c, first + 7, 12345);
    assert_absent(c, first + 8);
    assert_absent(c, first - 1);
    assert_absent(c, first + 5000);
    assert_absent(c, 0);
    assert_absent(c, UINT32_MAX);
    talloc_free(ctx);
}

static void a_document_has_up_to_a_thousand_sites(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    struct column_row row = {.present = 1, .n_sites = COLUMN_SITES_MAX, .n_recruiting = 7};
    struct column_site sites[COLUMN_SITES_MAX + 1];
    for (uint32_t i = 0; i <= COLUMN_SITES_MAX; i++)
        sites[i] = site_number(3, i);
    assert_int_equal(columns_put(w, 5, &row, sites, &err), OK);
    row.n_sites++;
    assert_int_equal(columns_put(w, 6, &row, sites, &err), ERR_INVALID);
    row.n_sites = 3;
    assert_int_equal(columns_put(w, 6, &row, sites, &err), ERR_INVALID); /* 7 of 3 recruit */
    struct columns *c = open_columns(ctx, *state, flush(w), NULL);
    assert_int_equal(c->n, 1);
    assert_int_equal(c->rows[0].n_sites, COLUMN_SITES_MAX);
    assert_memory_equal(c->sites + c->rows[0].sites_at, sites, sizeof *sites * COLUMN_SITES_MAX);
    talloc_free(ctx);
}

static void sites_of_replaced_rows_do_not_pile_up(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    struct columns *c = NULL;
    for (uint32_t round = 0; round < 50; round++) {
        for (uint32_t docid = 1; docid <= 10; docid++)
            put(w, docid, 3 + 4 * round);
        c = open_columns(ctx, *state, flush(w), c);
    }
    assert_in_range(c->n_sites, 30, 60);
    for (uint32_t docid = 1; docid <= 10; docid++)
        assert_row(c, docid, 3 + 4 * 49);
    talloc_free(ctx);
}

static void positions_keep_their_place_to_half_a_kilometre(void **state)
{
    (void)state;
    static const double points[][2] = {{35.68, 139.77}, {43.06, 141.35}, {24.34, 124.16},
                                       {-33.9, 18.4},   {51.5, -0.1},    {90, 180},
                                       {-90, -180},     {0, 0}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        for (int rough = 0; rough < 2; rough++) {
            struct column_site s = column_site_of(points[i][0], points[i][1], rough);
            assert_int_equal(s.lat & 1, rough);
            assert_true(fabs(column_site_lat(s) - points[i][0]) < 0.004);
            assert_true(fabs(column_site_lon(s) - points[i][1]) < 0.004);
        }
}

static void an_empty_file_has_no_rows(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns *c = open_columns(ctx, *state, flush(writer(ctx, *state, 0)), NULL);
    assert_int_equal(c->n, 0);
    assert_absent(c, 0);
    assert_absent(c, 1);
    talloc_free(ctx);
}

static void a_torn_tail_behind_the_committed_length_is_ignored_and_cut_off(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    put(w, 10, 1);
    uint64_t committed = flush(w);
    put(w, 11, 2);
    uint64_t more = flush(w);
    talloc_free(w);
    const char *path = mem_printf(ctx, "%s/columns", (char *)*state);
    for (uint64_t len = committed; len <= more; len++) { /* a crash in the midst of the write */
        assert_int_equal(truncate(path, (off_t)len), 0);
        struct columns *c = open_columns(ctx, *state, committed, NULL);
        assert_row(c, 10, 1);
        assert_absent(c, 11);
        w = writer(ctx, *state, committed);
        put(w, 12, 3);
        c = open_columns(ctx, *state, flush(w), NULL);
        talloc_free(w);
        assert_row(c, 10, 1);
        assert_absent(c, 11);
        assert_row(c, 12, 3);
    }
    talloc_free(ctx);
}

static void a_file_shorter_than_committed_is_damage(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    put(w, 10, 1);
    uint64_t committed = flush(w);
    talloc_free(w);
    struct columns *c;
    const char *path = mem_printf(ctx, "%s/columns", (char *)*state);
    for (off_t len = 0; len < (off_t)committed; len++) {
        assert_int_equal(truncate(path, len), 0);
        assert_int_equal(columns_open(ctx, *state, committed, NULL, &c, &err), ERR_CORRUPT);
        assert_int_equal(columns_writer_open(ctx, *state, committed, &w, &err), ERR_CORRUPT);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(columns_open(ctx, *state, committed, NULL, &c, &err), ERR_IO);
    assert_int_equal(columns_writer_open(ctx, "/nonexistent", 0, &w, &err), ERR_IO);
    talloc_free(ctx);
}

static void every_flipped_bit_is_found(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    put(w, 10, 1);
    assert_int_equal(columns_del(w, 11, &err), OK);
    put(w, 12, 2);
    uint64_t committed = flush(w);
    talloc_free(w);
    const char *path = mem_printf(ctx, "%s/columns", (char *)*state);
    size_t len;
    char *bytes = folder_read_file(ctx, path, &len);
    assert_int_equal(len, committed);
    struct columns *c;
    w = writer(ctx, mem_printf(ctx, "%s/.", (char *)*state), committed);
    for (size_t bit = 0; bit < 8 * len; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        folder_write_file(path, bytes, len);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        assert_int_equal(columns_open(ctx, *state, committed, NULL, &c, &err), ERR_CORRUPT);
        assert_int_equal(columns_append_file(w, path, &err), ERR_CORRUPT);
    }
    talloc_free(ctx);
}

static void an_older_state_is_extended_and_stays_as_it_was(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    struct rng rng = {7};
    struct columns *last = NULL;
    uint32_t docid = IDX_FIRST_DOCID;
    for (uint32_t i = 0; i < 100; i++)
        put(w, IDX_FIRST_DOCID + 1 + i, i);
    uint64_t hundred = flush(w);
    for (int commit = 0; commit < 30; commit++) {
        for (int i = 0; i < 20; i++) {
            if (rng_chance(&rng, 300))
                put(w, docid--, rng_below(&rng, 1000));
            else if (rng_chance(&rng, 300))
                assert_int_equal(columns_del(w, docid + rng_below(&rng, 50), &err), OK);
            else
                put(w, docid + 1 + rng_below(&rng, 100), rng_below(&rng, 1000));
        }
        uint64_t committed = flush(w);
        struct columns before = last ? *last : (struct columns){.n = 0};
        void *saved = last ? mem_memdup(ctx, last->rows, sizeof *last->rows * last->n) : NULL;
        struct columns *whole = open_columns(ctx, *state, committed, NULL);
        struct columns *grown = open_columns(ctx, *state, committed, last);
        assert_rows_equal(grown, whole);
        if (last)
            assert_memory_equal(saved, before.rows, sizeof *before.rows * before.n);
        struct columns *same = open_columns(ctx, *state, committed, grown);
        assert_rows_equal(same, whole);
        last = grown;
    }
    struct columns *back = open_columns(ctx, *state, hundred, last); /* after falling back */
    assert_int_equal(back->n, 100);
    assert_row(back, IDX_FIRST_DOCID + 1, 0);
    talloc_free(ctx);
}

static void shards_are_joined(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *all = writer(ctx, *state, 0);
    for (uint32_t shard = 0; shard < 3; shard++) {
        const char *folder = mem_printf(ctx, "%s/s%u", (char *)*state, shard);
        assert_int_equal(mkdir(folder, 0755), 0);
        struct columns_writer *w = writer(ctx, folder, 0);
        for (uint32_t i = 0; i < 3000; i++)
            put(w, 1 + shard * 3000 + i, shard * 3000 + i);
        flush(w);
        assert_int_equal(columns_append_file(all, mem_printf(ctx, "%s/columns", folder), &err), OK);
    }
    struct columns *c = open_columns(ctx, *state, flush(all), NULL);
    assert_int_equal(c->n, 9000);
    for (uint32_t i = 0; i < 9000; i++)
        assert_row(c, 1 + i, i);
    const char *other = mem_printf(ctx, "%s/other", (char *)*state);
    folder_write_file(other, "something else", 14);
    assert_int_equal(columns_append_file(all, other, &err), ERR_CORRUPT);
    assert_int_equal(columns_append_file(all, "/nonexistent", &err), ERR_IO);
    talloc_free(ctx);
}

static void document_numbers_too_far_apart_are_refused(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    put(w, 1, 1);
    put(w, IDX_FIRST_DOCID, 2);
    struct columns *c;
    assert_int_equal(columns_open(ctx, *state, flush(w), NULL, &c, &err), ERR_CORRUPT);
    talloc_free(ctx);
}

/* A limit on the size of files stands for the full disk: it needs no rights and fails the same way.
 */
static void a_full_disk_is_an_error_and_ends_the_writer(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 1000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (uint32_t i = 0; i < 100; i++)
        put(w, 1 + i, i);
    uint64_t bytes = 0;
    assert_int_equal(columns_flush(w, &bytes, &err), ERR_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    struct column_row row = row_number(1);
    assert_int_equal(columns_put(w, 1, &row, (struct column_site[4]){{0}}, &err),
                     ERR_IO); /* there is room again: still not */
    assert_int_equal(columns_flush(w, &bytes, &err), ERR_IO);
    assert_int_equal(bytes, 0);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ sharing between threads */

struct sharing {
    const struct columns *columns;
    uint64_t sum;
};

static void *sum_up(void *arg)
{
    struct sharing *s = arg;
    for (int round = 0; round < 200; round++)
        for (uint32_t d = 0; d < s->columns->n; d++)
            s->sum += columns_row(s->columns, s->columns->first + d)->status;
    return NULL;
}

static void one_state_is_read_by_threads_while_another_extends_it(void **state)
{
    void *ctx = talloc_new(NULL);
    struct columns_writer *w = writer(ctx, *state, 0);
    for (uint32_t i = 0; i < 1000; i++)
        put(w, 1000 + i, i);
    struct columns *c = open_columns(ctx, *state, flush(w), NULL);
    struct sharing s[2] = {{c, 0}, {c, 0}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, sum_up, &s[i]), 0);
    struct columns *next = c;
    for (uint32_t i = 0; i < 20; i++) {
        put(w, 999 - i, i);
        next = open_columns(ctx, *state, flush(w), next);
    }
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(next->n, 1020);
    assert_int_equal(s[0].sum, s[1].sum);
    talloc_free(ctx);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        IN_FOLDER(what_was_put_is_read_back),
        IN_FOLDER(a_document_has_up_to_a_thousand_sites),
        IN_FOLDER(sites_of_replaced_rows_do_not_pile_up),
        IN_FOLDER(positions_keep_their_place_to_half_a_kilometre),
        IN_FOLDER(an_empty_file_has_no_rows),
        IN_FOLDER(a_torn_tail_behind_the_committed_length_is_ignored_and_cut_off),
        IN_FOLDER(a_file_shorter_than_committed_is_damage),
        IN_FOLDER(every_flipped_bit_is_found),
        IN_FOLDER(an_older_state_is_extended_and_stays_as_it_was),
        IN_FOLDER(shards_are_joined),
        IN_FOLDER(document_numbers_too_far_apart_are_refused),
        IN_FOLDER(a_full_disk_is_an_error_and_ends_the_writer),
        IN_FOLDER(one_state_is_read_by_threads_while_another_extends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
