/*
 * What the end of a clause says of more than its last part: のいずれか, の2つ以上 and a denial
 * behind several limits (A以上、B以上のいずれにも該当しない), the disease behind several modifiers
 * (Ⅳ期又は再発の大腸癌).
 */
#include "search/criteria_ja_seg.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include <string.h>

/* ------------------------------------------------------------------ how many of them */

bool ja_seg_is_quantified(const struct ja_seg *s)
{
    return s->trailing && (s->any || s->all || s->at_least > 0);
}

/* 20歳以上の男女、: the parts behind it are another list. */
static bool ends_list(const struct ja_seg *s)
{
    return s->joins || (s->head && *s->head->value && s->closed);
}

/* The first part of the list that the last one ends. */
static size_t scope_begin(const struct ja_seg *segs, const struct ja_part *p, size_t n)
{
    const struct ja_seg *last = &segs[p[n - 1].last];
    bool several = !last->denied && !last->denied_noun && !last->any; /* 又は divides all of them */
    size_t i = n - 1;
    while (i > 0 && p[i].before != LEX_AND && !(several && p[i].before == LEX_OR) &&
           !ends_list(&segs[p[i - 1].last]))
        i--;
    return i;
}

static struct crit_node *join_all(struct ja *j, enum crit_type type, const struct ja_part *p,
                                  size_t from, size_t to)
{
    struct crit_node *e = NULL;
    for (size_t i = from; i < to; i++)
        e = crit_join(j->p.ctx, type, e, p[i].e);
    return e;
}

static struct crit_node *opaque_of(struct ja *j, const struct ja_seg *segs, const struct ja_part *p,
                                   size_t from, size_t to)
{
    const struct ja_item *first = &j->items[segs[p[from].first].from];
    const struct ja_item *last = &j->items[segs[p[to - 1].last].to - 1];
    return crit_opaque(&j->p, j->p.tokens[first->first].begin, j->p.tokens[last->last - 1].end);
}

static bool is_age(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_age;
}

/* 65歳以上、高血圧、糖尿病のいずれか: the age may stand outside the list. */
static bool may_stand_outside(const struct ja_seg *segs, const struct ja_part *p, size_t from,
                              size_t n)
{
    bool noun = false;
    for (size_t i = from + 1; i < n; i++)
        noun |= !segs[p[i].last].valued;
    return noun && is_age(p[from].e);
}

static struct crit_node *none_of(struct ja *j, const struct ja_seg *last, struct ja_part *p,
                                 size_t from, size_t n)
{
    if (last->denied_noun) /* denied by itself so far */
        p[n - 1].e = crit_not(j->p.ctx, p[n - 1].e);
    return crit_not(j->p.ctx, join_all(j, CRIT_OR, p, from, n));
}

/* The parts [from, n) as the words behind the last say; NULL: they may mean either. */
static struct crit_node *quantified(struct ja *j, const struct ja_seg *segs, struct ja_part *p,
                                    size_t from, size_t n)
{
    const struct ja_seg *last = &segs[p[n - 1].last];
    bool exclusion = j->p.kind == CRIT_EXCLUSION;
    if (last->denied || last->denied_noun) {
        if (last->all)
            return none_of(j, last, p, from, n);
        return last->any && exclusion && last->denied
                   ? crit_not(j->p.ctx, join_all(j, CRIT_AND, p, from, n))
                   : NULL;
    }
    if (last->at_least > 1) {
        struct crit_node *all[JA_ATTRS_MAX];
        size_t k = 0;
        if (p[n - 1].first < p[n - 1].last || n - from > JA_ATTRS_MAX ||
            (size_t)last->at_least > n - from)
            return NULL;
        for (size_t i = from; i < n; i++)
            all[k++] = p[i].e;
        return crit_some_of(j->p.ctx, all, k, last->at_least);
    }
    if (!last->all || last->any) {
        struct crit_node *e = join_all(j, CRIT_OR, p, from, n);
        return !exclusion && may_stand_outside(segs, p, from, n)
                   ? crit_join(j->p.ctx, CRIT_AND, e, opaque_of(j, segs, p, from, n))
                   : e;
    }
    return join_all(j, CRIT_AND, p, from, n);
}

/* Where the parts begin that the denial of the last may take in: names told by their number
   (貧血(Hb 9未満)、心不全を認めない) do share it; whether a limit does (A以上、B以上でない) nobody
   knows. */
