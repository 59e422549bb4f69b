#include "search/plan.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/tok_fold.h"

enum {
    BIGRAMS_MAX = 64,     /* of one unit: what is longer is found by its words */
    EXPANSIONS_MAX = 200, /* bigrams that begin with a single character, per field */
    SIMILAR_MIN = 3,      /* fewer bigrams say too little */
    SIMILAR_MAX = 12
};
static const double BIGRAM_WEIGHT = 0.3, WORD_WEIGHT = 0.1, PEOPLE_WEIGHT = 0.5;

static const bool has_bigrams[IDX_FIELD_COUNT] = {
#define BIGRAMS(symbol, prefix, weight, bigrams, key) bigrams,
    IDX_FIELD_LIST(BIGRAMS)
#undef BIGRAMS
};

const char *const plan_required_names[3] = {"condition", "drug", "sponsor"};

struct planner {
    void *ctx;
    struct xs_reader *reader;
    const struct query *query;
    struct err *err;
    enum err_code code; /* of a failed look at the index */
};

/* ------------------------------------------------------------------ words of one field */

/* The words in this order; NULL when there are none. One unquoted English word goes by its stem. */
static const struct xs_query *words_query(struct planner *p, const struct query_unit *u, int field)
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
    return plan_node(p->ctx, XS_PHRASE, &all, (uint32_t)all.n);
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

/* ------------------------------------------------------------------ units */

static const struct xs_query *field_query(struct planner *p, const struct query_unit *u, int field)
{
    const struct xs_query *bigrams = NULL, *words = words_query(p, u, field);
    if (has_bigrams[field])
        bigrams =
            is_single(u) ? single_query(p, u->bigrams.items, field) : bigrams_query(p, u, field);
    const struct xs_query *both =
        words ? plan_node_two(p->ctx, XS_OR, words, plan_scale(p->ctx, BIGRAM_WEIGHT, bigrams))
              : bigrams;
    return field == IDX_FIELD_PEOPLE ? plan_scale(p->ctx, PEOPLE_WEIGHT, both) : both;
}

static const struct xs_query *unit_query(struct planner *p, const struct query_unit *u)
{
    struct plan_nodes any = {0};
    if (u->number)
        plan_nodes_add(p->ctx, &any, plan_boolean_term(p->ctx, IDX_NUMBER, u->number));
    for (int f = 0; f < IDX_FIELD_COUNT && u->field != QUERY_ID_FIELD; f++)
        if (u->field == f || (u->field == QUERY_ANY_FIELD && f != IDX_FIELD_EXCLUSION))
            plan_nodes_add(p->ctx, &any, field_query(p, u, f));
    return plan_node(p->ctx, XS_OR, &any, 0);
}

static const struct xs_query *special(struct planner *p, enum xs_op op)
{
    struct xs_query *q = MEM_NEW(p->ctx, struct xs_query);
    q->op = op;
    return q;
}

/* A unit that nothing can match (a word too long) is still asked for. */
static const struct xs_query *unit_or_nothing(struct planner *p, const struct query_unit *u)
{
    const struct xs_query *q = unit_query(p, u);
    return q ? q : special(p, XS_NOTHING);
}

/* ------------------------------------------------------------------ the question as it stands */

static const struct xs_query *node_query(struct planner *p, const struct query_node *n);

static bool is_stop_node(const struct planner *p, const struct query_node *n)
{
    return n->op == QUERY_UNIT && p->query->units[n->unit].stop;
}

static const struct xs_query *and_query(struct planner *p, const struct query_node *n)
{
    struct plan_nodes wanted = {0}, unwanted = {0};
    bool other = false;
    for (const struct query_node *c = n->child; c; c = c->next)
        other = other || (c->op != QUERY_NOT && !is_stop_node(p, c));
    for (const struct query_node *c = n->child; c; c = c->next) {
        if (c->op == QUERY_NOT)
            plan_nodes_add(p->ctx, &unwanted, node_query(p, c->child));
        else if (!other || !is_stop_node(p, c))
            plan_nodes_add(p->ctx, &wanted, node_query(p, c));
    }
    const struct xs_query *all = plan_node(p->ctx, XS_AND, &wanted, 0);
    if (unwanted.n == 0)
        return all;
    return plan_node_two(p->ctx, XS_AND_NOT, all ? all : special(p, XS_ALL),
                         plan_node(p->ctx, XS_OR, &unwanted, 0));
}

static const struct xs_query *node_query(struct planner *p, const struct query_node *n)
{
    struct plan_nodes any = {0};
    switch (n->op) {
    case QUERY_UNIT:
        return unit_or_nothing(p, &p->query->units[n->unit]);
    case QUERY_NOT:
        return plan_node_two(p->ctx, XS_AND_NOT, special(p, XS_ALL), node_query(p, n->child));
    case QUERY_AND:
        return and_query(p, n);
    default:
        for (const struct query_node *c = n->child; c; c = c->next)
            plan_nodes_add(p->ctx, &any, node_query(p, c));
        return plan_node(p->ctx, XS_OR, &any, 0);
    }
}

/* ------------------------------------------------------------------ relaxed */

static bool is_wanted(const struct query_unit *u)
{
    return !u->stop && !u->negated && !u->number_sure && u->field != QUERY_ID_FIELD;
}

