/* Contraception as the whole of what a clause asks, and of whom. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include <string.h>

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

/* "… use contraception HIV negative", lines run together: where what is asked besides begins; hi:
   nothing. */
static size_t find_other(const struct en_parse *p, size_t at, size_t hi)
{
    static const char *const others[] = {"hiv", "hbv", "hcv", "oral_intake", "measurable"};
    for (size_t k = at + 1; k < hi; k++) {
        const struct en_row *row = en_row_of(&p->t[k], EN_FACT);
        for (size_t i = 0; row && i < sizeof others / sizeof *others; i++)
            if (strncmp(row->value, others[i], strlen(others[i])) == 0)
                return k;
        if (row && strcmp(row->value, "active_infection present") == 0 &&
            en_is(&p->t[k - 1], EN_NEG))
            return k - 1;
    }
    return hi;
}

/* "… use contraception Platelets > 100,000/uL", "… No other malignancy": lines run together, and
   what they ask besides is not read here. */
static bool runs_on(const struct en_parse *p, size_t from, size_t hi)
{
    for (size_t i = from; i < hi; i++) {
        if (p->t[i].class == EN_OPEN) {
            i = en_behind_bracket(p, i, hi) - 1;
            continue;
        }
        if (en_names_value(p, i, hi) ||
            ((en_is(&p->t[i], EN_NEG) || en_says(&p->t[i], EN_CUE_NO_OR_NOT)) &&
             !(i > from && en_is_connective(p, i - 1)) && !en_says(&p->t[i], EN_CUE_NOT_WORD)))
            return true;
    }
    return false;
}

/* "Off oral contraceptives", "off hormones (birth control pills)". */
static bool is_given_up(const struct en_parse *p, size_t lo, size_t at)
{
    return p->kind == CRIT_INCLUSION && en_any_says(p, lo, at, EN_CUE_OFF);
}

/* Of whom it is asked, and where that ends; NULL: of nobody told. */
static struct crit_node *read_subject(struct en_parse *p, size_t lo, size_t at, size_t *from)
{
    size_t able = find_fact(p, lo, at, "childbearing_potential present");
    size_t female = find_fact(p, lo, at, "sex = female"), male = find_fact(p, lo, at, "sex = male");
    if (able < at) {
        *from = able + 1;
        return crit_new_atom(p->ctx, ATTR_childbearing_potential, CRIT_OP_PRESENT, 0, 0);
    }
    if ((female < at) == (male < at))
        return NULL;
    *from = (female < at ? female : male) + 1;
    return crit_new_word(p->ctx, ATTR_sex, CRIT_OP_EQ, female < at ? "female" : "male", 0, 0);
}

/* "Be postmenopausal or use contraception": not contraception alone; `able`: women who can bear
   children are asked. */
static bool asks_other(const struct en_parse *p, size_t lo, size_t hi, bool able)
{
    static const char *const facts[] = {"pregnant present", "breastfeeding present",
                                        "pregnant absent", "menopausal = postmenopausal",
                                        "childbearing_potential absent"};
    enum { OF_ALL = 3 };
    for (size_t i = 0; i < (able ? OF_ALL : sizeof facts / sizeof *facts); i++)
        if (find_fact(p, lo, hi, facts[i]) < hi)
            return true;
    return false;
}

struct crit_node *en_read_contraception(struct en_parse *p, size_t lo, size_t hi)
{
    size_t at = find_fact(p, lo, hi, "contraception present");
    if (at == hi)
        return NULL;
    if (is_given_up(p, lo, at))
        return en_opaque(p, lo, hi);
    size_t next = p->kind == CRIT_INCLUSION ? find_other(p, at, hi) : hi;
    struct crit_node *first = next < hi ? en_read_contraception(p, lo, next) : NULL;
    if (first)
        return crit_join(p->ctx, CRIT_AND, first,
                         en_read_range(p, next, hi, (struct en_mode){.window.n = -1}));
    for (size_t i = at + 1; i < hi && p->kind == CRIT_INCLUSION; i++) {
        struct crit_node *age = age_behind(p, i, hi);
        struct crit_node *e = age ? en_read_contraception(p, lo, i) : NULL;
        if (e)
            return crit_join(p->ctx, CRIT_AND, e, age);
    }
    size_t from = lo;
    bool able = find_fact(p, lo, at, "childbearing_potential present") < at;
    struct crit_node *subject = read_subject(p, lo, at, &from);
    if (asks_other(p, lo, hi, able))
        return NULL;
    bool refused = has_refusal(p, from, at);
    struct crit_node *e = contraception_atom(p, !refused);
    en_span(p, e, at, at + 1);
    bool wrong = (p->kind == CRIT_EXCLUSION) != refused;
    if (wrong)
        return en_opaque(p, lo, hi);
    struct crit_node *more =
        p->kind == CRIT_INCLUSION && runs_on(p, at + 1, hi) ? en_opaque(p, at + 1, hi) : NULL;
    if (!subject)
        return crit_join(p->ctx, CRIT_AND, e, more);
    if (more)
        return crit_join(p->ctx, CRIT_AND, en_choose(p, subject, e), more);
    return p->kind == CRIT_EXCLUSION ? crit_join(p->ctx, CRIT_AND, subject, e)
                                     : en_choose(p, subject, e);
}
