/*
 * The attributes of a person that eligibility criteria speak about: data/attributes.tsv, compiled
 * in. One list: the readers, the matcher, the questions and the API's vocabulary use this one.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum attr_kind { ATTR_NUMBER, ATTR_ORDINAL, ATTR_FLAG, ATTR_ENUM, ATTR_CONCEPT };

struct attribute {
    const char *id;
    enum attr_kind kind;
    const char *unit;          /* number: canonical; else "" */
    double min, max;           /* number, numeric ordinal: plausible bounds */
    const char *const *values; /* enum and letter ordinals (in rising order), NULL-ended */
    const char *label_ja, *label_en;
    const char *ask_ja, *ask_easy, *ask_en; /* the question */
    int cost;                               /* 1 easy … 5 needs the chart */
};

extern const struct attribute attributes[];
extern const uint16_t n_attributes;

/* Numbers of attributes by name, so that code can say ATTR_age: generated attributes_gen.h. */
/* Number of the attribute with this id; false when there is none. */
bool attribute_find(const char *id, size_t len, uint16_t *ret);
