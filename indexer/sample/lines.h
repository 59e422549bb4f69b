/*
 * The lines of indexer/sample/data/, carried in the program (scripts/gen-lines.awk makes the table
 * at build time). Constant data.
 */
#pragma once
#include <stddef.h>

struct sample_line {
    const char *file;
    int line;
    const char *text; /* without blanks at its ends; never a comment */
};

extern const struct sample_line sample_lines[];
extern const size_t sample_n_lines;
