#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#define DAYS_PER_YEAR  365.25
#define DAYS_PER_MONTH 30.4375

#define AMOUNTS_MAX  8
#define NUMBER_MAX   1e6
#define YEARS_BEYOND 150 /* no limit of a person's age lies above */

static const struct {
    const char *word;
    enum age_unit unit;
    int per_day; /* >0: smaller than a day, so many of them a day */
} units[] = {
    {"years", AGE_UNIT_YEAR, 0},  {"year", AGE_UNIT_YEAR, 0},      {"yrs", AGE_UNIT_YEAR, 0},
    {"yr", AGE_UNIT_YEAR, 0},     {"age", AGE_UNIT_YEAR, 0},       {"y", AGE_UNIT_YEAR, 0},
    {"歳", AGE_UNIT_YEAR, 0},     {"才", AGE_UNIT_YEAR, 0},        {"months", AGE_UNIT_MONTH, 0},
    {"month", AGE_UNIT_MONTH, 0}, {"か月", AGE_UNIT_MONTH, 0},     {"ヶ月", AGE_UNIT_MONTH, 0},
    {"ヵ月", AGE_UNIT_MONTH, 0},  {"カ月", AGE_UNIT_MONTH, 0},     {"ケ月", AGE_UNIT_MONTH, 0},
    {"箇月", AGE_UNIT_MONTH, 0},  {"月", AGE_UNIT_MONTH, 0},       {"mos", AGE_UNIT_MONTH, 0},
    {"mo", AGE_UNIT_MONTH, 0},    {"minutes", AGE_UNIT_DAY, 1440}, {"minute", AGE_UNIT_DAY, 1440},
    {"min", AGE_UNIT_DAY, 1440},  {"m", AGE_UNIT_MONTH, 0},        {"weeks", AGE_UNIT_WEEK, 0},
    {"week", AGE_UNIT_WEEK, 0},   {"週", AGE_UNIT_WEEK, 0},        {"w", AGE_UNIT_WEEK, 0},
    {"days", AGE_UNIT_DAY, 0},    {"day", AGE_UNIT_DAY, 0},        {"日", AGE_UNIT_DAY, 0},
    {"d", AGE_UNIT_DAY, 0},       {"hours", AGE_UNIT_DAY, 24},     {"hour", AGE_UNIT_DAY, 24},
    {"時間", AGE_UNIT_DAY, 24},   {"h", AGE_UNIT_DAY, 24},
};

/* "18 years", "6か月", "20" inside a text; unit 0 when it names none. */
struct amount {
    double value;
    enum age_unit unit;
    const char *start, *end;
};

/* Amounts that make one age together ("1歳6か月"). */
struct age {
    struct amount of[AGE_UNIT_COUNT]; /* by unit; [0] without one */
    bool has[AGE_UNIT_COUNT];
    const char *start, *end;
};

/* ------------------------------------------------------------------ amounts and ages */

static size_t find_unit(const char *s)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (text_starts_with(s, units[i].word))
            return i + 1;
    return 0;
}

/* Digits with a decimal part behind "."; s moves behind it. */
static double take_number(const char **s)
{
    double value = 0, place = 1;
    for (; isdigit((unsigned char)**s); (*s)++)
        value = value * 10 + (**s - '0');
    if (**s == '.' && isdigit((unsigned char)(*s)[1]))
        for ((*s)++; isdigit((unsigned char)**s); (*s)++)
            value += (**s - '0') * (place /= 10);
    return value;
}

static struct amount take_amount(const char *s)
{
    struct amount a = {.start = s};
    a.value = fmin(take_number(&s), NUMBER_MAX);
    size_t gap = strspn(s, " -"), unit = find_unit(s + gap);
    a.end = s;
    if (unit) {
        a.unit = units[unit - 1].unit;
        a.end = s + gap + strlen(units[unit - 1].word);
        if (units[unit - 1].per_day)
            a.value /= units[unit - 1].per_day;
    }
    return a;
}

static bool says_one_of(const char *s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(s, words[i]))
            return true;
    return false;
}
#define SAYS(s, words) says_one_of(s, words, sizeof words / sizeof words[0])

