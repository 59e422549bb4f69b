/*
 * What is said of one member of a list and may be meant of others too: "uncontrolled diabetes or
 * hypertension", "aspirin or metformin at doses above 1000 mg", "anemia due to chemotherapy or
 * radiotherapy". Nobody is kept out by such another member alone: the site knows how it is meant.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_list.h"
#include <string.h>

enum sort { SORT_OTHER, SORT_ILLNESS, SORT_CARE };

static bool is_one_of(uint16_t attr, const uint16_t *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (all[i] == attr)
            return true;
    return false;
}

static enum sort sort_of(const struct crit_atom *a)
{
    static const uint16_t illness[] = {
        ATTR_diagnosis,          ATTR_comorbidity,          ATTR_history,
        ATTR_autoimmune_disease, ATTR_psychiatric_disorder, ATTR_interstitial_lung_disease,
        ATTR_metastasis_site};
    static const uint16_t care[] = {ATTR_prior_therapy, ATTR_current_medication, ATTR_prior_surgery,
                                    ATTR_radiotherapy, ATTR_transplant};
    if (is_one_of(a->attr, illness, sizeof illness / sizeof *illness))
        return SORT_ILLNESS;
    return is_one_of(a->attr, care, sizeof care / sizeof *care) ? SORT_CARE : SORT_OTHER;
}

/* The only atom of what is asked, under a "no" or beside what is not understood; NULL: several. */
static const struct crit_node *atom_in(const struct crit_node *e)
{
    const struct crit_node *x = e->type == CRIT_NOT ? e->children[0] : e, *found = NULL;
    if (x->type == CRIT_ATOM)
        return x;
    for (size_t i = 0; x->type == CRIT_AND && i < x->n; i++) {
        const struct crit_node *c = x->children[i];
        if (c->type == CRIT_OR && c->n > 0) /* "hypnotics (i.e., benzodiazepines)" */
            c = c->children[c->n - 1];
        if (c->type == CRIT_OPAQUE)
            continue;
        if (found || c->type != CRIT_ATOM)
            return NULL;
        found = c;
    }
    return found;
}

static enum sort sort_in(const struct crit_node *e)
{
    const struct crit_node *x = atom_in(e);
    return x ? sort_of(x->atom) : SORT_OTHER;
}

/* Whoever has it is kept out. */
static bool keeps_out(const struct en_parse *p, const struct crit_node *e)
{
    bool absent = e->type == CRIT_ATOM && e->atom->op == CRIT_OP_ABSENT;
    return (p->kind == CRIT_EXCLUSION) != (e->type == CRIT_NOT || absent);
}

struct crit_node *en_doubt(struct en_parse *p, struct crit_node *e)
{
    struct crit_node *opaque = crit_new(p->ctx, CRIT_OPAQUE, 0, 0);
    if (e->type == CRIT_OPAQUE || crit_is_true(e))
        return e;
    if (e->type == CRIT_NOT)
        return crit_not(p->ctx, crit_join(p->ctx, CRIT_AND, e->children[0], opaque));
    bool out = keeps_out(p, e) == (p->kind == CRIT_EXCLUSION);
    return crit_join(p->ctx, out ? CRIT_AND : CRIT_OR, e, opaque);
}

struct crit_node *en_doubt_illness(struct en_parse *p, struct crit_node *e)
{
    if (e->type == CRIT_OR || e->type == CRIT_AND)
        for (size_t i = 0; i < e->n; i++)
            e->children[i] = en_doubt_illness(p, e->children[i]);
    else if (sort_in(e) == SORT_ILLNESS && keeps_out(p, e) && !crit_has_type(e, CRIT_OPAQUE))
        return en_doubt(p, e);
    return e;
}

/* ------------------------------------------------------------------ severity at the front */

/* "Uncontrolled", "no clinically significant history of" before the name of the member; *ret: that
   word is said of what was, not of the name. */
static const struct en_token *severity_before(const struct en_parse *p, const struct member *m,
                                              bool *ret)
{
    *ret = false;
    for (size_t i = m->lo; i < m->hi; i++) {
        const struct en_token *t = &p->t[i];
        *ret = en_is(t, EN_HIST) && en_says(t, EN_CUE_SIGNIFICANT);
        if (*ret || en_says(t, EN_CUE_SEVERITY) || /* "uncontrolled diabetes" is one token */
            (en_is(t, EN_MOD) && !en_is(t, EN_NAME) && !en_is(t, EN_DROP))) {
            *ret |= i + 1 < m->hi && en_is(t + 1, EN_HIST);
            return t;
        }
        static const enum en_class before[] = {EN_NEG,  EN_HIST, EN_PAST,   EN_DROP,
                                               EN_WITH, EN_ANY,  EN_NOWISH, EN_WORD};
        if (!en_is_in(t, before))
            return NULL;
    }
    return NULL;
}

bool en_is_severity_heading(const struct en_parse *p, size_t hi)
{
    return hi > 1 && p->t[hi - 1].class == EN_COLON && en_is(&p->t[hi - 2], EN_MOD) &&
           !en_is(&p->t[hi - 2], EN_NAME);
}

