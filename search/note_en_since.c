/*
 * When something named was: how long ago, in which year, and how long the person has had it. What
 * strikes and passes ("pneumonia in February") is over once a time of it is told.
 */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"
#include "search/units.h"

static const double unit_days[] = {0, 1, 7, 30.4375, 365.25};

/* ------------------------------------------------------------------ time */

static bool is_ago(const struct en_note *n, size_t k, size_t *end, double *days)
{
    struct crit_window w;
    *end = en_read_window(&n->e, k, n->hi, &w);
    if (!*end || w.n < 0 || w.anchor != CRIT_ANCHOR_NOW || !en_is(note_en_at(n, *end - 1), EN_AGO))
        return false;
    *days = w.n * unit_days[w.unit];
    return true;
}

double note_en_ago_behind(const struct en_note *n, uint32_t name_end)
{
    enum { NEAR = 8 };
    size_t i = note_en_token_at(n, name_end), end;
    double days;
    for (size_t k = i; k + 2 < n->hi + 0 && k < i + NEAR; k++) {
        if (is_ago(n, k, &end, &days))
            return days;
        if (note_en_name_at(n, k) && note_en_at(n, k)->class != EN_NUMBER && k > i)
            return -1;
    }
    return -1;
}

/* "UC, last flare 2 months ago", "cancer, resected 6 months ago": an illness's time stands before
   the comma, or right behind it. */
bool note_en_is_other_time(const struct en_note *n, uint32_t name_end, enum lexicon_class class)
{
    size_t i = note_en_token_at(n, name_end), end;
    if (class != LEXICON_DISEASE && class != LEXICON_SYMPTOM)
        return false;
    while (i < n->hi && !en_is(note_en_at(n, i), EN_COMMA) && note_en_at(n, i)->class != EN_NUMBER)
        i++;
    if (i + 1 >= n->hi || note_en_at(n, i)->class == EN_NUMBER)
        return false;
    return !note_en_says(n, i + 1, NOTE_EN_SINCE, &end) &&
           note_en_at(n, i + 1)->class != EN_NUMBER && !note_en_starts(n, i + 1, "diagnosed");
}

/* "and a half" at k: the token behind; 0: not so. */
static size_t behind_half(const struct en_note *n, size_t k)
{
    static const char half[] = "and a half";
    if (k >= n->hi || !note_en_starts(n, k, half))
        return 0;
    return note_en_token_at(n, note_en_at(n, k)->begin + (uint32_t)strlen(half));
}

/* "9 yrs", "ten years", "two and a half years", "a year and a half", "14 months ago" at k, in
   months. 0: none. */
double note_en_months_at(const struct en_note *n, size_t k, size_t *end)
{
    static const struct {
        const char *unit;
        double months;
    } all[] = {{"year", 12}, {"month", 1}, {"week", 7 / 30.4375}, {"day", 1 / 30.4375}};
    double count = 1;
    bool one = note_en_is(n, k, "a") || note_en_is(n, k, "an"); /* "a year ago" */
    *end = k + 1;
    if ((!one && !note_en_count(n, k, &count, end)) || *end >= n->hi)
        return 0;
    size_t half = behind_half(n, *end);
    count += half ? 0.5 : 0;
    *end = half ? half : *end;
    if (*end >= n->hi)
        return 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (en_is_value(note_en_at(n, *end), EN_TIME, all[i].unit) ||
            (i == 0 && (note_en_is(n, *end, "y") || note_en_is(n, *end, "yr")))) {
            (*end)++;
            half = half ? 0 : behind_half(n, *end);
            *end = half ? half : *end;
            return (count + (half ? 0.5 : 0)) * all[i].months;
        }
    return 0;
}

bool note_en_is_time_idle(const struct en_note *n, size_t k)
{
    const struct en_token *t = note_en_at(n, k);
    return note_en_is_any(n, k, en_list_time_idle) || en_is(t, EN_COMMA) || t->class == EN_OPEN ||
           t->class == EN_COLON || n->e.text.s[t->begin] == '~';
}

static bool says_diagnosed(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return memmem(n->e.text.s + t->begin, t->end - t->begin, "diagnosed with", 14) &&
           !memmem(n->e.text.s + t->begin, t->end - t->begin, "newly", 5);
}

