/*
 * Whose the facts of an English note are. Who writes tells of themself ("I am 62"), or of a
 * relative ("my father is 72 and has …"), who is then the patient; every other relative's diseases
 * are the family's history and no facts.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* The row of this class for the first word of token i; a relative's 's is left out. */
static const struct note_en_word *word_at(const struct en_note *n, size_t i,
                                          enum note_en_class class)
{
    const struct en_token *t = note_en_at(n, i);
    const char *s = n->e.text.s + t->begin;
    size_t len = 0, all = t->end - t->begin;
    while (len < all && ((s[len] >= 'a' && s[len] <= 'z') || s[len] == '\''))
        len++;
    if (class == NOTE_EN_KIN && len > 2 && memcmp(s + len - 2, "'s", 2) == 0)
        len -= 2;
    unsigned char byte = (unsigned char)*s;
    for (size_t k = byte < NOTE_EN_BYTES ? note_en_first[class][byte] : 0; k;
         k = note_en_words[k - 1].next) {
        const struct note_en_word *w = &note_en_words[k - 1];
        if (strlen(w->text) == len && memcmp(w->text, s, len) == 0)
            return w;
    }
    return NULL;
}

/* ------------------------------------------------------------------ whom the note is about */

static bool is_named(const struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, i)->end;
    for (size_t k = 0; k < n->names.n; k++) {
        uint32_t name = n->folded.src_begin[n->names.items[k].begin];
        if (name >= begin && name < end)
            return true;
    }
    return false;
}

static bool is_sex(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return (en_is_value(t, EN_FACT, "sex = male") || en_is_value(t, EN_FACT, "sex = female")) &&
           !en_is(t, EN_DROP);
}

static bool is_fact(const struct en_note *n, size_t i)
{
    const struct en_row *row = en_row_of(note_en_at(n, i), EN_FACT);
    return row && strchr(row->value, ' '); /* "guardian" alone is nobody's fact */
}

static bool is_old(const struct en_note *n, size_t i)
{
    return i + 1 < n->e.n && note_en_at(n, i)->class == EN_NUMBER &&
           (en_is(note_en_at(n, i + 1), EN_OFAGE) || note_en_is(n, i + 1, "yo") ||
            note_en_is(n, i + 1, "y/o"));
}

/* "I am 62", "I have asthma"; not "I am asking for my father", "I have a son with epilepsy". */
static bool self_tells(const struct en_note *n, size_t i)
{
    enum { NEAR = 12 };
    if (!word_at(n, i, NOTE_EN_SELF))
        return false;
    for (size_t k = i + 1; k < n->e.n && k < i + NEAR && !note_en_is_stop(note_en_at(n, k)); k++) {
        bool family = en_is(note_en_at(n, k), EN_FAM) ||
                      (k == i + 1 && en_is(note_en_at(n, k), EN_NEGATIVE)); /* "I'm negative" */
        if (word_at(n, k, NOTE_EN_KIN) || word_at(n, k, NOTE_EN_ASKS))
            return false;
        if (family || is_old(n, k) || note_en_is_bare_age(n, k, k + 1) || is_fact(n, k) ||
            is_named(n, k) || note_en_has_form(n, k, NOTE_EN_VIRUS) ||
            note_en_has_form(n, k, NOTE_EN_LAY))
            return true;
    }
    return false;
}

/* "my", "my 72-year-old", "my dear" before the relative at i; the note's first word needs none. */
static bool is_owned(const struct en_note *n, size_t i)
{
    enum { BETWEEN = 4 };
    if (i == 0)
        return true;
    for (size_t k = i; k-- > 0 && k + BETWEEN >= i && !note_en_is_comma(note_en_at(n, k));)
        if (word_at(n, k, NOTE_EN_OWNER))
            return true;
    return false;
}

static size_t sentence_end(const struct en_note *n, size_t i)
{
    while (i < n->e.n && !note_en_is_stop(note_en_at(n, i)))
        i++;
    return i;
}

/* Somebody died, or another relative is told of too: the family's history. */
static bool is_history(const struct en_note *n, size_t i)
{
    enum { NEAR = 60 };
    const struct note_en_word *kin = word_at(n, i, NOTE_EN_KIN);
    for (size_t k = i + 1; k < n->e.n && k < i + NEAR && !note_en_is_stop(note_en_at(n, k)); k++) {
        const struct note_en_word *other = word_at(n, k, NOTE_EN_KIN);
        if (word_at(n, k, NOTE_EN_LOST))
            return true;
        if (other && other != kin && k + 1 < n->e.n && word_at(n, k + 1, NOTE_EN_TOLD))
            return true;
    }
    return false;
}

