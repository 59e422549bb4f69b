/* Limits written the other way round: "18 ≤ age < 65", "potassium outside 3.5-5.0", "ECOG PS other
   than 0 or 1". */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_inner.h"
#include "search/criteria_read_en_inner.h"
#include <string.h>

/* <, ≥, =<: not a word. */
static const struct en_row *sign_at(const struct en_parse *p, size_t pos, size_t hi)
{
    if (pos >= hi)
        return NULL;
    const char c = p->text.s[p->t[pos].begin];
    return (c >= 'a' && c <= 'z') ? NULL : en_row_of(&p->t[pos], EN_CMP);
}

/* The sign behind the number at pos and its unit; hi: none. */
static size_t find_sign(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { UNIT_WORDS = 6 };
    for (size_t i = pos + 1; i < hi && i <= pos + UNIT_WORDS; i++) {
        if (sign_at(p, i, hi))
            return i;
        if (p->t[i].class == EN_NUMBER || en_is_connective(p, i))
            return hi;
    }
    return hi;
}

/* The second limit, behind the name; its end, 0 when it is none of another direction. */
static size_t read_other(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                         struct en_value *v)
{
    struct en_value second;
    if (!sign_at(p, pos, hi) || !en_read_value(p, pos, hi, attr, &second) || second.n != 1 ||
        en_is_low(second.bounds[0].op) == en_is_low(v->bounds[0].op))
        return 0;
    struct en_bound *a = &v->bounds[0], *b = &v->bounds[1];
    *b = second.bounds[0];
    if (!a->has_unit)
        a->has_unit = b->has_unit, a->unit = b->unit, a->uln = b->uln;
    if (!b->has_unit)
        b->has_unit = a->has_unit, b->unit = a->unit;
    v->n = 2;
    return second.end;
}

struct crit_node *en_read_bound_first(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    struct en_value v;
    uint16_t attr;
    size_t sign = p->t[pos].class == EN_NUMBER ? find_sign(p, pos, hi) : hi;
    if (sign == hi)
        return NULL;
    size_t name = sign + 1;
    while (name < hi && en_is(&p->t[name], EN_PREMOD) && !en_row_of(&p->t[name], EN_ATTR))
        name++;
    const struct en_row *row = name < hi ? en_row_of(&p->t[name], EN_ATTR) : NULL;
    const char *id = row && strcmp(row->value, "pstatus") == 0 ? "ecog_ps" : row ? row->value : "";
    if (!attribute_find(id, strlen(id), &attr) || !en_read_value(p, pos, sign, attr, &v) ||
        v.n != 1 || v.end != sign)
        return NULL;
    v.bounds[0].op = crit_op_mirrored(sign_at(p, sign, hi)->op);
    v.compared = true;
    size_t end = read_other(p, name + 1, hi, attr, &v);
    end = end ? end : name + 1;
    struct crit_node *e = en_ends_limit(p, end, hi) ? en_measure(p, attr, &v) : NULL;
    *ret_end = en_skip_behind(p, end, hi);
    p->age_read |= e && attr == ATTR_age;
    return e;
}

/* "not between", "not within" */
static bool is_not_within(const struct en_parse *p, size_t pos)
{
    return en_says(&p->t[pos], EN_CUE_NOT) &&
           (en_is(&p->t[pos + 1], EN_BETWEEN) || en_is(&p->t[pos + 1], EN_WITHIN));
}

size_t en_skip_turned(const struct en_parse *p, size_t pos, size_t hi, enum en_turn *ret)
{
    *ret = EN_NOT_TURNED;
    if (pos + 1 >= hi)
        return pos;
    if (en_says(&p->t[pos], EN_CUE_OTHER_THAN))
        *ret = EN_OTHER_THAN;
    else if (en_says(&p->t[pos], EN_CUE_OUTSIDE) || is_not_within(p, pos))
        *ret = EN_OUTSIDE;
    size_t at = pos + (*ret != EN_NOT_TURNED);
    while (*ret == EN_OUTSIDE && at < hi && en_is(&p->t[at], EN_DROP))
        at++;
    return at;
}

/* Below the range or above it. */
static struct crit_node *outside(struct en_parse *p, uint16_t attr, const struct en_value *v)
{
    struct en_value low = *v, high = *v;
    if (v->n != 2 || v->list || !en_is_low(v->bounds[0].op))
        return NULL;
    low.n = high.n = 1;
    low.bounds[0].op = v->bounds[0].op == CRIT_OP_GE ? CRIT_OP_LT : CRIT_OP_LE;
    high.bounds[0] = v->bounds[1];
    high.bounds[0].op = v->bounds[1].op == CRIT_OP_LE ? CRIT_OP_GT : CRIT_OP_GE;
    struct crit_node *a = en_measure(p, attr, &low), *b = en_measure(p, attr, &high);
    return a && b ? crit_join(p->ctx, CRIT_OR, a, b) : NULL;
}

struct crit_node *en_read_turned(struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                                 enum en_turn turn, size_t *ret_end)
{
    struct en_value v;
    if (!en_read_value(p, pos, hi, attr, &v) || !en_ends_limit(p, v.end, hi))
        return NULL;
    *ret_end = en_skip_behind(p, v.end, hi);
    if (turn == EN_OUTSIDE)
        return outside(p, attr, &v);
    struct crit_node *e = attributes[attr].kind == ATTR_ORDINAL && (!v.compared || v.n == 2)
                              ? en_measure(p, attr, &v)
                              : NULL;
    return e ? crit_not(p->ctx, e) : NULL;
}
