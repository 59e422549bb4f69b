#include "search/match_inner.h"
#include <math.h>

const char *match_result_name(enum match_result r)
{
    static const char *const names[] = {"met", "not_met", "unknown", "ask_site"};
    return names[r];
}

const char *match_verdict_name(enum match_verdict v)
{
    static const char *const names[] = {"likely", "possible", "unlikely"};
    return names[v];
}

static size_t slots_for(size_t names)
{
    size_t n = 256;
    while (n < names * 2)
        n *= 2;
    return n;
}

size_t matcher_bytes(size_t names)
{
    return sizeof(struct matcher) + slots_for(names) * sizeof(struct matcher_slot);
}

struct matcher *matcher_start(void *memory, size_t bytes, const struct match_person *person,
                              match_relate_fn *relate, const void *arg)
{
    struct matcher *m = memory;
    size_t n = 1;
    while (n * 2 * sizeof(struct matcher_slot) <= bytes - sizeof *m)
        n *= 2;
    *m = (struct matcher){.person = person, .relate = relate, .arg = arg};
    m->slots = (struct matcher_slot *)(m + 1);
    m->n_slots = n;
    memset(m->slots, 0, n * sizeof *m->slots);
    match_find_places(m);
    return m;
}

enum match_result match_result_of(uint8_t mask)
{
    switch (mask) {
    case MATCH_TRUE:
        return MATCH_MET;
    case MATCH_FALSE:
        return MATCH_NOT_MET;
    case MATCH_SITE:
        return MATCH_ASK_SITE;
    default:
        return MATCH_UNKNOWN;
    }
}

uint8_t match_consent(const struct matcher *m)
{
    const struct match_fact *f = &m->person->facts[ATTR_consent_self];
    if (f->state != MATCH_GIVEN)
        return MATCH_OPEN;
    return f->flag ? MATCH_TRUE : MATCH_FALSE;
}

/* What can become of A and B: true when both can be, false when either can, the site's when
   neither is false and one is the site's. */
static uint8_t and_masks(uint8_t a, uint8_t b)
{
    uint8_t alive_a = a & (MATCH_TRUE | MATCH_SITE), alive_b = b & (MATCH_TRUE | MATCH_SITE);
    uint8_t out = (a | b) & MATCH_FALSE;
    if (a & b & MATCH_TRUE)
        out |= MATCH_TRUE;
    if ((alive_a && b & MATCH_SITE) || (alive_b && a & MATCH_SITE))
        out |= MATCH_SITE;
    return out;
}

static uint8_t or_masks(uint8_t a, uint8_t b)
{
    return match_turn(and_masks(match_turn(a), match_turn(b)));
}

static uint8_t if_masks(uint8_t cond, uint8_t then, uint8_t otherwise)
{
    uint8_t out = 0;
    if (cond & MATCH_TRUE)
        out |= then;
    if (cond & MATCH_FALSE)
        out |= otherwise;
    if (cond & MATCH_SITE)
        out |= then == otherwise && (then == MATCH_TRUE || then == MATCH_FALSE) ? then : MATCH_SITE;
    return out;
}

static void skip_span(struct flat_reader *r)
{
    (void)flat_varint(r);
    (void)flat_varint(r);
}

static uint8_t group_mask(struct matcher *m, struct flat_reader *r, uint8_t node)
{
    unsigned n = *r->p++;
    uint8_t mask = match_node(m, r);
    while (--n > 0) {
        uint8_t next = match_node(m, r);
        mask = node == FLAT_AND ? and_masks(mask, next) : or_masks(mask, next);
    }
    return mask;
}

static uint8_t atom_mask(struct matcher *m, struct flat_reader *r, uint8_t node)
{
    struct flat_atom a;
    struct match_atom_value v;
    match_atom(m, r, node, &a, &v);
    if (v.mask == MATCH_TRUE && (a.attr == ATTR_diagnosis || a.attr == ATTR_healthy))
        m->disease_met = true;
    return v.mask;
}

/* Out of line, as few nodes are joined of others. */
static __attribute__((noinline)) uint8_t joined_mask(struct matcher *m, struct flat_reader *r,
                                                     uint8_t node)
{
    uint8_t a, b;
    switch (node) {
    case FLAT_TRUE:
        return MATCH_TRUE;
    case FLAT_AND:
    case FLAT_OR:
        return group_mask(m, r, node);
    case FLAT_NOT:
        m->careful = !m->careful;
        a = match_turn(match_node(m, r));
        m->careful = !m->careful;
        return a;
    case FLAT_IF:
        a = match_node(m, r);
        return if_masks(a, match_node(m, r), MATCH_TRUE);
    case FLAT_IF_ELSE:
        a = match_node(m, r);
        b = match_node(m, r);
        return if_masks(a, b, match_node(m, r));
    case FLAT_CONSENT:
        skip_span(r);
        return match_consent(m);
    default: /* FLAT_JUDGEMENT, FLAT_OPAQUE */
        skip_span(r);
        return MATCH_SITE;
    }
}

