/* Segments: what stands between the connectives of a Japanese clause. */
#pragma once
#include "search/criteria_ja.h"

enum { JA_ATTRS_MAX = 8 };
/* Measured things that are no attribute themselves: 160/100 mmHg, the Brinkman index. */
enum { JA_PRESSURE = 0xFFFE, JA_BRINKMAN = 0xFFFD };
struct ja_seg {
    size_t from, to;        /* items */
    enum lex_class before;  /* the connective in front; LEX_CLASS_COUNT: none */
    bool comma;             /* a comma stood there too */
    struct crit_node *done; /* what is already told, joined by and */
    /* done = base and chain: chain, told since で or し, is what modifies the next noun (20歳以上で
       再発の). Of a disease: its modifiers and itself, for lists that share it. */
    struct crit_node *base, *chain, *modifier, *noun;
    size_t whole;      /* members of `done` when it was the modifier and the noun alone; else 0 */
    bool rebase;       /* the noun that is open closes the chain */
    struct ja_np np;   /* the noun that waits for its predicate */
    struct ja_say say; /* what is said of it */
    bool said;         /* the predicate has been met */
    bool closed;       /* a head, a verb or a value ended it: it shares nothing with the next */
    bool always;       /* says that something does not matter */
    bool ignores;      /* begins with what does not matter: 杖の有無にかかわらず */
    bool negated;      /* of the whole segment */
    int at_least;      /* so many of the list; 0: not said */
    bool purpose;      /* 進行・再発に対する stood before the noun */
    bool other;        /* 他の, before its noun */
    bool relative;     /* somebody else has it */
    bool caused;       /* A、B等による: what stands before is the cause */
    bool by, by_such;  /* Aにより, A等により: why or by what something is so */
    bool treated;      /* で治療を受けて: what follows says no more */
    bool organ;        /* shares the name behind the last organ */
    bool included;     /* Xを含む: the therapy that comes is X's */
    bool joins;        /* ends in で, し: the next is told too */
    bool any, all;     /* いずれか, ともに */
    bool trailing;     /* … behind what they count */
    bool denied, denied_noun; /* its limit, its noun is not there */
    bool once;                /* 過去に: then, not now */
    bool advanced;            /* 進行期の: a state that no value says */
    bool history;             /* 投与歴: the noun of what was had */
    bool asked;               /* of an inclusion: its commas are lists of what may be had */
    bool related; /* a noun with its verb stands before the last: 高血圧を有する糖尿病 */
    struct ja_say relation;       /* … what the verb says */
    bool histology;               /* 組織型が: the names that come are of it */
    bool ended;                   /* a verb stands behind its value */
    enum crit_anchor until;       /* 最終投与から登録まで */
    bool by_number;               /* a number in brackets stands for its name */
    uint16_t attrs[JA_ATTRS_MAX]; /* measured things that wait for their value */
    size_t n_attrs;
    bool general; /* the last of them by a word that any scale may follow: 全身状態 */
    struct crit_value value; /* the value met last */
    bool valued, orphan;     /* orphan: a value without its thing */
    const struct lex_sense *head;
    struct crit_node *person; /* what the head says: sex, adult */
    /* while reading */
    struct ja_window window;          /* waits for its noun */
    const struct lex_token *particle; /* behind the noun */
    bool vague;
    uint32_t severity, severity_end; /* where its words began; end 0: none */
    bool spread;
    bool idle;              /* words of measurement that no thing followed yet */
    bool grade;             /* Grade, before its number */
    bool method;            /* how the disease was told stood there */
    bool quoted;            /* と, before its verb */
    bool blocked;           /* the value that comes is of a thing no attribute holds */
    bool only_states;       /* done holds states and markers of the disease only */
    struct ja_np minus;     /* Xを除く, X以外の: not among what comes */
    struct ja_np such;      /* A of AなどのB */
    bool such_far;          /* … of Aなど歩行に影響するB, whatever stands between */
    struct ja_np object;    /* X を, words between, 服用している */
    struct crit_node *also; /* (…を含む) */
};
void ja_read_seg(struct ja *j, struct ja_seg *s, const struct ja_seg *previous);
/* What stands in brackets behind a noun or a value. */
void ja_read_group(struct ja *j, struct ja_seg *s, size_t item);
struct crit_node *ja_measure(struct ja *j, uint16_t attr, const struct crit_value *v);
void ja_seg_push(struct ja *j, struct ja_seg *s, struct crit_node *e);
/* How many things e joins by and. */
size_t ja_members(const struct crit_node *e);
/* で, し: what is told so far modifies nothing that comes. */
void ja_seg_rebase(struct ja_seg *s);
/* The open noun with its predicate into `done`. */
void ja_seg_settle(struct ja *j, struct ja_seg *s);

