/*
 * Heights and weights as people in other countries say them: "5 ft 4", "6'1\"", "12 stone 6",
 * "240 lbs"; a weight alone counts beside a height, or where nothing was lost or lifted.
 */
#include "search/attributes_gen.h"
#include "search/note_en.h"
#include "search/units.h"

static const double foot_cm = 30.48, inch_cm = 2.54, pound_kg = 0.45359237;
enum { POUNDS_OF_STONE = 14 };

static bool starts(const char *s, const char *word)
{
    return strncmp(s, word, strlen(word)) == 0;
}

/* One of the words at s, a blank before it or not; bytes behind it, 0: none. */
static size_t word_bytes(const char *s, const char *const *words)
{
    size_t blank = *s == ' ' || *s == '-';
    for (const char *const *w = words; *w; w++) {
        char next = s[blank + (starts(s + blank, *w) ? strlen(*w) : 0)];
        bool ends = (*w)[0] < 'a' || (*w)[0] > 'z' || next < 'a' || next > 'z';
        if (starts(s + blank, *w) && ends)
            return blank + strlen(*w);
    }
    return 0;
}

/* Digits at s, a blank before them or not: bytes, 0: none. */
static size_t digits(const char *s, double *value)
{
    size_t at = *s == ' ', first = at;
    for (*value = 0; s[at] >= '0' && s[at] <= '9' && at < first + 3; at++)
        *value = *value * 10 + (s[at] - '0');
    if (at > first && s[at] == '.' && s[at + 1] >= '0' && s[at + 1] <= '9') {
        *value += (s[at + 1] - '0') / 10.0;
        at += 2;
    }
    return at > first ? at : 0;
}

static bool is_stranger(const struct en_note *n)
{
    return n->colour.relative || n->colour.past || n->colour.planned;
}

/* "5 ft 4", "5'5\"", "six" is no number here. */
static size_t read_feet(struct en_note *n, size_t i)
{
    enum { LEAST = 3, MOST = 7, OF_FOOT = 12 };
    const struct en_token *t = note_en_at(n, i);
    const char *s = n->e.text.s;
    double inch = 0;
    if (t->class != EN_NUMBER || t->number < LEAST || t->number > MOST ||
        s[t->begin] != '0' + (char)t->number || (s[t->begin + 1] >= '0' && s[t->begin + 1] <= '9'))
        return 0;
    uint32_t at = t->begin + 1;
    size_t unit = word_bytes(s + at, en_list_feet);
    if (!unit)
        return 0;
    at += (uint32_t)unit;
    size_t more = digits(s + at, &inch);
    size_t unit_behind = more ? word_bytes(s + at + more, en_list_inches) : 0;
    bool tall = starts(s + at, " tall");
    if ((!more && !tall) || inch >= OF_FOOT)
        return 0;
    at += (uint32_t)(more + unit_behind);
    if (!is_stranger(n))
        note_number(n->p, ATTR_height, unit_round(t->number * foot_cm + inch * inch_cm, 4),
                    t->begin, at);
    n->height_end = note_en_token_at(n, at);
    return n->height_end;
}

/* Words before a weight that is not the whole person's. */
static bool is_part_of_weight(const struct en_note *n, size_t i)
{
    for (size_t k = n->lo; k < i; k++)
        if (note_en_is_any(n, k, en_list_weight_in_part))
            return true;
    return false;
}

