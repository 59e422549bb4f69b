/* Named things: which list they belong to. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"
#include "search/units.h"

/* ------------------------------------------------------------------ beside other names */

bool note_en_is_neoplasm(const struct en_note *n, const struct lexicon_match *m)
{
    uint32_t neoplasm;
    const struct lexicon *x = n->p->reader->lexicon;
    return m && m->n && lexicon_find(x, "neoplasm", &neoplasm) &&
           lexicon_is_a(x, m->concepts[0], neoplasm);
}

/* "tumor", "cancer": of any kind and anywhere. */
static bool is_any_neoplasm(const struct en_note *n, const struct lexicon_match *m)
{
    static const char *const general[] = {"neoplasm", "cancer"};
    const struct lexicon *x = n->p->reader->lexicon;
    uint32_t id;
    for (size_t k = 0; m && m->n && k < sizeof general / sizeof *general; k++)
        if (lexicon_find(x, general[k], &id) && m->concepts[0] == id)
            return true;
    return false;
}

/* The name that the bracket around token i explains; NULL: none. */
static const struct lexicon_match *explained_by(const struct en_note *n, size_t i)
{
    if (i < n->lo + 2 || note_en_at(n, i - 1)->class != EN_OPEN)
        return NULL;
    uint32_t end = note_en_at(n, i - 2)->end;
    for (size_t k = 0; k < n->names.n; k++)
        if (n->folded.src_end[n->names.items[k].end - 1] == end)
            return &n->names.items[k];
    return NULL;
}

/* The same thing, or the one above the other; a cancer and its kind are two facts. */
static bool is_same_line(const struct en_note *n, uint32_t a, uint32_t b)
{
    uint32_t neoplasm;
    const struct lexicon *x = n->p->reader->lexicon;
    if (a == b)
        return true;
    if (lexicon_find(x, "neoplasm", &neoplasm) && lexicon_is_a(x, a, neoplasm))
        return false;
    return lexicon_is_a(x, a, b) || lexicon_is_a(x, b, a);
}

static bool was_had(const struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    for (size_t k = i; k > n->lo && k + NEAR > i; k--)
        if (note_en_is(n, k - 1, "had") || note_en_is(n, k - 1, "had a"))
            return true;
    return false;
}

bool note_en_is_drug(const struct en_note *n, const struct lexicon_match *m)
{
    struct lexicon_concept c;
    if (!m || !m->n)
        return false;
    lexicon_concept(n->p->reader->lexicon, m->concepts[0], &c);
    return c.class == LEXICON_DRUG || c.class == LEXICON_DRUG_CLASS;
}

/* Names stand from left to right: looked for by halves. */
bool note_en_drug_ends(const struct en_note *n, uint32_t end)
{
    size_t low = 0, high = n->names.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (n->folded.src_end[n->names.items[middle].end - 1] < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n->names.n && n->folded.src_end[n->names.items[low].end - 1] == end &&
           note_en_is_drug(n, &n->names.items[low]);
}

/* FOLFOX, R-CHOP, ADT: what is below chemotherapy and hormone therapy and called by letters. */
static bool is_regimen(const struct en_note *n, const struct lexicon_match *m)
{
    static const char *const kinds[] = {"chemotherapy", "hormone-therapy"};
    const struct lexicon *x = n->p->reader->lexicon;
    uint32_t kind;
    for (size_t k = 0; m->n && k < sizeof kinds / sizeof *kinds; k++)
        if (lexicon_find(x, kinds[k], &kind) && m->concepts[0] != kind &&
            lexicon_is_a(x, m->concepts[0], kind))
            return true;
    return false;
}

/* "breast ca": a cancer that the table calls so. */
static bool is_lay_cancer(const struct en_note *n, size_t i)
{
    uint32_t end;
    const struct note_en_word *w = note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_LAY, &end);
    for (const char *const *c = en_list_cancer_words; w && *c; c++)
        if (strstr(w->value, *c))
            return true;
    return false;
}

