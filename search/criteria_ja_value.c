/* Measured values: 20歳以上75歳未満, 0～2, 0又は1, ≦1.5, 基準値上限の2.5倍以下, 70歳代. */
#include "search/attributes_gen.h"
#include "search/criteria_ja.h"
#include "search/units.h"
#include "search/criteria_ja_words.h"
#include <string.h>

struct at {
    const struct ja *j;
    size_t i, to;
    uint16_t attr;
    struct crit_value *v;
};

static const struct lex_token *tok(const struct at *a, size_t ahead)
{
    static const struct lex_token none = {.class = LEX_CLASS_COUNT};
    return a->i + ahead < a->to ? &a->j->p.tokens[a->i + ahead] : &none;
}

static const char *text_of(const struct at *a, const struct lex_token *t)
{
    return a->j->p.text.s + t->begin;
}

/* ≦ and the like stand before or behind a number, words behind it only. */
static bool is_sign(const struct at *a, const struct lex_token *t)
{
    const unsigned char *s = (const unsigned char *)text_of(a, t);
    return t->class == LEX_CMP && (s[0] < 0x80 || (s[0] == 0xE2 && s[1] >= 0x89));
}

static enum crit_op flipped(enum crit_op op)
{
    switch (op) {
    case CRIT_OP_LT:
        return CRIT_OP_GE;
    case CRIT_OP_LE:
        return CRIT_OP_GT;
    case CRIT_OP_GT:
        return CRIT_OP_LE;
    case CRIT_OP_GE:
        return CRIT_OP_LT;
    default:
        return op;
    }
}

static void take_unit(struct at *a, const struct lex_token *t)
{
    if (t->unit == LEX_NO_UNIT)
        return;
    const char *s = a->j->p.text.s + t->unit_begin;
    if (ja_begins(s, ja_words_times_normal))
        a->v->uln = true;
    else
        a->v->unit = t->unit;
    if (ja_begins(s, ja_words_years_old))
        a->v->years_old = true;
}

/* ±, -, + and letters where the scale has such. */
static bool letter_step(struct at *a, struct crit_limit *l)
{
    const struct lex_token *t = tok(a, 0);
    size_t len = t->end - t->begin;
    const char *s = text_of(a, t);
    if (t->class == LEX_CLASS_COUNT)
        return false;
    if (a->attr == ATTR_child_pugh && t->class == LEX_TEXT && len == 1 && *s >= 'a' && *s <= 'c')
        l->letter = *s;
    else if (a->attr == ATTR_urine_protein && ja_is_one(s, len, ja_words_trace_signs))
        l->letter = '~';
    else if (a->attr == ATTR_urine_protein && len == 1 && *s == '-')
        l->letter = '-';
    else
        return false;
    a->i++;
    return true;
}

/* Behind a number: ×ULN, 倍, Ⅱ度's 度 and the like. */
static void skip_idle(struct at *a)
{
    for (;;) {
        const struct lex_token *t = tok(a, 0);
        if (t->class == LEX_TIMES || t->class == LEX_ULN)
            a->v->uln = true;
        else if (t->class == LEX_LLN)
            a->v->lln = true;
        else if (t->class != LEX_NOISE || a->v->n == 0)
            return;
        a->i++;
    }
}

/* 上限の before its multiple; alone it is once the limit. */
static bool normal_limit(struct at *a, struct crit_limit *l)
{
    const struct lex_token *t = tok(a, 0);
    if (t->class != LEX_ULN && t->class != LEX_LLN)
        return false;
    *(t->class == LEX_ULN ? &a->v->uln : &a->v->lln) = true;
    a->i++;
    size_t i = a->i;
    if (lex_is(tok(a, 0), LEX_PTC, "no") || tok(a, 0)->class == LEX_TIMES)
        a->i++;
    if (tok(a, 0)->class == LEX_NUM && tok(a, 0)->writing == LEX_ARABIC) {
        l->number = tok(a, 0)->number;
        a->i++;
        return true;
    }
    a->i = i;
    l->number = 1;
    return true;
}

/* 36週6日 as weeks. */
static void add_days(struct at *a, struct crit_limit *l)
{
    const struct lex_token *t = tok(a, 0), *before = &a->j->p.tokens[a->i - 1];
    if (t->class == LEX_NUM && t->unit != LEX_NO_UNIT && a->v->years_old &&
        strcmp(unit_id(t->unit), "month") == 0 && before->class == LEX_NUM) { /* 1歳6か月 */
        l->number = unit_round(l->number + t->number / 12, 4);
        a->i++;
        return;
    }
    if (t->class != LEX_NUM || t->unit == LEX_NO_UNIT || before->unit == LEX_NO_UNIT ||
        strcmp(unit_id(before->unit), "week") != 0 || strcmp(unit_id(t->unit), "day") != 0)
        return;
    l->number = unit_round(l->number + t->number / 7, 4);
    a->i++;
}

/* Hours are parts of days. */
static void as_days(struct crit_value *v, struct crit_limit *l)
{
    uint16_t day;
    if (l->unit == 0 || strcmp(unit_id((uint16_t)(l->unit - 1)), "hour") != 0 ||
        !unit_find("day", 3, &day))
        return;
    l->number /= 24;
    l->unit = (uint16_t)(day + 1);
    v->unit = day;
}

