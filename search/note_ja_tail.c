/* What the kana behind a Japanese verb say: going on, past, ever, not. */
#include "search/note_ja.h"
#include <string.h>

static const struct piece {
    const char *text;
    unsigned tail;
} pieces[] = {
    {"おらず", NJ_GOING | NJ_NOT},
    {"おりません", NJ_GOING | NJ_NOT},
    {"いません", NJ_GOING | NJ_NOT},
    {"はしておらず", NJ_GOING | NJ_NOT},
    {"もしておらず", NJ_GOING | NJ_NOT},
    {"はしておりません", NJ_GOING | NJ_NOT},
    {"もしておりません", NJ_GOING | NJ_NOT},
    {"ていません", NJ_GOING | NJ_NOT},
    {"でいません", NJ_GOING | NJ_NOT},
    {"ていない", NJ_GOING | NJ_NOT},
    {"でいない", NJ_GOING | NJ_NOT},
    {"ていなく", NJ_GOING | NJ_NOT},
    {"ておらず", NJ_GOING | NJ_NOT},
    {"でおらず", NJ_GOING | NJ_NOT},
    {"ておりません", NJ_GOING | NJ_NOT},
    {"でおりません", NJ_GOING | NJ_NOT},
    {"てません", NJ_GOING | NJ_NOT},
    {"でません", NJ_GOING | NJ_NOT},
    {"てない", NJ_GOING | NJ_NOT},
    {"でない", NJ_GOING | NJ_NOT},
    {"ていました", NJ_GOING | NJ_PAST},
    {"でいました", NJ_GOING | NJ_PAST},
    {"ていた", NJ_GOING | NJ_PAST},
    {"でいた", NJ_GOING | NJ_PAST},
    {"てました", NJ_GOING | NJ_PAST},
    {"でました", NJ_GOING | NJ_PAST},
    {"ています", NJ_GOING},
    {"でいます", NJ_GOING},
    {"ている", NJ_GOING},
    {"でいる", NJ_GOING},
    {"ております", NJ_GOING},
    {"でおります", NJ_GOING},
    {"ており", NJ_GOING},
    {"でおり", NJ_GOING},
    {"てます", NJ_GOING},
    {"でます", NJ_GOING},
    {"てる", NJ_GOING},
    {"でる", NJ_GOING},
    {"ていて", NJ_GOING},
    {"でいて", NJ_GOING},
    {"てい", NJ_GOING},
    {"でい", NJ_GOING},
    {"てはいません", NJ_GOING | NJ_NOT},
    {"ではいません", NJ_GOING | NJ_NOT},
    {"てはいない", NJ_GOING | NJ_NOT},
    {"はしていません", NJ_GOING | NJ_NOT},
    {"はしていない", NJ_GOING | NJ_NOT},
    {"もしていません", NJ_GOING | NJ_NOT},
    {"をしていません", NJ_GOING | NJ_NOT},
    {"をしています", NJ_GOING},
    {"をしている", NJ_GOING},
    {"ことはありません", NJ_EVER | NJ_NOT},
    {"ことがありません", NJ_EVER | NJ_NOT},
    {"こともありません", NJ_EVER | NJ_NOT},
    {"ことはない", NJ_EVER | NJ_NOT},
    {"ことがない", NJ_EVER | NJ_NOT},
    {"こともない", NJ_EVER | NJ_NOT},
    {"ことはなく", NJ_EVER | NJ_NOT},
    {"ことがなく", NJ_EVER | NJ_NOT},
    {"こともなく", NJ_EVER | NJ_NOT},
    {"ことない", NJ_EVER | NJ_NOT},
    {"ことはなか", NJ_EVER | NJ_NOT},
    {"ことがなか", NJ_EVER | NJ_NOT},
    {"こともなか", NJ_EVER | NJ_NOT},
    {"経験はありません", NJ_EVER | NJ_NOT},
    {"経験がありません", NJ_EVER | NJ_NOT},
    {"経験はない", NJ_EVER | NJ_NOT},
    {"ことがあります", NJ_EVER},
    {"ことがある", NJ_EVER},
    {"ことがあり", NJ_EVER},
    {"こともあります", NJ_EVER},
    {"ませんでした", NJ_NOT | NJ_PAST},
    {"ません", NJ_NOT},
    {"なかった", NJ_NOT | NJ_PAST},
    {"ない", NJ_NOT},
    {"なく", NJ_NOT},
    {"ずに", NJ_NOT},
    {"ず", NJ_NOT},
    {"ました", NJ_PAST},
    {"った", NJ_PAST},
    {"んだ", NJ_PAST},
    {"した", NJ_PAST},
    {"いた", NJ_PAST},
    {"た", NJ_PAST},
    {"だ", NJ_PAST},
    {"中", NJ_GOING},
    {"歴", NJ_EVER},
    {"経験", NJ_EVER},
    {"とらん", NJ_GOING | NJ_NOT}, /* dialects: 打っとらん, 飲んでへん, しとります */
    {"どらん", NJ_GOING | NJ_NOT},
    {"ちょらん", NJ_GOING | NJ_NOT},
    {"よらん", NJ_GOING | NJ_NOT},
    {"とりません", NJ_GOING | NJ_NOT},
    {"どりません", NJ_GOING | NJ_NOT},
    {"とらへん", NJ_GOING | NJ_NOT},
    {"てへん", NJ_GOING | NJ_NOT},
    {"でへん", NJ_GOING | NJ_NOT},
    {"へん", NJ_NOT},
    {"とります", NJ_GOING},
    {"どります", NJ_GOING},
    {"とる", NJ_GOING},
    {"どる", NJ_GOING},
    {"ちょる", NJ_GOING},
    {"よる", NJ_GOING},
    {"とった", NJ_GOING | NJ_PAST},
    {"どった", NJ_GOING | NJ_PAST},
    {"たい", NJ_WISH},
    {"たく", NJ_WISH},
    {"ていただ", 0},
    {"でいただ", 0},
    {"たり", 0},
    {"ます", 0},
    {"まし", 0},
    {"んで", 0},
    {"って", 0},
    {"いて", 0},
    {"して", 0},
    {"て", 0},
    {"でき", 0},
    {"し", 0},
    {"さ", 0},
    {"れ", 0},
    {"ら", 0},
    {"る", 0},
    {"り", 0},
    {"み", 0},
    {"む", 0},
    {"め", 0},
    {"き", 0},
    {"く", 0},
    {"け", 0},
    {"い", 0},
    {"う", 0},
    {"え", 0},
    {"っ", 0},
    {"ん", 0},
    {"ば", 0},
    {"せ", 0},
    {"わ", 0},
    {"ち", 0},
    {"つ", 0},
};

