#include "indexer/lexicon_drug.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

enum { STEM_MIN_CHARS = 3 };

/* Behind a substance, in any order and number. Longer before shorter where one ends the other. */
static const char *const salts[] = {"一水和物",
                                    "二水和物",
                                    "三水和物",
                                    "水和物",
                                    "無水物",
                                    "塩酸塩",
                                    "二塩酸塩",
                                    "臭化水素酸塩",
                                    "ヨウ化水素酸塩",
                                    "硫酸塩",
                                    "硝酸塩",
                                    "リン酸塩",
                                    "二リン酸塩",
                                    "酢酸塩",
                                    "クエン酸塩",
                                    "酒石酸塩",
                                    "マレイン酸塩",
                                    "フマル酸塩",
                                    "コハク酸塩",
                                    "リンゴ酸塩",
                                    "乳酸塩",
                                    "シュウ酸塩",
                                    "メシル酸塩",
                                    "ベシル酸塩",
                                    "トシル酸塩",
                                    "エシル酸塩",
                                    "エジシル酸塩",
                                    "ベンゼンスルホン酸塩",
                                    "安息香酸塩",
                                    "パモ酸塩",
                                    "サリチル酸塩",
                                    "キシナホ酸塩",
                                    "トリフェニル酢酸塩",
                                    "アジピン酸塩",
                                    "グルコン酸塩",
                                    "オロト酸塩",
                                    "トロメタミン塩",
                                    "トロメタモール",
                                    "メグルミン",
                                    "塩化物",
                                    "臭化物",
                                    "エタノール付加物",
                                    "ナトリウム塩",
                                    "カリウム塩",
                                    "カルシウム塩",
                                    "リシン塩",
                                    "アルギニン塩",
                                    "ジプロピオン酸エステル",
                                    "プロピオン酸エステル",
                                    "吉草酸エステル",
                                    "酢酸エステル",
                                    "フランカルボン酸エステル",
                                    "酪酸エステル",
                                    "リン酸エステル",
                                    "コハク酸エステル",
                                    "エナント酸エステル",
                                    "デカン酸エステル",
                                    "パルミチン酸エステル",
                                    "メシル酸",
                                    "配合剤",
                                    NULL};
static const char *const metals[] = {"二ナトリウム", "ナトリウム",   "二カリウム",   "カリウム",
                                     "カルシウム",   "マグネシウム", "アルミニウム", NULL};
/* Behind a brand. */
static const char *const forms[] = {"口腔内崩壊錠",
                                    "腸溶錠",
                                    "徐放錠",
                                    "分散錠",
                                    "舌下錠",
                                    "口腔用",
                                    "錠",
                                    "腸溶カプセル",
                                    "徐放カプセル",
                                    "吸入カプセル",
                                    "カプセル",
                                    "ドライシロップ",
                                    "シロップ",
                                    "小児用",
                                    "成人用",
                                    "細粒",
                                    "顆粒",
                                    "散",
                                    "粒状",
                                    "内用液",
                                    "内服液",
                                    "内用懸濁液",
                                    "内用ゼリー",
                                    "ゼリー",
                                    "エリキシル",
                                    "懸濁液",
                                    "液",
                                    "点滴静注用",
                                    "点滴静注",
                                    "静注用",
                                    "静注",
                                    "筋注用",
                                    "筋注",
                                    "皮下注用",
                                    "皮下注",
                                    "注射用",
                                    "注射液",
                                    "注射",
                                    "注用",
                                    "注",
                                    "シリンジ",
                                    "ペン",
                                    "オートインジェクター",
                                    "キット",
                                    "バッグ",
                                    "点眼液",
                                    "点眼",
                                    "点鼻液",
                                    "点鼻",
                                    "点耳液",
                                    "眼軟膏",
                                    "軟膏",
                                    "クリーム",
                                    "ローション",
                                    "ゲル",
                                    "テープ",
                                    "パッチ",
                                    "パップ",
                                    "貼付剤",
                                    "坐剤",
                                    "坐薬",
                                    "腟錠",
                                    "膣錠",
                                    "吸入液",
                                    "吸入用",
                                    "吸入",
                                    "エアゾール",
                                    "エアロゾル",
                                    "スプレー",
                                    "フィルム",
                                    "糖衣",
                                    "トローチ",
                                    "うがい",
                                    "含嗽",
                                    "歯科用",
                                    "外用",
                                    "内服",
                                    "配合",
                                    "フォーム",
                                    "シャンプー",
                                    "ネイル",
                                    "OD",
                                    "DS",
                                    "LA",
                                    "CR",
                                    "SR",
                                    "XR",
                                    "ER",
                                    "ODT",
                                    NULL};

