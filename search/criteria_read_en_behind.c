/* What is said behind a thing: when, how long, a bracket, a definition, a clause. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/units.h"
#include <string.h>

/* The stroke of "300 mg/m2", "20 mL/min/kg" is inside a unit, of "CDK4/6" inside a name. */
static bool is_per(const struct en_parse *p, size_t pos)
{
    enum { UNIT = 6 };
    if (pos < 1 || pos + 1 >= p->n)
        return false;
    const struct en_token *t = &p->t[pos], *unit = t - 1;
    bool tight = unit->end == t->begin && t->end == t[1].begin;
    char last = unit->end > 0 ? p->text.s[unit->end - 1] : '\0';
    if (tight && unit->class == EN_WORD && last >= '0' && last <= '9' && t[1].class == EN_NUMBER)
        return true;
    if (tight && en_row_of(unit, EN_ATTR) && t[1].class == EN_WORD) /* FEV1/FVC */
        return true;
    return pos > 1 && tight && unit->class == EN_WORD && unit->end - unit->begin <= UNIT &&
           (unit[-1].class == EN_NUMBER || (unit[-1].class == EN_SLASH && is_per(p, pos - 2)));
}

bool en_is_connective(const struct en_parse *p, size_t pos)
{
    const struct en_token *t = &p->t[pos];
    return t->class == EN_COMMA || en_is(t, EN_COMMA) || en_is(t, EN_OR) || en_is(t, EN_AND) ||
           en_is(t, EN_BUT) || (t->class == EN_SLASH && !is_per(p, pos));
}

size_t en_next_connective(const struct en_parse *p, size_t pos, size_t hi)
{
    while (pos < hi && !en_is_connective(p, pos) && p->t[pos].class != EN_SEMI &&
           p->t[pos].class != EN_STOP) {
        if (p->t[pos].class == EN_OPEN)
            pos = en_behind_bracket(p, pos, hi);
        else
            pos++;
    }
    return pos;
}

bool en_is_measure(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM)
        return attributes[e->atom->attr].kind == ATTR_NUMBER ||
               attributes[e->atom->attr].kind == ATTR_ORDINAL;
    for (size_t i = 0; i < e->n; i++)
        if (!en_is_measure(e->children[i]))
            return false;
    return e->n > 0;
}

/* "(systolic BP > 160 or diastolic BP > 100)": several limits, each of which says what the name
   means. NULL: something else. */
static struct crit_node *read_limits(struct en_parse *p, const struct crit_node *named, size_t lo,
                                     size_t hi, const struct en_mode *mode)
{
    struct en_mode inner = *mode;
    inner.negated = false;
    struct crit_node *e = en_read_range(p, lo, hi, inner);
    if (!en_is_measure(e) || e->type != CRIT_OR)
        return NULL;
    for (size_t i = 0; i < e->n; i++)
        if (!en_defines(p, e->children[i], named))
            return NULL;
    return e;
}

/* What stands in brackets as one limit or several; NULL when it is none. */
static struct crit_node *read_measured(struct en_parse *p, struct crit_node *e, size_t lo,
                                       size_t hi, const struct en_mode *mode)
{
    size_t tail;
    struct crit_node *m = en_read_measure(p, lo, hi, &tail);
    if (m && tail == hi && !en_defines(p, m, e))
        en_drop_severity(e, m);
    if (m && tail == hi)
        return en_defines(p, m, e) ? m : crit_join(p->ctx, CRIT_AND, e, m);
    return m ? read_limits(p, e, lo, hi, mode) : NULL;
}

/* One word that repeats the name: (MI), (HIV). */
static bool is_short_name(const struct en_parse *p, size_t lo, size_t hi)
{
    static const enum en_class names[] = {EN_KIND, EN_FACT,    EN_GENE, EN_DROP,
                                          EN_ATTR, EN_NUMTAIL, EN_WORD};
    return hi - lo == 1 && (p->t[lo].class == EN_WORD || en_is_in(&p->t[lo], names));
}

