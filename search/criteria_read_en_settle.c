/*
 * A member once it is read: the list's time, and what the words around it leave open (recent
 * without a number, what is going to be done, who smoked when).
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include <string.h>

/* The window that the list shares, on what can be an event. */
static void share_window(struct crit_node *e, const struct en_mode *mode)
{
    if (mode->window.set && mode->window.n < 0 && en_is_measure(e))
        en_set_window(e, &mode->window);
    if (mode->window.set && mode->window.n >= 0 && !en_is_measure(e))
        en_set_window(e, &mode->window);
}

static void find_time(void *arg, struct crit_node *e)
{
    bool *found = arg;
    *found |= e->atom->window.set && e->atom->window.n >= 0;
}

static bool has_time(struct crit_node *e)
{
    bool found = false;
    crit_walk(e, find_time, &found);
    return found;
}

static struct crit_node *with_opaque(struct en_parse *p, enum crit_type type, struct crit_node *e)
{
    return crit_join(p->ctx, type, e, crit_new(p->ctx, CRIT_OPAQUE, 0, 0));
}

static const struct crit_atom *first_atom(const struct crit_node *e)
{
    while (e->type == CRIT_AND && e->n)
        e = e->children[0];
    return e->type == CRIT_ATOM ? e->atom : NULL;
}

/* ------------------------------------------------------------------ what is not yet */

static bool is_operation(uint16_t attr)
{
    return attr == ATTR_prior_surgery || attr == ATTR_transplant || attr == ATTR_prior_therapy ||
           attr == ATTR_radiotherapy;
}

/* "Scheduled surgery", "need a total knee replacement", "starting tamoxifen": words that the name
   took in. */
static bool begins_plan(const struct en_parse *p, size_t lo, size_t thing, size_t hi)
{
    uint32_t begin = p->t[lo].begin, end = p->t[hi - 1].end;
    for (const struct en_cue_hit *h = NULL;
         (h = en_next_cue(&p->said, h, begin, end, EN_CUE_TO_COME)) &&
         h->begin <= p->t[thing].begin;
         h++)
        if (!en_cue_at(p->text.s + h->begin, end - h->begin, EN_CUE_NEED_FOR))
            return true;
    return false;
}

static bool is_not_yet(const struct en_parse *p, const struct crit_node *e, size_t lo, size_t thing,
                       size_t hi, const struct en_mode *mode)
{
    const struct crit_atom *a = first_atom(e);
    if (!a || has_time((struct crit_node *)e))
        return false;
    if (mode->undergoing && is_operation(a->attr) && a->history != CRIT_CURRENT)
        return true;
    return (is_operation(a->attr) || a->attr == ATTR_current_medication) &&
           begins_plan(p, lo, thing, hi);
}

/* "No concurrent surgery": one of former years may be. */
static bool is_operation_now(const struct en_parse *p, const struct crit_node *e, size_t lo,
                             size_t thing, const struct en_mode *mode)
{
    const struct crit_atom *a = first_atom(e);
    if (!a || a->attr != ATTR_prior_surgery || has_time((struct crit_node *)e))
        return false;
    for (size_t i = lo; i < thing; i++)
        if (en_says(&p->t[i], EN_CUE_CONCURRENT) && !en_says(&p->t[i], EN_CUE_OR_INSIDE))
            return true;
    return mode->frame == EN_FRAME_CURRENT;
}

/* ------------------------------------------------------------------ smoking */

static bool is_smoker(const struct en_parse *p, const struct crit_atom *a, size_t lo)
{
    return a->n == 1 && strcmp(a->words[0], "current") == 0 && en_says(&p->t[lo], EN_CUE_SMOKER);
}

/* "Non-smoker for 2 years", "current non-smoker", "smoked within a year": how long ago a former
   smoker stopped is not known. */
static struct crit_node *settle_smoking(struct en_parse *p, struct crit_node *e, size_t lo,
                                        const struct en_mode *mode)
{
    const struct crit_atom *a = first_atom(e);
    if (!a || a->attr != ATTR_smoking || a->n == 0)
        return e;
    bool timed = has_time(e), never = a->n == 1 && strcmp(a->words[0], "never") == 0;
    bool non = never && !en_says(&p->t[lo], EN_CUE_NEVER), ever = a->n == 2;
    bool restricted = e->type == CRIT_AND && crit_has_type(e, CRIT_OPAQUE);
    uint32_t begin = e->begin, end = e->end;
    struct crit_node *sure =
        crit_new_word(p->ctx, ATTR_smoking, CRIT_OP_EQ, never ? "never" : "current", begin, end);
    struct crit_node *former =
        crit_new_word(p->ctx, ATTR_smoking, CRIT_OP_EQ, "former", begin, end);
    if (non && !timed && !restricted && mode->frame == EN_FRAME_CURRENT)
        return crit_join(p->ctx, CRIT_OR, sure, former);
    if (timed && !restricted && is_smoker(p, a, lo))
        return sure; /* "smokers or those who quit within 6 months": the time is of these */
    if ((non && (timed || restricted)) || (ever && timed))
        return crit_join(p->ctx, CRIT_OR, sure, with_opaque(p, CRIT_AND, former));
    return e;
}

/* "Age 2-25 at the time of diagnosis": the age that a person tells is today's. */
static bool is_former_age(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_age && e->atom->window.set &&
           e->atom->window.anchor == CRIT_ANCHOR_DIAGNOSIS;
}

struct crit_node *en_settle_item(struct en_parse *p, struct crit_node *e, size_t lo, size_t thing,
                                 size_t hi, const struct en_mode *mode)
{
    share_window(e, mode);
    if (is_not_yet(p, e, lo, thing, hi, mode) || is_operation_now(p, e, lo, thing, mode) ||
        is_former_age(e))
        return en_opaque(p, lo, hi);
    if (mode->recent && e->type != CRIT_OPAQUE && !crit_is_true(e) && !en_is_measure(e) &&
        !has_time(e) && !crit_has_type(e, CRIT_OPAQUE))
        return with_opaque(p, CRIT_AND, e);
    return settle_smoking(p, e, thing, mode);
}
