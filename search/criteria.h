/*
 * Eligibility criteria as trees (eligibility.md §2): what the readers make of a registration's
 * prose, what is written as JSON, what the matcher's flat form is made from.
 *
 * A tree is built in one talloc context and freed with it. Nodes are never shared: a tree is a
 * tree. A reader that does not understand says CRIT_OPAQUE; it never guesses.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"
#include "schema/base/jsonw.h"

enum crit_kind { CRIT_INCLUSION, CRIT_EXCLUSION };
enum crit_coverage { CRIT_NONE, CRIT_PARTIAL, CRIT_FULL };
enum crit_lang { CRIT_JA, CRIT_EN };

enum crit_type {
    CRIT_AND, /* no children: always true */
    CRIT_OR,
    CRIT_NOT, /* one child */
    CRIT_IF,  /* condition, then[, else]; without else: true */
    CRIT_ATOM,
    CRIT_CONSENT,   /* the person's own written consent */
    CRIT_JUDGEMENT, /* the investigator decides */
    CRIT_OPAQUE     /* not understood */
};

/*                symbol   JSON */
#define CRIT_OP_LIST(X)                                                                            \
    X(EQ, "=")                                                                                     \
    X(NE, "!=")                                                                                    \
    X(LT, "<")                                                                                     \
    X(LE, "<=")                                                                                    \
    X(GT, ">")                                                                                     \
    X(GE, ">=")                                                                                    \
    X(BETWEEN, "between")                                                                          \
    X(IN, "in")                                                                                    \
    X(IS, "is")                                                                                    \
    X(PRESENT, "present")                                                                          \
    X(ABSENT, "absent")
enum crit_op {
#define CRIT_OP_ENUM(symbol, json) CRIT_OP_##symbol,
    CRIT_OP_LIST(CRIT_OP_ENUM)
#undef CRIT_OP_ENUM
        CRIT_OP_COUNT
};

enum crit_unit { CRIT_NO_TIME, CRIT_DAY, CRIT_WEEK, CRIT_MONTH, CRIT_YEAR };
enum crit_dir { CRIT_NO_DIR, CRIT_BEFORE, CRIT_AFTER, CRIT_WITHIN };
#define CRIT_ANCHOR_LIST(X)                                                                        \
    X(NONE, "")                                                                                    \
    X(NOW, "now")                                                                                  \
    X(CONSENT, "consent")                                                                          \
    X(ENROLLMENT, "enrollment")                                                                    \
    X(FIRST_DOSE, "first_dose")                                                                    \
    X(ALLOCATION, "allocation")                                                                    \
    X(SURGERY, "surgery")                                                                          \
    X(DIAGNOSIS, "diagnosis")
enum crit_anchor {
#define CRIT_ANCHOR_ENUM(symbol, json) CRIT_ANCHOR_##symbol,
    CRIT_ANCHOR_LIST(CRIT_ANCHOR_ENUM)
#undef CRIT_ANCHOR_ENUM
        CRIT_ANCHOR_COUNT
};
/* n < 0: a time without a number. All members 0 (n -1): no window at all. */
struct crit_window {
    double n;
    enum crit_unit unit;
    enum crit_dir dir;
    enum crit_anchor anchor;
    bool set;
};
enum crit_history { CRIT_HISTORY_NONE, CRIT_CURRENT, CRIT_PAST, CRIT_EVER };

/* Units of an atom: the attribute's canonical one, or a multiple of the upper limit of normal. */
enum crit_scale { CRIT_CANONICAL, CRIT_XULN };

struct crit_atom {
    uint16_t attr; /* number in attributes.h */
    enum crit_op op;
    enum crit_scale scale;
    /* Numbers and numeric ordinals: numbers[0..n). Words (concepts, enums, letter scales, NFKC):
       words[0..n). Never both. between: two. present, absent: none. */
    size_t n;
    double *numbers;
    char **words;
    bool open_low, open_high; /* between: the end itself does not count */
    struct crit_window window;
    enum crit_history history;
    char **except; /* "A, other than X": some item is A and is not X */
    size_t n_except;
    double confidence; /* 1 unless lowered by the plausibility lint or the reader */
};

struct crit_node {
    enum crit_type type;
    uint32_t begin, end; /* bytes of the text that the criterion was read from (crit.text) */
    struct crit_node **children;
    size_t n;
    struct crit_atom *atom; /* CRIT_ATOM */
};

/* What the plausibility lint has to say to a sponsor (eligibility.md §3.5). */
enum crit_doubt { CRIT_OUT_OF_RANGE = 1, CRIT_MIN_ABOVE_MAX = 2, CRIT_REVERSED = 4 };

struct crit {
    char *text;          /* as it stands in the block, its line breaks kept */
    uint32_t begin, end; /* bytes of the block: [begin, end) */
    enum crit_kind kind;
    bool elsewhere; /* stood under a heading in the block of the other kind */
    bool own;       /* registered as a tree: text is its own, begin its place in the list */
    enum crit_coverage coverage;
    struct crit_node *expr;
    unsigned doubts; /* crit_doubt */
};
struct crits {
    struct crit *items;
    size_t n;
};

struct crit_reader; /* tables and scratch: one a thread */
struct lexicon;
/* `lexicon` may be NULL (then words are told from the tables alone) and must outlive the reader. */
struct crit_reader *crit_reader_new(void *ctx, const struct lexicon *lexicon);
/* Splits one block of a registration (all inclusion or all exclusion criteria) and reads each.
   Any bytes are taken; ill-formed UTF-8 is read as U+FFFD. Owned by ctx. */
void crit_read_block(struct crit_reader *r, void *ctx, enum crit_kind kind, enum crit_lang lang,
                     const char *text, size_t len, struct crits *ret);
/* One block that holds both kinds under headings ("Inclusion Criteria:"), as CT.gov writes them. */
void crit_read_both(struct crit_reader *r, void *ctx, enum crit_lang lang, const char *text,
                    size_t len, struct crits *ret);
/* Japanese when there is kana or kanji enough. */
enum crit_lang crit_guess_lang(const char *text, size_t len);

/* {"text":…,"span":[b,e],"kind":…,"coverage":…[,"doubts":[…]],"expr":…} as in eligibility.md §2;
   doubts: what the plausibility lint found. */
void crit_write(struct jsonw *w, const struct crit *c);
void crit_write_expr(struct jsonw *w, const struct crit_node *e);
/* The JSON of an expression → tree (sponsors' structured criteria, tests). ERR_INVALID with the
   reason. */
enum err_code crit_read_json(void *ctx, const char *json, size_t len, struct crit_node **ret,
                             struct err *err) MUSTCHECK;
/* A registration's list of such criteria (eligibility.criteria). What cannot be read is opaque,
   what has no kind left out: begin tells the place of the others. */
void crit_read_list(void *ctx, const char *json, size_t len, struct crits *ret);
/* The texts of that list by place (NULL: none), owned by ctx. */
const char **crit_read_texts(void *ctx, const char *json, size_t len, size_t *ret_n);