/* True when the text between two amounts parts a range: "6 months to 17 years". */
static bool is_range_mark(const char *from, const char *to)
{
    static const char *const marks[] = {"-", "~", "to", "〜", "～", "から", "–", "—", "<", "and"};
    char between[40];
    text_copy(between,
              (size_t)(to - from) < sizeof between ? (size_t)(to - from) + 1 : sizeof between,
              from);
    return SAYS(between, marks);
}

/* The ages that stand in the text; 2 for a range. */
static int ages_of(const char *s, struct age ages[AMOUNTS_MAX])
{
    struct amount last = {.value = 0};
    int n = 0;
    while (*s) {
        if (!isdigit((unsigned char)*s)) {
            s++;
            continue;
        }
        struct amount a = take_amount(s);
        bool joins = n > 0 && last.unit && a.unit > last.unit && !is_range_mark(last.end, a.start);
        if (!joins && n == AMOUNTS_MAX)
            return n;
        if (!joins)
            ages[n++] = (struct age){.start = a.start};
        ages[n - 1].of[a.unit] = a;
        ages[n - 1].has[a.unit] = true;
        ages[n - 1].end = a.end;
        last = a;
        s = a.end;
    }
    return n;
}

/* A part of a unit in the next finer one: 1.5 years are 18 months. */
static struct age_limit limit_of(double value, enum age_unit unit, enum age_side side)
{
    bool whole = fabs(value - round(value)) < 1e-6;
    if (!whole && unit == AGE_UNIT_YEAR)
        return limit_of(round(value * 12), AGE_UNIT_MONTH, side);
    if (!whole && unit == AGE_UNIT_MONTH)
        return limit_of(round(value * DAYS_PER_MONTH), AGE_UNIT_DAY, side);
    if (!whole && unit == AGE_UNIT_WEEK)
        return limit_of(round(value * 7), AGE_UNIT_DAY, side);
    value = whole ? round(value) : side == AGE_MIN ? floor(value) : ceil(value);
    return (struct age_limit){true, (int)value, unit, true};
}

/* The finest unit that is not 0 rules, coarser ones are added to it; all 0: the coarsest that is
 * named. */
static struct age_limit combine(const struct age *a, enum age_side side)
{
    double y = a->of[AGE_UNIT_YEAR].value, m = a->of[AGE_UNIT_MONTH].value,
           w = a->of[AGE_UNIT_WEEK].value, d = a->of[AGE_UNIT_DAY].value;
    double days = y * DAYS_PER_YEAR + m * DAYS_PER_MONTH + w * 7 + d;
    if (d > 0)
        return limit_of(d < days ? round(days) : d, AGE_UNIT_DAY, side);
    if (w > 0)
        return limit_of(w * 7 < days ? round(days / 7) : w, AGE_UNIT_WEEK, side);
    if (m > 0)
        return limit_of(y * 12 + m, AGE_UNIT_MONTH, side);
    if (y > 0)
        return limit_of(y, AGE_UNIT_YEAR, side);
    for (int unit = AGE_UNIT_YEAR; unit < AGE_UNIT_COUNT; unit++)
        if (a->has[unit])
            return limit_of(0, (enum age_unit)unit, side);
    return limit_of(a->of[0].value, AGE_UNIT_YEAR, side);
}

/* ------------------------------------------------------------------ words */

static bool is_nothing(const char *s)
{
    static const char *const words[] = {"n/a", "na",   "none", "-",          "--",
                                        "nd",  "null", "なし", "無し",       "無",
                                        "?",   "??",   "???",  "not stated", "n.a."};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(s, words[i]) == 0)
            return true;
    return false;
}

static const char *const no_limit[] = {
    "no limit", "not applicable", "no age",   "unlimited", "制限なし",      "制限無",  "問わない",
    "該当せず", "該当しない",     "指定なし", "設定なし",  "without limit", "any age", "all ages"};
static const char *const no_minimum[] = {"no minimum", "no lower", "下限なし", "下限無"};
static const char *const no_maximum[] = {"no maximum", "no upper", "上限なし", "上限無"};

/* 未満, 超, "<" without "=": the bound itself is outside. Japanese says so behind the number,
 * English before it. (JPRN's "20age old over" means 20 and over.) */
