/*
 * English notes: sentence by sentence from the left. Words of denial, of relatives, of suspicion
 * and of the past colour what follows them up to the next "but", pronoun or full stop.
 */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"
#include "search/units.h"
#include <math.h>
#include <string.h>

static const char *name_at(const struct en_note *n, uint32_t begin, uint32_t end)
{
    return crit_text_name(&n->e.text, n->p->tmp, begin, end);
}

/* ------------------------------------------------------------------ age and sex */

static bool is_sex_word(const struct en_note *n, size_t i)
{
    return en_is_value(note_en_at(n, i), EN_FACT, "sex = male") ||
           en_is_value(note_en_at(n, i), EN_FACT, "sex = female");
}

/* "58-year-old", "10 year old", "44 yo", "6-month-old"; behind the number at i. */
static size_t age_unit(const struct en_note *n, size_t i, double *years)
{
    static const double of[] = {
        ['y'] = 1, ['m'] = 1 / 12.0, ['w'] = 7 / 365.25, ['d'] = 1 / 365.25};
    if (i >= n->hi)
        return 0;
    const struct en_token *t = note_en_at(n, i);
    unsigned char c = (unsigned char)n->e.text.s[t->begin];
    bool old = en_is(t, EN_OFAGE) && t->end - t->begin > 3;
    bool time = en_is(t, EN_TIME) && i + 1 < n->hi &&
                (en_is(note_en_at(n, i + 1), EN_OFAGE) || is_sex_word(n, i + 1));
    if ((!old && !time && !note_en_is(n, i, "yo") && !note_en_is(n, i, "y/o")) ||
        c >= sizeof of / sizeof *of || of[c] == 0)
        return 0;
    *years = of[c];
    return i + 1;
}

/* "72M with", "45 y/o F who": the letter behind an age, and what it is. */
static const char *sex_letter(const struct en_note *n, size_t i)
{
    static const char *const behind[] = {"with",       "w",        "who", "presents", "presented",
                                         "presenting", "admitted", "s/p", "h/o",      "p/w",
                                         "c/o",        "hx",       NULL};
    bool goes_on = i + 1 < n->hi &&
                   (note_en_is_any(n, i + 1, behind) || en_is(note_en_at(n, i + 1), EN_WITH) ||
                    note_en_at(n, i + 1)->class == EN_COMMA);
    if (i >= n->hi || !goes_on)
        return NULL;
    return note_en_is(n, i, "m") ? "male" : note_en_is(n, i, "f") ? "female" : NULL;
}

/* An age of years at the beginning: "72M with", "A 45F, …"; "80 m with a stick" is a way. 0: none.
 */
static size_t read_short_age(struct en_note *n, size_t i, size_t number, double years)
{
    static const char *const article[] = {"a", "an", "is", NULL};
    const char *sex = sex_letter(n, number);
    bool begins = i == n->lo || note_en_is_any(n, i - 1, article);
    if (!sex || !begins || years < 1 || years > 110)
        return 0;
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, number)->end;
    if (!strpbrk(name_at(n, begin, end), "MF"))
        return 0;
    note_number(n->p, ATTR_age, years, begin, end);
    note_word(n->p, ATTR_sex, sex, begin, end);
    return number + 1;
}

static size_t read_age(struct en_note *n, size_t i)
{
    double unit, value;
    size_t number, end;
    if (!en_read_count(&n->e, i, n->hi, &value, &number) || n->colour.relative ||
        note_has(n->p, ATTR_age))
        return 0;
    end = age_unit(n, number, &unit);
    if (!end && read_short_age(n, i, number, value))
        return number + 1;
    if (!end && note_en_is_bare_age(n, i, number)) {
        end = number;
        unit = 1;
    }
    if (!end)
        return 0;
    note_number(n->p, ATTR_age, unit_round(value * unit, 4), note_en_at(n, i)->begin,
                note_en_at(n, end - 1)->end);
    const char *sex = sex_letter(n, end);
    if (sex)
        note_word(n->p, ATTR_sex, sex, note_en_at(n, end)->begin, note_en_at(n, end)->end);
    return end;
}

static int test_result(const struct en_note *n, size_t i);

