#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <string.h>

/* What is found so far: one prefecture, or several. */
struct found {
    int prefecture;
    bool several;
};

static void note(struct found *f, int prefecture)
{
    f->several |= f->prefecture != 0 && f->prefecture != prefecture;
    f->prefecture = prefecture;
}

/* Full names from left to right without overlap: 東京都府中市 holds no 京都府. */
static void find_full_names(const char *s, struct found *f)
{
    while (*s) {
        size_t used = 0;
        for (int v = 1; v < PREFECTURE_COUNT && !used; v++) {
            const char *name = code_label(CODE_PREFECTURE, v, LANG_JA);
            if (text_starts_with(s, name)) {
                note(f, v);
                used = strlen(name);
            }
        }
        s += used ? used : 1;
    }
}

/* The name without 都府県 at the start of the address ("東京 港区", "大阪"). 北海道 has no short
 * form. */
static void find_short_name(const char *s, struct found *f)
{
    for (int v = 2; v < PREFECTURE_COUNT; v++) {
        const char *name = code_label(CODE_PREFECTURE, v, LANG_JA);
        size_t len = strlen(name) - strlen("都");
        if (strncmp(s, name, len) == 0) {
            note(f, v);
            return;
        }
    }
}

static bool is_letter(unsigned char c)
{
    return isalpha(c) && c < 0x80;
}

/* English names as whole words, with or without -ken, -to, -fu, Prefecture behind them. */
static void find_english_names(const char *s, struct found *f)
{
    for (const char *p = s; *p; p++) {
        if (p != s && is_letter((unsigned char)p[-1]))
            continue;
        for (int v = 1; v < PREFECTURE_COUNT; v++) {
            const char *name = code_label(CODE_PREFECTURE, v, LANG_EN);
            if (text_starts_with_nocase(p, name) && !is_letter((unsigned char)p[strlen(name)]))
                note(f, v);
        }
    }
}

/* Cities whose prefecture has another name: seats of prefectures and 政令指定都市 (地方自治法
 * 第252条の19). An address often begins with them. */
static const struct {
    const char *ja, *en;
    enum prefecture prefecture;
} cities[] = {
    {"札幌市", "Sapporo", 1},       {"盛岡市", "Morioka", 3},      {"仙台市", "Sendai", 4},
    {"水戸市", "Mito", 8},          {"宇都宮市", "Utsunomiya", 9}, {"前橋市", "Maebashi", 10},
    {"さいたま市", "Saitama", 11},  {"横浜市", "Yokohama", 14},    {"川崎市", "Kawasaki", 14},
    {"相模原市", "Sagamihara", 14}, {"金沢市", "Kanazawa", 17},    {"甲府市", "Kofu", 19},
    {"浜松市", "Hamamatsu", 22},    {"名古屋市", "Nagoya", 23},    {"津市", "Tsu", 24},
    {"大津市", "Otsu", 25},         {"堺市", "Sakai", 27},         {"神戸市", "Kobe", 28},
    {"松江市", "Matsue", 32},       {"高松市", "Takamatsu", 37},   {"松山市", "Matsuyama", 38},
    {"北九州市", "Kitakyushu", 40}, {"那覇市", "Naha", 47},
};

static void find_cities(const char *s, struct found *f)
{
    for (size_t i = 0; i < sizeof cities / sizeof cities[0]; i++) {
        if (text_starts_with(s, cities[i].ja))
            note(f, (int)cities[i].prefecture);
        for (const char *p = s; *p; p++) {
            bool starts = p == s || !is_letter((unsigned char)p[-1]);
            if (starts && text_starts_with_nocase(p, cities[i].en) &&
                !is_letter((unsigned char)p[strlen(cities[i].en)]))
                note(f, (int)cities[i].prefecture);
        }
    }
}

/* Macrons of romanised names dropped: Hyōgo, Ōsaka; the old spelling of 群馬 made the usual one. */
static const char *without_macrons(void *ctx, const char *s)
{
    static const char *const pairs[][2] = {{"ō", "o"}, {"Ō", "O"}, {"ū", "u"}, {"Gumma", "Gunma"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        s = text_replace(ctx, s, pairs[i][0], pairs[i][1]);
    return s;
}

/* Behind "〒123-4567" and blanks. */
static const char *skip_postal_code(const char *s)
{
    if (text_starts_with(s, "〒"))
        s += strlen("〒");
    const char *digits = s + strspn(s, " ");
    size_t n = strspn(digits, "0123456789-");
    return n >= 7 ? digits + n + strspn(digits + n, " ") : s + strspn(s, " ");
}

enum prefecture prefecture_of(const char *address)
{
    struct found f = {0};
    if (text_is_blank(address))
        return PREFECTURE_NONE_;
    void *scratch = mem_context(NULL, "prefecture");
    const char *s = text_squeeze(scratch, text_halfwidth(scratch, address), false);
    s = s ? skip_postal_code(s) : "";
    find_full_names(s, &f);
    if (!f.prefecture)
        find_short_name(s, &f);
    if (!f.prefecture)
        find_english_names(s = without_macrons(scratch, s), &f);
    if (!f.prefecture)
        find_cities(s, &f);
    talloc_free(scratch);
    return f.several ? PREFECTURE_NONE_ : (enum prefecture)f.prefecture;
}

const char *country_code(const char *text)
{
    return text ? code_text(CODE_COUNTRY, code_find_alias(CODE_COUNTRY, text)) : NULL;
}
