/* What the files fhir_*.c share. */
#pragma once
#include "search/fhir_table.h"
#include "search/profile.h"

struct fhir {
    struct profile *profile;
    int32_t today;
    int32_t newest[ATTR_COUNT]; /* day of the measurement that the fact is from */
};
/* "Observation/abc"; owned by the profile. */
const char *fhir_reference(struct fhir *f, const json_t *resource);
const char *fhir_text_of(const json_t *o, const char *key);
/* The first text of a CodeableConcept: text, else a coding's display, else its code. */
const char *fhir_concept_text(const json_t *concept);
/* The code of the concept (or of one of its codings) that the table knows; NULL when none. */
const struct fhir_code *fhir_code_find(const json_t *concept, const char *system);
bool fhir_has_code(const json_t *concept, const char *code);
/* Days of "2024-05-01T…", "2024-05", "2024"; INT32_MIN when missing. */
int32_t fhir_day(const char *date);
void fhir_observation(struct fhir *f, const json_t *resource);
