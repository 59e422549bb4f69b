#include "tests/unit/xapian_index.h"
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

/* ------------------------------------------------------------------ writing and reading back */

static void documents_are_put_replaced_deleted_and_found(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_writer *w = writer(ctx, *state, XS_CREATE_OR_OPEN);
    assert_int_equal(put(w, 5, "a b =Kfive", "data of five"), OK);
    assert_int_equal(put(w, 3, "a =Kthree", "data of three"), OK);
    assert_int_equal(put(w, 9, "c =Knine", ""), OK);
    uint32_t docid = 0;
    assert_int_equal(xs_writer_find(w, "Kthree", &docid, &err), OK); /* not committed yet */
    assert_int_equal(docid, 3);
    assert_int_equal(xs_writer_find(w, "Knone", &docid, &err), OK);
    assert_int_equal(docid, 0);
    commit(w);
    assert_int_equal(put(w, 5, "z =Kfive", "new data"), OK);
    assert_int_equal(xs_del(w, 9, &err), OK);
    assert_int_equal(xs_del(w, 9, &err), OK); /* nothing there any more */
    uint32_t n, first, last;
    assert_int_equal(xs_writer_count(w, &n, &first, &last, &err), OK);
    assert_int_equal(n, 2);
    commit(w);
    struct xs_reader *r = reader(ctx, *state);
    assert_int_equal(xs_reader_count(r, &n, &first, &last, &err), OK);
    assert_int_equal(n, 2);
    assert_int_equal(first, 3);
    assert_true(last >= 5);
    const char *bytes;
    size_t len;
    assert_int_equal(xs_data_get(r, ctx, 5, &bytes, &len, &err), OK);
    assert_string_equal(bytes, "new data");
    assert_int_equal(len, 8);
    assert_int_equal(xs_value_get(r, ctx, 5, 3, &bytes, &len, &err), OK);
    assert_string_equal(bytes, "z =Kfive");
    assert_int_equal(xs_value_get(r, ctx, 5, 4, &bytes, &len, &err), OK);
    assert_int_equal(len, 0);
    assert_int_equal(xs_data_get(r, ctx, 9, &bytes, &len, &err), ERR_NOT_FOUND);
    assert_int_equal(xs_data_get(r, ctx, 0, &bytes, &len, &err), ERR_NOT_FOUND);
    assert_int_equal(xs_value_get(r, ctx, 0, 0, &bytes, &len, &err), ERR_NOT_FOUND);
    assert_int_equal(xs_find(r, "Kfive", &docid, &err), OK);
    assert_int_equal(docid, 5);
    assert_int_equal(xs_find(r, "Knine", &docid, &err), OK);
    assert_int_equal(docid, 0);
    uint32_t freq;
    assert_int_equal(xs_term_freq(r, "a", 1, &freq, &err), OK);
    assert_int_equal(freq, 1);
    talloc_free(ctx);
}

static void data_and_terms_with_nul_bytes_come_back_whole(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_writer *w = writer(ctx, *state, XS_CREATE_OR_OPEN);
    struct xs_term t = {"a\0b", 3, 0, 0};
    struct xs_doc doc = {&t, 1, NULL, 0, "x\0y", 3};
    assert_int_equal(xs_put(w, 1, &doc, &err), OK);
    commit(w);
    struct xs_reader *r = reader(ctx, *state);
    const char *bytes;
    size_t len;
    assert_int_equal(xs_data_get(r, ctx, 1, &bytes, &len, &err), OK);
    assert_int_equal(len, 3);
    assert_memory_equal(bytes, "x\0y", 4);
    uint32_t freq;
    assert_int_equal(xs_term_freq(r, "a\0b", 3, &freq, &err), OK);
    assert_int_equal(freq, 1);
    talloc_free(ctx);
}

