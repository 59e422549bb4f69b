/*
 * Steps 4 to 6 of the fold (search.md §1) on a text that has been through steps 1 to 3: がん → 癌
 * as a noun, mixed writing toward kanji, roman and kanji numerals before 型期度相群級 and after 第,
 * stage, phase …, Greek letters. Inside hiragana nobody can tell where a word begins, so kana count
 * only at the edges of their run or beside a particle.
 *
 * Nothing here looks at more than the neighbours of a word. The text is worked over until nothing
 * changes, so that folding twice changes nothing.
 */
#pragma once
#include <stdbool.h>
#include "search/fold.h"

struct fold_words;
struct fold_words *fold_words_new(void *ctx); /* never NULL; read-only afterwards */
/* Changes f in place; grows in ctx. f->src_begin NULL: without a map. False: it was still changing
 * after more rounds than any name needs. */
bool fold_words_apply(const struct fold_words *w, void *ctx, struct folded *f);

/* Whether c may become one character with those before it (fold.c, which has ICU). */
bool fold_combines(uint32_t c);
