/* Ages of a Japanese note: of now, of a past time, without 歳. */
#include "search/note_ja.h"
#include "search/units.h"
#include <math.h>

enum { AGE_MAX = 115 };

/* Something that happened is told before the clause ends: 55歳で診断された. */
static bool is_event_ahead(const struct nj *n, size_t i)
{
    for (bool ill = false; i < n->hi; i++) {
        const struct nj_token *t = nj_at(n, i);
        ill |= t->class == NJ_NAME;
        if (ill && nj_is(t, NJ_PRED, "have") &&
            (nj_begins(n, t, "なり") || nj_begins(n, t, "なっ")))
            return true; /* 40歳でうつ病になって */
        if (t->class == NJ_COMMA)
            return false;
        if (nj_is(t, NJ_PRED, "dx") || nj_is(t, NJ_PRED, "develop") || nj_is(t, NJ_PRED, "died") ||
            nj_is(t, NJ_PRED, "receive") || nj_is(t, NJ_PRED, "stop") || nj_is(t, NJ_TIME, "event"))
            return true;
        if (nj_is(t, NJ_PRED, "do") || nj_is(t, NJ_PRED, "take"))
            return (t->tail & NJ_PAST) != 0;
        if (nj_is(t, NJ_PRED, "have"))
            return (t->tail & NJ_PAST) != 0 || nj_text_is(n, t, "なり") || nj_text_is(n, t, "なっ");
        if (nj_is(t, NJ_ENUM, "postmenopausal"))
            return true;
    }
    return false;
}

/* 胃潰瘍（50歳）, 虫垂炎術後（20歳）: when that was; in a list of what was all ages are. */
static bool is_age_of_event(const struct nj *n, size_t i)
{
    if (n->section == ATTR_history)
        return true;
    if (i < n->lo + 2 || nj_at(n, i - 1)->class != NJ_OPEN || nj_at(n, i + 1)->class != NJ_CLOSE)
        return false;
    switch (nj_at(n, i - 2)->class) {
    case NJ_NAME:
    case NJ_POSTOP:
    case NJ_REMOVED:
    case NJ_FLAG:
    case NJ_NONE:
    case NJ_PRED:
        return true;
    default:
        return false;
    }
}

/* What stands right before an age, behind a colon or は: 閉経53歳, 初潮：12歳. */
static const struct nj_token *event_before(const struct nj *n, size_t i)
{
    while (i > n->lo &&
           (nj_at(n, i - 1)->class == NJ_COLON || nj_is(nj_at(n, i - 1), NJ_PTC, "wa")))
        i--;
    return i > n->lo ? nj_at(n, i - 1) : nj_at(n, n->hi);
}

static bool is_change_of_life(const struct nj *n, const struct nj_token *t)
{
    return (t->class == NJ_ENUM && t->word->attr == ATTR_menopausal) || nj_text_is(n, t, "初潮") ||
           nj_text_is(n, t, "初経");
}

static bool is_behind_event(const struct nj *n, size_t i)
{
    const struct nj_token *t = event_before(n, i);
    return is_change_of_life(n, t) || nj_is(t, NJ_TIME, "event") ||
           (nj_is(t, NJ_PRED, "develop") && t->end == t->stem_end && !nj_text_is(n, t, "した"));
}

/* What began at that age is the disease, no habit, operation or change of life. */
static bool is_onset(const struct nj *n, size_t i)
{
    if (is_age_of_event(n, i) || is_change_of_life(n, event_before(n, i)))
        return false;
    for (; i < n->hi && nj_at(n, i)->class != NJ_COMMA; i++)
        switch (nj_at(n, i)->class) {
        case NJ_TOBACCO:
        case NJ_UNITWORD:
        case NJ_DRINK:
        case NJ_REMOVED:
        case NJ_FLAG:
        case NJ_ENUM:
            return false;
        case NJ_NONE:
            if (nj_at(n, i)->word->attr == ATTR_prior_surgery)
                return false;
            break;
        default:
            break;
        }
    return !n->smoking;
}

