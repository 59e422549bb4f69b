/* Lines that a registry has run together: where the lines in them begin. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Whether s[begin, end) is several lines in one: a heading of criteria with its colon stands inside
 * it, it begins with a hyphen and has at least three more between words, or it is a sheet of
 * labels. */
bool line_is_flat(const char *s, size_t begin, size_t end);
/* The next beginning behind `from` in the flat line that begins at `line` (a heading, what follows
 * it, an item); `end` when there is none. */
size_t line_flat_next(const char *s, size_t line, size_t from, size_t end);
/* A piece of a flat line that is a label and "Not specified" or a reference to another part. */
bool line_says_nothing(const char *s, size_t begin, size_t end);
