/* Where a person's things are looked for: worked out once for every list. */
#include "search/match_inner.h"

/* The list is given, and it is all there is. */
static bool is_complete(const struct matcher *m, enum attr attr)
{
    const struct match_fact *f = &m->person->facts[attr];
    return f->state == MATCH_GIVEN && !f->partial;
}

static void add_current(const struct matcher *m, struct match_places *p)
{
    const struct match_items *of = &m->person->of_attr[ATTR_prior_therapy];
    for (int i = match_items_next(of, 0); i >= 0; i = match_items_next(of, i + 1)) {
        if (m->person->items[i].current)
            p->items.bits[i / 64] |= 1ull << (i % 64);
    }
}

static void find_places(const struct matcher *m, uint16_t attr, enum crit_history history,
                        struct match_places *ret)
{
    const struct match_items *of = m->person->of_attr;
    if (attr == ATTR_comorbidity && history == CRIT_PAST)
        attr = ATTR_history;
    ret->items = of[attr];
    ret->complete = is_complete(m, (enum attr)attr);
    switch (attr) {
    case ATTR_comorbidity:
        match_items_add(&ret->items, &of[ATTR_diagnosis]);
        if (history == CRIT_EVER) {
            match_items_add(&ret->items, &of[ATTR_history]);
            ret->complete = ret->complete && is_complete(m, ATTR_history);
        }
        break;
    case ATTR_diagnosis:
        match_items_add(&ret->items, &of[ATTR_comorbidity]);
        break;
    case ATTR_history:
        match_items_add(&ret->items, &of[ATTR_comorbidity]);
        match_items_add(&ret->items, &of[ATTR_diagnosis]);
        break;
    case ATTR_prior_therapy:
        if (history == CRIT_CURRENT) {
            ret->items = (struct match_items){0};
            add_current(m, ret);
        }
        match_items_add(&ret->items, &of[ATTR_current_medication]);
        break;
    case ATTR_current_medication:
        add_current(m, ret);
        break;
    default:
        break;
    }
    ret->complete = ret->complete && !attributes[attr].open;
    ret->any = match_items_any(&ret->items);
}

static bool ends_in(const struct concept_ref *r, const char *end)
{
    size_t n = strlen(end);
    return r->len >= n && memcmp(r->word + r->len - n, end, n) == 0;
}

/* The comparing form drops the last long mark. */
bool match_names_allergy(const struct concept_ref *r)
{
    return ends_in(r, "アレルギ") || ends_in(r, "アレルギー") || ends_in(r, "allergy") ||
           ends_in(r, "allergies");
}

bool match_names_pollen(const struct concept_ref *r)
{
    static const char word[] = "花粉";
    return memmem(r->word, r->len, word, sizeof word - 1) != NULL;
}

/* An allergy stands in one list or in the other: who named it as a disease (食物アレルギー) may
   have no allergens listed, who listed those need not name it again. Neither list says that it is
   not there. */
static void find_allergies(struct matcher *m)
{
    for (size_t i = 0; i < m->person->n_items; i++) {
        const struct match_item *item = &m->person->items[i];
        bool named = match_is_disease(item->attr) &&
                     (match_names_allergy(&item->name) || match_names_pollen(&item->name));
        m->allergy_named = m->allergy_named || named;
        m->allergens = m->allergens || item->attr == ATTR_allergy;
    }
}

/* Most lists hold nothing that a criterion could name: what then comes of it is worked out once. */
static void find_at_once(struct matcher *m, uint16_t attr, unsigned h)
{
    const struct match_places *places = &m->places[attr][h];
    bool had = match_items_any(&m->person->of_attr[ATTR_history]);
    bool elsewhere =
        attr == ATTR_allergy ? m->allergy_named : m->allergens && match_is_disease(attr);
    elsewhere |= attr == ATTR_prior_therapy && h == CRIT_CURRENT &&
                 match_items_any(&m->person->of_attr[ATTR_prior_therapy]);
    if (places->any || elsewhere)
        return;
    uint8_t mask = places->complete ? MATCH_FALSE : MATCH_OPEN;
    m->at_once[attr][2 * h] = mask;
    m->at_once[attr][2 * h + 1] = had && match_is_disease(attr) ? 0 : mask;
}

void match_find_places(struct matcher *m)
{
    for (uint16_t attr = 0; attr < n_attributes; attr++) {
        for (int h = CRIT_HISTORY_NONE; h <= CRIT_EVER && attributes[attr].list; h++)
            find_places(m, attr, (enum crit_history)h, &m->places[attr][h]);
    }
    find_allergies(m);
    for (uint16_t attr = 0; attr < n_attributes; attr++) {
        for (unsigned h = CRIT_HISTORY_NONE; h <= CRIT_EVER; h++)
            find_at_once(m, attr, h);
    }
}
