/*
 * Plausibility (eligibility.md §3.5): a limit outside the attribute's range, a minimum above the
 * maximum. Such an atom keeps its reading with little confidence; the sponsor is told.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_inner.h"

static const double LITTLE = 0.3;

struct lint {
    unsigned doubts;
    enum crit_kind kind;
};

/* What must be low to be safe: a lower limit in an inclusion is a reversed one. */
static bool wants_low(uint16_t attr)
{
    switch (attr) {
    case ATTR_creatinine:
    case ATTR_ast:
    case ATTR_alt:
    case ATTR_bilirubin_total:
    case ATTR_bilirubin_direct:
    case ATTR_ggt:
    case ATTR_bun:
    case ATTR_pt_inr:
        return true;
    default:
        return false;
    }
}

/* What must be high: an upper limit in an inclusion is a reversed one. */
static bool wants_high(uint16_t attr)
{
    switch (attr) {
    case ATTR_neutrophils:
    case ATTR_platelets:
    case ATTR_ccr:
    case ATTR_life_expectancy:
    case ATTR_spo2:
        return true;
    default:
        return false;
    }
}

static bool is_reversed(const struct crit_atom *a, enum crit_kind kind)
{
    bool low = a->op == CRIT_OP_GE || a->op == CRIT_OP_GT;
    bool high = a->op == CRIT_OP_LE || a->op == CRIT_OP_LT;
    bool inclusion = kind == CRIT_INCLUSION;
    return (low && (inclusion ? wants_low(a->attr) : wants_high(a->attr))) ||
           (high && (inclusion ? wants_high(a->attr) : wants_low(a->attr)));
}

static void check(void *arg, struct crit_node *e)
{
    struct lint *l = arg;
    struct crit_atom *a = e->atom;
    const struct attribute *t = &attributes[a->attr];
    unsigned doubts = 0;
    bool bounded = t->kind == ATTR_NUMBER || (t->kind == ATTR_ORDINAL && !attribute_has_letters(t));
    for (size_t i = 0; a->numbers && bounded && i < a->n; i++)
        if (a->scale == CRIT_CANONICAL && (a->numbers[i] < t->min || a->numbers[i] > t->max))
            doubts |= CRIT_OUT_OF_RANGE;
    if (a->op == CRIT_OP_BETWEEN && a->numbers && a->n == 2 && a->numbers[0] > a->numbers[1])
        doubts |= CRIT_MIN_ABOVE_MAX;
    if (a->numbers && is_reversed(a, l->kind))
        doubts |= CRIT_REVERSED;
    if (doubts)
        a->confidence = LITTLE;
    l->doubts |= doubts;
}

unsigned crit_lint(struct crit_node *e, enum crit_kind kind)
{
    struct lint l = {0, kind};
    crit_walk(e, check, &l);
    return l.doubts;
}
