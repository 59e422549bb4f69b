/* What the files fhir_*.c share. */
#pragma once
#include "search/fhir_table.h"
#include "search/profile.h"

struct fhir {
    struct profile *profile;
    json_t *medicines; /* Medication resources of the Bundle by what refers to them */
    int32_t today;
    int32_t newest[ATTR_COUNT]; /* day of the measurement that the fact is from */
};
/* "Observation/abc"; owned by the profile. */
const char *fhir_reference(struct fhir *f, const json_t *resource);
const char *fhir_text_of(const json_t *o, const char *key);
/* fhir_concept.c. The first text of a CodeableConcept: text, else a coding's display; NULL when it
   has none (a bare code is no name). */
const char *fhir_concept_text(const json_t *concept);
/* That, or the name of its ICD-10 code. */
const char *fhir_disease_name(const json_t *concept);
/* The attribute that the concept (or one of its codings) measures; NULL when none. */
const struct fhir_code *fhir_measured(const json_t *concept);
/* What the concept answers about the attribute, by its codings or its text; NULL when nothing. */
const struct fhir_code *fhir_answer(const json_t *concept, uint16_t attr);
const struct fhir_code *fhir_answer_text(const char *text, uint16_t attr);
bool fhir_has_code(const json_t *concept, const char *code);
/* Days of "2024-05-01T…", "2024-05", "2024"; INT32_MIN when missing. */
int32_t fhir_day(const char *date);
/* fhir_medication.c */
void fhir_medicines_index(struct fhir *f, const json_t *entries);
/* What a MedicationStatement or -Request names: its concept, or the Medication it refers to. */
const char *fhir_medicine_name(const struct fhir *f, const json_t *resource);
void fhir_observation(struct fhir *f, const json_t *resource);
