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

bool ja_seg_is_after_no(const struct ja_seg *s)
{
    return s->particle && lex_is(s->particle, LEX_PTC, "no");
}

bool ja_seg_is_kind(const struct ja_np *np, const char *kind)
{
    return np->what == JA_NAME && np->kind && strcmp(np->kind, kind) == 0;
}

bool ja_seg_is_particle(const struct ja_seg *s, const char *value)
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
    return ja_seg_is_kind(np, "biomarker") && ja_seg_is_after_no(s);
}

static bool is_untreated(const struct ja_seg *s)
{
    return s->np.what == JA_FACT && s->np.sense->attr == ATTR_line_of_therapy && !s->said;
}

void ja_seg_forget(struct ja_seg *s)
{
    s->np = (struct ja_np){JA_NO_NOUN};
    s->particle = NULL;
}

/* What the noun before is to the one that comes: told, an object whose verb is still to come, the
   purpose of what comes (がんに対する), or not understood. */
void ja_seg_make_room(struct ja *j, struct ja_seg *s)
{
    if (s->np.what == JA_NO_NOUN)
        return;
    bool purpose = ja_seg_is_particle(s, "for") && !s->said;
    if (purpose && (s->np.what == JA_FACT || s->np.what == JA_STATE || s->np.what == JA_EXTRA)) {
        s->purpose = s->np.what != JA_FACT;
        ja_seg_forget(s);
    } else if (s->np.such && ja_seg_is_after_no(s) && !s->said && !s->such.what) {
        s->such = s->np;
        s->any = true;
        ja_seg_forget(s);
    } else if (is_untreated(s) && j->p.kind == CRIT_EXCLUSION) {
        s->vague = true;
        ja_seg_forget(s);
    } else if (is_told(s)) {
        ja_seg_settle(j, s);
    } else if (ja_seg_is_particle(s, "wo") && !s->object.what) {
        s->object = s->np;
        ja_seg_forget(s);
    } else if (ja_seg_is_particle(s, "de") && ja_seg_is_kind(&s->np, "disease")) {
        ja_seg_settle(j, s);
        s->vague = true;
    } else {
        s->vague = true;
        ja_seg_forget(s);
    }
}

void ja_seg_set_np(struct ja_seg *s, enum ja_noun what, const struct lex_token *t)
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

/* ------------------------------------------------------------------ the rest */

static void take_severity(struct ja_seg *s, const struct lex_token *t)
{
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
    ja_seg_make_room(j, s);
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
    ja_seg_take_noun(j, s, JA_NAME, t);
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
    ja_seg_take_noun(j, s, JA_ABLE, t);
    if (t->flags & LEX_CAN)
        ja_seg_say(s, JA_CAN, t);
}

/* 転移再発: one of them. */
static void take_state(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    bool beside = (s->np.what == JA_STATE || s->np.what == JA_EXTRA) && !s->said && !s->particle;
    if (ja_seg_is_kind(&s->np, "disease") && !s->said)
        ja_seg_settle(j, s);
    if (!beside) {
        ja_seg_take_noun(j, s, JA_STATE, t);
        return;
    }
    struct ja_say none = {JA_NO_PRED};
    struct ja_np np = s->np;
    struct crit_node *before = ja_noun(j, &np, &none);
    ja_seg_set_np(s, JA_STATE, t);
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
        ja_seg_take_name(j, s, t);
        break;
    case LEX_FACT:
        if (t->sense->attr == ATTR_line_of_therapy && ja_seg_is_kind(&s->np, "disease") && !s->said)
            ja_seg_settle(j, s);
        if (!is_said_by_number(s, t))
            ja_seg_take_noun(j, s, JA_FACT, t);
        break;
    case LEX_ABLE:
        take_able(j, s, t);
        break;
    case LEX_MARKER:
        ja_seg_take_noun(j, s, JA_MARKER, t);
        break;
    case LEX_STATE:
        take_state(j, s, t);
        break;
    case LEX_OPAQUE_ATTR:
        s->n_attrs = 0;
        s->blocked = true;
        ja_seg_take_noun(j, s, JA_UNSEEN, t);
        break;
    case LEX_OPAQUE_MARKER:
    case LEX_UNSEEN:
        ja_seg_take_noun(j, s, JA_UNSEEN, t);
        break;
    case LEX_DEFINED:
        take_defined(j, s, t);
        break;
    case LEX_PLACE:
        take_places(j, s, t);
        break;
    case LEX_ATTR:
        ja_seg_take_attr(j, s, t);
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
    ja_seg_say(s, t->class == LEX_POS ? JA_POSITIVE : JA_NEGATIVE, t);
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
            ja_seg_make_room(j, s);
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
        ja_seg_forget(s);
    else if (s->np.what == JA_ABLE && !s->said)
        ja_seg_forget(s);
}

