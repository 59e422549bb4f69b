/* HIV, hepatitis, tuberculosis: what a test found, what was treated, what nobody knows. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"

bool note_en_is_infection(uint16_t attr)
{
    return attr == ATTR_hiv || attr == ATTR_hbv || attr == ATTR_hcv || attr == ATTR_tuberculosis;
}

/* "had TB", "treated for TB 10 years ago": in the words before it. */
static bool was_had(const struct en_note *n, size_t i)
{
    enum { NEAR = 3 };
    for (size_t k = i; k > n->lo && k + NEAR > i && !note_en_is_break(n, k - 1); k--)
        if (note_en_is_any(n, k - 1, en_list_was_had) || note_en_starts(n, k - 1, "treated"))
            return true;
    return false;
}

static bool has_year(const struct en_note *n, size_t i)
{
    enum { FIRST_YEAR = 1900 };
    for (; i < n->hi; i++)
        if ((note_en_at(n, i)->class == EN_NUMBER && note_en_at(n, i)->number >= FIRST_YEAR) ||
            en_is(note_en_at(n, i), EN_AGO))
            return true;
    return false;
}

/* The infection is an illness too: the diagnosis, or one more. */
static void say_infection(struct en_note *n, const char *name, uint32_t begin, uint32_t end)
{
    uint16_t attr = note_has(n->p, ATTR_diagnosis) ? ATTR_comorbidity : ATTR_diagnosis;
    note_item(n->p, attr, name, -1, begin, end);
}

/* "pulmonary tuberculosis" is an illness by its name; "active TB" is only a state. */
static void say_named_tuberculosis(struct en_note *n, uint32_t begin, uint32_t end)
{
    const char *name = note_en_text(n, begin, end);
    if (!strcasestr(name, "active") && strcasestr(name, "tuberculosis") && !n->colour.suspected)
        say_infection(n, name, begin, end);
}

/* A word of what is over stands behind i; each sentence is looked through once. */
static bool is_over_behind(struct en_note *n, size_t i)
{
    if (n->over_hi != n->hi) {
        n->over_hi = n->hi;
        n->over_last = 0;
        for (size_t k = n->lo; k < n->hi; k++)
            if (note_en_has_form(n, k, NOTE_EN_OVER))
                n->over_last = k;
    }
    return n->over_last > i;
}

/* Told as over, or as treated. */
static bool was_tuberculosis(struct en_note *n, size_t i, const struct note_en_said *said)
{
    return n->colour.past || said->over || was_had(n, i) || is_over_behind(n, i) ||
           (i + 1 < n->hi && note_en_starts(n, i + 1, "treated"));
}

/* "no TB", "TB neg", "no history of tuberculosis": of any kind. "No active TB", "no TB contacts"
   leave the others open. */
static bool denies_tuberculosis(const struct en_note *n, size_t i, const struct note_en_said *said)
{
    static const char *const any[] = {"tb", "tuberculosis", "history of tuberculosis",
                                      "history of tb", NULL};
    size_t next = i + 1;
    if (!note_en_is_any(n, i, any) || said->open || has_year(n, i) || n->colour.suspected)
        return false;
    if (next < n->hi && note_en_is_any(n, next, en_list_exposed))
        return false;
    bool active =
        i > n->lo && (note_en_starts(n, i - 1, "active") || note_en_starts(n, i - 1, "latent") ||
                      note_en_starts(n, i - 1, "current"));
    return (said->denied || n->colour.denied) && !active;
}

void note_en_say_tuberculosis(struct en_note *n, size_t i, const char *values,
                              const struct note_en_said *said)
{
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, i)->end;
    bool latent = strcmp(values, "latent") == 0;
    bool past = was_tuberculosis(n, i, said);
    bool heading = i + 1 < n->hi && note_en_at(n, i + 1)->class == EN_COLON;
    bool test = (said->open && said->denied) || note_en_test_result(n, i) == 1;
    if (test && !past && !has_year(n, i)) { /* an older test tells nothing of today */
        note_word(n->p, ATTR_tuberculosis, "none", begin, end);
        return;
    }
    if (denies_tuberculosis(n, i, said)) {
        note_word(n->p, ATTR_tuberculosis, "none", begin, end);
        return;
    }
    if (said->denied || said->open || n->colour.denied || strchr(values, ',') || heading)
        return;
    note_word(n->p, ATTR_tuberculosis, past && !latent ? "past" : values, begin, end);
    if (!past && !latent && !said->doubted)
        say_named_tuberculosis(n, begin, end);
}

