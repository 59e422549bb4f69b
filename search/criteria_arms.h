/*
 * Trials of several arms, cohorts, parts or populations ("A群：… B群：…", "Part A: … Part B: …"):
 * where a block names them. What is asked of one is not asked of the others, so it is read as an
 * alternative where the text divides clearly, and else stands beside something not understood:
 * nobody is kept out by the limits of an arm that may not be theirs.
 */
#pragma once
#include "search/criteria_inner.h"
#include "search/criteria_split.h"

/* data/criteria-arms.tsv */
enum crit_arm_class {
    CRIT_ARM_BEFORE,
    CRIT_ARM_BEHIND,
    CRIT_ARM_PEOPLE,
    CRIT_ARM_NEVER,
    CRIT_ARM_GERM,
    CRIT_ARM_FOLLOW,
    CRIT_ARM_JOIN,
    CRIT_ARM_CLASSES
};
struct crit_arm_word {
    const char *text;
    enum crit_arm_class class;
};
extern const struct crit_arm_word crit_arm_words[];
extern const size_t n_crit_arm_words;

/* One label; bytes of the block's source. */
struct arm_label {
    uint32_t begin, end; /* the label */
    uint32_t cut;        /* where the text before it ends: without a mark of numbering */
    uint32_t behind;     /* where what is said of it begins */
    const char *key;     /* two labels of one key are one arm */
    bool people;         /* 成人, controls: a label beside another only */
    bool bare;           /* nothing behind it says that it is a label */
    bool clear;          /* begins a sentence, part or line: the text may be divided here */
    bool alone;          /* all that stands on its line */
    bool explained;      /* words in brackets behind it */
};
struct crit_arms {
    struct arm_label *items;
    size_t n;
};

struct arm_words;
struct arm_words *arm_words_new(void *ctx);
/* The labels of a block in their order, those that are none dropped. Owned by ctx. */
void crit_arms_find(const struct crit_reader *r, void *ctx, const char *text, size_t len,
                    struct crit_arms *ret);
/* Reads the piece of the block (`text`), divided at its labels where they are clear. */
struct crit_node *crit_arms_read(const struct crit_reader *r, void *ctx, enum crit_lang lang,
                                 const char *text, const struct crit_piece *piece,
                                 const struct crit_arms *arms);
