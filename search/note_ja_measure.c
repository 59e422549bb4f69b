/* Measured things of a note: values in canonical units, the newest of several, grades, TNM. */
#include "schema/base/mem.h"
#include "search/note_ja_measure.h"
#include "search/units.h"
#include <math.h>

/* ------------------------------------------------------------------ saying values */

void nj_forget(struct nj *n, uint16_t attr)
{
    note_take_back(n->p, attr);
}

/* Makes room for a value that is newer than the one said before. */
bool nj_may_say(struct nj *n, uint16_t attr)
{
    bool staged = attr == ATTR_stage && !note_has(n->p, attr); /* stays what it was found to be */
    if ((n->mark == 0 && !staged) || n->other)
        return false;
    if (note_has(n->p, attr)) {
        if (n->mark < n->recency[attr])
            return false;
        nj_forget(n, attr);
    }
    n->recency[attr] = (unsigned char)n->mark;
    return true;
}

static bool is_count(uint16_t attr)
{
    return strcmp(attributes[attr].unit, "/uL") == 0;
}

static bool is_plausible(uint16_t attr, double v, bool has_unit)
{
    const struct attribute *a = &attributes[attr];
    if (v < a->min || v > a->max)
        return false;
    return has_unit || !is_count(attr) || v >= a->typical_low / 30;
}

/* A number's unit that says nothing of a grade: 点, 度, 級, 期. */
static bool is_idle(uint16_t unit)
{
    static const char *const idle[] = {"score", "count", "degC", "ratio"};
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
        if (strcmp(unit_id(unit), idle[i]) == 0)
            return true;
    return false;
}

bool nj_convert(uint16_t attr, const struct number *v, double *ret)
{
    const struct attribute *a = &attributes[attr];
    *ret = v->value;
    if (v->unit == LEX_NO_UNIT)
        return is_plausible(attr, v->value, v->scaled);
    if (a->kind == ATTR_ORDINAL)
        return is_idle(v->unit) && is_plausible(attr, v->value, true);
    if (!unit_convert(v->unit, attr, v->value, ret) &&
        !(strcmp(a->unit, "score") == 0 && is_idle(v->unit)))
        return false;
    if (*ret != v->value)
        *ret = unit_round(*ret, 4);
    return is_plausible(attr, *ret, true);
}

/* ------------------------------------------------------------------ grades in letters */

/* iv, iiib of running text: bytes of the numeral, 0 when it is none. */
static const char *roman_of(void *ctx, const char *s, size_t len)
{
    static const char *const all[] = {"iv", "iii", "ii", "i"}, *const names[] = {"IV", "III", "II",
                                                                                 "I"};
    for (size_t i = 0; i < 4; i++) {
        size_t k = strlen(all[i]);
        if (len < k || strncmp(s, all[i], k) != 0)
            continue;
        if (len == k)
            return names[i];
        bool letter = s[k] >= 'a' && s[k] <= 'c' && len <= k + 2;
        return letter ? mem_printf(ctx, "%s%c", names[i], s[k] - 32) : NULL;
    }
    return NULL;
}

static const char *stage_of(const struct nj *n, size_t i)
{
    static const char *const names[] = {"0", "I", "II", "III", "IV"};
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    const char *s = n->p->text.s + t->begin;
    if (t->class == NJ_TEXT)
        return roman_of(n->p->ctx, s, t->end - t->begin);
    if (t->class != NJ_NUM || t->num.value < 0 || t->num.value > 4 ||
        t->num.value != floor(t->num.value) ||
        (t->num.unit != LEX_NO_UNIT && !is_idle(t->num.unit)))
        return NULL;
    char letter = t->num.letter;
    const char *after = n->p->text.s + t->end;
    if (!letter && next->class == NJ_TEXT && next->begin == t->end && *after >= 'a' &&
        *after <= 'd' && (next->end - next->begin <= 2 || strncmp(after + 1, "期", 3) == 0))
        letter = *after;
    if (!letter && t->end == t->stem_end + 1 && n->p->text.s[t->stem_end] == 'c')
        letter = 'c'; /* 3c, no degrees */
    const char *name = names[(int)t->num.value];
    return letter ? mem_printf(n->p->ctx, "%s%c", name, letter - 32) : name;
}

