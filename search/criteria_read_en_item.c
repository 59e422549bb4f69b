/*
 * One member of a list: the words that ask ("no history of"), the thing, and what is said behind it
 * (a window, a bracket, a clause that nothing here can say: opaque).
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/units.h"
#include "schema/base/mem.h"
#include <string.h>

/* ------------------------------------------------------------------ before the thing */

static void set_frame(struct en_mode *m, enum en_frame frame)
{
    m->frame = frame;
}

static bool read_history(const struct en_token *t, struct en_mode *m)
{
    const struct en_row *r = en_row_of(t, EN_HIST);
    if (!r)
        return false;
    m->relatives |= r->value[0] == 'f';
    if (r->value[0] == 'b')
        set_frame(m, EN_FRAME_EVER);
    else if (r->value[0] == 'c')
        set_frame(m, EN_FRAME_CURRENT);
    else
        set_frame(m, m->frame == EN_FRAME_CURRENT ? EN_FRAME_EVER : EN_FRAME_HISTORY);
    return true;
}

/* "must not be pregnant" among the exclusions says what keeps out, not what does not. */
static bool forbids_twice(const struct en_parse *p, const struct en_token *t)
{
    size_t at = (size_t)(t - p->t); /* "patients must" "not be" */
    return p->kind == CRIT_EXCLUSION && en_says_in(p, at > 0 ? at - 1 : 0, at + 1, EN_CUE_FORBIDS);
}

/* "cannot take X" among the exclusions: unable to; among the inclusions it forbids X. */
static bool is_inability(const struct en_parse *p, const struct en_token *t)
{
    return en_says(t, EN_CUE_UNABLE) && p->kind == CRIT_EXCLUSION && t + 1 < p->t + p->n &&
           (en_is(t + 1, EN_MED) || en_is(t + 1, EN_CARE));
}

/* One asking word at pos; false when none stands there. */
static bool read_asking(const struct en_parse *p, const struct en_token *t, struct en_mode *m)
{
    static const struct {
        enum en_class class;
        enum en_frame frame;
    } frames[] = {{EN_CARE, EN_FRAME_THERAPY},    {EN_MED, EN_FRAME_MEDICATION},
                  {EN_ALLERGY, EN_FRAME_ALLERGY}, {EN_FAM, EN_FRAME_PLAN},
                  {EN_PLAN, EN_FRAME_PLAN},       {EN_SURGFRAME, EN_FRAME_SURGERY}};
    if (read_history(t, m))
        return true;
    bool plan = m->frame == EN_FRAME_PLAN && !en_is(t, EN_ALLERGY); /* "cannot stop the use of" */
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        if (en_is(t, frames[i].class)) {
            set_frame(m, plan ? EN_FRAME_PLAN : frames[i].frame);
            bool failed =
                t > p->t && m->response && en_is(t, EN_CARE); /* failed prior therapy with */
            m->response = failed || en_is_value(t, EN_CARE, "response") ||
                          (en_is(t, EN_ALLERGY) && en_says(t, EN_CUE_SEVERE));
            m->negated |= en_is(t, EN_CARE) && en_is(t, EN_NEG); /* "naive to" */
            return true;
        }
    if (is_inability(p, t)) {
        set_frame(m, EN_FRAME_PLAN);
        return true;
    }
    if (en_is(t, EN_NEG)) {
        m->negated |= !forbids_twice(p, t);
        return true;
    }
    if (en_is(t, EN_PAST)) {
        m->past = true;
        return true;
    }
    return false;
}

/* "positive for" before its names. */
static bool read_sign(const struct en_parse *p, size_t pos, size_t hi, struct en_mode *m)
{
    if (pos + 1 >= hi)
        return false;
    if (en_is(&p->t[pos], EN_POSITIVE))
        m->sign = EN_SIGN_POSITIVE;
    else if (en_is(&p->t[pos], EN_NEGATIVE))
        m->sign = EN_SIGN_NEGATIVE;
    else
        return false;
    return true;
}

