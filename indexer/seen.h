/* Which registrations a run has met already: a set of 64-bit hashes (8 bytes a record), no texts.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct seen;
struct seen *seen_new(void *ctx);
/* True when the text was added before. */
bool seen_add(struct seen *s, const char *text);
