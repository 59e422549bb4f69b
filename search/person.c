#include "search/person.h"
#include "schema/base/mem.h"
#include <math.h>
#include <string.h>

struct maker {
    struct concepts *concepts;
    struct match_person *p;
    const struct facts *f;
};

enum concept_relation person_relate(const void *arg, enum concept_manner manner,
                                    const struct concept_ref *item, const struct concept_ref *asked)
{
    return concept_relate(arg, manner, item, asked);
}

static struct match_item *add_item(struct maker *k, uint16_t attr, const struct fact_item *item)
{
    struct match_person *p = k->p;
    if (p->n_items == MATCH_ITEMS_MAX) {
        /* not all of it fits: what is missing may be there */
        p->facts[attr].state = MATCH_NOT_ASKED;
        return NULL;
    }
    size_t i = p->n_items++;
    struct match_item *out = &p->items[i];
    *out = (struct match_item){.attr = attr, .ago_days = -1};
    if (item) {
        concept_read(k->concepts, p, item->word, &out->name);
        out->ago_days = item->ago_days;
        out->current = item->current;
    }
    p->of_attr[attr].bits[i / 64] |= 1ull << (i % 64);
    return out;
}

static bool is_disease(uint16_t attr)
{
    return attr == ATTR_diagnosis || attr == ATTR_comorbidity || attr == ATTR_history;
}

static void read_list(struct maker *k, uint16_t attr, const struct fact *f)
{
    struct match_fact *out = &k->p->facts[attr];
    const struct attribute *a = &attributes[attr];
    for (size_t i = 0; i < f->n_items; i++) {
        if (a->kind == ATTR_ENUM) {
            int v = attribute_find_value(a, f->items[i].word, strlen(f->items[i].word));
            out->bits |= v >= 0 ? 1ull << v : 0;
            continue;
        }
        struct match_item *item = add_item(k, attr, &f->items[i]);
        size_t at = k->p->n_items - 1;
        if (item && is_disease(attr) && concept_is_malignancy(k->concepts, &item->name)) {
            item->malignant = true;
            k->p->malignant.bits[at / 64] |= 1ull << (at % 64);
        }
    }
}

static void read_value(struct maker *k, uint16_t attr, const struct fact *f)
{
    struct match_fact *out = &k->p->facts[attr];
    const struct attribute *a = &attributes[attr];
    if (a->list)
        read_list(k, attr, f);
    else if (a->kind == ATTR_ENUM)
        out->bits = 1ull << (attribute_find_value(a, f->word, strlen(f->word)) & 63);
    else if (attribute_has_letters(a)) {
        if (!flat_letter_range(attr, f->word, &out->low, &out->high))
            out->state = MATCH_NOT_ASKED;
    } else
        out->low = out->high = f->number;
}

static void read_fact(struct maker *k, uint16_t attr)
{
    static const enum match_state states[] = {MATCH_NOT_ASKED, MATCH_NO_ANSWER, MATCH_GIVEN};
    const struct fact *f = &k->f->by_attr[attr];
    struct match_fact *out = &k->p->facts[attr];
    *out = (struct match_fact){.state = states[f->state],
                               .flag = f->flag,
                               .partial = f->partial,
                               .uln = f->uln > 0 ? f->uln : -1,
                               .ago_days = f->ago_days};
    if (f->state == FACT_GIVEN)
        read_value(k, attr, f);
}

static bool is_given(const struct match_person *p, enum attr attr)
{
    return p->facts[attr].state == MATCH_GIVEN;
}

static bool has_value(const struct match_person *p, enum attr attr, const char *value)
{
    int v = attribute_find_value(&attributes[attr], value, strlen(value));
    return is_given(p, attr) && v >= 0 && p->facts[attr].bits >> v & 1;
}

static void derive_number(struct match_person *p, enum attr attr, double value)
{
    struct match_fact *f = &p->facts[attr];
    f->state = MATCH_GIVEN;
    f->derived = true;
    f->low = f->high = value;
}

static void derive_flag(struct match_person *p, enum attr attr, bool value)
{
    struct match_fact *f = &p->facts[attr];
    if (f->state == MATCH_GIVEN)
        return;
    f->state = MATCH_GIVEN;
    f->derived = true;
    f->flag = value;
    f->ago_days = -1;
}

static bool list_is_empty(const struct match_person *p, enum attr attr)
{
    return is_given(p, attr) && !p->facts[attr].partial && !p->of_attr[attr].bits[0] &&
           !p->of_attr[attr].bits[1];
}

static bool list_has_some(const struct match_person *p, enum attr attr)
{
    return p->of_attr[attr].bits[0] || p->of_attr[attr].bits[1];
}

/* No pregnancy of men, after the menopause, and of women of 60 and over. */
static void derive_pregnancy(struct match_person *p)
{
    bool old =
        has_value(p, ATTR_sex, "female") && is_given(p, ATTR_age) && p->facts[ATTR_age].low >= 60;
    if (!has_value(p, ATTR_sex, "male") && !has_value(p, ATTR_menopausal, "postmenopausal") && !old)
        return;
    derive_flag(p, ATTR_pregnant, false);
    derive_flag(p, ATTR_breastfeeding, false);
    derive_flag(p, ATTR_childbearing_potential, false);
}

/* 胃腺癌 says 腺癌. */
static void derive_histology(struct maker *k)
{
    struct match_person *p = k->p;
    struct concept_ref h;
    if (is_given(p, ATTR_histology))
        return;
    for (size_t i = 0, n = p->n_items; i < n; i++) {
        if (p->items[i].attr != ATTR_diagnosis ||
            !concept_find_histology(k->concepts, p, &p->items[i].name, &h))
            continue;
        p->facts[ATTR_histology].state = MATCH_GIVEN;
        p->facts[ATTR_histology].derived = true;
        struct match_item *item = add_item(k, ATTR_histology, NULL);
        if (item)
            item->name = h;
    }
}

static void derive(struct maker *k)
{
    struct match_person *p = k->p;
    if (!is_given(p, ATTR_bmi) && is_given(p, ATTR_height) && is_given(p, ATTR_weight)) {
        double metres = p->facts[ATTR_height].low / 100;
        double bmi = p->facts[ATTR_weight].low / (metres * metres);
        derive_number(p, ATTR_bmi, round(bmi * 100) / 100);
    }
    if (!is_given(p, ATTR_line_of_therapy) && list_is_empty(p, ATTR_prior_therapy))
        derive_number(p, ATTR_line_of_therapy, 0);
    if (list_has_some(p, ATTR_diagnosis))
        derive_flag(p, ATTR_healthy, false);
    else if (p->facts[ATTR_diagnosis].state == MATCH_NOT_ASKED && is_given(p, ATTR_healthy) &&
             p->facts[ATTR_healthy].flag) {
        p->facts[ATTR_diagnosis].state = MATCH_GIVEN;
        p->facts[ATTR_diagnosis].derived = true;
    }
    derive_pregnancy(p);
    derive_histology(k);
}

struct match_person *person_read(struct concepts *c, void *ctx, const struct facts *f)
{
    struct maker k = {c, MEM_NEW(ctx, struct match_person), f};
    for (uint16_t i = 0; i < n_attributes; i++)
        read_fact(&k, i);
    derive(&k);
    return k.p;
}
