/*
 * Time. Wall clock in milliseconds since 1970 UTC for what people read; a monotonic clock for
 * durations and deadlines (a jump of the wall clock moves no deadline). SHIRUBE_NOW (RFC 3339,
 * tests and the sample generator only) fixes the wall clock.
 */
#pragma once
#include <stdint.h>

#define CLOCK_RFC3339_BYTES 32 /* "2026-11-24T10:29:04.123Z" and its NUL */

int64_t clock_now_ms(void);
int64_t clock_monotonic_us(void);
/* The same by a clock that is quicker to read and moves on by milliseconds. */
int64_t clock_coarse_us(void);
void clock_sleep_ms(int64_t ms); /* goes on after signals only if time is left and no signal came:
                                    may return early */
/* Writes into buf and returns it. */
char *clock_format_rfc3339(int64_t ms, char buf[CLOCK_RFC3339_BYTES]);
/* "2026-11-24T10:29:04Z" (fraction optional, offset Z or ±hh:mm) → ms; returns 0 or -1. */
int clock_read_rfc3339(const char *s, int64_t *ret_ms);
/* Days since 1970-01-01 of a proleptic Gregorian date and back (month 1-12). */
int32_t clock_days_from_civil(int year, int month, int day);
void clock_civil_from_days(int32_t days, int *ret_year, int *ret_month, int *ret_day);
