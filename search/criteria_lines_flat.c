/*
 * Some registries give a whole block in one line: "- Adults - On insulin Exclusion Criteria: 1. …".
 * Read as one line, what excludes would be asked for. Only headings with a colon count, that
 * have a capital or stand behind a sentence: "none of the exclusion criteria: …" goes on.
 */
#include "search/criteria_line_words.h"
#include "search/criteria_heading.h"
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

/* "Donor" before "Inclusion Criteria:" at the beginning of a line: part of the title, whose
   bytes are `title`. */
static bool names_title(const char *s, size_t len, size_t title)
{
    enum { NAME_BYTES = 30 };
    if (len == 0 || len > NAME_BYTES || !((*s >= 'A' && *s <= 'Z') || is_digit(*s)))
        return false;
    for (size_t i = 0; i < len; i++)
        if (memchr(".,;:-)", s[i], 6))
            return false;
    enum crit_heading h = heading_of(s, title, false);
    return h == CRIT_HEAD_INCLUSION || h == CRIT_HEAD_EXCLUSION;
}

static bool is_behind_sentence(const char *s, size_t begin, size_t at)
{
    return at > begin + 1 && s[at - 1] == ' ' && (s[at - 2] == '.' || s[at - 2] == ';');
}

/* "… asthma. Exclusion: pregnancy": the title of one word behind a sentence. */
static bool is_short_title(const char *s, size_t begin, size_t at, size_t end)
{
    bool word = end - at == 9 && (begins(s + at, 9, "Exclusion") || begins(s + at, 9, "Inclusion"));
    return word && is_behind_sentence(s, begin, at) && (s[at] == 'E' || s[at] == 'I');
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
    if (is_short_title(s, begin, criteria, end))
        return criteria;
    if (!begins(s + criteria, end - criteria, "criteria"))
        return colon;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        bool capital = s[kind] == *kinds[i] || is_behind_sentence(s, begin, kind);
        if (!capital || !begins(s + kind, criteria - kind, kinds[i]))
            continue;
        if (names_title(s + begin, kind - begin, end - begin))
            return begin;
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

/* ------------------------------------------------------------------ sheets of one line */

/* "--Disease Characteristics--": bytes; 0: none. */
static size_t part_title(const char *s, size_t len)
{
    enum { TITLE_BYTES = 40 };
    static const char dashes[] = "--";
    if (len < 2 || memcmp(s, dashes, 2) != 0)
        return 0;
    for (size_t i = 3; i + 2 <= len && i < TITLE_BYTES; i++)
        if (memcmp(s + i, dashes, 2) == 0)
            return s[2] >= 'A' && s[2] <= 'Z' ? i + 2 : 0;
    return 0;
}

/* Older cancer registrations are sheets with fixed headings, often all of one part in a line:
   "PATIENT CHARACTERISTICS: Age: 18 and over Performance status: ECOG 0-2 Other: Not pregnant No
   HIV". Their items begin with a capital and end without a stop. */
static bool is_sheet(const char *s, size_t len)
{
    static const char *const parts[] = {"DISEASE CHARACTERISTICS:", "PATIENT CHARACTERISTICS:",
                                        "PRIOR CONCURRENT THERAPY:", "PRIOR/CONCURRENT THERAPY:"};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (len > strlen(parts[i]) && memcmp(s, parts[i], strlen(parts[i])) == 0)
            return true;
    size_t title = part_title(s, len);
    return title > 0 && title < len;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* "Performance status:", "Age:": one word with a capital and small ones, up to a colon. */
static bool is_sheet_label(const char *s, size_t len)
{
    enum { WORDS = 3 };
    size_t i = 1;
    for (int words = 1; i < len && words <= WORDS && is_small(s[1]); i++) {
        if (s[i] == ':')
            return i + 1 < len && s[i + 1] == ' ';
        words += s[i] == ' ';
        if (s[i] != ' ' && !is_small(s[i]))
            return false;
    }
    return false;
}

static bool is_one_of(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++)
        if (len > strlen(*words) && memcmp(s, *words, strlen(*words)) == 0)
            return true;
    return false;
}

/* "Organ confined", "Tumors must be …": the word behind s[0, n) is a participle or a verb. */
static bool has_verb_behind(const char *s, size_t n, size_t len)
{
    size_t end = n + 1;
    while (end < len && is_small(s[end]))
        end++;
    return n + 1 < len && s[n] == ' ' &&
           (ends(s + n, end - n, "ed") || ends(s + n, end - n, " must"));
}

/* "Measurable disease", "Histologically confirmed", "Central review": with such an ending and small
   letters behind it a word with a capital is nobody's name. What tells one disease from the next
   ("Newly diagnosed A Recurrent B") may begin an alternative. */
static bool begins_phrase(const char *s, size_t len)
{
    static const char *const states[] = {"Newly",       "Recurrent", "Relapsed", "Metastatic",
                                         "Progressive", "Advanced",  "Locally",  "Localized",
                                         "Previously",  "Untreated", "Resected", "Primary",
                                         "Secondary",   "Malignant", NULL};
    if (is_one_of(s, len, states))
        return false;
    static const char *const ends_of[] = {"ly",  "ed",  "able", "ible", "al",
                                          "ive", "ous", "ary",  "ent",  "ant"};
    size_t n = 1;
    while (n < len && is_small(s[n]))
        n++;
    for (size_t i = 0; i < COUNT(ends_of); i++)
        if (n + 1 < len && s[n] == ' ' && is_small(s[n + 1]) && ends(s, n, ends_of[i]))
            return true;
    return has_verb_behind(s, n, len);
}

/* Words that with a capital begin an item of such a sheet. */
static bool begins_sheet_item(const char *s, size_t len)
{
    static const char *const words[] = {"No ",        "Not ",       "At least ",  "Must ",
                                        "Fertile ",   "Prior ",     "If ",        "Adequate ",
                                        "Platelet",   "Hemoglobin", "Bilirubin",  "Absolute ",
                                        "Creatinine", "Alkaline ",  "Hematocrit", NULL};
    return is_one_of(s, len, words) || begins_phrase(s, len);
}

/* The item of a sheet that begins at `from` announces others, of which one may do, or tells whom
   those behind it are for. */
static bool rules_others(const char *s, size_t from, size_t at)
{
    static const char *const words[] = {"following", "either", "one of", NULL};
    const char *colon = memchr(s + from, ':', at - from);
    if (colon && is_sheet_label(s + from, at - from))
        colon = memchr(colon + 1, ':', (size_t)(s + at - colon - 1));
    for (const char *const *w = words; *w; w++)
        if (contains(s + from, at - from, *w))
            return true;
    return colon != NULL;
}

/* "less than 1.5 mg/dL OR Creatinine clearance …": it goes on. */
static bool goes_on(const char *s, size_t begin, size_t at)
{
    static const char *const words[] = {"or ", "and ", "OR ", "AND ", "for ", "of ", "with ", NULL};
    size_t word = word_before(s, begin, at);
    return is_one_of(s + word, at + 1 - word, words);
}

/* The next item or label behind `from`. What follows a label goes on with it. */
static size_t find_sheet_item(const char *s, size_t from, size_t end)
{
    int open = 0;
    for (size_t i = from + 2; i < end; i++) {
        open += s[i - 1] == '(' ? 1 : s[i - 1] == ')' && open > 0 ? -1 : 0;
        if (part_title(s + i, end - i))
            return i;
        if (open || s[i - 1] != ' ' || !is_capital(s[i]))
            continue;
        char before = s[i - 2];
        bool behind_word = is_small(before) || is_digit(before) || is_capital(before) ||
                           memchr(")%.+", before, 4) != NULL;
        if (is_sheet_label(s + i, end - i) && (behind_word || before == ':'))
            return i;
        if (behind_word && begins_sheet_item(s + i, end - i) && !goes_on(s, from, i) &&
            !rules_others(s, from, i))
            return i;
    }
    return end;
}

/* "Not specified", "See Disease Characteristics". */
static bool refers_elsewhere(const char *s, size_t len)
{
    static const char *const words[] = {"Not specified", "See Disease Characteristics"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (len == strlen(words[i]) && memcmp(s, words[i], len) == 0)
            return true;
    return false;
}

bool line_says_nothing(const char *s, size_t begin, size_t end)
{
    while (begin < end && s[begin] == ' ')
        begin++;
    while (end > begin && s[end - 1] == ' ')
        end--;
    if (end > begin && part_title(s + begin, end - begin) == end - begin)
        return true;
    const char *colon = memchr(s + begin, ':', end - begin);
    if (colon && is_sheet_label(s + begin, end - begin))
        begin = (size_t)(colon - s) + 1;
    while (begin < end && s[begin] == ' ')
        begin++;
    return refers_elsewhere(s + begin, end - begin);
}

static size_t sheet_next(const char *s, size_t from, size_t end)
{
    const char *colon = memchr(s + from, ':', end - from);
    size_t title = part_title(s + from, end - from);
    if (title)
        return from + title;
    if (is_sheet(s + from, end - from) && colon)
        return (size_t)(colon - s) + 1;
    return find_sheet_item(s, from, end);
}

bool line_is_flat(const char *s, size_t begin, size_t end)
{
    while (begin < end && s[begin] == ' ')
        begin++;
    if (is_sheet(s + begin, end - begin))
        return find_sheet_item(s, sheet_next(s, begin, end), end) < end;
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

size_t line_flat_next(const char *s, size_t line, size_t from, size_t end)
{
    size_t begin = from, behind;
    while (line < end && s[line] == ' ')
        line++;
    while (begin < end && s[begin] == ' ')
        begin++;
    if (is_sheet(s + line, end - line))
        return sheet_next(s, begin, end);
    size_t heading = find_heading(s, begin, end, &behind);
    if (heading == begin)
        return behind;
    size_t hyphen = find_hyphen(s, begin, end);
    return hyphen < heading ? hyphen : heading;
}
