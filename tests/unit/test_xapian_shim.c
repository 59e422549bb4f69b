#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "search/idx_layout.h"
#include "search/xapian_shim.h"
#include "tests/unit/folder.h"
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err err;

/* ------------------------------------------------------------------ small helpers */

static struct xs_writer *writer(void *ctx, const char *path, enum xs_open how)
{
    struct xs_writer *w = NULL;
    enum err_code code = xs_writer_open(ctx, path, how, 100, true, &w, &err);
    if (code != OK)
        fail_msg("%s", err.text);
    return w;
}

static struct xs_reader *reader(void *ctx, const char *path)
{
    struct xs_reader *r = NULL;
    enum err_code code = xs_reader_open(ctx, path, &r, &err);
    if (code != OK)
        fail_msg("%s", err.text);
    return r;
}

/* A document of space-separated words in positions 1, 2, …; "=term" is a boolean term. */
static enum err_code put(struct xs_writer *w, uint32_t docid, const char *words, const char *data)
{
    struct xs_term terms[64];
    size_t n = 0;
    uint32_t position = 0;
    for (const char *p = words; *p;) {
        size_t len = strcspn(p, " ");
        bool is_boolean = *p == '=';
        terms[n++] = is_boolean ? (struct xs_term){.text = p + 1, .len = (uint32_t)len - 1}
                                : (struct xs_term){p, (uint32_t)len, ++position, 1};
        p += len + (p[len] == ' ');
    }
    struct xs_value value = {3, words, (uint32_t)strlen(words)};
    struct xs_doc doc = {terms, n, &value, 1, data, strlen(data)};
    return xs_put(w, docid, &doc, &err);
}

static void commit(struct xs_writer *w)
{
    if (xs_commit(w, &err) != OK)
        fail_msg("%s", err.text);
}

#define TERM(word) (&(struct xs_query){.op = XS_TERM, .term = word, .len = sizeof word - 1})
#define NODE(op_, window_, factor_, ...)                                                           \
    (&(struct xs_query){.op = op_,                                                                 \
                        .window = window_,                                                         \
                        .factor = factor_,                                                         \
                        .children = (const struct xs_query *[]){__VA_ARGS__},                      \
                        .n_children =                                                              \
                            sizeof((const struct xs_query *[]){__VA_ARGS__}) / sizeof(void *)})

static struct xs_matches run(struct xs_reader *r, void *ctx, const struct xs_query *q,
                             enum xs_order order, const struct xs_hooks *hooks)
{
    struct xs_search s = {q, hooks, order, 0, 1000, 1000000};
    struct xs_matches m;
    if (xs_search_run(r, ctx, &s, &m, &err) != OK)
        fail_msg("%s", err.text);
    return m;
}

/* The matching document numbers in rising order as "1 2 5", both ways of searching agreeing. */
static const char *found(struct xs_reader *r, void *ctx, const struct xs_query *q)
{
    struct xs_matches m = run(r, ctx, q, XS_BY_DOCID, NULL);
    struct xs_matches ranked = run(r, ctx, q, XS_BY_SCORE, NULL);
    assert_int_equal(m.n, ranked.n);
    assert_int_equal(m.total_lower, m.n);
    assert_int_equal(m.total_upper, m.n);
    char *text = mem_strdup(ctx, "");
    for (size_t i = 0; i < m.n; i++)
        text = talloc_asprintf_append(text, "%s%u", i ? " " : "", m.items[i].docid);
    return text;
}

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

/* ------------------------------------------------------------------ the query language */

static struct xs_reader *small_index(void *ctx, const char *path)
{
    struct xs_writer *w = writer(ctx, path, XS_CREATE_OR_OPEN);
    const char *docs[] = {"a b c =Sopen",        /* 1 */
                          "b a c =Sclosed",      /* 2 */
                          "a x b =Sopen",        /* 3 */
                          "a a a b =Sclosed",    /* 4 */
                          "c d e =Sopen",        /* 5 */
                          "lung cancer =Sopen",  /* 6 */
                          "cancer lung =Sopen"}; /* 7 */
    for (uint32_t i = 0; i < 7; i++)
        assert_int_equal(put(w, i + 1, docs[i], ""), OK);
    commit(w);
    talloc_free(w);
    return reader(ctx, path);
}

