/* Ages without the word: "at least 18 years old", "older than 40", "≥ 18 years". */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/units.h"
#include <math.h>

/* "renal transplants less than one year old": another thing's age. */
static bool follows_name(const struct en_parse *p, size_t pos)
{
    static const enum en_class names[] = {EN_KIND, EN_NAME, EN_WORD};
    if (pos == 0 || en_is(&p->t[pos - 1], EN_FACT) || en_is(&p->t[pos - 1], EN_ATTR) ||
        en_is(&p->t[pos - 1], EN_DROP))
        return false;
    return p->t[pos - 1].class == EN_WORD || en_is_in(&p->t[pos - 1], names);
}

/* A word for people stands before the value: adults, children, men, "for participants". */
static bool follows_person(const struct en_parse *p, size_t pos, bool *first)
{
    static const enum en_class skipped[] = {EN_OPEN,   EN_COMMA, EN_DROP,
                                            EN_PREMOD, EN_MUST,  EN_WORD};
    static const char *const people[] = {"adult", "child", "true", "sex = female", "sex = male"};
    enum { SHORT = 4 }; /* "for", "in", "with" alone name nobody */
    bool person = false;
    for (; pos > 0 && en_is_in(&p->t[pos - 1], skipped); pos--)
        person |= en_says(&p->t[pos - 1], EN_CUE_PEOPLE);
    *first = pos == 0;
    if (pos == 0 || person)
        return person;
    const struct en_token *t = &p->t[pos - 1];
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (en_is_value(t, EN_FACT, people[i]))
            return true;
    return en_is(t, EN_COND) && t->end - t->begin > SHORT;
}

/* "≥ 10 and ≤ 40 lesions": a further limit, which was not of the same thing. */
static bool goes_on(const struct en_parse *p, size_t pos, size_t hi)
{
    bool and = pos < hi && en_is(&p->t[pos], EN_AND);
    return and&&pos + 1 < hi && en_row_of(&p->t[pos + 1], EN_CMP);
}

/* Nothing but an end, a tail or a time follows. */
static bool ends_value(const struct en_parse *p, size_t pos, size_t hi)
{
    if (goes_on(p, pos, hi))
        return false;
    static const enum en_class ends[] = {EN_CLOSE,   EN_COMMA, EN_STOP, EN_SEMI, EN_AND,
                                         EN_NUMTAIL, EN_NEG,   EN_WITH, EN_WORD};
    struct crit_window w;
    return pos >= hi || en_is_in(&p->t[pos], ends) || en_says(&p->t[pos], EN_CUE_WITHOUT) ||
           (en_is(&p->t[pos], EN_ATTIME) && en_read_window(p, pos, hi, &w));
}

/* "less than 18 or more than 80 years of age": the second limit says what the first is. */
static bool shares_age(const struct en_parse *p, const struct en_value *v, size_t hi)
{
    struct en_value next;
    size_t at = v->end;
    while (at < hi && (en_is(&p->t[at], EN_OR) || p->t[at].class == EN_COMMA))
        at++;
    return v->compared && !v->bounds[0].has_unit && at > v->end && at < hi &&
           en_row_of(&p->t[at], EN_CMP) && en_read_value(p, at, hi, ATTR_age, &next) &&
           (next.old || (next.bounds[0].of_age && next.bounds[0].has_unit)) &&
           en_ends_limit(p, next.end, hi);
}

/* "18 to 40 years of age": of people, whatever name stands before. */
static bool is_of_age(const struct en_parse *p, const struct en_value *v)
{
    return v->bounds[0].of_age && v->bounds[0].has_unit && v->end > 0 &&
           en_any_says(p, v->begin, v->end, EN_CUE_OF_AGE);
}

/* "children with asthma, 6 to 11 years": a range of years behind a comma, and people before it. Of
   grown-up patients a few years may be how long they have been ill. */
static bool is_range_behind(const struct en_parse *p, const struct en_value *v, size_t pos)
{
    enum { FAR = 12, GROWN_UP = 12 };
    if (v->n != 2 || v->list || pos == 0 || p->t[pos - 1].class != EN_COMMA)
        return false;
    for (size_t i = pos - 1;
         i-- > 0 && pos - i < FAR && p->t[i].class != EN_STOP && p->t[i].class != EN_SEMI;)
        if (en_is_value(&p->t[i], EN_FACT, "child") ||
            ((en_says(&p->t[i], EN_CUE_PERSON) || en_is_value(&p->t[i], EN_FACT, "sex = female") ||
              en_is_value(&p->t[i], EN_FACT, "sex = male")) &&
             v->bounds[0].value >= GROWN_UP))
            return true;
    return false;
}

/* In years, or "greater than age 17". */
static bool is_in_years(const struct en_parse *p, const struct en_value *v, size_t pos)
{
    const struct en_bound *b = &v->bounds[0];
    double years;
    return (b->has_unit && unit_convert(b->unit, ATTR_age, b->value, &years) &&
            years == b->value) ||
           (pos + 1 < p->n && en_is_value(&p->t[pos + 1], EN_ATTR, "age"));
}

