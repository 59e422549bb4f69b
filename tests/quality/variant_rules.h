/*
 * Other writings of a name that a reader takes for the same name: each rule rewrites a name and
 * hands out what it got. What a rule may touch (whole words, no neighbours of its kind) is decided
 * here and not by asking the fold. Thread rule: none; a test's data.
 */
#pragma once
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct variant_pair {
    char *from, *to; /* `from` as names have it, `to` the other writing */
};
struct variant_rules {
    struct variant_pair *kanji, *words;
    size_t n_kanji, n_words;
};
typedef void (*variant_emit)(const char *rule, const char *name, const char *variant, void *arg);
struct variant_job {
    const struct variant_rules *rules;
    void *ctx;
    const char *name;
    variant_emit emit;
    void *arg;
};

/* ------------------------------------------------------------------ characters */

static inline bool variant_is_kata(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC;
}
static inline bool variant_is_hira(uint32_t c)
{
    return c >= 0x3041 && c <= 0x3096;
}
static inline bool variant_is_latin(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool variant_is_japanese(uint32_t c)
{
    return variant_is_kata(c) || variant_is_hira(c) || (c >= 0x4E00 && c <= 0x9FFF);
}
static inline uint32_t variant_next(const char *s, size_t pos)
{
    return pos < strlen(s) ? text_decode(s, strlen(s), &pos) : 0;
}
static inline uint32_t variant_before(const char *s, size_t pos)
{
    size_t at = pos;
    while (at > 0 && ((unsigned char)s[--at] & 0xC0) == 0x80)
        ;
    return pos ? text_decode(s, pos, &at) : 0;
}

static inline void variant_out(const struct variant_job *j, const char *rule, const char *variant)
{
    if (strcmp(j->name, variant) != 0)
        j->emit(rule, j->name, variant, j->arg);
}

/* ------------------------------------------------------------------ all characters at once */

typedef size_t (*variant_map)(uint32_t c, char *out); /* bytes written; 0: as it is */

static inline void variant_map_all(const struct variant_job *j, const char *rule, variant_map map)
{
    size_t len = strlen(j->name), n = 0;
    char *out = MEM_ARRAY(j->ctx, char, len * 8 + 8);
    for (size_t pos = 0; pos < len;) {
        uint32_t c = text_decode(j->name, len, &pos);
        size_t more = map(c, out + n);
        n += more ? more : text_encode(c, out + n);
    }
    variant_out(j, rule, out);
}

static inline size_t variant_fullwidth(uint32_t c, char *out)
{
    return c > 0x20 && c < 0x7F ? text_encode(c + 0xFEE0, out)
           : c == ' '           ? text_encode(0x3000, out)
                                : 0;
}
static inline size_t variant_upper(uint32_t c, char *out)
{
    return c >= 'a' && c <= 'z' ? text_encode(c - 32, out) : 0;
}
static inline size_t variant_lower(uint32_t c, char *out)
{
    return c >= 'A' && c <= 'Z' ? text_encode(c + 32, out) : 0;
}

/* Katakana and where its half-width forms are: base, mark. */
static inline size_t variant_halfkana(uint32_t c, char *out)
{
    static const char *const full = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソ"
                                    "タチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    static const char *const voiced = "ガギグゲゴザジズゼゾダヂヅデドバビブベボ";
    static const char *const base = "カキクケコサシスセソタチツテトハヒフヘホ";
    static const char *const half = "パピプペポ", *const half_base = "ハヒフヘホ";
    char text[5] = {0};
    const char *at;
    text_encode(c, text);
    if (strlen(text) != 3)
        return 0;
    if (c == 0x30FB)
        return text_encode(0xFF65, out);
    if ((at = strstr(full, text)))
        return text_encode(0xFF66 + (uint32_t)(at - full) / 3, out);
    bool dakuten = (at = strstr(voiced, text));
    if (!dakuten && !(at = strstr(half, text)))
        return 0;
    const char *plain = dakuten ? base + (at - voiced) : half_base + (at - half);
    char one[4] = {plain[0], plain[1], plain[2], 0};
    size_t n = text_encode(0xFF66 + (uint32_t)(strstr(full, one) - full) / 3, out);
    return n + text_encode(dakuten ? 0xFF9E : 0xFF9F, out + n);
}

/* As files of a Mac have it: the mark behind the kana. */
static inline size_t variant_decomposed(uint32_t c, char *out)
{
    static const char *const marked = "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ";
    uint32_t k = variant_is_hira(c) ? c + 0x60 : c;
    char text[5] = {0};
    text_encode(k, text);
    if (!variant_is_kata(k) || !strstr(marked, text))
        return 0;
    size_t n = text_encode(k == 0x30F4 ? (variant_is_hira(c) ? 0x3046 : 0x30A6) : c - 1, out);
    return n + text_encode(0x3099, out + n);
}
static inline size_t variant_to_hira(uint32_t c, char *out)
{
    return c >= 0x30A1 && c <= 0x30F4 ? text_encode(c - 0x60, out) : 0;
}
static inline size_t variant_to_kata(uint32_t c, char *out)
{
    return variant_is_hira(c) ? text_encode(c + 0x60, out) : 0;
}
/* Kangxi radicals, as copied from Japanese PDF files. */
static inline size_t variant_radical(uint32_t c, char *out)
{
    static const char *const plain = "一人入八刀力口土士大女子小山工巾弓心手日月木止歯毛水火父牛"
                                     "犬玉生用田白皮目石立竹米糸羊羽老耳肉自至舌色虫血行見角言走足"
                                     "身車金長門雨青非面革音頁風食首馬骨高髪鬼魚鳥黒鼻";
    static const char *const radical =
        "⼀⼈⼊⼋⼑⼒⼝⼟⼠⼤⼥⼦⼩⼭⼯⼱⼸⼼⼿⽇⽉⽊⽌⻭⽑⽔⽕⽗⽜"
        "⽝⽟⽣⽤⽥⽩⽪⽬⽯⽴⽵⽶⽷⽺⽻⽼⽿⾁⾃⾄⾆⾊⾍⾎⾏⾒⾓⾔⾛⾜"
        "⾝⾞⾦⻑⾨⾬⻘⾮⾯⾰⾳⾴⾵⻝⾸⾺⾻⾼髪⻤⿂⿃⿊⿐";
    char text[5] = {0};
    const char *at;
    if (text_encode(c, text) != 3 || !(at = strstr(plain, text)))
        return 0;
    memcpy(out, radical + (at - plain), 3);
    return 3;
}

/* ------------------------------------------------------------------ one place after the other */

/* The name with [pos, pos + taken) replaced. */
static inline char *variant_replace(const struct variant_job *j, size_t pos, size_t taken,
                                    const char *with)
{
    return mem_printf(j->ctx, "%.*s%s%s", (int)pos, j->name, with, j->name + pos + taken);
}

/* Whether [pos, pos + taken) may be written as `with` there: kana that touches kana of its kind
 * would be another word. */
static inline bool variant_is_free(const struct variant_job *j, size_t pos, size_t taken,
                                   const char *with)
{
    uint32_t before = variant_before(j->name, pos), after = variant_next(j->name, pos + taken);
    uint32_t first = variant_next(with, 0), last = variant_before(with, strlen(with));
    if (variant_is_hira(first) && variant_is_hira(before))
        return false;
    if (variant_is_kata(first) && variant_is_kata(before))
        return false;
    if (variant_is_latin(first) && variant_is_latin(before))
        return false;
    return !(variant_is_hira(last) && variant_is_hira(after)) &&
           !(variant_is_kata(last) && variant_is_kata(after)) &&
           !(variant_is_latin(last) && variant_is_latin(after));
}

/* Each `from` of the name as `to`, where that is free. */
static inline void variant_swap(const struct variant_job *j, const char *rule, const char *from,
                                const char *to, bool whole)
{
    for (const char *at = j->name; (at = strstr(at, from)); at += strlen(from)) {
        size_t pos = (size_t)(at - j->name);
        if (whole && (!variant_is_free(j, pos, strlen(from), to) ||
                      !variant_is_free(j, pos, strlen(from), from)))
            continue;
        variant_out(j, rule, variant_replace(j, pos, strlen(from), to));
    }
}

/* ------------------------------------------------------------------ rules */

static inline void variant_cancer(const struct variant_job *j)
{
    static const char *const all[] = {"癌", "がん", "ガン"};
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++)
            if (a != b)
                variant_swap(j, "cancer", all[a], all[b], true);
}

