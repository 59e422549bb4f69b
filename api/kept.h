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
/* The answer to this address, if it was kept at this revision (http_give). */
bool kept_find(const struct kept *k, const char *address, const struct index_info *info,
               struct http_answer *a);
/* *a then comes from what is kept (http_keep). Long ones are not kept. */
void kept_put(struct kept *k, const char *address, const struct index_info *info,
              struct http_answer *a);
