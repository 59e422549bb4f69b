/*
 * How far a trial is from a place: the distance to the nearest of its sites that recruit, or, when
 * none does, to the nearest of all. One rule for the filter, for the order and for the site shown
 * with a hit.
 *
 * Thread rule: one struct near a search.
 */
#pragma once
#include "search/columns.h"
#include "search/search.h"

struct near;
/* NULL when the request names no place. `columns` must outlive it. Owned by ctx. */
struct near *near_new(void *ctx, const struct search_request *r, const struct columns *columns);

/* Metres; NEAR_NOWHERE when no site of it has a position. `row` is one of the columns. */
#define NEAR_NOWHERE UINT32_MAX
uint32_t near_metres(struct near *n, const struct column_row *row);
/* Rises with what comes later in order of distance: trials that recruit somewhere by distance, then
 * the others, then those without a position. */
uint32_t near_order(struct near *n, const struct column_row *row);

/* The site of IDX_DATA_SITES (sites.h) that counts; false when none has a position. Names are
 * copied to ctx. Also counts the sites. */
struct search_sites;
void near_sites_read(void *ctx, const struct search_request *r, const char *bytes, size_t len,
                     struct search_sites *ret);
