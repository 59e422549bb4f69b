/* Layout of the table generated from data/concept-words.tsv; only concept*.c read it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "search/concept.h"

enum concept_word_kind {
    CONCEPT_WORD_MODIFIER,
    CONCEPT_WORD_KEEP,
    CONCEPT_WORD_QUALIFIER,
    CONCEPT_WORD_NEGATOR,
    CONCEPT_WORD_ORGAN,
    CONCEPT_WORD_TUMOUR,
    CONCEPT_WORD_HISTOLOGY,
    CONCEPT_WORD_CLASS,
    CONCEPT_WORD_SAME,
    CONCEPT_WORD_VARIANT,
    CONCEPT_WORD_OPPOSITE,
    CONCEPT_WORD_ACUITY,
    CONCEPT_WORD_VAGUE,
    CONCEPT_WORD_APART,
    CONCEPT_WORD_BELOW,
    CONCEPT_WORD_GENERAL,
    CONCEPT_WORD_ANYWHERE,
    CONCEPT_WORD_AILMENT,
    CONCEPT_WORD_ILLNESS,
    CONCEPT_WORD_DOUBT,
    CONCEPT_WORD_TAIL,
    CONCEPT_WORD_MAY,
    CONCEPT_WORD_FORM,
    CONCEPT_WORD_ALLERGEN,
    CONCEPT_WORD_KINDS
};
struct concept_word {
    enum concept_word_kind kind;
    const char *word, *as;
};
/* In the order of kinds. */
extern const struct concept_word concept_words[];
extern const size_t n_concept_words;

/* A word of the table in comparing form. */
struct concept_term {
    const char *word, *as;
    uint16_t len, as_len;
};
struct concept_terms {
    struct concept_term *items;
    size_t n;
};

enum concept_relation concept_relate_words(const struct concept_terms *terms,
                                           const struct concept_ref *item,
                                           const struct concept_ref *asked);
enum concept_relation concept_relate_markers(const struct concept_terms *terms,
                                             const struct concept_ref *item,
                                             const struct concept_ref *asked);
bool concept_ends_with(const char *s, size_t len, const char *end, size_t end_len);
const struct concept_term *concept_find_ending(const struct concept_terms *t, const char *s,
                                               size_t len);
bool concept_has_term(const struct concept_terms *t, const char *s, size_t len);
/* The same words with another number, letter or a negation. */
bool concept_differ(const struct concept_terms *terms, const struct concept_ref *a,
                    const struct concept_ref *b);
/* Blanks inside do not count. */
bool concept_same_text(const char *a, size_t a_len, const char *b, size_t b_len);