/* "(less than 1 month)" alone in brackets: how long ago. */
static bool is_short_time(const struct en_parse *p, size_t lo, size_t hi, struct crit_window *ret)
{
    const struct en_row *cmp = en_row_of(&p->t[lo], EN_CMP);
    return cmp && (cmp->op == CRIT_OP_LT || cmp->op == CRIT_OP_LE) && lo + 1 < hi &&
           en_read_span(p, lo + 1, hi, ret) == hi;
}

/* Behind "i.e.," in "(i.e., systolic BP < 100)". */
static size_t behind_meaning(const struct en_parse *p, size_t lo, size_t hi)
{
    while (lo + 1 < hi && (en_is(&p->t[lo], EN_ASDEFINED) || p->t[lo].class == EN_COMMA))
        lo++;
    return lo;
}

/* "(unless due to tumor)"; "(except with sickle cell anemia)" behind a limit. */
static bool lets_off(const struct en_parse *p, const struct crit_node *e, size_t lo)
{
    return en_is(&p->t[lo], EN_UNLESS) || (en_is_measure(e) && en_is(&p->t[lo], EN_EXCEPT));
}

/* "(HbA1c ≥ 9%)" says what the name means; "(e.g. A, B)" gives examples; "(MI)" repeats it. */
static struct crit_node *read_bracket(struct en_parse *p, struct crit_node *e, size_t pos,
                                      size_t end, const struct en_mode *mode)
{
    size_t lo = pos + 1, hi = end > pos + 1 && p->t[end - 1].class == EN_CLOSE ? end - 1 : end;
    struct crit_window w = {.n = -1};
    if (lo >= hi)
        return e;
    if (en_read_window(p, lo, hi, &w) == hi || is_short_time(p, lo, hi, &w)) {
        en_set_window(e, &w);
        return e;
    }
    if (en_says_no_more(p, e, lo, hi))
        return e;
    struct crit_node *m = read_measured(p, e, behind_meaning(p, lo, hi), hi, mode);
    if (m)
        return m;
    m = en_read_tumor_bracket(p, lo, hi);
    if (m)
        return crit_join(p->ctx, CRIT_AND, e, m);
    if (en_is_standard(p, lo, hi))
        return e;
    if (lets_off(p, e, lo))
        return en_read_let_off(p, e, lo, hi, mode);
    struct crit_node *more = en_relax(p, e, lo, hi, (p->kind == CRIT_INCLUSION) != mode->negated);
    if (more)
        return more;
    bool allowed = en_has(p, lo, hi, EN_ALLOW) && p->kind == CRIT_INCLUSION;
    if (is_short_name(p, lo, hi) || allowed)
        return e;
    if (!en_is(&p->t[lo], EN_DROP) && !en_is(&p->t[lo], EN_LISTEND))
        return crit_join(p->ctx, CRIT_AND, e, en_opaque(p, lo, hi));
    struct en_mode inner = *mode;
    inner.negated = false;
    inner.any = true; /* each example is one */
    more = en_read_range(p, lo, hi, inner);
    bool known = !crit_has_type(more, CRIT_OPAQUE) && !mode->negated && !crit_is_true(more);
    return known ? crit_join(p->ctx, CRIT_OR, e, more) : e;
}

/* How long ago a window reaches, as a limit of the disease's duration. */
struct crit_node *en_duration_atom(struct en_parse *p, enum crit_op op, const struct crit_window *w)
{
    static const double months[] = {0, 1 / 30.4375, 7 / 30.4375, 1, 12};
    double n = w->n * months[w->unit];
    if (w->unit == CRIT_DAY || w->unit == CRIT_WEEK)
        n = unit_round(n, 4);
    return crit_new_number(p->ctx, ATTR_disease_duration, op, n, 0, 0);
}

