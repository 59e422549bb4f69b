#include "indexer/sample/sampler.h"
#include <stdio.h>
#include "indexer/sample/draft.h"
#include "schema/base/text.h"

static const char *const NAMES[NAME_COUNT] = {
#define DRAFT_NAME_TEXT(name) #name,
    DRAFT_NAMES(DRAFT_NAME_TEXT)
#undef DRAFT_NAME_TEXT
};

/* Steps of the spread: odd parts of square roots of primes, none a simple multiple of another. */
static const uint32_t STEPS[] = {0x6A09E667u, 0xBB67AE85u, 0x3C6EF373u,
                                 0xA54FF53Bu, 0x510E527Fu, 0x9B05688Du};

/* One more stir, so that neighbouring seeds and serials have nothing in common. */
static uint64_t stir(uint64_t a, uint64_t b)
{
    struct rng r = {a * 0xD1342543DE82EF95u + b};
    rng_next(&r);
    return rng_next(&r);
}

struct rng draft_rng(const struct sampler *s, uint32_t serial, enum draft_stream stream)
{
    return (struct rng){stir(stir(s->seed, serial), (uint64_t)stream)};
}

uint32_t draft_spread(const struct sampler *s, uint32_t serial, int field)
{
    uint32_t start = (uint32_t)(stir(s->seed, 0xF1E1D000u + (uint64_t)field) >> 32);
    return start + serial * STEPS[field];
}

void draft_stream(struct draft *d, enum draft_stream stream, bool own)
{
    d->env->rng = draft_rng(d->s, own ? d->id.serial : d->id.core, stream);
}

static const char *out_take(struct draft *d)
{
    struct tpl_out *out = &d->s->out;
    const char *text = tpl_text(out);
    const char *kept = text_is_blank(text) ? NULL : mem_strndup(d->t, text, out->len);
    out->len = 0;
    return kept;
}

const char *draft_text(struct draft *d, enum draft_name name, enum tpl_side side)
{
    tpl_write_var(d->s->name[name], d->env, side, &d->s->out);
    return out_take(d);
}

struct bitext draft_pair(struct draft *d, enum draft_name name)
{
    const char *ja = draft_text(d, name, TPL_JA);
    return (struct bitext){ja, draft_text(d, name, TPL_EN)};
}

struct bitext draft_expand(struct draft *d, const struct tpl *ja, const struct tpl *en)
{
    struct bitext text = {0};
    tpl_write(ja, d->env, TPL_JA, &d->s->out);
    text.ja = out_take(d);
    tpl_write(en != NULL ? en : ja, d->env, TPL_EN, &d->s->out);
    text.en = out_take(d);
    return text;
}

bool draft_has(const struct draft *d, enum draft_name name)
{
    return tpl_env_has(d->env, d->s->name[name]);
}

void draft_set(struct draft *d, enum draft_name name, const char *ja, const char *en)
{
    tpl_env_set(d->env, d->s->name[name], ja, en);
}

static enum err_code sets_find(struct sampler *s, struct err *err)
{
    static const char *const DESIGN_SETS[DESIGN_COUNT] = {
        "db-placebo", "db-active", "open-active", "open-none", "single", "dose", "cross", "obs"};
    for (int i = 0; i < DESIGN_COUNT; i++) {
        s->design_set[i] = book_set_find(s->book, DESIGN_SETS[i]);
        if (s->design_set[i] < 0)
            return err_set(err, ERR_INVALID, "no set %s", DESIGN_SETS[i]);
    }
    s->set_corp = book_set_find(s->book, "corp");
    s->set_acad = book_set_find(s->book, "acad");
    s->set_drug = book_set_find(s->book, "drug");
    s->set_inv = book_set_find(s->book, "inv");
    s->set_expanded = book_set_find(s->book, "expanded");
    if (s->set_corp < 0 || s->set_acad < 0 || s->set_drug < 0 || s->set_inv < 0 ||
        s->set_expanded < 0) {
        return err_set(err, ERR_INVALID,
                       "one of the sets corp, acad, inv, drug, expanded is missing");
    }
    return OK;
}

/* Sum of the weights of a disease's variants of one kind. */
static int disease_total(const struct book *book, int disease, int kind)
{
    int total = 0;
    for (int i = 0; i < book->n_variants; i++) {
        const struct book_variant *v = &book->variants[i];
        if (v->disease == disease && (v->kinds & 1u << kind) != 0)
            total += v->weight;
    }
    return total;
}

/* Variants by kind; a disease's weight is shared among those of its variants that are of the kind.
 */
