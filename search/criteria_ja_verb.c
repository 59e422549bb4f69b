/* What verbs and history words say of the noun before them. */
#include "search/criteria_ja_seg.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/units.h"
#include "search/criteria_ja_words.h"
#include <stdlib.h>
#include <string.h>

void ja_seg_say(struct ja_seg *s, enum ja_pred pred, const struct lex_token *t)
{
    s->say.pred = pred;
    s->say.flags |= t->flags;
    s->said = true;
}

static enum ja_pred pred_of(const struct lex_token *t)
{
    static const struct {
        const char *verb;
        enum ja_pred pred;
    } all[] = {{"have", JA_HAVE},     {"with", JA_HAVE},       {"dx", JA_DX},
               {"comorb", JA_COMORB}, {"take", JA_TAKE},       {"join", JA_JOIN},
               {"agree", JA_AGREE},   {"able", JA_CAN},        {"unable", JA_CANNOT},
               {"gain", JA_HAVE},     {"develop", JA_DEVELOP}, {"receive", JA_HAD},
               {"include", JA_HAD}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(t->sense->value, all[i].verb) == 0)
            return all[i].pred;
    return JA_UNKNOWN;
}

/* た, 歴, ことがある: it was once. */
static bool is_done(unsigned flags)
{
    return flags & (LEX_PAST | LEX_HAD);
}

static bool is_verb(const struct lex_token *t, const char *value)
{
    return strcmp(t->sense->value, value) == 0;
}

/* Verbs that only go on with what a value has told: 見込まれる, と判断される, レジメンを受けた. */
static bool follows_value(const struct ja_seg *s, const struct lex_token *t, enum ja_pred pred)
{
    bool lines = s->valued && s->n_attrs && s->attrs[0] == ATTR_line_of_therapy;
    if (!s->done)
        return false;
    return pred == JA_HAVE || pred == JA_DX || is_verb(t, "expect") || is_verb(t, "keep") ||
           (is_verb(t, "born") && s->n_attrs && s->attrs[0] != ATTR_weight) ||
           is_verb(t, "judge") || (lines && (pred == JA_HAD || pred == JA_TAKE));
}

/* Verbs of change behind a value or a time: what they tell, and when, nobody can say. */
static void changes(struct ja_seg *s)
{
    if (s->valued)
        s->done = NULL;
    if (!s->window.since)
        s->window = (struct ja_window){.w = {.n = -1}}; /* 1年以内に増悪を: its own time */
}

/* 8%以上を認めない, 貧血(Hb 9未満)を合併していない; 見込めない denies all that was told. */
static bool denies_number(struct ja_seg *s, const struct lex_token *t, enum ja_pred pred, bool idle)
{
    if (!(t->flags & LEX_NOT) || !(s->valued || s->by_number) || !s->done)
        return false;
    if (is_verb(t, "expect")) {
        *(idle ? &s->negated : &s->vague) = true;
        return true;
    }
    s->vague |= !idle && !(s->by_number && pred == JA_COMORB);
    return s->denied = true;
}

/* Verbs that say nothing more: 確認された, 1年以上経過, 貧血(Hb 9未満)を合併する. */
static bool says_no_more(const struct ja_seg *s, const struct lex_token *t, enum ja_pred pred)
{
    bool negative = t->flags & LEX_NOT;
    if ((pred == JA_DX || pred == JA_HAVE) && s->method && !negative)
        return true;
    if (is_verb(t, "pass") && s->window.since)
        return true;
    return s->by_number && s->done && pred == JA_COMORB && !negative;
}

/* A verb behind a value: 確認された says nothing more, 見込めない denies it, 低下した makes it a
   change of which nothing is known. */
static void verb_of_number(struct ja_seg *s, const struct lex_token *t, enum ja_pred pred)
{
    if (says_no_more(s, t, pred))
        return;
    if (pred == JA_COMORB && !s->done) { /* …の既往がある、または合併している */
        ja_seg_say(s, pred, t);
        return;
    }
    bool idle = follows_value(s, t, pred), negative = t->flags & LEX_NOT;
    s->ended |= s->valued;
    if (t->flags & LEX_JOINS && idle && !negative)
        ja_seg_rebase(s);
    if (denies_number(s, t, pred, idle))
        return;
    if (is_verb(t, "work") || (is_verb(t, "born") && !idle)) /* 2,500g以上で出生: not now */
        changes(s);
    s->vague |= !idle || negative;
}

