/* Conditions (男性では, 75歳以上は, …の場合は) and values for who fulfils them. */
#pragma once
#include "search/criteria_ja.h"

/* The measured things of a tree, to be given to values that name none. */
struct ja_attrs {
    uint16_t all[8];
    size_t n;
};
/* The first token of the class outside brackets; `to`: there is none. */
size_t ja_find_class(const struct crit_parse *p, size_t from, size_t to, enum lex_class c);
/* A word whose topic is a condition: 女性は; 男性で12.0未満, 男性12.0以上; 75歳以上は7.5%. */
bool ja_is_topic(const struct crit_parse *p, size_t i, size_t to);
/* Where a condition ends: [ret, *behind) is its mark (では, の場合は, 男性で). */
size_t ja_condition_end(const struct crit_parse *p, size_t from, size_t to, size_t *behind);
/* Read like exclusions: another disease is a comorbidity; the sex is told. */
struct crit_node *ja_condition(const struct crit_parse *p, size_t from, size_t to);
/* For crit_walk: the measured things into struct ja_attrs. */
void ja_collect_attrs(void *arg, struct crit_node *e);
/* The things of `a` with another value; NULL when one cannot have it. */
struct crit_node *ja_revalued(const struct crit_parse *p, const struct ja_attrs *a,
                              const struct crit_value *v, enum crit_kind kind);
/* Behind words that say nothing before a value. */
size_t ja_skip_idle(const struct crit_parse *p, size_t from, size_t to);
/* The measured things in front: AST が, ALT は. Behind them; `from` when there are none. */
size_t ja_leading_attrs(const struct crit_parse *p, size_t from, size_t to, struct ja_attrs *a);
