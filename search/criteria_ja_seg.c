/*
 * A segment from left to right. Each thing told (a value of a measured thing, a noun with its
 * predicate) goes into `done`; the last noun stays open, because its predicate may stand in a later
 * segment (A、B又はCを有する). Words that nothing here knows make the noun vague: an opaque part
 * beside it.
 */
#include "search/criteria_ja_except.h"
#include "search/criteria_ja_seg.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/units.h"
#include "search/criteria_ja_words.h"
#include <stdlib.h>
#include <string.h>

static void close_chain(struct ja_seg *s)
{
    s->base = s->done;
    s->chain = NULL;
    s->rebase = false;
}

void ja_seg_rebase(struct ja_seg *s)
{
    if (s->np.what == JA_NO_NOUN)
        close_chain(s);
    else
        s->rebase = true;
}

/* Age and sex are the person's, whatever noun follows. */
static bool is_of_person(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && (e->atom->attr == ATTR_age || e->atom->attr == ATTR_sex);
}

/* 高血圧又は糖尿病を有する|40歳以上の: the age behind the last of a choice is of all who come. */
static bool is_of_all(const struct ja *j, const struct ja_seg *s, const struct crit_node *e)
{
    bool patients =
        e->type == CRIT_ATOM && e->atom->attr == ATTR_inpatient && s->noun; /* 外来患者 */
    return (is_of_person(e) || patients) && s->before == LEX_OR && j->p.kind == CRIT_INCLUSION &&
           (s->noun || s->np.what != JA_NO_NOUN);
}

size_t ja_members(const struct crit_node *e)
{
    return !e ? 0 : e->type == CRIT_AND ? e->n : 1;
}

void ja_seg_push(struct ja *j, struct ja_seg *s, struct crit_node *e)
{
    if (!e)
        return;
    if (is_of_all(j, s, e)) {
        s->person = crit_join(j->p.ctx, CRIT_AND, s->person, e);
        return;
    }
    s->done = crit_join(j->p.ctx, CRIT_AND, s->done, e);
    s->chain = crit_join(j->p.ctx, CRIT_AND, s->chain, e);
    if (s->rebase || is_of_person(e))
        close_chain(s);
}

/* E, but not what stood before 以外の. */
static struct crit_node *without(struct ja *j, struct ja_seg *s, struct crit_node *e)
{
    s->minus.kind = s->minus.kind ? s->minus.kind : s->np.kind;
    uint32_t end = s->minus.end;
    if (end - s->minus.bare > 3 && ja_ends_in(j->p.text.s, end, ja_words_types, NULL))
        s->minus.tail = crit_name(&j->p, s->np.bare, s->np.end); /* 2型以外の糖尿病 */
    struct ja_say say = s->say;
    say.window = (struct ja_window){.w = {.n = -1}};
    struct crit_node *x = ja_noun(j, &s->minus, &say);
    if (s->np.what == JA_FACT && s->np.sense->attr == ATTR_other_malignancy &&
        x->type == CRIT_ATOM) {
        x->atom->attr = ATTR_comorbidity;
        x->atom->history = CRIT_EVER;
    }
    s->minus.what = JA_NO_NOUN;
    return ja_leave_out(j->p.ctx, e, x);
}

void ja_seg_settle(struct ja *j, struct ja_seg *s)
{
    if (s->np.what == JA_NO_NOUN)
        return;
    if (ja_seg_adds_nothing(j, s)) {
        ja_seg_forget(s);
        s->said = false;
        s->say = (struct ja_say){.pred = JA_NO_PRED};
        return;
    }
    if (s->method && s->say.pred == JA_HAVE)
        s->say.pred = JA_DX; /* 組織学的に腺癌であることが確認された */
    if (s->window.w.set && !s->say.window.w.set)
        s->say.window = s->window;
    s->np.vague |= s->vague;
    struct crit_node *e = ja_noun(j, &s->np, &s->say);
    if (s->such_far && !ja_seg_is_kind(&s->np, "disease") && s->np.what != JA_FACT)
        s->such.what = JA_NO_NOUN;
    if (s->such.what) {
        e = crit_join(j->p.ctx, CRIT_OR, e, ja_noun(j, &s->such, &s->say));
        s->such.what = JA_NO_NOUN;
    }
    if (s->also) {
        e = crit_join(j->p.ctx, CRIT_OR, e, s->also);
        s->also = NULL;
    }
    if (s->relative)
        e = crit_opaque(&j->p, s->np.begin, s->np.end);
    if (s->minus.what)
        e = without(j, s, e);
    if (ja_seg_is_kind(&s->np, "disease")) {
        s->modifier = s->chain;
        s->noun = e;
    }
    s->denied_noun = s->say.flags & LEX_NOT && s->np.what != JA_ABLE;
    if (s->denied_noun)
        e = ja_deny_noun(j, s, e);
    bool first = !s->base;
    ja_seg_push(j, s, e);
    s->whole = first && e == s->noun ? ja_members(s->done) : 0;
    s->np = (struct ja_np){.what = JA_NO_NOUN};
    s->say = (struct ja_say){.pred = JA_NO_PRED};
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
    s->np = (struct ja_np){.what = JA_NO_NOUN};
    s->particle = NULL;
}