static enum err_code kinds_fill(struct sampler *s, struct err *err)
{
    const struct book *book = s->book;
    for (int kind = 1; kind < KIND_COUNT; kind++) {
        s->by_kind[kind] = MEM_ARRAY(s, int, book->n_variants);
        s->weights[kind] = MEM_ARRAY(s, int, book->n_variants);
        for (int i = 0; i < book->n_variants; i++) {
            const struct book_variant *v = &book->variants[i];
            if ((v->kinds & 1u << kind) == 0 || v->weight == 0)
                continue;
            int share = 1000 * book->diseases[v->disease].weight * v->weight /
                        disease_total(book, v->disease, kind);
            s->by_kind[kind][s->n_by_kind[kind]] = i;
            s->weights[kind][s->n_by_kind[kind]++] = share;
            s->weight_by_kind[kind] += share;
        }
        if (s->n_by_kind[kind] == 0)
            return err_set(err, ERR_INVALID, "no variant of kind %d", kind);
    }
    return OK;
}

enum err_code sampler_new(void *ctx, uint64_t seed, bool dirt, struct sampler **ret,
                          struct err *err)
{
    struct sampler *s = MEM_NEW(ctx, struct sampler);
    s->seed = seed;
    s->dirt = dirt;
    s->out.ctx = s;
    enum err_code code = book_read(s, sample_lines, sample_n_lines, &s->book, err);
    if (code == OK)
        code = places_read(s, sample_lines, sample_n_lines, &s->places, err);
    if (code == OK)
        code = sets_find(s, err);
    if (code == OK)
        code = kinds_fill(s, err);
    if (code != OK) {
        talloc_free(s);
        return code;
    }
    for (int i = 0; i < NAME_COUNT; i++)
        s->name[i] = book_name(s->book, NAMES[i]);
    s->group_sexany = tpl_name_intern(s->book->groups, "sexany", strlen("sexany"));
    s->env = tpl_env_new(s, s->book->names->n);
    *ret = s;
    return OK;
}

const char *sampler_missing(const struct sampler *s)
{
    return s->missing;
}

static void scope_add(struct draft *d, const struct book_scope *scope)
{
    if (d->n_scopes < DRAFT_SCOPES)
        d->scopes[d->n_scopes++] = scope;
}

static bool is_drug(const struct draft *d)
{
    return d->disease->n_sets > 0 && !draft_is_obs(d) && d->v->n_sets == 0;
}

/* Special to general; the environment is filled the other way, so that the special one wins. */
static void scopes_find(struct draft *d)
{
    struct sampler *s = d->s;
    const struct book_scope *sets = d->book->sets;
    bool design_first = draft_is_obs(d) || d->v->design == DESIGN_DOSE;
    const struct book_scope *design = &sets[s->design_set[d->v->design]];
    scope_add(d, &d->v->scope);
    if (d->id.expanded)
        scope_add(d, &sets[s->set_expanded]);
    if (design_first)
        scope_add(d, design);
    for (int i = 0; i < d->v->n_sets; i++)
        scope_add(d, &sets[d->v->sets[i]]);
    scope_add(d, &d->disease->scope);
    for (int i = d->disease->n_sets - 1; i >= 0; i--) /* "onc hem": the later is the more special */
        scope_add(d, &sets[d->disease->sets[i]]);
    if (!design_first)
        scope_add(d, design);
    if (is_drug(d))
        scope_add(d, &sets[s->set_drug]);
    if (d->id.kind == KIND_INVESTIGATOR_TRIAL)
        scope_add(d, &sets[s->set_inv]);
    scope_add(d, &sets[d->company ? s->set_corp : s->set_acad]);
    scope_add(d, &d->book->common);
    for (int i = d->n_scopes - 1; i >= 0; i--) {
        const struct book_scope *scope = d->scopes[i];
        for (int k = 0; k < scope->n_vars; k++)
            d->env->vars[scope->vars[k].name] = &scope->vars[k];
    }
}

static const char *const PHASES[BOOK_P_COUNT][2] = {
    {"第0相", "phase 0"},     {"第Ⅰ相", "phase 1"}, {"第Ⅰ/Ⅱ相", "phase 1/2"}, {"第Ⅱ相", "phase 2"},
    {"第Ⅱ/Ⅲ相", "phase 2/3"}, {"第Ⅲ相", "phase 3"}, {"第Ⅳ相", "phase 4"},     {"", ""}};
static const char *const PHASES_ASCII[BOOK_P_COUNT] = {
    "第0相", "第I相", "第I/II相", "第II相", "第II/III相", "第III相", "第IV相", ""};
static const char *const PHASES_ARABIC[BOOK_P_COUNT] = {"第0相",   "第1相", "第1/2相", "第2相",
                                                        "第2/3相", "第3相", "第4相",   ""};
static const unsigned PHASE_BITS[BOOK_P_COUNT] = {PHASE_BIT(0),
                                                  PHASE_BIT(1),
                                                  PHASE_BIT(1) | PHASE_BIT(2),
                                                  PHASE_BIT(2),
                                                  PHASE_BIT(2) | PHASE_BIT(3),
                                                  PHASE_BIT(3),
                                                  PHASE_BIT(4),
                                                  PHASE_NA};

