/* What a name is not: a test, a ward, a response, something that notes write in the same letters.
 */
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* PD in the note of somebody with cancer, or behind an arrow: progressive disease. */
static bool is_response(const struct en_note *n, size_t i)
{
    bool arrow = i > n->lo && n->e.text.s[note_en_at(n, i - 1)->begin] == '>';
    return note_en_is_any(n, i, en_list_responses) && (note_en_tells_cancer(n) || arrow);
}

/* "PH: 5.3", "98% on RA": short for something measured, or for room air; nobody takes a disease. */
static bool is_no_illness(const struct en_note *n, size_t i, size_t next)
{
    bool colon = next + 1 < n->hi && note_en_at(n, next)->class == EN_COLON &&
                 note_en_at(n, next + 1)->class == EN_NUMBER;
    return colon || (i > n->lo && (note_en_is(n, i - 1, "on") ||
                                   n->e.text.s[note_en_at(n, i - 1)->begin] == '%'));
}

/* "ANA positive", "HCT 30.7": a test; "ASA 81 mg" is a drug. */
static bool is_test(const struct en_note *n, size_t i, size_t next, const struct named *d)
{
    bool number = next < n->hi && note_en_at(n, next)->class == EN_NUMBER && !d->said.taken &&
                  !n->colour.taking && !note_en_is_bare_list(n); /* "takes HCQ 400" */
    return number || d->said.found || d->said.denied ||
           (i > n->lo && en_is(note_en_at(n, i - 1), EN_POSITIVE));
}

/* "Testosterone <20", "cortisol 14 ug/dL", "tacrolimus level 8": what a laboratory measures. */
static bool is_level(const struct en_note *n, size_t next)
{
    if (next >= n->hi)
        return false;
    const char *s = n->e.text.s + note_en_at(n, next)->begin;
    size_t k = next + (note_en_at(n, next)->class == EN_COLON);
    if (*s == '<' || *s == '>' || note_en_starts(n, next, "level") ||
        note_en_starts(n, next, "trough"))
        return true;
    if (k + 1 >= n->hi || note_en_at(n, k)->class != EN_NUMBER)
        return false;
    const char *unit = n->e.text.s + note_en_at(n, k + 1)->begin;
    for (const char *const *w = en_list_analyte_units; *w; w++)
        if (strncmp(unit, *w, strlen(*w)) == 0 && !note_en_starts(n, k + 1, "mcg/day") &&
            !note_en_starts(n, k + 1, "ug/day"))
            return true;
    return false;
}

/* "Rai III", "Rai stage II": a scale. */
static bool is_scale_name(const struct en_note *n, size_t i, size_t next)
{
    return note_en_is(n, i, "rai") && next < n->hi &&
           (note_en_at(n, next)->class == EN_NUMBER || note_en_starts(n, next, "stage") ||
            note_en_starts(n, next, "i") || note_en_starts(n, next, "class"));
}

/* "ID consult", "stroke unit": what notes call so otherwise. */
static bool is_called_so(const struct en_note *n, uint32_t begin, uint32_t end, size_t next,
                         bool drug)
{
    uint32_t behind;
    if (note_en_form(n, begin, NOTE_EN_OTHER_THAN, &behind) && behind == end)
        return true;
    if (drug && next < n->hi && note_en_is(n, next, "prophylaxis"))
        return false; /* "on aciclovir prophylaxis" */
    if (n->e.text.s[end] == ' ' && note_en_form(n, end + 1, NOTE_EN_PLACE, &behind))
        return true; /* "hepatitis B core antibody" may be one token */
    return next < n->hi && note_en_form(n, note_en_at(n, next)->begin, NOTE_EN_PLACE, &behind);
}

/* "HPV+ oropharyngeal cancer", "EBV-positive lymphoma": what a tumour carries. */
static bool is_sign_of_cancer(const struct en_note *n, uint32_t end, size_t next)
{
    enum { NEAR = 5 };
    bool sign = next < n->hi && note_en_at(n, next)->begin == end &&
                (note_en_at(n, next)->class == EN_PLUS || note_en_at(n, next)->class == EN_DASH);
    for (size_t k = next; sign && k < n->hi && k < next + NEAR; k++)
        if (note_en_is_cancer_at(n, k) || note_en_has_form(n, k, NOTE_EN_LAY))
            return true;
    return false;
}