/* "diagnosed within 2 years", "diagnosed at least 6 months before screening". 0: neither. */
static size_t read_since_diagnosis(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    if (!en_says(&p->t[pos], EN_CUE_DIAGNOSED) || pos + 1 >= hi)
        return 0;
    const struct en_row *cmp = en_row_of(&p->t[pos + 1], EN_CMP);
    bool more = cmp && (cmp->op == CRIT_OP_GE || cmp->op == CRIT_OP_GT);
    struct crit_window w;
    size_t end = en_read_window(p, more ? pos + 2 : pos + 1, hi, &w);
    if (!end || w.n < 0)
        return 0;
    struct crit_node *d = en_duration_atom(p, more ? cmp->op : CRIT_OP_LE, &w);
    en_span(p, d, pos, end);
    *e = crit_join(p->ctx, CRIT_AND, *e, d);
    return end;
}

/* The trial's disease, no pregnancy: what has a duration. */
static bool is_lasting(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_diagnosis && e->atom->n > 0 &&
           !strstr(e->atom->words[0], "regnan");
}

/* A limit of time that is no age; before a point in time only behind "for". */
static bool is_length(const struct en_parse *p, const struct en_value *v, size_t hi, bool lasts)
{
    const struct en_bound *b = &v->bounds[0];
    bool before = v->end < hi && en_is(&p->t[v->end], EN_BEFORE);
    return b->has_unit && v->compared && !v->old && !b->of_age && (lasts || !before);
}

/* "for at least 12 months": how long the disease has lasted. */
static size_t read_duration(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                            const struct en_mode *mode)
{
    struct en_value v;
    size_t at = pos;
    if (!is_lasting(*e) || at + 1 >= hi)
        return 0;
    size_t since = read_since_diagnosis(p, e, pos, hi);
    if (since)
        return since;
    bool lasts = en_says(&p->t[at], EN_CUE_FOR) || en_is(&p->t[at], EN_COMMA) || en_is_of(p, at);
    at += lasts;
    lasts |= mode->diagnosed;
    while (at < hi && en_is(&p->t[at], EN_GLUE) && !en_row_of(&p->t[at], EN_CMP))
        at++;
    bool week = p->of_mother && !lasts; /* "gestational diabetes at 24-32 weeks" */
    if (week || !en_read_value(p, at, hi, ATTR_disease_duration, &v) ||
        !is_length(p, &v, hi, lasts))
        return 0;
    struct crit_node *d = en_measure(p, ATTR_disease_duration, &v);
    if (!d)
        return 0;
    *e = crit_join(p->ctx, CRIT_AND, *e, d);
    at = v.end;
    while (at < hi && en_is(&p->t[at], EN_NUMTAIL))
        at++;
    struct crit_window w;
    size_t point = mode->diagnosed && at < hi ? en_read_window(p, at, hi, &w) : 0;
    return point && w.n < 0 ? point : at; /* "before enrollment" */
}

/* Whether another thing begins at pos, so that it is joined to the one before it. */
static bool begins_thing(const struct en_parse *p, size_t pos)
{
    static const enum en_class starts[] = {EN_NEG,     EN_MED,  EN_CARE, EN_HIST, EN_WITH,  EN_ATTR,
                                           EN_FACT,    EN_GENE, EN_NAME, EN_KIND, EN_STATE, EN_MOD,
                                           EN_ALLERGY, EN_PAST, EN_SITE, EN_WORD};
    const struct en_token *t = &p->t[pos];
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (en_is(t, starts[i]))
            return true;
    return en_is(t, EN_DROP) && en_says(t, EN_CUE_WITH_END); /* "patients with" */
}