static const char *child_pugh_of(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    const char *s = n->p->text.s + t->begin;
    if (t->class == NJ_TEXT && *s >= 'a' && *s <= 'c' && (s[1] < 'a' || s[1] > 'z'))
        return mem_printf(n->p->ctx, "%c", *s - 32);
    if (t->class != NJ_NUM || t->num.unit == LEX_NO_UNIT || t->num.value < 5)
        return NULL;
    return t->num.value <= 6 ? "A" : t->num.value <= 9 ? "B" : "C";
}

static const char *urine_of(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    bool plus = t->num.plus || nj_text_is(n, nj_at(n, i + 1), "プラス"); /* 3プラス */
    if (t->class == NJ_NUM && plus && t->num.value >= 1 && t->num.value <= 4)
        return mem_printf(n->p->ctx, "%d+", (int)t->num.value);
    if (t->class == NJ_NEG || nj_is(t, NJ_PRED, "not"))
        return "-";
    if (t->class == NJ_POS && n->p->text.s[t->begin] == '(')
        return "1+";
    return strncmp(n->p->text.s + t->begin, "±", 2) == 0 || nj_text_is(n, t, "プラスマイナス")
               ? "±"
               : NULL;
}

/* ステージは3か4です: which of them is not told. */
static bool is_one_of_two(const struct nj *n, size_t i)
{
    const struct nj_token * or = nj_at(n, i + 1), *other = nj_at(n, i + 2);
    return nj_text_is_any(n, or, nj_list_either) && other->class == NJ_NUM &&
           nj_time_days(n, nj_at(n, i)) == 0;
}

static const char *letters_of(const struct nj *n, size_t i, uint16_t attr)
{
    if (i >= n->hi || is_one_of_two(n, i))
        return NULL;
    if (attr == ATTR_stage)
        return stage_of(n, i);
    return attr == ATTR_child_pugh ? child_pugh_of(n, i) : urine_of(n, i);
}

/* ------------------------------------------------------------------ values */

/* "以上", "台", "~" behind a number: a limit or a range, no value. */
static bool is_limit(const struct nj *n, size_t i)
{
    const char *s = n->p->text.s + nj_at(n, i)->end;
    return ja_begins(s, nj_list_limits) || (s[0] == '-' && s[1] >= '0' && s[1] <= '9') ||
           is_one_of_two(n, i);
}

/* →輸血後11.1: tokens between the arrow and the value. */
static size_t after_care(const struct nj *n, size_t i)
{
    enum { NEAR = 4 };
    size_t k = i;
    while (k < i + NEAR && (nj_at(n, k)->class == NJ_NAME || nj_at(n, k)->class == NJ_TEXT ||
                            nj_at(n, k)->class == NJ_TIME || nj_at(n, k)->class == NJ_OFF ||
                            nj_is(nj_at(n, k), NJ_PRED, "receive") ||
                            nj_is(nj_at(n, k), NJ_PTC, "no") || nj_is(nj_at(n, k), NJ_PTC, "wa")))
        k++;
    if (k == i || nj_at(n, k)->class != NJ_NUM)
        return 0;
    const struct nj_token *last = nj_at(n, k - 1);
    size_t end = last->end;
    bool after = ja_ends_in(n->p->text.s, end, nj_list_after_care, NULL);
    return after || nj_is(last, NJ_TIME, "now") || nj_is(last, NJ_PTC, "wa") ? k - i : 0;
}

/* 8.9→7.2: the token of the last number. */
static size_t last_of_arrows(const struct nj *n, size_t i)
{
    while (nj_at(n, i + 1)->class == NJ_ARROW || nj_is(nj_at(n, i + 1), NJ_PTC, "kara")) {
        size_t gap = nj_at(n, i + 1)->class == NJ_ARROW ? after_care(n, i + 2) : 0;
        if (nj_at(n, i + 2 + gap)->class != NJ_NUM)
            break;
        i += 2 + gap;
    }
    return i;
}

