#include "schema/base/jsonw.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JSONW_FIRST_BYTES 1024

void jsonw_init(struct jsonw *w, void *ctx)
{
    *w = (struct jsonw){.ctx = ctx, .cap = JSONW_FIRST_BYTES};
    w->buf = MEM_ARRAY(ctx, char, w->cap);
}

void jsonw_clear(struct jsonw *w)
{
    w->len = 0;
    w->comma = false;
}

static void grow(struct jsonw *w, size_t bytes)
{
    while (w->len + bytes + 1 > w->cap)
        w->cap *= 2;
    w->buf = MEM_GROW(w->ctx, w->buf, char, w->cap);
}

static inline char *reserve(struct jsonw *w, size_t bytes)
{
    if (__builtin_expect(w->len + bytes + 1 > w->cap, 0))
        grow(w, bytes);
    return w->buf + w->len;
}

static void put(struct jsonw *w, const char *s, size_t len)
{
    memcpy(reserve(w, len), s, len);
    w->len += len;
}

static void put_char(struct jsonw *w, char c)
{
    *reserve(w, 1) = c;
    w->len++;
}

const char *jsonw_text(struct jsonw *w)
{
    *reserve(w, 0) = '\0';
    return w->buf;
}

static void before_value(struct jsonw *w)
{
    if (w->comma)
        put_char(w, ',');
    w->comma = true;
}

static void begin(struct jsonw *w, char c)
{
    before_value(w);
    put_char(w, c);
    w->comma = false;
}

static void end(struct jsonw *w, char c)
{
    put_char(w, c);
    w->comma = true;
}

void jsonw_object_begin(struct jsonw *w)
{
    begin(w, '{');
}

void jsonw_object_end(struct jsonw *w)
{
    end(w, '}');
}

void jsonw_array_begin(struct jsonw *w)
{
    begin(w, '[');
}

void jsonw_array_end(struct jsonw *w)
{
    end(w, ']');
}

/* What a byte begins: a character that can stand in a JSON string (and in an HTML script) as it
 * is, one of three bytes that can if two more follow (E1 to EC without E2, which has line ends),
 * or what must be looked at. */
enum start { LOOK, PLAIN, THREE };
static const unsigned char starts[256] = {
    [' ' ... '!'] = PLAIN, ['#' ... ';'] = PLAIN, ['=' ... '['] = PLAIN,
    [']' ... '~'] = PLAIN, [0xE1] = THREE,        [0xE3 ... 0xEC] = THREE,
};

static void put_escape(struct jsonw *w, uint32_t c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt", hex[] = "0123456789abcdef";
    const char *at = c && c < 0x80 ? strchr(from, (int)c) : NULL;
    if (at)
        put(w, (char[]){'\\', to[at - from]}, 2);
    else
        put(w,
            (char[]){'\\', 'u', hex[c >> 12 & 15], hex[c >> 8 & 15], hex[c >> 4 & 15], hex[c & 15]},
            6);
}

static void put_code_point(struct jsonw *w, uint32_t c)
{
    if (c < 0x80 || c == 0x2028 || c == 0x2029)
        put_escape(w, c);
    else
        w->len += text_encode(c, reserve(w, 4));
}

#define EACH(byte) (0x0101010101010101u * (byte))

/* Not 0 when one of eight bytes is 0 (below 0x80, as the others). */
static inline uint64_t has_zero(uint64_t bytes)
{
    return (bytes - EACH(1)) & EACH(0x80);
}

/* What starts[] calls PLAIN, of eight bytes together: most text is made of nothing else. */
static inline bool are_plain(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return !((v & EACH(0x80)) || ((v - EACH(' ')) & EACH(0x80)) || has_zero(v ^ EACH('"')) ||
             has_zero(v ^ EACH('<')) || has_zero(v ^ EACH('\\')) || has_zero(v ^ EACH(0x7F)));
}

