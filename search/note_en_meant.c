/*
 * Letters that mean different illnesses: AS is a spine where the note speaks of joints, a valve
 * where it speaks of the heart. Words of the table (class context) tell of which field the note is;
 * where they tell of two, the letters are left to the lexicon. And drugs that a germ was tested on.
 */
#include "search/note_en.h"

/* ------------------------------------------------------------------ letters */

/* The bit of a field of the table; 0: none. */
static uint32_t field_bit(const char *s, size_t len)
{
    static const char *const fields[] = {"rheum", "valve", "skin",  "gut",    "liver",  "renal",
                                         "atopy", "mind",  "blood", "muscle", "mitral", "sickle"};
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        if (strlen(fields[k]) == len && memcmp(fields[k], s, len) == 0)
            return 1U << k;
    return 0;
}

/* Fields that the note's words tell of: once for the whole note. */
void note_en_find_fields(struct en_note *n)
{
    const char *s = n->e.text.s;
    for (size_t i = 0; i < n->e.n; i++)
        for (uint32_t at = note_en_at(n, i)->begin, end; at < note_en_at(n, i)->end; at++) {
            bool begins = at == note_en_at(n, i)->begin || s[at - 1] == ' ' || s[at - 1] == '-';
            const struct note_en_word *w =
                begins ? note_en_form(n, at, NOTE_EN_CONTEXT, &end) : NULL;
            n->fields |= w ? field_bit(w->value, strlen(w->value)) : 0;
        }
}

/* Capitals, or capitals around small letters (PsA); no word in small letters. */
static bool is_spelt_short(const char *word, const char *form)
{
    bool mixed = false;
    size_t len = strlen(word);
    for (const char *c = word; *c; c++)
        mixed |= *c >= 'a' && *c <= 'z';
    if (note_en_is_one(form, strlen(form), en_list_mixed_case))
        return mixed && word[0] <= 'Z' && word[len - 1] >= 'A' && word[len - 1] <= 'Z';
    return !mixed;
}

/* What the letters at byte `at` mean in this note: "" no illness, NULL not told. */
static const char *meant_by(const struct en_note *n, uint32_t at, uint32_t *end)
{
    const struct note_en_word *first = note_en_form(n, at, NOTE_EN_SHORT, end);
    const char *found = NULL;
    if (!first || !is_spelt_short(note_en_text(n, at, *end), first->text))
        return NULL;
    size_t byte = (unsigned char)n->e.text.s[at];
    for (size_t k = note_en_first[NOTE_EN_SHORT][byte]; k; k = note_en_words[k - 1].next) {
        const struct note_en_word *w = &note_en_words[k - 1];
        const char *colon = strchr(w->value, ':');
        if (strcmp(w->text, first->text) != 0 || !colon)
            continue;
        bool always = colon == w->value;
        if (!always && !(field_bit(w->value, (size_t)(colon - w->value)) & n->fields))
            continue;
        if (found && strcmp(found, colon + 1) != 0)
            return NULL; /* of two fields */
        found = colon + 1;
    }
    return found;
}

size_t note_en_read_letters(struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, end;
    const char *meant = meant_by(n, begin, &end);
    size_t next = meant ? note_en_token_at(n, end) : 0;
    const struct lexicon_match *m = note_en_name_at(n, i);
    if (!meant || (m && n->folded.src_end[m->end - 1] > end) ||
        (begin > 0 && n->e.text.s[begin - 1] == '-'))
        return 0;
    if (note_en_is(n, i, "psa") && next < n->hi && note_en_at(n, next)->class == EN_NUMBER)
        return 0; /* a value of the prostate, whatever its letters */
    struct named d = {.word = meant,
                      .lasts = note_en_is_lasting(n, i, end),
                      .class = lexicon_class_name(LEXICON_DISEASE),
                      .said = note_en_said_behind(n, end, false),
                      .ago = note_en_ago_behind(n, end)};
    if (*meant && !n->colour.relative && !n->colour.planned)
        note_en_settle_name(n, i, &d, begin, end);
    return next;
}

/* ------------------------------------------------------------------ germs */

/* The sentence speaks of a germ or a culture; each is looked through once. */
static bool tells_germ(struct en_note *n)
{
    if (n->germ_hi != n->hi + 1) {
        n->germ_hi = n->hi + 1;
        n->germ = false;
        for (size_t i = n->lo; i < n->hi && !n->germ; i++)
            n->germ = note_en_has_form(n, i, NOTE_EN_GERM);
    }
    return n->germ;
}

static bool is_in_list(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return en_is(t, EN_COMMA) || en_is(t, EN_AND) || en_is(t, EN_OR) || t->class == EN_SLASH ||
           t->class == EN_PLUS || t->class == EN_COLON || note_en_is_drug(n, note_en_name_at(n, i));
}

/* "sensitive to A and B", "R to C", "A-resistant", "A S": the drug at i, which ends at byte `end`,
   is one that a germ was tested on. */
bool note_en_is_tested_on_germ(struct en_note *n, size_t i, uint32_t end)
{
    enum { NEAR = 14 };
    if (!tells_germ(n))
        return false;
    size_t k = i, next = note_en_token_at(n, end);
    while (k > n->lo && k + NEAR > i && is_in_list(n, k - 1))
        k--;
    for (size_t words = 0; words < 2 && k > n->lo; words++, k--)
        for (const char *const *w = en_list_susceptible; *w; w++)
            if (note_en_starts(n, k - 1, *w))
                return true;
    if (next >= n->hi)
        return false;
    next += note_en_at(n, next)->class == EN_OPEN || note_en_at(n, next)->class == EN_COLON;
    if (next >= n->hi)
        return false;
    const char *word = note_en_text(n, note_en_at(n, next)->begin, note_en_at(n, next)->end);
    bool letter = strcmp(word, "S") == 0 || strcmp(word, "R") == 0 || strcmp(word, "I") == 0;
    for (const char *const *w = en_list_susceptible; *w && !letter; w++)
        letter = note_en_starts(n, next, *w);
    return letter;
}
