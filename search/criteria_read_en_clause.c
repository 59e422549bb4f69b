/*
 * What a whole clause says: the investigator decides; consent; contraception; "unless", "except";
 * "if A, B"; "women of childbearing potential must …".
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "schema/base/mem.h"
#include <string.h>

static bool is_fact(const struct en_parse *p, size_t pos, const char *value)
{
    return en_is_value(&p->t[pos], EN_FACT, value);
}

struct crit_node *en_choose(struct en_parse *p, struct crit_node *c, struct crit_node *then)
{
    struct crit_node *e = crit_new(p->ctx, CRIT_IF, 0, 0);
    e->children = MEM_ARRAY(p->ctx, struct crit_node *, 2);
    e->children[0] = c;
    e->children[1] = then;
    e->n = 2;
    return e;
}

/* ------------------------------------------------------------------ judgement */

static bool near(size_t a, size_t b)
{
    return (a > b ? a - b : b - a) <= 6;
}

/* Where "in the opinion of the investigator" begins; hi when it does not stand there. */
static size_t find_judgement(const struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi; i++)
        for (size_t k = lo; k < hi && en_is(&p->t[i], EN_JUDGE); k++)
            if (en_is(&p->t[k], EN_DOCTOR) && near(i, k))
                return i < k ? i : k;
    return hi;
}

static struct crit_node *read_judgement(struct en_parse *p, size_t lo, size_t hi,
                                        struct en_mode mode)
{
    size_t at = find_judgement(p, lo, hi);
    if (at == hi)
        return NULL;
    struct crit_node *j = crit_new(p->ctx, CRIT_JUDGEMENT, 0, 0);
    en_span(p, j, lo, hi);
    size_t end = at;
    for (size_t i = lo; i < at; i++)
        if (en_is(&p->t[i], EN_REL) || en_is(&p->t[i], EN_METHOD)) {
            end = i;
            break;
        }
    while (end > lo && (p->t[end - 1].class == EN_COMMA || en_is(&p->t[end - 1], EN_DROP)))
        end--;
    if (end == lo || at == lo)
        return j;
    bool numbers = false;
    for (size_t i = lo; i < end; i++)
        numbers |= p->t[i].class == EN_NUMBER;
    struct crit_node *e = en_read_range(p, lo, end, mode);
    if (crit_has_type(e, CRIT_OPAQUE) || crit_is_true(e))
        return numbers ? crit_join(p->ctx, CRIT_AND, e, j) : j;
    /* "no illness that in the investigator's opinion would …": of those he so judges */
    bool denied = p->kind == CRIT_INCLUSION && (mode.negated || en_has(p, lo, end, EN_NEG));
    return crit_join(p->ctx, denied ? CRIT_OR : CRIT_AND, e, j);
}

/* ------------------------------------------------------------------ consent */

/* A "no" in an inclusion about consent: said of procedures behind it, it changes nothing; before it
   ("no illness that precludes consent") or beside guardians it is not clear of what it is said. */
static struct crit_node *read_denied_consent(struct en_parse *p, size_t lo, size_t hi, bool other)
{
    size_t at = lo;
    while (at < hi && !en_is(&p->t[at], EN_CONSENT) &&
           !en_is_value(&p->t[at], EN_ANCHOR, "consent"))
        at++;
    if (other || en_has(p, lo, at, EN_NEG))
        return en_opaque(p, lo, hi);
    struct crit_node *e = crit_new(p->ctx, CRIT_CONSENT, 0, 0);
    en_span(p, e, lo, hi);
    return e;
}

static struct crit_node *guardian(struct en_parse *p)
{
    return crit_new_atom(p->ctx, ATTR_guardian_consent, CRIT_OP_PRESENT, 0, 0);
}

static bool has_guardian(const struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi; i++)
        if (en_is_value(&p->t[i], EN_FACT, "guardian"))
            return true;
    return false;
}

/* "The patient's parents" */
static bool is_whose_guardian(const struct en_parse *p, size_t pos, size_t hi)
{
    const struct en_token *t = &p->t[pos];
    bool whose = t->end > t->begin + 1 && memchr(p->text.s + t->end - 2, '\'', 2);
    return whose && pos + 1 < hi && en_is_value(t + 1, EN_FACT, "guardian");
}

