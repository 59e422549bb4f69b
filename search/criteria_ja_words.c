#include "search/criteria_ja_words.h"
#include <string.h>

bool ja_ends_in(const char *s, size_t len, const char *const *words, size_t *ret_word)
{
    for (; *words; words++) {
        size_t k = strlen(*words);
        if (k <= len && memcmp(s + len - k, *words, k) == 0) {
            *ret_word = k;
            return true;
        }
    }
    return false;
}

bool ja_holds(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++)
        if (memmem(s, len, *words, strlen(*words)))
            return true;
    return false;
}
