/* The reference trials and patients of $SHIRUBE_SHARED/data/eligibility/ja, where they are. */
#pragma once
#include "schema/base/mem.h"
#include "search/lexicon.h"
#include "tests/unit/tree_json.h"
#include "search/person.h"
#include <stdio.h>
#include <stdlib.h>

struct gold_trial {
    char id[64];
    struct crit *items;
    size_t n;
    int sex;
    double age_min, age_max;
};
struct gold {
    struct lexicon *lexicon;
    struct concepts *concepts;
    struct gold_trial trials[512];
    struct flat_bytes flats[512];
    size_t n_trials;
    struct facts *people[512];
    size_t n_people;
};

static inline void gold_stop(const char *why, const char *what)
{
    (void)fprintf(stderr, "reference data: %s: %s\n", why, what);
    exit(1);
}

static inline const char *gold_text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static inline double gold_limit(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : -1;
}

static inline int gold_sex(const json_t *o)
{
    const char *sex = gold_text(o, "sex");
    return strcmp(sex, "male") == 0 ? 1 : strcmp(sex, "female") == 0 ? 2 : 0;
}

static inline json_t *gold_line(FILE *f)
{
    static char line[1 << 20];
    json_error_t error;
    if (!fgets(line, sizeof line, f))
        return NULL;
    json_t *o = json_loads(line, 0, &error);
    if (!o)
        gold_stop("not JSON", error.text);
    return o;
}

static inline struct gold_trial *gold_find(struct gold *g, const char *id, bool add)
{
    for (size_t i = 0; i < g->n_trials; i++) {
        if (strcmp(g->trials[i].id, id) == 0)
            return &g->trials[i];
    }
    if (!add || g->n_trials == 512)
        return NULL;
    struct gold_trial *t = &g->trials[g->n_trials++];
    *t = (struct gold_trial){.age_min = -1, .age_max = -1};
    text_copy(t->id, sizeof t->id, id);
    return t;
}

static inline void gold_criterion(void *arg, const json_t *o)
{
    struct gold *g = arg;
    struct gold_trial *t = gold_find(g, gold_text(o, "trial"), true);
    t->items = MEM_GROW(g, t->items, struct crit, t->n + 1);
    struct crit *c = &t->items[t->n++];
    const json_t *span = json_object_get(o, "span");
    bool full = strcmp(gold_text(o, "coverage"), "full") == 0;
    bool partial = strcmp(gold_text(o, "coverage"), "partial") == 0;
    *c = (struct crit){.text = mem_strdup(g, gold_text(o, "text"))};
    c->begin = (uint32_t)json_integer_value(json_array_get(span, 0));
    c->end = (uint32_t)json_integer_value(json_array_get(span, 1));
    c->kind = strcmp(gold_text(o, "kind"), "exclusion") == 0 ? CRIT_EXCLUSION : CRIT_INCLUSION;
    c->coverage = full ? CRIT_FULL : partial ? CRIT_PARTIAL : CRIT_NONE;
    c->expr = tree_read(g, json_object_get(o, "expr"));
    if (!c->expr)
        gold_stop("not a tree", gold_text(o, "id"));
}

static inline void gold_record(void *arg, const json_t *o)
{
    struct gold_trial *t = gold_find(arg, gold_text(o, "id"), false);
    if (!t)
        return;
    t->sex = gold_sex(o);
    t->age_min = gold_limit(o, "age_min");
    t->age_max = gold_limit(o, "age_max");
}

static inline void gold_patient(void *arg, const json_t *o)
{
    struct gold *g = arg;
    struct facts *f = g->people[g->n_people++] = facts_new(g);
    if (facts_read(f, json_object_get(o, "facts"), NULL, NULL) != OK)
        gold_stop("facts of", gold_text(o, "id"));
}

/* False when the file is not there. */
static inline bool gold_each(const char *path, void (*each)(void *arg, const json_t *o), void *arg)
{
    FILE *f = fopen(path, "r");
    json_t *o;
    if (!f)
        return false;
    while ((o = gold_line(f))) {
        each(arg, o);
        json_decref(o);
    }
    (void)fclose(f);
    return true;
}

static inline void gold_flat(struct gold *g, const struct gold_trial *t, struct flat_bytes *ret)
{
    struct flat_input in = {t->items, t->n, t->sex, t->age_min, t->age_max};
    criteria_flat_build(g->concepts, g, &in, ret);
    if (!criteria_flat_check(ret->bytes, ret->len))
        gold_stop("flat form of", t->id);
}

static inline const char *gold_path(void *ctx, const char *name)
{
    const char *shared = getenv("SHIRUBE_SHARED");
    return mem_printf(ctx, "%s/data/eligibility/ja/%s", shared ? shared : "../shared", name);
}

/* NULL when the reference data are not there. */
static inline struct gold *gold_open(void *ctx)
{
    struct gold *g = MEM_NEW(ctx, struct gold);
    g->lexicon = lexicon_builtin_open(g);
    g->concepts = concepts_new(g, g->lexicon);
    if (!gold_each(gold_path(g, "trials_ja_criteria.jsonl"), gold_criterion, g) ||
        !gold_each(gold_path(g, "trials_ja.jsonl"), gold_record, g) ||
        !gold_each(gold_path(g, "patients_ja.jsonl"), gold_patient, g)) {
        talloc_free(g);
        return NULL;
    }
    for (size_t i = 0; i < g->n_trials; i++)
        gold_flat(g, &g->trials[i], &g->flats[i]);
    return g;
}
