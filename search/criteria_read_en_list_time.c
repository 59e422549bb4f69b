/* The times of a list's members: one at its end that is of all of them, one that some share. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_list.h"

/* "Patients with X or patients with Y": each of them by itself. */
static bool begins_people(const struct en_parse *p, size_t lo, size_t hi)
{
    enum { FAR = 2 }; /* "lactating women" */
    for (size_t i = lo; i < hi && i < lo + FAR; i++)
        if (en_says(&p->t[i], EN_CUE_PEOPLE) || en_says_in(p, i, i + 1, EN_CUE_PEOPLE) ||
            en_says_in(p, i, i + 1, EN_CUE_WOMEN_AND_MEN))
            return true;
    return false;
}

/* "Epilepsy, or any seizure within 12 months", "transplant or transplant planned within 6 months":
   the time is of the second alone. */
static bool is_of_last(const struct en_parse *p, size_t lo, size_t at)
{
    size_t first = lo, last;
    while (first < at && !en_is_connective(p, first))
        first++;
    for (last = first; last < at && en_is_connective(p, last);)
        last++;
    for (size_t i = last; i < at; i++)
        if (en_is_connective(p, i))
            return en_has(p, last, at, EN_PLAN) && !en_has(p, lo, first, EN_PLAN);
    bool people = begins_people(p, last, at) || /* "or those" is one token */
                  (last > lo && en_says_in(p, last - 1, last, EN_CUE_PEOPLE));
    if (people && (begins_people(p, lo, first) || p->t[first].class == EN_COMMA))
        return true;
    bool comma = p->t[first].class == EN_COMMA && last - first == 2 && last < at;
    bool apart = comma && en_is(&p->t[first + 1], EN_OR) &&
                 (en_says(&p->t[last], EN_CUE_ARTICLE) || en_says(&p->t[first + 1], EN_CUE_OR_ANY));
    return apart || (en_has(p, last, at, EN_PLAN) && !en_has(p, lo, first, EN_PLAN));
}

/* The window at the end of the range, where it is the only time in it: shared by all. */
size_t en_shared_window(const struct en_parse *p, size_t lo, size_t hi, struct crit_window *ret)
{
    struct crit_window w = {.n = -1};
    size_t at = hi;
    for (size_t i = lo; i < hi; i++) {
        size_t end = en_read_window(p, i, hi, &w);
        if (end == hi) {
            at = i;
            break;
        }
        if (end || en_is(&p->t[i], EN_NOWISH) || p->t[i].class == EN_OPEN)
            return hi;
    }
    if (at == hi || at == lo || w.n < 0)
        return hi;
    /* "and within 24 hours of onset", "onset within 24 hours": a thing of its own */
    if (en_is(&p->t[at - 1], EN_AND) || en_is_onset(p, at - 1))
        return hi;
    bool several = false, no = false;
    for (size_t i = lo; i < at; i++) {
        several |= en_is_connective(p, i);
        bool and = en_is(&p->t[i], EN_AND) || en_is(&p->t[i], EN_BUT);
        no |= and&&i + 1 < at && en_is(&p->t[i + 1], EN_NEG);
    }
    if (!several || no) /* "A for 3 months and no B within 6 months" */
        return hi;
    if (is_of_last(p, lo, at))
        return hi;
    *ret = w;
    return at;
}

/* What happens or is given, and so has a time. */
static bool is_event(const struct crit_node *e)
{
    const struct crit_node *x = e->type == CRIT_NOT ? e->children[0] : e;
    static const uint16_t events[] = {ATTR_comorbidity,   ATTR_history,    ATTR_prior_therapy,
                                      ATTR_prior_surgery, ATTR_transplant, ATTR_current_medication,
                                      ATTR_radiotherapy,  ATTR_other_trial};
    for (size_t i = 0; x->type == CRIT_ATOM && i < sizeof events / sizeof *events; i++)
        if (x->atom->attr == events[i])
            return true;
    return false;
}

/* Behind the time at pos, with a second one where that follows ("or 5 half-lives"). */
static size_t behind_times(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *w,
                           bool *several, bool *shorter)
{
    size_t end = en_read_window(p, pos, hi, w);
    size_t other = end && end < hi ? en_skip_other_time(p, end, hi, w, shorter) : 0;
    *several = other > 0;
    return other ? other : end;
}

/* A time at the end of the member itself, of that past which is the same for others too. */
struct crit_window en_own_time(const struct en_parse *p, struct member *m)
{
    struct crit_window w = {.n = -1}, none = {.n = -1};
    const struct crit_node *e = m->e;
    bool several = false;
    if (en_has(p, m->lo, m->hi, EN_PLAN))
        return none;
    for (size_t i = m->lo + 1; i < m->hi; i++)
        if (behind_times(p, i, m->hi, &w, &several, &m->shorter) == m->hi && w.n >= 0) {
            while (several && e->type != CRIT_ATOM && e->n)
                e = e->children[0];
            if (!is_event(e))
                return none;
            return en_row_of(&p->t[i - 1], EN_CMP) || w.anchor == CRIT_ANCHOR_SURGERY ||
                           w.anchor == CRIT_ANCHOR_DIAGNOSIS
                       ? none
                       : w;
        }
    return none;
}

