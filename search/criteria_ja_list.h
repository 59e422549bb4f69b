/*
 * What the head of a list says of the things behind it: all, any, so many or none of them; their
 * window; that they are past. Heads stand on lines above their items or before a colon.
 */
#pragma once
#include "search/criteria_ja.h"

enum ja_how {
    JA_ALL_OF,
    JA_ANY_OF,
    JA_SOME_OF,
    JA_NONE_OF,
    JA_NOT_ALL,
    JA_UNCLEAR /* denied in a way that may mean either */
};
struct ja_list_head {
    enum ja_how how;
    int least;           /* of JA_SOME_OF */
    enum crit_kind kind; /* as what the items are read: the other one where the head denies */
    struct crit_window window;
    bool kinds; /* すべて, 条件 and 満たす do not stand there: what is of one kind is a choice */
    bool rest;  /* says more than that a list comes */
    bool risks; /* of other diseases: 危険因子 */
    bool past;  /* 以下の既往 */
    bool ever;  /* 以下の合併又は既往 */
    struct ja_say say; /* of names that stand alone: 以下の薬剤を服用, 以下の治療歴; JA_HAVE: an
                          allergy to them */
    bool therapies; /* a list of drugs or therapies … */
    bool unsaid;    /* … of which something else is said than that they were had (を予定) */
    bool unread;    /* … with words that were not understood: 一定用量で */
    bool refers;    /* 以下の, 次の: it is a list's head whatever stands behind */
    bool beside;    /* A又は以下の: the list stands beside what is told */
    size_t who;     /* the token of 女性 + 1, in an inclusion */
    size_t from;
    size_t told_to; /* the tokens before it say the rest */
};
/* criteria_ja_list_therapy.c: whether t, behind the reference, is a word of therapy; what it says
   of the names listed goes to the head. */
bool ja_list_takes_therapy(const struct crit_parse *p, const struct lex_token *t,
                           struct ja_list_head *h);
/* Tokens [from, to) of p. */
void ja_list_head_read(const struct crit_parse *p, size_t from, size_t to, struct ja_list_head *h);
/* The head is the first of the items: A、または 1) B. */
void ja_list_first_of(const struct crit_parse *p, size_t to, struct ja_list_head *h);
/* The words of tokens [from, to) as they are written: ① stays a mark; how they join their list. */
const char *ja_list_source(const struct crit_parse *p, size_t from, size_t to, size_t *len);
enum crit_list ja_list_of(const struct crit_parse *p, size_t from, size_t to);
/* What the head says of the trees of its items, and the rest that it says. */
struct crit_node *ja_list_tell(const struct crit_parse *p, size_t from, size_t to,
                               const struct ja_list_head *h, struct crit_node **items, size_t n);
/* 以下のいずれかを満たす: A、B — a head before a colon and its list in one sentence; NULL when
   [from, to) is none. */
struct crit_node *ja_list_sentence(const struct crit_parse *p, size_t from, size_t to);
