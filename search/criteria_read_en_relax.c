/*
 * What a limit or a "no" lets through besides: "bilirubin ≤ 1.5 mg/dL (up to 3 allowed in Gilbert's
 * syndrome)", "(or Lansky ≥ 70)", "EDSS ≤ 5.5, higher scores allowed". It opens a way in and shuts
 * none; what of it is not understood leaves open whom it lets in.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "schema/base/mem.h"
#include <string.h>

/* ------------------------------------------------------------------ where it stands */

/* Who or what is let in [lo, at), and under which condition [behind, hi). */
struct leave {
    size_t lo, at, behind, hi;
    bool or ; /* "or Lansky ≥ 70": no words of permission */
};

static bool find_leave(const struct en_parse *p, size_t lo, size_t hi, struct leave *ret)
{
    while (lo < hi && (p->t[lo].class == EN_COMMA || en_is(&p->t[lo], EN_BUT)))
        lo++;
    if (lo >= hi)
        return false;
    *ret = (struct leave){.lo = lo, .at = hi, .behind = hi, .hi = hi};
    if (en_is(&p->t[lo], EN_OR)) {
        ret->lo++;
        ret->or = true;
        return ret->lo < hi;
    }
    size_t at = en_is(&p->t[lo], EN_ALLOW) ? lo : en_find_allowance(p, lo, hi);
    if (at == hi || en_has(p, lo, hi, EN_FORBID) || en_says_in(p, lo, at, EN_CUE_DENIAL))
        return false;
    ret->at = at;
    ret->behind = at + 1;
    return true;
}

/* ------------------------------------------------------------------ what was asked */

struct measured {
    uint16_t attr;
    size_t n;   /* different attributes */
    bool other; /* something that has no limit */
};

static void add_measured(void *arg, struct crit_node *e)
{
    struct measured *m = arg;
    enum attr_kind kind = attributes[e->atom->attr].kind;
    if (kind != ATTR_NUMBER && kind != ATTR_ORDINAL)
        m->other = true;
    else if (m->n == 0 || m->attr != e->atom->attr)
        m->n++, m->attr = e->atom->attr;
}

static struct measured measured_in(struct crit_node *e)
{
    struct measured m = {0};
    crit_walk(e, add_measured, &m);
    return m;
}

struct shares {
    struct crit_node *with;
    bool found;
};

static void add_share(void *arg, struct crit_node *e)
{
    struct shares *s = arg;
    enum attr_kind kind = attributes[e->atom->attr].kind;
    bool limit = kind == ATTR_NUMBER || kind == ATTR_ORDINAL;
    s->found |= limit && en_has_attr(s->with, e->atom->attr);
}

bool en_shares_measure(struct crit_node *a, struct crit_node *b)
{
    struct shares s = {.with = b};
    crit_walk(a, add_share, &s);
    return s.found;
}

static void add_denied(void *arg, struct crit_node *e)
{
    bool *denied = arg;
    *denied |= e->atom->op == CRIT_OP_ABSENT;
}

/* "No HIV", "no other malignancy": a flag that is not to be there is no NOT in the tree. */
bool en_denies(struct crit_node *e)
{
    bool denied = crit_has_type(e, CRIT_NOT);
    crit_walk(e, add_denied, &denied);
    return denied;
}

static void add_former(void *arg, struct crit_node *e)
{
    bool *only = arg;
    *only &= e->atom->attr == ATTR_history;
}

enum en_frame en_frame_of_exception(struct crit_node *e)
{
    bool former = !crit_is_true(e) && e->type != CRIT_OPAQUE;
    if (en_has_attr(e, ATTR_other_malignancy))
        return EN_FRAME_EVER;
    crit_walk(e, add_former, &former);
    return former && en_has_attr(e, ATTR_history) ? EN_FRAME_HISTORY : EN_FRAME_NONE;
}

/* ------------------------------------------------------------------ who is let in */

enum { LIMITS_MAX = 4 };

/* The things measured of e, when all of them have the one limit ("AST and ALT ≤ 2.5 x ULN"): how
   many; 0: they differ. */
static size_t same_limits(const struct crit_node *e, uint16_t *attrs)
{
    const struct crit_node *first = e->n ? e->children[0] : NULL;
    if (e->type == CRIT_ATOM || !first || e->n > LIMITS_MAX)
        return 0;
    for (size_t i = 0; i < e->n; i++) {
        const struct crit_node *x = e->children[i];
        if (x->type != CRIT_ATOM || !x->atom->numbers || x->atom->n != 1 ||
            x->atom->op != first->atom->op || x->atom->scale != first->atom->scale ||
            x->atom->numbers[0] != first->atom->numbers[0])
            return 0;
        attrs[i] = x->atom->attr;
    }
    return e->n;
}

