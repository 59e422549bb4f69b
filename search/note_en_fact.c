/* Flags and words of few values ("pregnant", "HIV negative", "former smoker"), and markers. */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* ------------------------------------------------------------------ flags, enums */

/* "45 pack-year smoker, quit 3 years ago"; not "wants to quit". */
static bool quits_behind(const struct en_note *n, size_t i)
{
    for (size_t k = i + 1; k < n->hi; k++)
        if (note_en_is_any(n, k, en_list_quits))
            return !note_en_is_any(n, k - 1, en_list_quits_not);
    return false;
}

static void read_enum(struct en_note *n, size_t i, uint16_t attr, const char *values)
{
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, i)->end;
    if (n->colour.denied && strcmp(values, "never") != 0) /* "no alcohol, non-smoker" */
        return;
    if (strcmp(values, "never") == 0 && i + 1 < n->hi &&
        note_en_is_any(n, i + 1, en_list_only_now)) /* "don't smoke now" */
        return;
    /* "history of (heavy) smoking" leaves open whether it goes on */
    bool history = note_en_has_within(n, n->lo, i, NOTE_EN_PAST);
    for (size_t k = n->lo; k < i; k++)
        history |= en_is(note_en_at(n, k), EN_HIST);
    bool quit = n->colour.past && i > n->lo && !history;
    bool stopped = attr == ATTR_smoking && strcmp(values, "current") == 0 && quits_behind(n, i);
    if (attr == ATTR_smoking && (n->colour.past || stopped)) {
        if (quit || stopped)
            note_word(n->p, attr, "former", begin, end);
    } else if (!strchr(values, ',')) {
        note_word(n->p, attr, values, begin, end);
    }
}

int note_en_test_result(const struct en_note *n, size_t i)
{
    if (i + 1 >= n->hi || !note_en_starts(n, i + 1, "test"))
        return 0;
    if (i > n->lo && en_is(note_en_at(n, i - 1), EN_NEGATIVE)) /* "negative pregnancy test" */
        return 1;
    if (i > n->lo && en_is(note_en_at(n, i - 1), EN_POSITIVE))
        return 2;
    for (size_t k = i + 2; k < n->hi; k++) {
        if (en_is(note_en_at(n, k), EN_NEGATIVE))
            return 1;
        if (en_is(note_en_at(n, k), EN_POSITIVE))
            return 2;
    }
    return -1;
}

/* "at 11 weeks in her second pregnancy" is now. */
static bool tells_weeks(const struct en_note *n)
{
    for (size_t i = n->lo; i < n->hi; i++)
        if (note_en_starts(n, i, "week"))
            return true;
    return false;
}

/* "after an uncomplicated pregnancy", "in her last pregnancy". */
static bool is_other_pregnancy(const struct en_note *n, size_t i)
{
    enum { NEAR = 3 };
    bool other = false;
    for (size_t k = i; k > n->lo && k + NEAR > i && !other; k--)
        other = note_en_is_any(n, k - 1, en_list_pregnancy_other);
    return other ||
           (i > n->lo && note_en_is_any(n, i - 1, en_list_pregnancy_ordinal) && !tells_weeks(n));
}

/* "wants pregnancy", "planning a pregnancy": not now. */
static bool is_wanted_pregnancy(const struct en_note *n, size_t i)
{
    enum { NEAR = 5 };
    for (const char *const *w = en_list_pregnancy_wanted; *w && i + 1 < n->hi; w++)
        if (note_en_starts(n, i, "pregnancy") && note_en_starts(n, i + 1, *w))
            return true; /* "pregnancy desired" */
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        if (en_is(note_en_at(n, k - 1), EN_COMMA) || en_is(note_en_at(n, k - 1), EN_BUT))
            return false;
        for (const char *const *w = en_list_pregnancy_wanted; *w; w++)
            if (note_en_starts(n, k - 1, *w))
                return true;
    }
    return false;
}

/* "history of 3 pregnancies", "breastfed all three", "previously healthy": not so now. "Otherwise
   healthy" is said of the ill. */
static bool is_bygone(const struct en_note *n, size_t i, uint16_t attr)
{
    if (attr != ATTR_pregnant && attr != ATTR_breastfeeding && attr != ATTR_healthy)
        return false;
    return n->colour.past || note_en_is_any(n, i, en_list_bygone) ||
           (attr == ATTR_pregnant &&
            (is_wanted_pregnancy(n, i) ||
             (i > n->lo && note_en_is_any(n, i - 1, en_list_pregnant_if)))) ||
           (i > n->lo && note_en_is_any(n, i - 1, en_list_bygone)) ||
           (note_en_starts(n, i, "pregnancy") && is_other_pregnancy(n, i)) ||
           note_en_starts(n, i, "pregnancies");
}

