/*
 * How likely a criterion holds that nothing is known of yet: guesses from what patients usually
 * are (attributes.tsv, typical). They order lists and questions and decide nothing.
 */
#include "search/match_inner.h"
#include <math.h>

/* Share of a normal distribution below x; four of five lie between low and high. */
static double share_below(const struct attribute *a, double x)
{
    double mean = (a->typical_low + a->typical_high) / 2;
    double sd = (a->typical_high - a->typical_low) / 2.563;
    return 0.5 * erfc(-(x - mean) / (sd * 1.4142135623730951));
}

static double range_chance(const struct flat_atom *a, struct flat_reader *r)
{
    const struct attribute *attr = &attributes[a->attr];
    double scale = attribute_has_letters(attr) ? FLAT_STEP : 1, p = 0;
    for (unsigned n = *r->p++; n > 0; n--) {
        struct flat_range g;
        flat_read_range(r, &g);
        if (a->flags & FLAT_XULN) {
            p += g.bounds & FLAT_HIGH ? (g.high < 1 ? 0.5 : 0.88) : 0.12;
            continue;
        }
        double half = attr->kind == ATTR_ORDINAL ? 0.5 : 0;
        double high = g.bounds & FLAT_HIGH ? share_below(attr, g.high / scale + half) : 1;
        double low = g.bounds & FLAT_LOW ? share_below(attr, g.low / scale - half) : 0;
        p += high > low ? high - low : 0;
    }
    return p > 1 ? 1 : p;
}

static double set_chance(const struct flat_atom *a, struct flat_reader *r)
{
    const struct attribute *attr = &attributes[a->attr];
    uint64_t bits = flat_varint64(r);
    int n = 0, wanted = __builtin_popcountll(bits >> 1);
    while (attr->values[n])
        n++;
    double first = bits & 1 ? attr->typical_low : 0;
    double p = first + (n > 1 ? (1 - attr->typical_low) * wanted / (n - 1) : 0);
    return p > 1 ? 1 : p;
}

static bool is_treated(const struct match_person *p)
{
    static const uint16_t lists[] = {ATTR_prior_therapy, ATTR_transplant};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (p->of_attr[lists[i]].bits[0] || p->of_attr[lists[i]].bits[1])
            return true;
    return p->facts[ATTR_radiotherapy].state == MATCH_GIVEN && p->facts[ATTR_radiotherapy].flag;
}

/* Who was treated before is seldom newly diagnosed. False: no such state is asked for. */
static bool state_chance(struct flat_reader r, double *ret)
{
    static const double FIRST = 0.1, AGAIN = 0.6;
    const struct attribute *state = &attributes[ATTR_disease_state];
    uint64_t bits = flat_varint64(&r);
    bool first = bits >> attribute_find_value(state, "newly_diagnosed", 15) & 1;
    bool again = bits >> attribute_find_value(state, "recurrent", 9) & 1 ||
                 bits >> attribute_find_value(state, "refractory", 10) & 1;
    if (first || again)
        *ret = again ? AGAIN : FIRST;
    return first || again;
}

/* … and seldom had no line of therapy. False: some may have been. */
static bool no_line_chance(struct flat_reader r, double *ret)
{
    static const double NONE = 0.1;
    struct flat_range g;
    if (*r.p++ != 1)
        return false;
    flat_read_range(&r, &g);
    if (g.bounds & FLAT_HIGH && g.high < 1)
        *ret = NONE;
    return g.bounds & FLAT_HIGH && g.high < 1;
}

static bool treated_chance(const struct matcher *m, const struct flat_atom *a, struct flat_reader r,
                           double *ret)
{
    if (a->attr == ATTR_disease_state && a->node == FLAT_SET)
        return is_treated(m->person) && state_chance(r, ret);
    if (a->attr == ATTR_line_of_therapy && a->node == FLAT_RANGE)
        return is_treated(m->person) && no_line_chance(r, ret);
    return false;
}

static double usual_chance(const struct flat_atom *a, struct flat_reader r)
{
    if (a->node == FLAT_RANGE)
        return range_chance(a, &r);
    if (a->node == FLAT_SET)
        return set_chance(a, &r);
    return a->node == FLAT_ANY ? 0.4 : attributes[a->attr].typical_low;
}

static double unknown_chance(const struct matcher *m, const struct flat_atom *a,
                             struct flat_reader r)
{
    double p;
    if (!treated_chance(m, a, r, &p))
        p = usual_chance(a, r);
    p = p < 0.02 ? 0.02 : p > 0.98 ? 0.98 : p;
    return a->flags & FLAT_NEGATED ? 1 - p : p;
}

static double atom_chance(struct matcher *m, struct flat_reader *r, uint8_t node, double site)
{
    struct flat_atom a;
    struct match_atom_value v;
    struct flat_reader payload = *r;
    match_atom(m, r, node, &a, &v);
    if (v.mask == MATCH_TRUE || v.mask == MATCH_FALSE)
        return v.mask == MATCH_TRUE;
    if (v.mask == MATCH_SITE)
        return site;
    flat_read_atom(&payload, node, &a);
    return unknown_chance(m, &a, payload);
}

static double mask_chance(uint8_t mask, double open)
{
    return mask == MATCH_TRUE ? 1 : mask == MATCH_FALSE ? 0 : open;
}

static double group_chance(struct matcher *m, struct flat_reader *r, bool all, double site)
{
    double p = 1;
    for (unsigned n = *r->p++; n > 0; n--) {
        double c = match_chance(m, r, site);
        p *= all ? c : 1 - c;
    }
    return all ? p : 1 - p;
}

double match_chance(struct matcher *m, struct flat_reader *r, double site)
{
    uint8_t node = *r->p++;
    double a, b;
    switch (node) {
    case FLAT_TRUE:
        return 1;
    case FLAT_AND:
    case FLAT_OR:
        return group_chance(m, r, node == FLAT_AND, site);
    case FLAT_NOT:
        return 1 - match_chance(m, r, 1 - site);
    case FLAT_IF:
    case FLAT_IF_ELSE:
        a = match_chance(m, r, site);
        b = match_chance(m, r, site);
        return a * b + (1 - a) * (node == FLAT_IF ? 1 : match_chance(m, r, site));
    case FLAT_CONSENT:
        (void)flat_varint(r);
        (void)flat_varint(r);
        return mask_chance(match_consent(m), attributes[ATTR_consent_self].typical_low);
    case FLAT_JUDGEMENT:
    case FLAT_OPAQUE:
        (void)flat_varint(r);
        (void)flat_varint(r);
        return site;
    default:
        return atom_chance(m, r, node, site);
    }
}
