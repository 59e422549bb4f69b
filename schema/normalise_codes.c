#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <string.h>

/* Lower case, half width, one line; "" when there is nothing. Owned by ctx. */
static char *plain(void *ctx, const char *text)
{
    char *s = text_squeeze(ctx, text_halfwidth(ctx, text), false);
    return s ? text_lower_ascii(ctx, s) : mem_strdup(ctx, "");
}

static bool says_nothing(const char *s)
{
    static const char *const words[] = {"",
                                        "-",
                                        "--",
                                        "n/a",
                                        "na",
                                        "null",
                                        "not available",
                                        "not specified",
                                        "not stated",
                                        "not provided",
                                        "not selected",
                                        "なし",
                                        "未選択",
                                        "未定"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(s, words[i]) == 0)
            return true;
    return false;
}

/* ------------------------------------------------------------------ sex */

/* "<br>Female: yes<br>Male: no<br>" of the EU register. */
static bool read_yes_no(const char *s, enum sex *ret)
{
    const char *female = strstr(s, "female:"), *male = strstr(s, "male:");
    while (male && male > s + 1 && text_starts_with(male - 2, "fe"))
        male = strstr(male + 1, "male:");
    if (!female || !male)
        return false;
    bool f = text_starts_with(female + 7 + strspn(female + 7, " "), "yes");
    const char *after = strchr(male, ':') + 1;
    bool m = text_starts_with(after + strspn(after, " "), "yes");
    *ret = f && m ? SEX_ALL : f ? SEX_FEMALE : m ? SEX_MALE : SEX_NONE_;
    return f || m;
}

enum value_state sex_normalise(const char *text, enum sex *ret)
{
    *ret = SEX_NONE_;
    if (text_is_blank(text))
        return VALUE_MISSING;
    void *scratch = mem_context(NULL, "sex");
    char *s = plain(scratch, text);
    enum value_state state = VALUE_NOT_UNDERSTOOD;
    *ret = (enum sex)code_find_alias(CODE_SEX, s);
    if (*ret || read_yes_no(s, ret))
        state = VALUE_READ;
    else if (says_nothing(s))
        state = VALUE_MISSING;
    talloc_free(scratch);
    return state;
}

/* ------------------------------------------------------------------ phase */

static unsigned eu_block(const char *s)
{
    static const char *const lines[] = {"(phase i):", "(phase ii):", "(phase iii):", "(phase iv):"};
    unsigned phases = 0;
    for (int n = 0; n < 4; n++) {
        const char *at = strstr(s, lines[n]);
        if (at &&
            text_starts_with(at + strlen(lines[n]) + strspn(at + strlen(lines[n]), " "), "yes"))
            phases |= PHASE_BIT(n + 1);
    }
    return phases;
}

/* Excel turns "2-3" into the 2nd of March: "2020-03-02" means phases 2 and 3. */
static unsigned excel_date(const char *s)
{
    struct date d;
    bool dated =
        strlen(s) >= 10 && s[4] == '-' && s[7] == '-' && date_normalise(s, &d) == VALUE_READ;
    return dated && d.month <= 4 && d.day <= 4 ? PHASE_BIT(d.month) | PHASE_BIT(d.day) : 0;
}

/* A phase number at s in digits, Roman or Chinese numerals; -1 when there is none. */
static int number_at(const char *s, size_t *ret_used)
{
    static const struct {
        const char *word;
        int n;
    } words[] = {{"iii", 3}, {"iv", 4}, {"ii", 2}, {"i", 1}, {"ⅲ", 3}, {"ⅳ", 4},  {"ⅱ", 2},
                 {"ⅰ", 1},   {"Ⅲ", 3},  {"Ⅳ", 4},  {"Ⅱ", 2}, {"Ⅰ", 1}, {"三", 3}, {"四", 4},
                 {"二", 2},  {"一", 1}, {"0", 0},  {"1", 1}, {"2", 2}, {"3", 3},  {"4", 4}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!text_starts_with(s, words[i].word))
            continue;
        *ret_used = strlen(words[i].word);
        bool cut = isalnum((unsigned char)s[*ret_used]) && (unsigned char)s[*ret_used] < 0x80 &&
                   s[*ret_used] != 'a' && s[*ret_used] != 'b' && s[*ret_used] != 'c';
        return cut ? -1 : words[i].n;
    }
    return -1;
}

/* "phase 2/ phase 3", "ii-iii", "第2相", "1-2", "2b": numbers with nothing but phase words between
 * them. */
static bool read_list(const char *s, unsigned *ret)
{
    static const char *const fillers[] = {"early", "phase", "trial", "study", "第",
                                          "相",    "期",    "試験",  "and",   "to",
                                          "から",  "・",    "〜",    "～",    "、"};
    while (*s) {
        size_t used = 0;
        int n = number_at(s, &used);
        if (n >= 0) {
            *ret |= PHASE_BIT(n);
            s += used;
            s += strspn(s, "abc");
            continue;
        }
        if (strchr(" -/,|&+~_()", *s)) {
            s++;
            continue;
        }
        size_t i = 0;
        while (i < sizeof fillers / sizeof fillers[0] && !text_starts_with(s, fillers[i]))
            i++;
        if (i == sizeof fillers / sizeof fillers[0])
            return false;
        s += strlen(fillers[i]);
    }
    return *ret != 0;
}

