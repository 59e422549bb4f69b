/*
 * Limits, ranges and lists of values: "at least 18 years", "1.5 x ULN or less", "0-2", "III or IV",
 * "between 18 and 75", "≥ 8 and ≤ 25". A value without a unit of its own takes its neighbour's.
 */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_inner.h"
#include "search/criteria_read_en_inner.h"
#include "search/units.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

static bool is_scale_of_letters(uint16_t attr)
{
    return attr == ATTR_child_pugh || attr == ATTR_urine_protein || attr == ATTR_stage;
}

static bool takes_roman(uint16_t attr)
{
    return attr == ATTR_stage || attr == ATTR_nyha || attr == ATTR_asa || attr == ATTR_hoehn_yahr ||
           attr == ATTR_child_pugh;
}

/* i … vi, iiib, 2a: bytes match the whole token. */
static bool read_roman(const char *s, size_t n, double *ret, char *letter)
{
    static const char *const all[] = {"iii", "ii", "iv", "vi", "v", "i"};
    static const int values[] = {3, 2, 4, 6, 5, 1};
    *letter = '\0';
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t k = strlen(all[i]);
        if (k > n || memcmp(s, all[i], k) != 0)
            continue;
        if (k < n && s[k] >= 'a' && s[k] <= 'd')
            *letter = (char)toupper((unsigned char)s[k++]);
        if (k < n && *letter && s[k] >= '1' && s[k] <= '3')
            k++;
        *ret = values[i];
        return k == n;
    }
    return false;
}

static void write_stage(struct en_bound *b, double number, char letter)
{
    static const char *const roman[] = {"0", "I", "II", "III", "IV"};
    size_t n = (size_t)number;
    size_t len = strlen(roman[n > 4 ? 4 : n]);
    memcpy(b->word, roman[n > 4 ? 4 : n], len);
    b->word[len] = letter;
    b->word[len + (letter ? 1 : 0)] = '\0';
}

/* A word that is a value of the attribute's scale. */
static bool read_scale_word(const struct en_parse *p, size_t pos, uint16_t attr, struct en_bound *b)
{
    const struct en_token *t = &p->t[pos];
    const char *s = p->text.s + t->begin;
    size_t n = t->end - t->begin;
    double number;
    char letter;
    if (t->class == EN_NUMBER)
        return false;
    if (attr == ATTR_child_pugh && *s >= 'a' && *s <= 'c' &&
        (n == 1 || (n == 2 && s[1] >= '5' && s[1] <= '9'))) {
        b->word[0] = (char)toupper((unsigned char)*s);
        b->word[1] = '\0';
        b->points = n == 2; /* B7: only some of the class */
        return true;
    }
    if (!takes_roman(attr) || !read_roman(s, n, &number, &letter))
        return false;
    b->value = number;
    if (attr == ATTR_stage && number <= 4)
        write_stage(b, number, letter);
    return attr == ATTR_stage ? number <= 4 : !letter;
}

bool en_is_scale_word(const struct en_parse *p, size_t pos, uint16_t attr)
{
    struct en_bound b;
    return read_scale_word(p, pos, attr, &b);
}

/* Tokens that the unit behind the number takes. */
static size_t read_unit(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                        struct en_bound *b)
{
    uint16_t unit;
    double unused;
    uint32_t at = p->t[pos - 1].end;
    if (pos < hi && en_is(&p->t[pos], EN_PUNCT) && p->text.s[p->t[pos].begin] == ',')
        return pos;
    size_t bytes = unit_match(p->text.s + at, p->text.len - at, &unit);
    if (!bytes || !unit_convert(unit, attr, 1, &unused))
        return pos;
    b->unit = unit;
    b->has_unit = true;
    for (; pos < hi && p->t[pos].begin < at + bytes; pos++)
        b->of_age |= en_is(&p->t[pos], EN_OFAGE);
    return pos;
}

