/* The JSON of an expression → tree, with the reason when it is none. */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/criteria_tree.h"
#include "search/units.h"
#include <jansson.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

struct in {
    void *ctx;
    struct err *err;
    int depth;
};

static enum err_code read_expr(struct in *in, const json_t *o, struct crit_node **ret);

static enum err_code bad(struct in *in, const char *key, const char *why)
{
    return err_set(in->err, ERR_INVALID, "%s: %s", key, why);
}

/* The index of a word in a list, -1 when it is not there. */
static int find(const char *const *list, size_t n, const char *word)
{
    for (size_t i = 0; word && i < n; i++)
        if (list[i] && strcmp(list[i], word) == 0)
            return (int)i;
    return -1;
}

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static enum err_code read_op(struct in *in, const json_t *o, struct crit_atom *a)
{
    static const char *const ops[] = {
#define JSON_OP(symbol, json) json,
        CRIT_OP_LIST(JSON_OP)
#undef JSON_OP
    };
    int op = find(ops, CRIT_OP_COUNT, text_of(o, "op"));
    if (op < 0)
        return bad(in, "op", "is none of the operations");
    a->op = (enum crit_op)op;
    return OK;
}

static bool is_wordy(const struct attribute *t)
{
    return t->kind == ATTR_CONCEPT || t->kind == ATTR_ENUM || attribute_has_letters(t);
}

/* Stages may carry the letter of the sub-stage. */
static bool is_value(const struct attribute *t, const char *word)
{
    if (t->kind == ATTR_CONCEPT || attribute_find_value(t, word, strlen(word)) >= 0)
        return true;
    size_t n = strlen(word);
    return strcmp(t->id, "stage") == 0 && n > 1 && word[n - 1] >= 'A' && word[n - 1] <= 'D' &&
           attribute_find_value(t, word, n - 1) >= 0;
}

static enum err_code add_value(struct in *in, struct crit_atom *a, const json_t *v)
{
    const struct attribute *t = &attributes[a->attr];
    if (is_wordy(t) && json_is_string(v)) {
        if (!is_value(t, json_string_value(v)))
            return bad(in, "value", "is none of the attribute's values");
        crit_atom_add_word(in->ctx, a, json_string_value(v));
    } else if (!is_wordy(t) && t->kind != ATTR_FLAG && json_is_number(v)) {
        crit_atom_add_number(in->ctx, a, json_number_value(v));
    } else {
        return bad(in, "value", "has the wrong type for this attribute");
    }
    return OK;
}

static enum err_code read_values(struct in *in, const json_t *o, struct crit_atom *a)
{
    bool none = a->op == CRIT_OP_PRESENT || a->op == CRIT_OP_ABSENT;
    bool list = a->op == CRIT_OP_BETWEEN || a->op == CRIT_OP_IN;
    const json_t *value = json_object_get(o, "value"), *values = json_object_get(o, "values");
    if (none)
        return value || values ? bad(in, "value", "present and absent have none") : OK;
    if (!list)
        return value ? add_value(in, a, value) : bad(in, "value", "is missing");
    size_t n = json_array_size(values);
    if (n == 0 || (a->op == CRIT_OP_BETWEEN && n != 2))
        return bad(in, "values", "between has two, in has one or more");
    for (size_t i = 0; i < n; i++)
        if (add_value(in, a, json_array_get(values, i)) != OK)
            return ERR_INVALID;
    const json_t *incl = json_object_get(o, "incl");
    a->open_low = json_is_false(json_array_get(incl, 0));
    a->open_high = json_is_false(json_array_get(incl, 1));
    return OK;
}

/* Another unit than the canonical one is converted. */
static enum err_code read_unit(struct in *in, const json_t *o, struct crit_atom *a)
{
    const char *unit = text_of(o, "unit");
    const struct attribute *t = &attributes[a->attr];
    uint16_t u;
    if (!unit || (t->unit && strcmp(unit, t->unit) == 0))
        return OK;
    if (strcmp(unit, "xULN") == 0) {
        a->scale = CRIT_XULN;
        return OK;
    }
    if (!unit_find(unit, strlen(unit), &u))
        return bad(in, "unit", "is unknown");
    for (size_t i = 0; a->numbers && i < a->n; i++) {
        double n;
        if (!unit_convert(u, a->attr, a->numbers[i], &n))
            return bad(in, "unit", "does not measure this attribute");
        a->numbers[i] = unit_round(n, 4);
    }
    return OK;
}

