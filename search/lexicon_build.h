/*
 * A lexicon in source form → its checks → the compiled file. Faults: an unknown parent, a circle
 * of parents, an id or a name of one concept twice, a name of two concepts that do not both call it
 * ambiguous, a Japanese term with kanji and without a reading, a name too short to be told from
 * ordinary text.
 */
#pragma once
#include "search/lexicon_source.h"

/* Counts into s->faults and tells each; 0 faults means that it compiles. */
void lexicon_check(struct lexicon_source *s, struct folder *folder);
struct lexicon_bytes {
    const char *bytes; /* owned by ctx */
    size_t len;
};
/* The compiled form. `s` has been checked (unknown parents and circles are passed over). */
void lexicon_compile(const struct lexicon_source *s, struct folder *folder, void *ctx,
                     struct lexicon_bytes *ret);
/* Writes it beside `path`, syncs and renames. */
enum err_code lexicon_save(const struct lexicon_bytes *b, const char *path,
                           struct err *err) MUSTCHECK;
/* The lexicon that comes with the program (search/data/lexicon/): its source, to merge others into;
   and compiled at build, in static memory. */
void lexicon_builtin_read(struct lexicon_source *s);
struct lexicon_bytes lexicon_builtin_bytes(void);
