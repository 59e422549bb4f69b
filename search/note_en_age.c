/* How old the person is: "58-year-old", "68M", "58, male", "(3 years 6 months)". */
#include "schema/base/text.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"
#include "search/units.h"
#include <math.h>

enum { GROWN = 13, OLDEST = 110 };

/* "gentleman", "lady": no relative's word. */
static bool is_plain_person(const struct en_note *n, size_t i)
{
    size_t unused;
    return note_en_says(n, i, NOTE_EN_PERSON, &unused) && !note_en_says(n, i, NOTE_EN_KIN, &unused);
}

bool note_en_is_sex_word(const struct en_note *n, size_t i)
{
    return is_plain_person(n, i) || en_is_value(note_en_at(n, i), EN_FACT, "sex = male") ||
           en_is_value(note_en_at(n, i), EN_FACT, "sex = female");
}

static bool number_word(const struct en_note *n, size_t i, double *ret)
{
    uint32_t end;
    const struct note_en_word *w =
        i < n->hi ? note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_NUMBER, &end) : NULL;
    return w && end == note_en_at(n, i)->end && text_read_double(w->value, ret);
}

bool note_en_count(const struct en_note *n, size_t i, double *ret, size_t *end)
{
    double ones;
    if (en_read_count(&n->e, i, n->hi, ret, end)) {
        if (*end != i + 1)
            return true;
    } else if (!number_word(n, i, ret)) {
        return false;
    }
    *end = i + 1;
    bool tens = note_en_at(n, i)->class != EN_NUMBER && *ret >= 20 && *ret <= 90 &&
                number_word(n, i, &ones) && ones == *ret;
    if (tens && number_word(n, i + 1, &ones) && ones >= 1 && ones < 10) {
        *ret += ones;
        *end = i + 2;
    }
    return true;
}

/* "58-year-old", "10 year old", "44 yo", "6-month-old"; behind the number at i. */
static size_t age_unit(const struct en_note *n, size_t i, double *years)
{
    static const double of[] = {
        ['y'] = 1, ['m'] = 1 / 12.0, ['w'] = 7 / 365.25, ['d'] = 1 / 365.25};
    if (i >= n->hi)
        return 0;
    const struct en_token *t = note_en_at(n, i);
    unsigned char c = (unsigned char)n->e.text.s[t->begin];
    bool old = en_is(t, EN_OFAGE) && t->end - t->begin > 3;
    bool time = en_is(t, EN_TIME) && i + 1 < n->hi &&
                (en_is(note_en_at(n, i + 1), EN_OFAGE) || note_en_is_sex_word(n, i + 1));
    if ((!old && !time && !note_en_is_any(n, i, en_list_years_short)) ||
        c >= sizeof of / sizeof *of || of[c] == 0)
        return 0;
    *years = of[c];
    return i + 1;
}

/* "72M with", "45 y/o F who": the letter behind an age, and what it is. */
static const char *sex_letter(const struct en_note *n, size_t i)
{
    bool goes_on = i + 1 < n->hi && (note_en_is_any(n, i + 1, en_list_behind_sex_letter) ||
                                     en_is(note_en_at(n, i + 1), EN_WITH) ||
                                     note_en_at(n, i + 1)->class == EN_COMMA);
    if (i >= n->hi || !goes_on)
        return NULL;
    return note_en_is(n, i, "m") ? "male" : note_en_is(n, i, "f") ? "female" : NULL;
}

/* "51 year old guy": the word behind an age; NULL: none. */
static const char *person_at(const struct en_note *n, size_t i)
{
    uint32_t end;
    const struct note_en_word *w =
        i < n->hi ? note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_PERSON, &end) : NULL;
    return w ? w->value : NULL;
}

/* "45M relapsed AML", "62 M here": at the beginning of a note a capital needs nothing behind it;
   nor does "29f", written as one. */
