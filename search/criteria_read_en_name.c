/*
 * A name as an atom: what sort of thing it is (lexicon, words and endings of the table) and what
 * the words before it ask decide the attribute. A name of no known sort is opaque, except where the
 * frame says what it is.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "schema/base/mem.h"
#include <string.h>

/* ------------------------------------------------------------------ what it is */

static const char *class_kind(enum lexicon_class c)
{
    static const struct {
        const char *class, *kind;
    } all[] = {{"disease", "disease"}, {"symptom", "disease"},   {"drug", "drug"},
               {"drug-class", "drug"}, {"procedure", "therapy"}, {"device", "therapy"}};
    const char *name = lexicon_class_name(c);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].class, name) == 0)
            return all[i].kind;
    return NULL;
}

/* The lexicon's kind of the concept that the name ends with. */
static const char *lexicon_kind_of(const struct en_parse *p, uint32_t begin, uint32_t end)
{
    if (!p->lexicon || begin >= end)
        return NULL;
    struct folded f;
    struct lexicon_matches m;
    fold_text(p->folder, p->tmp, p->text.s + begin, end - begin, &f);
    lexicon_match(p->lexicon, p->tmp, &f, p->text.s + begin, LEXICON_CASE_ASKED, &m);
    if (m.n == 0)
        return NULL;
    const struct lexicon_match *last = &m.items[m.n - 1];
    size_t rest = f.len - last->end;
    if (last->n == 0 || rest > 1)
        return NULL;
    if (lexicon_is_root(p->lexicon, last->concepts[0]))
        return NULL;
    struct lexicon_concept c;
    lexicon_concept(p->lexicon, last->concepts[0], &c);
    return class_kind(c.class);
}

const char *en_name_kind(const struct en_parse *p, size_t lo, size_t hi)
{
    if (lo >= hi)
        return NULL;
    uint32_t begin = p->t[lo].begin, end = p->t[hi - 1].end;
    const struct en_row *whole = en_row_of(&p->t[hi - 1], EN_NAME);
    if (whole)
        return whole->value;
    for (size_t i = lo; i < hi; i++) /* the head stands before "of the …" */
        if (i > lo && p->text.s[p->t[i].begin] == 'o' && p->text.s[p->t[i].begin + 1] == 'f' &&
            p->text.s[p->t[i].begin + 2] == ' ') {
            end = p->t[i - 1].end;
            break;
        }
    const char *table = en_kind_of(p->lexer, p->text.s + begin, end - begin);
    if (table && strcmp(table, "disease") != 0 && strcmp(table, "none") != 0)
        return table;
    const char *known = lexicon_kind_of(p, begin, p->t[hi - 1].end);
    return known ? known : table;
}

static bool is(const char *kind, const char *what)
{
    return kind && strcmp(kind, what) == 0;
}

static bool is_care(const char *kind)
{
    return is(kind, "drug") || is(kind, "therapy") || is(kind, "drugs");
}

/* ------------------------------------------------------------------ the value */

struct name {
    size_t lo, hi;
    bool opaque; /* a word that no value keeps stood before it */
};

/* "CAR-T cell therapy previously" */
static bool says_nothing_behind(const struct en_token *t)
{
    return !en_is(t, EN_KIND) && (en_is(t, EN_DROP) || (en_is(t, EN_PAST) && !t->newline));
}

/* "Kawasaki disease presentation", "TIA symptoms": of an attack, which is nothing but its symptoms.
 */
static bool is_tail(const struct en_parse *p, size_t lo, size_t at)
{
    const char *kind = en_name_kind(p, lo, at);
    return (is(kind, "disease") && en_says(&p->t[at], EN_CUE_NAME_TAIL)) ||
           (is(kind, "event") && en_says(&p->t[at], EN_CUE_SYMPTOMS));
}

/* Without articles and what says nothing; "anticoagulant therapy" is an anticoagulant. */
static struct name trim(const struct en_parse *p, size_t lo, size_t hi)
{
    struct name n = {lo, hi, false};
    for (; n.lo + 1 < n.hi; n.lo++) {
        const struct en_token *t = &p->t[n.lo];
        bool keep = en_is_value(t, EN_MOD, "keep");
        if (en_is(t, EN_MOD) && !keep)
            n.opaque = true;
        else if (keep || !(en_says(t, EN_CUE_ARTICLE) || en_is(t, EN_DROP)) || en_is(t, EN_KIND) ||
                 en_is(t, EN_NAME))
            break;
    }
    while (n.hi > n.lo + 1 && (says_nothing_behind(&p->t[n.hi - 1]) || is_tail(p, n.lo, n.hi - 1)))
        n.hi--;
    if (n.hi > n.lo + 1 && en_says(&p->t[n.hi - 1], EN_CUE_CARE_WORD) &&
        is(en_name_kind(p, n.lo, n.hi - 1), "drug"))
        n.hi--;
    return n;
}

