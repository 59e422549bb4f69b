/*
 * Words of English eligibility prose: a text (criteria_text.h) → tokens. What phrases mean is in
 * data/criteria-en.tsv; the longest phrase from the left wins, plurals in -s are found under their
 * singular, a hyphen counts as a blank. A phrase may stand in several classes: en_is() asks.
 *
 * Thread rule: one struct en_lexer a thread; tables are constant.
 */
#pragma once
#include "search/criteria.h"
#include "search/criteria_read_en_cue.h"
#include "search/criteria_text.h"

#define EN_CLASS_LIST(X)                                                                           \
    X(WORD) /* not in the table */                                                                 \
    X(NUMBER)                                                                                      \
    X(OPEN)                                                                                        \
    X(CLOSE)                                                                                       \
    X(STOP)                                                                                        \
    X(SEMI)                                                                                        \
    X(COLON)                                                                                       \
    X(SLASH)                                                                                       \
    X(DASH)                                                                                        \
    X(PLUS)                                                                                        \
    X(PUNCT)                                                                                       \
    X(ATTR)                                                                                        \
    X(PREMOD) /* before a measured thing, says nothing more */                                     \
    X(CMP)                                                                                         \
    X(POST) /* comparison behind a number */                                                       \
    X(BETWEEN)                                                                                     \
    X(TO)                                                                                          \
    X(NEG_OR)                                                                                      \
    X(ULN)                                                                                         \
    X(NORMAL)                                                                                      \
    X(LLN)                                                                                         \
    X(TIMES)                                                                                       \
    X(NUM)                                                                                         \
    X(TIME)                                                                                        \
    X(OFAGE)                                                                                       \
    X(WITHIN)                                                                                      \
    X(LAST)                                                                                        \
    X(BEFORE)                                                                                      \
    X(AFTER)                                                                                       \
    X(AGO)                                                                                         \
    X(ANCHOR)                                                                                      \
    X(ATTIME)                                                                                      \
    X(NOWISH)                                                                                      \
    X(FACT)                                                                                        \
    X(POSITIVE)                                                                                    \
    X(NEGATIVE)                                                                                    \
    X(OPAQUETEST)                                                                                  \
    X(STATE)                                                                                       \
    X(MOD)     /* value: keep in the name, or opaque beside it */                                  \
    X(DROP)    /* says nothing */                                                                  \
    X(GENERIC) /* a heading of measured things */                                                  \
    X(ASDEFINED)                                                                                   \
    X(METHOD)                                                                                      \
    X(NUMTAIL) /* behind a value */                                                                \
    X(GLUE)    /* between a measured thing and its value */                                        \
    X(NEG)                                                                                         \
    X(HIST)                                                                                        \
    X(FAM) /* relatives */                                                                         \
    X(PAST)                                                                                        \
    X(CARE) /* what was received */                                                                \
    X(MED)  /* what is taken */                                                                    \
    X(ALLERGY)                                                                                     \
    X(ALLERGEN)                                                                                    \
    X(ALLERGYHEAD) /* behind what it is an allergy to */                                           \
    X(STUDYDRUG)                                                                                   \
    X(SURGFRAME)                                                                                   \
    X(PLAN) /* what is not yet */                                                                  \
    X(CONSENT)                                                                                     \
    X(CONSENTBY)                                                                                   \
    X(JUDGE)                                                                                       \
    X(DOCTOR)                                                                                      \
    X(ANY)                                                                                         \
    X(OR)                                                                                          \
    X(AND)                                                                                         \
    X(BUT)                                                                                         \
    X(COMMA)                                                                                       \
    X(WITH)                                                                                        \
    X(UNLESS)                                                                                      \
    X(EXCEPT)                                                                                      \
    X(ALLOW)                                                                                       \
    X(IF)                                                                                          \
    X(COND)                                                                                        \
    X(MUST)                                                                                        \
    X(REL)                                                                                         \
    X(LISTEND)                                                                                     \
    X(PREP)                                                                                        \
    X(KIND) /* value: what sort of thing a name is */                                              \
    X(NAME)                                                                                        \
    X(SITE) /* of metastases */                                                                    \
    X(META)                                                                                        \
    X(GENE)                                                                                        \
    X(VARIANT)                                                                                     \
    X(ALTER) /* what is found of a gene */                                                         \
    X(ANYALTER)                                                                                    \
    X(TNM)                                                                                         \
    X(DEFINES) /* value: attribute whose limit is what the name means */                           \
    X(FORBID)                                                                                      \
    X(SUSPECT) /* notes only */
enum en_class {
#define EN_CLASS_ENUM(symbol) EN_##symbol,
    EN_CLASS_LIST(EN_CLASS_ENUM)
#undef EN_CLASS_ENUM
        EN_CLASS_COUNT
};

struct en_row {
    enum en_class class;
    enum crit_op op;
    const char *value;
};
struct en_form {
    const char *text;
    uint16_t row;
};
extern const struct en_row en_rows[];
extern const struct en_form en_forms[];
extern const size_t n_en_forms;

/* Rows of one phrase: a chain. */
struct en_sense {
    const struct en_row *row;
    const struct en_sense *next;
};

enum { EN_CLASS_BITS = 64, EN_CLASS_SETS = (EN_CLASS_COUNT + EN_CLASS_BITS - 1) / EN_CLASS_BITS };

struct en_token {
    enum en_class class;             /* of the first sense; WORD, NUMBER, punctuation without one */
    const struct en_sense *sense;    /* NULL: not in the tables */
    uint64_t classes[EN_CLASS_SETS]; /* that it is of: en_is */
    struct en_cues cues;             /* what it says: en_says */
    uint32_t begin, end;             /* bytes of the text */
    double number;
    bool glued;   /* a hyphen before it, no blank */
    bool newline; /* a line break before it */
};
struct en_tokens {
    struct en_token *items;
    size_t n;
};

struct en_lexer;
struct en_lexer *en_lexer_new(void *ctx);
void en_lexer_read(const struct en_lexer *x, void *ctx, const struct crit_text *text,
                   struct en_tokens *ret);
/* The row of this class that the token has, or NULL. */
const struct en_row *en_row_of(const struct en_token *t, enum en_class class);
static inline bool en_is(const struct en_token *t, enum en_class class)
{
    return t->classes[class / EN_CLASS_BITS] >> (class % EN_CLASS_BITS) & 1;
}
bool en_is_value(const struct en_token *t, enum en_class class, const char *value);
/* Whether the whole name is a phrase of this class and value. */
bool en_is_phrase(const struct en_lexer *x, const char *name, size_t len, enum en_class class,
                  const char *value);
/* What the last words of a name say it is ("disease"): words of class `kind`, longest first, then
   endings; NULL when nothing. */
const char *en_kind_of(const struct en_lexer *x, const char *name, size_t len);