/* "diagnosed with gout", "diagnosed with relapsing-remitting MS": before the name at i. */
bool note_en_is_diagnosed(const struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    size_t end;
    for (size_t k = i; k > n->lo && k + NEAR > i; k--)
        if (note_en_says(n, k - 1, NOTE_EN_LEARNT, &end) && end == i)
            return true; /* "was told I have" */
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        if (says_diagnosed(n, k - 1))
            return true;
        if (!en_is(note_en_at(n, k - 1), EN_STATE) && note_en_at(n, k - 1)->class != EN_DASH &&
            !en_is_value(note_en_at(n, k - 1), EN_DROP, ""))
            return false;
    }
    return false;
}

/* "12 days ago" at k: what struck so lately is what the note is about. */
static bool is_fresh(const struct en_note *n, size_t k)
{
    enum { MONTHS = 12 };
    size_t end;
    double months = k < n->hi ? note_en_months_at(n, k, &end) : 0;
    return months > 0 && months < MONTHS && end < n->hi && en_is(note_en_at(n, end), EN_AGO);
}

/* "since I was 7", "diagnosed at age 12": the age then is kept, since the one now may follow. */
static bool read_onset(struct en_note *n, size_t k, bool since)
{
    enum { OLDEST = 110 };
    uint32_t behind;
    double age;
    size_t end;
    const struct note_en_word *w = note_en_form(n, note_en_at(n, k)->begin, NOTE_EN_ONSET, &behind);
    size_t i = w ? note_en_token_at(n, behind) : n->hi;
    bool itself = w && strncmp(w->text, "since", strlen("since")) == 0;
    if (i >= n->hi || !(since || itself) || !note_en_count(n, i, &age, &end) || age <= 0 ||
        age > OLDEST)
        return false;
    bool unit = end < n->hi && en_row_of(note_en_at(n, end), EN_TIME);
    if (unit && !en_is_value(note_en_at(n, end), EN_TIME, "year"))
        return false; /* "since he was 6 months old" */
    n->onset = age;
    n->onset_begin = note_en_at(n, k)->begin;
    n->onset_end = note_en_at(n, end - 1)->end;
    return true;
}

void note_en_settle_onset(struct en_note *n)
{
    enum { MONTHS = 12 };
    const struct fact *age = &n->p->note->facts->by_attr[ATTR_age];
    if (n->onset > 0 && age->state == FACT_GIVEN && age->number > n->onset)
        note_number(n->p, ATTR_disease_duration, unit_round((age->number - n->onset) * MONTHS, 4),
                    n->onset_begin, n->onset_end);
}

/* "her early sixties" at i: the token behind; 0: not so. */
static size_t behind_decade(const struct en_note *n, size_t i)
{
    enum { NEAR = 3 };
    size_t end;
    for (size_t k = i; k < n->hi && k < i + NEAR; k++)
        if (note_en_says(n, k, NOTE_EN_DECADE, &end))
            return end;
    return 0;
}

/* "x6 yrs", written as one word, at k: months; 0: not so. */
static double times_months_at(const struct en_note *n, size_t k, size_t *end)
{
    enum { MONTHS = 12, DIGITS = 3 };
    const char *s = n->e.text.s + note_en_at(n, k)->begin;
    size_t len = note_en_at(n, k)->end - note_en_at(n, k)->begin;
    double count;
    if (s[0] != 'x' || len < 2 || len > DIGITS || k + 1 >= n->hi ||
        !text_read_double(mem_strndup(n->p->tmp, s + 1, len - 1), &count))
        return 0;
    *end = k + 2;
    return en_is_value(note_en_at(n, k + 1), EN_TIME, "year")    ? count * MONTHS
           : en_is_value(note_en_at(n, k + 1), EN_TIME, "month") ? count
                                                                 : 0;
}

/* "in both eyes", "of the right hand" before "for": the token behind; 0: not so. */
static size_t behind_place(const struct en_note *n, size_t i)
{
    enum { WORDS = 5 };
    if (!note_en_is(n, i, "in") && !note_en_is(n, i, "of") && !note_en_is(n, i, "on"))
        return 0;
    for (size_t k = i + 1; k < n->hi && k < i + WORDS && !en_is(note_en_at(n, k), EN_COMMA); k++) {
        if (note_en_is(n, k, "for"))
            return k;
        if (note_en_name_at(n, k) || note_en_at(n, k)->class == EN_NUMBER)
            return 0;
    }
    return 0;
}

