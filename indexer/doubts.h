/*
 * What the plausibility lint of the criteria reader (search/criteria.h) says of a registration, as
 * warnings for its sponsor: a limit outside what people can have, a minimum above the maximum, a
 * comparison the wrong way round. Nothing is kept out for it. One thread each.
 */
#pragma once
#include "schema/trial_check.h"

struct doubter;
struct doubter *doubter_new(void *ctx); /* without the lexicon: limits need no names; never NULL */
/* One warning for each doubtful criterion; about half a millisecond a record. */
void doubts_add(struct doubter *d, const struct trial *t, struct problems *problems);
