/*
 * Tokens of a folded text: W words (ICU, UBRK_WORD "ja", break forced before 症例 after 癌/炎/病)
 * and B bigrams of CJK runs and the last character of each run alone, both after the
 * per-token fold (search.md §1 step 7: katakana→hiragana, ヴ→バ行, ぢづ→じず, final ー dropped from
 * 4 characters, repeated ー collapsed). English words also give their stem (kind TOK_STEM at the
 * same position). Thread rule: one struct tokenizer a thread (it reuses one ICU break iterator).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "search/fold.h"

enum tok_kind { TOK_WORD, TOK_STEM, TOK_BIGRAM };

struct token {
    const char *text;    /* not NUL-terminated; owned by the tok_list */
    uint32_t len;        /* bytes, at most TOK_MAX_BYTES (longer words are cut) */
    uint32_t begin, end; /* bytes in the folded text */
    uint32_t position;   /* words: 1, 2, …; bigrams: character offset */
    enum tok_kind kind;
};
#define TOK_MAX_BYTES 64

struct tok_list {
    struct token *items;
    size_t n;
};

enum { TOK_WORDS = 1, TOK_BIGRAMS = 2 };

struct tokenizer;
struct tokenizer *tokenizer_new(void *ctx);
/* Tokens in order of begin; owned by ctx. `what` is a set of TOK_WORDS, TOK_BIGRAMS. */
void tok_text(struct tokenizer *t, void *ctx, const char *folded, size_t len, unsigned what,
              struct tok_list *ret);
