/*
 * Members that go on with the one before them: "recurrent or persistent ovarian cancer",
 * "symptomatic or untreated brain metastases", "≥ 300/μL in the past year or ≥ 150/μL at
 * screening"; counts joined by "or"; what another group may have instead.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/criteria_read_en_list.h"
#include "schema/base/mem.h"
#include <string.h>

/* ------------------------------------------------------------------ counts */

/* "One or two prior lines of therapy", "1 or more prior regimens". */
struct crit_node *en_read_line_counts(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    struct en_value v = {.compared = true, .begin = pos};
    double first, last;
    size_t at;
    if (!en_read_count(p, pos, hi, &first, &at) || at + 1 >= hi)
        return NULL;
    bool more = en_row_of(&p->t[at], EN_POST) && en_is_low(en_row_of(&p->t[at], EN_POST)->op);
    if (more)
        at++;
    else if (!en_is(&p->t[at], EN_OR) || !en_read_count(p, at + 1, hi, &last, &at) ||
             last != first + 1)
        return NULL;
    while (at < hi && en_is(&p->t[at], EN_GLUE) && !en_is(&p->t[at], EN_ATTR))
        at++;
    if (at >= hi || !en_is_value(&p->t[at], EN_ATTR, attributes[ATTR_line_of_therapy].id))
        return NULL;
    v.bounds[v.n++] = (struct en_bound){.op = CRIT_OP_GE, .value = first};
    if (!more)
        v.bounds[v.n++] = (struct en_bound){.op = CRIT_OP_LE, .value = last};
    v.end = at + 1;
    struct crit_node *e = en_measure(p, ATTR_line_of_therapy, &v);
    if (e)
        *ret_end = en_skip_behind(p, v.end, hi);
    return e;
}

/* ------------------------------------------------------------------ sorts of one disease */

static void drop_member(struct list *l, size_t at)
{
    memmove(&l->items[at], &l->items[at + 1], (l->n - at - 1) * sizeof *l->items);
    l->n--;
}

/* "Persistent" alone: how a disease goes, which no state says. */
static bool is_course(const struct en_parse *p, const struct member *m)
{
    return m->e->type == CRIT_OPAQUE && m->hi == m->lo + 1 && en_says(&p->t[m->lo], EN_CUE_COURSE);
}

/* "persistent ovarian cancer": one name so far. */
static bool is_named_course(const struct en_parse *p, const struct member *m)
{
    return en_is_disease(m->e) && m->e->type == CRIT_ATOM && m->hi > m->lo + 1 &&
           en_says(&p->t[m->lo], EN_CUE_COURSE);
}

static void name_without_course(struct crit_node *e)
{
    char *s = e->atom->words[0], *blank = strchr(s, ' ');
    if (blank)
        memmove(s, blank + 1, strlen(blank));
}

/* The members [from, to] are states and a course; the last may be the disease itself. */
static void merge_run(struct en_parse *p, struct list *l, size_t from, size_t to)
{
    struct member *m = &l->items[from];
    struct crit_node *disease = is_named_course(p, &l->items[to]) ? l->items[to].e : NULL;
    struct crit_node *how = NULL;
    for (size_t i = from; i <= to; i++)
        if (en_is_state(l->items[i].e))
            how = crit_join(p->ctx, CRIT_OR, how, l->items[i].e);
    how = crit_join(p->ctx, CRIT_OR, how, en_opaque(p, m->lo, l->items[to].hi));
    if (disease)
        name_without_course(disease);
    m->e = crit_join(p->ctx, CRIT_AND, how, disease);
    m->hi = l->items[to].hi;
    if (from > 0 && p->kind == CRIT_INCLUSION && en_is_disease(l->items[from - 1].e))
        m->before = JOINT_BESIDE; /* "cervical cancer, persistent or recurrent" */
    for (size_t i = to; i > from; i--)
        drop_member(l, i);
}

bool en_goes_on_with_states(const struct en_parse *p, const struct list *l, size_t i)
{
    const struct member *m = &l->items[i];
    return i > 0 && is_course(p, &l->items[i - 1]) && en_is_state(m->e) &&
           en_has(p, m->lo, m->hi, EN_OR);
}

