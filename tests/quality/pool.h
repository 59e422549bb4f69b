/*
 * Made-up trials and people for measurements that need many of them: criteria as registrations have
 * them (age, disease, state, laboratory limits, other diseases, treatments with windows, pregnancy,
 * judgement), names from the lexicon. The same seed gives the same pool.
 */
#pragma once
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "search/attributes.h"
#include "search/person.h"
#include "search/lexicon.h"
#include <math.h>

struct pool {
    void *ctx;
    struct lexicon *lexicon;
    struct concepts *concepts;
    const char *diseases[400], *drugs[300], *procedures[100];
    size_t n_diseases, n_drugs, n_procedures;
    struct rng rng;
    struct flat_bytes *trials;
    size_t n_trials;
    size_t bytes; /* of all flat forms */
};

static inline double pool_unit(struct pool *p)
{
    return (double)(rng_next(&p->rng) >> 11) / 9007199254740992.0;
}

static inline size_t pool_pick(struct pool *p, size_t n)
{
    return (size_t)(pool_unit(p) * (double)n);
}

/* About normal, with the attribute's typical range. */
static inline double pool_value(struct pool *p, uint16_t attr)
{
    const struct attribute *a = &attributes[attr];
    double z = 0;
    for (int i = 0; i < 6; i++)
        z += pool_unit(p);
    z = (z - 3) * 1.4142;
    double v =
        (a->typical_low + a->typical_high) / 2 + z * (a->typical_high - a->typical_low) / 2.563;
    v = v < a->min ? a->min : v > a->max ? a->max : v;
    if (a->kind == ATTR_ORDINAL)
        return round(v);
    double step = pow(10, floor(log10(a->typical_high)) - 1);
    return round(v / step) * step;
}

static inline void pool_names(struct pool *p)
{
    for (uint32_t i = 0; i < lexicon_count(p->lexicon); i++) {
        struct lexicon_concept c;
        lexicon_concept(p->lexicon, i, &c);
        const char *class = lexicon_class_name(c.class);
        if (i % 7 != 0 || c.n_parents == 0)
            continue;
        if (strcmp(class, "disease") == 0 && p->n_diseases < 400)
            p->diseases[p->n_diseases++] = c.ja;
        else if (strncmp(class, "drug", 4) == 0 && p->n_drugs < 300)
            p->drugs[p->n_drugs++] = c.ja;
        else if (strcmp(class, "procedure") == 0 && p->n_procedures < 100)
            p->procedures[p->n_procedures++] = c.ja;
    }
}

static inline struct crit_node *pool_node(void *ctx, enum crit_type type, size_t n)
{
    struct crit_node *e = MEM_NEW(ctx, struct crit_node);
    e->type = type;
    e->children = n ? MEM_ARRAY(ctx, struct crit_node *, n) : NULL;
    e->n = n;
    e->end = 20;
    return e;
}

static inline struct crit_node *pool_atom(void *ctx, uint16_t attr, enum crit_op op)
{
    struct crit_node *e = pool_node(ctx, CRIT_ATOM, 0);
    e->atom = MEM_NEW(ctx, struct crit_atom);
    e->atom->attr = attr;
    e->atom->op = op;
    e->atom->confidence = 1;
    e->atom->window.n = -1;
    return e;
}

static inline struct crit_node *pool_number(void *ctx, uint16_t attr, enum crit_op op, double v)
{
    struct crit_node *e = pool_atom(ctx, attr, op);
    const struct attribute *a = &attributes[attr];
    e->atom->n = 1;
    if (attribute_has_letters(a)) {
        e->atom->words = MEM_ARRAY(ctx, char *, 1);
        e->atom->words[0] = mem_strdup(ctx, a->values[(int)v]);
        return e;
    }
    e->atom->numbers = MEM_ARRAY(ctx, double, 1);
    e->atom->numbers[0] = v;
    return e;
}

static inline struct crit_node *pool_name(void *ctx, uint16_t attr, const char *name)
{
    struct crit_node *e = pool_atom(ctx, attr, CRIT_OP_IS);
    e->atom->n = 1;
    e->atom->words = MEM_ARRAY(ctx, char *, 1);
    e->atom->words[0] = mem_strdup(ctx, name);
    return e;
}

static inline struct crit_node *pool_within(struct pool *p, struct crit_node *e)
{
    static const double weeks[] = {2, 4, 8, 12, 26, 52};
    if (pool_unit(p) < 0.5)
        e->atom->window = (struct crit_window){weeks[pool_pick(p, 6)], CRIT_WEEK, CRIT_BEFORE,
                                               CRIT_ANCHOR_ENROLLMENT, true};
    return e;
}

