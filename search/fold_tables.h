/*
 * The reviewed tables of the fold, generated from search/data/fold-*.tsv: what folds to what. How
 * they are applied: fold.c (characters), fold_words.c (words).
 */
#pragma once
#include <stddef.h>

struct fold_kanji {
    const char *variant, *standard; /* one character each, UTF-8 */
};
extern const struct fold_kanji fold_kanjis[];
extern const size_t fold_kanji_count;

/* Where a word counts: see the head of search/data/fold-words.tsv. */
enum fold_edge { FOLD_EDGE, FOLD_ANY, FOLD_TAIL, FOLD_WHOLE, FOLD_LATIN };
struct fold_word {
    const char *from; /* kana as hiragana */
    const char *to;
    enum fold_edge edge;
};
extern const struct fold_word fold_word_list[];
extern const size_t fold_word_count;
