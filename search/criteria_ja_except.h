/* Exceptions and conditions: (…は除く), ただし…の場合は…, …では…. */
#pragma once
#include "search/criteria_ja.h"

/* The exceptions in brackets of items [from, to) on what has been read of them. */
struct crit_node *ja_read_exceptions(struct ja *j, size_t from, size_t to, struct crit_node *e);
/* Another limit for some, in a sentence of its own: criteria_ja_except.c */
struct crit_node *ja_other_limit(const struct crit_parse *p, struct crit_node *e, size_t from,
                                 size_t to);
/* Tokens [from, to) speak of e: ただし… */
struct crit_node *ja_except(const struct crit_parse *p, struct crit_node *e, size_t from,
                            size_t to);
/* The whole of tokens [from, to) is conditional (男性で…、女性で…; …の場合は…); NULL: it is not. */
struct crit_node *ja_conditional(const struct crit_parse *p, size_t from, size_t to);
/* 男性450超、女性470超: limits of one thing; NULL: they are none. */
struct crit_node *ja_limits_by_sex(const struct crit_parse *p, uint16_t attr, size_t from,
                                   size_t to);

/* E, but not x: a drug or therapy of the same list is left out of it (another one counts still). */
struct crit_node *ja_leave_out(void *ctx, struct crit_node *e, struct crit_node *x);

/* Of those of c, `then` is told beside e: tokens [from, behind) and [behind, to). */
struct ja_other {
    struct crit_node *e, *c, *then;
    bool replaces; /* … another limit of the same things */
    size_t from, behind, to;
};
/* criteria_ja_allow.c: what lets them in besides; NULL: it does not. */
struct crit_node *ja_allowed(const struct crit_parse *p, const struct ja_other *o);

/* criteria_ja_loosen.c */
/* Whether the words end in 可, できる, よい, 不問: they let somebody in. */
bool ja_loosens(const struct crit_parse *p, size_t from, size_t to);
/* … whom e keeps out: a bracket behind it. */
bool ja_allows_too(const struct crit_parse *p, struct crit_node *e, size_t from, size_t to);
/* A limit that x, told from token `from`, are excepted from; NULL: e is none. */
struct crit_node *ja_exempt(const struct crit_parse *p, struct crit_node *e, struct crit_node *x,
                            size_t from, size_t end);
/* （Xは不問） behind a limit; NULL: it is not so. */
struct crit_node *ja_unasked(const struct crit_parse *p, struct crit_node *e, size_t from,
                             size_t to);
/* A sentence that speaks of e without ただし; NULL: it speaks for itself. */
struct crit_node *ja_next_sentence(const struct crit_parse *p, struct crit_node *e, size_t from,
                                   size_t to);
/* A、Bも可: B beside A; NULL: tokens [from, to) are not like that. */
struct crit_node *ja_also_allowed(const struct crit_parse *p, size_t from, size_t to);

/* criteria_ja_lead.c */
/* What stands before a condition and is no part of it: Xと診断され、HbA1cが65歳以上では…, A、又は
   QTcが男性で…、女性で…. NULL: tokens [from, to) are not like that. */
struct crit_node *ja_lead_and_conditional(const struct crit_parse *p, size_t from, size_t to);
/* Whether the line that ends at `to` was broken inside its sentence. */
bool ja_line_goes_on(const struct crit_parse *p, size_t from, size_t to);