/* A limit that most patients keep (inclusion) or few pass (exclusion). */
static inline struct crit_node *pool_limit(struct pool *p, void *ctx, bool inclusion)
{
    static const uint16_t attrs[] = {ATTR_ecog_ps,    ATTR_neutrophils, ATTR_platelets,
                                     ATTR_hemoglobin, ATTR_creatinine,  ATTR_egfr,
                                     ATTR_ast,        ATTR_alt,         ATTR_bilirubin_total,
                                     ATTR_hba1c,      ATTR_systolic_bp, ATTR_lvef,
                                     ATTR_bmi,        ATTR_mmse,        ATTR_line_of_therapy,
                                     ATTR_nyha,       ATTR_stage,       ATTR_disease_duration,
                                     ATTR_potassium,  ATTR_qtcf};
    uint16_t attr = attrs[pool_pick(p, pool_unit(p) < 0.5 ? 9 : 20)];
    const struct attribute *a = &attributes[attr];
    bool low = pool_unit(p) < 0.5;
    double width = a->typical_high - a->typical_low, share = 0.3 * pool_unit(p);
    double v = low ? a->typical_low + width * share : a->typical_high - width * share;
    double step = a->kind == ATTR_ORDINAL ? 1 : pow(10, floor(log10(a->typical_high)) - 1);
    v = round(v / step) * step;
    enum crit_op op = low == inclusion ? CRIT_OP_GE : CRIT_OP_LE;
    return pool_number(ctx, attr, inclusion ? op : low ? CRIT_OP_LT : CRIT_OP_GT, v);
}

static inline struct crit_node *pool_names_or(struct pool *p, void *ctx, uint16_t attr,
                                              const char *const *names, size_t n)
{
    size_t k = 1 + pool_pick(p, 3);
    struct crit_node *e = pool_node(ctx, CRIT_OR, k);
    for (size_t i = 0; i < k; i++)
        e->children[i] = pool_within(p, pool_name(ctx, attr, names[pool_pick(p, n)]));
    return e;
}

static inline struct crit_node *pool_exclusion(struct pool *p, void *ctx)
{
    static const uint16_t flags[] = {ATTR_other_trial,
                                     ATTR_active_infection,
                                     ATTR_other_malignancy,
                                     ATTR_interstitial_lung_disease,
                                     ATTR_psychiatric_disorder,
                                     ATTR_dialysis,
                                     ATTR_autoimmune_disease,
                                     ATTR_substance_abuse,
                                     ATTR_pacemaker,
                                     ATTR_suicidality};
    struct crit_node *e;
    double u = pool_unit(p);
    if (u < 0.28)
        return pool_names_or(p, ctx, ATTR_comorbidity, p->diseases, p->n_diseases);
    if (u < 0.38)
        return pool_names_or(p, ctx, ATTR_history, p->diseases, p->n_diseases);
    if (u < 0.48)
        return pool_names_or(p, ctx, ATTR_prior_therapy, p->drugs, p->n_drugs);
    if (u < 0.56)
        return pool_names_or(p, ctx, ATTR_current_medication, p->drugs, p->n_drugs);
    if (u < 0.75)
        return pool_within(p, pool_atom(ctx, flags[pool_pick(p, 10)], CRIT_OP_PRESENT));
    if (u < 0.85)
        return pool_limit(p, ctx, false);
    if (u < 0.93) {
        e = pool_node(ctx, CRIT_OR, 2);
        e->children[0] = pool_atom(ctx, ATTR_pregnant, CRIT_OP_PRESENT);
        e->children[1] = pool_atom(ctx, ATTR_breastfeeding, CRIT_OP_PRESENT);
        return e;
    }
    return pool_node(ctx, u < 0.97 ? CRIT_JUDGEMENT : CRIT_OPAQUE, 0);
}

static inline struct crit_node *pool_age(struct pool *p, void *ctx)
{
    static const double lows[] = {18, 18, 20, 20, 20, 40, 50, 65}, highs[] = {65, 74, 75, 79, 80};
    double low = lows[pool_pick(p, 8)];
    struct crit_node *e = pool_number(ctx, ATTR_age, CRIT_OP_GE, low);
    if (pool_unit(p) < 0.4)
        return e;
    e->atom->op = CRIT_OP_BETWEEN;
    e->atom->numbers = MEM_ARRAY(ctx, double, 2);
    e->atom->numbers[0] = low;
    e->atom->numbers[1] = low >= 65 ? 85 : highs[pool_pick(p, 5)];
    e->atom->n = 2;
    return e;
}

static inline struct crit_node *pool_inclusion(struct pool *p, void *ctx, size_t i,
                                               const char *disease)
{
    if (i == 0)
        return pool_age(p, ctx);
    if (i == 1)
        return pool_name(ctx, ATTR_diagnosis, disease);
    if (i == 2)
        return pool_node(ctx, CRIT_CONSENT, 0);
    return pool_unit(p) < 0.85 ? pool_limit(p, ctx, true) : pool_node(ctx, CRIT_OPAQUE, 0);
}

