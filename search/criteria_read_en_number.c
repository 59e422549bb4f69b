/*
 * Measured things with their limits: "AST and ALT ≤ 2.5 x ULN (5 x ULN if liver metastases)",
 * "aged 18 to 75 years", "QTcF > 470 ms in women or > 450 ms in men", "blood pressure < 140/90".
 */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/units.h"
#include <math.h>
#include <string.h>

enum { THINGS_MAX = 8, VARIANTS_MAX = 4 };

struct thing {
    uint16_t attrs[2];
    size_t n;
};
struct things {
    struct thing items[THINGS_MAX];
    size_t n;
    bool any;      /* written with or */
    bool named;    /* with a connective */
    bool pressure; /* blood pressure: two numbers */
};

static bool find_attr(const char *id, uint16_t *ret)
{
    return attribute_find(id, strlen(id), ret);
}

/* The measured thing at a token: one attribute, or two (transaminases). */
static bool read_thing(const struct en_row *row, struct things *all)
{
    struct thing t = {{0, 0}, 1};
    const char *id = row->value;
    if (strcmp(id, "transaminases") == 0) {
        t.attrs[0] = ATTR_ast;
        t.attrs[1] = ATTR_alt;
        t.n = 2;
    } else if (strcmp(id, "bp") == 0) {
        t.attrs[0] = ATTR_systolic_bp;
        t.attrs[1] = ATTR_diastolic_bp;
        t.n = 2;
        all->pressure = true;
    } else if (!find_attr(strcmp(id, "pstatus") == 0 ? "ecog_ps" : id, &t.attrs[0])) {
        return false;
    }
    if (all->n < THINGS_MAX)
        all->items[all->n++] = t;
    return true;
}

/* "(ANC)", "(kg/m2)", "[eGFR]": a bracket that only repeats the name or says the unit. */
static size_t skip_aside(const struct en_parse *p, size_t pos, size_t hi)
{
    if (pos >= hi || p->t[pos].class != EN_OPEN)
        return pos;
    size_t end = en_behind_bracket(p, pos, hi);
    for (size_t i = pos + 1; i + 1 < end; i++)
        if (en_row_of(&p->t[i], EN_CMP) || p->t[i].class == EN_NUMBER)
            if (!(p->t[i].class == EN_NUMBER && i > pos + 1 && p->t[i - 1].class != EN_NUMBER &&
                  !en_row_of(&p->t[i - 1], EN_CMP) && end - pos < 9))
                return pos;
    return end - pos <= 10 ? end : pos;
}

/* Behind "17-item" before a scale's name, "(17 items)" behind it; pos without. */
static size_t skip_items(const struct en_parse *p, size_t pos, size_t hi)
{
    bool items =
        pos + 1 < hi && p->t[pos].class == EN_NUMBER && en_says(&p->t[pos + 1], EN_CUE_ITEM);
    return items ? pos + 2 : pos;
}

/* Behind "and", ",", "/ or" between two things; pos when none stands there. */
static size_t read_joint(const struct en_parse *p, size_t pos, size_t hi, bool * or, bool *and)
{
    size_t at = pos;
    for (; at < hi && at < pos + 2 && en_is_connective(p, at) && !en_is(&p->t[at], EN_BUT); at++) {
        * or |= en_is(&p->t[at], EN_OR);
        *and |= en_is(&p->t[at], EN_AND);
    }
    return at;
}

/* "AST and ALT", "serum creatinine", "ANC / platelets". 0: none. */
static size_t read_things(const struct en_parse *p, size_t pos, size_t hi, struct things *ret)
{
    size_t end = 0, at = pos;
    bool or = false, and = false;
    while (at < hi) {
        size_t q = at;
        while (q < hi && en_is(&p->t[q], EN_PREMOD) && !en_row_of(&p->t[q], EN_ATTR))
            q++;
        const struct en_row *row = q < hi ? en_row_of(&p->t[q], EN_ATTR) : NULL;
        if (!row || !read_thing(row, ret))
            return end;
        ret->any |= or ;
        ret->named |= or || and;
        end = skip_aside(p, q + 1, hi);
        or = and = false;
        at = read_joint(p, end, hi, & or, &and);
        if (at == end)
            return end;
    }
    return end;
}

/* Says nothing between a thing and its value. "Creatinine increased by 0.3 mg/dL" is a change, no
   limit of the value. */
