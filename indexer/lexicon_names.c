#include "indexer/lexicon_intake.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <ctype.h>
#include <string.h>

enum { ABBR_MAX_BYTES = 10 };

struct letters {
    int upper, lower, digits, hiragana, other, spaces;
};

static struct letters letters_count(const char *s)
{
    struct letters n = {0};
    for (size_t pos = 0, len = strlen(s); pos < len;) {
        uint32_t c = text_decode(s, len, &pos);
        n.upper += c >= 'A' && c <= 'Z';
        n.lower += (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F);
        n.digits += c >= '0' && c <= '9';
        n.hiragana += c >= 0x3041 && c <= 0x309F;
        n.other += c >= 0x250 && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3041 && c <= 0x309F);
        n.spaces += c == ' ';
    }
    return n;
}

enum lexicon_kind lexicon_kind_guess(const char *text)
{
    struct letters n = letters_count(text);
    bool latin = n.other == 0 && n.hiragana == 0;
    if (latin && n.spaces == 0 && n.upper >= 2 && n.upper >= n.lower &&
        strlen(text) <= ABBR_MAX_BYTES)
        return LEXICON_KIND_ABBR;
    if (latin)
        return LEXICON_KIND_EN;
    return n.other == 0 && n.upper + n.lower == 0 ? LEXICON_KIND_LAY : LEXICON_KIND_FORMAL;
}

char *lexicon_id_make(void *ctx, const char *prefix, const char *code)
{
    char *id = mem_printf(ctx, "%s-%s", prefix, code);
    for (char *p = id; *p; p++) {
        *p = (char)tolower((unsigned char)*p);
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9')))
            *p = '-';
    }
    return id;
}

char *lexicon_reading_make(void *ctx, const char *kana)
{
    size_t len = strlen(kana), n = 0;
    char *out = MEM_ARRAY(ctx, char, len + 1);
    for (size_t pos = 0; pos < len;) {
        uint32_t c = text_decode(kana, len, &pos);
        n += text_encode(c >= 0x30A1 && c <= 0x30F6 ? c - 0x60 : c, out + n);
    }
    return out;
}

bool lexicon_is_reading(const char *text)
{
    bool any = false;
    for (size_t pos = 0, len = strlen(text); pos < len;) {
        uint32_t c = text_decode(text, len, &pos);
        bool kana = (c >= 0x3041 && c <= 0x309F) || (c >= 0x30A1 && c <= 0x30FF);
        if (!kana && c >= 0x2E80 && c != 0x3000 && c < 0xFF00)
            return false;
        any = any || kana;
    }
    return any;
}
