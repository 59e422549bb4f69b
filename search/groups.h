/*
 * What facets by concept count: the groups of diseases right below 疾患 and the cancers by organ,
 * the classes of drugs right below 医薬品; of each list at most GROUPS_MAX, those with most below
 * them. Worked out from the lexicon of a generation, so indexer and search agree on the numbers:
 * group n is bit n of the columns' sets.
 */
#pragma once
#include "search/lexicon.h"

enum group_list { GROUPS_CONDITION, GROUPS_DRUG_CLASS, GROUPS_LISTS };
enum { GROUPS_MAX = 63 };
struct groups {
    uint32_t concepts[GROUPS_MAX]; /* rising */
    size_t n;
};
void groups_read(const struct lexicon *x, enum group_list list, struct groups *ret);
