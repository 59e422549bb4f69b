#include "search/criteria_marker.h"
#include "schema/base/text.h"
#include <string.h>

/* The next character, full-width ASCII as ASCII. */
static uint32_t next(const char *s, size_t len, size_t *pos)
{
    uint32_t c = *pos < len ? text_decode(s, len, pos) : 0;
    return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
}

static uint32_t peek(const char *s, size_t len, size_t pos)
{
    return next(s, len, &pos);
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_bullet(uint32_t c)
{
    static const uint32_t all[] = {0x30FB, 0xFF65, 0x2022, '*',    0x25CF, 0x25CB, 0x25C6, 0x25C7,
                                   0x25A0, 0x25A1, 0x25AA, 0x2013, 0x25E6, 0x2219, 0xB7,   0x25B6,
                                   0x25B7, 0x25B8, 0x2714, 0x2713, 0xF0B7, 0x25AB, 0x2023, 0x25CE,
                                   0x2192, 0x21D2, 0x27A2, 0x27A4, 0x2605, 0x2606, 0x25B2, 0x25B3,
                                   0x25BC, 0x25BD, 0x25C9, 0x25EF, 0x2756, 0x2611, 0x26AB, 0x26AA};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == c)
            return true;
    return false;
}

/* ア イ ウ … as 1, 2, 3; 0 for another character. */
static unsigned kana_number(uint32_t c)
{
    static const char row[] = "アイウエオカキクケコ";
    size_t pos = 0;
    for (unsigned i = 1; pos < sizeof row - 1; i++)
        if (text_decode(row, sizeof row - 1, &pos) == c)
            return i;
    return 0;
}

/* Digits at *pos: their value, 0 when there are none or more than two. */
static unsigned read_number(const char *s, size_t len, size_t *pos)
{
    unsigned n = 0, digits = 0;
    for (size_t at = *pos; is_digit(next(s, len, &at)); *pos = at) {
        size_t one = *pos;
        n = n * 10 + (unsigned)(next(s, len, &one) - '0');
        digits++;
    }
    return digits >= 1 && digits <= 2 ? n : 0;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == '\t' || c == 0xA0 || c == 0;
}

/* i, ii … xx from *pos: its value, 0 for another text. */
static unsigned read_roman(const char *s, size_t len, size_t *pos)
{
    static const char *const all[] = {"i",    "ii",  "iii",  "iv",    "v",   "vi",   "vii",
                                      "viii", "ix",  "x",    "xi",    "xii", "xiii", "xiv",
                                      "xv",   "xvi", "xvii", "xviii", "xix", "xx"};
    char word[6] = "";
    size_t n = 0, at = *pos;
    uint32_t first = peek(s, len, at) | 32;
    if (first != 'i' && first != 'v' && first != 'x')
        return 0;
    while (n < sizeof word - 1 && is_letter(peek(s, len, at)))
        word[n++] = (char)(next(s, len, &at) | 32);
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(word, all[i]) == 0) {
            *pos = at;
            return i + 1;
        }
    return 0;
}

/* A letter, roman number or kana that numbers, from *pos. */
static unsigned read_letter(const char *s, size_t len, size_t *pos, enum marker_style *style)
{
    *style = MARKER_ROMAN;
    unsigned roman = read_roman(s, len, pos);
    if (roman)
        return roman;
    uint32_t c = next(s, len, pos);
    *style = is_letter(c) ? MARKER_LETTER : MARKER_KANA;
    if (is_letter(c))
        return (unsigned)((c | 32) - 'a' + 1);
    return kana_number(c);
}

static struct marker in_parens(const char *s, size_t len, size_t pos)
{
    enum marker_style style = MARKER_PARENS;
    size_t at = pos;
    unsigned n = read_number(s, len, &at);
    if (n == 0) {
        at = pos;
        n = read_letter(s, len, &at, &style);
        style = style == MARKER_ROMAN ? style : MARKER_LETTERS;
    }
    if (n == 0 || next(s, len, &at) != ')')
        return (struct marker){MARKER_NONE, 0, 0};
    return (struct marker){style, n, at};
}