/* x ULN, times the upper limit of normal, ULN. */
static size_t read_uln(const struct en_parse *p, size_t pos, size_t hi, struct en_bound *b,
                       bool *lln)
{
    size_t i = pos;
    bool times = false;
    for (; i < hi && (en_is(&p->t[i], EN_TIMES) || en_is_value(&p->t[i], EN_NUM, "x")); i++)
        times = true;
    for (; i < hi && p->text.s[p->t[i].begin] == 't' && p->t[i].end - p->t[i].begin == 3; i++)
        ;
    if (i < hi && en_is(&p->t[i], EN_LLN)) {
        *lln = true;
        return i + 1;
    }
    bool uln = i < hi && (en_is(&p->t[i], EN_ULN) || (times && en_is(&p->t[i], EN_NORMAL)));
    if (!uln)
        return pos;
    b->uln = true;
    i++;
    if (i + 2 < hi + 0 && p->t[i].class == EN_OPEN && en_is(&p->t[i + 1], EN_ULN))
        i += 3;
    return i;
}

struct reading {
    const struct en_parse *p;
    size_t hi;
    uint16_t attr;
    struct en_value *v;
};

static const uint16_t ATTR_GLUE_MAX = 3;

/* "of age", "old", "inclusive" behind a number. */
static size_t skip_tail(const struct reading *r, size_t pos, struct en_bound *b)
{
    for (; pos < r->hi; pos++) {
        if (en_is(&r->p->t[pos], EN_OFAGE))
            b->of_age = true;
        else
            break;
    }
    return pos;
}

/* "2+", "IIIB", "3b": a value of a scale that is written with a number. 0: not so. */
static size_t read_graded(const struct reading *r, size_t end, struct en_bound *b)
{
    const struct en_parse *p = r->p;
    const struct en_token *next = end < r->hi ? &p->t[end] : NULL;
    if (r->attr == ATTR_urine_protein) {
        if (!next || next->class != EN_PLUS || b->value < 1 || b->value > 4)
            return 0;
        b->word[0] = (char)('0' + (int)b->value);
        b->word[1] = '+';
        return end + 1;
    }
    char letter = next && next->begin == p->t[end - 1].end && next->end - next->begin == 1
                      ? p->text.s[next->begin]
                      : '\0';
    bool sub_stage = letter >= 'a' && letter <= 'd';
    if (b->value > 4)
        return 0;
    write_stage(b, b->value, sub_stage ? (char)toupper((unsigned char)letter) : '\0');
    return end + sub_stage;
}

/* The unit behind the number, or what it is a multiple of. */
static size_t read_measured_in(const struct reading *r, size_t end, struct en_bound *b)
{
    const struct en_parse *p = r->p;
    bool lln = false;
    size_t after = read_uln(p, end, r->hi, b, &lln);
    r->v->opaque |= lln;
    if (after == end)
        after = read_unit(p, end, r->hi, r->attr, b);
    if (r->attr == ATTR_kps && end < r->hi && p->text.s[p->t[end].begin] == '%')
        return end + 1;
    if (r->attr == ATTR_gestational_age && after != end)
        after = en_read_odd_days(p, after, r->hi, &b->value);
    b->times = after == end && end < r->hi && en_is(&p->t[end], EN_TIMES) && r->attr != ATTR_age &&
               p->text.s[p->t[end].begin] != '*';
    return b->times ? end + 1 : skip_tail(r, after, b);
}

/* One value with its unit, without comparison. 0: none. */
static size_t read_one(const struct reading *r, size_t pos, struct en_bound *b)
{
    const struct en_parse *p = r->p;
    size_t end;
    memset(b, 0, sizeof *b);
    b->op = CRIT_OP_EQ;
    if (pos >= r->hi)
        return 0;
    if (read_scale_word(p, pos, r->attr, b))
        return pos + 1;
    bool birth = r->attr == ATTR_age && en_says(&p->t[pos], EN_CUE_FROM_BIRTH);
    if (birth && pos + 1 < r->hi && en_is(&p->t[pos + 1], EN_TO))
        return pos + 1; /* "from birth to 18 years": 0 */
    if (!en_read_count(p, pos, r->hi, &b->value, &end))
        return 0;
    if (r->attr == ATTR_gestational_age)
        end = en_read_days(p, end, r->hi, &b->value);
    bool graded = r->attr == ATTR_urine_protein || r->attr == ATTR_stage;
    return graded ? read_graded(r, end, b) : read_measured_in(r, end, b);
}