/* criteria_ja_seg.c: the noun and its particle */
bool ja_seg_is_after_no(const struct ja_seg *s);
bool ja_seg_is_kind(const struct ja_np *np, const char *kind);
bool ja_seg_is_particle(const struct ja_seg *s, const char *value);
void ja_seg_forget(struct ja_seg *s);
/* A noun comes: what the one before is to it. */
void ja_seg_make_room(struct ja *j, struct ja_seg *s);
void ja_seg_set_np(struct ja_seg *s, enum ja_noun what, const struct lex_token *t);
/* criteria_ja_befall.c: whether t says what happened, no severity of the name behind it */
bool ja_seg_befalls(const struct ja *j, const struct ja_seg *s, const struct lex_token *t);
/* Whether something happened then, behind token t of the segment. */
bool ja_seg_happened(const struct ja *j, const struct ja_seg *s, const struct lex_token *t);
/* A particle that may change what has been said: 行っても, 投与中に増悪した. */
void ja_seg_note_topic(const struct ja *j, struct ja_seg *s, const struct lex_token *t);
/* criteria_ja_mark.c: a word of one flag */
void ja_seg_take_mark(struct ja *j, struct ja_seg *s, const struct lex_token *t);
/* criteria_ja_names.c */
void ja_seg_take_name(struct ja *j, struct ja_seg *s, const struct lex_token *t);
void ja_seg_take_noun(struct ja *j, struct ja_seg *s, enum ja_noun what, const struct lex_token *t);
/* A token that is a noun; false when it is none. */
bool ja_seg_take_noun_token(struct ja *j, struct ja_seg *s, const struct lex_token *t);
bool ja_seg_defines(const struct lex_sense *name, uint16_t attr);
/* criteria_ja_measure.c */
void ja_seg_take_value(struct ja *j, struct ja_seg *s, const struct ja_item *item,
                       const struct ja_seg *previous);
void ja_seg_take_attr(struct ja *j, struct ja_seg *s, const struct lex_token *t);
/* criteria_ja_scale.c: whether t names the scale of what was told in general before it or the other
   way round (全身状態(ASA), ASA全身状態): one thing, measured by that scale. */
bool ja_seg_names_scale(struct ja *j, struct ja_seg *s, const struct lex_token *t);
/* criteria_ja_include.c: (…を含む) without its verb; `from`: tokens [from, to) are not like that */
size_t ja_included_end(const struct crit_parse *p, size_t from, size_t to);
/* Tokens [from, to) count as well as the noun. */
void ja_seg_include(struct ja *j, struct ja_seg *s, size_t from, size_t to);
/* Yを含む before its X: Y counts as well. False when t does not say that. */
bool ja_seg_takes_included(struct ja *j, struct ja_seg *s, const struct lex_token *t);
/* A及びBを含む2レジメン以上: whether s is of the list that `end` closes; segments [first, last]
   read so. */
bool ja_is_included_with(const struct ja_seg *s, const struct ja_seg *end);
struct crit_node *ja_of_included(struct ja *j, struct ja_seg *segs, size_t first, size_t last);
/* criteria_ja_role.c: whether t is what the drug does to the target before it, one name with it */
bool ja_joins_role(const struct ja *j, struct ja_seg *s, const struct lex_token *t);
/* ドセタキセルによる|化学療法: whether t is the therapy, of that kind, with the drug before it. */
bool ja_is_by_drug(const struct ja *j, struct ja_seg *s, const struct lex_token *t,
                   const char *kind);
/* Gives the target of a's drug to that of b, which is named by what it does alone. */
void ja_share_target(const struct ja *j, const struct ja_seg *a, struct ja_seg *b);
/* Whether the drug or therapy that is open says no more than what is told already. */
bool ja_seg_adds_nothing(const struct ja *j, const struct ja_seg *s);
/* criteria_ja_allergy.c: whether t, behind the noun, leads to a reaction to it */
bool ja_brings_reaction(const struct ja *j, const struct ja_seg *s, const struct lex_token *t);
/* Whether t is but what the drug before it is made of. */
bool ja_is_drug_part(const struct ja *j, const struct ja_seg *s, const struct lex_token *t);
/* 本剤又は添加物: what b names is made of is the trial's drug of a. */
void ja_share_trial_drug(const struct ja *j, const struct ja_seg *a, struct ja_seg *b);
/* criteria_ja_since.c */
/* 人工股関節置換|術後の: the operation was had. */
void ja_seg_take_operated(struct ja *j, struct ja_seg *s, const struct lex_token *t);
void ja_seg_take_window(struct ja *j, struct ja_seg *s, const struct ja_item *item);
/* Whether a time in front of the list is not of s, a disease that lasts. */
bool ja_lasts_beyond(const struct ja *j, const struct ja_seg *s, const struct ja_window *w,
                     enum ja_pred pred);
