/* Trees of criteria: building. */
#include "search/criteria.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/criteria_tree.h"
#include <string.h>

struct crit_node *crit_new(void *ctx, enum crit_type type, uint32_t begin, uint32_t end)
{
    struct crit_node *e = MEM_NEW(ctx, struct crit_node);
    e->type = type;
    e->begin = begin;
    e->end = end;
    return e;
}

struct crit_node *crit_new_atom(void *ctx, uint16_t attr, enum crit_op op, uint32_t begin,
                                uint32_t end)
{
    struct crit_node *e = crit_new(ctx, CRIT_ATOM, begin, end);
    e->atom = MEM_NEW(ctx, struct crit_atom);
    e->atom->attr = attr;
    e->atom->op = op;
    e->atom->confidence = 1;
    e->atom->window.n = -1;
    return e;
}

struct crit_node *crit_new_word(void *ctx, uint16_t attr, enum crit_op op, const char *word,
                                uint32_t begin, uint32_t end)
{
    struct crit_node *e = crit_new_atom(ctx, attr, op, begin, end);
    crit_atom_add_word(ctx, e->atom, word);
    return e;
}

struct crit_node *crit_new_number(void *ctx, uint16_t attr, enum crit_op op, double number,
                                  uint32_t begin, uint32_t end)
{
    struct crit_node *e = crit_new_atom(ctx, attr, op, begin, end);
    crit_atom_add_number(ctx, e->atom, number);
    return e;
}

struct crit_node *crit_new_true(void *ctx)
{
    return crit_new(ctx, CRIT_AND, 0, 0);
}

void crit_atom_add_word(void *ctx, struct crit_atom *a, const char *word)
{
    a->words = MEM_GROW(ctx, a->words, char *, a->n + 1);
    a->words[a->n++] = mem_strdup(ctx, word);
}

void crit_atom_add_number(void *ctx, struct crit_atom *a, double n)
{
    a->numbers = MEM_GROW(ctx, a->numbers, double, a->n + 1);
    a->numbers[a->n++] = n;
}

static void push(void *ctx, struct crit_node *e, struct crit_node *child)
{
    e->children = MEM_GROW(ctx, e->children, struct crit_node *, e->n + 1);
    e->children[e->n++] = child;
}

static void widen(struct crit_node *e, const struct crit_node *child)
{
    if (child->end == 0)
        return;
    if (e->end == 0 || child->begin < e->begin)
        e->begin = child->begin;
    if (child->end > e->end)
        e->end = child->end;
}

void crit_add(void *ctx, struct crit_node *e, struct crit_node *child)
{
    widen(e, child);
    bool flat = child->type == e->type && (e->type == CRIT_AND || e->type == CRIT_OR) && child->n;
    if (!flat) {
        push(ctx, e, child);
        return;
    }
    for (size_t i = 0; i < child->n; i++)
        push(ctx, e, child->children[i]);
}

struct crit_node *crit_join(void *ctx, enum crit_type type, struct crit_node *a,
                            struct crit_node *b)
{
    if (!a || !b)
        return a ? a : b;
    struct crit_node *e = crit_new(ctx, type, 0, 0);
    crit_add(ctx, e, a);
    crit_add(ctx, e, b);
    return e;
}

struct crit_node *crit_not(void *ctx, struct crit_node *e)
{
    if (e->type == CRIT_NOT)
        return e->children[0];
    struct crit_atom *a = e->atom;
    if (e->type == CRIT_ATOM && attributes[a->attr].kind == ATTR_FLAG) {
        a->op = a->op == CRIT_OP_PRESENT ? CRIT_OP_ABSENT : CRIT_OP_PRESENT;
        return e;
    }
    struct crit_node *no = crit_new(ctx, CRIT_NOT, e->begin, e->end);
    push(ctx, no, e);
    return no;
}

static char **copy_words(void *ctx, char **words, size_t n)
{
    char **out = n ? MEM_ARRAY(ctx, char *, n) : NULL;
    for (size_t i = 0; i < n; i++)
        out[i] = mem_strdup(ctx, words[i]);
    return out;
}

struct crit_node *crit_copy(void *ctx, const struct crit_node *e)
{
    struct crit_node *c = crit_new(ctx, e->type, e->begin, e->end);
    for (size_t i = 0; i < e->n; i++)
        push(ctx, c, crit_copy(ctx, e->children[i]));
    if (!e->atom)
        return c;
    c->atom = MEM_NEW(ctx, struct crit_atom);
    *c->atom = *e->atom;
    if (e->atom->numbers)
        c->atom->numbers = mem_memdup(ctx, e->atom->numbers, e->atom->n * sizeof(double));
    if (e->atom->words)
        c->atom->words = copy_words(ctx, e->atom->words, e->atom->n);
    c->atom->except = copy_words(ctx, e->atom->except, e->atom->n_except);
    return c;
}

void crit_shift(struct crit_node *e, uint32_t by)
{
    if (e->end > 0) {
        e->begin += by;
        e->end += by;
    }
    for (size_t i = 0; i < e->n; i++)
        crit_shift(e->children[i], by);
}

bool crit_is_true(const struct crit_node *e)
{
    return e->type == CRIT_AND && e->n == 0;
}

bool crit_has_type(const struct crit_node *e, enum crit_type type)
{
    if (e->type == type)
        return true;
    for (size_t i = 0; i < e->n; i++)
        if (crit_has_type(e->children[i], type))
            return true;
    return false;
}

void crit_walk(struct crit_node *e, crit_visit_fn *visit, void *arg)
{
    if (e->type == CRIT_ATOM)
        visit(arg, e);
    for (size_t i = 0; i < e->n; i++)
        crit_walk(e->children[i], visit, arg);
}

bool crit_same_window(const struct crit_window *a, const struct crit_window *b)
{
    if (a->set != b->set)
        return false;
    return !a->set ||
           (a->n == b->n && a->unit == b->unit && a->dir == b->dir && a->anchor == b->anchor);
}

static bool same_words(char *const *a, char *const *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return true;
}

static bool same_atom(const struct crit_atom *a, const struct crit_atom *b)
{
    if (a->attr != b->attr || a->op != b->op || a->scale != b->scale || a->n != b->n ||
        a->history != b->history || a->n_except != b->n_except || a->open_low != b->open_low ||
        a->open_high != b->open_high || !a->words != !b->words ||
        !crit_same_window(&a->window, &b->window))
        return false;
    if (!same_words(a->except, b->except, a->n_except))
        return false;
    if (a->words)
        return same_words(a->words, b->words, a->n);
    for (size_t i = 0; i < a->n; i++)
        if (a->numbers[i] != b->numbers[i])
            return false;
    return true;
}

bool crit_same(const struct crit_node *a, const struct crit_node *b)
{
    if (a->type != b->type || a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!crit_same(a->children[i], b->children[i]))
            return false;
    return a->type != CRIT_ATOM || same_atom(a->atom, b->atom);
}

struct crit_node *crit_some_of(void *ctx, struct crit_node **all, size_t n, int k)
{
    struct crit_node *e = crit_new(ctx, CRIT_OR, 0, 0);
    for (unsigned mask = 1; n <= 8 && mask < 1u << n; mask++) {
        if (__builtin_popcount(mask) != k)
            continue;
        struct crit_node *one = NULL;
        for (size_t i = 0; i < n; i++)
            if (mask >> i & 1)
                one = crit_join(ctx, CRIT_AND, one, crit_copy(ctx, all[i]));
        if (one)
            crit_add(ctx, e, one);
    }
    return e;
}
