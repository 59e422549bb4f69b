/* Contraception as the whole of what a clause asks, and of whom. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

static bool is_fact(const struct en_parse *p, size_t pos, const char *value)
{
    return en_is_value(&p->t[pos], EN_FACT, value);
}

static size_t find_fact(const struct en_parse *p, size_t lo, size_t hi, const char *value)
{
    for (size_t i = lo; i < hi; i++)
        if (is_fact(p, i, value))
            return i;
    return hi;
}

/* Refusal: "not using", "unwilling", "without", "refuse". */
static bool has_refusal(const struct en_parse *p, size_t lo, size_t hi)
{
    return en_has(p, lo, hi, EN_NEG) || en_any_says(p, lo, hi, EN_CUE_REFUSAL);
}

static struct crit_node *contraception_atom(struct en_parse *p, bool present)
{
    return crit_new_atom(p->ctx, ATTR_contraception, present ? CRIT_OP_PRESENT : CRIT_OP_ABSENT, 0,
                         0);
}

/* "using contraception, 18-40 years": the age behind the comma at i. NULL: none. */
static struct crit_node *age_behind(struct en_parse *p, size_t i, size_t hi)
{
    size_t end;
    struct crit_node *e =
        p->t[i].class == EN_COMMA && i + 1 < hi ? en_read_measure(p, i + 1, hi, &end) : NULL;
    bool age = e && end == hi && e->type == CRIT_ATOM && e->atom->attr == ATTR_age;
    if (age)
        en_span(p, e, i + 1, hi);
    return age ? e : NULL;
}

struct crit_node *en_read_contraception(struct en_parse *p, size_t lo, size_t hi)
{
    size_t at = find_fact(p, lo, hi, "contraception present");
    if (at == hi)
        return NULL;
    for (size_t i = at + 1; i < hi && p->kind == CRIT_INCLUSION; i++) {
        struct crit_node *age = age_behind(p, i, hi);
        struct crit_node *e = age ? en_read_contraception(p, lo, i) : NULL;
        if (e)
            return crit_join(p->ctx, CRIT_AND, e, age);
    }
    size_t able = find_fact(p, lo, at, "childbearing_potential present");
    size_t female = find_fact(p, lo, at, "sex = female"), male = find_fact(p, lo, at, "sex = male");
    size_t pregnant = find_fact(p, lo, hi, "pregnant present");
    size_t nursing = find_fact(p, lo, hi, "breastfeeding present");
    struct crit_node *subject = NULL;
    size_t from = lo;
    if (able < at) {
        subject = crit_new_atom(p->ctx, ATTR_childbearing_potential, CRIT_OP_PRESENT, 0, 0);
        from = able + 1;
    } else if (female < at && male == at) {
        subject = crit_new_word(p->ctx, ATTR_sex, CRIT_OP_EQ, "female", 0, 0);
        from = female + 1;
    } else if (male < at && female == at) {
        subject = crit_new_word(p->ctx, ATTR_sex, CRIT_OP_EQ, "male", 0, 0);
        from = male + 1;
    }
    bool other = able == at && (find_fact(p, lo, hi, "menopausal = postmenopausal") < hi ||
                                find_fact(p, lo, hi, "childbearing_potential absent") < hi);
    if (pregnant < hi || nursing < hi || find_fact(p, lo, hi, "pregnant absent") < hi || other)
        return NULL; /* "be postmenopausal or use contraception": not contraception alone */
    bool refused = has_refusal(p, from, at);
    struct crit_node *e = contraception_atom(p, !refused);
    en_span(p, e, at, at + 1);
    bool wrong = (p->kind == CRIT_EXCLUSION) != refused;
    if (wrong)
        return en_opaque(p, lo, hi);
    if (!subject)
        return e;
    return p->kind == CRIT_EXCLUSION ? crit_join(p->ctx, CRIT_AND, subject, e)
                                     : en_choose(p, subject, e);
}
