/* Heads of lists of drugs and therapies: what is said of the names below. */
#include "search/criteria_ja_list.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* 以下の薬剤: only what sort of thing is listed. */
static bool is_sort_of_therapy(const struct crit_parse *p, const struct lex_token *t)
{
    return ja_is_one(p->text.s + t->begin, t->end - t->begin, ja_words_list_therapies);
}

/* 以下の抗凝固薬, 以下のいずれかの併用禁止薬: the sort again, right behind the reference. */
static bool is_kind_of_therapy(const struct crit_parse *p, const struct lex_token *t)
{
    const char *kind = lexer_kind(p->lexer, p->text.s + t->begin, t->end - t->begin);
    bool therapy = kind && (strcmp(kind, "drug") == 0 || strcmp(kind, "therapy") == 0 ||
                            strcmp(kind, "surgery") == 0);
    if (!therapy || t->class != LEX_TEXT || t - p->tokens < 2)
        return false;
    enum lex_class before = t[-2].class;
    return lex_is(&t[-1], LEX_PTC, "no") &&
           (before == LEX_CMP || before == LEX_ANY || before == LEX_ALL || before == LEX_SOME);
}

static bool is_allergy(const struct crit_parse *p, const struct lex_token *t)
{
    const char *kind = lexer_kind(p->lexer, p->text.s + t->begin, t->end - t->begin);
    return kind && strcmp(kind, "allergy") == 0;
}

static void say_taken(struct ja_list_head *h, const struct lex_token *t, bool take, bool history)
{
    bool then = (t->flags & LEX_JOINS) && !(t->flags & LEX_GOING);
    bool had = !take || (t->flags & (LEX_PAST | LEX_HAD)) || then;
    bool past = had && !(t->flags & LEX_GOING);
    h->unsaid |= (t->flags & LEX_CAN) != 0;
    if (h->say.pred != JA_HAD)
        h->say.pred = had ? JA_HAD : JA_TAKE;
    h->say.flags = history ? LEX_HAD : (t->flags & ~(unsigned)LEX_NOT) | (past ? LEX_PAST : 0);
}

bool ja_list_takes_therapy(const struct crit_parse *p, const struct lex_token *t,
                           struct ja_list_head *h)
{
    bool take = lex_is(t, LEX_VERB, "take"), receive = lex_is(t, LEX_VERB, "receive");
    bool history = lex_is(t, LEX_HISTNOUN, "therapy") || lex_is(t, LEX_HISTNOUN, "surgery");
    bool sort = (t->class == LEX_TEXT || t->class == LEX_ATTR) && is_sort_of_therapy(p, t);
    bool have = lex_is(t, LEX_VERB, "have") || lex_is(t, LEX_VERB, "judge") ||
                lex_is(t, LEX_VERB, "develop"); /* の既往がある */
    sort |= is_kind_of_therapy(p, t);
    h->therapies |= take || receive || history || sort;
    h->unsaid |= t->class == LEX_VERB && !take && !receive && !have;
    if (t->class == LEX_TEXT && is_allergy(p, t)) {
        h->say.pred = JA_HAVE;
        return h->therapies = true;
    }
    if (!take && !receive && !history)
        return sort;
    say_taken(h, t, take, history);
    return true;
}
