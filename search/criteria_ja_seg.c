/*
 * A segment from left to right. Each thing told (a value of a measured thing, a noun with its
 * predicate) goes into `done`; the last noun stays open, because its predicate may stand in a later
 * segment (A、B又はCを有する). Words that nothing here knows make the noun vague: an opaque part
 * beside it.
 */
#include "search/criteria_ja_seg.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/units.h"
#include <string.h>

void ja_seg_push(struct ja *j, struct ja_seg *s, struct crit_node *e)
{
    if (e)
        s->done = crit_join(j->p.ctx, CRIT_AND, s->done, e);
}

void ja_seg_settle(struct ja *j, struct ja_seg *s)
{
    if (s->np.what == JA_NO_NOUN)
        return;
    if (s->window.w.set && !s->say.window.w.set)
        s->say.window = s->window;
    s->np.vague |= s->vague;
    struct crit_node *e = ja_noun(j, &s->np, &s->say);
    if (s->say.flags & LEX_NOT && s->np.what != JA_ABLE)
        e = crit_not(j->p.ctx, e);
    ja_seg_push(j, s, e);
    s->np = (struct ja_np){JA_NO_NOUN};
    s->say = (struct ja_say){JA_NO_PRED};
    s->said = s->vague = false;
    s->particle = NULL;
    s->window = (struct ja_window){.w = {.n = -1}};
}

/* ------------------------------------------------------------------ nouns */

static bool is_after_no(const struct ja_seg *s)
{
    return s->particle && lex_is(s->particle, LEX_PTC, "no");
}

/* What the noun before is to the one that comes: told, part of its name, or not understood. */
static void make_room(struct ja *j, struct ja_seg *s)
{
    struct ja_np *np = &s->np;
    if (np->what == JA_NO_NOUN)
        return;
    bool told = np->what == JA_STATE || np->what == JA_FACT || s->said || np->what == JA_EXTRA ||
                np->what == JA_MARKER;
    if (told) {
        bool keep = s->vague;
        struct ja_window w = s->window;
        ja_seg_settle(j, s);
        s->vague = keep && np->what != JA_STATE;
        if (w.open && !w.since)
            s->window = (struct ja_window){.w = {.n = -1}};
        return;
    }
    s->vague = true;
    s->np = (struct ja_np){JA_NO_NOUN};
    s->particle = NULL;
}

static void set_np(struct ja_seg *s, enum ja_noun what, const struct lex_token *t)
{
    s->np = (struct ja_np){.what = what,
                           .begin = t->begin,
                           .end = t->end,
                           .bare = t->begin,
                           .sense = t->sense,
                           .flags = t->flags};
    if (s->severity_end && s->severity_end <= t->begin) {
        s->np.begin = s->severity;
        s->np.spread = s->spread;
    }
    s->severity_end = 0;
    s->particle = NULL;
}

/* T, N and M in one word (ct1n0m0): done, and true when the word is such. */
static bool tnm(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *w = j->p.text.s + t->begin, *end = j->p.text.s + t->end;
    static const uint16_t attrs[] = {ATTR_tnm_t, ATTR_tnm_n, ATTR_tnm_m};
    struct crit_node *found = NULL;
    bool rest = false;
    if (*w == 'c' || *w == 'p' || *w == 'y')
        w++;
    for (int i = 0; i < 3 && w < end; i++) {
        if (*w != "tnm"[i])
            continue;
        w++;
        if (end - w >= 3 && strncmp(w, "any", 3) == 0) {
            w += 3;
            rest = true;
            continue;
        }
        if (w >= end || *w < '0' || *w > '4')
            return false;
        struct crit_value v = {
            .n = 1, .list = true, .unit = LEX_NO_UNIT, .begin = t->begin, .end = t->end};
        v.limits[0].number = *w++ - '0';
        bool sub = w < end && *w >= 'a' && *w <= 'd';
        w += sub;
        if (w + 1 < end && *w == '-' && w[1] >= '0' && w[1] <= '4') {
            v.list = false;
            v.n = 2;
            v.range = true;
            v.limits[0].op = CRIT_OP_GE;
            v.limits[1] = (struct crit_limit){.op = CRIT_OP_LE, .number = w[1] - '0'};
            w += 2;
            if (w < end && *w >= 'a' && *w <= 'd') {
                w++;
                sub = true;
            }
        }
        rest |= sub;
        found = crit_join(j->p.ctx, CRIT_AND, found, crit_measure(&j->p, attrs[i], &v));
    }
    if (!found || w != end)
        return false;
    make_room(j, s);
    ja_seg_push(j, s, found);
    if (rest)
        ja_seg_push(j, s, crit_opaque(&j->p, t->begin, t->end));
    return true;
}

