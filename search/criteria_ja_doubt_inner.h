/* What criteria_ja_doubt.c and criteria_ja_soft.c share: words of a sentence, and what was read of
   them. */
#pragma once
#include "search/criteria_ja_doubt.h"

/* 512 bytes: of the beginnings of a sentence of 100 characters they are 5 to 7 of 100. */
#define DOUBT_LOG  12
#define DOUBT_BITS (1 << DOUBT_LOG)

/* The words of a sentence, and a tree of it. */
struct doubt {
    const struct crit_parse *p;
    const char *s; /* the words */
    size_t n;
    uint32_t at; /* where they begin in the text */
    struct crit_node *e;
    uint64_t seen[DOUBT_BITS / 64]; /* which beginnings of words stand in s */
};

enum sort {
    AGES,
    MEASURED,
    STATES,
    OWN,
    THERAPIES,
    EVENTS,
    DISEASES,
    PSYCHIATRIC,
    CANCERS,
    NAMED,
    DIALYSIS,
    VIRUSES,
    TREATMENTS,
    SEX,
    DURATIONS,
    PLACED,
    ATTACKS
};
/* Atoms of a sort between two bytes. */
struct reach {
    enum sort sort;
    uint32_t begin, end; /* bytes of the criterion */
    bool beside;         /* kept, with something unread beside it */
    bool exclusion;      /* … but not where it is denied: to have it not would keep people out */
    void *ctx;
};

bool doubt_is_of_sort(const struct crit_node *e, enum sort sort);
/* Bytes [begin, end) of the text that is read. */
struct doubt doubt_of(const struct crit_parse *p, size_t begin, size_t end, struct crit_node *e);
/* Whether one of the words may stand in it; false: none does. */
bool doubt_may_hold(const struct doubt *d, const char *const *words);
/* Whether byte i is inside of a character: no word begins there. */
static inline bool doubt_is_inside(const struct doubt *d, size_t i)
{
    return ((unsigned char)d->s[i] & 0xC0) == 0x80;
}
/* The first of the words (the last is NULL) that stands at byte i: its length. */
size_t doubt_any_at(const struct doubt *d, size_t i, const char *const *words);
/* Where one of the words stands from byte i on; d->n: nowhere. */
size_t doubt_find(const struct doubt *d, size_t i, const char *const *words, size_t *len);
/* The end of the part that byte i stands in, and its beginning. */
size_t doubt_part_end(const struct doubt *d, size_t i, const char *const *ends);
size_t doubt_part_begin(const struct doubt *d, size_t i, const char *const *ends);
/* criteria_ja_soft.c: atoms of the sort are no hard limits. */
void doubt_soften(struct doubt *d, enum sort sort);
/* Where byte i of the words stands in the criterion. */
static inline uint32_t doubt_source_at(const struct doubt *d, size_t i)
{
    return d->p->text.begin[d->at + i] + d->p->offset;
}
/* e without the atoms of r. */
struct crit_node *doubt_taken_back(const struct reach *r, struct crit_node *e);
/* criteria_ja_place.c */
void doubt_places(struct doubt *d);
/* criteria_ja_generic.c */
void doubt_attacks(struct doubt *d);
struct crit_node *doubt_any_drug(const struct doubt *d, struct crit_node *e);
/* criteria_ja_relate.c */
void doubt_causes(struct doubt *d);
void doubt_effects(struct doubt *d);
void doubt_types(struct doubt *d);
/* Of an inclusion. */
void doubt_symptoms(const struct doubt *d, struct crit_node *e);
void doubt_beside(struct doubt *d);
struct crit_node *doubt_own_cancer(const struct doubt *d, struct crit_node *e);
