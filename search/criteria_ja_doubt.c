/*
 * Numbers and facts that are not the person's own now: the age when a disease began, a part or a
 * change of a score, what somebody else has, what somebody is willing to do. No attribute holds
 * them, so what the grammar read of them is taken back: it becomes opaque. The words are in
 * data/criteria-ja-doubt.tsv.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_doubt_inner.h"
#include "search/criteria_ja_words.h"
#include "schema/base/mem.h"
#include <string.h>

static bool is_therapy(uint16_t a)
{
    return a == ATTR_prior_therapy || a == ATTR_current_medication || a == ATTR_prior_surgery ||
           a == ATTR_radiotherapy || a == ATTR_transplant;
}

static bool is_disease(uint16_t a)
{
    return a == ATTR_comorbidity || a == ATTR_diagnosis;
}

/* What somebody has, or had done, somewhere in the body. */
static bool is_placed(uint16_t a)
{
    return is_disease(a) || is_therapy(a) || a == ATTR_history || a == ATTR_other_malignancy ||
           a == ATTR_active_infection;
}

bool doubt_is_of_sort(const struct crit_node *e, enum sort sort)
{
    uint16_t a = e->atom->attr;
    switch (sort) {
    case AGES:
        return a == ATTR_age;
    case MEASURED:
        return a != ATTR_age &&
               (attributes[a].kind == ATTR_NUMBER || attributes[a].kind == ATTR_ORDINAL);
    case STATES:
        return a == ATTR_smoking || a == ATTR_alcohol || a == ATTR_inpatient ||
               a == ATTR_pregnant || a == ATTR_history || a == ATTR_current_medication ||
               a == ATTR_prior_therapy;
    case OWN:
        return a != ATTR_sex && a != ATTR_consent_self && a != ATTR_guardian_consent;
    case EVENTS: /* whose own time is not told */
        return !e->atom->window.set && (is_therapy(a) || a == ATTR_history) &&
               a != ATTR_current_medication;
    case DISEASES:
        return is_disease(a);
    case NAMED:
        return e->atom->n > 0 && is_disease(a);
    case PSYCHIATRIC:
        return a == ATTR_psychiatric_disorder;
    case CANCERS:
        return a == ATTR_other_malignancy;
    case DIALYSIS:
        return a == ATTR_dialysis;
    case TREATMENTS:
        return is_therapy(a) || a == ATTR_dialysis;
    case DURATIONS:
        return a == ATTR_disease_duration;
    case SEX:
        return a == ATTR_sex;
    case ATTACKS:
        return a == ATTR_disease_state;
    case PLACED:
        return is_placed(a);
    case VIRUSES:
        return a == ATTR_hbv || a == ATTR_hcv || a == ATTR_tuberculosis;
    default:
        return is_therapy(a);
    }
}

static struct crit_node *opaque(const struct reach *r, const struct crit_node *e)
{
    return crit_new(r->ctx, CRIT_OPAQUE, e->begin, e->end);
}

static struct crit_node *taken_back(const struct reach *r, struct crit_node *e, bool denied)
{
    if (e->type == CRIT_ATOM) {
        if (!doubt_is_of_sort(e, r->sort) || e->begin < r->begin || e->begin >= r->end)
            return e;
        bool kept = r->beside && !(denied && r->exclusion);
        return kept ? crit_join(r->ctx, CRIT_AND, e, opaque(r, e)) : opaque(r, e);
    }
    for (size_t i = 0; i < e->n; i++)
        e->children[i] = taken_back(r, e->children[i], denied != (e->type == CRIT_NOT));
    return e;
}

struct crit_node *doubt_taken_back(const struct reach *r, struct crit_node *e)
{
    return taken_back(r, e, false);
}

/* Takes back what was read of bytes [begin, end) of the words. */
static void doubt(struct doubt *d, enum sort sort, size_t begin, size_t end, bool beside)
{
    const struct crit_parse *p = d->p;
    if (begin >= end)
        return;
    struct reach r = {.sort = sort,
                      .begin = p->text.begin[d->at + begin] + p->offset,
                      .end = p->text.end[d->at + end - 1] + p->offset,
                      .beside = beside,
                      .exclusion = p->kind == CRIT_EXCLUSION,
                      .ctx = p->ctx};
    d->e = doubt_taken_back(&r, d->e);
}

/* ------------------------------------------------------------------ lists */

static bool is_hiragana_before(const struct doubt *d, size_t i)
{
    if (i < 3 || (unsigned char)d->s[i - 3] != 0xE3)
        return false;
    unsigned char second = (unsigned char)d->s[i - 2], third = (unsigned char)d->s[i - 1];
    return second == 0x81 || (second == 0x82 && third < 0xA0);
}

