/*
 * Words of a question that say how somebody asks and not what is looked for: function words, words
 * every trial answers to, for whom one asks, words of asking.
 */
#pragma once
#include <stdbool.h>
#include "search/tok.h"

/* Asks for nothing beside other words. `text` is folded, `typed` as typed; ctx for scratch. */
bool query_is_stop(void *ctx, const char *text, const char *typed);
/* The first word that is no particle when all are words of asking (参加できる治験を探しています);
 * NULL when there is more. */
const struct token *query_asking_find(const struct tok_list *words);
