/* What the files lexicon*.c share: the mapped sections. Nothing outside them includes this. */
#pragma once
#include "search/lexicon.h"
#include "search/lexicon_file.h"

struct lexicon {
    const char *bytes;
    size_t len;
    bool mapped;
    const struct lex_header *head;
    const struct lex_concept *concepts;
    const struct lex_form *forms;
    const uint32_t *links;
    const struct lex_entry *entries;
    const struct lex_reading *readings;
    const struct lex_unit *units;
    const char *pool;
};

/* Where the sections of sound bytes lie. */
void lexicon_lay_out(struct lexicon *x, const char *bytes, size_t len);