/* 飲まん, 吸わん: ん behind a stem in -a denies in many dialects; んです say nothing. */
static bool is_dialect_no(const char *s, size_t at, size_t len)
{
    static const char *const stems[] = {"か", "が", "ま", "ら", "わ", "ば"};
    enum { CHAR = 3 };
    if (len - at < CHAR || memcmp(s + at, "ん", CHAR) != 0 ||
        (len - at >= 2 * CHAR &&
         (memcmp(s + at + CHAR, "で", CHAR) == 0 || memcmp(s + at + CHAR, "だ", CHAR) == 0)))
        return false;
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
        if (memcmp(s + at - CHAR, stems[i], CHAR) == 0)
            return true;
    return false;
}

/* 投与中; not of 投与中止, 飲んで中断. */
static bool is_going(const char *s, size_t at, size_t len)
{
    size_t mid = strlen("中"), next = at + mid;
    return at == 0 && (len < next + mid ||
                       (memcmp(s + next, "止", mid) != 0 && memcmp(s + next, "断", mid) != 0));
}

size_t nj_tail_read(const char *s, size_t len, unsigned *tail)
{
    size_t at = 0;
    for (;;) {
        const struct piece *best = NULL;
        size_t best_len = 0;
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            size_t n = strlen(pieces[i].text);
            if (n > best_len && n <= len - at && memcmp(s + at, pieces[i].text, n) == 0) {
                best = &pieces[i];
                best_len = n;
            }
        }
        if (is_dialect_no(s, at, len)) {
            *tail |= NJ_NOT;
            return at + strlen("ん");
        }
        if (!best || (strcmp(best->text, "中") == 0 && !is_going(s, at, len)))
            return at;
        *tail |= best->tail;
        at += best_len;
        if (best->tail & NJ_NOT) /* what follows is another word */
            return at;
    }
}
