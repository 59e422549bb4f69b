#include "search/criteria_inflect.h"
#include "search/criteria_lex.h"
#include <string.h>

/* Longest first among those with the same beginning. */
static const struct ending {
    const char *text;
    unsigned flags;
} endings[] = {
    {"たことがない", LEX_HAD | LEX_PAST | LEX_NOT},
    {"たことのない", LEX_HAD | LEX_PAST | LEX_NOT},
    {"たことがなく", LEX_HAD | LEX_PAST | LEX_NOT | LEX_JOINS},
    {"たことはない", LEX_HAD | LEX_PAST | LEX_NOT},
    {"たことがある", LEX_HAD | LEX_PAST},
    {"たことのある", LEX_HAD | LEX_PAST},
    {"たことがあり", LEX_HAD | LEX_PAST | LEX_JOINS},
    {"ことができない", LEX_CAN | LEX_NOT},
    {"ことのできない", LEX_CAN | LEX_NOT},
    {"ことができる", LEX_CAN},
    {"ことのできる", LEX_CAN},
    {"ことができ", LEX_CAN},
    {"ことが可能", LEX_CAN},
    {"ことが困難", LEX_CAN | LEX_NOT},
    {"ことがない", LEX_HAD | LEX_NOT},
    {"ことのない", LEX_HAD | LEX_NOT},
    {"ことがある", LEX_HAD},
    {"ことはない", LEX_HAD | LEX_NOT},
    {"ことがなく", LEX_HAD | LEX_NOT | LEX_JOINS},
    {"ことがなかった", LEX_HAD | LEX_NOT},
    {"ことのある", LEX_HAD},
    {"できない", LEX_CAN | LEX_NOT},
    {"できなかった", LEX_CAN | LEX_NOT},
    {"できず", LEX_CAN | LEX_NOT | LEX_JOINS},
    {"できません", LEX_CAN | LEX_NOT},
    {"できる", LEX_CAN},
    {"でき", LEX_CAN},
    {"可能", LEX_CAN},
    {"られない", LEX_CAN | LEX_NOT},
    {"られなかった", LEX_NOT | LEX_PAST},
    {"れない", LEX_NOT},
    {"ていない", LEX_NOT},
    {"ていなかった", LEX_NOT},
    {"ていた", LEX_GOING | LEX_PAST},
    {"ている", LEX_GOING},
    {"ています", LEX_GOING},
    {"ておらず", LEX_NOT | LEX_JOINS},
    {"ておらない", LEX_NOT},
    {"ており", LEX_GOING | LEX_JOINS},
    {"てい", LEX_GOING},
    {"て", LEX_JOINS},
    {"しない", LEX_NOT},
    {"しなかった", LEX_NOT | LEX_PAST},
    {"しなく", LEX_NOT | LEX_JOINS},
    {"さない", LEX_NOT},
    {"なかった", LEX_NOT | LEX_PAST},
    {"なければ", LEX_NOT},
    {"なくな", 0},
    {"なく", LEX_NOT | LEX_JOINS},
    {"ない", LEX_NOT},
    {"ません", LEX_NOT},
    {"せず", LEX_NOT | LEX_JOINS},
    {"ざる", LEX_NOT},
    {"ず、", LEX_NOT | LEX_JOINS},
    {"ずに", LEX_NOT | LEX_JOINS},
    {"ず", LEX_NOT | LEX_JOINS},
    {"ました", LEX_PAST},
    {"ます", 0},
    {"かった", LEX_PAST},
    {"った", LEX_PAST},
    {"んだ", LEX_PAST},
    {"だった", LEX_PAST},
    {"した", LEX_PAST},
    {"された", LEX_PAST},
    {"られた", LEX_PAST},
    {"れた", LEX_PAST},
    {"たり", LEX_JOINS},
    {"た", LEX_PAST},
    {"する", 0},
    {"すれ", 0},
    {"される", 0},
    {"さ", 0},
    {"し得る", LEX_CAN},
    {"しうる", LEX_CAN},
    {"し", LEX_JOINS},
    {"す", 0},
    {"せ", 0},
    {"られる", 0},
    {"られ", 0},
    {"れる", 0},
    {"れ", 0},
    {"ら", 0},
    {"る", 0},
    {"り", LEX_JOINS},
    {"って", LEX_JOINS},
    {"っ", 0},
    {"う", 0},
    {"わ", 0},
    {"い", 0},
    {"く", 0},
    {"き", 0},
    {"む", 0},
    {"み", LEX_JOINS},
    {"め", 0},
    {"つ", 0},
    {"ち", LEX_JOINS},
    {"え", 0},
    {"け", 0},
    {"ば", 0},
    {"おらず", LEX_NOT | LEX_JOINS},
    {"中の", LEX_GOING},
    {"中で", LEX_GOING},
    {"中で、", LEX_GOING | LEX_JOINS},
    {"中である", LEX_GOING},
    {"中であり", LEX_GOING | LEX_JOINS},
    {"中でない", LEX_GOING | LEX_NOT},
    {"中ではない", LEX_GOING | LEX_NOT},
    {"中でなく", LEX_GOING | LEX_NOT | LEX_JOINS},
    {"中", LEX_GOING},
    {"歴", LEX_HAD},
};

/* 中 and 歴 only where no other kanji goes on: 投与中止, 歴年齢. */
static int stands_alone(const char *text, const char *behind, size_t len)
{
    if (strcmp(text, "中") != 0 && strcmp(text, "歴") != 0)
        return 1;
    static const char *const names[] = {"止", "断", "央", "枢", "等", "年", "心", "間", "核", "途"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (len >= 3 && memcmp(behind, names[i], 3) == 0)
            return 0;
    return 1;
}

static const struct ending *ending_at(const char *s, size_t len)
{
    const struct ending *best = NULL;
    size_t best_len = 0;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i].text);
        if (n > best_len && n <= len && memcmp(s, endings[i].text, n) == 0 &&
            stands_alone(endings[i].text, s + n, len - n)) {
            best = &endings[i];
            best_len = n;
        }
    }
    return best;
}

size_t inflect_read(const char *s, size_t len, unsigned *flags)
{
    static const char *const which[] = {"いずれ", "いづれ"}; /* no ず of a verb */
    size_t at = 0;
    for (const struct ending *e; (e = ending_at(s + at, len - at)) != NULL;) {
        for (size_t i = 0; i < sizeof which / sizeof *which; i++)
            if (len - at >= 9 && memcmp(s + at, which[i], 9) == 0)
                return at;
        at += strlen(e->text);
        *flags = (*flags & ~(unsigned)LEX_JOINS) | e->flags;
        if (strstr(e->text, "、"))
            return at - 3;
    }
    return at;
}