static void metadata_belongs_to_the_commit(void **state)
{
    void *ctx = talloc_new(NULL);
    const char *value;
    struct xs_writer *w = writer(ctx, *state, XS_CREATE_NEW);
    assert_int_equal(xs_writer_meta_get(w, ctx, META_WATERMARK, &value, &err), OK);
    assert_string_equal(value, "");
    assert_int_equal(xs_writer_meta_set(w, META_WATERMARK, "7 8", &err), OK);
    assert_int_equal(xs_writer_meta_get(w, ctx, META_WATERMARK, &value, &err), OK);
    assert_string_equal(value, "7 8");
    commit(w);
    struct xs_reader *r = reader(ctx, *state);
    assert_int_equal(xs_writer_meta_set(w, META_WATERMARK, "9 9", &err), OK);
    assert_int_equal(put(w, 1, "a", ""), OK);
    bool changed = true;
    assert_int_equal(xs_reader_reopen(r, &changed, &err), OK);
    assert_false(changed);
    assert_int_equal(xs_meta_get(r, ctx, META_WATERMARK, &value, &err), OK);
    assert_string_equal(value, "7 8");
    uint64_t before, after;
    assert_int_equal(xs_reader_revision(r, &before, &err), OK);
    commit(w);
    assert_int_equal(xs_reader_reopen(r, &changed, &err), OK);
    assert_true(changed);
    assert_int_equal(xs_reader_revision(r, &after, &err), OK);
    assert_true(after > before);
    assert_int_equal(xs_meta_get(r, ctx, META_WATERMARK, &value, &err), OK);
    assert_string_equal(value, "9 9");
    talloc_free(ctx);
}

