/* 急性胃炎 is a 胃炎: what a Japanese name of a disease says without the word before it, for words
 * that leave the rest true (not 非, 副, 偽 …). Looked for when a new concept needs its parents. */
#pragma once
#include <stdbool.h>

/* The rest of the name behind one such word (or, for 糖尿病・腎合併症あり, before the dot); NULL
 * when there is none. Owned by ctx. */
const char *lexicon_head(void *ctx, const char *name);