/* "or more", "and older", "(or higher)" behind a value. */
static size_t read_post(const struct reading *r, size_t pos, enum crit_op *op)
{
    size_t i = pos;
    if (i < r->hi && r->p->t[i].class == EN_COMMA)
        i++;
    bool open = i < r->hi && r->p->t[i].class == EN_OPEN;
    i += open;
    if (i >= r->hi)
        return pos;
    const struct en_row *row = en_row_of(&r->p->t[i], EN_POST);
    bool next = i > pos && i + 1 < r->hi && r->p->t[i + 1].class == EN_NUMBER; /* ", maximum 75" */
    if (!row || next || (r->p->t[i].class == EN_PLUS && r->attr == ATTR_urine_protein))
        return pos;
    *op = row->op;
    r->v->old |= en_says_in(r->p, i, i + 1, EN_CUE_OLDER);
    bool plus = r->p->t[i++].class == EN_PLUS;
    if (i < r->hi && open && r->p->t[i].class == EN_CLOSE)
        i++;
    struct en_bound unit = {.op = *op};
    i = plus ? read_unit(r->p, i, r->hi, r->attr, &unit) : i; /* 45+ years */
    return skip_tail(r, i, &unit);
}

bool en_is_low(enum crit_op op)
{
    return op == CRIT_OP_GE || op == CRIT_OP_GT;
}

static void put(struct en_value *v, const struct en_bound *b)
{
    if (v->n < EN_BOUNDS_MAX)
        v->bounds[v->n++] = *b;
}

static bool is_to(const struct en_parse *p, size_t pos)
{
    return en_is(&p->t[pos], EN_TO) || p->t[pos].class == EN_DASH;
}

/* iii-iv, a-b: the hyphen went into the second word. */
static bool is_glued_range(const struct reading *r, size_t pos)
{
    if (pos >= r->hi || !r->p->t[pos].glued)
        return false;
    bool after_unit = r->p->t[pos].class == EN_NUMBER && en_is(&r->p->t[pos - 1], EN_TIME);
    return takes_roman(r->attr) || after_unit; /* 8yr-18yrs */
}

/* Behind "up to, but not including," at pos, and how the range ends; pos: something else. */
static size_t behind_up_to(const struct reading *r, size_t pos, enum crit_op *op)
{
    const struct en_parse *p = r->p;
    if (pos >= r->hi || !(is_to(p, pos) || en_says(&p->t[pos], EN_CUE_UP_TO)))
        return pos;
    size_t at = pos + 1, end = at;
    while (end < r->hi && (p->t[end].class == EN_COMMA || p->t[end].class == EN_OPEN))
        end++;
    size_t first = end;
    while (end < r->hi && end < first + 3 && !en_says(&p->t[end], EN_CUE_INCLUDING_END))
        end++;
    if (end >= r->hi || !en_says(&p->t[end], EN_CUE_INCLUDING_END))
        return at;
    if (en_says_in(p, first, end + 1, EN_CUE_NOT_INCLUDING))
        *op = CRIT_OP_LT;
    else if (!en_says_in(p, first, end + 1, EN_CUE_AND_INCLUDING))
        return at;
    for (end++; end < r->hi && (p->t[end].class == EN_COMMA || p->t[end].class == EN_CLOSE);)
        end++;
    return end;
}

/* The higher end of a range that begins with *low; 0: no range. */
static size_t read_range(const struct reading *r, size_t pos, struct en_bound *low, bool between)
{
    struct en_bound high;
    const struct en_parse *p = r->p;
    enum crit_op op = CRIT_OP_LE;
    if (pos >= r->hi)
        return 0;
    bool and = between && en_is(&p->t[pos], EN_AND);
    size_t at = and? pos + 1 : behind_up_to(r, pos, &op);
    if (at == pos && !is_glued_range(r, pos))
        return 0;
    const struct en_row *cmp = at < r->hi ? en_row_of(&p->t[at], EN_CMP) : NULL;
    if (cmp && (cmp->op == CRIT_OP_LT || cmp->op == CRIT_OP_LE))
        op = cmp->op, at++;
    size_t end = read_one(r, at, &high);
    if (!end)
        return 0;
    if (high.value < low->value && !is_scale_of_letters(r->attr) && !high.uln && !high.has_unit)
        return 0;
    low->op = CRIT_OP_GE;
    high.op = op;
    put(r->v, low);
    put(r->v, &high);
    r->v->compared = true;
    return end;
}

static bool lists_values(uint16_t attr)
{
    return attributes[attr].kind == ATTR_ORDINAL;
}

static bool is_attr(const struct en_token *t, uint16_t attr)
{
    return en_is_value(t, EN_ATTR, attributes[attr].id);
}