/* "My father had a stroke. He is 70.": goes on about him. */
static bool goes_on(const struct en_note *n, size_t i)
{
    const struct note_en_word *kin = word_at(n, i, NOTE_EN_KIN);
    const char *const *pronouns =
        strcmp(kin->value, "male") == 0 ? en_list_goes_on_he : en_list_goes_on_she;
    for (size_t k = sentence_end(n, i); k + 1 < n->e.n; k++)
        if (note_en_is_stop(note_en_at(n, k)) && note_en_is_any(n, k + 1, pronouns) &&
            !is_history(n, k + 1) && !word_at(n, k + 2, NOTE_EN_KIN))
            return strcmp(kin->value, "any") != 0;
    return false;
}

/* "writing about my wife", "the patient is my niece": before the relative at i, in its sentence. */
static bool is_asked_for(const struct en_note *n, size_t i)
{
    for (size_t k = i; k > 0 && !note_en_is_stop(note_en_at(n, k - 1)); k--)
        if (word_at(n, k - 1, NOTE_EN_SPEAKS) || note_en_is(n, k - 1, "patient is"))
            return true;
    return false;
}

/* "Daughter has also noted increased swelling": of the patient. */
static bool is_reporter(const struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    for (size_t k = i + 1; k < n->e.n && k < i + NEAR && !note_en_is_stop(note_en_at(n, k)); k++)
        if (word_at(n, k, NOTE_EN_REPORTS))
            return true;
    return false;
}

/* "lupus in my family: my aunt has it": the family is told of, not the relative. */
static bool is_family_told(const struct en_note *n, size_t i)
{
    for (size_t k = i; k > 0 && !note_en_is_stop(note_en_at(n, k - 1)); k--)
        if (note_en_is(n, k - 1, "family"))
            return true;
    return false;
}

/* A word in a capital that says nothing: what somebody is called. */
static bool is_called(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    char first = *note_en_text(n, t->begin, t->end);
    return t->class == EN_WORD && !t->sense && first >= 'A' && first <= 'Z';
}

/* "My partner is HIV positive": nothing but an infection, which whoever writes may have caught. */
static bool is_contact(const struct en_note *n, size_t i)
{
    bool infection = false;
    size_t end = sentence_end(n, i);
    for (size_t k = i + 1; k < end; k++) {
        uint16_t attr;
        const struct en_row *row = en_row_of(note_en_at(n, k), EN_FACT);
        if (note_en_at(n, k)->class == EN_NUMBER)
            return false;
        infection |= (row && attribute_find(row->value, strcspn(row->value, " "), &attr) &&
                      note_en_is_infection(attr)) ||
                     note_en_has_form(n, k, NOTE_EN_VIRUS);
    }
    return infection && !goes_on(n, i) && !is_asked_for(n, i);
}

/* "My father has diabetes and my sugar is high too": who writes is told of with them. */
static bool is_told_with_self(const struct en_note *n, size_t i)
{
    bool own = false;
    for (size_t k = i + 1, end = sentence_end(n, i); k + 1 < end; k++) {
        bool joined = en_is(note_en_at(n, k - 1), EN_AND) || en_is(note_en_at(n, k - 1), EN_COMMA);
        own |= joined && note_en_is(n, k, "my") && !word_at(n, k + 1, NOTE_EN_KIN);
        if (own && (note_en_is(n, k + 1, "too") || note_en_is(n, k + 1, "as well")))
            return true;
    }
    return false;
}

/* Told of as a part of the family, as who reports, as a donor: no patient. */
static bool is_only_mentioned(const struct en_note *n, size_t i)
{
    return is_history(n, i) || is_reporter(n, i) || is_family_told(n, i) ||
           note_en_is_donor(n, i) || note_en_is_attorney(n, i) || is_contact(n, i) ||
           is_told_with_self(n, i);
}

