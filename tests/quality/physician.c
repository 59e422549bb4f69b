/*
 * Decisions as physicians gave them (six classes) from the note and the criterion's text alone:
 * note → facts, criterion → tree, matcher → result, then the class; a disease that the note's
 * findings speak for counts as a physician would take it. usage: physician PATIENTS.jsonl
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
#include "search/findings.h"
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
    struct folder *folder;
    bool verbose;
};
struct patient {
    const char *id, *text;
    struct note note;
    struct match_person *person;
    struct match_person *thought; /* with the diseases that the findings speak for */
    size_t n_named;               /* diagnoses that the note names; those behind are thought of */
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
    int atoms, pregnancy, measured, only_women, consent, habits, history;
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
    a->measured += (attributes[attr].kind == ATTR_NUMBER && attr != ATTR_age) ||
                   attributes[attr].kind == ATTR_ORDINAL;
    a->history += attr == ATTR_history;
    a->habits += attr == ATTR_substance_abuse || attr == ATTR_alcohol || attr == ATTR_smoking;
}

enum { CHILD = 10, PAST = 60 };

static bool is_child(const struct match_person *p)
{
    const struct match_fact *age = &p->facts[ATTR_age];
    return age->state == MATCH_GIVEN && age->high < CHILD;
}

static bool cannot_be_pregnant(const struct match_person *p)
{
    const struct match_fact *sex = &p->facts[ATTR_sex], *age = &p->facts[ATTR_age];
    int male = attribute_find_value(&attributes[ATTR_sex], "male", 4);
    if (sex->state == MATCH_GIVEN && sex->bits == (1ULL << male))
        return true;
    return is_child(p) || (age->state == MATCH_GIVEN && age->low >= PAST);
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

static bool says_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasestr(text, *words))
            return true;
    return false;
}

/* How it was found is asked for, not only what it is. */
static bool asks_proof(const char *text)
{
    static const char *const words[] = {
        "diagnos",   "confirm",    "verif", "proven",    "histolog", "cytolog", "document",
        "establish", "registered", "biops", "according", "criteria", NULL};
    return says_one_of(text, words);
}

/* An organ that fails is an illness that a note would name, whatever value tells how much. */
static bool names_failure(const char *text)
{
    static const char *const words[] = {"failure",      "impair", "insufficien", "dysfunction",
                                        "hypertension", "anemia", "anaemia",     NULL};
    return says_one_of(text, words);
}

