/*
 * Some registries give a whole block in one line: "- Adults - On insulin Exclusion Criteria: 1. …".
 * Read as one line, what excludes would be asked for. Only headings with a capital and a colon
 * count: "none of the exclusion criteria: …" goes on.
 */
#include "search/criteria_line_words.h"
#include "search/criteria_lines_flat.h"

#define COUNT(words) (sizeof(words) / sizeof *(words))
enum { HYPHENS_OF_A_FLAT_LINE = 3 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t word_before(const char *s, size_t begin, size_t at)
{
    while (at > begin && s[at - 1] == ' ')
        at--;
    while (at > begin && s[at - 1] != ' ')
        at--;
    return at;
}

/* the, these, all …: a sentence speaks of the criteria. */
static bool is_spoken_of(const char *s, size_t len)
{
    static const char *const words[] = {"the ", "these ", "following ", "all ",  "any ",
                                        "of ",  "or ",    "and ",       "above "};
    for (size_t i = 0; i < COUNT(words); i++)
        if (begins(s, len, words[i]))
            return true;
    return false;
}

/* The heading whose colon stands at `colon`: where it begins; `colon`: there is none. */
static size_t heading_at_colon(const char *s, size_t begin, size_t colon)
{
    static const char *const kinds[] = {"Exclusion", "Inclusion"};
    static const char *const weak[] = {"Key ", "Main ", "Major ", "General ", "Subject "};
    size_t end = colon;
    while (end > begin && s[end - 1] == ' ')
        end--;
    size_t criteria = word_before(s, begin, end), kind = word_before(s, begin, criteria);
    if (!begins(s + criteria, end - criteria, "criteria"))
        return colon;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (s[kind] != *kinds[i] || !begins(s + kind, criteria - kind, kinds[i]))
            continue;
        size_t before = word_before(s, begin, kind);
        for (size_t w = 0; w < COUNT(weak); w++)
            if (before < kind && s[before] == *weak[w] && begins(s + before, kind, weak[w]))
                return before;
        return before < kind && is_spoken_of(s + before, kind - before) ? colon : kind;
    }
    return colon;
}

/* The first heading of s[from, end): its beginning, and what follows its colon; `end`: none. */
static size_t find_heading(const char *s, size_t from, size_t end, size_t *ret_behind)
{
    const char *colon = s + from;
    while (colon < s + end && (colon = memchr(colon, ':', (size_t)(s + end - colon)))) {
        size_t at = (size_t)(colon - s), begin = heading_at_colon(s, from, at);
        *ret_behind = at + 1;
        if (begin < at)
            return begin;
        colon++;
    }
    *ret_behind = end;
    return end;
}

/* IIB - IIIC, 18 - 65: from, to. */
static bool is_range(char before, char after)
{
    bool roman = (before >= 'A' && before <= 'C') || before == 'I' || before == 'V';
    return (is_digit(before) && is_digit(after)) || (roman && (after == 'I' || after == 'V'));
}

/* The next hyphen between two words behind `from`. */
static size_t find_hyphen(const char *s, size_t from, size_t end)
{
    for (size_t i = from + 2; i + 2 < end; i++)
        if (s[i] == '-' && s[i - 1] == ' ' && s[i + 1] == ' ' && !is_range(s[i - 2], s[i + 2]))
            return i;
    return end;
}

bool line_is_flat(const char *s, size_t begin, size_t end)
{
    while (begin < end && s[begin] == ' ')
        begin++;
    size_t behind, heading = find_heading(s, begin, end, &behind);
    if (heading < end && (heading > begin || behind + 1 < end))
        return true;
    if (end - begin < 2 || s[begin] != '-')
        return false;
    size_t at = begin;
    for (int n = 0; n < HYPHENS_OF_A_FLAT_LINE; n++)
        if ((at = find_hyphen(s, at, end)) == end)
            return false;
    return true;
}

size_t line_flat_next(const char *s, size_t from, size_t end)
{
    size_t begin = from, behind;
    while (begin < end && s[begin] == ' ')
        begin++;
    size_t heading = find_heading(s, begin, end, &behind);
    if (heading == begin)
        return behind;
    size_t hyphen = find_hyphen(s, begin, end);
    return hyphen < heading ? hyphen : heading;
}