/* The words as the source writes them, blanks single, hyphens kept. */
static char *value_of(const struct en_parse *p, const struct name *n)
{
    char *s = crit_text_name(&p->text, p->ctx, p->t[n->lo].begin, p->t[n->hi - 1].end);
    for (char *c = s; *c; c++)
        if (*c == '\n')
            *c = ' ';
    const struct en_cue_word *onset = en_cue_at(s, strlen(s), EN_CUE_ONSET_OF_WHAT);
    return onset && s[onset->len] ? s + onset->len : s;
}

/* ------------------------------------------------------------------ the attribute */

struct choice {
    uint16_t attr;
    enum crit_history history;
};

static struct choice disease_attr(const struct en_parse *p, const char *kind,
                                  const struct en_mode *mode)
{
    if (mode->exception && mode->frame == EN_FRAME_HISTORY) /* of what once was */
        return (struct choice){ATTR_history, CRIT_HISTORY_NONE};
    if (mode->exception)
        return (struct choice){ATTR_comorbidity,
                               mode->frame == EN_FRAME_EVER ? CRIT_EVER : CRIT_HISTORY_NONE};
    if (mode->frame == EN_FRAME_EVER)
        return (struct choice){ATTR_comorbidity, CRIT_EVER};
    if (mode->frame == EN_FRAME_CURRENT)
        return (struct choice){mode->negated || p->kind == CRIT_EXCLUSION ? ATTR_comorbidity
                                                                          : ATTR_diagnosis,
                               CRIT_HISTORY_NONE};
    if (mode->frame == EN_FRAME_HISTORY || mode->past)
        return (struct choice){ATTR_history, CRIT_HISTORY_NONE};
    bool event = is(kind, "event");
    if (mode->window.set && mode->window.n >= 0 &&
        (event || p->kind == CRIT_EXCLUSION || mode->negated))
        return (struct choice){ATTR_history, CRIT_HISTORY_NONE};
    bool own = p->kind == CRIT_INCLUSION && !mode->negated && !mode->condition;
    return (struct choice){own ? ATTR_diagnosis : ATTR_comorbidity, CRIT_HISTORY_NONE};
}

static bool was_had(const struct en_mode *mode)
{
    return mode->frame == EN_FRAME_THERAPY || mode->frame == EN_FRAME_HISTORY || mode->past ||
           (mode->window.set && mode->window.n >= 0) || mode->frame == EN_FRAME_EVER;
}

static struct choice care_attr(const char *kind, const struct en_mode *mode)
{
    if (was_had(mode))
        return (struct choice){ATTR_prior_therapy, CRIT_HISTORY_NONE};
    bool now = mode->frame == EN_FRAME_MEDICATION || mode->frame == EN_FRAME_CURRENT;
    if (is(kind, "drugs") && !now)
        return (struct choice){ATTR_prior_therapy, CRIT_HISTORY_NONE};
    if (is(kind, "therapy") && mode->frame != EN_FRAME_MEDICATION)
        return (struct choice){ATTR_prior_therapy,
                               mode->frame == EN_FRAME_CURRENT ? CRIT_CURRENT : CRIT_HISTORY_NONE};
    return (struct choice){ATTR_current_medication, CRIT_HISTORY_NONE};
}

/* An unknown name may stand where the frame says that a remedy follows. */
static bool frame_takes_unknown(const struct en_mode *mode, const char *kind, size_t words,
                                bool odd)
{
    return (mode->frame == EN_FRAME_THERAPY || mode->frame == EN_FRAME_MEDICATION) && !kind &&
           words <= 3 && !odd;
}