/* "… 0 or 1 and hemoglobin 9 g/dL or more": a value of another thing follows. */
static bool is_other_thing(const struct reading *r, size_t pos)
{
    const struct en_row *row = en_row_of(&r->p->t[pos], EN_ATTR);
    uint16_t attr;
    return row && !is_attr(&r->p->t[pos], r->attr) &&
           attribute_find(row->value, strlen(row->value), &attr) && !lists_values(attr);
}

/* What stands between two values of a list: "or", "or stage". */
static bool is_between(const struct reading *r, size_t pos)
{
    const struct en_token *t = &r->p->t[pos];
    return t->class == EN_COMMA || t->class == EN_SLASH || en_is(t, EN_OR) || en_is(t, EN_AND) ||
           (en_is(t, EN_ATTR) ? !is_other_thing(r, pos) : en_is(t, EN_GLUE));
}

/* 0 or 1; 0, 1, or 2; III/IV: the rest of a list behind its first value. */
static size_t read_list(const struct reading *r, size_t pos)
{
    size_t end = pos;
    for (;;) {
        size_t at = end;
        bool sign = false;
        while (at < r->hi && is_between(r, at))
            sign |= !en_is(&r->p->t[at++], EN_ATTR);
        struct en_bound b;
        size_t next = sign ? read_one(r, at, &b) : 0;
        enum crit_op op;
        if (next && next < r->hi && en_is(&r->p->t[next], EN_IF))
            return end; /* "0 or 1, or 2 if …": another limit for some */
        if (!next || b.has_unit || b.uln || r->v->n == EN_BOUNDS_MAX ||
            (next < r->hi && is_to(r->p, next)) || read_post(r, next, &op) != next)
            return end;
        put(r->v, &b);
        r->v->list = true;
        end = next;
    }
}

static const struct en_row within_row = {EN_CMP, CRIT_OP_LE, "<="};

/* "within 2 x ULN", "within the upper limit of normal". */
static bool is_within_normal(const struct en_parse *p, size_t pos, size_t hi)
{
    if (pos + 1 >= hi || !en_is(&p->t[pos], EN_WITHIN))
        return false;
    for (size_t i = pos + 1; i < hi && i < pos + 4; i++)
        if (en_is(&p->t[i], EN_ULN))
            return true;
    return false;
}

/* "between the ages of": the position behind it, pos when no such word stands there. */
static size_t read_between(const struct reading *r, size_t pos, bool *between)
{
    const struct en_parse *p = r->p;
    bool within = pos + 3 < r->hi && en_is(&p->t[pos], EN_WITHIN) &&
                  p->t[pos + 1].class == EN_NUMBER && is_to(p, pos + 2) &&
                  p->t[pos + 3].class == EN_NUMBER; /* "within 3.5-5.0" */
    if (pos >= r->hi || (!within && !en_is(&p->t[pos], EN_BETWEEN)))
        return pos;
    *between = true;
    for (pos++; pos < r->hi && p->t[pos].class != EN_NUMBER &&
                (en_is(&p->t[pos], EN_GLUE) || is_attr(&p->t[pos], r->attr));
         pos++)
        r->v->old |= r->attr == ATTR_age && is_attr(&p->t[pos], ATTR_age);
    return pos;
}

/* Words that may stand before a value, at most a few. */
static size_t skip_glue(const struct reading *r, size_t pos)
{
    const struct en_parse *p = r->p;
    for (size_t n = 0; pos < r->hi && n < ATTR_GLUE_MAX; n++, pos++)
        if (!en_is(&p->t[pos], EN_GLUE) || en_row_of(&p->t[pos], EN_CMP) ||
            en_is(&p->t[pos], EN_BETWEEN) || en_is(&p->t[pos], EN_WITHIN) ||
            en_is(&p->t[pos], EN_NUM) || en_is_scale_word(p, pos, r->attr))
            break;
    return pos;
}

