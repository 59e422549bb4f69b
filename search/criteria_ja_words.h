/* Words of data/criteria-ja-{doubt,words}.tsv in a text: lists end in NULL. */
#pragma once
#include "search/criteria_ja_words_gen.h"
#include <stdbool.h>
#include <stddef.h>

/* Whether s, which ends in NUL, begins with one of the words. */
bool ja_begins(const char *s, const char *const *words);
/* The bytes of the first of the words that s begins with; 0: of none. */
size_t ja_at(const char *s, size_t len, const char *const *words);
/* Whether s is one of the words. */
bool ja_is_one(const char *s, size_t len, const char *const *words);
/* Whether s ends in one of the words; its bytes, unless ret_word is NULL. */
bool ja_ends_in(const char *s, size_t len, const char *const *words, size_t *ret_word);
/* Cuts each of the words, one after the other, off the end of s. Nothing is left empty. */
void ja_cut_off(char *s, const char *const *words);
/* Where one of the words stands in s: of the first that stands there at all; NULL: none. */
const char *ja_find(const char *s, size_t len, const char *const *words);
/* Whether one of the words stands anywhere in s. */
bool ja_holds(const char *s, size_t len, const char *const *words);