static void what_was_not_committed_is_gone_even_after_the_buffer_was_full(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_writer *w = writer(ctx, *state, XS_CREATE_OR_OPEN);
    assert_int_equal(put(w, 1, "kept", ""), OK);
    commit(w);
    for (uint32_t i = 2; i < 1000; i++) /* ten times the flush threshold */
        assert_int_equal(put(w, i, "lost words", "data"), OK);
    uint32_t n, first, last;
    struct xs_reader *r = reader(ctx, *state);
    assert_int_equal(xs_reader_count(r, &n, &first, &last, &err), OK);
    assert_int_equal(n, 1); /* no half batch for readers */
    xs_writer_abandon(w);
    assert_int_equal(put(w, 5, "x", ""), ERR_INTERNAL);
    assert_int_equal(xs_commit(w, &err), ERR_INTERNAL);
    talloc_free(w);
    w = writer(ctx, *state, XS_OPEN); /* the lock is free again */
    assert_int_equal(xs_writer_count(w, &n, &first, &last, &err), OK);
    assert_int_equal(n, 1);
    for (uint32_t i = 2; i < 300; i++)
        assert_int_equal(put(w, i, "lost again", ""), OK);
    talloc_free(w); /* without abandon */
    r = reader(ctx, *state);
    assert_int_equal(xs_reader_count(r, &n, &first, &last, &err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(xs_check(*state, &err), OK);
    talloc_free(ctx);
}

static void a_poison_document_is_refused_without_hurting_the_batch(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_writer *w = writer(ctx, *state, XS_CREATE_OR_OPEN);
    assert_int_equal(put(w, 1, "good", ""), OK);
    char *word = MEM_ARRAY(ctx, char, 300);
    memset(word, 'x', 246);
    assert_int_equal(put(w, 2, word, ""), ERR_INVALID);
    word[245] = '\0';
    assert_int_equal(put(w, 2, word, ""), OK);
    struct xs_term nuls = {(char *)talloc_zero_size(ctx, 200), 123, 0, 1}, none = {"", 0, 0, 1};
    assert_int_equal(xs_put(w, 3, &(struct xs_doc){.terms = &nuls, .n_terms = 1}, &err),
                     ERR_INVALID);
    assert_int_equal(xs_put(w, 3, &(struct xs_doc){.terms = &none, .n_terms = 1}, &err),
                     ERR_INVALID);
    assert_int_equal(put(w, 0, "zero", ""), ERR_INVALID);
    size_t much = (64u << 20) + 1;
    assert_int_equal(
        xs_put(w, 3, &(struct xs_doc){.data = talloc_zero_size(ctx, much), .data_len = much}, &err),
        ERR_TOO_LARGE);
    commit(w);
    struct xs_reader *r = reader(ctx, *state);
    assert_string_equal(found(r, ctx, NODE(XS_ALL, 0, 0)), "1 2");
    talloc_free(ctx);
}

static bool collect(uint32_t docid, void *arg)
{
    char **text = arg;
    *text = talloc_asprintf_append(*text, "%u ", docid);
    return docid != 7;
}

static bool collect_term(const char *term, size_t len, uint32_t freq, void *arg)
{
    char **text = arg;
    *text = talloc_asprintf_append(*text, "%.*s:%u ", (int)len, term, freq);
    return freq != 2;
}

static void documents_and_terms_are_walked_in_order_until_told_to_stop(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_reader *r;
    struct xs_writer *w = writer(ctx, *state, XS_CREATE_OR_OPEN);
    char *text = talloc_strdup(ctx, "");
    commit(w);
    r = reader(ctx, *state);
    assert_int_equal(xs_each(r, 0, collect, &text, &err), OK);
    assert_string_equal(text, "");
    for (uint32_t i = 1; i <= 9; i += 2)
        assert_int_equal(put(w, i, i == 7 ? "Xa Xb" : i == 9 ? "Xb Xc Y" : "Xa", ""), OK);
    commit(w);
    r = reader(ctx, *state);
    assert_int_equal(xs_each(r, 0, collect, &text, &err), OK);
    assert_string_equal(text, "1 3 5 7 ");
    text = talloc_strdup(ctx, "");
    assert_int_equal(xs_each(r, 3, collect, &text, &err), OK);
    assert_int_equal(xs_each(r, 9, collect, &text, &err), OK);
    assert_int_equal(xs_each(r, UINT32_MAX, collect, &text, &err), OK);
    assert_string_equal(text, "5 7 ");
    text = talloc_strdup(ctx, "");
    assert_int_equal(xs_each_term(r, "X", collect_term, &text, &err), OK);
    assert_string_equal(text, "Xa:4 Xb:2 ");
    text = talloc_strdup(ctx, "");
    assert_int_equal(xs_each_term(r, "", collect_term, &text, &err), OK);
    assert_string_equal(text, "Xa:4 Xb:2 ");
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ writers and readers together
 */

static void a_reader_two_commits_behind_is_told_and_reopens(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_writer *w = writer(ctx, *state, XS_CREATE_OR_OPEN);
    for (uint32_t i = 1; i <= 2000; i++)
        assert_int_equal(put(w, i, mem_printf(ctx, "a w%u", i), "some data of a document"), OK);
    commit(w);
    struct xs_reader *r = reader(ctx, *state);
    enum err_code seen = OK;
    for (int round = 0; round < 4; round++) {
        for (uint32_t i = 1; i <= 2000; i++)
            assert_int_equal(put(w, i, mem_printf(ctx, "a w%u v%d", i, round), "changed"), OK);
        commit(w);
        struct xs_search s = {TERM("a"), NULL, XS_BY_SCORE, 0, 10, 100000};
        struct xs_matches m;
        enum err_code code = xs_search_run(r, ctx, &s, &m, &err);
        seen = code == OK ? seen : code;
    }
    assert_int_equal(seen, ERR_MODIFIED);
    bool changed;
    assert_int_equal(xs_reader_reopen(r, &changed, &err), OK);
    assert_int_equal(run(r, ctx, TERM("a"), XS_BY_DOCID, NULL).total_lower, 2000);
    talloc_free(ctx);
}

static void a_second_writer_is_told_that_the_index_is_busy(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_writer *w = writer(ctx, *state, XS_CREATE_OR_OPEN), *second = NULL;
    assert_int_equal(xs_writer_open(ctx, *state, XS_OPEN, 0, true, &second, &err), ERR_BUSY);
    assert_null(second);
    talloc_free(w);
    assert_int_equal(xs_writer_open(ctx, *state, XS_OPEN, 0, false, &second, &err), OK);
    talloc_free(ctx);
}

static void an_index_that_is_not_there_is_told_from_a_damaged_one(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_reader *r;
    struct xs_writer *w;
    const char *none = mem_printf(ctx, "%s/none", (char *)*state);
    assert_int_equal(xs_reader_open(ctx, none, &r, &err), ERR_NO_INDEX);
    assert_int_equal(xs_writer_open(ctx, none, XS_OPEN, 0, true, &w, &err), ERR_NO_INDEX);
    w = writer(ctx, none, XS_CREATE_NEW);
    commit(w);
    talloc_free(w);
    assert_int_equal(xs_writer_open(ctx, none, XS_CREATE_NEW, 0, true, &w, &err), ERR_IO);
    const char *head = mem_printf(ctx, "%s/iamglass", none);
    size_t len;
    char *bytes = folder_read_file(ctx, head, &len);
    folder_write_file(head, bytes, len / 2);
    assert_int_equal(xs_reader_open(ctx, none, &r, &err), ERR_CORRUPT);
    folder_write_file(head, "", 0);
    assert_int_equal(xs_reader_open(ctx, none, &r, &err), ERR_CORRUPT);
    bytes[14] = 1; /* another format number */
    folder_write_file(head, bytes, len);
    assert_int_equal(xs_reader_open(ctx, none, &r, &err), ERR_VERSION);
    talloc_free(ctx);
}

static void damage_is_reported_by_the_check_and_never_crashes_it(void **state)
{
    void *ctx = talloc_new(NULL);
    talloc_free(big_index(ctx, *state));
    assert_int_equal(xs_check(*state, &err), OK);
    assert_int_equal(xs_check("/nonexistent/index", &err), ERR_CORRUPT);
    const char *path = mem_printf(ctx, "%s/postlist.glass", (char *)*state);
    size_t len;
    char *bytes = folder_read_file(ctx, path, &len);
    struct rng rng = {3};
    int reported = 0;
    for (int i = 0; i < 10; i++) { /* a block of noise in the midst of the table */
        size_t at = 8192 * rng_below(&rng, (uint32_t)(len / 8192));
        char *bad = mem_memdup(ctx, bytes, len);
        for (size_t k = 0; k < 8192; k++)
            bad[at + k] = (char)rng_next(&rng);
        folder_write_file(path, bad, len);
        enum err_code code = xs_check(*state, &err);
        assert_true(code == OK || code == ERR_CORRUPT); /* a free block may hold anything */
        reported += code == ERR_CORRUPT;
    }
    assert_in_range(reported, 5, 10);
    folder_write_file(path, bytes, len / 2);
    assert_int_equal(xs_check(*state, &err), ERR_CORRUPT);
    assert_true(strlen(err.text) > strlen(*state) + 2);
    talloc_free(ctx);
}

/* Fills the index until the disk is full, then asks again: a failed commit is never repeated. */
static void fill_up(void *ctx, const char *path)
{
    struct xs_writer *w = writer(ctx, path, XS_CREATE_OR_OPEN);
    assert_int_equal(put(w, 1, "kept", "kept"), OK);
    commit(w);
    struct rng rng = {9};
    char *noise = MEM_ARRAY(ctx, char, 20001);
    enum err_code code = OK;
    for (uint32_t i = 2; i < 1000 && code == OK; i++) {
        for (int k = 0; k < 20000; k++)
            noise[k] = (char)(1 + rng_below(&rng, 255));
        code = put(w, i, "lost", noise);
        if (code == OK && i % 20 == 0)
            code = xs_commit(w, &err);
    }
    assert_int_equal(code, ERR_IO);
    assert_int_equal(xs_commit(w, &err), ERR_INTERNAL);
    talloc_free(w);
}

static void a_full_disk_ends_the_writer_and_keeps_what_was_committed(void **state)
{
    const char *path = *state;
    void *ctx = talloc_new(NULL);
    bool mounted = geteuid() == 0 && mount("tmpfs", path, "tmpfs", 0, "size=2m") == 0;
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    if (!mounted) {
        print_message("no right to mount a small disk: a limit on file sizes stands for it\n");
        small = before;
        small.rlim_cur = 1 << 20;
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    }
    fill_up(ctx, path);
    struct xs_reader *r = reader(ctx, path);
    assert_string_equal(found(r, ctx, TERM("kept")), "1");
    assert_int_equal(xs_check(path, &err), OK);
    talloc_free(ctx);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    if (mounted)
        assert_int_equal(umount2(path, MNT_DETACH), 0);
}

static void shards_with_their_own_numbers_are_merged_and_stay_writable(void **state)
{
    void *ctx = talloc_new(NULL);
    const char *from[3];
    for (uint32_t shard = 0; shard < 3; shard++) {
        from[shard] = mem_printf(ctx, "%s/shard%u", (char *)*state, shard);
        struct xs_writer *w = writer(ctx, from[shard], XS_CREATE_NEW);
        for (uint32_t i = 1; i <= 500; i++) {
            uint32_t docid = IDX_FIRST_DOCID + 1000 * shard + i;
            assert_int_equal(put(w, docid, mem_printf(ctx, "a s%u =K%u", shard, docid), "x"), OK);
        }
        commit(w);
        talloc_free(w);
    }
    const char *to = mem_printf(ctx, "%s/merged", (char *)*state);
    assert_int_equal(xs_compact(from, 3, to, &err), OK);
    assert_int_equal(xs_compact(from, 3, to, &err), ERR_CONFLICT);
    uint32_t n, first, last, docid;
    struct xs_reader *r = reader(ctx, to);
    assert_int_equal(xs_reader_count(r, &n, &first, &last, &err), OK);
    assert_int_equal(n, 1500);
    assert_int_equal(first, IDX_FIRST_DOCID + 1);
    assert_int_equal(last, IDX_FIRST_DOCID + 2500);
    assert_int_equal(xs_find(r, mem_printf(ctx, "K%u", IDX_FIRST_DOCID + 1007), &docid, &err), OK);
    assert_int_equal(docid, IDX_FIRST_DOCID + 1007);
    struct xs_writer *w = writer(ctx, to, XS_OPEN);
    assert_int_equal(put(w, IDX_FIRST_DOCID, "a new", ""), OK);
    assert_int_equal(put(w, IDX_FIRST_DOCID + 1007, "a replaced", ""), OK);
    commit(w);
    bool changed;
    assert_int_equal(xs_reader_reopen(r, &changed, &err), OK);
    struct xs_matches m = run(r, ctx, TERM("a"), XS_BY_DOCID, NULL);
    assert_int_equal(m.total_lower, 1501);
    assert_int_equal(m.items[0].docid, IDX_FIRST_DOCID);
    assert_int_equal(xs_check(to, &err), OK);
    const char *same[] = {from[0], from[0]};
    assert_int_equal(xs_compact(same, 2, mem_printf(ctx, "%s/m2", (char *)*state), &err),
                     ERR_INTERNAL);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ stems */

static void english_words_are_stemmed(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct xs_stemmer *s = NULL;
    assert_int_equal(xs_stemmer_new(ctx, &s, &err), OK);
    const char *cases[][2] = {{"tumors", "tumor"},
                              {"diseases", "diseas"},
                              {"hoping", "hope"},
                              {"crohn's", "crohn"},
                              {"a", "a"},
                              {"", ""},
                              {"randomised", "randomis"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len;
        const char *stem = xs_stem(s, cases[i][0], strlen(cases[i][0]), &len);
        assert_string_equal(stem, cases[i][1]);
        assert_int_equal(len, strlen(stem));
    }
    assert_true(strncmp(xs_version(), "1.", 2) == 0);
    talloc_free(ctx);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        IN_FOLDER(documents_are_put_replaced_deleted_and_found),
        IN_FOLDER(data_and_terms_with_nul_bytes_come_back_whole),
        IN_FOLDER(metadata_belongs_to_the_commit),
        IN_FOLDER(what_was_not_committed_is_gone_even_after_the_buffer_was_full),
        IN_FOLDER(a_poison_document_is_refused_without_hurting_the_batch),
        IN_FOLDER(documents_and_terms_are_walked_in_order_until_told_to_stop),
        IN_FOLDER(a_reader_two_commits_behind_is_told_and_reopens),
        IN_FOLDER(a_second_writer_is_told_that_the_index_is_busy),
        IN_FOLDER(an_index_that_is_not_there_is_told_from_a_damaged_one),
        IN_FOLDER(damage_is_reported_by_the_check_and_never_crashes_it),
        IN_FOLDER(a_full_disk_ends_the_writer_and_keeps_what_was_committed),
        IN_FOLDER(shards_with_their_own_numbers_are_merged_and_stay_writable),
        cmocka_unit_test(english_words_are_stemmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