static bool read_step(struct at *a, struct crit_limit *l)
{
    const struct lex_token *t = tok(a, 0);
    if (normal_limit(a, l) || letter_step(a, l))
        return true;
    if (t->class != LEX_NUM)
        return false;
    l->number = t->number;
    l->letter = t->letter;
    take_unit(a, t);
    if (t->unit != LEX_NO_UNIT && !a->v->uln)
        l->unit = (uint16_t)(t->unit + 1);
    as_days(a->v, l);
    a->i++;
    add_days(a, l);
    return true;
}

/* The word of comparison behind a number; false when there is none. */
static bool read_compare(struct at *a, struct crit_limit *l)
{
    size_t i = a->i;
    if (lex_is(tok(a, 0), LEX_PTC, "wo") || lex_is(tok(a, 0), LEX_PTC, "ni"))
        a->i++;
    const struct lex_token *t = tok(a, 0);
    if (lex_is(t, LEX_PTC, "made") && a->i == i && a->v->compared) {
        l->op = CRIT_OP_LE;
        a->i++;
        return true;
    }
    if (t->class != LEX_CMP || (is_sign(a, t) && tok(a, 1)->class == LEX_NUM)) {
        a->i = i;
        return false;
    }
    l->op = (t->flags & LEX_NOT) ? flipped(t->sense->op) : t->sense->op;
    a->v->compared = true;
    if (is_sign(a, t) && tok(a, 1)->class == LEX_ATTR) {
        l->op = crit_op_mirrored(l->op);
        a->v->leads = true;
    }
    a->i++;
    while (tok(a, 0)->class == LEX_NOISE && a->i < a->to)
        a->i++;
    if (tok(a, 0)->class == LEX_NONE && !is_sign(a, t)) { /* 超え-ない, cut by the lexer */
        l->op = flipped(l->op);
        a->i++;
    }
    return true;
}

/* One limit: sign number, or number word. */
static bool read_limit(struct at *a, struct crit_limit *l)
{
    const struct lex_token *t = tok(a, 0);
    *l = (struct crit_limit){.op = CRIT_OP_EQ};
    if (t->class == LEX_CMP && is_sign(a, t)) {
        size_t i = a->i++;
        if (!read_step(a, l)) {
            a->i = i;
            return false;
        }
        l->op = t->sense->op;
        a->v->compared = true;
        a->v->n = 1;
        skip_idle(a);
        return true;
    }
    if (!read_step(a, l))
        return false;
    a->v->n = 1;
    skip_idle(a);
    read_compare(a, l);
    return true;
}

/* 少なくとも4レジメン: a limit whose word stands before its number. */
static bool is_at_least(const struct ja *j, size_t at)
{
    if (at == 0 || j->p.tokens[at - 1].class != LEX_DROP)
        return false;
    const struct lex_token *t = &j->p.tokens[at - 1];
    return ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_at_least);
}

static bool is_list_sign(const struct lex_token *t)
{
    return t->class == LEX_OR || t->class == LEX_COMMA || t->class == LEX_DOT ||
           t->class == LEX_SLASH || t->class == LEX_ALSO || lex_is(t, LEX_PTC, "ka");
}

/* 0又は1, Ⅱ度、Ⅲ度: more steps of a scale. */
static void read_list(struct at *a)
{
    struct crit_value *v = a->v;
    v->list = true;
    while (v->n < CRIT_VALUES_MAX) {
        size_t i = a->i;
        struct crit_value keep = *v;
        while (is_list_sign(tok(a, 0)) && a->i < i + 2)
            a->i++;
        struct crit_limit l = {.op = CRIT_OP_EQ};
        bool more = a->i > i && read_step(a, &l);
        if (more)
            skip_idle(a);
        struct crit_limit ignored;
        size_t end = a->i;
        if (!more || read_compare(a, &ignored) || tok(a, 0)->class == LEX_RANGE) {
            *v = keep;
            a->i = i;
            return;
        }
        a->i = end;
        v->limits[v->n++] = l;
    }
}

/* 20～75: the other end. */
static bool read_range(struct at *a)
{
    size_t i = a->i;
    struct crit_value *v = a->v;
    if (tok(a, 0)->class != LEX_RANGE)
        return false;
    a->i++;
    if (a->i >= a->to && v->limits[0].op == CRIT_OP_EQ && v->years_old) { /* 18歳～ */
        v->limits[0].op = CRIT_OP_GE;
        return v->compared = true;
    }
    struct crit_limit *high = &v->limits[1];
    *high = (struct crit_limit){.op = CRIT_OP_LE};
    if (!read_step(a, high)) {
        a->i = i;
        return false;
    }
    skip_idle(a);
    if (v->limits[0].op == CRIT_OP_EQ)
        v->limits[0].op = CRIT_OP_GE;
    read_compare(a, high);
    if (high->op == CRIT_OP_EQ) /* 0～1に限る */
        high->op = CRIT_OP_LE;
    if (lex_is(tok(a, 0), LEX_PTC, "made"))
        a->i++;
    v->range = v->compared = true;
    v->n = 2;
    return true;
}

