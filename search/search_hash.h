/*
 * What two requests must have in common to be the same question: the one list of it for cursors
 * (search_cursor.c) and caches (search_shared.c). A new member of struct search_request that
 * decides hits or counts is added here.
 */
#pragma once
#include <sodium.h>
#include "search/search.h"

/* NULL and "" differ. */
void search_hash_text(crypto_generichash_state *h, const char *s);
/* What the words ask for. */
void search_hash_words(crypto_generichash_state *h, const struct search_request *r);
/* What the other filters leave of it. */
void search_hash_filters(crypto_generichash_state *h, const struct search_request *r);
