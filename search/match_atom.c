/* Atoms: one attribute of the person against what a criterion asks of it. */
#include "search/match_inner.h"
#include <math.h>

static enum concept_manner manner_of(uint16_t attr)
{
    return attr == ATTR_biomarker ? CONCEPT_BIOMARKER
           : attr == ATTR_allergy ? CONCEPT_ALLERGEN
                                  : CONCEPT_PLAIN;
}

static void work_out(struct matcher *m, const struct concept_ref *name, enum concept_manner manner,
                     struct match_relation *ret)
{
    *ret = (struct match_relation){0};
    for (size_t i = 0; i < m->person->n_items; i++) {
        const struct match_item *item = &m->person->items[i];
        if (manner_of(item->attr) != manner)
            continue;
        enum concept_relation r = m->relate(m->arg, manner, &item->name, name);
        struct match_items *set = r == CONCEPT_BELOW      ? &ret->below
                                  : r == CONCEPT_ABOVE    ? &ret->above
                                  : r == CONCEPT_UNSURE   ? &ret->unsure
                                  : r == CONCEPT_OPPOSITE ? &ret->opposite
                                                          : NULL;
        if (set)
            set->bits[i / 64] |= 1ull << (i % 64);
    }
}

const struct match_relation *match_relation_of(struct matcher *m, const struct concept_ref *name,
                                               enum concept_manner manner)
{
    size_t mask = m->n_slots - 1;
    size_t at = (name->hash ^ (uint32_t)manner * 0x9E3779B9u) & mask;
    for (size_t tries = 0; tries < 16; tries++, at = (at + 1) & mask) {
        struct matcher_slot *s = &m->slots[at];
        if (!s->word) {
            *s = (struct matcher_slot){
                name->word, name->hash, name->len, (uint8_t)manner, {{{0}}, {{0}}, {{0}}, {{0}}}};
            work_out(m, name, manner, &s->relation);
            return &s->relation;
        }
        if (s->hash == name->hash && s->len == name->len && s->manner == manner &&
            memcmp(s->word, name->word, name->len) == 0)
            return &s->relation;
    }
    work_out(m, name, manner, &m->scratch);
    return &m->scratch;
}

/* Does something of that age lie in the window? */
static uint8_t in_window(const struct flat_window *w, double ago_days, bool now)
{
    if (!w->set || w->days < 0)
        return MATCH_TRUE;
    if (w->dir == CRIT_AFTER || w->anchor == CRIT_ANCHOR_SURGERY ||
        w->anchor == CRIT_ANCHOR_DIAGNOSIS)
        return MATCH_OPEN;
    if (now)
        return MATCH_TRUE;
    if (ago_days < 0)
        return MATCH_OPEN;
    return ago_days <= w->days + 1e-6 ? MATCH_TRUE : MATCH_FALSE;
}

static bool is_now(const struct match_item *item)
{
    return item->attr == ATTR_current_medication || item->current;
}

/* "A, other than X": the item must not be an X. */
static uint8_t outside_exceptions(struct matcher *m, const struct flat_atom *a,
                                  struct flat_reader r, int item)
{
    uint8_t mask = MATCH_TRUE;
    if (!(a->flags & FLAT_EXCEPT))
        return mask;
    for (unsigned n = *r.p++; n > 0; n--) {
        struct concept_ref name;
        flat_read_name(&m->trial, flat_varint(&r), &name);
        const struct match_relation *rel = match_relation_of(
            m, &name, a->attr == ATTR_biomarker ? CONCEPT_BIOMARKER : CONCEPT_PLAIN);
        if (rel->below.bits[item / 64] >> (item % 64) & 1)
            return MATCH_FALSE;
        if (rel->above.bits[item / 64] >> (item % 64) & 1)
            mask = MATCH_OPEN;
    }
    return mask;
}

