/*
 * Colours: what words say of the names behind them, up to the next "but", pronoun or full stop;
 * a heading colours its line, or the lines below it.
 */
#include "search/note_en.h"

static bool says_person(const struct en_note *n, size_t i)
{
    static const char *const person[] = {"he", "she", "patient", "i", NULL};
    bool who = note_en_is(n, i, "who") && !n->colour.relative; /* "his mother, who had …" */
    return note_en_is_any(n, i, person) || who;
}

static bool is_connective(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return en_is(t, EN_COMMA) || en_is(t, EN_AND) || note_en_is_break(n, i);
}

static bool names_something(const struct en_note *n, size_t i)
{
    return i < n->hi && (note_en_name_at(n, i) || en_row_of(note_en_at(n, i), EN_FACT));
}

/* "ruled out" behind a name says nothing of those that follow it. */
static bool looks_back(const struct en_note *n, size_t i)
{
    size_t end;
    if (!note_en_says(n, i, NOTE_EN_DENIED, &end))
        return false;
    bool article = end < n->hi && en_is_value(note_en_at(n, end), EN_DROP, "");
    return !names_something(n, end + article) || (i > n->lo && names_something(n, i - 1));
}

static bool denies(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    if (en_is(t, EN_NEG) && !en_is(t, EN_FACT))
        return !looks_back(n, i);
    if (!en_is(t, EN_NEGATIVE))
        return false;
    bool object = memcmp(n->e.text.s + t->end - 3, "for", 3) == 0;
    return object || (!is_connective(n, i) && names_something(n, i + 1));
}

/* Behind a comma: "no fever, on aspirin, has asthma": not denied with it. */
static bool ends_denial(const struct en_note *n, size_t i)
{
    static const char *const verbs[] = {"has", "had", "with", "presents", "takes", NULL};
    const struct en_token *t = note_en_at(n, i);
    if (i == n->lo || !is_connective(n, i - 1) || en_is(t, EN_NEG))
        return false;
    return en_is(t, EN_MED) || en_is(t, EN_POSITIVE) || note_en_is_any(n, i, verbs);
}

static void colour_drugs(struct en_note *n, size_t i)
{
    static const char *const taking[] = {"takes",      "taking", "on",    "medications",
                                         "medication", "uses",   "using", NULL};
    static const char *const given[] = {"received",  "receives",   "given",
                                        "started",   "prescribed", "treated",
                                        "underwent", "treatment",  NULL};
    static const char *const over[] = {"quit", "stopped", "former", "formerly", NULL};
    const struct en_token *t = note_en_at(n, i);
    struct colour *c = &n->colour;
    bool past = en_is(t, EN_HIST) || en_is(t, EN_PAST) || note_en_is_any(n, i, over);
    if (past && !en_is_value(t, EN_HIST, "current")) {
        c->past = true;
        c->taking = false;
    }
    if (en_is(t, EN_MED) || note_en_is_any(n, i, taking)) {
        bool behind = i > n->lo && en_is(note_en_at(n, i - 1), EN_PAST);
        c->taking = true;
        c->past &= behind; /* "s/p bypass, on aspirin" */
    }
    if (en_is(t, EN_CARE) || note_en_is_any(n, i, given))
        c->given = true;
}

/* Sayings of the table: "was on", "will start", "might be". */
static bool colour_sayings(struct en_note *n, size_t i)
{
    static const enum note_en_class all[] = {NOTE_EN_USED, NOTE_EN_USES, NOTE_EN_WANTED,
                                             NOTE_EN_MAYBE, NOTE_EN_PAST};
    struct colour *c = &n->colour;
    uint32_t behind;
    const struct note_en_word *w = NULL;
    for (size_t k = 0; k < sizeof all / sizeof *all && !w; k++)
        w = note_en_form(n, note_en_at(n, i)->begin, all[k], &behind);
    if (!w)
        return false;
    n->colour_end = note_en_token_at(n, behind);
    if (w->class == NOTE_EN_USES && !c->denied)
        *c = (struct colour){.relative = c->relative, .taking = true};
    c->past |= w->class == NOTE_EN_USED || w->class == NOTE_EN_PAST;
    c->taking &= w->class == NOTE_EN_USES;
    c->planned |= w->class == NOTE_EN_WANTED;
    c->suspected |= w->class == NOTE_EN_MAYBE;
    return true;
}

/* "but died", "but has": still about whom the words before told. */
static bool goes_on_about(const struct en_note *n, size_t i)
{
    static const char *const verbs[] = {"died", "had", "has", "is", "was", "developed", "never", "doesn't",
                                        NULL};
    return en_is(note_en_at(n, i), EN_BUT) && i + 1 < n->hi && note_en_is_any(n, i + 1, verbs);
}

void note_en_read_colour(struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    struct colour *c = &n->colour;
    if (en_is(t, EN_BUT) || says_person(n, i))
        *c = (struct colour){.relative = c->relative && goes_on_about(n, i)};
    note_en_read_whose(n, i);
    if (i < n->colour_end)
        return;
    if (ends_denial(n, i))
        c->denied = false;
    if (colour_sayings(n, i))
        return;
    c->denied |= denies(n, i);
    colour_drugs(n, i);
    if (en_is(t, EN_SUSPECT))
        c->suspected = true;
    if (en_is(t, EN_PLAN) && !en_is(t, EN_SUSPECT))
        c->planned = true;
}

/* ------------------------------------------------------------------ headings */

/* A line is empty between the last sentence and this one. */
static bool is_paragraph(const struct en_note *n)
{
    size_t lines = 0;
    if (n->lo == 0 || n->lo >= n->e.n)
        return false;
    for (uint32_t at = note_en_at(n, n->lo - 1)->end; at < note_en_at(n, n->lo)->begin; at++)
        lines += n->e.text.s[at] == '\n';
    return lines > 1;
}

static struct colour colour_of(const char *kind)
{
    return (struct colour){.taking = strcmp(kind, "taken") == 0,
                           .past = strcmp(kind, "before") == 0,
                           .relative = strcmp(kind, "family") == 0,
                           .planned = strcmp(kind, "planned") == 0};
}

void note_en_read_heading(struct en_note *n)
{
    uint32_t end;
    size_t i = n->lo;
    if (is_paragraph(n))
        n->section = (struct colour){0};
    if (i < n->hi && note_en_at(n, i)->newline)
        n->colour = n->section;
    while (i < n->hi && (note_en_is_break(n, i) || note_en_at(n, i)->class == EN_DASH))
        i++;
    const struct note_en_word *w =
        i < n->hi ? note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_HEADING, &end) : NULL;
    size_t behind = w ? note_en_token_at(n, end) : 0;
    bool colon = w && behind < n->hi && note_en_at(n, behind)->class == EN_COLON;
    bool alone = w && note_en_at(n, i)->newline && behind == n->hi;
    if (!colon && !alone)
        return;
    n->colour = colour_of(w->value);
    n->colour_end = behind;
    n->section = alone || behind + 1 == n->hi ? n->colour : (struct colour){0};
}
