/*
 * The names of a generation that the searching threads share (suggest.h): made by the first thread
 * that asks, made again beside when the index has grown by an eighth or after ten minutes with
 * commits; the others go on with what is there meanwhile. A pair of names at most, one mutex.
 */
#pragma once
#include "search/search_inner.h"
#include "search/suggest.h"

/* Give it back with _release. */
enum err_code suggest_shared_get(struct searcher *s, void *ctx, const struct suggest **ret,
                                 struct err *err) MUSTCHECK;
void suggest_shared_release(const struct suggest *s);
