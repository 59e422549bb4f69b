/*
 * A second time behind the first one: "within 30 days or 5 half-lives, whichever is longer, before
 * the first dose", "within 4 weeks (6 weeks for nitrosoureas) of study entry". How long half-lives
 * are the site knows; a longer time for some remedies is read for these.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

struct lengths {
    bool half;            /* half-lives */
    bool shorter;         /* the shorter of the two counts */
    size_t lo, hi;        /* the names whose time the second one is */
    struct crit_window w; /* of these */
};

/* Behind "5 half-lives", "five times the half-life of the agent" at pos; 0: none. */
static size_t behind_half(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 6 };
    size_t at = pos;
    while (at < hi && at < pos + FAR && !en_says(&p->t[at], EN_CUE_HALF)) {
        if (en_is_connective(p, at) || p->t[at].class == EN_OPEN || p->t[at].class == EN_CLOSE)
            return 0;
        at++;
    }
    if (at >= hi || !en_says(&p->t[at], EN_CUE_HALF))
        return 0;
    at++;
    return at < hi && en_says(&p->t[at], EN_CUE_LIVES) ? at + 1 : at;
}

/* "of the agent", "of that drug" at pos, no point in time; pos without. */
static size_t behind_owner(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 5 };
    struct crit_window w;
    if (pos >= hi || !en_is_of(p, pos) || en_read_anchor_behind(p, pos, hi, &w))
        return pos;
    size_t at = pos + 1;
    while (at < hi && at < pos + FAR && !en_is_connective(p, at) && p->t[at].class != EN_OPEN &&
           p->t[at].class != EN_CLOSE && !en_is(&p->t[at], EN_BEFORE) &&
           !en_is(&p->t[at], EN_LISTEND) && !en_is_of(p, at))
        at++;
    return at;
}

/* "(whichever is longer)", ", whichever is shorter," at pos; pos without. */
static size_t behind_whichever(const struct en_parse *p, size_t pos, size_t hi, bool *shorter)
{
    size_t at = pos;
    bool open = at < hi && p->t[at].class == EN_OPEN;
    if (open || (at < hi && p->t[at].class == EN_COMMA))
        at++;
    if (at >= hi || !en_is(&p->t[at], EN_LISTEND))
        return pos;
    *shorter |= en_says(&p->t[at], EN_CUE_SHORTER);
    at++;
    if (open)
        return at < hi && p->t[at].class == EN_CLOSE ? at + 1 : pos;
    return at;
}

/* The anchor behind the lengths; pos when none follows. */
static size_t behind_anchor(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *w)
{
    size_t end = en_read_anchor_behind(p, pos, hi, w);
    return end ? end : pos;
}

/* Behind "or 5 half-lives, whichever is longer, before the first dose" at pos; 0: not so. */
static size_t read_half(const struct en_parse *p, size_t pos, size_t hi, struct lengths *ret,
                        struct crit_window *w)
{
    size_t at = pos;
    if (at < hi && p->t[at].class == EN_COMMA)
        at++;
    if (at >= hi || !(en_is(&p->t[at], EN_OR) || p->t[at].class == EN_SLASH))
        return 0;
    at = behind_half(p, at + 1, hi);
    if (!at)
        return 0;
    ret->half = true;
    at = behind_owner(p, at, hi);
    at = behind_whichever(p, at, hi, &ret->shorter);
    at = behind_anchor(p, at, hi, w);
    return behind_whichever(p, at, hi, &ret->shorter);
}

/* The end of the names that the second time is of: at the bracket's end, at "before", at hi. */
static size_t names_end(const struct en_parse *p, size_t pos, size_t hi, bool open)
{
    struct crit_window w;
    for (size_t i = pos; i < hi; i++)
        if ((open && p->t[i].class == EN_CLOSE) ||
            (!open && (p->t[i].class == EN_OPEN || en_read_anchor_behind(p, i, hi, &w))))
            return i;
    return open ? pos : hi;
}

/* Behind "(6 weeks for nitrosoureas or mitomycin C) before study entry", ", 6 weeks for …" at pos;
   0: not so. */
