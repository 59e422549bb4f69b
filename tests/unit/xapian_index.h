/*
 * Real indexes in a temporary folder and short ways to write documents and queries, for the tests
 * of the Xapian shim.
 */
#pragma once
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "search/idx_layout.h"
#include "search/xapian_shim.h"
#include "tests/unit/folder.h"

static struct err err;

static inline struct xs_writer *writer(void *ctx, const char *path, enum xs_open how)
{
    struct xs_writer *w = NULL;
    enum err_code code = xs_writer_open(ctx, path, how, 100, true, &w, &err);
    if (code != OK)
        fail_msg("%s", err.text);
    return w;
}

static inline struct xs_reader *reader(void *ctx, const char *path)
{
    struct xs_reader *r = NULL;
    enum err_code code = xs_reader_open(ctx, path, &r, &err);
    if (code != OK)
        fail_msg("%s", err.text);
    return r;
}

/* A document of space-separated words in positions 1, 2, …; "=term" is a boolean term. */
static inline enum err_code put(struct xs_writer *w, uint32_t docid, const char *words,
                                const char *data)
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

static inline void commit(struct xs_writer *w)
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

static inline struct xs_matches run(struct xs_reader *r, void *ctx, const struct xs_query *q,
                                    enum xs_order order, const struct xs_hooks *hooks)
{
    struct xs_search s = {q, hooks, order, 0, 1000, 1000000};
    struct xs_matches m;
    if (xs_search_run(r, ctx, &s, &m, &err) != OK)
        fail_msg("%s", err.text);
    return m;
}

/* The matching document numbers in rising order as "1 2 5", both ways of searching agreeing. */
static inline const char *found(struct xs_reader *r, void *ctx, const struct xs_query *q)
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

enum { MANY = 3000 };

/* Sparse numbers around IDX_FIRST_DOCID, in the order a live index gets them: upwards, then new
 * ones downwards. */
static inline struct xs_reader *big_index(void *ctx, const char *path)
{
    struct xs_writer *w = writer(ctx, path, XS_CREATE_OR_OPEN);
    struct rng rng = {42};
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t docid =
            i < MANY / 2 ? IDX_FIRST_DOCID + 1 + 3 * i : IDX_FIRST_DOCID - 5 * (i - MANY / 2);
        const char *words = mem_printf(
            ctx, "z %s%s%s=every =K%u", rng_chance(&rng, 500) ? "a " : "",
            rng_chance(&rng, 300) ? "b " : "c ", rng_chance(&rng, 100) ? "a d " : "", docid);
        assert_int_equal(put(w, docid, words, "d"), OK);
        if (i % 700 == 699)
            commit(w);
    }
    commit(w);
    talloc_free(w);
    return reader(ctx, path);
}