static bool is_between(const struct en_parse *p, size_t pos)
{
    const struct en_token *t = &p->t[pos];
    return en_is(t, EN_GLUE) || t->class == EN_COLON || t->class == EN_COMMA ||
           t->class == EN_DASH || en_is(t, EN_MUST) || en_is(t, EN_DROP) ||
           (en_is(t, EN_PREMOD) && !en_says(&p->t[pos], EN_CUE_CHANGE)) ||
           en_says(t, EN_CUE_BASELINE);
}

/* Words between the thing and its value. Stops where a value may begin. */
size_t en_skip_glue(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr)
{
    struct crit_window w;
    while (pos < hi) {
        const struct en_token *t = &p->t[pos];
        size_t aside = skip_items(p, skip_aside(p, pos, hi), hi);
        if (aside == pos && en_is(t, EN_ATTIME)) { /* "age at entry at least 18" */
            size_t point = en_read_window(p, pos, hi, &w);
            aside = point && w.n < 0 ? point : pos;
        }
        if (aside == pos)
            aside = en_behind_how(p, pos, hi);
        if (aside != pos)
            pos = aside;
        else if (en_row_of(t, EN_CMP) || en_is(t, EN_BETWEEN) || en_is(t, EN_NUM) ||
                 en_is(t, EN_WITHIN) || t->class == EN_NUMBER || en_is_scale_word(p, pos, attr))
            return pos;
        else if (is_between(p, pos))
            pos++;
        else
            return pos;
    }
    return pos;
}

/* ------------------------------------------------------------------ blood pressure */

static struct crit_node *pressure(struct en_parse *p, const struct en_value *top, size_t at,
                                  size_t hi, size_t *ret_end)
{
    struct en_value bottom = *top;
    enum crit_op op = top->bounds[0].op;
    size_t i = at + 1;
    if (at >= hi || p->t[at].class != EN_SLASH || i >= hi || p->t[i].class != EN_NUMBER ||
        top->n != 1)
        return NULL;
    bottom.bounds[0].value = p->t[i++].number;
    struct en_value rest;
    uint16_t unit;
    uint32_t byte = p->t[i - 1].end;
    size_t bytes = unit_match(p->text.s + byte, p->text.len - byte, &unit);
    while (i < hi && p->t[i].begin < byte + bytes)
        i++;
    if (i + 2 < hi + 0 && en_is(&p->t[i], EN_PREP) && p->text.s[p->t[i].begin] == 'o')
        i += 2; /* mm of Hg */
    const struct en_row *post = i < hi ? en_row_of(&p->t[i], EN_POST) : NULL;
    if (post && !top->compared) {
        op = post->op;
        i++;
    }
    (void)rest;
    struct en_value first = *top;
    first.compared = bottom.compared = true;
    first.bounds[0].op = bottom.bounds[0].op = op;
    *ret_end = i;
    struct crit_node *a = en_measure(p, ATTR_systolic_bp, &first);
    struct crit_node *b = en_measure(p, ATTR_diastolic_bp, &bottom);
    bool high = op == CRIT_OP_GT || op == CRIT_OP_GE;
    return a && b ? crit_join(p->ctx, high ? CRIT_OR : CRIT_AND, a, b) : NULL;
}

/* ------------------------------------------------------------------ values for whom */

struct variant {
    struct en_value value;
    struct crit_node *condition; /* NULL: for all */
    bool or ;                    /* written behind "or" */
};

static size_t skip_joints(const struct en_parse *p, size_t at, size_t hi, bool * or)
{
    while (at < hi &&
           (en_is_connective(p, at) || p->t[at].class == EN_SEMI || p->t[at].class == EN_STOP))
        * or |= en_is(&p->t[at++], EN_OR);
    return at + (* or &&at < hi && en_is_of(p, at)); /* "of 30 or above, or of 27 …" */
}

/* "for women: 12 g/dL": the value behind its condition. */
static size_t value_behind(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                           struct en_value *ret)
{
    static const enum en_class between[] = {EN_COMMA, EN_ATTR, EN_COLON, EN_WORD};
    while (pos < hi && en_is_in(&p->t[pos], between))
        pos++;
    return en_read_value(p, pos, hi, attr, ret) ? ret->end : 0;
}

