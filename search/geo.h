/*
 * Places of Japan: what a person calls a place (prefecture, municipality, postal code, point) → its
 * position; the address of a site → its position; distances. The tables are search/data/places.tsv
 * (positions of town halls, to about 1 km) and postal.tsv.
 *
 * A name may be written in kanji, kana or romaji, in any width and case, with or without
 * 都道府県 / 市区町村 / -shi, City …, with its prefecture before or (romaji) behind it. A name of
 * several places (府中市, 中央区) gives them all. Without its suffix a name means the prefecture,
 * else cities and the wards of Tokyo, else wards of other cities, else towns and villages.
 *
 * Thread rule: the folder belongs to the calling thread; the tables are made once and shared.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/codes.h"
#include "search/fold.h"

enum geo_kind { GEO_POINT, GEO_POSTAL, GEO_PREFECTURE, GEO_MUNICIPALITY };

struct geo_place {
    enum geo_kind kind;
    enum prefecture prefecture; /* 0 of a point */
    double lat, lon;            /* WGS 84 degrees */
    const char *ja, *en;        /* name without its prefecture; of a prefecture the prefecture's */
    uint32_t row;               /* of the table; GEO_NO_ROW of points and postal codes */
};
#define GEO_NO_ROW UINT32_MAX
enum { GEO_FOUND_MAX = 32 };
struct geo_found {
    struct geo_place items[GEO_FOUND_MAX];
    size_t n; /* 0: not understood; several: the name is theirs, all */
};

/* What the text means as a place. A place of several parts may be a whole address: the municipality
 * at its beginning counts then. Names of points and postal codes are owned by ctx. */
void geo_find(void *ctx, struct folder *folder, const char *text, struct geo_found *ret);

/* Whether a word of a question (folded) is the name of prefectures or municipalities and hardly
 * anything else. 日光, 光, 中央 and the like need their suffix; 東京都内, 大阪在住 count. */
bool geo_find_word(void *ctx, struct folder *folder, const char *folded, struct geo_found *ret);

/* The municipality that an address (ja, en; may be NULL) is in, else one that `name` (of a
 * hospital, ja; may be NULL) says; the prefecture's capital when there is neither
 * but a prefecture (0: not known) is. False when nothing says where it is. */
bool geo_locate(void *ctx, struct folder *folder, enum prefecture prefecture, const char *ja,
                const char *en, const char *name, struct geo_place *ret);

/* The place of a row (of geo_place.row). */
struct geo_place geo_place_of(uint32_t row);
/* Whether the position is nearer to the municipality (with its wards) than to any other, or for a
 * prefecture whether the nearest municipality is in it. */
bool geo_is_in(uint32_t row, double lat, double lon);

/* The prefecture of the nearest municipality; 0 abroad. */
enum prefecture geo_prefecture_at(double lat, double lon);

/* Rises with the distance and is cheaper: for finding the nearest of many. */
double geo_haversine(double lat1, double cos_lat1, double lon1, double lat2, double lon2);
double geo_haversine_km(double h);
double geo_cos(double lat);
double geo_distance_km(double lat1, double lon1, double lat2, double lon2); /* great circle */
