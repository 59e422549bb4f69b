#include "search/criteria_number.h"
#include "schema/base/text.h"
#include "search/criteria_lex.h"
#include "search/units.h"
#include <math.h>
#include <string.h>

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool begins(const char *s, size_t len, const char *with)
{
    size_t n = strlen(with);
    return n <= len && memcmp(s, with, n) == 0;
}

/* 10,000 and 1.5: bytes. */
static size_t read_arabic(const char *s, size_t len, double *ret)
{
    size_t i = 0;
    double v = 0;
    while (i < len && i < 18) {
        if (is_digit((unsigned char)s[i]))
            v = v * 10 + (s[i++] - '0');
        else if (s[i] == ',' && i > 0 && i + 3 < len + 0 && is_digit((unsigned char)s[i + 1]) &&
                 is_digit((unsigned char)s[i + 2]) && is_digit((unsigned char)s[i + 3]) &&
                 !is_digit((unsigned char)s[i + 4]))
            i++;
        else
            break;
    }
    if (i == 0)
        return 0;
    if (i + 1 < len && s[i] == '.' && is_digit((unsigned char)s[i + 1])) {
        double place = 0.1;
        for (i++; i < len && is_digit((unsigned char)s[i]); i++, place /= 10)
            v += (s[i] - '0') * place;
        v = unit_round(v, 12);
    }
    *ret = v;
    return i;
}

/* ×10^4, x104, *10の4乗 behind a number: bytes. */
static size_t read_power(const char *s, size_t len, double *value)
{
    size_t i = 0;
    if (i < len && s[i] == ' ')
        i++;
    if (begins(s + i, len - i, "×"))
        i += 2;
    else if (i < len && (s[i] == 'x' || s[i] == '*'))
        i++;
    else
        return 0;
    if (i < len && s[i] == ' ')
        i++;
    if (!begins(s + i, len - i, "10"))
        return 0;
    i += 2;
    if (i < len && (s[i] == '^' || s[i] == 'e'))
        i++;
    if (begins(s + i, len - i, "の"))
        i += 3;
    if (i >= len || !is_digit((unsigned char)s[i]))
        return 0;
    int exponent = s[i++] - '0';
    if (i < len && is_digit((unsigned char)s[i]) && exponent == 1)
        exponent = exponent * 10 + s[i++] - '0';
    if (begins(s + i, len - i, "乗"))
        i += 3;
    *value *= pow(10, exponent);
    return i;
}

static size_t read_myriad(const char *s, size_t len, double *value)
{
    static const struct {
        const char *text;
        double factor;
    } all[] = {{"万", 1e4}, {"千", 1e3}, {"百万", 1e6}, {"億", 1e8}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (begins(s, len, all[i].text)) {
            *value *= all[i].factor;
            return strlen(all[i].text);
        }
    return 0;
}

/* 8万5千, 8万5000, 3千5百: what stands behind the greater part and is smaller than it. */
static size_t read_lesser(const char *s, size_t len, double greater, double *value)
{
    enum { LEAST_DIGITS = 3, MOST_DIGITS = 4 };
    size_t digits = 0, word = 0;
    double rest = 0;
    while (digits < len && digits <= MOST_DIGITS && is_digit((unsigned char)s[digits]))
        rest = rest * 10 + (s[digits++] - '0');
    if (digits == 0 || digits > MOST_DIGITS)
        return 0;
    const char *behind = s + digits;
    if (begins(behind, len - digits, "千") || begins(behind, len - digits, "百")) {
        rest *= begins(behind, len - digits, "千") ? 1e3 : 1e2;
        word = strlen("千");
    }
    if ((word == 0 && digits < LEAST_DIGITS) || rest >= greater)
        return 0;
    *value += rest;
    return digits + word;
}

static int kanji_digit(uint32_t c)
{
    static const uint32_t all[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                   0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++)
        if (all[i] == c)
            return i;
    return -1;
}

/* 二十, 六十五, 百二十: bytes. */
static size_t read_kanji(const char *s, size_t len, double *ret)
{
    size_t pos = 0, end = 0;
    double total = 0, digit = -1;
    while (pos < len) {
        uint32_t c = text_decode(s, len, &pos);
        int d = kanji_digit(c);
        if (d >= 0)
            digit = digit < 0 ? d : digit * 10 + d;
        else if (c == 0x5341 || c == 0x767E) {
            total += (digit < 0 ? 1 : digit) * (c == 0x5341 ? 10 : 100);
            digit = -1;
        } else
            break;
        end = pos;
    }
    *ret = total + (digit < 0 ? 0 : digit);
    return end;
}

/* i to vi with a letter: bytes. Only roman signs of the source, or before what grades. */
static size_t read_roman(const char *s, size_t len, struct number *n)
{
    static const char *const all[] = {"iii", "ii", "iv", "vi", "v", "i"};
    static const int values[] = {3, 2, 4, 6, 5, 1};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t k = strlen(all[i]);
        if (!begins(s, len, all[i]))
            continue;
        n->value = values[i];
        if (k < len && s[k] >= 'a' && s[k] <= 'd' && !is_letter((unsigned char)s[k + 1]))
            n->letter = s[k++];
        if (k < len && n->letter && is_digit((unsigned char)s[k]))
            k++; /* IIIA1 */
        return k < len && (is_letter((unsigned char)s[k]) || is_digit((unsigned char)s[k])) ? 0 : k;
    }
    return 0;
}