static const struct en_row *read_compared(const struct reading *r, size_t *pos)
{
    const struct en_parse *p = r->p;
    if (*pos >= r->hi)
        return NULL;
    if (!en_row_of(&p->t[*pos], EN_CMP) && is_within_normal(p, *pos, r->hi)) {
        (*pos)++;
        return &within_row;
    }
    const struct en_token *t = &p->t[*pos];
    const struct en_row *cmp = en_row_of(t, EN_CMP);
    if (!cmp)
        return NULL;
    r->v->old |= en_says(t, EN_CUE_OLDER) || en_says(t, EN_CUE_AGE_OF) || en_says(t, EN_CUE_TURNED);
    *pos = skip_glue(r, *pos + 1);
    if (r->attr == ATTR_age && *pos < r->hi && is_attr(&p->t[*pos], ATTR_age))
        (*pos)++; /* "under age 5" */
    return cmp;
}

/* A limit that is normal itself: "< ULN", "≥ LLN". 0: none. */
static size_t read_normal_limit(const struct reading *r, size_t pos, struct en_bound *b)
{
    if (pos >= r->hi)
        return 0;
    if (en_is(&r->p->t[pos], EN_LLN)) {
        r->v->opaque = true;
        return pos + 1;
    }
    *b = (struct en_bound){.value = 1, .uln = true};
    return en_is(&r->p->t[pos], EN_ULN) ? pos + 1 : 0;
}

bool en_is_at_least_one(const struct en_parse *p, size_t pos)
{
    return en_says(&p->t[pos], EN_CUE_AT_LEAST_ONE);
}

/* One limit, range or list. 0: none. */
static size_t read_limit(const struct reading *r, size_t pos)
{
    struct en_bound b;
    bool between = false;
    if (pos < r->hi && en_is_at_least_one(r->p, pos)) { /* one word of the table */
        put(r->v, &(struct en_bound){.op = CRIT_OP_GE, .value = 1});
        r->v->compared = true;
        return pos + 1;
    }
    pos = read_between(r, skip_glue(r, pos), &between);
    const struct en_row *cmp = read_compared(r, &pos);
    size_t end = read_one(r, pos, &b);
    if (!end && cmp)
        end = read_normal_limit(r, pos, &b);
    if (!end)
        return 0;
    bool low = !cmp || en_is_low(cmp->op) || cmp->op == CRIT_OP_EQ;
    size_t range = low ? read_range(r, end, &b, between) : 0;
    if (range) {
        if (cmp && cmp->op != CRIT_OP_EQ)
            r->v->bounds[r->v->n - 2].op = cmp->op;
        return range;
    }
    b.op = CRIT_OP_EQ;
    size_t post = read_post(r, end, &b.op);
    if (cmp)
        b.op = cmp->op;
    r->v->compared |= cmp || post != end;
    put(r->v, &b);
    bool equal = !cmp || cmp->op == CRIT_OP_EQ; /* "= 0, 1" */
    return equal && post == end && lists_values(r->attr) ? read_list(r, post) : post;
}

/* Whether nothing behind a further limit says that it is another thing's: "and no more than 24
   months since …", "and at least 2 relapses" are. */
bool en_ends_limit(const struct en_parse *p, size_t pos, size_t hi)
{
    static const enum en_class ends[] = {
        EN_CLOSE,  EN_OPEN, EN_STOP,    EN_SEMI,   EN_COMMA,  EN_DASH,   EN_OR,     EN_AND,
        EN_BUT,    EN_COND, EN_IF,      EN_ATTIME, EN_METHOD, EN_NOWISH, EN_BEFORE, EN_UNLESS,
        EN_EXCEPT, EN_MUST, EN_LISTEND, EN_ALLOW,  EN_WITHIN, EN_WORD};
    pos = en_skip_behind(p, pos, hi);
    return pos >= hi || en_is_in(&p->t[pos], ends);
}

/* The second limit is of the same thing as the first: by its unit, by its name, or because nothing
   else follows. A percentage and a time may be of anything. */
static bool is_same_thing(const struct reading *r, size_t end)
{
    const struct en_bound *b = &r->v->bounds[1];
    double unused;
    bool percent = b->has_unit && (unit_convert(b->unit, ATTR_spo2, 1, &unused) ||
                                   unit_convert(b->unit, ATTR_age, 1, &unused));
    return b->of_age || (b->has_unit && !percent) || en_ends_limit(r->p, end, r->hi) ||
           (end < r->hi && is_attr(&r->p->t[end], r->attr));
}

/* A range that nothing is in: "less than 18 and more than 80". */
static bool is_empty_range(const struct en_value *v)
{
    const struct en_bound *low = &v->bounds[!en_is_low(v->bounds[0].op)];
    const struct en_bound *high = &v->bounds[en_is_low(v->bounds[0].op)];
    bool comparable = !low->has_unit || !high->has_unit || low->unit == high->unit;
    return comparable && !low->word[0] && low->uln == high->uln && low->value > high->value;
}