uint8_t match_node(struct matcher *m, struct flat_reader *r)
{
    uint8_t node = *r->p++;
    return node >= FLAT_RANGE ? atom_mask(m, r, node) : joined_mask(m, r, node);
}

void match_skip(struct flat_reader *r)
{
    uint8_t node = *r->p++;
    unsigned n = 0;
    if (node == FLAT_AND || node == FLAT_OR)
        n = *r->p++;
    else if (node == FLAT_NOT)
        n = 1;
    else if (node == FLAT_IF || node == FLAT_IF_ELSE)
        n = node == FLAT_IF ? 2 : 3;
    else if (node == FLAT_CONSENT || node == FLAT_JUDGEMENT || node == FLAT_OPAQUE)
        skip_span(r);
    else if (node != FLAT_TRUE) {
        struct flat_atom a;
        flat_read_head(r, node, &a);
        r->p = a.end;
    }
    for (; n > 0; n--)
        match_skip(r);
}

/* Marks the person's items that a diagnosis of this (inclusion) expression names. */
static void mark_disease(struct matcher *m, struct flat_reader *r)
{
    struct flat_atom a;
    struct concept_ref name;
    flat_read_atom(r, FLAT_CONCEPT, &a);
    if (a.attr != ATTR_diagnosis)
        return;
    flat_read_name(&m->trial, flat_varint(r), &name);
    const struct match_relation *rel = match_relation_of(m, &name, CONCEPT_PLAIN);
    m->has_disease = true;
    for (size_t w = 0; w < MATCH_ITEMS_MAX / 64; w++) {
        m->disease.bits[w] |= rel->below.bits[w] | rel->above.bits[w];
        m->maybe_disease.bits[w] |= rel->unsure.bits[w];
    }
}

void match_find_disease(struct matcher *m, struct flat_reader *r)
{
    struct flat_reader at = {r->base, r->p + 1};
    uint8_t node = *r->p;
    unsigned n = 0;
    if (node == FLAT_AND || node == FLAT_OR)
        n = *at.p++;
    else if (node == FLAT_IF || node == FLAT_IF_ELSE)
        n = node == FLAT_IF ? 2 : 3;
    else if (node == FLAT_CONCEPT)
        mark_disease(m, &at);
    if (n == 0) {
        match_skip(r);
        return;
    }
    bool had = m->has_disease, opaque = false;
    m->has_disease = false;
    for (; n > 0; n--) {
        opaque |= *at.p == FLAT_OPAQUE;
        match_find_disease(m, &at);
    }
    /* "A or (what nobody understood)": the person's may be that */
    m->open_disease |= node == FLAT_OR && opaque && m->has_disease;
    m->has_disease |= had;
    *r = at;
}

void match_begin(struct matcher *m, const uint8_t *flat)
{
    flat_open(flat, &m->trial);
    m->knows_disease = false;
    m->disease_met = false;
}

static uint8_t record_sex(const struct matcher *m, const struct flat_trial *t)
{
    const struct match_fact *f = &m->person->facts[ATTR_sex];
    if (t->sex == 0)
        return MATCH_TRUE;
    if (f->state != MATCH_GIVEN)
        return MATCH_OPEN;
    return f->bits >> (t->sex - 1) & 1 ? MATCH_TRUE : MATCH_FALSE;
}

static uint8_t record_age(const struct matcher *m, const struct flat_trial *t)
{
    const struct match_fact *f = &m->person->facts[ATTR_age];
    double low = t->age_min, high = t->age_max;
    if (low < 0 && high < 0)
        return MATCH_TRUE;
    if (f->state != MATCH_GIVEN)
        return MATCH_OPEN;
    bool fits = (low < 0 || (low == floor(low) ? floor(f->low) : f->low) >= low) &&
                (high < 0 || (high == floor(high) ? floor(f->low) : f->low) <= high);
    return fits ? MATCH_TRUE : MATCH_FALSE;
}

enum match_result match_record(const struct matcher *m, const uint8_t *flat)
{
    struct flat_trial t;
    flat_open(flat, &t);
    return match_result_of(and_masks(record_sex(m, &t), record_age(m, &t)));
}

enum match_result match_record_sex(const struct matcher *m, const uint8_t *flat)
{
    struct flat_trial t;
    flat_open(flat, &t);
    return match_result_of(record_sex(m, &t));
}

enum match_result match_record_age(const struct matcher *m, const uint8_t *flat)
{
    struct flat_trial t;
    flat_open(flat, &t);
    return match_result_of(record_age(m, &t));
}

static bool is_person_known(const struct matcher *m)
{
    const struct match_fact *f = m->person->facts;
    bool healthy = f[ATTR_healthy].state == MATCH_GIVEN && f[ATTR_healthy].flag;
    return f[ATTR_age].state == MATCH_GIVEN && f[ATTR_sex].state == MATCH_GIVEN &&
           (f[ATTR_diagnosis].state == MATCH_GIVEN || healthy);
}

static void count(struct match_outcome *o, enum match_result r)
{
    if (r == MATCH_NOT_MET) {
        o->verdict = MATCH_UNLIKELY;
        o->probability = 0;
    }
    o->n_open += r == MATCH_UNKNOWN;
    o->n_site += r == MATCH_ASK_SITE;
}