/* A disease told by another (アルツハイマー病による軽度認知障害), a part and its operation
   (膝関節の手術): one name. */
static bool joins_name(struct ja *j, struct ja_seg *s, const struct lex_token *t, const char *kind)
{
    const struct ja_np *np = &s->np;
    if (np->what != JA_NAME || !s->particle || np->vague)
        return false;
    const char *ptc = j->p.text.s + s->particle->begin;
    size_t len = s->particle->end - s->particle->begin;
    bool from = strncmp(ptc, "による", len) == 0 && len == 9 && np->kind && kind &&
                strcmp(np->kind, "disease") == 0 && strcmp(kind, "disease") == 0;
    if (!from)
        return false;
    uint32_t begin = np->begin, bare = np->bare;
    set_np(s, JA_NAME, t);
    s->np.begin = begin;
    s->np.bare = bare;
    return true;
}

/* 膝関節の手術 → 膝関節手術: a tree of its own, since の is not in the name. */
static void take_name(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *kind = lexer_kind(j->p.lexer, j->p.text.s + t->begin, t->end - t->begin);
    if (tnm(j, s, t) || (kind && joins_name(j, s, t, kind))) {
        s->np.kind = kind;
        return;
    }
    bool part = s->np.what == JA_NAME && !s->np.kind && is_after_no(s) && kind &&
                (strcmp(kind, "surgery") == 0 || strcmp(kind, "transplant") == 0) && !s->said;
    struct ja_np before = s->np;
    if (part)
        s->np.what = JA_NO_NOUN;
    make_room(j, s);
    set_np(s, JA_NAME, t);
    s->np.kind = kind;
    if (part) {
        s->np.begin = s->np.bare = before.begin;
        s->np.what = JA_NAME;
    }
}

static void take_noun(struct ja *j, struct ja_seg *s, enum ja_noun what, const struct lex_token *t)
{
    make_room(j, s);
    set_np(s, what, t);
}

/* ------------------------------------------------------------------ values */

/* The thing that a value is of when none is named: its unit tells. */
static uint16_t attr_of_unit(const struct ja *j, const struct crit_value *v)
{
    if (v->years_old)
        return ATTR_age;
    if (v->unit == LEX_NO_UNIT)
        return LEX_NO_ATTR;
    const char *u = unit_id(v->unit);
    const char *s = j->p.text.s;
    if (strcmp(u, "degC") == 0 && strstr(s + v->begin, "℃"))
        return ATTR_body_temperature;
    if (strcmp(u, "degC") == 0)
        return strncmp(s + v->begin, "38", 2) == 0 || strncmp(s + v->begin, "37", 2) == 0
                   ? ATTR_body_temperature
                   : LEX_NO_ATTR;
    if (strcmp(u, "kg/m2") == 0)
        return ATTR_bmi;
    if (strcmp(u, "pack-year") == 0)
        return ATTR_smoking_pack_years;
    if (strcmp(u, "mL/min/1.73m2") == 0)
        return ATTR_egfr;
    return LEX_NO_ATTR;
}

static struct crit_node *brinkman(struct ja *j, const struct crit_value *v)
{
    struct crit_value b = *v;
    if (!unit_find("brinkman", 8, &b.unit))
        return NULL;
    return crit_measure(&j->p, ATTR_smoking_pack_years, &b);
}

/* 160/100: two numbers of one value, in the order upper and lower. */
static struct crit_node *blood_pressure(struct ja *j, const struct crit_value *v, bool any)
{
    if (v->n != 2)
        return NULL;
    struct crit_value upper = *v, lower = *v;
    upper.n = lower.n = 1;
    upper.list = lower.list = false;
    lower.limits[0] = v->limits[1];
    upper.limits[0].op = v->limits[1].op;
    return crit_join(j->p.ctx, any ? CRIT_OR : CRIT_AND,
                     crit_measure(&j->p, ATTR_systolic_bp, &upper),
                     crit_measure(&j->p, ATTR_diastolic_bp, &lower));
}

