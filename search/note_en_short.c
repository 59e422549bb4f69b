/*
 * What notes write short and the lexicon does not call so: drugs ("pembro"), courses of several
 * drugs ("7+3", "AC-T"), operations ("TKA"). What the lexicon reads longer at the same place is
 * left to it.
 */
#include "schema/base/mem.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* Letters as they stand in the note: no small one among them. */
static bool is_capital(const struct en_note *n, uint32_t begin, uint32_t end)
{
    for (const char *c = note_en_text(n, begin, end); *c; c++)
        if (*c >= 'a' && *c <= 'z')
            return false;
    return true;
}

/* "BR x6", "AC x 4 cycles", "s/p EP", "then EC": two or three letters mean a course only where the
   words beside them speak of one. */
static bool is_told_as_course(const struct en_note *n, size_t i, uint32_t end)
{
    size_t k = note_en_token_at(n, end);
    const char *s = n->e.text.s;
    if (i > n->lo &&
        (note_en_is_any(n, i - 1, en_list_before_course) || en_is(note_en_at(n, i - 1), EN_PAST)))
        return true;
    if (k >= n->hi)
        return false;
    uint32_t at = note_en_at(n, k)->begin;
    bool times = s[at] == 'x' && (s[at + 1] == ' ' || (s[at + 1] >= '0' && s[at + 1] <= '9'));
    bool cycles =
        note_en_at(n, k)->class == EN_NUMBER && k + 1 < n->hi && note_en_starts(n, k + 1, "cycle");
    return times || cycles || en_is(note_en_at(n, k), EN_TIMES) ||
           note_en_is_any(n, k, en_list_behind_course);
}

/* Between the drugs of a course; in the table they are written with a plus. */
static size_t drug_bytes(const char *drugs)
{
    return strcspn(drugs, "+");
}

static void say_drug(struct en_note *n, size_t i, const char *drug, uint32_t begin, uint32_t end)
{
    struct named d = {.word = drug,
                      .class = "drug",
                      .said = note_en_said_behind(n, end, false),
                      .ago = note_en_ago_behind(n, end),
                      .since = note_en_is_taken_since(n, end)};
    if (note_en_is_tested_on_germ(n, i, end))
        return;
    if (!n->colour.planned && !d.said.planned && !note_en_is_allergen(n, begin, end, false))
        note_en_settle_name(n, i, &d, begin, end);
}

/* The lexicon reads more there, or the form stands within a longer name. */
static bool is_read_longer(const struct en_note *n, size_t i, uint32_t end)
{
    const struct lexicon_match *m = note_en_name_at(n, i);
    return (m && n->folded.src_begin[m->begin] <= note_en_at(n, i)->begin &&
            n->folded.src_end[m->end - 1] > end) ||
           !note_en_is_word_end(n, end);
}

/* "FOLFOX+bev" has drugs in it, "re-TURBT" is one more; "non-AC" has none. */
static bool begins_word(const struct en_note *n, uint32_t begin)
{
    const char *s = n->e.text.s;
    return begin == 0 || s[begin - 1] != '-' ||
           (begin >= 3 && memcmp(s + begin - 3, "re-", 3) == 0);
}

/* "tissue plasminogen activator (tPA)": alone in the bracket behind a drug. */
static bool is_second_name(const struct en_note *n, size_t i, size_t next)
{
    if (i < n->lo + 2 || note_en_at(n, i - 1)->class != EN_OPEN || next >= n->hi ||
        note_en_at(n, next)->class != EN_CLOSE)
        return false;
    return note_en_drug_ends(n, note_en_at(n, i - 2)->end);
}

/* "ASA 81", "on ASA, metoprolol"; "ASA class II", "ASA 2" are of the risk of an operation. */
static bool is_aspirin(const struct en_note *n, size_t next)
{
    enum { LEAST_MG = 50 };
    if (next >= n->hi || note_en_is_break(n, next) || en_is(note_en_at(n, next), EN_COMMA) ||
        en_is(note_en_at(n, next), EN_AND) || note_en_at(n, next)->class == EN_PLUS)
        return n->colour.taking || (next < n->hi && note_en_at(n, next)->class == EN_PLUS);
    return note_en_at(n, next)->class == EN_NUMBER && note_en_at(n, next)->number >= LEAST_MG;
}

