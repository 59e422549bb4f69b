#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#define DAYS_PER_YEAR  365.25
#define DAYS_PER_MONTH 30.4375

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

/* Amounts found in the text, by unit (0 of them without a unit). */
struct amounts {
    int of[AGE_UNIT_COUNT];
    bool has[AGE_UNIT_COUNT];
    int plain[4], n_plain;
};

static size_t find_unit(const char *s)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (text_starts_with(s, units[i].word))
            return i + 1;
    return 0;
}

/* Takes "18 years", "6か月", "20"; returns the bytes used. */
static size_t take_amount(const char *s, struct amounts *a)
{
    size_t used = strspn(s, "0123456789");
    int value = 0;
    for (size_t i = 0; i < used && i < 6; i++)
        value = value * 10 + (s[i] - '0');
    if (s[used] == '.' && isdigit((unsigned char)s[used + 1])) /* 0.5 years: whole years only */
        used += 1 + strspn(s + used + 1, "0123456789");
    size_t gap = strspn(s + used, " -"), unit = find_unit(s + used + gap);
    if (!unit) {
        if (a->n_plain < 4)
            a->plain[a->n_plain++] = value;
        return used;
    }
    enum age_unit u = units[unit - 1].unit;
    a->of[u] += units[unit - 1].per_day ? value / units[unit - 1].per_day : value;
    a->has[u] = true;
    return used + gap + strlen(units[unit - 1].word);
}

static struct amounts amounts_of(const char *s)
{
    struct amounts a = {.n_plain = 0};
    while (*s)
        s += isdigit((unsigned char)*s) ? take_amount(s, &a) : 1;
    return a;
}

static bool says_one_of(const char *s, const char *const *words, size_t n, bool whole)
{
    for (size_t i = 0; i < n; i++)
        if (whole ? strcmp(s, words[i]) == 0 : strstr(s, words[i]) != NULL)
            return true;
    return false;
}

static bool says_none(const char *s)
{
    static const char *const whole[] = {"n/a", "na",   "none", "-",          "--",
                                        "nd",  "null", "なし", "無し",       "無",
                                        "?",   "??",   "???",  "not stated", "n.a."};
    static const char *const part[] = {
        "no limit", "no minimum",    "no maximum", "not applicable", "no upper",   "no lower",
        "no age",   "unlimited",     "制限なし",   "制限無",         "上限なし",   "下限なし",
        "上限無",   "下限無",        "問わない",   "該当せず",       "該当しない", "指定なし",
        "設定なし", "without limit", "any age",    "all ages"};
    return says_one_of(s, whole, sizeof whole / sizeof whole[0], true) ||
           says_one_of(s, part, sizeof part / sizeof part[0], false);
}

/* 未満, 超, "<" without "=": the bound itself is outside. (JPRN's "20age old over" means 20 and
 * over.) */
static bool is_exclusive(const char *s)
{
    static const char *const words[] = {"未満",      "超",          "より上",       "より下",
                                        "under ",    "less than",   "younger than", "older than",
                                        "more than", "greater than"};
    for (const char *p = s; (p = strpbrk(p, "<>")); p++)
        if (p[1] != '=')
            return true;
    return says_one_of(s, words, sizeof words / sizeof words[0], false);
}

static struct age_limit limit_of(double value, enum age_unit unit)
{
    return (struct age_limit){true, (int)lround(value), unit, true};
}

/* The finest unit that is not 0 rules, coarser ones are added to it; all 0: the coarsest that is
 * named. */
static bool combine(const struct amounts *a, struct age_limit *ret)
{
    int y = a->of[AGE_UNIT_YEAR], m = a->of[AGE_UNIT_MONTH], w = a->of[AGE_UNIT_WEEK],
        d = a->of[AGE_UNIT_DAY];
    double days = y * DAYS_PER_YEAR + m * DAYS_PER_MONTH + w * 7 + d;
    for (int unit = AGE_UNIT_YEAR; unit < AGE_UNIT_COUNT; unit++) {
        if (a->has[unit]) { /* stands when everything is 0 */
            *ret = limit_of(0, (enum age_unit)unit);
            break;
        }
        if (unit + 1 == AGE_UNIT_COUNT)
            return false;
    }
    if (d)
        *ret = limit_of(days, AGE_UNIT_DAY);
    else if (w)
        *ret = limit_of(days / 7, AGE_UNIT_WEEK);
    else if (m)
        *ret = limit_of(y * 12 + m, AGE_UNIT_MONTH);
    else if (y)
        *ret = limit_of(y, AGE_UNIT_YEAR);
    return true;
}

static enum value_state read_limit(const char *s, enum age_side side, struct age_limit *ret)
{
    struct amounts a = amounts_of(s);
    if (a.n_plain > 2 || (says_none(s) && !(side == AGE_MIN && combine(&a, ret) && ret->value > 0)))
        return says_none(s) ? VALUE_MISSING : VALUE_NOT_UNDERSTOOD;
    if (!combine(&a, ret)) {
        if (a.n_plain == 0)
            return VALUE_NOT_UNDERSTOOD;
        int value = a.plain[side == AGE_MAX ? a.n_plain - 1
                                            : 0]; /* "18-65" in one field: the side's own number */
        *ret = (struct age_limit){true, value, AGE_UNIT_YEAR, true};
    }
    ret->inclusive = !is_exclusive(s);
    if (side == AGE_MAX &&
        ret->value == 0) { /* registries that have no empty number write 0 for "no upper limit" */
        *ret = (struct age_limit){.stated = false};
        return VALUE_MISSING;
    }
    return VALUE_READ;
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
    enum value_state state = read_limit(s, side, ret);
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
