/* The Japanese grammar's own parts: tokens → items → segments → groups → tree. */
#pragma once
#include "search/criteria_inner.h"
#include "search/criteria_split.h"

enum ja_kind { JA_TOKEN, JA_VALUE, JA_WINDOW, JA_GROUP };

struct ja_window {
    struct crit_window w;
    bool at_least;       /* 以上前, 以上経過: that long and longer */
    bool since;          /* 発症から, 診断後: a duration of disease */
    bool bounded, below; /* 1年以上5年未満: upper is the other end, 未満 of it */
    struct crit_window upper;
    bool postop;
    bool open;   /* に, の: holds for what follows */
    bool behind; /* of the verb before it: 受けてから4週間以内 */
    bool of;     /* の: of the noun that follows */
    bool own;    /* in brackets behind its noun: not of a list */
    bool alone;  /* で or nothing behind it: told by itself (診断から5年以内で、) */
};
struct ja_item {
    enum ja_kind kind;
    size_t first, last; /* tokens [first, last) */
    struct crit_value value;
    struct ja_window window;
    bool told; /* a bracket that is no exception any more */
};
struct ja {
    struct crit_parse p;
    struct ja_item *items;
    size_t n, cap;
    enum crit_list list; /* what a head before a colon says of the list behind it */
};

/* What a noun is. */
enum ja_noun {
    JA_NO_NOUN,
    JA_NAME, /* text: a disease, drug, operation … by its ending */
    JA_FACT, /* a fact of the tables */
    JA_ABLE,
    JA_MARKER,
    JA_STATE,
    JA_ALLERGY, /* of the names before it */
    JA_UNSEEN,  /* what no attribute holds */
    JA_EXTRA    /* a tree that is already made */
};
struct ja_np {
    enum ja_noun what;
    uint32_t begin, end;           /* bytes of the text, modifiers that belong to the value too */
    uint32_t bare;                 /* where the name without severity begins */
    bool spread;                   /* its severity word holds for the names behind it */
    const struct lex_sense *sense; /* fact, able, marker, state */
    const char *kind;              /* of a name: disease, drug …; NULL unknown */
    unsigned flags;                /* endings of a fact or state */
    bool vague;                    /* restricted by words that were not understood */
    bool such;                     /* など: beside a name that stands for more */
    struct crit_node *tree;        /* JA_EXTRA */
    struct crit_node *limit;       /* in brackets behind it: 心不全(NYHA Ⅲ度以上) */
    const char *tail;              /* what the name shares with a later one: 系抗菌薬 */
    size_t ex_from, ex_to;         /* tokens of names in brackets behind it */
    bool purpose;                  /* of the disease itself: 進行・再発に対する */
};

/* What is said of nouns. */
enum ja_pred {
    JA_NO_PRED,
    JA_HAVE,
    JA_DX,
    JA_COMORB,
    JA_PAST,    /* 既往 */
    JA_EVER,    /* 合併又は既往 */
    JA_DEVELOP, /* 発症した */
    JA_TAKE,    /* 服用中 */
    JA_HAD,     /* 投与を受けた, 治療歴 */
    JA_HAD_SURGERY,
    JA_JOIN,
    JA_POSITIVE,
    JA_NEGATIVE,
    JA_CAN,
    JA_CANNOT,
    JA_AGREE,
    JA_WASHOUT, /* 投与から … 経過 */
    JA_UNKNOWN
};
struct ja_say {
    enum ja_pred pred;
    unsigned flags; /* LEX_NOT */
    bool quoted;    /* と診断された */
    struct ja_window window;
    uint32_t begin, end;
};

/* criteria_ja_items.c */
void ja_read_items(struct ja *j, size_t from, size_t to);
/* criteria_ja_value.c: tokens taken, 0 when none is there; attr: the measured thing before */
size_t ja_read_value(const struct ja *j, size_t at, size_t to, uint16_t attr,
                     struct crit_value *ret);
/* criteria_ja_window.c */
enum crit_anchor ja_anchor_named(const char *value);
size_t ja_read_window(const struct ja *j, size_t at, size_t to, struct ja_window *ret);
/* criteria_ja_noun.c: one noun under one predicate */
struct crit_node *ja_noun(const struct ja *j, const struct ja_np *np, const struct ja_say *say);
bool ja_is_any_drug(const char *name);  /* 薬剤: no drug by name */
bool ja_is_histology(const char *name); /* 腺癌 … : criteria_ja_group.c */
/* criteria_ja_clause.c: items [from, to) */
struct crit_node *ja_clause(struct ja *j, size_t from, size_t to);
/* criteria_ja_special.c: consent, judgement, what is always true; NULL when it is none of them */
struct crit_node *ja_special(struct ja *j, size_t from, size_t to);
/* criteria_ja_prepare.c: the tokens as the grammar takes them, in their place; how many */
size_t ja_prepare(const struct crit_parse *p, struct lex_token *t, size_t n);
/* criteria_ja_purpose.c: how many tokens from `at` on tell what lines of therapy are counted for.
 */
size_t ja_purpose(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n);
/* criteria_ja_at_consent.c: how many tokens from `at` on are the time of consent. */
size_t ja_at_consent(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n);
/* cT1-2N0M0乳癌: two tokens. */
void ja_split_classes(void *tmp, const char *text, struct lex_tokens *all);
/* Whether the lexicon, which must be there, has bytes [begin, end) of the text as one name. */
bool ja_is_known_name(const struct crit_parse *p, uint32_t begin, uint32_t end);
/* し, ており, され, で: the sentence goes on and what stands before holds */
bool ja_joins(const struct crit_parse *p, const struct lex_token *t);
/* Whether t is no name but a verb that no table knows and the sentence goes on behind. */
bool ja_is_unknown_verb(const struct crit_parse *p, const struct lex_token *t);
/* criteria_read_ja.c: tokens [from, to) as sentences of their own */
struct crit_node *ja_tokens(const struct crit_parse *p, enum crit_kind kind, size_t from,
                            size_t to);
bool ja_tokens_are(const struct crit_parse *p, size_t from, size_t to, const char *text);

static inline const struct lex_token *ja_token(const struct ja *j, const struct ja_item *i)
{
    return &j->p.tokens[i->first];
}
static inline bool ja_is_class(const struct ja *j, size_t item, enum lex_class c)
{
    return item < j->n && j->items[item].kind == JA_TOKEN &&
           j->p.tokens[j->items[item].first].class == c;
}
static inline bool ja_is_ptc(const struct ja *j, size_t item, const char *value)
{
    return item < j->n && j->items[item].kind == JA_TOKEN &&
           lex_is(&j->p.tokens[j->items[item].first], LEX_PTC, value);
}
static inline bool ja_is_verb(const struct ja *j, size_t item, const char *value)
{
    return item < j->n && j->items[item].kind == JA_TOKEN &&
           lex_is(&j->p.tokens[j->items[item].first], LEX_VERB, value);
}