bool note_en_is_cancer_at(const struct en_note *n, size_t i)
{
    if (i >= n->e.n || !n->p->reader->lexicon || en_is(note_en_at(n, i), EN_STATE))
        return false;
    return note_en_is_neoplasm(n, note_en_name_at(n, i)) || is_lay_cancer(n, i);
}

bool note_en_is_other_disease_at(const struct en_note *n, size_t i)
{
    struct lexicon_concept c;
    const struct lexicon_match *m =
        i < n->e.n && n->p->reader->lexicon ? note_en_name_at(n, i) : NULL;
    if (!m || !m->n || note_en_is_neoplasm(n, m) ||
        lexicon_is_root(n->p->reader->lexicon, m->concepts[0]))
        return false;
    lexicon_concept(n->p->reader->lexicon, m->concepts[0], &c);
    return c.class == LEXICON_DISEASE;
}

/* ------------------------------------------------------------------ which list */

/* An illness that strikes, and when: it was. */
static bool is_history(const struct named *d, bool disease, bool symptom)
{
    bool event = d->event || (d->kind && strcmp(d->kind, "event") == 0);
    return (d->said.over && (disease || d->event)) ||
           ((d->over || (d->passing && d->had)) && !d->lasts) || (d->dated && (event || symptom));
}

static bool is_past(const struct en_note *n, const struct named *d, bool strikes)
{
    return n->colour.past && !d->lasts && !((strikes || d->event) && d->behind_operation);
}

static bool list_of_disease(const struct en_note *n, const struct named *d, uint16_t *ret)
{
    bool strikes = d->kind && strcmp(d->kind, "event") == 0;
    bool disease = strcmp(d->class, "disease") == 0;
    bool past = is_past(n, d, strikes);
    bool symptom = strcmp(d->class, "symptom") == 0;
    if (d->histology)
        *ret = ATTR_histology;
    else if (is_history(d, disease, symptom))
        *ret = ATTR_history;
    else if (disease && !strikes && !past && !note_has(n->p, ATTR_diagnosis))
        *ret = ATTR_diagnosis; /* the first one named is what the note is about */
    else if (disease || symptom)
        *ret = (strikes || d->event) && (past || d->had || d->ago >= 0) ? ATTR_history
                                                                        : ATTR_comorbidity;
    else
        return false;
    return true;
}

bool note_en_tells_cancer(const struct en_note *n)
{
    return n->cancer || note_has(n->p, ATTR_stage) || note_has(n->p, ATTR_metastasis_site) ||
           note_has(n->p, ATTR_tnm_t) ||
           (note_has(n->p, ATTR_disease_state) && !note_en_has_remitting(n));
}

/* Which list a named thing belongs to; false when it is no fact. */
static bool list_of(const struct en_note *n, size_t i, const struct named *d, uint16_t *ret)
{
    if (list_of_disease(n, d, ret))
        return true;
    if (strncmp(d->class, "drug", 4) == 0)
        *ret = note_en_list_of_drug(n, i, d);
    else if (d->kind && strcmp(d->kind, "transplant") == 0)
        *ret = ATTR_transplant;
    else if (d->kind && strcmp(d->kind, "surgery") == 0)
        *ret = ATTR_prior_surgery;
    else if (d->regimen && !d->said.stopped &&
             (d->said.goes_on || (n->colour.taking && !n->colour.past)))
        *ret = ATTR_current_medication; /* "currently on FOLFOX", "ADT ongoing" */
    else if (strcmp(d->class, "procedure") == 0)
        *ret = ATTR_prior_therapy;
    else
        return false;
    return true;
}

/* ------------------------------------------------------------------ what is no name */