/* "values up to 2.0 mg/dL", "class III", "45-50%": a value of what was asked, its name unsaid. */
static struct crit_node *read_value_of(struct en_parse *p, struct crit_node *e, size_t lo,
                                       size_t hi)
{
    struct measured m = measured_in(e);
    struct en_value v;
    uint16_t attrs[LIMITS_MAX];
    size_t same = m.n > 1 && e->type == CRIT_AND ? same_limits(e, attrs) : 0;
    if (same) {
        m.n = 1;
        m.attr = attrs[0];
    }
    if (m.n != 1 || m.other)
        return NULL;
    while (lo + 1 < hi && en_says(&p->t[lo], EN_CUE_VALUE_WORD))
        lo++;
    while (lo + 1 < hi && en_is_of(p, lo))
        lo++;
    lo = en_skip_glue(p, lo, hi, m.attr);
    if (lo >= hi || !en_read_value(p, lo, hi, m.attr, &v) || en_skip_behind(p, v.end, hi) != hi)
        return NULL;
    struct crit_node *all = en_measure(p, m.attr, &v);
    for (size_t i = 1; all && i < same; i++)
        all = crit_join(p->ctx, CRIT_AND, all, en_measure(p, attrs[i], &v));
    return all;
}

/* "An event over a year ago", "in remission for 5 years": which of the former ones is let off, no
   attribute says. */
static bool says_when(const struct en_parse *p, size_t lo, size_t hi)
{
    return en_has(p, lo, hi, EN_TIME) || en_has(p, lo, hi, EN_AGO) ||
           en_has(p, lo, hi, EN_WITHIN) || en_has(p, lo, hi, EN_NUM) ||
           en_says_in(p, lo, hi, EN_CUE_ONLY);
}

bool en_is_same(const struct crit_node *a, const struct crit_node *b)
{
    if (a->type != CRIT_ATOM || b->type != CRIT_ATOM || a->atom->attr != b->atom->attr ||
        attributes[a->atom->attr].kind == ATTR_NUMBER ||
        attributes[a->atom->attr].kind == ATTR_ORDINAL)
        return false;
    if (!a->atom->words || !b->atom->words || !a->atom->n || !b->atom->n)
        return true;
    return strcmp(a->atom->words[0], b->atom->words[0]) == 0;
}

/* "if A then B" as who is let in: A and B. */
static struct crit_node *as_both(struct en_parse *p, struct crit_node *e)
{
    return e->type == CRIT_IF ? crit_join(p->ctx, CRIT_AND, e->children[0], e->children[1]) : e;
}

/* The condition behind the words of permission; NULL: none. */
static struct crit_node *read_whom(struct en_parse *p, const struct leave *l)
{
    size_t from = l->behind;
    if (from >= l->hi)
        return NULL;
    if (from + 1 < l->hi && (en_is(&p->t[from], EN_IF) || en_is(&p->t[from], EN_COND)))
        from++;
    struct en_mode m = {.condition = true, .window.n = -1};
    struct crit_node *e = as_both(p, en_read_range(p, from, l->hi, m));
    return crit_is_true(e) ? en_opaque(p, l->behind, l->hi) : e;
}

/* "or ≤ 5 x ULN in case of liver metastases": the value ends where its condition begins. */
static struct leave end_value(const struct en_parse *p, struct leave l)
{
    for (size_t i = l.lo + 1; l.or &&i < l.hi && l.at == l.hi; i++)
        if (en_is(&p->t[i], EN_IF) || en_is(&p->t[i], EN_COND))
            l.at = l.behind = i;
    return l;
}

/* A sex, an age, a metastasis: those of it have a limit of their own. */
static bool is_of_kind(const struct crit_node *e)
{
    return e->type == CRIT_ATOM &&
           (e->atom->attr == ATTR_sex || e->atom->attr == ATTR_age ||
            e->atom->attr == ATTR_metastasis_site || e->atom->attr == ATTR_tnm_m);
}

/* Who is let in beside those of e; opaque as a whole where some of it is not understood; true:
   nothing is said. `ret_what`: as far as it is understood, without a condition. */
