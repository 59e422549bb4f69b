/*
 * Decisions as physicians gave them (six classes) from the note and the criterion's text alone:
 * note → facts, criterion → tree, matcher → result, then the class. usage: physician PATIENTS.jsonl
 * CRITERIA.jsonl [-v]. Prints accuracy, wrong exclusions, and how many of the decisions that rest
 * on facts quote words on both sides. -v: one line a pair.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "schema/base/mem.h"
#include "search/lexicon.h"
#include "search/attributes_gen.h"
#include "search/concept.h"
#include "search/criteria.h"
#include "search/criteria_cmd.h"
#include "search/criteria_flat.h"
#include "search/criteria_match.h"
#include "search/criteria_tree.h"
#include "search/note_read.h"
#include "search/person.h"

enum label { INCLUDED, NOT_INCLUDED, EXCLUDED, NOT_EXCLUDED, NOT_ENOUGH, NOT_APPLICABLE, LABELS };
static const char *const labels[] = {"included",     "not included",           "excluded",
                                     "not excluded", "not enough information", "not applicable"};
enum { PIECES_MAX = 64, PATIENTS_MAX = 400 };

struct tools {
    struct lexicon *lexicon;
    struct concepts *concepts;
    struct crit_reader *reader;
    struct note_reader *notes;
    bool verbose;
};
struct patient {
    const char *id, *text;
    struct note note;
    struct match_person *person;
};
struct patients {
    struct patient items[PATIENTS_MAX];
    size_t n;
};
struct counts {
    int n, right, wrong_exclusion, decided, quoted;
    int table[LABELS][LABELS];
};

/* ------------------------------------------------------------------ what a tree is about */

struct about {
    int atoms, pregnancy, measured, only_women, consent;
};

static void look(void *arg, struct crit_node *e)
{
    struct about *a = arg;
    uint16_t attr = e->atom->attr;
    bool pregnancy = attr == ATTR_pregnant || attr == ATTR_breastfeeding ||
                     attr == ATTR_childbearing_potential || attr == ATTR_contraception;
    a->atoms++;
    a->pregnancy += pregnancy;
    a->only_women += pregnancy || attr == ATTR_sex || attr == ATTR_menopausal;
    a->consent += attr == ATTR_consent_self || attr == ATTR_guardian_consent;
    a->measured += attributes[attr].kind == ATTR_NUMBER && attr != ATTR_age;
}

static bool cannot_be_pregnant(const struct match_person *p)
{
    enum { CHILD = 10, PAST = 60 };
    const struct match_fact *sex = &p->facts[ATTR_sex], *age = &p->facts[ATTR_age];
    int male = attribute_find_value(&attributes[ATTR_sex], "male", 4);
    if (sex->state == MATCH_GIVEN && sex->bits == (1ULL << male))
        return true;
    return age->state == MATCH_GIVEN && (age->high < CHILD || age->low >= PAST);
}

/* ------------------------------------------------------------------ evidence */

static bool is_quoted(const struct patient *p, const struct match_reason *r)
{
    if (r->end <= r->begin)
        return false;
    for (size_t i = 0; i < p->note.n_evidence; i++) {
        uint16_t a = p->note.evidence[i].attr;
        if (a == r->attr || (r->item >= 0 && a == p->person->items[r->item].attr))
            return true;
    }
    /* what follows from age and sex is quoted by them */
    return p->person->facts[r->attr].derived;
}

/* A result that rests on a list taken as complete is none: notes are not complete. */
static bool rests_on_facts(const struct patient *p, const struct match_explained *e)
{
    for (size_t i = 0; i < e->n_reasons; i++) {
        const struct match_reason *r = &e->reasons[i];
        bool list = attributes[r->attr].kind == ATTR_CONCEPT;
        if ((list && r->item < 0) || !is_quoted(p, r))
            return false;
    }
    return e->n_reasons > 0;
}

/* The note says that the person agrees and will keep to the protocol; criteria that ask for nothing
   else are about the same. */
static bool is_practical(const char *text)
{
    static const char *const words[] = {
        "comply",      "complian", "adhere",      "attend",  "follow-up",      "follow up",
        "participate", "willing",  "voluntar",    "consent", "cooperat",       "understand",
        "permission",  "assent",   "study visit", "agree",   "physically able"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(text, words[i]))
            return true;
    return false;
}

static bool says_so(const struct patient *p)
{
    return p->note.facts->by_attr[ATTR_consent_self].flag;
}

/* ------------------------------------------------------------------ the class */

struct view {
    const struct patient *p;
    const struct crits *crits;
    const struct match_explained *e;
    size_t n;
    struct about about;
    bool practical;
    bool in_part; /* what was understood of an exclusion is there, the rest was not understood */
};