static bool begins_measure(struct en_parse *p, size_t pos, size_t hi)
{
    size_t end;
    bool number = en_row_of(&p->t[pos], EN_CMP) || en_is(&p->t[pos], EN_BETWEEN) ||
                  p->t[pos].class == EN_NUMBER;
    number |= en_is(&p->t[pos], EN_PREMOD) && pos + 1 < hi && /* "with resting PaO2 < 60" */
              (en_row_of(&p->t[pos + 1], EN_ATTR) || en_is(&p->t[pos + 1], EN_PREMOD));
    number |= en_is(&p->t[pos], EN_DEFINES); /* "with reduced ejection fraction (LVEF ≤ 35%)" */
    return number && en_read_measure(p, pos, hi, &end);
}

/* Behind the value of a thing that no attribute knows: "> 200 cells/mm3". */
static size_t behind_value(const struct en_parse *p, size_t pos, size_t hi)
{
    uint16_t unit;
    pos++;
    if (pos >= hi || p->t[pos].class != EN_NUMBER)
        return pos;
    uint32_t at = p->t[pos++].end;
    size_t bytes = unit_match(p->text.s + at, p->text.len - at, &unit);
    while (pos < hi && p->t[pos].begin < at + bytes)
        pos++;
    return pos;
}

/* "testosterone < 50 ng/dL": a substance that is measured; nobody need take it. */
static bool is_concentration(const struct en_parse *p, const struct crit_node *e, size_t pos,
                             size_t hi)
{
    if (e->type != CRIT_ATOM || e->atom->attr != ATTR_current_medication ||
        !en_row_of(&p->t[pos], EN_CMP) || pos + 4 >= hi || p->t[pos + 1].class != EN_NUMBER ||
        p->t[pos + 3].class != EN_SLASH)
        return false;
    return en_says(&p->t[pos + 4], EN_CUE_LITRE);
}

/* "by sweat test" up to a connective or "with". */
static size_t behind_method(const struct en_parse *p, size_t pos, size_t hi)
{
    size_t end = en_next_connective(p, pos, hi);
    struct crit_window w;
    for (size_t i = pos + 1; i < end; i++) {
        bool within = en_is(&p->t[i], EN_WITHIN) && !en_says(&p->t[i], EN_CUE_FOR);
        if (en_is(&p->t[i], EN_WITH) || en_says(&p->t[i], EN_CUE_NO_METHOD) ||
            (within && en_read_window(p, i, hi, &w) && w.n >= 0))
            return i;
        if (p->t[i].class == EN_OPEN)
            i = en_behind_bracket(p, i, end) - 1;
    }
    return end;
}

static struct crit_node *and_opaque(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi)
{
    return crit_join(p->ctx, CRIT_AND, e, en_opaque(p, lo, hi));
}

/* "defined as …": a limit replaces or joins the name. */
static size_t read_definition(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    size_t tail, standard = en_behind_standard(p, pos, hi);
    if (standard)
        return standard;
    struct crit_node *m = en_read_measure(p, pos + 1, hi, &tail);
    if (!m) {
        *e = and_opaque(p, *e, pos, hi);
        return en_next_connective(p, pos + 1, hi);
    }
    bool replaces = en_defines(p, m, *e) || (*e)->type == CRIT_OPAQUE;
    *e = replaces ? m : crit_join(p->ctx, CRIT_AND, *e, m);
    return tail;
}

/* "in the study eye": a place; "in the study" alone says nothing. */
static bool is_where(const struct en_parse *p, size_t pos, size_t hi)
{
    struct crit_window w;
    return en_is(&p->t[pos], EN_DROP) && en_says(&p->t[pos], EN_CUE_IN_WORD) && pos + 1 < hi &&
           !en_is_connective(p, pos + 1) && !en_read_window(p, pos + 1, hi, &w);
}

/* "within 4.5 hours of onset" behind the trial's disease: how long it has been there. 0: not so. */
static size_t read_since_onset(struct en_parse *p, struct crit_node **e, size_t end,
                               const struct crit_window *w)
{
    bool onset = w->n >= 0 && w->anchor == CRIT_ANCHOR_DIAGNOSIS &&
                 (w->dir == CRIT_WITHIN || w->dir == CRIT_AFTER);
    if (!onset || (*e)->type != CRIT_ATOM || (*e)->atom->attr != ATTR_diagnosis)
        return 0;
    *e = crit_join(p->ctx, CRIT_AND, *e, en_duration_atom(p, CRIT_OP_LE, w));
    return end;
}

