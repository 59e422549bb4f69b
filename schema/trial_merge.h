/*
 * What an import does to a known record: the incoming values win, but a field that the new file
 * leaves empty never blanks a known value. Texts are merged per language, lists as a whole.
 */
#pragma once
#include "schema/trial.h"

/* Owned by ctx; shares strings and lists with both inputs, which must live as long (or be children
 * of ctx). */
struct trial *trial_merge(void *ctx, const struct trial *known, const struct trial *incoming);
