#include "search/suggest_key.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/lexicon_key.h"
#include "search/tok_fold.h"
#include <string.h>

enum { FIRST_KANA = 0x3041, LAST_KANA = 0x3094, LONG_MARK = 0x30FC };

const char *suggest_key(struct folder *f, void *ctx, const char *text)
{
    struct lexicon_key key;
    const char *folded = fold_characters(f, ctx, text);
    lexicon_key_make(ctx, folded, strlen(folded), &key);
    return key.text;
}

const char *suggest_key_folded(struct folder *f, void *ctx, const char *text)
{
    struct lexicon_key key;
    const char *folded = fold_simple(f, ctx, text);
    lexicon_key_make(ctx, folded, strlen(folded), &key);
    return key.text;
}

/* ------------------------------------------------------------------ kana to Latin letters */

/* ぁ to ゔ in Hepburn; a small kana begins with '.', so it joins the one before it. */
static const char *const syllables[LAST_KANA - FIRST_KANA + 1] = {
    ".a",  "a",  ".i", "i",  ".u",  "u",  ".e", "e",   ".o",  "o",  "ka",  "ga", "ki",  "gi",
    "ku",  "gu", "ke", "ge", "ko",  "go", "sa", "za",  "shi", "ji", "su",  "zu", "se",  "ze",
    "so",  "zo", "ta", "da", "chi", "ji", "",   "tsu", "zu",  "te", "de",  "to", "do",  "na",
    "ni",  "nu", "ne", "no", "ha",  "ba", "pa", "hi",  "bi",  "pi", "fu",  "bu", "pu",  "he",
    "be",  "pe", "ho", "bo", "po",  "ma", "mi", "mu",  "me",  "mo", ".ya", "ya", ".yu", "yu",
    ".yo", "yo", "ra", "ri", "ru",  "re", "ro", ".wa", "wa",  "i",  "e",   "o",  "n",   "bu"};

/* しゃ = sha, ふぁ = fa, てぃ = ti: the vowel before goes, and y behind sh, ch, j. */
static size_t join_small(char *out, size_t n, const char *small)
{
    bool glide = small[0] == 'y';
    if (n > 0 && strchr("aiueo", out[n - 1]))
        n--;
    if (glide && n > 0 && (out[n - 1] == 'h' || out[n - 1] == 'j'))
        small++;
    memcpy(out + n, small, strlen(small));
    return n + strlen(small);
}

/* Returns how many bytes of out (3 for each kana at most) are written; SIZE_MAX: not only kana. */
static size_t latin_write(const char *key, char *out)
{
    size_t len = strlen(key), n = 0;
    for (size_t pos = 0; pos < len;) {
        uint32_t c = text_decode(key, len, &pos);
        if (c == LONG_MARK)
            continue;
        if (c >= 'a' && c <= 'z' && n > 0) {
            out[n++] = (char)c;
            continue;
        }
        if (c < FIRST_KANA || c > LAST_KANA)
            return SIZE_MAX;
        const char *s = syllables[c - FIRST_KANA];
        if (*s == '.' && s[1] != '\0')
            n = join_small(out, n, s + 1);
        else {
            memcpy(out + n, s, strlen(s));
            n += strlen(s);
        }
    }
    return n;
}

/* ------------------------------------------------------------------ one writing */

/* Other systems' spellings and what they are in ours; the longest first. */
static const struct {
    const char *from, *to;
} spellings[] = {{"tch", "ch"},  {"cch", "ch"}, {"tsu", "tsu"}, {"tti", "chi"}, {"tty", "ch"},
                 {"ttu", "tsu"}, {"zzi", "ji"}, {"sh", "sh"},   {"ch", "ch"},   {"sy", "sh"},
                 {"ty", "ch"},   {"zy", "j"},   {"jy", "j"},    {"si", "shi"},  {"ti", "chi"},
                 {"tu", "tsu"},  {"zi", "ji"},  {"hu", "fu"},   {"du", "zu"},   {"mb", "nb"},
                 {"mp", "np"},   {"mm", "nm"},  {"v", "b"},     {"l", "r"}};

static const char *spelling_at(const char *s, size_t *ret_taken)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (text_starts_with(s, spellings[i].from)) {
            *ret_taken = strlen(spellings[i].from);
            return spellings[i].to;
        }
    return NULL;
}

/* Long vowels are short (ou = o), and no letter stands twice. */
static bool is_silent(const char *out, size_t n, char c)
{
    return n > 0 && (out[n - 1] == c || (out[n - 1] == 'o' && c == 'u'));
}

/* ā ī ū ē ō as the fold leaves them. */
static char plain_vowel(uint32_t c)
{
    switch (c) {
    case 0x101:
    case 0xE2:
        return 'a';
    case 0x12B:
    case 0xEE:
        return 'i';
    case 0x16B:
    case 0xFB:
        return 'u';
    case 0x113:
    case 0xEA:
        return 'e';
    case 0x14D:
    case 0xF4:
        return 'o';
    default:
        return '\0';
    }
}

/* NULL when the text holds anything but Latin letters and what parts them. */
static char *canonical(void *ctx, const char *s)
{
    size_t len = strlen(s), n = 0;
    char *out = MEM_ARRAY(ctx, char, 2 * len + 4);
    for (size_t pos = 0, taken; pos < len;) {
        const char *to = spelling_at(s + pos, &taken);
        if (to) {
            for (; *to; to++)
                if (!is_silent(out, n, *to))
                    out[n++] = *to;
            pos += taken;
            continue;
        }
        uint32_t c = text_decode(s, len, &pos);
        char letter = c >= 'a' && c <= 'z' ? (char)c : plain_vowel(c);
        if (!letter && c != ' ' && c != '\'' && c != '-')
            return NULL;
        if (letter && !is_silent(out, n, letter))
            out[n++] = letter;
    }
    out[n] = '\0';
    return n ? out : NULL;
}

const char *suggest_romaji(void *ctx, const char *key)
{
    size_t len = strlen(key);
    if (len == 0)
        return NULL;
    if ((unsigned char)*key < 0xE3)
        return canonical(ctx, key);
    char *latin = MEM_ARRAY(ctx, char, 2 * len + 4);
    size_t n = latin_write(key, latin);
    if (n == SIZE_MAX)
        return NULL;
    latin[n] = '\0';
    return canonical(ctx, latin);
}