static bool says_not_applicable(const char *s)
{
    static const char *const words[] = {
        "n/a",      "na",       "not applicable", "該当しない",
        "該当せず", "該当なし", "phase n/a",      "該当せず/not applicable"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(s, words[i]) == 0)
            return true;
    return false;
}

static enum value_state read_phase(const char *s, unsigned *ret)
{
    if (says_not_applicable(s)) {
        *ret = PHASE_NA;
        return VALUE_READ;
    }
    if (strstr(s, "(phase i):")) {
        *ret = eu_block(s);
        return *ret ? VALUE_READ : VALUE_MISSING;
    }
    if (says_nothing(s))
        return VALUE_MISSING;
    if (strcmp(s, "early phase 1") == 0 || strcmp(s, "early_phase1") == 0 ||
        strcmp(s, "0 (exploratory trials)") == 0) {
        *ret = PHASE_BIT(0); /* ClinicalTrials.gov: formerly called phase 0 */
        return VALUE_READ;
    }
    if (strcmp(s, "post marketing surveillance") == 0 || strcmp(s, "pms") == 0 ||
        strcmp(s, "製造販売後臨床試験") == 0) {
        *ret = PHASE_BIT(4);
        return VALUE_READ;
    }
    *ret = excel_date(s);
    return *ret || read_list(s, ret) ? VALUE_READ : VALUE_NOT_UNDERSTOOD;
}

enum value_state phase_normalise(const char *text, unsigned *ret_phases)
{
    *ret_phases = 0;
    if (text_is_blank(text))
        return VALUE_MISSING;
    void *scratch = mem_context(NULL, "phase");
    enum value_state state = read_phase(plain(scratch, text), ret_phases);
    if (state != VALUE_READ)
        *ret_phases = 0;
    talloc_free(scratch);
    return state;
}

/* ------------------------------------------------------------------ status, study type */

enum value_state status_normalise(const char *text, enum recruitment_status *ret)
{
    *ret = RECRUITMENT_STATUS_NONE_;
    if (text_is_blank(text))
        return VALUE_MISSING;
    *ret = (enum recruitment_status)code_find_alias(CODE_RECRUITMENT_STATUS, text);
    return *ret ? VALUE_READ : VALUE_NOT_UNDERSTOOD;
}

enum value_state study_type_normalise(const char *text, enum study_type *ret)
{
    *ret = STUDY_TYPE_NONE_;
    if (text_is_blank(text))
        return VALUE_MISSING;
    *ret = (enum study_type)code_find_alias(CODE_STUDY_TYPE, text);
    if (*ret)
        return VALUE_READ;
    void *scratch = mem_context(NULL, "study type");
    char *s = plain(scratch, text);
    if (strstr(s, "non-interventional") || strstr(s, "observational") || strstr(s, "観察"))
        *ret = STUDY_TYPE_OBSERVATIONAL;
    else if (strstr(s, "interventional") || strstr(s, "介入"))
        *ret = STUDY_TYPE_INTERVENTIONAL;
    bool nothing = says_nothing(s);
    talloc_free(scratch);
    return *ret ? VALUE_READ : nothing ? VALUE_MISSING : VALUE_NOT_UNDERSTOOD;
}

/* ------------------------------------------------------------------ counts */

/* A whole number at *s with thousands commas; -1 when it is too large. Moves *s behind it. */
static int64_t take_count(const char **s)
{
    int64_t n = 0;
    for (; isdigit((unsigned char)**s) || (**s == ',' && isdigit((unsigned char)(*s)[1])); (*s)++)
        if (**s != ',')
            n = n < 0 || n > 100000000000 ? -1 : n * 10 + (**s - '0');
    return n;
}

/* "survival group:200;died:200;": the last number of each arm, added up. */
static int64_t sum_of_arms(const char *s)
{
    int64_t total = 0;
    struct span rest = {s, strlen(s)}, arm;
    while (text_split_next(&rest, ";", &arm)) {
        int64_t last = 0;
        const char *p = memchr(arm.p, ':', arm.len);
        while (p && p < arm.p + arm.len) {
            if (isdigit((unsigned char)*p))
                last = take_count(&p);
            else
                p++;
        }
        if (last < 0)
            return -1;
        total += last;
    }
    return total > 0 ? total : -1;
}

/* The only number of the text, or the only one before a bracket ("400 (200 in each arm)"); -1 when
 * there is none or several. */
static int64_t only_number(const char *s)
{
    int64_t n = -1;
    while (*s && !(*s == '(' && n >= 0)) {
        if (!isdigit((unsigned char)*s)) {
            s++;
            continue;
        }
        if (n >= 0)
            return -1;
        n = take_count(&s);
        if (*s == '.' && isdigit((unsigned char)s[1]))
            return -1;
        if (n < 0)
            return -1;
    }
    return n;
}

enum value_state count_normalise(const char *text, int64_t *ret)
{
    *ret = -1;
    if (text_is_blank(text))
        return VALUE_MISSING;
    void *scratch = mem_context(NULL, "count");
    char *s = plain(scratch, text);
    bool arms = strchr(s, ':') != NULL;
    *ret = *s == '-' && s[1] ? -1 : arms ? sum_of_arms(s) : only_number(s);
    enum value_state state = *ret >= 0         ? VALUE_READ
                             : says_nothing(s) ? VALUE_MISSING
                                               : VALUE_NOT_UNDERSTOOD;
    talloc_free(scratch);
    return state;
}