void en_join_courses(struct en_parse *p, struct list *l)
{
    for (size_t from = 0; from + 1 < l->n; from++) {
        size_t to = from;
        bool state = false, course = false;
        for (size_t i = from; i < l->n && (i == from || l->items[i].before == JOINT_OR); i++) {
            const struct member *m = &l->items[i];
            bool named = i > from && is_named_course(p, m);
            if (m->negated || !(en_is_state(m->e) || is_course(p, m) || named))
                break;
            state |= en_is_state(m->e);
            course |= !en_is_state(m->e);
            to = i;
            if (named)
                break;
        }
        if (to > from && state && course)
            merge_run(p, l, from, to);
    }
}

/* "Symptomatic" alone. */
static bool is_sort(const struct en_parse *p, const struct member *m)
{
    bool all = m->e->type == CRIT_OPAQUE && m->hi > m->lo;
    for (size_t i = m->lo; i < m->hi; i++)
        all &= en_is(&p->t[i], EN_MOD) && !en_is(&p->t[i], EN_NAME);
    return all;
}

static bool is_in_part(const struct crit_node *e)
{
    return e->type == CRIT_AND && e->n == 2 && e->children[0]->type == CRIT_ATOM &&
           e->children[1]->type == CRIT_OPAQUE;
}

/* "Symptomatic or untreated brain metastases": both words are of these, and both are open. */
void en_join_sorts_of_one(struct en_parse *p, struct list *l)
{
    for (size_t i = l->n; i-- > 1;) {
        struct member *m = &l->items[i], *left = &l->items[i - 1];
        if (m->before != JOINT_OR || !is_sort(p, left) || !is_in_part(m->e) ||
            !en_is(&p->t[m->lo], EN_MOD))
            continue;
        left->e = m->e;
        left->hi = m->hi;
        left->negated = m->negated;
        drop_member(l, i);
    }
}

/* ------------------------------------------------------------------ organs of one disease */

/* Behind "of (the)", the last of the name; NULL: it says no organ so. */
static const char *organ_in(const char *name)
{
    static const char of[] = " of ", the[] = "the ";
    const char *organ = NULL;
    for (const char *s = name; (s = strstr(s, of)); s += sizeof of - 1)
        organ = s + sizeof of - 1;
    return organ && strncmp(organ, the, sizeof the - 1) == 0 ? organ + sizeof the - 1 : organ;
}

/* "Vagina" alone: an organ, and nothing is said of it. */
static bool is_organ(const struct en_parse *p, const struct member *m)
{
    enum { WORDS = 3 };
    return m->hi > m->lo && m->hi - m->lo <= WORDS && m->e->type == CRIT_OPAQUE && !m->own &&
           en_says(&p->t[m->hi - 1], EN_CUE_ORGAN_END);
}

/* "Cancer of the endometrium, vagina, or cervix": the disease is of each. */
void en_borrow_organs(struct en_parse *p, struct list *l)
{
    for (size_t i = 1; i < l->n; i++) {
        struct member *m = &l->items[i], *left = &l->items[i - 1];
        struct crit_node *x = left->e->type == CRIT_NOT ? left->e->children[0] : left->e;
        bool named = x->type == CRIT_ATOM && x->atom->n == 1 && x->atom->words &&
                     attributes[x->atom->attr].kind == ATTR_CONCEPT;
        const char *organ = named ? organ_in(x->atom->words[0]) : NULL;
        if (!organ || m->before == JOINT_BESIDE || m->before == JOINT_AND || !is_organ(p, m) ||
            !en_says(&p->t[left->hi - 1], EN_CUE_ORGAN_END))
            continue;
        struct crit_node *e = crit_copy(p->ctx, left->e);
        struct crit_node *a = e->type == CRIT_NOT ? e->children[0] : e;
        size_t lo = m->lo;
        while (lo + 1 < m->hi && en_says(&p->t[lo], EN_CUE_ARTICLE))
            lo++;
        char *own = crit_text_name(&p->text, p->ctx, p->t[lo].begin, p->t[m->hi - 1].end);
        a->atom->words[0] =
            mem_printf(p->ctx, "%.*s%s", (int)(organ - x->atom->words[0]), x->atom->words[0], own);
        en_span(p, e, m->lo, m->hi);
        m->e = e;
    }
}

/* ------------------------------------------------------------------ another limit, another time */

/* The value of the limit `left` says that stands at member i, and the time behind it; the last
   member that it takes ("150/μL" is divided at its stroke), 0: it is no such value. */