/* 化学療法後に: it was had. */
static void take_after(struct ja_seg *s, const struct lex_token *t)
{
    bool had = ja_seg_is_kind(&s->np, "drug") || ja_seg_is_kind(&s->np, "therapy") ||
               ja_seg_is_kind(&s->np, "surgery") || ja_seg_is_kind(&s->np, "transplant");
    if (had && !s->said) {
        ja_seg_say(s, JA_HAD, t);
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
    ja_seg_say(s, JA_TAKE, t);
    s->say.flags |= LEX_GOING;
}

/* Words of one flag each. */
static void take_mark(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    switch (t->class) {
    case LEX_FIT:
        s->always = true;
        break;
    case LEX_ANY:
        s->any = true;
        break;
    case LEX_ALL:
        s->all = true;
        break;
    case LEX_ANCHOR:
        s->idle = true;
        break;
    case LEX_RANGE:
        s->particle = t;
        break;
    case LEX_ALSO:
        s->quoted = true;
        break;
    case LEX_SOME:
        s->at_least = (int)strtol(t->sense->value, NULL, 10);
        break;
    case LEX_CMP: /* のみ: and nothing else */
        s->vague |= t->sense->op == CRIT_OP_EQ && s->np.what == JA_NAME;
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

static void take_consent(struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what == JA_NO_NOUN)
        s->vague = true;
    ja_seg_say(s, JA_AGREE, t);
}

/* Words that say nothing here. */
static bool is_silent(const struct lex_token *t)
{
    switch (t->class) {
    case LEX_DROP:
    case LEX_SEXWORD:
    case LEX_NOWWORD:
    case LEX_DOCTOR:
    case LEX_OR:
    case LEX_AND:
    case LEX_COMMA:
    case LEX_DOT:
    case LEX_SLASH:
        return true;
    default:
        return false;
    }
}

static void take_token(struct ja *j, struct ja_seg *s, const struct lex_token *t, bool last)
{
    if (is_silent(t) || take_noun_token(j, s, t))
        return;
    switch (t->class) {
    case LEX_PTC:
        take_particle(j, s, t);
        break;
    case LEX_VERB:
        ja_seg_take_verb(s, t);
        break;
    case LEX_HISTNOUN:
        ja_seg_take_history(s, t);
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
        take_severity(s, t);
        break;
    case LEX_HEAD:
        take_head(j, s, t, last);
        break;
    case LEX_METHOD:
        take_method(s);
        break;
    case LEX_NOISE:
        take_idle(j, s, t);
        break;
    case LEX_PURPOSE:
        ja_seg_make_room(j, s);
        s->purpose = true;
        break;
    case LEX_AFTER:
        take_after(s, t);
        break;
    case LEX_CONSENT:
        take_consent(s, t);
        break;
    case LEX_MID:
        take_mid(j, s, t);
        break;
    default:
        take_mark(j, s, t);
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
        ja_seg_say(s, JA_HAD_SURGERY, t);
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
            ja_seg_make_room(j, s);
        s->window = item->window;
    }
}

/* False when what follows is conditional and not read. */
static bool take_item(struct ja *j, struct ja_seg *s, size_t i, const struct ja_seg *previous)
{
    const struct ja_item *item = &j->items[i];
    if (item->kind == JA_WINDOW) {
        take_window(j, s, item);
    } else if (item->kind == JA_VALUE) {
        ja_seg_take_value(j, s, item, previous);
    } else if (item->kind == JA_GROUP) {
        ja_read_group(j, s, i);
    } else if (ja_token(j, item)->class == LEX_SOTHAT) {
        *(s->np.what == JA_NO_NOUN ? &s->vague : &s->np.vague) = true;
        return false;
    } else {
        take_token(j, s, ja_token(j, item), i + 1 == s->to);
    }
    return true;
}

/* Ends in で, し, ており: what comes is told too. */
static bool ends_joined(const struct ja *j, const struct ja_seg *s)
{
    const struct ja_item *end = &j->items[s->to - 1];
    if (end->kind != JA_TOKEN)
        return false;
    return (ja_token(j, end)->flags & LEX_JOINS) || lex_is(ja_token(j, end), LEX_PTC, "de");
}

void ja_read_seg(struct ja *j, struct ja_seg *s, const struct ja_seg *previous)
{
    s->window.w.n = s->say.window.w.n = -1;
    for (size_t i = s->from; i < s->to; i++)
        if (!take_item(j, s, i, previous))
            break;
    s->vague |= s->orphan || (s->idle && !s->n_attrs && !s->valued) || s->object.what;
    bool lines = s->valued && s->n_attrs && s->attrs[0] == ATTR_line_of_therapy;
    if (lines &&
        (ja_seg_is_kind(&s->np, "therapy") || ja_seg_is_kind(&s->np, "drug") || !s->np.kind))
        s->np.what = JA_NO_NOUN; /* 全身化学療法 of so many regimens */
    s->joins = ends_joined(j, s);
    if (s->negated && s->done)
        s->done = crit_not(j->p.ctx, s->done);
    s->closed |= s->joins || s->said;
}
