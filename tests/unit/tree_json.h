/* The JSON of an expression (eligibility.md §2) → tree, for tests and measurements. Anything odd
   fails the test by returning NULL. */
#pragma once
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/criteria.h"
#include "search/facts.h"

static inline int tree_index(const char *const *names, int n, const char *s)
{
    for (int i = 0; s && i < n; i++) {
        if (strcmp(names[i], s) == 0)
            return i;
    }
    return -1;
}

static inline void tree_window(const json_t *w, struct crit_window *ret)
{
    static const char *const units[] = {"", "day", "week", "month", "year"};
    static const char *const dirs[] = {"", "before", "after", "within"};
    static const char *const anchors[] = {
#define TREE_ANCHOR(symbol, json) json,
        CRIT_ANCHOR_LIST(TREE_ANCHOR)
#undef TREE_ANCHOR
    };
    int unit = tree_index(units, 5, json_string_value(json_object_get(w, "unit")));
    int dir = tree_index(dirs, 4, json_string_value(json_object_get(w, "dir")));
    int anchor =
        tree_index(anchors, CRIT_ANCHOR_COUNT, json_string_value(json_object_get(w, "anchor")));
    const json_t *n = json_object_get(w, "n");
    ret->set = true;
    ret->n = n ? json_number_value(n) : -1;
    ret->unit = (enum crit_unit)(unit < 0 ? 0 : unit);
    ret->dir = (enum crit_dir)(dir < 0 ? 0 : dir);
    ret->anchor = (enum crit_anchor)(anchor < 0 ? 0 : anchor);
}

static inline char **tree_words(void *ctx, const json_t *list, size_t *ret_n)
{
    size_t n = json_is_array(list) ? json_array_size(list) : list != NULL;
    char **words = MEM_ARRAY(ctx, char *, n + 1);
    for (size_t i = 0; i < n; i++)
        words[i] = mem_strdup(
            ctx, json_string_value(json_is_array(list) ? json_array_get(list, i) : list));
    *ret_n = n;
    return words;
}

static inline void tree_values(void *ctx, const json_t *o, struct crit_atom *a)
{
    const json_t *v =
        json_object_get(o, "values") ? json_object_get(o, "values") : json_object_get(o, "value");
    const json_t *first = json_is_array(v) ? json_array_get(v, 0) : v;
    if (json_is_string(first)) {
        a->words = tree_words(ctx, v, &a->n);
        return;
    }
    a->n = json_is_array(v) ? json_array_size(v) : v != NULL;
    a->numbers = MEM_ARRAY(ctx, double, a->n + 1);
    for (size_t i = 0; i < a->n; i++)
        a->numbers[i] = json_number_value(json_is_array(v) ? json_array_get(v, i) : v);
}

static inline struct crit_atom *tree_atom(void *ctx, const json_t *o)
{
    static const char *const ops[] = {
#define TREE_OP(symbol, json) json,
        CRIT_OP_LIST(TREE_OP)
#undef TREE_OP
    };
    static const char *const histories[] = {"", "current", "past", "ever"};
    struct crit_atom *a = MEM_NEW(ctx, struct crit_atom);
    const char *attr = json_string_value(json_object_get(o, "attr"));
    const char *unit = json_string_value(json_object_get(o, "unit"));
    const json_t *incl = json_object_get(o, "incl");
    int op = tree_index(ops, CRIT_OP_COUNT, json_string_value(json_object_get(o, "op")));
    int history = tree_index(histories, 4, json_string_value(json_object_get(o, "history")));
    if (!attr || op < 0 || !attribute_find(attr, strlen(attr), &a->attr))
        return NULL;
    a->op = (enum crit_op)op;
    a->history = (enum crit_history)(history < 0 ? 0 : history);
    a->scale = unit && strcmp(unit, "xULN") == 0 ? CRIT_XULN : CRIT_CANONICAL;
    const json_t *confidence = json_object_get(o, "confidence");
    a->confidence = confidence ? json_number_value(confidence) : 1;
    tree_values(ctx, o, a);
    a->open_low = incl && !json_is_true(json_array_get(incl, 0));
    a->open_high = incl && !json_is_true(json_array_get(incl, 1));
    if (json_object_get(o, "window"))
        tree_window(json_object_get(o, "window"), &a->window);
    a->except = tree_words(ctx, json_object_get(o, "except"), &a->n_except);
    return a;
}

static inline struct crit_node *tree_read(void *ctx, const json_t *o);

static inline bool tree_children(void *ctx, const json_t *o, struct crit_node *e)
{
    static const char *const parts[] = {"if", "then", "else"};
    const json_t *list = json_object_get(o, e->type == CRIT_AND ? "and" : "or");
    size_t n = json_is_array(list) ? json_array_size(list) : 3;
    e->children = MEM_ARRAY(ctx, struct crit_node *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *child = list                  ? json_array_get(list, i)
                              : e->type == CRIT_NOT ? (i == 0 ? json_object_get(o, "not") : NULL)
                                                    : json_object_get(o, parts[i]);
        if (!child)
            break;
        e->children[e->n] = tree_read(ctx, child);
        if (!e->children[e->n++])
            return false;
    }
    return true;
}

static inline struct crit_node *tree_read(void *ctx, const json_t *o)
{
    static const char *const keys[] = {"and",  "or",      "not",       "if",
                                       "attr", "consent", "judgement", "opaque"};
    static const enum crit_type types[] = {CRIT_AND,  CRIT_OR,      CRIT_NOT,       CRIT_IF,
                                           CRIT_ATOM, CRIT_CONSENT, CRIT_JUDGEMENT, CRIT_OPAQUE};
    struct crit_node *e = MEM_NEW(ctx, struct crit_node);
    size_t i = 0;
    while (i < 8 && !json_object_get(o, keys[i]))
        i++;
    if (i == 8)
        return NULL;
    e->type = types[i];
    if (e->type == CRIT_ATOM)
        return (e->atom = tree_atom(ctx, o)) ? e : NULL;
    if (e->type <= CRIT_IF && !tree_children(ctx, o, e))
        return NULL;
    return e;
}
