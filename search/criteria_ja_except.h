/* Exceptions and conditions: (…は除く), ただし…の場合は…, …では…. */
#pragma once
#include "search/criteria_ja.h"

/* The exceptions in brackets of items [from, to) on what has been read of them. */
struct crit_node *ja_read_exceptions(struct ja *j, size_t from, size_t to, struct crit_node *e);
/* Tokens [from, to) speak of e: ただし… */
struct crit_node *ja_except(const struct crit_parse *p, struct crit_node *e, size_t from,
                            size_t to);
/* The whole of items [from, to) is conditional (男性で…、女性で…; …の場合は…); NULL: it is not. */
struct crit_node *ja_conditional(struct ja *j, size_t from, size_t to);
/* 男性450超、女性470超: limits of one thing; NULL: they are none. */
struct crit_node *ja_limits_by_sex(const struct crit_parse *p, uint16_t attr, size_t from,
                                   size_t to);