/* One item that is (`below`) or may be (not below) the asked thing. */
static uint8_t item_value(struct matcher *m, const struct flat_atom *a, struct flat_reader r,
                          const struct concept_ref *asked, int i, bool below)
{
    const struct match_item *item = &m->person->items[i];
    uint8_t when = in_window(&a->window, item->ago_days, is_now(item));
    uint8_t counts = outside_exceptions(m, a, r, i);
    if (when == MATCH_FALSE || counts == MATCH_FALSE)
        return MATCH_FALSE;
    bool same = concept_is_same_word(&item->name, asked);
    bool sure = m->careful || same || item->name.trust != CONCEPT_ABBREVIATED;
    if (!below || !sure || when == MATCH_OPEN || counts == MATCH_OPEN)
        return MATCH_OPEN;
    return asked->base > 0 && !same ? MATCH_SITE : MATCH_TRUE;
}

/* Nothing known. A thing with a word of severity can turn out to be the site's to judge. */
static uint8_t open_list(const struct flat_atom *a)
{
    return a->flags & FLAT_MODIFIED ? MATCH_FALSE | MATCH_SITE : MATCH_OPEN;
}

/* What the person said is no word that anybody knows: it may be anything. */
static void add_not_understood(const struct matcher *m, struct match_items *to,
                               const struct match_items *unsure)
{
    for (int i = match_items_next(unsure, 0); i >= 0; i = match_items_next(unsure, i + 1)) {
        if (!m->person->items[i].name.understood)
            to->bits[i / 64] |= 1ull << (i % 64);
    }
}

/* What an allergy asked for as `asked` may be although its own list lacks it. */
static bool may_be_in_other_list(const struct matcher *m, uint16_t attr,
                                 const struct concept_ref *asked)
{
    bool allergen = attr == ATTR_allergy, pollen = match_names_pollen(asked);
    if (allergen ? !m->allergy_named : !m->allergens || !(match_names_allergy(asked) || pollen))
        return false;
    for (size_t i = 0; i < m->person->n_items; i++) {
        const struct match_item *item = &m->person->items[i];
        if (allergen != match_is_disease(item->attr) || (!allergen && item->attr != ATTR_allergy))
            continue;
        if (pollen && match_names_pollen(&item->name))
            return true;
        if (allergen ? match_names_allergy(&item->name) : !pollen)
            return true;
    }
    return false;
}

/* A therapy that was had, nobody says when: it may go on still. */
static bool may_go_on(const struct matcher *m, const struct flat_atom *a,
                      const struct match_relation *rel)
{
    if (a->attr != ATTR_prior_therapy || flat_history(a) != CRIT_CURRENT)
        return false;
    struct match_items had = rel->below;
    match_items_add(&had, &rel->above);
    had = match_items_both(had, &m->person->of_attr[ATTR_prior_therapy]);
    for (int i = match_items_next(&had, 0); i >= 0; i = match_items_next(&had, i + 1))
        if (m->person->items[i].ago_days < 0)
            return true;
    return false;
}

static void concept_value(struct matcher *m, const struct flat_atom *a, struct flat_reader *r,
                          const struct match_places *places, struct match_atom_value *ret)
{
    struct concept_ref asked;
    uint8_t seen = 0;
    flat_read_name(&m->trial, flat_varint(r), &asked);
    struct match_relation rel = *match_relation_of(m, &asked, manner_of(a->attr));
    struct match_items maybe = rel.below;
    match_items_add(&maybe, &rel.above);
    /* another name is another thing only where both are understood */
    if (m->careful)
        match_items_add(&maybe, &rel.unsure);
    else
        add_not_understood(m, &maybe, &rel.unsure);
    maybe = match_items_both(maybe, &places->items);
    for (int i = match_items_next(&maybe, 0); i >= 0; i = match_items_next(&maybe, i + 1)) {
        uint8_t v = item_value(m, a, *r, &asked, i, rel.below.bits[i / 64] >> (i % 64) & 1);
        if (v != MATCH_FALSE && (ret->item < 0 || v == MATCH_TRUE))
            ret->item = i;
        seen |= v == MATCH_OPEN ? 8 : v;
    }
    struct match_items against = match_items_both(rel.opposite, &places->items);
    if (seen & MATCH_TRUE)
        ret->mask = MATCH_TRUE;
    else if (seen & 8)
        ret->mask = open_list(a);
    else if (seen & MATCH_SITE)
        ret->mask = MATCH_SITE;
    else if (places->complete)
        ret->mask = may_be_in_other_list(m, a->attr, &asked) || may_go_on(m, a, &rel) ? MATCH_OPEN
                                                                                      : MATCH_FALSE;
    else if (match_items_any(&against)) {
        ret->item = match_items_next(&against, 0);
        ret->mask = MATCH_FALSE;
    } else
        ret->mask = open_list(a);
}