static enum err_code read_window(struct in *in, const json_t *o, struct crit_atom *a)
{
    static const char *const units[] = {"", "day", "week", "month", "year"};
    static const char *const dirs[] = {"", "before", "after", "within"};
    static const char *const anchors[] = {
#define JSON_ANCHOR(symbol, json) json,
        CRIT_ANCHOR_LIST(JSON_ANCHOR)
#undef JSON_ANCHOR
    };
    const json_t *w = json_object_get(o, "window"), *n = json_object_get(w, "n");
    if (!w || json_is_null(w))
        return OK;
    const char *dir = text_of(w, "dir"), *anchor = text_of(w, "anchor");
    int u = find(units, 5, text_of(w, "unit")), d = dir ? find(dirs, 4, dir) : 0;
    int at = anchor ? find(anchors, CRIT_ANCHOR_COUNT, anchor) : 0;
    if (!json_is_object(w) || d < 0 || at < 0 || (n && (!json_is_number(n) || u <= 0)))
        return bad(in, "window", "is none: n, unit, dir, anchor");
    a->window = (struct crit_window){n ? json_number_value(n) : -1, n ? (enum crit_unit)u : 0,
                                     (enum crit_dir)d, (enum crit_anchor)at, true};
    return OK;
}

static enum err_code read_rest(struct in *in, const json_t *o, struct crit_atom *a)
{
    static const char *const histories[] = {"", "current", "past", "ever"};
    const char *history = text_of(o, "history");
    int h = history ? find(histories, 4, history) : 0;
    if (h < 0)
        return bad(in, "history", "is current, past or ever");
    a->history = (enum crit_history)h;
    const json_t *except = json_object_get(o, "except"),
                 *confidence = json_object_get(o, "confidence");
    for (size_t i = 0; i < json_array_size(except); i++) {
        const char *x = json_string_value(json_array_get(except, i));
        if (!x)
            return bad(in, "except", "holds texts");
        a->except = MEM_GROW(in->ctx, a->except, char *, a->n_except + 1);
        a->except[a->n_except++] = mem_strdup(in->ctx, x);
    }
    if (json_is_number(confidence))
        a->confidence = json_number_value(confidence);
    return OK;
}

static enum err_code read_atom(struct in *in, const json_t *o, struct crit_node **ret)
{
    const char *id = text_of(o, "attr");
    uint16_t attr;
    if (!id || !attribute_find(id, strlen(id), &attr))
        return bad(in, "attr", "is no attribute");
    struct crit_node *e = crit_new_atom(in->ctx, attr, CRIT_OP_EQ, 0, 0);
    struct crit_atom *a = e->atom;
    if (read_op(in, o, a) != OK || read_values(in, o, a) != OK || read_unit(in, o, a) != OK ||
        read_window(in, o, a) != OK || read_rest(in, o, a) != OK)
        return ERR_INVALID;
    *ret = e;
    return OK;
}

static enum err_code read_list(struct in *in, const json_t *list, enum crit_type type,
                               const char *key, struct crit_node **ret)
{
    if (!json_is_array(list))
        return bad(in, key, "is a list");
    struct crit_node *e = crit_new(in->ctx, type, 0, 0);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct crit_node *c;
        if (read_expr(in, json_array_get(list, i), &c) != OK)
            return ERR_INVALID;
        crit_add(in->ctx, e, c);
    }
    *ret = e;
    return OK;
}

static enum err_code read_if(struct in *in, const json_t *o, struct crit_node **ret)
{
    static const char *const keys[] = {"if", "then", "else"};
    struct crit_node *e = crit_new(in->ctx, CRIT_IF, 0, 0);
    for (int i = 0; i < 3; i++) {
        const json_t *part = json_object_get(o, keys[i]);
        struct crit_node *c;
        if (!part && i == 2)
            break;
        if (!part)
            return bad(in, keys[i], "is missing");
        if (read_expr(in, part, &c) != OK)
            return ERR_INVALID;
        crit_add(in->ctx, e, c);
    }
    *ret = e;
    return OK;
}

