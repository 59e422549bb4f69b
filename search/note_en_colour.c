/*
 * Colours: what words say of the names behind them, up to the next "but", pronoun or full stop;
 * a heading colours its line, or the lines below it.
 */
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* "Her husband has cancer and he …": not the patient, of whom the note says "woman". */
static bool is_of_other_sex(const struct en_note *n, size_t i)
{
    const char *sex = n->p->note->facts->by_attr[ATTR_sex].word;
    if (n->stranger_sex)
        return note_en_is_any(n, i,
                              strcmp(n->stranger_sex, "male") == 0 ? en_list_pronouns_he
                                                                   : en_list_pronouns_she);
    return sex &&
           note_en_is_any(n, i,
                          strcmp(sex, "female") == 0 ? en_list_pronouns_he : en_list_pronouns_she);
}

static bool says_person(const struct en_note *n, size_t i)
{
    bool who = note_en_is(n, i, "who") && !n->colour.relative; /* "his mother, who had …" */
    bool person_said = note_en_is_any(n, i, en_list_pronouns_person) &&
                       !note_en_is_other_patient(n, i) &&
                       !(n->colour.relative && is_of_other_sex(n, i));
    return person_said || who;
}

static bool is_connective(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return en_is(t, EN_COMMA) || en_is(t, EN_AND) || note_en_is_break(n, i);
}

static bool names_something(const struct en_note *n, size_t i)
{
    uint32_t end;
    return i < n->hi && (note_en_name_at(n, i) || en_row_of(note_en_at(n, i), EN_FACT) ||
                         note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_DRUG, &end));
}

/* "ruled out" behind a name says nothing of those that follow it. */
static bool looks_back(const struct en_note *n, size_t i)
{
    size_t end;
    if (note_en_says(n, i, NOTE_EN_STOPPED, &end) && !names_something(n, end))
        return true; /* "X not tolerated, Y started" */
    if (!note_en_says(n, i, NOTE_EN_DENIED, &end))
        return false;
    bool article = end < n->hi && en_is_value(note_en_at(n, end), EN_DROP, "");
    return !names_something(n, end + article);
}

static bool denies(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    if (en_is(t, EN_NEG) && !en_is(t, EN_FACT))
        return !looks_back(n, i);
    if (note_en_is(n, i, "deny")) /* "the parents deny fever" */
        return true;
    if (note_en_starts(n, i, "exclude"))
        return names_something(n, i + 1);
    if (!en_is(t, EN_NEGATIVE))
        return false;
    bool object = memcmp(n->e.text.s + t->end - 3, "for", 3) == 0;
    return object || (!is_connective(n, i) && names_something(n, i + 1));
}

/* Behind a comma: "no fever, on aspirin, has asthma": not denied with it. */
static bool ends_denial(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    if (i == n->lo || !is_connective(n, i - 1) || en_is(t, EN_NEG))
        return false;
    return en_is(t, EN_MED) || en_is(t, EN_POSITIVE) || note_en_is_any(n, i, en_list_denial_ends);
}

/* Behind a comma: "awaiting a transplant, on dialysis, has cirrhosis": there, not planned. */
static bool ends_plan(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    if (i < n->lo + 2 || !is_connective(n, i - 1))
        return false;
    if (en_is(t, EN_FACT) && note_en_starts(n, i, "on "))
        return true; /* "on dialysis" is one */
    if (!names_something(n, i + 1) || note_en_is_any(n, i, en_list_plan_goals))
        return false;
    return (note_en_is(n, i, "on") || note_en_is_any(n, i, en_list_plan_ends)) && !en_is(t, EN_NEG);
}

/* "can't have an MRI because of my implant": why is there, though what it hinders is not. */
static bool gives_reason(const struct en_note *n, size_t i)
{
    size_t end;
    bool clause = i > n->lo && !en_is(note_en_at(n, i - 1), EN_NEG); /* "not because of" */
    return clause && note_en_says(n, i, NOTE_EN_REASON, &end);
}

static bool is_soon(const struct en_note *n, size_t i)
{
    for (; i < n->hi && !note_en_is_break(n, i) && !en_is(note_en_at(n, i), EN_BUT); i++)
        if (note_en_has_form(n, i, NOTE_EN_SOON))
            return true;
    return false;
}

/* "He starts temozolomide next week": the time stands behind. */
static bool is_to_come(const struct en_note *n, size_t i)
{
    size_t end;
    return note_en_says(n, i, NOTE_EN_BEGINS, &end) && is_soon(n, end);
}