/* How many bytes from s on can stand as they are: plain ones and whole characters beyond ASCII. */
static size_t plain_run(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t i = 0;
    while (i < len) {
        unsigned start = starts[p[i]];
        if (start == PLAIN) {
            i++;
            while (len - i >= 8 && are_plain(p + i))
                i += 8;
        } else if (start == THREE && len - i >= 3 && (p[i + 1] & 0xC0) == 0x80 &&
                   (p[i + 2] & 0xC0) == 0x80) {
            i += 3;
        } else {
            size_t next = i;
            uint32_t c = p[i] < 0x80 ? TEXT_REPLACEMENT : text_decode(s, len, &next);
            if (c == TEXT_REPLACEMENT || c == 0x2028 || c == 0x2029)
                break;
            i = next;
        }
    }
    return i;
}

static void put_quoted(struct jsonw *w, const char *s, size_t len)
{
    put_char(w, '"');
    for (size_t i = 0; i < len;) {
        size_t run = plain_run(s + i, len - i);
        put(w, s + i, run);
        i += run;
        if (i < len)
            put_code_point(w, text_decode(s, len, &i));
    }
    put_char(w, '"');
}

/* Names of fields: they are chosen by us and hold nothing that must be escaped. */
void jsonw_key(struct jsonw *w, const char *key)
{
    size_t len = strlen(key);
    char *out = reserve(w, len + 4), *end = out;
    if (w->comma)
        *end++ = ',';
    *end++ = '"';
    memcpy(end, key, len);
    end += len;
    *end++ = '"';
    *end++ = ':';
    w->len += (size_t)(end - out);
    w->comma = false;
}

void jsonw_strn(struct jsonw *w, const char *s, size_t len)
{
    before_value(w);
    put_quoted(w, s, len);
}

void jsonw_str(struct jsonw *w, const char *s)
{
    if (s)
        jsonw_strn(w, s, strlen(s));
    else
        jsonw_null(w);
}

void jsonw_raw(struct jsonw *w, const char *json, size_t len)
{
    before_value(w);
    put(w, json, len);
}

void jsonw_int(struct jsonw *w, int64_t n)
{
    char text[TEXT_UINT_BYTES + 1] = "-";
    bool negative = n < 0;
    size_t len = text_write_uint(text + negative, negative ? -(uint64_t)n : (uint64_t)n);
    jsonw_raw(w, text, len + negative);
}

/* Numbers of up to four decimals, which most are, without printing and reading back: a decimal
 * n / 10,000 is read as the double nearest to it, and so is the quotient rounded. 0 = is none. */
static int short_decimal(double d, char text[40])
{
    long long n = fabs(d) < 1e11 ? llround(d * 1e4) : 0;
    if (n == 0 || (double)n / 1e4 != d)
        return 0;
    size_t len = n < 0;
    text[0] = '-';
    len += text_write_uint(text + len, (uint64_t)llabs(n / 10000));
    text[len++] = '.';
    for (long long rest = llabs(n % 10000), digit = 1000; digit; rest %= digit, digit /= 10)
        text[len++] = (char)('0' + rest / digit);
    while (text[len - 1] == '0')
        len--;
    return (int)(text[len - 1] == '.' ? len - 1 : len);
}

void jsonw_double(struct jsonw *w, double d)
{
    char text[40];
    if (!isfinite(d)) {
        jsonw_null(w);
        return;
    }
    int len = short_decimal(d, text);
    for (int digits = 15; len == 0; digits++) { /* 17 digits always read back the same */
        double back;
        int n = snprintf(text, sizeof text, "%.*g", digits, d);
        if (digits == 17 || (text_read_double(text, &back) && back == d))
            len = n;
    }
    jsonw_raw(w, text, (size_t)len);
}

void jsonw_bool(struct jsonw *w, bool b)
{
    jsonw_raw(w, b ? "true" : "false", b ? 4 : 5);
}

void jsonw_null(struct jsonw *w)
{
    jsonw_raw(w, "null", 4);
}

void jsonw_newline(struct jsonw *w)
{
    put_char(w, '\n');
    w->comma = false;
}

void jsonw_key_str(struct jsonw *w, const char *key, const char *s)
{
    if (!s)
        return;
    jsonw_key(w, key);
    jsonw_str(w, s);
}

void jsonw_key_int(struct jsonw *w, const char *key, int64_t n)
{
    jsonw_key(w, key);
    jsonw_int(w, n);
}

void jsonw_key_bool(struct jsonw *w, const char *key, bool b)
{
    jsonw_key(w, key);
    jsonw_bool(w, b);
}
