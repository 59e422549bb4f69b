/* Whom a limit is for: "in women", "(men)", "if liver metastases are present". */
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

/* "for women and ferritin < 30", "for patients > 16 years of age and KPS ≥ 50": behind one's sex or
   age another measured thing is asked of all. */
static bool asks_more(const struct en_parse *p, size_t pos, size_t joint, size_t hi)
{
    const struct en_token *next = joint + 1 < hi ? &p->t[joint + 1] : NULL;
    if (!next || !en_is(&p->t[joint], EN_AND) || en_is_value(next, EN_ATTR, "age") ||
        !(en_names_value(p, joint + 1, hi) ||
          (joint + 2 < hi && next->class == EN_WORD && en_row_of(next + 1, EN_CMP))))
        return false;
    for (size_t i = pos; i < joint; i++)
        if ((en_is(&p->t[i], EN_ATTR) && !en_is_value(&p->t[i], EN_ATTR, "age")) ||
            en_is(&p->t[i], EN_NAME) || en_is(&p->t[i], EN_KIND))
            return false;
    return true;
}

/* The end of a condition: a bracket's end, a comma, a limit that follows, the end of the part. */
static size_t condition_end(const struct en_parse *p, size_t pos, size_t hi)
{
    for (size_t i = pos; i < hi; i++) {
        const struct en_token *t = &p->t[i];
        if (t->class == EN_CLOSE || t->class == EN_SEMI || t->class == EN_STOP ||
            t->class == EN_COMMA)
            return i;
        bool joint = en_is(t, EN_OR) || en_is(t, EN_AND) || en_is(t, EN_BUT);
        if (joint && i + 1 < hi &&
            (en_row_of(&p->t[i + 1], EN_CMP) || p->t[i + 1].class == EN_NUMBER ||
             asks_more(p, pos, i, hi)))
            return i;
        if (t->class == EN_OPEN)
            return i;
    }
    return hi;
}

static bool is_sex(const struct en_parse *p, size_t pos)
{
    return en_is_value(&p->t[pos], EN_FACT, "sex = female") ||
           en_is_value(&p->t[pos], EN_FACT, "sex = male");
}

/* "(women)", "men:": whom a limit is for, without a word for it. */
static struct crit_node *read_sex(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    size_t at = pos;
    bool open = p->t[at].class == EN_OPEN;
    at += open;
    while (open && at < hi && (en_is(&p->t[at], EN_COND)))
        at++;
    if (at >= hi || !is_sex(p, at))
        return NULL;
    const char *value = en_is_value(&p->t[at], EN_FACT, "sex = male") ? "male" : "female";
    struct crit_node *e = crit_new_word(p->ctx, ATTR_sex, CRIT_OP_EQ, value, 0, 0);
    en_span(p, e, at, at + 1);
    at++;
    while (at < hi && en_is(&p->t[at], EN_DROP))
        at++;
    if (open && (at >= hi || p->t[at].class != EN_CLOSE))
        return NULL;
    *ret_end = at + open;
    return e;
}

/* "if liver metastases are present", "in women": the condition at pos, NULL when none. */
struct crit_node *en_read_condition(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end,
                                    bool opaque)
{
    if (pos >= hi)
        return NULL;
    struct crit_node *sex = read_sex(p, pos, hi, ret_end);
    if (sex || !(en_is(&p->t[pos], EN_COND) || en_is(&p->t[pos], EN_IF)))
        return sex;
    struct crit_window w;
    if (en_read_window(p, pos, hi, &w))
        return NULL;
    size_t end = condition_end(p, pos + 1, hi), last = end;
    while (last > pos + 1 && (en_says(&p->t[last - 1], EN_CUE_PRESENT) ||
                              en_is(&p->t[last - 1], EN_DROP) || en_is(&p->t[last - 1], EN_MUST)))
        last--;
    if (last == pos + 1)
        return NULL;
    struct crit_node *e = en_read_range(p, pos + 1, last, (struct en_mode){.condition = true});
    if (crit_is_true(e) || (e->type == CRIT_OPAQUE && !opaque))
        return NULL;
    *ret_end = end;
    return e;
}

/* A limit that stands before its condition, or behind it: "in women > 470 ms". */

/* "… in adults with plaque psoriasis": who comes, beside what is asked of them. */
bool en_is_whom(const struct en_parse *p, size_t lo, size_t hi)
{
    bool people = en_is_value(&p->t[lo], EN_FACT, "adult") || en_says(&p->t[lo], EN_CUE_PEOPLE);
    return people && lo + 2 < hi && (en_is(&p->t[lo + 1], EN_WITH) || en_is(&p->t[lo], EN_WITH)) &&
           !en_has(p, lo, hi, EN_OR) && !en_has(p, lo, hi, EN_AND);
}

/* The "or" that "if C," follows directly, commas aside; *at: where C begins. hi: none. */
static size_t find_or_if(const struct en_parse *p, size_t lo, size_t hi, size_t *at)
{
    for (size_t i = en_find(p, lo + 1, hi, EN_OR); i < hi; i = en_find(p, i + 1, hi, EN_OR)) {
        *at = i + 1;
        while (*at < hi && p->t[*at].class == EN_COMMA)
            ++*at;
        if (*at + 3 < hi && en_is(&p->t[*at], EN_IF)) {
            ++*at;
            return i;
        }
    }
    return hi;
}

struct crit_node *en_read_or_if(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    enum { FEW_WORDS = 2 };
    size_t at = hi, or = lo + 1 < hi ? find_or_if(p, lo, hi, &at) : hi;
    size_t comma = or < hi ? en_find(p, at, hi, EN_COMMA) : hi, left = or ;
    if (comma == at || comma + 1 >= hi || en_is_whole_measure(p, lo, hi))
        return NULL;
    while (left > lo + 1 && p->t[left - 1].class == EN_COMMA)
        left--;
    unsigned age = p->age_read;
    struct crit_node *e = en_read_range(p, lo, left, mode);
    bool other = comma - at <= FEW_WORDS && en_says_in(p, at, comma, EN_CUE_OTHER_VALUE);
    bool same = other && en_is_measure(e); /* "≤ 1.5 or, if higher, …": no condition besides */
    struct crit_node *c =
        same ? NULL : en_read_range(p, at, comma, (struct en_mode){.condition = true});
    if (crit_is_true(e) || (c && crit_is_true(c))) {
        p->age_read = age;
        return NULL;
    }
    struct crit_node *x = en_read_range(p, comma + 1, hi, mode);
    if (crit_is_true(x))
        x = en_opaque(p, comma + 1, hi);
    return crit_join(p->ctx, CRIT_OR, e, crit_join(p->ctx, CRIT_AND, c, x));
}
