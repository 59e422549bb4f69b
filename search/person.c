#include "search/person.h"
#include "schema/base/mem.h"
#include <math.h>
#include <string.h>

enum { NAMES_MAX = 4 }; /* in one item of a list */

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

static struct match_item *add_item(struct maker *k, uint16_t attr, const struct concept_ref *name)
{
    struct match_person *p = k->p;
    if (p->n_items == MATCH_ITEMS_MAX) {
        /* not all of it fits: what is missing may be there */
        p->facts[attr].state = MATCH_NOT_ASKED;
        return NULL;
    }
    size_t i = p->n_items++;
    struct match_item *out = &p->items[i];
    *out = (struct match_item){.name = *name, .attr = attr, .said = -1, .ago_days = -1};
    p->of_attr[attr].bits[i / 64] |= 1ull << (i % 64);
    return out;
}

static bool is_disease(uint16_t attr)
{
    return attr == ATTR_diagnosis || attr == ATTR_comorbidity || attr == ATTR_history;
}

/* What somebody names there. A symptom is no diagnosis: who names one may have any disease. */
static struct concept_told told_of(uint16_t attr)
{
    const unsigned ills = 1u << LEXICON_DISEASE | 1u << LEXICON_SYMPTOM;
    const unsigned drugs = 1u << LEXICON_DRUG | 1u << LEXICON_DRUG_CLASS;
    const unsigned done = 1u << LEXICON_PROCEDURE | 1u << LEXICON_DEVICE;
    struct concept_told all = {~0u, ~0u, attr == ATTR_history};
    if (attr == ATTR_diagnosis)
        return (struct concept_told){ills, 1u << LEXICON_DISEASE, false};
    if (is_disease(attr))
        all.classes = ills;
    else if (attr == ATTR_current_medication || attr == ATTR_prior_therapy)
        all.classes = drugs | done;
    else if (attr == ATTR_prior_surgery || attr == ATTR_transplant)
        all.classes = done;
    return all;
}

/* Names that are told as one item: 肺癌 and what else stands in it. */
static size_t names_of(struct maker *k, uint16_t attr, const char *word, struct concept_ref *ret)
{
    struct concept_told how = told_of(attr);
    if (attr != ATTR_biomarker && attr != ATTR_metastasis_site)
        return concept_read_told(k->concepts, k->p, word, &how, ret, NAMES_MAX);
    concept_read(k->concepts, k->p, word, ret);
    return 1;
}

static void read_item(struct maker *k, uint16_t attr, const struct fact *f, size_t nth)
{
    struct concept_ref names[NAMES_MAX];
    size_t n = names_of(k, attr, f->items[nth].word, names);
    for (size_t i = 0; i < n; i++) {
        struct match_item *item = add_item(k, attr, &names[i]);
        size_t at = k->p->n_items - 1;
        if (!item)
            return;
        item->said = (int)nth;
        item->ago_days = f->items[nth].ago_days;
        item->current = f->items[nth].current;
        if (is_disease(attr) && names[i].trust == CONCEPT_TRUSTED &&
            concept_is_malignancy(k->concepts, &item->name)) {
            item->malignant = true;
            k->p->malignant.bits[at / 64] |= 1ull << (at % 64);
        }
    }
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
        read_item(k, attr, f, i);
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

static void derive_menopause(struct match_person *p)
{
    static const char before[] = "premenopausal";
    struct match_fact *f = &p->facts[ATTR_menopausal];
    if (!is_given(p, ATTR_pregnant) || !p->facts[ATTR_pregnant].flag || f->state != MATCH_NOT_ASKED)
        return;
    int value = attribute_find_value(&attributes[ATTR_menopausal], before, sizeof before - 1);
    f->state = MATCH_GIVEN;
    f->derived = true;
    f->bits = 1ULL << value;
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

/* Organs in which a metastasis is a distant one (UICC TNM: M1), by their whole names in comparing
 * form, and what a diagnosis of the organ itself holds: of these it may be a second tumour there
 * (肝内転移). Lungs, skin and whatever nobody knows may lie near the first. */
static const struct {
    const char *name, *own, *own_too;
} far_organs[] = {
    {"肝", "肝", "hepat"},        {"肝臓", "肝", "hepat"},    {"liver", "liver", "hepat"},
    {"骨", "骨", "osteo"},        {"bone", "bone", "osteo"},  {"bones", "bone", "osteo"},
    {"脳", "脳", "glio"},         {"brain", "brain", "glio"}, {"副腎", "副腎", "adren"},
    {"adrenal", "adren", "副腎"},
};

static bool holds(const struct concept_ref *r, const char *text)
{
    return memmem(r->word, r->len, text, strlen(text)) != NULL;
}

static bool is_of_own_organ(const struct match_person *p, size_t organ)
{
    for (size_t i = 0; i < p->n_items; i++)
        if (is_disease(p->items[i].attr) && (holds(&p->items[i].name, far_organs[organ].own) ||
                                             holds(&p->items[i].name, far_organs[organ].own_too)))
            return true;
    return false;
}

static bool is_far(const struct match_person *p, const struct concept_ref *place)
{
    for (size_t k = 0; k < sizeof far_organs / sizeof *far_organs; k++)
        if (strlen(far_organs[k].name) == place->len &&
            memcmp(place->word, far_organs[k].name, place->len) == 0)
            return !is_of_own_organ(p, k);
    return false;
}

static void derive_spread(struct match_person *p)
{
    if (p->facts[ATTR_tnm_m].state != MATCH_NOT_ASKED)
        return;
    for (size_t i = 0; i < p->n_items; i++)
        if (p->items[i].attr == ATTR_metastasis_site && is_far(p, &p->items[i].name)) {
            derive_number(p, ATTR_tnm_m, 1);
            return;
        }
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
        (void)add_item(k, ATTR_histology, &h);
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
    derive_menopause(p);
    derive_pregnancy(p);
    derive_spread(p);
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
