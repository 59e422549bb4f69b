/*
 * Building and looking at criterion trees (criteria.h). All nodes are owned by the context they
 * are made in; helpers that take nodes take them over.
 */
#pragma once
#include "search/criteria.h"

struct crit_node *crit_new(void *ctx, enum crit_type type, uint32_t begin, uint32_t end);
/* An atom with nothing but attribute and operation; confidence 1. */
struct crit_node *crit_new_atom(void *ctx, uint16_t attr, enum crit_op op, uint32_t begin,
                                uint32_t end);
struct crit_node *crit_new_word(void *ctx, uint16_t attr, enum crit_op op, const char *word,
                                uint32_t begin, uint32_t end);
struct crit_node *crit_new_number(void *ctx, uint16_t attr, enum crit_op op, double number,
                                  uint32_t begin, uint32_t end);
struct crit_node *crit_new_true(void *ctx);
struct crit_node *crit_not(void *ctx, struct crit_node *e); /* not not E = E; absent for a flag */
/* `e` of type and/or; children of the same type are taken up flat; the span grows. */
void crit_add(void *ctx, struct crit_node *e, struct crit_node *child);
void crit_atom_add_word(void *ctx, struct crit_atom *a, const char *word);
void crit_atom_add_number(void *ctx, struct crit_atom *a, double n);
/* a AND b, a OR b; NULL stands for nothing. */
struct crit_node *crit_join(void *ctx, enum crit_type type, struct crit_node *a,
                            struct crit_node *b);
/* Any k of the n trees (2 of 3: the pairs). */
struct crit_node *crit_some_of(void *ctx, struct crit_node **all, size_t n, int k);
struct crit_node *crit_copy(void *ctx, const struct crit_node *e);
void crit_shift(struct crit_node *e, uint32_t by); /* all spans */
bool crit_is_true(const struct crit_node *e);
bool crit_has_type(const struct crit_node *e, enum crit_type type);
/* Calls visit for every atom. */
typedef void crit_visit_fn(void *arg, struct crit_node *atom);
void crit_walk(struct crit_node *e, crit_visit_fn *visit, void *arg);
/* Without doubles, without nesting, without what is always true; ordinals and limits of one
   attribute made one. What every reader's tree goes through (CONVENTIONS of the sets). */
struct crit_node *crit_tidy(void *ctx, struct crit_node *e);
/* What the tree covers: opaque alone none, an opaque part or a modifier partial. */
enum crit_coverage crit_coverage_of(const struct crit_node *e);
/* Both at once is nobody: numbers of one thing that do not meet. */
bool crit_excludes(const struct crit_node *a, const struct crit_node *b);
bool crit_same(const struct crit_node *a, const struct crit_node *b);
bool crit_same_window(const struct crit_window *a, const struct crit_window *b);
/* criteria_denied.c: an exclusion e that denies, as it keeps nobody out for certain when what it
   denies is harm (a disease, an allergy, a remedy). */
struct crit_node *crit_open_denied(void *ctx, struct crit_node *e);
/* The same for the parts of e that can mean nothing else: what no trial looks for by keeping out
   those who do not have it. */
struct crit_node *crit_open_unwanted(void *ctx, struct crit_node *e);