static bool is_empty_word(const struct en_parse *p, const struct en_token *t)
{
    (void)p;
    return (en_is(t, EN_DROP) || en_is(t, EN_WITH) || en_is(t, EN_LISTEND) ||
            t->class == EN_COLON) &&
           !en_is(t, EN_FACT) && !en_is(t, EN_KIND) && !en_is(t, EN_STATE) &&
           !(en_is(t, EN_MOD) && !en_is(t, EN_DROP));
}

/* The token says the cue and nothing else beside it. */
static bool says_alone(const struct en_token *t, enum en_cue cue)
{
    return en_says(t, cue) && !en_says(t, EN_CUE_OR_INSIDE);
}

/* Takes one asking word into the mode. The first of a member asks anew; "no" alone asks the same
   of what follows. */
static bool take_asking(const struct en_parse *p, size_t pos, size_t hi, struct en_mode *m,
                        bool *fresh)
{
    const struct en_token *t = &p->t[pos];
    struct en_mode next = *m;
    if (*fresh) {
        next.past = false;
        next.frame = EN_FRAME_NONE;
        next.recent = next.undergoing = next.relatives = false;
    }
    if (!read_asking(p, t, &next))
        return read_sign(p, pos, hi, m);
    next.recent |= says_alone(t, EN_CUE_RECENT);
    next.undergoing |= says_alone(t, EN_CUE_UNDERGOING);
    if (en_is(t, EN_NEG) && next.frame == EN_FRAME_NONE && !next.past) {
        m->negated = next.negated;
        m->recent = next.recent;
        return true;
    }
    *m = next;
    *fresh = false;
    return true;
}

/* A window before the thing ("within 3 months, …"); the position behind it, pos when none. */
static size_t window_before(const struct en_parse *p, size_t pos, size_t hi, struct en_mode *m,
                            bool asked)
{
    struct crit_window w;
    size_t end = en_read_window(p, pos, hi, &w);
    if (!end || end >= hi || (w.n < 0 && asked) || en_row_of(&p->t[pos], EN_CMP) ||
        en_is_value(&p->t[end], EN_ATTR, "disease_duration"))
        return pos;
    m->window = w;
    return p->t[end].class == EN_COMMA ? end + 1 : end;
}

/* "one prior line of therapy", "at least one but no more than three regimens" at pos. */
static bool counts_lines(struct en_parse *p, size_t pos, size_t hi)
{
    size_t end;
    if (!en_is(&p->t[pos], EN_NUM) && !en_is_at_least_one(p, pos))
        return false;
    struct crit_node *e = en_read_measure(p, pos, hi, &end);
    return e && e->type == CRIT_ATOM && e->atom->attr == ATTR_line_of_therapy;
}

static bool says_nothing(const struct en_parse *p, const struct en_token *t, struct en_mode *m)
{
    bool now = en_is(t, EN_NOWISH);
    if (now && m->frame == EN_FRAME_NONE)
        m->frame = EN_FRAME_CURRENT;
    bool again = m->frame == EN_FRAME_ALLERGY && en_says(t, EN_CUE_TO_WHAT);
    return now || again || is_empty_word(p, t) || en_is(t, EN_MUST);
}

/* Moves pos behind asking words; what they ask goes into the mode. */
static size_t read_before(struct en_parse *p, size_t pos, size_t hi, struct en_mode *m, bool *asked)
{
    static const enum en_class things[] = {EN_ATTR, EN_NAME, EN_FACT, EN_WORD};
    bool fresh = true;
    while (pos < hi) {
        size_t end = window_before(p, pos, hi, m, *asked);
        if (end != pos) {
            pos = end;
            continue;
        }
        if (en_denies_therapy(p, pos, hi)) {
            m->negated = *asked = true;
            m->frame = EN_FRAME_THERAPY;
            fresh = false;
            pos += 2;
            continue;
        }
        if (en_is_in(&p->t[pos], things) || counts_lines(p, pos, hi))
            return pos;
        if (en_names_decade(p, pos, hi)) {
            pos += 2;
            continue;
        }
        if (en_leads_to_scale(p, pos, hi))
            return pos + 1;
        if (take_asking(p, pos, hi, m, &fresh))
            *asked = true;
        else if (!says_nothing(p, &p->t[pos], m))
            return pos;
        pos++;
    }
    return pos;
}

