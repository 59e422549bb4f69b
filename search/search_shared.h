/*
 * What the searching threads of a process share: columns and trees of each revision in use (loaded
 * once, extended at each commit), counts of recent questions, the hits that recent result lists
 * have shown. The one place of this room with state of the process; everything in it is behind one
 * mutex, bounded in size, and may be lost at any time without harm. Questions are never kept: keys
 * are keyed hashes with a key that is drawn at start and never leaves the process.
 */
#pragma once
#include "search/search_inner.h"

enum { SHARED_KEY_BYTES = 16, SHARED_LIST_MAX = 10000 };
struct shared_key {
    unsigned char bytes[SHARED_KEY_BYTES];
};

/* Columns and trees up to `bytes` of their file in the generation folder; give them back with
 * _release. */
enum err_code search_shared_columns(const char *folder, uint64_t bytes, const struct columns **ret,
                                    struct err *err) MUSTCHECK;
enum err_code search_shared_trees(const char *folder, uint64_t bytes, const struct trees **ret,
                                  struct err *err) MUSTCHECK;
enum err_code search_shared_lexicon(const char *path, const struct lexicon **ret,
                                    struct err *err) MUSTCHECK;
void search_shared_release(const void *what);

/* Sets of what the words of recent questions ask for; ret has been made for the same columns. */
void search_shared_words_key(const struct index_info *index, const struct search_request *r,
                             struct shared_key *ret);
bool search_shared_set_find(const struct shared_key *key, struct search_set *ret);
void search_shared_set_put(const struct shared_key *key, const struct search_set *set);

/* Hash of everything that decides the counts: index revision, words, filters, facets. */
void search_shared_key(const struct index_info *index, const struct search_request *r,
                       struct shared_key *ret);
bool search_shared_counts_find(const struct shared_key *key, struct search_counts *ret);
void search_shared_counts_put(const struct shared_key *key, const struct search_counts *counts);

/*
 * The document numbers that pages of one result list have shown, in order. _put says that the page
 * behind the first `shown` holds these; id 0 begins a new list; returns the id, or 0 when the list
 * is no longer kept.
 */
uint64_t search_shared_list_put(uint64_t id, uint32_t shown, const uint32_t *docids, size_t n);
/* The first `shown` numbers; NULL when they are not known any more. Owned by ctx. */
const uint32_t *search_shared_list_get(void *ctx, uint64_t id, uint32_t shown);

/* Forgets all counts and lists, for tests and timings. */
void search_shared_forget(void);
