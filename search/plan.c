#include "search/plan.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/symptoms.h"
#include "search/tok_fold.h"

enum {
    BIGRAMS_MAX = 64,     /* of one unit: what is longer is found by its words */
    EXPANSIONS_MAX = 200, /* bigrams that begin with a single character, per field */
    SIMILAR_MIN = 3,      /* fewer bigrams say too little */
    SIMILAR_MAX = 12
};
static const double BIGRAM_WEIGHT = 0.3, WORD_WEIGHT = 0.1, WIDER_WEIGHT = 0.25,
                    PEOPLE_WEIGHT = 0.5, DISEASE_WEIGHT = 2, SYMPTOM_WEIGHT = 0.5;

static const bool has_bigrams[IDX_FIELD_COUNT] = {
#define BIGRAMS(symbol, prefix, weight, bigrams, concepts, key) bigrams,
    IDX_FIELD_LIST(BIGRAMS)
#undef BIGRAMS
};

const char *const plan_required_names[PLAN_REQUIRED] = {"condition", "drug", "sponsor"};

struct planner {
    void *ctx;
    struct xs_reader *reader;
    const struct query *query;
    const struct lexicon *lexicon;
    struct err *err;
    enum err_code code; /* of a failed look at the index */
};

static bool is_searched(const struct query_unit *u, int field)
{
    return u->field == field || (u->field == QUERY_ANY_FIELD && field != IDX_FIELD_EXCLUSION);
}

/* ------------------------------------------------------------------ words of one field */

/* The words joined by op; NULL when there are none. One unquoted English word goes by its stem. */
static const struct xs_query *words_query(struct planner *p, const struct query_unit *u, int field,
                                          enum xs_op op)
{
    struct plan_nodes all = {0};
    const struct token *stem = NULL;
    for (size_t i = 0; i < u->words.n; i++) {
        const struct token *t = &u->words.items[i];
        if (t->kind == TOK_STEM)
            stem = t;
        else
            plan_nodes_add(p->ctx, &all,
                           plan_term(p->ctx, field, IDX_STREAM_WORD, t->text, t->len));
    }
    if (all.n == 1 && stem && !u->quoted)
        return plan_term(p->ctx, field, IDX_STREAM_STEM, stem->text, stem->len);
    return plan_node(p->ctx, op, &all, (uint32_t)all.n);
}

static bool has_one_word(const struct query_unit *u)
{
    size_t n = 0;
    for (size_t i = 0; i < u->words.n; i++)
        n += u->words.items[i].kind == TOK_WORD;
    return n == 1;
}

/* ------------------------------------------------------------------ bigrams of one field */

struct expansion {
    struct planner *p;
    struct plan_nodes any;
};

static bool expansion_add(const char *term, size_t len, uint32_t freq, void *arg)
{
    struct expansion *e = arg;
    (void)freq;
    struct xs_query *q = MEM_NEW(e->p->ctx, struct xs_query);
    *q = (struct xs_query){
        .op = XS_TERM, .term = mem_strndup(e->p->ctx, term, len), .len = (uint32_t)len};
    plan_nodes_add(e->p->ctx, &e->any, q);
    return e->any.n < EXPANSIONS_MAX;
}

/* A single character stands alone or begins a bigram. */
static const struct xs_query *single_query(struct planner *p, const struct token *t, int field)
{
    const struct xs_query *prefix = plan_term(p->ctx, field, IDX_STREAM_BIGRAM, t->text, t->len);
    struct expansion e = {.p = p};
    if (!p->reader || !prefix)
        return prefix;
    enum err_code code = xs_each_term(p->reader, mem_strndup(p->ctx, prefix->term, prefix->len),
                                      expansion_add, &e, p->err);
    if (code != OK)
        p->code = code;
    return plan_node(p->ctx, XS_SYNONYM, &e.any, 0);
}

static bool is_cjk_text(const struct query_unit *u, uint32_t begin, uint32_t end)
{
    size_t pos = begin;
    uint32_t c = text_decode(u->text, end, &pos);
    return tok_is_han(c) || tok_is_hiragana(c) || tok_is_katakana(c);
}

/* The bigrams of each run of Japanese in this order, and the other words. Positions of bigrams
 * and words do not compare, so runs and words may stand apart. NULL: words say as much. */
