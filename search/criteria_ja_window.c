/* Windows of time: 登録前4週間以内に, 過去5年以内の, 発症から24時間以内の, 同意取得時の. */
#include "search/attributes_gen.h"
#include "search/criteria_ja.h"
#include "search/units.h"
#include "search/criteria_ja_words.h"
#include <string.h>

struct at {
    const struct ja *j;
    size_t i, to;
};

static const struct lex_token *tok(const struct at *a)
{
    static const struct lex_token none = {.class = LEX_CLASS_COUNT};
    return a->i < a->to ? &a->j->p.tokens[a->i] : &none;
}

static bool skip(struct at *a, enum lex_class c)
{
    if (tok(a)->class != c)
        return false;
    a->i++;
    return true;
}

static bool skip_ptc(struct at *a, const char *value)
{
    if (!lex_is(tok(a), LEX_PTC, value))
        return false;
    a->i++;
    return true;
}

enum crit_anchor ja_anchor_named(const char *value)
{
    static const char *const names[] = {
#define ANCHOR_NAME(symbol, json) json,
        CRIT_ANCHOR_LIST(ANCHOR_NAME)
#undef ANCHOR_NAME
    };
    for (int i = 0; i < CRIT_ANCHOR_COUNT; i++)
        if (strcmp(names[i], value) == 0)
            return (enum crit_anchor)i;
    return CRIT_ANCHOR_NONE;
}

/* Words that are anchors only before 前, 後, から: 発症, 診断, 登録, 同意. */
static enum crit_anchor loose_anchor(const struct lex_token *t, const struct lex_token *next,
                                     const struct lex_token *third)
{
    bool points = next->class == LEX_BEFORE || next->class == LEX_AFTER ||
                  lex_is(next, LEX_PTC, "from") || next->class == LEX_TIME_POINT ||
                  (next->class == LEX_RANGE && next->sense) || next->class == LEX_SINCE ||
                  (lex_is(next, LEX_PTC, "no") && third &&
                   (third->class == LEX_NUM || third->class == LEX_TIME_POINT));
    bool event = lex_is(t, LEX_VERB, "dx") || lex_is(t, LEX_VERB, "develop");
    points |= event && next->class == LEX_NUM; /* 発症6時間以内 */
    if (!points || t->flags)
        return CRIT_ANCHOR_NONE;
    if (lex_is(t, LEX_VERB, "dx") || lex_is(t, LEX_VERB, "develop"))
        return CRIT_ANCHOR_DIAGNOSIS;
    if (lex_is(t, LEX_VERB, "join"))
        return CRIT_ANCHOR_ENROLLMENT;
    return t->class == LEX_CONSENT ? CRIT_ANCHOR_CONSENT : CRIT_ANCHOR_NONE;
}

/* Number and unit of time at the place; hours become days. */
static bool read_time(struct at *a, struct crit_window *w)
{
    const struct lex_token *t = tok(a);
    if (t->class != LEX_NUM || t->unit == LEX_NO_UNIT)
        return false;
    const char *unit = unit_id(t->unit), *s = a->j->p.text.s + t->unit_begin;
    if (ja_begins(s, ja_words_years_old))
        return false;
    w->n = t->number;
    w->unit = strcmp(unit, "day") == 0     ? CRIT_DAY
              : strcmp(unit, "week") == 0  ? CRIT_WEEK
              : strcmp(unit, "month") == 0 ? CRIT_MONTH
              : strcmp(unit, "year") == 0  ? CRIT_YEAR
                                           : CRIT_NO_TIME;
    if (strcmp(unit, "hour") == 0) {
        w->n /= 24;
        w->unit = CRIT_DAY;
    }
    if (w->unit == CRIT_NO_TIME)
        return false;
    a->i++;
    return true;
}

/* 以内, 未満, 間, 以上 behind a time. False when it is no window (a limit of age …). */
static bool read_extent(struct at *a, struct ja_window *w)
{
    skip(a, LEX_WITHIN);
    skip_ptc(a, "no");
    const struct lex_token *t = tok(a);
    if (t->class != LEX_CMP)
        return false;
    if (t->sense->op == CRIT_OP_LE || t->sense->op == CRIT_OP_LT)
        w->at_least = false;
    else if (t->sense->op == CRIT_OP_GE || t->sense->op == CRIT_OP_GT)
        w->at_least = true;
    else
        return false;
    a->i++;
    return true;
}

/* The particle behind a window. */
static void read_tail(struct at *a, struct ja_window *w)
{
    static const char *const tails[] = {"ni", "no", "de", "wa"};
    skip(a, LEX_WITHIN);
    enum lex_class next = tok(a)->class;
    w->alone = lex_is(tok(a), LEX_PTC, "de") || next == LEX_COMMA || next == LEX_AND ||
               next == LEX_OR || next == LEX_CLASS_COUNT;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (skip_ptc(a, tails[i])) {
            w->open = true;
            w->of = strcmp(tails[i], "no") == 0;
            break;
        }
}

