/*
 * Measured things: "Hb 11.2 g/dL", "heart rate is 135 bpm". A value of another time is none where a
 * newer one stands beside it ("was 18 at diagnosis, 0.9 last week") and no fact where none does.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"
#include "search/units.h"
#include <math.h>

/* What stands behind a measured thing: a number or a word of its scale. */
struct reading {
    double number;
    const char *word;
    size_t end;
    bool has_unit;
};

static bool is_between_words(const struct en_note *n, size_t i)
{
    return note_en_is_any(n, i, en_list_before_value) || en_is(note_en_at(n, i), EN_GLUE) ||
           note_en_at(n, i)->class == EN_COLON || note_en_has_form(n, i, NOTE_EN_CHANGED);
}

/* Behind "is", "came back at", which stand at i. */
static size_t behind_between_words(const struct en_note *n, size_t i)
{
    enum { WORDS = 4 };
    size_t end;
    for (size_t words = 0; words < WORDS && i < n->hi; words++) {
        if (note_en_at(n, i)->class == EN_NUMBER)
            break;
        if (note_en_says(n, i, NOTE_EN_LEADS, &end))
            i = end;
        else if (is_between_words(n, i))
            i++;
        else
            break;
    }
    return i;
}

/* One value, at token k: a fever "up to 39" was 39. */
static bool is_one_value(const struct en_note *n, size_t k, uint16_t attr, struct en_value *v)
{
    if (v->n == 1 && attr == ATTR_body_temperature && note_en_is(n, k, "up to"))
        v->bounds[0].op = CRIT_OP_EQ;
    return v->n == 1 && v->bounds[0].op == CRIT_OP_EQ;
}

/* "Temperature 103.4" without a unit. */
static bool read_fahrenheit(const struct en_note *n, uint16_t attr, size_t k, struct reading *r)
{
    const struct en_token *t = k < n->hi ? note_en_at(n, k) : NULL;
    if (attr != ATTR_body_temperature || !t || t->class != EN_NUMBER ||
        !note_en_is_fahrenheit(t->number))
        return false;
    *r = (struct reading){round((t->number - 32) / 1.8 * 100) / 100, NULL, k + 1, true};
    return true;
}

/* ------------------------------------------------------------------ one value */

/* "22/30": points of the highest that there are. */
static bool read_of_highest(const struct en_note *n, uint16_t attr, size_t k, struct reading *r)
{
    if (k + 2 >= n->hi || note_en_at(n, k)->class != EN_NUMBER ||
        note_en_at(n, k + 1)->class != EN_SLASH || note_en_at(n, k + 2)->class != EN_NUMBER ||
        note_en_at(n, k + 2)->number != attributes[attr].max)
        return false;
    *r = (struct reading){note_en_at(n, k)->number, NULL, k + 3, true};
    return true;
}

/* Child-Pugh "A6", "B (7)": the letter, its points beside it. */
static bool read_class_with_points(const struct en_note *n, uint16_t attr, size_t k,
                                   struct reading *r)
{
    static const char *const words[] = {"A", "B", "C"};
    if (attr != ATTR_child_pugh || k >= n->hi)
        return false;
    const struct en_token *t = note_en_at(n, k);
    const char *s = n->e.text.s + t->begin;
    size_t len = t->end - t->begin;
    if (s[0] < 'a' || s[0] > 'c' || len < 1 || len > 3 || (len > 1 && (s[1] < '0' || s[1] > '9')))
        return false;
    *r = (struct reading){0, words[s[0] - 'a'], k + 1, true};
    return true;
}

/* The value ends before the next thing of a list: "NYHA III, BP 104/60". */
static size_t value_limit(const struct en_note *n, size_t k)
{
    for (size_t i = k + 1; i < n->hi; i++) {
        const struct en_token *t = note_en_at(n, i);
        bool and = en_is(t, EN_AND) && i + 1 < n->hi && note_en_at(n, i + 1)->class != EN_NUMBER;
        if (t->class == EN_COMMA || and || note_en_is(n, i, "grade")) /* "stage IA grade 1" */
            return i;
    }
    return n->hi;
}