/* ------------------------------------------------------------------ the thing */

bool en_names_value(const struct en_parse *p, size_t pos, size_t hi)
{
    static const enum en_class values[] = {EN_CMP, EN_NUMBER, EN_BETWEEN, EN_WORD};
    return en_row_of(&p->t[pos], EN_ATTR) && pos + 1 < hi && en_is_in(&p->t[pos + 1], values);
}

static bool ends_name(const struct en_parse *p, size_t pos)
{
    static const enum en_class stops[] = {
        EN_OPEN,   EN_CLOSE,  EN_STOP,   EN_SEMI,   EN_COLON,     EN_CMP,    EN_BETWEEN, EN_NEG,
        EN_UNLESS, EN_EXCEPT, EN_IF,     EN_MUST,   EN_ASDEFINED, EN_WITH,   EN_ALLOW,   EN_NOWISH,
        EN_REL,    EN_MED,    EN_CARE,   EN_METHOD, EN_HIST,      EN_BEFORE, EN_WITHIN,  EN_CONSENT,
        EN_PLAN,   EN_PREP,   EN_ATTIME, EN_AFTER,  EN_LISTEND};
    const struct en_token *t = &p->t[pos];
    bool based = t->glued && en_says(t, EN_CUE_BASED); /* platinum-based */
    if (based || en_is(t, EN_NAME) || en_is(t, EN_KIND) || en_is(t, EN_SITE))
        return false;
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (en_is(t, stops[i]))
            return true;
    return en_is_connective(p, pos) || en_says(t, EN_CUE_DIAGNOSED) || en_says(t, EN_CUE_TAKEN) ||
           (en_is(t, EN_DROP) && en_says(t, EN_CUE_IN_WORD)) ||
           /* "in the study eye" */
           en_says(t, EN_CUE_INCLUDING) || en_says(t, EN_CUE_AT_WORD);
}

bool en_is_of(const struct en_parse *p, size_t pos)
{
    return en_says(&p->t[pos], EN_CUE_OF);
}

/* "lower limb ischemia", "greater trochanter": a word of comparison that begins a name. */
static bool is_adjective(const struct en_parse *p, size_t pos, size_t hi)
{
    static const enum en_class names[] = {EN_KIND, EN_SITE, EN_NAME, EN_WORD};
    const struct en_token *t = &p->t[pos], *next = pos + 1 < hi ? t + 1 : NULL;
    return en_says(t, EN_CUE_COMPARATIVE) && next &&
           (next->class == EN_WORD || en_is_in(next, names)) &&
           !en_is_value(next, EN_KIND, "none"); /* lower doses */
}

/* "asthma 12 years of age and older" */
static bool begins_age(const struct en_parse *p, size_t at, size_t hi)
{
    struct en_value v;
    return p->t[at].class == EN_NUMBER && en_read_value(p, at, hi, ATTR_age, &v) && v.n > 0 &&
           v.bounds[0].of_age && v.bounds[0].has_unit;
}

/* A denial, a grade, a time, a value, "for this disease" at `at`: no part of the name before. */
static bool goes_beyond(const struct en_parse *p, size_t at, size_t hi)
{
    struct crit_window w;
    bool purpose = en_is(&p->t[at], EN_NUMTAIL) && en_says(&p->t[at], EN_CUE_FOR_WORD);
    bool value = en_names_value(p, at, hi) &&
                 (en_is_other_stage(p, at) || en_is_value(&p->t[at], EN_ATTR, "age"));
    value |= en_begins_step(p, at, hi);
    bool state = en_is(&p->t[at], EN_STATE) && en_says(&p->t[at], EN_CUE_NOT_WORD);
    bool alone = en_says(&p->t[at], EN_CUE_BY_ITSELF); /* "metformin alone" */
    return purpose || value || state || alone || begins_age(p, at, hi) ||
           en_ends_with_denial(p, at, hi) || en_is_grade(p, at, hi) ||
           (en_read_window(p, at, hi, &w) && w.n >= 0);
}

