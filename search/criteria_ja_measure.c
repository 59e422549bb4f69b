/* Measured things and their values in a segment. */
#include "search/criteria_ja_seg.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/units.h"
#include "search/criteria_ja_words.h"
#include <stdlib.h>
#include <string.h>

/* The thing that a value is of when none is named: its unit tells. */
static uint16_t attr_of_unit(const struct ja *j, const struct crit_value *v)
{
    if (v->years_old)
        return ATTR_age;
    if (v->pressure)
        return JA_PRESSURE;
    const char *s = j->p.text.s, first = s[v->begin];
    if ((first == 'i' || first == 'v') && v->end - v->begin > 3 &&
        ja_ends_in(s, v->end, ja_words_stage_ends, NULL))
        return ATTR_stage;
    if (v->unit == LEX_NO_UNIT)
        return LEX_NO_ATTR;
    if (ja_holds(s + v->begin, v->end - v->begin, ja_words_age_units)) /* 6か月齢 */
        return ATTR_age;
    const char *u = unit_id(v->unit);
    if (strcmp(u, "degC") == 0 && ja_holds(s + v->begin, strlen(s + v->begin), ja_words_celsius))
        return ATTR_body_temperature;
    if (strcmp(u, "degC") == 0)
        return strncmp(s + v->begin, "38", 2) == 0 || strncmp(s + v->begin, "37", 2) == 0
                   ? ATTR_body_temperature
                   : LEX_NO_ATTR;
    if (strcmp(u, "kg/m2") == 0)
        return ATTR_bmi;
    if (strcmp(u, "count") == 0 && ja_holds(s + v->begin, v->end - v->begin, ja_words_regimens))
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

/* 160/100: two numbers of one value, in the order upper and lower. One of them is enough to be that
   high. */
static struct crit_node *blood_pressure(struct ja *j, const struct crit_value *v)
{
    if (v->n != 2 || !v->pressure)
        return NULL;
    struct crit_value upper = *v, lower = *v;
    upper.n = lower.n = 1;
    upper.list = lower.list = false;
    lower.limits[0] = v->limits[1];
    upper.limits[0].op = v->limits[1].op;
    bool high = upper.limits[0].op == CRIT_OP_GE || upper.limits[0].op == CRIT_OP_GT;
    return crit_join(j->p.ctx, high ? CRIT_OR : CRIT_AND,
                     crit_measure(&j->p, ATTR_systolic_bp, &upper),
                     crit_measure(&j->p, ATTR_diastolic_bp, &lower));
}

struct crit_node *ja_measure(struct ja *j, uint16_t attr, const struct crit_value *v)
{
    if (attr == JA_BRINKMAN)
        return brinkman(j, v);
    if (attr == JA_PRESSURE)
        return blood_pressure(j, v);
    return crit_measure(&j->p, attr, v);
}

/* Several things under one value: all in an inclusion, one is enough in an exclusion. */
static struct crit_node *measure(struct ja *j, struct ja_seg *s, const struct crit_value *v)
{
    struct crit_node *e = NULL;
    bool any = s->any || (j->p.kind == CRIT_EXCLUSION && !s->all);
    for (size_t i = 0; i < s->n_attrs; i++) {
        struct crit_node *one = ja_measure(j, s->attrs[i], v);
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

/* 輸血後|28日以上経過していない: among the exclusions; an inclusion asks that it was had, too. */
static bool is_since_had(const struct ja *j, const struct ja_seg *s, const struct ja_item *item)
{
    const struct lex_token *next =
        item->last < j->p.n ? &j->p.tokens[item->last] : &j->p.tokens[item->first];
    return j->p.kind == CRIT_EXCLUSION && s->said && s->say.pred == JA_HAD && s->particle &&
           (s->particle->class == LEX_AFTER || s->particle->class == LEX_POSTOP) &&
           lex_is(next, LEX_VERB, "pass") && next->flags & LEX_NOT;
}

/* The time as what the verb says: since a thing was told of it, or an age of its own. */
static void set_age(struct ja_seg *s, const struct crit_value *v, bool since)
{
    static const char *const all[] = {"day", "week", "month", "year"};
    enum crit_op op = v->limits[0].op;
    s->say.window =
        (struct ja_window){.w = {v->limits[0].number, CRIT_DAY, CRIT_BEFORE, CRIT_ANCHOR_NOW, true},
                           .at_least = op == CRIT_OP_GE || op == CRIT_OP_GT,
                           .since = since};
    if (s->until)
        s->say.window.w.anchor = s->until;
    s->particle = NULL;
    for (int i = 0; i < 4; i++)
        if (strcmp(unit_id(v->unit), all[i]) == 0)
            s->say.window.w.unit = (enum crit_unit)(CRIT_DAY + i);
}

/* 投与から21日以上: how long ago, for the verb that comes. */
static bool take_age(const struct ja *j, struct ja_seg *s, const struct ja_item *item)
{
    const struct crit_value *v = &item->value;
    if (!is_time(v) || s->np.what == JA_NO_NOUN || v->n != 1)
        return false;
    bool from = ja_seg_is_particle(s, "from") || (s->particle && s->particle->class == LEX_RANGE);
    bool lasts = s->say.pred == JA_PAST && ja_seg_is_kind(&s->np, "disease") && s->asked &&
                 (ja_seg_is_particle(s, "ga") || ja_seg_is_particle(s, "wa"));
    bool told = s->say.pred == JA_DX || s->say.pred == JA_DEVELOP || lasts;
    bool had = is_since_had(j, s, item);
    if (!from && !told && !had)
        return false;
    if (had)
        s->vague = false; /* what 後 left open */
    if (lasts)            /* 片頭痛の病歴が1年以上ある: it is there, and lasts */
        s->say = (struct ja_say){.pred = JA_DX};
    set_age(s, v, told);
    return true;
}

/* Grade 2以上の: a word of severity. */
static bool take_grade(struct ja_seg *s, const struct crit_value *v)
{
    if (!s->grade || s->n_attrs)
        return false;
    s->grade = s->idle = false;
    bool severe = v->n == 1 && !v->list && v->limits[0].op == CRIT_OP_GE;
    if (!severe) { /* グレード1又は2の: which grades, no attribute says */
        s->vague = true;
        return true;
    }
    s->severity_end = v->end;
    s->spread = true;
    return true;
}

/* 50回/分未満の徐脈, 8万/μL未満の血小板減少: the name behind a value whose unit is of what the name
   says. */
static uint16_t attr_of_name(struct ja *j, const struct ja_item *item)
{
    const struct ja_item *next = item + 1, *end = j->items + j->n;
    if (next < end && next->kind == JA_TOKEN && lex_is(ja_token(j, next), LEX_PTC, "no"))
        next++;
    if (next >= end || next->kind != JA_TOKEN || ja_token(j, next)->class != LEX_DEFINED ||
        item->value.unit == LEX_NO_UNIT)
        return LEX_NO_ATTR;
    uint16_t attr = ja_token(j, next)->sense->attr;
    return attr != LEX_NO_ATTR && crit_measure(&j->p, attr, &item->value) ? attr : LEX_NO_ATTR;
}

static bool is_counted(const struct crit_value *v)
{
    return v->unit != LEX_NO_UNIT && strcmp(unit_id(v->unit), "count") == 0;
}

/* 8%以上又は6%未満: of the thing of the part before. EDSS 6.0以下で、1回以上の再発: how often
   something was is no score. */
static bool goes_on(const struct ja *j, const struct ja_seg *previous, const struct crit_value *v)
{
    if (!previous || !previous->valued || !previous->n_attrs)
        return false;
    uint16_t attr = previous->attrs[0];
    if (is_time(v) && attr < JA_BRINKMAN &&
        (previous->value.years_old || !crit_measure(&j->p, attr, v)))
        return false; /* PS 0～1、かつ3か月以上の生存 */
    return !is_counted(v) || attr == ATTR_line_of_therapy || attr == ATTR_heart_rate;
}

/* 体重40kg以上の|12歳以上の小児, TPS 50%以上の|Ⅳ期の肺癌: another thing than the one before. */
static bool is_other_behind(const struct ja_seg *s, uint16_t told)
{
    return (told == ATTR_age || (told == ATTR_stage && s->valued)) && s->n_attrs && s->done &&
           s->attrs[0] != told;
}

static void choose_attr(struct ja *j, struct ja_seg *s, const struct ja_item *item,
                        const struct ja_seg *previous)
{
    const struct crit_value *v = &item->value;
    uint16_t told = attr_of_unit(j, v);
    if (told == LEX_NO_ATTR)
        told = attr_of_name(j, item);
    if (told == JA_PRESSURE)
        s->n_attrs = 0;
    if (is_other_behind(s, told))
        s->n_attrs = 0;
    if (told == ATTR_smoking_pack_years && s->np.what == JA_FACT)
        ja_seg_forget(s); /* 喫煙歴10箱・年 */
    bool lines = told == ATTR_line_of_therapy || told == JA_PRESSURE;
    if (s->n_attrs == 0 && told != LEX_NO_ATTR && !lines && s->np.what == JA_NAME && !s->said) {
        if (ja_seg_is_kind(&s->np, "disease")) /* 筋ジストロフィーの5歳以上の男児 */
            ja_seg_settle(j, s);
        else
            ja_seg_make_room(j, s);
    }
    if (s->n_attrs == 0 && told != LEX_NO_ATTR) {
        s->attrs[s->n_attrs++] = told;
    } else if (s->n_attrs == 0 && goes_on(j, previous, v) && s->np.what == JA_NO_NOUN) {
        memcpy(s->attrs, previous->attrs, sizeof s->attrs);
        s->n_attrs = previous->n_attrs;
    }
}

/* 残存腫瘍が1cm未満: what is measured is no disease that is told. */
static void forget_measured(struct ja_seg *s, uint32_t begin)
{
    bool subject = ja_seg_is_particle(s, "ga") || ja_seg_is_particle(s, "wa") ||
                   (!s->particle && s->np.end + 1 >= begin);
    if (!ja_seg_is_kind(&s->np, "disease") || s->said || !subject)
        return;
    ja_seg_forget(s);
    s->vague = true;
}

/* 尿蛋白 0.5g/gCr: the unit says that it is the ratio. */
static void by_creatinine(struct ja_seg *s, const struct crit_value *v)
{
    const char *u = v->unit == LEX_NO_UNIT ? "" : unit_id(v->unit);
    bool ratio = strcmp(u, "g/gCr") == 0 || strcmp(u, "mg/gCr") == 0 || strcmp(u, "mg/mgCr") == 0 ||
                 strcmp(u, "mg/mmol") == 0;
    for (size_t i = 0; ratio && i < s->n_attrs; i++)
        if (s->attrs[i] == ATTR_urine_protein)
            s->attrs[i] = ATTR_upcr;
}

/* 尿蛋白 1g/日: no step of the scale. */
static bool is_amount(const struct ja *j, const struct ja_seg *s, const struct ja_item *item)
{
    bool dose = item->last < j->p.n && j->p.tokens[item->last].class == LEX_DOSE;
    bool unit = item->value.unit != LEX_NO_UNIT && !strchr(unit_id(item->value.unit), '/');
    return (dose || unit) && s->n_attrs == 1 && s->attrs[0] == ATTR_urine_protein;
}

/* 6か月以内のNYHA Ⅲ度以上の心不全: when the heart failed, not when its class was told. */
static bool is_time_of_noun(const struct ja *j, const struct ja_seg *s, const struct ja_item *item)
{
    size_t i = (size_t)(item - j->items);
    return s->attrs[0] == ATTR_nyha && s->window.w.n >= 0 && i + 2 < s->to &&
           ja_is_ptc(j, i + 1, "no");
}

/* T3～|4: the other end of the step that was told. */
static bool ends_steps(const struct ja *j, const struct ja_seg *s, const struct ja_item *item)
{
    const struct lex_token *t = &j->p.tokens[item->first];
    const struct crit_node *e = s->chain ? s->chain : s->done;
    while (e && e->type == CRIT_AND && e->n)
        e = e->children[e->n - 1];
    bool range = t->class == LEX_RANGE || (item->first > 0 && t[-1].class == LEX_RANGE);
    return range && e && e->type == CRIT_ATOM && e->atom->op == CRIT_OP_BETWEEN &&
           (e->atom->attr == ATTR_tnm_t || e->atom->attr == ATTR_tnm_n);
}

void ja_seg_take_value(struct ja *j, struct ja_seg *s, const struct ja_item *item,
                       const struct ja_seg *previous)
{
    const struct crit_value *v = &item->value;
    if (ends_steps(j, s, item))
        return;
    if (take_age(j, s, item) || take_grade(s, v))
        return;
    if (s->blocked) {
        s->blocked = false;
        return;
    }
    if (is_amount(j, s, item)) {
        s->n_attrs = 0;
        s->vague = true;
        return;
    }
    s->value = *v;
    s->valued = true;
    if (v->leads)
        return;
    choose_attr(j, s, item, previous);
    if (s->n_attrs == 0) {
        s->orphan = true;
        forget_measured(s, item->value.begin);
        return;
    }
    by_creatinine(s, v);
    struct crit_value beats = *v;
    if (s->attrs[0] == ATTR_heart_rate && is_counted(v)) { /* 毎分50回 */
        beats.unit = LEX_NO_UNIT;
        for (size_t i = 0; i < beats.n; i++)
            beats.limits[i].unit = 0;
        v = &beats;
        s->value = beats;
    }
    struct crit_node *e = measure(j, s, v);
    bool then = s->attrs[0] == ATTR_age && s->window.w.n >= 0; /* 1年間に2回増悪した|40歳以上 */
    if (!then && !is_time_of_noun(j, s, item)) {
        crit_set_window(e, &s->window.w);
        s->window = (struct ja_window){.w = {.n = -1}};
    }
    ja_seg_push(j, s, e);
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

/* ステージ behind the name of another scale (Hoehn & Yahr重症度ステージ3) is its step. */
static bool is_its_step(const struct ja_seg *s, uint16_t attr)
{
    uint16_t last = s->n_attrs ? s->attrs[s->n_attrs - 1] : LEX_NO_ATTR;
    return attr == ATTR_stage && !s->valued && last < JA_BRINKMAN && last != ATTR_stage &&
           attributes[last].kind == ATTR_ORDINAL;
}

/* 収縮期 behind 血圧が says which. */
static void narrow(struct ja_seg *s, uint16_t attr)
{
    if (s->n_attrs && s->attrs[s->n_attrs - 1] == JA_PRESSURE && !s->valued &&
        (attr == ATTR_systolic_bp || attr == ATTR_diastolic_bp))
        s->n_attrs--;
}

/* プラチナ製剤による前治療歴: it was had; lines are counted only where a number stands. */
static bool tells_therapy(struct ja *j, struct ja_seg *s, const struct lex_token *t, uint16_t attr)
{
    bool therapy = ja_seg_is_kind(&s->np, "drug") || ja_seg_is_kind(&s->np, "therapy");
    bool joined = ja_seg_is_after_no(s) || ja_seg_is_particle(s, "by");
    if (attr != ATTR_line_of_therapy || !therapy || !joined || s->said)
        return false;
    for (const struct lex_token *n = t; n < j->p.tokens + j->p.n && n < t + 5; n++)
        if (n->class == LEX_NUM)
            return false;
    ja_seg_say(s, JA_HAD, t);
    s->say.flags |= LEX_HAD;
    return true;
}

/* 2つ以上の前治療歴: lines of therapy. */
static bool counts_therapies(struct ja *j, struct ja_seg *s, const struct lex_token *t,
                             uint16_t attr)
{
    if (attr != ATTR_line_of_therapy || s->at_least == 0 || s->trailing || s->n_attrs ||
        s->np.what != JA_NO_NOUN)
        return false;
    ja_seg_push(j, s,
                crit_new_number(j->p.ctx, attr, CRIT_OP_GE, s->at_least,
                                j->p.text.begin[t->begin] + j->p.offset,
                                j->p.text.end[t->end - 1] + j->p.offset));
    s->attrs[s->n_attrs++] = attr;
    s->at_least = 0;
    s->valued = s->closed = true;
    s->idle = false;
    return true;
}

void ja_seg_take_attr(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    uint16_t attr = attr_of(t);
    if (is_its_step(s, attr) || ja_seg_names_scale(j, s, t))
        return;
    if (tells_therapy(j, s, t, attr) || counts_therapies(j, s, t, attr))
        return;
    bool leads = s->valued && (s->value.leads || (s->orphan && attr == ATTR_life_expectancy));
    if (attr == ATTR_disease_duration && ja_seg_is_kind(&s->np, "disease"))
        ja_seg_settle(j, s);
    if (ja_seg_is_particle(s, "de") && ja_seg_is_kind(&s->np, "disease") && !s->said)
        ja_seg_settle(j, s); /* 脳梗塞で|NIHSSが4点以上: no cause of it */
    else if (s->np.what != JA_NO_NOUN)
        ja_seg_make_room(j, s);
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