/* mm, cms: short abbreviations count in capitals only; "Pt" is the patient. */
static bool is_small_abbreviation(const char *word)
{
    enum { ABBREVIATION_MAX = 3 };
    bool title = word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'a' && word[1] <= 'z' &&
                 (word[2] == '\0' || strcmp(word, "Mrs") == 0); /* Pt, Mr, Pd */
    if (title)
        return true;
    for (const char *c = word; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            return false;
    return strlen(word) <= ABBREVIATION_MAX;
}

/* "quit smoking" is told by the fact in it. */
static bool covers_fact(const struct en_note *n, size_t i, uint32_t end)
{
    uint16_t attr;
    for (size_t k = i + 1; k < n->hi && note_en_at(n, k)->begin < end; k++) {
        const struct en_row *row = en_row_of(note_en_at(n, k), EN_FACT);
        size_t len = row ? strcspn(row->value, " ") : 0;
        if (row && attribute_find(row->value, len, &attr) && attr != ATTR_other_malignancy)
            return true; /* (the word "cancer" alone is a fact of criteria, "lung cancer" a name) */
    }
    return false;
}

/* "Lupus?", "?PE": asked by a physician; "is there a trial for lupus?" asks something else. */
static bool is_questioned(const struct en_note *n, size_t i, uint32_t begin, uint32_t end)
{
    enum { FEW = 3 };
    const char *s = n->e.text.s;
    size_t lo = n->lo + note_en_is_break(n, n->lo);
    return (begin > 0 && s[begin - 1] == '?') || (s[end] == '?' && i < lo + FEW);
}

static bool has_item(const struct en_note *n, uint16_t attr, const char *word)
{
    const struct fact *f = &n->p->note->facts->by_attr[attr];
    for (size_t i = 0; i < f->n_items; i++)
        if (strcasecmp(f->items[i].word, word) == 0)
            return true;
    return false;
}

/* The neoplasm that "the tumor", "her cancer" at token i are once more: the last one listed before
   it by a name of its own; NULL: none. */
static const struct lexicon_match *that_neoplasm(const struct en_note *n, size_t i)
{
    const struct lexicon_match *last = NULL;
    if (i == n->lo || !note_en_is_any(n, i - 1, en_list_that_one) ||
        !is_any_neoplasm(n, note_en_name_at(n, i)))
        return NULL;
    for (size_t k = 0; k < n->names.n; k++) {
        const struct lexicon_match *m = &n->names.items[k];
        uint32_t begin = n->folded.src_begin[m->begin], end = n->folded.src_end[m->end - 1];
        if (end > note_en_at(n, i)->begin)
            break;
        if (!m->n || m->inside || !note_en_is_neoplasm(n, m) || is_any_neoplasm(n, m))
            continue;
        const char *word = note_en_text(n, begin, end);
        if (has_item(n, ATTR_diagnosis, word) || has_item(n, ATTR_comorbidity, word))
            last = m;
    }
    return last;
}

/* The diagnosis once more is no second illness; nor is what was ("after the heart attack"). */
static bool is_told_already(const struct en_note *n, const char *word)
{
    return has_item(n, ATTR_diagnosis, word) || has_item(n, ATTR_history, word);
}

/* What was named only as a history is what the note is about when it is spoken of again. */
static void say_that_neoplasm(struct en_note *n, const struct lexicon_match *m, uint16_t attr,
                              uint32_t begin, uint32_t end)
{
    uint32_t from = n->folded.src_begin[m->begin], to = n->folded.src_end[m->end - 1];
    note_seen(n->p, begin, end);
    if (attr == ATTR_diagnosis)
        note_item(n->p, attr, note_en_text(n, from, to), -1, from, to);
}

static bool is_general_operation(const struct en_note *n, uint32_t begin, uint32_t end)
{
    return note_en_is_one(n->e.text.s + begin, end - begin, en_list_operation_named_behind);
}

static void say_name(struct en_note *n, size_t i, const struct named *d, uint32_t begin,
                     uint32_t end)
{
    uint16_t attr;
    if (!list_of(n, i, d, &attr))
        return;
    bool first = attr == ATTR_diagnosis && !note_has(n->p, attr);
    const struct lexicon_match *that =
        first || attr == ATTR_comorbidity ? that_neoplasm(n, i) : NULL;
    if (that) {
        say_that_neoplasm(n, that, attr, begin, end);
        return;
    }
    bool again = attr == ATTR_history && begin > 4 &&
                 memcmp(n->e.text.s + begin - 4, "the ", 4) == 0 &&
                 has_item(n, ATTR_diagnosis, d->word); /* "when I had the stroke" */
    /* "after his surgery": the one told before */
    again |= attr == ATTR_prior_therapy && !d->said.stopped && !n->colour.past &&
             has_item(n, ATTR_current_medication, d->word); /* "because of the methotrexate" */
    again |=
        attr == ATTR_prior_surgery && note_has(n->p, attr) && is_general_operation(n, begin, end);
    if (again || (attr == ATTR_comorbidity && is_told_already(n, d->word))) {
        note_seen(n->p, begin, end);
        return;
    }
    note_item(n->p, attr, d->word, d->ago, begin, end);
    n->colour.taking |= d->since && attr == ATTR_current_medication; /* "X since 2020, plus Y" */
    if (!first)
        return;
    size_t from, to;
    double months = note_en_history_before(n, i, &from, &to);
    note_en_read_duration(n, i, end);
    if (months > 0)
        note_number(n->p, ATTR_disease_duration, unit_round(months, 4), note_en_at(n, from)->begin,
                    note_en_at(n, to)->end);
}

/* "salbutamol inhaler": how the drug before it is given. */
static bool is_drug_form(const struct en_note *n, size_t i)
{
    if (i == n->lo || !note_en_is_any(n, i, en_list_drug_forms))
        return false;
    return note_en_drug_ends(n, note_en_at(n, i - 1)->end);
}

/* Nothing that the lexicon knows, or nothing that is told of the person. */
static bool is_no_name(const struct en_note *n, size_t i, const struct lexicon_match *m,
                       const char *word)
{
    return m->n == 0 || m->inside || i < n->heading_end ||
           lexicon_is_root(n->p->reader->lexicon, m->concepts[0]) || is_small_abbreviation(word) ||
           n->colour.relative || en_is(note_en_at(n, i), EN_STATE) || is_drug_form(n, i);
}

/* What is planned is not had; a symptom that somebody is "evaluated for" is there. */
static bool is_planned(const struct en_note *n, const struct named *d, enum lexicon_class class,
                       bool behind_comma)
{
    bool symptom = class == LEXICON_SYMPTOM, illness = symptom || class == LEXICON_DISEASE;
    if (illness && behind_comma && n->colour.planned && !n->colour.sought)
        return false; /* "for elective hip replacement, hip osteoarthritis": what it is for */
    return (n->colour.planned && !(n->colour.sought && symptom)) || (d->said.planned && !illness);
}

/* "The surgery, a partial resection": which operation it was stands behind. */
static bool is_named_behind(const struct en_note *n, uint32_t begin, uint32_t end)
{
    enum { NEAR = 6 };
    size_t i = note_en_token_at(n, end);
    bool general = is_general_operation(n, begin, end);
    bool aside =
        i < n->hi && (en_is(note_en_at(n, i), EN_COMMA) || note_en_at(n, i)->class == EN_OPEN ||
                      note_en_at(n, i)->class == EN_COLON);
    for (size_t k = i + 1; general && aside && k < n->hi && k < i + NEAR; k++) {
        if (note_en_has_form(n, k, NOTE_EN_OPERATION))
            return true;
        if (en_is(note_en_at(n, k), EN_COMMA) || en_is(note_en_at(n, k), EN_AND))
            return false;
    }
    return false;
}

/* What is told of the name in words around it. */
void note_en_settle_name(struct en_note *n, size_t i, const struct named *d, uint32_t begin,
                         uint32_t end)
{
    if (n->colour.denied || n->colour.suspected || d->said.denied || d->said.doubted ||
        is_questioned(n, i, begin, end))
        note_deny(n->p, d->word, begin, end);
    else
        say_name(n, i, d, begin, end);
}

/* "Methotrexate gave me mouth ulcers": what a drug did once. */
static bool is_side_effect(const struct en_note *n, size_t i)
{
    size_t k = i;
    while (k > n->lo && (note_en_is_any(n, k - 1, en_list_side_effect_whom) ||
                         en_is_value(note_en_at(n, k - 1), EN_DROP, "")))
        k--;
    if (k <= n->lo + 1 || !note_en_is_any(n, k - 1, en_list_side_effect))
        return false;
    enum { NEAR = 7 };
    for (size_t q = k - 1; q > n->lo && q + NEAR > k; q--) { /* "X was started but caused" */
        if (note_en_is_drug(n, note_en_name_at(n, q - 1)))
            return true;
        if (en_is(note_en_at(n, q - 1), EN_COMMA) || note_en_is_other_disease_at(n, q - 1))
            return false;
    }
    return false;
}

/* What the name at i says of another one: a second name, a reason, a time. */
static bool is_explanation(const struct en_note *n, size_t i, const struct lexicon_match *m,
                           bool illness, uint32_t begin)
{
    const struct lexicon_match *outside = explained_by(n, i);
    bool kinds =
        note_en_is_drug(n, outside) && outside->n && outside->concepts[0] != m->concepts[0];
    for (size_t k = 0; outside && k < outside->n && !kinds; k++)
        if (is_same_line(n, outside->concepts[k], m->concepts[0]))
            return true; /* "chronic kidney disease (CKD)", "multiple sclerosis (RRMS)" */
    if (illness &&
        (note_en_is_drug(n, outside) || note_en_is_why_stopped(n, i) || is_side_effect(n, i)))
        return true; /* "codeine (rash)": why it was stopped, or what for */
    bool post = begin >= 5 && memcmp(n->e.text.s + begin - 5, "post-", 5) == 0;
    return (post && !illness) || /* "post-bronchodilator FEV1" */
           (begin >= 4 && memcmp(n->e.text.s + begin - 4, "pre-", 4) == 0); /* "pre-stroke" */
}

/* "two antidepressants (fluoxetine, venlafaxine)": which they are stands in the bracket. */
static bool is_spelt_out(const struct en_note *n, uint32_t end, const struct lexicon_match *m)
{
    size_t i = note_en_token_at(n, end) + 1;
    bool apart = i < n->hi && (note_en_at(n, i - 1)->class == EN_OPEN ||
                               en_is(note_en_at(n, i - 1), EN_COMMA)); /* "a statin, X" */
    const struct lexicon_match *kind = apart ? note_en_name_at(n, i) : NULL;
    return kind && kind->n && note_en_is_drug(n, m) && kind->concepts[0] != m->concepts[0] &&
           lexicon_is_a(n->p->reader->lexicon, kind->concepts[0], m->concepts[0]);
}

/* "HR+/HER2- breast cancer", one name of the lexicon: its markers are facts of their own, and what
   stands behind them is the disease. The byte where it begins. */
static uint32_t behind_markers(const struct en_note *n, uint32_t begin, uint32_t end)
{
    static const enum en_class marks[] = {EN_GENE,  EN_PLUS,     EN_DASH,     EN_SLASH, EN_AND,
                                          EN_COMMA, EN_POSITIVE, EN_NEGATIVE, EN_WORD};
    size_t i = note_en_token_at(n, begin);
    if (i >= n->hi || !en_is(note_en_at(n, i), EN_GENE))
        return begin;
    while (i < n->hi &&
           (en_is_in(note_en_at(n, i), marks) || note_en_is_any(n, i, en_list_marker_amount)))
        i++;
    bool within = i < n->hi && note_en_at(n, i)->begin < end;
    return within ? note_en_at(n, i)->begin : begin;
}

/* "diagnosed with asthma as a child": since then. */
static bool goes_on_since(const struct en_note *n, size_t i, uint32_t end,
                          const struct note_en_said *said)
{
    return said->young && note_en_is_diagnosed(n, i) &&
           !note_en_has_within(n, note_en_token_at(n, end), n->hi, NOTE_EN_OVER);
}

/* "my diabetes (type 2, about 15 years)": the name with its type; NULL: none. */
static const char *type_behind(const struct en_note *n, uint32_t begin, uint32_t end)
{
    static const char *const types[][2] = {{" (type 2", "type 2 diabetes"},
                                           {" (type ii", "type 2 diabetes"},
                                           {", type 2", "type 2 diabetes"},
                                           {" (type 1", "type 1 diabetes"},
                                           {", type 1", "type 1 diabetes"}};
    if (end - begin != strlen("diabetes") ||
        memcmp(n->e.text.s + begin, "diabetes", end - begin) != 0)
        return NULL;
    for (size_t k = 0; k < sizeof types / sizeof *types; k++)
        if (strncmp(n->e.text.s + end, types[k][0], strlen(types[k][0])) == 0 &&
            note_en_is_word_end(n, end + (uint32_t)strlen(types[k][0])))
            return types[k][1];
    return NULL;
}

/* "DKA once at 15", "seizure once": of something that strikes. */
static bool is_told_once(const struct en_note *n, uint32_t end)
{
    size_t i = note_en_token_at(n, end);
    return i < n->hi && note_en_is(n, i, "once");
}

/* The name of match m at token i and what is told of it. */
static struct named named_at(struct en_note *n, size_t i, const struct lexicon_match *m,
                             uint32_t begin, uint32_t end)
{
    struct lexicon_concept c;
    lexicon_concept(n->p->reader->lexicon, m->concepts[0], &c);
    struct named d = {.lasts = note_en_is_lasting(n, i, end),
                      .class = lexicon_class_name(c.class),
                      .kind = en_kind_of(n->p->reader->en, n->e.text.s + begin, end - begin),
                      .said = note_en_said_behind(n, end, false),
                      .ago = note_en_ago_behind(n, end),
                      .event = note_en_ends_in(n, begin, end, NOTE_EN_EVENT),
                      .had = was_had(n, i)};
    if (goes_on_since(n, i, end, &d.said) || note_en_is_in_remission(n, begin, end))
        d.said.over = false;
    bool passing =
        note_en_ends_in(n, begin, end, NOTE_EN_PASSING) && !note_en_is_chronic(n, begin, end);
    d.event |= passing;
    d.passing = passing;
    if (passing && note_en_resolves_behind(n, end))
        d.said.over = true;
    d.over = note_en_is_long_over(n, i, m, end, passing) ||
             note_en_is_treated_away(n, i, begin, end) || note_en_is_got_over(n, i, begin);
    d.since = note_en_is_taken_since(n, end);
    d.regimen = is_regimen(n, m);
    d.dated = (d.event && is_told_once(n, end)) ||
              note_en_is_dated(n, i, end, d.event || (d.kind && strcmp(d.kind, "event") == 0));
    if (d.said.restarted || (!d.event && note_en_is_other_time(n, end, c.class)))
        d.ago = -1; /* the time is of the pause, of something behind a comma */
    d.said.denied |= note_en_is_minus(n, begin, end);
    d.behind_operation = note_en_is_behind_operation(n, i);
    return d;
}

/* "leukemia (AML)": the bracket before token i says which one the diagnosis is, and no tissue. */
static bool is_kind_of_blood(const struct en_note *n, const struct lexicon_match *m, size_t i)
{
    static const char *const general[] = {"leukemia", "lymphoma"};
    uint32_t id;
    for (size_t k = 0; k < sizeof general / sizeof *general; k++)
        if (lexicon_find(n->p->reader->lexicon, general[k], &id) && m->concepts[0] == id) {
            const char *word =
                note_en_text(n, n->folded.src_begin[m->begin], n->folded.src_end[m->end - 1]);
            return i > n->lo && has_item(n, ATTR_diagnosis, word);
        }
    return false;
}

/* "mCRPC", "mBC": the letter tells that it has spread. */
static void say_metastatic(struct en_note *n, const struct named *d, const char *form,
                           uint32_t begin, uint32_t end)
{
    const struct colour *c = &n->colour;
    if (note_en_is_one(form, strcspn(form, " ,.;:()/+-"), en_list_metastatic_short) && !c->denied &&
        !c->suspected && !d->said.denied && !d->said.doubted)
        note_item(n->p, ATTR_disease_state, "metastatic", -1, begin, end);
}

void note_en_read_name(struct en_note *n, size_t i, const struct lexicon_match *m)
{
    struct lexicon_concept c;
    uint32_t begin = n->folded.src_begin[m->begin], end = n->folded.src_end[m->end - 1];
    const char *word = note_en_text(n, begin, end);
    if (is_no_name(n, i, m, word))
        return;
    if (note_en_is_drug(n, m) && note_en_is_tested_on_germ(n, i, end))
        return;
    if (note_en_is_neoplasm(n, m) && behind_markers(n, begin, end) > begin) {
        begin = behind_markers(n, begin, end);
        word = note_en_text(n, begin, end);
    }
    lexicon_concept(n->p->reader->lexicon, m->concepts[0], &c);
    if (type_behind(n, begin, end))
        word = type_behind(n, begin, end);
    struct named d = named_at(n, i, m, begin, end);
    d.word = word;
    bool illness = c.class == LEXICON_DISEASE || c.class == LEXICON_SYMPTOM;
    const struct lexicon_match *outside = explained_by(n, i);
    if (is_explanation(n, i, m, illness, begin) || is_spelt_out(n, end, m))
        return;
    d.histology = note_en_is_neoplasm(n, outside) && note_en_is_neoplasm(n, m);
    if (d.histology)
        d.ago = -1;
    if (d.histology && is_kind_of_blood(n, outside, i)) {
        note_item(n->p, ATTR_diagnosis, d.word, -1, begin, end);
        return;
    }
    bool behind_comma = i > n->lo && en_is(note_en_at(n, i - 1), EN_COMMA);
    if (!is_planned(n, &d, c.class, behind_comma) && !covers_fact(n, i, end) &&
        !is_named_behind(n, begin, end) && !note_en_is_allergen(n, begin, end, illness) &&
        !note_en_is_other_thing(n, i, begin, end, &d)) {
        note_en_settle_name(n, i, &d, begin, end);
        say_metastatic(n, &d, n->e.text.s + begin, begin, end);
    }
}

size_t note_en_read_lay(struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, end;
    const struct note_en_word *w = note_en_form(n, begin, NOTE_EN_LAY, &end);
    const struct colour *c = &n->colour;
    const struct lexicon_match *m = note_en_name_at(n, i);
    bool behind_hyphen = begin > 0 && n->e.text.s[begin - 1] == '-'; /* "anti-hypertensive" */
    if (!w || behind_hyphen || (m && n->folded.src_end[m->end - 1] > end) ||
        note_en_is_inside_name(n, begin, end))
        return 0; /* the lexicon knows more of it */
    struct named d = {.word = w->value,
                      .lasts = note_en_is_lasting(n, i, end),
                      .class = lexicon_class_name(LEXICON_DISEASE),
                      .said = note_en_said_behind(n, end, false),
                      .ago = note_en_ago_behind(n, end)};
    if (goes_on_since(n, i, end, &d.said) || note_en_is_in_remission(n, begin, end))
        d.said.over = false;
    d.event = note_en_ends_in(n, begin, end, NOTE_EN_EVENT);
    d.had = d.event && was_had(n, i);
    d.dated = d.event && note_en_is_dated(n, i, end, true);
    d.over = note_en_is_got_over(n, i, begin);
    d.over |= is_lay_cancer(n, i) && ((c->past && note_en_is_dated(n, i, end, true)) ||
                                      note_en_is_former_cancer(n, i, end));
    if (c->relative || c->planned)
        return 0;
    note_en_settle_name(n, i, &d, begin, end);
    say_metastatic(n, &d, w->text, begin, end);
    return note_en_token_at(n, end);
}