size_t en_name_end(const struct en_parse *p, size_t pos, size_t hi)
{
    size_t at = pos;
    while (at < hi) {
        if (at > pos && goes_beyond(p, at, hi))
            break;
        if (!ends_name(p, at) || is_adjective(p, at, hi)) {
            at++;
            continue;
        }
        bool of = en_is_of(p, at) && at > pos && at + 1 < hi && p->t[at + 1].class != EN_NUMBER &&
                  !en_row_of(&p->t[at + 1], EN_ATTR) && !ends_name(p, at + 1);
        if (!of)
            break;
        at += 2;
    }
    return at;
}

static struct crit_node *modified(struct en_parse *p, struct crit_node *e, bool opaque)
{
    return opaque && e && !crit_is_true(e)
               ? crit_join(p->ctx, CRIT_AND, e, crit_new(p->ctx, CRIT_OPAQUE, 0, 0))
               : e;
}

/* "untreated" beside a name in an exclusion, and every other word of severity. */
static bool is_severity(const struct en_parse *p, size_t at, size_t hi)
{
    const struct en_token *t = &p->t[at];
    bool more = at + 1 < hi && !en_is_connective(p, at + 1);
    if (!en_is(t, EN_MOD) || en_is(t, EN_NAME) || en_is(t, EN_STATE))
        return false;
    return !en_is(t, EN_FACT) ||
           (more && (p->kind == CRIT_EXCLUSION || en_is(&p->t[at + 1], EN_SITE)));
}

/* A table's fact, a marker, a site: with the severity words before it as an opaque. */
/* "no concurrent" (one word of the table), "ongoing"; not "prior or concurrent". */
static bool is_going_on(const struct en_parse *p, size_t pos, const struct en_mode *mode)
{
    if (mode->frame == EN_FRAME_CURRENT)
        return true;
    return pos > 0 && says_alone(&p->t[pos - 1], EN_CUE_CONCURRENT);
}

static struct crit_node *read_known(struct en_parse *p, size_t *pos, size_t hi,
                                    const struct en_mode *mode)
{
    size_t at = *pos;
    bool opaque = false;
    while (at < hi && is_severity(p, at, hi)) {
        opaque = true;
        at++;
    }
    if (at >= hi)
        return NULL;
    struct crit_node *e = opaque ? NULL : en_read_naive(p, &at, hi);
    if (!e)
        e = en_read_metastasis(p, &at, hi);
    if (!e)
        e = en_read_fact(p, &at, hi, mode);
    if (!e && !opaque)
        e = en_read_marker(p, &at, hi, mode);
    if (!e && !opaque)
        e = en_read_tnm(p, &at, hi);
    if (!e && !opaque)
        e = en_read_states(p, &at, hi);
    if (!e)
        return NULL;
    bool irradiated = e->type == CRIT_ATOM && e->atom->attr == ATTR_radiotherapy;
    if (mode->frame == EN_FRAME_PLAN)
        e = en_opaque(p, *pos, at);
    else if (irradiated && is_going_on(p, *pos, mode))
        e->atom->history = CRIT_CURRENT;    /* "no concurrent radiotherapy": former one may be */
    opaque |= irradiated && mode->response; /* how it went is more than that it was had */
    *pos = at;
    return modified(p, e, opaque);
}

/* "diagnosed with X within the past 3 years": the window is how long X has been there. */
static struct crit_node *since_diagnosis(struct en_parse *p, struct crit_node *e,
                                         struct en_mode *mode)
{
    if (e->type != CRIT_ATOM || e->atom->attr != ATTR_diagnosis || !e->atom->window.set ||
        e->atom->window.n < 0)
        return e;
    struct crit_window w = e->atom->window;
    e->atom->window = mode->window = (struct crit_window){.n = -1};
    struct crit_node *d = en_duration_atom(p, CRIT_OP_LE, &w);
    d->begin = e->begin;
    d->end = e->end;
    return crit_join(p->ctx, CRIT_AND, e, d);
}

/* ------------------------------------------------------------------ the member */