static const struct xs_query *bigrams_query(struct planner *p, const struct query_unit *u,
                                            int field)
{
    struct plan_nodes all = {0}, run = {0};
    if (u->bigrams.n == 0 || u->bigrams.n > BIGRAMS_MAX)
        return NULL;
    for (size_t i = 0; i < u->bigrams.n; i++) {
        const struct token *t = &u->bigrams.items[i];
        if (text_count_chars(t->text, t->len) < 2 && u->bigrams.n + u->words.n > 2)
            return NULL; /* one character between Latin or digits: 2型 */
        if (i > 0 && t->position != t[-1].position + 1) {
            plan_nodes_add(p->ctx, &all, plan_node(p->ctx, XS_PHRASE, &run, (uint32_t)run.n));
            run = (struct plan_nodes){0};
        }
        plan_nodes_add(p->ctx, &run, plan_term(p->ctx, field, IDX_STREAM_BIGRAM, t->text, t->len));
    }
    plan_nodes_add(p->ctx, &all, plan_node(p->ctx, XS_PHRASE, &run, (uint32_t)run.n));
    for (size_t i = 0; i < u->words.n; i++) {
        const struct token *t = &u->words.items[i];
        if (t->kind == TOK_WORD && !is_cjk_text(u, t->begin, t->end))
            plan_nodes_add(p->ctx, &all,
                           plan_term(p->ctx, field, IDX_STREAM_WORD, t->text, t->len));
    }
    return plan_node(p->ctx, XS_AND, &all, 0);
}

static bool is_single(const struct query_unit *u)
{
    return u->bigrams.n == 1 && u->words.n <= 1 && text_count_chars(u->text, strlen(u->text)) == 1;
}

/* ------------------------------------------------------------------ concepts */

static const struct xs_query *concept_term(struct planner *p, uint32_t concept, int field)
{
    char number[IDX_CONCEPT_BYTES];
    return plan_term(p->ctx, field, IDX_STREAM_CONCEPT, number, idx_concept_write(concept, number));
}

static bool has_concepts(const struct query_unit *u, int field)
{
    static const bool fields[IDX_FIELD_COUNT] = {
#define CONCEPTS(symbol, prefix, weight, bigrams, concepts, key) concepts,
        IDX_FIELD_LIST(CONCEPTS)
#undef CONCEPTS
    };
    return fields[field] && is_searched(u, field);
}

/* A concept in each field that the unit is looked for in. */
static const struct xs_query *concept_query(struct planner *p, const struct query_unit *u,
                                            uint32_t concept)
{
    struct plan_nodes any = {0};
    for (int f = 0; f < IDX_FIELD_COUNT; f++)
        if (has_concepts(u, f))
            plan_nodes_add(p->ctx, &any, concept_term(p, concept, f));
    return plan_node(p->ctx, XS_OR, &any, 0);
}

static const struct xs_query *concepts_query(struct planner *p, const struct query_unit *u)
{
    struct plan_nodes any = {0};
    for (size_t i = 0; i < u->n_concepts; i++)
        plan_nodes_add(p->ctx, &any, concept_query(p, u, u->concepts[i]));
    return plan_node(p->ctx, XS_OR, &any, 0);
}

/* What stands right above the unit's concepts. */
static const struct xs_query *parents_query(struct planner *p, const struct query_unit *u)
{
    struct plan_nodes any = {0};
    for (size_t i = 0; p->lexicon && i < u->n_concepts; i++) {
        struct lexicon_concept c;
        lexicon_concept(p->lexicon, u->concepts[i], &c);
        for (size_t k = 0; k < c.n_parents; k++)
            if (!lexicon_is_root(p->lexicon, c.parents[k]))
                plan_nodes_add(p->ctx, &any, concept_query(p, u, c.parents[k]));
    }
    return plan_node(p->ctx, XS_OR, &any, 0);
}

/* Trials for diseases that have the symptoms asked for. */
static const struct xs_query *diseases_query(struct planner *p, const struct query_unit *u)
{
    struct plan_nodes any = {0};
    for (size_t i = 0; p->lexicon && i < u->n_concepts; i++) {
        struct lexicon_concept c;
        uint32_t disease;
        lexicon_concept(p->lexicon, u->concepts[i], &c);
        const struct symptom *s = c.class == LEXICON_SYMPTOM ? symptom_find(c.id) : NULL;
        for (const char *const *d = s ? s->diseases : NULL; d && *d; d++)
            if (lexicon_find(p->lexicon, *d, &disease))
                plan_nodes_add(p->ctx, &any, concept_term(p, disease, IDX_FIELD_CONDITION));
    }
    return plan_node(p->ctx, XS_OR, &any, 0);
}

/* ------------------------------------------------------------------ codes */