/* Flags that only the present makes true. */
static bool is_of_now(uint16_t attr)
{
    return attr == ATTR_dialysis || attr == ATTR_active_infection || attr == ATTR_inpatient ||
           attr == ATTR_suicidality || attr == ATTR_substance_abuse || attr == ATTR_pregnant ||
           attr == ATTR_breastfeeding || attr == ATTR_oral_intake;
}

/* "in 2018", "2 years ago" right behind. */
static bool is_dated(const struct en_note *n, size_t i)
{
    enum { FIRST_YEAR = 1900 };
    struct crit_window w;
    size_t k = i + 1 + (i + 1 < n->hi && note_en_is(n, i + 1, "in"));
    bool year =
        k < n->hi && note_en_at(n, k)->class == EN_NUMBER && note_en_at(n, k)->number >= FIRST_YEAR;
    size_t end = i + 1 < n->hi ? en_read_window(&n->e, i + 1, n->hi, &w) : 0;
    return year || (end && en_is(note_en_at(n, end - 1), EN_AGO));
}

/* "was in hospital last month", "spent a week in hospital", "after being hospitalized": over. */
static bool is_former_stay(const struct en_note *n, size_t i)
{
    enum { NEAR = 3, FIRST_YEAR = 1900 };
    bool in = note_en_starts(n, i, "in"), past = i > n->lo && note_en_is(n, i - 1, "was");
    for (size_t k = i; (past || note_en_starts(n, i, "was ")) && k < n->hi; k++)
        if (note_en_at(n, k)->class == EN_NUMBER && note_en_at(n, k)->number >= FIRST_YEAR)
            return true; /* "was hospitalized for pneumonia in 2021" */
    for (size_t k = i; in && k > n->lo && k + NEAR > i; k--)
        if (note_en_is_any(n, k - 1, en_list_stay_was))
            return true;
    for (size_t k = i; in && k > n->lo && !en_is(note_en_at(n, k - 1), EN_BUT); k--) {
        if (note_en_is_any(n, k - 1, en_list_stay_now))
            break;
        if (note_en_is_any(n, k - 1, en_list_stay_past))
            return true; /* "her potassium was low in hospital" */
    }
    return note_en_is_weeks_ago(n, note_en_at(n, i)->end);
}

/* Not had, not sure, or no more. */
static bool is_open_or_over(const struct en_note *n, size_t i, uint16_t attr,
                            const struct note_en_said *said, bool denied)
{
    bool bygone = said->over || said->stopped || n->colour.used || is_dated(n, i) ||
                  (attr == ATTR_inpatient && is_former_stay(n, i));
    return said->planned || (said->doubted && !denied) || (bygone && is_of_now(attr));
}

/* What is told of it behind, or in its own words ("HIV positive"). */
static struct note_en_said said_of_fact(const struct en_note *n, size_t i, uint16_t attr)
{
    const struct en_token *t = note_en_at(n, i);
    if (note_en_is_infection(attr) &&
        memmem(n->e.text.s + t->begin, t->end - t->begin, "positive", strlen("positive")))
        return (struct note_en_said){.found = true};
    struct note_en_said said = note_en_said_behind(n, t->end, note_en_is_infection(attr));
    said.over |= note_en_is_infection(attr) && note_en_is_got_over(n, i, t->begin);
    return said;
}

/* "Rt-handed", "RT knee": radiotherapy is RT in capitals, where a cancer is told of. */
static bool is_right_side(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    if (t->end - t->begin != 2)
        return false;
    const char *word = note_en_text(n, t->begin, t->end);
    size_t next = i + 1 + (i + 1 < n->hi && note_en_at(n, i + 1)->class == EN_DASH);
    return word[1] == 't' || word[0] == 'r' || !note_en_tells_cancer(n) ||
           (next < n->hi && note_en_is_any(n, next, en_list_sides));
}

/* "pregnant", "nonsmoker", "HIV positive". */
static void say_fact(struct en_note *n, size_t i, uint16_t attr, const char *op)
{
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, i)->end;
    const char *values = strchr(op, ' ');
    enum attr_kind kind = attributes[attr].kind;
    struct note_en_said said = said_of_fact(n, i, attr);
    if (note_en_is_infection(attr) && n->e.text.s[end] == '+') /* "no inhibitors, HIV+" */
        n->colour.denied = said.denied = false;
    bool denied = n->colour.denied || said.denied;
    if (is_open_or_over(n, i, attr, &said, denied) || n->e.text.s[end] == '?')
        return; /* "HIV?" */
    if (attr == ATTR_tuberculosis && values) {
        note_en_say_tuberculosis(n, i, values + 1, &said);
    } else if (note_en_is_infection(attr)) {
        note_en_say_virus(n, i, end, attr, &said);
    } else if (attr == ATTR_radiotherapy) {
        if (!denied && !is_right_side(n, i))
            note_flag(n->p, attr, true, begin, end);
    } else if (kind == ATTR_FLAG) {
        note_flag(n->p, attr, (*op == 'p') != denied, begin, end);
    } else if (kind == ATTR_ENUM && values) {
        read_enum(n, i, attr, values + 1);
    } else if (attr == ATTR_metastasis_site && values && !denied) {
        note_item(n->p, attr, values + 1, -1, begin, end);
    }
}

