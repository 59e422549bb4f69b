/* Criterion trees as JSON (eligibility.md §2). */
#include "search/attributes.h"
#include "search/criteria.h"

static const char *const ops[] = {
#define CRIT_OP_NAME(symbol, json) json,
    CRIT_OP_LIST(CRIT_OP_NAME)
#undef CRIT_OP_NAME
};
static const char *const anchors[] = {
#define CRIT_ANCHOR_NAME(symbol, json) json,
    CRIT_ANCHOR_LIST(CRIT_ANCHOR_NAME)
#undef CRIT_ANCHOR_NAME
};
static const char *const units[] = {NULL, "day", "week", "month", "year"};
static const char *const dirs[] = {NULL, "before", "after", "within"};
static const char *const histories[] = {NULL, "current", "past", "ever"};
static const char *const coverages[] = {"none", "partial", "full"};

static void write_value(struct jsonw *w, const struct crit_atom *a, size_t i)
{
    if (a->words)
        jsonw_str(w, a->words[i]);
    else
        jsonw_double(w, a->numbers[i]);
}

static void write_values(struct jsonw *w, const struct crit_atom *a)
{
    bool list = a->op == CRIT_OP_BETWEEN || a->op == CRIT_OP_IN;
    if (a->n == 0)
        return;
    jsonw_key(w, list ? "values" : "value");
    if (!list) {
        write_value(w, a, 0);
        return;
    }
    jsonw_array_begin(w);
    for (size_t i = 0; i < a->n; i++)
        write_value(w, a, i);
    jsonw_array_end(w);
}

static void write_window(struct jsonw *w, const struct crit_window *v)
{
    if (!v->set)
        return;
    jsonw_key(w, "window");
    jsonw_object_begin(w);
    if (v->n >= 0) {
        jsonw_key(w, "n");
        jsonw_double(w, v->n);
        jsonw_key_str(w, "unit", units[v->unit]);
    }
    jsonw_key_str(w, "dir", dirs[v->dir]);
    if (v->anchor)
        jsonw_key_str(w, "anchor", anchors[v->anchor]);
    jsonw_object_end(w);
}

static void write_bounds(struct jsonw *w, const struct crit_atom *a)
{
    if (a->op != CRIT_OP_BETWEEN || !(a->open_low || a->open_high))
        return;
    jsonw_key(w, "incl");
    jsonw_array_begin(w);
    jsonw_bool(w, !a->open_low);
    jsonw_bool(w, !a->open_high);
    jsonw_array_end(w);
}

static void write_atom(struct jsonw *w, const struct crit_node *e)
{
    const struct crit_atom *a = e->atom;
    const struct attribute *t = &attributes[a->attr];
    jsonw_key_str(w, "attr", t->id);
    jsonw_key_str(w, "op", ops[a->op]);
    write_values(w, a);
    write_bounds(w, a);
    if (t->kind == ATTR_NUMBER && a->n > 0)
        jsonw_key_str(w, "unit", a->scale == CRIT_XULN ? "xULN" : t->unit);
    write_window(w, &a->window);
    jsonw_key_str(w, "history", histories[a->history]);
    if (a->n_except > 0) {
        jsonw_key(w, "except");
        jsonw_array_begin(w);
        for (size_t i = 0; i < a->n_except; i++)
            jsonw_str(w, a->except[i]);
        jsonw_array_end(w);
    }
    if (a->confidence < 1) {
        jsonw_key(w, "confidence");
        jsonw_double(w, a->confidence);
    }
}

static void write_children(struct jsonw *w, const char *key, const struct crit_node *e)
{
    jsonw_key(w, key);
    jsonw_array_begin(w);
    for (size_t i = 0; i < e->n; i++)
        crit_write_expr(w, e->children[i]);
    jsonw_array_end(w);
}

static void write_if(struct jsonw *w, const struct crit_node *e)
{
    static const char *const keys[] = {"if", "then", "else"};
    for (size_t i = 0; i < e->n && i < 3; i++) {
        jsonw_key(w, keys[i]);
        crit_write_expr(w, e->children[i]);
    }
}

static void write_inner(struct jsonw *w, const struct crit_node *e)
{
    switch (e->type) {
    case CRIT_AND:
        write_children(w, "and", e);
        break;
    case CRIT_OR:
        write_children(w, "or", e);
        break;
    case CRIT_NOT:
        jsonw_key(w, "not");
        crit_write_expr(w, e->children[0]);
        break;
    case CRIT_IF:
        write_if(w, e);
        break;
    case CRIT_ATOM:
        write_atom(w, e);
        break;
    case CRIT_CONSENT:
        jsonw_key_bool(w, "consent", true);
        break;
    case CRIT_JUDGEMENT:
        jsonw_key_bool(w, "judgement", true);
        break;
    case CRIT_OPAQUE:
        jsonw_key_bool(w, "opaque", true);
        break;
    }
}

void crit_write_expr(struct jsonw *w, const struct crit_node *e)
{
    jsonw_object_begin(w);
    write_inner(w, e);
    if (e->end > e->begin) {
        jsonw_key(w, "span");
        jsonw_array_begin(w);
        jsonw_int(w, e->begin);
        jsonw_int(w, e->end);
        jsonw_array_end(w);
    }
    jsonw_object_end(w);
}

static void write_doubts(struct jsonw *w, unsigned doubts)
{
    static const struct {
        enum crit_doubt doubt;
        const char *name;
    } all[] = {{CRIT_OUT_OF_RANGE, "out_of_range"},
               {CRIT_MIN_ABOVE_MAX, "min_above_max"},
               {CRIT_REVERSED, "reversed"}};
    if (!doubts)
        return;
    jsonw_key(w, "doubts");
    jsonw_array_begin(w);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (doubts & all[i].doubt)
            jsonw_str(w, all[i].name);
    jsonw_array_end(w);
}

void crit_write(struct jsonw *w, const struct crit *c)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "text", c->text);
    jsonw_key(w, "span");
    jsonw_array_begin(w);
    jsonw_int(w, c->begin);
    jsonw_int(w, c->end);
    jsonw_array_end(w);
    jsonw_key_str(w, "kind", c->kind == CRIT_INCLUSION ? "inclusion" : "exclusion");
    jsonw_key_str(w, "coverage", coverages[c->coverage]);
    write_doubts(w, c->doubts);
    jsonw_key(w, "expr");
    crit_write_expr(w, c->expr);
    jsonw_object_end(w);
}
