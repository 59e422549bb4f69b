/* What a sentence tells of other times, other people and parts of a thing: criteria_ja_doubt.c. */
#pragma once
#include "search/criteria_ja.h"

/* e, read from tokens [from, to), without what is not the person's own now. */
struct crit_node *ja_doubt(const struct crit_parse *p, size_t from, size_t to, struct crit_node *e);
/* e, read from the whole of p, with what is no hard limit (原則として, 概ね, 望ましい) as something
   that only the site knows: nobody is refused for it. */
struct crit_node *ja_soften(const struct crit_parse *p, struct crit_node *e);
/* The same of a list whose head p is. */
struct crit_node *ja_soften_list(const struct crit_parse *p, struct crit_node *e);
/* e, read from the whole of p: how long the trial's own disease lasts says nothing of another that
   an exclusion names (脳卒中の既往（発症後3か月以上は除く）). */
struct crit_node *ja_doubt_durations(const struct crit_parse *p, struct crit_node *e);