/* A relative of whom the note tells as of the patient. */
static bool is_told_of(const struct en_note *n, size_t i)
{
    if (!word_at(n, i, NOTE_EN_KIN) || !is_owned(n, i) || is_only_mentioned(n, i))
        return false;
    if (en_is(note_en_at(n, i), EN_FAM) || i + 1 == n->e.n)
        return true;
    if (i + 2 < n->e.n && is_called(n, i + 1) && word_at(n, i + 2, NOTE_EN_TOLD))
        return true; /* "my sister Yuki is 42" */
    const struct en_token *next = note_en_at(n, i + 1);
    if (word_at(n, i + 1, NOTE_EN_BYGONE))
        return goes_on(n, i);
    if (note_en_is_stop(next)) /* "I gave marrow for my sister." is no note about her */
        return i < sentence_end(n, 0) || is_asked_for(n, i);
    return word_at(n, i + 1, NOTE_EN_TOLD) || note_en_is_comma(next) || next->class == EN_COLON ||
           note_en_is_stop(next) || next->class == EN_NUMBER || en_is(next, EN_PAST) ||
           (i > 1 && is_old(n, i - 2));
}

/* "A 60-year-old man …": who is described before the relative is the patient. */
static bool describes(const struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    if (!is_sex(n, i) && !is_old(n, i))
        return false;
    for (size_t k = i + 1; k < i + NEAR && k < n->e.n; k++)
        if (word_at(n, k, NOTE_EN_KIN))
            return false;
    return true;
}

/* "I'm his daughter", "I am the mother": who writes is a relative of the patient. */
static bool presents_relative(const struct en_note *n)
{
    enum { NEAR = 4 };
    for (size_t i = 0; i + 2 < n->e.n; i++)
        for (size_t k = i + 1; word_at(n, i, NOTE_EN_SELF) && k + 1 < n->e.n && k < i + NEAR; k++)
            if (note_en_is_any(n, k, en_list_whose_relative) && word_at(n, k + 1, NOTE_EN_KIN))
                return true;
    return false;
}

/* "Brother has haemophilia. Patient is a 20-year-old man": somebody else is described later. */
static bool is_aside(const struct en_note *n, size_t i)
{
    if (i > 0 && is_owned(n, i))
        return false;
    for (size_t k = sentence_end(n, i); k < n->e.n; k++)
        if (describes(n, k) || note_en_starts(n, k, "patient"))
            return true;
    return false;
}

/* The relative of whom the note tells as of the patient: its token; n->e.n: none. */
static size_t find_relative(const struct en_note *n)
{
    for (size_t i = 0; i < n->e.n && !describes(n, i); i++)
        if (is_told_of(n, i) && !is_aside(n, i))
            return i;
    return n->e.n;
}

/* Where who writes begins to tell of themself; n->e.n: nowhere. */
static size_t find_self(const struct en_note *n)
{
    for (size_t i = 0; i < n->e.n; i++)
        if (self_tells(n, i))
            return i;
    return n->e.n;
}

/* A note that begins with a relative and goes on about them is about them, whatever who writes has:
   "My father is 81. He takes donepezil. I have asthma myself." */
static bool is_about_relative(const struct en_note *n, size_t kin, size_t self)
{
    return is_asked_for(n, kin) || presents_relative(n) ||
           (kin < self && kin < sentence_end(n, 0) && goes_on(n, kin));
}

void note_en_find_patient(struct en_note *n)
{
    size_t kin = find_relative(n), self = find_self(n);
    n->other_writes = kin == n->e.n && presents_relative(n);
    n->self =
        !n->other_writes && self < n->e.n && (kin == n->e.n || !is_about_relative(n, kin, self));
    if (n->self || kin == n->e.n)
        return;
    const struct en_token *t = note_en_at(n, kin);
    n->patient = word_at(n, kin, NOTE_EN_KIN);
    if (strcmp(n->patient->value, "any") != 0)
        note_word(n->p, ATTR_sex, n->patient->value, t->begin,
                  t->begin + (uint32_t)strlen(n->patient->text));
}

/* ------------------------------------------------------------------ whose */

/* "patient's" */
static bool is_possessive(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return t->end - t->begin > 2 && memcmp(n->e.text.s + t->end - 2, "'s", 2) == 0;
}

static bool is_patient(const struct en_note *n, size_t i)
{
    const struct note_en_word *kin = word_at(n, i, NOTE_EN_KIN);
    bool relatives_own = i + 1 < n->e.n && word_at(n, i + 1, NOTE_EN_KIN); /* my wife's mother */
    return n->patient && kin == n->patient && !relatives_own;
}

