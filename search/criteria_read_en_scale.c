/* Which scale a value is of, where not its name alone says so: "performance status: Karnofsky 70",
   "a score of at least 24 on the MMSE", "Child-Pugh A (5-6 points)", "CKD stage 4". */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include <string.h>

/* The attribute of a word of the table. */
static bool find_attr(const struct en_token *t, uint16_t *ret)
{
    const char *id = en_row_of(t, EN_ATTR)->value;
    return attribute_find(id, strlen(id), ret);
}

/* "Performance status: Karnofsky 70-100 %", "performance status (KPS) ≥ 70": which scale it is. */
bool en_find_scale(const struct en_parse *p, size_t pos, size_t hi, uint16_t *ret)
{
    enum { FAR = 4 };
    while (pos < hi && en_is(&p->t[pos], EN_PREMOD) && !en_row_of(&p->t[pos], EN_ATTR))
        pos++;
    if (pos >= hi || !en_is_value(&p->t[pos], EN_ATTR, "pstatus"))
        return false;
    for (size_t i = pos + 1; i < hi && i <= pos + FAR && p->t[i].class != EN_NUMBER; i++) {
        bool scale =
            en_is_value(&p->t[i], EN_ATTR, "kps") || en_is_value(&p->t[i], EN_ATTR, "ecog_ps");
        if (scale)
            return find_attr(&p->t[i], ret);
    }
    return false;
}

/* "Minimum weight 40 kg", "minimum life expectancy of 6 months": the limit's direction stands
   before the name. */
void en_take_direction(const struct en_parse *p, size_t pos, uint16_t attr, struct en_value *v)
{
    static const uint16_t peaks[] = {ATTR_heart_rate, ATTR_body_temperature, ATTR_systolic_bp,
                                     ATTR_diastolic_bp};
    pos += p->t[pos].end - p->t[pos].begin == 1; /* a minimum … */
    bool low = en_says(&p->t[pos], EN_CUE_MINIMUM), high = en_says(&p->t[pos], EN_CUE_MAXIMUM);
    for (size_t i = 0; i < sizeof peaks / sizeof *peaks; i++)
        low &= attr != peaks[i], high &= attr != peaks[i];
    if ((low || high) && v->n == 1 && !v->compared) {
        v->bounds[0].op = low ? CRIT_OP_GE : CRIT_OP_LE;
        v->compared = true;
    }
}

/* "Child-Pugh A (5 or 6 points)": the same once more in points. Behind it; pos when it is not. */
size_t en_skip_points(struct en_parse *p, const struct crit_node *e, size_t pos, size_t hi)
{
    struct en_value v;
    bool pugh = e->type == CRIT_ATOM && e->atom->attr == ATTR_child_pugh;
    size_t end =
        pugh && pos < hi && p->t[pos].class == EN_OPEN ? en_behind_bracket(p, pos, hi) : pos;
    if (end < pos + 3 || p->t[end - 1].class != EN_CLOSE)
        return pos;
    size_t at = en_skip_glue(p, pos + 1, end - 1, ATTR_child_pugh);
    if (!en_read_value(p, at, end - 1, ATTR_child_pugh, &v) ||
        en_skip_behind(p, v.end, end - 1) != end - 1)
        return pos;
    struct crit_node *points = en_measure(p, ATTR_child_pugh, &v);
    return points && crit_same(points, e) ? end : pos;
}

/* "chronic kidney disease stage 4": not the stage of a cancer. */
bool en_is_other_stage(const struct en_parse *p, size_t pos)
{
    return pos > 0 && en_is_value(&p->t[pos], EN_ATTR, "stage") &&
           en_says(&p->t[pos - 1], EN_CUE_STAGE_OF);
}

static bool is_score(uint16_t attr)
{
    const struct attribute *a = &attributes[attr];
    return a->kind == ATTR_ORDINAL || (a->unit && strcmp(a->unit, "score") == 0);
}

