#include "indexer/lexicon_head.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

/* Longer before shorter where one begins the other. */
static const char *const words[] = {
    "亜急性", "急性",         "慢性",     "再発性",       "反復性", "難治性", "治療抵抗性",
    "進行性", "続発性",       "二次性",   "原発性",       "先天性", "後天性", "特発性",
    "家族性", "遺伝性",       "若年性",   "小児",         "乳児",   "新生児", "成人",
    "老人性", "老年性",       "高齢者",   "両側性",       "両側",   "片側性", "片側",
    "右側",   "左側",         "右",       "左",           "外傷性", "術後性", "術後",
    "薬剤性", "薬物性",       "放射線性", "アルコール性", "細菌性", "感染性", "ウイルス性",
    "真菌性", "アレルギー性", "潜在性",   "無症候性",     "症候性", "一過性", "持続性",
    "発作性", "間欠性",       "びまん性", "劇症",         "重症",   "軽症",   "中等症",
};

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

const char *lexicon_head(void *ctx, const char *name)
{
    const char *dot = strstr(name, "・");
    if (dot && dot > name && (ends_with(name, "あり") || ends_with(name, "なし")))
        return mem_strndup(ctx, name, (size_t)(dot - name));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *rest = name + strlen(words[i]);
        if (text_starts_with(name, words[i]) && text_count_chars(rest, strlen(rest)) > 1)
            return mem_strdup(ctx, rest);
    }
    return NULL;
}
