/* Exceptions and conditions: (…は除く), ただし…の場合は…, …では…. */
#pragma once
#include "search/criteria_ja.h"

/* The exceptions in brackets of items [from, to) on what has been read of them. */
struct crit_node *ja_read_exceptions(struct ja *j, size_t from, size_t to, struct crit_node *e);
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

/* Measured things, to be given to values that name none. */
struct ja_attrs {
    uint16_t all[8];
    size_t n;
};
/* The measured things in front: AST が, ALT は. Behind them; `from` when there are none. */
size_t ja_leading_attrs(const struct crit_parse *p, size_t from, size_t to, struct ja_attrs *a);
/* Where a condition ends: [ret, *behind) is its mark (では, の場合は, 男性で); `to`: there is none.
 */
size_t ja_condition_end(const struct crit_parse *p, size_t from, size_t to, size_t *behind);
/* The first token of the class outside brackets; `to`: there is none. */
size_t ja_find(const struct crit_parse *p, size_t from, size_t to, enum lex_class c);
/* A word whose topic is a condition: 女性は; 男性で12.0未満, 男性12.0以上; 75歳以上は7.5%. */
bool ja_is_topic(const struct crit_parse *p, size_t i, size_t to);
/* Conditions are read like exclusions: another disease is a comorbidity; the sex is told. */
struct crit_node *ja_condition(const struct crit_parse *p, size_t from, size_t to);
/* The value as a limit of each of the things in `a`; NULL when it is none of one of them. */
struct crit_node *ja_revalued(const struct crit_parse *p, const struct ja_attrs *a,
                              const struct crit_value *v, enum crit_kind kind);
size_t ja_skip_idle(const struct crit_parse *p, size_t from, size_t to);

/* criteria_ja_condition.c */
/* What stands before a condition and is no part of it: Xと診断され、HbA1cが65歳以上では…, A、又は
   QTcが男性で…、女性で…. NULL: tokens [from, to) are not like that. */
struct crit_node *ja_lead_and_conditional(const struct crit_parse *p, size_t from, size_t to);
/* Whether the line that ends at `to` was broken inside its sentence. */
bool ja_line_goes_on(const struct crit_parse *p, size_t from, size_t to);