/* (基準値上限30), (同42) behind a value: tokens, and the limit on the fact. */
static size_t read_normal(struct nj *n, size_t i, uint16_t attr)
{
    size_t k = i;
    if (nj_at(n, k)->class != NJ_OPEN || nj_at(n, k + 1)->class != NJ_REF)
        return 0;
    for (k += 2; k < n->hi && nj_at(n, k)->class != NJ_CLOSE; k++)
        if (nj_at(n, k)->class == NJ_NUM && nj_at(n, k)->num.value > 0 &&
            n->p->note->facts->by_attr[attr].state == FACT_GIVEN)
            n->p->note->facts->by_attr[attr].uln = nj_at(n, k)->num.value;
    return k + 1 - i;
}

/* 34週2日: the days as part of a week; tokens. */
size_t nj_read_days_of_week(const struct nj *n, size_t i, double *ret)
{
    const struct nj_token *t = nj_at(n, i);
    double days = nj_time_days(n, t);
    if (nj_text_is(n, t, "1日")) {
        *ret += 1.0 / 7;
        return 1;
    }
    if (days <= 0 || days > 1 || t->num.value > 6)
        return 0;
    *ret += t->num.value / 7;
    return 1;
}

/* 37度2分, 1メートル62: what stands behind the unit is a part of it; tokens. */
static size_t read_fraction(const struct nj *n, size_t i, uint16_t attr, double *ret)
{
    const struct nj_token *next = nj_at(n, i);
    double v = next->num.value;
    bool whole = next->class == NJ_NUM && v == floor(v) && v >= 0 && *ret == floor(*ret) &&
                 next->begin == nj_at(n, i - 1)->end;
    if (whole && attr == ATTR_body_temperature && v < 10) {
        const char *s = n->p->text.s + next->stem_end;
        if (strncmp(s, "分", strlen("分")) == 0)
            *ret += v / 10;
        return 1;
    }
    if (whole && attr == ATTR_height && *ret <= 200 && nj_begins(n, nj_at(n, i - 1), "1") &&
        v < 100)
        *ret += v;
    return whole && attr == ATTR_height;
}

size_t nj_say_number(struct nj *n, size_t name, size_t i, uint16_t attr)
{
    double v;
    size_t at = last_of_arrows(n, i);
    if (n->birth && attr == ATTR_weight)
        attr = ATTR_birth_weight;
    const struct nj_token *t = nj_at(n, at);
    if (t->class != NJ_NUM || is_limit(n, at) || !nj_convert(attr, &t->num, &v))
        return 0;
    if ((attr == ATTR_gestational_age && nj_read_days_of_week(n, at + 1, &v)) ||
        read_fraction(n, at + 1, attr, &v))
        t = nj_at(n, ++at);
    if (nj_may_say(n, attr))
        note_number(n->p, attr, unit_round(v, 4), nj_at(n, name)->begin, t->end);
    n->last_attr = attr;
    return at + 1 + read_normal(n, at + 1, attr);
}

bool nj_is_number_of(const struct nj_token *t, double low, double high)
{
    return t->class == NJ_NUM && t->num.value >= low && t->num.value <= high;
}

/* 128/66; 138の72: both pressures; the token behind, 0 when it is none. */
size_t nj_say_divided(struct nj *n, size_t name, size_t i)
{
    const struct nj_token *a = nj_at(n, i), *mark = nj_at(n, i + 1), *b = nj_at(n, i + 2);
    uint32_t begin = nj_at(n, name)->begin;
    bool divided = mark->class == NJ_SLASH || nj_is(mark, NJ_PTC, "no") || nj_text_is(n, mark, "-");
    if (!divided || !nj_is_number_of(a, 60, 260) || !nj_is_number_of(b, 25, 160))
        return 0;
    if (nj_may_say(n, ATTR_systolic_bp))
        note_number(n->p, ATTR_systolic_bp, a->num.value, begin, b->end);
    if (nj_may_say(n, ATTR_diastolic_bp))
        note_number(n->p, ATTR_diastolic_bp, b->num.value, begin, b->end);
    return i + 3;
}

