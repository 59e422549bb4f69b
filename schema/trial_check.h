/*
 * All problems of a record at once. A problem names the field by JSON pointer, has a level, a
 * stable code and a message in Japanese and English. Errors block saving, warnings and notes do
 * not.
 */
#pragma once
#include "schema/base/jsonw.h"
#include "schema/trial.h"

enum problem_level { PROBLEM_ERROR, PROBLEM_WARNING, PROBLEM_NOTE };

struct problem {
    enum problem_level level;
    const char *path; /* JSON pointer, e.g. "/eligibility/age_min/value" */
    const char *code; /* e.g. "unknown_code" */
    const char *message_ja, *message_en;
    const char *value; /* the offending value, cut at 200 bytes, or NULL */
};

/* A growing list; init with problems_new. */
struct problems {
    struct problem *items;
    size_t n;
    size_t n_errors;
};

struct problems *problems_new(void *ctx);
/* Copies all strings. The messages come from the one table in trial_check.c, found by `code`. */
void problems_add(struct problems *p, enum problem_level level, const char *path, const char *code,
                  const char *value);
void problems_write_json(struct jsonw *w, const struct problems *p); /* an array */
const char *problem_level_name(enum problem_level level);

/* Every rule of the registry that one record can break alone. Returns true when no error was found.
 */
bool trial_check(const struct trial *t, struct problems *problems);