/* The position behind "a score", "total score", "rating" at pos; 0: not so. */
static size_t behind_score(const struct en_parse *p, size_t pos, size_t hi)
{
    while (pos < hi && en_is(&p->t[pos], EN_PREMOD) && !en_says(&p->t[pos], EN_CUE_SCORE))
        pos++;
    return pos < hi && en_says(&p->t[pos], EN_CUE_SCORE_WORD) ? pos + 1 : 0;
}

/* "on the MMSE" in [pos, hi): where "on" stands, *at: the scale; hi: it does not. */
static size_t find_on(const struct en_parse *p, size_t pos, size_t hi, size_t *at, uint16_t *attr)
{
    enum { FAR = 12 };
    for (size_t i = pos; i + 1 < hi && i < pos + FAR; i++) {
        if (!en_says(&p->t[i], EN_CUE_ON_IN))
            continue;
        *at = i + 1;
        if (*at + 1 < hi && en_says(&p->t[*at], EN_CUE_ARTICLE))
            (*at)++;
        bool scale = en_row_of(&p->t[*at], EN_ATTR) && find_attr(&p->t[*at], attr);
        return scale && is_score(*attr) ? i : hi;
    }
    return hi;
}

/* "a score of at least 24 on the MMSE": the value stands before the scale. NULL: not so. */
struct crit_node *en_read_score_on(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    struct en_value v;
    uint16_t attr = 0;
    size_t at = hi, from = behind_score(p, pos, hi);
    size_t on = from ? find_on(p, from + 1, hi, &at, &attr) : hi;
    if (on == hi)
        return NULL;
    from = en_skip_glue(p, from, on, ATTR_age);
    if (!en_read_value(p, from, on, attr, &v) || en_skip_behind(p, v.end, on) != on)
        return NULL;
    struct crit_node *e = en_measure(p, attr, &v);
    for (at++; at < hi && en_says(&p->t[at], EN_CUE_SCALE);)
        at++;
    *ret_end = en_skip_behind(p, at, hi);
    return e;
}

bool en_is_step_of_scale(const struct en_parse *p, size_t pos)
{
    static const char *const scales[] = {"nyha",       "asa",     "child_pugh",
                                         "hoehn_yahr", "ecog_ps", "pstatus"};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (en_is_value(&p->t[pos], EN_ATTR, scales[i]))
            return true;
    return false;
}

bool en_begins_step(const struct en_parse *p, size_t pos, size_t hi)
{
    const struct en_row *r = en_row_of(&p->t[pos], EN_ATTR);
    struct en_value v;
    uint16_t attr;
    return r && en_is_step_of_scale(p, pos) && attribute_find(r->value, strlen(r->value), &attr) &&
           en_read_value(p, pos + 1, hi, attr, &v) && !v.opaque;
}

bool en_leads_to_scale(const struct en_parse *p, size_t pos, size_t hi)
{
    return en_says(&p->t[pos], EN_CUE_IN_AT_OF) && pos + 1 < hi && en_is_step_of_scale(p, pos + 1);
}

size_t en_behind_how(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 8 };
    static const enum en_class ends[] = {EN_ATTR, EN_STOP, EN_SEMI, EN_NEG, EN_WITH,
                                         EN_IF,   EN_CARE, EN_MED,  EN_WORD};
    if (!en_is(&p->t[pos], EN_METHOD) || en_takes_drug(p, pos, hi))
        return pos;
    for (size_t i = pos + 1; i + 1 < hi && i < pos + FAR; i++) {
        const struct en_token *t = &p->t[i];
        bool limit = en_row_of(t, EN_CMP) || en_is(t, EN_BETWEEN) ||
                     (en_is_of(p, i) && (t[1].class == EN_NUMBER || en_row_of(t + 1, EN_CMP)));
        if (limit)
            return i > pos + 1 ? i : pos;
        if (t->class == EN_NUMBER || en_is_in(t, ends) || en_says(t, EN_CUE_CARE_WORD))
            return pos;
    }
    return pos;
}