/* Where the connective that ends at byte i begins. */
static size_t joint_before(const struct doubt *d, size_t i)
{
    for (size_t k = i; k-- > 0;) {
        size_t n = doubt_any_at(d, k, ja_words_part_ends);
        if (n && k + n == i)
            return k;
    }
    return i;
}

/* The beginning of a list of names that byte i stands in the last part of: うつ病、不安症で. */
static size_t list_begin(const struct doubt *d, size_t i)
{
    size_t begin = doubt_part_begin(d, i, ja_words_part_ends);
    while (begin > 0) {
        size_t joint = joint_before(d, begin);
        if (joint == begin || joint == 0 || is_hiragana_before(d, joint))
            break;
        begin = doubt_part_begin(d, joint, ja_words_part_ends);
    }
    return begin;
}

/* ------------------------------------------------------------------ ages of another time */

/* 発症年齢, 診断時の年齢, 発症時に: behind a word of onset the age is of that time. */
static size_t age_word(const struct doubt *d, size_t i)
{
    return doubt_any_at(d, i, ja_words_onset_ages);
}

static void doubt_ages_behind(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_onset, &len)) < d->n; i += len)
        if (age_word(d, i + len))
            doubt(d, AGES, doubt_part_begin(d, i, ja_words_comma_ends),
                  doubt_part_end(d, i, ja_words_comma_ends), false);
}

/* Whether an age stands at byte i: 歳, with a word of an upper limit behind it or not. */
static size_t age_at(const struct doubt *d, size_t i, bool *upper)
{
    size_t n = doubt_any_at(d, i, ja_words_years_old);
    if (!n)
        return 0;
    size_t up = doubt_any_at(d, i + n, ja_words_age_up_to),
           down = up ? 0 : doubt_any_at(d, i + n, ja_words_age_from);
    *upper = up > 0;
    return n + up + down;
}

/* 18歳未満で発症した, 40歳以前に診断された; with an upper limit also 18歳未満で糖尿病と診断された:
   the age at that event. 20歳以上で糖尿病と診断された患者 is so old now. */
static bool is_age_of_event(const struct doubt *d, size_t i, bool upper)
{
    size_t len = doubt_any_at(d, i, ja_words_age_when), n;
    if (!len)
        return false;
    if (doubt_any_at(d, i + len, ja_words_onset))
        return true;
    if (!upper)
        return false;
    size_t end = doubt_part_end(d, i, ja_words_part_ends),
           at = doubt_find(d, i, ja_words_onset, &n);
    return at < end;
}

static void doubt_ages_before(struct doubt *d)
{
    bool upper;
    for (size_t i = 0, n; i < d->n; i += n ? n : 1) {
        n = age_at(d, i, &upper);
        if (n && is_age_of_event(d, i + n, upper))
            doubt(d, AGES, doubt_part_begin(d, i, ja_words_part_ends), i + n, false);
    }
}

/* ------------------------------------------------------------------ parts and changes of scores */

static void doubt_parts(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_score_parts, &len)) < d->n; i += len)
        doubt(d, MEASURED, doubt_part_begin(d, i, ja_words_part_ends),
              doubt_part_end(d, i, ja_words_part_ends), false);
}

/* e without what was read of a word that ends at byte `end`: it names an item. */
static struct crit_node *not_of_item(const struct doubt *d, struct crit_node *e, uint32_t end)
{
    if (e->type == CRIT_ATOM)
        return e->end == end ? crit_new(d->p->ctx, CRIT_OPAQUE, e->begin, e->end) : e;
    for (size_t i = 0; i < e->n; i++)
        e->children[i] = not_of_item(d, e->children[i], end);
    return e;
}

/* HAM-Dの不眠項目が2以上; not 全項目, 17項目. */
static void doubt_items(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_score_items, &len)) < d->n; i += len) {
        bool whole = i >= 3 && doubt_any_at(d, i - 3, ja_words_score_wholes);
        bool counted = i > 0 && d->s[i - 1] >= '0' && d->s[i - 1] <= '9';
        if (!whole && !counted && i > 0)
            d->e = not_of_item(d, d->e, doubt_source_at(d, i)); /* 自殺念慮項目 */
        if (!whole && !counted && i > 0)
            doubt(d, MEASURED, doubt_part_begin(d, i, ja_words_part_ends),
                  doubt_part_end(d, i, ja_words_part_ends), false);
    }
}

/* ------------------------------------------------------------------ other people */