static struct crit_node *read_leave(struct en_parse *p, struct crit_node *e, const struct leave *l,
                                    struct crit_node **ret_what)
{
    unsigned age = p->age_read;
    struct en_mode m = {.exception = !l->or
                        , .condition = !l->or, .frame = en_frame_of_exception(e), .window.n = -1};
    struct leave value = end_value(p, *l);
    struct crit_node *x = value.at > value.lo ? read_value_of(p, e, value.lo, value.at) : NULL;
    bool same = x != NULL; /* a value of what was asked */
    if (same)
        l = &value;
    else
        x = as_both(p, en_read_range(p, l->lo, l->at, m));
    *ret_what = x;
    struct crit_node *whom = read_whom(p, l);
    p->age_read = age;
    if (crit_is_true(x) && !whom && en_says_in(p, l->lo, l->at, EN_CUE_WHICHEVER))
        return x;
    bool clear = !crit_is_true(x) && !en_is_same(e, x) && !crit_has_type(x, CRIT_OPAQUE) &&
                 !(whom && crit_has_type(whom, CRIT_OPAQUE));
    if (!clear)
        return en_opaque(p, l->lo, l->hi);
    if (whom && same && !l->or &&is_of_kind(whom)) /* another limit for some: theirs */
        return en_choose(p, whom, x);
    return crit_join(p->ctx, CRIT_AND, x, whom);
}

/* ------------------------------------------------------------------ the two together */

static bool is_several(const struct crit_node *e)
{
    return e->type != CRIT_ATOM && e->type != CRIT_NOT && e->n > 1;
}

/* "≤ 5 x ULN with liver metastases" (x) in place of those limits of e that it is one of too. */
static struct crit_node *add_other_limit(struct en_parse *p, struct crit_node *e,
                                         struct crit_node *x, size_t shared)
{
    struct crit_node *rest = NULL, *limits = NULL;
    for (size_t i = 0; shared && i < e->n; i++)
        if (en_shares_measure(x, e->children[i]))
            limits = crit_join(p->ctx, CRIT_AND, limits, e->children[i]);
        else
            rest = crit_join(p->ctx, CRIT_AND, rest, e->children[i]);
    struct crit_node *c = crit_new(p->ctx, CRIT_IF, 0, 0);
    c->children = MEM_ARRAY(p->ctx, struct crit_node *, 3);
    c->children[0] = x->children[0];
    c->children[1] = x->children[1];
    c->children[2] = shared ? limits : e;
    c->n = 3;
    return shared ? crit_join(p->ctx, CRIT_AND, rest, c) : c;
}

/* Another way into e: beside those of its limits that x is a limit of too, else beside all. */
static struct crit_node *add_way(struct en_parse *p, struct crit_node *e, struct crit_node *x)
{
    size_t shared = 0;
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++)
        shared += en_shares_measure(x, e->children[i]);
    if (x->type == CRIT_IF)
        return add_other_limit(p, e, x, shared);
    if (shared != 1)
        return crit_join(p->ctx, CRIT_OR, e, x);
    for (size_t i = 0; i < e->n; i++)
        if (en_shares_measure(x, e->children[i]))
            e->children[i] = crit_join(p->ctx, CRIT_OR, e->children[i], x);
    return e;
}

/* "Melanoma (prior surgery is allowed)": says what need not be missing, of another thing than what
   is asked. */
static bool asks_nothing(const struct en_parse *p, struct crit_node *e, struct crit_node *x,
                         const struct leave *l)
{
    bool limit = en_has_attr(e, ATTR_line_of_therapy) || en_shares_measure(x, e);
    if (l->or || en_denies(e))
        return false;
    return en_says_in(p, l->lo, l->at, EN_CUE_WHICHEVER) ||
           (en_asks_care(x) && !en_asks_care(e) && !limit);
}

struct crit_node *en_relax(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi,
                           bool wanted)
{
    struct leave l;
    if (!find_leave(p, lo, hi, &l) || crit_is_true(e) || en_has_attr(e, ATTR_contraception))
        return NULL; /* which methods count says nothing of a person */
    bool denied = !wanted || en_denies(e);
    if (l.or &&denied)
        return NULL;
    struct crit_node *what, *x = read_leave(p, e, &l, &what);
    if (wanted && asks_nothing(p, e, what, &l))
        return e;
    if (denied && (is_several(e) || says_when(p, l.lo, l.hi) || crit_is_true(x)))
        x = en_opaque(p, lo, hi);
    if (wanted)
        return add_way(p, e, x);
    return crit_join(p->ctx, CRIT_AND, e, x->type == CRIT_OPAQUE ? x : crit_not(p->ctx, x));
}

/* ------------------------------------------------------------------ in the clause */

/* Where the bracket that ends [lo, hi) opens; hi: none does. */
static size_t last_bracket(const struct en_parse *p, size_t lo, size_t hi)
{
    if (hi < lo + 3 || p->t[hi - 1].class != EN_CLOSE)
        return hi;
    for (size_t i = lo + 1; i < hi; i++)
        if (p->t[i].class == EN_OPEN) {
            size_t end = en_behind_bracket(p, i, hi);
            if (end == hi)
                return i;
            i = end - 1;
        }
    return hi;
}

