/*
 * The English grammar's parts (criteria_read_en*.c): one criterion's tokens, and readers for pieces
 * of it. Positions are token numbers; every reader takes a range [pos, hi) and says where it
 * stopped (0 or pos: nothing read). What no reader takes becomes opaque.
 */
#pragma once
#include "search/criteria_read_en_lex.h"
#include "search/criteria_tree.h"
#include "search/lexicon.h"

/* What the words before a list of names ask about them. */
enum en_frame {
    EN_FRAME_NONE,
    EN_FRAME_HISTORY, /* history of */
    EN_FRAME_CURRENT,
    EN_FRAME_EVER, /* current or past */
    EN_FRAME_THERAPY,
    EN_FRAME_MEDICATION,
    EN_FRAME_ALLERGY,
    EN_FRAME_SURGERY,
    EN_FRAME_PLAN /* what is not yet: nothing that facts can say */
};
enum en_sign { EN_NO_SIGN, EN_SIGN_POSITIVE, EN_SIGN_NEGATIVE };

/* Goes on over the members of a list. */
struct en_mode {
    enum en_frame frame;
    enum en_sign sign;
    bool past;     /* prior, previous */
    bool response; /* failed, progressed on; severe allergy to: more than an attribute says */
    bool negated;
    bool member;    /* of a list that has had a member under this frame */
    bool condition; /* says whom a limit is for: diseases are comorbidities */
    bool exception;
    bool any; /* one of the members is enough */
    struct crit_window window;
};

struct en_parse {
    const struct en_lexer *lexer;
    const struct lexicon *lexicon;
    struct folder *folder;
    void *ctx; /* of the tree */
    void *tmp;
    enum crit_kind kind;
    struct crit_text text;
    struct en_token *t;
    size_t n;
    unsigned depth;
    bool in_head;     /* the head of a list: its items follow */
    bool other_thing; /* the list's head names a measured thing: a bare number is no age */
    bool age_read;    /* an age stood in this criterion: adult says nothing more */
    bool of_mother;   /* it speaks of a pregnancy: weeks of gestation are no age at birth */
};

enum { EN_DEPTH_MAX = 12 };

