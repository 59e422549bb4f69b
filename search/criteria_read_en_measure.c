/* Values as atoms, in the attribute's canonical unit. */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/units.h"

/* The value in the attribute's canonical unit; false when it cannot be. */
static bool canonical(uint16_t attr, const struct en_bound *b, double *ret)
{
    const struct attribute *a = &attributes[attr];
    if (b->uln || !b->has_unit) {
        *ret = b->value;
        return b->uln || (b->value >= a->min && b->value <= a->max) || attr == ATTR_line_of_therapy;
    }
    if (!unit_convert(b->unit, attr, b->value, ret))
        return false;
    if (*ret != b->value)
        *ret = unit_round(*ret, 4);
    return true;
}

static struct crit_node *words_atom(struct en_parse *p, uint16_t attr, const struct en_value *v)
{
    struct crit_node *e = crit_new_atom(p->ctx, attr, v->bounds[0].op, 0, 0);
    if (v->list)
        e->atom->op = CRIT_OP_IN;
    if (v->n == 2 && !v->list)
        e->atom->op = CRIT_OP_BETWEEN;
    for (size_t i = 0; i < v->n; i++) {
        if (!v->bounds[i].word[0])
            return NULL;
        crit_atom_add_word(p->ctx, e->atom, v->bounds[i].word);
    }
    return e;
}

/* From which points to which; false: no limit and no list without gaps. */
static bool points_of(const struct en_value *v, double *lo, double *hi)
{
    *lo = 5;
    *hi = 15;
    for (size_t i = 0; i < v->n; i++) {
        const struct en_bound *b = &v->bounds[i];
        double n = b->value;
        if (b->op == CRIT_OP_LT || b->op == CRIT_OP_LE)
            *hi = b->op == CRIT_OP_LT ? n - 1 : n;
        else if (en_is_low(b->op))
            *lo = b->op == CRIT_OP_GT ? n + 1 : n;
        else if (b->op != CRIT_OP_EQ || n < 5 || n != v->bounds[0].value + (double)i)
            return false;
        else
            *lo = v->bounds[0].value, *hi = n; /* 7; 5 or 6 */
    }
    return true;
}

/* Child-Pugh points: A is 5-6, B 7-9, C 10-15. Only limits that fall between classes. */
static struct crit_node *pugh_points(struct en_parse *p, const struct en_value *v)
{
    static const char *const letters[] = {"A", "B", "C"};
    static const int top[] = {6, 9, 15};
    double lo, hi;
    if (!points_of(v, &lo, &hi))
        return NULL;
    struct crit_node *e = crit_new_atom(p->ctx, ATTR_child_pugh, CRIT_OP_IN, 0, 0);
    bool coarse = false;
    for (int i = 0, bottom = 5; i < 3; bottom = top[i++] + 1) {
        bool some = lo <= top[i] && hi >= bottom;
        coarse |= some && (lo > bottom || hi < top[i]);
        if (some)
            crit_atom_add_word(p->ctx, e->atom, letters[i]);
    }
    if (e->atom->n == 0 || (coarse && p->kind == CRIT_EXCLUSION))
        return NULL;
    if (e->atom->n == 1)
        e->atom->op = CRIT_OP_EQ;
    return coarse ? crit_join(p->ctx, CRIT_AND, e, crit_new(p->ctx, CRIT_OPAQUE, 0, 0)) : e;
}

static struct crit_node *number_atom(struct en_parse *p, uint16_t attr, const struct en_value *v)
{
    struct crit_node *e = crit_new_atom(p->ctx, attr, v->bounds[0].op, 0, 0);
    struct crit_atom *a = e->atom;
    if (v->bounds[0].uln)
        a->scale = CRIT_XULN;
    for (size_t i = 0; i < v->n; i++) {
        double n;
        if (!canonical(attr, &v->bounds[i], &n) || v->bounds[i].uln != v->bounds[0].uln)
            return NULL;
        crit_atom_add_number(p->ctx, a, n);
    }
    if (v->list) {
        a->op = CRIT_OP_IN;
    } else if (v->n == 2) {
        bool first_low = en_is_low(v->bounds[0].op);
        const struct en_bound *low = &v->bounds[!first_low], *high = &v->bounds[first_low];
        if (!first_low) {
            double swap = a->numbers[0];
            a->numbers[0] = a->numbers[1];
            a->numbers[1] = swap;
        }
        a->op = CRIT_OP_BETWEEN;
        a->open_low = low->op == CRIT_OP_GT;
        a->open_high = high->op == CRIT_OP_LT;
    }
    return e;
}

/* "Child-Pugh A or B7" */
static bool is_part_of_class(const struct en_value *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->bounds[i].points)
            return true;
    return false;
}

struct crit_node *en_measure(struct en_parse *p, uint16_t attr, const struct en_value *v)
{
    bool unborn = p->of_mother && attr == ATTR_gestational_age;
    if (v->opaque || v->n == 0 || v->bounds[0].times || unborn)
        return NULL;
    const struct attribute *a = &attributes[attr];
    if (a->kind == ATTR_NUMBER && !v->compared && attr != ATTR_line_of_therapy)
        return NULL;
    if (attr == ATTR_child_pugh && !v->bounds[0].word[0])
        return pugh_points(p, v);
    if (attribute_has_letters(a) && is_part_of_class(v))
        return p->kind == CRIT_INCLUSION && !v->compared
                   ? crit_join(p->ctx, CRIT_AND, words_atom(p, attr, v),
                               crit_new(p->ctx, CRIT_OPAQUE, 0, 0))
                   : NULL;
    if (attribute_has_letters(a))
        return words_atom(p, attr, v);
    return number_atom(p, attr, v);
}
