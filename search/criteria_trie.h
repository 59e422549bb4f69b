/* Words by their bytes, read from the front or from the back. Built once, then read-only. A blank
   in a word stands for nothing, a blank, a hyphen or a middle dot. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trie;
struct trie *trie_new(void *ctx);
/* value > 0; of one word put twice the first stays. `reversed`: for trie_match_end. */
void trie_put(struct trie *t, const char *word, bool reversed, uint16_t value);

enum { TRIE_HITS_MAX = 12 };
struct trie_hit {
    size_t len;
    uint16_t value;
    bool cased; /* the word holds capitals */
};
/* All words that s begins with, shortest first (the longest ones of very many). */
size_t trie_match_all(const struct trie *t, const char *s, size_t len,
                      struct trie_hit hits[TRIE_HITS_MAX]);
/* The longest: its bytes, 0 when none. */
size_t trie_match(const struct trie *t, const char *s, size_t len, uint16_t *ret_value);
/* The longest word that s ends with. */
size_t trie_match_end(const struct trie *t, const char *s, size_t len, uint16_t *ret_value);