/* The age at token i is one of the past or of the future: 3歳のとき, 45歳で診断. */
static bool is_past_age(const struct nj *n, size_t i)
{
    size_t k = i + 1;
    bool about = nj_is(nj_at(n, k), NJ_TIME, "about");
    k += about;
    if (nj_at(n, k)->class == NJ_DECADE || nj_is(nj_at(n, k), NJ_TIME, "when"))
        return true;
    if (nj_is(nj_at(n, k), NJ_PTC, "no") && nj_is(nj_at(n, k + 1), NJ_TIME, "when"))
        return true;
    if (nj_is(nj_at(n, k), NJ_PRED, "develop") || nj_is(nj_at(n, k), NJ_PRED, "dx"))
        return true; /* 19歳発症 */
    if (is_age_of_event(n, i) || is_behind_event(n, i))
        return true;
    if (nj_is(nj_at(n, k), NJ_PTC, "kara") || nj_is(nj_at(n, k), NJ_PTC, "made"))
        return true;
    if (nj_is(nj_at(n, k), NJ_PTC, "ni") || nj_is(nj_at(n, k), NJ_PTC, "de"))
        return nj_at(n, k + 1)->class != NJ_COMMA && is_event_ahead(n, k + 1);
    return nj_is(nj_at(n, k), NJ_TIME, "event");
}

static void say_age(struct nj *n, double years, size_t from, size_t to)
{
    if (n->other || years <= 0 || years > AGE_MAX) /* 0歳: months are better */
        return;
    if (n->mark == 2 && note_has(n->p, ATTR_age)) /* 現在27歳: newer than one before */
        nj_forget(n, ATTR_age);
    note_number(n->p, ATTR_age, unit_round(years, 4), nj_at(n, from)->begin, nj_at(n, to - 1)->end);
}

/* 生後2か月, 1歳6か月の男児 */
static size_t read_baby(struct nj *n, size_t i)
{
    size_t k = i;
    double days = 0;
    if (nj_at(n, i)->class != NJ_BIRTH)
        return 0;
    for (k++; nj_time_days(n, nj_at(n, k)) > 0; k++)
        days += nj_at(n, k)->num.value * nj_time_days(n, nj_at(n, k));
    const struct nj_token *bare = nj_at(n, i + 1); /* 日齢12, 月齢5 */
    if (k == i + 1 && bare->class == NJ_NUM && bare->num.unit == LEX_NO_UNIT &&
        !nj_text_is(n, nj_at(n, i), "生後")) {
        days = bare->num.value * (nj_text_is(n, nj_at(n, i), "日齢") ? 1 : 30.4375);
        k++;
    }
    if (days <= 0)
        return 0;
    say_age(n, days / 365.25, i, k);
    return k - i;
}

/* （69）, （42・女性) behind who it is. */
static size_t read_bracket(struct nj *n, size_t i)
{
    const struct nj_token *who = i > n->lo ? nj_at(n, i - 1) : nj_at(n, n->hi);
    const struct nj_token *v = nj_at(n, i + 1), *end = nj_at(n, i + 2);
    bool person = who->class == NJ_REL || who->class == NJ_SEX || who->class == NJ_PATIENT ||
                  who->class == NJ_SELF;
    bool sex = end->class == NJ_SEX || (end->class == NJ_COMMA && nj_at(n, i + 3)->class == NJ_SEX);
    if (nj_at(n, i)->class != NJ_OPEN || v->class != NJ_NUM || v->num.unit != LEX_NO_UNIT ||
        v->num.value > AGE_MAX || v->num.value != floor(v->num.value) ||
        !((person && end->class == NJ_CLOSE) || sex))
        return 0;
    say_age(n, v->num.value, i + 1, i + 2);
    return 2;
}

static bool is_future(const struct nj *n, size_t i)
{
    for (size_t k = i; k > n->lo && k + 4 > i; k--)
        if (nj_is(nj_at(n, k - 1), NJ_TIME, "future"))
            return true;
    return false;
}

