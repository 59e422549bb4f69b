/*
 * English notes: sentence by sentence from the left. Words of denial, of relatives, of suspicion
 * and of the past colour what follows them up to the next "but", pronoun or full stop
 * (note_en_colour.c); words behind a name tell what became of it (note_en_behind.c).
 */
#include "schema/base/mem.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* ------------------------------------------------------------------ sex */

/* "pregnant", "premenopausal": said of the person, so she is a woman. */
static bool is_expecting(const struct en_note *n, size_t i)
{
    const struct en_row *row = en_row_of(note_en_at(n, i), EN_FACT);
    bool woman = row && (strcmp(row->value, "pregnant present") == 0 ||
                         strncmp(row->value, "menopausal", strlen("menopausal")) == 0);
    return woman && !note_en_test_result(n, i) && !n->colour.denied && !n->colour.suspected &&
           n->e.text.s[note_en_at(n, i)->end] != '?';
}

static void read_sex(struct en_note *n, size_t i)
{
    bool others = n->colour.relative && n->donor_sex; /* "wife will donate; she has" */
    n->he += !others && note_en_is_any(n, i, en_list_of_him);
    n->she += !others && note_en_is_any(n, i, en_list_of_her);
    bool male = en_is_value(note_en_at(n, i), EN_FACT, "sex = male");
    bool female = en_is_value(note_en_at(n, i), EN_FACT, "sex = female") || is_expecting(n, i);
    if ((male || female) && !n->colour.relative && !en_is(note_en_at(n, i), EN_DROP))
        note_word(n->p, ATTR_sex, male ? "male" : "female", note_en_at(n, i)->begin,
                  note_en_at(n, i)->end);
}

/* She, her: when no word said it. */
static void sex_of_pronouns(struct en_note *n)
{
    if (note_has(n->p, ATTR_sex) || (n->he == 0) == (n->she == 0))
        return;
    for (size_t i = 0; i < n->e.n; i++)
        if (note_en_is_any(n, i, n->he ? en_list_of_him : en_list_of_her_told)) {
            note_word(n->p, ATTR_sex, n->he ? "male" : "female", note_en_at(n, i)->begin,
                      note_en_at(n, i)->end);
            return;
        }
}

/* ------------------------------------------------------------------ the whole */

/* What stands at token i besides names; the token behind it, 0: nothing. */
static size_t read_words(struct en_note *n, size_t i, const struct colour *before)
{
    size_t end = note_en_read_saying(n, i, before);
    if (!end)
        end = note_en_read_phrase(n, i);
    if (!end)
        end = note_en_read_course(n, i);
    if (!end)
        end = note_en_read_body(n, i);
    if (!end)
        end = note_en_read_habit(n, i);
    if (!end)
        end = note_en_read_virus(n, i);
    if (!end)
        end = note_en_read_letters(n, i);
    if (!end)
        end = note_en_read_lay(n, i);
    if (!end)
        end = note_en_read_short(n, i);
    if (!end)
        end = note_en_read_operation(n, i);
    if (!end)
        end = note_en_read_age(n, i);
    if (!end)
        end = note_en_read_measure(n, i);
    if (!end) {
        note_en_read_fact(n, i);
        note_en_read_marker(n, i);
    }
    return end;
}

/* "I would give consent for her": who writes of a patient gives their own. */
static bool is_of_relative(const struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, n->hi - 1)->end;
    for (size_t k = n->lo; n->patient && k < i; k++)
        if (note_en_is_any(n, k, en_list_who_signs))
            return true;
    return memmem(n->e.text.s + begin, end - begin, " behalf", strlen(" behalf"));
}

/* "alcohol dependence" that the note is about: an illness too. */
static bool is_dependence(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    bool named = false;
    for (const char *const *w = en_list_dependence; *w && !named; w++)
        named = memmem(n->e.text.s + t->begin, t->end - t->begin, *w, strlen(*w));
    return named && !note_has(n->p, ATTR_diagnosis) && !n->colour.past && !n->colour.used &&
           !note_en_said_behind(n, t->end, false).over;
}

