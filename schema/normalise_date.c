#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* First years of the eras that registrations use; 元年 is year 1 (政令, last: 令和 from
 * 2019-05-01). */
static const struct {
    const char *name, *letter;
    int first_year;
    struct date from;
} eras[] = {
    {"令和", "R", 2019, {2019, 5, 1}},   {"平成", "H", 1989, {1989, 1, 8}},
    {"昭和", "S", 1926, {1926, 12, 25}}, {"大正", "T", 1912, {1912, 7, 30}},
    {"明治", "M", 1868, {1873, 1, 1}},
};

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};

/* The numbers of a date and the month's name, in the order they stand. */
struct parts {
    int n[3], digits[3];
    int count;
    int month_name; /* 1-12, 0 = none */
    int month_at;   /* how many numbers stood before it */
    int era_first;  /* 0 = western */
    bool odd;       /* something that no date holds */
};

static int month_of(const char *word, size_t len)
{
    for (int i = 0; len >= 3 && i < 12; i++)
        if (text_starts_with_nocase(word, months[i]))
            return i + 1;
    return 0;
}

/* Words that may stand beside a date's numbers. */
static bool is_filler(const char *word, size_t len)
{
    static const char *const fillers[] = {"st", "nd", "rd", "th", "of", "t",   "z",
                                          "年", "月", "日", "約", "頃", "以降"};
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++)
        if (strlen(fillers[i]) == len && text_starts_with_nocase(word, fillers[i]))
            return true;
    return false;
}

static size_t take_era(const char *s, struct parts *p)
{
    for (size_t i = 0; i < sizeof eras / sizeof eras[0]; i++) {
        size_t len = strlen(eras[i].name);
        if (text_starts_with(s, eras[i].name)) {
            p->era_first = eras[i].first_year;
            return len;
        }
        bool letter =
            text_starts_with_nocase(s, eras[i].letter) &&
            (isdigit((unsigned char)s[1]) || (s[1] == '.' && isdigit((unsigned char)s[2])) ||
             text_starts_with(s + 1, "元"));
        if (letter && p->count == 0) {
            p->era_first = eras[i].first_year;
            return 1;
        }
    }
    return 0;
}

static size_t take_number(const char *s, struct parts *p)
{
    size_t len = strspn(s, "0123456789");
    if (p->count == 3 || len > 8) {
        p->odd = true;
        return len;
    }
    int value = 0;
    for (size_t i = 0; i < len; i++)
        value = value * 10 + (s[i] - '0');
    p->digits[p->count] = (int)len;
    p->n[p->count++] = value;
    return len;
}

static size_t take_word(const char *s, struct parts *p)
{
    size_t len = 0;
    bool ascii = (unsigned char)*s < 0x80;
    while (s[len] && (ascii ? isalpha((unsigned char)s[len]) && (unsigned char)s[len] < 0x80
                            : (unsigned char)s[len] >= 0x80 &&
                                  (len == 0 || ((unsigned char)s[len] & 0xC0) == 0x80)))
        len++;
    int month = ascii ? month_of(s, len) : 0;
    if (month && !p->month_name) {
        p->month_name = month;
        p->month_at = p->count;
    } else if (!is_filler(s, len)) {
        p->odd = true;
    }
    return len ? len : 1;
}

/* A time of day behind the date ("T00:00:00", " 6:53:35 PM") is left alone. */
static bool is_time(const char *s)
{
    size_t n = strspn(s, "0123456789");
    return n >= 1 && n <= 2 && s[n] == ':';
}