/* がんに対する, 進行・再発に対する, 胃癌に対する: of the trial's own disease, which is told
 * elsewhere. */
static bool takes_purpose(const struct ja *j, struct ja_seg *s)
{
    bool state = s->np.what == JA_STATE || s->np.what == JA_EXTRA;
    bool own = j->p.kind == CRIT_INCLUSION && ja_seg_is_kind(&s->np, "disease");
    s->purpose |= state || own;
    return state || own || s->np.what == JA_FACT;
}

/* 高血圧を有する糖尿病: a clause of its own before the noun that comes. */
static bool relates(const struct ja_seg *s)
{
    bool unknown = s->np.what == JA_NAME && !s->np.kind && (s->say.flags & LEX_NOT);
    return s->said && (s->np.what == JA_NAME || s->np.what == JA_FACT) && !unknown &&
           s->say.pred != JA_POSITIVE && s->say.pred != JA_NEGATIVE && !(s->say.flags & LEX_JOINS);
}

/* AなどのB; A(a disease)など歩行に影響するB, whatever stands between. */
static bool takes_example(struct ja_seg *s)
{
    if (!s->np.such || s->said || s->such.what)
        return false;
    if (ja_seg_is_after_no(s))
        return true;
    s->such_far = ja_seg_is_particle(s, "etc") && ja_seg_is_kind(&s->np, "disease");
    return s->such_far;
}

/* 甲状腺機能亢進症に対して|抗甲状腺薬を内服中: it is there, and the drug is taken for it. */
static bool is_taken_for(const struct ja *j, const struct ja_seg *s)
{
    if (!ja_seg_is_kind(&s->np, "disease") || s->said || s->before != LEX_CLASS_COUNT || s->done ||
        !ja_is_one(j->p.text.s + s->particle->begin, s->particle->end - s->particle->begin,
                   ja_words_taken_for))
        return false;
    const struct lex_token *end = j->p.tokens + j->items[s->to - 1].last;
    for (const struct lex_token *t = s->particle + 1; t < end; t++)
        if (t->class == LEX_MID || (lex_is(t, LEX_VERB, "take") && t->flags & LEX_GOING))
            return !(t->flags & LEX_NOT);
    return false;
}

/* What the noun before is to the one that comes: told, an object whose verb is still to come, the
   purpose of what comes (がんに対する), or not understood. */