/* "pregnant": said of the person, so she is a woman. */
static bool is_expecting(const struct en_note *n, size_t i)
{
    return en_is_value(note_en_at(n, i), EN_FACT, "pregnant present") && !test_result(n, i) &&
           !n->colour.denied && !n->colour.suspected;
}

static void read_sex(struct en_note *n, size_t i)
{
    static const char *const he[] = {"he", "his", "him", NULL}, *const she[] = {"she", "her",
                                                                                "hers", NULL};
    n->he += note_en_is_any(n, i, he);
    n->she += note_en_is_any(n, i, she);
    bool male = en_is_value(note_en_at(n, i), EN_FACT, "sex = male");
    bool female = en_is_value(note_en_at(n, i), EN_FACT, "sex = female") || is_expecting(n, i);
    if ((male || female) && !n->colour.relative && !en_is(note_en_at(n, i), EN_DROP))
        note_word(n->p, ATTR_sex, male ? "male" : "female", note_en_at(n, i)->begin,
                  note_en_at(n, i)->end);
}

/* She, her: when no word said it. */
static void sex_of_pronouns(struct en_note *n)
{
    static const char *const he[] = {"he", "his", "him", NULL}, *const she[] = {"she", "her", NULL};
    if (note_has(n->p, ATTR_sex) || (n->he == 0) == (n->she == 0))
        return;
    for (size_t i = 0; i < n->e.n; i++)
        if (note_en_is_any(n, i, n->he ? he : she)) {
            note_word(n->p, ATTR_sex, n->he ? "male" : "female", note_en_at(n, i)->begin,
                      note_en_at(n, i)->end);
            return;
        }
}

/* ------------------------------------------------------------------ colours */

/* "allergic to …", "Allergies: …" */
static bool says_allergy(const struct en_note *n, size_t i)
{
    bool heading = i + 1 < n->hi && note_en_at(n, i + 1)->class == EN_COLON;
    return en_is(note_en_at(n, i), EN_ALLERGY) || (heading && note_en_is(n, i, "allergies"));
}

static void read_colour(struct en_note *n, size_t i)
{
    static const char *const person[] = {"he", "she", "patient", "i", NULL};
    static const char *const taking[] = {"takes",      "taking", "on",    "medications",
                                         "medication", "uses",   "using", NULL};
    static const char *const given[] = {"received",  "receives",   "given",
                                        "started",   "prescribed", "treated",
                                        "underwent", "treatment",  NULL};
    static const char *const over[] = {"quit", "stopped", "former", "formerly", NULL};
    const struct en_token *t = note_en_at(n, i);
    struct colour *c = &n->colour;
    bool who = note_en_is(n, i, "who") && !c->relative; /* "his mother, who had …" */
    if (en_is(t, EN_BUT) || note_en_is_any(n, i, person) || who)
        *c = (struct colour){0};
    note_en_read_whose(n, i);
    if ((en_is(t, EN_NEG) && !en_is(t, EN_FACT)) || en_is(t, EN_NEGATIVE))
        c->denied = true;
    if (en_is(t, EN_HIST) || en_is(t, EN_PAST) || note_en_is_any(n, i, over))
        c->past = true;
    if (en_is(t, EN_MED) || note_en_is_any(n, i, taking)) {
        c->taking = true;
        c->allergic = false; /* "allergic to …, takes …" */
    }
    if (en_is(t, EN_CARE) || note_en_is_any(n, i, given))
        c->given = true;
    c->allergic |= says_allergy(n, i);
    if (en_is(t, EN_SUSPECT))
        c->suspected = true;
    if (en_is(t, EN_PLAN) && !en_is(t, EN_SUSPECT))
        c->planned = true;
}

/* ------------------------------------------------------------------ measured things */

static bool is_between_words(const struct en_note *n, size_t i)
{
    static const char *const words[] = {"is",    "of",    "was", "at",  "to",     "up",    "with",
                                        "level", "count", ":",   "=",   "showed", "shows", "from",
                                        "his",   "her",   "a",   "the", "were",   "and",   NULL};
    return note_en_is_any(n, i, words) || en_is(note_en_at(n, i), EN_GLUE) ||
           note_en_at(n, i)->class == EN_COLON;
}

