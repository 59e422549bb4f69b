/*
 * A lexicon in source form → its checks → the compiled file. Faults: an unknown parent, a circle
 * of parents, an id or a name twice, a name of two concepts that do not both call it ambiguous, a
 * Japanese term with kanji and without a reading, a name too short to be told from ordinary text.
 */
#pragma once
#include "search/lexicon_source.h"

/* Counts into s->faults and tells each; 0 faults means that it compiles. */
void lexicon_check(struct lexicon_source *s, struct folder *folder);
/* Writes the compiled file (beside, then renamed). `s` has been checked. */
enum err_code lexicon_compile(const struct lexicon_source *s, struct folder *folder,
                              const char *path, struct err *err) MUSTCHECK;