/* 上が152、下が94; 128/66. */
static size_t say_pressure(struct nj *n, size_t name, size_t i)
{
    double v;
    const struct nj_token *a = nj_at(n, i);
    bool upper = nj_text_is(n, a, "上");
    uint16_t attr = upper ? ATTR_systolic_bp : ATTR_diastolic_bp;
    n->last_attr = ATTR_systolic_bp;
    if (!upper && !nj_text_is(n, a, "下"))
        return nj_say_divided(n, name, i);
    size_t k = i + 1;
    while (k < i + 4 && (nj_at(n, k)->class == NJ_PTC || nj_at(n, k)->class == NJ_COLON))
        k++;
    if (nj_at(n, k)->class != NJ_NUM || !nj_convert(attr, &nj_at(n, k)->num, &v))
        return 0;
    if (nj_may_say(n, attr))
        note_number(n->p, attr, v, a->begin, nj_at(n, k)->end);
    size_t more = nj_at(n, k + 1)->class == NJ_COMMA || nj_at(n, k + 1)->class == NJ_PTC;
    size_t end = upper ? say_pressure(n, name, k + 1 + more) : 0;
    return end ? end : k + 1;
}

static bool is_pair_mark(const struct nj *n, const struct nj_token *t)
{
    return t->class == NJ_SLASH || nj_text_is(n, t, "・");
}

/* What may stand between the name and its value. */
static bool is_between(const struct nj *n, const struct nj_token *t)
{
    if (t->class == NJ_PTC)
        return !nj_is(t, NJ_PTC, "to") && !nj_is(t, NJ_PTC, "but");
    if (t->class == NJ_COLON || t->class == NJ_OPEN || t->class == NJ_CLOSE)
        return true;
    if (t->class == NJ_TIME)
        return nj_is_past(t) || nj_is(t, NJ_TIME, "now") || nj_is(t, NJ_TIME, "about") ||
               nj_is(t, NJ_TIME, "ago");
    if ((t->class == NJ_TEXT || t->class == NJ_OFF) && nj_text_is_any(n, t, nj_list_before_value))
        return true;
    return t->class == NJ_VOID && nj_text_is(n, t, "検査");
}

static void set_mark(struct nj *n, const struct nj_token *t)
{
    if (nj_is_past(t) || nj_is(t, NJ_TIME, "ago")) /* 前は38 */
        n->mark = 0;
    else if (nj_is(t, NJ_TIME, "now"))
        n->mark = 2;
}

static size_t say_value(struct nj *n, size_t name, size_t i, const struct nj_word *w)
{
    if (strcmp(w->value, "bp") == 0)
        return say_pressure(n, name, i);
    if (strcmp(w->value, "brinkman") == 0) {
        const struct nj_token *t = nj_at(n, i);
        if (t->class != NJ_NUM || n->other)
            return 0;
        note_number(n->p, ATTR_smoking_pack_years, unit_round(t->num.value / 20, 4),
                    nj_at(n, name)->begin, t->end);
        return i + 1;
    }
    if (w->attr == NJ_NO_ATTR)
        return 0;
    if (!attribute_has_letters(&attributes[w->attr]))
        return nj_say_number(n, name, i, w->attr);
    const char *letters = letters_of(n, i, w->attr);
    if (!letters)
        return 0;
    if (nj_may_say(n, w->attr))
        note_word(n->p, w->attr, letters, nj_at(n, name)->begin, nj_at(n, i)->end);
    return i + 1;
}

/* A cancer's name stands before token i: 胃癌4期, 胃癌第4期. */
static bool is_behind_cancer(const struct nj *n, size_t i)
{
    static const char cancer[] = "癌";
    size_t k = i > n->lo && nj_text_is(n, nj_at(n, i - 1), "第") ? i - 1 : i, len = strlen(cancer);
    k -= k > n->lo && nj_is(nj_at(n, k - 1), NJ_PTC, "no"); /* 卵巣癌の3期 */
    const struct nj_token *t = k > n->lo ? nj_at(n, k - 1) : nj_at(n, n->hi);
    return t->class == NJ_NAME && t->end >= len &&
           strncmp(n->p->text.s + t->end - len, cancer, len) == 0;
}