/* Roman Ⅱ, Roman II and 2 are mixed within one registry. */
static void phase_set(struct draft *d)
{
    unsigned p = d->id.phase;
    uint32_t style = rng_below(&d->env->rng, 100);
    const char *ja = style < 40 ? PHASES[p][0] : style < 72 ? PHASES_ASCII[p] : PHASES_ARABIC[p];
    draft_set(d, NAME_phase, ja, PHASES[p][1]);
    d->t->phases = draft_is_obs(d) ? PHASE_NA : PHASE_BITS[p];
}

/* An invented product code and the acronym of a study. */
static void codes_set(struct draft *d)
{
    static const char *const MAKERS[] = {"SPX", "MHN", "KKU", "RJ", "SSK", "KRN",
                                         "NGS", "MTX", "SMK", "KZ", "TSP", "HYK"};
    static const char *const SOUNDS[] = {"KA", "MI", "HO", "NA", "RE", "JI", "SA",
                                         "TO", "KU", "HA", "LU", "RO", "MA", "SO",
                                         "NE", "YU", "AR", "EN", "IS", "OR"};
    struct rng *r = &d->env->rng;
    const char *maker = MAKERS[rng_below(r, sizeof MAKERS / sizeof MAKERS[0])];
    int width = rng_chance(r, 500) ? rng_between(r, 101, 999) : rng_between(r, 1001, 9899);
    draft_set(d, NAME_code, mem_printf(d->t, "%s-%d", maker, width), NULL);
    char acro[16] = "";
    int n = rng_between(r, 2, 4);
    for (int i = 0; i < n; i++) {
        size_t at = strlen(acro);
        text_copy(acro + at, sizeof acro - at, SOUNDS[rng_below(r, 20)]);
    }
    draft_set(d, NAME_acro, mem_strdup(d->t, acro), NULL);
}

static void kind_fill(struct draft *d)
{
    struct trial *t = d->t;
    bool trial = d->company || d->id.kind == KIND_INVESTIGATOR_TRIAL;
    t->kind = d->id.kind;
    t->trial_class = !trial           ? TRIAL_CLASS_NONE
                     : d->id.expanded ? TRIAL_CLASS_EXPANDED_ACCESS
                                      : TRIAL_CLASS_MAIN;
    t->study_type = draft_is_obs(d)  ? STUDY_TYPE_OBSERVATIONAL
                    : d->id.expanded ? STUDY_TYPE_EXPANDED_ACCESS
                                     : STUDY_TYPE_INTERVENTIONAL;
    draft_set(d, NAME_study, trial ? "治験" : "研究", trial ? "trial" : "study");
    draft_set(d, NAME_inv, trial ? "治験責任医師又は治験分担医師" : "研究責任医師又は研究分担医師",
              "the investigator");
}

static void identity_fill(struct draft *d)
{
    struct trial *t = d->t;
    const struct calendar *c = &d->id.calendar;
    t->id = mem_strdup(t, d->id.number);
    t->sample = true;
    t->source.registry = REGISTRY_SMP;
    t->source.id = t->id;
    t->source.url = mem_printf(t, "https://registry.example/%s", d->id.number);
    t->source.licence = "CC0-1.0";
    t->recruitment_status = d->id.status;
    t->dates.enrollment_start = c->start;
    t->dates.enrollment_start_kind = c->start_actual ? DATE_KIND_ACTUAL : DATE_KIND_ANTICIPATED;
    t->dates.completed = c->end;
    t->dates.terminated = c->terminated;
    t->dates.publish_on = c->publish_on;
    if (d->id.embargo)
        return;
    t->dates.first_published = c->published;
    t->dates.last_published = c->updated;
}

struct trial *sampler_make(struct sampler *s, void *ctx, uint32_t serial)
{
    struct draft d = {.s = s, .book = s->book, .env = s->env, .t = trial_new(ctx)};
    identity_make(s, serial, &d.id);
    d.v = &s->book->variants[d.id.variant];
    d.disease = &s->book->diseases[d.v->disease];
    d.company = d.id.kind == KIND_SPONSOR_TRIAL;
    tpl_env_clear(d.env);
    scopes_find(&d);
    draft_stream(&d, STREAM_WORDS, false);
    phase_set(&d);
    codes_set(&d);
    kind_fill(&d);
    identity_fill(&d);
    science_fill(&d);
    criteria_fill(&d);
    people_fill(&d);
    results_fill(&d);
    english_spoil(&d);
    if (s->dirt)
        dirt_plant(&d);
    if (d.env->missing >= 0 && s->missing == NULL) {
        s->missing = mem_printf(s, "{%s} has no value in variant %s of %s (serial %u)",
                                s->book->names->items[d.env->missing], d.v->scope.id,
                                d.disease->scope.id, serial);
    }
    return d.t;
}
