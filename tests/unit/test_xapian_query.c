#include "tests/unit/xapian_index.h"

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
            struct xs_hooks hooks = {
                .accept = accept ? accept_every_third : NULL, .visit = see, .arg = &seen};
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
    struct xs_hooks none = {.accept = accept_none};
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
        NODE(XS_PHRASE, 2, 0, TERM("z"), TERM("a")),
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
    struct xs_hooks visit = {.visit = see, .arg = &seen};
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
    struct xs_hooks visit = {.visit = see, .arg = &seen};
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

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        IN_FOLDER(each_operator_finds_what_its_name_says),
        IN_FOLDER(weights_follow_scale_filter_maybe_and_frequency),
        IN_FOLDER(queries_that_make_no_sense_are_refused_without_their_words),
        IN_FOLDER(hooks_see_every_match_once_in_order_and_make_totals_exact),
        IN_FOLDER(pages_join_without_gap_in_both_orders),
        IN_FOLDER(the_same_numbers_come_from_pruned_and_from_full_ranking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
