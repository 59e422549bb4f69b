/*
 * What people say of themselves in passing: "two beers on a Saturday", "I finished another trial
 * three months ago", "I don't know which type or what stage", and antibodies that were found.
 */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"

static bool is_unsure(const struct en_note *n)
{
    const struct colour *c = &n->colour;
    return c->relative || c->suspected || c->planned || c->denied;
}

/* ------------------------------------------------------------------ alcohol */

/* "two beers on a Saturday", "a glass of wine a week": a few, and not every day. */
static size_t read_drinks(struct en_note *n, size_t i)
{
    enum { FEW = 5, NEAR = 7 };
    double count = 1;
    size_t k = i + 1;
    bool article = note_en_is(n, i, "a") || note_en_is(n, i, "the odd");
    static const char couple[] = "a couple of ";
    if (note_en_starts(n, i, couple)) {
        k = note_en_token_at(n, note_en_at(n, i)->begin + (uint32_t)strlen(couple));
        article = true;
    }
    if (is_unsure(n) || n->colour.past || (!article && !note_en_count(n, i, &count, &k)) ||
        count > FEW || k >= n->hi || !note_en_is_any(n, k, en_list_drinks))
        return 0;
    for (size_t q = k + 1; q < n->hi && q < k + NEAR && !en_is(note_en_at(n, q), EN_BUT); q++) {
        if (note_en_is_any(n, q, en_list_drinks_often) || note_en_at(n, q)->class == EN_NUMBER)
            return 0;
        if (note_en_is_any(n, q, en_list_drinks_seldom)) {
            note_word(n->p, ATTR_alcohol, "social", note_en_at(n, i)->begin, note_en_at(n, q)->end);
            return q + 1;
        }
    }
    return 0;
}