static size_t ends_with(const char *s, size_t n, const char *end)
{
    size_t m = strlen(end);
    return n > m && memcmp(s + n - m, end, m) == 0 ? m : 0;
}

static size_t ends_with_any(const char *s, size_t n, const char *const *ends)
{
    for (; *ends; ends++) {
        size_t m = ends_with(s, n, *ends);
        if (m)
            return m;
    }
    return 0;
}

/* Katakana letters: a substance has some, what is all salt has hardly any. */
static size_t katakana_count(const char *s, size_t len)
{
    size_t n = 0;
    for (size_t pos = 0; pos < len;) {
        uint32_t c = text_decode(s, len, &pos);
        n += c >= 0x30A1 && c <= 0x30FA;
    }
    return n;
}

static bool is_substance(const char *s, size_t n)
{
    return katakana_count(s, n) >= STEM_MIN_CHARS && !ends_with(s, n, "化");
}

/* Bytes of a metal behind the name, 0: none or it belongs to it. An acid with ナトリウム is known
 * by the acid (バルプロ酸); with other metals it is a supplement of the metal
 * (グルコン酸カルシウム). */
static size_t metal_behind(const char *s, size_t n)
{
    size_t m = ends_with_any(s, n, metals);
    if (m && !is_substance(s, n - m))
        return 0;
    return m && ends_with(s, n - m, "酸") && !ends_with(s, n, "ナトリウム") ? 0 : m;
}

char *lexicon_drug_salt(void *ctx, const char *generic)
{
    char *half = text_halfwidth(ctx, generic);
    size_t n = strcspn(half, "([");
    while (n > 0 && half[n - 1] == ' ')
        n--;
    return mem_strndup(ctx, half, n ? n : strlen(half));
}

char *lexicon_drug_substance(void *ctx, const char *generic)
{
    char *name = lexicon_drug_salt(ctx, generic);
    size_t n = strlen(name);
    for (;;) {
        size_t m = ends_with_any(name, n, salts);
        if (m && !is_substance(name, n - m))
            m = 0;
        if (!m)
            m = metal_behind(name, n);
        if (!m)
            break;
        n -= m;
    }
    return mem_strndup(ctx, name, n);
}

/* Digits, %, μg, a single letter (アレビアチンS) and what is left between them. */
static size_t trailing_strength(const char *s, size_t n)
{
    static const char *const units[] = {"%", "mg", "mL", "μg", "g", "単位", "万", ".",
                                        ",", "・", "「", "」", "-", " ",    "　", NULL};
    size_t m = ends_with_any(s, n, units);
    if (!m && n > 1 && s[n - 1] >= '0' && s[n - 1] <= '9')
        m = 1;
    if (!m && n > 1 && s[n - 1] >= 'A' && s[n - 1] <= 'Z' && (unsigned char)s[n - 2] >= 0x80)
        m = 1;
    return m;
}

char *lexicon_drug_brand(void *ctx, const char *brand)
{
    char *name = text_halfwidth(ctx, brand);
    size_t n = strcspn(name, "([");
    for (;;) {
        size_t m = ends_with_any(name, n, forms);
        if (!m)
            m = trailing_strength(name, n);
        if (!m)
            break;
        n -= m;
    }
    name = text_trim(ctx, name, n);
    return name && text_count_chars(name, strlen(name)) >= STEM_MIN_CHARS ? name : NULL;
}
