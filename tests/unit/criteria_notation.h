/*
 * A criterion's tree in the notation of tests/cases/criteria: what a clinician can read.
 *
 *   age [20, 75) year            between, ] the end counts, ) it does not
 *   platelets >= 100000 /uL      sex = female     stage in II, III
 *   comorbidity 高血圧           no pregnant      allergy any
 *   ... @4 week before enrollment   @at consent   (past) (ever) (current)  except X, Y
 *   A and B   A or B   not (A)   if A then B else C
 *   ?  not understood    DOCTOR decides    CONSENT    ALWAYS true
 */
#pragma once
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/criteria.h"
#include <stdio.h>
#include <string.h>

struct notation {
    char *s;
};

static inline void note_put(struct notation *n, const char *s)
{
    n->s = mem_check(talloc_asprintf_append_buffer(n->s, "%s", s));
}

static inline void note_number(struct notation *n, double d)
{
    n->s = mem_check(talloc_asprintf_append_buffer(n->s, "%.6g", d));
}

static inline void note_value(struct notation *n, const struct crit_atom *a, size_t i)
{
    if (a->words)
        note_put(n, a->words[i]);
    else
        note_number(n, a->numbers[i]);
}

static inline void note_values(struct notation *n, const struct crit_atom *a)
{
    static const char *const ops[] = {
#define NOTE_OP(symbol, json) json,
        CRIT_OP_LIST(NOTE_OP)
#undef NOTE_OP
    };
    if (a->op == CRIT_OP_BETWEEN) {
        note_put(n, a->open_low ? " (" : " [");
        note_value(n, a, 0);
        note_put(n, ", ");
        note_value(n, a, 1);
        note_put(n, a->open_high ? ")" : "]");
        return;
    }
    note_put(n, " ");
    if (a->op != CRIT_OP_IS && a->n) {
        note_put(n, ops[a->op]);
        note_put(n, " ");
    }
    for (size_t i = 0; i < a->n; i++) {
        note_put(n, i ? ", " : "");
        note_value(n, a, i);
    }
}

static inline void note_window(struct notation *n, const struct crit_window *w)
{
    static const char *const units[] = {"", "day", "week", "month", "year"};
    static const char *const dirs[] = {"at", "before", "after", "within"};
    static const char *const anchors[] = {
#define NOTE_ANCHOR(symbol, json) json,
        CRIT_ANCHOR_LIST(NOTE_ANCHOR)
#undef NOTE_ANCHOR
    };
    if (!w->set)
        return;
    note_put(n, " @");
    if (w->n >= 0) {
        note_number(n, w->n);
        note_put(n, " ");
        note_put(n, units[w->unit]);
        note_put(n, " ");
    }
    note_put(n, dirs[w->dir]);
    note_put(n, " ");
    note_put(n, anchors[w->anchor]);
}

static inline void note_atom(struct notation *n, const struct crit_atom *a)
{
    static const char *const histories[] = {"", " (current)", " (past)", " (ever)"};
    const struct attribute *t = &attributes[a->attr];
    note_put(n, a->op == CRIT_OP_ABSENT ? "no " : "");
    note_put(n, t->id);
    if (a->n)
        note_values(n, a);
    else if (t->kind == ATTR_CONCEPT)
        note_put(n, " any");
    if (t->kind == ATTR_NUMBER) {
        note_put(n, " ");
        note_put(n, a->scale == CRIT_XULN ? "xULN" : t->unit);
    }
    note_window(n, &a->window);
    note_put(n, histories[a->history]);
    for (size_t i = 0; i < a->n_except; i++) {
        note_put(n, i ? ", " : " except ");
        note_put(n, a->except[i]);
    }
}

static inline void note_expr(struct notation *n, const struct crit_node *e);

static inline void note_inner(struct notation *n, const struct crit_node *e)
{
    bool list = (e->type == CRIT_AND || e->type == CRIT_OR) && e->n > 0;
    bool brackets = list || e->type == CRIT_IF;
    note_put(n, brackets ? "(" : "");
    note_expr(n, e);
    note_put(n, brackets ? ")" : "");
}

static inline void note_list(struct notation *n, const struct crit_node *e, const char *word)
{
    if (e->n == 0)
        note_put(n, e->type == CRIT_AND ? "ALWAYS" : "NEVER");
    for (size_t i = 0; i < e->n; i++) {
        note_put(n, i ? word : "");
        note_inner(n, e->children[i]);
    }
}

static inline void note_if(struct notation *n, const struct crit_node *e)
{
    static const char *const words[] = {"if ", " then ", " else "};
    for (size_t i = 0; i < e->n && i < 3; i++) {
        note_put(n, words[i]);
        note_inner(n, e->children[i]);
    }
}

static inline void note_expr(struct notation *n, const struct crit_node *e)
{
    switch (e->type) {
    case CRIT_AND:
        note_list(n, e, " and ");
        break;
    case CRIT_OR:
        note_list(n, e, " or ");
        break;
    case CRIT_NOT:
        note_put(n, "not ");
        note_inner(n, e->children[0]);
        break;
    case CRIT_IF:
        note_if(n, e);
        break;
    case CRIT_ATOM:
        note_atom(n, e->atom);
        break;
    case CRIT_CONSENT:
        note_put(n, "CONSENT");
        break;
    case CRIT_JUDGEMENT:
        note_put(n, "DOCTOR");
        break;
    case CRIT_OPAQUE:
        note_put(n, "?");
        break;
    }
}

/* One criterion: "full: age >= 20 year". Several are divided by " | ". Owned by ctx. */
static inline char *notation_of(void *ctx, const struct crits *c)
{
    static const char *const coverages[] = {"none", "partial", "full"};
    struct notation n = {mem_strdup(ctx, "")};
    for (size_t i = 0; i < c->n; i++) {
        note_put(&n, i ? " | " : "");
        note_put(&n, coverages[c->items[i].coverage]);
        note_put(&n, ": ");
        note_expr(&n, c->items[i].expr);
    }
    return n.s;
}