/* "UA protein neg", "trace". */
static bool read_dipstick(const struct en_note *n, uint16_t attr, size_t k, struct reading *r)
{
    size_t end;
    if (attr != ATTR_urine_protein || k >= n->hi)
        return false;
    bool none = note_en_is_any(n, k, en_list_dipstick_none) || en_is(note_en_at(n, k), EN_NEGATIVE);
    if (!none && !note_en_is(n, k, "trace"))
        return false;
    end = k + 1;
    *r = (struct reading){0, none ? "-" : "±", end, true};
    return true;
}

static bool value_at(struct en_note *n, uint16_t attr, size_t k, struct reading *r)
{
    struct en_value v;
    if (read_of_highest(n, attr, k, r) || read_class_with_points(n, attr, k, r) ||
        read_dipstick(n, attr, k, r))
        return true;
    if (!en_read_value(&n->e, k, value_limit(n, k), attr, &v) || !is_one_value(n, k, attr, &v))
        return false;
    v.compared = true;
    struct crit_node *e = en_measure(&n->e, attr, &v);
    if (!e || e->type != CRIT_ATOM || e->atom->scale != CRIT_CANONICAL)
        return read_fahrenheit(n, attr, k, r);
    *r = (struct reading){e->atom->numbers ? e->atom->numbers[0] : 0,
                          e->atom->numbers ? NULL : e->atom->words[0], v.end, v.bounds[0].has_unit};
    return true;
}

/* Cells without a unit are thousands ("plt 102", "96k"), haemoglobin above 25 is g/L. */
static bool settle_unit(const struct en_note *n, uint16_t attr, struct reading *r)
{
    static const struct {
        uint16_t attr;
        double low, high, factor;
    } all[] = {{ATTR_platelets, 0, 1000, 1000},  {ATTR_wbc, 0, 200, 1000},
               {ATTR_neutrophils, 0, 100, 1000}, {ATTR_lymphocytes, 0, 100, 1000},
               {ATTR_eosinophils, 0, 10, 1000},  {ATTR_hemoglobin, 50, 250, 0.1},
               {ATTR_hemoglobin, 25.01, 50, -1}, {ATTR_glucose_random, 0, 35, -1}}; /* mmol/L? */
    bool share = r->end < n->hi && n->e.text.s[note_en_at(n, r->end)->begin] == '%';
    if (r->word || r->has_unit)
        return true;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].attr != attr)
            continue;
        if (share && attr != ATTR_hemoglobin)
            return false;
        if (r->number >= all[i].low && r->number < all[i].high) {
            r->number = unit_round(r->number * all[i].factor, 4);
            r->end += r->end < n->hi && note_en_is(n, r->end, "k");
            return all[i].factor > 0;
        }
    }
    return true;
}

/* ------------------------------------------------------------------ then and now */

/* "last year", "at diagnosis", "2 years ago" at token i: the token behind it; 0: none. */
static size_t then_at(const struct en_note *n, size_t i)
{
    struct crit_window w;
    size_t end;
    if (i < n->hi && note_en_says(n, i, NOTE_EN_THEN, &end))
        return end;
    end = i < n->hi ? en_read_window(&n->e, i, n->hi, &w) : 0;
    bool ago = end && w.n > 0 && w.unit == CRIT_YEAR && en_is(note_en_at(n, end - 1), EN_AGO);
    return ago ? end : 0;
}

/* "7.9 now, down from 9.4": the value before i is the one that holds. */
static bool is_held_now(const struct en_note *n, size_t i)
{
    size_t end;
    return i < n->hi && note_en_says(n, i, NOTE_EN_NOW, &end) &&
           (end >= n->hi || note_en_at(n, end)->class != EN_NUMBER);
}

/* A value with "now" before or behind it, among words that name nothing else. */
static bool newer_value(struct en_note *n, uint16_t attr, size_t from, struct reading *r)
{
    enum { WORDS_BETWEEN = 7 };
    bool now = false;
    size_t end;
    if (is_held_now(n, from))
        return false;
    for (size_t i = from; i < n->hi && i < from + WORDS_BETWEEN && !note_en_is_break(n, i); i++) {
        const struct en_token *t = note_en_at(n, i);
        now |= note_en_has_form(n, i, NOTE_EN_NOW);
        if (t->class == EN_NUMBER) {
            if (!value_at(n, attr, i, r) || !settle_unit(n, attr, r))
                return false;
            return now || (r->end < n->hi && note_en_says(n, r->end, NOTE_EN_NOW, &end));
        }
        if (en_row_of(t, EN_ATTR) || t->class == EN_OPEN || (!now && en_row_of(t, EN_FACT)))
            return false;
    }
    return false;
}

