/*
 * What is said twice: a limit once more in another unit ("7.5% (58 mmol/mol)"), a name and the
 * limit that it means ("reduced ejection fraction (LVEF ≤ 35%)"), a definition that only says by
 * which rules. And a weight that is told as one at birth.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include <math.h>
#include <string.h>

static bool is_near(double a, double b)
{
    const double part = 0.06; /* both are rounded */
    return fabs(a - b) <= part * fabs(b);
}

static bool repeats_value(struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi)
{
    struct en_value v;
    if (e->type != CRIT_ATOM || e->atom->n == 0 || e->atom->scale == CRIT_XULN ||
        attributes[e->atom->attr].kind != ATTR_NUMBER ||
        !en_read_value(p, lo, hi, e->atom->attr, &v) || v.end != hi || v.n != e->atom->n ||
        !v.bounds[0].has_unit)
        return false;
    bool compared = v.compared;
    v.compared = true;
    const struct crit_node *again = en_measure(p, e->atom->attr, &v);
    if (!again || again->type != CRIT_ATOM || (compared && again->atom->op != e->atom->op))
        return false;
    for (size_t i = 0; i < v.n; i++)
        if (!is_near(again->atom->numbers[i], e->atom->numbers[i]))
            return false;
    return true;
}

struct crit_node *en_read_named_limit(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    size_t open = pos + 1, tail;
    if (open >= hi || !en_is(&p->t[pos], EN_DEFINES) || p->t[open].class != EN_OPEN)
        return NULL;
    size_t end = en_behind_bracket(p, open, hi);
    if (end < open + 3 || p->t[end - 1].class != EN_CLOSE)
        return NULL;
    struct crit_node *e = en_read_measure(p, open + 1, end - 1, &tail);
    if (!e || tail != end - 1 || e->type != CRIT_ATOM ||
        !en_is_value(&p->t[pos], EN_DEFINES, attributes[e->atom->attr].id))
        return NULL;
    *ret_end = end;
    return e;
}

static size_t find_bracket(const struct en_parse *p, size_t lo, size_t hi)
{
    while (lo < hi && p->t[lo].class != EN_OPEN)
        lo++;
    return lo;
}

size_t en_behind_standard(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { WORDS = 6, SHORT_NAME = 3 };
    size_t stop = en_next_connective(p, pos, hi), at = pos + 1;
    if (stop > at && p->t[stop - 1].class == EN_COLON)
        stop--;
    size_t end = stop, bracket = find_bracket(p, at, stop);
    if (bracket + SHORT_NAME == stop && p->t[stop - 1].class == EN_CLOSE)
        end = bracket; /* "American College of Rheumatology (ACR)" */
    if (en_says_in(p, pos, end, EN_CUE_BELOW) && at + 1 >= end)
        return stop;
    while (at < end && en_says(&p->t[at], EN_CUE_ARTICLE))
        at++;
    bool plain = at < end && end - at <= WORDS &&
                 (en_says(&p->t[at], EN_CUE_STANDARD) || en_says(&p->t[at], EN_CUE_STANDARD_SHORT));
    for (; plain && at < end; at++)
        plain = !en_row_of(&p->t[at], EN_CMP) && !en_says(&p->t[at], EN_CUE_GRADE) &&
                !en_is(&p->t[at], EN_WITH) && !en_is(&p->t[at], EN_WITHIN) &&
                p->t[at].class != EN_OPEN;
    return plain ? stop : 0;
}

/* "(2017 McDonald criteria)": how it was found. */
bool en_is_standard(const struct en_parse *p, size_t lo, size_t hi)
{
    enum { FIRST_YEAR = 1900, WORDS = 6 };
    if (hi - lo > WORDS || !en_says(&p->t[hi - 1], EN_CUE_STANDARD_NAME))
        return false;
    for (size_t i = lo; i < hi; i++)
        if ((p->t[i].class == EN_NUMBER && p->t[i].number < FIRST_YEAR) || en_is_connective(p, i))
            return false;
    return true;
}

size_t en_behind_birth(const struct en_parse *p, size_t pos, size_t hi, uint16_t attr)
{
    enum { FAR = 2 };
    if (attr != ATTR_weight)
        return pos;
    for (size_t n = 1; n <= FAR && pos + n <= hi; n++)
        if (en_says_in(p, pos, pos + n, EN_CUE_AT_BIRTH))
            return pos + n;
    return pos;
}

/* "(I, II, NOS)", "(all types)": every sort of it is meant. */
static bool is_any_sort(const struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi)
{
    return !en_is_measure(e) &&
           (en_says(&p->t[hi - 1], EN_CUE_UNSPECIFIED) || en_says_in(p, lo, hi, EN_CUE_ANY_SORT)) &&
           !en_has(p, lo, hi, EN_NEG) && !en_has(p, lo, hi, EN_EXCEPT);
}

/* "less than 13 years (< 13)" */
static bool repeats_limit(const struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi)
{
    return en_is_measure(e) && hi - lo == 2 && en_row_of(&p->t[lo], EN_CMP) &&
           p->t[lo + 1].class == EN_NUMBER;
}

bool en_says_no_more(struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi)
{
    return repeats_limit(p, e, lo, hi) || repeats_value(p, e, lo, hi) ||
           en_explains_sterility(p, e, lo, hi) || is_any_sort(p, e, lo, hi);
}
