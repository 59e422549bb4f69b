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
#include <stdlib.h>
#include <string.h>

void ja_seg_push(struct ja *j, struct ja_seg *s, struct crit_node *e)
{
    if (e)
        s->done = crit_join(j->p.ctx, CRIT_AND, s->done, e);
}

/* 潜在性結核で治療を受けていない: the disease is there; whether it is treated only the site knows.
 */
static void treated(struct ja_seg *s)
{
    bool therapy = s->say.pred == JA_TAKE || s->say.pred == JA_HAD;
    if (!therapy || s->np.what != JA_FACT || !s->particle || !lex_is(s->particle, LEX_PTC, "de"))
        return;
    uint16_t attr = s->np.sense->attr;
    if (attr != ATTR_tuberculosis && attr != ATTR_hbv && attr != ATTR_hcv && attr != ATTR_hiv)
        return;
    s->say.pred = JA_HAVE;
    s->say.flags = 0;
    s->np.vague = true;
}

void ja_seg_settle(struct ja *j, struct ja_seg *s)
{
    if (s->np.what == JA_NO_NOUN)
        return;
    if (s->window.w.set && !s->say.window.w.set)
        s->say.window = s->window;
    s->np.vague |= s->vague;
    treated(s);
    struct crit_node *e = ja_noun(j, &s->np, &s->say);
    if (s->such.what) {
        e = crit_join(j->p.ctx, CRIT_OR, e, ja_noun(j, &s->such, &s->say));
        s->such.what = JA_NO_NOUN;
    }
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

static bool is_kind(const struct ja_np *np, const char *kind)
{
    return np->what == JA_NAME && np->kind && strcmp(np->kind, kind) == 0;
}

static bool is_particle(const struct ja_seg *s, const char *value)
{
    return s->particle && lex_is(s->particle, LEX_PTC, value);
}

/* Told as it stands, whatever comes: its predicate is there, or it needs none. */
static bool is_told(const struct ja_seg *s)
{
    const struct ja_np *np = &s->np;
    if (s->said || np->what == JA_EXTRA || np->what == JA_MARKER || np->what == JA_STATE ||
        np->what == JA_FACT)
        return true;
    return is_kind(np, "biomarker") && is_after_no(s);
}

static bool is_untreated(const struct ja_seg *s)
{
    return s->np.what == JA_FACT && s->np.sense->attr == ATTR_line_of_therapy && !s->said;
}

static void forget(struct ja_seg *s)
{
    s->np = (struct ja_np){JA_NO_NOUN};
    s->particle = NULL;
}

/* What the noun before is to the one that comes: told, an object whose verb is still to come, the
   purpose of what comes (がんに対する), or not understood. */
static void make_room(struct ja *j, struct ja_seg *s)
{
    if (s->np.what == JA_NO_NOUN)
        return;
    bool purpose = is_particle(s, "for") && !s->said;
    if (purpose && (s->np.what == JA_FACT || s->np.what == JA_STATE || s->np.what == JA_EXTRA)) {
        s->purpose = s->np.what != JA_FACT;
        forget(s);
    } else if (s->np.such && is_after_no(s) && !s->said && !s->such.what) {
        s->such = s->np;
        s->any = true;
        forget(s);
    } else if (is_untreated(s) && j->p.kind == CRIT_EXCLUSION) {
        s->vague = true;
        forget(s);
    } else if (is_told(s)) {
        ja_seg_settle(j, s);
    } else if (is_particle(s, "wo") && !s->object.what) {
        s->object = s->np;
        forget(s);
    } else if (is_particle(s, "de") && is_kind(&s->np, "disease")) {
        ja_seg_settle(j, s);
        s->vague = true;
    } else {
        s->vague = true;
        forget(s);
    }
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
    s->np.vague = s->vague;
    s->np.purpose = s->purpose;
    s->vague = s->purpose = s->blocked = s->quoted = false;
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
    bool part =
        is_after_no(s) && is_kind(np, "biomarker") && kind && strcmp(kind, "biomarker") == 0;
    if (!from && !part)
        return false;
    uint32_t begin = np->begin, bare = np->bare;
    set_np(s, JA_NAME, t);
    s->np.begin = begin;
    s->np.bare = bare;
    return true;
}

static bool kind_is(const char *s, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(s, word, len) == 0;
}

/* Words that the noun before takes in: 治験薬の成分, 卵に対するアレルギー. */
static bool takes_in(struct ja *j, struct ja_seg *s, const struct lex_token *t, const char *kind)
{
    size_t len = t->end - t->begin;
    const char *w = j->p.text.s + t->begin;
    if ((s->np.what != JA_NAME && s->np.what != JA_FACT) || s->said)
        return false;
    bool factor = kind_is(w, len, "危険因子") || kind_is(w, len, "リスク因子") ||
                  kind_is(w, len, "疾患") || kind_is(w, len, "合併症");
    if (s->at_least && factor) { /* A、Bのうち2つ以上の危険因子 */
        s->say.pred = JA_COMORB;
        s->particle = NULL;
        return true;
    }
    if (!s->particle)
        return false;
    if (len == 6 && strncmp(w, "成分", 6) == 0)
        return true;
    if (s->any &&
        (kind_is(w, len, "感染症") || kind_is(w, len, "疾患") || kind_is(w, len, "合併症")))
        return true; /* A、Bのいずれかの感染症 */
    if (is_after_no(s) && kind_is(w, len, "感染"))
        return true;
    bool joined = is_particle(s, "for") || is_after_no(s) || is_particle(s, "ni");
    if (!joined || !kind || strcmp(kind, "allergy") != 0 || s->np.what != JA_NAME)
        return false;
    s->np.what = JA_ALLERGY;
    if (s->severity_end)
        s->np.vague = true;
    s->severity_end = 0;
    s->particle = NULL;
    return true;
}

/* 影響する先天性疾患: a verb that no table knows before the name; bytes up to the name, 0: none. */
static uint32_t verb_inside(const struct ja *j, const struct lex_token *t)
{
    static const char *const ends[] = {"する", "した", "された", "される", "れた", "れる", "ている",
                                       "った", "てい", "きた",   "きる",   "がる", "わる", "える",
                                       "けた", "める", "めた",   "ない",   "なる", "った"};
    const char *s = j->p.text.s + t->begin;
    size_t len = t->end - t->begin, best = 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        for (size_t at = 0; at + n + 6 <= len; at++)
            if (memcmp(s + at, ends[i], n) == 0 && at + n > best &&
                (unsigned char)s[at + n] >= 0xE4)
                best = at + n;
    }
    return (uint32_t)best;
}