/* The comma behind which "higher scores", "patients with X" are let in to the end; hi: none. */
static size_t last_comma(const struct en_parse *p, size_t lo, size_t hi)
{
    struct leave l;
    size_t at = hi;
    for (size_t i = lo + 1; i + 1 < hi && !en_is(&p->t[i], EN_ALLOW); i++) {
        if (p->t[i].class == EN_OPEN)
            i = en_behind_bracket(p, i, hi) - 1;
        else if (p->t[i].class == EN_COMMA)
            at = i;
    }
    if (at >= hi || p->kind == CRIT_EXCLUSION || !find_leave(p, at, hi, &l) || l.or || l.at == l.lo)
        return hi;
    bool anew = en_says(&p->t[l.lo], EN_CUE_VALUE_WORD) || en_says(&p->t[l.lo], EN_CUE_PEOPLE) ||
                en_row_of(&p->t[l.lo], EN_ATTR);
    for (size_t i = l.lo; i < l.at; i++)
        anew &= !en_is_connective(p, i);
    return anew ? at : hi;
}

/* Of the parts of a sentence the last that x is another limit of; else the last. */
static size_t part_of(struct crit_node **parts, size_t n, struct crit_node *x)
{
    for (size_t i = n; i-- > 0;)
        if (en_shares_measure(x, parts[i]))
            return i;
    return n - 1;
}

bool en_names_other_value(const struct en_parse *p, size_t pos, size_t hi)
{
    if (pos + 1 >= hi)
        return false;
    return en_says(&p->t[pos], EN_CUE_ARTICLE) ? en_says(&p->t[pos + 1], EN_CUE_ORDINAL)
                                               : en_says(&p->t[pos], EN_CUE_VALUE_WORD);
}

bool en_relax_part(struct en_parse *p, struct crit_node **parts, size_t n, size_t lo, size_t hi)
{
    struct leave l;
    if (n == 0 || p->kind == CRIT_EXCLUSION || !find_leave(p, lo, hi, &l) || l.or)
        return false;
    struct crit_node *what, *x = read_leave(p, parts[n - 1], &l, &what);
    struct crit_node **e = &parts[part_of(parts, n, x)];
    x = en_relax(p, *e, lo, hi, true);
    *e = x ? x : *e;
    return true;
}

/* e asks for more of the same than the limit `of`. */
static bool is_stricter(const struct crit_node *e, const struct crit_node *of)
{
    if (e->type != CRIT_ATOM || of->type != CRIT_ATOM || !e->atom->numbers || !of->atom->numbers ||
        e->atom->n != 1 || of->atom->n != 1 || en_is_low(e->atom->op) != en_is_low(of->atom->op))
        return false;
    return en_is_low(e->atom->op) ? e->atom->numbers[0] > of->atom->numbers[0]
                                  : e->atom->numbers[0] < of->atom->numbers[0];
}

bool en_add_limit_of_some(struct en_parse *p, struct crit_node **parts, size_t n,
                          struct crit_node *e)
{
    if (n == 0 || p->kind == CRIT_EXCLUSION || e->type != CRIT_IF || e->n != 2 ||
        !en_is_measure(e->children[1]))
        return false;
    struct crit_node **part = &parts[part_of(parts, n, e->children[1])];
    bool whole = false;
    if ((*part)->type == CRIT_IF && (*part)->n == 2 &&
        en_are_other_people((*part)->children[0], e->children[0], &whole)) {
        crit_add(p->ctx, *part, whole ? e->children[1] : e);
        return true;
    }
    if (!en_shares_measure(e->children[1], *part) || is_stricter(e->children[1], *part))
        return false;
    bool clear = !crit_has_type(e->children[0], CRIT_OPAQUE);
    struct crit_node *x = clear ? as_both(p, e) : crit_new(p->ctx, CRIT_OPAQUE, e->begin, e->end);
    *part = crit_join(p->ctx, CRIT_OR, *part, x);
    return true;
}

size_t en_find_relaxed(const struct en_parse *p, size_t lo, size_t hi)
{
    size_t at = last_bracket(p, lo, hi);
    struct leave l;
    if (at < hi)
        return find_leave(p, at + 1, hi - 1, &l) ? at : hi;
    return last_comma(p, lo, hi);
}

struct crit_node *en_read_relaxed(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    size_t at = en_find_relaxed(p, lo, hi);
    if (at == hi)
        return NULL;
    bool bracket = p->t[at].class == EN_OPEN;
    struct crit_node *e = en_read_range(p, lo, at, mode);
    return en_relax(p, e, at + 1, hi - bracket, p->kind == CRIT_INCLUSION);
}
