/*
 * What a person may mean by the beginning of a name: names of the lexicon in all their writings
 * (surface, kana, romaji, English, abbreviations) and the conditions and interventions that the
 * index holds, ranked by how many trials have them; and the nearest name to a misspelt word.
 *
 * Sorted keys in memory, made once for a generation (search_shared.h), read-only after that:
 * shared by the threads. Nothing that is asked is kept.
 */
#pragma once
#include "search/lexicon.h"
#include "search/search.h"
#include "search/xapian_shim.h"

enum {
    SUGGEST_MAX_BYTES = 200,   /* of what is typed */
    SUGGEST_NAMES_MAX = 50000, /* names of the index that are kept: those of most trials */
    SUGGEST_LIMIT_MAX = 50
};

struct suggest;
/* Reads the lexicon file of the generation and the frequencies of the reader's revision. */
enum err_code suggest_build(void *ctx, const char *lexicon_path, struct xs_reader *reader,
                            struct suggest **ret, struct err *err) MUSTCHECK;
/* Memory it takes beside the mapped lexicon. */
size_t suggest_bytes(const struct suggest *s);
size_t suggest_count(const struct suggest *s); /* names */

/* Names that begin with what is typed, then those that hold it, then those one edit away; owned by
 * ctx. `typed` of more than SUGGEST_MAX_BYTES has none. */
void suggest_find(const struct suggest *s, void *ctx, struct folder *folder, const char *typed,
                  enum lang lang, size_t limit, struct suggestion **ret, size_t *ret_n);

/*
 * 「もしかして」: the name that a misspelt word stands for, or NULL; owned by ctx. Words of
 * katakana from 5 characters and Latin ones from 4 by Damerau-Levenshtein distance (1, from 8
 * characters 2), transliterations by their rough sound, names of 4 characters and more with one
 * wrong kanji. A word that is a name itself has none; names without a trial are not offered.
 * (suggest_spell.c)
 */
const char *suggest_spelling(const struct suggest *s, void *ctx, struct folder *folder,
                             const char *word);