static size_t read_pressure(struct en_note *n, size_t name, size_t i)
{
    if (i + 2 >= n->hi || note_en_at(n, i)->class != EN_NUMBER ||
        note_en_at(n, i + 1)->class != EN_SLASH || note_en_at(n, i + 2)->class != EN_NUMBER)
        return 0;
    uint32_t begin = note_en_at(n, name)->begin, end = note_en_at(n, i + 2)->end;
    note_number(n->p, ATTR_systolic_bp, note_en_at(n, i)->number, begin, end);
    note_number(n->p, ATTR_diastolic_bp, note_en_at(n, i + 2)->number, begin, end);
    return i + 3;
}

/* What a body has: in Celsius, or in Fahrenheit where no unit stands. */
static bool is_celsius(double t)
{
    return t >= 34 && t <= 43;
}

static bool is_fahrenheit(double t)
{
    return t >= 93 && t <= 110;
}

/* "T: 39.5 C", "T 38.2". */
static bool is_short_temperature(const struct en_note *n, size_t i)
{
    size_t k = i + 1 + (i + 1 < n->hi && note_en_at(n, i + 1)->class == EN_COLON);
    if (!note_en_is(n, i, "t") || k >= n->hi || note_en_at(n, k)->class != EN_NUMBER)
        return false;
    return is_celsius(note_en_at(n, k)->number) || is_fahrenheit(note_en_at(n, k)->number);
}

static const char *measured_at(const struct en_note *n, size_t i)
{
    const struct en_row *row = en_row_of(note_en_at(n, i), EN_ATTR);
    return row ? row->value : is_short_temperature(n, i) ? "body_temperature" : NULL;
}

/* One value, at token k: a fever "up to 39" was 39. */
static bool is_one_value(const struct en_note *n, size_t k, uint16_t attr, struct en_value *v)
{
    if (v->n == 1 && attr == ATTR_body_temperature && note_en_is(n, k, "up to"))
        v->bounds[0].op = CRIT_OP_EQ;
    return v->n == 1 && v->bounds[0].op == CRIT_OP_EQ;
}

/* "Temperature 103.4" without a unit. 0: it is not that. */
static size_t read_fahrenheit(struct en_note *n, uint16_t attr, uint32_t begin, size_t k)
{
    const struct en_token *t = k < n->hi ? note_en_at(n, k) : NULL;
    if (attr != ATTR_body_temperature || !t || t->class != EN_NUMBER || !is_fahrenheit(t->number))
        return 0;
    note_number(n->p, attr, round((t->number - 32) / 1.8 * 100) / 100, begin, t->end);
    return k + 1;
}

/* "Hb 11.2 g/dL", "heart rate is 135 bpm". 0: no value follows. */
static size_t read_measure(struct en_note *n, size_t i)
{
    const char *name = measured_at(n, i);
    uint16_t attr;
    struct en_value v;
    if (!name || n->colour.relative)
        return 0;
    size_t k = i + 1;
    while (k < n->hi && k < i + 5 && is_between_words(n, k) && note_en_at(n, k)->class != EN_NUMBER)
        k++;
    if (strcmp(name, "bp") == 0)
        return read_pressure(n, i, k);
    if (!attribute_find(name, strlen(name), &attr) || attr == ATTR_age ||
        attr == ATTR_disease_duration || !en_read_value(&n->e, k, n->hi, attr, &v) ||
        !is_one_value(n, k, attr, &v))
        return 0;
    v.compared = true;
    struct crit_node *e = en_measure(&n->e, attr, &v);
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, v.end - 1)->end;
    if (!e || e->type != CRIT_ATOM || e->atom->scale != CRIT_CANONICAL)
        return read_fahrenheit(n, attr, begin, k);
    if (e->atom->numbers)
        note_number(n->p, attr, e->atom->numbers[0], begin, end);
    else
        note_word(n->p, attr, e->atom->words[0], begin, end);
    return v.end;
}

/* ------------------------------------------------------------------ flags, enums */