/* Chance that a criterion, as seen from eligibility, holds. */
static double criterion_chance(struct matcher *m, const struct flat_criterion *c)
{
    struct flat_reader r = c->code;
    double p = match_chance(m, &r, c->kind == CRIT_EXCLUSION ? 0.1 : 0.8);
    return c->kind == CRIT_EXCLUSION ? 1 - p : p;
}

uint8_t match_criterion(struct matcher *m, enum crit_kind kind, struct flat_reader *r)
{
    m->careful = kind == CRIT_INCLUSION;
    bool says_nothing = *r->p == FLAT_TRUE;
    uint8_t mask = match_node(m, r);
    if (says_nothing) /* 性別は問わない among the exclusions: nobody is kept out by that */
        return MATCH_TRUE;
    return kind == CRIT_EXCLUSION ? match_turn(mask) : mask;
}

struct sweep {
    struct matcher *m;
    struct match_outcome *o;
    bool disease, chances;
};

static void sweep_criterion(struct sweep *s, const struct flat_criterion *c)
{
    struct flat_reader code = c->code;
    s->m->disease_met = false;
    uint8_t mask = match_criterion(s->m, c->kind, &code);
    enum match_result result = match_result_of(mask);
    s->disease = s->disease || (s->m->disease_met && c->kind == CRIT_INCLUSION);
    count(s->o, result);
    if (s->o->verdict == MATCH_UNLIKELY || result == MATCH_MET)
        return;
    if (s->chances)
        s->o->probability *= criterion_chance(s->m, c);
    else
        s->o->probability *= result == MATCH_UNKNOWN ? 0.85 : 0.9;
}

/* The trial names diseases, the person does too, and none is near another. For ranking only: a list
   read from a note may lack what the trial asks for. */
static bool is_strange(struct matcher *m)
{
    match_know_disease(m);
    return m->has_disease && m->places[ATTR_diagnosis][CRIT_HISTORY_NONE].any &&
           !match_items_any(&m->disease);
}

/* The criterion of the disease first: most trials end there. */
static bool is_other_disease(struct matcher *m)
{
    struct flat_reader r = {m->trial.bytes, m->trial.bytes + m->trial.disease};
    struct flat_criterion c;
    if (m->trial.disease == 0)
        return false;
    flat_next(&r, &c);
    return c.kind == CRIT_INCLUSION && match_criterion(m, c.kind, &c.code) == MATCH_FALSE;
}

void match_trial(struct matcher *m, const uint8_t *flat, bool whole, struct match_outcome *ret)
{
    *ret = (struct match_outcome){.verdict = MATCH_LIKELY, .probability = 1};
    match_begin(m, flat);
    count(ret, match_result_of(record_sex(m, &m->trial)));
    count(ret, match_result_of(record_age(m, &m->trial)));
    struct sweep s = {m, ret, false, whole};
    if (!whole && is_other_disease(m))
        count(ret, MATCH_NOT_MET);
    struct flat_reader r = m->trial.first;
    for (uint32_t i = 0; i < m->trial.n && (whole || ret->verdict != MATCH_UNLIKELY); i++) {
        struct flat_criterion c;
        flat_next(&r, &c);
        sweep_criterion(&s, &c);
    }
    ret->strange = whole && is_strange(m);
    if (ret->verdict == MATCH_LIKELY && (ret->n_open > 0 || !s.disease || !is_person_known(m)))
        ret->verdict = MATCH_POSSIBLE;
}

/* Two steps ahead: the head of one form, and what the head of a nearer one points to. */
enum { FETCH_HEAD = 24, FETCH_DISEASE = 12, FETCH_NAMES = 4 /* lines of 64 bytes */ };

static void fetch_disease(const uint8_t *flat)
{
    struct flat_trial t;
    if (!flat)
        return;
    flat_open(flat, &t);
    if (t.disease == 0)
        return;
    __builtin_prefetch(flat + t.disease);
    struct flat_reader r = {flat, flat + t.disease};
    __builtin_prefetch(r.p + 64);
    for (size_t i = 0; i < FETCH_NAMES; i++)
        __builtin_prefetch(flat + t.pool + 64 * i);
}

void match_many(struct matcher *m, const uint8_t *const *flats, size_t n, struct match_outcome *ret)
{
    for (size_t i = 0; i < n; i++) {
        if (i + FETCH_HEAD < n && flats[i + FETCH_HEAD])
            __builtin_prefetch(flats[i + FETCH_HEAD]);
        if (i + FETCH_DISEASE < n)
            fetch_disease(flats[i + FETCH_DISEASE]);
        if (flats[i])
            match_trial(m, flats[i], false, &ret[i]);
    }
}

double match_rank(const struct match_outcome *o, double topical)
{
    static const double floors[] = {2, 1, 0}, open = 0.7, strange = 0.6;
    double t = topical < 0 ? 0 : topical > 1 ? 1 : topical;
    if (o->strange)
        t *= strange;
    return floors[o->verdict] + 0.999 * t * (open + (1 - open) * o->probability);
}