/* A length of time at k, in months: behind "for", "x6", or right behind the name and before a comma
   ("T1DM 9 y,"). 0: none; < 0: a time that tells something else. */
static double length_at(const struct en_note *n, size_t k, bool since, bool first, size_t *end)
{
    double months = since || first ? note_en_months_at(n, k, end) : 0;
    bool ends = months > 0 && (*end >= n->hi || en_is(note_en_at(n, *end), EN_COMMA) ||
                               note_en_is_break(n, *end));
    if (months > 0)
        return since || ends ? months : -1;
    return times_months_at(n, k, end);
}

/* "in both eyes for six years", "in her early sixties, seven years ago": the token behind; 0: none.
 */
static size_t behind_aside(const struct en_note *n, size_t k, bool since)
{
    if (!since)
        return behind_place(n, k);
    return note_en_is(n, k, "in") && k + 1 < n->hi ? behind_decade(n, k + 1) : 0;
}

/* "for 6 years", ", diagnosed 14 months ago", "x 9 yrs" behind the person's first diagnosis. */
void note_en_read_duration(struct en_note *n, size_t i, uint32_t name_end)
{
    size_t end;
    size_t behind = note_en_token_at(n, name_end);
    bool since = note_en_is_diagnosed(n, i) || is_fresh(n, behind);
    for (size_t k = behind; k < n->hi; k++) {
        if (read_onset(n, k, since))
            return;
        double months = length_at(n, k, since, k == behind, &end);
        if (months < 0)
            return;
        if (months > 0) {
            bool child = end < n->hi && en_is(note_en_at(n, end), EN_OFAGE);
            if (!child)
                note_number(n->p, ATTR_disease_duration, unit_round(months, 4),
                            note_en_at(n, k)->begin, note_en_at(n, end - 1)->end);
            return;
        }
        if (note_en_says(n, k, NOTE_EN_SINCE, &end)) {
            since = true;
            k = end - 1;
        } else if (en_is(note_en_at(n, k), EN_TIMES)) {
            since = true;
        } else if (behind_aside(n, k, since)) {
            k = behind_aside(n, k, since) - 1;
        } else if (!note_en_is_time_idle(n, k)) {
            return;
        }
    }
}

/* "Myasthenia gravis, AChR positive, diagnosed": of the only illness so far. */
static bool is_aside_of_one(const struct en_note *n, size_t i)
{
    return en_is(note_en_at(n, i - 1), EN_COMMA) && !note_has(n->p, ATTR_comorbidity) &&
           !note_has(n->p, ATTR_history) && !note_has(n->p, ATTR_disease_duration);
}

size_t note_en_read_diagnosed_ago(struct en_note *n, size_t i)
{
    size_t end;
    bool dx = note_en_is(n, i, "dx") || note_en_is(n, i, "dx'd");
    if (!(dx || note_en_starts(n, i, "diagnosed")) || i + 2 >= n->hi || n->colour.relative ||
        !note_has(n->p, ATTR_diagnosis) ||
        !(dx || note_en_begins(n, i) || note_en_is_any(n, i - 1, en_list_before_diagnosed) ||
          is_aside_of_one(n, i)))
        return 0;
    double months = note_en_months_at(n, i + 1, &end);
    if (months <= 0 || end >= n->hi || !en_is(note_en_at(n, end), EN_AGO))
        return 0;
    for (size_t k = end + 1; k < n->hi && !note_en_is_break(n, k); k++)
        if (note_en_name_at(n, k) || note_en_has_form(n, k, NOTE_EN_LAY))
            return 0; /* "diagnosed 2 years ago with gout" */
    note_number(n->p, ATTR_disease_duration, unit_round(months, 4), note_en_at(n, i)->begin,
                note_en_at(n, end)->end);
    return end + 1;
}