/* "No medicines except ibuprofen", "no allergies besides latex": there all the same. */
static void let_in(struct en_note *n, size_t i)
{
    struct colour *c = &n->colour;
    bool taken = false, ill = false;
    size_t end;
    bool none = i > n->lo && note_en_is_any(n, i - 1, en_list_allergies_nil); /* "NKDA except" */
    if (!(c->denied || none) || !note_en_says(n, i, NOTE_EN_BESIDES, &end))
        return;
    const char *from = n->e.text.s + note_en_at(n, n->lo)->begin;
    size_t len = note_en_at(n, i)->begin - note_en_at(n, n->lo)->begin;
    for (const char *const *w = en_list_drugs_denied; *w; w++)
        taken |= memmem(from, len, *w, strlen(*w)) != NULL;
    for (const char *const *w = en_list_ills_denied; *w; w++)
        ill |= memmem(from, len, *w, strlen(*w)) != NULL;
    bool allergic = none || memmem(from, len, "allerg", strlen("allerg")) != NULL;
    if (!taken && !ill && !allergic)
        return;
    c->taking |= taken && !allergic;
    c->allergic = allergic;
    c->denied = false;
    n->colour_end = end;
}

/* "Not pregnant or breastfeeding": the second is denied with the first. */
static bool goes_on_denying(const struct en_note *n, size_t i)
{
    const struct en_row *row = i > n->lo && en_is(note_en_at(n, i), EN_OR)
                                   ? en_row_of(note_en_at(n, i - 1), EN_FACT)
                                   : NULL;
    size_t len = row ? strlen(row->value) : 0;
    bool absent =
        len > strlen(" absent") && strcmp(row->value + len - strlen(" absent"), " absent") == 0;
    return absent || (row && en_is(note_en_at(n, i - 1), EN_NEG)) ||
           (row && (note_en_starts(n, i - 1, "do") || note_en_starts(n, i - 1, "not ")));
}

/* "X was stopped, Y daily": the word looks back. */
static bool ends_clause(const struct en_note *n, size_t i)
{
    return i + 1 >= n->hi || is_connective(n, i + 1) || note_en_at(n, i + 1)->class == EN_CLOSE ||
           note_en_at(n, i + 1)->class == EN_NUMBER || note_en_is_any(n, i + 1, en_list_looks_back);
}

static void colour_drugs(struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    struct colour *c = &n->colour;
    bool past = en_is(t, EN_HIST) || en_is(t, EN_PAST) ||
                (note_en_is_any(n, i, en_list_drugs_over) && !ends_clause(n, i));
    if (past && !en_is_value(t, EN_HIST, "current")) {
        c->past = true;
        c->taking = false;
    }
    if (en_is(t, EN_MED) || note_en_is_any(n, i, en_list_drugs_taken)) {
        bool behind = i > n->lo && en_is(note_en_at(n, i - 1), EN_PAST);
        c->taking = true;
        c->used = false;
        c->past &= behind; /* "s/p bypass, on aspirin" */
    }
    if (en_is(t, EN_CARE) || note_en_is_any(n, i, en_list_drugs_given))
        c->given = true;
}

/* A saying that begins at a word of token i, the one that reaches furthest: "is on the waiting list
   for" goes before "is on". */
static const struct note_en_word *saying_at(const struct en_note *n, size_t i, uint32_t *behind)
{
    const struct en_token *t = note_en_at(n, i);
    const struct note_en_word *found = NULL;
    for (uint32_t at = t->begin; at < t->end; at++) {
        uint32_t end;
        const struct note_en_word *w =
            at == t->begin || n->e.text.s[at - 1] == ' '
                ? note_en_form_of(n, at, NOTE_EN_USED, NOTE_EN_PAST, &end)
                : NULL;
        bool denied = w && w->class == NOTE_EN_USES && at > t->begin && en_is(t, EN_NEG);
        if (w && !denied && end > *behind) { /* "not currently" */
            *behind = end;
            found = w;
        }
    }
    return found;
}

/* "switched from adalimumab to secukinumab": the second is taken. */
static bool is_change_to(const struct en_note *n, size_t i)
{
    enum { NEAR = 8 };
    if (!note_en_is(n, i, "to") || !n->colour.past || !names_something(n, i + 1))
        return false;
    for (size_t k = i; k > n->lo && k + NEAR > i; k--)
        if (note_en_is_any(n, k - 1, en_list_changed))
            return true;
    return false;
}

/* "the pain started", "X was discontinued", "is now better" say nothing of drugs behind them. */
static bool needs_object(const struct note_en_word *w)
{
    return note_en_is_one(w->text, strlen(w->text), en_list_needs_object) ||
           (w->class == NOTE_EN_USES && strstr(w->text, "started"));
}