/* The normal form of a code as a number of the trial and in the short fields. */
static const struct xs_query *code_query(struct planner *p, const struct query_unit *u)
{
    struct plan_nodes any = {0};
    if (!u->code)
        return NULL;
    if (u->field == QUERY_ANY_FIELD || u->field == QUERY_ID_FIELD)
        plan_nodes_add(p->ctx, &any, plan_boolean_term(p->ctx, IDX_NUMBER, u->code));
    for (int f = 0; f < IDX_FIELD_COUNT; f++)
        if (has_bigrams[f] && is_searched(u, f))
            plan_nodes_add(p->ctx, &any,
                           plan_term(p->ctx, f, IDX_STREAM_WORD, u->code, strlen(u->code)));
    return plan_node(p->ctx, XS_OR, &any, 0);
}

/* ------------------------------------------------------------------ which documents hold a unit */

/* Named in any field that is searched by default: one term says it. */
static const struct xs_query *anywhere_query(struct planner *p, const struct query_unit *u)
{
    struct plan_nodes any = {0};
    for (size_t i = 0; i < u->n_concepts; i++) {
        char number[IDX_CONCEPT_BYTES];
        number[idx_concept_write(u->concepts[i], number)] = '\0';
        plan_nodes_add(p->ctx, &any, plan_boolean_term(p->ctx, IDX_ANY_CONCEPT, number));
    }
    return plan_node(p->ctx, XS_OR, &any, 0);
}

static void pass_add(struct plan_unit *plan, const struct xs_query *q)
{
    if (q)
        plan->passes[plan->n++] = q;
}

/* Words of all fields in one pass where no positions are needed, else field by field. */
static void words_passes(struct planner *p, const struct query_unit *u, struct plan_unit *plan)
{
    struct plan_nodes any = {0};
    bool one = has_one_word(u);
    if (u->number)
        plan_nodes_add(p->ctx, &any, plan_boolean_term(p->ctx, IDX_NUMBER, u->number));
    for (int f = 0; f < IDX_FIELD_COUNT && one; f++)
        if (is_searched(u, f))
            plan_nodes_add(p->ctx, &any, words_query(p, u, f, XS_PHRASE));
    pass_add(plan, plan_node(p->ctx, XS_OR, &any, 0));
    for (int f = 0; f < IDX_FIELD_COUNT && !one; f++)
        if (is_searched(u, f))
            pass_add(plan, words_query(p, u, f, XS_PHRASE));
}

static void bigrams_passes(struct planner *p, const struct query_unit *u, struct plan_unit *plan)
{
    for (int f = 0; f < IDX_FIELD_COUNT; f++)
        if (has_bigrams[f] && is_searched(u, f))
            pass_add(plan,
                     is_single(u) ? single_query(p, u->bigrams.items, f) : bigrams_query(p, u, f));
}

enum err_code plan_unit_build(void *ctx, struct xs_reader *reader, const struct query_unit *u,
                              struct plan_unit *ret, struct err *err)
{
    struct planner p = {.ctx = ctx, .reader = reader, .err = err};
    struct plan_unit plan = {.n = 0};
    if (u->n_concepts) {
        pass_add(&plan,
                 u->field == QUERY_ANY_FIELD ? anywhere_query(&p, u) : concepts_query(&p, u));
        *ret = plan;
        return OK;
    }
    pass_add(&plan, code_query(&p, u));
    if (!has_one_word(u))
        bigrams_passes(&p, u, &plan);
    words_passes(&p, u, &plan);
    if (has_one_word(u))
        bigrams_passes(&p, u, &plan);
    if (p.code == OK)
        *ret = plan;
    return p.code;
}

/* ------------------------------------------------------------------ what they are worth */

/* The first and the last bigram: a document of the set that holds both holds all, mostly. */
static const struct xs_query *bigrams_weight(struct planner *p, const struct query_unit *u,
                                             int field)
{
    struct plan_nodes ends = {0};
    for (size_t i = 0; i<u->bigrams.n; i += u->bigrams.n> 1 ? u->bigrams.n - 1 : 1) {
        const struct token *t = &u->bigrams.items[i];
        plan_nodes_add(p->ctx, &ends, plan_term(p->ctx, field, IDX_STREAM_BIGRAM, t->text, t->len));
    }
    return plan_node(p->ctx, XS_AND, &ends, 0);
}