static inline void pool_trial(struct pool *p, struct flat_bytes *ret)
{
    void *tmp = talloc_new(NULL);
    static char text[] = "ここに一つの基準が書いてある。実際の長さはこのくらいである。";
    struct crit items[40];
    size_t n_in = 4 + pool_pick(p, 6), n_ex = 5 + pool_pick(p, 10);
    const char *disease = p->diseases[pool_pick(p, p->n_diseases)];
    for (size_t i = 0; i < n_in + n_ex; i++) {
        uint32_t at = (uint32_t)(i < n_in ? i : i - n_in) * 70;
        items[i] = (struct crit){.text = text,
                                 .begin = at,
                                 .end = at + 60,
                                 .kind = i < n_in ? CRIT_INCLUSION : CRIT_EXCLUSION,
                                 .coverage = CRIT_FULL,
                                 .expr = i < n_in ? pool_inclusion(p, tmp, i, disease)
                                                  : pool_exclusion(p, tmp)};
    }
    double u = pool_unit(p);
    struct flat_input in = {items, n_in + n_ex, u < 0.06 ? 2 : u < 0.1 ? 1 : 0, 18, -1};
    criteria_flat_build(p->concepts, p->ctx, &in, ret);
    p->bytes += ret->len;
    talloc_free(tmp);
}

static inline struct pool *pool_new(void *ctx, uint64_t seed, size_t n_trials)
{
    struct pool *p = MEM_NEW(ctx, struct pool);
    p->ctx = p;
    p->lexicon = lexicon_builtin_open(p);
    p->concepts = concepts_new(p, p->lexicon);
    p->rng.state = seed;
    pool_names(p);
    p->trials = MEM_ARRAY(p, struct flat_bytes, n_trials + 1);
    for (; p->n_trials < n_trials; p->n_trials++)
        pool_trial(p, &p->trials[p->n_trials]);
    return p;
}

static inline void pool_give_list(struct pool *p, struct facts *f, uint16_t attr,
                                  const char *const *names, size_t n, size_t count)
{
    struct fact *fact = &f->by_attr[attr];
    fact->state = FACT_GIVEN;
    fact->items = MEM_ARRAY(f, struct fact_item, count + 1);
    for (size_t i = 0; i < count; i++)
        fact->items[fact->n_items++] =
            (struct fact_item){mem_strdup(f, names[pool_pick(p, n)]),
                               pool_unit(p) < 0.5 ? 900 * pool_unit(p) : -1, false};
}

static inline void pool_give(struct pool *p, struct facts *f, uint16_t attr)
{
    struct fact *fact = &f->by_attr[attr];
    const struct attribute *a = &attributes[attr];
    bool yes = pool_unit(p) < a->typical_low;
    size_t some = pool_pick(p, 4);
    fact->state = FACT_GIVEN;
    if (attr == ATTR_diagnosis)
        pool_give_list(p, f, attr, p->diseases, p->n_diseases, 1);
    else if (attr == ATTR_comorbidity || attr == ATTR_history)
        pool_give_list(p, f, attr, p->diseases, p->n_diseases, some);
    else if (attr == ATTR_prior_therapy || attr == ATTR_current_medication)
        pool_give_list(p, f, attr, p->drugs, p->n_drugs, some);
    else if (a->list)
        pool_give_list(p, f, attr, p->procedures, p->n_procedures, 0);
    else if (a->kind == ATTR_FLAG)
        fact->flag = yes;
    else if (a->kind == ATTR_ENUM)
        fact->word = mem_strdup(f, a->values[yes ? 0 : 1]);
    else if (attribute_has_letters(a))
        fact->word = mem_strdup(f, a->values[(int)pool_value(p, attr)]);
    else
        fact->number = pool_value(p, attr);
}

static inline void pool_deny(struct facts *f, uint16_t attr)
{
    f->by_attr[attr].flag = false;
}

/* No facts that contradict each other. */
static inline void pool_agree(struct pool *p, void *ctx, struct facts *f)
{
    static const uint16_t lists[] = {ATTR_diagnosis, ATTR_comorbidity, ATTR_history};
    struct fact *of = f->by_attr;
    bool male = strcmp(of[ATTR_sex].word, "male") == 0;
    pool_deny(f, ATTR_healthy);
    if (male || of[ATTR_age].number >= 60 ||
        strcmp(of[ATTR_menopausal].word, "postmenopausal") == 0) {
        pool_deny(f, ATTR_pregnant);
        pool_deny(f, ATTR_breastfeeding);
        pool_deny(f, ATTR_childbearing_potential);
    }
    double metres = of[ATTR_height].number / 100;
    of[ATTR_bmi].number = of[ATTR_weight].number / (metres * metres);
    if (of[ATTR_prior_therapy].n_items == 0)
        of[ATTR_line_of_therapy].number = 0;
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < of[lists[i]].n_items; j++) {
            struct concept_ref r;
            concept_read(p->concepts, ctx, of[lists[i]].items[j].word, &r);
            if (concept_is_malignancy(p->concepts, &r))
                of[ATTR_other_malignancy].state = FACT_NULL; /* the lists tell */
        }
    }
}

/* Somebody who can answer everything. */
static inline struct facts *pool_person(struct pool *p, void *ctx)
{
    struct facts *f = facts_new(ctx);
    for (uint16_t i = 0; i < n_attributes; i++) {
        if (!attributes[i].site)
            pool_give(p, f, i);
    }
    pool_agree(p, f, f);
    return f;
}