/* The severity went into the member's name already: "severe renal or hepatic impairment". */
static bool has_severity(const struct en_parse *p, const struct crit_node *e,
                         const struct en_token *t)
{
    const struct crit_node *x = atom_in(e);
    size_t n = t->end - t->begin;
    return x && x->atom->n == 1 && x->atom->words && strlen(x->atom->words[0]) > n &&
           strncasecmp(x->atom->words[0], p->text.s + t->begin, n) == 0;
}

static void share_severity(struct en_parse *p, struct list *l)
{
    const struct en_token *said = NULL;
    bool of_past = false;
    for (size_t i = 0; i < l->n; i++) {
        struct member *m = &l->items[i];
        const struct en_token *own = severity_before(p, m, &of_past);
        if (own || m->before == JOINT_BESIDE || en_is_asked(p, m))
            said = own;
        bool meant = said && (!own || of_past) && sort_in(m->e) == SORT_ILLNESS &&
                     !(en_says(said, EN_CUE_UNCONTROLLED) && /* diabetes or stroke */
                       en_any_says(p, m->lo, m->hi, EN_CUE_AT_ONCE));
        if (meant && keeps_out(p, m->e) && !has_severity(p, m->e, said) &&
            !crit_has_type(m->e, CRIT_OPAQUE))
            m->e = en_doubt(p, m->e);
    }
}

/* ------------------------------------------------------------------ restriction at the end */

/* What is not understood behind the thing, and not in brackets. */
static bool is_restricted(const struct en_parse *p, const struct crit_node *e)
{
    const struct crit_node *x = e->type == CRIT_NOT ? e->children[0] : e, *a = atom_in(e);
    for (size_t i = 0; a && x->type == CRIT_AND && i < x->n; i++) {
        const struct crit_node *o = x->children[i];
        if (o->type == CRIT_OPAQUE && o->begin >= a->end && o->end > 0 &&
            p->text.source[o->begin] != '(')
            return true;
    }
    return false;
}

/* "Depression, anxiety or psychosis requiring hospitalization"; in "diabetes, or asthma requiring
   oxygen" the comma divides. */
static void share_restriction(struct en_parse *p, struct list *l)
{
    enum sort going = SORT_OTHER;
    for (size_t i = l->n; i-- > 1;) {
        struct member *m = &l->items[i], *left = &l->items[i - 1];
        if (is_restricted(p, m->e) && keeps_out(p, m->e)) {
            bool two = m->before != JOINT_COMMA && en_has_comma(p, left->hi, m->lo) &&
                       (i < 2 || left->before == JOINT_BESIDE);
            going = two ? SORT_OTHER : sort_in(m->e);
        }
        if (!atom_in(m->e) && en_ends_with_purpose(p, m->lo, m->hi))
            going = SORT_CARE; /* "chemotherapy or biotherapy for breast cancer" */
        if (m->before == JOINT_BESIDE || en_is_asked(p, m))
            going = SORT_OTHER;
        if (going != SORT_OTHER && sort_in(left->e) == going && keeps_out(p, left->e) &&
            !crit_has_type(left->e, CRIT_OPAQUE))
            left->e = en_doubt(p, left->e);
    }
}

/* ------------------------------------------------------------------ cause, purpose, fitness */

/* A cause or a purpose is in the member, and not at its begin. */
static bool tells_why(const struct en_parse *p, const struct member *m)
{
    return en_says_in(p, m->lo, m->hi, EN_CUE_WHY);
}

/* "Infection requiring surgery": a member of its own, that nobody had before for it. */
static bool begins_need(const struct en_parse *p, const struct list *l, size_t i)
{
    const struct member *m = &l->items[i];
    return i > 0 && m->before == JOINT_BESIDE &&
           (en_says(&p->t[m->lo], EN_CUE_REQUIRES) || en_says(&p->t[m->lo - 1], EN_CUE_REQUIRING));
}

/* What follows a cause by "or" is another cause; behind a comma only another remedy is. */
static void share_cause(struct en_parse *p, struct list *l)
{
    bool going = false;
    for (size_t i = 1; i < l->n; i++) {
        struct member *m = &l->items[i], *left = &l->items[i - 1];
        bool why = (tells_why(p, left) && crit_has_type(left->e, CRIT_OPAQUE)) ||
                   (begins_need(p, l, i - 1) && left->e->type == CRIT_OPAQUE);
        going = m->before != JOINT_BESIDE && !en_is_asked(p, m) && !en_is_measure(m->e) &&
                (going || why) && (sort_in(m->e) == SORT_CARE || !en_has_comma(p, left->hi, m->lo));
        const struct crit_node *a = atom_in(m->e);
        bool had = a && sort_of(a->atom) == SORT_CARE && a->atom->attr != ATTR_current_medication;
        if (going || (had && begins_need(p, l, i)))
            m->e = en_opaque(p, m->lo, m->hi);
    }
}

void en_share_doubt(struct en_parse *p, struct list *l)
{
    share_cause(p, l);
    share_severity(p, l);
    share_restriction(p, l);
}
