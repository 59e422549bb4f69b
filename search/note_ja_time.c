/* Ages, times and tobacco of a note. */
#include "search/note_ja.h"
#include "search/units.h"

enum { AGE_MAX = 115 };

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

bool nj_is_age_number(const struct nj *n, const struct nj_token *t)
{
    const char *s = n->p->text.s + t->stem_end;
    return t->class == NJ_NUM && t->stem_end < t->end &&
           (begins(s, "歳") || begins(s, "才") || begins(s, "さい"));
}

double nj_time_days(const struct nj *n, const struct nj_token *t)
{
    static const struct {
        const char *unit;
        double days;
    } units[] = {{"year", 365.25}, {"month", 30.4375}, {"week", 7}, {"day", 1}};
    if (t->class != NJ_NUM || t->num.unit == LEX_NO_UNIT || nj_is_age_number(n, t))
        return 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(unit_id(t->num.unit), units[i].unit) == 0)
            return units[i].days;
    return 0;
}

/* ------------------------------------------------------------------ ages */

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

static bool is_future(const struct nj *n, size_t i)
{
    for (size_t k = i; k > n->lo && k + 4 > i; k--)
        if (nj_is(nj_at(n, k - 1), NJ_TIME, "future"))
            return true;
    return false;
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
        v->num.value > AGE_MAX || v->num.value != (int)v->num.value ||
        !((person && end->class == NJ_CLOSE) || sex))
        return 0;
    say_age(n, v->num.value, i + 1, i + 2);
    return 2;
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