struct crit_node *ja_measure(struct ja *j, uint16_t attr, const struct crit_value *v, bool any)
{
    if (attr == JA_BRINKMAN)
        return brinkman(j, v);
    if (attr == JA_PRESSURE)
        return blood_pressure(j, v, any);
    return crit_measure(&j->p, attr, v);
}

/* Several things under one value: all in an inclusion, one is enough in an exclusion. */
static struct crit_node *measure(struct ja *j, struct ja_seg *s, const struct crit_value *v)
{
    struct crit_node *e = NULL;
    bool any = s->any || (j->p.kind == CRIT_EXCLUSION && !s->all);
    for (size_t i = 0; i < s->n_attrs; i++) {
        struct crit_node *one = ja_measure(j, s->attrs[i], v, any);
        if (!one)
            one = crit_opaque(&j->p, v->begin, v->end);
        e = crit_join(j->p.ctx, any ? CRIT_OR : CRIT_AND, e, one);
    }
    return e;
}

static void take_value(struct ja *j, struct ja_seg *s, const struct ja_item *item,
                       const struct ja_seg *previous)
{
    struct crit_value v = item->value;
    uint16_t told = attr_of_unit(j, &v);
    s->value = v;
    s->valued = true;
    if (v.leads)
        return;
    if (s->n_attrs == 0 && told != LEX_NO_ATTR) {
        s->attrs[s->n_attrs++] = told;
    } else if (s->n_attrs == 0 && previous && previous->valued && previous->n_attrs) {
        memcpy(s->attrs, previous->attrs, sizeof s->attrs);
        s->n_attrs = previous->n_attrs;
    }
    if (s->n_attrs == 0) {
        s->orphan = s->vague = true;
        return;
    }
    struct crit_node *e = measure(j, s, &v);
    crit_set_window(e, &s->window.w);
    ja_seg_push(j, s, e);
    s->closed = true;
    s->particle = NULL;
}

static uint16_t attr_of(const struct lex_token *t)
{
    if (t->sense->attr != LEX_NO_ATTR)
        return t->sense->attr;
    return strcmp(t->sense->value, "bp") == 0 ? JA_PRESSURE : JA_BRINKMAN;
}

static void take_attr(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what != JA_NO_NOUN)
        make_room(j, s);
    if (s->valued && !s->value.leads) /* a new thing */
        s->n_attrs = 0;
    if (s->n_attrs < JA_ATTRS_MAX)
        s->attrs[s->n_attrs++] = attr_of(t);
    if (s->valued && s->value.leads) {
        struct crit_node *e = measure(j, s, &s->value);
        crit_set_window(e, &s->window.w);
        ja_seg_push(j, s, e);
        s->value.leads = false;
        s->closed = true;
    }
}

/* ------------------------------------------------------------------ predicates */

static void say(struct ja_seg *s, enum ja_pred pred, const struct lex_token *t)
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
    } all[] = {{"have", JA_HAVE},       {"dx", JA_DX},         {"comorb", JA_COMORB},
               {"take", JA_TAKE},       {"join", JA_JOIN},     {"agree", JA_AGREE},
               {"able", JA_CAN},        {"unable", JA_CANNOT}, {"gain", JA_HAVE},
               {"develop", JA_DEVELOP}, {"receive", JA_HAD},   {"include", JA_HAD}};
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

static void take_verb(struct ja_seg *s, const struct lex_token *t)
{
    enum ja_pred pred = pred_of(t);
    enum ja_pred before = s->say.pred;
    if (s->np.what == JA_NO_NOUN) {
        /* 確認された, 有する behind a value say nothing more; other verbs do */
        bool idle = s->done && (pred == JA_HAVE || pred == JA_DX);
        if (!idle)
            s->vague = true;
        if (idle && (t->flags & LEX_NOT))
            s->vague = true;
        return;
    }
    if (pred == JA_TAKE && is_done(t->flags))
        pred = JA_HAD;
    if (t->flags & LEX_CAN && pred != JA_DX && pred != JA_HAVE)
        pred = JA_CAN;
    bool part = before == JA_PAST || before == JA_EVER || before == JA_POSITIVE ||
                before == JA_NEGATIVE || before == JA_COMORB || before == JA_DEVELOP;
    if (part && (pred == JA_HAVE || pred == JA_DX || pred == JA_UNKNOWN)) {
        s->say.flags |= t->flags;
        if (pred == JA_UNKNOWN)
            s->vague = true;
        return;
    }
    if (before == JA_HAD && pred == JA_HAVE) {
        s->say.flags |= t->flags;
        return;
    }
    if (before == JA_TAKE && pred == JA_HAD)
        s->say.flags = 0;
    if (before == JA_UNKNOWN || (s->np.what == JA_NAME && pred == JA_AGREE && before != JA_NO_PRED))
        pred = JA_UNKNOWN;
    say(s, pred, t);
    if (strcmp(t->sense->value, "pass") == 0 && s->window.w.set)
        s->say.pred = JA_WASHOUT;
}

