/*
 * Invented hospitals in the 47 real prefectures. The list is closed and does not depend on the
 * seed: the same hospital always stands at the same place. Constant after reading.
 */
#pragma once
#include "indexer/sample/lines.h"
#include "indexer/sample/tpl.h"
#include "schema/codes.h"

enum hospital_tag { HOSPITAL_UNIV, HOSPITAL_GEN, HOSPITAL_ONC, HOSPITAL_PEDS, HOSPITAL_CLINIC };

struct place {
    int lead, further; /* weights */
    int bureau;        /* 1 Hokkaido … 7 Kyushu */
    double lat, lon;   /* prefectural capital, degrees */
    const char **stems_ja, **stems_en;
    int n_stems;
};

struct hospital {
    enum prefecture prefecture;
    int stem, sort; /* indices */
    enum hospital_tag tag;
    const char *ja, *en; /* owned by the places */
    const char *mail;    /* domain: "kirigahara-u.example" */
    double lat, lon;
};

struct places {
    struct place items[PREFECTURE_COUNT];
    int lead_total, further_total;
    struct {
        enum hospital_tag tag;
        int weight;
        const char *ja, *en; /* with {stem} */
    } * sorts;
    int n_sorts;
    struct hospital *hospitals; /* by prefecture, stem, sort */
    int n_hospitals;
    int first[PREFECTURE_COUNT + 1]; /* index of a prefecture's first hospital */
};

/* Reads the lines of places.txt. */
enum err_code places_read(void *ctx, const struct sample_line *lines, size_t n, struct places **ret,
                          struct err *err) MUSTCHECK;
/* Prefecture at a point 0 ≤ u < 2^32 of the weights. */
enum prefecture places_lead(const struct places *p, uint32_t u);
enum prefecture places_further(const struct places *p, struct rng *rng);
/* A hospital of the prefecture; those of `tag` (and universities and general ones) only. */
const struct hospital *places_hospital(const struct places *p, enum prefecture where,
                                       enum hospital_tag tag, struct rng *rng);
