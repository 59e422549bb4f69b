/* What a sentence tells of other times, other people and parts of a thing: criteria_ja_doubt.c. */
#pragma once
#include "search/criteria_ja.h"

/* e, read from tokens [from, to), without what is not the person's own now. */
struct crit_node *ja_doubt(const struct crit_parse *p, size_t from, size_t to, struct crit_node *e);