static const char *bold_letter(const struct en_note *n, size_t number, bool capital)
{
    bool glued = note_en_at(n, number)->begin == note_en_at(n, number - 1)->end;
    bool unit = number + 1 < n->hi && (note_en_at(n, number + 1)->class == EN_NUMBER ||
                                       note_en_at(n, number + 1)->class == EN_SLASH);
    bool ends = number + 1 >= n->hi || note_en_is_break(n, number + 1);
    if (unit || (!capital && !(glued && ends)))
        return NULL;
    return note_en_is(n, number, "m") ? "male" : note_en_is(n, number, "f") ? "female" : NULL;
}

/* An age of years at the beginning: "72M with", "A 45F, …"; "80 m with a stick" is a way. 0: none.
 */
static size_t read_short_age(struct en_note *n, size_t i, size_t number, double years)
{
    if (number >= n->hi || years < 1 || years > OLDEST ||
        !(note_en_begins(n, i) || note_en_is_any(n, i - 1, en_list_before_short_age)))
        return 0;
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, number)->end;
    bool capital = strpbrk(note_en_text(n, begin, end), "MF");
    bool self = i > n->lo && !note_en_begins(n, i) &&
                n->e.text.s[note_en_at(n, i - 1)->begin] == 'i' &&
                note_en_at(n, i)->begin + 4 >= end; /* "im 34 m" */
    const char *sex = sex_letter(n, number);
    bool glued = note_en_at(n, number)->begin == note_en_at(n, number - 1)->end &&
                 note_en_is(n, number, "f"); /* "80m" may be a way */
    if (!sex || !(capital || self || glued))
        sex = bold_letter(n, number, capital);
    if (!sex)
        return 0;
    note_number(n->p, ATTR_age, years, begin, end);
    note_word(n->p, ATTR_sex, sex, begin, end);
    return number + 1;
}

/* The letter at token i alone, in a capital: "72 yo F for …". */
static const char *capital_letter(const struct en_note *n, size_t i)
{
    if (i >= n->hi || !(note_en_is(n, i, "m") || note_en_is(n, i, "f")))
        return NULL;
    char letter = *note_en_text(n, note_en_at(n, i)->begin, note_en_at(n, i)->end);
    return letter == 'M' ? "male" : letter == 'F' ? "female" : NULL;
}

static bool ends_clause(const struct en_note *n, size_t i)
{
    return i >= n->hi || note_en_is_break(n, i) || en_is(note_en_at(n, i), EN_COMMA);
}

/* Somebody goes a way in the sentence: "m" are metres. */
static bool tells_way(const struct en_note *n)
{
    for (size_t k = n->lo; k < n->hi; k++)
        if (note_en_is_any(n, k, en_list_goes_a_way))
            return true;
    return false;
}

/* "crohns for 11 yrs, 27 m.", "Asthma, now 34, F.": an age with a letter in a list of its own; the
   token behind, 0: none. */
static size_t read_listed_age(struct en_note *n, size_t i, size_t number, double years)
{
    bool now = i > n->lo && note_en_is(n, i - 1, "now");
    size_t first = now ? i - 1 : i;
    bool placed = first > n->lo &&
                  (en_is(note_en_at(n, first - 1), EN_COMMA) || note_en_is_break(n, first - 1));
    if (!(placed || note_en_begins(n, first)) || note_en_at(n, i)->class != EN_NUMBER ||
        years < 1 || years > OLDEST || number >= n->hi)
        return 0;
    size_t letter = number + en_is(note_en_at(n, number), EN_COMMA);
    if (letter >= n->hi || !ends_clause(n, letter + 1) || tells_way(n))
        return 0;
    const char *sex = note_en_is(n, letter, "m")   ? "male"
                      : note_en_is(n, letter, "f") ? "female"
                                                   : NULL;
    if (!sex || (years < GROWN && letter == number))
        return 0;
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, letter)->end;
    note_number(n->p, ATTR_age, years, begin, note_en_at(n, number - 1)->end);
    note_word(n->p, ATTR_sex, sex, begin, end);
    return letter + 1;
}

