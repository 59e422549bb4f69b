/* data/fhir-codes.tsv and icd10.tsv, compiled in. Used by fhir_*.c only. */
#pragma once
#include <stddef.h>
#include "search/attributes.h"

struct fhir_code {
    const char *system; /* "loinc", "snomed", "text" */
    const char *code;
    uint16_t attr;
    const char *value; /* of a coded answer; "" of a measurement */
};
extern const struct fhir_code fhir_codes[];
extern const size_t fhir_code_count;
struct fhir_icd {
    const char *code, *name; /* "C34", "I48.1" */
};
extern const struct fhir_icd fhir_icds[];
extern const size_t fhir_icd_count;
