/*
 * What the words behind a name tell of it: "was ruled out", "resolved", "stopped", "5 mg daily",
 * "(-)". A list's last member may speak for those before it: "MTX and adalimumab (both stopped)".
 */
#include "search/note_en.h"

enum { WORDS_BETWEEN = 6, BRACKET_TOKENS = 10 };

struct walk {
    const struct en_note *n;
    size_t others; /* names behind the first one, in its list */
    size_t words;  /* that say nothing, since the last name */
    bool results;  /* of tests: one result stands for a whole list */
    bool list;     /* nothing but names, doses and connectives so far */
    bool and;      /* the last connective is no comma */
    bool plural, singular;
    bool fresh; /* a connective stands before what is read next */
    bool drug;  /* the first name is one: what it was stopped for is no object */
    struct note_en_said said;
};

static bool is_connective(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return t->class == EN_SLASH || t->class == EN_PLUS || en_is(t, EN_COMMA) || en_is(t, EN_AND) ||
           en_is(t, EN_OR);
}

static void say(struct note_en_said *s, enum note_en_class class)
{
    bool *all[] = {&s->denied, &s->doubted, &s->over, &s->stopped, &s->planned,
                   &s->taken,  &s->found,   &s->open, &s->young};
    *all[class - NOTE_EN_DENIED] = true;
}

/* "in the past 12 months" */
static bool is_up_to_now(const struct en_note *n, const struct note_en_word *w, size_t next)
{
    if (strcmp(w->text, "in the past") != 0 || next >= n->hi)
        return false;
    bool time = note_en_at(n, next)->class == EN_NUMBER || en_row_of(note_en_at(n, next), EN_TIME);
    for (const char *const *p = en_list_past_time; *p && !time; p++)
        time = note_en_starts(n, next, *p);
    return time;
}

/* "X since 2022, previously Y": said of what follows. */
static bool looks_ahead(const struct en_note *n, const struct note_en_word *w, size_t next)
{
    bool before = note_en_is_one(w->text, strlen(w->text), en_list_ahead);
    return before && next < n->hi && !note_en_is_break(n, next) &&
           note_en_at(n, next)->class != EN_CLOSE && !en_is(note_en_at(n, next), EN_COMMA) &&
           !en_is(note_en_at(n, next), EN_AND) && !en_is(note_en_at(n, next), EN_BUT);
}

/* A word of telling at a word of token i; `lone`: no object of its own follows ("stopped
   smoking"). */
static const struct note_en_word *told_at(const struct en_note *n, size_t i, size_t *end)
{
    const struct en_token *t = note_en_at(n, i);
    uint32_t behind;
    for (uint32_t at = t->begin; at < t->end; at++) {
        const struct note_en_word *w =
            at == t->begin || n->e.text.s[at - 1] == ' '
                ? note_en_form_of(n, at, NOTE_EN_DENIED, NOTE_EN_YOUTH, &behind)
                : NULL;
        if (!w || is_up_to_now(n, w, note_en_token_at(n, behind)) ||
            looks_ahead(n, w, note_en_token_at(n, behind)))
            continue;
        *end = note_en_token_at(n, behind);
        return w;
    }
    return NULL;
}

/* "planned for June", "stopped for a while": neither an illness nor a treatment stands behind. */
static bool is_plain_for(const struct en_note *n, size_t i)
{
    enum { NEAR = 3 };
    for (size_t k = i; k < n->hi && k < i + NEAR && !note_en_is_break(n, k); k++)
        if (note_en_name_at(n, k) || en_row_of(note_en_at(n, k), EN_FACT))
            return false;
    return true;
}

/* An illness at i, behind a word that tells of a drug: why, and nothing that was stopped. */
static bool is_cause(const struct en_note *n, size_t i)
{
    struct lexicon_concept c;
    const struct lexicon_match *m = note_en_name_at(n, i);
    if (!m || !m->n)
        return false;
    lexicon_concept(n->p->reader->lexicon, m->concepts[0], &c);
    return c.class == LEXICON_DISEASE || c.class == LEXICON_SYMPTOM;
}