/* "or (ALT) ≤ 5 x ULN if …": the value before its condition. */
static size_t value_before(struct en_parse *p, size_t at, size_t hi, uint16_t attr,
                           struct variant *ret)
{
    const struct en_row *row = at < hi ? en_row_of(&p->t[at], EN_ATTR) : NULL;
    uint16_t same = attr;
    size_t end = 0;
    if (row && (!find_attr(row->value, &same) || same != attr))
        return 0;
    if (!en_read_value(p, row ? at + 1 : at, hi, attr, &ret->value))
        return 0;
    ret->condition = en_read_condition(p, ret->value.end, hi, &end, true);
    return ret->condition ? end : 0;
}

/* A limit that stands before its condition, or behind it: "in women > 470 ms". */
static size_t read_variant(struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                           struct variant *ret)
{
    bool open = pos < hi && p->t[pos].class == EN_OPEN;
    size_t at = skip_joints(p, pos + open, hi, &ret->or), end;
    ret->condition = en_read_condition(p, at, hi, &end, false);
    end = ret->condition ? value_behind(p, end, hi, attr, &ret->value)
                         : value_before(p, at, hi, attr, ret);
    return end + (end && open && end < hi && p->t[end].class == EN_CLOSE);
}

static struct crit_node *for_things(struct en_parse *p, const struct things *all,
                                    const struct en_value *v)
{
    struct crit_node *e = NULL;
    bool or = all->named ? all->any : p->kind == CRIT_EXCLUSION;
    for (size_t i = 0; i < all->n; i++) {
        struct crit_node *one = NULL;
        for (size_t k = 0; k < all->items[i].n; k++) {
            struct crit_node *a = en_measure(p, all->items[i].attrs[k], v);
            if (!a)
                return NULL;
            one = crit_join(p->ctx, p->kind == CRIT_EXCLUSION ? CRIT_OR : CRIT_AND, one, a);
        }
        e = crit_join(p->ctx, or ? CRIT_OR : CRIT_AND, e, one);
    }
    return e;
}

static struct crit_node *choose(struct en_parse *p, struct crit_node *condition,
                                struct crit_node *then, struct crit_node *otherwise)
{
    struct crit_node *e = crit_new(p->ctx, CRIT_IF, 0, 0);
    e->children = MEM_ARRAY(p->ctx, struct crit_node *, 3);
    e->children[0] = condition;
    e->children[1] = then;
    e->children[2] = otherwise;
    e->n = otherwise ? 3 : 2;
    return e;
}

/* What a limit for some leaves out ("5 times", "20") is as in the limit for all. */
static void inherit(const struct en_value *from, struct en_value *to)
{
    const struct en_bound *b = &from->bounds[0];
    for (size_t i = 0; i < to->n; i++) {
        struct en_bound *x = &to->bounds[i];
        if (x->has_unit || x->uln)
            continue;
        x->has_unit = b->has_unit;
        x->unit = b->unit;
        x->uln = b->uln;
        x->times &= !b->uln;
    }
    if (to->n == 1 && !to->compared && from->n == 1) {
        to->bounds[0].op = b->op;
        to->compared = from->compared;
    }
}

/* The value as a range: from *lo to *hi. */
static void range_of(const struct en_value *v, double *lo, double *hi)
{
    *lo = -INFINITY;
    *hi = INFINITY;
    for (size_t i = 0; i < v->n; i++) {
        enum crit_op op = v->bounds[i].op;
        bool low = en_is_low(op), high = op == CRIT_OP_LT || op == CRIT_OP_LE;
        *lo = !high && *lo < v->bounds[i].value ? v->bounds[i].value : *lo;
        *hi = !low && *hi > v->bounds[i].value ? v->bounds[i].value : *hi;
    }
}

/* "50 or older, or 18 to 49 with a BMI of 30": the second range is another way in; "≤ 2.5, or ≤ 5
   with liver metastases" is the limit of those who have them. */
static bool is_other_way(const struct en_value *all, const struct variant *some)
{
    double lo, hi, lo2, hi2;
    const struct en_bound *a = &all->bounds[0], *b = &some->value.bounds[0];
    if (!some->or || all->list || some->value.list || a->word[0] || a->uln != b->uln ||
        a->unit != b->unit)
        return false;
    range_of(all, &lo, &hi);
    range_of(&some->value, &lo2, &hi2);
    return hi <= lo2 || hi2 <= lo;
}

