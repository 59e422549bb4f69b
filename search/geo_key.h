/*
 * Names of places as keys: what geo.c looks up. A key is a name without blanks, hyphens, width,
 * case and long vowels, in hiragana; each name of a place (kanji, kana, romaji; with and without
 * its suffix, wards with and without their city) has one. Made once, then read-only.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "search/fold.h"
#include "search/geo_table.h"

/* How plainly a key names its place; the lowest of those found counts. */
enum geo_rank {
    GEO_RANK_FULL,       /* with its suffix */
    GEO_RANK_PREFECTURE, /* 大阪 */
    GEO_RANK_CITY,       /* cities and the wards of Tokyo: 吹田, 新宿 */
    GEO_RANK_WARD,       /* of other cities: 早良 */
    GEO_RANK_TOWN        /* 箱根 */
};
enum geo_script { GEO_KANJI, GEO_KANA, GEO_ROMAJI };

struct geo_key {
    const char *text;
    uint16_t row;
    uint8_t rank, script;
};

/* Owned by ctx. */
char *geo_key_make(void *ctx, struct folder *folder, const char *text);
/* The keys that are exactly this text, side by side; NULL when there are none. */
const struct geo_key *geo_keys_find(const char *text, size_t len, size_t *ret_n);
/* The kanji keys with suffix of a prefecture's municipalities, the longest first. */
const struct geo_key *const *geo_keys_of(unsigned prefecture, size_t *ret_n);
/* The key of a prefecture: form 0 東京都, 1 東京, 2 tokyo. */
const char *geo_key_of_prefecture(unsigned prefecture, int form);
/* The first and one past the last row of the municipality and its wards. */
void geo_rows_of(uint32_t row, uint32_t *ret_first, uint32_t *ret_end);
/* The name without its city: 中央区 of 札幌市中央区. */
const char *geo_short_name(uint32_t row);