/* "from 1.2 to 2.4": the second. */
static bool read_change(struct en_note *n, uint16_t attr, size_t k, struct reading *r)
{
    enum { NEAR = 5 };
    if (k == 0 || !note_en_is(n, k - 1, "from"))
        return false;
    for (size_t i = k + 1; i + 1 < n->hi && i < k + NEAR; i++)
        if (note_en_is(n, i, "to") && note_en_at(n, i + 1)->class == EN_NUMBER)
            return value_at(n, attr, i + 1, r) && settle_unit(n, attr, r);
    return false;
}

/* "7.0% -> 6.4%": the token behind the arrow at i; 0: none. */
static size_t arrow_at(const struct en_note *n, size_t i)
{
    if (i + 1 >= n->hi)
        return 0;
    const char *s = n->e.text.s + note_en_at(n, i)->begin;
    if (strncmp(s, "→", strlen("→")) == 0)
        return i + 1;
    bool arrow = s[0] == '-' && n->e.text.s[note_en_at(n, i + 1)->begin] == '>';
    return arrow && i + 2 < n->hi ? i + 2 : 0;
}

/* The last of "1.2 -> 1.8 -> 1.5". */
static void follow_arrows(struct en_note *n, uint16_t attr, struct reading *r)
{
    struct reading next;
    for (size_t k = arrow_at(n, r->end); k; k = arrow_at(n, r->end)) {
        if (!value_at(n, attr, k, &next) || !settle_unit(n, attr, &next))
            return;
        *r = next;
    }
}

/* The value that holds today; false: none does. */
static bool settle_time(struct en_note *n, uint16_t attr, struct reading *r)
{
    struct reading newer;
    follow_arrows(n, attr, r);
    size_t behind = attr == ATTR_stage ? 0 : then_at(n, r->end);
    if (newer_value(n, attr, behind ? behind : r->end, &newer)) {
        *r = newer;
        return true;
    }
    if (behind)
        r->end = behind;
    return !behind;
}

/* "pre-stroke mRS", "his initial NIHSS", "Before my operation the PSA was": the thing measured at
   token i is told as it was. */
static bool is_of_before(const struct en_note *n, size_t i)
{
    size_t first = n->lo + (n->lo < n->hi && note_en_is_break(n, n->lo));
    uint32_t begin = note_en_at(n, i)->begin;
    const char *s = n->e.text.s;
    while (begin > 0 && s[begin - 1] == ' ')
        begin--;
    size_t word = 0;
    while (word < begin && ((s[begin - word - 1] >= 'a' && s[begin - word - 1] <= 'z') ||
                            s[begin - word - 1] == '-'))
        word++;
    bool pre = word > 4 && memcmp(s + begin - word, "pre-", 4) == 0;
    bool clause = first < i && note_en_is_any(n, first, en_list_clause_before) &&
                  note_en_is(n, i + 1 < n->hi ? i + 1 : i, "was");
    return pre || clause || (i > n->lo && note_en_is_any(n, i - 1, en_list_value_before));
}

/* ------------------------------------------------------------------ the whole */

/* "130/80", "130 over 80" */
static bool is_pressure(const struct en_note *n, size_t i)
{
    return i + 2 < n->hi && note_en_at(n, i)->class == EN_NUMBER &&
           (note_en_at(n, i + 1)->class == EN_SLASH || note_en_is(n, i + 1, "over")) &&
           note_en_at(n, i + 2)->class == EN_NUMBER;
}

