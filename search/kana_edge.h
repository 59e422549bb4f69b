/*
 * Where a word of kana may begin and end in running text. Katakana: at the ends of its run.
 * Hiragana: at the ends of its run, or beside a particle, for nobody can tell where a word begins
 * inside hiragana. Kanji and Latin have no such edges. Used by the fold and the lexicon.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `before`: the character before the word, 0 at the start of the text; `first`: its first one. */
bool kana_may_begin(uint32_t before, uint32_t first);
/* A word whose last character is `last` may end before text[pos]. */
bool kana_may_end(const char *text, size_t len, size_t pos, uint32_t last);