/* "Mr T., 76 years." */
static const char *title_before(const struct en_note *n, size_t i)
{
    enum { NEAR = 7 };
    for (size_t k = i; k > 0 && k + NEAR > i; k--) {
        if (note_en_is_any(n, k - 1, en_list_titles_male))
            return "male";
        if (note_en_is_any(n, k - 1, en_list_titles_female))
            return "female";
    }
    return NULL;
}

/* The age of somebody called by a title; the token behind, 0: none. */
static size_t read_titled_age(struct en_note *n, size_t i, size_t number, double years)
{
    const char *sex = title_before(n, i);
    bool placed = i > 0 && (en_is(note_en_at(n, i - 1), EN_COMMA) ||
                            note_en_at(n, i - 1)->class == EN_OPEN || note_en_is(n, i - 1, "aged"));
    bool unit = number < n->hi && en_is_value(note_en_at(n, number), EN_TIME, "year");
    size_t end = number + unit;
    bool ends = ends_clause(n, end) || note_en_at(n, end)->class == EN_CLOSE;
    if (!sex || !placed || !ends || years < 1 || years > OLDEST ||
        note_en_at(n, i)->class != EN_NUMBER)
        return 0;
    note_number(n->p, ATTR_age, years, note_en_at(n, i)->begin, note_en_at(n, end - 1)->end);
    note_word(n->p, ATTR_sex, sex, note_en_at(n, i)->begin, note_en_at(n, end - 1)->end);
    return end;
}

/* "Now 22 and I have asthma": at the beginning of a sentence. */
static bool is_now_age(const struct en_note *n, size_t i, size_t number, double years)
{
    bool ends = ends_clause(n, number) || en_is(note_en_at(n, number), EN_AND) ||
                en_is(note_en_at(n, number), EN_WITH);
    bool placed = i > n->lo && (note_en_begins(n, i - 1) ||
                                (i > n->lo + 1 && en_is(note_en_at(n, i - 2), EN_COMMA)));
    return placed && note_en_is(n, i - 1, "now") && !n->measured &&
           note_en_at(n, i)->class == EN_NUMBER && years >= GROWN && years <= OLDEST && ends;
}

/* "Baby boy, now 5 months,": months, where a clause says so of now. */
static size_t read_now_months(const struct en_note *n, size_t i, size_t number, double *unit)
{
    enum { MOST = 36 };
    bool placed =
        i > n->lo && note_en_is(n, i - 1, "now") &&
        (note_en_begins(n, i - 1) || (i > n->lo + 1 && en_is(note_en_at(n, i - 2), EN_COMMA)));
    if (!placed || note_en_at(n, i)->class != EN_NUMBER || note_en_at(n, i)->number > MOST ||
        number >= n->hi || !en_is_value(note_en_at(n, number), EN_TIME, "month") ||
        !ends_clause(n, number + 1))
        return 0;
    for (size_t k = n->lo; k < i; k++)
        if (note_en_is_sex_word(n, k) || note_en_is(n, k, "baby") || note_en_is(n, k, "infant")) {
            *unit = 1 / 12.0;
            return number + 1;
        }
    return 0;
}

static bool ends_age(const struct en_note *n, size_t i)
{
    return i >= n->hi || en_is(note_en_at(n, i), EN_COMMA) || en_is(note_en_at(n, i), EN_WITH) ||
           note_en_is_break(n, i) || note_en_at(n, i)->class == EN_CLOSE;
}

/* "I'm a nurse, 45, and …": between commas of a sentence that says who writes. */
static bool is_own_age(const struct en_note *n, size_t i, size_t number, double years)
{
    enum { NEAR = 6 };
    size_t first = n->lo + (n->lo < n->hi && note_en_is_break(n, n->lo));
    bool commas = i > first && en_is(note_en_at(n, i - 1), EN_COMMA) && number < n->hi &&
                  en_is(note_en_at(n, number), EN_COMMA);
    if (!commas || !n->self || i > first + NEAR || note_en_at(n, i)->class != EN_NUMBER ||
        years < GROWN || years > OLDEST || years != floor(years))
        return false;
    for (size_t k = first; k < i; k++)
        if (note_en_name_at(n, k) || en_row_of(note_en_at(n, k), EN_ATTR))
            return false;
    return note_en_is_any(n, first, en_list_who_writes);
}

