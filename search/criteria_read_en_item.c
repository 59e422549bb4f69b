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
    if (r->value[0] == 'b')
        set_frame(m, EN_FRAME_EVER);
    else if (r->value[0] == 'c')
        set_frame(m, EN_FRAME_CURRENT);
    else
        set_frame(m, m->frame == EN_FRAME_CURRENT ? EN_FRAME_EVER : EN_FRAME_HISTORY);
    return true;
}

/* One asking word at pos; false when none stands there. */
static bool read_asking(const struct en_token *t, struct en_mode *m)
{
    static const struct {
        enum en_class class;
        enum en_frame frame;
    } frames[] = {{EN_CARE, EN_FRAME_THERAPY},    {EN_MED, EN_FRAME_MEDICATION},
                  {EN_ALLERGY, EN_FRAME_ALLERGY}, {EN_FAM, EN_FRAME_PLAN},
                  {EN_PLAN, EN_FRAME_PLAN},       {EN_SURGFRAME, EN_FRAME_SURGERY}};
    if (read_history(t, m))
        return true;
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        if (en_is(t, frames[i].class)) {
            set_frame(m, frames[i].frame);
            return true;
        }
    if (en_is(t, EN_NEG)) {
        m->negated = true;
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

/* Moves pos behind asking words; what they ask goes into the mode. */
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
    }
    if (!read_asking(t, &next))
        return read_sign(p, pos, hi, m);
    if (en_is(t, EN_NEG) && next.frame == EN_FRAME_NONE && !next.past) {
        m->negated = true;
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
    if (!end || end >= hi || (w.n < 0 && asked))
        return pos;
    m->window = w;
    return p->t[end].class == EN_COMMA ? end + 1 : end;
}

static bool says_nothing(const struct en_parse *p, const struct en_token *t, struct en_mode *m)
{
    bool now = en_is(t, EN_NOWISH);
    if (now && m->frame == EN_FRAME_NONE)
        m->frame = EN_FRAME_CURRENT;
    return now || is_empty_word(p, t) || en_is(t, EN_MUST);
}

/* Moves pos behind asking words; what they ask goes into the mode. */
static size_t read_before(const struct en_parse *p, size_t pos, size_t hi, struct en_mode *m,
                          bool *asked)
{
    static const enum en_class things[] = {EN_ATTR, EN_NAME, EN_FACT, EN_WORD};
    bool fresh = true;
    while (pos < hi) {
        size_t end = window_before(p, pos, hi, m, *asked);
        if (end != pos) {
            pos = end;
            continue;
        }
        if (en_is_in(&p->t[pos], things))
            return pos;
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
    if (en_is(t, EN_NAME) || en_is(t, EN_KIND) || en_is(t, EN_SITE))
        return false;
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (en_is(t, stops[i]))
            return true;
    const char *s = p->text.s + t->begin;
    return en_is_connective(p, pos) || strncmp(s, "diagnosed", 9) == 0 || strncmp(s, "at ", 3) == 0;
}

static bool is_of(const struct en_parse *p, size_t pos)
{
    const struct en_token *t = &p->t[pos];
    const char *s = p->text.s + t->begin;
    size_t n = t->end - t->begin;
    return (n == 2 && memcmp(s, "of", 2) == 0) || (n == 6 && memcmp(s, "of the", 6) == 0);
}

/* The end of the name at pos: words, and "of (the) X" behind the first. */
static size_t name_end(const struct en_parse *p, size_t pos, size_t hi)
{
    size_t at = pos;
    struct crit_window w;
    while (at < hi) {
        if (at > pos && ((en_read_window(p, at, hi, &w) && w.n >= 0) ||
                         (en_names_value(p, at, hi) && en_is_value(&p->t[at], EN_ATTR, "age"))))
            break;
        if (!ends_name(p, at)) {
            at++;
            continue;
        }
        bool of = is_of(p, at) && at > pos && at + 1 < hi && p->t[at + 1].class != EN_NUMBER &&
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

/* A table's fact, a marker, a site: with the severity words before it as an opaque. */
static struct crit_node *read_known(struct en_parse *p, size_t *pos, size_t hi,
                                    const struct en_mode *mode)
{
    size_t at = *pos;
    bool opaque = false;
    while (at < hi && en_is(&p->t[at], EN_MOD) &&
           (!en_is(&p->t[at], EN_FACT) || (at + 1 < hi && en_is(&p->t[at + 1], EN_SITE))) &&
           !en_is(&p->t[at], EN_NAME) && !en_is(&p->t[at], EN_STATE)) {
        opaque = true;
        at++;
    }
    if (at >= hi)
        return NULL;
    struct crit_node *e = en_read_metastasis(p, &at, hi);
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
    if (mode->frame == EN_FRAME_PLAN)
        e = en_opaque(p, *pos, at);
    *pos = at;
    return modified(p, e, opaque);
}

/* ------------------------------------------------------------------ behind the thing */

static size_t next_connective(const struct en_parse *p, size_t pos, size_t hi)
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

static bool is_measure(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM)
        return attributes[e->atom->attr].kind == ATTR_NUMBER ||
               attributes[e->atom->attr].kind == ATTR_ORDINAL;
    for (size_t i = 0; i < e->n; i++)
        if (!is_measure(e->children[i]))
            return false;
    return e->n > 0;
}

/* "(HbA1c ≥ 9%)" says what the name means; "(e.g. A, B)" gives examples; "(MI)" repeats it. */
/* One word that repeats the name: (MI), (HIV). */
static bool is_short_name(const struct en_parse *p, size_t lo, size_t hi)
{
    static const enum en_class names[] = {EN_KIND, EN_FACT,    EN_GENE, EN_DROP,
                                          EN_ATTR, EN_NUMTAIL, EN_WORD};
    return hi - lo == 1 && (p->t[lo].class == EN_WORD || en_is_in(&p->t[lo], names));
}

/* "(HbA1c ≥ 9%)" says what the name means; "(e.g. A, B)" gives examples; "(MI)" repeats it. */
static struct crit_node *read_bracket(struct en_parse *p, struct crit_node *e, size_t pos,
                                      size_t end, const struct en_mode *mode)
{
    size_t lo = pos + 1, hi = end > pos + 1 && p->t[end - 1].class == EN_CLOSE ? end - 1 : end;
    struct crit_window w;
    size_t tail;
    if (lo >= hi)
        return e;
    if (en_read_window(p, lo, hi, &w) == hi) {
        en_set_window(e, &w);
        return e;
    }
    if (is_measure(e) && hi - lo == 2 && en_row_of(&p->t[lo], EN_CMP) &&
        p->t[lo + 1].class == EN_NUMBER)
        return e; /* "less than 13 years (< 13)" */
    struct crit_node *m = en_read_measure(p, lo, hi, &tail);
    if (m && tail == hi)
        return en_defines(p, m, e) ? m : crit_join(p->ctx, CRIT_AND, e, m);
    if (is_short_name(p, lo, hi))
        return e;
    if (!en_is(&p->t[lo], EN_DROP) && !en_is(&p->t[lo], EN_LISTEND))
        return crit_join(p->ctx, CRIT_AND, e, en_opaque(p, lo, hi));
    struct en_mode inner = *mode;
    inner.negated = false;
    struct crit_node *more = en_read_range(p, lo, hi, inner);
    bool known = !crit_has_type(more, CRIT_OPAQUE) && !mode->negated;
    return known ? crit_join(p->ctx, CRIT_OR, e, more) : e;
}

/* How long ago a window reaches, as a limit of the disease's duration. */
static struct crit_node *duration_atom(struct en_parse *p, enum crit_op op,
                                       const struct crit_window *w)
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
    static const char *const word = "diagnosed";
    if (!en_starts(p, pos, word) || pos + 1 >= hi)
        return 0;
    const struct en_row *cmp = en_row_of(&p->t[pos + 1], EN_CMP);
    bool more = cmp && (cmp->op == CRIT_OP_GE || cmp->op == CRIT_OP_GT);
    struct crit_window w;
    size_t end = en_read_window(p, more ? pos + 2 : pos + 1, hi, &w);
    if (!end || w.n < 0)
        return 0;
    struct crit_node *d = duration_atom(p, more ? cmp->op : CRIT_OP_LE, &w);
    en_span(p, d, pos, end);
    *e = crit_join(p->ctx, CRIT_AND, *e, d);
    return end;
}

/* "for at least 12 months": how long the disease has lasted. */
static size_t read_duration(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    struct en_value v;
    size_t at = pos;
    if ((*e)->type != CRIT_ATOM || (*e)->atom->attr != ATTR_diagnosis || at + 1 >= hi)
        return 0;
    size_t since = read_since_diagnosis(p, e, pos, hi);
    if (since)
        return since;
    bool lasts = en_starts(p, at, "for") || en_is(&p->t[at], EN_COMMA) || is_of(p, at);
    at += lasts;
    while (at < hi && en_is(&p->t[at], EN_GLUE) && !en_row_of(&p->t[at], EN_CMP))
        at++;
    if (!en_read_value(p, at, hi, ATTR_disease_duration, &v) || !v.bounds[0].has_unit ||
        !v.compared || v.old || (v.end < hi && en_is(&p->t[v.end], EN_BEFORE) && !lasts))
        return 0;
    struct crit_node *d = en_measure(p, ATTR_disease_duration, &v);
    if (!d)
        return 0;
    *e = crit_join(p->ctx, CRIT_AND, *e, d);
    at = v.end;
    while (at < hi && en_is(&p->t[at], EN_NUMTAIL))
        at++;
    return at;
}

/* Whether another thing begins at pos, so that it is joined to the one before it. */
static bool begins_thing(const struct en_parse *p, size_t pos)
{
    static const enum en_class starts[] = {EN_NEG,     EN_MED,  EN_CARE, EN_HIST, EN_WITH,  EN_ATTR,
                                           EN_FACT,    EN_GENE, EN_NAME, EN_KIND, EN_STATE, EN_MOD,
                                           EN_ALLERGY, EN_PAST, EN_SITE, EN_WORD};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (en_is(&p->t[pos], starts[i]))
            return true;
    return false;
}

static bool begins_measure(struct en_parse *p, size_t pos, size_t hi)
{
    size_t end;
    bool number = en_row_of(&p->t[pos], EN_CMP) || en_is(&p->t[pos], EN_BETWEEN) ||
                  p->t[pos].class == EN_NUMBER;
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

/* "by sweat test" up to a connective or "with". */
static size_t behind_method(const struct en_parse *p, size_t pos, size_t hi)
{
    size_t end = next_connective(p, pos, hi);
    for (size_t i = pos + 1; i < end; i++)
        if (en_is(&p->t[i], EN_WITH))
            return i;
    return end;
}

/* One thing said behind; the position behind it, pos when nothing more belongs to the thing. */
static struct crit_node *and_opaque(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi)
{
    return crit_join(p->ctx, CRIT_AND, e, en_opaque(p, lo, hi));
}

/* "defined as …": a limit replaces or joins the name. */
static size_t read_definition(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi)
{
    size_t tail;
    struct crit_node *m = en_read_measure(p, pos + 1, hi, &tail);
    if (!m) {
        *e = and_opaque(p, *e, pos, hi);
        return next_connective(p, pos + 1, hi);
    }
    bool replaces = en_defines(p, m, *e) || (*e)->type == CRIT_OPAQUE;
    *e = replaces ? m : crit_join(p->ctx, CRIT_AND, *e, m);
    return tail;
}

/* Time and duration. 0: neither. */
static size_t read_when(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                        struct en_mode *mode)
{
    struct crit_window w;
    size_t end = en_read_window(p, pos, hi, &w);
    if (!end)
        return read_duration(p, e, pos, hi);
    en_set_window(*e, &w);
    if (w.n >= 0)
        mode->window = w;
    return end;
}

/* "stage IV disease", "recurrent tumor" */
static bool is_bare_disease(const struct en_parse *p, size_t pos, size_t hi)
{
    static const char *const words[] = {"disease", "diseases", "tumor", "tumors", "cancer"};
    const struct en_token *t = &p->t[pos];
    bool last = pos + 1 >= hi || en_is_connective(p, pos + 1);
    for (size_t i = 0; last && i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == t->end - t->begin &&
            memcmp(p->text.s + t->begin, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Words that say nothing behind a thing. */
static bool is_silent(const struct en_parse *p, size_t pos, size_t hi)
{
    if (is_bare_disease(p, pos, hi))
        return true;
    static const enum en_class silent[] = {EN_NOWISH, EN_LISTEND, EN_NUMTAIL, EN_WORD};
    const struct en_token *t = &p->t[pos];
    bool more = pos + 1 < hi;
    return en_is_in(t, silent) || (is_of(p, pos) && more && en_row_of(&p->t[pos + 1], EN_ATTR)) ||
           (en_is(t, EN_COND) && more && !en_is(t, EN_WITHIN)) ||
           (en_is(t, EN_ALLOW) && p->kind == CRIT_INCLUSION);
}

static bool is_clause(const struct en_parse *p, const struct en_token *t, const struct crit_node *e)
{
    bool that = strncmp(p->text.s + t->begin, "that", 4) == 0 && !crit_is_true(e);
    return en_is(t, EN_REL) && (!en_is(t, EN_DROP) || that);
}

/* One thing said behind; the position behind it, pos when nothing more belongs to the thing. */
static size_t read_behind_once(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                               struct en_mode *mode)
{
    const struct en_token *t = &p->t[pos];
    size_t end = read_when(p, e, pos, hi, mode);
    if (end)
        return end;
    if (t->class == EN_OPEN) {
        end = en_behind_bracket(p, pos, hi);
        *e = read_bracket(p, *e, pos, end, mode);
        return end;
    }
    if (begins_measure(p, pos, hi))
        return pos;
    if (en_row_of(t, EN_CMP) && (*e)->type == CRIT_OPAQUE)
        return behind_value(p, pos, hi);
    if (en_is(t, EN_METHOD) && pos + 1 < hi && !en_takes_drug(p, pos, hi))
        return behind_method(p, pos + 1, hi);
    if (en_is(t, EN_ASDEFINED))
        return read_definition(p, e, pos, hi);
    if (is_clause(p, t, *e)) {
        end = next_connective(p, pos + 1, hi);
        *e = and_opaque(p, *e, pos, end);
        return end;
    }
    if (is_silent(p, pos, hi))
        return pos + 1;
    if (begins_thing(p, pos))
        return pos;
    if (en_is(t, EN_DROP))
        return pos + 1;
    end = next_connective(p, pos + 1, hi);
    *e = and_opaque(p, *e, pos, end);
    return end;
}

static size_t read_behind(struct en_parse *p, struct crit_node **e, size_t pos, size_t hi,
                          struct en_mode *mode)
{
    while (pos < hi) {
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
        if (p->t[pos].class == EN_COMMA && pos + 1 < hi && en_read_window(p, pos + 1, hi, &w))
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

/* The window that the list shares, on what can be an event. */
static void share_window(struct crit_node *e, const struct en_mode *mode)
{
    if (mode->window.set && mode->window.n < 0 && is_measure(e))
        en_set_window(e, &mode->window);
    if (mode->window.set && mode->window.n >= 0 && !is_measure(e))
        en_set_window(e, &mode->window);
}

/* ------------------------------------------------------------------ the member */

static struct crit_node *read_thing(struct en_parse *p, size_t *pos, size_t hi,
                                    struct en_mode *mode)
{
    size_t end;
    bool measured = (mode->frame != EN_FRAME_ALLERGY && mode->frame != EN_FRAME_PLAN) ||
                    en_names_value(p, *pos, hi);
    struct crit_node *e = measured ? en_read_marker(p, pos, hi, mode) : NULL;
    if (e)
        return e;
    size_t tnm = *pos + 1;
    if (measured && tnm < hi && en_is_value(&p->t[*pos], EN_ATTR, "stage"))
        e = en_read_tnm(p, &tnm, hi);
    if (e) {
        *pos = tnm;
        return e;
    }
    if (measured)
        e = en_read_measure(p, *pos, hi, &end);
    if (e) {
        en_span(p, e, *pos, end);
        *pos = end;
        return e;
    }
    if (en_is(&p->t[*pos], EN_GENERIC)) {
        (*pos)++;
        return crit_new_true(p->ctx);
    }
    if (en_is(&p->t[*pos], EN_OPAQUETEST)) {
        (*pos)++;
        return en_opaque(p, *pos - 1, *pos);
    }
    if (mode->frame != EN_FRAME_ALLERGY)
        e = read_known(p, pos, hi, mode);
    if (e)
        return e;
    end = name_end(p, *pos, hi);
    if (end == *pos)
        return NULL;
    struct en_mode m = *mode;
    struct crit_window w;
    if (en_read_window(p, end, hi, &w) && w.n >= 0)
        m.window = w;
    e = en_read_name(p, *pos, end, &m);
    *pos = end;
    return e;
}

struct crit_node *en_read_item(struct en_parse *p, size_t *pos, size_t hi, struct en_mode *mode)
{
    bool asked = false;
    size_t lo = *pos, at = read_before(p, *pos, hi, mode, &asked);
    bool no_fact = at < hi && en_is(&p->t[at], EN_FACT) && !mode->negated &&
                   (en_starts(p, at, "not ") || en_starts(p, at, "no "));
    struct crit_node *e = at < hi ? read_thing(p, &at, hi, mode) : NULL;
    if (!e) {
        size_t end = next_connective(p, at < hi && at == lo ? at + 1 : at, hi);
        bool nothing = at == hi && !asked;
        *pos = end > lo ? end : hi;
        return nothing ? crit_new_true(p->ctx) : en_opaque(p, lo, *pos);
    }
    at = read_behind(p, &e, at, hi, mode);
    share_window(e, mode);
    *pos = at;
    if (no_fact) { /* "not pregnant or breastfeeding" */
        mode->negated = true;
        return e;
    }
    return mode->negated && e->type != CRIT_OPAQUE ? crit_not(p->ctx, e) : e;
}