/* 私は36です, 女、36です, わし74じゃけど, 52になったばかり: an age without 歳. */
static bool is_bare_age(const struct nj *n, size_t i)
{
    enum { LEAST = 10 };
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    size_t k = i;
    if (t->num.value < LEAST || t->num.value > AGE_MAX || t->num.value != (int)t->num.value ||
        t->num.plus || t->num.scaled || t->num.roman)
        return false;
    bool turned = nj_is(next, NJ_PTC, "ni") && nj_begins(n, nj_at(n, i + 2), "なったば");
    while (k > n->lo &&
           (nj_at(n, k - 1)->class == NJ_COMMA || nj_is(nj_at(n, k - 1), NJ_PTC, "wa")))
        k--;
    const struct nj_token *who = k > n->lo ? nj_at(n, k - 1) : nj_at(n, n->hi);
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
           t->num.value == (int)t->num.value && !t->num.plus;
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
        t->num.value > 105 || t->num.value != (int)t->num.value ||
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

/* ------------------------------------------------------------------ times */

/* 1年半, 3か月, 半年: the length; tokens, 0 when none. */
static size_t read_length(const struct nj *n, size_t i, struct nj_time *ret)
{
    const struct nj_token *t = nj_at(n, i);
    size_t k = i;
    double unit = nj_time_days(n, t);
    if (nj_is(t, NJ_TIME, "halfyear")) {
        ret->months = 6;
        k++;
    } else if (unit > 0) {
        double of_month = unit > 300 ? 12 : unit / 30.4375;
        ret->months = t->num.value * of_month;
        k++;
        if (nj_is(nj_at(n, k), NJ_TIME, "half")) {
            ret->months += of_month / 2;
            k++;
        } else if (unit > 300 && nj_time_days(n, nj_at(n, k)) > 30 &&
                   nj_time_days(n, nj_at(n, k)) < 31) {
            ret->months += nj_at(n, k)->num.value;
            k++;
        }
    }
    ret->days = ret->months * 30.4375;
    return k - i;
}

/* A disease waits for what is said of it, and nothing else of which a length is told. */
static bool is_ill_now(const struct nj *n)
{
    bool ill = false;
    for (size_t i = 0; i < n->n_pending; i++) {
        if (n->pending[i].attr != ATTR_diagnosis && n->pending[i].attr != NJ_NO_ATTR)
            return false;
        ill |= n->pending[i].attr == ATTR_diagnosis && !n->pending[i].other;
    }
    return ill;
}

/* 糖尿病（2型）になって8年: the token of the disease that ended in `になって`, before it. */
static bool is_fallen_ill(const struct nj *n, size_t pred)
{
    const struct nj_token *t = nj_at(n, pred);
    if (!nj_is(t, NJ_PRED, "have") || !(nj_begins(n, t, "なっ") || nj_begins(n, t, "なり")) ||
        pred < n->lo + 2 || !nj_is(nj_at(n, pred - 1), NJ_PTC, "ni"))
        return false;
    size_t k = pred - 2;
    if (nj_at(n, k)->class == NJ_CLOSE)
        while (k > n->lo && nj_at(n, k--)->class != NJ_OPEN)
            ;
    return nj_at(n, k)->class == NJ_NAME && strcmp(nj_at(n, k)->kind, "disease") == 0;
}

/* 三叉神経痛が3年続いています: the disease itself has lasted so long. */
static bool is_lasting(const struct nj *n, size_t i, size_t end)
{
    const struct nj_token *name = i >= n->lo + 2 ? nj_at(n, i - 2) : nj_at(n, n->hi);
    return nj_begins(n, nj_at(n, end), "続") && nj_is(nj_at(n, end), NJ_PRED, "have") &&
           !(nj_at(n, end)->tail & NJ_PAST) &&
           (nj_is(nj_at(n, i - 1), NJ_PTC, "ga") || nj_is(nj_at(n, i - 1), NJ_PTC, "wa")) &&
           name->class == NJ_NAME && strcmp(name->kind, "disease") == 0;
}

/* クローン病12年目, もう15年になります, 10年通院: told behind the length of time. */
static bool is_length_of_illness(const struct nj *n, const struct nj_token *before, size_t end)
{
    const struct nj_token *after = nj_at(n, end);
    if (nj_text_is(n, after, "目") && before->class == NJ_NAME &&
        strcmp(before->kind, "disease") == 0)
        return true; /* クローン病12年目 */
    if (nj_is(after, NJ_PTC, "ni") && is_ill_now(n) &&
        (nj_begins(n, nj_at(n, end + 1), "なり") || nj_begins(n, nj_at(n, end + 1), "なる")))
        return true; /* 糖尿病でもう15年になります */
    return after->class == NJ_PRED && begins(n->p->text.s + after->begin, "通院");
}

/* 発症して, 診断されて, リウマチ歴 before a length of time, or 通院, になります behind it. */
static bool is_since(const struct nj *n, size_t i, size_t end)
{
    size_t k = i;
    while (k > n->lo &&
           (nj_at(n, k - 1)->class == NJ_PTC || nj_is(nj_at(n, k - 1), NJ_TIME, "about") ||
            nj_at(n, k - 1)->class == NJ_COLON))
        k--;
    const struct nj_token *before = k > n->lo ? nj_at(n, k - 1) : nj_at(n, n->hi);
    if (nj_is(before, NJ_TIME, "event") || nj_is(before, NJ_PRED, "develop") ||
        is_lasting(n, i, end) || (k > n->lo && is_fallen_ill(n, k - 1)) ||
        (nj_is(before, NJ_PRED, "dx") && !(before->tail & NJ_NOT)))
        return true;
    if (nj_is(before, NJ_TIME, "for") && nj_text_is(n, before, "歴"))
        return true;
    if (before->class == NJ_ATTR && before->word->attr == ATTR_disease_duration)
        return true;
    return is_length_of_illness(n, before, end);
}

static void set_mark(struct nj *n)
{
    enum { OLD_DAYS = 150 };
    if (n->time.days >= OLD_DAYS)
        n->mark = 0;
}

/* 以前, 現在: how new what follows is. */
static bool read_then_or_now(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    bool lasting = nj_is(next, NJ_PTC, "kara") || next->class == NJ_NUM; /* 過去1年の増悪 */
    if (!nj_is_past(t) && !nj_is(t, NJ_TIME, "now"))
        return false;
    n->mark = nj_is_past(t) ? 0 : 2;
    if (n->mark == 2 && !lasting) /* 1年前に再発し、今はXを: the year is not of X */
        n->time.set = false;
    n->once = !lasting && nj_is(t, NJ_TIME, "once") ? t : NULL;
    return true;
}

/* A time said: for what stands beside it. Tokens, 0 when none. */
size_t nj_read_time(struct nj *n, size_t i)
{
    struct nj_time t = {.set = true, .begin = nj_at(n, i)->begin};
    if (read_then_or_now(n, i))
        return 1;
    size_t len = read_length(n, i, &t), k = i + len;
    if (len == 0)
        return 0;
    while (nj_is(nj_at(n, k), NJ_TIME, "about"))
        k++;
    const struct nj_token *end = nj_at(n, k);
    bool ago = nj_is(end, NJ_TIME, "ago"), since = nj_is(end, NJ_TIME, "since");
    t.duration = !ago && !since;
    if (ago || since)
        k++;
    t.from = since || (ago && (nj_text_is(n, end, "前から") || nj_text_is(n, end, "前より")));
    t.end = nj_at(n, k - 1)->end;
    if (n->other)
        return k - i;
    if (t.duration && is_since(n, i, k) && n->months < 0) {
        n->months = t.months;
        n->months_begin = i > n->lo ? nj_at(n, i - 1)->begin : t.begin;
        n->months_end = t.end;
    }
    if (!t.duration) {
        n->time = t;
        set_mark(n);
    }
    return k - i;
}

/* ------------------------------------------------------------------ tobacco */

/* 1日20本 … 40年, 20歳から60歳まで: in the neighbourhood of tobacco. */
size_t nj_read_smoking(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    if (t->class != NJ_NUM || n->other)
        return 0;
    if (next->class == NJ_UNITWORD) {
        n->cigarettes = t->num.value * (nj_is(next, NJ_UNITWORD, "箱") ? 20 : 1);
        n->smoking_begin = t->begin;
        return 2;
    }
    if (!n->smoking)
        return 0;
    size_t k = i + 2;
    if (nj_is_age_number(n, t) && nj_is(next, NJ_PTC, "kara") && nj_is_age_number(n, nj_at(n, k))) {
        n->smoked = nj_at(n, k)->num.value - t->num.value;
        return 3;
    }
    bool ago = nj_is(next, NJ_TIME, "ago") || nj_is(nj_at(n, i + 2), NJ_TIME, "ago");
    if (nj_time_days(n, t) > 300 && !ago && n->smoked < 0 && n->cigarettes > 0) {
        n->smoked = t->num.value;
        note_number(n->p, ATTR_smoking_pack_years, unit_round(n->cigarettes / 20 * n->smoked, 4),
                    n->smoking_begin, t->end);
        return 1;
    }
    return 0;
}

/* 40本を30年吸っていました: no longer; 吸っています: still. */
static void say_smoker(struct nj *n)
{
    for (size_t i = n->lo; i < n->hi && n->cigarettes > 0; i++) {
        const struct nj_token *t = nj_at(n, i);
        if (nj_is(t, NJ_PRED, "stop") && (t->tail & NJ_PAST)) /* 吸って、3年前にやめました */
            note_word(n->p, ATTR_smoking, "former", n->smoking_begin, t->end);
        if (!nj_is(t, NJ_PRED, "take") || !nj_begins(n, t, "吸") || (t->tail & NJ_NOT))
            continue;
        if (t->tail & (NJ_PAST | NJ_GOING))
            note_word(n->p, ATTR_smoking, t->tail & NJ_PAST ? "former" : "current",
                      n->smoking_begin, t->end);
    }
}

void nj_smoking_end(struct nj *n)
{
    say_smoker(n);
    if (n->smoking && n->cigarettes > 0 && n->smoked > 0 &&
        !note_has(n->p, ATTR_smoking_pack_years))
        note_number(n->p, ATTR_smoking_pack_years, unit_round(n->cigarettes / 20 * n->smoked, 4),
                    n->smoking_begin, nj_at(n, n->hi - 1)->end);
}
