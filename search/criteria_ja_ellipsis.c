/* Segments that hold a verb or a history word only: the noun is that of the segment before. */
#include "search/criteria_ja_seg.h"

/* 悪性腫瘍の合併、又は5年以内の既往: one thing, now or then. */
bool ja_merges_history(struct ja_seg *a, struct ja_seg *b)
{
    bool bare = b->said && b->np.what == JA_NO_NOUN && !b->done && b->before == LEX_OR && !b->vague;
    bool past = b->say.pred == JA_PAST || b->say.pred == JA_EVER;
    bool now = b->say.pred == JA_COMORB && a->say.pred == JA_PAST;
    if (!bare || !(past || now) || a->np.what == JA_NO_NOUN)
        return false;
    a->say.pred = JA_EVER;
    a->say.flags |= b->say.flags;
    a->said = a->closed = true;
    if (b->window.w.set)
        a->window = b->window;
    return true;
}

/* The verb of a segment of nothing but times and that verb. */
static const struct lex_token *lone_verb(const struct ja *j, const struct ja_seg *s)
{
    const struct lex_token *verb = NULL;
    for (size_t i = s->from; i < s->to; i++) {
        if (j->items[i].kind == JA_WINDOW)
            continue;
        const struct lex_token *t = ja_token(j, &j->items[i]);
        if (j->items[i].kind != JA_TOKEN || (t->class == LEX_VERB && verb))
            return NULL;
        if (t->class == LEX_VERB)
            verb = t;
        else if (t->class != LEX_HEAD && t->class != LEX_PTC && t->class != LEX_DROP &&
                 t->class != LEX_NOWWORD)
            return NULL;
    }
    return verb;
}

/* 服用中又は服用歴のある: the same drug, then. */
static bool takes_past(const struct ja *j, const struct ja_seg *a, struct ja_seg *b)
{
    bool bare = b->before == LEX_OR && b->np.what == JA_NO_NOUN && !b->done && b->said &&
                b->say.pred == JA_HAD && !(b->say.flags & LEX_NOT);
    if (!bare || a->np.what != JA_NAME || a->say.pred != JA_TAKE || (a->say.flags & LEX_NOT))
        return false;
    for (size_t i = b->from; i < b->to; i++) {
        const struct lex_token *t = ja_token(j, &j->items[i]);
        bool idle = j->items[i].kind == JA_WINDOW || t->class == LEX_HISTNOUN ||
                    t->class == LEX_PTC || t->class == LEX_HEAD || t->class == LEX_DROP ||
                    (lex_is(t, LEX_VERB, "have") && !(t->flags & LEX_NOT));
        if (!idle)
            return false;
    }
    b->np = a->np;
    b->vague = false;
    return true;
}

/* 服用中、又は2週間以内に服用していた: the second verb has the noun of the first. */
void ja_fill_ellipsis(struct ja *j, struct ja_seg *segs, size_t i)
{
    struct ja_seg *a = &segs[i - 1], *b = &segs[i];
    if (takes_past(j, a, b))
        return;
    const struct lex_token *verb =
        b->before == LEX_OR && b->np.what == JA_NO_NOUN && !b->done ? lone_verb(j, b) : NULL;
    bool noun = a->said && (a->np.what == JA_NAME || a->np.what == JA_FACT);
    if (!verb || !noun || (verb->flags & LEX_NOT) || (a->say.flags & LEX_NOT))
        return;
    struct ja_seg told = *b;
    told.np = a->np;
    ja_seg_take_verb(j, &told, verb);
    enum ja_pred pred = told.say.pred;
    bool taken =
        (pred == JA_TAKE || pred == JA_HAD) && (a->say.pred == JA_TAKE || a->say.pred == JA_HAD);
    if (!taken && !(pred == JA_JOIN && a->say.pred == JA_JOIN))
        return;
    *b = told;
    b->vague = false;
    if (a->say.pred == JA_HAD && (a->say.flags & LEX_GOING)) /* 受けている, 又は受けたことがある */
        a->say = (struct ja_say){.pred = JA_TAKE, .flags = LEX_GOING, .window = a->say.window};
}
