/* data/fhir-codes.tsv, compiled in. Used by fhir_*.c only. */
#pragma once
#include <stddef.h>
#include "search/attributes.h"

struct fhir_code {
    const char *system; /* "loinc", "snomed" */
    const char *code;
    uint16_t attr;
    const char *value; /* of a coded answer; "" of a measurement */
};
extern const struct fhir_code fhir_codes[];
extern const size_t fhir_code_count;
