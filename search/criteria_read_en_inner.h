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
    bool past;       /* prior, previous */
    bool recent;     /* without a number: how recent the site knows */
    bool undergoing; /* being done or about to be */
    bool response;   /* failed, progressed on; severe allergy to: more than an attribute says */
    bool negated;
    bool member;    /* of a list that has had a member under this frame */
    bool condition; /* says whom a limit is for: diseases are comorbidities */
    bool exception;
    bool forbidden; /* whoever is named may not join: among the inclusions too */
    bool any;       /* one of the members is enough */
    bool relatives; /* personal or family history: of the person or of others */
    bool diagnosed; /* "diagnosed with": a time behind the disease is how long it has been there */
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
    struct en_said said; /* the cues of the text */
    unsigned depth;
    bool in_head;     /* the head of a list: its items follow */
    bool other_thing; /* the list's head names a measured thing: a bare number is no age */
    bool age_read;    /* an age stood in this criterion: adult says nothing more */
    bool permits;     /* a sentence said what is allowed: nothing may be asked */
    bool of_mother;   /* it speaks of a pregnancy: weeks of gestation are no age at birth */
};

enum { EN_DEPTH_MAX = 12 };

struct en_value;

/* criteria_read_en.c */
/* What the words of [lo, hi) before a list ask of all its items: "no history of any of". */
struct en_mode en_mode_of(const struct en_parse *p, size_t lo, size_t hi);
struct crit_node *en_read_range(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
struct crit_node *en_opaque(const struct en_parse *p, size_t lo, size_t hi);
void en_span(const struct en_parse *p, struct crit_node *e, size_t lo, size_t hi);
/* The position behind the bracket that closes the one at pos. */
size_t en_behind_bracket(const struct en_parse *p, size_t pos, size_t hi);
/* The first token of the class in [pos, hi) outside brackets; hi when none. */
size_t en_find(const struct en_parse *p, size_t pos, size_t hi, enum en_class class);
bool en_has(const struct en_parse *p, size_t lo, size_t hi, enum en_class class);
/* criteria_read_en_sentence.c: all of [lo, hi). */
struct crit_node *en_read_sentences(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
/* criteria_read_en_heading.c: what a heading before a colon says of what stands behind it. */
bool en_asks_only(const struct en_parse *p, size_t lo, size_t hi);
size_t en_behind_heading(const struct en_parse *p, size_t lo, size_t hi);
size_t en_behind_timed_heading(const struct en_parse *p, size_t lo, size_t hi,
                               struct crit_window *w);
struct crit_window en_window_of_heading(const struct en_parse *p, size_t lo, size_t hi);
bool en_heads_all(const struct en_parse *p, size_t lo, size_t hi, struct en_mode *ret);
bool en_is_list_in_time(const struct en_parse *p, size_t lo, size_t hi);
struct crit_node *en_read_semis(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
/* Of one of the classes of `set`, which ends in EN_WORD. */
bool en_is_in(const struct en_token *t, const enum en_class *set);
/* The token says the cue. */
static inline bool en_says(const struct en_token *t, enum en_cue cue)
{
    return en_cues_have(&t->cues, cue);
}
/* One of the tokens does. */
bool en_any_says(const struct en_parse *p, size_t lo, size_t hi, enum en_cue cue);
/* The cue stands between the beginning of the first token and the end of the last, wherever a word
   begins there. */
bool en_says_in(const struct en_parse *p, size_t lo, size_t hi, enum en_cue cue);

/* criteria_read_en_first.c: a time said of "no prior therapy" turns it into none in that time. */
void en_first_lines_in_time(void *ctx, const char *text, struct crit_node *e);
bool en_is_first_line(const struct crit_node *e); /* no line of therapy was had */
/* Behind "for recurrent breast cancer" at pos, what a remedy was given for; pos: not so. */
enum en_purpose { EN_FOR_CANCER, EN_FOR_ILLNESS, EN_FOR_OTHER };
size_t en_behind_purpose(struct en_parse *p, size_t pos, size_t hi, enum en_purpose *ret);
bool en_ends_with_purpose(struct en_parse *p, size_t lo, size_t hi);

/* criteria_read_en_permit.c: what is only allowed asks for nothing. NULL: no such sentence. */
struct crit_node *en_read_permission(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
bool en_asks_care(struct crit_node *e); /* a remedy, an operation stands in the tree */
/* What a list's head [0, n) makes of its items: they are allowed, forbidden, exceptions. */
enum en_list_sense { EN_LIST_ASKED, EN_LIST_ALLOWED, EN_LIST_ELIGIBLE, EN_LIST_UNCLEAR };
enum en_list_sense en_sense_of_list(const struct en_parse *p);

/* The words of permission in [lo, hi) behind what they are said of, in no bracket; hi: none. */
size_t en_find_allowance(const struct en_parse *p, size_t lo, size_t hi);

/* criteria_read_en_relax.c: the clause with a bracket or a last part that lets some in besides;
   NULL: it has none. Where that begins, hi: none. */
struct crit_node *en_read_relaxed(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
size_t en_find_relaxed(const struct en_parse *p, size_t lo, size_t hi);
/* e with those let in whom [lo, hi) names, NULL when it names none; `wanted`: e asks for what lets
   in, else for what keeps out. */
struct crit_node *en_relax(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi,
                           bool wanted);
/* "A; B; values up to 3 are allowed": [lo, hi) as another way into one of the parts of its
   sentence; false: it is none. */
/* "Lower values", "a second line" at pos. */
bool en_names_other_value(const struct en_parse *p, size_t pos, size_t hi);
bool en_relax_part(struct en_parse *p, struct crit_node **parts, size_t n, size_t lo, size_t hi);
/* "Stage III; stage II if inoperable": e, a limit for some, beside the one for all. */
bool en_add_limit_of_some(struct en_parse *p, struct crit_node **parts, size_t n,
                          struct crit_node *e);
bool en_shares_measure(struct crit_node *a, struct crit_node *b);
bool en_is_same(const struct crit_node *a, const struct crit_node *b); /* no measures */
bool en_denies(struct crit_node *e); /* something is not to be there */
/* Of which time an exception to e is: as e itself. */
enum en_frame en_frame_of_exception(struct crit_node *e);

/* "≤ 2.5 x ULN, ≤ 5 x ULN if …", "PS other than 0": a condition, an exception is of the limit only.
 */
bool en_is_whole_measure(struct en_parse *p, size_t lo, size_t hi);
/* criteria_read_en_except.c: takes "other than X" out of the clause; NULL when there is none. */
struct crit_node *en_read_except(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);

/* criteria_read_en_sexes.c: [lo, hi) only says how it comes that e, no childbearing potential. */
bool en_explains_sterility(struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi);

/* criteria_read_en_guard.c: the tree of the sentence [lo, hi) without what would keep out whom the
   sentence does not mean. */
struct crit_node *en_guard(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi);
/* "estrogen status determined", "serum calcium within normal limits": a substance that is measured,
   beside words not understood; nobody need take it. */
bool en_measures_drug(const struct en_parse *p, struct crit_node *e, size_t lo, size_t hi);

/* criteria_read_en_list.c: members and what joins them. */
struct crit_node *en_read_list(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);

/* "adults with plaque psoriasis": who comes, and no alternatives. */
bool en_is_whom(const struct en_parse *p, size_t lo, size_t hi);
/* criteria_read_en_run.c: "one or two prior lines" at pos; NULL: not so. */
struct crit_node *en_read_line_counts(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end);
/* "those under 65 may have PS 0-2" behind e, a limit of the others: goes into e; false: not so. */
bool en_add_else(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi,
                 struct en_mode mode);
/* Two groups that share nobody; *ret: everybody is in one of them. */
bool en_are_other_people(const struct crit_node *a, const struct crit_node *b, bool *ret);

/* criteria_read_en_share.c: e as it keeps nobody out for certain. */
struct crit_node *en_doubt(struct en_parse *p, struct crit_node *e);
/* The same of every disease in e. */
struct crit_node *en_doubt_illness(struct en_parse *p, struct crit_node *e);
/* "Poorly controlled:" ends before hi: said of all that follows. */
bool en_is_severity_heading(const struct en_parse *p, size_t hi);

/* criteria_read_en_settle.c: the member [lo, hi) with its thing at `thing`, as what is said around
   it leaves it. */
struct crit_node *en_settle_item(struct en_parse *p, struct crit_node *e, size_t lo, size_t thing,
                                 size_t hi, const struct en_mode *mode);

/* criteria_read_en_again.c */
/* The bracket's words [lo, hi) ask for no more than e did: "(I, II, NOS)", "(< 13)". */
bool en_says_no_more(struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi);
/* "reduced ejection fraction (LVEF ≤ 35%)" at pos: the limit that the name means. NULL: not so. */
struct crit_node *en_read_named_limit(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end);
/* Behind "as defined by RECIST 1.1", "as defined below" at pos, which ask for nothing more; 0. */
bool en_is_standard(const struct en_parse *p, size_t lo, size_t hi);
/* T, N, M, the histology as [lo, hi) in brackets; NULL: something else. */
struct crit_node *en_read_tumor_bracket(struct en_parse *p, size_t lo, size_t hi);
size_t en_behind_standard(const struct en_parse *p, size_t pos, size_t hi);
/* Behind "at birth" at pos, said of a weight; pos without. */
size_t en_behind_birth(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr);

/* criteria_read_en_then.c: opens ages of others and of other times, values told as a percentile. */
void en_open_other_times(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi);

/* criteria_read_en_to_come.c: opens remedies that are planned, needed, or had a short time only. */
void en_open_to_come(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi);

/* criteria_read_en_whose.c: the whole criterion is about others than the person. */
bool en_speaks_of_others(const struct en_parse *p);
bool en_specifies_nothing(const struct en_parse *p); /* "Radiotherapy: not specified" */

/* criteria_read_en_words.c: a verb or a measured value at pos, which a "no" before it does not
   reach. */
bool en_asks_anew(const struct en_parse *p, size_t pos, size_t hi);
/* "on a statin": the words at pos say what is taken. */
bool en_takes_drug(const struct en_parse *p, size_t pos, size_t hi);
/* Behind words that say nothing. */
size_t en_skip(const struct en_parse *p, size_t pos, size_t hi, enum en_class class);
bool en_speaks_of_mother(const struct en_parse *p); /* of a pregnancy, and of no child born */

void en_trim(const struct en_parse *p, size_t *lo, size_t *hi); /* both ends to what is no sign */
/* "of Kellgren-Lawrence grade 2" at pos: how far the disease has gone, no part of its name. */
bool en_is_grade(const struct en_parse *p, size_t pos, size_t hi);
/* "drugs that treat or prevent asthma": behind the verb at pos and what it is done to, which nobody
   need have; pos: no such verb. */
size_t en_skip_deed(const struct en_parse *p, size_t pos, size_t hi);

/* criteria_read_en_item.c: one member; moves *pos. */
struct crit_node *en_read_item(struct en_parse *p, size_t *pos, size_t hi, struct en_mode *mode);

/* The end of the name at pos: words, and "of (the) X" behind the first. */
size_t en_name_end(const struct en_parse *p, size_t pos, size_t hi);
/* criteria_read_en_washout.c: "at least 4 weeks since chemotherapy or radiotherapy": not had within
   that time; "less than …": had. NULL: not at *pos, which is moved behind it. */
struct crit_node *en_read_washout(struct en_parse *p, size_t *pos, size_t hi);

/* A measured thing with its value begins at pos. */
bool en_names_value(const struct en_parse *p, size_t pos, size_t hi);

bool en_is_of(const struct en_parse *p, size_t pos); /* "of", "of the" */

/* criteria_read_en_apart.c: a second time at pos behind a remedy that was had, as half-lives or for
   some remedies; 0: none. */
size_t en_read_other_time(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi);
/* "At present or during the preceding 3 months" at pos: *e is there now, or was in that time. 0:
   not so. */
size_t en_read_now_or_then(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi);
/* Times of e that end now end at the anchor of w, which was said once, behind the last. */
void en_set_anchor(struct crit_node *e, const struct crit_window *w);
/* Behind such a time at pos; what it says of the first one's anchor goes into *w. `shorter`: the
   shorter of the two counts. 0: none. */
size_t en_skip_other_time(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *w,
                          bool *shorter);

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
/* Behind the words between a thing and its value. */
size_t en_skip_glue(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr);
/* criteria_read_en_normal.c: behind "normal", said of the things [pos, end) before or behind them;
   0: not so. */
size_t en_behind_normal(const struct en_parse *p, size_t pos, size_t end, size_t hi);
bool en_is_high_bad(uint16_t attr); /* "normal" asks for no more than the upper limit */
/* criteria_read_en_scale.c: which scale "performance status" at pos is, when a name behind says so.
 */
bool en_is_step_of_scale(const struct en_parse *p, size_t pos); /* NYHA, Hoehn and Yahr */
/* "By radionuclide angiography of less than …", "as measured by echocardiography or MUGA ≥": behind
   how it was measured, where a limit follows; pos: not so. */
size_t en_behind_how(const struct en_parse *p, size_t pos, size_t hi);
bool en_begins_step(const struct en_parse *p, size_t pos, size_t hi); /* with its value behind it */
/* "Patients in NYHA class IV", "at Hoehn and Yahr stage 2": a step of a scale one is in. */
bool en_leads_to_scale(const struct en_parse *p, size_t pos, size_t hi);
bool en_find_scale(const struct en_parse *p, size_t pos, size_t hi, uint16_t *ret);
/* "minimum", "maximum" at pos, before the name: the direction of a value without one. */
void en_take_direction(const struct en_parse *p, size_t pos, uint16_t attr, struct en_value *v);
/* Behind the bracket at pos that says e, a Child-Pugh class, once more in points; pos without. */
size_t en_skip_points(struct en_parse *p, const struct crit_node *e, size_t pos, size_t hi);
struct crit_node *en_read_score_on(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end);
/* "chronic kidney disease stage 4" at "stage": no step of a tumour. */
bool en_is_other_stage(const struct en_parse *p, size_t pos);
/* Behind what says nothing after a value: "inclusive", "of predicted", "by Cockcroft-Gault". */
size_t en_skip_behind(const struct en_parse *p, size_t pos, size_t hi);
/* criteria_read_en_age.c: a value that can only be an age, NULL when none stands at pos. */
bool en_names_decade(const struct en_parse *p, size_t pos, size_t hi); /* "in their 60s" */
struct crit_node *en_read_age(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end);
/* criteria_read_en_whom.c: the condition at pos, NULL when none stands there; `opaque`: also one
   that is not understood. */
struct crit_node *en_read_condition(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end,
                                    bool opaque);
/* "A or, if C, B": A, or B of those with C; where C says only that the value is another ("or, if
   higher, …"), A or B. NULL: not so. */
struct crit_node *en_read_or_if(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
/* criteria_read_en_value.c */
enum { EN_BOUNDS_MAX = 8 };
struct en_bound {
    enum crit_op op;
    double value;
    char word[8]; /* III, A, 1+: of letter scales */
    uint16_t unit;
    bool has_unit, uln, of_age;
    bool points; /* B7 of Child-Pugh: a part of the class, which no attribute says */
    bool times;  /* "5 times": of what, the limit before it says */
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
/* criteria_read_en_numeral.c: a number in figures or words. */
/* What the token's word of this cue stands for. */
double en_cue_value(const struct en_parse *p, size_t pos, enum en_cue cue);
bool en_read_count(const struct en_parse *p, size_t pos, size_t hi, double *ret, size_t *ret_end);
/* "6/7", "+6" and "6 days" behind a number of weeks: added to *value; the position behind it. */
size_t en_read_days(const struct en_parse *p, size_t pos, size_t hi, double *value);
size_t en_read_odd_days(const struct en_parse *p, size_t pos, size_t hi, double *value);
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
/* "before enrollment", "of the first dose" at pos, behind a length of time; 0: no such words. */
size_t en_read_anchor_behind(const struct en_parse *p, size_t pos, size_t hi,
                             struct crit_window *w);
void en_set_window(struct crit_node *e, const struct crit_window *w);
/* "in the past" behind a thing and no time behind that. 0: not so. */
size_t en_read_once(const struct en_parse *p, struct crit_node *e, size_t pos, size_t hi);

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
/* Takes the word of severity off the name that the score `measure` goes with. */
void en_drop_severity(struct crit_node *named, const struct crit_node *measure);
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
/* A state of the disease, or one beside a course that no state says ("recurrent or progressive").
 */
bool en_is_state(const struct crit_node *e);
/* Behind "that is" at pos before states and nothing else; pos without. */
size_t en_behind_that_is(struct en_parse *p, size_t pos, size_t hi);
bool en_has_attr(struct crit_node *e, uint16_t attr);
/* criteria_read_en_clause.c: if c, then. */
struct crit_node *en_choose(struct en_parse *p, struct crit_node *c, struct crit_node *then);
/* Consent, judgement, exceptions, conditions, counted lists. NULL: none
   of them. */
struct crit_node *en_read_clause(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
/* "(unless due to metastases)": e with the bracket's words [lo, hi) behind it, which let people
 * off.
 */
struct crit_node *en_read_let_off(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi,
                                  const struct en_mode *mode);

/* criteria_read_en_contraception.c: NULL: not what is asked. */
struct crit_node *en_read_contraception(struct en_parse *p, size_t lo, size_t hi);

/* criteria_read_en_count.c: "at least two of the following". */
enum {
    EN_COUNTED_MAX = 7, /* of whose members any so many become a tree of a fair size */
    EN_LISTED_MAX = 16  /* of which one is enough */
};
struct en_counted {
    unsigned n;
    bool clear;              /* so many or more: nothing like "exactly" */
    size_t begin, end, list; /* of the count; where the list begins */
    struct crit_node *front; /* what is asked besides; NULL: nothing */
    enum crit_type how;      /* front and the list, or one of both */
};
bool en_find_count(const struct en_parse *p, size_t lo, size_t hi, struct en_counted *ret);
/* "at least two of the following": 2; "any of", "one or more of": 1; 0: nothing is counted. */
unsigned en_count_of_list(const struct en_parse *p, size_t lo, size_t hi);
/* A count and a colon behind it in [lo, hi), which is not its end: the list stands in the line. */
bool en_counts_inline(const struct en_parse *p, size_t lo, size_t hi);
/* What stands around the count: front, and into the mode what is asked of each member. false: it is
   not clear what is asked. */
bool en_read_count_head(struct en_parse *p, size_t lo, size_t hi, struct en_counted *c,
                        struct en_mode *mode);
/* The front and any so many of the members; NULL: no such tree. */
struct crit_node *en_some_of(struct en_parse *p, const struct en_counted *c, struct crit_node **all,
                             size_t n);
/* The whole of it in one line; NULL: not understood. */
struct crit_node *en_read_counted(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode);