static size_t done(struct at *a, size_t from, struct ja_window *w)
{
    w->w.set = true;
    read_tail(a, w);
    return a->i - from;
}

/* スクリーニング時及びベースライン時の: another point in time. */
static bool meets_another(const struct at *a)
{
    const struct lex_token *t = tok(a);
    bool joined = t->class == LEX_ALSO || t->class == LEX_OR || t->class == LEX_DOT ||
                  t->class == LEX_SLASH || t->class == LEX_COMMA;
    return joined && a->i + 1 < a->to && t[1].class == LEX_ANCHOR;
}

/* An anchor without a length: 同意取得時の, 発症前の. */
static size_t point(struct at *a, size_t from, struct ja_window *w, bool before)
{
    size_t i = a->i;
    bool said = skip(a, LEX_TIME_POINT);
    const struct lex_token *t = tok(a);
    bool follows = lex_is(t, LEX_PTC, "no") || lex_is(t, LEX_PTC, "ni") ||
                   lex_is(t, LEX_PTC, "de") || lex_is(t, LEX_PTC, "wa") || t->class == LEX_COMMA ||
                   t->class == LEX_ATTR || t->class == LEX_NUM || t->class == LEX_NOISE ||
                   t->class == LEX_DROP || meets_another(a);
    if (!said && !follows) {
        a->i = i;
        return 0;
    }
    w->w.n = -1;
    w->w.dir = before ? CRIT_BEFORE : CRIT_NO_DIR;
    return done(a, from, w);
}

/* 登録前に抗体薬の投与から8週間以上経過: how long before, the rest says. */
static bool passes(const struct at *a)
{
    for (size_t i = a->i; i < a->to; i++)
        if (lex_is(&a->j->p.tokens[i], LEX_VERB, "pass"))
            return true;
    return false;
}

/* Behind 前: 4週間以内に, or nothing. */
static size_t before_anchor(struct at *a, size_t from, struct ja_window *w)
{
    size_t i = a->i;
    skip_ptc(a, "no");
    w->w.dir = CRIT_BEFORE;
    if (read_time(a, &w->w)) {
        size_t behind = a->i;
        if (!read_extent(a, w)) {
            a->i = behind;
            bool within = skip(a, LEX_WITHIN);
            if (!within && tok(a)->class != LEX_PTC)
                return 0;
        }
        return done(a, from, w);
    }
    a->i = i;
    bool then = lex_is(tok(a), LEX_PTC, "ni") && !passes(a); /* 登録前に全身療法を受けた */
    return then || w->w.anchor == CRIT_ANCHOR_DIAGNOSIS ? point(a, from, w, true) : 0;
}

/* 1年以上5年未満: the other end. */
static void read_upper(struct at *a, struct ja_window *w)
{
    size_t i = a->i;
    struct ja_window upper = {.w = {.n = -1}};
    if (!w->at_least || !read_time(a, &upper.w) || !read_extent(a, &upper) || upper.at_least) {
        a->i = i;
        return;
    }
    w->upper = upper.w;
    w->bounded = true;
    w->below = a->j->p.tokens[a->i - 1].sense->op == CRIT_OP_LT;
}

/* 発症から5年以内の, 診断後6か月以上: how long the disease lasts. */
static size_t after_anchor(struct at *a, size_t from, struct ja_window *w)
{
    bool lasting = w->w.anchor == CRIT_ANCHOR_DIAGNOSIS || w->w.anchor == CRIT_ANCHOR_SURGERY;
    skip_ptc(a, "no");
    if (!lasting || !read_time(a, &w->w) || !read_extent(a, w))
        return 0;
    w->since = true;
    w->w.dir = CRIT_AFTER;
    read_upper(a, w);
    return done(a, from, w);
}

/* 登録の3か月以上前に */
static size_t length_before(struct at *a, size_t from, struct ja_window *w)
{
    if (!read_time(a, &w->w))
        return 0;
    read_extent(a, w);
    if (!skip(a, LEX_BEFORE))
        return 0;
    w->w.dir = CRIT_BEFORE;
    if (!w->at_least && lex_is(tok(a), LEX_PTC, "from"))
        return 0;
    return done(a, from, w);
}

static size_t anchored(struct at *a, size_t from, struct ja_window *w)
{
    a->i++;
    size_t i = a->i;
    if (skip(a, LEX_BEFORE) || (skip_ptc(a, "no") && skip(a, LEX_BEFORE)))
        return before_anchor(a, from, w);
    a->i = i;
    bool range = tok(a)->class == LEX_RANGE && tok(a)->sense;
    if (range)
        a->i++;
    bool event = tok(a)->class == LEX_NUM && w->w.anchor == CRIT_ANCHOR_DIAGNOSIS;
    if (range || event || skip(a, LEX_AFTER) || skip(a, LEX_SINCE) || skip_ptc(a, "from")) {
        size_t n = after_anchor(a, from, w);
        return n;
    }
    skip_ptc(a, "no");
    size_t n = length_before(a, from, w);
    if (n)
        return n;
    a->i = i;
    if (skip_ptc(a, "no") && tok(a)->class != LEX_TIME_POINT)
        a->i = i;
    return point(a, from, w, false);
}