static bool is_roman_sign(const struct crit_text *t, size_t pos)
{
    size_t at = t->begin[pos];
    uint32_t c = text_decode(t->source, t->end[pos], &at);
    return c >= 0x2160 && c <= 0x217B;
}

/* What stands behind a roman numeral that grades: iii期, ii~iv, ii又はiii. */
static bool grades(const char *s, size_t len)
{
    static const char *const all[] = {
        "期",   "度", "~",  "-",    "又は",   "または",     "、", "もしくは", "以上",
        "以下", "/",  "級", "及び", "および", "のいずれか", "又", "から",     "・",
        ",",    " ",  "の", "で",   "に",     "と",         "が"};
    if (len == 0)
        return true;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (begins(s, len, all[i]))
            return true;
    return false;
}

static bool ends_in_scale(const char *s, size_t len)
{
    static const char *const all[] = {"stage",  "ステージ", "nyha", "病期", "class",
                                      "クラス", "分類",     "figo", "grade"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t n = strlen(all[i]);
        if (n <= len && memcmp(s + len - n, all[i], n) == 0)
            return true;
    }
    return false;
}

/* The name of a scale stands before, other steps between: Stage Ⅳ胃癌, (NYHA III), Stage II/III. */
static bool is_behind_scale(const char *s, size_t pos)
{
    while (pos > 0 && strchr("ivabcd/-~ ", s[pos - 1])) {
        if (ends_in_scale(s, pos))
            return true;
        pos--;
    }
    return ends_in_scale(s, pos);
}

/* Stage 4胃癌 */
static bool is_staged(const char *s, size_t pos)
{
    static const char *const all[] = {"stage", "ステージ", "nyha"};
    while (pos > 0 && s[pos - 1] == ' ')
        pos--;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t n = strlen(all[i]);
        if (n <= pos && memcmp(s + pos - n, all[i], n) == 0)
            return true;
    }
    return false;
}

/* A unit; blanks before it do not count. */
static size_t take_unit(const char *s, size_t len, struct number *n, size_t at)
{
    uint16_t unit;
    size_t k = unit_match(s + at, len - at, &unit);
    n->unit = k ? unit : LEX_NO_UNIT;
    n->unit_at = at;
    return at + k;
}

static const char half[] = "半";

/* 半年, 1年半: in months. */
static bool in_months(struct number *n, double value)
{
    bool years = n->unit != LEX_NO_UNIT && strcmp(unit_id(n->unit), "year") == 0;
    if (!years || !unit_find("month", sizeof "month" - 1, &n->unit))
        return false;
    n->value = value * 12;
    return true;
}

static size_t half_year(const char *s, size_t len, struct number *n)
{
    size_t k = begins(s, len, half) ? sizeof half - 1 : 0;
    size_t end = k ? take_unit(s, len, n, k) : 0;
    return end && in_months(n, 0.5) ? end : 0;
}

/* Ages stay in years (2歳半): whoever reads them looks for no other unit. */
static bool ends_in_age(const char *s, size_t end)
{
    static const char *const old[] = {"歳", "才"};
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        size_t k = strlen(old[i]);
        if (end >= k && memcmp(s + end - k, old[i], k) == 0)
            return true;
    }
    return false;
}

static size_t with_half(const char *s, size_t len, size_t end, struct number *n)
{
    if (!begins(s + end, len - end, half))
        return end;
    if (ends_in_age(s, end))
        n->value += 0.5;
    else if (!in_months(n, n->value + 0.5))
        return end;
    return end + sizeof half - 1;
}

/* Kanji numbers are numbers only before what is counted. */
static size_t kanji_number(const char *s, size_t len, struct number *n)
{
    size_t k = half_year(s, len, n);
    if (k)
        return k;
    k = read_kanji(s, len, &n->value);
    if (k == 0)
        return 0;
    size_t end = take_unit(s, len, n, k);
    return n->unit == LEX_NO_UNIT ? 0 : end;
}

size_t crit_number_read(const char *s, size_t len, size_t pos, const struct crit_text *text,
                        struct number *ret)
{
    const char *at = s + pos;
    size_t rest = len - pos;
    *ret = (struct number){.unit = LEX_NO_UNIT};
    if ((unsigned char)*at >= 0x80)
        return kanji_number(at, rest, ret);
    if (*at == 'i' || *at == 'v') {
        size_t k = read_roman(at, rest, ret);
        ret->roman = k > 0;
        ret->unit_at = k;
        bool before = pos > 0 && is_letter((unsigned char)s[pos - 1]);
        bool graded = is_roman_sign(text, pos) || grades(at + k, rest - k);
        ret->graded = k && is_behind_scale(s, pos);
        return k && ((!before && graded) || ret->graded) ? k : 0;
    }
    size_t k = read_arabic(at, rest, &ret->value);
    if (k == 0)
        return 0;
    size_t scale = read_power(at + k, rest - k, &ret->value);
    if (!scale) {
        double before = ret->value;
        scale = read_myriad(at + k, rest - k, &ret->value);
        if (scale && before > 0)
            scale +=
                read_lesser(at + k + scale, rest - k - scale, ret->value / before, &ret->value);
    }
    ret->scaled = scale > 0;
    k += scale;
    if (k < rest && at[k] == '+' && !is_digit((unsigned char)at[k + 1])) {
        ret->plus = true;
        k++;
    }
    size_t end = with_half(at, rest, take_unit(at, rest, ret, k), ret);
    ret->graded = ret->unit == LEX_NO_UNIT && k == 1 && is_staged(s, pos);
    return end;
}
