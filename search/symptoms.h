/*
 * Which diseases people have who ask for a symptom (data/symptoms.tsv: 手が震える → Parkinson's
 * disease, essential tremor). For related trials (tier 2) only: nobody is told what they have.
 */
#pragma once
#include <stddef.h>

enum { SYMPTOM_DISEASES_MAX = 4 };
struct symptom {
    const char *symptom;                            /* concepts of the lexicon */
    const char *diseases[SYMPTOM_DISEASES_MAX + 1]; /* up to NULL */
};
extern const struct symptom symptoms[];
extern const size_t n_symptoms;

/* NULL: none are listed. */
const struct symptom *symptom_find(const char *concept);
