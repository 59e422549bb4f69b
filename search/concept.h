/*
 * Names of concepts as criteria and people write them, and how two of them are related: is what a
 * person has (or takes) the thing a criterion asks for, something below it, above it, its
 * opposite? The lexicon tells; where it does not know a name, rules of words do
 * (data/concept-words.tsv). Where neither is sure, the answer is "above": may be, not certain.
 *
 * Thread rule: reading names needs a folder: one struct concepts a thread. concept_relate only
 * reads.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"
#include "search/lexicon.h"

enum { CONCEPT_IDS_MAX = 4 };

/* How far a name that a person gave may be relied on. Names of criteria are trusted. */
enum concept_trust {
    CONCEPT_TRUSTED,
    CONCEPT_STRANGE,     /* no name of what was asked for (a symptom as a diagnosis): what it is not
                            stays open */
    CONCEPT_ABBREVIATED, /* two letters mean many things: nor does it exclude by what it is */
    CONCEPT_DOUBTED      /* 疑い, の家族歴 stand beside it: it decides nothing */
};
struct concept_ref {
    const char *word; /* in comparing form, not NUL-terminated */
    uint16_t len;
    uint16_t base; /* where the name begins behind words of severity, treatment or control */
    uint8_t n_ids; /* readings in the lexicon; 0: not in it */
    uint32_t ids[CONCEPT_IDS_MAX];
    bool narrow;   /* the name is narrower than its one concept in the lexicon */
    bool local;    /* a medicine for one place (軟膏, 点眼): a kind of its own of what it is */
    uint8_t trust; /* enum concept_trust */
    bool understood; /* in the lexicon, or an organ */
    uint32_t hash;   /* of word */
};

enum concept_relation {
    CONCEPT_UNRELATED,
    CONCEPT_BELOW,   /* the item is the asked thing or a kind of it */
    CONCEPT_ABOVE,   /* the item may be it: a wider term, or an unsure relation */
    CONCEPT_UNSURE,  /* one of them is not in the lexicon, and their words say nothing */
    CONCEPT_OPPOSITE /* the item says the contrary (HER2陰性 of HER2陽性) */
};
/* How an attribute's names are compared. */
enum concept_manner { CONCEPT_PLAIN, CONCEPT_BIOMARKER, CONCEPT_ALLERGEN };

struct concepts;
/* `lexicon` may be NULL and must outlive the concepts. */
struct concepts *concepts_new(void *ctx, const struct lexicon *lexicon);
/* What an operator knows beyond the lexicon: `child` is a `parent`. */
void concepts_add_relation(struct concepts *c, const char *child, const char *parent);
/* Lines of child<TAB>parent; '#' and the header line "child<TAB>parent" are passed over. */
enum err_code concepts_read_relations(struct concepts *c, const char *path,
                                      struct err *err) MUSTCHECK;

/* Owned by ctx. */
void concept_read(struct concepts *c, void *ctx, const char *name, struct concept_ref *ret);
struct concept_told { /* what is asked for where a person gave a name */
    unsigned classes; /* of the lexicon (bits), looked for inside what is no name as a whole */
    unsigned proper;  /* that a name should have */
    bool past;        /* what is over counts */
};
/* What a person gave as one name: a name, or words with names in them (肺がん ステージ4), each of
   which counts as far as the words beside it let it. Fills ret[0..n), n from 1 to `max`; names that
   are not understood are marked so. Owned by ctx. */
size_t concept_read_told(struct concepts *c, void *ctx, const char *name,
                         const struct concept_told *how, struct concept_ref *ret, size_t max);
/* The same as concept_read for names out of registrations, remembered: never for what a person
   said. ret->word is good until the next call. */
void concept_read_kept(struct concepts *c, const char *name, struct concept_ref *ret);
enum concept_relation concept_relate(const struct concepts *c, enum concept_manner manner,
                                     const struct concept_ref *item,
                                     const struct concept_ref *asked);
/* Both carry the same words of severity too (or none). */
bool concept_is_same_word(const struct concept_ref *a, const struct concept_ref *b);
/* A malignant disease by its name or by the lexicon. */
bool concept_is_malignancy(const struct concepts *c, const struct concept_ref *r);
/* The histology that a fused name holds (胃腺癌 → 腺癌), owned by ctx; false when none. */
bool concept_find_histology(struct concepts *c, void *ctx, const struct concept_ref *r,
                            struct concept_ref *ret);
