#include "search/tok_fold.h"
#include "schema/base/text.h"

enum { LONG_MARK = 0x30FC, VU = 0x3094, KANA_SHIFT = 0x60, TRIM_FROM_CHARS = 4 };

bool tok_is_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
           (c >= 0x3005 && c <= 0x3007); /* 々 〆 〇 */
}

bool tok_is_hiragana(uint32_t c)
{
    return c >= 0x3041 && c <= 0x309F;
}

bool tok_is_katakana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30FF && c != 0x30FB) || (c >= 0x31F0 && c <= 0x31FF);
}

/* Katakana with a hiragana counterpart (ァ … ヶ, ヽ ヾ), else c. */
static uint32_t hiragana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30F6) || c == 0x30FD || c == 0x30FE ? c - KANA_SHIFT : c;
}

/* The kana of the ば-row that ゔ and this small vowel stand for; 0 when it is no such vowel. */
static uint32_t vu_with(uint32_t small)
{
    switch (small) {
    case 0x3041: /* ぁ */
        return 0x3070;
    case 0x3043:
        return 0x3073;
    case 0x3047:
        return 0x3079;
    case 0x3049:
        return 0x307C;
    default:
        return 0;
    }
}

static uint32_t peek(const char *s, size_t len, size_t pos, size_t *ret_after)
{
    *ret_after = pos;
    return pos < len ? hiragana(text_decode(s, len, ret_after)) : 0;
}

uint32_t tok_fold_next(const char *s, size_t len, size_t *pos)
{
    size_t after;
    uint32_t c = hiragana(text_decode(s, len, pos));
    switch (c) {
    case VU: {
        uint32_t b = vu_with(peek(s, len, *pos, &after));
        if (!b)
            return 0x3076; /* ぶ */
        *pos = after;
        return b;
    }
    case 0x3062: /* ぢ */
        return 0x3058;
    case 0x3065: /* づ */
        return 0x305A;
    case LONG_MARK:
        while (peek(s, len, *pos, &after) == LONG_MARK)
            *pos = after;
        return c;
    default:
        return c;
    }
}

size_t tok_fold_trim(const char *s, size_t len)
{
    static const char mark[] = "\xE3\x83\xBC";
    size_t end = len;
    while (end >= 3 && memcmp(s + end - 3, mark, 3) == 0)
        end -= 3;
    /* What is left and one long mark are the token's length. */
    return end < len && text_count_chars(s, end) + 1 >= TRIM_FROM_CHARS ? end : len;
}

size_t tok_fold(const char *s, size_t len, char *out)
{
    size_t n = 0;
    len = tok_fold_trim(s, len);
    for (size_t pos = 0; pos < len;)
        n += text_encode(tok_fold_next(s, len, &pos), out + n);
    return n;
}