/* Time and duration. 0: neither. */
static size_t read_when(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                        struct en_mode *mode)
{
    struct crit_window w;
    size_t both = en_read_now_or_then(p, e, pos, hi);
    if (both)
        return both;
    size_t end = en_read_window(p, pos, hi, &w);
    if (!end)
        return read_duration(p, e, pos, hi, mode);
    if (read_since_onset(p, e, end, &w))
        return end;
    en_set_window(*e, &w);
    if (w.n >= 0)
        mode->window = w;
    return end;
}

/* "stage IV disease", "recurrent tumor" */
static bool is_bare_disease(const struct en_parse *p, size_t pos, size_t hi)
{
    bool last = pos + 1 >= hi || en_is_connective(p, pos + 1);
    return last && en_says(&p->t[pos], EN_CUE_BARE_DISEASE);
}

/* "for this disease" behind a remedy that keeps out: the same remedy for another one does not. */
static bool is_for_disease(const struct en_parse *p, const struct crit_node *e, size_t pos,
                           const struct en_mode *mode)
{
    const struct en_token *t = &p->t[pos];
    bool out = (p->kind == CRIT_EXCLUSION) != mode->negated;
    return out && e->type == CRIT_ATOM && attributes[e->atom->attr].kind != ATTR_NUMBER &&
           attributes[e->atom->attr].kind != ATTR_ORDINAL && en_is(t, EN_NUMTAIL) &&
           en_says(t, EN_CUE_FOR_WORD) && !en_says(t, EN_CUE_FOR_ALL);
}

/* Words that say nothing behind a thing. */
static bool is_silent(const struct en_parse *p, size_t pos, size_t hi)
{
    if (is_bare_disease(p, pos, hi))
        return true;
    static const enum en_class silent[] = {EN_NOWISH, EN_LISTEND, EN_NUMTAIL, EN_WORD};
    const struct en_token *t = &p->t[pos];
    bool more = pos + 1 < hi;
    return en_is_in(t, silent) ||
           (en_is_of(p, pos) && more && en_row_of(&p->t[pos + 1], EN_ATTR)) ||
           (en_is(t, EN_COND) && more && !en_is(t, EN_WITHIN)) ||
           (en_is(t, EN_ALLOW) && p->kind == CRIT_INCLUSION);
}

/* "with asthma that are over 40 years old" tells of the people, as "who" does. */
static bool is_clause(struct en_parse *p, size_t pos, size_t hi, const struct crit_node *e)
{
    const struct en_token *t = &p->t[pos];
    bool that = en_says(t, EN_CUE_THAT) && !crit_is_true(e) &&
                !(pos + 1 < hi && begins_measure(p, pos + 1, hi));
    return en_is(t, EN_REL) && (!en_is(t, EN_DROP) || that);
}

/* "in the study eye within 90 days": when a treatment was, behind words not understood; hi: not
   said. A clause, a plan between may have a time of its own. */
static size_t window_behind(const struct en_parse *p, const struct crit_node *e, size_t pos,
                            size_t hi, struct crit_window *ret)
{
    static const uint16_t had[] = {ATTR_prior_surgery, ATTR_prior_therapy, ATTR_radiotherapy,
                                   ATTR_current_medication};
    bool care = false;
    const struct crit_node *x = e->type == CRIT_AND && e->n ? e->children[0] : e;
    for (size_t i = 0; i < sizeof had / sizeof *had; i++)
        care |= x->type == CRIT_ATOM && x->atom->attr == had[i];
    if (!care || en_has(p, pos, hi, EN_REL) || en_has(p, pos, hi, EN_PLAN))
        return hi;
    for (size_t i = pos + 1; i < hi; i++)
        if (en_is(&p->t[i], EN_WITHIN) && !en_says(&p->t[i], EN_CUE_FOR) &&
            !en_row_of(&p->t[i - 1], EN_CMP) && !en_row_of(&p->t[i + 1 < hi ? i + 1 : i], EN_CMP) &&
            en_read_window(p, i, hi, ret) == hi && ret->n >= 0)
            return i;
    return hi;
}