/* A word of a unit that may stand for it alone. */
static bool is_telling(const struct query_unit *u, const struct token *t)
{
    bool single = text_count_chars(t->text, t->len) < 2;
    return t->kind == TOK_WORD && !query_is_particle(t) &&
           !(single && !(u->words.n > 1 && is_cjk_text(u, t->begin, t->end) &&
                         tok_is_han(text_decode(t->text, t->len, &(size_t){0}))));
}

static void words_add(struct planner *p, const struct query_unit *u, struct plan_nodes *words)
{
    for (size_t i = 0; i < u->words.n; i++) {
        struct query_unit word = *u;
        word.words = (struct tok_list){&u->words.items[i], 1};
        word.bigrams.n = 0;
        word.number = NULL;
        if (is_telling(u, word.words.items))
            plan_nodes_add(p->ctx, words, unit_query(p, &word));
    }
}

static const struct xs_query *without_negated(struct planner *p, const struct xs_query *q)
{
    struct plan_nodes unwanted = {0};
    for (size_t i = 0; q && i < p->query->n_units; i++)
        if (p->query->units[i].negated)
            plan_nodes_add(p->ctx, &unwanted, unit_query(p, &p->query->units[i]));
    return unwanted.n == 0
               ? q
               : plan_node_two(p->ctx, XS_AND_NOT, q, plan_node(p->ctx, XS_OR, &unwanted, 0));
}

static const struct xs_query *some_words(struct planner *p)
{
    struct plan_nodes units = {0}, words = {0};
    for (size_t i = 0; i < p->query->n_units; i++) {
        const struct query_unit *u = &p->query->units[i];
        if (!is_wanted(u))
            continue;
        plan_nodes_add(p->ctx, &units, unit_query(p, u));
        words_add(p, u, &words);
    }
    if (units.n == 0 || (units.n == 1 && words.n <= 1))
        return NULL;
    const struct xs_query *some =
        plan_scale(p->ctx, WORD_WEIGHT, plan_node(p->ctx, XS_OR, &words, 0));
    return without_negated(p,
                           plan_node_two(p->ctx, XS_OR, plan_node(p->ctx, XS_OR, &units, 0), some));
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
        for (size_t j = 0; is_wanted(u) && j < u->bigrams.n && grams.n < SIMILAR_MAX; j++)
            plan_nodes_add(p->ctx, &grams, bigram_anywhere(p, &u->bigrams.items[j]));
    }
    if (grams.n < SIMILAR_MIN)
        return NULL;
    return without_negated(p, plan_node(p->ctx, XS_ATLEAST, &grams, (uint32_t)(grams.n + 1) / 2));
}

/* ------------------------------------------------------------------ all of a request */

enum err_code plan_input_read(void *ctx, struct folder *folder, struct tokenizer *tokenizer,
                              const struct search_request *r, struct plan_input *ret,
                              struct err *err)
{
    struct plan_input in = {.request = r};
    const struct {
        const char *text, *name;
        int field;
        struct query *query;
    } parts[] = {{r->q, "q", QUERY_ANY_FIELD, &in.q},
                 {r->condition, "condition", IDX_FIELD_CONDITION, &in.condition},
                 {r->drug, "drug", IDX_FIELD_INTERVENTION, &in.drug},
                 {r->sponsor, "sponsor", IDX_FIELD_PEOPLE, &in.sponsor}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        enum err_code code = query_read(ctx, folder, tokenizer, parts[i].text, parts[i].name,
                                        parts[i].field, parts[i].query, err);
        if (code != OK)
            return code;
    }
    *ret = in;
    return OK;
}

static const struct xs_query *whole_query(struct planner *p, const struct query *q)
{
    p->query = q;
    return q->root ? node_query(p, q->root) : NULL;
}

enum err_code plan_build(void *ctx, struct xs_reader *reader, const struct plan_input *input,
                         struct plan *ret, struct err *err)
{
    struct planner p = {.ctx = ctx, .reader = reader, .err = err};
    struct plan plan = {0};
    plan.required[0] = whole_query(&p, &input->condition);
    plan.required[1] = whole_query(&p, &input->drug);
    plan.required[2] = whole_query(&p, &input->sponsor);
    plan.all_words = whole_query(&p, &input->q);
    if (plan.all_words) {
        plan.some_words = some_words(&p);
        plan.similar = similar(&p);
    }
    plan_filter_terms(ctx, input->request, plan.codes);
    if (p.code == OK)
        *ret = plan;
    return p.code;
}

const struct xs_query *plan_filtered(void *ctx, const struct plan *plan,
                                     const struct xs_query *base, unsigned filters)
{
    struct plan_nodes all = {0};
    struct xs_query *everything = MEM_NEW(ctx, struct xs_query);
    everything->op = XS_ALL;
    for (size_t i = 0; i < 3; i++)
        plan_nodes_add(ctx, &all, plan->required[i]);
    for (int f = 0; f < FILTER_COUNT; f++)
        if (filters & FILTER_BIT(f))
            plan_nodes_add(ctx, &all, plan->codes[f]);
    const struct xs_query *filter = plan_node(ctx, XS_AND, &all, 0);
    if (!base)
        return filter ? plan_node_two(ctx, XS_FILTER, everything, filter) : everything;
    return plan_node_two(ctx, XS_FILTER, base, filter);
}
