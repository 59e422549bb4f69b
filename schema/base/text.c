#include "schema/base/text.h"
#include "schema/base/mem.h"
#include <errno.h>
#include <locale.h>
#include <string.h>

/* ------------------------------------------------------------------ UTF-8 (Unicode 15, table 3-7)
 */

/* Length of the sequence that a lead byte starts and the allowed range of its second byte; 0 = no
 * lead. */
static size_t lead(unsigned char c, unsigned char *ret_lo, unsigned char *ret_hi)
{
    *ret_lo = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    *ret_hi = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (c >= 0xC2 && c <= 0xDF)
        return 2;
    if (c >= 0xE0 && c <= 0xEF)
        return 3;
    return c >= 0xF0 && c <= 0xF4 ? 4 : 0;
}

/* Length of the well-formed sequence at s, 0 when there is none. */
static size_t sequence(const unsigned char *s, size_t len)
{
    unsigned char lo, hi;
    if (s[0] < 0x80)
        return 1;
    size_t n = lead(s[0], &lo, &hi);
    if (n == 0 || n > len || s[1] < lo || s[1] > hi)
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

uint32_t text_decode_any(const char *s, size_t len, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)s + *pos;
    if (p[0] < 0x80) {
        ++*pos;
        return p[0];
    }
    /* Japanese is nearly all E3 … E9: any two bytes that go on are well-formed behind them. */
    if (p[0] - 0xE1u < 0xECu - 0xE1u && len - *pos >= 3 && (p[1] & 0xC0) == 0x80 &&
        (p[2] & 0xC0) == 0x80) {
        *pos += 3;
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    size_t n = sequence(p, len - *pos);
    *pos += n ? n : 1;
    switch (n) {
    case 2:
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    case 3:
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    case 4:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
               (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    default:
        return TEXT_REPLACEMENT;
    }
}

size_t text_encode_any(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = TEXT_REPLACEMENT;
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t text_find_ill_formed(const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        bool ascii = (unsigned char)s[i] < 0x80;
        size_t n = ascii ? 1 : sequence((const unsigned char *)s + i, len - i);
        if (n == 0)
            return i;
        i += n;
    }
    return len;
}

bool text_is_utf8(const char *s, size_t len)
{
    return text_find_ill_formed(s, len) == len;
}

size_t text_count_chars(const char *s, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; n++)
        text_decode(s, len, &i);
    return n;
}

/* ------------------------------------------------------------------ white space */

static bool is_space(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == ' ' || c == 0xA0 || c == 0x85 || c == 0x3000 ||
           c == 0xFEFF || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F;
}

/* Start of the character that ends before `end`. */
static size_t char_before(const char *s, size_t end)
{
    size_t i = end - 1;
    for (int back = 0; back < 3 && i > 0 && ((unsigned char)s[i] & 0xC0) == 0x80; back++)
        i--;
    size_t after = i;
    text_decode(s, end, &after);
    return after == end ? i : end - 1;
}

struct span text_trim_span(struct span s)
{
    while (s.len > 0) {
        size_t pos = 0;
        if (!is_space(text_decode(s.p, s.len, &pos)))
            break;
        s.p += pos;
        s.len -= pos;
    }
    while (s.len > 0) {
        size_t at = char_before(s.p, s.len), pos = at;
        if (!is_space(text_decode(s.p, s.len, &pos)))
            break;
        s.len = at;
    }
    return s;
}

bool text_is_blank(const char *s)
{
    return !s || text_trim_span((struct span){s, strlen(s)}).len == 0;
}

char *text_trim(void *ctx, const char *s, size_t len)
{
    struct span t = s ? text_trim_span((struct span){s, len}) : (struct span){NULL, 0};
    return t.len ? mem_strndup(ctx, t.p, t.len) : NULL;
}

char *text_squeeze(void *ctx, const char *s, bool keep_lines)
{
    struct span t = s ? text_trim_span((struct span){s, strlen(s)}) : (struct span){NULL, 0};
    if (!t.len)
        return NULL;
    char *out = MEM_ARRAY(ctx, char, t.len + 1);
    size_t n = 0;
    bool space = false, line = false;
    for (size_t i = 0; i < t.len;) {
        size_t from = i;
        uint32_t c = text_decode(t.p, t.len, &i);
        if (is_space(c)) {
            space = true;
            line |= keep_lines && (c == '\n' || c == '\r');
            continue;
        }
        if (space)
            out[n++] = line ? '\n' : ' ';
        space = line = false;
        memcpy(out + n, t.p + from, i - from);
        n += i - from;
    }
    out[n] = '\0';
    return out;
}

/* ------------------------------------------------------------------ comparing, ASCII case */

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool text_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool text_equal_nocase(const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    while (*a && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

bool text_starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_starts_with_nocase(const char *s, const char *prefix)
{
    for (; *prefix; s++, prefix++)
        if (lower(*s) != lower(*prefix))
            return false;
    return true;
}

bool text_contains_nocase(const char *s, const char *needle)
{
    for (; *s; s++)
        if (text_starts_with_nocase(s, needle))
            return true;
    return !*needle;
}

char *text_lower_ascii(void *ctx, const char *s)
{
    char *out = mem_strdup(ctx, s);
    for (char *p = out; p && *p; p++)
        *p = (char)lower(*p);
    return out;
}

/* ------------------------------------------------------------------ rewriting */

char *text_halfwidth(void *ctx, const char *s)
{
    size_t len = strlen(s), n = 0;
    char *out = MEM_ARRAY(ctx, char, len + 1);
    for (size_t i = 0; i < len;) {
        size_t from = i;
        uint32_t c = text_decode(s, len, &i);
        if (c >= 0xFF01 && c <= 0xFF5E) {
            out[n++] = (char)(c - 0xFEE0);
        } else if (c == 0x3000) {
            out[n++] = ' ';
        } else {
            memcpy(out + n, s + from, i - from);
            n += i - from;
        }
    }
    out[n] = '\0';
    return out;
}

char *text_replace(void *ctx, const char *s, const char *from, const char *to)
{
    size_t from_len = strlen(from), to_len = strlen(to), count = 0, n = 0;
    if (from_len == 0)
        return mem_strdup(ctx, s);
    for (const char *p = s; (p = strstr(p, from)); p += from_len)
        count++;
    char *out = MEM_ARRAY(ctx, char, strlen(s) - count * from_len + count * to_len + 1);
    for (const char *hit; (hit = strstr(s, from)); s = hit + from_len) {
        memcpy(out + n, s, (size_t)(hit - s));
        n += (size_t)(hit - s);
        memcpy(out + n, to, to_len);
        n += to_len;
    }
    memcpy(out + n, s, strlen(s) + 1);
    return out;
}

static const struct {
    const char *name;
    uint32_t c;
} entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},
    {"nbsp", 0xA0},    {"ge", 0x2265},    {"le", 0x2264},    {"plusmn", 0xB1},   {"times", 0xD7},
    {"micro", 0xB5},   {"deg", 0xB0},     {"alpha", 0x3B1},  {"beta", 0x3B2},    {"gamma", 0x3B3},
    {"mu", 0x3BC},     {"middot", 0xB7},  {"bull", 0x2022},  {"hellip", 0x2026}, {"ndash", 0x2013},
    {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C},  {"rdquo", 0x201D},
    {"reg", 0xAE},     {"trade", 0x2122}, {"copy", 0xA9},    {"sup2", 0xB2},     {"sup3", 0xB3},
    {"eacute", 0xE9},  {"egrave", 0xE8},  {"auml", 0xE4},    {"ouml", 0xF6},     {"uuml", 0xFC},
};

static uint32_t named_entity(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (strlen(entities[i].name) == len && memcmp(entities[i].name, name, len) == 0)
            return entities[i].c;
    return 0;
}

/* Value of a digit in base 10 or 16; 99 when it is none. */
static uint32_t digit_value(unsigned char d, bool hex)
{
    if (d >= '0' && d <= '9')
        return d - (uint32_t)'0';
    return hex && d >= 'a' && d <= 'f' ? d - (uint32_t)'a' + 10 : 99;
}

static uint32_t numeric_entity(const char *digits, size_t len)
{
    bool hex = len > 0 && (digits[0] == 'x' || digits[0] == 'X');
    uint32_t c = 0;
    if (len == (size_t)hex)
        return 0;
    for (size_t i = hex; i < len; i++) {
        uint32_t value = digit_value(lower(digits[i]), hex);
        if (value == 99 || c > 0x10FFFF)
            return 0;
        c = c * (hex ? 16 : 10) + value;
    }
    bool allowed =
        c == '\n' || c == '\t' || (c >= 0x20 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
    return allowed ? c : 0;
}

char *text_decode_entities(void *ctx, const char *s)
{
    char *out =
        MEM_ARRAY(ctx, char, strlen(s) + 1); /* an entity is never shorter than its character */
    size_t n = 0;
    while (*s) {
        const char *end = *s == '&' ? memchr(s, ';', strnlen(s, 12)) : NULL;
        uint32_t c = 0;
        if (end)
            c = s[1] == '#' ? numeric_entity(s + 2, (size_t)(end - s - 2))
                            : named_entity(s + 1, (size_t)(end - s - 1));
        if (c) {
            n += text_encode(c, out + n);
            s = end + 1;
        } else {
            out[n++] = *s++;
        }
    }
    out[n] = '\0';
    return out;
}

char *text_pointer_part(void *ctx, const char *name)
{
    return text_replace(ctx, text_replace(ctx, name, "~", "~0"), "/", "~1");
}

void text_copy(char *out, size_t out_bytes, const char *s)
{
    size_t len = strnlen(s, out_bytes);
    if (len == out_bytes) { /* cut: not inside a character */
        len = out_bytes - 1;
        while (len > 0 && ((unsigned char)s[len] & 0xC0) == 0x80)
            len--;
    }
    memcpy(out, s, len);
    out[len] = '\0';
}

bool text_split_next(struct span *rest, const char *separators, struct span *ret_field)
{
    if (!rest->p)
        return false;
    size_t n = 0;
    if (separators[0] && !separators[1]) {
        const char *at = memchr(rest->p, separators[0], rest->len);
        n = at ? (size_t)(at - rest->p) : rest->len;
    } else {
        while (n < rest->len && !(rest->p[n] && strchr(separators, rest->p[n])))
            n++;
    }
    *ret_field = (struct span){rest->p, n};
    *rest =
        n < rest->len ? (struct span){rest->p + n + 1, rest->len - n - 1} : (struct span){NULL, 0};
    return true;
}

/* ------------------------------------------------------------------ numbers */

bool text_read_int(const char *s, int64_t *ret)
{
    const char *digits = s + (*s == '-');
    if (*digits < '0' || *digits > '9')
        return false;
    char *end;
    errno = 0;
    long long n = strtoll(s, &end, 10);
    if (errno || *end)
        return false;
    *ret = n;
    return true;
}

bool text_read_double(const char *s, double *ret)
{
    static _Thread_local locale_t
        c_locale; /* strtod would take the decimal comma of other locales */
    if (!c_locale)
        c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const char *digits = s + (*s == '-');
    if (*digits < '0' || *digits > '9' || digits[1] == 'x' || digits[1] == 'X')
        return false;
    char *end;
    errno = 0;
    double d = strtod_l(s, &end, c_locale);
    if (errno == ERANGE || *end)
        return false;
    *ret = d;
    return true;
}

size_t text_write_uint(char out[TEXT_UINT_BYTES], uint64_t n)
{
    char backwards[TEXT_UINT_BYTES];
    size_t len = 0;
    do
        backwards[len++] = (char)('0' + n % 10);
    while (n /= 10);
    for (size_t i = 0; i < len; i++)
        out[i] = backwards[len - 1 - i];
    out[len] = '\0';
    return len;
}

uint64_t text_hash(const char *s, size_t len)
{
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * 0x100000001B3u;
    return h;
}