static enum err_code read_kinds(struct in *in, const json_t *o, struct crit_node **ret)
{
    const json_t *no = json_object_get(o, "not");
    if (json_object_get(o, "attr"))
        return read_atom(in, o, ret);
    if (json_object_get(o, "and"))
        return read_list(in, json_object_get(o, "and"), CRIT_AND, "and", ret);
    if (json_object_get(o, "or"))
        return read_list(in, json_object_get(o, "or"), CRIT_OR, "or", ret);
    if (json_object_get(o, "if"))
        return read_if(in, o, ret);
    if (no) {
        struct crit_node *c;
        if (read_expr(in, no, &c) != OK)
            return ERR_INVALID;
        *ret = crit_new(in->ctx, CRIT_NOT, 0, 0);
        crit_add(in->ctx, *ret, c);
        return OK;
    }
    enum crit_type type = json_object_get(o, "consent")     ? CRIT_CONSENT
                          : json_object_get(o, "judgement") ? CRIT_JUDGEMENT
                                                            : CRIT_OPAQUE;
    if (type == CRIT_OPAQUE && !json_object_get(o, "opaque"))
        return bad(in, "expression", "says nothing");
    *ret = crit_new(in->ctx, type, 0, 0);
    return OK;
}

static enum err_code read_expr(struct in *in, const json_t *o, struct crit_node **ret)
{
    if (!json_is_object(o))
        return bad(in, "expression", "is an object");
    if (++in->depth > DEPTH_MAX)
        return bad(in, "expression", "is nested too deep");
    enum err_code code = read_kinds(in, o, ret);
    in->depth--;
    const json_t *span = json_object_get(o, "span");
    if (code == OK && json_array_size(span) == 2) {
        (*ret)->begin = (uint32_t)json_integer_value(json_array_get(span, 0));
        (*ret)->end = (uint32_t)json_integer_value(json_array_get(span, 1));
    }
    return code;
}

enum err_code crit_read_json(void *ctx, const char *json, size_t len, struct crit_node **ret,
                             struct err *err)
{
    json_error_t why;
    struct in in = {ctx, err, 0};
    json_t *o = json_loadb(json, len, JSON_REJECT_DUPLICATES, &why);
    if (!o)
        return err_set(err, ERR_INVALID, "JSON: %s", why.text);
    enum err_code code = read_expr(&in, o, ret);
    json_decref(o);
    return code;
}

/* ------------------------------------------------------------------ lists of registrations */

static const char *own_text(const json_t *o)
{
    const char *text = json_string_value(json_object_get(o, "text"));
    return text ? text : "";
}

static bool read_one(void *ctx, const json_t *o, uint32_t place, struct crit *ret)
{
    struct err err;
    struct in in = {ctx, &err, 0};
    const char *kind = json_string_value(json_object_get(o, "kind"));
    const json_t *expr = json_object_get(o, "expr");
    bool exclusion = kind && strcmp(kind, "exclusion") == 0;
    if (!kind || (!exclusion && strcmp(kind, "inclusion") != 0))
        return false;
    *ret = (struct crit){.text = mem_strdup(ctx, own_text(o)),
                         .begin = place,
                         .end = place,
                         .kind = exclusion ? CRIT_EXCLUSION : CRIT_INCLUSION,
                         .own = true};
    if (read_expr(&in, expr, &ret->expr) != OK)
        ret->expr = crit_new(ctx, CRIT_OPAQUE, 0, (uint32_t)strlen(ret->text));
    ret->coverage = crit_coverage_of(ret->expr);
    return true;
}

void crit_read_list(void *ctx, const char *json, size_t len, struct crits *ret)
{
    json_t *list = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
    size_t n = json_array_size(list);
    *ret = (struct crits){MEM_ARRAY(ctx, struct crit, n + 1), 0};
    for (size_t i = 0; i < n; i++)
        ret->n += read_one(ctx, json_array_get(list, i), (uint32_t)i, &ret->items[ret->n]);
    json_decref(list);
}

const char **crit_read_texts(void *ctx, const char *json, size_t len, size_t *ret_n)
{
    json_t *list = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
    *ret_n = json_array_size(list);
    const char **texts = MEM_ARRAY(ctx, const char *, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++)
        texts[i] = mem_strdup(ctx, own_text(json_array_get(list, i)));
    json_decref(list);
    return texts;
}