/* ISS II, GOLD stage III: steps of another scale. */
static bool is_of_other_scale(const struct nj *n, size_t i)
{
    while (i > n->lo && (nj_at(n, i - 1)->class == NJ_PTC || nj_at(n, i - 1)->class == NJ_COLON))
        i--;
    return i > n->lo && nj_text_is_any(n, nj_at(n, i - 1), nj_list_other_scales);
}

/* iv期, 3c期; 胃癌4期: a stage without its name. */
static size_t read_bare_stage(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    const char *after = n->p->text.s + next->begin;
    bool number = t->class == NJ_NUM && (t->num.roman || t->num.letter || is_behind_cancer(n, i));
    bool period = (number || t->class == NJ_TEXT) && nj_text_is(n, next, "期");
    bool letter = t->class == NJ_NUM && next->begin == t->end && *after >= 'a' && *after <= 'd' &&
                  next->end == next->begin + 1 + strlen("期") &&
                  strncmp(after + 1, "期", strlen("期")) == 0;
    const char *letters = next->class == NJ_TEXT && (period || letter) ? stage_of(n, i) : NULL;
    if (!letters)
        return 0;
    if (!is_of_other_scale(n, i) && nj_may_say(n, ATTR_stage))
        note_word(n->p, ATTR_stage, letters, t->begin, next->end);
    return 2;
}

static void say_tnm(struct nj *n, const struct nj_token *t)
{
    static const struct {
        char letter;
        uint16_t attr;
    } all[] = {{'t', ATTR_tnm_t}, {'n', ATTR_tnm_n}, {'m', ATTR_tnm_m}};
    for (uint32_t i = t->begin; i + 1 < t->end; i++)
        for (size_t k = 0; k < 3; k++)
            if (n->p->text.s[i] == all[k].letter && n->p->text.s[i + 1] >= '0' &&
                n->p->text.s[i + 1] <= '4' && nj_may_say(n, all[k].attr))
                note_number(n->p, all[k].attr, n->p->text.s[i + 1] - '0', t->begin, t->end);
}

/* 今は7.2: a newer value of what was measured before. */
static size_t read_again(struct nj *n, size_t i)
{
    if (nj_at(n, i)->class != NJ_NUM || n->last_attr == NJ_NO_ATTR || n->mark != 2)
        return 0;
    size_t before = i;
    while (before > n->lo && nj_at(n, before - 1)->class == NJ_PTC)
        before--;
    if (before == n->lo || nj_at(n, before - 1)->class != NJ_TIME)
        return 0;
    if (n->last_attr == ATTR_birth_weight) /* 出生体重2,850g、現在6.1kg */
        n->last_attr = ATTR_weight;
    size_t end = n->last_attr == ATTR_systolic_bp ? say_pressure(n, i, i)
                                                  : nj_say_number(n, i, i, n->last_attr);
    return end ? end - i : 0;
}

/* AST/ALT 24/19, AST・ALTは24・19: as many values as names, one for each. */
static size_t read_paired(struct nj *n, size_t i)
{
    enum { PAIRED_MAX = 4 };
    size_t names = 0, values = 0, at[PAIRED_MAX], k = i, v;
    double value;
    for (; names < PAIRED_MAX && nj_at(n, k)->class == NJ_ATTR &&
           nj_at(n, k)->word->attr != NJ_NO_ATTR;
         k += is_pair_mark(n, nj_at(n, k + 1)) ? 2 : 1)
        at[names++] = k;
    if (names < 2 || !is_pair_mark(n, nj_at(n, at[names - 1] - 1)))
        return 0;
    while (is_between(n, nj_at(n, k)))
        k++;
    for (v = k; values < PAIRED_MAX && nj_at(n, v)->class == NJ_NUM; values++)
        v += is_pair_mark(n, nj_at(n, v + 1)) ? 2 : 1;
    if (values == 0)
        return 0;
    for (size_t p = 0; p < names; p++)
        if (values != names ||
            !nj_convert(nj_at(n, at[p])->word->attr, &nj_at(n, k + 2 * p)->num, &value))
            return v - i; /* nobody knows whose the value is */
    for (size_t p = 0; p < names; p++)
        nj_say_number(n, at[p], k + 2 * p, nj_at(n, at[p])->word->attr);
    return v - i;
}

