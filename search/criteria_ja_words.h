/* Words of data/criteria-ja-{doubt,words}.tsv in a text: lists end in NULL. */
#pragma once
#include "search/criteria_ja_words_gen.h"
#include <stdbool.h>
#include <stddef.h>

/* Whether s ends in one of the words; its bytes. */
bool ja_ends_in(const char *s, size_t len, const char *const *words, size_t *ret_word);
/* Whether one of the words stands anywhere in s. */
bool ja_holds(const char *s, size_t len, const char *const *words);