/* All that is said of the things: one limit for all, others for some. */
static struct crit_node *combine(struct en_parse *p, const struct things *all, struct variant *v,
                                 size_t n)
{
    struct crit_node *e = NULL;
    size_t last = n;
    if (!v[0].condition) {
        e = for_things(p, all, &v[0].value);
        if (!e)
            return NULL;
    }
    if (!e && n > 1) { /* the last of "in women … in men …" is the other case */
        last = n - 1;
        inherit(&v[0].value, &v[last].value);
        e = for_things(p, all, &v[last].value);
    }
    for (size_t i = last; i-- > (v[0].condition ? 0 : 1);) {
        inherit(&v[0].value, &v[i].value);
        struct crit_node *x = for_things(p, all, &v[i].value);
        if (!x)
            return NULL;
        if (e && is_other_way(&v[0].value, &v[i]))
            e = crit_join(p->ctx, CRIT_OR, e, crit_join(p->ctx, CRIT_AND, v[i].condition, x));
        else
            e = e || p->kind == CRIT_INCLUSION ? choose(p, v[i].condition, x, e)
                                               : crit_join(p->ctx, CRIT_AND, v[i].condition, x);
    }
    return e;
}

/* ------------------------------------------------------------------ what follows */

/* "inclusive", "of predicted", "by Cockcroft-Gault", "(range 0-30)". */
static size_t skip_tails(const struct en_parse *p, size_t pos, size_t hi)
{
    static const enum en_class tails[] = {EN_NUMTAIL, EN_OFAGE, EN_WORD};
    while (pos < hi && en_is_in(&p->t[pos], tails))
        pos++;
    bool one = pos + 1 < hi && en_is(&p->t[pos + 1], EN_NUMTAIL);
    if (one && p->t[pos].class == EN_COMMA && en_is(&p->t[pos + 1], EN_DROP))
        return pos + 2;
    if (one && pos + 2 < hi && p->t[pos].class == EN_OPEN && p->t[pos + 2].class == EN_CLOSE)
        return pos + 3;
    return pos;
}

/* "by Cockcroft-Gault", "according to …" up to what says more. */
static size_t skip_method(const struct en_parse *p, size_t pos, size_t hi)
{
    static const enum en_class stops[] = {EN_CLOSE,  EN_SEMI, EN_STOP, EN_CMP,
                                          EN_NUMBER, EN_OPEN, EN_IF,   EN_WORD};
    struct crit_window w;
    if (pos + 1 >= hi || !en_is(&p->t[pos], EN_METHOD) || en_read_window(p, pos, hi, &w) ||
        en_takes_drug(p, pos, hi))
        return pos;
    for (pos++; pos < hi && !en_is_connective(p, pos) && !en_is_in(&p->t[pos], stops) &&
                !en_says(&p->t[pos], EN_CUE_NO_METHOD) && !en_read_window(p, pos, hi, &w);)
        pos++;
    return pos;
}

/* "inclusive", "of predicted", "by Cockcroft-Gault", "(range 0-30)". */
size_t en_skip_behind(const struct en_parse *p, size_t pos, size_t hi)
{
    for (size_t start = hi + 1; start != pos;) {
        start = pos;
        pos = skip_method(p, skip_tails(p, pos, hi), hi);
    }
    return pos;
}

/* ------------------------------------------------------------------ the whole */

/* "at least 10 pack-years", "28 to 31 weeks of gestation": the value stands before the thing. */
static struct crit_node *read_value_of(struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                                       size_t *ret_end)
{
    struct things all = {0};
    struct en_value v;
    if (!en_read_value(p, pos, hi, attr, &v) || v.bounds[0].uln)
        return NULL;
    size_t at = v.end;
    while (at < hi && en_is(&p->t[at], EN_GLUE) && !en_is(&p->t[at], EN_ATTR))
        at++;
    /* "34 weeks of gestation, weighing 750 g": what stands behind the comma has its own limit */
    size_t end = read_things(p, at, en_next_connective(p, at, hi), &all);
    bool unit_says = v.bounds[0].has_unit && /* "weeks gestation" is one word of the table */
                     (attr == ATTR_smoking_pack_years ||
                      en_is_value(&p->t[v.end - 1], EN_ATTR, attributes[attr].id));
    if (!end && unit_says)
        end = v.end;
    else if (!end || all.n != 1 || all.items[0].attrs[0] != attr)
        return NULL;
    v.compared |= attr == ATTR_line_of_therapy;
    struct crit_node *e = en_measure(p, attr, &v);
    if (e)
        *ret_end = en_skip_behind(p, end, hi);
    return e;
}

