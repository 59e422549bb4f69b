/* CodeableConcepts: what they are called, measure and answer. */
#include <string.h>
#include <strings.h>
#include "schema/base/text.h"
#include "search/fhir_inner.h"

enum { CODE_MAX_BYTES = 16 };

const char *fhir_concept_text(const json_t *concept)
{
    const json_t *one;
    const char *text = fhir_text_of(concept, "text");
    size_t i;
    json_array_foreach(json_object_get(concept, "coding"), i, one) if (!text) text =
        fhir_text_of(one, "display");
    return text;
}

/* ------------------------------------------------------------------ ICD-10 */

/* http://hl7.org/fhir/sid/icd-10, …/icd-10-cm, …/CodeSystem/ICD10-2013-full, WHO's OID */
static bool is_icd10(const char *system)
{
    static const char oid[] = "urn:oid:2.16.840.1.113883.6.3";
    return system && (strcasestr(system, "icd-10") || strcasestr(system, "icd10") ||
                      strcmp(system, oid) == 0);
}

/* The name of the longest code that this one is or is below: C34.9, C349 → C34. */
static const char *icd_name(const char *code)
{
    char dotted[CODE_MAX_BYTES];
    size_t len = strlen(code), best = 0;
    const char *name = NULL;
    if (len < 3 || len + 2 > sizeof dotted)
        return NULL;
    text_copy(dotted, sizeof dotted, code);
    if (len > 3 && code[3] != '.') {
        memmove(dotted + 4, code + 3, len - 2);
        dotted[3] = '.';
    }
    for (size_t i = 0; i < fhir_icd_count; i++) {
        size_t n = strlen(fhir_icds[i].code);
        if (n > best && strncasecmp(dotted, fhir_icds[i].code, n) == 0) {
            best = n;
            name = fhir_icds[i].name;
        }
    }
    return name;
}

const char *fhir_disease_name(const json_t *concept)
{
    const char *name = fhir_concept_text(concept);
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(concept, "coding"), i, one)
    {
        const char *code = fhir_text_of(one, "code");
        if (!name && code && is_icd10(fhir_text_of(one, "system")))
            name = icd_name(code);
    }
    return name;
}

/* ------------------------------------------------------------------ the table */

static bool is_system(const char *uri, const char *system)
{
    return uri && ((strcmp(system, "loinc") == 0 && strcmp(uri, "http://loinc.org") == 0) ||
                   (strcmp(system, "snomed") == 0 && strcmp(uri, "http://snomed.info/sct") == 0));
}

static bool is_coding(const json_t *coding, const struct fhir_code *row)
{
    const char *code = fhir_text_of(coding, "code");
    return code && strcmp(row->code, code) == 0 &&
           is_system(fhir_text_of(coding, "system"), row->system);
}

const struct fhir_code *fhir_measured(const json_t *concept)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(concept, "coding"), i, one)
    {
        for (size_t k = 0; k < fhir_code_count; k++)
            if (!*fhir_codes[k].value && is_coding(one, &fhir_codes[k]))
                return &fhir_codes[k];
    }
    return NULL;
}

const struct fhir_code *fhir_answer_text(const char *text, uint16_t attr)
{
    for (size_t k = 0; text && k < fhir_code_count; k++)
        if (fhir_codes[k].attr == attr && strcmp(fhir_codes[k].system, "text") == 0 &&
            strcasecmp(fhir_codes[k].code, text) == 0)
            return &fhir_codes[k];
    return NULL;
}

const struct fhir_code *fhir_answer(const json_t *concept, uint16_t attr)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(concept, "coding"), i, one)
    {
        for (size_t k = 0; k < fhir_code_count; k++)
            if (fhir_codes[k].attr == attr && *fhir_codes[k].value &&
                is_coding(one, &fhir_codes[k]))
                return &fhir_codes[k];
    }
    return fhir_answer_text(fhir_concept_text(concept), attr);
}