/* What is measured: markers, "clinical stage T1c", limits, washouts. NULL: none of them. */
static struct crit_node *read_measured(struct en_parse *p, size_t *pos, size_t hi,
                                       const struct en_mode *mode)
{
    struct crit_node *e = en_read_marker(p, pos, hi, mode);
    if (e)
        return e;
    size_t end = *pos + 1;
    if (end < hi &&
        (en_is_value(&p->t[*pos], EN_ATTR, "stage") || en_says(&p->t[*pos], EN_CUE_STAGED_HOW)))
        e = en_read_tnm(p, &end, hi);
    if (!e)
        e = en_read_onset(p, *pos, hi, &end);
    if (!e)
        e = en_read_measure(p, *pos, hi, &end);
    if (!e)
        return en_read_washout(p, pos, hi);
    en_span(p, e, *pos, end);
    *pos = end;
    return e;
}

/* "Probiotics taken" and when, the name up to `end`; the time may be the list's, in *w already. */
static bool is_taken(const struct en_parse *p, size_t lo, size_t end, size_t hi,
                     struct crit_window *w)
{
    struct crit_window own;
    if (end >= hi || !en_says(&p->t[end], EN_CUE_TAKEN) ||
        en_says_in(p, lo, end, EN_CUE_TAKEN_FROM_BODY))
        return false;
    if (end + 1 == hi)
        return w->set && w->n >= 0;
    if (!en_read_window(p, end + 1, hi, &own) || own.n < 0)
        return false;
    *w = own;
    return true;
}

/* The name at pos. NULL: no name stands there. */
static struct crit_node *read_named(struct en_parse *p, size_t *pos, size_t hi,
                                    const struct en_mode *mode)
{
    size_t lo = *pos, end = en_name_end(p, lo, hi);
    bool number = p->t[lo].class == EN_NUMBER && !(lo + 1 < hi && p->t[lo + 1].glued);
    struct en_mode m = *mode;
    struct crit_window w;
    bool unit = lo > 0 && p->t[lo - 1].class == EN_NUMBER && lo + 1 < hi &&
                p->t[lo + 1].class == EN_SLASH && !en_is_connective(p, lo + 1);
    bool counted = en_is(&p->t[lo], EN_NUM) && lo + 1 < hi && !p->t[lo + 1].glued;
    if (end == lo || number || unit || counted) /* 0.25 mg/kg prednisone; two exacerbations */
        return NULL;
    bool onset = p->kind == CRIT_INCLUSION; /* how long it has been there, no former event */
    if (en_read_window(p, end, hi, &w) && w.n >= 0 && !(onset && w.anchor == CRIT_ANCHOR_DIAGNOSIS))
        m.window = w;
    bool taken = m.frame == EN_FRAME_NONE && is_taken(p, lo, end, hi, &m.window);
    if (taken)
        m.frame = EN_FRAME_THERAPY;
    *pos = end + taken;
    return en_read_name(p, lo, end, &m);
}

static struct crit_node *read_thing(struct en_parse *p, size_t *pos, size_t hi,
                                    struct en_mode *mode)
{
    struct en_value stage;
    if (en_is_other_stage(p, *pos) && en_read_value(p, *pos + 1, hi, ATTR_stage, &stage)) {
        size_t lo = *pos;
        *pos = stage.end;
        return en_opaque(p, lo, stage.end); /* CKD stage 4 or 5 */
    }
    bool allergy = mode->frame == EN_FRAME_ALLERGY;
    bool measured = (!allergy && mode->frame != EN_FRAME_PLAN) || en_names_value(p, *pos, hi);
    struct crit_node *e = measured ? read_measured(p, pos, hi, mode) : NULL;
    if (e)
        return e;
    if (en_is(&p->t[*pos], EN_GENERIC)) {
        (*pos)++;
        return crit_new_true(p->ctx);
    }
    if (en_is(&p->t[*pos], EN_OPAQUETEST)) {
        (*pos)++;
        return en_opaque(p, *pos - 1, *pos);
    }
    e = allergy ? NULL : read_known(p, pos, hi, mode);
    return e ? e : read_named(p, pos, hi, mode);
}

/* "One or more relapses in the past year" is no state that the disease is in now. */
static bool is_counted_relapse(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_disease_state && e->atom->n == 1 &&
           strcmp(e->atom->words[0], "recurrent") == 0 && e->atom->window.set &&
           e->atom->window.n >= 0;
}