/* "stopped smoking", "completed chemotherapy": said of what follows. */
static bool has_object(const struct walk *w, size_t i, enum note_en_class class)
{
    const struct en_note *n = w->n;
    bool verb = class == NOTE_EN_STOPPED || class == NOTE_EN_PLANNED || class == NOTE_EN_DENIED ||
                class == NOTE_EN_FOUND;
    if (!verb || i >= n->hi || (w->drug && (is_cause(n, i) || note_en_is(n, i, "for"))))
        return false;
    const struct en_token *t = note_en_at(n, i);
    bool cause = note_en_is(n, i, "for") && !is_plain_for(n, i + 1);
    return note_en_name_at(n, i) || (en_row_of(t, EN_FACT) && !note_en_is_break(n, i)) || cause ||
           note_en_is(n, i, "the") || note_en_is(n, i, "her") || note_en_is(n, i, "his");
}

/* Whether what is told now holds for the first name. */
static bool holds_for_first(const struct walk *w, enum note_en_class class)
{
    if (w->others == 0 || w->plural || w->results)
        return true;
    return !w->singular && (class == NOTE_EN_TAKEN || (w->and &&w->others == 1));
}

static void read_auxiliary(struct walk *w, size_t i)
{
    const struct en_token *t = note_en_at(w->n, i);
    const char *s = w->n->e.text.s + t->begin;
    size_t len = t->end - t->begin;
    for (const char *const *p = en_list_told_of_many; *p; p++)
        w->plural |= strlen(*p) <= len && memcmp(s, *p, strlen(*p)) == 0;
    for (const char *const *p = en_list_told_of_one; *p; p++)
        w->singular |= strlen(*p) <= len && memcmp(s, *p, strlen(*p)) == 0;
}

/* "(both stopped)", "(-)": the token behind the bracket. */
static size_t read_bracket(struct walk *w, size_t i, bool *told)
{
    const struct en_note *n = w->n;
    size_t end, behind = i + 1;
    while (behind < n->hi && note_en_at(n, behind)->class != EN_CLOSE)
        behind++;
    const struct note_en_word *sign = told_at(n, i, &end); /* "(-)" is one form */
    for (size_t k = i + 1; k < behind && k < i + BRACKET_TOKENS && !sign; k++) {
        sign = told_at(n, k, &end);
        if (!sign && note_en_name_at(n, k))
            break;
        if (!sign)
            read_auxiliary(w, k);
        else if (has_object(w, end, sign->class))
            sign = NULL;
    }
    *told = sign && holds_for_first(w, sign->class);
    if (*told)
        say(&w->said, sign->class);
    return behind < n->hi ? behind + 1 : behind;
}

static bool is_dose_unit(const struct en_note *n, size_t i)
{
    return note_en_is_any(n, i, en_list_dose_units);
}

/* "quetiapine 600, …": a number right behind a drug and nothing more, which is no year. Courses
   against cancer count days and cycles so. */
static bool is_bare_dose(const struct en_note *n, size_t i)
{
    enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };
    const struct en_token *t = note_en_at(n, i);
    uint32_t end;
    bool named = i > n->lo && (note_en_name_at(n, i - 1) ||
                               note_en_form(n, note_en_at(n, i - 1)->begin, NOTE_EN_DRUG, &end));
    bool ends =
        i + 1 >= n->hi || note_en_is_break(n, i + 1) || en_is(note_en_at(n, i + 1), EN_COMMA);
    return named && ends && !note_en_tells_cancer(n) && !note_en_is_other_disease_at(n, i - 1) &&
           (t->number < FIRST_YEAR || t->number > LAST_YEAR);
}

/* "7.5 mg", "100 mg/day": a dose at i; 0: none. */
static size_t read_dose(const struct en_note *n, size_t i)
{
    if (note_en_at(n, i)->class != EN_NUMBER)
        return 0;
    if (is_bare_dose(n, i))
        return i + 1;
    if (i + 1 >= n->hi || !is_dose_unit(n, i + 1))
        return 0;
    size_t end = i + 2;
    while (end + 1 < n->hi && note_en_at(n, end)->class == EN_SLASH)
        end += 2;
    return end;
}

/* "2016-2018", "(2018-21)", "2020-present" behind a drug: how long it was taken; the token behind,
   0: not so. */