void ja_seg_make_room(struct ja *j, struct ja_seg *s)
{
    if (s->np.what == JA_NO_NOUN)
        return;
    if (ja_seg_is_particle(s, "for") && is_taken_for(j, s)) {
        ja_seg_settle(j, s);
    } else if (ja_seg_is_particle(s, "for") && !s->said && takes_purpose(j, s)) {
        ja_seg_forget(s);
    } else if (takes_example(s)) {
        s->such = s->np;
        s->any = true;
        ja_seg_forget(s);
    } else if (is_untreated(s) && j->p.kind == CRIT_EXCLUSION) {
        s->vague = true;
        ja_seg_forget(s);
    } else if (is_told(s) || ja_seg_adds_nothing(j, s)) {
        s->related = relates(s);
        s->relation = s->say;
        ja_seg_settle(j, s);
    } else if (ja_seg_is_particle(s, "wo") && !s->object.what) {
        s->object = s->np;
        ja_seg_forget(s);
    } else if (ja_seg_is_kind(&s->np, "disease") && s->say.window.since) {
        ja_seg_settle(j, s); /* 脳梗塞発症後7日以内で片麻痺を */
    } else if (ja_seg_is_particle(s, "de") && ja_seg_is_kind(&s->np, "disease")) {
        ja_seg_settle(j, s);
        s->vague = true;
    } else {
        s->vague = true;
        if (!s->such_far)
            s->such.what = JA_NO_NOUN; /* A等のBによるC: an example of the cause */
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
    bool severe = s->severity_end == t->begin && t->begin > 0;
    if (severe) {
        s->np.begin = s->severity;
        s->np.spread = s->spread;
    }
    s->np.vague = s->vague || (s->severity_end && !severe);
    s->severity_end = 0;
    s->particle = NULL;
    s->np.purpose = s->purpose;
    s->vague = s->purpose = s->blocked = s->quoted = s->other = false;
}

/* ------------------------------------------------------------------ the rest */

static void take_severity(const struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (ja_seg_is_particle(s, "ni") && s->valued && s->done && s->np.what == JA_NO_NOUN) {
        bool not = ja_ends_in(j->p.text.s, t->end, ja_words_severity_not, NULL);
        *(not ? &s->denied : &s->vague) = true; /* 2～3に管理されていない */
        return;
    }
    if (ja_seg_befalls(j, s, t)) {
        s->vague = true; /* 病勢が進行した|乳癌 */
        return;
    }
    bool apart = (unsigned char)j->p.text.s[t->end - 3] == 0xE3; /* 高度の, not 高度房室ブロック */
    if (!s->severity_end)
        s->severity = t->begin;
    s->severity_end = t->end;
    s->spread = apart && strcmp(t->sense->value, "spread") == 0;
}

static void note_age(void *arg, struct crit_node *e)
{
    *(bool *)arg |= e->atom->attr == ATTR_age;
}

/* Whether the age is told already: 20歳以上の成人. */
static bool is_aged(const struct ja_seg *s)
{
    bool aged = false;
    if (s->done)
        crit_walk(s->done, note_age, &aged);
    if (s->person)
        crit_walk(s->person, note_age, &aged);
    return aged;
}

static bool goes_on_joined(const struct ja *j, const struct lex_token *t)
{
    return t + 1 < j->p.tokens + j->p.n && ja_joins(&j->p, t + 1);
}

/* Sex and age of the head. In an exclusion they stand beside what is told of these people. */
static void take_whom(struct ja *j, struct ja_seg *s, const struct lex_token *t, bool last)
{
    const char *v = t->sense->value;
    bool told = j->p.kind == CRIT_EXCLUSION && (s->done || s->np.what != JA_NO_NOUN || s->vague);
    bool adult = strstr(v, "adult") && !is_aged(s);
    if (told && !last && !goes_on_joined(j, t))
        return;
    if (!last)
        ja_seg_settle(j, s);
    if (told && !last && (!s->done || !ja_needs_sex(s->done)))
        return;
    uint32_t begin = j->p.text.begin[t->begin] + j->p.offset;
    uint32_t end = j->p.text.end[t->end - 1] + j->p.offset;
    if (adult && !told)
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

static void take_head(struct ja *j, struct ja_seg *s, const struct lex_token *t, bool last)
{
    const char *v = t->sense->value;
    if (s->n_attrs && !s->valued)
        s->vague = true;
    s->head = t->sense;
    s->closed |= last;
    if (strcmp(v, "both") == 0 && s->np.what == JA_FACT &&
        s->np.sense->attr == ATTR_menopausal) { /* 閉経後の|女性又は男性 */
        ja_seg_forget(s);
        s->vague = true;
    }
    if (!*v || strcmp(v, "both") == 0)
        return;
    take_whom(j, s, t, last);
}

/* 登録までに: of the time up to then. */
static bool is_of_until(const struct ja_seg *s, const struct lex_token *t)
{
    return s->until && (lex_is(t, LEX_PTC, "made") || lex_is(t, LEX_PTC, "ni"));
}

static void take_particle(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *v = t->sense->value;
    ja_seg_note_topic(j, s, t);
    if (strcmp(v, "de") == 0 || strcmp(v, "past_de") == 0)
        ja_seg_rebase(s);
    if (strcmp(v, "no") == 0 && s->severity_end == t->begin)
        s->severity_end = t->end; /* Grade 2以上の */
    s->particle = t;
    bool cause = s->np.what == JA_NAME || s->np.what == JA_FACT;
    bool fulfils = ja_begins(j->p.text.s + t->begin, ja_words_fulfils);
    if (ja_brings_reaction(j, s, t)) {
        s->np.what = JA_ALLERGY;
    } else if (fulfils && s->trailing && cause && !s->said) {
        ja_seg_say(s, JA_HAVE, t); /* のうち2つ以上を満たす */
    } else if (strcmp(v, "by") == 0 && cause && !s->said &&
               !ja_begins(j->p.text.s + t->begin, ja_words_caused_by)) {
        s->by = true; /* the cause or the means */
        s->by_such = s->np.such;
        s->np = s->such = (struct ja_np){.what = JA_NO_NOUN};
    } else if (strcmp(v, "etc") == 0) {
        s->np.such = true;
    }
}

static void take_sign(struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what == JA_NO_NOUN) {
        s->vague = true;
        return;
    }
    ja_seg_say(s, t->class == LEX_POS ? JA_POSITIVE : JA_NEGATIVE, t);
    if (s->np.what == JA_NAME && s->particle == NULL && s->np.end == t->begin)
        s->np.end = t->begin;
}

static void take_none(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (s->n_attrs == 1 && s->attrs[0] == ATTR_line_of_therapy && !s->valued) { /* 前治療歴がない */
        ja_seg_push(j, s,
                    crit_new_number(j->p.ctx, ATTR_line_of_therapy, CRIT_OP_EQ, 0,
                                    j->p.text.begin[t->begin] + j->p.offset,
                                    j->p.text.end[t->end - 1] + j->p.offset));
        s->n_attrs = 0;
        s->closed = true;
        return;
    }
    if (s->np.what == JA_NO_NOUN && (s->valued || s->by_number) && s->done) {
        s->denied = true;
        return;
    }
    if (s->np.what == JA_NO_NOUN) {
        s->vague = true;
        return;
    }
    s->say.flags |= LEX_NOT;
    s->said = true;
    if (s->say.pred == JA_NO_PRED)
        s->say.pred = JA_HAVE;
}

static void take_idle(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *w = j->p.text.s + t->begin;
    bool grade = ja_begins(w, ja_words_grades);
    if (grade && s->n_attrs && !s->valued && s->attrs[0] == ATTR_line_of_therapy) {
        s->n_attrs = 0; /* 前治療の有害事象がGrade 1以下: no count of therapies */
        s->vague = s->blocked = true;
    }
    if (grade && !s->n_attrs && !s->severity_end && !s->blocked) {
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
    if (is_silent(t) || ja_seg_take_noun_token(j, s, t))
        return;
    switch (t->class) {
    case LEX_PTC:
        if (!is_of_until(s, t))
            take_particle(j, s, t);
        break;
    case LEX_VERB:
        ja_seg_take_verb(j, s, t);
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
        take_none(j, s, t);
        break;
    case LEX_SEVERITY:
        take_severity(j, s, t);
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
        ja_seg_take_after(s, t);
        break;
    case LEX_CONSENT:
        take_consent(s, t);
        break;
    case LEX_MID:
        ja_seg_take_mid(j, s, t);
        break;
    default:
        ja_seg_take_mark(j, s, t);
        break;
    }
}

/* False when what follows is conditional and not read. */
static bool take_item(struct ja *j, struct ja_seg *s, size_t i, const struct ja_seg *previous)
{
    const struct ja_item *item = &j->items[i];
    if (item->kind == JA_WINDOW) {
        ja_seg_take_window(j, s, item);
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
    if (end->kind == JA_WINDOW)
        return end->window.since && end->window.alone;
    if (end->kind != JA_TOKEN)
        return false;
    return ja_joins(&j->p, ja_token(j, end));
}

/* Something was read that no other thing took. */
static bool is_left_over(const struct ja_seg *s)
{
    return s->orphan || (s->idle && !s->n_attrs && !s->valued) || s->object.what ||
           (s->minus.what && s->np.what == JA_NO_NOUN);
}

/* 全身化学療法 of so many regimens */
static bool is_counted_therapy(const struct ja_seg *s)
{
    bool lines = s->valued && s->n_attrs && s->attrs[0] == ATTR_line_of_therapy;
    return lines && s->np.what == JA_NAME && !s->ended && !s->included &&
           (ja_seg_is_kind(&s->np, "therapy") || ja_seg_is_kind(&s->np, "drug") || !s->np.kind);
}

void ja_read_seg(struct ja *j, struct ja_seg *s, const struct ja_seg *previous)
{
    s->window.w.n = s->say.window.w.n = -1;
    s->histology = previous && previous->histology && s->before != LEX_AND;
    for (size_t i = s->from; i < s->to; i++)
        if (!take_item(j, s, i, previous))
            break;
    if (s->window.since && s->window.w.set && s->np.what == JA_NO_NOUN && !s->n_attrs)
        ja_seg_tell_since(j, s, &s->window, j->p.tokens[j->items[s->from].first].begin);
    s->vague |= is_left_over(s);
    if (is_counted_therapy(s))
        s->np.what = JA_NO_NOUN;
    s->joins = ends_joined(j, s);
    if (s->negated && s->done)
        s->done = crit_not(j->p.ctx, s->done);
    if (s->denied && !ja_seg_is_quantified(s))
        ja_deny_limit(j, s);
    s->closed |= s->joins || s->said;
}