static inline void variant_dash(const struct variant_job *j)
{
    static const char *const all[] = {"‐", "‑", "‒", "–", "—", "―", "−", "﹣", "－"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        variant_swap(j, "dash", "-", all[i], false);
}

static inline void variant_dot(const struct variant_job *j)
{
    static const char dot[] = "・";
    variant_swap(j, "middle dot", dot, "･", false);
    variant_swap(j, "middle dot", dot, "·", false);
    for (const char *at = j->name; (at = strstr(at, dot)); at += 3) {
        size_t pos = (size_t)(at - j->name);
        if (variant_is_kata(variant_before(j->name, pos)) &&
            variant_is_kata(variant_next(j->name, pos + 3)))
            variant_out(j, "middle dot", variant_replace(j, pos, 3, ""));
    }
}

/* A digit or a roman numeral before 型 and the like. */
static inline void variant_numeral(const struct variant_job *j)
{
    static const char *const roman[] = {"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"};
    static const char *const letters[] = {"I", "II", "III", "IV", "V"};
    static const char *const kanji[] = {"一", "二", "三", "四", "五"};
    static const char *const before = "型期相度群級";
    for (size_t pos = 0; j->name[pos]; pos++) {
        int n = j->name[pos] - '1';
        char next[4] = {0};
        if (n < 0 || n > 4 || variant_is_latin(variant_before(j->name, pos)) ||
            text_encode(variant_next(j->name, pos + 1), next) != 3 || !strstr(before, next))
            continue;
        variant_out(j, "numeral", variant_replace(j, pos, 1, roman[n]));
        variant_out(j, "numeral", variant_replace(j, pos, 1, letters[n]));
        variant_out(j, "numeral", variant_replace(j, pos, 1, kanji[n]));
    }
}

static inline void variant_greek(const struct variant_job *j)
{
    static const char *const all[][3] = {{"α", "アルファ", "alpha"},
                                         {"β", "ベータ", "beta"},
                                         {"γ", "ガンマ", "gamma"},
                                         {"δ", "デルタ", "delta"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++)
                if (a != b)
                    variant_swap(j, "greek", all[i][a], all[i][b], true);
    }
}

static inline void variant_long_mark(const struct variant_job *j)
{
    static const char mark[] = "ー";
    size_t run = 0, len = strlen(j->name);
    variant_swap(j, "long mark", mark, "ｰ", false);
    variant_swap(j, "long mark", mark, "ーー", false);
    for (size_t pos = 0; pos < len;) {
        size_t at = pos;
        uint32_t c = text_decode(j->name, len, &pos);
        run = variant_is_kata(c) ? run + 1 : 0;
        uint32_t next = variant_next(j->name, pos);
        if (c == 0x30FC && run >= 4 && !variant_is_kata(next) && !variant_is_hira(next) &&
            next != 0x30FB)
            variant_out(j, "long mark", variant_replace(j, at, 3, ""));
    }
}

static inline void variant_kana(const struct variant_job *j)
{
    static const char *const all[][2] = {{"ヴァ", "バ"}, {"ヴィ", "ビ"}, {"ヴェ", "ベ"},
                                         {"ヴォ", "ボ"}, {"づ", "ず"},   {"ぢ", "じ"},
                                         {"ヅ", "ズ"},   {"ヂ", "ジ"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        variant_swap(j, "v and du", all[i][0], all[i][1], false);
}

static inline void variant_apostrophe(const struct variant_job *j)
{
    variant_swap(j, "apostrophe", "'", "’", false);
    variant_swap(j, "apostrophe", "'", "‘", false);
    variant_swap(j, "apostrophe", "'", "＇", false);
    variant_swap(j, "apostrophe", "'s ", " ", false);
}

/* A blank between Latin or digits and Japanese. */
static inline void variant_space(const struct variant_job *j)
{
    size_t len = strlen(j->name);
    for (size_t pos = 0, after; pos < len; pos = after) {
        after = pos;
        uint32_t c = text_decode(j->name, len, &after), next = variant_next(j->name, after);
        if ((variant_is_latin(c) && variant_is_japanese(next)) ||
            (variant_is_japanese(c) && variant_is_latin(next))) {
            variant_out(j, "space", variant_replace(j, after, 0, " "));
            variant_out(j, "space", variant_replace(j, after, 0, "　"));
        }
    }
    variant_out(j, "blank", mem_printf(j->ctx, "　%s ", j->name));
    variant_out(j, "blank", mem_printf(j->ctx, "\n%s\t", j->name));
}

/* What nobody sees: zero-width space, byte order mark, variation selectors behind kanji. */
static inline void variant_invisible(const struct variant_job *j)
{
    size_t first = 0;
    uint32_t c = text_decode(j->name, strlen(j->name), &first);
    if (!j->name[first])
        return;
    variant_out(j, "invisible", variant_replace(j, first, 0, "\xE2\x80\x8B"));
    variant_out(j, "invisible", variant_replace(j, 0, 0, "\xEF\xBB\xBF"));
    if (c >= 0x4E00 && c <= 0x9FFF) {
        variant_out(j, "invisible", variant_replace(j, first, 0, "\xEF\xB8\x80"));
        variant_out(j, "invisible", variant_replace(j, first, 0, "\xF3\xA0\x84\x80"));
    }
}

static inline bool variant_is_all(const char *s, bool (*member)(uint32_t))
{
    for (size_t pos = 0, len = strlen(s); pos < len;) {
        uint32_t c = text_decode(s, len, &pos);
        if (!member(c) && c != 0x30FC)
            return false;
    }
    return true;
}

static inline void variant_all(const struct variant_job *j)
{
    variant_map_all(j, "full width", variant_fullwidth);
    variant_map_all(j, "half-width kana", variant_halfkana);
    variant_map_all(j, "marks apart", variant_decomposed);
    variant_map_all(j, "radicals", variant_radical);
    if (!strstr(j->name, " or ") && !strstr(j->name, " not ")) /* OR and NOT are operators */
        variant_map_all(j, "upper case", variant_upper);
    variant_map_all(j, "lower case", variant_lower);
    if (variant_is_all(j->name, variant_is_kata))
        variant_map_all(j, "hiragana", variant_to_hira);
    if (variant_is_all(j->name, variant_is_hira))
        variant_map_all(j, "katakana", variant_to_kata);
    variant_cancer(j);
    variant_dash(j);
    variant_dot(j);
    variant_numeral(j);
    variant_greek(j);
    variant_long_mark(j);
    variant_kana(j);
    variant_apostrophe(j);
    variant_space(j);
    variant_invisible(j);
    for (size_t i = 0; i < j->rules->n_kanji; i++)
        variant_swap(j, "old kanji", j->rules->kanji[i].from, j->rules->kanji[i].to, false);
    for (size_t i = 0; i < j->rules->n_words; i++)
        variant_swap(j, "mixed writing", j->rules->words[i].from, j->rules->words[i].to, true);
}

/* ------------------------------------------------------------------ tables of the fold */

/* Pairs of a table: its second column is what names have. `edges`: only lines that count as whole
 * words or anywhere (column 3). */
static inline size_t variant_table_read(void *ctx, const char *path, bool words,
                                        struct variant_pair **ret)
{
    FILE *f = fopen(path, "r");
    char line[512];
    size_t n = 0;
    while (f && fgets(line, sizeof line, f)) {
        char *rest = line, *to = strsep(&rest, "\t\n"), *from = strsep(&rest, "\t\n");
        char *edge = strsep(&rest, "\t\n");
        if (*line == '#' || !from || !*from)
            continue;
        if (words && (!edge || (strcmp(edge, "any") != 0 && strcmp(edge, "edge") != 0)))
            continue;
        *ret = MEM_GROW(ctx, *ret, struct variant_pair, n + 1);
        (*ret)[n++] = (struct variant_pair){mem_strdup(ctx, from), mem_strdup(ctx, to)};
    }
    if (f)
        fclose(f);
    return n;
}