static bool opposite(enum crit_op a, enum crit_op b)
{
    bool low = a == CRIT_OP_GE || a == CRIT_OP_GT, low2 = b == CRIT_OP_GE || b == CRIT_OP_GT;
    return low != low2 && b != CRIT_OP_EQ;
}

static bool is_time(uint16_t unit)
{
    static const char *const all[] = {"year", "month", "week", "day", "hour"};
    for (size_t i = 0; unit != LEX_NO_UNIT && i < sizeof all / sizeof *all; i++)
        if (strcmp(unit_id(unit), all[i]) == 0)
            return true;
    return false;
}

/* 160/100mmHg以上: two numbers, one comparison. */
static bool read_pressure(struct at *a)
{
    struct crit_value *v = a->v;
    const struct lex_token *t = tok(a, 1);
    if (tok(a, 0)->class != LEX_SLASH || t->class != LEX_NUM || t->unit == LEX_NO_UNIT ||
        strcmp(unit_id(t->unit), "mmHg") != 0)
        return false;
    a->i++;
    struct crit_limit l = {.op = CRIT_OP_EQ};
    read_step(a, &l);
    if (read_compare(a, &l))
        v->limits[0].op = l.op;
    else
        l.op = v->limits[0].op;
    v->limits[1] = l;
    v->n = 2;
    v->pressure = true;
    return true;
}

/* 60歳以上、または60歳未満で高血圧を…: of other people, of whom more is asked. */
static bool is_of_others(const struct at *a, const struct crit_limit *first,
                         const struct crit_limit *second, bool comma)
{
    return first->number == second->number || (comma && lex_is(tok(a, 0), LEX_PTC, "de"));
}

/* 以上75歳未満, 以上、かつ75歳未満, 未満又は150超: a second limit of the same thing. */
static void read_second(struct at *a)
{
    struct crit_value *v = a->v;
    size_t i = a->i;
    uint16_t unit = v->unit;
    bool any = false, comma = false;
    while (a->i < i + 3) {
        comma |= tok(a, 0)->class == LEX_COMMA;
        const struct lex_token *t = tok(a, 0);
        if (t->class == LEX_OR)
            any = true;
        else if (t->class != LEX_COMMA && t->class != LEX_AND && !lex_is(t, LEX_PTC, "de") &&
                 t->class != LEX_RANGE && t->class != LEX_DROP)
            break;
        a->i++;
    }
    struct crit_value keep = *v;
    struct crit_limit l = {.op = CRIT_OP_EQ};
    bool good = read_limit(a, &l) && v->years_old == keep.years_old && l.op != CRIT_OP_EQ &&
                opposite(v->limits[0].op, l.op) &&
                (unit == LEX_NO_UNIT || v->unit == unit || (is_time(unit) && is_time(v->unit)));
    if (!good || (any && is_of_others(a, &v->limits[0], &l, comma))) {
        *v = keep;
        a->i = i;
        return;
    }
    v->limits[1] = l;
    v->n = 2;
    v->any = any;
}

/* 70歳代, 8%台 */
static bool read_decade(struct at *a)
{
    struct crit_value *v = a->v;
    if (tok(a, 0)->class != LEX_DECADE)
        return false;
    v->years_old |= v->unit == LEX_NO_UNIT && ja_begins(text_of(a, tok(a, 0)), ja_words_decades);
    a->i++;
    double step = v->years_old ? 10 : 1, last = v->limits[0].number;
    if (tok(a, 0)->class == LEX_RANGE && tok(a, 1)->class == LEX_NUM &&
        tok(a, 2)->class == LEX_DECADE) {
        last = tok(a, 1)->number; /* 40代から60代 */
        a->i += 3;
    }
    v->limits[0].op = CRIT_OP_GE;
    v->limits[1] = (struct crit_limit){.op = CRIT_OP_LT, .number = last + step};
    v->n = 2;
    v->range = v->compared = true;
    return true;
}

size_t ja_read_value(const struct ja *j, size_t at, size_t to, uint16_t attr,
                     struct crit_value *ret)
{
    struct at a = {j, at, to, attr, ret};
    *ret = (struct crit_value){.unit = LEX_NO_UNIT};
    const struct lex_token *t = tok(&a, 0);
    if (t->class == LEX_TEXT && attr == LEX_NO_ATTR)
        return 0;
    if (!read_limit(&a, &ret->limits[0]))
        return 0;
    ret->n = 1;
    if (ret->limits[0].op == CRIT_OP_EQ && !ret->compared && is_at_least(j, at)) {
        ret->limits[0].op = CRIT_OP_GE;
        ret->compared = true;
    }
    if (!read_decade(&a) && !read_pressure(&a) && !read_range(&a)) {
        if (ret->limits[0].op == CRIT_OP_EQ)
            read_list(&a);
        else
            read_second(&a);
    }
    ret->begin = t->begin;
    ret->end = j->p.tokens[a.i - 1].end;
    return a.i - at;
}