/* "patient or guardian": the person's own consent is one way. */
static bool has_own(const struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi; i++)
        if ((en_is(&p->t[i], EN_CONSENTBY) || en_says(&p->t[i], EN_CUE_OWN)) &&
            !is_whose_guardian(p, i, hi))
            return true;
    return false;
}

static bool has_or(const struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi; i++)
        if (en_is(&p->t[i], EN_OR) || p->t[i].class == EN_SLASH)
            return true;
    return false;
}

/* Consent as the thing asked for, not as a point in time nor beside other criteria. */
static bool is_about_consent(const struct en_parse *p, size_t lo, size_t hi)
{
    bool found = false;
    for (size_t i = lo; i < hi; i++) {
        const struct en_token *t = &p->t[i];
        struct crit_window w;
        if (t->class == EN_NUMBER || (en_is(t, EN_ATTR) && !en_is(t, EN_DROP)))
            return false;
        if (en_read_window(p, i, hi, &w) && !(i == lo))
            return found;
        bool when = i > lo && (en_is(&p->t[i - 1], EN_BEFORE) || en_is(&p->t[i - 1], EN_AFTER));
        found |= !when && (en_is(t, EN_CONSENT) || en_is_value(t, EN_ANCHOR, "consent"));
    }
    return found;
}

/* "… from a legal guardian", "by the parents" ends the clause. */
static bool is_of_guardian(const struct en_parse *p, size_t pos, size_t hi)
{
    bool by = pos < hi && en_says(&p->t[pos], EN_CUE_FROM);
    while (by && pos < hi && !en_is_value(&p->t[pos], EN_FACT, "guardian") &&
           !en_is(&p->t[pos], EN_NEG))
        pos++;
    return by && pos + 1 == hi && en_is_value(&p->t[pos], EN_FACT, "guardian");
}

/* "child assent where appropriate" */
static bool is_assent(const struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi; i++) {
        bool asked = en_is(&p->t[i], EN_CONSENT) || en_is_value(&p->t[i], EN_ANCHOR, "consent");
        if (asked && !en_says_in(p, i, i + 1, EN_CUE_ASSENT))
            return false;
    }
    return lo > 0; /* alone it is what is asked */
}

/* The age behind a condition at pos: "if under 18", "if the patient is under 18". NULL: none. */
static struct crit_node *age_of_minors(struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 5, CHILD = 12, GROWN_UP = 21 };
    struct en_value v;
    for (size_t i = pos + 1; i < hi && i <= pos + FAR; i++)
        if (en_row_of(&p->t[i], EN_CMP) && en_read_value(p, i, hi, ATTR_age, &v) && v.n == 1 &&
            !en_is_low(v.bounds[0].op) && v.bounds[0].value >= CHILD &&
            v.bounds[0].value <= GROWN_UP) {
            struct crit_node *e = en_measure(p, ATTR_age, &v);
            if (e)
                en_span(p, e, i, v.end);
            return e;
        }
    return NULL;
}

/* "Signed by the patient or, if under 18, by a guardian". NULL: not so. */
static struct crit_node *read_minors_consent(struct en_parse *p, size_t lo, size_t hi)
{
    size_t at = en_find(p, lo, hi, EN_IF);
    if (p->kind == CRIT_EXCLUSION || at == hi || at == lo || en_has(p, lo, hi, EN_NEG) ||
        !is_about_consent(p, lo, at) || !has_guardian(p, lo, hi) ||
        !(has_own(p, lo, hi) || en_says_in(p, lo, hi, EN_CUE_OWN)))
        return NULL;
    struct crit_node *c = age_of_minors(p, at, hi);
    if (!c)
        return NULL;
    struct crit_node *e = en_choose(p, c, guardian(p));
    crit_add(p->ctx, e, crit_new(p->ctx, CRIT_CONSENT, 0, 0));
    en_span(p, e, lo, hi);
    return e;
}

