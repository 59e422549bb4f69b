/* What every reader's tree goes through; and what a tree covers. */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include "search/criteria_tree.h"
#include <math.h>
#include <string.h>

static bool has_same(const struct crit_node *e, size_t n, const struct crit_node *child)
{
    for (size_t i = 0; i < n; i++)
        if (crit_same(e->children[i], child))
            return true;
    return false;
}

static bool is_word_of(const struct crit_atom *a, const char *word)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->words[i], word) == 0)
            return true;
    return false;
}

/* Lists of one disease_state or other enum under `or` are one `in`. */
static bool absorbs(const struct crit_node *parent, struct crit_node *a, const struct crit_node *b,
                    void *ctx)
{
    if (parent->type != CRIT_OR || a->type != CRIT_ATOM || b->type != CRIT_ATOM)
        return false;
    struct crit_atom *x = a->atom;
    const struct crit_atom *y = b->atom;
    bool lists = (x->op == CRIT_OP_EQ || x->op == CRIT_OP_IN) &&
                 (y->op == CRIT_OP_EQ || y->op == CRIT_OP_IN);
    if (!lists || x->attr != y->attr || !x->words || !y->words || x->window.set || y->window.set ||
        attributes[x->attr].kind != ATTR_ENUM)
        return false;
    x->op = CRIT_OP_IN;
    for (size_t i = 0; i < y->n; i++)
        if (!is_word_of(x, y->words[i]))
            crit_atom_add_word(ctx, x, y->words[i]);
    if (b->end > a->end)
        a->end = b->end;
    return true;
}

static bool absorbed(void *ctx, struct crit_node *e, const struct crit_node *child)
{
    for (size_t i = 0; i < e->n; i++)
        if (absorbs(e, e->children[i], child, ctx))
            return true;
    return false;
}

/* 18 and over AND under 65 are one span. */
static bool spans(const struct crit_node *parent, struct crit_node *a, const struct crit_node *b,
                  void *ctx)
{
    if (parent->type != CRIT_AND || a->type != CRIT_ATOM || b->type != CRIT_ATOM)
        return false;
    struct crit_atom *x = a->atom;
    const struct crit_atom *y = b->atom;
    bool low = x->op == CRIT_OP_GE || x->op == CRIT_OP_GT;
    bool high = y->op == CRIT_OP_LE || y->op == CRIT_OP_LT;
    if (x->attr != y->attr || !low || !high || x->words || y->words || x->scale != y->scale ||
        !crit_same_window(&x->window, &y->window) || x->numbers[0] > y->numbers[0])
        return false;
    x->open_low = x->op == CRIT_OP_GT;
    x->open_high = y->op == CRIT_OP_LT;
    x->op = CRIT_OP_BETWEEN;
    crit_atom_add_number(ctx, x, y->numbers[0]);
    a->end = b->end > a->end ? b->end : a->end;
    return true;
}

static bool joined(void *ctx, struct crit_node *e, const struct crit_node *child)
{
    for (size_t i = 0; i < e->n; i++)
        if (spans(e, e->children[i], child, ctx))
            return true;
    return false;
}

/* No criterion keeps everybody out: what reads so ("not" beside a word that asks for nothing) was
   not understood. */
static struct crit_node *opaque_of(void *ctx, const struct crit_node *e)
{
    return crit_new(ctx, CRIT_OPAQUE, e->begin, e->end);
}

static bool is_choice(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->words && !e->atom->window.set &&
           attributes[e->atom->attr].kind == ATTR_ENUM && !attributes[e->atom->attr].list &&
           (e->atom->op == CRIT_OP_EQ || e->atom->op == CRIT_OP_IN);
}

static bool shares_word(const struct crit_atom *a, const struct crit_atom *b)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++)
            if (strcmp(a->words[i], b->words[k]) == 0)
                return true;
    return false;
}

struct limits {
    double low, high;
    bool open_low, open_high;
};

/* The numbers an atom admits; false when it is not of that sort. */
static bool limits_of(const struct crit_node *e, struct limits *ret)
{
    const struct crit_atom *a = e->atom;
    if (e->type != CRIT_ATOM || !a->numbers || a->n == 0)
        return false;
    *ret = (struct limits){-HUGE_VAL, HUGE_VAL, a->open_low, a->open_high};
    bool low = a->op == CRIT_OP_GE || a->op == CRIT_OP_GT;
    bool high = a->op == CRIT_OP_LE || a->op == CRIT_OP_LT;
    bool both = a->op == CRIT_OP_EQ || a->op == CRIT_OP_BETWEEN;
    if (low || both)
        ret->low = a->numbers[0];
    if (high || both)
        ret->high = a->numbers[a->n - 1];
    ret->open_low |= a->op == CRIT_OP_GT;
    ret->open_high |= a->op == CRIT_OP_LT;
    return (low || high || both) && ret->low <= ret->high;
}

static bool is_below(const struct limits *a, const struct limits *b)
{
    return a->high < b->low || (a->high == b->low && (a->open_high || b->open_low));
}

static bool is_same_thing(const struct crit_node *a, const struct crit_node *b)
{
    if (a->type != CRIT_ATOM || b->type != CRIT_ATOM || a->atom->attr != b->atom->attr)
        return false;
    const struct crit_window *x = &a->atom->window, *y = &b->atom->window;
    bool other_time = x->set && y->set && !crit_same_window(x, y);
    return a->atom->scale == b->atom->scale && !other_time;
}