static size_t read_span(struct walk *w, size_t i)
{
    enum { FIRST_YEAR = 1980, LAST_YEAR = 2100, DIGITS = 4 };
    const struct en_note *n = w->n;
    if (i + 1 >= n->hi || note_en_at(n, i)->class != EN_NUMBER ||
        note_en_at(n, i)->end - note_en_at(n, i)->begin != DIGITS ||
        note_en_at(n, i)->number < FIRST_YEAR || note_en_at(n, i)->number > LAST_YEAR)
        return 0;
    size_t unused, k = i + 1;
    bool to =
        note_en_at(n, k)->class == EN_DASH || note_en_is(n, k, "to") || note_en_is(n, k, "until");
    k += to;
    if (k >= n->hi)
        return 0;
    bool now = note_en_starts(n, k, "present") || (to && note_en_says(n, k, NOTE_EN_NOW, &unused));
    if (!now && (!to || note_en_at(n, k)->class != EN_NUMBER))
        return 0;
    if (now)
        w->said.goes_on = w->said.taken = true;
    else
        w->said.stopped = true;
    return k + 1;
}

/* "every 8 weeks", "q 12 h", "q8h". */
static bool is_rhythm(const struct en_note *n, size_t i)
{
    const char *s = n->e.text.s + note_en_at(n, i)->begin;
    size_t len = note_en_at(n, i)->end - note_en_at(n, i)->begin;
    bool number = i + 1 < n->hi && note_en_at(n, i + 1)->class == EN_NUMBER;
    if (note_en_is(n, i, "every") || note_en_is(n, i, "q"))
        return number;
    return len >= 2 && len <= 4 && s[0] == 'q' && s[1] >= '1' && s[1] <= '9';
}

/* Letters that nobody knows, capitals among them: what follows is told of them (OCP, HBeAg). */
static bool is_short_subject(const struct en_note *n, size_t i)
{
    enum { LEAST = 2 };
    const struct en_token *t = note_en_at(n, i);
    size_t capitals = 0;
    for (const char *c = note_en_text(n, t->begin, t->end); *c; c++)
        capitals += *c >= 'A' && *c <= 'Z';
    return t->class == EN_WORD && capitals >= LEAST && !note_en_has_form(n, i, NOTE_EN_TAKEN);
}

/* What goes on in the list behind the name; false: the walk ends here. */
static bool step(struct walk *w, size_t *i)
{
    const struct en_note *n = w->n;
    const struct en_token *t = note_en_at(n, *i);
    size_t dose = read_dose(n, *i);
    if (dose) { /* "reduced to 500 mg bd": mg is no name */
        *i = dose;
        return true;
    }
    if (is_connective(n, *i) || en_is(t, EN_BUT)) {
        w->and = !en_is(t, EN_COMMA);
        w->fresh = true;
        w->list &= w->words == 0;
        (*i)++;
        return true;
    }
    if (t->glued) { /* "Dara-Pd": of the name before */
        (*i)++;
        return true;
    }
    const struct lexicon_match *m = note_en_name_at(n, *i);
    bool infection = en_row_of(t, EN_FACT) && t->class != EN_NUMBER;
    if (m || infection) {
        if (!w->list || !w->fresh)
            return false;
        uint32_t end = m ? n->folded.src_end[m->end - 1] : t->end;
        w->others++;
        w->words = 0;
        w->fresh = false;
        *i = note_en_token_at(n, end);
        return true;
    }
    if (w->fresh && is_short_subject(n, *i)) /* "not pregnant, OCP contraindicated" */
        return false;
    if (note_en_is_any(n, *i, en_list_behind_ends) || (t->class == EN_COLON && !w->results))
        return false;
    read_auxiliary(w, *i);
    w->words++;
    (*i)++;
    return w->words <= WORDS_BETWEEN;
}

/* A word of telling at *i; false: it ends the walk. */
static bool read_told(struct walk *w, size_t *i, const struct note_en_word *word, size_t end)
{
    if (has_object(w, end, word->class) ||
        (word->class == NOTE_EN_OPEN && w->fresh && strncmp(word->text, "vaccin", 6) == 0))
        return false; /* "no TB, vaccinated against hepatitis B" */
    if (holds_for_first(w, word->class)) {
        say(&w->said, word->class);
        w->said.goes_on |= note_en_is_one(word->text, strlen(word->text), en_list_course_goes_on);
    }
    *i = end;
    const struct en_note *n = w->n;
    size_t behind;
    if (word->class == NOTE_EN_TAKEN && end < n->hi && note_en_is(n, end, "until") &&
        note_en_says(n, end, NOTE_EN_STOPPED, &behind))
        say(&w->said, NOTE_EN_STOPPED); /* "maintenance until last summer" */
    bool form = note_en_is_one(word->text, strlen(word->text), en_list_drug_forms);
    return form || word->class == NOTE_EN_OPEN; /* "infusions were stopped", "HIV test: negative" */
}

