/* Sorted keys → the double array of lexicon_file.h. Used by lexicon_compile.c and its tests. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "search/lexicon_file.h"

struct lexicon_trie {
    struct lex_unit *units;
    size_t n;
};
/* keys: NUL-terminated, without zero bytes, strictly rising by strcmp; the key i leads to entry i.
 * Owned by ctx. */
void lexicon_trie_build(void *ctx, const char *const *keys, size_t n, struct lexicon_trie *ret);
