/* Who is let in besides those whom a limit lets in: ただしXの場合は2も可. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_condition.h"
#include "search/criteria_ja_except.h"

static bool speaks_of(const struct ja_attrs *a, uint16_t attr)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->all[i] == attr)
            return true;
    return false;
}

/* 2も可: what holds for some is allowed beside what holds for all. A bare number of a measured
   thing (8.0%も可) is a limit of which the side is not told. */
static struct crit_node *allowed_too(const struct crit_parse *p, const struct ja_other *o)
{
    struct crit_node *then = o->then;
    if (then->type == CRIT_ATOM && attributes[then->atom->attr].kind == ATTR_NUMBER &&
        then->atom->op == CRIT_OP_EQ) {
        then = crit_new(p->ctx, CRIT_OPAQUE, then->begin, then->end);
    }
    struct crit_node *x = crit_join(p->ctx, CRIT_AND, o->c, then);
    return p->kind == CRIT_INCLUSION ? crit_join(p->ctx, CRIT_OR, o->e, x)
                                     : crit_join(p->ctx, CRIT_AND, o->e, crit_not(p->ctx, x));
}

/* 2も可, not 0～1のみ可; a wider limit (200以下も可) takes the place of the other as well. */
static bool is_allowed_beside(const struct crit_parse *p, const struct ja_other *o)
{
    const struct crit_node *one = o->then->n ? o->then->children[0] : o->then;
    if (one->type == CRIT_ATOM && one->atom->op != CRIT_OP_EQ && one->atom->op != CRIT_OP_IN &&
        one->atom->op != CRIT_OP_BETWEEN)
        return false;
    size_t allow = ja_find_class(p, o->behind, o->to, LEX_ALLOW);
    for (size_t i = o->behind; i < allow; i++)
        if (p->tokens[i].class == LEX_CMP && p->tokens[i].sense->op == CRIT_OP_EQ)
            return false;
    return true;
}

struct limit_of {
    const struct crit_node *other;
    bool meets;
};
static void look_excluded(void *arg, struct crit_node *e)
{
    struct limit_of *l = arg;
    l->meets |= crit_excludes(l->other, e);
}

/* Whether a limit of e keeps out all that c is true of. */
static bool keeps_out(struct crit_node *e, const struct crit_node *c)
{
    struct limit_of l = {c, false};
    crit_walk(e, look_excluded, &l);
    return l.meets;
}

/* Whether the limit c is true of all whom e lets in: 6.5以上 of 7.0以上10.0未満. */
static bool holds_for_all(const struct crit_parse *p, struct crit_node *e,
                          const struct crit_node *c)
{
    static const enum crit_op flipped[CRIT_OP_COUNT] = {[CRIT_OP_GE] = CRIT_OP_LT,
                                                        [CRIT_OP_GT] = CRIT_OP_LE,
                                                        [CRIT_OP_LE] = CRIT_OP_GT,
                                                        [CRIT_OP_LT] = CRIT_OP_GE};
    bool one = c->type == CRIT_ATOM && c->atom->n == 1 &&
               (c->atom->op == CRIT_OP_GE || c->atom->op == CRIT_OP_GT ||
                c->atom->op == CRIT_OP_LE || c->atom->op == CRIT_OP_LT);
    if (!one)
        return false;
    struct crit_node *other = crit_copy(p->ctx, c);
    other->atom->op = flipped[c->atom->op];
    return keeps_out(e, other);
}

static void note_person(void *arg, struct crit_node *e)
{
    *(bool *)arg |= e->atom->attr == ATTR_age || e->atom->attr == ATTR_sex;
}

/* 1.5倍以下。ただしXの場合は直接ビリルビンが正常であれば可: whether they are let in besides or
   asked for it besides, the words do not say. */
static struct crit_node *either_way(const struct crit_parse *p, const struct ja_other *o)
{
    struct crit_node *asked = crit_new(p->ctx, CRIT_IF, 0, 0);
    crit_add(p->ctx, asked, o->c);
    crit_add(p->ctx, asked, o->then);
    struct crit_node *open =
        crit_join(p->ctx, CRIT_AND, crit_copy(p->ctx, o->c),
                  crit_opaque(p, p->tokens[o->from].begin, p->tokens[o->to - 1].end));
    return crit_join(p->ctx, CRIT_OR, crit_join(p->ctx, CRIT_AND, o->e, asked), open);
}

/* What e asks and may be had otherwise by those of c who fulfil `then` (… であれば可). NULL: they
   are asked for it besides (20歳以上80歳未満。ただし75歳以上の場合はPS 0であれば可). */
static struct crit_node *allowed_if_met(const struct crit_parse *p, const struct ja_other *o)
{
    struct ja_attrs a = {.n = 0}, b = {.n = 0}, own = {.n = 0};
    bool person = false;
    crit_walk(o->e, ja_collect_attrs, &a);
    crit_walk(o->then, ja_collect_attrs, &b);
    crit_walk(o->c, ja_collect_attrs, &own);
    crit_walk(o->c, note_person, &person);
    bool same = own.n && speaks_of(&a, own.all[0]);
    bool steps = same && o->c->type == CRIT_ATOM && o->c->atom->words; /* 1+: not compared here */
    if (steps || keeps_out(o->e, o->c) || holds_for_all(p, o->e, o->c))
        return crit_join(p->ctx, CRIT_OR, o->e, crit_join(p->ctx, CRIT_AND, o->c, o->then));
    return same || person || !a.n || !b.n ? NULL : either_way(p, o);
}

struct crit_node *ja_allowed(const struct crit_parse *p, const struct ja_other *o)
{
    bool allow = ja_find_class(p, o->behind, o->to, LEX_ALLOW) < o->to;
    if (!allow)
        return NULL;
    if (o->replaces && (p->kind == CRIT_EXCLUSION || is_allowed_beside(p, o)))
        return allowed_too(p, o);
    return o->replaces || p->kind == CRIT_EXCLUSION ? NULL : allowed_if_met(p, o);
}