/* The concepts, and the words typed where they mean less. */
static const struct xs_query *concepts_weight(struct planner *p, const struct query_unit *u)
{
    struct plan_nodes own = {0};
    struct query_unit words = *u;
    words.words = u->own_words;
    for (int f = 0; f < IDX_FIELD_COUNT && u->own_words.n > 0; f++)
        if (has_concepts(u, f))
            plan_nodes_add(p->ctx, &own, words_query(p, &words, f, XS_AND));
    return plan_node_two(p->ctx, XS_OR, concepts_query(p, u), plan_node(p->ctx, XS_OR, &own, 0));
}

static const struct xs_query *unit_weight(struct planner *p, const struct query_unit *u)
{
    struct plan_nodes any = {0};
    if (query_is_filter(u))
        return NULL;
    if (u->n_concepts)
        return concepts_weight(p, u);
    if (u->number)
        plan_nodes_add(p->ctx, &any, plan_boolean_term(p->ctx, IDX_NUMBER, u->number));
    plan_nodes_add(p->ctx, &any, code_query(p, u));
    for (int f = 0; f < IDX_FIELD_COUNT; f++) {
        if (!is_searched(u, f))
            continue;
        const struct xs_query *words = words_query(p, u, f, XS_AND);
        plan_nodes_add(p->ctx, &any,
                       f == IDX_FIELD_PEOPLE ? plan_scale(p->ctx, PEOPLE_WEIGHT, words) : words);
        if (f <= IDX_FIELD_INTERVENTION)
            plan_nodes_add(p->ctx, &any,
                           plan_scale(p->ctx, BIGRAM_WEIGHT, bigrams_weight(p, u, f)));
    }
    return plan_node(p->ctx, XS_OR, &any, 0);
}

/* ------------------------------------------------------------------ relaxed */

static bool is_wanted(const struct query_unit *u)
{
    return !u->stop && !u->negated && !query_is_filter(u) && !u->number_sure &&
           u->field != QUERY_ID_FIELD;
}

/* A word of a unit that may stand for it alone. */
static bool is_telling(const struct token *t, size_t n_words)
{
    bool single = text_count_chars(t->text, t->len) < 2;
    return t->kind == TOK_WORD && !query_is_particle(t) &&
           !(single && !(n_words > 1 && tok_is_han(text_decode(t->text, t->len, &(size_t){0}))));
}

static void words_add(struct planner *p, const struct query_unit *u, struct plan_nodes *words)
{
    const struct tok_list *all = u->n_concepts ? &u->name_words : &u->words;
    for (size_t i = 0; i < all->n; i++) {
        struct query_unit word = *u;
        word.n_concepts = 0;
        word.words = (struct tok_list){&all->items[i], 1};
        word.bigrams.n = 0;
        word.number = word.code = NULL;
        if (is_telling(word.words.items, all->n))
            plan_nodes_add(p->ctx, words, unit_weight(p, &word));
    }
}

/* Who asks for a disease and something beside it wants that disease. */
static bool is_disease(const struct planner *p, const struct query_unit *u)
{
    struct lexicon_concept c;
    if (!p->lexicon || u->n_concepts == 0)
        return false;
    lexicon_concept(p->lexicon, u->concepts[0], &c);
    return text_equal(lexicon_class_name(c.class), "disease");
}

/* What tier 2 is made of. */
struct relaxed {
    struct plan_nodes diseases, others, words, wider;
};

static void unit_relax(struct planner *p, const struct query_unit *u, struct relaxed *r)
{
    bool disease = is_disease(p, u);
    const struct xs_query *weight = unit_weight(p, u), *parents = parents_query(p, u);
    double importance = disease ? DISEASE_WEIGHT : 1;
    plan_nodes_add(p->ctx, disease ? &r->diseases : &r->others,
                   plan_scale(p->ctx, importance, weight));
    plan_nodes_add(p->ctx, &r->wider, plan_scale(p->ctx, importance * WIDER_WEIGHT, parents));
    plan_nodes_add(p->ctx, &r->wider, plan_scale(p->ctx, SYMPTOM_WEIGHT, diseases_query(p, u)));
    if (!has_one_word(u) || u->n_concepts)
        words_add(p, u, &r->words);
}