static void each_operator_finds_what_its_name_says(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_reader *r = small_index(ctx, *state);
    const struct {
        const struct xs_query *q;
        const char *want;
    } cases[] = {
        {TERM("a"), "1 2 3 4"},
        {TERM("nowhere"), ""},
        {NODE(XS_ALL, 0, 0), "1 2 3 4 5 6 7"},
        {NODE(XS_NOTHING, 0, 0), ""},
        {NODE(XS_AND, 0, 0, TERM("a"), TERM("c")), "1 2"},
        {NODE(XS_OR, 0, 0, TERM("d"), TERM("x")), "3 5"},
        {NODE(XS_SYNONYM, 0, 0, TERM("d"), TERM("x")), "3 5"},
        {NODE(XS_MAX, 0, 0, TERM("d"), TERM("x")), "3 5"},
        {NODE(XS_AND_NOT, 0, 0, TERM("a"), TERM("c"), TERM("x")), "4"},
        {NODE(XS_AND_NOT, 0, 0, TERM("d")), "5"},
        {NODE(XS_AND_MAYBE, 0, 0, TERM("d"), TERM("a")), "5"},
        {NODE(XS_FILTER, 0, 0, TERM("a"), TERM("Sopen"), TERM("c")), "1"},
        {NODE(XS_PHRASE, 2, 0, TERM("a"), TERM("b")), "1 4"},
        {NODE(XS_PHRASE, 0, 0, TERM("a"), TERM("b")), "1 4"}, /* at least as wide as it is long */
        {NODE(XS_PHRASE, 3, 0, TERM("a"), TERM("b")), "1 3 4"},
        {NODE(XS_PHRASE, 2, 0, TERM("lung"), TERM("cancer")), "6"},
        {NODE(XS_NEAR, 2, 0, TERM("lung"), TERM("cancer")), "6 7"},
        {NODE(XS_SCALE, 0, 0.5, TERM("d")), "5"},
        {NODE(XS_ATLEAST, 2, 0, TERM("a"), TERM("c"), TERM("x")), "1 2 3"},
        {NODE(XS_ATLEAST, 3, 0, TERM("a"), TERM("b"), TERM("c"), TERM("x")), "1 2 3"},
        {NODE(XS_ATLEAST, 1, 0, TERM("d"), TERM("x")), "3 5"},
        {NODE(XS_ATLEAST, 4, 0, TERM("a"), TERM("b"), TERM("c")), ""},
        {NODE(XS_ATLEAST, 2, 0, NODE(XS_OR, 0, 0, TERM("a"), TERM("d")),
              NODE(XS_SCALE, 0, 0.5, TERM("c")), TERM("nowhere")),
         "1 2 5"},
        {NODE(XS_AND, 0, 0, NODE(XS_ATLEAST, 2, 0, TERM("a"), TERM("c"), TERM("x")), TERM("Sopen")),
         "1 3"},
        {NODE(XS_SYNONYM, 0, 0, NODE(XS_PHRASE, 2, 0, TERM("a"), TERM("b")), TERM("d")), "1 4 5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = found(r, ctx, cases[i].q);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("case %zu: found \"%s\", not \"%s\"", i, got, cases[i].want);
    }
    talloc_free(ctx);
}

static double score_of(struct xs_matches m, uint32_t docid)
{
    for (size_t i = 0; i < m.n; i++)
        if (m.items[i].docid == docid)
            return m.items[i].score;
    fail_msg("document %u not found", docid);
    return 0;
}