/* "HCV treated, SVR": it was. */
static bool is_cured(const struct en_note *n, size_t i)
{
    for (size_t k = i + 1; k < n->e.n; k++) {
        const struct en_row *row = en_row_of(note_en_at(n, k), EN_FACT);
        bool next = note_en_is_break(n, k) && k + 1 < n->e.n;
        if (note_en_has_form(n, k, NOTE_EN_CURED))
            return true;
        if (row && (row->value[0] == 'h' && strchr("ibc", row->value[1])))
            return false; /* another virus */
        if (next && !note_en_has_form(n, k + 1, NOTE_EN_CURED))
            return false;
    }
    return false;
}

/* "I was treated for hepatitis C": whether it is still there is not said; "is being treated" is of
   now. */
static bool was_treated(const struct en_note *n, size_t i)
{
    enum { NEAR = 3 };
    for (size_t k = i; k > n->lo && k + NEAR > i && !note_en_is_break(n, k - 1); k--)
        if (note_en_starts(n, k - 1, "treated"))
            return k < n->lo + 2 || !note_en_is_any(n, k - 2, en_list_treated_now);
    return false;
}

/* "HIV, undetectable on treatment" is there. */
static bool is_suppressed(const struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    for (size_t k = i + 1; k < n->hi && k < i + NEAR; k++)
        if (note_en_starts(n, k, "undetectable") || note_en_starts(n, k, "suppressed"))
            return true;
    return false;
}

/* "living with HIV" */
static bool is_lived_with(const struct en_note *n, size_t i)
{
    const char *s = n->e.text.s + note_en_at(n, i)->begin;
    const char *with = strncmp(s, "with", strlen("with")) == 0 ? "living " : "living with ";
    uint32_t begin = note_en_at(n, i)->begin, len = (uint32_t)strlen(with);
    return begin >= len && memcmp(n->e.text.s + begin - len, with, len) == 0;
}

/* "chronic HCV", "diagnosed with HCV": an illness, no test. */
static bool is_behind_chronic(const struct en_note *n, uint32_t begin)
{
    static const char *const words[] = {"chronic ", "diagnosed with ", "infected with "};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        uint32_t len = (uint32_t)strlen(words[k]);
        if (begin >= len && memcmp(n->e.text.s + begin - len, words[k], len) == 0)
            return true;
    }
    return false;
}

static void say_positive(struct en_note *n, uint16_t attr, uint32_t begin, uint32_t end)
{
    note_word(n->p, attr, attr == ATTR_hbv ? "carrier" : "positive", begin, end);
    if (attr == ATTR_hiv && !n->hiv_end) {
        n->hiv_begin = begin;
        n->hiv_end = end;
        n->hiv_lo = n->lo;
        n->hiv_hi = n->hi;
    }
    static const char *const tails[] = {" carrier", " positive"};
    for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
        uint32_t len = (uint32_t)strlen(tails[k]);
        if (end - begin > len && memcmp(n->e.text.s + end - len, tails[k], len) == 0)
            end -= len; /* of the word, no more of the illness */
    }
    const char *word = n->e.text.s + begin;
    bool illness = strncmp(word, "hep", 3) == 0 || memmem(word, end - begin, "infection", 9) ||
                   strncmp(word + (end - begin), " infection", 10) == 0 ||
                   is_behind_chronic(n, begin);
    if (!n->virus_end && attr != ATTR_hiv && illness) {
        n->virus_begin = begin;
        n->virus_end = end;
    }
}