static void read_enum(struct en_note *n, size_t i, uint16_t attr, const char *values)
{
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, i)->end;
    bool infection = attr == ATTR_hiv || attr == ATTR_hbv || attr == ATTR_hcv;
    bool negative = n->colour.denied || (i + 1 < n->hi && en_is(note_en_at(n, i + 1), EN_NEGATIVE));
    if (infection && negative)
        note_word(n->p, attr, "negative", begin, end);
    else if (!negative && infection)
        note_word(n->p, attr, attr == ATTR_hbv ? "carrier" : "positive", begin, end);
    else if (!negative && attr == ATTR_tuberculosis)
        note_word(n->p, attr, n->colour.past ? "past" : values, begin, end);
    else if (!negative && attr == ATTR_smoking && n->colour.past)
        note_word(n->p, attr, "former", begin, end);
    else if (!negative && !strchr(values, ','))
        note_word(n->p, attr, values, begin, end);
}

/* "pregnancy test … is negative": the result stands behind, in the same sentence. 0: no test;
   -1: a test without a result. */
static int test_result(const struct en_note *n, size_t i)
{
    if (i + 1 >= n->hi || !en_starts(&n->e, i + 1, "test"))
        return 0;
    for (size_t k = i + 2; k < n->hi; k++) {
        if (en_is(note_en_at(n, k), EN_NEGATIVE))
            return 1;
        if (en_is(note_en_at(n, k), EN_POSITIVE))
            return 2;
    }
    return -1;
}

/* "history of 3 pregnancies", "breastfed all three", "previously healthy": not so now. "Otherwise
   healthy" is said of the ill. */
static bool is_bygone(const struct en_note *n, size_t i, uint16_t attr)
{
    static const char *const before[] = {"otherwise", "previously", "prior",      "previous",
                                         "past",      "breastfed",  "breast fed", NULL};
    if (attr != ATTR_pregnant && attr != ATTR_breastfeeding && attr != ATTR_healthy)
        return false;
    return n->colour.past || note_en_is_any(n, i, before) ||
           (i > n->lo && note_en_is_any(n, i - 1, before)) || en_starts(&n->e, i, "pregnancies");
}

/* "pregnant", "nonsmoker", "HIV positive". */
static void say_fact(struct en_note *n, size_t i, uint16_t attr, const char *op)
{
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, i)->end;
    const char *values = strchr(op, ' ');
    enum attr_kind kind = attributes[attr].kind;
    bool denied = n->colour.denied;
    if (attr == ATTR_radiotherapy) {
        if (!denied)
            note_flag(n->p, attr, true, begin, end);
    } else if (kind == ATTR_FLAG) {
        note_flag(n->p, attr, (*op == 'p') != denied, begin, end);
    } else if (kind == ATTR_ENUM && values) {
        read_enum(n, i, attr, values + 1);
    } else if (attr == ATTR_metastasis_site && values && !denied) {
        note_item(n->p, attr, values + 1, -1, begin, end);
    }
}

/* "HER2 positive", "EGFR exon 19 deletion", "ER/PR negative". */
static void say_markers(struct en_note *n, const struct crit_node *e, uint32_t begin, uint32_t end)
{
    if (e->type == CRIT_ATOM && e->atom->attr == ATTR_biomarker && e->atom->op == CRIT_OP_IS)
        for (size_t k = 0; k < e->atom->n; k++)
            note_item(n->p, ATTR_biomarker, e->atom->words[k], -1, begin, end);
    for (size_t k = 0; k < e->n && e->type != CRIT_NOT; k++)
        say_markers(n, e->children[k], begin, end);
}

static void read_marker(struct en_note *n, size_t i)
{
    const struct en_mode mode = {.window.n = -1};
    const struct colour *c = &n->colour;
    size_t end = i;
    if (i < n->marker_end || !en_is(note_en_at(n, i), EN_GENE) || c->relative || c->suspected ||
        c->planned || c->denied)
        return;
    struct crit_node *e = en_read_marker(&n->e, &end, n->hi, &mode);
    if (!e || end == i)
        return;
    say_markers(n, e, note_en_at(n, i)->begin, note_en_at(n, end - 1)->end);
    n->marker_end = end;
}

