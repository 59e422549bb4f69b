/* Words at the beginning, at the end, anywhere in a line; Latin letters in either case. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Asked at every byte of a block: most are told apart by their first one. */
static inline bool same_letter(char a, char b)
{
    return a == b || ((a ^ b) == 32 && (a | 32) >= 'a' && (a | 32) <= 'z');
}

static inline bool begins(const char *s, size_t len, const char *with)
{
    if (len == 0 || !same_letter(*s, *with))
        return false;
    size_t n = strlen(with);
    return n <= len && strncasecmp(s, with, n) == 0;
}

static inline bool ends(const char *s, size_t len, const char *with)
{
    size_t n = strlen(with);
    return n <= len && memcmp(s + len - n, with, n) == 0;
}

static inline bool contains(const char *s, size_t len, const char *what)
{
    size_t n = strlen(what);
    if ((unsigned char)*what >= 0x80) /* has no letter case */
        return memmem(s, len, what, n);
    for (size_t i = 0; i + n <= len; i++)
        if (same_letter(s[i], *what) && strncasecmp(s + i, what, n) == 0)
            return true;
    return false;
}