static bool had(struct ja_seg *s)
{
    s->say = (struct ja_say){.pred = JA_HAD, .flags = LEX_PAST, .window = s->say.window};
    return s->said = true;
}

/* Verbs that keep what has been said: と考えられる, 1年以上経過. */
static bool idle_verb(struct ja_seg *s, const struct lex_token *t)
{
    if (s->included && s->said && pred_of(t) == JA_UNKNOWN) {
        s->vague = true;
        return true;
    }
    return (is_verb(t, "judge") && s->said) || (is_verb(t, "pass") && s->say.window.since);
}

/* Verbs that say it in their own way: を含む, に不応, を中止できない. */
static bool special_verb(struct ja_seg *s, const struct lex_token *t)
{
    if (idle_verb(s, t))
        return true;
    if (is_verb(t, "include") && s->np.what == JA_NAME)
        return s->included = had(s);
    bool going = s->said && s->say.pred == JA_TAKE && (s->say.flags & LEX_GOING) &&
                 !(s->say.flags & LEX_NOT);
    if (is_verb(t, "fail") && going) /* 投与中であり、効果不十分な */
        return s->vague = true;
    if (is_verb(t, "fail"))
        return s->vague = had(s);
    if (is_verb(t, "work") && s->said && s->say.pred == JA_HAD && ja_seg_is_particle(s, "ni"))
        return s->vague = true; /* 投与後に増悪した */
    bool drug = ja_seg_is_kind(&s->np, "drug") || ja_seg_is_kind(&s->np, "therapy");
    if (!is_verb(t, "work") || !drug || (s->said && s->say.pred != JA_TAKE))
        return false;
    s->say.pred = JA_TAKE;
    return s->said = s->vague = true;
}

/* What has been said already and only goes on: の既往を有する, 投与を受けた. */
static bool goes_on(struct ja_seg *s, const struct lex_token *t, enum ja_pred pred)
{
    switch (s->say.pred) {
    case JA_PAST:
    case JA_EVER:
    case JA_POSITIVE:
    case JA_NEGATIVE:
    case JA_COMORB:
    case JA_DEVELOP:
        if (pred != JA_HAVE && pred != JA_DX && pred != JA_UNKNOWN)
            return false;
        s->vague |= pred == JA_UNKNOWN;
        break;
    case JA_DX: /* 診断を受けた */
        if (pred != JA_HAD || !ja_seg_is_particle(s, "wo"))
            return false;
        break;
    case JA_HAD:
    case JA_HAD_SURGERY:
        if (pred != JA_HAVE && !(s->included && (pred == JA_HAD || pred == JA_TAKE)))
            return false;
        break;
    default:
        return false;
    }
    s->say.flags |= t->flags;
    return true;
}

/* The object that waited (メトホルミンを8週間以上 … 服用), or what is swallowed when nothing is
 * said. */
static void find_object(struct ja_seg *s, const struct lex_token *t, enum ja_pred pred)
{
    static const struct lex_sense oral = {.class = LEX_ABLE, .attr = ATTR_oral_intake};
    if (s->object.what && s->np.what != JA_FACT) {
        s->np = s->object;
        s->object.what = JA_NO_NOUN;
        s->vague = true;
        s->say.pred = JA_NO_PRED;
    }
    if (s->np.what == JA_NO_NOUN && pred == JA_TAKE && (t->flags & LEX_CAN)) {
        ja_seg_set_np(s, JA_ABLE, t);
        s->np.sense = &oral;
        s->np.flags = 0;
    }
}

/* The predicate as its endings make it: 服用した was had, 撮影できない cannot. */
static enum ja_pred inflected(const struct lex_token *t, enum ja_pred pred)
{
    bool then = (t->flags & LEX_JOINS) && !(t->flags & LEX_GOING);
    if (t->flags & LEX_CAN && pred != JA_DX && pred != JA_HAVE)
        return JA_CAN;
    return pred == JA_TAKE && (is_done(t->flags) || then) ? JA_HAD : pred;
}

/* 潜在性結核で治療を受けていない: the disease is there; whether it is treated only the site knows.
 */