/* "and", "but", "," before a second limit of the other direction. */
static size_t read_second(const struct reading *r, size_t pos)
{
    const struct en_parse *p = r->p;
    size_t at = pos;
    struct en_value save = *r->v;
    if (save.n != 1 || save.bounds[0].op == CRIT_OP_EQ)
        return pos;
    while (at < r->hi && (en_is(&p->t[at], EN_AND) || en_is(&p->t[at], EN_BUT) ||
                          p->t[at].class == EN_COMMA || p->t[at].class == EN_SLASH || is_to(p, at)))
        at++;
    bool number = at > pos && at < r->hi && p->t[at].class == EN_NUMBER; /* "and 11 or less" */
    if (at >= r->hi || (!number && !en_row_of(&p->t[at], EN_CMP)))
        return pos;
    size_t end = read_limit(r, at);
    if (end && r->v->n == 2 && en_is_low(r->v->bounds[1].op) != en_is_low(save.bounds[0].op) &&
        r->v->bounds[1].op != CRIT_OP_EQ && is_same_thing(r, end) && !is_empty_range(r->v))
        return end;
    *r->v = save;
    return pos;
}

static void share_units(struct en_value *v)
{
    for (size_t i = v->n; i-- > 1;) {
        struct en_bound *a = &v->bounds[i - 1];
        const struct en_bound *b = &v->bounds[i];
        if (!a->has_unit && !a->uln && (b->has_unit || b->uln)) {
            a->has_unit = b->has_unit;
            a->unit = b->unit;
            a->uln = b->uln;
        }
        a->of_age |= b->of_age;
    }
    for (size_t i = 1; i < v->n; i++)
        if (!v->bounds[i].has_unit && !v->bounds[i].uln) {
            v->bounds[i].has_unit = v->bounds[0].has_unit;
            v->bounds[i].unit = v->bounds[0].unit;
            v->bounds[i].uln = v->bounds[0].uln;
        }
}

/* "ECOG  1", two blanks before a bare number: registries lose a sign like ≤ there. */
static bool has_lost_sign(const struct en_parse *p, size_t pos)
{
    static const char blanks[] = "  ";
    if (pos == 0 || p->t[pos].class != EN_NUMBER)
        return false;
    uint32_t from = p->text.end[p->t[pos - 1].end - 1], to = p->text.begin[p->t[pos].begin];
    return to > from && memmem(p->text.source + from, to - from, blanks, sizeof blanks - 1);
}

/* "ECOG 2 or better", "Karnofsky 70 or worse": which way a scale goes. */
static void turn_better(const struct en_parse *p, size_t pos, size_t end, uint16_t attr,
                        struct en_value *v)
{
    static const uint16_t grave[] = {ATTR_ecog_ps, ATTR_nyha, ATTR_child_pugh,
                                     ATTR_mrs,     ATTR_asa,  ATTR_cdr,
                                     ATTR_nihss,   ATTR_edss, ATTR_hoehn_yahr};
    bool low = attr == ATTR_kps || attr == ATTR_mmse || attr == ATTR_moca, high = false;
    for (size_t i = 0; i < sizeof grave / sizeof *grave; i++)
        high |= grave[i] == attr;
    bool turned = (high && en_says_in(p, pos, end, EN_CUE_BETTER)) ||
                  (low && en_says_in(p, pos, end, EN_CUE_WORSE));
    for (size_t i = 0; turned && i < v->n; i++)
        v->bounds[i].op = crit_op_mirrored(v->bounds[i].op);
}

bool en_read_value(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr,
                   struct en_value *ret)
{
    memset(ret, 0, sizeof *ret);
    struct reading r = {p, hi, attr, ret};
    size_t end = read_limit(&r, pos);
    if (!end)
        return false;
    end = read_second(&r, end);
    if (end < hi && en_is(&p->t[end], EN_OFAGE)) {
        ret->bounds[0].of_age = true;
        end++;
    }
    share_units(ret);
    turn_better(p, pos, end, attr, ret);
    ret->opaque |= ret->n == 1 && !ret->compared && has_lost_sign(p, pos);
    ret->begin = pos;
    ret->end = end;
    return true;
}
