/*
 * What is asked (query.h, filters of search.h) → trees for xs_search_run. The other side of
 * idx_layout.h from indexer/doc.c.
 *
 * A unit is looked for in each default field (all but exclusion text): its words as a phrase, one
 * English word by stem, and, in fields that have bigrams, its bigrams as a phrase. The bigrams find
 * every exact substring; where a field has none, words may miss 1.8 % of them (performance.md).
 * Which documents hold a unit (struct plan_unit) and what they are worth (plan.weight) are two
 * trees: the first reads positions, the second does not. Weights: words ×1 + bigrams ×0.3, added;
 * people ×0.5 (search.md §2, §3).
 *
 * Tiers (search.md §3): the question as it stands; any unit, and any word of them at a tenth of
 * the weight; half of the bigrams.
 *
 * Thread rule: plain data in the context given; only xs_each_term is asked of the reader.
 */
#pragma once
#include "search/columns.h"
#include "search/near.h"
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
    FILTER_NEAR,
    FILTER_COUNT
};
#define FILTER_BIT(n) (1u << (n))

/* All questions of a request, read once. */
struct plan_input {
    const struct search_request *request;
    struct query q, condition, drug, sponsor;
    const struct lexicon *lexicon; /* that they were read with; NULL: without synonyms */
};

/* The parameters beside q that hold words. */
enum { PLAN_REQUIRED = 3 };
extern const char *const plan_required_names[PLAN_REQUIRED];
const struct query *plan_required(const struct plan_input *in, int i);

/* The lexicon of tools is left out when the request wants no synonyms. */
enum err_code plan_input_read(void *ctx, const struct query_tools *tools,
                              const struct search_request *request, struct plan_input *ret,
                              struct err *err) MUSTCHECK;

/* What a document is worth for a question. */
struct plan {
    const struct xs_query *weight;     /* NULL: no question */
    const struct xs_query *some_words; /* tier 2; NULL when there is nothing to relax */
    const struct xs_query *similar;    /* tier 3; NULL when there are too few bigrams */
};
/* `lexicon` NULL: concepts are not widened. */
void plan_build(void *ctx, const struct query *q, const struct lexicon *lexicon, struct plan *ret);

/* Which documents hold a unit: those that match any of these, cheapest first. */
enum { PLAN_PASSES = 2 * IDX_FIELD_COUNT + 3 };
struct plan_unit {
    const struct xs_query *passes[PLAN_PASSES];
    size_t n;
};
/* `reader` (NULL: no look at the index) serves single Japanese characters. */
enum err_code plan_unit_build(void *ctx, struct xs_reader *reader, const struct query_unit *u,
                              struct plan_unit *ret, struct err *err) MUSTCHECK;

/* ---- filters by columns (plan_filter.c) */

/* Day numbers and bit sets worked out once. */
struct plan_filter {
    unsigned active; /* bit set of the filters that the request sets */
    uint8_t phases, sexes, flags;
    uint64_t status, kind, study_type, registry, prefectures;
    int32_t age_days, updated_days;
    struct near *near; /* NULL: no place */
    uint32_t within_metres;
};
/* `near` belongs to the request (near.h); NULL when it names no place. */
void plan_filter_read(const struct search_request *request, struct near *near,
                      struct plan_filter *ret);
/* The set of filters that the row fails; 0 = it is a hit. */
unsigned plan_filter_check(const struct plan_filter *f, const struct column_row *row);
/* Parameter name of a filter ("prefecture"). */
const char *plan_filter_name(int filter);

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