/* "If the biopsy shows": it is not told that it does. */
static bool is_conditional(const struct en_note *n, size_t i)
{
    enum { NEAR = 5 };
    for (size_t k = i; k > n->lo && k + NEAR > i; k--)
        if (note_en_starts(n, k - 1, "if") || note_en_is(n, k - 1, "whether"))
            return true;
    return false;
}

/* Sayings of the table: "was on", "will start", "might be". */
static bool colour_sayings(struct en_note *n, size_t i)
{
    struct colour *c = &n->colour;
    uint32_t behind = 0;
    const struct note_en_word *w = saying_at(n, i, &behind);
    if (!w)
        return false;
    size_t end = note_en_token_at(n, behind);
    bool article = end < n->hi && (en_is_value(note_en_at(n, end), EN_DROP, "") ||
                                   note_en_is(n, end, "a") || note_en_is(n, end, "an"));
    if (needs_object(w) && !names_something(n, end + article))
        return false;
    n->colour_end = end;
    if (w->class == NOTE_EN_MAYBE && end < n->hi && en_is(note_en_at(n, end), EN_COMMA))
        return true;                                   /* "HIV I don't know, asthma" */
    bool after = i > n->lo && is_connective(n, i - 1); /* "X didn't work, now on Y" */
    if (w->class == NOTE_EN_USES && (!c->denied || after))
        *c = (struct colour){.relative = c->relative, .taking = true};
    c->past |= w->class == NOTE_EN_USED || w->class == NOTE_EN_PAST;
    c->used |= w->class == NOTE_EN_USED;
    c->planned |= w->class == NOTE_EN_USES && strstr(w->text, "get") && is_soon(n, end);
    c->taking &= w->class == NOTE_EN_USES;
    c->planned |= w->class == NOTE_EN_WANTED;
    c->sought |= w->class == NOTE_EN_WANTED;
    bool sure = w->class == NOTE_EN_SURE && !is_conditional(n, i);
    c->suspected = (c->suspected && !sure) || w->class == NOTE_EN_MAYBE;
    return true;
}

/* "but died", "but has": still about whom the words before told. */
static bool goes_on_about(const struct en_note *n, size_t i)
{
    return en_is(note_en_at(n, i), EN_BUT) && i + 1 < n->hi &&
           note_en_is_any(n, i + 1, en_list_but_goes_on);
}

/* "no allergies that I know of, apart from latex" */
static bool is_as_known(const struct en_note *n, size_t i)
{
    if (i + 1 >= n->hi || !note_en_is(n, i - 1, "that"))
        return false;
    for (const char *const *w = en_list_as_known; *w; w++)
        if (note_en_starts(n, i + 1, *w))
            return true;
    return false;
}

/* "not sure if I have …": the pronoun begins nothing of its own. */
static bool is_of_condition(const struct en_note *n, size_t i)
{
    if (i == n->lo)
        return false;
    return note_en_token_ends(n, i - 1, en_list_conditions) || is_as_known(n, i);
}

void note_en_read_colour(struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    struct colour *c = &n->colour;
    if (i >= n->colour_end && (en_is(t, EN_BUT) || (says_person(n, i) && !is_of_condition(n, i))))
        *c = (struct colour){.relative = c->relative && goes_on_about(n, i)};
    note_en_read_whose(n, i);
    if (i < n->colour_end)
        return;
    if (ends_denial(n, i))
        c->denied = false;
    if (ends_plan(n, i))
        c->planned = c->sought = false;
    if (is_change_to(n, i))
        *c = (struct colour){.relative = c->relative, .taking = true};
    let_in(n, i);
    if (i < n->colour_end || colour_sayings(n, i))
        return;
    if (gives_reason(n, i))
        c->denied = c->planned = false;
    c->denied |= denies(n, i) || goes_on_denying(n, i);
    c->planned |= is_to_come(n, i);
    colour_drugs(n, i);
    if (en_is(t, EN_SUSPECT))
        c->suspected = true;
    if (en_is(t, EN_PLAN) && !en_is(t, EN_SUSPECT) && !note_en_starts(n, i, "donat"))
        c->planned = true; /* (who "donated a kidney" did so) */
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
                           .planned = strcmp(kind, "planned") == 0,
                           .allergic = strcmp(kind, "allergy") == 0};
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
    n->colour_end = n->heading_end = behind;
    n->section = alone || behind + 1 == n->hi ? n->colour : (struct colour){0};
    n->colour.allergic = false;
}
