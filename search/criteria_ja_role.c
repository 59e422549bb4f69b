/* What a drug does to its target: CYP3A4の強い阻害薬又は誘導薬, both of CYP3A4; drugs that add
 * nothing to what is told. */
#include "search/criteria_ja_seg.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* The target is written in Latin letters (CYP3A4, P糖蛋白 is none: it ends in a name). */
static bool is_target(const struct ja *j, const struct ja_np *np)
{
    for (uint32_t i = np->bare; i < np->end; i++)
        if ((unsigned char)j->p.text.s[i] >= 0x80)
            return false;
    return np->end > np->bare + 2;
}

static bool is_role(const struct ja *j, uint32_t begin, uint32_t end)
{
    return ja_is_one(j->p.text.s + begin, end - begin, ja_words_drug_roles);
}

/* CYP3A4の|強い|阻害薬: one name; how strong it acts stands beside it. */
bool ja_joins_role(const struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what != JA_NAME || s->said || !ja_seg_is_after_no(s) ||
        !is_role(j, t->begin, t->end) || !is_target(j, &s->np))
        return false;
    s->np.begin = s->np.bare;
    s->np.tail = crit_name(&j->p, t->begin, t->end);
    s->np.kind = "drug";
    s->np.vague |= s->vague || s->severity_end > 0;
    s->vague = false;
    s->severity_end = 0;
    s->particle = NULL;
    return true;
}

/* CYP3A4阻害薬|又は誘導薬: of that target too, and as strong. */
void ja_share_target(const struct ja *j, const struct ja_seg *a, struct ja_seg *b)
{
    size_t role = 0;
    if (a->np.what != JA_NAME || b->np.what != JA_NAME || b->np.tail || b->before == LEX_AND ||
        !is_role(j, b->np.bare, b->np.end))
        return;
    uint32_t end = a->np.end;
    if (!a->np.tail) {
        ja_ends_in(j->p.text.s + a->np.bare, end - a->np.bare, ja_words_drug_roles, &role);
        end -= (uint32_t)role;
    }
    struct ja_np target = {.bare = a->np.bare, .end = end};
    if ((!role && !a->np.tail) || !is_target(j, &target))
        return;
    b->np.tail = crit_name(&j->p, b->np.bare, b->np.end);
    b->np.vague |= a->np.vague || a->np.begin < a->np.bare;
    b->np.begin = b->np.bare = a->np.bare;
    b->np.end = end;
    b->np.kind = "drug";
}

bool ja_is_by_drug(const struct ja *j, struct ja_seg *s, const struct lex_token *t,
                   const char *kind)
{
    const char *w = j->p.text.s + t->begin;
    size_t len = t->end - t->begin;
    bool by = ja_seg_is_particle(s, "by") &&
              ja_begins(j->p.text.s + s->particle->begin, ja_words_caused_by);
    if (!by || s->said || !ja_seg_is_kind(&s->np, "drug") || !kind || strcmp(kind, "therapy") != 0)
        return false;
    s->vague |= !ja_is_one(w, len, ja_words_line_therapies) &&
                !ja_is_one(w, len, ja_words_any_drug); /* 維持療法: what it was given for */
    s->particle = NULL;
    return true;
}

/* 他の治験に参加し、治験薬の投与を受けた: that trial's drug, what it does to people
   (他の研究で介入を受けた), add nothing. */
static bool is_of_other_trial(const struct ja *j, const struct ja_seg *s)
{
    const char *name = j->p.text.s + s->np.bare;
    bool had = s->say.pred == JA_HAD || s->say.pred == JA_TAKE;
    return s->np.what == JA_NAME && had && !(s->say.flags & LEX_NOT) && s->done &&
           s->done->type == CRIT_ATOM && s->done->atom->attr == ATTR_other_trial &&
           s->done->atom->op == CRIT_OP_PRESENT &&
           (ja_begins(name, ja_words_trial_drugs) ||
            ja_is_one(name, s->np.end - s->np.bare, ja_words_trial_acts));
}

/* 1レジメン以上の|化学療法歴のある胃癌: what the lines are of. */
static bool is_of_lines(const struct ja *j, const struct ja_seg *s)
{
    const char *name = j->p.text.s + s->np.bare;
    bool had = s->say.pred == JA_HAD || !s->said; /* 薬物療法が2レジメン以下の|乳癌 */
    return s->np.what == JA_NAME && s->valued && !s->ended && s->done && s->n_attrs &&
           s->attrs[0] == ATTR_line_of_therapy && had && !(s->say.flags & LEX_NOT) &&
           !s->np.vague && ja_is_one(name, s->np.end - s->np.bare, ja_words_line_therapies);
}

bool ja_seg_adds_nothing(const struct ja *j, const struct ja_seg *s)
{
    return is_of_other_trial(j, s) || is_of_lines(j, s);
}
