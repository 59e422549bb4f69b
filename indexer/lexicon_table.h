/* Tables of additions as files: the form of search/data/lexicon, written whole or not at all. */
#pragma once
#include "search/lexicon_source.h"

/* The table as text; first a comment that says what it is. Owned by ctx. */
char *lexicon_table_text(void *ctx, const struct lexicon_source *s, const char *what);
/* Writes beside, syncs, renames; *ret_changed false: the file held just this. Text NULL or empty:
 * the file is removed. */
enum err_code lexicon_table_save(const char *path, const char *text, bool *ret_changed,
                                 struct err *err) MUSTCHECK;
