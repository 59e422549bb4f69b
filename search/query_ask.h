/*
 * Words of a question that look for nothing: how people ask (参加できる治験を探しています), and
 * which statuses and ages are filters. Only search/query.c includes this.
 */
#pragma once
#include "search/query.h"

/* Nothing but words of asking and particles: the first that is no particle; NULL when there is more
 * in it. */
const struct token *query_asking_find(const struct tok_list *words);
/* Filters stand beside all other words: under OR and NOT they are words. */
void query_hints_settle(struct query *q);