/* "BP was 180/100 at onset, now 130/80": the newer one. */
static size_t read_pressure(struct en_note *n, size_t name, size_t i)
{
    enum { WORDS_BETWEEN = 6 };
    size_t then = i < n->hi && !is_pressure(n, i) ? then_at(n, i) : 0; /* "BP on arrival 180/100" */
    i = then ? then : i;
    if (!is_pressure(n, i))
        return 0;
    size_t behind = then ? i + 3 : then_at(n, i + 3), k = behind;
    while (behind && k < n->hi && k < behind + WORDS_BETWEEN && !is_pressure(n, k))
        k++;
    if (behind && (k == n->hi || !is_pressure(n, k)))
        return behind;
    i = behind ? k : i;
    uint32_t begin = note_en_at(n, name)->begin, end = note_en_at(n, i + 2)->end;
    note_number(n->p, ATTR_systolic_bp, note_en_at(n, i)->number, begin, end);
    note_number(n->p, ATTR_diastolic_bp, note_en_at(n, i + 2)->number, begin, end);
    return i + 3;
}

/* "born at 27 weeks weighing 980 g", "weight 2.9 kg at birth". */
static bool is_at_birth(const struct en_note *n, size_t i)
{
    enum { HEAVIEST = 6 };
    bool birth = false;
    for (size_t k = n->lo; k < n->hi && k < i + HEAVIEST; k++)
        birth |= note_en_starts(n, k, "born") || note_en_starts(n, k, "birth") ||
                 note_en_starts(n, k, "at birth");
    return birth;
}

/* "CKD stage 3", "stage 3 CKD", "stage 2" in a note without a cancer: not of a tumour. */
static bool is_stage_of_other(const struct en_note *n, size_t i, size_t end)
{
    bool cancer = note_has(n->p, ATTR_tnm_t) || note_has(n->p, ATTR_metastasis_site), other = false;
    for (size_t k = 0; k < n->e.n; k++) {
        const struct en_row *fact = en_row_of(note_en_at(n, k), EN_FACT);
        cancer |= note_en_is_cancer_at(n, k) || (fact && strstr(fact->value, "malignancy"));
        other |= note_en_is_other_disease_at(n, k);
    }
    return (other && !cancer) || (i > 0 && note_en_is_other_disease_at(n, i - 1)) ||
           note_en_is_other_disease_at(n, end);
}

static void say_value(struct en_note *n, uint16_t attr, size_t i, const struct reading *r)
{
    enum { NEWBORN_KG = 6 };
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, r->end - 1)->end;
    if (attr == ATTR_weight && r->number < NEWBORN_KG && is_at_birth(n, i))
        note_number(n->p, ATTR_birth_weight, r->number * 1000, begin, end);
    else if (r->word)
        note_word(n->p, attr, r->word, begin, end);
    else
        note_number(n->p, attr, r->number, begin, end);
}

/* "it is 0.9 now" at i, of what was measured last; the token behind the value, 0: not so. */
static size_t read_it_now(struct en_note *n, size_t i)
{
    struct reading r;
    size_t k = i, end;
    bool now = false;
    bool placed = note_en_begins(n, i) || en_is(note_en_at(n, i - 1), EN_COMMA);
    if (!n->measured || !placed || !note_en_is_any(n, i, en_list_value_again) || n->colour.relative)
        return 0;
    for (; k < n->hi && note_en_is_any(n, k, en_list_value_again_idle); k++)
        now |=
            note_en_is(n, k, "now") || note_en_is(n, k, "currently") || note_en_is(n, k, "today");
    uint16_t attr = (uint16_t)(n->measured - 1);
    if (k >= n->hi || note_en_at(n, k)->class != EN_NUMBER || !value_at(n, attr, k, &r) ||
        !settle_unit(n, attr, &r))
        return 0;
    now |= r.end < n->hi && note_en_says(n, r.end, NOTE_EN_NOW, &end);
    bool other = r.end < n->hi && en_row_of(note_en_at(n, r.end), EN_TIME) &&
                 attributes[attr].kind != ATTR_NUMBER;
    if (!now || other)
        return 0;
    say_value(n, attr, i, &r);
    return r.end;
}

/* "ECOG I have no idea" */
static bool read_unknown(struct en_note *n, uint16_t attr, size_t i, size_t k)
{
    size_t end;
    if (k >= n->hi || !note_en_says(n, k, NOTE_EN_UNKNOWN, &end))
        return false;
    if (!note_has(n->p, attr)) {
        note_none(n->p, attr, note_en_at(n, i)->begin, note_en_at(n, end - 1)->end);
        n->p->note->facts->by_attr[attr].state = FACT_NULL; /* asked, no answer */
    }
    return true;
}