/* "a 5-year history of" before the name: months, 0: not so; tokens [*from, *to] tell it. */
double note_en_history_before(const struct en_note *n, size_t i, size_t *from, size_t *to)
{
    enum { NEAR = 6 };
    double told = note_en_told_before(n, i, from, to);
    if (told > 0)
        return told;
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        double months = note_en_months_at(n, k - 1, to);
        if (months <= 0)
            continue;
        *from = k - 1;
        bool history =
            *to < i && (en_is(note_en_at(n, *to), EN_HIST) || note_en_starts(n, *to, "hx") ||
                        note_en_starts(n, *to, "history"));
        history |= *to < i && en_is(note_en_at(n, *to), EN_AGO) && k >= n->lo + 2 &&
                   note_en_starts(n, k - 2, "diagnosed"); /* "diagnosed 2 years ago with" */
        history |= *to < i && en_is(note_en_at(n, *to), EN_AGO) && note_en_begins(n, k - 1) &&
                   note_en_is_diagnosed(n, i); /* "Two years ago I was diagnosed with" */
        return history ? months : 0;
    }
    return 0;
}

/* "lupus for 6 years", "asthma since 2010". */
bool note_en_is_lasting(const struct en_note *n, size_t name, uint32_t name_end)
{
    size_t i = note_en_token_at(n, name_end), from, to;
    if (note_en_history_before(n, name, &from, &to) > 0)
        return true;
    if (i < n->hi && behind_place(n, i))
        i = behind_place(n, i); /* "in both eyes for six years" */
    return i < n->hi && (note_en_is(n, i, "for") || note_en_is(n, i, "since"));
}

/* "x2" */
static bool is_times(const struct en_note *n, size_t i)
{
    const char *s = n->e.text.s + note_en_at(n, i)->begin;
    return s[0] == 'x' && s[1] >= '0' && s[1] <= '9';
}

/* "3/24", "11/2023" at i */
static bool is_month_of_year(const struct en_note *n, size_t i)
{
    enum { MONTHS = 12, FIRST = 10, LAST = 2100 };
    return i + 2 < n->hi && note_en_at(n, i)->class == EN_NUMBER &&
           note_en_at(n, i + 1)->class == EN_SLASH && note_en_at(n, i + 2)->class == EN_NUMBER &&
           note_en_at(n, i)->number >= 1 && note_en_at(n, i)->number <= MONTHS &&
           note_en_at(n, i + 2)->number >= FIRST && note_en_at(n, i + 2)->number < LAST &&
           !(i + 3 < n->hi && note_en_at(n, i + 3)->class == EN_SLASH);
}

/* "stroke in 2015", "PE (March 2016)": the year behind the name. */
static bool has_year_behind(const struct en_note *n, uint32_t name_end)
{
    enum { NEAR = 4, FIRST_YEAR = 1900, LAST_YEAR = 2100 };
    size_t i = note_en_token_at(n, name_end);
    for (size_t k = i; k < n->hi && k < i + NEAR; k++) {
        const struct en_token *t = note_en_at(n, k);
        if (is_month_of_year(n, k))
            return true;
        if (t->class == EN_NUMBER)
            return t->number >= FIRST_YEAR && t->number < LAST_YEAR && t->end - t->begin == 4;
        bool month =
            t->class == EN_WORD && ((!t->sense && t->end - t->begin >= 3) || is_times(n, k));
        if (!month && !note_en_is(n, k, "in") && t->class != EN_OPEN)
            return false;
    }
    return false;
}

/* "Last seizure 3 weeks ago", "first attack in 2015": one of several, of its time. */
static bool is_one_of_many(const struct en_note *n, size_t i)
{
    return i > n->lo && (note_en_is_any(n, i - 1, en_list_one_of_many) ||
                         (i > n->lo + 1 && note_en_at(n, i - 1)->class == EN_WORD &&
                          note_en_is_any(n, i - 2, en_list_one_of_many)));
}

bool note_en_is_dated(const struct en_note *n, size_t i, uint32_t end, bool event)
{
    bool year = has_year_behind(n, end);
    return (event && year) || (is_one_of_many(n, i) && (year || note_en_ago_behind(n, end) >= 0));
}

/* ------------------------------------------------------------------ what passes */

