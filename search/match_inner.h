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
static inline bool match_items_any(const struct match_items *a)
{
    return (a->bits[0] | a->bits[1]) != 0;
}

static inline struct match_items match_items_both(struct match_items a, const struct match_items *b)
{
    a.bits[0] &= b->bits[0];
    a.bits[1] &= b->bits[1];
    return a;
}

static inline void match_items_add(struct match_items *a, const struct match_items *b)
{
    a->bits[0] |= b->bits[0];
    a->bits[1] |= b->bits[1];
}

/* The next item at or after `from`; -1 at the end. */
static inline int match_items_next(const struct match_items *a, int from)
{
    for (int w = from / 64; w < MATCH_ITEMS_MAX / 64; w++) {
        uint64_t bits = a->bits[w];
        if (w == from / 64)
            bits &= ~0ull << (from % 64);
        if (bits)
            return w * 64 + __builtin_ctzll(bits);
    }
    return -1;
}

static inline bool match_is_disease(uint16_t attr)
{
    return attr == ATTR_comorbidity || attr == ATTR_diagnosis;
}

/* Where in at_once of its attribute the atom's answer stands. */
static inline unsigned match_at_once_of(const struct flat_atom *a)
{
    return 2u * flat_history(a) + (a->flags & FLAT_WINDOW ? 1 : 0);
}

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
void match_find_places(struct matcher *m); /* match_places.c: fills m->places, m->at_once */
bool match_names_allergy(const struct concept_ref *r); /* アレルギー, allergy */
bool match_names_pollen(const struct concept_ref *r);
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
