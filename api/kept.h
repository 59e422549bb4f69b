/*
 * Answers that a thread keeps while the index stays as it is: records that many ask for, one after
 * the other. Kept by the address as it was sent, so that one asked for again needs no reading; an
 * answer of another revision is none. What a person looks for is never kept here.
 * Thread rule: one a worker.
 */
#pragma once
#include "api/http.h"
#include "search/search.h"

struct kept;
struct kept_answer;
struct kept *kept_new(void *ctx);
/* What was kept for this address, at whatever revision; NULL = nothing. */
const struct kept_answer *kept_find(const struct kept *k, const char *address);
/* Is it of this revision? Then it is *a (http_give), and *ret_route gave it. */
bool kept_give(const struct kept_answer *x, const struct index_info *info, struct http_answer *a,
               const struct route **ret_route);
/* What `route` answers at this revision: *a then comes from what is kept (http_keep). Long ones are
 * not kept. */
void kept_put(struct kept *k, const char *address, const struct route *route,
              const struct index_info *info, struct http_answer *a);