/* "HIV since 2014", "HIV f/u", "HIV, undetectable on": more than a test among others. */
static bool is_told_as_illness(const struct en_note *n)
{
    size_t i = note_en_token_at(n, n->hiv_end);
    i += i < n->e.n && (en_is(note_en_at(n, i), EN_POSITIVE) || note_en_at(n, i)->class == EN_PLUS);
    i += i < n->e.n && en_is(note_en_at(n, i), EN_COMMA);
    return i < n->e.n && note_en_is_any(n, i, en_list_illness_since);
}

void note_en_settle_virus(struct en_note *n)
{
    const struct fact *hiv = &n->p->note->facts->by_attr[ATTR_hiv];
    bool positive = hiv->state == FACT_GIVEN && hiv->word && strcmp(hiv->word, "positive") == 0;
    if (positive && !n->virus_end && !note_has(n->p, ATTR_diagnosis) && n->hiv_end &&
        is_told_as_illness(n)) {
        note_item(n->p, ATTR_diagnosis, "HIV infection", -1, n->hiv_begin, n->hiv_end);
        n->lo = n->hiv_lo;
        n->hi = n->hiv_hi;
        note_en_read_duration(n, note_en_token_at(n, n->hiv_begin), n->hiv_end);
    }
    if (n->virus_end && !note_has(n->p, ATTR_diagnosis))
        say_infection(n, note_en_text(n, n->virus_begin, n->virus_end), n->virus_begin,
                      n->virus_end);
}

/* "HCV Ab+ RNA neg": once had, and gone. */
static bool is_without_virus(const struct en_note *n, size_t i)
{
    enum { NEAR = 10 };
    for (size_t k = i + 1; k + 1 < n->hi && k < i + NEAR; k++) {
        if (!note_en_token_ends(n, k, en_list_viral_load))
            continue;
        size_t at = k + 1;
        while (at + 1 < n->hi &&
               (note_en_is(n, at, "is") || note_en_is(n, at, "was") || note_en_is(n, at, "load") ||
                note_en_at(n, at)->class == EN_COLON))
            at++;
        for (const char *const *w = en_list_viral_none; *w; w++)
            if (note_en_starts(n, at, *w))
                return true;
    }
    return false;
}

/* Antibodies tell that it was there; without their result nothing is told of it. */
static void say_virus_gone(struct en_note *n, size_t i, uint32_t end)
{
    static const char name[] = "hepatitis C";
    bool found = false;
    for (size_t k = i; k < n->hi && !note_en_token_ends(n, k, en_list_viral_load); k++)
        found |= en_is(note_en_at(n, k), EN_POSITIVE) || note_en_at(n, k)->class == EN_PLUS ||
                 note_en_starts(n, k, "reactive") || note_en_starts(n, k, "pos");
    if (found)
        note_item(n->p, ATTR_history, name, -1, note_en_at(n, i)->begin, end);
}

/* "HCV- HIV-,": the minus right behind the name is the result; not "HIV-1", "HIV- 2019". */
static bool has_minus(const struct en_note *n, uint32_t end)
{
    const char *s = n->e.text.s + end;
    if (*s != '-' || !strchr(" ,.;)/\n", s[1]))
        return false;
    s += 1 + strspn(s + 1, " ");
    return *s < '0' || *s > '9';
}

static bool is_negative(const struct en_note *n, uint32_t end, const struct note_en_said *said)
{
    return said->denied || has_minus(n, end) || /* "no HIV test" has no result */
           (n->colour.denied && !said->found && !said->open);
}

/* "living with HIV for 6 years" */
static void say_lived_with(struct en_note *n, size_t i, uint32_t begin, uint32_t end)
{
    bool first = !note_has(n->p, ATTR_diagnosis);
    say_infection(n, "HIV infection", begin, end);
    if (first)
        note_en_read_duration(n, i, end);
}

