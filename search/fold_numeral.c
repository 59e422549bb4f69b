#include "search/fold_numeral.h"
#include "schema/base/text.h"
#include <string.h>

enum { NUMERAL_MAX = 20, LIST_GAP_BYTES = 12 };

static bool is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool starts(const char *text, size_t len, size_t pos, const char *what)
{
    size_t n = strlen(what);
    return len - pos >= n && memcmp(text + pos, what, n) == 0;
}

static bool ends(const char *out, size_t len, const char *what)
{
    size_t n = strlen(what);
    return len >= n && memcmp(out + len - n, what, n) == 0;
}

/* ------------------------------------------------------------------ values */

/* i … xx, written as they should be. */
static struct fold_numeral roman_read(const char *s, size_t len)
{
    static const char *const ones[] = {"ix", "viii", "vii", "vi", "iv", "v", "iii", "ii", "i"};
    static const unsigned values[] = {9, 8, 7, 6, 4, 5, 3, 2, 1};
    struct fold_numeral n = {0, 0};
    while (n.taken < len && s[n.taken] == 'x' && n.value < NUMERAL_MAX) {
        n.taken++;
        n.value += 10;
    }
    for (size_t i = 0; n.value < NUMERAL_MAX && i < sizeof ones / sizeof *ones; i++)
        if (starts(s, len, n.taken, ones[i])) {
            n.taken += strlen(ones[i]);
            n.value += values[i];
            break;
        }
    return n;
}

/* 一 … 十九. */
static struct fold_numeral kanji_read(const char *s, size_t len)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
    struct fold_numeral n = {0, 0};
    if (starts(s, len, 0, "十")) {
        n.taken = strlen("十");
        n.value = 10;
    }
    for (unsigned i = 0; i < 9; i++)
        if (starts(s, len, n.taken, digits[i])) {
            n.taken += strlen(digits[i]);
            n.value += i + 1;
            break;
        }
    return n;
}

static bool is_kanji_numeral(uint32_t c)
{
    static const uint32_t all[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B,
                                   0x4E5D, 0x5341, 0x767E, 0x5343, 0x4E07, 0x6570, 0x534A};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == c)
            return true;
    return false;
}

/* ------------------------------------------------------------------ surroundings */

static uint32_t char_before(const char *s, size_t pos)
{
    size_t at = pos;
    while (at > 0 && ((unsigned char)s[--at] & 0xC0) == 0x80)
        ;
    return pos ? text_decode(s, pos, &at) : 0;
}

static uint32_t char_at(const char *s, size_t len, size_t pos)
{
    return pos < len ? text_decode(s, len, &pos) : 0;
}

static bool is_counter(const char *text, size_t len, size_t pos)
{
    static const char *const counters[] = {"型", "期", "度", "相", "群", "級"};
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        if (starts(text, len, pos, counters[i]))
            return true;
    return false;
}

/* Letter and digit of a substage behind a numeral: a, b, c, a1 … */
static size_t substage(const char *text, size_t len, size_t pos)
{
    size_t n = 0;
    if (pos < len && text[pos] >= 'a' && text[pos] <= 'c')
        n = pos + 1 < len && text[pos + 1] >= '1' && text[pos + 1] <= '3' ? 2 : 1;
    return is_latin(char_at(text, len, pos + n)) ? 0 : n;
}

/* Behind the numeral and what may follow it in a list (ii/iii期, i-iv期) stands a counter. */
static bool counter_follows(const char *text, size_t len, size_t pos)
{
    for (int i = 0; i < 4; i++) {
        pos += substage(text, len, pos);
        if (is_counter(text, len, pos) ||
            (pos < len && text[pos] == ' ' && is_counter(text, len, pos + 1)))
            return true;
        if (pos >= len || !strchr("/-~,", text[pos]))
            return false;
        pos++;
        struct fold_numeral next = roman_read(text + pos, len - pos);
        if (!next.taken)
            next = kanji_read(text + pos, len - pos);
        if (!next.taken && pos < len && text[pos] >= '1' && text[pos] <= '9')
            next.taken = 1;
        if (!next.taken)
            return false;
        pos += next.taken;
    }
    return false;
}

static size_t trim_end(const char *out, size_t len)
{
    while (len > 0 && strchr(" -:.", out[len - 1]))
        len--;
    return len;
}

static bool keyword_before(const char *out, size_t len)
{
    static const char *const latin[] = {"stage",    "phase",  "type",   "grade", "class", "group",
                                        "category", "stages", "phases", "types", "grades"};
    static const char *const japanese[] = {"第",       "ステージ", "病期",   "グレード", "フェーズ",
                                           "フェイズ", "タイプ",   "クラス", "分類"};
    size_t end = trim_end(out, len);
    for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
        if (ends(out, end, latin[i]) && !is_latin(char_before(out, end - strlen(latin[i]))))
            return true;
    for (size_t i = 0; i < sizeof japanese / sizeof *japanese; i++)
        if (ends(out, end, japanese[i]))
            return true;
    return false;
}

/* Between the last changed numeral and here stands only what joins members of a list. */
static bool chain_goes_on(const char *out, size_t len, size_t from)
{
    static const char *const joints[] = {
        "/",        "-",      "~",        ",",        "、",   " or ", " and ", "又は", "または",
        "及び",     "および", "若しくは", "もしくは", "と",   "から", ", ",    " to ", "期又は",
        "期または", "期及び", "期および", "期、",     "相、", "or",   "and"};
    if (from == 0 || from > len || len - from > LIST_GAP_BYTES)
        return false;
    from += substage(out, len, from);
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        if (strlen(joints[i]) == len - from && memcmp(out + from, joints[i], len - from) == 0)
            return true;
    return false;
}

struct fold_numeral fold_numeral_at(const char *text, size_t len, size_t pos, const char *out,
                                    size_t out_len, size_t chain_from)
{
    const struct fold_numeral none = {0, 0};
    bool roman = strchr("ivx", text[pos]);
    uint32_t before = char_before(out, out_len);
    if (roman ? is_latin(before) : is_kanji_numeral(before))
        return none;
    struct fold_numeral n =
        roman ? roman_read(text + pos, len - pos) : kanji_read(text + pos, len - pos);
    if (!n.taken || n.value == 0)
        return none;
    size_t end = pos + n.taken, sub = roman ? substage(text, len, end) : 0;
    uint32_t next = char_at(text, len, end + sub);
    if (roman ? is_latin(next) : is_kanji_numeral(next))
        return none;
    bool counts = counter_follows(text, len, end);
    if (roman)
        counts = counts || keyword_before(out, out_len) || chain_goes_on(out, out_len, chain_from);
    else
        counts = counts || ends(out, out_len, "第");
    return counts ? n : none;
}