static struct crit_node *read_consent(struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi; i++)
        if (is_fact(p, i, "consent_self absent"))
            return is_of_guardian(p, i + 1, hi)
                       ? crit_new_atom(p->ctx, ATTR_guardian_consent, CRIT_OP_ABSENT, 0, 0)
                       : NULL;
    if (!is_about_consent(p, lo, hi))
        return NULL;
    for (size_t i = lo; i < hi; i++)
        if (is_fact(p, i, "contraception present") || is_fact(p, i, "pregnant absent"))
            return NULL;
    struct crit_node *e;
    bool other = has_guardian(p, lo, hi);
    if (p->kind == CRIT_INCLUSION && en_has(p, lo, hi, EN_NEG))
        return read_denied_consent(p, lo, hi, other);
    if (p->kind == CRIT_EXCLUSION) {
        bool own = !other || has_own(p, lo, hi);
        return crit_new_atom(p->ctx, own ? ATTR_consent_self : ATTR_guardian_consent,
                             CRIT_OP_ABSENT, 0, 0);
    }
    if (is_assent(p, lo, hi))
        return crit_new_true(p->ctx); /* beside the parents' consent it decides nothing */
    if (!other)
        e = crit_new(p->ctx, CRIT_CONSENT, 0, 0);
    else if (has_own(p, lo, hi) || has_or(p, lo, hi))
        e = has_or(p, lo, hi)
                ? crit_join(p->ctx, CRIT_OR, crit_new(p->ctx, CRIT_CONSENT, 0, 0), guardian(p))
                : crit_join(p->ctx, CRIT_AND, crit_new(p->ctx, CRIT_CONSENT, 0, 0), guardian(p));
    else
        e = guardian(p);
    en_span(p, e, lo, hi);
    return e;
}

/* ------------------------------------------------------------------ unless, except */

static struct crit_node *read_unless(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    size_t at = en_find(p, lo, hi, EN_UNLESS);
    if (at == hi || at == lo || at + 1 >= hi)
        return NULL;
    struct crit_node *e = en_read_range(p, lo, at, mode);
    struct en_mode m = {.condition = true};
    struct crit_node *x = en_read_range(p, at + 1, hi, m);
    if (p->kind == CRIT_INCLUSION)
        return crit_join(p->ctx, CRIT_OR, e, x);
    return crit_join(p->ctx, CRIT_AND, e, x->type == CRIT_OPAQUE ? x : crit_not(p->ctx, x));
}

struct find {
    uint16_t attr;
    bool found;
};

static void find_attr(void *arg, struct crit_node *e)
{
    struct find *f = arg;
    f->found |= e->atom->attr == f->attr;
}

bool en_has_attr(struct crit_node *e, uint16_t attr)
{
    struct find f = {attr, false};
    crit_walk(e, find_attr, &f);
    return f.found;
}

bool en_is_whole_measure(struct en_parse *p, size_t lo, size_t hi)
{
    size_t end;
    return en_read_measure(p, lo, hi, &end) && end == hi;
}

/* ------------------------------------------------------------------ conditions */

static void only_person(void *arg, struct crit_node *e)
{
    bool *only = arg;
    uint16_t a = e->atom->attr;
    *only &=
        a == ATTR_age || a == ATTR_sex || a == ATTR_childbearing_potential || a == ATTR_menopausal;
}

static bool is_of_person(struct crit_node *c)
{
    bool only = !crit_is_true(c) && !crit_has_type(c, CRIT_OPAQUE);
    crit_walk(c, only_person, &only);
    return only;
}

/* "For children under 16, …", "If X, …", "In women, …". */
static struct crit_node *read_if_first(struct en_parse *p, size_t lo, size_t hi,
                                       struct en_mode mode)
{
    if (!(en_is(&p->t[lo], EN_IF) || en_is(&p->t[lo], EN_COND)))
        return NULL;
    struct crit_window w;
    if (en_read_window(p, lo, hi, &w))
        return NULL;
    size_t comma = lo + 1;
    while (comma < hi && p->t[comma].class != EN_COMMA && p->t[comma].class != EN_COLON)
        comma++;
    if (comma + 1 >= hi)
        return NULL;
    unsigned age = p->age_read;
    struct crit_node *c = en_read_range(p, lo + 1, comma, (struct en_mode){.condition = true});
    if (p->kind == CRIT_EXCLUSION && !is_of_person(c)) {
        p->age_read = age;
        /* "if treated with A or B, must not …": what stands in the condition is no exclusion */
        return en_is(&p->t[lo], EN_IF) ? en_opaque(p, lo, hi) : NULL;
    }
    struct crit_node *then = en_read_range(p, comma + 1, hi, mode);
    if (crit_is_true(c))
        return then;
    return p->kind == CRIT_EXCLUSION ? crit_join(p->ctx, CRIT_AND, c, then) : en_choose(p, c, then);
}