/* Any at all: of this list (a drug of now is not yet a therapy of the disease, but one had within
   a time that ends now), of diseases both. */
static void any_value(const struct matcher *m, const struct flat_atom *a,
                      const struct match_places *places, struct match_atom_value *ret)
{
    const struct match_items *own = &m->person->of_attr[a->attr];
    bool within = a->attr == ATTR_prior_therapy && a->window.set && a->window.days >= 0;
    const struct match_items *of = a->attr == ATTR_comorbidity || within ? &places->items : own;
    bool elsewhere = a->attr == ATTR_allergy && m->allergy_named;
    uint8_t mask = places->complete && !elsewhere ? MATCH_FALSE : MATCH_OPEN;
    for (int i = match_items_next(of, 0); i >= 0; i = match_items_next(of, i + 1)) {
        const struct match_item *item = &m->person->items[i];
        uint8_t v = in_window(&a->window, item->ago_days, is_now(item));
        if (v == MATCH_FALSE)
            continue;
        ret->item = i;
        mask = v == MATCH_TRUE ? v : MATCH_OPEN;
        if (v == MATCH_TRUE)
            break;
    }
    ret->mask = mask;
}

/* Things that happened rather than last: without a time they say nothing of a window. */
static bool is_event(uint16_t attr)
{
    return attr == ATTR_radiotherapy || attr == ATTR_other_malignancy ||
           attr == ATTR_substance_abuse || attr == ATTR_suicidality;
}

/* "Has a malignancy", without a time and not "has had". */
static bool asks_for_now(const struct flat_atom *a)
{
    return !a->window.set &&
           (flat_history(a) == CRIT_CURRENT || flat_history(a) == CRIT_HISTORY_NONE);
}

/* Things that may be over once they lie back. */
static bool is_passing(const struct flat_atom *a)
{
    return a->attr == ATTR_other_trial || a->attr == ATTR_active_infection ||
           a->attr == ATTR_inpatient || (a->attr == ATTR_other_malignancy && asks_for_now(a));
}

static uint8_t missing(uint16_t attr)
{
    return attributes[attr].site ? MATCH_SITE : MATCH_OPEN;
}

/* The person's items that are the disease of this trial. */
void match_know_disease(struct matcher *m)
{
    struct flat_reader r = m->trial.first;
    if (m->knows_disease)
        return;
    m->knows_disease = true;
    m->has_disease = m->open_disease = false;
    m->disease = m->maybe_disease = (struct match_items){0};
    for (uint32_t i = 0; i < m->trial.n; i++) {
        struct flat_criterion c;
        flat_next(&r, &c);
        if (c.kind == CRIT_INCLUSION)
            match_find_disease(m, &c.code);
    }
}

/* A listed cancer that is not the trial's own (CONVENTIONS §7). */
static void other_malignancy(struct matcher *m, const struct flat_atom *a,
                             struct match_atom_value *ret)
{
    ret->mask = MATCH_OPEN;
    if (!match_items_any(&m->person->malignant))
        return;
    match_know_disease(m);
    if (!m->has_disease || m->open_disease)
        return;
    for (int i = match_items_next(&m->person->malignant, 0); i >= 0;
         i = match_items_next(&m->person->malignant, i + 1)) {
        if (m->disease.bits[i / 64] >> (i % 64) & 1)
            continue;
        if (m->maybe_disease.bits[i / 64] >> (i % 64) & 1)
            continue;
        if (in_window(&a->window, m->person->items[i].ago_days, false) != MATCH_TRUE)
            continue;
        if (asks_for_now(a) &&
            (m->person->items[i].ago_days >= 0 || m->person->items[i].attr == ATTR_history))
            continue; /* it was once; whether it is still there is not said */
        ret->mask = MATCH_TRUE;
        ret->item = i;
        return;
    }
}