/* What is a fact of its own is no name too, but for a lung disease, which is also an illness. */
static bool is_read_as_name(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    bool abuse = en_is_value(t, EN_FACT, "substance_abuse present");
    if (abuse && (note_en_is_in_longer_name(n, i) || is_dependence(n, i)))
        return true;
    if (en_row_of(t, EN_FACT) && strncmp(en_row_of(t, EN_FACT)->value, "menopausal", 10) == 0 &&
        note_en_is_in_longer_name(n, i))
        return true; /* "postmenopausal osteoporosis" */
    return !en_row_of(t, EN_FACT) || en_is(t, EN_NAME) ||
           en_is_value(t, EN_FACT, "interstitial_lung_disease present");
}

/* `goes_on`: the piece before was cut in the middle; what coloured it colours on. */
static void read_sentence(struct en_note *n, bool goes_on)
{
    if (!goes_on) {
        bool relative = n->colour.relative && note_en_is_without_subject(n, n->lo);
        n->colour = (struct colour){.relative = relative};
        n->stranger_sex = NULL;
        note_en_read_heading(n);
    }
    struct colour outside = n->colour;
    for (size_t i = n->lo; i < n->hi;) {
        struct colour before = n->colour;
        if (note_en_at(n, i)->class == EN_OPEN)
            outside = before;
        else if (note_en_at(n, i)->class == EN_CLOSE)
            n->colour = outside; /* what a bracket tells colours nothing behind it */
        note_en_read_colour(n, i);
        read_sex(n, i);
        note_en_read_none(n, i);
        note_en_read_allergies(n, i);
        if (en_is(note_en_at(n, i), EN_CONSENT) && !n->colour.denied && !n->colour.relative &&
            !is_of_relative(n, i) && !note_en_starts(n, i, "assent"))
            note_flag(n->p, ATTR_consent_self, true, note_en_at(n, i)->begin,
                      note_en_at(n, i)->end);
        size_t end = read_words(n, i, &before);
        const struct lexicon_match *m = end ? NULL : note_en_name_at(n, i);
        if (m && is_read_as_name(n, i))
            note_en_read_name(n, i, m);
        i = end ? end : i + 1;
    }
}

static bool is_break(const struct en_token *t)
{
    return t->class == EN_STOP || t->class == EN_SEMI;
}

/* "prev. on X": the stop at i belongs to the word before it. */
static bool is_of_abbreviation(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    if (t->class != EN_STOP || i == 0 || i + 1 == n->e.n || note_en_at(n, i + 1)->newline ||
        note_en_at(n, i - 1)->end != t->begin || !note_en_is_any(n, i - 1, en_list_abbreviated))
        return false;
    char next = *note_en_text(n, note_en_at(n, i + 1)->begin, note_en_at(n, i + 1)->end);
    return next < 'A' || next > 'Z';
}

static void join_abbreviated(struct en_note *n)
{
    for (size_t i = 0; i < n->e.n; i++)
        if (is_of_abbreviation(n, i))
            n->e.t[i].class = EN_WORD;
}

/* Rules look through the sentence around a word: one without an end is read in pieces, so that a
   note costs no more than its length. */
static void read_sentences(struct en_note *n)
{
    enum { WORDS_MAX = 500 };
    bool goes_on = false;
    for (size_t i = 0, lo = 0; i <= n->e.n; i++) {
        bool end = i == n->e.n || is_break(&n->e.t[i]) || n->e.t[i].newline;
        if (!end && i - lo < WORDS_MAX)
            continue;
        n->lo = lo;
        n->hi = i;
        lo = i;
        read_sentence(n, goes_on);
        goes_on = !end;
    }
}

void note_read_en(struct note_parse *p)
{
    struct en_tokens tokens;
    struct en_note n = {.p = p};
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
    en_cues_read(p->tmp, &p->text, &tokens, &n.e.said);
    if (p->reader->lexicon) {
        fold_text(p->reader->folder, p->tmp, p->text.s, p->text.len, &n.folded);
        lexicon_match(p->reader->lexicon, p->tmp, &n.folded, p->text.s, LEXICON_CASE_ASKED,
                      &n.names);
    }
    join_abbreviated(&n);
    for (size_t i = 0; i < n.e.n && !n.cancer; i++)
        n.cancer = note_en_is_cancer_at(&n, i);
    note_en_find_fields(&n);
    note_en_find_patient(&n);
    read_sentences(&n);
    if (!n.self) /* "he" is not who writes */
        sex_of_pronouns(&n);
    note_en_settle_sex(&n);
    note_en_settle_allergy(&n);
    note_en_settle_onset(&n);
    note_en_settle_virus(&n);
    note_settle_healthy(p);
}