/* "12 stone 6", "11 st 4 lb". */
static size_t read_stone(struct en_note *n, size_t i)
{
    enum { LEAST = 4, MOST = 40 };
    const struct en_token *t = note_en_at(n, i);
    const char *s = n->e.text.s;
    double count, more = 0;
    size_t bytes = t->class == EN_NUMBER ? digits(s + t->begin, &count) : 0;
    size_t unit = bytes ? word_bytes(s + t->begin + bytes, en_list_stones) : 0;
    if (!unit || count < LEAST || count > MOST || is_stranger(n) || is_part_of_weight(n, i))
        return 0;
    uint32_t at = t->begin + (uint32_t)(bytes + unit);
    size_t behind = digits(s + at, &more);
    if (behind && more < POUNDS_OF_STONE)
        at += (uint32_t)(behind + word_bytes(s + at + behind, en_list_pounds_of_stones));
    else
        more = 0;
    note_number(n->p, ATTR_weight, unit_round((count * POUNDS_OF_STONE + more) * pound_kg, 4),
                t->begin, at);
    return note_en_token_at(n, at);
}

/* Nothing that goes on about the weight follows token i. */
static bool ends_item(const struct en_note *n, size_t i)
{
    return i >= n->hi || note_en_is_break(n, i) || en_is(note_en_at(n, i), EN_COMMA) ||
           en_is(note_en_at(n, i), EN_AND) || note_en_at(n, i)->class == EN_CLOSE ||
           en_is(note_en_at(n, i), EN_BUT);
}

/* "6'1\", 240 lbs", "I'm 180 pounds": where a list or a sentence has a place for it. */
static size_t read_pounds(struct en_note *n, size_t i)
{
    enum { LEAST = 60, MOST = 600 };
    const struct en_token *t = note_en_at(n, i);
    if (t->class != EN_NUMBER || i + 1 >= n->hi || !note_en_is_any(n, i + 1, en_list_pounds) ||
        t->number < LEAST || t->number > MOST || is_stranger(n) || is_part_of_weight(n, i))
        return 0;
    bool placed = note_en_begins(n, i) || note_en_is_any(n, i - 1, en_list_before_pounds) ||
                  en_is(note_en_at(n, i - 1), EN_COMMA) || en_is(note_en_at(n, i - 1), EN_AND);
    bool beside = n->height_end && n->height_end + 1 >= i && n->height_end <= i;
    if (!(placed || beside) || !ends_item(n, i + 2))
        return 0;
    note_number(n->p, ATTR_weight, unit_round(t->number * pound_kg, 4), t->begin,
                note_en_at(n, i + 1)->end);
    return i + 2;
}

bool note_en_is_foreign_unit(const struct en_note *n, size_t i)
{
    double unused;
    const char *s = n->e.text.s + note_en_at(n, i)->begin;
    size_t bytes = note_en_at(n, i)->class == EN_NUMBER ? digits(s, &unused) : 0;
    return bytes && word_bytes(s + bytes, en_list_foreign_units);
}

/* "weighed 980 g when she was born", "weighed 1.2 kg at birth". */
static size_t read_weighed(struct en_note *n, size_t i)
{
    enum { GRAMS = 1000, LEAST = 300, MOST = 7000 };
    if (!note_en_starts(n, i, "weighed") || i + 2 >= n->hi || n->colour.relative ||
        note_en_at(n, i + 1)->class != EN_NUMBER)
        return 0;
    double grams = note_en_at(n, i + 1)->number;
    grams *= note_en_is(n, i + 2, "kg") ? GRAMS : note_en_is_any(n, i + 2, en_list_grams) ? 1 : 0;
    if (grams < LEAST || grams > MOST)
        return 0;
    for (size_t k = n->lo; k < n->hi; k++)
        if (note_en_starts(n, k, "born") || note_en_starts(n, k, "at birth") ||
            note_en_starts(n, k, "birth")) {
            note_number(n->p, ATTR_birth_weight, unit_round(grams, 4), note_en_at(n, i)->begin,
                        note_en_at(n, i + 2)->end);
            return i + 3;
        }
    return 0;
}

size_t note_en_read_body(struct en_note *n, size_t i)
{
    size_t end = read_feet(n, i);
    if (!end)
        end = read_weighed(n, i);
    if (!end)
        end = read_stone(n, i);
    return end ? end : read_pounds(n, i);
}
