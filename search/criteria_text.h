/*
 * A criterion's text as the readers see it: registries' dirt gone (entities, <br>, _x000D_), one
 * form of every character (fold.h, steps 1 to 3), lower case, spaces only where they divide Latin
 * words; each byte knows the source bytes it came from.
 */
#pragma once
#include "search/criteria.h"
#include "search/fold.h"

struct crit_text {
    char *s; /* NUL-terminated */
    size_t len;
    uint32_t *begin, *end; /* source bytes of each byte; [len]: the end of the source */
    const char *source;    /* not owned */
};
void crit_text_read(struct folder *f, void *ctx, const char *source, size_t len,
                    struct crit_text *ret);
/* Bytes [from, to) as a name: the source's letter case and kanji, everything else normalised.
   Owned by ctx. */
char *crit_text_name(const struct crit_text *t, void *ctx, size_t from, size_t to);
