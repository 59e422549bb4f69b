/*
 * Words of eligibility prose: a text (criteria_text.h) → tokens. What the words are is in
 * data/criteria-{ja,en}.tsv; numbers with their units, roman numerals and runs of text that no
 * table knows are rules of the lexer. The longest word from the left wins, where its edges allow.
 *
 * Thread rule: one struct lexer a thread; tables are constant.
 */
#pragma once
#include "search/criteria.h"
#include "search/criteria_text.h"
#include "search/lexicon.h"

#define LEX_CLASS_LIST(X)                                                                          \
    X(TEXT) /* not in the tables */                                                                \
    X(NUM)  /* a number, with its unit */                                                          \
    X(ATTR) /* a measured thing; attr LEX_NO_ATTR: value says (brinkman, bp) */                    \
    X(OPAQUE_ATTR)                                                                                 \
    X(FACT)   /* attr op values */                                                                 \
    X(ABLE)   /* attr: a flag that a word of ability decides */                                    \
    X(MARKER) /* attr: a test that positive or negative decides */                                 \
    X(OPAQUE_MARKER)                                                                               \
    X(POS)                                                                                         \
    X(NEG)                                                                                         \
    X(STATE)    /* value: of disease_state, advanced */                                            \
    X(METHOD)   /* how a disease was told */                                                       \
    X(SEVERITY) /* value: spread or alone */                                                       \
    X(KIND)     /* endings of names only */                                                        \
    X(CMP)      /* op */                                                                           \
    X(RANGE)                                                                                       \
    X(DECADE)                                                                                      \
    X(TIMES)                                                                                       \
    X(ULN)                                                                                         \
    X(LLN)                                                                                         \
    X(ANCHOR) /* value */                                                                          \
    X(NOWWORD)                                                                                     \
    X(TIME_POINT)                                                                                  \
    X(BEFORE)                                                                                      \
    X(AFTER)                                                                                       \
    X(SINCE)                                                                                       \
    X(WITHIN)                                                                                      \
    X(OR)                                                                                          \
    X(AND)                                                                                         \
    X(ALSO)                                                                                        \
    X(COMMA)                                                                                       \
    X(DOT)                                                                                         \
    X(SLASH)                                                                                       \
    X(COLON)                                                                                       \
    X(STOP)                                                                                        \
    X(LINE)                                                                                        \
    X(OPEN)                                                                                        \
    X(CLOSE)                                                                                       \
    X(ANY)                                                                                         \
    X(ALL)                                                                                         \
    X(PTC) /* value: the particle */                                                               \
    X(NOTWA)                                                                                       \
    X(HEAD) /* value: sex, adult */                                                                \
    X(SEXWORD)                                                                                     \
    X(VERB) /* value: what it means */                                                             \
    X(HISTNOUN)                                                                                    \
    X(MID)                                                                                         \
    X(NONE)                                                                                        \
    X(FIT)                                                                                         \
    X(SOTHAT)                                                                                      \
    X(BUT)                                                                                         \
    X(EXCEPT)                                                                                      \
    X(ALLOW)                                                                                       \
    X(FORBID)                                                                                      \
    X(DOCTOR)                                                                                      \
    X(UNFIT)                                                                                       \
    X(CONSENT)                                                                                     \
    X(SELF)                                                                                        \
    X(GUARDIAN)                                                                                    \
    X(WRITTEN)                                                                                     \
    X(ASSENT)                                                                                      \
    X(MINOR)                                                                                       \
    X(EXCL_REF)                                                                                    \
    X(DROP)                                                                                        \
    X(NOISE) /* says nothing beside a measured thing */                                            \
    X(PLACE) /* value: prefectures */                                                              \
    X(POSTOP)                                                                                      \
    X(VAGUE)                                                                                       \
    X(OTHER)    /* 他の: of drugs any, of diseases not the trial's */                            \
    X(RELATIVE) /* somebody else has it */                                                         \
    X(DOSE)     /* behind a number: a unit of doses, no attribute has it */                        \
    X(PURPOSE)  /* of the trial's disease: 進行・再発に対する */                          \
    X(SOME)     /* value: so many of a list */                                                     \
    X(UNSEEN)   /* a noun that no attribute holds */                                               \
    X(DEFINED)  /* a name that a number of attr defines */
enum lex_class {
#define LEX_CLASS_ENUM(symbol) LEX_##symbol,
    LEX_CLASS_LIST(LEX_CLASS_ENUM)
#undef LEX_CLASS_ENUM
        LEX_CLASS_COUNT
};

/* Where a word counts: anywhere; no text on either side; none before; none behind. */
enum lex_edge {
    LEX_EDGE_ANY,
    LEX_EDGE_WHOLE,
    LEX_EDGE_HEAD,
    LEX_EDGE_TAIL,
    LEX_EDGE_RIGHT /* none behind, anything before */
};
enum { LEX_NO_ATTR = 0xFFFF, LEX_NO_UNIT = 0xFFFF };

struct lex_sense {
    enum lex_class class;
    enum lex_edge edge;
    uint16_t attr;
    enum crit_op op;
    const char *value;  /* the whole second column */
    const char *values; /* fact: "a,b" behind the operation */
};
struct lex_form {
    const char *text;
    uint16_t sense;
};
struct lex_table {
    const struct lex_sense *senses;
    const struct lex_form *words;
    size_t n_words;
    const struct lex_form *kinds; /* endings of names */
    size_t n_kinds;
};
extern const struct lex_table lex_table_ja;

/* What the endings of a word say (Japanese inflection; the English reader sets them itself). */
enum lex_flag {
    LEX_NOT = 1,   /* ない, ず, ません */
    LEX_PAST = 2,  /* た */
    LEX_GOING = 4, /* ている, 中 */
    LEX_HAD = 8,   /* 歴, たことがある */
    LEX_CAN = 16,  /* できる */
    LEX_JOINS = 32 /* し、ており、で: the sentence goes on */
};
enum lex_number { LEX_ARABIC, LEX_ROMAN };

struct lex_token {
    enum lex_class class;
    const struct lex_sense *sense; /* NULL: TEXT, NUM */
    uint32_t begin, end;           /* bytes of the text */
    unsigned flags;                /* lex_flag */
    /* NUM */
    double number;
    uint16_t unit;       /* of units.h */
    uint32_t unit_begin; /* where the unit begins */
    enum lex_number writing;
    char letter; /* of IIIB */
    bool plus;   /* 2+ */
};
struct lex_tokens {
    struct lex_token *items;
    size_t n;
};

struct lexer;
struct lexer *lexer_new(void *ctx, const struct lex_table *table, enum crit_lang lang);
void lexer_read(const struct lexer *x, void *ctx, const struct crit_text *text,
                struct lex_tokens *ret);
/* The kind that the end of a name says ("disease"), the longest ending; NULL when none. Bytes
   [begin, end) of the text. */
const char *lexer_kind(const struct lexer *x, const char *s, size_t len);
/* Whether the particle or other word is this one. */
bool lex_is(const struct lex_token *t, enum lex_class class, const char *value);