/* 20 to 40 and 35 to 70: two ranges are of two groups, unless one lies in the other. */
static bool cross(const struct limits *a, const struct limits *b)
{
    bool both =
        a->low != -HUGE_VAL && a->high != HUGE_VAL && b->low != -HUGE_VAL && b->high != HUGE_VAL;
    return both &&
           ((a->low < b->low && a->high < b->high) || (a->low > b->low && a->high > b->high));
}

/* 18 to 45 and 65 to 80; pregnant and not pregnant. */
bool crit_excludes(const struct crit_node *a, const struct crit_node *b)
{
    struct limits x, y;
    if (!is_same_thing(a, b))
        return false;
    if (limits_of(a, &x) && limits_of(b, &y))
        return is_below(&x, &y) || is_below(&y, &x) || cross(&x, &y);
    enum crit_op p = a->atom->op, q = b->atom->op;
    bool flag =
        attributes[a->atom->attr].kind == ATTR_FLAG && !a->atom->window.set && !b->atom->window.set;
    return flag && ((p == CRIT_OP_PRESENT && q == CRIT_OP_ABSENT) ||
                    (p == CRIT_OP_ABSENT && q == CRIT_OP_PRESENT));
}

struct clash {
    const struct crit_node *with;
    bool found;
};

static void clashes(void *arg, struct crit_node *e)
{
    struct clash *c = arg;
    c->found |= is_choice(e) && e->atom->attr == c->with->atom->attr &&
                !shares_word(e->atom, c->with->atom);
}

/* "men: …, and women …" read as if the women were among the men. */
static bool has_other_choice(const struct crit_node *choice, struct crit_node *e)
{
    struct clash c = {.with = choice};
    if (is_choice(choice))
        crit_walk(e, clashes, &c);
    return c.found;
}

/* "men aged 18 to 65 and women to 60": both at once is nobody. */
static bool is_nobody(const struct crit_node *e)
{
    for (size_t i = 0; i < e->n && e->type == CRIT_AND; i++)
        for (size_t k = 0; k < e->n; k++)
            if (i != k && (crit_excludes(e->children[i], e->children[k]) ||
                           has_other_choice(e->children[i], e->children[k])))
                return true;
    return false;
}

/* "aged 20 or older or under 65", from limits of several groups: everybody. */
static bool is_everybody(const struct crit_node *e)
{
    struct limits x, y;
    for (size_t i = 0; i < e->n && e->type == CRIT_OR; i++)
        for (size_t k = 0; k < e->n; k++) {
            const struct crit_node *a = e->children[i], *b = e->children[k];
            if (i == k || !is_same_thing(a, b) || !limits_of(a, &x) || !limits_of(b, &y))
                continue;
            if (x.high == HUGE_VAL && y.low == -HUGE_VAL && x.low <= y.high)
                return true;
        }
    return false;
}

static struct crit_node *tidy_list(void *ctx, struct crit_node *e)
{
    struct crit_node *out = crit_new(ctx, e->type, 0, 0);
    for (size_t i = 0; i < e->n; i++) {
        struct crit_node *c = crit_tidy(ctx, e->children[i]);
        if (crit_is_true(c)) {
            if (e->type == CRIT_AND)
                continue;
            return c;
        }
        if (has_same(out, out->n, c) || absorbed(ctx, out, c) || joined(ctx, out, c))
            continue;
        crit_add(ctx, out, c);
    }
    if (is_nobody(out) || is_everybody(out))
        return opaque_of(ctx, e);
    return out->n == 1 ? out->children[0] : out;
}

struct crit_node *crit_tidy(void *ctx, struct crit_node *e)
{
    if (e->type == CRIT_AND || e->type == CRIT_OR)
        return tidy_list(ctx, e);
    for (size_t i = 0; i < e->n; i++)
        e->children[i] = crit_tidy(ctx, e->children[i]);
    if (e->type == CRIT_NOT && crit_is_true(e->children[0]))
        return opaque_of(ctx, e);
    if (e->type == CRIT_IF && has_other_choice(e->children[0], e->children[1]))
        return opaque_of(ctx, e);
    return e;
}

/* ------------------------------------------------------------------ coverage */

/* Words of severity and control that a value keeps: only the site can tell (CONVENTIONS §6). */
static bool is_modified(const char *value)
{
    if (ja_is_one(value, strlen(value), ja_words_severe_names))
        return false;
    for (const char *const *w = ja_words_only_the_site_knows; *w; w++)
        if (strncasecmp(value, *w, strlen(*w)) == 0)
            return true;
    return false;
}

static bool any_modified(char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_modified(words[i]))
            return true;
    return false;
}

struct cover {
    bool known, missing;
};

static void cover_atom(struct cover *c, const struct crit_atom *a)
{
    c->known = true;
    if (attributes[a->attr].kind != ATTR_CONCEPT) {
        if (a->attr == ATTR_child_pugh && a->confidence < 1)
            c->missing = true;
        return;
    }
    if (any_modified(a->words, a->words ? a->n : 0) || any_modified(a->except, a->n_except))
        c->missing = true;
}

static void cover(struct cover *c, const struct crit_node *e)
{
    if (e->type == CRIT_OPAQUE)
        c->missing = true;
    else if (e->type == CRIT_ATOM)
        cover_atom(c, e->atom);
    else if (e->n == 0)
        c->known = true; /* consent, judgement, always true */
    for (size_t i = 0; i < e->n; i++)
        cover(c, e->children[i]);
}

enum crit_coverage crit_coverage_of(const struct crit_node *e)
{
    struct cover c = {false, false};
    cover(&c, e);
    if (!c.missing)
        return CRIT_FULL;
    return c.known ? CRIT_PARTIAL : CRIT_NONE;
}