/* What the study does with people, or which places take part: not who the person is. */
static bool is_of_study(const char *text)
{
    static const char *const done[] = {"invited",   "recruited",  "withdrawn",
                                       "contacted", "approached", NULL};
    static const char *const took[] = {"not collected",
                                       "to be processed",
                                       "to provide a blood",
                                       "enrolled into this study",
                                       "previously enrolled in the study",
                                       NULL};
    static const char *const places[] = {
        "hospital", "center", "centre", "clinic ", "clinics", "practice", "primary health care",
        NULL};
    for (const char *const *w = places; *w; w++)
        if (strncasecmp(text, *w, strlen(*w)) == 0 && text[strlen(*w)] != 'i') /* hospitalized */
            return true;
    return strcasestr(text, "randomly selected") || says_one_of(text, took) ||
           ((strcasestr(text, "will be ") || strcasestr(text, "will not ") ||
             strcasestr(text, "opted out")) &&
            says_one_of(text, done));
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
    const char *text;
    bool in_part; /* what was understood of an exclusion is there, the rest was not understood */
    bool thought; /* what the findings speak for meets it, or may */
    bool usual;   /* met but for what is absent or as usual */
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

/* Of people of the other sex only: "female subjects with KD". */
static bool is_of_other_sex(const struct view *v)
{
    const struct match_fact *sex = &v->p->person->facts[ATTR_sex];
    const struct crit_node *e = v->crits->n == 1 ? v->crits->items[0].expr : NULL;
    for (size_t i = 0; e && e->type == CRIT_AND && i < e->n && sex->state == MATCH_GIVEN; i++) {
        const struct crit_node *c = e->children[i];
        if (c->type == CRIT_ATOM && c->atom->attr == ATTR_sex && c->atom->n == 1 &&
            !(sex->bits >> attribute_find_value(&attributes[ATTR_sex], c->atom->words[0],
                                                strlen(c->atom->words[0])) &
              1))
            return true;
    }
    return false;
}

/* An operation that somebody is about to have would be told of. */
static bool asks_operation(const char *text)
{
    static const char *const about[] = {"undergoing", "scheduled for", "elective", NULL};
    static const char *const operations[] = {"ectomy",          "repair",   "surgery",
                                             "plasty",          "bypass",   "vascularization",
                                             "vascularisation", "delivery", NULL};
    return says_one_of(text, about) && says_one_of(text, operations);
}

/* What only women, only grown-ups can be asked for, and what the study does itself. */
static bool is_no_question(const struct view *v)
{
    const struct about *a = &v->about;
    if (a->pregnancy && a->atoms == a->only_women && cannot_be_pregnant(v->p->person))
        return true;
    return is_of_study(v->text) ||
           (a->habits > 0 && a->atoms == a->habits && is_child(v->p->person));
}

static enum label classify_exclusion(const struct view *v, enum match_result r)
{
    if (is_no_question(v) || is_of_other_sex(v))
        return NOT_APPLICABLE;
    if (r == MATCH_NOT_MET)
        return EXCLUDED;
    /* a value that nobody told is not known, whatever else the criterion says */
    bool only_measured =
        v->about.atoms > 0 && v->about.measured == v->about.atoms && !names_failure(v->text);
    return r == MATCH_UNKNOWN && (only_measured || v->in_part || v->thought) ? NOT_ENOUGH
                                                                             : NOT_EXCLUDED;
}

static enum label classify_inclusion(const struct view *v, enum match_result r)
{
    if (is_no_question(v))
        return NOT_APPLICABLE;
    if (r == MATCH_NOT_MET)
        return NOT_INCLUDED;
    if (r == MATCH_MET || v->practical || v->usual || v->thought)
        return INCLUDED;
    return v->about.atoms == 0 && asks_operation(v->text) ? NOT_INCLUDED : NOT_ENOUGH;
}

typedef bool left_out_fn(const struct crit_node *e);

static bool is_not_understood(const struct crit_node *e)
{
    return e->type == CRIT_OPAQUE || e->type == CRIT_JUDGEMENT;
}

/* A limit of a value, and whether it lies far below, far above what four of five have. */
static bool has_far_limit(const struct crit_node *e, bool *ret_least, bool *ret_low)
{
    if (e->type != CRIT_ATOM || e->atom->attr == ATTR_age || e->atom->n == 0 ||
        attribute_has_letters(&attributes[e->atom->attr]) ||
        (attributes[e->atom->attr].kind != ATTR_NUMBER &&
         attributes[e->atom->attr].kind != ATTR_ORDINAL))
        return false;
    const struct attribute *a = &attributes[e->atom->attr];
    double far = (a->typical_high - a->typical_low) * 0.9, value = e->atom->numbers[0];
    bool most = e->atom->op == CRIT_OP_LE || e->atom->op == CRIT_OP_LT;
    *ret_least = e->atom->op == CRIT_OP_GE || e->atom->op == CRIT_OP_GT;
    *ret_low = value < a->typical_low - far || value < a->typical_low / 10;
    return (*ret_least || most) && (*ret_low || value > a->typical_high + far);
}

/* A limit that next to nobody is beyond: what a note does not tell of is as usual. */
static bool is_usual_limit(const struct crit_node *e)
{
    bool least, low;
    return has_far_limit(e, &least, &low) && least == low;
}

static bool is_usual(const struct crit_node *e)
{
    return asks_absence(e) || is_usual_limit(e);
}

/* The tree without some of what it joins by "and". */
static struct crit_node *without(void *ctx, struct crit_node *e, left_out_fn *left_out)
{
    struct crit_node *out = crit_copy(ctx, e);
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++) {
        struct crit_node *c = without(ctx, out->children[i], left_out);
        if (out->type == CRIT_AND && left_out(c))
            continue;
        out->children[n++] = c;
    }
    out->n = n;
    return out;
}

/* Whether the rest of it is met by facts. */
static enum match_result result_without(struct tools *t, void *ctx, const struct patient *p,
                                        const struct crits *c, left_out_fn *left_out)
{
    struct crits rest = {MEM_ARRAY(ctx, struct crit, c->n), c->n};
    struct flat_bytes flat;
    struct match_explained *e = MEM_ARRAY(ctx, struct match_explained, PIECES_MAX);
    struct view v = {.p = p, .crits = &rest, .e = e};
    bool quoted;
    for (size_t i = 0; i < c->n; i++) {
        struct crit_node *always = MEM_NEW(ctx, struct crit_node);
        always->type = CRIT_AND;
        rest.items[i] = c->items[i];
        rest.items[i].expr = left_out(c->items[i].expr) && !is_not_understood(c->items[i].expr)
                                 ? always
                                 : without(ctx, c->items[i].expr, left_out);
    }
    criteria_flat_build(t->concepts, ctx, &(struct flat_input){rest.items, c->n, 0, -1, -1}, &flat);
    size_t bytes = matcher_bytes(100);
    struct matcher *m =
        matcher_start(talloc_size(ctx, bytes), bytes, p->person, person_relate, t->concepts);
    v.n = match_explain(m, flat.bytes, e, PIECES_MAX);
    return result_of(&v, &quoted);
}