/* The person is somebody's mother: what stands before is told of that somebody. */
static void doubt_relatives_of(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_relatives_of, &len)) < d->n; i += len)
        if (i + len == d->n || doubt_any_at(d, i + len, ja_words_relatives_behind))
            doubt(d, OWN, 0, i, false);
}

/* パートナーが妊娠中の男性, ドナーの年齢が20歳以上: what stands behind is not the person's. */
static void doubt_others(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_others, &len)) < d->n; i += len)
        doubt(d, OWN, i + len, doubt_part_end(d, i, ja_words_comma_ends), false);
}

/* ------------------------------------------------------------------ what somebody will do */

static void doubt_wishes(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_wishes, &len)) < d->n; i += len)
        doubt(d, STATES, doubt_part_begin(d, i, ja_words_comma_ends), i + len, false);
}

/* 産後1か月以内の女性, 出産経験のある女性: pregnant is one of the two, if any. */
static void doubt_births(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_births, &len)) < d->n; i += len)
        doubt(d, STATES, 0, d->n, false);
}

/* ------------------------------------------------------------------ what a therapy was for */

struct told_before {
    uint32_t begin, end;
    bool found;
};
static void look_for_disease(void *arg, struct crit_node *e)
{
    struct told_before *t = arg;
    t->found |= is_disease(e->atom->attr) && e->begin >= t->begin && e->begin < t->end;
}

/* Xに対してYを内服中: X itself is told. */
static bool is_disease_told(const struct doubt *d, size_t begin, size_t end)
{
    struct told_before t = {doubt_source_at(d, begin), doubt_source_at(d, end), false};
    crit_walk(d->e, look_for_disease, &t);
    return t.found;
}

/* 他の癌に対する化学療法歴, B型肝炎に対してインターフェロンを: only what was given for that. */
static void doubt_purposes(struct doubt *d)
{
    size_t len, n;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_purposes, &len)) < d->n; i += len) {
        size_t begin = doubt_part_begin(d, i, ja_words_comma_ends);
        if (doubt_find(d, begin, ja_words_own_disease, &n) >= i && !is_disease_told(d, begin, i))
            doubt(d, THERAPIES, i + len, doubt_part_end(d, i, ja_words_comma_ends), true);
    }
}

/* ------------------------------------------------------------------ what stands beside */

/* アスピリンとの併用が禁忌の薬剤: not aspirin itself. */
static void doubt_interactions(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_interactions, &len)) < d->n; i += len)
        doubt(d, THERAPIES, doubt_part_begin(d, i, ja_words_comma_ends), i, false);
}

/* Both at once: 同時に, 両剤; A及びBを併用 may be either. */
static void doubt_together(struct doubt *d)
{
    size_t len;
    if (doubt_find(d, 0, ja_words_together_choice, &len) < d->n)
        return;
    size_t at = doubt_find(d, 0, ja_words_together_with, &len);
    bool joined = doubt_find(d, 0, ja_words_together_and, &len) < at && at < d->n;
    if (doubt_find(d, 0, ja_words_together_both, &len) < d->n)
        joined |= d->e->type == CRIT_OR;
    if (joined)
        doubt(d, THERAPIES, 0, d->n, true);
}

/* 6か月以内に…罹患またはワクチン接種歴: the time in front may be of all that comes. */
static void doubt_times(struct doubt *d)
{
    size_t len, at = doubt_find(d, 0, ja_words_within_times, &len);
    enum { LEAD_MAX = 60 }; /* a time and its anchor, no thing before them */
    if (at < d->n && at < LEAD_MAX && doubt_part_begin(d, at, ja_words_part_ends) == 0)
        doubt(d, EVENTS, at, d->n, true);
}

/* 治療を要する胸水、腹水: said of each of them. */
static void doubt_needs(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_needs, &len)) < d->n; i += len)
        doubt(d, DISEASES, doubt_part_end(d, i, ja_words_part_ends), d->n, true);
}

/* 高血圧治療中: the disease is there; whether it is treated, the person does not say by it. で is
   said of a whole list: うつ病、不安症で治療中. */
static void doubt_treated(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_treated, &len)) < d->n; i += len) {
        bool listed = ja_ends_in(d->s, i, ja_words_treated_for, NULL);
        size_t begin = listed ? list_begin(d, i) : doubt_part_begin(d, i, ja_words_part_ends);
        doubt(d, NAMED, begin, i, true);
    }
}

/* 放射線療法の適応がある, 血液透析を開始する: nobody has had it yet. */
static void doubt_to_come(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_to_come, &len)) < d->n; i += len)
        doubt(d, TREATMENTS, list_begin(d, i), i, false);
}

