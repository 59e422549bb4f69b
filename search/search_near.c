#include "search/search_near.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/findings.h"

enum { CONCEPTS_MAX = 128, WORDS_MAX = 150 };

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

/* What a mention in a note weighs by the class of its concept: diseases say what somebody looks
 * for, symptoms are shared by many. */
static const double OF_DISEASE = 1, OF_SYMPTOM = 0.1, OF_OTHER = 0.4;
static const double POINTED_AT = 2; /* behind "diagnosed with" and the like */
static const double BEGINNING = 1;  /* more at the beginning, falling off within … */
static const double BEGINNING_BYTES = 300;
static const double PAST = 0.4;        /* of former illnesses */
static const double AGAIN = 0.2;       /* each further mention */
static const double BESIDE_NOTE = 0.3; /* facts count less where the note they stand in is there */
static const double PARENT = 0.4;      /* what stands right above a disease */
static const double NOTE_WORD = 0.08;
static const double THOUGHT_OF = 3; /* a disease that the note does not name, by its findings */

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
    if (weight <= 0 || lexicon_is_root(x->s->index->lexicon, concept))
        return;
    while (i < x->n && x->concepts[i] != concept)
        i++;
    if (i == x->n && x->n == CONCEPTS_MAX)
        return;
    if (i == x->n) {
        x->concepts[x->n] = concept;
        x->weights[x->n++] = 0;
    }
    double more = weight < x->weights[i] ? weight : x->weights[i];
    double most = weight > x->weights[i] ? weight : x->weights[i];
    x->weights[i] = most + AGAIN * more;
}

/* The concepts of a text that someone gave as a fact. */
static void text_add(struct near *x, const char *text, double weight)
{
    struct folded f;
    struct lexicon_matches m;
    fold_text(x->s->folder, x->ctx, text, strlen(text), &f);
    lexicon_match(x->s->index->lexicon, x->ctx, &f, text, LEXICON_CASE_ASKED, &m);
    for (size_t i = 0; i < m.n; i++)
        for (size_t k = 0; k < m.items[i].n; k++)
            concept_add(x, m.items[i].concepts[k], weight / (double)m.items[i].n);
}

static void facts_add(struct near *x, const struct facts *f, double scale)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct fact *fact = &f->by_attr[lists[i].attr];
        for (size_t k = 0; fact->state == FACT_GIVEN && k < fact->n_items; k++)
            text_add(x, fact->items[k].word, scale * (k ? lists[i].others : lists[i].first));
    }
}

/* ------------------------------------------------------------------ the note */

struct near_note {
    struct near *near;
    const char *text;
    struct note read;
    size_t past_begin, past_end; /* bytes that tell of former illnesses */
};

/* Where the sentence or line that begins at s ends. */
static size_t sentence_bytes(const char *s)
{
    size_t n = 0;
    while (s[n] && s[n] != '\n' && !(s[n] == '.' && (s[n + 1] == ' ' || s[n + 1] == '\0')))
        n++;
    return n;
}

/* "Past medical history:" goes to the end, in a sentence to its end. */
static void find_past(struct near_note *n)
{
    static const char *const heads[] = {"past medical history", "pmh", "past history",
                                        "past surgical history"};
    n->past_begin = n->past_end = strlen(n->text);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *at = strcasestr(n->text, heads[i]);
        size_t begin = at ? (size_t)(at - n->text) : n->past_end;
        if (begin >= n->past_begin)
            continue;
        n->past_begin = begin;
        n->past_end = at[strlen(heads[i])] == ':' ? strlen(n->text) : begin + sentence_bytes(at);
    }
}

static bool is_denied(size_t begin, size_t end, void *arg)
{
    const struct near_note *n = arg;
    for (size_t i = 0; i < n->read.n_denials; i++)
        if (begin < n->read.denials[i].end && end > n->read.denials[i].begin)
            return true;
    return false;
}

