#include "schema/base/clock.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool is_fixed;
static int64_t fixed_ms;
static pthread_once_t fixed_once = PTHREAD_ONCE_INIT;

static void fixed_read(void)
{
    const char *fixed = getenv("SHIRUBE_NOW");
    is_fixed = fixed && clock_read_rfc3339(fixed, &fixed_ms) == 0;
}

int64_t clock_now_ms(void)
{
    /* once: each line of the log would walk through the environment */
    pthread_once(&fixed_once, fixed_read);
    if (is_fixed)
        return fixed_ms;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t read_us(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t clock_monotonic_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_coarse_us(void)
{
    return read_us(CLOCK_MONOTONIC_COARSE);
}

void clock_sleep_ms(int64_t ms)
{
    struct timespec ts = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&ts, NULL);
}

/* Days ↔ civil: the usual era arithmetic (H. Hinnant, "chrono-compatible low-level date
 * algorithms"). */
int32_t clock_days_from_civil(int year, int month, int day)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int yoe = year - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void clock_civil_from_days(int32_t days, int *ret_year, int *ret_month, int *ret_day)
{
    int z = days + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *ret_day = doy - (153 * mp + 2) / 5 + 1;
    *ret_month = mp < 10 ? mp + 3 : mp - 9;
    *ret_year = yoe + era * 400 + (*ret_month <= 2);
}

static char *put_digits(char *at, int n, int digits)
{
    for (int i = digits - 1; i >= 0; i--, n /= 10)
        at[i] = (char)('0' + n % 10);
    return at + digits;
}

/* Each line of the log has one: no printf. */
char *clock_format_rfc3339(int64_t ms, char buf[CLOCK_RFC3339_BYTES])
{
    int64_t seconds = ms >= 0 ? ms / 1000 : (ms - 999) / 1000;
    int64_t days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400;
    int rest = (int)(seconds - days * 86400);
    int year, month, day;
    clock_civil_from_days((int32_t)days, &year, &month, &day);
    const int parts[] = {month, day, rest / 3600 % 24, rest / 60 % 60, rest % 60};
    char *at = put_digits(buf, (year % 10000 + 10000) % 10000, 4);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        *at++ = "--T::"[i];
        at = put_digits(at, parts[i], 2);
    }
    *at++ = '.';
    at = put_digits(at, (int)(ms - seconds * 1000) % 1000, 3);
    *at++ = 'Z';
    *at = '\0';
    return buf;
}

static int read_offset(const char *s, int *ret_minutes)
{
    char sign;
    int hours, minutes, end = 0;
    if ((*s == 'Z' || *s == 'z') && !s[1]) {
        *ret_minutes = 0;
        return 0;
    }
    if (sscanf(s, "%1[+-]%2d:%2d%n", (char[2]){0}, &hours, &minutes, &end) != 3 || s[end])
        return -1;
    sign = *s;
    *ret_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    return 0;
}

int clock_read_rfc3339(const char *s, int64_t *ret_ms)
{
    int year, month, day, hour, minute, second, end = 0;
    if (sscanf(s, "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
               &end) != 6)
        return -1;
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
        return -1;
    const char *p = s + end;
    int ms = 0, scale = 100;
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9'; p++, scale /= 10)
            ms += (*p - '0') * scale;
    int offset;
    if (read_offset(p, &offset) != 0)
        return -1;
    int64_t minutes =
        (int64_t)clock_days_from_civil(year, month, day) * 1440 + hour * 60 + minute - offset;
    *ret_ms = (minutes * 60 + second) * 1000 + ms;
    return 0;
}
