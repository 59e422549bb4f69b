/*
 * Additions to the lexicon, merged into it by name. A concept of an addition goes into the concept
 * that its id or its Japanese name belongs to, else into the one that its other names belong to,
 * else it is new. What would fit two concepts is a conflict and is left out, and so is a single
 * name that another concept owns: the lexicon keeps saying one thing about each name. Readings and
 * abbreviations never decide. Thread rule: one thread.
 */
#pragma once
#include <stdio.h>
#include "search/lexicon_source.h"

struct lexicon_merger;
struct lexicon_merge_count {
    size_t read, merged, fresh, conflicts; /* read = merged + fresh + conflicts */
    size_t names;                          /* added, in all */
    size_t names_left;                     /* left out: they belong to another concept */
    size_t parents_left;                   /* unknown, or they would close a circle */
};

/* Merges into s, which the merger keeps growing. */
struct lexicon_merger *lexicon_merger_new(void *ctx, struct lexicon_source *s,
                                          struct folder *folder);
/* `report`: where each conflict is told as file:line: what; NULL: nowhere. */
void lexicon_merger_add(struct lexicon_merger *m, const struct lexicon_source *additions,
                        FILE *report, struct lexicon_merge_count *ret);
/* The class of the one concept that owns the name. */
bool lexicon_merger_class(const struct lexicon_merger *m, const char *name,
                          enum lexicon_class *ret);