/* "not adequately controlled with metformin": it was had, and how well it did nothing here says. */
static bool denies_how(const struct en_parse *p, size_t pos, size_t hi)
{
    const struct en_token *t = pos + 2 < hi ? &p->t[pos + 1] : NULL;
    if (!t || !en_says(&p->t[pos], EN_CUE_NOT) || t->class != EN_WORD || t->end - t->begin < 4 ||
        !en_says(t, EN_CUE_MANNER))
        return false;
    size_t end = en_next_connective(p, pos, hi);
    return en_has(p, pos, end, EN_WITH) || en_has(p, pos, end, EN_CARE) ||
           en_has(p, pos, end, EN_MED);
}

/* Nothing that is read stands at `at`, behind the words from lo: opaque, or nothing when these say
   nothing. */
static struct crit_node *read_no_thing(struct en_parse *p, size_t lo, size_t at, size_t hi,
                                       bool asked, size_t *ret_end)
{
    bool nothing = !asked && at > lo && (at == hi || en_is_connective(p, at));
    size_t end = nothing ? at : en_next_connective(p, at < hi && at == lo ? at + 1 : at, hi);
    *ret_end = end > lo ? end : hi;
    return nothing ? crit_new_true(p->ctx) : en_opaque(p, lo, *ret_end);
}

/* "other" right before the thing at pos. */
static bool is_other(const struct en_parse *p, size_t lo, size_t pos)
{
    return pos > lo && en_says(&p->t[pos - 1], EN_CUE_OTHER);
}

static bool is_illness(const struct crit_node *e)
{
    static const uint16_t all[] = {ATTR_diagnosis, ATTR_comorbidity, ATTR_history,
                                   ATTR_autoimmune_disease, ATTR_psychiatric_disorder};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (e->type == CRIT_ATOM && e->atom->attr == all[i])
            return true;
    return false;
}

/* "Other sleep disorders" keep out: others than the trial's own, which nothing here knows. */
static struct crit_node *beside_own(struct en_parse *p, struct crit_node *e, bool other,
                                    const struct en_mode *mode)
{
    bool out = (p->kind == CRIT_EXCLUSION) != mode->negated;
    return modified(p, e, other && out && is_illness(e));
}

struct crit_node *en_read_item(struct en_parse *p, size_t *pos, size_t hi, struct en_mode *mode)
{
    bool asked = false;
    size_t lo = *pos, deed = en_skip_deed(p, lo, hi);
    if (deed > lo || denies_how(p, lo, hi)) {
        *pos = deed > lo ? deed : en_next_connective(p, lo + 1, hi);
        return en_opaque(p, lo, *pos);
    }
    size_t at = read_before(p, *pos, hi, mode, &asked);
    bool no_fact = at < hi && en_is(&p->t[at], EN_FACT) && !mode->negated &&
                   en_says(&p->t[at], EN_CUE_NO_OR_NOT);
    bool other = is_other(p, lo, at) || (mode->relatives && lo > 0 && is_other(p, lo - 1, lo));
    size_t thing = at;
    struct crit_node *e = at < hi ? read_thing(p, &at, hi, mode) : NULL;
    if (!e)
        return read_no_thing(p, lo, at, hi, asked, pos);
    e = beside_own(p, e, other, mode);
    mode->diagnosed = en_says(&p->t[lo], EN_CUE_DIAGNOSED_WITH);
    at = en_read_behind(p, &e, at, hi, mode);
    if (en_says(&p->t[lo], EN_CUE_DIAGNOSED_WHEN))
        e = since_diagnosis(p, e, mode);
    e = en_settle_item(p, e, lo, thing, at, mode);
    if (is_counted_relapse(e))
        e = en_opaque(p, lo, at);
    *pos = at;
    if (mode->relatives)
        e = crit_join(p->ctx, CRIT_OR, e, en_opaque(p, lo, thing));
    if (no_fact) { /* "not pregnant or breastfeeding" */
        mode->negated = true;
        return e;
    }
    return mode->negated && e->type != CRIT_OPAQUE ? crit_not(p->ctx, e) : e;
}