bool note_en_is_chronic(const struct en_note *n, uint32_t begin, uint32_t end)
{
    const char *s = n->e.text.s;
    uint32_t from = begin;
    while (from > 0 && begin - from < 12 && s[from - 1] != '.' && s[from - 1] != ',')
        from--;
    for (const char *const *w = en_list_chronic; *w; w++)
        if (memmem(s + from, end - from, *w, strlen(*w)))
            return true;
    return false;
}

bool note_en_is_weeks_ago(const struct en_note *n, uint32_t name_end)
{
    enum { NEAR = 5, LEAST_DAYS = 28 };
    size_t i = note_en_token_at(n, name_end), end;
    if (note_en_ago_behind(n, name_end) >= LEAST_DAYS)
        return true;
    bool last = false;
    for (size_t k = i; k < n->hi && k < i + NEAR; k++) {
        if (k > i && note_en_says(n, k, NOTE_EN_MONTH, &end))
            return true;
        if (last && note_en_says(n, k, NOTE_EN_SEASON, &end))
            return true;
        last |= note_en_is(n, k, "last") || note_en_is(n, k, "over");
        if (!note_en_is_any(n, k, en_list_weeks_ago_idle) &&
            !en_row_of(note_en_at(n, k), EN_LAST) && !en_is_value(note_en_at(n, k), EN_DROP, ""))
            return false;
    }
    return false;
}

bool note_en_is_time_before(const struct en_note *n, size_t i)
{
    enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };
    size_t end;
    bool told = false;
    for (size_t k = n->lo; k < i; k++) {
        const struct en_token *t = note_en_at(n, k);
        if (note_en_is_any(n, k, en_list_time_not_before) || en_is(t, EN_BUT) ||
            note_en_is_other_disease_at(n, k) || note_en_is_cancer_at(n, k))
            return false;
        bool in = k > n->lo && note_en_is(n, k - 1, "in");
        bool last = k > n->lo && note_en_is(n, k - 1, "last");
        bool year = t->class == EN_NUMBER && t->number >= FIRST_YEAR && t->number < LAST_YEAR;
        told |= (in && (year || note_en_says(n, k, NOTE_EN_MONTH, &end))) ||
                (last && note_en_says(n, k, NOTE_EN_SEASON, &end));
    }
    return told;
}

/* ------------------------------------------------------------------ drugs */

/* The token behind the drugs and doses of the list that the name ends or goes on. */
static size_t behind_list(const struct en_note *n, uint32_t name_end)
{
    enum { MOST = 12 };
    size_t i = note_en_token_at(n, name_end), first = i, end;
    while (i < n->hi && i < first + MOST) {
        const struct en_token *t = note_en_at(n, i);
        const struct lexicon_match *m = note_en_name_at(n, i);
        if (m)
            i = note_en_token_at(n, n->folded.src_end[m->end - 1]);
        else if (en_is(t, EN_AND) || t->class == EN_PLUS || t->class == EN_NUMBER ||
                 note_en_is_any(n, i, en_list_dose_in_list) ||
                 note_en_is_any(n, i, en_list_drug_forms))
            i++;
        else if (note_en_says(n, i, NOTE_EN_TAKEN, &end)) /* "every four weeks since 2019" */
            i = end;
        else
            break;
    }
    return i;
}

/* "since 2020", "since then", "ever since" at i. */
static bool is_since_at(const struct en_note *n, size_t i)
{
    enum { FIRST_YEAR = 1900 };
    size_t end;
    if (i >= n->hi)
        return false;
    if (strncmp(n->e.text.s + note_en_at(n, i)->begin, "since then", strlen("since then")) == 0)
        return true;
    i += note_en_is(n, i, "ever");
    if (i >= n->hi || !note_en_is(n, i, "since"))
        return false;
    if (i + 1 >= n->hi || note_en_is_break(n, i + 1) || en_is(note_en_at(n, i + 1), EN_COMMA))
        return true;
    const struct en_token *t = note_en_at(n, i + 1);
    bool year = t->class == EN_NUMBER &&
                (t->number >= FIRST_YEAR ||
                 (i + 2 < n->hi && note_en_at(n, i + 2)->class == EN_SLASH)); /* "5/24" */
    return year || note_en_is_any(n, i + 1, en_list_since_when) ||
           note_en_says(n, i + 1, NOTE_EN_MONTH, &end);
}