static void take_history(struct ja_seg *s, const struct lex_token *t)
{
    const char *v = t->sense->value;
    if (strcmp(v, "past") == 0)
        say(s, s->say.pred == JA_HAVE || s->say.pred == JA_COMORB ? JA_EVER : JA_PAST, t);
    else if (strcmp(v, "ever") == 0)
        say(s, JA_EVER, t);
    else if (strcmp(v, "surgery") == 0)
        say(s, JA_HAD_SURGERY, t);
    else
        say(s, JA_HAD, t);
    s->say.flags |= LEX_HAD;
}

/* ------------------------------------------------------------------ the rest */

static void take_severity(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what != JA_NO_NOUN)
        make_room(j, s);
    if (!s->severity_end)
        s->severity = t->begin;
    s->severity_end = t->end;
    s->spread = strcmp(t->sense->value, "spread") == 0;
}

static void take_head(struct ja *j, struct ja_seg *s, const struct lex_token *t, bool last)
{
    const char *v = t->sense->value;
    if (s->n_attrs && !s->valued)
        s->vague = true;
    s->head = t->sense;
    s->closed |= last;
    if (!*v || strcmp(v, "both") == 0)
        return;
    if (j->p.kind == CRIT_EXCLUSION && (s->done || s->np.what != JA_NO_NOUN || s->vague))
        return;
    bool keep = s->np.what != JA_NO_NOUN && !s->said && s->np.what != JA_FACT;
    if (!keep)
        ja_seg_settle(j, s);
    struct crit_node *e = NULL;
    if (strstr(v, "adult"))
        e = crit_new_number(j->p.ctx, ATTR_age, CRIT_OP_GE, 18,
                            j->p.text.begin[t->begin] + j->p.offset,
                            j->p.text.end[t->end - 1] + j->p.offset);
    ja_seg_push(j, s, e);
    const char *sex = strstr(v, "female") ? "female" : strstr(v, "male") ? "male" : NULL;
    if (sex)
        ja_seg_push(j, s,
                    crit_new_word(j->p.ctx, ATTR_sex, CRIT_OP_EQ, sex,
                                  j->p.text.begin[t->begin] + j->p.offset,
                                  j->p.text.end[t->end - 1] + j->p.offset));
}

static void take_places(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    struct crit_node *e = crit_new_atom(
        j->p.ctx, ATTR_residence, strchr(t->sense->value, ',') ? CRIT_OP_IN : CRIT_OP_EQ,
        j->p.text.begin[t->begin] + j->p.offset, j->p.text.end[t->end - 1] + j->p.offset);
    for (const char *v = t->sense->value; *v;) {
        size_t n = strcspn(v, ",");
        crit_atom_add_word(j->p.ctx, e->atom, mem_strndup(j->p.tmp, v, n));
        v += n + (v[n] == ',');
    }
    make_room(j, s);
    s->np = (struct ja_np){
        .what = JA_EXTRA, .begin = t->begin, .end = t->end, .bare = t->begin, .tree = e};
}

/* A name that a number of this segment defines goes; else it is a name. */
static void take_defined(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    for (size_t i = 0; i < s->n_attrs && s->valued; i++) {
        bool bp = s->attrs[i] == JA_PRESSURE || s->attrs[i] == ATTR_systolic_bp ||
                  s->attrs[i] == ATTR_diastolic_bp;
        if (s->attrs[i] == t->sense->attr || (t->sense->attr == LEX_NO_ATTR && bp)) {
            s->severity_end = 0;
            return;
        }
    }
    take_noun(j, s, JA_NAME, t);
    s->np.kind = "disease";
}

