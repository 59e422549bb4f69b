#include "search/search_near.h"
#include <math.h>
#include <string.h>
#include "schema/base/mem.h"
#include "search/attributes.h"

enum { CONCEPTS_MAX = 64, WORDS_MAX = 150 };

/* How much an item of each list says of what the person looks for. The first one named says more
 * than the others: people and letters begin with what it is about. */
static const struct {
    uint16_t attr;
    double first, others;
} lists[] = {{ATTR_diagnosis, 3, 1.5},           {ATTR_comorbidity, 1, 0.6},
             {ATTR_biomarker, 0.8, 0.8},         {ATTR_histology, 0.5, 0.5},
             {ATTR_metastasis_site, 0.3, 0.3},   {ATTR_history, 0.4, 0.3},
             {ATTR_prior_surgery, 0.3, 0.2},     {ATTR_prior_therapy, 0.3, 0.2},
             {ATTR_current_medication, 0.2, 0.1}};
static const double NOTE_CONCEPT = 0.4, NOTE_WORD = 0.08;

struct near {
    struct searcher *s;
    void *ctx;
    uint32_t concepts[CONCEPTS_MAX];
    double weights[CONCEPTS_MAX];
    size_t n;
    struct plan_nodes any;
};

static void concept_add(struct near *x, uint32_t concept, double weight)
{
    size_t i = 0;
    if (lexicon_is_root(x->s->index->lexicon, concept))
        return;
    while (i < x->n && x->concepts[i] != concept)
        i++;
    if (i == x->n && x->n == CONCEPTS_MAX)
        return;
    if (i == x->n) {
        x->concepts[x->n] = concept;
        x->weights[x->n++] = 0;
    }
    x->weights[i] += weight;
}

/* The concepts of a text; each further mention adds less. */
static void text_add(struct near *x, const char *text, enum lexicon_case how, double weight)
{
    struct folded f;
    struct lexicon_matches m;
    fold_text(x->s->folder, x->ctx, text, strlen(text), &f);
    lexicon_match(x->s->index->lexicon, x->ctx, &f, text, how, &m);
    for (size_t i = 0; i < m.n; i++)
        for (size_t k = 0; k < m.items[i].n; k++)
            concept_add(x, m.items[i].concepts[k], weight / (double)m.items[i].n);
}

static void facts_add(struct near *x, const struct facts *f)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct fact *fact = &f->by_attr[lists[i].attr];
        for (size_t k = 0; fact->state == FACT_GIVEN && k < fact->n_items; k++)
            text_add(x, fact->items[k].word, LEXICON_CASE_ASKED,
                     k ? lists[i].others : lists[i].first);
    }
}

/* ------------------------------------------------------------------ the query */

static void concepts_write(struct near *x)
{
    for (size_t i = 0; i < x->n; i++) {
        struct plan_nodes fields = {0};
        char number[IDX_CONCEPT_BYTES];
        size_t len = idx_concept_write(x->concepts[i], number);
        for (int f = IDX_FIELD_TITLE; f <= IDX_FIELD_TEXT; f++)
            plan_nodes_add(x->ctx, &fields, plan_term(x->ctx, f, IDX_STREAM_CONCEPT, number, len));
        double weight = x->weights[i] > 3 ? 3 + log(x->weights[i] / 3) : x->weights[i];
        plan_nodes_add(x->ctx, &x->any,
                       plan_scale(x->ctx, weight, plan_node(x->ctx, XS_OR, &fields, 0)));
    }
}

/* Words of the note that the lexicon does not know help a little. */
static void words_write(struct near *x, const char *note)
{
    struct plan_nodes words = {0};
    struct tok_list list;
    char *folded = fold_simple(x->s->folder, x->ctx, note);
    tok_text(x->s->tokenizer, x->ctx, folded, strlen(folded), TOK_WORDS, &list);
    for (size_t i = 0; i < list.n && words.n < WORDS_MAX; i++) {
        const struct token *t = &list.items[i];
        bool english = i + 1 < list.n && list.items[i + 1].kind == TOK_STEM;
        if (t->len < 4 || (t->kind == TOK_WORD && english))
            continue;
        char stream = t->kind == TOK_STEM ? IDX_STREAM_STEM : IDX_STREAM_WORD;
        for (int f = IDX_FIELD_TITLE; f <= IDX_FIELD_TEXT; f++)
            plan_nodes_add(x->ctx, &words, plan_term(x->ctx, f, stream, t->text, t->len));
    }
    plan_nodes_add(x->ctx, &x->any,
                   plan_scale(x->ctx, NOTE_WORD, plan_node(x->ctx, XS_OR, &words, 0)));
}

const struct xs_query *search_near(struct searcher *s, void *ctx, const struct facts *f,
                                   const char *note)
{
    struct near x = {.s = s, .ctx = ctx};
    facts_add(&x, f);
    if (note)
        text_add(&x, note, LEXICON_CASE_TEXT, NOTE_CONCEPT);
    concepts_write(&x);
    if (note)
        words_write(&x, note);
    return x.any.n ? plan_node(ctx, XS_OR, &x.any, 0) : NULL;
}