static void read_fact(struct en_note *n, size_t i)
{
    const struct en_row *row = en_row_of(note_en_at(n, i), EN_FACT);
    const char *blank = row ? strchr(row->value, ' ') : NULL;
    uint16_t attr;
    if (!blank || n->colour.relative || n->colour.suspected || n->colour.planned ||
        !attribute_find(row->value, (size_t)(blank - row->value), &attr))
        return;
    int test = test_result(n, i);
    n->colour.denied |= test == 1;
    bool told = attr == ATTR_sex || attr == ATTR_other_trial || attr == ATTR_measurable_disease ||
                attr == ATTR_consent_self;
    if (test >= 0 && !told && !is_bygone(n, i, attr))
        say_fact(n, i, attr, blank + 1);
}

/* ------------------------------------------------------------------ names */

/* "3 weeks ago" behind the name, in the same sentence. */
static double ago_behind(const struct en_note *n, size_t i)
{
    static const double days[] = {0, 1, 7, 30.4375, 365.25};
    for (size_t k = i; k + 2 < n->hi && k < i + 8; k++) {
        struct crit_window w;
        size_t end = en_read_window(&n->e, k, n->hi, &w);
        if (end && w.n >= 0 && w.anchor == CRIT_ANCHOR_NOW && en_is(note_en_at(n, end - 1), EN_AGO))
            return w.n * days[w.unit];
    }
    return -1;
}

/* Which list a named thing belongs to; false when it is no fact. */
static bool list_of(const struct en_note *n, const char *class, const char *kind, bool ago,
                    uint16_t *ret)
{
    bool event = kind && strcmp(kind, "event") == 0, disease = strcmp(class, "disease") == 0;
    if (disease && !event && !n->colour.past && !note_has(n->p, ATTR_diagnosis))
        *ret = ATTR_diagnosis; /* the first one named is what the note is about */
    else if (disease || strcmp(class, "symptom") == 0)
        *ret = event && (n->colour.past || ago) ? ATTR_history : ATTR_comorbidity;
    else if (strncmp(class, "drug", 4) == 0)
        *ret = n->colour.taking && !n->colour.past ? ATTR_current_medication : ATTR_prior_therapy;
    else if (kind && strcmp(kind, "transplant") == 0)
        *ret = ATTR_transplant;
    else if (kind && strcmp(kind, "surgery") == 0)
        *ret = ATTR_prior_surgery;
    else if (strcmp(class, "procedure") == 0)
        *ret = ATTR_prior_therapy;
    else
        return false;
    return true;
}

/* mm, cms: short abbreviations count in capitals only; "Pt" is the patient. */
static bool is_small_abbreviation(const char *word)
{
    enum { ABBREVIATION_MAX = 3 };
    if (strcmp(word, "Pt") == 0)
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

static void read_name(struct en_note *n, size_t i, const struct lexicon_match *m)
{
    struct lexicon_concept c;
    uint16_t attr;
    uint32_t begin = n->folded.src_begin[m->begin], end = n->folded.src_end[m->end - 1];
    if (m->n == 0 || m->inside || lexicon_is_root(n->p->reader->lexicon, m->concepts[0]))
        return;
    lexicon_concept(n->p->reader->lexicon, m->concepts[0], &c);
    const char *word = name_at(n, begin, end);
    if (is_small_abbreviation(word))
        return;
    const char *kind = en_kind_of(n->p->reader->en, n->e.text.s + begin, end - begin);
    if (n->colour.relative || n->colour.planned || covers_fact(n, i, end))
        return;
    if (n->colour.denied || n->colour.suspected) {
        note_deny(n->p, word, begin, end);
        return;
    }
    double ago = ago_behind(n, i);
    bool drug = c.class == LEXICON_DRUG || c.class == LEXICON_DRUG_CLASS;
    if (n->colour.allergic && drug)
        note_item(n->p, ATTR_allergy, word, -1, begin, end);
    else if (list_of(n, lexicon_class_name(c.class), kind, ago >= 0, &attr))
        note_item(n->p, attr, word, ago, begin, end);
}

/* The name that begins at token i (within its bytes), NULL when none. */
static const struct lexicon_match *name_of(const struct en_note *n, size_t i, size_t *next)
{
    for (; *next < n->names.n; (*next)++) {
        const struct lexicon_match *m = &n->names.items[*next];
        uint32_t begin = n->folded.src_begin[m->begin];
        if (begin >= note_en_at(n, i)->end)
            return NULL;
        if (begin >= note_en_at(n, i)->begin)
            return &n->names.items[(*next)++];
    }
    return NULL;
}

/* ------------------------------------------------------------------ none at all */

/* "takes no medications", "no past medical history", "no known drug allergies". */
static void read_none(struct en_note *n, size_t i)
{
    static const struct {
        const char *words;
        uint16_t attr;
    } all[] = {{"medications", ATTR_current_medication},
               {"medication", ATTR_current_medication},
               {"past medical history", ATTR_comorbidity},
               {"medical history", ATTR_comorbidity},
               {"significant medical history", ATTR_comorbidity},
               {"significant past medical history", ATTR_comorbidity},
               {"known drug allergies", ATTR_allergy},
               {"known allergies", ATTR_allergy},
               {"drug allergies", ATTR_allergy},
               {"allergies", ATTR_allergy}};
    if (!en_is(note_en_at(n, i), EN_NEG) || i + 1 >= n->hi || n->colour.relative ||
        note_en_is(n, i, "no other"))
        return;
    const char *s = n->e.text.s + note_en_at(n, i + 1)->begin;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        size_t len = strlen(all[k].words);
        if (strncmp(s, all[k].words, len) == 0 && (s[len] < 'a' || s[len] > 'z'))
            note_none(n->p, all[k].attr, note_en_at(n, i)->begin, note_en_at(n, i + 1)->end);
    }
}

