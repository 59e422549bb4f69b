/*
 * What is asked (query.h, filters of search.h) → trees for xs_search_run. The other side of
 * idx_layout.h from indexer/doc.c.
 *
 * Tiers (search.md §3): all_words = the question as it stands; some_words = any unit, and any word
 * of them at a tenth of the weight; similar = half of the bigrams. A unit is looked for in each
 * default field (all but exclusion text): its words as a phrase, English words by stem, and, in
 * fields that have bigrams, its bigrams as a phrase at 0.3 of the weight, added. The bigrams find
 * every exact substring; where a field has none, words may miss 1.8 % of them (performance.md).
 *
 * Thread rule: plain data in the context given; only xs_each_term is asked of the reader.
 */
#pragma once
#include "search/columns.h"
#include "search/query.h"
#include "search/search.h"
#include "search/xapian_shim.h"

/* The filters that columns can answer, one bit each: FILTER_BIT(facet) for those with a facet. */
enum {
    FILTER_AGE = FACET_COUNT,
    FILTER_CHILD,
    FILTER_NANBYO,
    FILTER_RESULTS,
    FILTER_UPDATED,
    FILTER_COUNT
};
#define FILTER_BIT(n) (1u << (n))

/* All questions of a request, read once. */
struct plan_input {
    const struct search_request *request;
    struct query q, condition, drug, sponsor;
};

struct plan {
    const struct xs_query *all_words;  /* NULL: no question, everything */
    const struct xs_query *some_words; /* NULL when there is nothing to relax */
    const struct xs_query *similar;    /* NULL when no bigrams */
    /* Words looked for in one field (condition, drug, sponsor): filters; NULL = none. */
    const struct xs_query *required[3];
    const struct xs_query *codes[FILTER_COUNT]; /* boolean terms of a filter; NULL = none */
};

/* The parameters named in plan.required. */
extern const char *const plan_required_names[3];

enum err_code plan_input_read(void *ctx, struct folder *folder, struct tokenizer *tokenizer,
                              const struct search_request *request, struct plan_input *ret,
                              struct err *err) MUSTCHECK;

/* `reader` (NULL: no look at the index) serves single Japanese characters. */
enum err_code plan_build(void *ctx, struct xs_reader *reader, const struct plan_input *input,
                         struct plan *ret, struct err *err) MUSTCHECK;

/* base (NULL: everything) within all word filters and the code filters of the set `filters`. */
const struct xs_query *plan_filtered(void *ctx, const struct plan *plan,
                                     const struct xs_query *base, unsigned filters);

/* ---- filters by columns (plan_filter.c) */

/* Day numbers and bit sets worked out once. */
struct plan_filter {
    unsigned active;   /* bit set of the filters that the request sets */
    unsigned by_terms; /* those of them that codes[] serves as well */
    uint8_t phases, sexes, flags;
    uint64_t status, kind, study_type, registry, prefectures;
    int32_t age_days, updated_days;
};
void plan_filter_read(const struct search_request *request, struct plan_filter *ret);
/* The set of filters that the row fails; 0 = it is a hit. */
unsigned plan_filter_check(const struct plan_filter *f, const struct column_row *row);
/* Parameter name of a filter ("prefecture"). */
const char *plan_filter_name(int filter);
/* Boolean terms of the request's code filters. */
void plan_filter_terms(void *ctx, const struct search_request *request,
                       const struct xs_query *codes[FILTER_COUNT]);

/* ---- nodes (plan_node.c); one child stands for itself where the operator allows it, no child for
 * NULL */
struct plan_nodes {
    const struct xs_query **items;
    size_t n;
};
void plan_nodes_add(void *ctx, struct plan_nodes *list, const struct xs_query *q); /* NULL: none */
const struct xs_query *plan_node(void *ctx, enum xs_op op, const struct plan_nodes *children,
                                 uint32_t window);
const struct xs_query *plan_node_two(void *ctx, enum xs_op op, const struct xs_query *a,
                                     const struct xs_query *b);
const struct xs_query *plan_scale(void *ctx, double factor, const struct xs_query *q);
/* Term of field, stream and token; NULL when longer than Xapian takes. */
const struct xs_query *plan_term(void *ctx, int field, char stream, const char *token, size_t len);
const struct xs_query *plan_boolean_term(void *ctx, const char *prefix, const char *value);