/* An attribute whose value notes tell in figures behind its name. */
static bool is_readable(const struct en_note *n, const char *name, uint16_t *attr)
{
    return attribute_find(name, strlen(name), attr) && *attr != ATTR_age &&
           *attr != ATTR_disease_duration &&
           !(*attr == ATTR_gestational_age && note_has(n->p, ATTR_pregnant));
}

/* "AST/ALT 24/19": a value for each. 0: not so. */
static size_t read_pair(struct en_note *n, size_t i)
{
    if (i + 5 >= n->hi || note_en_at(n, i + 1)->class != EN_SLASH || !is_pressure(n, i + 3))
        return 0;
    for (size_t k = 0; k < 2; k++) {
        size_t unused;
        uint16_t attr;
        const char *name = note_en_measured_at(n, i + 2 * k, &unused);
        struct reading r = {.number = note_en_at(n, i + 3 + 2 * k)->number, .end = i + 4 + 2 * k};
        if (!name || !is_readable(n, name, &attr) || attributes[attr].kind != ATTR_NUMBER ||
            !settle_unit(n, attr, &r))
            return 0;
        say_value(n, attr, i, &r);
    }
    return i + 6;
}

/* "24 on the MMSE", "24/30 on MMSE": the points before the scale at i. */
static bool read_points_before(struct en_note *n, size_t i, uint16_t attr)
{
    size_t on = i > n->lo && note_en_is(n, i - 1, "the") ? i - 2 : i - 1;
    if (attributes[attr].kind != ATTR_ORDINAL || i < n->lo + 2 || on <= n->lo ||
        !(note_en_is(n, on, "on") || note_en_is(n, on, "on the")))
        return false;
    size_t k = on - 1;
    if (k >= n->lo + 2 && note_en_at(n, k - 1)->class == EN_SLASH &&
        note_en_at(n, k)->number == attributes[attr].max)
        k -= 2;
    const struct en_token *t = note_en_at(n, k);
    if (t->class != EN_NUMBER || (k > n->lo && note_en_at(n, k - 1)->class == EN_SLASH))
        return false;
    note_number(n->p, attr, t->number, t->begin, note_en_at(n, i)->end);
    return true;
}

/* Two numbers at i that a body has as its pressure; no dose of two drugs, no date. */
static bool is_likely_pressure(const struct en_note *n, size_t i)
{
    enum { LOW = 60, HIGH = 280, LOWEST = 30, APART = 10 };
    if (!is_pressure(n, i))
        return false;
    double upper = note_en_at(n, i)->number, lower = note_en_at(n, i + 2)->number;
    bool more =
        i + 3 < n->hi && (note_en_at(n, i + 3)->class == EN_SLASH ||
                          note_en_starts(n, i + 3, "mg") || note_en_starts(n, i + 3, "mcg"));
    return upper >= LOW && upper <= HIGH && lower >= LOWEST && lower + APART <= upper && !more &&
           upper == floor(upper) && lower == floor(lower);
}

static bool tells_any(const struct en_note *n, size_t i, const char *const *words)
{
    uint32_t begin = note_en_at(n, n->lo)->begin, end = note_en_at(n, i)->begin;
    for (; *words; words++)
        if (memmem(n->e.text.s + begin, end - begin, *words, strlen(*words)))
            return true;
    return false;
}

/* "gestational hypertension: this morning it was 148/92": the sentence told of the pressure. */
static bool is_pressure_of_ill(const struct en_note *n, size_t i)
{
    bool placed = note_en_at(n, i - 1)->class == EN_COLON ||
                  en_is(note_en_at(n, i - 1), EN_COMMA) || en_is(note_en_at(n, i - 1), EN_GLUE) ||
                  note_en_at(n, i - 1)->class == EN_OPEN ||
                  note_en_is_any(n, i - 1, en_list_before_pressure);
    return placed && tells_any(n, i, en_list_pressure_ills) &&
           !tells_any(n, i, en_list_pressure_others) &&
           !note_en_has_within(n, n->lo, i, NOTE_EN_THEN);
}