static struct crit_node *read_value_first(struct en_parse *p, size_t pos, size_t hi,
                                          size_t *ret_end)
{
    static const uint16_t attrs[] = {ATTR_line_of_therapy,
                                     ATTR_smoking_pack_years,
                                     ATTR_gestational_age,
                                     ATTR_life_expectancy,
                                     ATTR_age,
                                     ATTR_disease_duration};
    if (!(en_row_of(&p->t[pos], EN_CMP) || p->t[pos].class == EN_NUMBER ||
          en_is(&p->t[pos], EN_NUM) || en_is(&p->t[pos], EN_BETWEEN) || en_is_at_least_one(p, pos)))
        return NULL;
    struct crit_node *e = en_read_line_counts(p, pos, hi, ret_end);
    for (size_t i = 0; !e && i < sizeof attrs / sizeof *attrs; i++)
        e = read_value_of(p, pos, hi, attrs[i], ret_end);
    return e;
}

/* "AST and ALT normal", "normal bilirubin" at pos, the things' names up to `end`: no more than the
   upper limit. NULL: not so, or not all of the things have only an upper one that counts. */
static struct crit_node *read_normal(struct en_parse *p, const struct things *all, size_t pos,
                                     size_t end, size_t hi, size_t *ret_end)
{
    struct en_value v = {.n = 1, .compared = true};
    size_t behind = en_behind_normal(p, pos, end, hi);
    v.bounds[0] = (struct en_bound){.op = CRIT_OP_LE, .value = 1, .uln = true};
    if (!behind || (all->any && p->kind == CRIT_EXCLUSION))
        return NULL;
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->items[i].n; k++)
            if (!en_is_high_bad(all->items[i].attrs[k]))
                return NULL;
    *ret_end = behind;
    return for_things(p, all, &v);
}

/* "< 18 years or > 75 years": further limits of the same things. */
static struct crit_node *read_more_limits(struct en_parse *p, const struct things *all,
                                          uint16_t attr, struct crit_node *e, size_t *end,
                                          size_t hi)
{
    for (size_t at = *end; at < hi; at = *end) {
        bool or = false;
        while (at < hi && en_is_connective(p, at))
            or |= en_is(&p->t[at++], EN_OR);
        struct en_value v;
        if (at == *end || at >= hi ||
            !(en_row_of(&p->t[at], EN_CMP) || p->t[at].class == EN_NUMBER) ||
            !en_read_value(p, at, hi, attr, &v) || !v.compared || !en_ends_limit(p, v.end, hi))
            break;
        struct crit_node *x = for_things(p, all, &v);
        if (!x)
            break;
        or |= p->kind == CRIT_EXCLUSION; /* "< 18 and > 80" keeps out either */
        e = crit_join(p->ctx, or ? CRIT_OR : CRIT_AND, e, x);
        *end = en_skip_behind(p, v.end, hi);
    }
    return e;
}

/* "< 50 or > 1000 x 10^9/L": the unit is said once, behind the last. */
static void borrow_unit(const struct en_parse *p, struct en_value *v, size_t at, size_t hi,
                        uint16_t attr)
{
    struct en_value next;
    size_t from = at;
    while (at < hi && en_is_connective(p, at))
        at++;
    if (v->bounds[0].has_unit || v->bounds[0].uln || at == from || at >= hi ||
        !(en_row_of(&p->t[at], EN_CMP) || p->t[at].class == EN_NUMBER) ||
        !en_read_value(p, at, hi, attr, &next) || !next.compared || !en_ends_limit(p, next.end, hi))
        return;
    for (size_t i = 0; i < v->n; i++) {
        v->bounds[i].has_unit = next.bounds[0].has_unit;
        v->bounds[i].unit = next.bounds[0].unit;
        v->bounds[i].uln = next.bounds[0].uln;
    }
}

/* "creatinine (above 2 mg/dL)": the only value stands in brackets. 0: not so. */
static size_t read_bracketed(const struct en_parse *p, size_t at, size_t hi, uint16_t attr,
                             struct en_value *ret)
{
    size_t end = at < hi && p->t[at].class == EN_OPEN ? en_behind_bracket(p, at, hi) : at;
    return end > at + 2 && p->t[end - 1].class == EN_CLOSE &&
                   en_read_value(p, at + 1, end - 1, attr, ret) && ret->compared &&
                   en_skip_behind(p, ret->end, end - 1) == end - 1
               ? end
               : 0;
}

