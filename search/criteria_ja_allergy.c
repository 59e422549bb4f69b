/* What somebody is allergic to, and what shows it. */
#include "search/attributes_gen.h"
#include "search/criteria_ja_noun.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include <string.h>

static struct crit_node *allergen(const struct ja *j, const struct ja_np *np)
{
    char *s = ja_np_name(j, np, np->bare);
    ja_cut_off(s, ja_words_allergy_tails);
    if (ja_is_one(s, strlen(s), ja_words_allergy_tails))
        return NULL;
    const char *what = ja_begins(s, ja_words_trial_drugs) ? *ja_words_trial_drugs : s;
    return ja_np_word_atom(j, ATTR_allergy, what, np);
}

static bool is_trial_drug(const struct ja *j, const struct ja_np *np)
{
    return (np->what == JA_NAME || np->what == JA_ALLERGY) &&
           ja_begins(j->p.text.s + np->bare, ja_words_trial_drugs);
}

static bool is_part(const char *name, size_t len)
{
    return ja_is_one(name, len, ja_words_drug_parts) ||
           ja_is_one(name, len, ja_words_trial_drug_parts);
}

bool ja_is_drug_part(const struct ja *j, const struct ja_seg *s, const struct lex_token *t)
{
    const char *w = j->p.text.s + t->begin;
    size_t len = t->end - t->begin;
    bool of = ja_seg_is_after_no(s) || ja_seg_is_particle(s, "ni");
    return ja_is_one(w, len, ja_words_drug_parts) ||
           (of && is_trial_drug(j, &s->np) && is_part(w, len));
}

void ja_share_trial_drug(const struct ja *j, const struct ja_seg *a, struct ja_seg *b)
{
    bool part = (b->np.what == JA_NAME || b->np.what == JA_ALLERGY) &&
                is_part(j->p.text.s + b->np.bare, b->np.end - b->np.bare);
    if (!part || a->said || b->before == LEX_AND || !is_trial_drug(j, &a->np))
        return;
    b->np.vague |= b->np.begin < b->np.bare;
    b->np.begin = b->np.bare = a->np.bare;
    b->np.end = a->np.end;
    b->np.kind = a->np.kind;
}

/* 治験薬の類似化合物: which they are, no list says. */
static bool is_similar(const struct ja *j, const struct ja_np *np)
{
    return ja_holds(j->p.text.s + np->bare, np->end - np->bare, ja_words_similar_drugs);
}

struct crit_node *ja_np_allergy(const struct ja *j, const struct ja_np *np)
{
    if (is_similar(j, np) ||
        ja_is_one(j->p.text.s + np->bare, np->end - np->bare, ja_words_drug_parts))
        return ja_np_opaque_of(j, np); /* その成分: of what, nothing says */
    struct crit_node *e = allergen(j, np);
    if (!e) {
        e = crit_new_atom(j->p.ctx, ATTR_allergy, CRIT_OP_PRESENT, 0, 0);
        ja_np_set_span(j, e, np->begin, np->end);
    }
    return np->vague || np->bare > np->begin ? ja_np_restricted(j, e, np) : e;
}

/* 被験薬の成分により重度のアナフィラキシーを呈した: the reaction is to what stands before. */
bool ja_brings_reaction(const struct ja *j, const struct ja_seg *s, const struct lex_token *t)
{
    if (!lex_is(t, LEX_PTC, "by") || s->np.what != JA_NAME || s->said)
        return false;
    const struct lex_token *end = j->p.tokens + j->p.n;
    do
        t++;
    while (t < end && (t->class == LEX_SEVERITY || t->class == LEX_DROP));
    return t < end && t->class == LEX_TEXT &&
           ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_reactions);
}