/* "after at least 3 prior lines" behind a disease. 0: not so. */
static size_t read_lines(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    size_t end;
    if (!en_says(&p->t[pos], EN_CUE_AFTER) || pos + 1 >= hi || p->kind == CRIT_EXCLUSION)
        return 0;
    struct crit_node *m = en_read_measure(p, pos + 1, hi, &end);
    if (!m || m->type != CRIT_ATOM || m->atom->attr != ATTR_line_of_therapy)
        return 0;
    en_span(p, m, pos, end);
    *e = crit_join(p->ctx, CRIT_AND, *e, m);
    return end;
}

/* "with symptom onset within 24 hours" behind a disease. 0: not so. */
static size_t read_onset(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    size_t end;
    struct crit_node *onset = en_is_onset(p, pos) ? en_read_onset(p, pos, hi, &end) : NULL;
    if (!onset || !is_lasting(*e))
        return 0;
    *e = crit_join(p->ctx, CRIT_AND, *e, onset);
    return end;
}

/* Time, lines of therapy, a bracket. 0: none of them. */
static size_t read_detail(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                          struct en_mode *mode)
{
    size_t end = en_read_once(p, *e, pos, hi);
    if (!end)
        end = read_onset(p, e, pos, hi);
    if (!end)
        end = read_lines(p, e, pos, hi);
    if (!end)
        end = read_when(p, e, pos, hi, mode);
    if (end || p->t[pos].class != EN_OPEN)
        return end;
    end = en_behind_bracket(p, pos, hi);
    *e = read_bracket(p, *e, pos, end, mode);
    return end;
}

/* What nothing here can say, up to the next connective; a time at its end is the thing's. */
static size_t read_unknown(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    struct crit_window w;
    enum en_purpose what;
    size_t end = en_next_connective(p, pos + 1, hi);
    for (size_t i = pos; i < end; i++) { /* "for relapsed or refractory lymphoma" */
        size_t behind = en_behind_purpose(p, i, hi, &what);
        if (behind > end)
            end = en_next_connective(p, behind, hi);
    }
    while (end + 1 < hi && p->t[end - 1].class == EN_NUMBER && p->t[end + 1].class == EN_NUMBER)
        end = en_next_connective(p, end + 1, hi); /* "grade 2 or 3" */
    size_t when = window_behind(p, *e, pos, end, &w);
    *e = and_opaque(p, *e, pos, when);
    if (when < end)
        en_set_window(*e, &w);
    return end;
}

/* "for patients ≤ 16 years" behind what is not understood: whom it is asked of; nobody need be so
   old. */
static bool is_for_some(struct en_parse *p, const struct crit_node *e, size_t pos, size_t hi)
{
    return e->type == CRIT_OPAQUE && en_is(&p->t[pos], EN_COND) && pos + 1 < hi &&
           (en_says(&p->t[pos], EN_CUE_FOR) || en_says(&p->t[pos], EN_CUE_IN_WORD)) &&
           (begins_measure(p, pos + 1, hi) || en_names_value(p, pos + 1, hi));
}

/* "premenopausal on ovarian suppression": what one is under, no way in which it was found. */
static bool is_under(const struct en_parse *p, const struct crit_node *e, size_t pos)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_menopausal &&
           en_says(&p->t[pos], EN_CUE_UNDER);
}