static void weights_follow_scale_filter_maybe_and_frequency(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_reader *r = small_index(ctx, *state);
    double plain = score_of(run(r, ctx, TERM("d"), XS_BY_SCORE, NULL), 5);
    assert_true(plain > 0);
    const struct xs_query *half = NODE(XS_SCALE, 0, 0.5, TERM("d"));
    assert_float_equal(score_of(run(r, ctx, half, XS_BY_SCORE, NULL), 5), plain / 2, 1e-9);
    const struct xs_query *filter = NODE(XS_FILTER, 0, 0, TERM("d"), TERM("c"));
    assert_float_equal(score_of(run(r, ctx, filter, XS_BY_SCORE, NULL), 5), plain, 1e-9);
    const struct xs_query *maybe = NODE(XS_AND_MAYBE, 0, 0, TERM("d"), TERM("e"));
    assert_true(score_of(run(r, ctx, maybe, XS_BY_SCORE, NULL), 5) > plain);
    struct xs_matches m = run(r, ctx, TERM("a"), XS_BY_SCORE, NULL);
    assert_int_equal(m.items[0].docid, 4); /* three times in it */
    for (size_t i = 1; i < m.n; i++)
        assert_true(
            m.items[i - 1].score > m.items[i].score ||
            (m.items[i - 1].score == m.items[i].score && m.items[i - 1].docid < m.items[i].docid));
    m = run(r, ctx, TERM("a"), XS_BY_DOCID, NULL);
    for (size_t i = 0; i < m.n; i++)
        assert_float_equal(m.items[i].score, 0, 0);
    talloc_free(ctx);
}

static void queries_that_make_no_sense_are_refused_without_their_words(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_reader *r = small_index(ctx, *state);
    char *word = MEM_ARRAY(ctx, char, 300);
    memset(word, 'q', 250);
    const struct xs_query *deep = TERM("a");
    for (int i = 0; i < 100; i++) {
        struct xs_query *q = mem_memdup(ctx, NODE(XS_AND, 0, 0, NULL), sizeof *q);
        const struct xs_query **child = mem_memdup(ctx, &deep, sizeof deep);
        q->children = child;
        deep = q;
    }
    struct xs_query wide = {.op = XS_OR, .n_children = 20001};
    const struct xs_query **children = MEM_ARRAY(ctx, const struct xs_query *, wide.n_children);
    for (size_t i = 0; i < wide.n_children; i++)
        children[i] = TERM("a");
    wide.children = children;
    const struct xs_query *cases[] = {
        &(struct xs_query){.op = XS_TERM, .term = word, .len = 250},
        &(struct xs_query){.op = XS_TERM, .term = "", .len = 0},
        &(struct xs_query){.op = XS_AND_NOT},
        &(struct xs_query){.op = XS_SCALE},
        &(struct xs_query){.op = (enum xs_op)99},
        NODE(XS_SCALE, 0, -1, TERM("a")),
        NODE(XS_SCALE, 0, __builtin_nan(""), TERM("a")),
        NODE(XS_ATLEAST, 2, 0, NODE(XS_PHRASE, 2, 0, TERM("qqq"), TERM("b")), TERM("c")),
        NODE(XS_PHRASE, 3, 0, NODE(XS_PHRASE, 2, 0, TERM("qqq"), TERM("b")), TERM("c")),
        deep,
        &wide,
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xs_search s = {cases[i], NULL, XS_BY_SCORE, 0, 10, 0};
        struct xs_matches m;
        if (xs_search_run(r, ctx, &s, &m, &err) != ERR_INVALID)
            fail_msg("case %zu was not refused", i);
        assert_null(strstr(err.text, "qqq"));
    }
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ totals, hooks and pages */

enum { MANY = 3000 };

/* Sparse numbers around IDX_FIRST_DOCID, in the order a live index gets them: upwards, then new
 * ones downwards. */
static struct xs_reader *big_index(void *ctx, const char *path)
{
    struct xs_writer *w = writer(ctx, path, XS_CREATE_OR_OPEN);
    struct rng rng = {42};
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t docid =
            i < MANY / 2 ? IDX_FIRST_DOCID + 1 + 3 * i : IDX_FIRST_DOCID - 5 * (i - MANY / 2);
        const char *words = mem_printf(ctx, "%s%s%s=every =K%u", rng_chance(&rng, 500) ? "a " : "",
                                       rng_chance(&rng, 300) ? "b " : "c ",
                                       rng_chance(&rng, 100) ? "a d " : "", docid);
        assert_int_equal(put(w, docid, words, "d"), OK);
        if (i % 700 == 699)
            commit(w);
    }
    commit(w);
    talloc_free(w);
    return reader(ctx, path);
}