/* "37 weeks gestation": how long the mother bore the child. */
static bool is_gestation(const struct en_parse *p, const struct en_value *v)
{
    static const char id[] = "gestational_age";
    return (v->end > 0 && en_is_value(&p->t[v->end - 1], EN_ATTR, id)) ||
           (v->end < p->n && en_is_value(&p->t[v->end], EN_ATTR, id));
}

/* "at least 18 years old", "≥ 18 years", "older than 40": what can only be an age. */
static bool is_age(const struct en_parse *p, const struct en_value *v, size_t pos, size_t hi)
{
    const struct en_bound *b = &v->bounds[0];
    double years;
    bool first;
    if (v->n == 0 || b->uln)
        return false;
    if ((follows_name(p, pos) && !is_of_age(p, v)) || is_gestation(p, v))
        return false;
    if (b->of_age && b->has_unit)
        return true;
    if (b->has_unit && !unit_convert(b->unit, ATTR_age, b->value, &years))
        return false;
    if (en_says(&p->t[pos], EN_CUE_BIRTH))
        return false; /* before so many weeks */
    if (v->old || shares_age(p, v, hi))
        return true;
    bool person = follows_person(p, pos, &first);
    bool in_years = is_in_years(p, v, pos);
    return v->compared && ends_value(p, v->end, hi) &&
           (person || (in_years && (first || is_range_behind(p, v, pos))));
}

/* 60s, sixties: where the decade begins; 0: none. Moves *pos behind it. */
static double read_decade(const struct en_parse *p, size_t *pos, size_t hi)
{
    if (*pos < hi && en_says(&p->t[*pos], EN_CUE_DECADE))
        return en_cue_value(p, (*pos)++, EN_CUE_DECADE);
    if (*pos + 1 >= hi || p->t[*pos].class != EN_NUMBER)
        return 0;
    const struct en_token *t = &p->t[*pos], *s = t + 1;
    bool plural = s->begin == t->end && s->end - s->begin == 1 && p->text.s[s->begin] == 's';
    bool ten = t->number >= 10 && t->number <= 90 && t->number == 10 * floor(t->number / 10);
    *pos += plural && ten ? 2 : 0;
    return plural && ten ? t->number : 0;
}

bool en_names_decade(const struct en_parse *p, size_t pos, size_t hi)
{
    size_t at = pos + 2;
    return at < hi && en_says(&p->t[pos], EN_CUE_IN) && en_says(&p->t[pos + 1], EN_CUE_THEIR) &&
           read_decade(p, &at, hi) > 0;
}

/* The last of "60s or 70s", "fifties to seventies", "40s, 50s or 60s" that *pos, behind the first,
   goes on with; 0: they do not follow each other. */
static double last_decade(const struct en_parse *p, size_t *pos, size_t hi, double first)
{
    while (*pos < hi) {
        size_t next = *pos;
        bool range = p->t[next].class == EN_DASH || en_is(&p->t[next], EN_TO);
        next += range;
        while (next < hi && next < *pos + 2 && en_is_connective(p, next))
            next++;
        double more = next > *pos ? read_decade(p, &next, hi) : 0;
        if (!more)
            break;
        if (more <= first || (!range && more != first + 10))
            return 0;
        first = more;
        *pos = next;
    }
    return first;
}

/* "their 60s or 70s", "their 80s or older". NULL: not so. */
static struct crit_node *read_decades(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    size_t at = pos;
    if (pos == 0 || !en_says(&p->t[pos - 1], EN_CUE_THEIR))
        return NULL;
    double first = read_decade(p, &at, hi), last = first ? last_decade(p, &at, hi, first) : 0;
    if (!last)
        return NULL;
    const struct en_row *post = at < hi ? en_row_of(&p->t[at], EN_POST) : NULL;
    *ret_end = at + (post != NULL);
    if (post)
        return en_is_low(post->op) ? crit_new_number(p->ctx, ATTR_age, CRIT_OP_GE, first, 0, 0)
                                   : crit_new_number(p->ctx, ATTR_age, CRIT_OP_LT, last + 10, 0, 0);
    struct crit_node *e = crit_new_number(p->ctx, ATTR_age, CRIT_OP_BETWEEN, first, 0, 0);
    e->atom->open_high = true;
    crit_atom_add_number(p->ctx, e->atom, last + 10);
    return e;
}

struct crit_node *en_read_age(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    struct crit_node *decades = read_decades(p, pos, hi, ret_end);
    if (decades) {
        p->age_read = true;
        return decades;
    }
    struct en_value v;
    if (p->other_thing || !en_read_value(p, pos, hi, ATTR_age, &v) || !is_age(p, &v, pos, hi))
        return NULL;
    struct crit_node *e = en_measure(p, ATTR_age, &v);
    if (!e)
        return NULL;
    p->age_read = true;
    size_t end = v.end;
    if (end < hi && en_is_value(&p->t[end], EN_ATTR, "age"))
        end++;
    *ret_end = en_skip_behind(p, end, hi);
    return e;
}
