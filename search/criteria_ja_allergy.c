/* What somebody is allergic to. */
#include "search/attributes_gen.h"
#include "search/criteria_ja_noun.h"
#include <string.h>

static bool ends_in(const char *s, size_t len, const char *end)
{
    size_t n = strlen(end);
    return n <= len && memcmp(s + len - n, end, n) == 0;
}

static bool is_trial_drug(const char *s)
{
    static const char *const names[] = {"治験薬",
                                        "試験薬",
                                        "被験薬",
                                        "本剤",
                                        "研究薬",
                                        "治験製品",
                                        "試験製品",
                                        "本治験薬",
                                        "本試験薬",
                                        "試験治療薬",
                                        "治験使用薬",
                                        "使用する薬剤",
                                        "試験食品",
                                        "被験食品",
                                        "試験食",
                                        "プロトコール治療薬",
                                        "本研究で使用する薬剤",
                                        "投与薬剤"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(s, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static struct crit_node *allergen(const struct ja *j, const struct ja_np *np)
{
    static const char *const tails[] = {"アレルギー反応",
                                        "アレルギー",
                                        "過敏性反応",
                                        "過敏症",
                                        "過敏反応",
                                        "過敏性",
                                        "アナフィラキシーショック",
                                        "アナフィラキシー反応",
                                        "アナフィラキシー",
                                        "の成分",
                                        "成分",
                                        "に対する",
                                        "への",
                                        "の"};
    char *s = ja_np_name(j, np, np->bare);
    size_t n = strlen(s);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (n > strlen(tails[i]) && ends_in(s, n, tails[i])) {
            n -= strlen(tails[i]);
            s[n] = '\0';
        }
    bool any = false;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        any |= strcmp(s, tails[i]) == 0;
    if (any)
        return NULL;
    return ja_np_word_atom(j, ATTR_allergy, is_trial_drug(s) ? "試験薬" : s, np);
}

/* 治験薬の類似化合物: which they are, no list says. */
static bool is_similar(const struct ja *j, const struct ja_np *np)
{
    const char *s = j->p.text.s + np->bare;
    size_t len = np->end - np->bare;
    return memmem(s, len, "類似", 6) || memmem(s, len, "類縁", 6);
}

struct crit_node *ja_np_allergy(const struct ja *j, const struct ja_np *np)
{
    if (is_similar(j, np))
        return ja_np_opaque_of(j, np);
    struct crit_node *e = allergen(j, np);
    if (!e) {
        e = crit_new_atom(j->p.ctx, ATTR_allergy, CRIT_OP_PRESENT, 0, 0);
        ja_np_set_span(j, e, np->begin, np->end);
    }
    return np->vague || np->bare > np->begin ? ja_np_restricted(j, e, np) : e;
}