struct seen {
    uint32_t n, last, accepted_from;
    bool ordered;
};

static bool accept_every_third(uint32_t docid, void *arg)
{
    (void)arg;
    return docid % 3 == 0;
}

static bool accept_none(uint32_t docid, void *arg)
{
    (void)docid, (void)arg;
    return false;
}

static void see(uint32_t docid, void *arg)
{
    struct seen *s = arg;
    s->ordered = s->ordered && docid > s->last;
    s->last = docid;
    s->n++;
}

static void check_hooks(struct xs_reader *r, void *ctx, const struct xs_query *q)
{
    struct xs_matches all = run(r, ctx, q, XS_BY_DOCID, NULL);
    struct xs_search wide = {q, NULL, XS_BY_DOCID, 0, MANY, MANY};
    assert_int_equal(xs_search_run(r, ctx, &wide, &all, &err), OK);
    uint32_t third = 0;
    for (size_t i = 0; i < all.n; i++)
        third += all.items[i].docid % 3 == 0;
    for (int accept = 0; accept < 2; accept++)
        for (int order = 0; order < 2; order++) {
            struct seen seen = {.ordered = true};
            struct xs_hooks hooks = {accept ? accept_every_third : NULL, see, &seen};
            struct xs_search s = {q, &hooks, order ? XS_BY_DOCID : XS_BY_SCORE, 0, 10, 0};
            struct xs_matches m;
            assert_int_equal(xs_search_run(r, ctx, &s, &m, &err), OK);
            uint32_t want = accept ? third : (uint32_t)all.n;
            assert_int_equal(seen.n, want);
            assert_true(seen.ordered);
            assert_int_equal(m.total_lower, want);
            assert_int_equal(m.total_upper, want);
            assert_int_equal(m.total_estimated, want);
            assert_int_equal(m.n, want < 10 ? want : 10);
            hooks.visit = NULL; /* bounds must hold without it, too */
            assert_int_equal(xs_search_run(r, ctx, &s, &m, &err), OK);
            assert_int_equal(m.n, want < 10 ? want : 10);
            assert_in_range(want, m.total_lower, m.total_upper);
        }
    struct xs_hooks none = {accept_none, NULL, NULL};
    assert_int_equal(run(r, ctx, q, XS_BY_SCORE, &none).n, 0);
    assert_int_equal(run(r, ctx, q, XS_BY_DOCID, &none).n, 0);
}