/* "(16, boy)", "Volunteer: 24, male" */
static bool is_opened(const struct en_note *n, size_t i)
{
    return i > n->lo &&
           (note_en_at(n, i - 1)->class == EN_OPEN || note_en_at(n, i - 1)->class == EN_COLON);
}

/* "58, male", "male, 58", "(16, boy)", and at the beginning "Male 58": beside a word of sex. */
static bool is_beside_sex(const struct en_note *n, size_t i, size_t number, double years)
{
    if (note_en_at(n, i)->class != EN_NUMBER || years < 1 || years > OLDEST)
        return false;
    size_t comma = i > n->lo && note_en_at(n, i - 1)->class == EN_COMMA;
    bool before = i > n->lo + comma && note_en_is_sex_word(n, i - 1 - comma) &&
                  (comma || note_en_begins(n, i - 1)) &&
                  ends_age(n, number + (number < n->hi &&
                                        (note_en_is(n, number, "y") ||
                                         en_is_value(note_en_at(n, number), EN_TIME, "year"))));
    bool listed = comma && years >= GROWN && ends_age(n, number + 2); /* "Volunteer, 29, male," */
    bool open = is_opened(n, i);
    bool behind = (note_en_begins(n, i) || listed || open) && number + 1 < n->hi &&
                  note_en_at(n, number)->class == EN_COMMA && note_en_is_sex_word(n, number + 1);
    return before || behind;
}

/* "3 years 6 months" where an age may stand: in the bracket behind the patient, behind "is", or
   before "old". 0: not so. */
static size_t read_long_age(const struct en_note *n, size_t i, size_t number, double *years)
{
    size_t behind;
    double months;
    if (number >= n->hi || !en_is_value(note_en_at(n, number), EN_TIME, "year"))
        return 0;
    size_t at = number + 1;
    at += at < n->hi && en_is(note_en_at(n, at), EN_AND);
    if (!note_en_count(n, at, &months, &behind) || behind >= n->hi || months >= 12)
        return 0;
    bool old = en_is(note_en_at(n, behind), EN_OFAGE);
    if (!old && !en_is_value(note_en_at(n, behind), EN_TIME, "month"))
        return 0;
    size_t end = behind + 1;
    old |= end < n->hi && en_is(note_en_at(n, end), EN_OFAGE);
    bool said = note_en_is_bare_age(n, i, end) ||
                (i > n->lo + 1 && en_is(note_en_at(n, i - 1), EN_COMMA) &&
                 note_en_is_sex_word(n, i - 2)); /* "boy, 6 years 4 months" */
    if (!old && !said)
        return 0;
    *years += months / 12;
    return end + (end < n->hi && en_is(note_en_at(n, end), EN_OFAGE));
}

/* "My son, 10 months, has …": a unit stands behind the number; the token behind it, 0: not so. */
static size_t read_kin_age(const struct en_note *n, size_t i, size_t number, double *unit)
{
    if (!n->patient || number >= n->hi || !note_en_is_bare_age(n, i, number + 1))
        return 0;
    bool month = en_is_value(note_en_at(n, number), EN_TIME, "month");
    if (!month && !en_is_value(note_en_at(n, number), EN_TIME, "year"))
        return 0;
    *unit = month ? 1 / 12.0 : 1;
    return number + 1;
}

/* "42, m, gout", "72 yo F", "51 year old guy": the sex behind an age; the token where it stands. */
static size_t behind_sex(struct en_note *n, size_t end)
{
    end += end < n->hi && note_en_at(n, end)->class == EN_COMMA && sex_letter(n, end + 1);
    const char *sex = sex_letter(n, end);
    if (!sex)
        sex = capital_letter(n, end);
    if (!sex)
        sex = person_at(n, end);
    if (sex)
        note_word(n->p, ATTR_sex, sex, note_en_at(n, end)->begin, note_en_at(n, end)->end);
    return end;
}

