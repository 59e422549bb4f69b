/* Help for the two files that make trees of nouns: criteria_ja_noun.c, criteria_ja_fact.c. */
#pragma once
#include "search/criteria_ja.h"

void ja_np_set_span(const struct ja *j, struct crit_node *e, uint32_t begin, uint32_t end);
struct crit_node *ja_np_word_atom(const struct ja *j, uint16_t attr, const char *word,
                                  const struct ja_np *np);
struct crit_node *ja_np_opaque_of(const struct ja *j, const struct ja_np *np);
/* The whole name from `begin`, its severity word with it, without 患者 and the like. */
char *ja_np_name(const struct ja *j, const struct ja_np *np, uint32_t begin);
/* criteria_ja_allergy.c */
struct crit_node *ja_np_allergy(const struct ja *j, const struct ja_np *np);
/* E and something that was not understood. */
struct crit_node *ja_np_restricted(const struct ja *j, struct crit_node *e, const struct ja_np *np);
struct crit_window ja_np_now_or(const struct ja_window *w);
bool ja_np_is_past(const struct ja_say *say);

/* How long the disease of np lasts, by the window. */
struct crit_node *ja_np_duration(const struct ja *j, const struct ja_np *np,
                                 const struct ja_window *w);
struct crit_node *ja_np_fact(const struct ja *j, const struct ja_np *np, const struct ja_say *say);
struct crit_node *ja_np_able(const struct ja *j, const struct ja_np *np, const struct ja_say *say);
struct crit_node *ja_np_marker(const struct ja *j, const struct ja_np *np,
                               const struct ja_say *say);
struct crit_node *ja_np_state(const struct ja *j, const struct ja_np *np);