/* criteria_read_en.c */
struct crit_node *en_read_range(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
struct crit_node *en_opaque(const struct en_parse *p, size_t lo, size_t hi);
void en_span(const struct en_parse *p, struct crit_node *e, size_t lo, size_t hi);
/* The position behind the bracket that closes the one at pos. */
size_t en_behind_bracket(const struct en_parse *p, size_t pos, size_t hi);
/* The first token of the class in [pos, hi) outside brackets; hi when none. */
size_t en_find(const struct en_parse *p, size_t pos, size_t hi, enum en_class class);
bool en_has(const struct en_parse *p, size_t lo, size_t hi, enum en_class class);
/* Of one of the classes of `set`, which ends in EN_WORD. */
bool en_is_in(const struct en_token *t, const enum en_class *set);
/* The token's text begins with the word. */
bool en_starts(const struct en_parse *p, size_t pos, const char *word);
/* Behind words that say nothing. */
size_t en_skip(const struct en_parse *p, size_t pos, size_t hi, enum en_class class);

/* criteria_read_en_list.c: members and what joins them. */
struct crit_node *en_read_list(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);

/* criteria_read_en_item.c: one member; moves *pos. */
struct crit_node *en_read_item(struct en_parse *p, size_t *pos, size_t hi, struct en_mode *mode);

/* A measured thing with its value begins at pos. */
bool en_names_value(const struct en_parse *p, size_t pos, size_t hi);

bool en_is_of(const struct en_parse *p, size_t pos); /* "of", "of the" */

/* criteria_read_en_behind.c: takes in what is said behind *e; the position behind it. */
size_t en_read_behind(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                      struct en_mode *mode);
/* And, or, but, a comma, a stroke that is no part of a unit. */
bool en_is_connective(const struct en_parse *p, size_t pos);
/* The next connective or end of a sentence, brackets passed over. */
size_t en_next_connective(const struct en_parse *p, size_t pos, size_t hi);
/* Nothing but numbers and ordinals. */
bool en_is_measure(const struct crit_node *e);
/* How long ago a window reaches, as a limit of the disease's duration. */
struct crit_node *en_duration_atom(struct en_parse *p, enum crit_op op,
                                   const struct crit_window *w);

/* criteria_read_en_number.c */
struct crit_node *en_read_measure(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end);
/* Behind what says nothing after a value: "inclusive", "of predicted", "by Cockcroft-Gault". */
size_t en_skip_behind(const struct en_parse *p, size_t pos, size_t hi);
/* criteria_read_en_age.c: a value that can only be an age, NULL when none stands at pos. */
bool en_names_decade(const struct en_parse *p, size_t pos, size_t hi); /* "in their 60s" */
struct crit_node *en_read_age(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end);
/* criteria_read_en_whom.c: the condition at pos, NULL when none stands there; `opaque`: also one
   that is not understood. */
struct crit_node *en_read_condition(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end,
                                    bool opaque);
/* "on a statin": the words at pos say what is taken. */
bool en_takes_drug(const struct en_parse *p, size_t pos, size_t hi);
/* criteria_read_en_value.c */
enum { EN_BOUNDS_MAX = 8 };
struct en_bound {
    enum crit_op op;
    double value;
    char word[8]; /* III, A, 1+: of letter scales */
    uint16_t unit;
    bool has_unit, uln, of_age;
    bool times; /* "5 times": of what, the limit before it says */
};
struct en_value {
    struct en_bound bounds[EN_BOUNDS_MAX];
    size_t n;
    bool list; /* one of them; else all hold */
    bool compared;
    bool opaque; /* below LLN: no attribute says it */
    bool old;    /* older, younger: age */
    size_t begin, end;
};
/* A limit, a range, a list of values at pos. `attr`: LEX of which attribute, to read numerals,
   letters and units by. false: no value stands there. */
bool en_is_scale_word(const struct en_parse *p, size_t pos, uint16_t attr);
bool en_read_value(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                   struct en_value *ret);
bool en_read_count(const struct en_parse *p, size_t pos, size_t hi, double *ret, size_t *ret_end);
bool en_is_at_least_one(const struct en_parse *p, size_t pos); /* "at least one": one token */
bool en_ends_limit(const struct en_parse *p, size_t pos, size_t hi);
bool en_is_low(enum crit_op op); /* > or >= */
/* criteria_read_en_measure.c: the atom of an attribute with this value; NULL when it cannot be one
 * of it. */
struct crit_node *en_measure(struct en_parse *p, uint16_t attr, const struct en_value *v);

/* criteria_read_en_turned.c: "18 ≤ age < 65"; NULL: not at pos. */
struct crit_node *en_read_bound_first(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end);
enum en_turn { EN_NOT_TURNED, EN_OTHER_THAN, EN_OUTSIDE };
/* Behind "other than", "outside" between a name and its value; pos without. */
size_t en_skip_turned(const struct en_parse *p, size_t pos, size_t hi, enum en_turn *ret);
/* What the value at pos leaves. */
struct crit_node *en_read_turned(struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                                 enum en_turn turn, size_t *ret_end);
/* criteria_read_en_time.c: position behind the window, 0 when none stands at pos. */
size_t en_read_window(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *ret);
/* "4 weeks": a window of that length before now. 0: none. */
size_t en_read_span(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *ret);
void en_set_window(struct crit_node *e, const struct crit_window *w);

/* criteria_read_en_onset.c: "within 24 hours of onset", "symptom onset no more than 48 hours before
   randomization" as how long the disease has been there; NULL: not at pos. */
bool en_is_onset(const struct en_parse *p, size_t pos); /* onset, symptom onset */
struct crit_node *en_read_onset(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end);
/* criteria_read_en_name.c: the name [lo, hi) as an atom under the mode. */
struct crit_node *en_read_name(struct en_parse *p, size_t lo, size_t hi,
                               const struct en_mode *mode);
/* What sort of thing a name is: disease, event, drug, therapy, surgery, transplant, none, … or
   NULL. */
const char *en_name_kind(const struct en_parse *p, size_t lo, size_t hi);
/* Whether the limit `measure` is what the name in `named` means (obesity: a BMI). */
bool en_defines(const struct en_parse *p, const struct crit_node *measure,
                const struct crit_node *named);
/* criteria_read_en_fact.c: the fact at pos with what belongs to it; moves *pos; NULL when the words
   there are another thing's name. */
struct crit_node *en_read_fact(struct en_parse *p, size_t *pos, size_t hi,
                               const struct en_mode *mode);
/* "No prior treatment with anti-PD-1 antibodies", "untreated with statins" at pos: these were not
   had; it does not speak of every line of therapy. The remedy stands two tokens behind. */
bool en_denies_therapy(const struct en_parse *p, size_t pos, size_t hi);
/* Words at pos, behind a name, that say what was not had: no part of the name. */
bool en_ends_with_denial(const struct en_parse *p, size_t pos, size_t hi);
struct crit_node *en_read_naive(struct en_parse *p, size_t *pos, size_t hi);
/* criteria_read_en_gene.c */
struct crit_node *en_read_marker(struct en_parse *p, size_t *pos, size_t hi,
                                 const struct en_mode *mode);
struct crit_node *en_read_tnm(struct en_parse *p, size_t *pos, size_t hi);
struct crit_node *en_read_metastasis(struct en_parse *p, size_t *pos, size_t hi);
struct crit_node *en_read_states(struct en_parse *p, size_t *pos, size_t hi);
/* criteria_read_en_clause.c: counting ("two of the following"), consent, judgement, exceptions,
 * conditions. NULL: none of them. */
/* "at least two of the following": 2; "any of", "one or more of": 1; 0: nothing is counted. */
unsigned en_count_of_list(const struct en_parse *p, size_t lo, size_t hi);
struct crit_node *en_read_clause(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
