/*
 * What changed between two versions, field by field, in the order of the field table.
 */
#pragma once
#include "schema/trial.h"

struct field_change {
    const char *path;                /* JSON pointer of the item, e.g. "/recruitment_status" */
    const char *label_ja, *label_en; /* label of the item as in jRCT */
    const char *before, *after;      /* JSON text of the value, NULL = missing */
};

/* Changes owned by ctx; returns their number. source.fetched_at is no change. */
size_t trial_diff(void *ctx, const struct trial *a, const struct trial *b,
                  struct field_change **ret_changes);