static size_t read_borrowed(struct en_parse *p, const struct list *l, size_t i,
                            const struct crit_node *left, struct crit_node **ret)
{
    struct en_value v;
    struct crit_window w = {.n = -1};
    size_t lo = l->items[i].lo, hi = l->items[l->n - 1].hi;
    if (!en_read_value(p, lo, hi, left->atom->attr, &v) || !v.compared || v.opaque)
        return 0;
    size_t end = en_skip_behind(p, v.end, hi);
    size_t behind = end < hi ? en_read_window(p, end, hi, &w) : 0;
    end = behind ? behind : end;
    for (size_t k = i; k < l->n; k++)
        if (l->items[k].hi == end) {
            *ret = en_measure(p, left->atom->attr, &v);
            if (*ret && w.set)
                en_set_window(*ret, &w);
            return *ret ? k : 0;
        }
    return 0;
}

/* "≥ 300/μL in the past 12 months or ≥ 150/μL at screening": the second is of the same thing. */
void en_borrow_things(struct en_parse *p, struct list *l)
{
    for (size_t i = 1; i < l->n; i++) {
        const struct crit_node *left = l->items[i - 1].e;
        struct member *m = &l->items[i];
        struct crit_node *e = NULL;
        if (m->before != JOINT_OR || m->e->type != CRIT_OPAQUE || left->type != CRIT_ATOM ||
            attributes[left->atom->attr].kind != ATTR_NUMBER || left->atom->attr == ATTR_age)
            continue;
        size_t last = read_borrowed(p, l, i, left, &e);
        if (!last)
            continue;
        m->hi = l->items[last].hi;
        en_span(p, e, m->lo, m->hi);
        m->e = e;
        for (; last > i; last--)
            drop_member(l, last);
    }
}

/* ------------------------------------------------------------------ what others may have instead
 */

static bool is_opposite(const struct crit_atom *a, const struct crit_atom *b)
{
    bool low = a->op == CRIT_OP_GE || a->op == CRIT_OP_GT;
    enum crit_op other = a->op == CRIT_OP_GE   ? CRIT_OP_LT
                         : a->op == CRIT_OP_GT ? CRIT_OP_LE
                         : a->op == CRIT_OP_LT ? CRIT_OP_GE
                                               : CRIT_OP_GT;
    return (low || a->op == CRIT_OP_LT || a->op == CRIT_OP_LE) && b->op == other && a->n == 1 &&
           b->n == 1 && a->numbers && b->numbers && a->numbers[0] == b->numbers[0];
}

/* Two groups in which everybody is; *ret: no third one is left. */
bool en_are_other_people(const struct crit_node *a, const struct crit_node *b, bool *ret)
{
    *ret = false;
    if (a->type != CRIT_ATOM || b->type != CRIT_ATOM || a->atom->attr != b->atom->attr)
        return false;
    if (a->atom->attr == ATTR_sex)
        return *ret = a->atom->n == 1 && b->atom->n == 1 &&
                      strcmp(a->atom->words[0], b->atom->words[0]) != 0;
    *ret = a->atom->attr == ATTR_age && is_opposite(a->atom, b->atom);
    return a->atom->attr == ATTR_age && crit_excludes(a, b);
}

/* Where "may have" begins in [lo, hi), and what stands behind it; hi: nowhere. */
static size_t find_may(const struct en_parse *p, size_t lo, size_t hi, size_t *behind)
{
    for (size_t i = lo + 1; i + 1 < hi; i++) {
        bool one = en_says_in(p, i, i + 1, EN_CUE_MAY); /* "may have" in one token */
        *behind = i + (one ? 1 : 2);
        bool two = !en_says_in(p, i + 1, i + 2, EN_CUE_MAY);
        if (one || (two && en_says_in(p, i, i + 2, EN_CUE_MAY)))
            return i;
    }
    return hi;
}

bool en_add_else(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi, struct en_mode mode)
{
    size_t behind = hi, may = find_may(p, lo, hi, &behind);
    bool whole = false;
    if (p->kind == CRIT_EXCLUSION || e->type != CRIT_IF || e->n != 2 || may == hi || behind >= hi)
        return false;
    unsigned age = p->age_read;
    struct crit_node *c = en_read_range(p, lo, may, (struct en_mode){.condition = true});
    struct crit_node *x =
        en_are_other_people(c, e->children[0], &whole) ? en_read_range(p, behind, hi, mode) : NULL;
    if (!x || !en_is_measure(x) || !en_shares_measure(x, e->children[1])) {
        p->age_read = age;
        return false;
    }
    crit_add(p->ctx, e, whole ? x : en_choose(p, c, x));
    return true;
}