/* うつ病以外の精神疾患: a flag knows no exceptions. */
static void doubt_others_than(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_others_than, &len)) < d->n; i += len)
        doubt(d, PSYCHIATRIC, doubt_part_begin(d, i, ja_words_part_ends),
              doubt_part_end(d, i + len, ja_words_part_ends), true);
}

/* 胃癌、大腸癌以外の消化器癌: the first is not asked for either. */
static void doubt_lists_left_out(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_left_out_behind, &len)) < d->n; i += len) {
        size_t begin = doubt_part_begin(d, i, ja_words_part_ends), end = begin;
        while (end > 3 && !doubt_any_at(d, end - 3, ja_words_left_out_names) && begin - end < 15)
            end--;
        size_t ends = end < begin ? doubt_any_at(d, end, ja_words_part_ends) : 0;
        if (ends && end + ends == begin)
            doubt(d, DISEASES, 0, begin, false);
    }
}

/* プレドニゾロン10mg/日以下は許容する: of so much nobody tells. */
static void doubt_doses(struct doubt *d)
{
    size_t len, i = doubt_find(d, 0, ja_words_dose_limits, &len);
    if (i < d->n && doubt_find(d, i, ja_words_dose_allowed, &len) < d->n)
        doubt(d, THERAPIES, 0, d->n, true);
}

static void doubt_names(struct doubt *d)
{
    size_t len;
    if (doubt_any_at(d, 0, ja_words_peritoneal)) /* not 透析(腹膜透析を含む) */
        doubt(d, DIALYSIS, 0, d->n, true);
    size_t vaccines = doubt_find(d, 0, ja_words_vaccines, &len);
    doubt(d, VIRUSES, 0, vaccines < d->n ? vaccines : 0, false);
}

/* 日本脳炎、麻疹等のワクチン接種歴: what the vaccine is against. */
static void doubt_vaccines(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_vaccines, &len)) < d->n; i += len)
        doubt(d, NAMED, list_begin(d, i), i, false);
}

/* HbA1c 7～10%、SU薬使用者は7.5～10%; 避妊に同意できる者(女性のみ): asked of some only. */
static void doubt_groups(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_users_of, &len)) < d->n; i += len) {
        bool number = i + len < d->n && d->s[i + len] >= '0' && d->s[i + len] <= '9';
        if (number && doubt_part_begin(d, i, ja_words_comma_ends) > 0)
            doubt(d, OWN, 0, d->n, false);
    }
    if (doubt_find(d, 0, ja_words_one_sex_only, &len) < d->n)
        doubt(d, OWN, 0, d->n, false);
}

/* 活動性の重複癌を認めない: one that is over does not matter. */
static void doubt_active(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_active, &len)) < d->n; i += len)
        doubt(d, CANCERS, i, doubt_part_end(d, i, ja_words_comma_ends), false);
}

/* 経口避妊薬を使用していない女性: said to women, no man is kept out. */
static void doubt_women(struct doubt *d)
{
    size_t len, things = doubt_find(d, 0, ja_words_women_things, &len);
    if (doubt_find(d, things, ja_words_women, &len) < d->n && crit_has_type(d->e, CRIT_NOT))
        doubt_soften(d, SEX);
}

static void doubt_inclusion(struct doubt *d)
{
    doubt_women(d);
    doubt_relatives_of(d);
    doubt_wishes(d);
    doubt_births(d);
    doubt_lists_left_out(d);
    doubt_groups(d);
    doubt_active(d);
    doubt_types(d);
    doubt_symptoms(d, d->e);
    doubt_beside(d);
    d->e = doubt_own_cancer(d, d->e);
}

static void doubt_exclusion(struct doubt *d)
{
    doubt_purposes(d);
    doubt_interactions(d);
    doubt_together(d);
    doubt_times(d);
    doubt_needs(d);
    doubt_others_than(d);
    doubt_doses(d);
    doubt_names(d);
}

struct crit_node *ja_doubt(const struct crit_parse *p, size_t from, size_t to, struct crit_node *e)
{
    uint32_t at = p->tokens[from].begin;
    struct doubt d = doubt_of(p, at, p->tokens[to - 1].end, e);
    doubt_ages_behind(&d);
    doubt_ages_before(&d);
    doubt_parts(&d);
    doubt_items(&d);
    doubt_others(&d);
    doubt_to_come(&d);
    doubt_treated(&d);
    doubt_vaccines(&d);
    doubt_causes(&d);
    doubt_effects(&d);
    doubt_places(&d);
    doubt_attacks(&d);
    if (p->kind == CRIT_EXCLUSION)
        doubt_exclusion(&d);
    else
        doubt_inclusion(&d);
    return doubt_any_drug(&d, d.e);
}