static bool treated(struct ja_seg *s, enum ja_pred pred)
{
    if (s->treated)
        return true;
    if (s->np.what != JA_FACT || !ja_seg_is_particle(s, "de") || pred != JA_TAKE)
        return false;
    uint16_t attr = s->np.sense->attr;
    if (attr != ATTR_tuberculosis && attr != ATTR_hbv && attr != ATTR_hcv && attr != ATTR_hiv)
        return false;
    s->say.pred = JA_HAVE;
    return s->treated = s->said = s->np.vague = true;
}

/* 全身麻酔を伴う手術: what goes with the noun that comes. */
static bool goes_with(struct ja_seg *s, const struct lex_token *t)
{
    bool therapy = s->np.what == JA_NAME && (!s->np.kind || ja_seg_is_kind(&s->np, "therapy") ||
                                             ja_seg_is_kind(&s->np, "surgery"));
    if (!is_verb(t, "with") || !(therapy || s->window.w.set) || !ja_seg_is_particle(s, "wo") ||
        s->said)
        return false;
    ja_seg_forget(s);
    return s->vague = true;
}

/* 過去に, 過去1年以内に */
static bool was_then(const struct ja_seg *s)
{
    return s->once || (s->window.w.set && s->window.w.n >= 0);
}

/* 又はその既往のある者: of what the segment before names. */
static bool is_past_of_before(struct ja_seg *s, const struct lex_token *t, enum ja_pred pred)
{
    if (s->np.what != JA_NO_NOUN || s->done || s->n_attrs || s->before != LEX_OR || s->vague)
        return false;
    bool had = (pred == JA_HAVE || pred == JA_COMORB) && is_done(t->flags) && was_then(s) &&
               !(t->flags & LEX_NOT); /* 現在有する、又は過去に有していた */
    if ((pred == JA_DEVELOP || had) && !s->said)
        ja_seg_say(s, JA_PAST, t);
    return pred == JA_DEVELOP || had ||
           (pred == JA_HAVE && s->said && (s->say.pred == JA_PAST || s->say.pred == JA_EVER));
}

/* What verb t of the sense `pred` says of the noun, of which `before` was said. */
static void say_verb(struct ja_seg *s, const struct lex_token *t, enum ja_pred pred,
                     enum ja_pred before)
{
    if (before == JA_TAKE && pred == JA_HAD)
        s->say.flags = 0;
    if (before == JA_UNKNOWN || (s->np.what == JA_NAME && pred == JA_AGREE && before != JA_NO_PRED))
        pred = JA_UNKNOWN;
    ja_seg_say(s, pred, t);
    s->say.quoted = s->quoted;
    if (is_verb(t, "pass") && (s->window.w.set || s->say.window.w.set))
        s->say.pred = JA_WASHOUT;
}

void ja_seg_take_verb(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (goes_with(s, t))
        return;
    bool to_come = s->np.what != JA_ABLE && ja_is_to_come(&j->p, t); /* 避妊を行う is asked so */
    enum ja_pred pred = to_come ? JA_UNKNOWN : pred_of(t);
    find_object(s, t, pred);
    if (is_past_of_before(s, t, pred))
        return;
    if (s->np.what == JA_NO_NOUN) {
        verb_of_number(s, t, pred);
        return;
    }
    if (ja_seg_takes_included(j, s, t) || special_verb(s, t) || treated(s, pred))
        return;
    enum ja_pred before = s->say.pred;
    pred = inflected(t, pred);
    if (pred == JA_DX && s->once && is_done(t->flags)) /* 過去に…と診断された */
        s->say.flags |= LEX_HAD;
    bool then = t->flags & (LEX_NOT | LEX_PAST); /* 過去に…に罹患していない, 過去に…を有していた */
    if ((pred == JA_HAVE || pred == JA_COMORB) && s->once && then)
        pred = JA_PAST;
    if (goes_on(s, t, pred))
        return;
    say_verb(s, t, pred, before);
}

/* 消化管の手術歴: of the organ. */
static void had_surgery(struct ja_seg *s, const struct lex_token *t)
{
    bool part = ja_seg_is_after_no(s) || s->np.end == t->begin;      /* 開腹手術歴 */
    bool of_disease = ja_seg_is_kind(&s->np, "disease") && !s->said; /* 白内障手術歴 */
    if (s->np.what == JA_NAME && (!s->np.kind || of_disease) && part && !s->np.vague) {
        s->np.kind = "surgery";
        s->np.tail = *ja_words_operation;
    }
    ja_seg_say(s, JA_HAD_SURGERY, t);
}

