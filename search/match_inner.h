/* Shared by match_*.c and question*.c: not for others. */
#pragma once
#include "search/criteria_flat_read.h"
#include "search/criteria_match.h"

struct match_relation { /* how the person's items are related to one name */
    struct match_items below, above, opposite;
};
struct matcher_slot {
    const char *word; /* NULL: free */
    uint32_t hash;
    uint16_t len;
    uint8_t manner;
    struct match_relation relation;
};
struct matcher {
    const struct match_person *person;
    match_relate_fn *relate;
    const void *arg;
    struct matcher_slot *slots;
    size_t n_slots, used; /* a power of two */
    struct match_relation scratch;
    struct flat_trial trial;
    bool knows_disease;         /* disease has been worked out for this trial */
    bool has_disease;           /* the trial names one */
    struct match_items disease; /* the person's items that are the trial's disease */
    bool disease_met;           /* some diagnosis (or healthy) atom of an inclusion is true */
};
struct match_atom_value {
    uint8_t mask;
    int item; /* that decided; -1 none */
};

void match_atom(struct matcher *m, const struct flat_atom *a, struct flat_reader *r,
                struct match_atom_value *ret);
/* Mask of the node that r stands at; moves r behind it. */
uint8_t match_node(struct matcher *m, struct flat_reader *r);
void match_skip(struct flat_reader *r);
const struct match_relation *match_relation_of(struct matcher *m, const struct concept_ref *name,
                                               enum concept_manner manner);
bool match_items_any(const struct match_items *a);
/* Adds to m->disease; moves r behind the node. */
void match_find_disease(struct matcher *m, struct flat_reader *r);
void match_begin(struct matcher *m, const uint8_t *flat);
enum match_result match_result_of(uint8_t mask);
/* As seen from eligibility. */
static inline uint8_t match_turn(uint8_t mask)
{
    return (uint8_t)((mask & MATCH_SITE) | (mask & MATCH_TRUE) << 1 | (mask & MATCH_FALSE) >> 1);
}
uint8_t match_consent(const struct matcher *m);
/* Chance that the expression r stands at is true; `site`: of what only the site can say. */
double match_chance(struct matcher *m, struct flat_reader *r, double site);
