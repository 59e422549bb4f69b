/*
 * Small text functions on bytes and UTF-8 that need no ICU. Nothing here depends on the process
 * locale.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_REPLACEMENT 0xFFFDu

/* A piece of somebody else's text: not NUL-terminated, not owned. */
struct span {
    const char *p;
    size_t len;
};

uint32_t text_decode_any(const char *s, size_t len,
                         size_t *pos); /* text_decode without short cut */
/* Decodes the code point at s[*pos] and moves *pos behind it; an ill-formed byte gives U+FFFD and
 * moves 1. Inline for what Japanese text is made of: ASCII and three bytes (E1 to EC, which have no
 * exceptions behind them). */
static inline uint32_t text_decode(const char *s, size_t len, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)s + *pos;
    if (p[0] < 0x80) {
        *pos += 1;
        return p[0];
    }
    if (p[0] - 0xE1u <= 0xECu - 0xE1u && len - *pos >= 3 && (p[1] & 0xC0) == 0x80 &&
        (p[2] & 0xC0) == 0x80) {
        *pos += 3;
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    return text_decode_any(s, len, pos);
}
size_t text_encode_any(uint32_t c, char out[4]); /* text_encode without short cut */
/* Writes code point c as UTF-8 to out (4 bytes at most), returns the bytes written. */
static inline size_t text_encode(uint32_t c, char out[4])
{
    if (c < 0x800 || c >= 0xD800)
        return text_encode_any(c, out);
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}
bool text_is_utf8(const char *s, size_t len);
/* Position of the first ill-formed byte, or len. */
size_t text_find_ill_formed(const char *s, size_t len);
size_t text_count_chars(const char *s, size_t len); /* code points */

bool text_is_blank(
    const char *s); /* NULL, empty, or only white space (also U+3000, U+00A0, U+FEFF) */
/* Without white space at both ends (as above); NULL when nothing is left. Owned by ctx. */
char *text_trim(void *ctx, const char *s, size_t len);
struct span text_trim_span(struct span s);
/* White space runs become one space, line breaks kept as one '\n' when keep_lines; trimmed; NULL
 * when blank. */
char *text_squeeze(void *ctx, const char *s, bool keep_lines);

bool text_equal(const char *a, const char *b);        /* NULL equals NULL only */
bool text_equal_nocase(const char *a, const char *b); /* ASCII letters only */
bool text_starts_with(const char *s, const char *prefix);
bool text_starts_with_nocase(const char *s, const char *prefix);
bool text_contains_nocase(const char *s, const char *needle); /* ASCII letters only */
char *text_lower_ascii(void *ctx, const char *s);
/* Full-width ASCII (U+FF01–FF5E) and U+3000 to ASCII, the rest untouched. */
char *text_halfwidth(void *ctx, const char *s);
char *text_replace(void *ctx, const char *s, const char *from, const char *to);
/* A member's name as a part of a JSON pointer (RFC 6901): ~ is ~0, / is ~1. */
char *text_pointer_part(void *ctx, const char *name);
/* "&lt;", "&#12354;", "&#x3042;", "&nbsp;" … decoded once; an unknown entity stays as it is. */
char *text_decode_entities(void *ctx, const char *s);

/* Copies with truncation at a character boundary; always ends with NUL. */
void text_copy(char *out, size_t out_bytes, const char *s);
/* The next field of *rest up to any byte of `separators`; false when none is left. Empty fields are
 * given. */
bool text_split_next(struct span *rest, const char *separators, struct span *ret_field);

/* Whole-string numbers: no blanks, no sign '+', no overflow. false when it is not such a number. */
bool text_read_int(const char *s, int64_t *ret);
bool text_read_double(const char *s, double *ret);
#define TEXT_UINT_BYTES 21
/* n in decimal, NUL-terminated; returns its digits' number. For what is written for each request,
 * where printf is felt. */
size_t text_write_uint(char out[TEXT_UINT_BYTES], uint64_t n);
uint64_t text_hash(const char *s, size_t len); /* FNV-1a 64, for tables in memory only */
