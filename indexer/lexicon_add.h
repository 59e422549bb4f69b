/* lexicon add: files → tables in the folder of additions, one a source, replaced as a whole. Adding
 * the same again changes nothing. */
#pragma once
#include "indexer/lexicon_command.h"

int lexicon_add(const struct lexicon_command *c, int n_files, char *const *files);