/* 膝関節の手術 → 膝関節手術: a tree of its own, since の is not in the name. */
static void take_name(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *kind = lexer_kind(j->p.lexer, j->p.text.s + t->begin, t->end - t->begin);
    if (takes_in(j, s, t, kind) || tnm(j, s, t))
        return;
    if (s->included && (!kind || strcmp(kind, "therapy") == 0 || strcmp(kind, "drug") == 0))
        return;
    if (kind && joins_name(j, s, t, kind)) {
        s->np.kind = kind;
        return;
    }
    if (is_kind(&s->np, "disease") && !s->said && is_after_no(s) && kind &&
        strcmp(kind, "disease") != 0)
        s->particle = NULL;
    uint32_t verb = verb_inside(j, t);
    bool part = s->np.what == JA_NAME && !s->np.kind && is_after_no(s) && kind &&
                (strcmp(kind, "surgery") == 0 || strcmp(kind, "transplant") == 0) && !s->said;
    struct ja_np before = s->np;
    if (part)
        s->np.what = JA_NO_NOUN;
    make_room(j, s);
    s->vague |= verb > 0;
    set_np(s, JA_NAME, t);
    s->np.kind = kind;
    if (verb) {
        s->np.begin = s->np.bare = t->begin + verb;
    }
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

static bool is_regimen(const char *s, size_t len)
{
    static const char *const words[] = {"レジメン", "ライン"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(s, len, words[i], strlen(words[i])))
            return true;
    return false;
}

/* The thing that a value is of when none is named: its unit tells. */
static uint16_t attr_of_unit(const struct ja *j, const struct crit_value *v)
{
    if (v->years_old)
        return ATTR_age;
    if (v->pressure)
        return JA_PRESSURE;
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
    if (strcmp(u, "count") == 0 && is_regimen(s + v->begin, v->end - v->begin))
        return ATTR_line_of_therapy;
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
    if (v->n != 2 || !v->pressure)
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

static bool is_time(const struct crit_value *v)
{
    static const char *const all[] = {"year", "month", "week", "day"};
    for (size_t i = 0; v->unit != LEX_NO_UNIT && !v->years_old && i < 4; i++)
        if (strcmp(unit_id(v->unit), all[i]) == 0)
            return true;
    return false;
}

/* 投与から21日以上: how long ago, for the verb that comes. */
static bool take_age(struct ja_seg *s, const struct crit_value *v)
{
    static const char *const all[] = {"day", "week", "month", "year"};
    if (!is_time(v) || s->np.what == JA_NO_NOUN || v->n != 1)
        return false;
    bool from = is_particle(s, "from") || (s->particle && s->particle->class == LEX_RANGE);
    bool told = s->say.pred == JA_DX || s->say.pred == JA_DEVELOP;
    if (!from && !told)
        return false;
    enum crit_op op = v->limits[0].op;
    s->say.window =
        (struct ja_window){.w = {v->limits[0].number, CRIT_DAY, CRIT_BEFORE, CRIT_ANCHOR_NOW, true},
                           .at_least = op == CRIT_OP_GE || op == CRIT_OP_GT,
                           .since = told};
    s->particle = NULL;
    for (int i = 0; i < 4; i++)
        if (strcmp(unit_id(v->unit), all[i]) == 0)
            s->say.window.w.unit = (enum crit_unit)(CRIT_DAY + i);
    return true;
}

/* Grade 2以上の: a word of severity. */
static bool take_grade(struct ja_seg *s, const struct crit_value *v)
{
    if (!s->grade || s->n_attrs)
        return false;
    s->grade = s->idle = false;
    s->severity_end = v->end;
    s->spread = true;
    return true;
}

static void choose_attr(struct ja *j, struct ja_seg *s, const struct crit_value *v,
                        const struct ja_seg *previous)
{
    uint16_t told = attr_of_unit(j, v);
    if (told == JA_PRESSURE)
        s->n_attrs = 0;
    if (s->n_attrs == 0 && told != LEX_NO_ATTR) {
        s->attrs[s->n_attrs++] = told;
    } else if (s->n_attrs == 0 && previous && previous->valued && previous->n_attrs &&
               s->np.what == JA_NO_NOUN) {
        memcpy(s->attrs, previous->attrs, sizeof s->attrs);
        s->n_attrs = previous->n_attrs;
    }
}

static void take_value(struct ja *j, struct ja_seg *s, const struct ja_item *item,
                       const struct ja_seg *previous)
{
    const struct crit_value *v = &item->value;
    if (take_age(s, v) || take_grade(s, v))
        return;
    if (s->blocked) {
        s->blocked = false;
        return;
    }
    s->value = *v;
    s->valued = true;
    if (v->leads)
        return;
    choose_attr(j, s, v, previous);
    if (s->n_attrs == 0) {
        s->orphan = true;
        return;
    }
    struct crit_node *e = measure(j, s, v);
    crit_set_window(e, &s->window.w);
    ja_seg_push(j, s, e);
    s->window = (struct ja_window){.w = {.n = -1}};
    s->closed = true;
    s->idle = false;
    s->particle = NULL;
}

static uint16_t attr_of(const struct lex_token *t)
{
    if (t->sense->attr != LEX_NO_ATTR)
        return t->sense->attr;
    return strcmp(t->sense->value, "bp") == 0 ? JA_PRESSURE : JA_BRINKMAN;
}

/* 収縮期 behind 血圧が says which. */
static void narrow(struct ja_seg *s, uint16_t attr)
{
    if (s->n_attrs && s->attrs[s->n_attrs - 1] == JA_PRESSURE && !s->valued &&
        (attr == ATTR_systolic_bp || attr == ATTR_diastolic_bp))
        s->n_attrs--;
}

static void take_attr(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    uint16_t attr = attr_of(t);
    bool leads = s->valued && (s->value.leads || (s->orphan && attr == ATTR_life_expectancy));
    if (attr == ATTR_disease_duration && is_kind(&s->np, "disease"))
        ja_seg_settle(j, s);
    if (s->np.what != JA_NO_NOUN)
        make_room(j, s);
    if (s->valued && !leads) /* a new thing */
        s->n_attrs = 0;
    narrow(s, attr);
    s->idle = s->blocked = false;
    if (s->n_attrs < JA_ATTRS_MAX)
        s->attrs[s->n_attrs++] = attr;
    if (!leads)
        return;
    struct crit_node *e = measure(j, s, &s->value);
    crit_set_window(e, &s->window.w);
    ja_seg_push(j, s, e);
    s->value.leads = s->orphan = false;
    s->closed = true;
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

/* A verb behind a value: 確認された says nothing more, 見込めない denies it, 低下した makes it a
   change of which nothing is known. */
static void verb_of_number(struct ja_seg *s, const struct lex_token *t, enum ja_pred pred)
{
    if ((pred == JA_DX || pred == JA_HAVE) && s->method && !(t->flags & LEX_NOT))
        return;
    if (strcmp(t->sense->value, "pass") == 0 && s->window.since)
        return;
    bool expect = strcmp(t->sense->value, "expect") == 0;
    bool idle = s->done && (pred == JA_HAVE || pred == JA_DX || expect);
    if (strcmp(t->sense->value, "work") == 0 && s->valued)
        s->done = NULL;
    if (idle && expect && (t->flags & LEX_NOT))
        s->negated = true;
    else if (!idle || (t->flags & LEX_NOT))
        s->vague = true;
}

/* Verbs that keep what has been said: と考えられる, 1年以上経過; or say it in their own way. */
static bool special_verb(struct ja_seg *s, const struct lex_token *t)
{
    const char *v = t->sense->value;
    if (strcmp(v, "judge") == 0 && s->said)
        return true;
    if (s->included && s->said && pred_of(t) == JA_UNKNOWN) {
        s->vague = true;
        return true;
    }
    if (strcmp(v, "pass") == 0 && s->say.window.since)
        return true;
    bool drug = is_kind(&s->np, "drug") || is_kind(&s->np, "therapy");
    if (strcmp(v, "include") == 0 && s->np.what == JA_NAME) {
        s->say = (struct ja_say){JA_HAD, .flags = LEX_PAST, .window = s->say.window};
        s->said = s->included = true;
        return true;
    }
    if (strcmp(v, "fail") == 0) {
        s->say = (struct ja_say){JA_HAD, .flags = LEX_PAST, .window = s->say.window};
        s->said = s->vague = true;
        return true;
    }
    if (strcmp(v, "work") == 0 && drug && (!s->said || s->say.pred == JA_TAKE)) {
        s->say.pred = JA_TAKE;
        s->said = s->vague = true;
        return true;
    }
    return false;
}

static void take_verb(struct ja_seg *s, const struct lex_token *t)
{
    enum ja_pred pred = pred_of(t);
    enum ja_pred before = s->say.pred;
    if (s->object.what && s->np.what != JA_FACT) {
        s->np = s->object;
        s->object.what = JA_NO_NOUN;
        s->vague = true;
        before = JA_NO_PRED;
    }
    static const struct lex_sense oral = {.class = LEX_ABLE, .attr = ATTR_oral_intake};
    if (s->np.what == JA_NO_NOUN && pred == JA_TAKE && (t->flags & LEX_CAN)) {
        set_np(s, JA_ABLE, t);
        s->np.sense = &oral;
        s->np.flags = 0;
    }
    if (s->np.what == JA_NO_NOUN) {
        verb_of_number(s, t, pred);
        return;
    }
    if (special_verb(s, t))
        return;
    if (pred == JA_TAKE && (is_done(t->flags) || (t->flags & LEX_JOINS && !(t->flags & LEX_GOING))))
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
    if (before == JA_HAD &&
        (pred == JA_HAVE || (s->included && (pred == JA_HAD || pred == JA_TAKE)))) {
        s->say.flags |= t->flags;
        return;
    }
    if (before == JA_TAKE && pred == JA_HAD)
        s->say.flags = 0;
    if (before == JA_UNKNOWN || (s->np.what == JA_NAME && pred == JA_AGREE && before != JA_NO_PRED))
        pred = JA_UNKNOWN;
    say(s, pred, t);
    s->say.quoted = s->quoted;
    if (strcmp(t->sense->value, "pass") == 0 && (s->window.w.set || s->say.window.w.set))
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
    (void)j;
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
    if (!last)
        ja_seg_settle(j, s);
    uint32_t begin = j->p.text.begin[t->begin] + j->p.offset;
    uint32_t end = j->p.text.end[t->end - 1] + j->p.offset;
    if (strstr(v, "adult"))
        s->person = crit_new_number(j->p.ctx, ATTR_age, CRIT_OP_GE, 18, begin, end);
    const char *sex = strstr(v, "female") ? "female" : strstr(v, "male") ? "male" : NULL;
    if (sex)
        s->person = crit_join(j->p.ctx, CRIT_AND, s->person,
                              crit_new_word(j->p.ctx, ATTR_sex, CRIT_OP_EQ, sex, begin, end));
    if (!last) {
        ja_seg_push(j, s, s->person);
        s->person = NULL;
    }
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
    bool cause = s->np.what == JA_NAME || s->np.what == JA_FACT;
    if (strcmp(v, "by") == 0 && cause && !s->said &&
        strncmp(j->p.text.s + t->begin, "による", 9) != 0) {
        s->np = (struct ja_np){JA_NO_NOUN}; /* the cause or the means */
    } else if (strcmp(v, "etc") == 0) {
        s->np.such = true;
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

/* 転移再発: one of them. */
static void take_state(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    bool beside = (s->np.what == JA_STATE || s->np.what == JA_EXTRA) && !s->said && !s->particle;
    if (is_kind(&s->np, "disease") && !s->said)
        ja_seg_settle(j, s);
    if (!beside) {
        take_noun(j, s, JA_STATE, t);
        return;
    }
    struct ja_say none = {JA_NO_PRED};
    struct ja_np np = s->np;
    struct crit_node *before = ja_noun(j, &np, &none);
    set_np(s, JA_STATE, t);
    s->np.tree = crit_join(j->p.ctx, CRIT_OR, before, ja_noun(j, &s->np, &none));
    s->np.what = JA_EXTRA;
    s->np.begin = np.begin;
}

/* A fact that says no more than a number of this segment (ブリンクマン指数200以上の喫煙歴). */
static bool is_said_by_number(const struct ja_seg *s, const struct lex_token *t)
{
    if (t->sense->attr != ATTR_smoking || !s->valued)
        return false;
    for (size_t i = 0; i < s->n_attrs; i++)
        if (s->attrs[i] == JA_BRINKMAN || s->attrs[i] == ATTR_smoking_pack_years)
            return true;
    return false;
}

/* Words that are nouns, each in its way. */
static bool take_noun_token(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    switch (t->class) {
    case LEX_TEXT:
        take_name(j, s, t);
        break;
    case LEX_FACT:
        if (t->sense->attr == ATTR_line_of_therapy && is_kind(&s->np, "disease") && !s->said)
            ja_seg_settle(j, s);
        if (!is_said_by_number(s, t))
            take_noun(j, s, JA_FACT, t);
        break;
    case LEX_ABLE:
        take_able(j, s, t);
        break;
    case LEX_MARKER:
        take_noun(j, s, JA_MARKER, t);
        break;
    case LEX_STATE:
        take_state(j, s, t);
        break;
    case LEX_OPAQUE_ATTR:
        s->n_attrs = 0;
        s->blocked = true;
        take_noun(j, s, JA_UNSEEN, t);
        break;
    case LEX_OPAQUE_MARKER:
    case LEX_UNSEEN:
        take_noun(j, s, JA_UNSEEN, t);
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

static void take_idle(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *w = j->p.text.s + t->begin;
    bool grade = strncmp(w, "grade", 5) == 0 || strncmp(w, "グレード", 12) == 0;
    if (grade && !s->n_attrs && !s->severity_end) {
        if (s->np.what != JA_NO_NOUN)
            make_room(j, s);
        s->grade = true;
        s->severity = t->begin;
    }
    if (!s->n_attrs && !s->valued)
        s->idle = true;
}

/* The name or the year of criteria (2010年ACR/EULAR分類基準) goes; a disease stays (…の診断基準).
 */
static void take_method(struct ja_seg *s)
{
    s->method = true;
    if (s->orphan) {
        s->orphan = s->valued = false;
    }
    if (s->np.what == JA_NAME && !s->said && !s->np.kind)
        forget(s);
    else if (s->np.what == JA_ABLE && !s->said)
        forget(s);
}

/* 化学療法後に: it was had. */
static void take_after(struct ja_seg *s, const struct lex_token *t)
{
    bool had = is_kind(&s->np, "drug") || is_kind(&s->np, "therapy") ||
               is_kind(&s->np, "surgery") || is_kind(&s->np, "transplant");
    if (had && !s->said) {
        say(s, JA_HAD, t);
        s->say.flags |= LEX_PAST;
    }
    s->vague = true;
}

/* インスリン治療中: the drug is taken. */
static void take_mid(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    struct ja_np *np = &s->np;
    if (np->what != JA_NAME) {
        s->vague |= np->what == JA_NO_NOUN;
        return;
    }
    if (np->end - np->bare > 6 && memcmp(j->p.text.s + np->end - 6, "治療", 6) == 0) {
        const char *kind = lexer_kind(j->p.lexer, j->p.text.s + np->bare, np->end - 6 - np->bare);
        if (kind && strcmp(kind, "drug") == 0) {
            np->end -= 6;
            np->kind = kind;
        }
    }
    say(s, JA_TAKE, t);
    s->say.flags |= LEX_GOING;
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
    case LEX_SEXWORD:
    case LEX_NOWWORD:
    case LEX_DOCTOR:
        break;
    case LEX_METHOD:
        take_method(s);
        break;
    case LEX_COLON: /* Age: */
        if (s->np.what == JA_NAME && !s->np.kind && (unsigned char)j->p.text.s[s->np.begin] < 0x80)
            forget(s);
        break;
    case LEX_NOISE:
        take_idle(j, s, t);
        break;
    case LEX_DOSE:
    case LEX_VAGUE:
        s->vague = true;
        break;
    case LEX_PURPOSE:
        make_room(j, s);
        s->purpose = true;
        break;
    case LEX_ANCHOR:
        s->idle = true;
        break;
    case LEX_AFTER:
        take_after(s, t);
        break;
    case LEX_RANGE:
        s->particle = t;
        break;
    case LEX_CONSENT:
        if (s->np.what == JA_NO_NOUN)
            s->vague = true;
        say(s, JA_AGREE, t);
        break;
    case LEX_ATLEAST:
        s->at_least = (int)strtol(t->sense->value, NULL, 10);
        break;
    case LEX_OR:
    case LEX_AND:
    case LEX_COMMA:
    case LEX_DOT:
    case LEX_SLASH:
        break;
    case LEX_ALSO:
        s->quoted = true;
        break;
    case LEX_CMP: /* のみ: and nothing else */
        s->vague |= t->sense->op == CRIT_OP_EQ && s->np.what == JA_NAME;
        break;
    case LEX_MID:
        take_mid(j, s, t);
        break;
    default:
        s->vague = true;
        break;
    }
}

static void take_window(struct ja *j, struct ja_seg *s, const struct ja_item *item)
{
    const struct lex_token *t = &j->p.tokens[item->first];
    if (item->window.postop && s->np.what == JA_NAME && s->np.end == t->begin) {
        s->np.end += 3; /* 腎摘除 + 術 */
        s->np.kind = "surgery";
        s->say.window = item->window;
        say(s, JA_HAD_SURGERY, t);
        s->say.flags = 0;
    } else if (item->window.postop && s->np.what == JA_NO_NOUN) {
        struct crit_node *e = crit_new_atom(j->p.ctx, ATTR_prior_surgery, CRIT_OP_PRESENT,
                                            j->p.text.begin[t->begin] + j->p.offset,
                                            j->p.text.end[t->end - 1] + j->p.offset);
        crit_set_window(e, &item->window.w);
        ja_seg_push(j, s, e);
    } else if (item->window.since && s->np.what == JA_NAME) {
        s->say.window = item->window;
    } else {
        if (s->said)
            make_room(j, s);
        s->window = item->window;
    }
}

void ja_read_seg(struct ja *j, struct ja_seg *s, const struct ja_seg *previous)
{
    s->window.w.n = s->say.window.w.n = -1;
    for (size_t i = s->from; i < s->to; i++) {
        const struct ja_item *item = &j->items[i];
        if (item->kind == JA_WINDOW) {
            take_window(j, s, item);
        } else if (item->kind == JA_VALUE) {
            take_value(j, s, item, previous);
        } else if (item->kind == JA_GROUP) {
            ja_read_group(j, s, i);
        } else if (ja_token(j, item)->class == LEX_SOTHAT) {
            /* what follows is conditional */
            *(s->np.what == JA_NO_NOUN ? &s->vague : &s->np.vague) = true;
            break;
        } else {
            take_token(j, s, ja_token(j, item), i + 1 == s->to);
        }
    }
    s->vague |= s->orphan || (s->idle && !s->n_attrs && !s->valued) || s->object.what;
    if (s->valued && s->n_attrs && s->attrs[0] == ATTR_line_of_therapy &&
        (is_kind(&s->np, "therapy") || is_kind(&s->np, "drug") || !s->np.kind))
        s->np.what = JA_NO_NOUN; /* 全身化学療法 of so many regimens */
    const struct ja_item *end = &j->items[s->to - 1];
    s->joins = end->kind == JA_TOKEN &&
               ((ja_token(j, end)->flags & LEX_JOINS) || lex_is(ja_token(j, end), LEX_PTC, "de"));
    s->closed |= s->joins;
    if (s->negated && s->done)
        s->done = crit_not(j->p.ctx, s->done);
    if (s->n_attrs && !s->valued && s->np.what == JA_NO_NOUN && !s->head)
        return;
    s->closed |= s->said;
}
