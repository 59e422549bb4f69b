/*
 * The set of documents that a question asks for, exactly, as bits by docid. Totals, facets and the
 * order by day are read off it, and ranking only weighs what is in it. It is worked out unit by
 * unit and field by field, short fields first, so that positions (the dear part of a phrase) are
 * read only of documents that are still undecided.
 */
#pragma once
#include "search/columns.h"
#include "search/plan.h"

struct search_set {
    uint32_t first, n; /* the docids first … first + n - 1, as the columns have them */
    uint32_t count;    /* how many are in it */
    uint64_t *bits;
};

/* An empty set over the documents of the columns. */
void search_set_init(void *ctx, const struct columns *columns, struct search_set *ret);
static inline bool search_set_has(const struct search_set *s, uint32_t docid)
{
    uint32_t i = docid - s->first;
    return i < s->n && (s->bits[i / 64] >> i % 64 & 1);
}
static inline void search_set_put(struct search_set *s, uint32_t docid)
{
    uint32_t i = docid - s->first;
    if (i >= s->n)
        return;
    uint64_t bit = (uint64_t)1 << i % 64;
    s->count += !(s->bits[i / 64] & bit);
    s->bits[i / 64] |= bit;
}
void search_set_del(struct search_set *s, uint32_t docid);
/* The smallest member >= from, 0 = none. */
uint32_t search_set_next(const struct search_set *s, uint32_t from);
void search_set_subtract(struct search_set *s, const struct search_set *other);
void search_set_copy(void *ctx, const struct search_set *s, struct search_set *ret);

/* What the question asks for among the documents of `within` (NULL: all; may be ret); one without a
 * root asks for all. */
enum err_code search_set_find(void *ctx, struct xs_reader *reader, const struct columns *columns,
                              const struct query *query, const struct search_set *within,
                              struct search_set *ret, struct err *err) MUSTCHECK;
