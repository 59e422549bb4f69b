/*
 * What is near to a person: a query that weighs trials by the person's diseases, treatments and the
 * words of their note, for ranking trials that may fit (eligibility.md §4). Exclusion text is never
 * looked at. Used by search_match.c.
 */
#pragma once
#include "search/facts.h"
#include "search/note_read.h"
#include "search/search_inner.h"

/* NULL when nothing says what is near. Owned by ctx. */
const struct xs_query *search_near(struct searcher *s, void *ctx, const struct facts *f,
                                   const char *note);
