/*
 * Answers that a thread keeps while the index stays as it is: records that many ask for, one after
 * the other. Kept by the number they were asked by; an answer of another revision is none. What a
 * person looks for is never kept here.
 * Thread rule: one a worker.
 */
#pragma once
#include "api/http.h"
#include "search/search.h"

struct kept;
struct kept *kept_new(void *ctx);
/* The answer to this address, if it was kept at this revision: body (a copy of r's own) and tag. */
bool kept_find(const struct kept *k, const char *address, const struct index_info *info,
               struct http_request *r, struct http_answer *a);
/* Long ones are not kept. */
void kept_put(struct kept *k, const char *address, const struct index_info *info,
              const struct http_answer *a);
