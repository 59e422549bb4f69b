/* Windows in a segment: what they are of, and how long a disease lasts. */
#include "search/criteria_ja_noun.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* 脳卒中発症から: the anchor names the disease. */
static struct crit_node *onset_of(const struct ja *j, uint32_t begin)
{
    const struct lex_token *t = j->p.tokens;
    while (t->begin < begin)
        t++;
    const char *s = j->p.text.s + begin;
    const char *onset = ja_find(s, t->end - begin, ja_words_since_onset);
    const char *kind =
        onset && t->class == LEX_ANCHOR ? lexer_kind(j->p.lexer, s, (size_t)(onset - s)) : NULL;
    if (!kind || strcmp(kind, "disease") != 0)
        return NULL;
    struct ja_np np = {.what = JA_NAME,
                       .begin = begin,
                       .end = begin + (uint32_t)(onset - s),
                       .bare = begin,
                       .kind = kind};
    struct ja_say say = {.pred = JA_NO_PRED, .window = {.w = {.n = -1}}};
    return ja_noun(j, &np, &say);
}

/* How long ago it was told or operated, by itself: 診断から5年以内で、, 術後1年以上経過し、 */
void ja_seg_tell_since(struct ja *j, struct ja_seg *s, const struct ja_window *w, uint32_t begin)
{
    struct ja_np at = {.begin = begin, .end = begin + 1, .bare = begin};
    struct crit_node *e = w->w.anchor == CRIT_ANCHOR_DIAGNOSIS ? ja_np_duration(j, &at, w) : NULL;
    ja_seg_push(j, s, e ? e : crit_opaque(&j->p, at.begin, at.end));
    ja_seg_push(j, s, onset_of(j, begin));
    s->window = (struct ja_window){.w = {.n = -1}};
    s->closed = true;
}

/* A又はBを1週間以内に使用した: when it was done, to each of them. */
static bool is_of_predicate(const struct ja_seg *s, const struct ja_item *item)
{
    return s->np.what == JA_NAME && !s->said && item->window.open && !item->window.since &&
           (ja_seg_is_particle(s, "wo") || ja_seg_is_particle(s, "ga"));
}

/* 既往が1年以内にある, 治療歴を4週間以内に有する: the verb behind it goes on with what was said. */
static bool is_of_history(const struct ja *j, const struct ja_seg *s, const struct ja_item *item)
{
    const struct lex_token *next = &j->p.tokens[item->last];
    bool verb = item->last < j->p.n && (next->class == LEX_VERB || next->class == LEX_NONE);
    bool particle = ja_seg_is_particle(s, "ga") || ja_seg_is_particle(s, "wo") ||
                    ja_seg_is_particle(s, "wa") || ja_seg_is_particle(s, "mo");
    return verb && particle && s->np.what != JA_NO_NOUN && item->window.open &&
           !item->window.since && (s->said || s->np.what == JA_FACT) && !s->window.w.set &&
           !s->say.window.w.set;
}

/* 手術を受けてから4週間以内: when it was had, as 4週間以内に手術を受けた. */
static bool is_behind(const struct ja_seg *s, const struct ja_item *item)
{
    bool had = s->say.pred == JA_HAD || s->say.pred == JA_HAD_SURGERY || s->say.pred == JA_JOIN;
    bool noun = s->np.what == JA_NAME || s->np.what == JA_FACT;
    return item->window.behind && s->said && had && noun && !s->window.w.set &&
           !s->say.window.w.set;
}

/* 産後28日以内、授乳中: the time right behind a name is of that name alone. */
static bool is_own(const struct ja_seg *s, const struct ja_item *item, const struct lex_token *t)
{
    bool behind = s->np.end == t->begin || (s->np.end > 0 && t[-1].class == LEX_AFTER);
    return s->np.what == JA_NAME && !s->said && !s->particle && behind && !item->window.open &&
           !item->window.at_least && !s->np.kind;
}

/* A time for the noun that comes. Of an onset (初発脳卒中発症後6か月以上経過した片麻痺): the state
   is told, the disease that the time names too. */
static void take_since(struct ja *j, struct ja_seg *s, const struct ja_item *item, uint32_t begin)
{
    bool onset = item->window.since && j->p.kind == CRIT_INCLUSION &&
                 (s->np.what == JA_NO_NOUN || s->np.what == JA_STATE);
    struct crit_node *of = onset ? onset_of(j, begin) : NULL;
    if (onset)
        ja_seg_settle(j, s);
    else if (s->said)
        ja_seg_make_room(j, s);
    if (of)
        ja_seg_push(j, s, of);
    s->window = item->window;
}

/* 造血幹細胞移植後6か月以内: when it was had. */
static bool is_since_had(const struct ja_seg *s, const struct ja_item *item,
                         const struct lex_token *t)
{
    bool had = ja_seg_is_kind(&s->np, "surgery") || ja_seg_is_kind(&s->np, "transplant") ||
               ja_seg_is_kind(&s->np, "therapy");
    return had && s->said && s->say.pred == JA_HAD && t[-1].class == LEX_AFTER &&
           t[-1].end == t->begin && s->np.end == t[-1].begin && item->window.w.n >= 0 &&
           !item->window.since && !item->window.at_least && item->window.of;
}

/* An operation, whichever, at that time; of 治療後 nobody knows what it was. */
static void push_surgery(struct ja *j, struct ja_seg *s, const struct ja_item *item,
                         const struct lex_token *t)
{
    if (ja_begins(j->p.text.s + t->begin, ja_words_after_treatment)) {
        s->vague = true;
        return;
    }
    struct crit_node *e = crit_new_atom(j->p.ctx, ATTR_prior_surgery, CRIT_OP_PRESENT,
                                        j->p.text.begin[t->begin] + j->p.offset,
                                        j->p.text.end[t->end - 1] + j->p.offset);
    crit_set_window(e, &item->window.w);
    ja_seg_push(j, s, e);
}

