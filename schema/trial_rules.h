/* Inside of trial_check: shared by the files of rules only. */
#pragma once
#include "schema/trial_check.h"

/* Adds a problem whose path is made by fmt. */
void rules_add(struct problems *p, enum problem_level level, const char *code, const char *value,
               const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Values that contradict each other; parts that publication or a reader would miss. */
void rules_check_fit(const struct trial *t, struct problems *p);
