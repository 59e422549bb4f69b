/*
 * Codes of trials and drugs: Latin letters and a number, written together or parted (JCOG1711 =
 * JCOG 1711 = jcog-1711, CheckMate 9ER, ABT-199). Works on folded text. Pure functions.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { CODE_BYTES = 24 }; /* letters and digits, with the NUL */

/* The next code at or behind *pos whose parts stand apart; moves *pos behind its letters. `out` is
 * its form without what parts it. */
bool code_next(const char *folded, size_t len, size_t *pos, char out[CODE_BYTES]);
/* Whether all of the text is a code, parted or not, with a number of two digits or more. */
bool code_read(const char *folded, size_t len, char out[CODE_BYTES]);
/* A registry's number without anything but its letters and digits; false when it holds others than
 * Latin ones, or is too long. */
bool code_squeeze(const char *number, size_t len, char out[CODE_BYTES]);