static bool choose(const struct en_parse *p, const char *kind, size_t words, bool odd,
                   const struct en_mode *mode, struct choice *ret)
{
    *ret = (struct choice){ATTR_allergy, CRIT_HISTORY_NONE};
    if (mode->frame == EN_FRAME_ALLERGY)
        return !is(kind, "none") && words <= 5;
    if (mode->frame == EN_FRAME_PLAN || is(kind, "none") || is(kind, "person"))
        return false;
    ret->attr = ATTR_transplant;
    if (is(kind, "transplant"))
        return true;
    ret->attr = ATTR_prior_surgery;
    if (is(kind, "surgery"))
        return mode->frame != EN_FRAME_MEDICATION;
    ret->attr = ATTR_prior_therapy;
    if (is(kind, "procedure"))
        return was_had(mode);
    if (is_care(kind) || frame_takes_unknown(mode, kind, words, odd)) {
        *ret = care_attr(kind, mode);
        return true;
    }
    if (!is(kind, "disease") && !is(kind, "event"))
        return false;
    if (mode->frame == EN_FRAME_THERAPY || mode->frame == EN_FRAME_MEDICATION)
        return false;
    *ret = disease_attr(p, kind, mode);
    return true;
}

/* "food allergy", "penicillin allergy": what it is an allergy to stands before; the trial's own
   disease stays a disease. NULL: no such name. */
static struct crit_node *allergy_to(struct en_parse *p, const struct name *n,
                                    const struct en_mode *mode)
{
    size_t lo = n->lo, hi = n->hi - 1;
    bool own = p->kind == CRIT_INCLUSION && !mode->negated && !mode->condition &&
               mode->frame == EN_FRAME_NONE && !mode->past;
    while (lo < hi && en_is(&p->t[lo], EN_MOD))
        lo++;
    if (own || lo >= hi || !en_is(&p->t[hi], EN_ALLERGYHEAD))
        return NULL;
    bool known = is(en_name_kind(p, lo, hi), "drug");
    if (!known && !en_is(&p->t[hi - 1], EN_ALLERGEN))
        return NULL;
    struct name thing = {lo, hi, false};
    struct crit_node *e =
        crit_new_word(p->ctx, ATTR_allergy, CRIT_OP_IS, value_of(p, &thing), 0, 0);
    en_span(p, e, n->lo, n->hi);
    return lo > n->lo || n->opaque
               ? crit_join(p->ctx, CRIT_AND, e, crit_new(p->ctx, CRIT_OPAQUE, 0, 0))
               : e;
}

/* "disease", "severe illness": a word of kind without a name. */
static bool is_bare(const struct en_parse *p, const struct name *n)
{
    size_t lo = n->lo;
    while (lo < n->hi && en_is(&p->t[lo], EN_MOD))
        lo++;
    return lo == n->hi ||
           (n->hi - lo == 1 && (en_is(&p->t[lo], EN_ANY) || en_says(&p->t[lo], EN_CUE_CARE_WORD)));
}

/* "alone", "administered", "oral", "may": words that no remedy is called by. */
static bool is_odd(const struct en_parse *p, const struct name *n)
{
    const struct en_token *last = &p->t[n->hi - 1];
    return en_says(last, EN_CUE_ALONE) || en_says(last, EN_CUE_NO_REMEDY) ||
           en_says(last, EN_CUE_NO_REMEDY_END) || en_any_says(p, n->lo, n->hi, EN_CUE_PREDICATE);
}

/* "Second-line treatment": which treatments were before, not what it is. */
static bool is_line(const struct en_parse *p, size_t lo, size_t hi)
{
    return lo + 1 < hi && en_says(&p->t[lo], EN_CUE_ORDINAL) && en_says(&p->t[lo + 1], EN_CUE_LINE);
}

/* "must have had a" before lo. */
static bool follows_had(const struct en_parse *p, size_t lo)
{
    enum { NEAR = 2 };
    return en_any_says(p, lo > NEAR ? lo - NEAR : 0, lo, EN_CUE_HAD);
}

/* "antibodies" → "antibody" of what is taken; other plurals stay. */
static void make_singular(char *s)
{
    size_t n = strlen(s);
    if (n > 4 && strcmp(s + n - 3, "ies") == 0)
        memcpy(s + n - 3, "y", sizeof "y");
}

/* "Term pregnancy", "twin pregnancies": who is pregnant, of which sort no attribute says; an
   ectopic one is a disease. */
static bool is_pregnancy(const struct en_parse *p, const struct name *n, const struct en_mode *mode)
{
    bool now = mode->frame == EN_FRAME_NONE || mode->frame == EN_FRAME_CURRENT;
    return now && !mode->past && n->hi > n->lo + 1 && en_says(&p->t[n->hi - 1], EN_CUE_PREGNANCY) &&
           !en_any_says(p, n->lo, n->hi, EN_CUE_ECTOPIC);
}