static bool is_illness(const struct crit_node *e)
{
    const struct crit_node *x = e->type == CRIT_NOT ? e->children[0] : e;
    return en_is_disease(e) || (x->type == CRIT_ATOM && x->atom->attr == ATTR_history);
}

/* What is now and has no time of its own: a value, a pregnancy, an infection one carries, "active",
   "uncontrolled". */
static bool is_of_now(const struct en_parse *p, const struct member *m)
{
    static const uint16_t states[] = {
        ATTR_pregnant, ATTR_breastfeeding, ATTR_childbearing_potential,
        ATTR_dialysis, ATTR_pacemaker,     ATTR_hiv,
        ATTR_hbv,      ATTR_hcv,           ATTR_smoking};
    const struct crit_node *x = m->e->type == CRIT_NOT ? m->e->children[0] : m->e;
    bool now = false, disease = is_illness(m->e);
    if (en_is_measure(x))
        return true;
    for (size_t i = 0; x->type == CRIT_ATOM && i < sizeof states / sizeof *states; i++)
        now |= x->atom->attr == states[i];
    disease |= x->type == CRIT_ATOM && x->atom->attr == ATTR_active_infection;
    for (size_t i = m->lo; i < m->hi && disease; i++) {
        const struct en_token *t = &p->t[i];
        now |= (en_says(t, EN_CUE_NOW) && !en_says(t, EN_CUE_ONCE)) ||
               en_says(t, EN_CUE_SEVERITY) || en_says(t, EN_CUE_UNCONTROLLED);
    }
    return now;
}

/* Member i is of now, or stands beside one that is: "NYHA class III heart failure". */
static bool goes_with_now(const struct en_parse *p, const struct list *l, size_t i)
{
    bool left = l->items[i].before == JOINT_BESIDE && i > 0 && is_of_now(p, &l->items[i - 1]);
    return left || is_of_now(p, &l->items[i]);
}

bool en_is_mixed(const struct en_parse *p, const struct list *l)
{
    if (l->n < 2 || !is_event(l->items[l->n - 1].e) || goes_with_now(p, l, l->n - 1))
        return false;
    for (size_t i = 0; i + 1 < l->n; i++)
        if (is_of_now(p, &l->items[i]))
            return true;
    return false;
}

/* An illness that may as well be meant as it is now: unstable angina, heart failure; no stroke. */
static bool may_last(const struct en_parse *p, const struct member *m)
{
    return is_illness(m->e) && (!en_any_says(p, m->lo, m->hi, EN_CUE_STRUCK) ||
                                en_any_says(p, m->lo, m->hi, EN_CUE_NOW_OR_THEN));
}

/* A list with what is of now in it: of what happened before that it is not said when. */
static void doubt_untimed(struct en_parse *p, struct list *l)
{
    size_t now = l->n;
    while (now > 0 && !goes_with_now(p, l, now - 1))
        now--;
    for (size_t i = 0; i + 1 < now; i++) {
        struct member *m = &l->items[i];
        bool happened = is_event(m->e) && !may_last(p, m) && m->time.n < 0;
        if (happened && !goes_with_now(p, l, i))
            m->e = en_doubt(p, m->e);
    }
}

static void take_time(struct en_parse *p, const struct list *l, struct member *left,
                      const struct member *m)
{
    bool last = l->mixed && may_last(p, left);
    en_set_window(left->e, &m->time);
    if (m->shorter)
        left->e = crit_join(p->ctx, CRIT_AND, left->e, en_opaque(p, left->lo, left->hi));
    else if (last)
        left->e = en_doubt(p, left->e);
    left->time = m->time;
    left->shorter = m->shorter;
}

/* "Stroke or TIA within 6 months, or …", "A, B or C within 6 months, D": the time is of all of
   them, as it is at the end of a list. */
void en_share_times(struct en_parse *p, struct list *l)
{
    bool going = false;
    for (size_t i = l->n; i-- > 1;) {
        struct member *m = &l->items[i], *left = &l->items[i - 1];
        bool or = m->before == JOINT_OR &&
                  (l->mixed || !en_has_comma(p, left->hi, m->lo) || left->before == JOINT_COMMA);
        going = or || (going && m->before == JOINT_COMMA);
        going &= !(begins_people(p, m->lo, m->hi) && begins_people(p, left->lo, left->hi));
        going &= !(l->mixed && goes_with_now(p, l, i - 1));
        if (m->time.n < 0 || left->time.n >= 0 || !going || !is_event(left->e)) {
            going = false;
            continue;
        }
        take_time(p, l, left, m);
    }
    if (l->mixed)
        doubt_untimed(p, l);
}

/* "A within 4 weeks or B within 2 weeks of randomization": the anchor is of both. */
void en_share_anchors(const struct en_parse *p, struct list *l)
{
    for (size_t i = l->n; i-- > 1;) {
        const struct member *m = &l->items[i];
        struct member *left = &l->items[i - 1];
        bool own = en_has(p, left->lo, left->hi, EN_LAST) || en_has(p, left->lo, left->hi, EN_AGO);
        if (m->time.n < 0 || left->time.n < 0 || own || m->before == JOINT_BESIDE ||
            left->time.anchor != CRIT_ANCHOR_NOW || m->time.anchor == CRIT_ANCHOR_NOW)
            continue;
        en_set_anchor(left->e, &m->time);
        left->time.anchor = m->time.anchor;
        left->time.dir = m->time.dir;
    }
}
