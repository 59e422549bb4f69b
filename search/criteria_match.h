/*
 * One person against one trial: strong Kleene logic over the flat form (eligibility.md §4,
 * CONVENTIONS §7). Pure functions: no ICU, no talloc, no input or output; names are related by a
 * function that the caller gives, memory comes from the caller.
 *
 * The value of a criterion is the set of outcomes that answers of the person could still bring:
 * true, false, or "only the site can say". One outcome: decided. Only the site: ask_site.
 * More than one: unknown.
 *
 * Thread rule: a struct matcher belongs to one thread; the person and the flat forms are only read.
 */
#pragma once
#include "search/attributes.h"
#include "search/criteria_flat.h"

enum match_mask { MATCH_TRUE = 1, MATCH_FALSE = 2, MATCH_SITE = 4, MATCH_OPEN = 3 };
enum match_result { MATCH_MET, MATCH_NOT_MET, MATCH_UNKNOWN, MATCH_ASK_SITE };
enum match_verdict { MATCH_LIKELY, MATCH_POSSIBLE, MATCH_UNLIKELY };
const char *match_result_name(enum match_result r);
const char *match_verdict_name(enum match_verdict v);

enum { MATCH_ITEMS_MAX = 128 };
struct match_items { /* which of the person's items */
    uint64_t bits[MATCH_ITEMS_MAX / 64];
};
struct match_item {
    struct concept_ref name;
    uint16_t attr;
    int said;        /* which item of the list that was given; -1: from other facts */
    double ago_days; /* < 0: not said */
    bool current;
    bool malignant;
};
enum match_state { MATCH_NOT_ASKED, MATCH_NO_ANSWER, MATCH_GIVEN };
struct match_fact {
    enum match_state state;
    bool derived; /* from other facts */
    bool partial; /* a list that is not complete */
    bool flag;
    double low, high; /* number, ordinal: between these (equal but for a coarse stage) */
    double uln;       /* < 0: not given */
    double ago_days;  /* flag; < 0: not said */
    uint64_t bits;    /* enum: values */
};
/* Made by person_read (person.h). */
struct match_person {
    struct match_fact facts[ATTR_COUNT];
    struct match_item items[MATCH_ITEMS_MAX];
    size_t n_items;
    struct match_items of_attr[ATTR_COUNT]; /* lists: the items given there */
    struct match_items malignant;
};

typedef enum concept_relation match_relate_fn(const void *arg, enum concept_manner manner,
                                              const struct concept_ref *item,
                                              const struct concept_ref *asked);
struct matcher;
/* Memory for a matcher with room for what it remembers of `names` different names. */
size_t matcher_bytes(size_t names);
/* Lays a matcher out in `memory`; everything given, and every flat form it has seen, must outlive
   it (it remembers names where they stand). */
struct matcher *matcher_start(void *memory, size_t bytes, const struct match_person *person,
                              match_relate_fn *relate, const void *arg);

struct match_outcome {
    enum match_verdict verdict;
    double probability; /* that the open criteria hold */
    uint16_t n_open;    /* criteria unknown, the record's sex and age counted as one each */
    uint16_t n_site;
    bool strange; /* whole only: nothing that the person has is near the diseases it names */
};
/* `whole` false, for going through many: stops at the first criterion that is not met (then n_open
   says nothing), and the probability is a rough one by the number of open criteria. */
void match_trial(struct matcher *m, const uint8_t *flat, bool whole, struct match_outcome *ret);

/* match_trial (not whole) over many, with memory fetched ahead. A NULL among them is passed over
   and its outcome left as it is. */
void match_many(struct matcher *m, const uint8_t *const *flats, size_t n,
                struct match_outcome *ret);

/* The record's own limits of sex and age: MATCH_MET, MATCH_NOT_MET or MATCH_UNKNOWN. */
enum match_result match_record(const struct matcher *m, const uint8_t *flat);
enum match_result match_record_sex(const struct matcher *m, const uint8_t *flat);
enum match_result match_record_age(const struct matcher *m, const uint8_t *flat);

enum { MATCH_REASONS_MAX = 8 };
struct match_reason {
    uint16_t attr;
    uint32_t begin, end; /* bytes of the criterion's text that say so */
    int item;            /* of the person's items; -1: the fact itself (or a complete list) */
    uint8_t mask;        /* of this atom alone */
};
struct match_explained {
    enum crit_kind kind, block; /* block: whose text begin and end count in */
    bool own;                   /* registered as a tree: begin is its place in the list */
    enum crit_coverage coverage;
    uint32_t begin, end; /* of the block */
    enum match_result result;
    struct match_reason
        reasons[MATCH_REASONS_MAX]; /* met, not_met: what decided; else what is open */
    size_t n_reasons;
};
/* One for each criterion, up to max; returns how many there are. */
size_t match_explain(struct matcher *m, const uint8_t *flat, struct match_explained *ret,
                     size_t max);

/* Order of a list: verdict first, then topical score (0 to 1) times the chance that the open
   criteria hold. Larger is better. */
double match_rank(const struct match_outcome *o, double topical);
