/*
 * Functions that this house does not use, with what to use instead. Included last by every .c file
 * through the compiler flag -include, so a use is a compile error naming the replacement.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define BANNED(name, instead) name##_is_banned_use_##instead
#undef strcpy
#define strcpy(a, b) BANNED(strcpy, mem_strdup_or_snprintf)
#undef strcat
#define strcat(a, b) BANNED(strcat, talloc_asprintf_append)
#undef strncpy
#define strncpy(a, b, n) BANNED(strncpy, text_copy)
#undef strncat
#define strncat(a, b, n) BANNED(strncat, talloc_asprintf_append)
#undef sprintf
#define sprintf(...) BANNED(sprintf, snprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf, vsnprintf)
#undef strtok
#define strtok(a, b) BANNED(strtok, text_split_next)
#undef gmtime
#define gmtime(t) BANNED(gmtime, gmtime_r)
#undef localtime
#define localtime(t) BANNED(localtime, gmtime_r)
#undef asctime
#define asctime(t) BANNED(asctime, clock_format_rfc3339)
#undef ctime
#define ctime(t) BANNED(ctime, clock_format_rfc3339)
#undef atoi
#define atoi(s) BANNED(atoi, text_read_int)
#undef atol
#define atol(s) BANNED(atol, text_read_int)
#undef atof
#define atof(s) BANNED(atof, text_read_double)
#undef rand
#define rand() BANNED(rand, rng_next)