/* "Biotherapy for breast cancer" keeps out, and what is for it is not understood. */
static bool is_unknown_for(struct en_parse *p, const struct crit_node *e, size_t pos, size_t hi,
                           const struct en_mode *mode)
{
    enum en_purpose what;
    bool out = (p->kind == CRIT_EXCLUSION) != mode->negated;
    return out && e->type == CRIT_OPAQUE && en_behind_purpose(p, pos, hi, &what) > pos;
}

/* What follows says of whom the thing is meant, as no attribute says it. */
static bool is_of_some(struct en_parse *p, const struct crit_node *e, size_t pos, size_t hi,
                       const struct en_mode *mode)
{
    if (is_unknown_for(p, e, pos, hi, mode))
        return true;
    return is_under(p, e, pos) || is_for_some(p, e, pos, hi) || is_for_disease(p, e, pos, mode);
}

/* "That is" before states, "in" before a step of a scale: what follows is asked beside the thing.
 */
static bool leads_on(struct en_parse *p, size_t pos, size_t hi)
{
    return en_behind_that_is(p, pos, hi) > pos || en_leads_to_scale(p, pos, hi);
}

/* One thing said behind; the position behind it, pos when nothing more belongs to the thing. */
static size_t read_behind_once(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                               struct en_mode *mode)
{
    const struct en_token *t = &p->t[pos];
    if (en_says(&p->t[pos], EN_CUE_INCLUDING) || en_names_decade(p, pos, hi))
        return pos;
    size_t end = read_detail(p, e, pos, hi, mode);
    if (end)
        return end;
    if (begins_measure(p, pos, hi))
        return pos;
    if (is_concentration(p, *e, pos, hi))
        *e = en_opaque(p, pos, pos + 1);
    if (en_row_of(t, EN_CMP) && (*e)->type == CRIT_OPAQUE)
        return behind_value(p, pos, hi);
    if (is_of_some(p, *e, pos, hi, mode))
        return read_unknown(p, e, pos, hi);
    if (leads_on(p, pos, hi))
        return pos + 1;
    if (en_is(t, EN_METHOD) && (pos + 1 == hi || !en_takes_drug(p, pos, hi)))
        return behind_method(p, pos + 1, hi);
    if (en_is(t, EN_ASDEFINED))
        return read_definition(p, e, pos, hi);
    if (is_clause(p, pos, hi, *e)) {
        end = en_next_connective(p, pos + 1, hi);
        *e = and_opaque(p, *e, pos, end);
        return end;
    }
    if (is_silent(p, pos, hi))
        return pos + 1;
    bool where = is_where(p, pos, hi);
    if (!where && begins_thing(p, pos))
        return pos;
    if (!where && en_is(t, EN_DROP))
        return pos + 1;
    return read_unknown(p, e, pos, hi);
}

size_t en_read_behind(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                      struct en_mode *mode)
{
    while (pos < hi) {
        size_t other = en_read_other_time(p, e, pos, hi);
        if (other) {
            pos = other;
            continue;
        }
        if (p->t[pos].class == EN_COMMA && pos + 1 < hi &&
            en_is_value(&p->t[pos + 1], EN_HIST, "both")) {
            pos++;
        }
        if (en_is_value(&p->t[pos], EN_HIST, "both") && (*e)->type == CRIT_ATOM &&
            (pos + 1 == hi || en_is_connective(p, pos + 1))) {
            (*e)->atom->history = CRIT_EVER;
            if ((*e)->atom->attr == ATTR_history)
                (*e)->atom->attr = ATTR_comorbidity;
            pos++;
            continue;
        }
        struct crit_window w;
        if (p->t[pos].class == EN_COMMA && pos + 1 < hi &&
            (en_read_window(p, pos + 1, hi, &w) || en_is(&p->t[pos + 1], EN_ASDEFINED)))
            pos++;
        if (en_is_connective(p, pos) || p->t[pos].class == EN_CLOSE)
            return pos;
        size_t next = read_behind_once(p, e, pos, hi, mode);
        if (next == pos)
            return pos;
        pos = next;
    }
    return pos;
}