static bool is_person(const struct nj *n, const struct nj_token *who)
{
    return who->class == NJ_SEX || who->class == NJ_SELF || who->class == NJ_PATIENT ||
           (who->class == NJ_REL && !nj_is_stranger(n, who));
}

static bool ends_age(const struct nj *n, const struct nj_token *next)
{
    return next->class == NJ_COMMA || nj_text_is(n, next, "です") || nj_text_is(n, next, "だ") ||
           nj_text_is(n, next, "ですが") || nj_begins(n, next, "じゃ") ||
           nj_begins(n, next, "やけど");
}

/* A number that may be somebody's age. */
static bool may_be_age(const struct number *v)
{
    enum { LEAST = 10 };
    return v->value >= LEAST && v->value <= AGE_MAX && v->value == floor(v->value) && !v->plus &&
           !v->scaled && !v->roman;
}

/* 父は|81になります */
static bool is_becoming(const struct nj *n, size_t i)
{
    return nj_is(nj_at(n, i + 1), NJ_PTC, "ni") && nj_is(nj_at(n, i + 2), NJ_PRED, "have") &&
           nj_begins(n, nj_at(n, i + 2), "な");
}

/* The token before an age's number and what may join them; n->lo: none. */
static size_t who_before(const struct nj *n, size_t k, bool becomes)
{
    for (; k > n->lo; k--) {
        const struct nj_token *t = nj_at(n, k - 1);
        bool joins = t->class == NJ_COMMA || nj_is(t, NJ_PTC, "wa");
        bool turns = nj_is(t, NJ_PTC, "ga") || nj_is(t, NJ_PTC, "mo") || nj_is(t, NJ_TIME, "now");
        if (!joins && !(becomes && turns))
            break;
    }
    return k;
}

/* 私は36です, 女、36です, わし74じゃけど, 52になったばかり, 父は81になります: an age without 歳. */
static bool is_bare_age(const struct nj *n, size_t i)
{
    enum { ALONE = 40 };
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    if (!may_be_age(&t->num) || is_future(n, i))
        return false;
    bool turned = nj_is(next, NJ_PTC, "ni") && nj_begins(n, nj_at(n, i + 2), "なったば");
    bool becomes = is_becoming(n, i);
    size_t k = who_before(n, i, becomes);
    const struct nj_token *who = k > n->lo ? nj_at(n, k - 1) : nj_at(n, n->hi);
    if (becomes && (is_person(n, who) || (k == n->lo && t->num.value >= ALONE && n->hi == i + 3)))
        return true;
    bool ill = n->lo == 0 && who->class == NJ_NAME && strcmp(who->kind, "disease") == 0 &&
               nj_at(n, i - 1)->class == NJ_COMMA && nj_text_is(n, next, "です");
    return (turned && n->lo == 0) || (ends_age(n, next) && (ill || is_person(n, who)));
}

/* クローン病で、21の男です: the age and the sex. */
static bool is_age_of_sex(const struct nj *n, size_t i)
{
    enum { LEAST = 10 };
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    bool first = i == n->lo || nj_at(n, i - 1)->class == NJ_COMMA;
    bool of = first && nj_is(next, NJ_PTC, "no") && nj_at(n, i + 2)->class == NJ_SEX;
    return (of || (next->class == NJ_SEX && next->begin == t->end)) && t->num.value >= LEAST &&
           t->num.value == floor(t->num.value) && !t->num.plus;
}

/* 還暦です; 70代; 42女性: tokens. */
static size_t read_bare(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    if (t->class == NJ_OLD) {
        say_age(n, strtod(t->word->value, NULL), i, i + 1);
        return 1;
    }
    if (t->class != NJ_NUM || t->num.unit != LEX_NO_UNIT)
        return 0;
    if (next->class == NJ_DECADE)
        return 2;
    if (is_bare_age(n, i)) {
        say_age(n, t->num.value, i, i + 1);
        return 1;
    }
    if (!is_age_of_sex(n, i))
        return 0;
    say_age(n, t->num.value, i, i + 1);
    return 1;
}