static enum match_result result_of(const struct view *v, bool *quoted)
{
    bool unknown = false;
    *quoted = true;
    for (size_t i = 0; i < v->n; i++) {
        bool always = i < v->crits->n && crit_is_true(v->crits->items[i].expr);
        bool facts = always || rests_on_facts(v->p, &v->e[i]);
        enum match_result r = v->e[i].result;
        if (r == MATCH_NOT_MET && facts)
            return MATCH_NOT_MET;
        if (r != MATCH_MET || !facts)
            unknown = true;
        *quoted &= facts;
    }
    return unknown || v->n == 0 ? MATCH_UNKNOWN : MATCH_MET;
}

/* Asks only for what is not there: what a note does not tell of is taken as absent. */
static bool asks_absence(const struct crit_node *e)
{
    if (e->type == CRIT_NOT)
        return e->children[0]->type == CRIT_ATOM;
    if (e->type == CRIT_ATOM)
        return e->atom->op == CRIT_OP_ABSENT;
    for (size_t i = 0; i < e->n; i++)
        if (!asks_absence(e->children[i]))
            return false;
    return e->type == CRIT_AND && e->n > 0;
}

static bool all_absent(const struct crits *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (!asks_absence(c->items[i].expr))
            return false;
    return c->n > 0;
}

static enum label classify_exclusion(const struct view *v, enum match_result r)
{
    if (v->about.atoms > 0 && v->about.atoms == v->about.only_women && v->about.pregnancy &&
        cannot_be_pregnant(v->p->person))
        return NOT_APPLICABLE;
    if (r == MATCH_NOT_MET)
        return EXCLUDED;
    /* a value that nobody told is not known, whatever else the criterion says */
    bool only_measured = v->about.atoms > 0 && v->about.measured == v->about.atoms;
    return r == MATCH_UNKNOWN && (only_measured || v->in_part) ? NOT_ENOUGH : NOT_EXCLUDED;
}

static enum label classify_inclusion(const struct view *v, enum match_result r)
{
    if (v->about.pregnancy && v->about.atoms == v->about.only_women &&
        cannot_be_pregnant(v->p->person))
        return NOT_APPLICABLE;
    if (r == MATCH_NOT_MET)
        return NOT_INCLUDED;
    return r == MATCH_MET || v->practical || all_absent(v->crits) ? INCLUDED : NOT_ENOUGH;
}

/* The tree without what was not understood beside what was. */
static struct crit_node *understood(void *ctx, struct crit_node *e)
{
    struct crit_node *out = crit_copy(ctx, e);
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++) {
        struct crit_node *c = understood(ctx, out->children[i]);
        if (out->type == CRIT_AND && (c->type == CRIT_OPAQUE || c->type == CRIT_JUDGEMENT))
            continue;
        out->children[n++] = c;
    }
    out->n = n;
    return out;
}

/* Whether what was understood is met by facts. */
static enum match_result result_of_known(struct tools *t, void *ctx, const struct patient *p,
                                         const struct crits *c)
{
    struct crits known = {MEM_ARRAY(ctx, struct crit, c->n), c->n};
    struct flat_bytes flat;
    struct match_explained *e = MEM_ARRAY(ctx, struct match_explained, PIECES_MAX);
    struct view v = {.p = p, .crits = &known, .e = e};
    bool quoted;
    for (size_t i = 0; i < c->n; i++) {
        known.items[i] = c->items[i];
        known.items[i].expr = understood(ctx, c->items[i].expr);
    }
    criteria_flat_build(t->concepts, ctx, &(struct flat_input){known.items, c->n, 0, -1, -1},
                        &flat);
    size_t bytes = matcher_bytes(100);
    struct matcher *m =
        matcher_start(talloc_size(ctx, bytes), bytes, p->person, person_relate, t->concepts);
    v.n = match_explain(m, flat.bytes, e, PIECES_MAX);
    return result_of(&v, &quoted);
}

static enum label decide(struct tools *t, void *ctx, const struct patient *p, enum crit_kind kind,
                         const char *text, bool *ret_facts)
{
    struct crits c;
    struct flat_bytes flat;
    struct match_explained *e = MEM_ARRAY(ctx, struct match_explained, PIECES_MAX);
    struct view v = {.p = p, .crits = &c, .e = e};
    bool quoted;
    crit_read_block(t->reader, ctx, kind, CRIT_EN, text, strlen(text), &c);
    if (c.n > PIECES_MAX)
        c.n = PIECES_MAX;
    criteria_flat_build(t->concepts, ctx, &(struct flat_input){c.items, c.n, 0, -1, -1}, &flat);
    size_t bytes = matcher_bytes(100);
    struct matcher *m =
        matcher_start(talloc_size(ctx, bytes), bytes, p->person, person_relate, t->concepts);
    v.n = match_explain(m, flat.bytes, e, PIECES_MAX);
    for (size_t i = 0; i < c.n; i++) {
        crit_walk(c.items[i].expr, look, &v.about);
    }
    v.practical = is_practical(text) && says_so(p) && v.about.atoms == v.about.consent;
    enum match_result r = result_of(&v, &quoted);
    if (r == MATCH_UNKNOWN && v.about.atoms > 0 && kind == CRIT_EXCLUSION)
        v.in_part = result_of_known(t, ctx, p, &c) == MATCH_NOT_MET;
    *ret_facts = r == MATCH_NOT_MET || (r == MATCH_MET && quoted);
    return kind == CRIT_EXCLUSION ? classify_exclusion(&v, r) : classify_inclusion(&v, r);
}