/* The token behind the relative at i, and behind "in-law", "of mine", a bracket, an adverb. */
static size_t behind_relative(const struct en_note *n, size_t i)
{
    size_t told = i + 1;
    if (told + 1 < n->hi && note_en_is(n, told, "of") &&
        note_en_is_any(n, told + 1, en_list_of_whom))
        told += 2;
    while (told + 1 < n->hi &&
           (note_en_at(n, told)->class == EN_DASH || note_en_is_any(n, told, en_list_in_law)) &&
           note_en_is_any(n, told + 1, en_list_in_law))
        told += 2;
    if (told < n->hi && note_en_at(n, told)->class == EN_OPEN)
        told = en_behind_bracket(&n->e, told, n->hi);
    while (told + 1 < n->hi && note_en_is_any(n, told, en_list_relative_adverbs))
        told++; /* "father also had" */
    return told;
}

/* Where the words before the relative at i that belong to it begin: "late", "ex-", "maternal",
 * "12-year-old". */
static size_t before_relative(const struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    size_t k = i;
    while (k > n->lo && k + NEAR > i &&
           (note_en_is_any(n, k - 1, en_list_relative_kinds) ||
            (note_en_at(n, k - 1)->class == EN_DASH && k < i + 1 && k > n->lo + 1 &&
             note_en_is_any(n, k - 2, en_list_relative_kinds))))
        k--;
    return k > n->lo + 1 && is_old(n, k - 2) ? k - 2 : k;
}

/* "mother HIV positive", "Grandmother: Parkinson's" */
static bool names_illness(const struct en_note *n, size_t i)
{
    uint16_t attr;
    uint32_t end;
    if (i >= n->hi)
        return false;
    const struct en_row *row = en_row_of(note_en_at(n, i), EN_FACT);
    bool infection = row && attribute_find(row->value, strcspn(row->value, " "), &attr) &&
                     note_en_is_infection(attr);
    return infection || note_en_is_other_disease_at(n, i) ||
           note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_LAY, &end);
}

/* "mother had", "husband, 60,", "Father - stroke": the words behind the relative at i tell of them.
 */
static bool is_followed_up(const struct en_note *n, size_t i)
{
    size_t told = behind_relative(n, i), first = before_relative(n, i);
    if (told >= n->hi)
        return false;
    const struct en_token *next = note_en_at(n, told);
    bool aside = note_en_is_comma(next) && told + 1 < n->hi &&
                 (note_en_at(n, told + 1)->class == EN_NUMBER || note_en_is(n, told + 1, "one") ||
                  word_at(n, told + 1, NOTE_EN_TOLD));
    static const char of_patient[] = " of the patient";
    bool patients =
        strncmp(n->e.text.s + note_en_at(n, i)->end, of_patient, sizeof of_patient - 1) == 0;
    bool begins = note_en_begins(n, first);
    bool listed =
        (begins && (next->class == EN_DASH || next->class == EN_COLON)) ||
        ((begins || note_en_is_comma(note_en_at(n, first - 1))) && names_illness(n, told));
    return aside || listed || patients || note_en_is_any(n, told, en_list_relative_has) ||
           note_en_starts(n, told, "tested ");
}

/* "his mother", "maternal aunt", "my mum and aunt": the words before the relative at i. */
static bool is_owned_by_stranger(const struct en_note *n, size_t i)
{
    size_t first = before_relative(n, i);
    if (note_en_begins(n, first) || first < i)
        return true;
    bool pair = first > n->lo + 1 && en_is(note_en_at(n, first - 1), EN_AND) &&
                word_at(n, first - 2, NOTE_EN_KIN);
    return pair || note_en_is_any(n, first - 1, en_list_whose_stranger) ||
           is_possessive(n, first - 1) || note_en_is_comma(note_en_at(n, first - 1)) ||
           word_at(n, first - 1, NOTE_EN_KIN); /* twin brother */
}

/* "his mother had", "my husband, 60,": the sentence goes on about them. */
static bool is_stranger(const struct en_note *n, size_t i)
{
    if (en_is(note_en_at(n, i), EN_FAM))
        return true;
    bool kin = word_at(n, i, NOTE_EN_KIN) || word_at(n, i, NOTE_EN_KINS);
    if (note_en_is_donor_subject(n, i) || (kin && note_en_is_donor(n, i)))
        return true;
    if (!kin || i + 1 >= n->hi || is_reporter(n, i))
        return false;
    bool told = is_followed_up(n, i);
    if (en_is_value(note_en_at(n, i), EN_FACT, "guardian"))
        return told;
    bool owned = is_owned_by_stranger(n, i);
    bool theirs = owned && is_possessive(n, i); /* "her mother's lung cancer" */
    owned |= word_at(n, i, NOTE_EN_KINS) != NULL;
    owned |= note_en_is(n, i + 1, "of") && behind_relative(n, i) > i + 1;
    return theirs || (told && owned && !note_en_is(n, i + 1, "with"));
}