/* What closes a number that stands in brackets behind `open`; 0: no such bracket. */
static uint32_t closing_of(uint32_t open)
{
    static const uint32_t pairs[][2] = {
        {'[', ']'}, {0x3010, 0x3011}, {0x3014, 0x3015}, {'<', '>'}, {0x3008, 0x3009}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0] == open)
            return pairs[i][1];
    return 0;
}

static struct marker in_brackets(const char *s, size_t len, size_t pos, uint32_t closing)
{
    unsigned n = read_number(s, len, &pos);
    bool good = n > 0 && next(s, len, &pos) == closing;
    return good ? (struct marker){MARKER_SQUARE, n, pos} : (struct marker){MARKER_NONE, 0, 0};
}

static struct marker behind_number(const char *s, size_t len, size_t pos, unsigned n)
{
    uint32_t c = next(s, len, &pos);
    uint32_t after = peek(s, len, pos);
    enum marker_style style = MARKER_NONE;
    if (c == ')')
        style = MARKER_PAREN;
    else if (c == '.' && !is_digit(after))
        style = MARKER_DOT;
    else if ((c == 0x3001 || c == 0xFF64) && !is_digit(after))
        style = MARKER_COMMA;
    else if (c == ':' && after && !is_digit(after)) /* 1:1 is a ratio */
        style = MARKER_COLON;
    else if (c == '-' && is_space(after))
        style = MARKER_DASH;
    return (struct marker){style, n, style ? pos : 0};
}

static struct marker behind_letter(const char *s, size_t len)
{
    size_t pos = 0;
    enum marker_style style;
    unsigned n = read_letter(s, len, &pos, &style);
    uint32_t c = next(s, len, &pos);
    bool good =
        n && (c == ')' || (c == '.' && (is_space(peek(s, len, pos)) || peek(s, len, pos) >= 0x80)));
    return (struct marker){good ? style : MARKER_NONE, n, good ? pos : 0};
}

/* ⅱ) Ⅱ. */
static struct marker behind_roman_sign(const char *s, size_t len, size_t pos, unsigned n)
{
    uint32_t c = next(s, len, &pos);
    bool marks = c == ')' || (c == '.' && !is_digit(peek(s, len, pos)));
    return (struct marker){marks ? MARKER_ROMAN : MARKER_NONE, n, marks ? pos : 0};
}

static bool is_roman_letter(char c)
{
    return (c | 32) == 'i' || (c | 32) == 'v' || (c | 32) == 'x';
}

/* Two letters that are no roman number: most of what stands where a mark may stand. */
static bool begins_word(const char *s, size_t len)
{
    return len > 1 && is_letter((unsigned char)s[0]) && is_letter((unsigned char)s[1]) &&
           !(is_roman_letter(s[0]) && is_roman_letter(s[1]));
}