struct crit_node *en_read_name(struct en_parse *p, size_t lo, size_t hi, const struct en_mode *mode)
{
    if (lo >= hi)
        return crit_new_true(p->ctx);
    struct name n = trim(p, lo, hi);
    struct choice c;
    if (mode->frame == EN_FRAME_ALLERGY && en_has(p, lo, hi, EN_STUDYDRUG))
        return crit_new_word(p->ctx, ATTR_allergy, CRIT_OP_IS, "study drug",
                             p->text.begin[p->t[lo].begin], p->text.end[p->t[hi - 1].end - 1]);
    if (mode->frame == EN_FRAME_NONE && !mode->past && is_line(p, n.lo, n.hi))
        return en_opaque(p, lo, hi);
    struct crit_node *allergy = allergy_to(p, &n, mode);
    if (allergy)
        return allergy;
    if (is_pregnancy(p, &n, mode)) {
        struct crit_node *e = crit_new_atom(p->ctx, ATTR_pregnant, CRIT_OP_PRESENT, 0, 0);
        en_span(p, e, n.hi - 1, n.hi);
        return crit_join(p->ctx, CRIT_AND, e, en_opaque(p, n.lo, n.hi - 1));
    }
    const char *kind = en_name_kind(p, n.lo, n.hi);
    if (is(kind, "procedure") && follows_had(p, lo))
        kind = "therapy"; /* else "on biopsy" says how something was found */
    bool odd = is_odd(p, &n);
    if (is_bare(p, &n) || en_says_in(p, n.lo, n.hi, EN_CUE_NO_CONCEPT) ||
        en_has(p, n.lo, n.hi, EN_STUDYDRUG) || !choose(p, kind, n.hi - n.lo, odd, mode, &c))
        return en_opaque(p, lo, hi);
    char *value = value_of(p, &n);
    if (is_care(kind))
        make_singular(value);
    struct crit_node *e = crit_new_word(p->ctx, c.attr, CRIT_OP_IS, value, 0, 0);
    en_span(p, e, n.lo, n.hi);
    e->atom->history = c.history;
    return n.opaque || (mode->response &&
                        (mode->frame == EN_FRAME_THERAPY || mode->frame == EN_FRAME_ALLERGY))
               ? crit_join(p->ctx, CRIT_AND, e, crit_new(p->ctx, CRIT_OPAQUE, 0, 0))
               : e;
}

static const struct crit_atom *first_atom(const struct crit_node *e)
{
    while (e->type != CRIT_ATOM && e->n)
        e = e->children[0];
    return e->type == CRIT_ATOM ? e->atom : NULL;
}

/* "severe heart failure (NYHA III)", "moderate to severe depression with MADRS ≥ 28": the score
   says how severe. */
void en_drop_severity(struct crit_node *named, const struct crit_node *measure)
{
    if (measure->type != CRIT_ATOM || named->type != CRIT_ATOM || named->atom->n != 1 ||
        attributes[named->atom->attr].kind != ATTR_CONCEPT)
        return;
    const struct attribute *a = &attributes[measure->atom->attr];
    static const uint16_t others[] = {ATTR_ecog_ps, ATTR_kps,   ATTR_asa,   ATTR_stage,
                                      ATTR_tnm_t,   ATTR_tnm_n, ATTR_tnm_m, ATTR_urine_protein};
    bool score = a->kind == ATTR_ORDINAL || (a->unit && strcmp(a->unit, "score") == 0);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        score &= measure->atom->attr != others[i];
    const char *name = named->atom->words[0];
    const struct en_cue_word *w = en_cue_at(name, strlen(name), EN_CUE_NAMED_SEVERITY);
    if (score && w)
        named->atom->words[0] += w->len;
}

bool en_defines(const struct en_parse *p, const struct crit_node *measure,
                const struct crit_node *named)
{
    const struct crit_atom *m = first_atom(measure), *n = first_atom(named);
    if (!m || !n || attributes[n->attr].kind != ATTR_CONCEPT || n->n != 1)
        return false;
    return en_is_phrase(p->lexer, n->words[0], strlen(n->words[0]), EN_DEFINES,
                        attributes[m->attr].id);
}
