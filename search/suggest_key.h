/*
 * The forms in which what is being typed is compared with names: characters folded (fold.h, steps 1
 * to 3: half a word must stay what it is), kana as hiragana, and Latin letters read as romaji in
 * one canonical writing, whatever system they were typed in: Hepburn, Kunrei, an input method's
 * (haigan; syujutu = shujutsu; oo, ou, ō = o; doubled letters count once).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "search/fold.h"

/* Owned by ctx. */
const char *suggest_key(struct folder *f, void *ctx, const char *text);
/* The same of wholly folded text (がん is 癌). */
const char *suggest_key_folded(struct folder *f, void *ctx, const char *text);
/* Canonical romaji of a key of hiragana that may end in Latin letters (はいg); NULL when there is
 * anything else. */
const char *suggest_romaji(void *ctx, const char *key);