static void take_particle(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *v = t->sense->value;
    s->particle = t;
    if (strcmp(v, "by") == 0 && s->np.what == JA_NAME && !s->said &&
        strncmp(j->p.text.s + t->begin, "による", 9) != 0) {
        s->np = (struct ja_np){JA_NO_NOUN}; /* the cause or the means */
    } else if (strcmp(v, "etc") == 0) {
        s->np.such = true;
    } else if (strcmp(v, "ka") == 0) {
        s->vague = true;
    }
}

static void take_able(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what == JA_ABLE && (t->flags & LEX_CAN)) {
        s->np.flags |= t->flags;
        return;
    }
    take_noun(j, s, JA_ABLE, t);
    if (t->flags & LEX_CAN)
        say(s, JA_CAN, t);
}

/* Words that are nouns, each in its way. */
static bool take_noun_token(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    switch (t->class) {
    case LEX_TEXT:
        take_name(j, s, t);
        break;
    case LEX_FACT:
        take_noun(j, s, JA_FACT, t);
        break;
    case LEX_ABLE:
        take_able(j, s, t);
        break;
    case LEX_MARKER:
        take_noun(j, s, JA_MARKER, t);
        break;
    case LEX_STATE:
        take_noun(j, s, JA_STATE, t);
        break;
    case LEX_DEFINED:
        take_defined(j, s, t);
        break;
    case LEX_PLACE:
        take_places(j, s, t);
        break;
    case LEX_ATTR:
        take_attr(j, s, t);
        break;
    default:
        return false;
    }
    return true;
}

static void take_sign(struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what == JA_NO_NOUN)
        s->vague = true;
    say(s, t->class == LEX_POS ? JA_POSITIVE : JA_NEGATIVE, t);
    if (s->np.what == JA_NAME && s->particle == NULL && s->np.end == t->begin)
        s->np.end = t->begin;
}

static void take_none(struct ja_seg *s)
{
    if (s->np.what == JA_NO_NOUN)
        s->vague = true;
    s->say.flags |= LEX_NOT;
    s->said = true;
    if (s->say.pred == JA_NO_PRED)
        s->say.pred = JA_HAVE;
}

static void take_token(struct ja *j, struct ja_seg *s, const struct lex_token *t, bool last)
{
    if (take_noun_token(j, s, t))
        return;
    switch (t->class) {
    case LEX_PTC:
        take_particle(j, s, t);
        break;
    case LEX_VERB:
        take_verb(s, t);
        break;
    case LEX_HISTNOUN:
        take_history(s, t);
        break;
    case LEX_POS:
    case LEX_NEG:
        take_sign(s, t);
        break;
    case LEX_NONE:
    case LEX_NOTWA:
        take_none(s);
        break;
    case LEX_SEVERITY:
        take_severity(j, s, t);
        break;
    case LEX_HEAD:
        take_head(j, s, t, last);
        break;
    case LEX_FIT:
        s->always = true;
        break;
    case LEX_ANY:
        s->any = true;
        break;
    case LEX_ALL:
        s->all = true;
        break;
    case LEX_DROP:
    case LEX_COLON:
    case LEX_SEXWORD:
    case LEX_NOWWORD:
    case LEX_DOCTOR:
        break;
    case LEX_METHOD:
        break;
    case LEX_NOISE:
        if (!s->n_attrs && !s->valued && !s->window.w.set)
            s->vague = true;
        break;
    default:
        s->vague = true;
        break;
    }
}

void ja_read_seg(struct ja *j, struct ja_seg *s, const struct ja_seg *previous)
{
    s->window.w.n = s->say.window.w.n = -1;
    for (size_t i = s->from; i < s->to; i++) {
        const struct ja_item *item = &j->items[i];
        if (item->kind == JA_WINDOW) {
            if (item->window.postop && s->np.what == JA_NAME) {
                s->say.window = item->window;
                say(s, JA_HAD_SURGERY, &j->p.tokens[item->first]);
            } else {
                if (s->said)
                    make_room(j, s);
                s->window = item->window;
            }
        } else if (item->kind == JA_VALUE) {
            take_value(j, s, item, previous);
        } else if (item->kind == JA_GROUP) {
            ja_read_group(j, s, i);
        } else {
            take_token(j, s, ja_token(j, item), i + 1 == s->to);
        }
    }
    if (s->n_attrs && !s->valued && s->np.what == JA_NO_NOUN && !s->head)
        return;
    s->closed |= s->said;
}
