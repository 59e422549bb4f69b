/*
 * The place that a search is asked from (near): its text → a position in the request, or the answer
 * that says why there is none.
 */
#pragma once
#include "api/params.h"

/* False: `a` is the answer (400 with what was not understood, or with all places of that name). */
bool place_read(struct http_request *r, struct http_answer *a, struct searcher *s,
                struct search_request *q);
/* The same, what is wrong with it told in `errors`. */
enum err_code place_find(struct http_request *r, struct searcher *s, struct search_request *q,
                         struct param_errors *errors, struct err *err) MUSTCHECK;
/* "東京都府中市", "Fuchu-shi, Tokyo". Owned by ctx. */
const char *place_name(void *ctx, const struct geo_place *p, enum lang lang);
const char *place_kind(const struct geo_place *p); /* "municipality" */
/* {"typed","kind","label","prefecture","lat","lon"}, null without a place. */
void place_write(struct jsonw *w, void *ctx, const struct search_request *q);
