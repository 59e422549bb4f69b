/*
 * fold(text): the one normalisation for index, query, suggest, highlighter and criteria (search.md
 * §1). Steps 1 (NFKC casefold; zero-width and variation selectors dropped), 2 (dashes, long mark,
 * wave dash, middle dot), 3 (variant kanji) and 4 to 6 (words and numerals, fold_words.h). Step 7
 * (per token) is tok's. Output is UTF-8 with a map back to the
 * source bytes.
 *
 * Invariants: src_begin/src_end do not decrease along the text; folding twice changes nothing;
 * any byte sequence is accepted (ill-formed bytes become U+FFFD).
 * Thread rule: one struct folder a thread; ICU only in search/fold.c and search/tok.c.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"

/* Number of the rules of fold and tok: stored in the index; a difference forces a rebuild. */
#define FOLD_VERSION 5

struct folder;
struct folder *folder_new(void *ctx); /* with ICU handles; never NULL */
const char *folder_icu_version(void); /* "72.1" */

struct folded {
    char *text; /* NUL-terminated */
    size_t len; /* bytes */
    /* For each byte i of text: the source bytes [src_begin[i], src_end[i]) it came from. One entry
     * more at [len] for the end. */
    uint32_t *src_begin, *src_end;
};

/* Owned by ctx. len at most 4 MiB: longer is cut at a character boundary there. */
void fold_text(struct folder *f, void *ctx, const char *s, size_t len, struct folded *ret);
/* Steps 1 to 3 only: characters, no words (がん stays がん), for text that is still being typed. */
char *fold_characters(struct folder *f, void *ctx, const char *s);
/* The same with the map (for the criteria reader, which has its own words). */
void fold_characters_mapped(struct folder *f, void *ctx, const char *s, size_t len,
                            struct folded *ret);
/* Without the map (faster), for values and short names. */
char *fold_simple(struct folder *f, void *ctx, const char *s);
