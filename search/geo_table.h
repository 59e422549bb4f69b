/*
 * search/data/places.tsv and postal.tsv as tables, generated at build: the 47 prefectures first, in
 * order of their codes, then municipalities, wards behind their city. Positions in hundredths of a
 * degree. Constant data.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct geo_row {
    uint8_t prefecture;
    int16_t lat, lon;
    const char *ja, *kana, *en;
};
extern const struct geo_row geo_rows[];
extern const size_t geo_row_count;

struct geo_area {
    const char *digits; /* the first 2 or 3 of a postal code */
    uint8_t prefecture;
    int16_t lat, lon;
};
extern const struct geo_area geo_areas[];
extern const size_t geo_area_count;