/* Any of the units; of the trials of a disease those with something of the rest first. */
static const struct xs_query *some_words(struct planner *p)
{
    struct relaxed r = {0};
    struct plan_nodes any = {0};
    bool filter = false;
    for (size_t i = 0; i < p->query->n_units; i++) {
        filter = filter || query_is_filter(&p->query->units[i]);
        if (is_wanted(&p->query->units[i]))
            unit_relax(p, &p->query->units[i], &r);
    }
    if (r.diseases.n + r.others.n <= 1 && r.words.n == 0 && r.wider.n == 0 && !filter)
        return NULL;
    const struct xs_query *diseases = plan_node(p->ctx, XS_OR, &r.diseases, 0);
    const struct xs_query *others = plan_node(p->ctx, XS_OR, &r.others, 0);
    plan_nodes_add(p->ctx, &any, diseases);
    plan_nodes_add(p->ctx, &any, others);
    if (diseases && others)
        plan_nodes_add(p->ctx, &any, plan_node_two(p->ctx, XS_AND, diseases, others));
    plan_nodes_add(p->ctx, &any, plan_node(p->ctx, XS_OR, &r.wider, 0));
    plan_nodes_add(p->ctx, &any,
                   plan_scale(p->ctx, WORD_WEIGHT, plan_node(p->ctx, XS_OR, &r.words, 0)));
    return plan_node(p->ctx, XS_OR, &any, 0);
}

/* One bigram in the short fields. */
static const struct xs_query *bigram_anywhere(struct planner *p, const struct token *t)
{
    struct plan_nodes any = {0};
    for (int f = IDX_FIELD_TITLE; f <= IDX_FIELD_INTERVENTION; f++)
        plan_nodes_add(p->ctx, &any, plan_term(p->ctx, f, IDX_STREAM_BIGRAM, t->text, t->len));
    return plan_node(p->ctx, XS_OR, &any, 0);
}

static const struct xs_query *similar(struct planner *p)
{
    struct plan_nodes grams = {0};
    for (size_t i = 0; i < p->query->n_units; i++) {
        const struct query_unit *u = &p->query->units[i];
        const struct tok_list *all = u->n_concepts ? &u->name_bigrams : &u->bigrams;
        for (size_t j = 0; is_wanted(u) && j < all->n && grams.n < SIMILAR_MAX; j++)
            plan_nodes_add(p->ctx, &grams, bigram_anywhere(p, &all->items[j]));
    }
    return grams.n < SIMILAR_MIN
               ? NULL
               : plan_node(p->ctx, XS_ATLEAST, &grams, (uint32_t)(grams.n + 1) / 2);
}

/* ------------------------------------------------------------------ all of a request */

const struct query *plan_required(const struct plan_input *in, int i)
{
    const struct query *const required[PLAN_REQUIRED] = {&in->condition, &in->drug, &in->sponsor};
    return required[i];
}

enum err_code plan_input_read(void *ctx, const struct query_tools *tools,
                              const struct search_request *r, struct plan_input *ret,
                              struct err *err)
{
    struct plan_input in = {.request = r};
    struct query_tools used = *tools;
    if (r->synonyms_off)
        used.lexicon = NULL;
    in.lexicon = used.lexicon;
    used.hints = !r->synonyms_off;
    const struct {
        const char *text, *name;
        int field;
        struct query *query;
    } parts[] = {{r->q, "q", QUERY_ANY_FIELD, &in.q},
                 {r->condition, "condition", IDX_FIELD_CONDITION, &in.condition},
                 {r->drug, "drug", IDX_FIELD_INTERVENTION, &in.drug},
                 {r->sponsor, "sponsor", IDX_FIELD_PEOPLE, &in.sponsor}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        enum err_code code = query_read(ctx, &used, parts[i].text, parts[i].name, parts[i].field,
                                        parts[i].query, err);
        if (code != OK)
            return code;
    }
    *ret = in;
    return OK;
}

/* 募集中 alone: all trials that recruit, as without a question. */
static bool is_only_filters(const struct query *q)
{
    bool filter = false;
    for (size_t i = 0; i < q->n_units; i++) {
        filter = filter || query_is_filter(&q->units[i]);
        if (q->units[i].negated || !(q->units[i].stop || query_is_filter(&q->units[i])))
            return false;
    }
    return filter;
}

void plan_build(void *ctx, const struct query *q, const struct lexicon *lexicon, struct plan *ret)
{
    struct planner p = {.ctx = ctx, .query = q, .lexicon = lexicon};
    struct plan_nodes any = {0};
    struct xs_query *everything = MEM_NEW(ctx, struct xs_query);
    *ret = (struct plan){0};
    if (!q->root || is_only_filters(q))
        return;
    for (size_t i = 0; i < q->n_units; i++)
        if (!q->units[i].stop && !q->units[i].negated)
            plan_nodes_add(ctx, &any, unit_weight(&p, &q->units[i]));
    everything->op = XS_ALL;
    ret->weight = any.n ? plan_node(ctx, XS_OR, &any, 0) : everything;
    ret->some_words = some_words(&p);
    ret->similar = similar(&p);
}