static bool is_months(const struct nj *n, size_t i)
{
    double days = nj_time_days(n, nj_at(n, i));
    return days > 30 && days < 31 && !nj_is(nj_at(n, i + 1), NJ_TIME, "ago");
}

/* 68M, 54F as physicians write: age and sex. */
static size_t read_letter(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    const char *after = n->p->text.s + t->stem_end;
    bool metres = t->end == t->stem_end + 1 && *after == 'm';
    bool degrees = t->end == t->stem_end + 1 && *after == 'f'; /* 54F: no temperature */
    bool letter = t->end == t->stem_end && next->begin == t->end &&
                  (nj_text_is(n, next, "f") || nj_text_is(n, next, "m"));
    bool measured =
        i > n->lo && (nj_at(n, i - 1)->class == NJ_ATTR || nj_at(n, i - 1)->class == NJ_SLASH);
    metres |= degrees;
    if (t->class != NJ_NUM || !(metres || letter) || measured || n->other || t->num.value < 16 ||
        t->num.value > 105 || t->num.value != floor(t->num.value) ||
        *nj_name(n, t->stem_end, t->stem_end + 1) != *after - 32)
        return 0;
    say_age(n, t->num.value, i, i + 1);
    note_word(n->p, ATTR_sex, *after == 'm' ? "male" : "female", t->begin, t->stem_end + 1);
    return metres ? 1 : 2;
}

/* 45yo女性, 68y男性, 45yo F: tokens; the sex is read by itself. */
static size_t read_years_old(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    size_t k = i + 1;
    bool years = t->class == NJ_NUM && t->end > t->stem_end && n->p->text.s[t->stem_end] == 'y';
    if (!years || n->other || t->num.value < 1 || t->num.value > AGE_MAX)
        return 0;
    const struct nj_token *who = nj_at(n, k);
    bool letter = nj_text_is(n, who, "f") || nj_text_is(n, who, "m");
    if (who->class != NJ_SEX && !letter)
        return 0;
    say_age(n, t->num.value, i, k);
    if (letter)
        note_word(n->p, ATTR_sex, nj_text_is(n, who, "m") ? "male" : "female", who->begin,
                  who->end);
    return k - i + letter;
}

/* 3か月の男の子: tokens. */
static size_t read_months(struct nj *n, size_t i)
{
    const struct nj_token *who = nj_at(n, i + 2);
    double days = nj_time_days(n, nj_at(n, i));
    bool first =
        i == n->lo || nj_at(n, i - 1)->class == NJ_COMMA || nj_at(n, i - 1)->class == NJ_PTC;
    if (!first || days < 30 || days > 31 || !nj_is(nj_at(n, i + 1), NJ_PTC, "no") ||
        (who->class != NJ_SEX && who->class != NJ_REL))
        return 0;
    say_age(n, nj_at(n, i)->num.value * days / 365.25, i, i + 1);
    return 1;
}

/* 61歳 F */
static void say_sex_letter(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    const char *sex = nj_text_is(n, t, "f") ? "female" : nj_text_is(n, t, "m") ? "male" : NULL;
    if (sex && !n->other && *nj_name(n, t->begin, t->end) < 'a')
        note_word(n->p, ATTR_sex, sex, t->begin, t->end);
}

size_t nj_read_age(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    size_t k = read_baby(n, i);
    if (!k)
        k = read_bracket(n, i);
    if (!k)
        k = read_bare(n, i);
    if (!k)
        k = read_letter(n, i);
    if (!k)
        k = read_years_old(n, i);
    if (!k)
        k = read_months(n, i);
    if (k || !nj_is_age_number(n, t))
        return k;
    size_t months = is_months(n, i + 1);
    if (is_past_age(n, i + months)) {
        bool exact = !nj_is(next, NJ_TIME, "about") && next->class != NJ_DECADE;
        n->onset = exact && !n->other && is_onset(n, i) ? t->num.value : -1;
    } else if (!is_future(n, i)) {
        say_age(n, t->num.value + (months ? next->num.value / 12 : 0), i, i + 1 + months);
        say_sex_letter(n, i + 1 + months);
    }
    return 1 + months;
}