/* "45, premenopausal, …", "27, gay man.": nothing but the number before the sentence's first comma.
 */
static size_t read_leading_age(struct en_note *n, size_t i, size_t number, double years)
{
    if (!note_en_begins(n, i) || note_en_at(n, i)->class != EN_NUMBER || years < GROWN ||
        years > OLDEST || years != floor(years) || number + 1 >= n->hi ||
        !en_is(note_en_at(n, number), EN_COMMA) || note_en_at(n, number + 1)->class == EN_NUMBER)
        return 0;
    note_number(n->p, ATTR_age, years, note_en_at(n, i)->begin, note_en_at(n, i)->end);
    return number;
}

/* "in her sixties (64)": within the decade that stands before the bracket. */
static size_t read_decade_age(struct en_note *n, size_t i, size_t number, double years)
{
    enum { DECADE = 10, LEAST = 20 };
    uint32_t behind;
    bool bracket = i > n->lo + 1 && note_en_at(n, i - 1)->class == EN_OPEN && number < n->hi &&
                   note_en_at(n, number)->class == EN_CLOSE;
    const struct note_en_word *w =
        bracket ? note_en_form(n, note_en_at(n, i - 2)->begin, NOTE_EN_DECADE, &behind) : NULL;
    double decade;
    if (!w || !text_read_double(w->value, &decade) || years < LEAST || years < decade ||
        years >= decade + DECADE)
        return 0;
    note_number(n->p, ATTR_age, years, note_en_at(n, i)->begin, note_en_at(n, i)->end);
    return number;
}

/* "a man of 51" */
static bool is_of_person(const struct en_note *n, size_t i, size_t number, double years)
{
    return i > n->lo + 1 && note_en_is(n, i - 1, "of") && note_en_is_sex_word(n, i - 2) &&
           note_en_at(n, i)->class == EN_NUMBER && years >= GROWN && years <= OLDEST &&
           ends_age(n, number);
}

/* "a trans woman (27)" */
static bool is_in_bracket(const struct en_note *n, size_t i, size_t number, double years)
{
    return i > n->lo + 1 && note_en_at(n, i - 1)->class == EN_OPEN &&
           note_en_is_sex_word(n, i - 2) && number < n->hi &&
           note_en_at(n, number)->class == EN_CLOSE && years >= 1 && years <= OLDEST;
}

/* An age that the words beside it tell: a letter, a title. */
static size_t read_told_age(struct en_note *n, size_t i, size_t number, double years)
{
    size_t end = read_listed_age(n, i, number, years);
    if (!end)
        end = read_decade_age(n, i, number, years);
    if (!end)
        end = read_titled_age(n, i, number, years);
    return end || is_beside_sex(n, i, number, years) ? end : read_leading_age(n, i, number, years);
}

size_t note_en_read_age(struct en_note *n, size_t i)
{
    double unit = 1, value;
    size_t number, end;
    if (i < n->age_end || n->colour.relative || note_has(n->p, ATTR_age) ||
        !note_en_count(n, i, &value, &number))
        return 0;
    end = read_long_age(n, i, number, &value);
    if (!end)
        end = age_unit(n, number, &unit);
    if (!end && read_short_age(n, i, number, value))
        return number + 1;
    size_t told = end ? 0 : read_told_age(n, i, number, value);
    if (told)
        return told;
    if (!end && (is_of_person(n, i, number, value) || note_en_is_bare_age(n, i, number) ||
                 is_beside_sex(n, i, number, value) || is_now_age(n, i, number, value) ||
                 is_own_age(n, i, number, value) || is_in_bracket(n, i, number, value)))
        end = number;
    if (!end)
        end = read_kin_age(n, i, number, &unit);
    if (!end)
        end = read_now_months(n, i, number, &unit);
    n->age_end = number;
    if (!end)
        return 0;
    note_number(n->p, ATTR_age, unit_round(value * unit, 4), note_en_at(n, i)->begin,
                note_en_at(n, end - 1)->end);
    return behind_sex(n, end);
}