/* Words shortly before a name that say: this is what it is about. */
static bool is_pointed_at(const struct near_note *n, size_t begin)
{
    static const char *const cues[] = {"diagnos",
                                       "consistent with",
                                       "confirm",
                                       "known case of",
                                       "revealed",
                                       "present",
                                       "found to have",
                                       "known history of",
                                       "compatible with",
                                       "admitted",
                                       "with a history of",
                                       "s/p",
                                       "year-old",
                                       "year old",
                                       "yo ",
                                       "y/o"};
    enum { REACH = 60 };
    char before[REACH + 1];
    size_t from = begin > REACH ? begin - REACH : 0;
    for (size_t i = from; i + 1 < begin; i++)
        if (n->text[i] == '\n' || (n->text[i] == '.' && n->text[i + 1] == ' '))
            from = i + 1;
    snprintf(before, sizeof before, "%.*s", (int)(begin - from), n->text + from);
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
        if (strcasestr(before, cues[i]))
            return true;
    return false;
}

static double mention_weight(struct near *x, struct near_note *n, uint32_t concept, size_t begin,
                             size_t end)
{
    struct lexicon_concept c;
    if (is_denied(begin, end, n))
        return 0;
    lexicon_concept(x->s->index->lexicon, concept, &c);
    double w = c.class == LEXICON_DISEASE   ? OF_DISEASE
               : c.class == LEXICON_SYMPTOM ? OF_SYMPTOM
                                            : OF_OTHER;
    if (is_pointed_at(n, begin))
        w *= POINTED_AT;
    if (begin >= n->past_begin && begin < n->past_end)
        w *= PAST;
    return w * (1 + BEGINNING * exp(-(double)begin / BEGINNING_BYTES));
}

static void thought_of(const char *disease, void *arg)
{
    struct near_note *n = arg;
    text_add(n->near, disease, THOUGHT_OF);
}

static void findings_add(struct near *x, struct near_note *n)
{
    struct folded f;
    fold_characters_mapped(x->s->folder, x->ctx, n->text, strlen(n->text), &f);
    findings_find(&f, n->read.facts, is_denied, thought_of, n);
}

static void note_add(struct near *x, const char *text)
{
    struct near_note n = {.near = x, .text = text};
    struct folded f;
    struct lexicon_matches m;
    search_note_of(x->s, x->ctx, text, &n.read);
    find_past(&n);
    findings_add(x, &n);
    fold_text(x->s->folder, x->ctx, text, strlen(text), &f);
    lexicon_match(x->s->index->lexicon, x->ctx, &f, text, LEXICON_CASE_TEXT, &m);
    for (size_t i = 0; i < m.n; i++)
        for (size_t k = 0; k < m.items[i].n; k++) {
            uint32_t c = m.items[i].concepts[k];
            size_t begin = f.src_begin[m.items[i].begin], end = f.src_end[m.items[i].end - 1];
            concept_add(x, c, mention_weight(x, &n, c, begin, end) / (double)m.items[i].n);
        }
}

/* ------------------------------------------------------------------ the query */

/* What stands right above a disease: trials that speak of it more widely. */
static void parents_add(struct near *x)
{
    for (size_t i = 0, n = x->n; i < n; i++) {
        struct lexicon_concept c;
        lexicon_concept(x->s->index->lexicon, x->concepts[i], &c);
        for (size_t k = 0; k < c.n_parents && c.class == LEXICON_DISEASE; k++)
            concept_add(x, c.parents[k], PARENT * x->weights[i] / (double)c.n_parents);
    }
}

static void concepts_write(struct near *x)
{
    for (size_t i = 0; i < x->n; i++) {
        struct plan_nodes fields = {0};
        char number[IDX_CONCEPT_BYTES];
        size_t len = idx_concept_write(x->concepts[i], number);
        for (int f = IDX_FIELD_TITLE; f <= IDX_FIELD_TEXT; f++)
            plan_nodes_add(x->ctx, &fields, plan_term(x->ctx, f, IDX_STREAM_CONCEPT, number, len));
        plan_nodes_add(x->ctx, &x->any,
                       plan_scale(x->ctx, x->weights[i], plan_node(x->ctx, XS_OR, &fields, 0)));
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
    facts_add(&x, f, note ? BESIDE_NOTE : 1);
    if (note)
        note_add(&x, note);
    parents_add(&x);
    concepts_write(&x);
    if (note)
        words_write(&x, note);
    return x.any.n ? plan_node(ctx, XS_OR, &x.any, 0) : NULL;
}
