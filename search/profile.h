/*
 * A person's own words, or a FHIR Bundle, read into facts, each with where it comes from, for the
 * person to confirm. What was not understood is said, never guessed. Everything is owned by ctx;
 * nothing is kept.
 */
#pragma once
#include <jansson.h>
#include "search/criteria.h"
#include "search/facts.h"
#include "search/note_read.h"

struct profile_evidence {
    uint16_t attr;
    const char *text;    /* the words (note) or the resource (FHIR: "Observation/abc") */
    uint32_t begin, end; /* bytes of the note; both 0 for FHIR */
};
struct profile {
    struct facts *facts; /* lists are not complete: fact.partial is set */
    struct profile_evidence *evidence;
    size_t n_evidence;
    const char **not_understood; /* resources or parts that say nothing here: "Observation/x: no
                                    code that criteria speak of"; clauses of a note */
    size_t n_not_understood;
    struct note_span *spans; /* of a note: where each stands; NULL for FHIR */
};
struct profile *profile_new(void *ctx);
void profile_add_evidence(struct profile *p, uint16_t attr, const char *text, uint32_t begin,
                          uint32_t end);
/* A part of a note, in its own words; all parts of a note are added by this. */
void profile_add_unread_span(struct profile *p, const char *note, struct note_span span);
void profile_add_unread(struct profile *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A FHIR R4 Bundle (or one resource): Patient, Condition, Observation, MedicationStatement,
 * MedicationRequest, Procedure, AllergyIntolerance. `today` in days since 1970 (ages, how long
 * ago). ERR_INVALID when it is none. */
enum err_code fhir_read(struct profile *p, const json_t *root, int32_t today,
                        struct err *err) MUSTCHECK;