/* "steroid-resistant", "drug-induced" */
static bool is_drug_state(const struct en_note *n, uint32_t end)
{
    const char *s = n->e.text.s + end;
    if (*s != '-' && *s != ' ')
        return false;
    for (const char *const *w = en_list_drug_state; *w; w++)
        if (strncmp(s + 1, *w, strlen(*w)) == 0)
            return true;
    return false;
}

/* "MDS-UPDRS", "ALL-IC 2009": capitals joined to capitals name a scale or a study; and "pH". */
static bool is_part_of_code(const struct en_note *n, uint32_t begin, uint32_t end)
{
    enum { MOST = 4 };
    const char *word = note_en_text(n, begin, end), *s = n->e.text.s;
    if (strcmp(word, "pH") == 0)
        return true;
    for (const char *c = word; *c; c++)
        if (*c < 'A' || *c > 'Z')
            return false;
    const char *next =
        s[end] == '-' && end + 3 <= n->e.text.len ? note_en_text(n, end + 1, end + 3) : "";
    bool behind = next[0] >= 'A' && next[0] <= 'Z' && next[1] >= 'A' && next[1] <= 'Z';
    const char *before = begin > 2 ? note_en_text(n, begin - 2, begin) : "";
    bool joined = begin > 2 && before[1] == '-' && before[0] >= 'A' && before[0] <= 'Z';
    return end - begin <= MOST && (behind || joined);
}

/* "STS 4.1%", "EBV positive", "PVR 11.2": capitals with a share, a value, a result. */
static bool is_short_result(const struct en_note *n, uint32_t begin, uint32_t end, size_t next)
{
    for (const char *c = note_en_text(n, begin, end); *c; c++)
        if (*c < 'A' || *c > 'Z')
            return false;
    if (n->e.text.s[end] == '+') /* "SMA+" */
        return true;
    if (next >= n->hi)
        return false;
    const struct en_token *t = note_en_at(n, next);
    bool share = next + 1 < n->hi && n->e.text.s[note_en_at(n, next + 1)->begin] == '%';
    bool size = next + 1 < n->hi && note_en_is_any(n, next + 1, en_list_lengths);
    bool value = t->class == EN_NUMBER && !size && /* "AAA 5.6 cm" is one */
                 (share || memchr(n->e.text.s + t->begin, '.', t->end - t->begin));
    return value || note_en_is_any(n, next, en_list_normal_tests);
}

/* A test, a ward, a response: no drug and no disease. */
bool note_en_is_other_thing(const struct en_note *n, size_t i, uint32_t begin, uint32_t end,
                            const struct named *d)
{
    enum { SHORT_BYTES = 4 };
    size_t next = note_en_token_at(n, end);
    bool drug = strncmp(d->class, "drug", 4) == 0;
    if ((drug && is_drug_state(n, end)) || is_part_of_code(n, begin, end) ||
        is_called_so(n, begin, end, next, drug) || is_response(n, i) || is_scale_name(n, i, next) ||
        (drug && is_level(n, next)))
        return true;
    if (note_en_is_one(note_en_text(n, begin, end), end - begin, en_list_words_not_names) ||
        (drug && note_en_is_one(n->e.text.s + begin, end - begin, en_list_drug_forms)))
        return true;
    if (end - begin > SHORT_BYTES)
        return false;
    if (strcmp(d->class, "disease") == 0 &&
        (is_short_result(n, begin, end, next) || is_no_illness(n, i, next) ||
         is_sign_of_cancer(n, end, next)))
        return true;
    return en_row_of(note_en_at(n, i), EN_ATTR) ||
           (strcmp(d->class, "drug") == 0 && is_test(n, i, next, d));
}

/* "DM-, HTN-": letters with a minus and nothing behind it. */
bool note_en_is_minus(const struct en_note *n, uint32_t begin, uint32_t end)
{
    enum { MOST = 5 };
    const char *s = n->e.text.s;
    if (s[end] != '-' || end - begin > MOST || (s[end + 1] && !strchr(" ,.;)/\n", s[end + 1])))
        return false;
    if (s[end + 1] == ' ' && s[end + 2] >= 'a' && s[end + 2] <= 'z')
        return false; /* "DM- on metformin" */
    for (const char *c = note_en_text(n, begin, end); *c; c++)
        if (*c < 'A' || *c > 'Z')
            return false;
    return true;
}