static void hooks_see_every_match_once_in_order_and_make_totals_exact(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_reader *r = big_index(ctx, *state);
    const struct xs_query *cases[] = {
        TERM("a"),
        NODE(XS_ALL, 0, 0),
        NODE(XS_NOTHING, 0, 0),
        NODE(XS_AND, 0, 0, TERM("a"), TERM("b")),
        NODE(XS_OR, 0, 0, TERM("a"), TERM("b")),
        NODE(XS_PHRASE, 2, 0, TERM("a"), TERM("b")),
        NODE(XS_PHRASE, 2, 0, TERM("a"), TERM("c")),
        NODE(XS_AND_NOT, 0, 0, NODE(XS_ALL, 0, 0), TERM("a")),
        NODE(XS_ATLEAST, 2, 0, TERM("a"), TERM("b"), TERM("d")),
        NODE(XS_FILTER, 0, 0, NODE(XS_OR, 0, 0, TERM("d"), TERM("b")), TERM("a")),
        NODE(XS_AND_MAYBE, 0, 0, TERM("d"), TERM("a")),
        /* a term of every document: a trap of Xapian's where no weight is wanted */
        TERM("every"),
        NODE(XS_FILTER, 0, 0, TERM("a"), TERM("every")),
        NODE(XS_FILTER, 0, 0, TERM("a"), NODE(XS_OR, 0, 0, TERM("b"), TERM("every"))),
        NODE(XS_AND_NOT, 0, 0, TERM("every"), TERM("a")),
        NODE(XS_AND_NOT, 0, 0, TERM("a"), TERM("every")),
        NODE(XS_SYNONYM, 0, 0, TERM("every"), TERM("a")),
        NODE(XS_SCALE, 0, 0, TERM("every")),
        NODE(XS_AND, 0, 0, TERM("every"), NODE(XS_PHRASE, 2, 0, TERM("a"), TERM("b"))),
        NODE(XS_FILTER, 0, 0, TERM("a"), NODE(XS_SYNONYM, 0, 0, TERM("every"), TERM("b"))),
        NODE(XS_FILTER, 0, 0, TERM("a"), NODE(XS_MAX, 0, 0, TERM("every"), TERM("b"))),
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_hooks(r, ctx, cases[i]);
    talloc_free(ctx);
}

static void pages_join_without_gap_in_both_orders(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_reader *r = big_index(ctx, *state);
    struct seen seen = {.ordered = true};
    struct xs_hooks visit = {NULL, see, &seen};
    for (int way = 0; way < 4; way++) {
        enum xs_order order = way & 1 ? XS_BY_DOCID : XS_BY_SCORE;
        const struct xs_hooks *hooks = way & 2 ? &visit : NULL;
        struct xs_search s = {TERM("b"), hooks, order, 0, MANY, 0};
        struct xs_matches whole, page;
        assert_int_equal(xs_search_run(r, ctx, &s, &whole, &err), OK);
        s.limit = 7;
        for (; s.offset < whole.n + 7; s.offset += 7) {
            assert_int_equal(xs_search_run(r, ctx, &s, &page, &err), OK);
            assert_int_equal(page.n, s.offset >= whole.n      ? 0
                                     : whole.n - s.offset < 7 ? whole.n - s.offset
                                                              : 7);
            for (size_t i = 0; i < page.n; i++) {
                assert_int_equal(page.items[i].docid, whole.items[s.offset + i].docid);
                if (order == XS_BY_DOCID && i)
                    assert_true(page.items[i].docid > page.items[i - 1].docid);
            }
        }
        s.limit = 0; /* the total alone */
        s.offset = 0;
        s.check_at_least = MANY;
        assert_int_equal(xs_search_run(r, ctx, &s, &page, &err), OK);
        assert_int_equal(page.n, 0);
        assert_int_equal(page.total_lower, whole.n);
    }
    talloc_free(ctx);
}

static void the_same_numbers_come_from_pruned_and_from_full_ranking(void **state)
{
    void *ctx = talloc_new(NULL);
    struct xs_reader *r = big_index(ctx, *state);
    struct seen seen = {.ordered = true};
    struct xs_hooks visit = {NULL, see, &seen};
    const struct xs_query *q = NODE(XS_OR, 0, 0, TERM("a"), TERM("d"), TERM("b"));
    struct xs_search s = {q, NULL, XS_BY_SCORE, 0, 50, 0};
    struct xs_matches pruned, full;
    assert_int_equal(xs_search_run(r, ctx, &s, &pruned, &err), OK);
    s.hooks = &visit;
    assert_int_equal(xs_search_run(r, ctx, &s, &full, &err), OK);
    assert_int_equal(pruned.n, full.n);
    for (size_t i = 0; i < full.n; i++) {
        assert_int_equal(pruned.items[i].docid, full.items[i].docid);
        assert_float_equal(pruned.items[i].score, full.items[i].score, 1e-12);
    }
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
        IN_FOLDER(each_operator_finds_what_its_name_says),
        IN_FOLDER(weights_follow_scale_filter_maybe_and_frequency),
        IN_FOLDER(queries_that_make_no_sense_are_refused_without_their_words),
        IN_FOLDER(hooks_see_every_match_once_in_order_and_make_totals_exact),
        IN_FOLDER(pages_join_without_gap_in_both_orders),
        IN_FOLDER(the_same_numbers_come_from_pruned_and_from_full_ranking),
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