/* ------------------------------------------------------------------ files */

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void read_patients(struct tools *t, void *ctx, FILE *f, struct patients *ret)
{
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, f) > 0 && ret->n < PATIENTS_MAX) {
        json_t *o = json_loads(line, 0, NULL);
        struct patient *p = &ret->items[ret->n++];
        p->id = mem_strdup(ctx, text_of(o, "id"));
        p->text = mem_strdup(ctx, text_of(o, "note"));
        note_read(t->notes, ctx, CRIT_EN, p->text, strlen(p->text), &p->note);
        p->person = person_read(t->concepts, ctx, p->note.facts);
        json_decref(o);
    }
    free(line);
}

static const struct patient *find_patient(const struct patients *all, const char *id)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->items[i].id, id) == 0)
            return &all->items[i];
    return NULL;
}

static int label_of(const char *s)
{
    for (int i = 0; i < LABELS; i++)
        if (strcmp(labels[i], s) == 0)
            return i;
    return -1;
}

static void score(struct tools *t, const struct patients *all, const json_t *o, struct counts *n)
{
    void *ctx = talloc_new(NULL);
    const struct patient *p = find_patient(all, text_of(o, "patient_id"));
    int want = label_of(text_of(o, "expert_eligibility"));
    const char *text = text_of(o, "criterion_text");
    bool facts = false;
    if (!p || want < 0) {
        talloc_free(ctx);
        return;
    }
    enum crit_kind kind = text_of(o, "criterion_type")[0] == 'e' ? CRIT_EXCLUSION : CRIT_INCLUSION;
    enum label got = decide(t, ctx, p, kind, text, &facts);
    n->n++;
    n->right += got == (enum label)want;
    n->table[want][got]++;
    bool bars = got == EXCLUDED || got == NOT_INCLUDED;
    n->wrong_exclusion += bars && want != EXCLUDED && want != NOT_INCLUDED;
    n->decided += bars || got == INCLUDED;
    n->quoted += (bars || got == INCLUDED) && facts;
    if (t->verbose)
        printf("%s\t%s\t%s\t%s\t%s\n", got == (enum label)want ? "ok" : "--", labels[want],
               labels[got], p->id, text);
    talloc_free(ctx);
}

static void report(const struct counts *n)
{
    printf("%-24s", "physician \\ program");
    for (int i = 0; i < LABELS; i++)
        printf(" %12.12s", labels[i]);
    for (int i = 0; i < LABELS; i++) {
        printf("\n%-24s", labels[i]);
        for (int k = 0; k < LABELS; k++)
            printf(" %12d", n->table[i][k]);
    }
    printf("\n%d pairs: accuracy %.3f | wrong exclusions %d (%.2f %%) | decided %d, %d of them "
           "quoted on both sides, the others by absence or the agreement to the protocol\n",
           n->n, n->n ? (double)n->right / n->n : 0, n->wrong_exclusion,
           n->n ? 100.0 * n->wrong_exclusion / n->n : 0, n->decided, n->quoted);
}

int main(int argc, char **argv)
{
    struct tools t = {.verbose = argc > 3};
    struct counts n = {0};
    char *line = NULL;
    size_t cap = 0;
    if (argc < 3)
        return 2;
    mem_start();
    void *ctx = talloc_new(NULL);
    FILE *patients = fopen(argv[1], "r"), *criteria = fopen(argv[2], "r");
    if (!patients || !criteria)
        return 2;
    t.lexicon = lexicon_builtin_open(ctx);
    t.concepts = concepts_new(ctx, t.lexicon);
    t.reader = crit_reader_new(ctx, t.lexicon);
    t.notes = note_reader_new(ctx, t.lexicon);
    struct patients *all = MEM_NEW(ctx, struct patients);
    read_patients(&t, ctx, patients, all);
    while (getline(&line, &cap, criteria) > 0) {
        json_t *o = json_loads(line, 0, NULL);
        score(&t, all, o, &n);
        json_decref(o);
    }
    report(&n);
    free(line);
    (void)fclose(patients);
    (void)fclose(criteria);
    talloc_free(ctx);
    return 0;
}
