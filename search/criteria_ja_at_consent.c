/* The time of consent in more words than an anchor holds: 本研究への参加同意時に,
   試験参加に同意した時点 で, 説明文書による同意を得た日に. */
#include "search/criteria_ja.h"
#include "search/criteria_ja_words.h"

/* What the consent is to and how it is given: 本研究への参加について文書で. */
static bool leads(const struct crit_parse *p, const struct lex_token *t)
{
    switch (t->class) {
    case LEX_DROP:
    case LEX_PTC:
    case LEX_WRITTEN:
    case LEX_SELF:
        return true;
    case LEX_VERB:
        return lex_is(t, LEX_VERB, "join") && !t->flags;
    case LEX_TEXT:
        return ja_holds(p->text.s + t->begin, t->end - t->begin, ja_words_before_consent);
    default:
        return false;
    }
}

/* Behind 同意した時点, 同意を得た日, 参加同意時に from token i on; i: it is no time. */
static size_t time_end(const struct crit_parse *p, const struct lex_token *t, size_t i, size_t n)
{
    size_t at = i + 1;
    if (t[i].class != LEX_CONSENT || t[i].flags & (LEX_NOT | LEX_CAN))
        return i;
    if (at + 1 < n && lex_is(&t[at], LEX_PTC, "wo") && t[at + 1].class == LEX_VERB &&
        !(t[at + 1].flags & (LEX_NOT | LEX_CAN)))
        at += 2;
    if (at >= n)
        return i;
    bool word = t[at].class == LEX_SOTHAT || t[at].class == LEX_TEXT;
    bool time = t[at].class == LEX_TIME_POINT ||
                (word && ja_is_one(p->text.s + t[at].begin, t[at].end - t[at].begin,
                                   ja_words_consent_times));
    return time ? at + 1 : i;
}

size_t ja_at_consent(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n)
{
    enum { WORDS_MAX = 9 };
    bool begins = at == 0 || t[at - 1].class == LEX_LINE || t[at - 1].class == LEX_STOP ||
                  t[at - 1].class == LEX_OPEN || t[at - 1].class == LEX_COMMA;
    size_t i = at;
    while (begins && i < n && i - at < WORDS_MAX && leads(p, &t[i]))
        i++;
    if (!begins || i >= n)
        return 0;
    if (lex_is(&t[i], LEX_ANCHOR, "consent"))
        return i > at ? i + 1 - at : 0;
    size_t end = time_end(p, t, i, n);
    return end > i ? end - at : 0;
}