static struct parts split(const char *s)
{
    struct parts p = {.count = 0};
    size_t era;
    while (*s && !p.odd) {
        if (strchr(" -/.,()\t\r\n", *s))
            s++;
        else if (p.count > 0 &&
                 is_time(s + ((*s == 'T' || *s == 't') && isdigit((unsigned char)s[1]))))
            return p;
        else if ((era = take_era(s, &p)) > 0)
            s += era;
        else if (text_starts_with(s, "元") && p.count < 3) {
            p.digits[p.count] = 1;
            p.n[p.count++] = 1;
            s += strlen("元");
        } else if (isdigit((unsigned char)*s))
            s += take_number(s, &p);
        else
            s += take_word(s, &p);
    }
    return p;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool set(struct date *ret, int year, int month, int day)
{
    bool good = year >= 1868 && year <= 2200 && month >= 0 && month <= 12 &&
                (month != 0 || day == 0) && day >= 0;
    if (!good || (day > 0 && day > days_in(year, month)))
        return false;
    *ret = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

static bool from_month_name(const struct parts *p, struct date *ret)
{
    if (p->count == 1)
        return set(ret, p->n[0], p->month_name, 0);
    if (p->count != 2)
        return false;
    bool year_first = p->digits[0] == 4;
    return set(ret, p->n[year_first ? 0 : 1], p->month_name, p->n[year_first ? 1 : 0]);
}

/* dd/mm/yyyy as WHO writes it; mm/dd/yyyy where only that is possible. */
static bool from_year_last(const struct parts *p, struct date *ret)
{
    if (p->count == 2)
        return set(ret, p->n[1], p->n[0], 0);
    return set(ret, p->n[2], p->n[1], p->n[0]) || set(ret, p->n[2], p->n[0], p->n[1]);
}

static bool from_numbers(const struct parts *p, struct date *ret)
{
    int year = p->era_first ? p->era_first + p->n[0] - 1 : p->n[0];
    if (p->count == 1 && p->digits[0] == 8)
        return set(ret, p->n[0] / 10000, p->n[0] / 100 % 100, p->n[0] % 100);
    if (p->count == 1 && p->digits[0] == 6)
        return set(ret, p->n[0] / 100, p->n[0] % 100, 0);
    if (!p->era_first && p->digits[0] != 4)
        return p->count >= 2 && p->digits[p->count - 1] == 4 && from_year_last(p, ret);
    return set(ret, year, p->count > 1 ? p->n[1] : 0, p->count > 2 ? p->n[2] : 0);
}

static bool is_all_zero(const struct parts *p)
{
    return p->count > 0 && p->n[0] == 0 && (p->count < 2 || p->n[1] == 0) &&
           (p->count < 3 || p->n[2] == 0);
}

static bool says_none(const char *s)
{
    static const char *const words[] = {"n/a",     "na",   "none",           "-",
                                        "--",      "未定", "なし",           "該当なし",
                                        "unknown", "null", "not applicable", "undetermined"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_equal_nocase(s, words[i]))
            return true;
    return false;
}

enum value_state date_normalise(const char *text, struct date *ret)
{
    *ret = (struct date){0};
    if (text_is_blank(text))
        return VALUE_MISSING;
    void *scratch = mem_context(NULL, "date");
    char *half = text_halfwidth(scratch, text);
    char *s = text_trim(scratch, half, strlen(half));
    struct parts p = split(s);
    enum value_state state = VALUE_NOT_UNDERSTOOD;
    if (says_none(s) || (!p.odd && is_all_zero(&p)))
        state = VALUE_MISSING;
    else if (!p.odd && p.count > 0 &&
             (p.month_name ? from_month_name(&p, ret) : from_numbers(&p, ret)))
        state = VALUE_READ;
    talloc_free(scratch);
    return state;
}

int date_compare(struct date a, struct date b)
{
    int32_t x = date_days(a), y = date_days(b);
    return (x > y) - (x < y);
}

char *date_text(struct date d, char buf[DATE_TEXT_BYTES])
{
    unsigned year = (unsigned)d.year % 10000;
    if (d.year == 0)
        buf[0] = '\0';
    else if (d.month == 0)
        snprintf(buf, DATE_TEXT_BYTES, "%04u", year);
    else if (d.day == 0)
        snprintf(buf, DATE_TEXT_BYTES, "%04u-%02u", year, d.month % 100u);
    else
        snprintf(buf, DATE_TEXT_BYTES, "%04u-%02u-%02u", year, d.month % 100u, d.day % 100u);
    return buf;
}

int32_t date_days(struct date d)
{
    if (d.year == 0)
        return INT32_MIN;
    return clock_days_from_civil(d.year, d.month ? d.month : 1, d.day ? d.day : 1);
}

const char *date_wareki(void *ctx, struct date d)
{
    struct date full = {d.year, d.month ? d.month : 12, d.day ? d.day : 28};
    for (size_t i = 0; d.year && i < sizeof eras / sizeof eras[0]; i++) {
        if (date_compare(full, eras[i].from) < 0)
            continue;
        int n = d.year - eras[i].first_year + 1;
        const char *year = n == 1 ? "元" : mem_printf(ctx, "%d", n);
        if (d.month == 0)
            return mem_printf(ctx, "%s%s年", eras[i].name, year);
        if (d.day == 0)
            return mem_printf(ctx, "%s%s年%d月", eras[i].name, year, d.month);
        return mem_printf(ctx, "%s%s年%d月%d日", eras[i].name, year, d.month, d.day);
    }
    return NULL;
}
