/* Words of a segment that are no noun and no predicate: what they say of it. */
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include <stdlib.h>
#include <string.h>

/* 扁平上皮癌を除く非小細胞肺癌 */
static void take_except(struct ja *j, struct ja_seg *s)
{
    bool told = s->np.what == JA_FACT || s->np.what == JA_EXTRA || s->np.what == JA_MARKER ||
                (s->np.what == JA_NAME && s->said);
    if (s->np.what == JA_NAME && !s->said && !s->minus.what) {
        s->minus = s->np;
        ja_seg_forget(s);
    } else if (told) { /* インスリン使用者を除く */
        s->say.flags ^= LEX_NOT;
        ja_seg_settle(j, s);
    } else if (s->np.what == JA_NO_NOUN && s->chain) { /* HbA1c 8%以上の者を除く */
        ja_deny_limit(j, s);
        ja_seg_rebase(s);
    } else {
        s->vague = true;
    }
}

/* いずれか behind a thing that is told counts those before it too. */
static bool counts_before(const struct ja_seg *s)
{
    return s->valued || s->np.what != JA_NO_NOUN;
}

/* Whether something to tell stands behind t in its segment. */
static bool goes_on(const struct ja *j, const struct ja_seg *s, const struct lex_token *t)
{
    const struct lex_token *end = j->p.tokens + j->items[s->to - 1].last;
    for (const struct lex_token *n = t + 1; n < end; n++)
        if (n->class == LEX_TEXT || n->class == LEX_FACT || n->class == LEX_ATTR ||
            n->class == LEX_NUM || n->class == LEX_STATE || n->class == LEX_DEFINED ||
            n->class == LEX_ABLE || n->class == LEX_MARKER)
            return true;
    return false;
}

/* 性別は問わない; 喫煙歴を問わず2型糖尿病の者: only what stands before it does not matter. */
static void take_fit(const struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    bool adverb = ja_ends_in(j->p.text.s, t->end, ja_words_fit_and, NULL);
    if (!adverb || !goes_on(j, s, t)) {
        s->always = true;
        return;
    }
    if (!s->valued)
        s->n_attrs = 0;
    ja_seg_forget(s);
    s->say = (struct ja_say){.pred = JA_NO_PRED, .window = {.w = {.n = -1}}};
    s->object.what = s->such.what = JA_NO_NOUN;
    s->severity_end = 0;
    s->ignores = !s->done;
    s->said = s->idle = s->vague = false;
}

/* 最終投与から登録まで21日以上: up to when, of a time that began with から. */
static bool take_until(const struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    bool from = ja_seg_is_particle(s, "from") || (s->particle && s->particle->class == LEX_RANGE);
    bool until = t + 1 < j->p.tokens + j->p.n && lex_is(t + 1, LEX_PTC, "made");
    if (!from || !until || s->np.what == JA_NO_NOUN)
        return false;
    s->until = ja_anchor_named(t->sense->value);
    return true;
}

/* 不安症その他の精神疾患: an example of what comes, as with などの. */
static bool takes_as_example(const struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    bool name = s->np.what == JA_NAME || s->np.what == JA_FACT;
    if (!name || s->said || s->particle || s->np.end != t->begin || s->such.what ||
        !ja_begins(j->p.text.s + t->begin, ja_words_and_others))
        return false;
    s->such = s->np;
    s->any = true;
    ja_seg_forget(s);
    return true;
}

/* Words of one flag each. */
void ja_seg_take_mark(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    switch (t->class) {
    case LEX_FIT:
        take_fit(j, s, t);
        break;
    case LEX_ANY:
        s->any = true;
        s->trailing |= counts_before(s);
        break;
    case LEX_ALL:
        s->all = true;
        s->trailing |= counts_before(s);
        break;
    case LEX_ANCHOR:
        s->idle |= !take_until(j, s, t);
        break;
    case LEX_RANGE:
        s->particle = t;
        break;
    case LEX_ALSO:
        s->quoted = true;
        break;
    case LEX_OTHER:
        s->other = !takes_as_example(j, s, t);
        break;
    case LEX_NOWWORD:
        s->once |= ja_begins(j->p.text.s + t->begin, ja_words_once);
        break;
    case LEX_RELATIVE:
        s->relative = s->vague = true;
        break;
    case LEX_EXCEPT:
        take_except(j, s);
        break;
    case LEX_POSTOP:
        ja_seg_take_postop(j, s, t);
        break;
    case LEX_SOME:
        s->at_least = (int)strtol(t->sense->value, NULL, 10);
        if (!ja_seg_is_particle(s, "wo") && !ja_seg_is_particle(s, "ga"))
            s->trailing |= counts_before(s); /* 障害を2つ以上: of that noun alone */
        break;
    case LEX_CMP: /* のみ: and nothing else */
        s->vague |= t->sense->op == CRIT_OP_EQ && s->np.what == JA_NAME;
        break;
    case LEX_VAGUE: /* 最大耐用量の: of all that follows */
        if (*t->sense->value)
            ja_seg_push(j, s, crit_opaque(&j->p, t->begin, t->end));
        else
            s->vague = true;
        break;
    case LEX_COLON: /* Age: */
        if (s->np.what == JA_NAME && !s->np.kind && (unsigned char)j->p.text.s[s->np.begin] < 0x80)
            ja_seg_forget(s);
        break;
    default:
        s->vague = true;
        break;
    }
}
