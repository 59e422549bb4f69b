/* Treatments that are still to come: 化学療法を受ける患者. Nobody has had them yet. */
#include "search/criteria_ja_seg.h"
#include <string.h>

static bool ends_in(const struct crit_parse *p, const struct lex_token *t, const char *end)
{
    size_t n = strlen(end);
    return t->end - t->begin >= n && memcmp(p->text.s + t->end - n, end, n) == 0;
}

static bool holds(const struct crit_parse *p, const struct lex_token *t, const char *word)
{
    return memmem(p->text.s + t->begin, t->end - t->begin, word, strlen(word));
}

/* 服用する, 使用する: a habit as well as a plan. */
static bool is_habit(const struct crit_parse *p, const struct lex_token *t)
{
    static const char *const gives[] = {"投与", "投薬", "治療", "加療", "注射"};
    for (size_t i = 0; i < sizeof gives / sizeof *gives; i++)
        if (holds(p, t, gives[i]))
            return false;
    return true;
}

/* The plain form (受ける, 施行される, 行わない) and the bare noun of what begins (を導入). */
bool ja_is_to_come(const struct crit_parse *p, const struct lex_token *t)
{
    bool receives = lex_is(t, LEX_VERB, "receive");
    bool takes = lex_is(t, LEX_VERB, "take") && !is_habit(p, t);
    if ((!receives && !takes) || (t->flags & (LEX_PAST | LEX_GOING | LEX_HAD | LEX_CAN)))
        return false;
    bool plain = ends_in(p, t, "る") || ends_in(p, t, "行う");
    bool begins = ends_in(p, t, "導入") && p->kind == CRIT_INCLUSION;
    return plain || begins;
}