/* Values that stand without the name of what was measured. */
static size_t read_nameless(struct nj *n, size_t i)
{
    size_t k = nj_read_birth_history(n, i);
    if (!k)
        k = nj_read_lines(n, i);
    if (!k)
        k = nj_read_height(n, i);
    if (!k)
        k = nj_read_pressure(n, i);
    if (!k)
        k = nj_read_body(n, i);
    if (!k)
        k = read_bare_stage(n, i);
    return k ? k : read_again(n, i);
}

/* 慢性腎臓病ステージ4, 心不全のステージC: steps of what is no tumour. */
static bool is_other_stage(const struct nj *n, size_t i)
{
    size_t k = i;
    if (nj_at(n, i)->word->attr != ATTR_stage)
        return false;
    if (is_of_other_scale(n, i))
        return true;
    while (k > n->lo && (nj_at(n, k - 1)->class == NJ_PTC || nj_at(n, k - 1)->class == NJ_OPEN ||
                         nj_at(n, k - 1)->class == NJ_COMMA))
        k--;
    const struct nj_token *name = k > n->lo ? nj_at(n, k - 1) : nj_at(n, n->hi);
    if (name->class == NJ_NAME && ja_ends_in(n->p->text.s + name->begin, name->end - name->begin,
                                             nj_list_staged_others, NULL))
        return true;
    return nj_begins(n, name, "パーキンソン");
}

/* 体重が|10キロ減って52キロ: the token of the value behind a change, or i. */
static size_t behind_change(const struct nj *n, size_t i)
{
    enum { NEAR = 4 };
    size_t k = i;
    while (nj_at(n, k)->class == NJ_PTC)
        k++;
    if (nj_at(n, k)->class != NJ_NUM ||
        !ja_begins(n->p->text.s + nj_at(n, k)->end, nj_list_by_how_much))
        return i;
    for (size_t v = k + 1; v <= k + NEAR && v < n->hi; v++)
        if (nj_at(n, v)->class == NJ_NUM)
            return v;
        else if (nj_at(n, v)->class == NJ_COMMA || nj_at(n, v)->class == NJ_ATTR)
            break;
    return k + 1;
}

size_t nj_read_measure(struct nj *n, size_t i)
{
    enum { BETWEEN_MAX = 6 };
    const struct nj_token *t = nj_at(n, i);
    if (t->class == NJ_TNM) {
        say_tnm(n, t);
        return 1;
    }
    bool pressure = n->last_attr == ATTR_systolic_bp || n->last_attr == ATTR_diastolic_bp;
    if (pressure && t->class == NJ_TEXT) {
        size_t end = say_pressure(n, i, i);
        if (end)
            return end - i;
    }
    if (t->class != NJ_ATTR)
        return read_nameless(n, i);
    if (is_other_stage(n, i))
        return 1 + (nj_at(n, i + 1)->class == NJ_NUM);
    size_t taken = read_paired(n, i);
    if (!taken)
        taken = nj_read_row(n, i);
    if (taken)
        return taken;
    int mark = n->mark;
    size_t from = behind_change(n, i + 1);
    for (size_t k = from; k < n->hi && k <= from + BETWEEN_MAX; k++) {
        size_t end = say_value(n, i, k, t->word);
        if (end)
            return end - i;
        size_t time = nj_read_time(n, k);
        if (time > 1)
            k += time - 1;
        else if (!is_between(n, nj_at(n, k)))
            break;
        set_mark(n, nj_at(n, k));
    }
    n->mark = mark;
    return 0;
}