static size_t read_for_some(const struct en_parse *p, size_t pos, size_t hi, struct lengths *ret,
                            struct crit_window *w)
{
    bool open = pos < hi && p->t[pos].class == EN_OPEN;
    size_t at = pos + 1;
    if (pos >= hi || !(open || p->t[pos].class == EN_COMMA))
        return 0;
    while (at < hi && (en_is(&p->t[at], EN_OR) || en_is(&p->t[at], EN_WITHIN)))
        at++;
    size_t length = at < hi ? en_read_span(p, at, hi, &ret->w) : 0;
    bool counted = length > at + 1;
    if (!counted || length >= hi || !(en_is(&p->t[length], EN_COND) || en_is(&p->t[length], EN_IF)))
        return 0;
    ret->lo = length + 1;
    ret->hi = names_end(p, ret->lo, hi, open);
    if (ret->hi <= ret->lo)
        return 0;
    return behind_anchor(p, ret->hi + open, hi, w);
}

/* Behind "within the longer of 30 days or 5 half-lives", "within 5 half-lives or 30 days" at pos;
   0: not so. */
static size_t read_both(const struct en_parse *p, size_t pos, size_t hi, struct lengths *ret,
                        struct crit_window *w)
{
    size_t at = pos + 1;
    if (pos >= hi || !en_is(&p->t[pos], EN_WITHIN))
        return 0;
    bool of = false;
    for (; at < hi && !of && at < pos + 4; at++) {
        ret->shorter |= en_says(&p->t[at], EN_CUE_SHORTER);
        of = en_is_of(p, at);
    }
    at = of ? at : pos + 1;
    size_t half = behind_half(p, at, hi);
    size_t first = half ? behind_owner(p, half, hi) : en_read_span(p, at, hi, w);
    if (!first || first >= hi || !(of || half))
        return 0;
    if (!half)
        return read_half(p, first, hi, ret, w);
    first += first < hi && p->t[first].class == EN_COMMA;
    if (first >= hi || !(en_is(&p->t[first], EN_OR) || en_is(&p->t[first], EN_AND)))
        return 0;
    size_t end = en_read_span(p, first + 1, hi, w);
    if (!end || end <= first + 2)
        return 0;
    ret->half = true;
    end = behind_whichever(p, end, hi, &ret->shorter);
    return behind_whichever(p, behind_anchor(p, end, hi, w), hi, &ret->shorter);
}

size_t en_skip_other_time(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *w,
                          bool *shorter)
{
    struct lengths l = {.w.n = -1};
    size_t end = read_half(p, pos, hi, &l, w);
    if (!end)
        end = read_for_some(p, pos, hi, &l, w);
    *shorter = l.shorter;
    return end;
}

/* ------------------------------------------------------------------ the tree */

static bool is_had(const struct crit_node *e)
{
    const struct crit_node *x =
        e->type == CRIT_NOT || (e->type == CRIT_AND && e->n) ? e->children[0] : e;
    static const uint16_t had[] = {ATTR_prior_therapy, ATTR_prior_surgery, ATTR_radiotherapy,
                                   ATTR_other_trial, ATTR_current_medication};
    if (x->type == CRIT_OR && x->n)
        x = x->children[0];
    for (size_t i = 0; x->type == CRIT_ATOM && i < sizeof had / sizeof *had; i++)
        if (x->atom->attr == had[i])
            return true;
    return false;
}

static void find_window(void *arg, struct crit_node *e)
{
    struct crit_window *w = arg;
    if (w->n < 0 && e->atom->window.set && e->atom->window.n >= 0)
        *w = e->atom->window;
}

static void set_anchor(void *arg, struct crit_node *e)
{
    const struct crit_window *w = arg;
    struct crit_window *own = &e->atom->window;
    if (own->set && own->n >= 0 && own->anchor == CRIT_ANCHOR_NOW &&
        w->anchor != CRIT_ANCHOR_NONE) {
        own->anchor = w->anchor;
        own->dir = w->dir;
    }
}

