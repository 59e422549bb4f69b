/* Treatments that are still to come: 化学療法を受ける患者. Nobody has had them yet. */
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* 服用する, 使用する: a habit as well as a plan. */
static bool is_habit(const struct crit_parse *p, const struct lex_token *t)
{
    return !ja_holds(p->text.s + t->begin, t->end - t->begin, ja_words_giving);
}

/* The plain form (受ける, 施行される, 行わない) and the bare noun of what begins (を導入). */
bool ja_is_to_come(const struct crit_parse *p, const struct lex_token *t)
{
    bool receives = lex_is(t, LEX_VERB, "receive");
    bool takes = lex_is(t, LEX_VERB, "take") && !is_habit(p, t);
    if ((!receives && !takes) || (t->flags & (LEX_PAST | LEX_GOING | LEX_HAD | LEX_CAN)))
        return false;
    const char *s = p->text.s + t->begin;
    size_t len = t->end - t->begin;
    bool plain = ja_ends_in(s, len, ja_words_plain_ends, NULL);
    bool begins = ja_ends_in(s, len, ja_words_begun, NULL) && p->kind == CRIT_INCLUSION;
    return plain || begins;
}