/* "negative pregnancy test for women of childbearing potential": who is asked stands behind. */
static struct crit_node *read_for_whom(struct en_parse *p, size_t lo, size_t hi,
                                       struct en_mode mode)
{
    size_t at = hi;
    for (size_t i = lo + 1; i + 1 < hi; i++)
        if (en_is(&p->t[i], EN_COND) && !en_is(&p->t[i], EN_WITH) &&
            !en_says(&p->t[i + 1], EN_CUE_THEIR)) /* "men in their 50s" */
            at = i;
    if (at == hi || p->kind == CRIT_EXCLUSION || en_is_whole_measure(p, lo, hi) ||
        (en_has(p, lo, at, EN_CMP) && !en_is_whom(p, at + 1, hi)))
        return NULL;
    struct crit_window w;
    if (en_read_window(p, at, hi, &w))
        return NULL;
    unsigned age = p->age_read;
    struct crit_node *c = en_read_range(p, at + 1, hi, (struct en_mode){.condition = true});
    if (!is_of_person(c)) {
        p->age_read = age;
        bool whom = en_is_whom(p, at + 1, hi) && !crit_has_type(c, CRIT_OPAQUE);
        struct crit_node *e = whom ? en_read_range(p, lo, at, mode) : NULL;
        return e ? crit_join(p->ctx, CRIT_AND, e, en_read_range(p, at + 1, hi, mode)) : NULL;
    }
    return en_choose(p, c, en_read_range(p, lo, at, mode));
}

/* The "or" behind a comma in [lo, hi) that another limit follows; lo: none. */
static size_t last_way(struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = hi; i-- > lo + 1;)
        if (en_is(&p->t[i], EN_OR) && p->t[i - 1].class == EN_COMMA)
            return i + 1 < hi && en_is_whole_measure(p, i + 1, hi) ? i : lo;
    return lo;
}

/* "A if B": A is asked of those with B. */
static struct crit_node *read_if_last(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    size_t at = en_find(p, lo, hi, EN_IF);
    struct crit_window w;
    if (at == hi || at == lo || at + 1 >= hi || en_read_window(p, at, hi, &w) ||
        en_is_whole_measure(p, lo, hi))
        return NULL;
    struct crit_node *c = en_read_range(p, at + 1, hi, (struct en_mode){.condition = true});
    size_t or = last_way(p, lo, at);
    if (or > lo && !crit_is_true(c)) { /* "A, or B if C": C is of B alone */
        struct crit_node *b = en_read_range(p, or +1, at, mode);
        return crit_join(p->ctx, CRIT_OR, en_read_range(p, lo, or, mode),
                         crit_join(p->ctx, CRIT_AND, b, c));
    }
    struct crit_node *e = en_read_range(p, lo, at, mode);
    if (crit_is_true(c))
        return e;
    return p->kind == CRIT_EXCLUSION ? crit_join(p->ctx, CRIT_AND, e, c) : en_choose(p, c, e);
}

static bool is_plain_subject(const struct crit_node *e)
{
    return crit_is_true(e) || e->type == CRIT_OPAQUE;
}

/* "must", or a word for people that ends in it: "patients must". */
static bool is_must(const struct en_parse *p, size_t pos)
{
    return en_is(&p->t[pos], EN_MUST) ||
           (en_is(&p->t[pos], EN_DROP) && en_says_in(p, pos, pos + 1, EN_CUE_MUST));
}

/* "patients who are on aspirin must …" */
static bool says_taken(const struct en_parse *p, size_t lo, size_t at)
{
    return en_has(p, lo, at, EN_MED) || en_has(p, lo, at, EN_CARE) || en_has(p, lo, at, EN_PAST);
}