static bool is_thought_of(const struct patient *p, const struct match_reason *r)
{
    const struct match_item *item = r->item >= 0 ? &p->thought->items[r->item] : NULL;
    return item && item->attr == ATTR_diagnosis && item->said >= (int)p->n_named;
}

/* An inclusion is met, an exclusion may be, by a disease that the findings speak for: a physician
   takes it as there, and never as surely not there. */
static bool is_met_by_findings(struct tools *t, void *ctx, const struct patient *p,
                               const struct flat_bytes *flat, bool all)
{
    struct match_explained *e = MEM_ARRAY(ctx, struct match_explained, PIECES_MAX);
    size_t bytes = matcher_bytes(100), n_thought = 0;
    struct matcher *m =
        matcher_start(talloc_size(ctx, bytes), bytes, p->thought, person_relate, t->concepts);
    size_t n = match_explain(m, flat->bytes, e, PIECES_MAX);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < e[i].n_reasons; k++)
            n_thought += is_thought_of(p, &e[i].reasons[k]);
        if (all && e[i].result != MATCH_MET)
            return false;
    }
    return n_thought > 0;
}

static enum label decide(struct tools *t, void *ctx, const struct patient *p, enum crit_kind kind,
                         const char *text, bool *ret_facts)
{
    struct crits c;
    struct flat_bytes flat;
    struct match_explained *e = MEM_ARRAY(ctx, struct match_explained, PIECES_MAX);
    struct view v = {.p = p, .crits = &c, .e = e, .text = text};
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
    bool open = r == MATCH_UNKNOWN && v.about.atoms > 0, excludes = kind == CRIT_EXCLUSION;
    if (open && excludes)
        v.in_part = result_without(t, ctx, p, &c, is_not_understood) == MATCH_NOT_MET;
    if (open && !excludes)
        v.usual = result_without(t, ctx, p, &c, is_usual) == MATCH_MET;
    if (open && !asks_proof(text) && v.about.history == 0)
        v.thought = is_met_by_findings(t, ctx, p, &flat, !excludes);
    *ret_facts = r == MATCH_NOT_MET || (r == MATCH_MET && quoted);
    return kind == CRIT_EXCLUSION ? classify_exclusion(&v, r) : classify_inclusion(&v, r);
}

/* ------------------------------------------------------------------ files */

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

struct thinking {
    struct patient *p;
    struct fact *diagnosis;
    void *ctx;
};

static bool is_denied(size_t begin, size_t end, void *arg)
{
    const struct note *n = &((struct thinking *)arg)->p->note;
    for (size_t i = 0; i < n->n_denials; i++)
        if (begin < n->denials[i].end && end > n->denials[i].begin)
            return true;
    return false;
}

static void think_of(const char *disease, void *arg)
{
    struct thinking *k = arg;
    struct fact *f = k->diagnosis;
    f->items = MEM_GROW(k->ctx, f->items, struct fact_item, f->n_items + 1);
    f->items[f->n_items++] =
        (struct fact_item){.word = mem_strdup(k->ctx, disease), .ago_days = -1};
    f->state = FACT_GIVEN;
}

static void read_findings(struct tools *t, void *ctx, struct patient *p)
{
    struct facts *with = facts_new(ctx);
    memcpy(with->by_attr, p->note.facts->by_attr, n_attributes * sizeof *with->by_attr);
    struct fact *f = &with->by_attr[ATTR_diagnosis];
    struct fact_item *items = MEM_ARRAY(ctx, struct fact_item, f->n_items + 1);
    memcpy(items, f->items, f->n_items * sizeof *items);
    f->items = items;
    p->n_named = f->n_items;
    struct thinking k = {p, f, ctx};
    struct folded folded;
    fold_characters_mapped(t->folder, ctx, p->text, strlen(p->text), &folded);
    findings_find(&folded, p->note.facts, is_denied, think_of, &k);
    p->thought = person_read(t->concepts, ctx, with);
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
        read_findings(t, ctx, p);
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
    t.folder = folder_new(ctx);
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