static size_t denied_from(const struct ja_seg *segs, const struct ja_part *p, size_t from, size_t n,
                          bool *clear)
{
    size_t i = n - 1;
    for (*clear = true; i > from; i--) {
        const struct ja_seg *s = &segs[p[i - 1].last];
        bool limit = s->valued && (segs[p[n - 1].last].denied || p[i].before == LEX_OR);
        if ((!limit && !s->by_number) || s->denied || s->ended)
            break;
        *clear &= !limit;
    }
    return i;
}

/* What the last part says of the parts before it; the number of parts that are left. */
static size_t quantify(struct ja *j, const struct ja_seg *segs, struct ja_part *p, size_t n)
{
    if (n == 0)
        return n;
    const struct ja_seg *last = &segs[p[n - 1].last];
    size_t from = scope_begin(segs, p, n);
    if (ja_seg_is_quantified(last) && (from + 1 < n || last->denied)) {
        struct crit_node *e = from + 1 < n ? quantified(j, segs, p, from, n) : NULL;
        p[from].e = e ? e : opaque_of(j, segs, p, from, n);
        p[from].last = p[n - 1].last;
        return from + 1;
    }
    bool counted = last->trailing && last->at_least > 1 && p[n - 1].first == p[n - 1].last;
    if (counted) /* of things that are not told: 危険因子を2つ以上 */
        p[n - 1].e = crit_join(j->p.ctx, CRIT_AND, p[n - 1].e, opaque_of(j, segs, p, n - 1, n));
    if (!last->denied && !last->denied_noun)
        return n;
    bool clear;
    from = denied_from(segs, p, from, n, &clear);
    if (from + 1 == n)
        return n;
    if (clear) {
        p[n - 1].e = crit_not(j->p.ctx, p[n - 1].e);
        p[from].e = crit_not(j->p.ctx, join_all(j, CRIT_OR, p, from, n));
    } else {
        p[from].e = opaque_of(j, segs, p, from, n);
    }
    p[from].last = p[n - 1].last;
    return from + 1;
}

/* ------------------------------------------------------------------ modifiers of one disease */

/* What a disease is said to be, not the person who has it. */
static bool is_of_disease(uint16_t attr)
{
    static const uint16_t all[] = {ATTR_stage,         ATTR_tnm_t,     ATTR_tnm_n,
                                   ATTR_tnm_m,         ATTR_nyha,      ATTR_child_pugh,
                                   ATTR_disease_state, ATTR_biomarker, ATTR_line_of_therapy,
                                   ATTR_hoehn_yahr,    ATTR_edss,      ATTR_histology,
                                   ATTR_pd_l1_tps,     ATTR_pd_l1_cps, ATTR_disease_duration};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == attr)
            return true;
    return false;
}

struct sort {
    bool all_of_disease, measured;
};
static void look(void *arg, struct crit_node *e)
{
    struct sort *s = arg;
    enum attr_kind k = attributes[e->atom->attr].kind;
    bool own = is_of_disease(e->atom->attr);
    s->all_of_disease &= own;
    s->measured &= own || k == ATTR_NUMBER || k == ATTR_ORDINAL;
}

/* Part i is but a modifier, open to the noun behind. */
static bool modifies(const struct ja_seg *segs, const struct ja_part *p, bool related,
                     struct sort *sort)
{
    const struct ja_seg *s = &segs[p->last];
    *sort = (struct sort){true, true};
    if (p->first != p->last || s->head || s->joins || s->ended || s->always || s->denied ||
        s->person)
        return false;
    if (s->noun) { /* 脳梗塞の既往又は糖尿病を有する心房細動 */
        sort->all_of_disease = false;
        return related && !crit_has_type(p->e, CRIT_OPAQUE);
    }
    crit_walk(p->e, look, sort);
    return sort->measured && !crit_has_type(p->e, CRIT_OPAQUE);
}

static bool is_marker(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM)
        return e->atom->attr == ATTR_biomarker;
    for (size_t i = 0; i < e->n; i++)
        if (!is_marker(e->children[i]))
            return false;
    return e->n > 0;
}

/* HER2陽性の|Ⅳ期又は再発の乳癌: takes out of e what is told of the cancer, however far it has come.
 */