/* [lo, at) before a "must" names people and says something of them. */
static bool says_of_people(const struct en_parse *p, size_t lo, size_t at)
{
    bool own = says_taken(p, lo, at);
    for (size_t i = lo; i < at; i++)
        own |= (en_is(&p->t[i], EN_ATTR) && !en_is(&p->t[i], EN_DROP)) ||
               en_is(&p->t[i], EN_FACT) || p->t[i].class == EN_NUMBER || en_is(&p->t[i], EN_NAME) ||
               (en_is(&p->t[i], EN_HIST) && !en_says(&p->t[i], EN_CUE_DIAGNOSIS));
    bool person = en_is(&p->t[lo], EN_FACT) || en_is(&p->t[lo], EN_DROP) ||
                  en_says_in(p, lo, lo + 1, EN_CUE_PEOPLE);
    return own && person;
}

/* "Women of childbearing potential must …": the subject is a condition. */
static struct crit_node *read_subject(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    size_t at = hi;
    for (size_t i = lo + 1; i < hi && at == hi; i++)
        if (is_must(p, i) ||
            (en_is(&p->t[i], EN_PLAN) && is_fact(p, lo, "childbearing_potential present")))
            at = i;
        else if (en_is(&p->t[i], EN_COMMA) || en_is(&p->t[i], EN_IF))
            break;
    if (at == hi || at + 1 >= hi || p->kind == CRIT_EXCLUSION)
        return NULL;
    if (!says_of_people(p, lo, at))
        return NULL;
    bool taken = says_taken(p, lo, at);
    unsigned age = p->age_read;
    struct crit_node *c = en_read_range(p, lo, at, (struct en_mode){.condition = true});
    if (is_plain_subject(c)) {
        p->age_read = age;
        return NULL;
    }
    size_t from = at + 1;
    bool no = en_is(&p->t[at], EN_NEG);
    mode.negated |= no;
    struct crit_node *e = en_read_range(p, from, hi, mode);
    if (taken && en_asks_care(e)) /* "treated with A must have progressed": how that went */
        e = en_opaque(p, from, hi);
    return en_choose(p, c, e);
}

/* "A, but those with B must C". */
static struct crit_node *read_but(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    size_t at = en_find(p, lo, hi, EN_BUT);
    if (at == hi || at == lo || at + 1 >= hi)
        return NULL;
    struct crit_node *c = read_subject(p, at + 1, hi, mode);
    if (!c)
        return NULL;
    size_t left = at;
    while (left > lo && p->t[left - 1].class == EN_COMMA)
        left--;
    return crit_join(p->ctx, CRIT_AND, en_read_range(p, lo, left, mode), c);
}

/* "patients with X are not eligible": in an inclusion, X is not to be there. */
static struct crit_node *read_forbidden(struct en_parse *p, size_t lo, size_t hi,
                                        struct en_mode mode)
{
    if (p->kind == CRIT_EXCLUSION)
        return en_read_range(p, lo, hi, mode);
    mode.condition = mode.forbidden = true;
    struct crit_node *e = en_read_range(p, lo, hi, mode);
    return crit_has_type(e, CRIT_OPAQUE) || crit_is_true(e) ? en_opaque(p, lo, hi)
                                                            : crit_not(p->ctx, e);
}

struct crit_node *en_read_clause(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    unsigned count = en_count_of_list(p, lo, hi);
    struct crit_node *some = count ? en_read_counted(p, lo, hi, mode) : NULL;
    if (some || count > 1)
        return some ? some : en_opaque(p, lo, hi);
    if (hi > lo + 1 && en_is(&p->t[hi - 1], EN_FORBID))
        return read_forbidden(p, lo, hi - 1, mode);
    struct crit_node *e = read_minors_consent(p, lo, hi);
    if (!e)
        e = en_read_or_if(p, lo, hi, mode);
    if (!e)
        e = en_read_relaxed(p, lo, hi, mode);
    if (!e)
        e = read_unless(p, lo, hi, mode);
    if (!e)
        e = en_read_except(p, lo, hi, mode);
    if (!e)
        e = read_judgement(p, lo, hi, mode);
    if (!e)
        e = read_if_first(p, lo, hi, mode);
    if (!e)
        e = read_for_whom(p, lo, hi, mode);
    if (!e)
        e = read_consent(p, lo, hi);
    e = e ? e : en_read_contraception(p, lo, hi);
    if (!e)
        e = read_but(p, lo, hi, mode);
    if (!e)
        e = read_if_last(p, lo, hi, mode);
    if (!e)
        e = read_subject(p, lo, hi, mode);
    return e;
}
