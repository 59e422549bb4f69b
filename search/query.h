/*
 * A question as typed → what it asks for: a tree of units joined by AND, OR, NOT. A unit is what is
 * looked for as one thing: a concept of the lexicon, a word, a quoted phrase or a registry
 * number. Concepts are the longest names from the left over all unquoted words that stand together
 * (肺がん キイトルーダ needs no space).
 *
 * Syntax (any width; nothing is ever refused for its syntax, what makes no sense is read as words):
 *   肺癌 胃癌        both                    "breast cancer" 「…」 『…』 “…”   these words in this
 * order a OR b, a | b    one of them             NOT a, -a                          without a a AND
 * b, a & b   both                    ( … )                              grouping title:a
 * condition:a drug:a sponsor:a id:a (題名 疾患 薬剤 依頼者 番号)      in that field only AND binds
 * closer than OR. Operators are in capitals. Particles (の, に …) inside unquoted Japanese divide
 * it into units. Function words (of, the …) and words every trial answers to (治験, trial …) are
 * `stop`: they ask for nothing beside other words. Places, statuses (募集中) and ages (75歳) are
 * hints: the last two filter where they stand beside the other words, and are words under OR and
 * NOT.
 *
 * Bounds: QUERY_MAX_BYTES, QUERY_MAX_UNITS, QUERY_MAX_DEPTH (deeper parentheses are dropped).
 * Thread rule: plain data; the folder and tokenizer belong to the calling thread.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"
#include "search/fold.h"
#include "search/idx_layout.h"
#include "search/lexicon.h"
#include "search/query_hint.h"
#include "search/tok.h"

enum { QUERY_MAX_BYTES = 1000, QUERY_MAX_UNITS = 32, QUERY_MAX_DEPTH = 12 };
#define QUERY_ANY_FIELD (-1) /* every field that is searched by default */
#define QUERY_ID_FIELD  (-2) /* registry numbers only */

struct query_unit {
    const char *typed;  /* as the person wrote it */
    const char *text;   /* folded */
    const char *number; /* may be a registry number: lower case; NULL when not */
    const char *code;   /* JCOG 1711, jcog-1711: jcog1711 (code.h); NULL when it is none */
    bool number_sure;   /* `number` is of a known form and no other word */
    int field;          /* enum idx_field or QUERY_…_FIELD */
    bool quoted;        /* exactly these words */
    bool stop;          /* asks for nothing beside other units */
    bool negated;       /* stands under NOT */
    /* What the lexicon takes it for, by all of these names: several when it is ambiguous; 0: it is
     * looked for by its words. */
    uint32_t concepts[LEXICON_READINGS_MAX];
    size_t n_concepts;
    enum query_hint hint;
    int hint_value; /* status, years, PHASE_BIT set: trials of all these phases hold the unit, too
                     */
    /* QUERY_HINT_PLACE: rows of places (geo.h); trials with a site there hold the unit, too. */
    const uint32_t *places;
    size_t n_places;
    struct tok_list words;   /* TOK_WORD and TOK_STEM */
    struct tok_list bigrams; /* TOK_BIGRAM */
    /* Of a concept: the words of its names and the bigrams of its Japanese one. What is like it is
     * the same, whichever of its names was typed. */
    struct tok_list name_words, name_bigrams;
    /* Words of the name typed, when it means less than the concept (BRCA1 of BRCA1/2): what holds
     * them comes first. */
    struct tok_list own_words;
};

enum query_op { QUERY_UNIT, QUERY_AND, QUERY_OR, QUERY_NOT };
struct query_node {
    enum query_op op;
    uint32_t unit;                   /* of QUERY_UNIT: index into units */
    struct query_node *child, *next; /* first child; next sibling */
};

struct query {
    struct query_unit *units;
    size_t n_units;
    struct query_node *root; /* NULL: asks for everything */
};

/* What reading a question takes; all belong to the calling thread but the lexicon. */
struct query_tools {
    struct folder *folder;
    struct tokenizer *tokenizer;
    const struct lexicon *lexicon; /* NULL: words are only words (synonyms=off) */
    bool hints;                    /* places, statuses, ages and phases are more than words */
};

/*
 * Reads `text` (NULL or blank: everything). `field` is where a unit without a prefix is looked for.
 * Owned by ctx. ERR_INVALID "<parameter>: …" when too long or of too many words.
 */
enum err_code query_read(void *ctx, const struct query_tools *tools, const char *text,
                         const char *parameter, int field, struct query *ret_query,
                         struct err *err) MUSTCHECK;

/* The tree in a notation for tests and cache keys: a & (b | "c d") & !title:e & ~of & #nct01234567.
 * Owned by ctx. */
const char *query_write(void *ctx, const struct query *q);

/* True when the unit is a filter and no word: asks for nothing by itself. */
static inline bool query_is_filter(const struct query_unit *u)
{
    return u->hint == QUERY_HINT_STATUS || u->hint == QUERY_HINT_AGE;
}

/* True when the token is a Japanese particle or auxiliary that carries no subject of its own. */
bool query_is_particle(const struct token *t);
