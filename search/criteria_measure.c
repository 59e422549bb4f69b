/* Measured values → atoms in the attribute's canonical unit. */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_inner.h"
#include "search/units.h"
#include <math.h>
#include <string.h>

struct crit_node *crit_opaque(const struct crit_parse *p, uint32_t begin, uint32_t end)
{
    return crit_new(p->ctx, CRIT_OPAQUE, begin < end ? p->text.begin[begin] + p->offset : 0,
                    begin < end ? p->text.end[end - 1] + p->offset : 0);
}

/* A node's span from bytes of the text. */
static void set_span(const struct crit_parse *p, struct crit_node *e, uint32_t begin, uint32_t end)
{
    e->begin = p->text.begin[begin] + p->offset;
    e->end = end > begin ? p->text.end[end - 1] + p->offset : e->begin;
}

/* ------------------------------------------------------------------ numbers */

/* Units that say nothing of an ordinal or a count: 点, 度, 級, 回. */
static bool is_idle_unit(uint16_t unit)
{
    static const char *const idle[] = {"score", "count", "degC", "%", "ratio"};
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
        if (strcmp(unit_id(unit), idle[i]) == 0)
            return true;
    return false;
}

/* A blood count written in G/L or 千: 150 for 150,000 is left as it is: out of range, no guess. */
static bool to_canonical(uint16_t attr, const struct crit_value *v, const struct crit_limit *l,
                         double *ret)
{
    uint16_t unit = l->unit ? (uint16_t)(l->unit - 1) : v->unit;
    double n = l->number;
    *ret = n;
    if (v->uln || unit == LEX_NO_UNIT)
        return true;
    if (unit_convert(unit, attr, n, ret)) {
        if (*ret != n)
            *ret = unit_round(*ret, 4);
        return true;
    }
    return is_idle_unit(unit) && strcmp(attributes[attr].unit, "count") != 0 &&
           attributes[attr].unit[0] == '\0';
}