static struct crit_node *take_markers(struct ja *j, struct crit_node **e)
{
    struct crit_node *markers = NULL, *rest = NULL;
    if ((*e)->type != CRIT_AND)
        return NULL;
    for (size_t i = 0; i < (*e)->n; i++) {
        struct crit_node *one = (*e)->children[i];
        struct crit_node **to = is_marker(one) ? &markers : &rest;
        *to = crit_join(j->p.ctx, CRIT_AND, *to, one);
    }
    if (rest)
        *e = rest;
    return rest ? markers : NULL;
}

/* Ⅳ期又は再発の大腸癌: the disease holds for both. Of other limits in an exclusion nobody can tell
   (HbA1c 9%以上又はeGFR 30未満の腎不全). */
static void distribute(struct ja *j, const struct ja_seg *segs, struct ja_part *p, size_t i,
                       size_t from)
{
    const struct ja_seg *s = &segs[p[i].last];
    struct crit_node *list = NULL, *markers = NULL;
    bool own = true;
    if (!p[from + 1].comma)
        markers = take_markers(j, &p[from].e);
    for (size_t k = from; k < i; k++) {
        struct sort sort;
        own &= modifies(segs, &p[k], s->related, &sort) && sort.all_of_disease;
        list = crit_join(j->p.ctx, CRIT_OR, list, p[k].e);
    }
    if (own || j->p.kind == CRIT_INCLUSION) {
        struct crit_node *other = s->modifier ? s->modifier : opaque_of(j, segs, p, i, i + 1);
        list = crit_join(j->p.ctx, CRIT_OR, list, other);
        p[from].e =
            crit_join(j->p.ctx, CRIT_AND, markers, crit_join(j->p.ctx, CRIT_AND, list, s->noun));
    } else {
        list = crit_join(j->p.ctx, CRIT_AND, list, opaque_of(j, segs, p, from, i));
        p[from].e = crit_join(j->p.ctx, CRIT_OR, list, p[i].e);
    }
    if (s->person)
        p[from].e = crit_join(j->p.ctx, CRIT_AND, p[from].e, s->person);
    p[from].last = p[i].last;
}

/* The first of the modifiers that stand before part i. */
static size_t modifiers_begin(const struct ja_seg *segs, const struct ja_part *p, size_t i)
{
    struct sort sort;
    size_t from = i;
    if (p[i].before != LEX_OR || !modifies(segs, &p[i - 1], segs[p[i].last].related, &sort))
        return i;
    from--;
    while (from > 0 && p[from].before != LEX_AND && modifies(segs, &p[from - 1], false, &sort) &&
           sort.all_of_disease)
        from--;
    return from;
}

static size_t share_disease(struct ja *j, const struct ja_seg *segs, struct ja_part *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct ja_seg *s = &segs[p[i].last];
        bool modified = s->modifier || (s->noun && crit_has_type(s->noun, CRIT_OPAQUE));
        if (p[i].first != p[i].last || !modified || !s->noun || s->denied_noun ||
            (s->base && ja_members(s->done) != s->whole))
            continue;
        size_t from = modifiers_begin(segs, p, i);
        if (from == i)
            continue;
        distribute(j, segs, p, i, from);
        memmove(&p[from + 1], &p[i + 1], (n - i - 1) * sizeof *p);
        n -= i - from;
        i = from;
    }
    return n;
}

static void note_sex(void *arg, struct crit_node *e)
{
    *(bool *)arg |= e->atom->attr == ATTR_sex;
}

/* 閉経後の女性又は男性の乳癌: the disease of both. */
static size_t share_with_sexes(struct ja *j, const struct ja_seg *segs, struct ja_part *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct ja_seg *s = &segs[p[i].last], *before = &segs[p[i - 1].last];
        bool sexed = before->head && *before->head->value && !before->joins, sex = false;
        if (p[i].before != LEX_OR || !sexed || before->noun || !s->noun || !s->base ||
            p[i].first != p[i].last)
            continue;
        crit_walk(s->base, note_sex, &sex);
        if (!sex)
            continue;
        struct crit_node *who = crit_join(j->p.ctx, CRIT_OR, p[i - 1].e, s->base);
        p[i - 1].e = crit_join(j->p.ctx, CRIT_AND, who, s->noun);
        p[i - 1].last = p[i].last;
        memmove(&p[i], &p[i + 1], (n - i - 1) * sizeof *p);
        n--;
        i--;
    }
    return n;
}

size_t ja_scope(struct ja *j, const struct ja_seg *segs, struct ja_part *p, size_t n)
{
    return quantify(j, segs, p, share_with_sexes(j, segs, p, share_disease(j, segs, p, n)));
}
