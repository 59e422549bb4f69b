/*
 * Step 7 of fold (search.md §1), on one token: katakana becomes hiragana, ヴ its ば-row kana, ぢ づ
 * become じ ず, a long mark that repeats is written once, a final one is dropped from 4 characters.
 * Pure functions; input is folded text.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The character at s[*pos] with this folding; moves *pos behind all that it stands for (ヴァ → ば,
 * ーー → ー). */
uint32_t tok_fold_next(const char *s, size_t len, size_t *pos);
/* The length of the token without a final long mark that is to be dropped. */
size_t tok_fold_trim(const char *s, size_t len);
/* The whole token; writes at most `len` bytes to out and returns how many. */
size_t tok_fold(const char *s, size_t len, char *out);

bool tok_is_han(uint32_t c);
bool tok_is_hiragana(uint32_t c); /* with its marks */
bool tok_is_katakana(uint32_t c); /* with the long mark */