/* "I am asking about lung cancer": for the patient. */
static bool is_asking(const struct en_note *n, size_t i)
{
    return (i + 1 < n->hi && word_at(n, i + 1, NOTE_EN_ASKS)) ||
           (i + 2 < n->hi && word_at(n, i + 2, NOTE_EN_ASKS));
}

/* The sex that "he", "she" at i tells; NULL: no such word. */
static const char *sex_of_pronoun(const struct en_note *n, size_t i)
{
    return note_en_is_any(n, i, en_list_pronouns_he)    ? "male"
           : note_en_is_any(n, i, en_list_pronouns_she) ? "female"
                                                        : NULL;
}

/* "She" in the note of a man whose wife was named; "he" behind a donor who is one, unless the
   patient is too. */
static bool is_of_relative_named(const struct en_note *n, size_t i)
{
    const char *sex = sex_of_pronoun(n, i);
    const char *patients = n->p->note->facts->by_attr[ATTR_sex].word;
    if (!sex || (patients && strcmp(patients, sex) == 0))
        return false;
    bool named = strcmp(sex, "male") == 0 ? n->kinsman : n->kinswoman;
    bool donor = n->donor_sex && strcmp(n->donor_sex, sex) == 0;
    return donor || (named && (patients || n->self));
}

/* "Father is a donor; found to have diabetes": what has no subject is told of him too. */
bool note_en_is_without_subject(const struct en_note *n, size_t i)
{
    return i + 1 < n->hi && note_en_at(n, i)->class == EN_SEMI &&
           note_en_is_any(n, i + 1, en_list_no_subject);
}

/* He, when the note is about a mother; I, when it is about somebody else. */
static bool is_another(const struct en_note *n, size_t i)
{
    if (is_of_relative_named(n, i))
        return true;
    if (n->self && i > n->lo && note_en_starts(n, i, "patient") && note_en_is(n, i - 1, "my"))
        return true; /* of a nurse who asks for herself */
    if (n->other_writes)
        return word_at(n, i, NOTE_EN_SELF);
    if (!n->patient)
        return false;
    const char *other = strcmp(n->patient->value, "male") == 0     ? "she"
                        : strcmp(n->patient->value, "female") == 0 ? "he"
                                                                   : "";
    return note_en_is(n, i, other) || (word_at(n, i, NOTE_EN_SELF) && !is_asking(n, i));
}

/* "her husband", "his wife": the relative's sex, which is not the owner's; NULL: it does not tell.
 */
static const char *sex_against_owner(const struct en_note *n, size_t i)
{
    const struct note_en_word *kin = word_at(n, i, NOTE_EN_KIN);
    if (!kin || i == n->lo)
        return NULL;
    bool other = (note_en_is(n, i - 1, "her") && strcmp(kin->value, "male") == 0) ||
                 (note_en_is(n, i - 1, "his") && strcmp(kin->value, "female") == 0);
    return other ? kin->value : NULL;
}

/* Of which sexes relatives were named so far, and the donor. */
static void keep_relative(struct en_note *n, size_t i)
{
    const struct note_en_word *kin = word_at(n, i, NOTE_EN_KIN);
    if (!kin || is_patient(n, i) || strcmp(kin->value, "any") == 0)
        return;
    if (strcmp(kin->value, "male") == 0)
        n->kinsman = true;
    else
        n->kinswoman = true;
    if (note_en_is_donor(n, i))
        n->donor_sex = kin->value;
}

void note_en_read_whose(struct en_note *n, size_t i)
{
    keep_relative(n, i);
    bool wife_of = n->other_writes && i > 0 && note_en_is(n, i, "of") &&
                   word_at(n, i - 1, NOTE_EN_KIN); /* "I am the wife of a 66-year-old man" */
    if (i == n->aside_end && n->aside_end)
        n->colour.relative = false;
    if (is_patient(n, i) || wife_of) {
        n->colour = (struct colour){0};
    } else if (word_at(n, i, NOTE_EN_KIN) && i + 1 < n->hi &&
               note_en_at(n, i + 1)->class == EN_OPEN && !n->colour.relative &&
               !is_stranger(n, i)) {
        n->colour.relative = true; /* "lives with wife (68, dementia)" */
        n->aside_end = en_behind_bracket(&n->e, i + 1, n->hi);
    } else if (is_stranger(n, i) || is_another(n, i)) {
        n->colour.relative = true;
        n->stranger_sex = sex_against_owner(n, i);
    }
}

