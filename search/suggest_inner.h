/* What suggest*.c share: names and their sorted keys. */
#pragma once
#include "search/suggest.h"

#define SUGGEST_NO_CONCEPT UINT32_MAX

struct suggest_name {
    const char *text;
    uint32_t concept; /* or SUGGEST_NO_CONCEPT */
    uint32_t group;   /* names of one thing: one of them is offered */
    uint32_t trials;
    const char *kind;
    bool preferred; /* the concept's own name in a language */
    bool word;      /* neither abbreviation nor code: one letter more or less may be a slip */
    bool shown;     /* offered as it is; a reading or an ambiguous name stands for the preferred */
};
struct suggest_key {
    uint32_t at; /* in the pool */
    uint16_t len;
    uint32_t name;
};
/* Keys in order of their bytes, each followed by '\n' in the pool. */
struct suggest_table {
    struct suggest_key *keys;
    size_t n;
    char *pool;
    size_t pool_len;
};
struct suggest {
    struct lexicon *lexicon;
    struct suggest_name *names;
    size_t n_names, n_groups;
    struct suggest_table plain, romaji;
};

/* The first key >= text[0, len). */
size_t suggest_table_find(const struct suggest_table *t, const char *text, size_t len);
