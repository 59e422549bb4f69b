#include "search/kana_edge.h"
#include "schema/base/text.h"
#include "search/tok_fold.h"
#include <string.h>

enum { LONG_MARK = 0x30FC, DAKUTEN = 0x3099, HANDAKUTEN = 0x309A };

static bool is_one_of(uint32_t c, const uint32_t *all)
{
    while (*all && *all != c)
        all++;
    return *all;
}

/* の は が を に で と も や へ: what may follow a word of hiragana, as a word of its own. */
static bool is_particle(uint32_t c)
{
    static const uint32_t all[] = {0x306E, 0x306F, 0x304C, 0x3092, 0x306B, 0x3067,
                                   0x3068, 0x3082, 0x3084, 0x3078, 0};
    return is_one_of(c, all);
}

/* の は が を に で と や へ: what may stand before one (も begins もう and the like). */
static bool is_particle_before(uint32_t c)
{
    static const uint32_t all[] = {0x306E, 0x306F, 0x304C, 0x3092, 0x306B,
                                   0x3067, 0x3068, 0x3084, 0x3078, 0};
    return is_one_of(c, all);
}

bool kana_may_begin(uint32_t before, uint32_t first)
{
    if (tok_is_katakana(first))
        return !tok_is_katakana(before);
    return !tok_is_hiragana(first) || !tok_is_hiragana(before) || is_particle_before(before);
}

bool kana_may_end(const char *text, size_t len, size_t pos, uint32_t last)
{
    static const char *const more[] = {"から", "かどうか", "だ",   "など", "まで", "より",
                                       "です", "ほど",     "する", "した", "し"};
    size_t after = pos;
    uint32_t next = pos < len ? text_decode(text, len, &after) : 0;
    if (next == LONG_MARK || next == DAKUTEN || next == HANDAKUTEN)
        return false;
    if (tok_is_katakana(last))
        return !tok_is_katakana(next);
    if (!tok_is_hiragana(last) || !tok_is_hiragana(next) || is_particle(next))
        return true;
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (len - pos >= strlen(more[i]) && memcmp(text + pos, more[i], strlen(more[i])) == 0)
            return true;
    return false;
}