/* How long ago it was told or operated, by itself: 診断から5年以内で、 */
void ja_seg_tell_since(struct ja *j, struct ja_seg *s, const struct ja_window *w, uint32_t begin);
/* criteria_ja_verb.c */
void ja_seg_take_after(struct ja_seg *s, const struct lex_token *t);
void ja_seg_take_postop(struct ja *j, struct ja_seg *s, const struct lex_token *t);
void ja_seg_take_mid(struct ja *j, struct ja_seg *s, const struct lex_token *t);
void ja_seg_say(struct ja_seg *s, enum ja_pred pred, const struct lex_token *t);
void ja_seg_take_verb(struct ja *j, struct ja_seg *s, const struct lex_token *t);
void ja_seg_take_history(struct ja_seg *s, const struct lex_token *t);
/* criteria_ja_to_come.c: whether the verb speaks of a treatment that is still to come */
bool ja_is_to_come(const struct crit_parse *p, const struct lex_token *t);
/* criteria_ja_deny.c: not the noun that told e, not what its segment said last of a limit */
bool ja_limits_noun(struct ja *j, struct crit_node *limits, const struct ja_np *np);
struct crit_node *ja_deny_noun(struct ja *j, struct ja_seg *s, struct crit_node *e);
void ja_deny_limit(struct ja *j, struct ja_seg *s);
/* criteria_ja_ability.c: segments that end in an ability, with names before it; NULL: no names */
struct crit_node *ja_of_ability(struct ja *j, struct ja_seg *segs, size_t first, size_t last);
/* Reasons in front of what is not possible go: how many segments are left. */
size_t ja_drop_reasons(struct ja_seg *segs, size_t n);
/* criteria_ja_cut.c: items [from, to) as segments; how many */
size_t ja_cut(struct ja *j, size_t from, size_t to, struct ja_seg **ret);
/* criteria_ja_ellipsis.c: segment b says of a's noun that it was once; the second of two verbs gets
   the noun of the first */
bool ja_merges_history(struct ja_seg *a, struct ja_seg *b);
void ja_fill_ellipsis(struct ja *j, struct ja_seg *segs, size_t i);
/* criteria_ja_share.c: what the last of a list gives to one before it */
/* A time in front of several verbs. */
void ja_share_time(const struct ja *j, struct ja_seg *segs, size_t n);
/* The gene of s is as the last one of e: KRAS、NRAS野生型の. */
void ja_share_state(const struct ja *j, struct ja_seg *s, const struct crit_node *e);
/* RAS遺伝子が|野生型: what the gene is like, no name of its own. */
bool ja_seg_takes_alteration(const struct ja *j, struct ja_seg *s, const struct lex_token *t);
/* The gene of the first of several variants to those behind it: EGFRのexon 19欠失又はL858R変異. */
void ja_share_gene(struct ja *j, struct crit_node *e, const struct ja_np *first);
void ja_seg_share(struct ja *j, struct ja_seg *s, const struct ja_seg *last);
/* 心・肝・腎疾患: what stands behind the last part of the body. */
void ja_share_organ(struct ja *j, struct ja_seg *s, const struct ja_seg *last);
/* Whether what stands before the noun of a, of two, is not said of b too. */
bool ja_seg_keeps_modifier(const struct ja_seg *a, const struct ja_seg *b);
/* A drug or therapy by name alone, where crit_parse.told says what of it. */
void ja_seg_tell_alone(const struct ja *j, struct ja_seg *s);

/* criteria_ja_join.c: what segments told, with the connective in front */
struct ja_part {
    struct crit_node *e;
    size_t first, last; /* segments */
    enum lex_class before;
    bool comma, person; /* person: 患者 stands behind it */
};
struct crit_node *ja_join(struct ja *j, const struct ja_part *p, size_t from, size_t to);
/* criteria_ja_bracket.c: what the brackets behind each of n members of a list leave out */
void ja_leave_out_own(struct ja *j, struct ja_seg *segs, size_t n, enum crit_type type,
                      bool negated);
/* Whether the bracket of `last` is of the part before it too; p: n parts. */
bool ja_shares_bracket(const struct ja *j, const struct ja_seg *segs, const struct ja_part *p,
                       size_t n, const struct ja_part *last);
/* Whether the bracket before item `to` tells when all limits of e were measured. */
bool ja_is_tail_window(const struct ja *j, const struct crit_node *e, size_t to,
                       struct ja_window *ret);
/* Whether e says anything that its words do not already keep to women (妊娠中の女性). */
bool ja_needs_sex(const struct crit_node *e);
struct crit_node *ja_of_person(const struct ja *j, struct crit_node *e, struct crit_node *person);
/* criteria_ja_kinds.c: whether trees are positive concepts of one kind, of which somebody has one
 */
bool ja_are_of_one_kind(struct crit_node *const *e, size_t n);
bool ja_parts_choose(const struct ja *j, const struct ja_part *p, size_t from, size_t to);
/* AとBと診断された, AとBを含む治療: both of them. */
bool ja_asks_both(const struct ja_seg *segs, size_t first, size_t last, enum ja_pred pred,
                  struct crit_node *const *e);
/* e, what the segments [first, last] told under the predicate, as alternatives. */
struct crit_node *ja_choice(struct ja *j, const struct ja_seg *segs, size_t first, size_t last,
                            enum ja_pred pred, struct crit_node **e);
/* criteria_ja_scope.c: いずれか, so many or all of what stands before */
bool ja_seg_is_quantified(const struct ja_seg *s);
/* What the last parts say of those before them; how many parts are left. */
size_t ja_scope(struct ja *j, const struct ja_seg *segs, struct ja_part *p, size_t n);