/* ------------------------------------------------------------------ the whole */

static void read_sentence(struct en_note *n, size_t *name)
{
    n->colour = (struct colour){0};
    for (size_t i = n->lo; i < n->hi;) {
        read_colour(n, i);
        read_sex(n, i);
        read_none(n, i);
        if (en_is(note_en_at(n, i), EN_CONSENT) && !n->colour.denied && !n->colour.relative)
            note_flag(n->p, ATTR_consent_self, true, note_en_at(n, i)->begin,
                      note_en_at(n, i)->end);
        size_t end = read_age(n, i);
        if (!end)
            end = read_measure(n, i);
        if (!end) {
            read_fact(n, i);
            read_marker(n, i);
        }
        const struct lexicon_match *m = n->p->reader->lexicon ? name_of(n, i, name) : NULL;
        if (m && !end &&
            (!en_row_of(note_en_at(n, i), EN_FACT) || en_is(note_en_at(n, i), EN_NAME)))
            read_name(n, i, m);
        i = end ? end : i + 1;
    }
}

static bool is_break(const struct en_token *t)
{
    return t->class == EN_STOP || t->class == EN_SEMI;
}

void note_read_en(struct note_parse *p)
{
    struct en_tokens tokens;
    struct en_note n = {.p = p};
    size_t name = 0;
    en_lexer_read(p->reader->en, p->tmp, &p->text, &tokens);
    n.e = (struct en_parse){.lexer = p->reader->en,
                            .lexicon = p->reader->lexicon,
                            .folder = p->reader->folder,
                            .ctx = p->tmp,
                            .tmp = p->tmp,
                            .kind = CRIT_INCLUSION,
                            .text = p->text,
                            .t = tokens.items,
                            .n = tokens.n};
    if (p->reader->lexicon) {
        fold_text(p->reader->folder, p->tmp, p->text.s, p->text.len, &n.folded);
        lexicon_match(p->reader->lexicon, p->tmp, &n.folded, p->text.s, LEXICON_CASE_ASKED,
                      &n.names);
    }
    note_en_find_patient(&n);
    for (size_t i = 0, lo = 0; i <= tokens.n; i++)
        if (i == tokens.n || is_break(&tokens.items[i]) || tokens.items[i].newline) {
            n.lo = lo;
            n.hi = i;
            read_sentence(&n, &name);
            lo = i;
        }
    if (!n.self) /* "he" is not who writes */
        sex_of_pronouns(&n);
    note_settle_healthy(p);
}