static bool same_limit(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static struct crit_node *number_atom(const struct crit_parse *p, uint16_t attr,
                                     const struct crit_limit *l, double n)
{
    return crit_new_number(p->ctx, attr, l->op, n, 0, 0);
}

/* Two limits that leave a span between them. */
static struct crit_node *between(const struct crit_parse *p, uint16_t attr,
                                 const struct crit_limit *low, double a,
                                 const struct crit_limit *high, double b)
{
    struct crit_node *e = crit_new_number(p->ctx, attr, CRIT_OP_BETWEEN, a, 0, 0);
    crit_atom_add_number(p->ctx, e->atom, b);
    e->atom->open_low = low->op == CRIT_OP_GT;
    e->atom->open_high = high->op == CRIT_OP_LT;
    return e;
}

static bool is_low(enum crit_op op)
{
    return op == CRIT_OP_GE || op == CRIT_OP_GT;
}

static bool is_high(enum crit_op op)
{
    return op == CRIT_OP_LE || op == CRIT_OP_LT;
}

static struct crit_node *two_limits(const struct crit_parse *p, uint16_t attr,
                                    const struct crit_value *v, const double n[2])
{
    const struct crit_limit *a = &v->limits[0], *b = &v->limits[1];
    bool rising = is_low(a->op) && is_high(b->op), falling = is_high(a->op) && is_low(b->op);
    if (!v->any && rising && (n[0] <= n[1] || v->range))
        return between(p, attr, a, n[0], b, n[1]);
    if (!v->any && falling && n[1] <= n[0])
        return between(p, attr, b, n[1], a, n[0]);
    bool any = v->any || ((rising || falling) && !v->range);
    if (!rising && !falling)
        any = v->any;
    return crit_join(p->ctx, any ? CRIT_OR : CRIT_AND, number_atom(p, attr, a, n[0]),
                     number_atom(p, attr, b, n[1]));
}

static struct crit_node *number_list(const struct crit_parse *p, uint16_t attr, const double *n,
                                     size_t count)
{
    struct crit_node *e = crit_new_atom(p->ctx, attr, count == 1 ? CRIT_OP_EQ : CRIT_OP_IN, 0, 0);
    for (size_t i = 0; i < count; i++)
        crit_atom_add_number(p->ctx, e->atom, n[i]);
    return e;
}

static struct crit_node *numbers(const struct crit_parse *p, uint16_t attr,
                                 const struct crit_value *v)
{
    double n[CRIT_VALUES_MAX];
    for (size_t i = 0; i < v->n; i++)
        if (!to_canonical(attr, v, &v->limits[i], &n[i]))
            return NULL;
    struct crit_node *e;
    if (v->list)
        e = number_list(p, attr, n, v->n);
    else if (v->n == 2)
        e = two_limits(p, attr, v, n);
    else if (v->n == 1)
        e = number_atom(p, attr, &v->limits[0], n[0]);
    else
        return NULL;
    return e;
}

static void set_scale(struct crit_node *e, bool uln)
{
    if (e->type == CRIT_ATOM && uln)
        e->atom->scale = CRIT_XULN;
    for (size_t i = 0; i < e->n; i++)
        set_scale(e->children[i], uln);
}

/* ------------------------------------------------------------------ scales of letters */

static const char *stage_name(const struct crit_parse *p, const struct crit_limit *l)
{
    static const char *const romans[] = {"0", "I", "II", "III", "IV"};
    if (!(l->number >= 0 && l->number <= 4))
        return NULL;
    int n = (int)l->number;
    if (!same_limit(n, l->number))
        return NULL;
    if (!l->letter)
        return romans[n];
    return mem_printf(p->ctx, "%s%c", romans[n], l->letter - 32);
}

static const char *letter_name(const struct crit_parse *p, uint16_t attr,
                               const struct crit_limit *l)
{
    if (attr == ATTR_stage)
        return stage_name(p, l);
    if (attr == ATTR_child_pugh)
        return l->letter >= 'a' && l->letter <= 'c' ? mem_printf(p->ctx, "%c", l->letter - 32)
                                                    : NULL;
    if (attr == ATTR_urine_protein && l->letter == '-')
        return "-";
    if (attr == ATTR_urine_protein && l->letter == '~')
        return "±";
    if (attr == ATTR_urine_protein && l->number >= 1 && l->number <= 4)
        return mem_printf(p->ctx, "%d+", (int)l->number);
    return NULL;
}

static struct crit_node *letters(const struct crit_parse *p, uint16_t attr,
                                 const struct crit_value *v)
{
    bool list = v->list || (v->n == 1 && v->limits[0].op == CRIT_OP_EQ);
    enum crit_op op = list ? (v->n == 1 ? CRIT_OP_EQ : CRIT_OP_IN)
                           : (v->n == 2 ? CRIT_OP_BETWEEN : v->limits[0].op);
    struct crit_node *e = crit_new_atom(p->ctx, attr, op, 0, 0);
    for (size_t i = 0; i < v->n; i++) {
        const char *name = letter_name(p, attr, &v->limits[i]);
        if (!name)
            return NULL;
        crit_atom_add_word(p->ctx, e->atom, name);
    }
    return v->n ? e : NULL;
}

/* ------------------------------------------------------------------ the door */

/* A number of a number attribute needs a comparison; a step of a scale is one value. */
static bool says_enough(uint16_t attr, const struct crit_value *v)
{
    if (v->lln || v->n == 0 ||
        (v->list && attributes[attr].kind == ATTR_NUMBER && v->n == 1 && !v->compared))
        return false;
    return true;
}

/* The points of Child-Pugh as classes: A 5-6, B 7-9, C 10-15. Points inside a class give a coarser
   superset, with less confidence. */
static struct crit_node *child_pugh_points(const struct crit_parse *p, const struct crit_value *v)
{
    static const int last[] = {6, 9, 15};
    double least = 5, most = 15;
    for (size_t i = 0; i < v->n; i++) {
        const struct crit_limit *l = &v->limits[i];
        if (l->letter || v->list || v->any || l->number < 5 || l->number > 15)
            return NULL;
        if (is_high(l->op))
            most = l->number - (l->op == CRIT_OP_LT);
        else if (is_low(l->op))
            least = l->number + (l->op == CRIT_OP_GT);
    }
    struct crit_node *e = crit_new_atom(p->ctx, ATTR_child_pugh, CRIT_OP_IN, 0, 0);
    bool exact = true;
    for (int i = 0, first = 5; i < 3; first = last[i++] + 1) {
        static const char *const names[] = {"A", "B", "C"};
        if (most < first || least > last[i])
            continue;
        exact &= least <= first && most >= last[i];
        crit_atom_add_word(p->ctx, e->atom, names[i]);
    }
    if (e->atom->n == 0)
        return NULL;
    if (e->atom->n == 1)
        e->atom->op = CRIT_OP_EQ;
    e->atom->confidence = exact ? 1 : 0.9;
    return p->kind == CRIT_EXCLUSION && !exact ? NULL : e; /* a superset would exclude too many */
}

enum crit_op crit_op_mirrored(enum crit_op op)
{
    switch (op) {
    case CRIT_OP_LT:
        return CRIT_OP_GT;
    case CRIT_OP_LE:
        return CRIT_OP_GE;
    case CRIT_OP_GT:
        return CRIT_OP_LT;
    case CRIT_OP_GE:
        return CRIT_OP_LE;
    default:
        return op;
    }
}

struct crit_node *crit_measure(const struct crit_parse *p, uint16_t attr,
                               const struct crit_value *v)
{
    if (!says_enough(attr, v))
        return NULL;
    struct crit_node *e = NULL;
    if (attr == ATTR_child_pugh && !v->limits[0].letter)
        e = child_pugh_points(p, v);
    else if (attribute_has_letters(&attributes[attr]))
        e = letters(p, attr, v);
    else
        e = numbers(p, attr, v);
    if (!e)
        return NULL;
    set_scale(e, v->uln);
    set_span(p, e, v->begin, v->end);
    for (size_t i = 0; i < e->n; i++)
        set_span(p, e->children[i], v->begin, v->end);
    return e;
}

struct window_arg {
    const struct crit_window *window;
};

static void put_window(void *arg, struct crit_node *e)
{
    const struct window_arg *a = arg;
    if (!e->atom->window.set)
        e->atom->window = *a->window;
}

void crit_set_window(struct crit_node *e, const struct crit_window *w)
{
    if (!e || !w->set)
        return;
    if (e->type == CRIT_ATOM)
        put_window(&(struct window_arg){w}, e);
    for (size_t i = e->type == CRIT_IF; i < e->n; i++) /* not on the condition */
        crit_set_window(e->children[i], w);
}

char *crit_name(const struct crit_parse *p, uint32_t begin, uint32_t end)
{
    char *name = crit_text_name(&p->text, p->ctx, begin, end);
    char *trimmed = text_trim(p->ctx, name, strlen(name));
    return trimmed ? trimmed : name;
}

struct crit_node *crit_fact(const struct crit_parse *p, const struct lex_sense *s, uint32_t begin,
                            uint32_t end)
{
    struct crit_node *e = crit_new_atom(p->ctx, s->attr, s->op, 0, 0);
    for (const char *v = s->values; v && *v;) {
        size_t n = strcspn(v, ",");
        if (attributes[s->attr].kind == ATTR_ENUM)
            crit_atom_add_word(p->ctx, e->atom, mem_strndup(p->tmp, v, n));
        else
            crit_atom_add_number(p->ctx, e->atom, strtod(v, NULL));
        v += n + (v[n] == ',');
    }
    set_span(p, e, begin, end);
    return e;
}