static void flag_value(struct matcher *m, const struct flat_atom *a, struct match_atom_value *ret)
{
    const struct match_fact *f = &m->person->facts[a->attr];
    ret->mask = missing(a->attr);
    if (f->state != MATCH_GIVEN) {
        if (a->attr == ATTR_other_malignancy)
            other_malignancy(m, a, ret);
        return;
    }
    if (!f->flag)
        ret->mask = MATCH_FALSE;
    else if (a->attr == ATTR_radiotherapy && flat_history(a) == CRIT_CURRENT)
        ret->mask = MATCH_OPEN; /* had it; whether it goes on is not said */
    else if (flat_history(a) == CRIT_CURRENT && f->ago_days >= 0 && !a->window.set)
        ret->mask = MATCH_OPEN;
    else if (f->ago_days >= 0 && !(a->window.set && a->window.days >= 0))
        ret->mask = is_passing(a) ? MATCH_OPEN : MATCH_TRUE;
    else
        ret->mask = in_window(&a->window, f->ago_days, f->ago_days < 0 && !is_event(a->attr));
}

/* Completed years: 75 and a half is still 75 (an infant's limits are told in fractions). */
static double for_bound(uint16_t attr, double value, double bound)
{
    return attr == ATTR_age && bound == floor(bound) ? floor(value) : value;
}

static bool is_above_low(uint16_t attr, const struct flat_range *g, double v)
{
    if (!(g->bounds & FLAT_LOW))
        return true;
    v = for_bound(attr, v, g->low);
    return g->bounds & FLAT_OPEN_LOW ? v > g->low : v >= g->low;
}

static bool is_below_high(uint16_t attr, const struct flat_range *g, double v)
{
    if (!(g->bounds & FLAT_HIGH))
        return true;
    v = for_bound(attr, v, g->high);
    return g->bounds & FLAT_OPEN_HIGH ? v < g->high : v <= g->high;
}

/* How long is told of the first diagnosis; the trial asks about another of the person's diseases.
 */
static bool is_of_another_disease(struct matcher *m)
{
    int first = match_items_next(&m->person->of_attr[ATTR_diagnosis], 0);
    match_know_disease(m);
    return first >= 0 && match_items_any(&m->disease) &&
           !(m->disease.bits[first / 64] >> (first % 64) & 1);
}

/* "A year" is told in round figures: whether it is more than a year, less than one, stays open. */
static bool is_at_open_bound(const struct flat_range *g, double v)
{
    return (g->bounds & FLAT_LOW && g->bounds & FLAT_OPEN_LOW && v == g->low) ||
           (g->bounds & FLAT_HIGH && g->bounds & FLAT_OPEN_HIGH && v == g->high);
}

static void range_value(struct matcher *m, const struct flat_atom *a, struct flat_reader *r,
                        struct match_atom_value *ret)
{
    const struct match_fact *f = &m->person->facts[a->attr];
    bool known = f->state == MATCH_GIVEN && (!(a->flags & FLAT_XULN) || f->uln > 0);
    double scale = a->flags & FLAT_XULN ? f->uln : 1;
    double low = f->low / scale, high = f->high / scale;
    uint8_t mask = MATCH_FALSE;
    for (unsigned n = *r->p++; n > 0; n--) {
        struct flat_range g;
        flat_read_range(r, &g);
        if (is_above_low(a->attr, &g, low) && is_below_high(a->attr, &g, high))
            mask = MATCH_TRUE;
        else if (a->attr == ATTR_disease_duration && is_at_open_bound(&g, low))
            mask = MATCH_OPEN;
        else if (mask == MATCH_FALSE && is_above_low(a->attr, &g, high) &&
                 is_below_high(a->attr, &g, low))
            mask = MATCH_OPEN;
    }
    ret->mask = known ? mask : missing(a->attr);
    if (known && a->attr == ATTR_disease_duration && is_of_another_disease(m))
        ret->mask = MATCH_OPEN;
}