static double days_of(const struct crit_window *w)
{
    static const double days[] = {0, 1, 7, 30.4375, 365.25};
    return w->n * days[w->unit];
}

/* The remedies that have the longer time; NULL: they are not understood, or their time is shorter,
   so that it lets in and does not keep out. */
static struct crit_node *read_some(struct en_parse *p, const struct lengths *l,
                                   const struct crit_window *first)
{
    bool people = en_has(p, l->lo, l->hi, EN_REL) || en_says_in(p, l->lo - 1, l->hi, EN_CUE_PEOPLE);
    if (days_of(&l->w) < days_of(first) || people)
        return NULL;
    struct en_mode m = {.frame = EN_FRAME_THERAPY, .past = true, .any = true, .window = l->w};
    struct crit_node *e = en_read_range(p, l->lo, l->hi, m);
    if (crit_has_type(e, CRIT_OPAQUE) || crit_is_true(e) || !is_had(e))
        return NULL;
    en_set_window(e, &l->w);
    return e;
}

static struct crit_node *join_some(struct en_parse *p, struct crit_node *e, const struct lengths *l,
                                   const struct crit_window *first)
{
    struct crit_node *some = read_some(p, l, first);
    if (!some)
        return crit_join(p->ctx, CRIT_AND, e, en_opaque(p, l->lo, l->hi));
    if (e->type == CRIT_NOT) /* "at least 4 weeks since …" */
        return crit_join(p->ctx, CRIT_AND, e, crit_not(p->ctx, some));
    return crit_join(p->ctx, CRIT_OR, e, some);
}

/* The first times were read up to "now"; the anchor stands behind the second. */
void en_set_anchor(struct crit_node *e, const struct crit_window *w)
{
    crit_walk(e, set_anchor, (void *)(uintptr_t)w);
}

size_t en_read_other_time(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    struct lengths l = {.w.n = -1};
    struct crit_window first = {.n = -1}, w = {.n = -1};
    if (!is_had(*e))
        return 0;
    size_t end = read_both(p, pos, hi, &l, &w);
    if (end) {
        en_set_window(*e, &w);
    } else {
        crit_walk(*e, find_window, &first);
        if (first.n < 0)
            return 0;
        end = read_half(p, pos, hi, &l, &w);
    }
    if (!end)
        end = read_for_some(p, pos, hi, &l, &w);
    if (!end)
        return 0;
    if (l.half)
        *e = crit_join(p->ctx, l.shorter || (*e)->type == CRIT_NOT ? CRIT_AND : CRIT_OR, *e,
                       en_opaque(p, pos, end));
    else
        *e = join_some(p, *e, &l, &first);
    en_set_anchor(*e, &w);
    return end;
}

static bool is_of_past(uint16_t attr)
{
    return attr == ATTR_prior_surgery || attr == ATTR_prior_therapy || attr == ATTR_history ||
           attr == ATTR_transplant || attr == ATTR_radiotherapy;
}

static bool may_be_now(uint16_t attr)
{
    return attributes[attr].kind == ATTR_FLAG || attributes[attr].kind == ATTR_CONCEPT;
}

size_t en_read_now_or_then(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    struct crit_window w;
    bool now = en_is(&p->t[pos], EN_NOWISH) && pos + 2 < hi && en_is(&p->t[pos + 1], EN_OR);
    size_t end = now ? en_read_window(p, pos + 2, hi, &w) : 0;
    bool ends = end == hi || (end && (en_is_connective(p, end) || p->t[end].class == EN_CLOSE));
    if (!ends || w.n < 0 || w.dir != CRIT_BEFORE || (*e)->type != CRIT_ATOM ||
        (*e)->atom->window.set || !may_be_now((*e)->atom->attr))
        return 0;
    if (is_of_past((*e)->atom->attr)) { /* "surgery currently or within 4 weeks": not once */
        en_set_window(*e, &w);
        return end;
    }
    struct crit_node *then = crit_copy(p->ctx, *e);
    en_set_window(then, &w);
    *e = crit_join(p->ctx, CRIT_OR, *e, then);
    return end;
}