/* The things at pos and the first value said of them; its end, 0 when there is none. */
static size_t read_first(struct en_parse *p, size_t at, size_t hi, uint16_t attr,
                         struct variant *ret)
{
    size_t bracket = read_bracketed(p, at, hi, attr, &ret->value);
    if (bracket)
        return bracket;
    if (!en_read_value(p, at, hi, attr, &ret->value))
        return read_variant(p, at, hi, attr, ret);
    size_t end = en_skip_behind(p, ret->value.end, hi), next = end;
    borrow_unit(p, &ret->value, end, hi, attr);
    bool with = end < hi && en_is(&p->t[end], EN_WITH); /* "aged 18 to 64 with asthma": both */
    with |= end + 2 < hi && en_is_value(&p->t[end + 1], EN_FACT, "adult") &&
            en_is(&p->t[end + 2], EN_WITH); /* "in adults with diabetes" */
    ret->condition = with ? NULL : en_read_condition(p, end, hi, &next, false);
    return ret->condition ? next : end;
}

/* Behind the words between things and value; a thing named twice ("PS: ECOG 0-1") is one. */
static size_t behind_name(const struct en_parse *p, const struct things *all, size_t end, size_t hi)
{
    uint16_t attr = all->items[0].attrs[0], again;
    size_t at = en_skip_glue(p, end, hi, attr);
    const struct en_row *twice = at < hi ? en_row_of(&p->t[at], EN_ATTR) : NULL;
    if (!twice && at < hi && en_is(&p->t[at], EN_METHOD) && at + 1 < hi && /* "PS as per ECOG" */
        en_is_value(&p->t[at + 1], EN_ATTR, attributes[attr].id))
        twice = en_row_of(&p->t[++at], EN_ATTR);
    if (twice && all->n == 1 && find_attr(twice->value, &again) && again == attr)
        at = en_skip_glue(p, at + 1, hi, attr);
    return at;
}

/* An age, a score, a value before its thing. */
static struct crit_node *read_unnamed(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    struct crit_node *e = en_read_age(p, pos, hi, ret_end);
    if (!e)
        e = en_read_score_on(p, pos, hi, ret_end);
    return e ? e : read_value_first(p, pos, hi, ret_end);
}

struct crit_node *en_read_measure(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    struct things all = {0};
    struct variant v[VARIANTS_MAX] = {0};
    struct crit_node *first = en_read_bound_first(p, pos, hi, ret_end);
    if (!first)
        first = en_read_named_limit(p, pos, hi, ret_end);
    if (first)
        return first;
    pos = skip_items(p, pos, hi);
    size_t n = 1, end = read_things(p, pos, hi, &all);
    if (!end)
        return read_unnamed(p, pos, hi, ret_end);
    (void)en_find_scale(p, pos, hi, &all.items[0].attrs[0]);
    uint16_t attr = all.items[0].attrs[0];
    if (en_is_other_stage(p, pos))
        return NULL;
    enum en_turn turn;
    size_t at = en_skip_turned(p, behind_name(p, &all, end, hi), hi, &turn);
    if (turn != EN_NOT_TURNED)
        return all.n == 1 && !all.pressure ? en_read_turned(p, at, hi, attr, turn, ret_end) : NULL;
    struct crit_node *normal = read_normal(p, &all, pos, end, hi, ret_end);
    if (normal)
        return normal;
    if (all.pressure)
        return en_read_value(p, at, hi, attr, &v[0].value)
                   ? pressure(p, &v[0].value, v[0].value.end, hi, ret_end)
                   : NULL;
    end = read_first(p, at, hi, attr, &v[0]);
    if (!end)
        return NULL;
    en_take_direction(p, pos, attr, &v[0].value);
    size_t born = en_behind_birth(p, end, hi, attr);
    if (born > end)
        all.items[0].attrs[0] = ATTR_birth_weight;
    end = born;
    for (size_t next; n < VARIANTS_MAX && (next = read_variant(p, end, hi, attr, &v[n])); n++)
        end = en_skip_behind(p, next, hi);
    struct crit_node *e = combine(p, &all, v, n);
    if (e)
        e = read_more_limits(p, &all, attr, e, &end, hi);
    p->age_read |= e && attr == ATTR_age;
    end = e ? en_skip_points(p, e, end, hi) : end;
    *ret_end = end;
    return e;
}