/* States that cannot be true beside the given ones. */
static uint64_t excluded_states(uint64_t given)
{
    const struct attribute *a = &attributes[ATTR_disease_state];
    static const char *const pairs[][2] = {{"resectable", "unresectable"},
                                           {"newly_diagnosed", "recurrent"},
                                           {"newly_diagnosed", "refractory"}};
    uint64_t out = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        uint64_t x = 1ull << (attribute_find_value(a, pairs[i][0], strlen(pairs[i][0])) & 63);
        uint64_t y = 1ull << (attribute_find_value(a, pairs[i][1], strlen(pairs[i][1])) & 63);
        out |= (given & x ? y : 0) | (given & y ? x : 0);
    }
    return out;
}

static void set_value(const struct matcher *m, const struct flat_atom *a, struct flat_reader *r,
                      struct match_atom_value *ret)
{
    const struct match_fact *f = &m->person->facts[a->attr];
    uint64_t wanted = flat_varint64(r);
    if (f->state != MATCH_GIVEN)
        ret->mask = missing(a->attr);
    else if (f->bits & wanted)
        ret->mask = MATCH_TRUE;
    else if (!attributes[a->attr].open)
        ret->mask = MATCH_FALSE;
    else
        ret->mask = wanted & ~excluded_states(f->bits) ? MATCH_OPEN : MATCH_FALSE;
}

/* An item where it is looked for, and in the history a disease asked for within a time: it may have
   struck and be over ("a stroke within the last 3 months"). */
static void list_value(struct matcher *m, const struct flat_atom *a, struct flat_reader *r,
                       struct match_atom_value *ret)
{
    const struct match_places *places = &m->places[a->attr][flat_history(a)];
    struct match_places more;
    if (a->node == FLAT_ANY) {
        any_value(m, a, places, ret);
        return;
    }
    if (match_is_disease(a->attr) && a->window.set && a->window.days >= 0) {
        more = *places;
        match_items_add(&more.items, &m->person->of_attr[ATTR_history]);
        places = &more;
    }
    concept_value(m, a, r, places, ret);
}

static bool is_of_list(uint8_t node)
{
    return node == FLAT_CONCEPT || node == FLAT_ANY;
}

/* Kept out of line: most atoms are answered before, and the room this takes would be made for all.
 */
static __attribute__((noinline)) void look(struct matcher *m, struct flat_atom *a,
                                           struct flat_reader *r, struct match_atom_value *ret)
{
    flat_read_rest(r, a);
    if (is_of_list(a->node))
        list_value(m, a, r, ret);
    else if (a->node == FLAT_RANGE)
        range_value(m, a, r, ret);
    else if (a->node == FLAT_SET)
        set_value(m, a, r, ret);
    else
        flag_value(m, a, ret);
}

/* What is known without a look at what the atom asks for; 0: a look is needed. */
static uint8_t at_once(const struct matcher *m, const struct flat_atom *a)
{
    if (is_of_list(a->node)) {
        uint8_t mask = m->at_once[a->attr][match_at_once_of(a)];
        return mask == MATCH_OPEN ? open_list(a) : mask;
    }
    if (m->person->facts[a->attr].state == MATCH_GIVEN || a->attr == ATTR_other_malignancy)
        return 0;
    return missing(a->attr);
}

/* r stands behind the node's byte; it is moved behind the atom, of which only the head need have
   been read. */
void match_atom(struct matcher *m, struct flat_reader *r, uint8_t node, struct flat_atom *a,
                struct match_atom_value *ret)
{
    flat_read_head(r, node, a);
    *ret = (struct match_atom_value){at_once(m, a), -1};
    if (ret->mask == 0) {
        ret->mask = MATCH_SITE;
        look(m, a, r, ret);
    }
    r->p = a->end;
    if (a->flags & FLAT_NEGATED)
        ret->mask = match_turn(ret->mask);
    if (a->flags & FLAT_DOUBTFUL && (ret->mask == MATCH_TRUE || ret->mask == MATCH_FALSE))
        ret->mask = MATCH_SITE;
}
