/* The parts of a clause joined: looser connectives first; what commas mean beside them. */
#include "search/attributes_gen.h"
#include "search/criteria_ja_seg.h"

static bool has_before(const struct ja_part *p, size_t from, size_t to, enum lex_class before,
                       bool comma)
{
    for (size_t i = from + 1; i < to; i++)
        if (p[i].before == before && (!comma || p[i].comma))
            return true;
    return false;
}

/* Where A、又はB かつ C falls apart first: at the looser connective; `to`: nowhere. */
static size_t loosest(const struct ja_part *p, size_t from, size_t to)
{
    bool loose_and = has_before(p, from, to, LEX_AND, true);
    bool loose_or = has_before(p, from, to, LEX_OR, true);
    for (size_t i = from + 1; i < to; i++) {
        bool cuts = p[i].before == LEX_OR && (p[i].comma || !loose_and);
        if (loose_and && !loose_or)
            cuts = p[i].before == LEX_AND && p[i].comma;
        if (cuts)
            return i;
    }
    return to;
}

static const struct crit_atom *age_of(const struct crit_node *e)
{
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++)
        if (e->children[i]->type == CRIT_ATOM && e->children[i]->atom->attr == ATTR_age &&
            e->children[i]->atom->n)
            return e->children[i]->atom;
    return NULL;
}

static double low_of(const struct crit_atom *a)
{
    return a->op == CRIT_OP_LT || a->op == CRIT_OP_LE ? 0 : a->numbers[0];
}

static double high_of(const struct crit_atom *a)
{
    return a->op == CRIT_OP_GT || a->op == CRIT_OP_GE ? 1000 : a->numbers[a->n - 1];
}

/* Two groups of people by age, each with its own condition. */
static bool have_own_ages(const struct crit_node *a, const struct crit_node *b)
{
    const struct crit_atom *x = age_of(a), *y = age_of(b);
    return x && y && (high_of(x) <= low_of(y) || high_of(y) <= low_of(x));
}

static bool is_measured_by(const struct crit_node *e, const uint16_t *attrs, size_t n)
{
    for (size_t i = 0; e->type == CRIT_ATOM && i < n; i++)
        if (e->atom->attr == attrs[i])
            return true;
    return false;
}

/* Two measures of one thing: クレアチニン 1.2以下又はCCr 60以上. */
static bool are_twins(const struct crit_node *a, const struct crit_node *b)
{
    static const uint16_t kidney[] = {ATTR_creatinine, ATTR_ccr, ATTR_egfr};
    static const uint16_t protein[] = {ATTR_urine_protein, ATTR_upcr, ATTR_uacr};
    return (is_measured_by(a, kidney, 3) && is_measured_by(b, kidney, 3)) ||
           (is_measured_by(a, protein, 3) && is_measured_by(b, protein, 3));
}

/* In a list of organ functions 又は ties only two measures of one thing; commas are and. */
static bool ties_pairs(const struct ja_part *p, size_t from, size_t to)
{
    bool comma = false;
    for (size_t i = from + 1; i < to; i++) {
        if (p[i].before == LEX_OR && !are_twins(p[i - 1].e, p[i].e))
            return false;
        comma |= p[i].before != LEX_OR;
    }
    return comma;
}

static struct crit_node *join_pairs(struct ja *j, const struct ja_part *p, size_t from, size_t to)
{
    struct crit_node *all = NULL;
    for (size_t i = from; i < to;) {
        struct crit_node *e = p[i++].e;
        while (i < to && p[i].before == LEX_OR)
            e = crit_join(j->p.ctx, CRIT_OR, e, p[i++].e);
        all = crit_join(j->p.ctx, CRIT_AND, all, e);
    }
    return all;
}

/* The members of a list whose head or end says how many of them count: its commas divide first,
   whatever connectives stand inside a member. */
static struct crit_node *join_list(struct ja *j, const struct ja_part *p, size_t from, size_t to)
{
    struct ja inner = *j;
    inner.list = CRIT_LIST_DEFAULT;
    enum crit_type type = j->list == CRIT_LIST_ANY ? CRIT_OR : CRIT_AND;
    bool commas = has_before(p, from, to, LEX_COMMA, true);
    struct crit_node *e = NULL;
    for (size_t i = from; i < to;) {
        size_t end = i + 1;
        while (end < to && (commas ? p[end].before != LEX_COMMA : p[end].before == LEX_AND))
            end++;
        e = crit_join(j->p.ctx, type, e, ja_join(&inner, p, i, end));
        i = end;
    }
    return e;
}

/* Joins parts [from, to): the looser connectives first. */
struct crit_node *ja_join(struct ja *j, const struct ja_part *p, size_t from, size_t to)
{
    if (j->list != CRIT_LIST_DEFAULT)
        return join_list(j, p, from, to);
    bool or = has_before(p, from, to, LEX_OR, false), and = has_before(p, from, to, LEX_AND, false);
    size_t at = or &&and? loosest(p, from, to) : to;
    if (at < to)
        return crit_join(j->p.ctx, p[at].before == LEX_AND ? CRIT_AND : CRIT_OR,
                         ja_join(j, p, from, at), ja_join(j, p, at, to));
    enum crit_type type = j->p.kind == CRIT_EXCLUSION ? CRIT_OR : CRIT_AND;
    if (! or &&!and&&to - from == 2 && have_own_ages(p[from].e, p[from + 1].e))
        type = CRIT_OR; /* 75歳未満でPS 0～2、75歳以上でPS 0～1 */
    if (or &&!and&&j->p.kind == CRIT_INCLUSION && ties_pairs(p, from, to))
        return join_pairs(j, p, from, to);
    if (or || and)
        type = or ? CRIT_OR : CRIT_AND;
    else if (ja_parts_choose(j, p, from, to))
        type = CRIT_OR;
    struct crit_node *e = NULL;
    for (size_t i = from; i < to; i++)
        e = crit_join(j->p.ctx, type, e, p[i].e);
    return e;
}

static bool is_of_women(const struct crit_node *e)
{
    return e->type == CRIT_ATOM &&
           (e->atom->attr == ATTR_pregnant || e->atom->attr == ATTR_breastfeeding ||
            e->atom->attr == ATTR_menopausal || e->atom->attr == ATTR_childbearing_potential);
}

bool ja_needs_sex(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM)
        return !is_of_women(e);
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++)
        if (is_of_women(e->children[i]))
            return false;
    for (size_t i = 0; i < e->n; i++)
        if (ja_needs_sex(e->children[i]))
            return true;
    return false;
}

/* E of these persons. 授乳中 in an exclusion tells by itself who they are; what stands beside it
   with or does not. */
struct crit_node *ja_of_person(const struct ja *j, struct crit_node *e, struct crit_node *person)
{
    if (j->p.kind != CRIT_EXCLUSION || !person || !e)
        return crit_join(j->p.ctx, CRIT_AND, e, person);
    if (!ja_needs_sex(e))
        return e;
    if (e->type != CRIT_OR)
        return crit_join(j->p.ctx, CRIT_AND, e, person);
    struct crit_node *own = NULL, *rest = NULL;
    for (size_t i = 0; i < e->n; i++) {
        struct crit_node **to = ja_needs_sex(e->children[i]) ? &rest : &own;
        *to = crit_join(j->p.ctx, CRIT_OR, *to, e->children[i]);
    }
    return crit_join(j->p.ctx, CRIT_OR, own, crit_join(j->p.ctx, CRIT_AND, rest, person));
}