/* • and · whose bytes were read in another writing: bytes, 0 for another text. */
static size_t broken_bullet(const char *s, size_t len)
{
    static const char *const all[] = {"‚Ä¢", "√¢?¬¢", "¬∑", "â€¢"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (len >= strlen(all[i]) && memcmp(s, all[i], strlen(all[i])) == 0)
            return strlen(all[i]);
    return 0;
}

/* "o A" of a list in Word, "? A" and "?A" of whose bullets only that was left. */
static bool is_lost_bullet(const char *s, size_t len, uint32_t c, size_t pos)
{
    if ((c != 'o' && c != '?') || pos + 1 >= len)
        return false;
    bool space = is_space(peek(s, len, pos));
    bool capital = s[pos + space] >= 'A' && s[pos + space] <= 'Z';
    return space ? c == '?' || s[pos] == '\t' || s[pos + 1] == '\t' || capital
                 : c == '?' && capital;
}

/* ① ❶ ➀ ➊ ⓵ */
static unsigned circled_number(uint32_t c)
{
    static const uint32_t first[][2] = {
        {0x2460, 20}, {0x2776, 10}, {0x2780, 10}, {0x278A, 10}, {0x24F5, 10}};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (c >= first[i][0] && c < first[i][0] + first[i][1])
            return c - first[i][0] + 1;
    return 0;
}

/* Signs, no number: ・ - o */
static struct marker read_bullet(const char *s, size_t len)
{
    size_t broken = len > 0 && (unsigned char)*s >= 0x80 ? broken_bullet(s, len) : 0, pos = 0;
    if (broken)
        return (struct marker){MARKER_BULLET, 0x2022, broken};
    uint32_t c = next(s, len, &pos);
    bool dash = c == '-' && (is_space(peek(s, len, pos)) || peek(s, len, pos) >= 0x80);
    bool bullet = is_bullet(c) || dash || is_lost_bullet(s, len, c, pos);
    return bullet ? (struct marker){MARKER_BULLET, (unsigned)c, pos}
                  : (struct marker){MARKER_NONE, 0, 0};
}

struct marker marker_read(const char *s, size_t len)
{
    size_t pos = 0;
    if (begins_word(s, len))
        return (struct marker){MARKER_NONE, 0, 0};
    uint32_t c = next(s, len, &pos);
    unsigned circled = circled_number(c);
    if (circled)
        return (struct marker){MARKER_CIRCLED, circled, pos};
    if (c >= 0x2474 && c <= 0x2487) /* ⑴ */
        return (struct marker){MARKER_PARENS, (unsigned)(c - 0x2474 + 1), pos};
    if (c >= 0x2488 && c <= 0x249B) /* ⒈ */
        return (struct marker){MARKER_DOT, (unsigned)(c - 0x2488 + 1), pos};
    if ((c >= 0x2170 && c <= 0x2179) || (c >= 0x2160 && c <= 0x2169))
        return behind_roman_sign(s, len, pos, (unsigned)(c & 0xF) + 1);
    struct marker bullet = read_bullet(s, len);
    if (bullet.style)
        return bullet;
    if (c == '(')
        return in_parens(s, len, pos);
    if (closing_of(c))
        return in_brackets(s, len, pos, closing_of(c));
    size_t at = 0;
    unsigned n = read_number(s, len, &at);
    if (n > 0)
        return behind_number(s, len, at, n);
    return behind_letter(s, len);
}

bool marker_counts(enum marker_style s)
{
    return s >= MARKER_PAREN && s <= MARKER_CIRCLED;
}

struct marker marker_as_letter(const char *s, struct marker m)
{
    static const unsigned alone[] = {1, 5, 10}; /* i, v, x */
    struct marker none = {MARKER_NONE, 0, 0};
    size_t pos = 0;
    bool parens = peek(s, m.len, 0) == '(';
    if (m.style != MARKER_ROMAN)
        return none;
    if (parens)
        (void)next(s, m.len, &pos);
    uint32_t c = next(s, m.len, &pos) | 32;
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (m.number == alone[i] && is_letter(c))
            return (struct marker){parens ? MARKER_LETTERS : MARKER_LETTER, c - 'a' + 1, m.len};
    return none;
}

struct marker marker_before_digit(const char *s, size_t len)
{
    size_t at = 0;
    unsigned n = read_number(s, len, &at);
    uint32_t c = n > 0 ? next(s, len, &at) : 0;
    enum marker_style style = c == '.'      ? MARKER_DOT
                              : c == ':'    ? MARKER_COLON
                              : c == 0x3001 ? MARKER_COMMA
                                            : MARKER_NONE;
    bool good = style && is_digit(peek(s, len, at));
    return good ? (struct marker){style, n, at} : (struct marker){MARKER_NONE, 0, 0};
}
