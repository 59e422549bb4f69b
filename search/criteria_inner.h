/*
 * What the readers of both languages share: the reader's state, atoms from measured values,
 * windows, the order of work (criteria_read.c). Grammars: criteria_read_ja.c, criteria_read_en.c.
 */
#pragma once
#include "search/criteria_lex.h"
#include "search/criteria_tree.h"

struct crit_reader {
    struct folder *folder;
    const struct lexicon *lexicon;
    struct lexer *ja;
    struct en_lexer *en;
    struct arm_words *arms;
};

struct ja_say;

/* One criterion in the grammar's hands. */
struct crit_parse {
    const struct crit_reader *reader;
    const struct lexer *lexer;
    void *ctx; /* of the tree */
    void *tmp; /* freed behind the criterion */
    enum crit_kind kind;
    struct crit_text text;
    const struct lex_token *tokens;
    size_t n;
    uint32_t offset; /* added to spans: where the text begins in the criterion */
    /* Japanese: what is said, by the head of their list or the words that they are excepted from,
       of drugs and therapies that stand there by name alone; NULL: nothing */
    const struct ja_say *told;
};

/* What stands behind the name of a measured thing: up to two limits, or a list. */
enum { CRIT_VALUES_MAX = 8 };
struct crit_limit {
    enum crit_op op;
    double number;
    char letter;   /* IIIB */
    uint16_t unit; /* units.h + 1; 0: the value's */
};
struct crit_value {
    struct crit_limit limits[CRIT_VALUES_MAX];
    size_t n;
    bool list;           /* one of limits[].number; else all limits hold */
    bool any;            /* one of the limits is enough (130未満又は150超) */
    bool range;          /* written as a range: low to high */
    bool uln, lln;       /* multiples of normal limits */
    bool compared;       /* a word of comparison stood there */
    uint16_t unit;       /* units.h; LEX_NO_UNIT */
    bool pressure;       /* 160/100 */
    bool leads;          /* stands before the thing it limits: 75 > age */
    bool years_old;      /* 歳: age, not years */
    uint32_t begin, end; /* bytes of the text */
};
/* The atom (or tree) of an attribute with this value in its canonical unit; NULL when the value
   cannot be one of it (opaque). */
struct crit_node *crit_measure(const struct crit_parse *p, uint16_t attr,
                               const struct crit_value *v);
/* 18 <= x for x >= 18. */
enum crit_op crit_op_mirrored(enum crit_op op);
struct crit_node *crit_opaque(const struct crit_parse *p, uint32_t begin, uint32_t end);
/* Puts the window on every atom of e that has none. */
void crit_set_window(struct crit_node *e, const struct crit_window *w);
/* The name as values have it: bytes [begin, end) of the text. */
char *crit_name(const struct crit_parse *p, uint32_t begin, uint32_t end);
struct crit_node *crit_fact(const struct crit_parse *p, const struct lex_sense *s, uint32_t begin,
                            uint32_t end);

/* The grammars: the tree of one criterion, never NULL. */
struct crit_node *crit_read_ja(const struct crit_reader *r, void *ctx, enum crit_kind kind,
                               const char *text, size_t len);
struct crit_node *crit_read_en(const struct crit_reader *r, void *ctx, enum crit_kind kind,
                               const char *text, size_t len);
/* Marks what is not plausible (criteria_lint.c). */
unsigned crit_lint(struct crit_node *e, enum crit_kind kind);
