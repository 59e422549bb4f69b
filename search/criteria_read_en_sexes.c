/*
 * "Male or non-pregnant female aged 18-60": both sexes are everybody. What is said of the women is
 * not asked of men, what stands behind is asked of both.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/criteria_read_en_list.h"
#include <string.h>

static bool is_sex(const struct crit_node *e, const char *value)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_sex && e->atom->n == 1 &&
           strcmp(e->atom->words[0], value) == 0;
}

/* True of every man too: he is not pregnant. */
static bool holds_for_men(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->op == CRIT_OP_ABSENT &&
           (e->atom->attr == ATTR_pregnant || e->atom->attr == ATTR_breastfeeding);
}

/* What is said of women only. */
static bool is_of_women(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM)
        return e->atom->attr == ATTR_menopausal || e->atom->attr == ATTR_pregnant ||
               e->atom->attr == ATTR_breastfeeding || e->atom->attr == ATTR_childbearing_potential;
    for (size_t i = 0; i < e->n; i++)
        if (!is_of_women(e->children[i]) && !is_sex(e->children[i], "female"))
            return false;
    return e->n > 0;
}

/* "Males ≥ 18 years, females ≥ 20 years": each sex has a limit of its own. */
static bool has_own_limits(const struct list *l)
{
    const struct member *m = l->items;
    bool sexes = l->n == 4 && m[1].before == JOINT_BESIDE && m[3].before == JOINT_BESIDE &&
                 ((is_sex(m[0].e, "male") && is_sex(m[2].e, "female")) ||
                  (is_sex(m[0].e, "female") && is_sex(m[2].e, "male")));
    return sexes && en_is_measure(m[1].e) && en_is_measure(m[3].e);
}

/* The members [lo, hi) that speak of both sexes. */
struct sexes {
    size_t lo, hi, men, women; /* how often each is named */
    struct crit_node *man;
};

static bool is_of_run(const struct crit_node *e)
{
    return is_sex(e, "male") || is_sex(e, "female") || is_of_women(e);
}

static bool names_women(const struct crit_node *e)
{
    return is_sex(e, "female") || (e->type != CRIT_ATOM && is_of_women(e));
}

static void find_sexes(const struct list *l, struct sexes *s)
{
    *s = (struct sexes){.lo = 0};
    while (s->lo < l->n && !is_of_run(l->items[s->lo].e))
        s->lo++;
    for (s->hi = s->lo; s->hi < l->n && is_of_run(l->items[s->hi].e); s->hi++) {
        struct crit_node *e = l->items[s->hi].e;
        if (is_sex(e, "male")) {
            s->man = e;
            s->men++;
        }
        s->women += names_women(e);
    }
    bool denied = false; /* "males and non-pregnant adults" */
    for (size_t i = s->lo; i < s->hi; i++)
        denied |= holds_for_men(l->items[i].e);
    s->women += s->women == 0 && denied;
}

/* What the run asks of women, so that it holds for men. */
static struct crit_node *read_women(struct en_parse *p, const struct list *l, const struct sexes *s)
{
    struct crit_node *all = NULL;
    bool men = true; /* what is asked holds for them */
    for (size_t i = s->lo; i < s->hi; i++) {
        const struct member *m = &l->items[i];
        if (m->e->type == CRIT_ATOM && m->e->atom->attr == ATTR_sex)
            continue;
        bool or = all && m->before == JOINT_OR;
        men &= holds_for_men(m->e);
        all = crit_join(p->ctx, or ? CRIT_OR : CRIT_AND, all, m->e);
    }
    if (!all)
        return crit_new_true(p->ctx);
    return men ? all : crit_join(p->ctx, CRIT_OR, crit_copy(p->ctx, s->man), all);
}

/* "Men over 40 and women over 50 years": the sexes stand apart; joined by "and", nobody is both. */
static void open_sexes(struct en_parse *p, struct list *l)
{
    struct crit_node *man = NULL;
    bool female = false, or = false;
    for (size_t i = 0; i < l->n; i++) {
        struct crit_node *e = l->items[i].e;
        man = is_sex(e, "male") ? e : man;
        female |= is_sex(e, "female") || holds_for_men(e);
        or |= l->items[i].before == JOINT_OR;
    }
    for (size_t i = 0; i < l->n && man && female && ! or ; i++) {
        struct crit_node **e = &l->items[i].e;
        if (is_sex(*e, "male") || is_sex(*e, "female"))
            *e = crit_new_true(p->ctx);
        else if (is_of_women(*e) && !holds_for_men(*e))
            *e = crit_join(p->ctx, CRIT_OR, crit_copy(p->ctx, man), *e);
    }
}

bool en_explains_sterility(struct en_parse *p, const struct crit_node *e, size_t lo, size_t hi)
{
    if (e->type != CRIT_ATOM || e->atom->attr != ATTR_childbearing_potential ||
        e->atom->op != CRIT_OP_ABSENT)
        return false;
    struct crit_node *x = en_read_range(p, lo, hi, (struct en_mode){.any = true, .window.n = -1});
    return is_of_women(x) && !en_has_attr(x, ATTR_pregnant) && !en_has_attr(x, ATTR_breastfeeding);
}

void en_join_sexes(struct en_parse *p, struct list *l)
{
    if (has_own_limits(l)) {
        l->items[2].before = JOINT_OR;
        return;
    }
    struct sexes s;
    find_sexes(l, &s);
    if (p->kind == CRIT_INCLUSION && (s.men != 1 || s.women != 1))
        open_sexes(p, l);
    if (p->kind != CRIT_INCLUSION || s.men != 1 || s.women != 1)
        return;
    struct member *first = &l->items[s.lo];
    first->e = read_women(p, l, &s);
    first->hi = l->items[s.hi - 1].hi;
    for (size_t i = s.hi; i < l->n; i++) /* "non-pregnant, otherwise healthy women" */
        if (is_sex(l->items[i].e, "female"))
            l->items[i].e = crit_new_true(p->ctx);
    if (s.lo > 0 && first->before == JOINT_OR) /* the comma of "18-65 years, male or female" */
        first->before = JOINT_AND;
    memmove(first + 1, &l->items[s.hi], (l->n - s.hi) * sizeof *first);
    l->n -= s.hi - s.lo - 1;
}