/* 受けてから, 発症して: the verb that a length of time follows; NULL: none does. */
static const struct lex_token *verb_before(const struct at *a, size_t from)
{
    const struct lex_token *t = a->j->p.tokens;
    if (from > 0 && ja_is_one(a->j->p.text.s + t[from - 1].begin,
                              t[from - 1].end - t[from - 1].begin, ja_words_verb_since))
        from--;
    bool verb = from > 0 && t[from - 1].class == LEX_VERB && (t[from - 1].flags & LEX_JOINS) &&
                !(t[from - 1].flags & (LEX_NOT | LEX_GOING));
    return verb ? &t[from - 1] : NULL;
}

/* 過去5年以内に, 直近3か月の, 6か月以内の */
static size_t unanchored(struct at *a, size_t from, struct ja_window *w)
{
    bool now = skip(a, LEX_NOWWORD);
    skip_ptc(a, "no");
    if (!read_time(a, &w->w))
        return 0;
    size_t behind = a->i;
    if (!read_extent(a, w)) {
        a->i = behind;
        bool within = skip(a, LEX_WITHIN);
        if (!now || (!within && tok(a)->class != LEX_PTC))
            return 0;
    }
    if (w->at_least && !skip(a, LEX_BEFORE))
        return 0;
    w->w.dir = CRIT_BEFORE;
    w->w.anchor = CRIT_ANCHOR_NOW;
    const struct lex_token *before = now ? NULL : verb_before(a, from);
    bool from_verb = from > 0 && a->j->p.tokens[from - 1].class == LEX_VERB;
    if (lex_is(tok(a), LEX_PTC, "ni")) { /* 受けて6か月以内に再発した: of what comes */
        before = from_verb ? before : NULL;
    } else {
        w->behind = before != NULL;
    }
    if (before && (lex_is(before, LEX_VERB, "develop") || lex_is(before, LEX_VERB, "dx"))) {
        w->since = true;
        w->w.dir = CRIT_AFTER;
        w->w.anchor = CRIT_ANCHOR_DIAGNOSIS;
    }
    return done(a, from, w);
}

static size_t postop(struct at *a, size_t from, struct ja_window *w)
{
    a->i++;
    skip_ptc(a, "no");
    if (!read_time(a, &w->w) || !read_extent(a, w) || w->at_least)
        return 0;
    w->postop = true;
    w->w.dir = CRIT_BEFORE;
    w->w.anchor = CRIT_ANCHOR_NOW;
    return done(a, from, w);
}

/* A measured thing stands before: 罹病期間が6か月以内 is no window. */
static bool measures(const struct ja *j, size_t at)
{
    while (at > 0 &&
           (j->p.tokens[at - 1].class == LEX_PTC || j->p.tokens[at - 1].class == LEX_COLON))
        at--;
    if (at == 0)
        return false;
    const struct lex_token *t = &j->p.tokens[at - 1];
    bool weeks = t->class == LEX_FACT && t->sense->attr == ATTR_pregnant; /* 妊娠12週未満 */
    return t->class == LEX_ATTR || t->class == LEX_OPAQUE_ATTR || weeks;
}

/* 投与前14日以内: of the trial's drug, where none is named before it. */
static bool is_dose(const struct ja *j, size_t at, size_t to)
{
    const struct lex_token *t = &j->p.tokens[at];
    if (at + 2 >= to || t->class != LEX_VERB || t->flags || t[1].class != LEX_BEFORE ||
        t[2].class != LEX_NUM)
        return false;
    bool begins = at == 0 || t[-1].class == LEX_COMMA || t[-1].class == LEX_OPEN ||
                  t[-1].class == LEX_OR || t[-1].class == LEX_LINE || t[-1].class == LEX_STOP;
    return begins && ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_dose_verbs);
}

size_t ja_read_window(const struct ja *j, size_t at, size_t to, struct ja_window *ret)
{
    struct at a = {j, at, to};
    const struct lex_token *t = tok(&a);
    *ret = (struct ja_window){.w = {.n = -1}};
    if (t->class == LEX_ANCHOR)
        ret->w.anchor = ja_anchor_named(t->sense->value);
    else if (is_dose(j, at, to))
        ret->w.anchor = CRIT_ANCHOR_FIRST_DOSE;
    else if (at + 1 < to)
        ret->w.anchor =
            loose_anchor(t, &j->p.tokens[at + 1], at + 2 < to ? &j->p.tokens[at + 2] : NULL);
    if (ret->w.anchor)
        return anchored(&a, at, ret);
    if (t->class == LEX_NOWWORD || (t->class == LEX_NUM && !measures(j, at)))
        return unanchored(&a, at, ret);
    return t->class == LEX_POSTOP ? postop(&a, at, ret) : 0;
}