/* "discharged on iron"; iron deficiency is none. */
static bool is_iron(const struct en_note *n, size_t next)
{
    return n->colour.taking && !(next < n->hi && note_en_is_any(n, next, en_list_no_iron));
}

static size_t read_drug(struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, end;
    const struct note_en_word *w = note_en_form(n, begin, NOTE_EN_DRUG, &end);
    if (!w || is_read_longer(n, i, end) || !begins_word(n, begin) ||
        (strcmp(w->text, "asa") == 0 && !is_aspirin(n, note_en_token_at(n, end))) ||
        (note_en_is_one(w->text, strlen(w->text), en_list_drug_capitals) &&
         !is_capital(n, begin, end)) ||
        (strcmp(w->text, "iron") == 0 && !is_iron(n, note_en_token_at(n, end))))
        return 0;
    if (is_second_name(n, i, note_en_token_at(n, end)))
        return note_en_token_at(n, end);
    say_drug(n, i, w->value, begin, end);
    return note_en_token_at(n, end);
}

static size_t read_course(struct en_note *n, size_t i)
{
    enum { SHORT_BYTES = 3 };
    uint32_t begin = note_en_at(n, i)->begin, end;
    const struct note_en_word *w = note_en_form(n, begin, NOTE_EN_REGIMEN, &end);
    if (!w || is_read_longer(n, i, end) || !begins_word(n, begin))
        return 0;
    bool vague = end - begin <= SHORT_BYTES ||
                 note_en_is_one(w->text, strlen(w->text), en_list_course_vague);
    bool figures = w->text[0] >= '0' && w->text[0] <= '9';
    if (vague && !(note_en_tells_cancer(n) && (figures || is_capital(n, begin, end)) &&
                   is_told_as_course(n, i, end)))
        return 0;
    for (const char *drugs = w->value; *drugs;) {
        size_t len = drug_bytes(drugs);
        say_drug(n, i, mem_strndup(n->p->tmp, drugs, len), begin, end);
        drugs += len + (drugs[len] == '+');
    }
    return note_en_token_at(n, end);
}

/* Letters that mean the operation only where the note speaks of what is operated on: "RP 2018" of a
   prostate, else an eye disease. */
static bool is_meant(const struct en_note *n, const struct note_en_word *w)
{
    static const struct {
        const char *form, *words[4];
    } all[] = {{"rp", {"prostat", "psa", "adt", "leupro"}},
               {"ids", {"ovar", "hgsoc", "periton", "debulk"}},
               {"pds", {"ovar", "hgsoc", "periton", "debulk"}},
               {"tss", {"pituit", "cushing", "acromeg", "prolactin"}}};
    if (strcmp(w->text, "chole") == 0)
        return n->colour.past;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        if (strcmp(w->text, all[k].form) != 0)
            continue;
        for (size_t q = 0; q < sizeof all[k].words / sizeof *all[k].words; q++)
            if (all[k].words[q] &&
                memmem(n->e.text.s, n->e.text.len, all[k].words[q], strlen(all[k].words[q])))
                return true;
        return false;
    }
    return true;
}

static size_t read_short_operation(struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, end;
    const struct note_en_word *w = note_en_form(n, begin, NOTE_EN_SURGERY, &end);
    const struct colour *c = &n->colour;
    if (!w || is_read_longer(n, i, end) || !begins_word(n, begin) || !is_meant(n, w))
        return 0;
    struct named d = note_en_operation(n, w->value, end);
    bool ahead = i > n->lo + 1 && note_en_is(n, i - 1, "for") &&
                 en_is(note_en_at(n, i - 2), EN_COMMA); /* "AAA 5.6 cm, for EVAR 12/3" */
    if (!d.said.planned && !c->planned && !ahead)
        note_en_settle_name(n, i, &d, begin, end);
    return note_en_token_at(n, end);
}

size_t note_en_read_short(struct en_note *n, size_t i)
{
    static size_t (*const readers[])(struct en_note *, size_t) = {read_course, read_drug,
                                                                  read_short_operation};
    size_t end = 0;
    for (size_t k = 0; k < sizeof readers / sizeof *readers && !end && !n->colour.relative; k++)
        end = readers[k](n, i);
    return end;
}
