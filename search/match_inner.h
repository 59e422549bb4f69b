/* Shared by match_*.c and question*.c: not for others. */
#pragma once
#include "search/criteria_flat_read.h"
#include "search/criteria_match.h"

struct match_relation { /* how the person's items are related to one name */
    struct match_items below, above, unsure, opposite;
};
struct matcher_slot {
    const char *word; /* NULL: free */
    uint32_t hash;
    uint16_t len;
    uint8_t manner;
    struct match_relation relation;
};
/* Where a thing is looked for, and whether "not there" can be relied on (CONVENTIONS §7: a list
   that is given is complete; lists help each other). */
struct match_places {
    struct match_items items;
    bool complete, any;
};
struct matcher {
    const struct match_person *person;
    match_relate_fn *relate;
    const void *arg;
    struct matcher_slot *slots;
    size_t n_slots, used; /* a power of two */
    struct match_relation scratch;
    struct match_places places[ATTR_COUNT][4]; /* by enum crit_history */
    /* of lists, by history and whether within a time: what is known without a look, 0: a look is
       needed */
    uint8_t at_once[ATTR_COUNT][8];
    struct flat_trial trial;
    bool allergy_named;               /* among the diseases: 食物アレルギー, 花粉症 */
    bool allergens;                   /* some are listed */
    bool knows_disease;               /* disease has been worked out for this trial */
    bool has_disease;                 /* the trial names one */
    bool open_disease;                /* … or another one that nobody understood */
    struct match_items disease;       /* the person's items that are the trial's disease */
    struct match_items maybe_disease; /* that cannot be told from it: a name nobody knows */
    bool careful;     /* where "false" would exclude: an unsure name keeps it open */
    bool disease_met; /* some diagnosis (or healthy) atom of an inclusion is true */
};
struct match_atom_value {
    uint8_t mask;
    int item; /* that decided; -1 none */
};

/* r stands behind the node's byte and is moved behind the atom; of *a only the head is sure to have
   been read. */
void match_atom(struct matcher *m, struct flat_reader *r, uint8_t node, struct flat_atom *a,
                struct match_atom_value *ret);
/* Mask of the node that r stands at; moves r behind it. */
uint8_t match_node(struct matcher *m, struct flat_reader *r);
/* Mask of a criterion as seen from eligibility; what is read of it afterwards is read as carefully.
 */
uint8_t match_criterion(struct matcher *m, enum crit_kind kind, struct flat_reader *r);
void match_skip(struct flat_reader *r);
const struct match_relation *match_relation_of(struct matcher *m, const struct concept_ref *name,
                                               enum concept_manner manner);
void match_find_places(struct matcher *m); /* fills m->places */
bool match_items_any(const struct match_items *a);
/* Adds to m->disease; moves r behind the node. */
void match_find_disease(struct matcher *m, struct flat_reader *r);
void match_know_disease(struct matcher *m); /* has_disease, disease */
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
