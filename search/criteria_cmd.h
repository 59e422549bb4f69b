/* The commands of shirube-criteria: lines of JSON in, lines of JSON out. */
#pragma once
#include <stdio.h>
#include "schema/base/err.h"

/* The exit status: EXIT_GOOD, EXIT_PARTLY when lines could not be read, EXIT_FAILED. */
typedef int criteria_cmd_fn(void *ctx, FILE *in, FILE *out);
int criteria_cmd_read(void *ctx, FILE *in, FILE *out);
int criteria_cmd_match(void *ctx, FILE *in, FILE *out);
int criteria_cmd_note(void *ctx, FILE *in, FILE *out);
