#include "search/criteria_ja_words.h"
#include <string.h>

bool ja_begins(const char *s, const char *const *words)
{
    for (; *words; words++) {
        const char *w = *words, *c = s;
        while (*w && *w == *c) {
            w++;
            c++;
        }
        if (!*w)
            return true;
    }
    return false;
}

size_t ja_at(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++) {
        size_t k = 0;
        while (k < len && (*words)[k] && (*words)[k] == s[k])
            k++;
        if (!(*words)[k])
            return k;
    }
    return 0;
}

bool ja_is_one(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++) {
        size_t k = 0;
        while (k < len && (*words)[k] && (*words)[k] == s[k])
            k++;
        if (k == len && !(*words)[k])
            return true;
    }
    return false;
}

bool ja_ends_in(const char *s, size_t len, const char *const *words, size_t *ret_word)
{
    for (; *words; words++) {
        size_t k = strlen(*words);
        if (k <= len && memcmp(s + len - k, *words, k) == 0) {
            if (ret_word)
                *ret_word = k;
            return true;
        }
    }
    return false;
}

void ja_cut_off(char *s, const char *const *words)
{
    size_t n = strlen(s);
    for (; *words; words++) {
        size_t k = strlen(*words);
        if (n > k && memcmp(s + n - k, *words, k) == 0)
            s[n -= k] = '\0';
    }
}

const char *ja_find(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++) {
        const char *at = memmem(s, len, *words, strlen(*words));
        if (at)
            return at;
    }
    return NULL;
}

bool ja_holds(const char *s, size_t len, const char *const *words)
{
    return ja_find(s, len, words) != NULL;
}