/* "blood pressure is high, 148/96 this morning": words stand between. */
static size_t read_far_pressure(struct en_note *n, size_t i)
{
    enum { NEAR = 7 };
    if (n->colour.relative || i == n->lo || !is_likely_pressure(n, i))
        return 0;
    if (is_pressure_of_ill(n, i))
        return read_pressure(n, i, i);
    if (!en_is(note_en_at(n, i - 1), EN_COMMA))
        return 0;
    for (size_t k = i; k > n->lo && k + NEAR > i; k--)
        if (note_en_starts(n, k - 1, "blood pressure") || note_en_starts(n, k - 1, "bp") ||
            note_en_has_form(n, k - 1, NOTE_EN_LAY))
            return read_pressure(n, i, i);
    return 0;
}

/* "MADRS on admission 36, at discharge 14": the time stands before the value at k; the newer one
   counts, or none. The token behind the value; 0: not so. */
static size_t read_value_then(struct en_note *n, size_t i, uint16_t attr, size_t k)
{
    struct reading r, newer;
    size_t then =
        k < n->hi && note_en_at(n, k)->class != EN_NUMBER && attr != ATTR_stage ? then_at(n, k) : 0;
    then = then ? behind_between_words(n, then) : 0;
    if (!then || !value_at(n, attr, then, &r) || !settle_unit(n, attr, &r))
        return 0;
    n->measured = (uint16_t)(attr + 1);
    if (attr == ATTR_weight && note_en_starts(n, k, "at birth"))
        say_value(n, attr, i, &r); /* a fact of its own */
    if (!newer_value(n, attr, r.end, &newer))
        return r.end;
    say_value(n, attr, i, &newer);
    return newer.end;
}

/* "GA 29+3" */
static size_t read_weeks(struct en_note *n, size_t i, uint16_t attr, size_t k)
{
    enum { WEEK = 7 };
    if (attr != ATTR_gestational_age || k + 2 >= n->hi || note_en_at(n, k)->class != EN_NUMBER ||
        note_en_at(n, k + 1)->class != EN_PLUS || note_en_at(n, k + 2)->class != EN_NUMBER ||
        note_en_at(n, k + 2)->number >= WEEK)
        return 0;
    note_number(n->p, attr,
                unit_round(note_en_at(n, k)->number + note_en_at(n, k + 2)->number / WEEK, 4),
                note_en_at(n, i)->begin, note_en_at(n, k + 2)->end);
    return k + 3;
}

/* The value at token k of what token i names; the token behind it, 0: none. */
static size_t read_value(struct en_note *n, size_t i, uint16_t attr, size_t k)
{
    struct reading r;
    bool size = attr == ATTR_weight || attr == ATTR_height;
    if (size && k < n->hi && note_en_is_foreign_unit(n, k))
        return note_en_read_body(n, k); /* "weighs 11 stone 4" */
    size_t weeks = read_weeks(n, i, attr, k);
    if (weeks)
        return weeks;
    size_t then = read_value_then(n, i, attr, k);
    if (then)
        return then;
    bool change = read_change(n, attr, k, &r);
    if (!change && (!value_at(n, attr, k, &r) || !settle_unit(n, attr, &r)))
        return 0;
    bool asked = n->e.text.s[note_en_at(n, r.end - 1)->end] == '?'; /* "stage IV?" */
    if (asked || (attr == ATTR_stage && is_stage_of_other(n, i, r.end)))
        return r.end;
    n->measured = (uint16_t)(attr + 1);
    if (change || (settle_time(n, attr, &r) && !is_of_before(n, i)))
        say_value(n, attr, i, &r);
    return r.end;
}

size_t note_en_read_measure(struct en_note *n, size_t i)
{
    size_t k;
    const char *name = note_en_measured_at(n, i, &k);
    uint16_t attr;
    if (!name) {
        size_t end = read_it_now(n, i);
        return end ? end : read_far_pressure(n, i);
    }
    if (n->colour.relative)
        return 0;
    size_t first = k;
    k = behind_between_words(n, k);
    if (strcmp(name, "bp") == 0)
        return read_pressure(n, i, k);
    if (!is_readable(n, name, &attr))
        return 0;
    if (attr == ATTR_child_pugh && first < n->hi && note_en_is(n, first, "a"))
        k = first; /* the class, no article */
    size_t pair = read_pair(n, i);
    if (pair || read_points_before(n, i, attr))
        return pair ? pair : first;
    if (read_unknown(n, attr, i, k))
        return k + 1;
    return read_value(n, i, attr, k);
}