/* 腎摘除|術後12週以内の: the operation; behind a disease (大腿骨頸部骨折|術後) whichever. */
static void take_postop(struct ja *j, struct ja_seg *s, const struct ja_item *item,
                        const struct lex_token *t)
{
    if (ja_seg_is_kind(&s->np, "disease") && !s->said) {
        ja_seg_settle(j, s);
        push_surgery(j, s, item, t);
        return;
    }
    s->np.end += 3; /* 腎摘除 + 術 */
    s->np.kind = "surgery";
    s->say.window = item->window;
    ja_seg_say(s, JA_HAD_SURGERY, t);
    s->say.flags = 0;
}

void ja_seg_take_operated(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    struct ja_item item = {.window = {.w = {.n = -1}}};
    take_postop(j, s, &item, t);
}

/* 急性心筋梗塞の発症後12時間以内に|PCIを受けた: when that was done, not how long the disease lasts.
 */
static bool is_of_event(const struct ja *j, const struct ja_seg *s, const struct ja_item *item)
{
    const struct lex_token *last = &j->p.tokens[item->last - 1];
    return item->window.since && !item->window.at_least && ja_seg_is_kind(&s->np, "disease") &&
           !s->said && lex_is(last, LEX_PTC, "ni") && ja_seg_happened(j, s, last);
}

/* … of a therapy, which can be asked for within that time; of another event nobody can tell. */
static void take_event(struct ja *j, struct ja_seg *s, const struct ja_item *item)
{
    const struct lex_token *end = j->p.tokens + j->items[s->to - 1].last;
    bool therapy = false;
    for (const struct lex_token *t = &j->p.tokens[item->last]; t < end; t++)
        therapy |=
            (lex_is(t, LEX_VERB, "take") || lex_is(t, LEX_VERB, "receive")) && t->flags & LEX_PAST;
    ja_seg_settle(j, s);
    s->vague |= !therapy;
    if (therapy)
        s->window = item->window;
}

/* A time behind an operation or a treatment, named or not; false: it is no such time. */
static bool takes_postop(struct ja *j, struct ja_seg *s, const struct ja_item *item,
                         const struct lex_token *t)
{
    bool treated = ja_begins(j->p.text.s + t->begin, ja_words_after_treatment);
    bool glued = s->np.what == JA_NAME && s->np.end == t->begin;
    if (item->window.postop && treated && glued) {
        ja_seg_forget(s); /* 根治的治療後5年以内の: of a treatment that names no drug */
        return s->vague = true;
    }
    if (is_since_had(s, item, t)) {
        s->say.window = item->window;
        s->vague = false;
        return true;
    }
    if (!item->window.postop || (!glued && s->np.what != JA_NO_NOUN))
        return false;
    if (glued)
        take_postop(j, s, item, t);
    else
        push_surgery(j, s, item, t);
    return true;
}

/* 初回治療後6か月以内に|再発した: the time of a relapse since then, and no time of the treatment.
 */
static bool is_of_relapse(const struct ja *j, const struct ja_seg *s, const struct ja_item *item)
{
    const struct lex_token *first = &j->p.tokens[item->first], *last = &j->p.tokens[item->last - 1];
    const struct lex_token *end = j->p.tokens + j->items[s->to - 1].last;
    const char *text = j->p.text.s;
    return lex_is(last, LEX_PTC, "ni") && last + 1 < end &&
           ja_holds(text + last[1].begin, last[1].end - last[1].begin, ja_words_relapses) &&
           (last[1].flags & LEX_PAST ||
            ja_holds(text + last[1].begin, last[1].end - last[1].begin, ja_words_happened)) &&
           ja_holds(text + first->begin, last->end - first->begin, ja_words_time_after);
}

void ja_seg_take_window(struct ja *j, struct ja_seg *s, const struct ja_item *item)
{
    const struct lex_token *t = &j->p.tokens[item->first];
    if (is_of_relapse(j, s, item)) {
        ja_seg_forget(s);
        s->vague = true;
        return;
    }
    if (takes_postop(j, s, item, t))
        return;
    if (is_of_event(j, s, item)) {
        take_event(j, s, item);
    } else if ((item->window.since && s->np.what == JA_NAME) || is_of_predicate(s, item) ||
               is_behind(s, item) || is_of_history(j, s, item)) {
        s->say.window = item->window;
    } else if (is_own(s, item, t)) {
        s->say.window = item->window;
        s->say.window.own = true;
    } else if (item->window.since && item->window.alone && s->np.what == JA_NO_NOUN) {
        ja_seg_tell_since(j, s, &item->window, t->begin);
        ja_seg_rebase(s);
    } else {
        take_since(j, s, item, t->begin);
    }
}

/* 6か月以内の心筋梗塞、コントロール不良の高血圧又は認知症: a disease that lasts has no such time,
   unless a verb tells when it was (を発症した). */
bool ja_lasts_beyond(const struct ja *j, const struct ja_seg *s, const struct ja_window *w,
                     enum ja_pred pred)
{
    size_t word;
    bool event = pred == JA_DEVELOP || pred == JA_DX || pred == JA_HAD || pred == JA_HAD_SURGERY;
    if (!w->of || w->since || event || !ja_seg_is_kind(&s->np, "disease"))
        return false;
    const char *name = j->p.text.s + s->np.bare;
    return s->np.begin < s->np.bare ||
           ja_ends_in(name, s->np.end - s->np.bare, ja_words_lasting, &word);
}