/* "two years ago", "in 2021", "in March 2021", "last May" at i, and nothing else in the clause. */
static bool is_date_at(const struct en_note *n, size_t i)
{
    enum { FIRST_YEAR = 1900 };
    size_t end, first = i;
    double months = note_en_months_at(n, i, &end);
    if (months > 0 && end < n->hi && en_is(note_en_at(n, end), EN_AGO)) {
        i = end + 1;
    } else {
        while (i < n->hi &&
               (note_en_is_any(n, i, en_list_weeks_ago_idle) ||
                note_en_says(n, i, NOTE_EN_MONTH, &end) ||
                note_en_says(n, i, NOTE_EN_SEASON, &end) ||
                (note_en_at(n, i)->class == EN_NUMBER && note_en_at(n, i)->number >= FIRST_YEAR)))
            i++;
    }
    return i > first && (i >= n->hi || note_en_is_break(n, i) ||
                         note_en_at(n, i)->class == EN_CLOSE || en_is(note_en_at(n, i), EN_COMMA));
}

/* "started", "was commenced last week" at i, nothing told behind it. */
static bool is_begun_at(const struct en_note *n, size_t i)
{
    size_t unused;
    while (i < n->hi && note_en_is_any(n, i, en_list_begun_helps))
        i++;
    if (i >= n->hi || !note_en_is_any(n, i, en_list_begun))
        return false;
    i++;
    return i >= n->hi || note_en_is_break(n, i) || note_en_at(n, i)->class == EN_CLOSE ||
           en_is(note_en_at(n, i), EN_COMMA) || note_en_says(n, i, NOTE_EN_NOW, &unused) ||
           is_date_at(n, i);
}

bool note_en_is_taken_since(const struct en_note *n, uint32_t name_end)
{
    size_t i = behind_list(n, name_end);
    return is_since_at(n, i) || is_begun_at(n, i);
}

/* A word that tells that a drug was stopped ends at token i, the last one of it; where it begins.
   0: none. */
static size_t stopped_at(const struct en_note *n, size_t i)
{
    enum { WORDS = 4 };
    size_t end;
    for (size_t k = i + 1; k > n->lo && k + WORDS > i + 1; k--)
        if (note_en_says(n, k - 1, NOTE_EN_STOPPED, &end) && end == i + 1)
            return k - 1;
    return 0;
}

/* A drug stands right before the word at i, or before "was", "had to be". */
static bool is_drug_before(const struct en_note *n, size_t i)
{
    enum { NEAR = 5 };
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        if (note_en_name_at(n, k - 1) && !note_en_is_other_disease_at(n, k - 1))
            return true;
        if (en_is(note_en_at(n, k - 1), EN_COMMA))
            return false;
    }
    return false;
}

bool note_en_is_why_stopped(const struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    size_t unused;
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        bool right_behind = note_en_is(n, k - 1, "for") && k >= n->lo + 2 &&
                            stopped_at(n, k - 2); /* "withdrawn for hypotension" */
        if (right_behind || (stopped_at(n, k - 1) && is_drug_before(n, stopped_at(n, k - 1))))
            return true; /* "lamotrigine d/c rash" */
        bool reason = note_en_says(n, k - 1, NOTE_EN_REASON, &unused) ||
                      note_en_is(n, k - 1, "due to") || note_en_is(n, k - 1, "due") ||
                      note_en_is(n, k - 1, "after");
        if (reason)
            return note_en_has_within(n, n->lo, k - 1, NOTE_EN_STOPPED) ||
                   note_en_has_within(n, n->lo, k - 1, NOTE_EN_USED);
        bool date =
            note_en_at(n, k - 1)->class == EN_NUMBER || note_en_at(n, k - 1)->class == EN_SLASH ||
            note_en_at(n, k - 1)->class == EN_OPEN || note_en_at(n, k - 1)->class == EN_DASH;
        if (en_is(note_en_at(n, k - 1), EN_COMMA) ||
            !(date || note_en_is_any(n, k - 1, en_list_why_stopped)))
            break;
    }
    return false;
}