/* "I drink wine maybe twice a month", "drinks on special occasions". */
static size_t read_drinking(struct en_note *n, size_t i)
{
    enum { NEAR = 8, OFTEN = 5 };
    if (!(note_en_is(n, i, "drink") || note_en_is(n, i, "drinks")) || is_unsure(n) ||
        n->colour.past)
        return 0;
    for (size_t k = i + 1; k < n->hi && k < i + NEAR && !en_is(note_en_at(n, k), EN_BUT); k++) {
        bool many = note_en_at(n, k)->class == EN_NUMBER && note_en_at(n, k)->number > OFTEN;
        if (many || note_en_is_any(n, k, en_list_drinks_often) ||
            note_en_is_any(n, k, en_list_not_alcohol))
            return 0;
        if (note_en_is_any(n, k, en_list_drinks_seldom)) {
            note_word(n->p, ATTR_alcohol, "social", note_en_at(n, i)->begin, note_en_at(n, k)->end);
            return k + 1;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ former studies */

/* How long ago the study at k was: "trial 3 months ago", "study that ended 3 months ago"; < 0. */
static double study_ago(const struct en_note *n, size_t k)
{
    enum { NEAR = 4 };
    double days = note_en_ago_behind(n, note_en_at(n, k)->end);
    for (size_t e = k + 1; days < 0 && e < n->hi && e < k + NEAR; e++)
        for (const char *const *w = en_list_study_over; *w && days < 0; w++)
            if (note_en_starts(n, e, *w))
                days = note_en_ago_behind(n, note_en_at(n, e)->end);
    return days;
}

/* "I finished another clinical trial about three months ago": only with its time, since without one
   it would be a trial of today. */
static size_t read_former_study(struct en_note *n, size_t i)
{
    enum { NEAR = 8 };
    if (!note_en_is_any(n, i, en_list_study_left) || n->colour.relative || n->colour.suspected ||
        n->colour.planned || n->colour.denied)
        return 0;
    for (size_t k = i + 1; k < n->hi && k < i + NEAR; k++) {
        bool study = note_en_is_study(n, k); /* "another drug study" */
        if ((note_en_name_at(n, k) && !study) || en_is(note_en_at(n, k), EN_COMMA))
            return 0;
        double days = study ? study_ago(n, k) : -1;
        if (days < 0)
            continue;
        note_flag(n->p, ATTR_other_trial, true, note_en_at(n, i)->begin, note_en_at(n, k)->end);
        n->p->note->facts->by_attr[ATTR_other_trial].ago_days = days;
        return k + 1;
    }
    return 0;
}

/* The study told of in tokens [i, end) is over: "was enrolled in", "until last month", "which
 * ended".
 */
bool note_en_is_study_over(const struct en_note *n, size_t i, size_t end)
{
    enum { NEAR = 8 };
    if (n->colour.past || n->colour.used ||
        (i > n->lo && note_en_is_any(n, i - 1, en_list_study_was)) ||
        note_en_starts(n, i, "was ") || note_en_starts(n, i, "were "))
        return true;
    for (size_t k = end; k < n->hi && k < end + NEAR && !en_is(note_en_at(n, k), EN_BUT); k++)
        for (const char *const *w = en_list_study_over; *w; w++)
            if (note_en_starts(n, k, *w))
                return k + 1 >= n->hi || !note_en_is_any(n, k + 1, en_list_study_still);
    return false;
}

/* "is now participating in a phase 2 study": read from its last word, as the words before it come
   in many orders. */
static size_t read_study(struct en_note *n, size_t i)
{
    enum { NEAR = 9 };
    bool in = false, now = false;
    size_t k = i, end, from = i;
    if (is_unsure(n) || !note_en_is_study(n, i) || note_has(n->p, ATTR_other_trial))
        return 0;
    for (; k > n->lo && k + NEAR > i; k--) {
        const struct en_token *t = note_en_at(n, k - 1);
        bool joins = note_en_says(n, k - 1, NOTE_EN_JOINS, &end);
        bool told = note_en_is_any(n, k - 1, en_list_study_now);
        for (const char *const *w = en_list_study_now_begins; *w && !told; w++)
            told = note_en_starts(n, k - 1, *w);
        if (!joins && !told && t->class != EN_NUMBER &&
            !note_en_is_any(n, k - 1, en_list_study_kind))
            break;
        for (const char *const *w = en_list_study_in; *w && !in; w++)
            in = memmem(n->e.text.s + t->begin, t->end - t->begin, *w, strlen(*w));
        now |= told;
        from = k - 1;
    }
    if (!in || !now || (k > n->lo && en_is(note_en_at(n, k - 1), EN_NEG)) ||
        note_en_is_study_over(n, from, i + 1))
        return 0;
    note_flag(n->p, ATTR_other_trial, true, note_en_at(n, from)->begin, note_en_at(n, i)->end);
    return i + 1;
}

/* ------------------------------------------------------------------ who signs */

/* "sign", "to consent", "power of attorney" at i */
static bool is_signing(const struct en_note *n, size_t i)
{
    bool signs = note_en_starts(n, i, "to sign") || note_en_starts(n, i, "to consent") ||
                 note_en_starts(n, i, "will sign");
    for (const char *const *w = en_list_signs_own; *w && !signs; w++)
        signs = note_en_starts(n, i, *w);
    for (const char *const *w = en_list_attorney; *w && !signs; w++)
        signs = note_en_starts(n, i, *w);
    return signs;
}

/* "son to sign", "her daughter has power of attorney": a relative who is not the patient. */
static size_t read_relative_signs(struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    size_t k, from = i;
    bool kin = note_en_says(n, i, NOTE_EN_KIN, &k) || note_en_says(n, i, NOTE_EN_KINS, &k);
    bool patient = n->patient && note_en_starts(n, i, n->patient->text);
    if (!kin || patient || n->colour.denied || n->colour.suspected || k >= n->hi)
        return 0;
    if (note_en_at(n, k)->class == EN_OPEN)
        k = en_behind_bracket(&n->e, k, n->hi);
    while (k < n->hi && k < from + NEAR &&
           (note_en_is_any(n, k, en_list_signs_help) || note_en_is_any(n, k, en_list_attorney_has)))
        k++;
    if (k >= n->hi || !is_signing(n, k))
        return 0;
    note_flag(n->p, ATTR_guardian_consent, true, note_en_at(n, i)->begin, note_en_at(n, k)->end);
    k++;
    while (k < n->hi && en_is(note_en_at(n, k), EN_CONSENT)) /* "sign the consent" is not theirs */
        k++;
    return k;
}

/* "I would sign the papers for him", "we can consent on her behalf": a relative of the patient. */
static size_t read_signs_for(struct en_note *n, size_t i)
{
    enum { NEAR = 7 };
    bool sign = false, own = false;
    for (const char *const *w = en_list_signs; *w; w++)
        sign |= note_en_starts(n, i, *w);
    for (size_t k = i; k > n->lo && k + NEAR > i; k--)
        own |= note_en_is_any(n, k - 1, en_list_who_signs) ||
               note_en_has_form(n, k - 1, NOTE_EN_KIN) || note_en_has_form(n, k - 1, NOTE_EN_KINS);
    if (!sign || !own || !n->patient || n->colour.denied || n->colour.suspected)
        return 0;
    for (size_t k = i + 1; k + 1 < n->hi && k < i + NEAR; k++) {
        bool behalf = note_en_is(n, k, "on") && k + 2 < n->hi && note_en_is(n, k + 2, "behalf");
        if (behalf || (note_en_is(n, k, "for") && note_en_is_any(n, k + 1, en_list_signed_for))) {
            note_flag(n->p, ATTR_guardian_consent, true, note_en_at(n, i)->begin,
                      note_en_at(n, k + 1)->end);
            return k + 2;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ where somebody lives */

static size_t read_residence(struct en_note *n, size_t i)
{
    uint32_t behind;
    size_t end;
    if (!note_en_says(n, i, NOTE_EN_LIVES, &end) || end >= n->hi || n->colour.relative)
        return 0;
    const struct note_en_word *w =
        note_en_form(n, note_en_at(n, end)->begin, NOTE_EN_PREFECTURE, &behind);
    if (!w)
        return 0;
    note_word(n->p, ATTR_residence, w->value, note_en_at(n, end)->begin, behind);
    return note_en_token_at(n, behind);
}

/* ------------------------------------------------------------------ not known */

static void say_not_known(struct en_note *n, uint16_t attr, size_t i)
{
    if (note_has(n->p, attr))
        return;
    note_none(n->p, attr, note_en_at(n, i)->begin, note_en_at(n, i)->end);
    n->p->note->facts->by_attr[attr].state = FACT_NULL;
}

/* "I don't know her ejection fraction": at token i, behind the words that say so. */
static void say_measure_unknown(struct en_note *n, size_t i)
{
    uint16_t attr;
    while (i < n->hi &&
           (note_en_is_any(n, i, en_list_between_unknown) || note_en_is(n, i, "exact") ||
            note_en_is(n, i, "current") || en_is_value(note_en_at(n, i), EN_DROP, "")))
        i++;
    uint32_t end;
    const struct en_row *row = i < n->hi ? en_row_of(note_en_at(n, i), EN_ATTR) : NULL;
    const struct note_en_word *w =
        i < n->hi ? note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_MEASURED, &end) : NULL;
    bool known = row && attribute_find(row->value, strlen(row->value), &attr);
    if (!known && w && strlen(w->text) > 2) /* "my performance status"; "k" may be anything */
        known = attribute_find(w->value, strlen(w->value), &attr);
    if (known && attr != ATTR_age && attr != ATTR_disease_duration)
        say_not_known(n, attr, i);
}

/* "I don't know which type or what stage", "not sure what stage it is". */
static size_t read_not_known(struct en_note *n, size_t i)
{
    enum { NEAR = 9 };
    size_t end;
    if (n->colour.relative || !note_en_says(n, i, NOTE_EN_UNKNOWN, &end) || end <= i)
        return 0;
    bool which = false;
    say_measure_unknown(n, end);
    for (size_t k = end; k < n->hi && k < end + NEAR && !en_is(note_en_at(n, k), EN_BUT); k++) {
        which |= note_en_is(n, k, "which") || note_en_is(n, k, "what") || note_en_is(n, k, "the") ||
                 note_en_is(n, k, "my") || note_en_is(n, k, "exact") ||
                 en_is_value(note_en_at(n, k), EN_DROP, "");
        if (note_en_starts(n, k, "stage") && which)
            say_not_known(n, ATTR_stage, k);
        else if (note_en_is(n, k - 1, "blood")) /* "my blood type" */
            continue;
        else if ((note_en_is(n, k, "type") || note_en_starts(n, k, "histolog")) && which &&
                 note_en_tells_cancer(n)) /* of an osteoporosis, none is asked for */
            say_not_known(n, ATTR_histology, k);
    }
    return 0;
}

/* ------------------------------------------------------------------ antibodies */

/* Bytes of the name of an antibody at `at`: "anti-Scl-70", "dsDNA", "JC virus"; those of infections
   are read elsewhere. 0: none. */
static uint32_t antibody_bytes(const struct en_note *n, uint32_t at)
{
    const char *s = n->e.text.s + at;
    uint32_t bytes = strncmp(s, "anti-", 5) == 0 ? 5 : 0;
    for (const char *const *w = en_list_antibody_infections; *w; w++)
        if (strncmp(s, *w, strlen(*w)) == 0)
            return 0;
    for (const char *const *w = en_list_autoantibodies; *w && !bytes; w++) {
        uint32_t len = (uint32_t)strlen(*w);
        bytes = strncmp(s, *w, len) == 0 && note_en_is_word_end(n, at + len) ? len : 0;
    }
    while (bytes && s[bytes] > ' ' && !strchr("+,.;:(", s[bytes]) &&
           !(s[bytes] == '-' && s[bytes + 1] <= ' '))
        bytes++;
    return bytes;
}

/* The result that stands at byte `at`: "positive", "+", "(-)"; bytes of it, 0: none. */
static uint32_t result_bytes(const struct en_note *n, uint32_t at, const char **state)
{
    static const struct {
        const char *word, *state;
    } results[] = {
        {" positive", "positive"}, {" negative", "negative"},  {" pos", "positive"},
        {" neg", "negative"},      {" (+)", "positive"},       {" (-)", "negative"},
        {"+", "positive"},         {" +", "positive"},         {" (positive)", "positive"},
        {" detected", "positive"}, {": positive", "positive"}, {": negative", "negative"}};
    for (size_t k = 0; k < sizeof results / sizeof *results; k++) {
        uint32_t len = (uint32_t)strlen(results[k].word);
        if (strncmp(n->e.text.s + at, results[k].word, len) == 0 &&
            note_en_is_word_end(n, at + len)) {
            *state = results[k].state;
            return len;
        }
    }
    return 0;
}

/* "anti-Scl-70 positive", "dsDNA+", "anti-CCP antibody negative". */
static size_t read_antibody(struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, at = begin + antibody_bytes(n, begin);
    const char *state, *s = n->e.text.s;
    uint32_t name_end = at;
    if (at == begin || is_unsure(n))
        return 0;
    for (const char *const *w = en_list_antibody_words; *w; w++)
        if (s[at] == ' ' && strncmp(s + at + 1, *w, strlen(*w)) == 0) {
            at += (uint32_t)strlen(*w) + 1;
            bool named = strncmp(s + begin, "anti-", 5) == 0 || strncmp(*w, "antibody", 8) != 0;
            name_end = named ? name_end : at; /* "AChR antibody": else a receptor */
        }
    uint32_t bytes = result_bytes(n, at, &state);
    if (!bytes)
        return 0;
    note_item(n->p, ATTR_biomarker,
              mem_printf(n->p->tmp, "%s %s", note_en_text(n, begin, name_end), state), -1, begin,
              at + bytes);
    return note_en_token_at(n, at + bytes);
}

size_t note_en_read_habit(struct en_note *n, size_t i)
{
    static size_t (*const readers[])(struct en_note *, size_t) = {
        read_drinks,         read_drinking,  read_former_study,          read_study,
        read_relative_signs, read_residence, note_en_read_diagnosed_ago, read_signs_for,
        read_not_known,      read_antibody};
    size_t end = 0;
    for (size_t k = 0; k < sizeof readers / sizeof *readers && !end; k++)
        end = readers[k](n, i);
    return end;
}
