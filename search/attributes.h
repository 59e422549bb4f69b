/*
 * The attributes of a person that eligibility criteria speak about: data/attributes.tsv, compiled
 * in. One list: the readers, the matcher, the questions and the API's vocabulary use this one.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "search/attributes_gen.h" /* enum attr: ATTR_age … */

enum attr_kind { ATTR_NUMBER, ATTR_ORDINAL, ATTR_FLAG, ATTR_ENUM, ATTR_CONCEPT };

struct attr_choice { /* one answer to choose, in the languages of the questions */
    const char *value, *ja, *easy, *en;
};
struct attribute {
    const char *id;
    enum attr_kind kind;
    const char *unit;          /* number: canonical; else "" */
    double min, max;           /* plausible bounds; letter ordinal, enum: first and last index */
    const char *const *values; /* enum and letter ordinals (in rising order), NULL-ended */
    const char *label_ja, *label_en;
    const char *ask_ja, *ask_easy, *ask_en; /* the question */
    int cost;                               /* 1 easy … 5 needs the chart */
    /* What four of five patients have (letter scales: index); flags, enums, lists: how likely yes,
       the first value, one name asked for. Guesses for ranking and for the next question only. */
    double typical_low, typical_high;
    bool list; /* a person has several: concepts, disease_state */
    bool open; /* such a list, when given, is not complete: biomarker, disease_state */
    bool site; /* only the site can say: no question to the person */
    const struct attr_choice *choices; /* n_choices of them, or NULL */
    uint16_t n_choices;
};

extern const struct attribute attributes[];
extern const uint16_t n_attributes;

/* Number of the attribute with this id; false when there is none. */
bool attribute_find(const char *id, size_t len, uint16_t *ret);
/* Index of a value of an enum or letter ordinal in a->values; -1 when it is none of them. */
int attribute_find_value(const struct attribute *a, const char *value, size_t len);
/* An ordinal whose values are letters or numerals kept as text: stage, child_pugh, urine_protein.
 */
bool attribute_has_letters(const struct attribute *a);
