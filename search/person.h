/*
 * Facts as people give them → a person as the matcher takes it: names looked up, what follows from
 * other facts added (CONVENTIONS §7: BMI of height and weight, no pregnancy of men, …).
 */
#pragma once
#include "search/criteria_match.h"
#include "search/facts.h"

/* Owned by ctx; names stay alive with it. */
struct match_person *person_read(struct concepts *c, void *ctx, const struct facts *f);
/* A match_relate_fn; arg is the struct concepts. */
enum concept_relation person_relate(const void *arg, enum concept_manner manner,
                                    const struct concept_ref *item,
                                    const struct concept_ref *asked);