static bool is_exclusive(const char *before, const char *after)
{
    static const char *const behind[] = {"未満", "超", "より上", "より下"};
    static const char *const ahead[] = {"under ",     "less than", "younger than",
                                        "older than", "more than", "greater than"};
    for (const char *p = before; (p = strpbrk(p, "<>")); p++)
        if (p[1] != '=')
            return true;
    return SAYS(before, ahead) || SAYS(after, behind);
}

/* A lower limit that reads "under 18", an upper one that reads "65歳以上". */
static bool is_other_side(const char *s, enum age_side side)
{
    static const char *const upper[] = {"未満", "以下", "under ", "less than", "younger than", "<"};
    static const char *const lower[] = {"以上", "超", "older than", "more than", ">"};
    return side == AGE_MIN ? SAYS(s, upper) : SAYS(s, lower);
}

/* ------------------------------------------------------------------ one limit */

static enum value_state read_age_of(void *ctx, const char *s, const struct age *ages, int n,
                                    enum age_side side, struct age_limit *ret)
{
    struct age one = ages[side == AGE_MAX ? n - 1 : 0];
    const char *before_from = n == 2 && side == AGE_MAX ? ages[0].end : s;
    const char *after_to = n == 2 && side == AGE_MIN ? ages[1].start : s + strlen(s);
    if (n == 2 && side == AGE_MIN && one.has[0]) /* "6-17 months": the unit stands once */
        for (int unit = AGE_UNIT_DAY; unit >= AGE_UNIT_YEAR; unit--)
            if (ages[1].has[unit]) {
                one.of[unit].value = one.of[0].value;
                one.has[unit] = true;
            }
    *ret = combine(&one, side);
    if (age_days(*ret) > YEARS_BEYOND * 366)
        return VALUE_NOT_UNDERSTOOD;
    ret->inclusive = !is_exclusive(mem_strndup(ctx, before_from, (size_t)(one.start - before_from)),
                                   mem_strndup(ctx, one.end, (size_t)(after_to - one.end)));
    /* registries that have no empty number write 0 for "no upper limit" */
    return side == AGE_MAX && ret->value == 0 ? VALUE_MISSING : VALUE_READ;
}

static enum value_state read_limit(void *ctx, const char *s, enum age_side side,
                                   struct age_limit *ret)
{
    struct age ages[AMOUNTS_MAX];
    int n = ages_of(s, ages);
    bool none = SAYS(s, no_limit) || (side == AGE_MIN ? SAYS(s, no_minimum) : SAYS(s, no_maximum));
    bool other_none = side == AGE_MIN ? SAYS(s, no_maximum) : SAYS(s, no_minimum);
    if (is_nothing(s) || (n == 0 && (none || other_none)) || (none && side == AGE_MAX))
        return VALUE_MISSING;
    if (n == 0 || n > 2 || (n == 1 && !other_none && is_other_side(s, side)))
        return VALUE_NOT_UNDERSTOOD;
    enum value_state state = read_age_of(ctx, s, ages, n, side, ret);
    return none && state == VALUE_READ && ret->value == 0 ? VALUE_MISSING : state;
}

enum value_state age_normalise(const char *text, enum age_side side, struct age_limit *ret)
{
    *ret = (struct age_limit){.stated = false};
    if (text_is_blank(text))
        return VALUE_MISSING;
    void *scratch = mem_context(NULL, "age");
    char *s =
        text_lower_ascii(scratch, text_squeeze(scratch, text_halfwidth(scratch, text), false));
    s = text_replace(scratch, text_replace(scratch, s, "≥", ">="), "≤", "<=");
    s = text_replace(scratch, text_replace(scratch, s, "≧", ">="), "≦", "<=");
    enum value_state state = read_limit(scratch, s, side, ret);
    if (state != VALUE_READ)
        *ret = (struct age_limit){.stated = false};
    talloc_free(scratch);
    return state;
}

int32_t age_days(struct age_limit limit)
{
    static const double days[] = {
        [AGE_UNIT_NONE_] = DAYS_PER_YEAR,
        [AGE_UNIT_YEAR] = DAYS_PER_YEAR,
        [AGE_UNIT_MONTH] = DAYS_PER_MONTH,
        [AGE_UNIT_WEEK] = 7,
        [AGE_UNIT_DAY] = 1,
    };
    if (!limit.stated)
        return INT32_MIN;
    double total = limit.value * days[limit.unit];
    return total > INT32_MAX ? INT32_MAX : (int32_t)lround(total);
}