/* "Suspected ILD excluded" is no suspicion any more. */
static bool is_settled(const struct en_note *n, size_t i)
{
    return note_en_said_behind(n, note_en_at(n, i)->end, false).denied;
}

/* "alcoholic liver disease": the word is of a longer name. */
bool note_en_is_in_longer_name(const struct en_note *n, size_t i)
{
    const struct lexicon_match *m = note_en_name_at(n, i);
    return m && n->folded.src_end[m->end - 1] > note_en_at(n, i)->end;
}

/* "nursing home", "dialysis unit" */
static bool names_place(const struct en_note *n, size_t i)
{
    size_t unused;
    return i + 1 < n->hi && note_en_says(n, i + 1, NOTE_EN_PLACE, &unused);
}

static bool read_not_known(struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    const struct en_row *row = en_row_of(t, EN_FACT);
    size_t len = row ? strcspn(row->value, " ") : 0;
    uint16_t attr;
    if (!len || n->colour.relative || !attribute_find(row->value, len, &attr) ||
        (!note_en_is_infection(attr) && attr != ATTR_pregnant) || !note_en_is_not_known(n, i, i))
        return false;
    note_en_say_not_known(n, attr, t->begin, t->end);
    return true;
}

/* "alcoholic liver disease", "dialysis unit" */
static bool is_of_other_name(const struct en_note *n, size_t i, uint16_t attr)
{
    const struct en_token *t = note_en_at(n, i);
    if (note_en_is(n, i, "aids") && strcmp(note_en_text(n, t->begin, t->end), "AIDS") != 0)
        return true; /* "walks without aids" */
    return (attr == ATTR_substance_abuse && note_en_is_in_longer_name(n, i)) ||
           (attributes[attr].kind == ATTR_FLAG && names_place(n, i));
}

/* "hepatitis B and C negative": both. */
static bool read_both_hepatitides(struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    if (!en_is_value(t, EN_FACT, "hbvhcv"))
        return false;
    struct note_en_said said = note_en_said_behind(n, t->end, true);
    if ((said.denied || n->colour.denied) && !n->colour.relative && !n->colour.suspected) {
        note_word(n->p, ATTR_hbv, "negative", t->begin, t->end);
        note_word(n->p, ATTR_hcv, "negative", t->begin, t->end);
    }
    return true;
}

void note_en_read_fact(struct en_note *n, size_t i)
{
    if (read_not_known(n, i) || read_both_hepatitides(n, i))
        return;
    const struct en_row *row = en_row_of(note_en_at(n, i), EN_FACT);
    const char *blank = row ? strchr(row->value, ' ') : NULL;
    uint16_t attr;
    if (!blank || n->colour.relative || n->colour.planned ||
        (n->colour.suspected && !is_settled(n, i)) ||
        !attribute_find(row->value, (size_t)(blank - row->value), &attr))
        return;
    if (is_of_other_name(n, i, attr))
        return;
    int test = note_en_test_result(n, i);
    n->colour.denied |= test == 1;
    bool told = attr == ATTR_sex || attr == ATTR_other_trial || attr == ATTR_measurable_disease ||
                attr == ATTR_consent_self;
    if ((test >= 0 || note_en_is_infection(attr)) && !told && !is_bygone(n, i, attr))
        say_fact(n, i, attr, blank + 1);
}

/* ------------------------------------------------------------------ markers */

/* "HER2 positive", "EGFR exon 19 deletion", "ER/PR negative". */
struct markers {
    uint32_t begin, end;
    bool negative, all; /* what stands behind; of all of them, else of the last */
};

static bool is_signed(const char *word)
{
    return strstr(word, "positive") || strstr(word, "negative");
}

