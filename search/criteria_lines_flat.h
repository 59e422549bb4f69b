/* Lines that a registry has run together: where the lines in them begin. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Whether s[begin, end) is several lines in one: a heading of criteria with its colon stands inside
 * it, or it begins with a hyphen and has at least three more between words. */
bool line_is_flat(const char *s, size_t begin, size_t end);
/* The next beginning behind `from` in a flat line (a heading, what follows it, an item); `end` when
 * there is none. */
size_t line_flat_next(const char *s, size_t from, size_t end);
