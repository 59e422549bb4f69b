/* Some of the people who were told before: Xのうち、Y. */
#pragma once
#include "search/criteria_ja.h"

/* のうち, うち. */
bool ja_is_among(const struct crit_parse *p, const struct lex_token *t);
/* Tokens [from, to): who, and what is said of some of them; NULL: they are not like that. */
struct crit_node *ja_among(const struct crit_parse *p, size_t from, size_t to);
