/* The files of search/data/lexicon as texts, generated at build. */
#pragma once
#include <stddef.h>

struct lexicon_builtin {
    const char *name, *text;
};
extern const struct lexicon_builtin lexicon_builtins[];
extern const size_t lexicon_builtin_count;