/* HIV and hepatitis: what the test found, or the bare name, which is the disease. */
void note_en_say_virus(struct en_note *n, size_t i, uint32_t end, uint16_t attr,
                       const struct note_en_said *said)
{
    uint32_t begin = note_en_at(n, i)->begin;
    bool before = i > n->lo && en_is(note_en_at(n, i - 1), EN_POSITIVE);
    before |= attr == ATTR_hiv && is_suppressed(n, i);
    if (note_en_is_corrected(n, end, is_negative(n, end, said)))
        return;
    if (attr == ATTR_hcv && is_without_virus(n, i))
        say_virus_gone(n, i, end);
    else if (attr != ATTR_hiv && (said->over || is_cured(n, i) || was_treated(n, i) ||
                                  note_en_is_got_over(n, i, begin)))
        note_item(n->p, ATTR_history, note_en_text(n, begin, end), -1, begin, end);
    else if (is_negative(n, end, said))
        note_word(n->p, attr, "negative", begin, end);
    else if (said->found || before || (!said->open && !said->doubted))
        say_positive(n, attr, begin, end);
    if (attr == ATTR_hiv && is_lived_with(n, i) && !n->colour.denied && !said->denied)
        say_lived_with(n, i, begin, end);
}

/* "HIV he doesn't know", "I don't know my HIV status", "HIV: not known". */
bool note_en_is_not_known(const struct en_note *n, size_t first, size_t last)
{
    enum { NEAR = 5, FAR = 9 };
    uint32_t unused;
    size_t end;
    bool either = false; /* "my ejection fraction or my HIV status" */
    for (size_t k = last + 1; k < n->hi && k <= last + NEAR; k++) {
        const struct note_en_word *w =
            note_en_form(n, note_en_at(n, k)->begin, NOTE_EN_UNKNOWN, &unused);
        if (w && strchr(w->text, ' ')) /* "unknown" in a letter: nobody was asked */
            return true;
        if (!note_en_is_any(n, k, en_list_between_unknown) && note_en_at(n, k)->class != EN_COLON)
            break;
    }
    for (size_t k = first; k > n->lo && k + FAR > first; k--) {
        if (note_en_says(n, k - 1, NOTE_EN_MAYBE, &end) &&
            note_en_has_form(n, k - 1, NOTE_EN_UNKNOWN))
            return true;
        either |= en_is(note_en_at(n, k - 1), EN_OR);
        bool near = either || k + NEAR > first;
        if (!near || en_is(note_en_at(n, k - 1), EN_COMMA) ||
            (note_en_name_at(n, k - 1) && !either) || note_en_is_break(n, k - 1))
            break;
    }
    return false;
}

/* Asked, without an answer. */
void note_en_say_not_known(struct en_note *n, uint16_t attr, uint32_t begin, uint32_t end)
{
    if (note_has(n->p, attr))
        return;
    note_none(n->p, attr, begin, end);
    n->p->note->facts->by_attr[attr].state = FACT_NULL;
}

/* "vaccinated against hep B" */
static bool is_vaccinated_against(const struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    for (size_t k = i; k > n->lo && k + NEAR > i; k--)
        if (note_en_starts(n, k - 1, "vaccin") || note_en_starts(n, k - 1, "immuni"))
            return true;
    return false;
}

size_t note_en_read_virus(struct en_note *n, size_t i)
{
    uint32_t end;
    uint16_t attr;
    const struct note_en_word *w = note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_VIRUS, &end);
    const struct colour *c = &n->colour;
    if (!w || c->relative || !attribute_find(w->value, strlen(w->value), &attr))
        return 0;
    if (note_en_is_not_known(n, i, note_en_token_at(n, end) - 1)) {
        note_en_say_not_known(n, attr, note_en_at(n, i)->begin, end);
        return note_en_token_at(n, end);
    }
    if (c->suspected || c->planned || n->e.text.s[end] == '?')
        return 0;
    struct note_en_said said = note_en_said_behind(n, end, true);
    if (is_vaccinated_against(n, i))
        return note_en_token_at(n, end);
    if (attr == ATTR_tuberculosis) {
        bool packs = i > n->lo && note_en_at(n, i - 1)->class == EN_NUMBER; /* "1 ppd" */
        if (said.denied && !packs && !has_year(n, i))
            note_word(n->p, attr, "none", note_en_at(n, i)->begin, end);
        return packs ? 0 : note_en_token_at(n, end);
    }
    note_en_say_virus(n, i, end, attr, &said);
    return note_en_token_at(n, end);
}
