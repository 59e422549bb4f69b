#include "search/query_hint.h"
#include "schema/base/text.h"
#include "schema/codes.h"
#include "schema/trial.h"
#include <string.h>

enum { AGE_MAX_YEARS = 120, AGE_MAX_DIGITS = 3 };

static bool begins(const char *text, size_t len, const char *with)
{
    size_t n = strlen(with);
    return n <= len && memcmp(text, with, n) == 0;
}

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Length of the first of the words that the text begins with; a Latin one as a whole word. */
static size_t word_length(const char *text, size_t len, const char *const *words)
{
    for (; *words; words++) {
        size_t n = strlen(*words);
        if (begins(text, len, *words) && !(is_latin(text[n - 1]) && n < len && is_latin(text[n])))
            return n;
    }
    return 0;
}

/* ------------------------------------------------------------------ status */

/* Longer ones first: 募集中断 is not 募集中. */
static enum query_hint status_read(const char *text, size_t len, int *ret_value, size_t *ret_len)
{
    static const struct {
        const char *text;
        enum recruitment_status status;
    } words[] = {
        {"募集中断", RECRUITMENT_STATUS_SUSPENDED},
        {"募集中止", RECRUITMENT_STATUS_TERMINATED},
        {"募集開始前", RECRUITMENT_STATUS_NOT_YET},
        {"募集前", RECRUITMENT_STATUS_NOT_YET},
        {"募集終了", RECRUITMENT_STATUS_CLOSED},
        {"参加者募集中", RECRUITMENT_STATUS_RECRUITING},
        {"被験者募集中", RECRUITMENT_STATUS_RECRUITING},
        {"患者募集中", RECRUITMENT_STATUS_RECRUITING},
        {"募集している", RECRUITMENT_STATUS_RECRUITING},
        {"募集中", RECRUITMENT_STATUS_RECRUITING},
        {"not yet recruiting", RECRUITMENT_STATUS_NOT_YET},
        {"active, not recruiting", RECRUITMENT_STATUS_CLOSED},
        {"active not recruiting", RECRUITMENT_STATUS_CLOSED},
        {"not recruiting", RECRUITMENT_STATUS_CLOSED},
        {"no longer recruiting", RECRUITMENT_STATUS_CLOSED},
        {"enrolling by invitation", RECRUITMENT_STATUS_BY_INVITATION},
        {"currently recruiting", RECRUITMENT_STATUS_RECRUITING},
        {"recruiting", RECRUITMENT_STATUS_RECRUITING},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *const one[] = {words[i].text, NULL};
        size_t n = word_length(text, len, one);
        if (n == 0)
            continue;
        *ret_value = (int)words[i].status;
        *ret_len = n;
        return QUERY_HINT_STATUS;
    }
    return QUERY_HINT_NONE;
}

/* ------------------------------------------------------------------ age */

/* Up to three digits; 0 length when there are none or more. */
static size_t number_read(const char *text, size_t len, int *ret)
{
    size_t n = 0;
    *ret = 0;
    for (; n < len && text[n] >= '0' && text[n] <= '9'; n++)
        *ret = n < AGE_MAX_DIGITS ? *ret * 10 + text[n] - '0' : AGE_MAX_YEARS + 1;
    return *ret <= AGE_MAX_YEARS ? n : 0;
}

static bool is_bound(const char *text, size_t len)
{
    static const char *const words[] = {"以上", "以下", "以降", "以前",  "未満", "超",   "から",
                                        "まで", "より", "~",    "-",     "代",   "前後", "台",
                                        "時",   "or ",  "and ", "older", "over", "to ",  "+"};
    size_t at = len > 0 && text[0] == ' ';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins(text + at, len - at, words[i]))
            return true;
    return false;
}

static enum query_hint age_read(const char *text, size_t len, int *ret_value, size_t *ret_len)
{
    static const char *const before[] = {"満", "aged ", "age ", NULL};
    static const char *const after[] = {
        "歳",        "才",       "さい",    "years old", "year old", "years of age", "-years-old",
        "-year-old", "year-old", "yrs old", "yr old",    "y/o",      "yo",           NULL};
    int years;
    size_t head = word_length(text, len, (const char *const[]){"満", NULL});
    for (const char *const *w = before; *w && !head; w++)
        head = begins(text, len, *w) ? strlen(*w) : 0;
    size_t digits = number_read(text + head, len - head, &years), at = head + digits;
    if (digits == 0)
        return QUERY_HINT_NONE;
    size_t blank = at < len && text[at] == ' ';
    size_t tail = word_length(text + at + blank, len - at - blank, after);
    if (tail)
        at += blank + tail;
    else if (head == 0 || text[0] != 'a' || (at < len && text[at] != ' '))
        return QUERY_HINT_NONE; /* only "aged 75" says it without years */
    if (is_bound(text + at, len - at))
        return QUERY_HINT_NONE;
    *ret_value = years;
    *ret_len = at;
    return QUERY_HINT_AGE;
}

/* ------------------------------------------------------------------ phase */

/* "2", "2b", "1/2", "2-3": its length, and *ret the set of them. */
static size_t phases_read(const char *text, size_t len, int *ret)
{
    size_t at = 0;
    *ret = 0;
    while (at < len && text[at] >= '0' && text[at] <= '4') {
        *ret |= (int)PHASE_BIT(text[at++] - '0');
        at += at < len && text[at] >= 'a' && text[at] <= 'c';
        size_t between =
            word_length(text + at, len - at, (const char *const[]){"/", "-", "~", "・", NULL});
        if (between == 0 || at + between >= len || text[at + between] < '0' ||
            text[at + between] > '4')
            break;
        at += between;
    }
    return at < len && is_latin(text[at]) ? 0 : at;
}

/* 第3相, 1/2相 (but 2相性 is something else), フェーズ3, phase 3. */
static enum query_hint phase_read(const char *text, size_t len, int *ret_value, size_t *ret_len)
{
    static const char *const before[] = {"フェーズ", "フェイズ", "phase", NULL};
    static const char *const behind[] = {"相", NULL};
    size_t head = 0;
    for (const char *const *w = before; *w && !head; w++)
        head = begins(text, len, *w) ? strlen(*w) : 0;
    size_t at = head                      ? head + (head < len && text[head] == ' ')
                : begins(text, len, "第") ? strlen("第")
                                          : 0;
    size_t number = phases_read(text + at, len - at, ret_value);
    if (number == 0)
        return QUERY_HINT_NONE;
    at += number;
    if (!head) {
        size_t tail = word_length(text + at, len - at, behind);
        if (tail == 0 || begins(text + at + tail, len - at - tail, "性"))
            return QUERY_HINT_NONE;
        at += tail;
    }
    *ret_len = at;
    return QUERY_HINT_PHASE;
}

enum query_hint query_hint_read(const char *text, size_t len, int *ret_value, size_t *ret_len)
{
    enum query_hint hint = status_read(text, len, ret_value, ret_len);
    hint = hint ? hint : age_read(text, len, ret_value, ret_len);
    return hint ? hint : phase_read(text, len, ret_value, ret_len);
}