/* "Riluzole yes, edaravone no"; "every 8 weeks". 0: neither. */
static bool read_short(struct walk *w, size_t i)
{
    const struct en_note *n = w->n;
    if (note_en_at(n, i)->class == EN_COLON && i + 1 < n->hi) /* "Diabetes: no" */
        i++;
    bool no =
        note_en_is_any(n, i, en_list_told_none) &&
        (i + 1 == n->hi || en_is(note_en_at(n, i + 1), EN_COMMA) || note_en_is_break(n, i + 1));
    if (!no && !is_rhythm(n, i))
        return false;
    if (holds_for_first(w, no ? NOTE_EN_STOPPED : NOTE_EN_TAKEN))
        say(&w->said, no ? NOTE_EN_DENIED : NOTE_EN_TAKEN);
    return true;
}

/* "held for surgery, restarted in May", "stopped -> resumed": of the drug that ends at byte `end`.
 */
static bool is_restarted(const struct en_note *n, uint32_t end)
{
    enum { NEAR = 14 };
    size_t i = note_en_token_at(n, end), unused;
    for (size_t k = i; k < n->hi && k < i + NEAR && !note_en_is_break(n, k); k++) {
        bool again = false;
        for (const char *const *w = en_list_restarted; *w && !again; w++)
            again = note_en_starts(n, k, *w);
        if (again)
            return !(k > i && (en_is(note_en_at(n, k - 1), EN_NEG) ||
                               note_en_is_any(n, k - 1, en_list_restart_ahead))) &&
                   !note_en_says(n, k + 1, NOTE_EN_SOON, &unused) &&
                   !(k + 1 < n->hi && note_en_is_drug(n, note_en_name_at(n, k + 1)));
        if (note_en_is_drug(n, note_en_name_at(n, k)))
            return false;
    }
    return false;
}

struct note_en_said note_en_said_behind(const struct en_note *n, uint32_t name_end, bool results)
{
    struct walk w = {
        .n = n, .list = true, .results = results, .drug = note_en_drug_ends(n, name_end)};
    bool told = false;
    for (size_t i = note_en_token_at(n, name_end); i < n->hi && !told && !note_en_is_break(n, i);) {
        size_t end;
        const struct note_en_word *word;
        if (note_en_at(n, i)->class == EN_OPEN) {
            i = read_bracket(&w, i, &told);
        } else if ((word = told_at(n, i, &end))) {
            told = !read_told(&w, &i, word, end);
        } else if (w.words == 0 && w.others == 0 && (end = read_span(&w, i))) {
            i = end;
        } else if (w.words == 0 && (end = read_dose(n, i))) {
            w.said.taken = true; /* the words behind it may still say that it was stopped */
            i = end;
        } else {
            told = read_short(&w, i) || !step(&w, &i);
        }
    }
    w.said.restarted = w.said.stopped && is_restarted(n, name_end);
    w.said.stopped &= !w.said.restarted;
    if (w.said.stopped || w.said.planned || w.said.denied)
        w.said.taken = w.said.goes_on = false;
    w.said.over |= w.said.young;
    return w.said;
}

/* "HER2 was negative at first but positive on repeat testing", behind byte `end`: which of both
   results holds is not for us to say. */
bool note_en_is_corrected(const struct en_note *n, uint32_t end, bool negative)
{
    enum { NEAR = 6 };
    size_t k = note_en_token_at(n, end);
    while (k < n->hi && !en_is(note_en_at(n, k), EN_BUT))
        k++;
    for (size_t i = k + 1; i < n->hi && i < k + NEAR; i++) {
        const struct en_token *t = note_en_at(n, i);
        if (en_is(t, negative ? EN_POSITIVE : EN_NEGATIVE))
            return true;
        if (en_is(t, EN_GENE) || en_row_of(t, EN_FACT) || note_en_name_at(n, i))
            return false;
    }
    return false;
}
