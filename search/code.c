#include "search/code.h"
#include <string.h>

enum { LETTERS_MAX = 12, NUMBER_MAX = 10 };

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_parting(char c)
{
    return c == ' ' || c == '-' || c == '_' || c == '/' || c == '.' || c == ':';
}

static size_t letters_end(const char *s, size_t len, size_t pos)
{
    while (pos < len && is_letter(s[pos]))
        pos++;
    return pos;
}

/* The end of a number with letters behind its first digit (9er), or `pos` when there is none. */
static size_t number_end(const char *s, size_t len, size_t pos)
{
    size_t end = pos;
    if (pos >= len || !is_digit(s[pos]))
        return pos;
    while (end < len && (is_letter(s[end]) || is_digit(s[end])))
        end++;
    return end - pos <= NUMBER_MAX ? end : pos;
}

/* Letters at `pos`, what parts them, the number: its end, 0 when there is no such thing. A letter
 * alone needs a hyphen (E-7080, not "a 12"). */
static size_t code_end(const char *s, size_t len, size_t pos, bool *ret_parted,
                       char out[CODE_BYTES])
{
    size_t letters = letters_end(s, len, pos), n = letters - pos;
    if (n == 0 || n > LETTERS_MAX)
        return 0;
    *ret_parted = letters < len && is_parting(s[letters]);
    if (n == 1 && *ret_parted && s[letters] != '-')
        return 0;
    size_t number = letters + *ret_parted, end = number_end(s, len, number);
    if (end == number)
        return 0;
    memcpy(out, s + pos, n);
    memcpy(out + n, s + number, end - number);
    out[n + end - number] = '\0';
    return end;
}

bool code_next(const char *s, size_t len, size_t *pos, char out[CODE_BYTES])
{
    while (*pos < len) {
        size_t at = *pos;
        bool parted;
        if (!is_letter(s[at]) && !is_digit(s[at])) {
            (*pos)++;
            continue;
        }
        bool begins = at == 0 || !(is_letter(s[at - 1]) || is_digit(s[at - 1]));
        *pos = letters_end(s, len, at);
        if (*pos == at)
            (*pos)++;
        if (begins && code_end(s, len, at, &parted, out) && parted)
            return true;
    }
    return false;
}

/* Words before a number that make no code of it. */
static bool is_counting(const char *s, size_t len)
{
    static const char *const words[] = {"stage", "phase", "type",  "grade", "day",  "days",
                                        "week",  "weeks", "month", "year",  "age",  "aged",
                                        "over",  "under", "score", "dose",  "from", "to",
                                        "class", "part",  "arm",   "group", "in",   "of"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == len && memcmp(words[i], s, len) == 0)
            return true;
    return false;
}

bool code_read(const char *s, size_t len, char out[CODE_BYTES])
{
    bool parted;
    if (code_end(s, len, 0, &parted, out) != len)
        return false;
    size_t letters = letters_end(s, len, 0), digits = 0;
    for (size_t i = letters; i < len; i++)
        digits += is_digit(s[i]);
    return digits >= 2 && !is_counting(s, letters);
}

bool code_squeeze(const char *s, size_t len, char out[CODE_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (is_parting(s[i]))
            continue;
        if ((!is_letter(s[i]) && !is_digit(s[i])) || n + 1 >= CODE_BYTES)
            return false;
        out[n++] = s[i];
    }
    out[n] = '\0';
    return n > 0;
}
