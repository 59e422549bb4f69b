/* Names of measured things as notes write them: "K+ 4.9", "T bili 1.4", "CP A5". */
#include "search/note_en.h"

/* What a body has: in Celsius, or in Fahrenheit where no unit stands. */
static bool is_celsius(double t)
{
    return t >= 34 && t <= 43;
}

bool note_en_is_fahrenheit(double t)
{
    return t >= 93 && t <= 110;
}

/* "T: 39.5 C", "T 38.2". */
static bool is_short_temperature(const struct en_note *n, size_t i)
{
    size_t k = i + 1 + (i + 1 < n->hi && note_en_at(n, i + 1)->class == EN_COLON);
    if (!note_en_is(n, i, "t") || k >= n->hi || note_en_at(n, k)->class != EN_NUMBER)
        return false;
    return is_celsius(note_en_at(n, k)->number) || note_en_is_fahrenheit(note_en_at(n, k)->number);
}

/* "K 4.1, Na 138": a letter alone stands in a list of values. */
static bool is_among_values(const struct en_note *n, size_t i)
{
    bool alone = n->measured && i + 1 < n->hi && note_en_at(n, i + 1)->class == EN_NUMBER &&
                 note_en_at(n, i + 1)->number >= 2 && /* "Na 131. K 4.8." */
                 (i + 2 >= n->hi || note_en_is_break(n, i + 2));
    bool listed =
        i + 2 < n->hi &&
        ((note_en_at(n, i + 1)->class == EN_NUMBER && note_en_at(n, i + 2)->class == EN_COMMA) ||
         (note_en_at(n, i + 1)->class == EN_COLON && note_en_at(n, i + 2)->class == EN_NUMBER));
    return (i > n->lo && note_en_at(n, i - 1)->class == EN_COMMA) ||
           (note_en_begins(n, i) && (listed || alone));
}

/* "Ca 9.9" in a list of values */
static bool is_calcium(const struct en_note *n, size_t i, size_t next)
{
    enum { MOST = 20 };
    bool placed = note_en_begins(n, i) || en_is(note_en_at(n, i - 1), EN_COMMA);
    return placed && next < n->hi && note_en_at(n, next)->class == EN_NUMBER &&
           note_en_at(n, next)->number < MOST;
}

/* "A5", "B7" at i: behind "CP" */
static bool is_class_with_points(const struct en_note *n, size_t i)
{
    if (i >= n->hi)
        return false;
    const struct en_token *t = note_en_at(n, i);
    const char *s = n->e.text.s + t->begin;
    size_t len = t->end - t->begin;
    return len >= 1 && len <= 3 && s[0] >= 'a' && s[0] <= 'c' &&
           (len == 1 || (s[1] >= '0' && s[1] <= '9'));
}

/* "U/A: color yellow, specific gravity 1.010, Glc 100". */
static bool is_of_urine(const struct en_note *n, uint32_t at)
{
    enum { NEAR_BYTES = 160 };
    static const char *const words[] = {"u/a", "urinal", "urine", "specific gravity"};
    uint32_t from = at > NEAR_BYTES ? at - NEAR_BYTES : 0;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (memmem(n->e.text.s + from, at - from, words[k], strlen(words[k])))
            return true;
    return false;
}

/* "K+ 4.9", "T bili 1.4": names that only notes use. NULL: none. */
static const char *short_name_at(const struct en_note *n, size_t i, size_t *end)
{
    uint32_t behind;
    const struct en_token *t = note_en_at(n, i);
    const struct note_en_word *w = note_en_form(n, t->begin, NOTE_EN_MEASURED, &behind);
    bool glued = i > n->lo && note_en_at(n, i - 1)->class != EN_OPEN &&
                 (note_en_at(n, i - 1)->end == t->begin || t->glued);
    if (!w || glued || (behind - t->begin == 1 && !is_among_values(n, i)))
        return NULL;
    *end = note_en_token_at(n, behind);
    if (strcmp(w->text, "ua") == 0 &&
        !(*end + 1 < n->hi && note_en_at(n, *end)->class == EN_NUMBER &&
          note_en_starts(n, *end + 1, "mg")))
        return NULL; /* an analysis of urine */
    if (strcmp(w->text, "ca") == 0 && !is_calcium(n, i, *end))
        return NULL; /* a cancer */
    if (strcmp(w->text, "cp") == 0 && !is_class_with_points(n, *end))
        return NULL; /* cerebral palsy, chest pain */
    if (strcmp(w->text, "glc") == 0 && is_of_urine(n, t->begin))
        return NULL;
    return w->value;
}

/* The attribute measured at token i, and the token behind its name. */
const char *note_en_measured_at(const struct en_note *n, size_t i, size_t *end)
{
    const struct en_row *row = en_row_of(note_en_at(n, i), EN_ATTR);
    const char *name = short_name_at(n, i, end);
    if (name)
        return name;
    *end = i + 1;
    if (note_en_is(n, i, "got") &&
        strcmp(note_en_text(n, note_en_at(n, i)->begin, note_en_at(n, i)->end), "GOT") != 0)
        return NULL; /* "I've got type 2 …" */
    return row ? row->value : is_short_temperature(n, i) ? "body_temperature" : NULL;
}