static void say_markers(struct en_note *n, const struct crit_node *e, const struct markers *m,
                        bool last)
{
    if (e->type == CRIT_ATOM && e->atom->attr == ATTR_biomarker && e->atom->op == CRIT_OP_IS)
        for (size_t k = 0; k < e->atom->n; k++) {
            const char *word = e->atom->words[k];
            bool negative =
                m->negative && (m->all || (last && k + 1 == e->atom->n)) && !is_signed(word);
            bool itd = strcasecmp(word, "NPM1 ITD") == 0; /* "NPM1 and FLT3-ITD" */
            word = itd ? "NPM1 mutation" : word;
            note_item(n->p, ATTR_biomarker,
                      negative ? mem_printf(n->p->tmp, "%s negative", word) : word, -1, m->begin,
                      m->end);
        }
    for (size_t k = 0; k < e->n && e->type != CRIT_NOT; k++)
        say_markers(n, e->children[k], m, last && k + 1 == e->n);
}

/* "ER+", "HER2 3+", "ER 90%": a sign behind the gene. 0: none. */
static size_t read_marker_sign(struct en_note *n, size_t i)
{
    enum { SHARE_LEAST = 10 };
    const struct en_token *t = note_en_at(n, i), *next = i + 1 < n->hi ? t + 1 : NULL;
    size_t end = 0;
    bool minus = false;
    if (!next)
        return 0;
    uint32_t behind;
    const struct note_en_word *told =
        note_en_form_of(n, next->begin, NOTE_EN_DENIED, NOTE_EN_FOUND, &behind);
    if (told && (told->class == NOTE_EN_DENIED || told->class == NOTE_EN_FOUND)) {
        minus = told->class == NOTE_EN_DENIED;
        end = note_en_token_at(n, behind);
    } else if (next->begin == t->end && (next->class == EN_PLUS || next->class == EN_DASH)) {
        minus = next->class == EN_DASH;
        end = i + 2;
    } else if (next->class == EN_NUMBER && i + 2 < n->hi) {
        bool share = n->e.text.s[note_en_at(n, i + 2)->begin] == '%';
        bool strong = note_en_at(n, i + 2)->class == EN_PLUS && next->number == 3;
        end = strong || (share && next->number >= SHARE_LEAST) ? i + 3 : 0;
    }
    if (!end)
        return 0;
    const char *gene = note_en_text(n, t->begin, t->end);
    note_item(n->p, ATTR_biomarker,
              mem_printf(n->p->tmp, "%s-%s", gene, minus ? "negative" : "positive"), -1, t->begin,
              note_en_at(n, end - 1)->end);
    return end;
}

void note_en_read_marker(struct en_note *n, size_t i)
{
    const struct en_mode mode = {.window.n = -1};
    const struct colour *c = &n->colour;
    size_t end = i;
    if (i < n->marker_end || !en_is(note_en_at(n, i), EN_GENE) || c->relative || c->suspected ||
        c->planned || c->denied)
        return;
    struct crit_node *e = en_read_marker(&n->e, &end, n->hi, &mode);
    if (!e || end == i) {
        if (!en_is_value(note_en_at(n, i), EN_GENE, "alone"))
            n->marker_end = read_marker_sign(n, i);
        return;
    }
    struct markers m = {note_en_at(n, i)->begin, note_en_at(n, end - 1)->end, false, false};
    struct note_en_said said = note_en_said_behind(n, m.end, false);
    n->marker_end = end;
    if (said.open || said.doubted)
        return;
    m.negative = said.denied || en_is(note_en_at(n, end - 1), EN_NEGATIVE);
    if (note_en_is_corrected(n, m.end, m.negative))
        return;
    for (size_t k = i; k < end; k++)
        m.all |= en_is(note_en_at(n, k), EN_AND) || en_is(note_en_at(n, k), EN_OR);
    say_markers(n, e, &m, true);
}

/* ------------------------------------------------------------------ none at all */

/* "takes no medications", "no past medical history", "no known drug allergies". */
void note_en_read_none(struct en_note *n, size_t i)
{
    static const struct {
        const char *words;
        uint16_t attr;
    } all[] = {{"medications", ATTR_current_medication},
               {"medication", ATTR_current_medication},
               {"past medical history", ATTR_comorbidity},
               {"pmh", ATTR_comorbidity},
               {"pmhx", ATTR_comorbidity},
               {"significant pmh", ATTR_comorbidity},
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
        size_t next = note_en_token_at(n, note_en_at(n, i + 1)->begin + (uint32_t)len);
        if (note_en_is_besides(n, next))
            continue; /* "no medications except aspirin" */
        if (strncmp(s, all[k].words, len) != 0 || (s[len] >= 'a' && s[len] <= 'z'))
            continue;
        note_none(n->p, all[k].attr, note_en_at(n, i)->begin, note_en_at(n, i + 1)->end);
        if (next < n->hi && en_is(note_en_at(n, next), EN_COMMA) && all[k].attr == ATTR_comorbidity)
            n->colour.denied = false; /* "no PMH, presents with asthma" */
    }
}