void ja_seg_take_history(struct ja_seg *s, const struct lex_token *t)
{
    const char *v = t->sense->value;
    bool done = strcmp(v, "past") != 0 && strcmp(v, "ever") != 0;
    if (done && ja_seg_is_particle(s, "for") && ja_seg_is_kind(&s->np, "disease") && !s->said) {
        ja_seg_forget(s); /* 胃癌に対する手術歴: what it was for */
        s->vague = true;
        return;
    }
    s->vague |= s->by_number && s->np.what == JA_NO_NOUN; /* 腎障害(eGFR 30未満)の既往 */
    if (strcmp(v, "past") == 0)
        ja_seg_say(s, s->say.pred == JA_HAVE || s->say.pred == JA_COMORB ? JA_EVER : JA_PAST, t);
    else if (strcmp(v, "ever") == 0)
        ja_seg_say(s, JA_EVER, t);
    else if (strcmp(v, "surgery") == 0)
        had_surgery(s, t);
    else
        ja_seg_say(s, JA_HAD, t);
    s->history |= s->say.pred == JA_HAD;
    s->say.flags |= LEX_HAD;
}

/* 化学療法後に: it was had. */
void ja_seg_take_after(struct ja_seg *s, const struct lex_token *t)
{
    bool had = ja_seg_is_kind(&s->np, "drug") || ja_seg_is_kind(&s->np, "therapy") ||
               ja_seg_is_kind(&s->np, "surgery") || ja_seg_is_kind(&s->np, "transplant");
    if (had && !s->said) {
        ja_seg_say(s, JA_HAD, t);
        s->say.flags |= LEX_PAST;
        s->np.vague |= s->vague;
        s->particle = t;
    }
    bool taken = s->said && s->say.pred == JA_TAKE && !(s->say.flags & (LEX_NOT | LEX_GOING));
    if (taken) { /* の投与|後に */
        s->say.pred = JA_HAD;
        s->say.flags |= LEX_PAST;
    }
    s->vague = true;
}

/* 置換|術後の患者: nothing but the person behind it. */
static bool is_after_it(const struct ja *j, const struct lex_token *t)
{
    const struct lex_token *end = j->p.tokens + j->p.n, *next = t + 1;
    if (!ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_operation_behind))
        return false;
    next += next < end && lex_is(next, LEX_PTC, "no");
    return next == end || next->class == LEX_HEAD;
}

/* 手術後|28日以上経過: the operation, whose time comes. */
void ja_seg_take_postop(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *w = j->p.text.s + t->begin;
    size_t len = t->end - t->begin, after = 0;
    bool named = ja_is_one(w, len, ja_words_operation_after) &&
                 ja_ends_in(w, len, ja_words_after_words, &after);
    bool name = s->np.what == JA_NAME && !ja_seg_is_kind(&s->np, "disease");
    if (name && !s->said && s->np.end == t->begin && is_after_it(j, t)) {
        ja_seg_take_operated(j, s, t);
        return;
    }
    if (!named && s->np.what != JA_NO_NOUN) {
        ja_seg_take_after(s, t); /* タキサン系薬剤による|治療後 */
        return;
    }
    if (!named || s->np.what != JA_NO_NOUN || s->n_attrs) {
        s->vague = true;
        return;
    }
    ja_seg_set_np(s, JA_NAME, t);
    s->np.end -= (uint32_t)after;
    s->np.kind = "surgery";
    ja_seg_take_after(s, t);
}

/* インスリン治療中: the drug is taken. */
void ja_seg_take_mid(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    struct ja_np *np = &s->np;
    if (np->what != JA_NAME) {
        s->vague |= np->what == JA_NO_NOUN;
        return;
    }
    const char *name = j->p.text.s + np->bare;
    size_t len = np->end - np->bare, tail;
    if (ja_ends_in(name, len, ja_words_treatment, &tail) && len > tail) {
        const char *kind = lexer_kind(j->p.lexer, name, len - tail);
        if (kind && strcmp(kind, "drug") == 0) {
            np->end -= (uint32_t)tail;
            np->kind = kind;
        }
    }
    ja_seg_say(s, JA_TAKE, t);
    s->say.flags |= LEX_GOING;
}
