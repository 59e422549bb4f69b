/*
 * The form in which names are compared: folded text, kana as hiragana (tok_fold.h), one space
 * between Latin words whatever stood there, none beside Japanese, no possessive 's, no final long
 * mark from 4 kana. Names and texts go through the same function.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "search/fold.h"

struct lexicon_key {
    char *text; /* NUL-terminated */
    size_t len;
    uint32_t *begin; /* where in the folded text each byte comes from; [len]: the end */
    uint32_t *end;
};
/* Owned by ctx. */
void lexicon_key_make(void *ctx, const char *folded, size_t len, struct lexicon_key *ret);