/* ------------------------------------------------------------------ ages without a unit */

static bool is_age_end(const struct en_note *n, size_t end)
{
    if (end >= n->e.n)
        return true;
    const struct en_token *t = note_en_at(n, end);
    return note_en_is_stop(t) || en_is(t, EN_COMMA) || t->class == EN_CLOSE ||
           t->class == EN_COLON || t->class == EN_OPEN || en_is(t, EN_AND) || en_is(t, EN_BUT) ||
           en_is(t, EN_WITH) || is_sex(n, end) || note_en_is(n, end, "now") ||
           note_en_is(n, end, "who") || t->newline;
}

/* "diagnosed at 19 and is now" before the number at i: the age then, which is less, tells that this
   is one too. A value measured before tells otherwise. */
static bool is_age_since(const struct en_note *n, size_t i)
{
    enum { NEAR = 16 };
    size_t k = i;
    uint32_t unused;
    bool now = note_en_is(n, k - 1, "now") || note_en_is(n, k - 1, "currently");
    k -= now;
    bool said = k > n->lo && (note_en_is_any(n, k - 1, en_list_said_is) ||
                              note_en_is_any(n, k - 1, en_list_and_is));
    bool behind = i + 1 < n->hi && note_en_is(n, i + 1, "now");
    if (!now && !(said && behind))
        return false;
    bool then = false;
    for (size_t at = k; at > n->lo + 1 && at + NEAR > k; at--) {
        const struct en_token *t = note_en_at(n, at - 1);
        if (en_row_of(t, EN_ATTR) && !en_is_value(t, EN_ATTR, "age"))
            return false;
        then |= t->class == EN_NUMBER && t->number < note_en_at(n, i)->number &&
                (note_en_form(n, note_en_at(n, at - 2)->begin, NOTE_EN_ONSET, &unused) ||
                 note_en_is(n, at - 2, "aged"));
    }
    return then;
}

/* "he is", "my father is", "she's" before i. */
static bool is_said_of_person(const struct en_note *n, size_t i)
{
    if (i >= 1 && (note_en_is_any(n, i - 1, en_list_said_both) ||
                   (is_patient(n, i - 1) && is_possessive(n, i - 1)))) /* "my dad's 70" */
        return true;
    if (i >= 2 && note_en_is(n, i - 1, "am") && n->self &&
        (en_is(note_en_at(n, i - 2), EN_COMMA) || en_is(note_en_at(n, i - 2), EN_AND)))
        return true; /* "I have endometriosis, am 31" */
    return i >= 2 && note_en_is_any(n, i - 1, en_list_said_is) &&
           (note_en_is_any(n, i - 2, en_list_said_person) || is_patient(n, i - 2) ||
            (i >= 3 && is_patient(n, i - 3) && is_called(n, i - 2)) || /* "my sister Yuki is 42" */
            (is_sex(n, i - 2) && is_owned(n, i - 2)));                 /* "our little boy is 3" */
}

/* "aged 55", "age: 55"; not "at age 55". */
static bool is_behind_age(const struct en_note *n, size_t i)
{
    size_t k = i;
    if (k >= 1 && (note_en_at(n, k - 1)->class == EN_COLON || note_en_is(n, k - 1, "is")))
        k--;
    if (k == 0 || !en_is_value(note_en_at(n, k - 1), EN_ATTR, "age"))
        return false;
    return k < 2 || !word_at(n, k - 2, NOTE_EN_BEFORE);
}

bool note_en_is_bare_age(const struct en_note *n, size_t i, size_t end)
{
    enum { WORD_LEAST = 13 };
    const struct en_token *t = note_en_at(n, i);
    double years;
    size_t behind;
    bool word = t->class != EN_NUMBER && note_en_count(n, i, &years, &behind) &&
                years >= WORD_LEAST; /* "he is one and only" */
    if ((t->class != EN_NUMBER && !word) || !is_age_end(n, end))
        return false;
    bool beside = i >= 2 && note_en_is_comma(note_en_at(n, i - 1)) && is_patient(n, i - 2);
    beside |= i >= 1 && is_patient(n, i - 1); /* "Mother 78, " */
    beside |= i > n->lo + 1 && is_age_since(n, i);
    return beside || is_said_of_person(n, i) || is_behind_age(n, i);
}
