/* Ages, times and tobacco of a note. */
#include "search/note_ja.h"
#include "search/units.h"

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

/* 尋常性乾癬で15年。 */
static bool is_ill_for(const struct nj *n, const struct nj_token *before, size_t end)
{
    const struct nj_token *after = nj_at(n, end), *length = nj_at(n, end - 1);
    bool ends = after->class == NJ_CLASS_COUNT || after->class == NJ_COMMA ||
                nj_text_is(n, after, "です") || nj_begins_any(n, after, nj_list_goes_on_with);
    return ends && before->class == NJ_NAME && strcmp(before->kind, "disease") == 0 &&
           nj_is(before + 1, NJ_PTC, "de") && nj_time_days(n, length) != 1 &&
           nj_time_days(n, length) != 7;
}

/* もう, かれこれ before a length of time */
static bool is_so_far(const struct nj_token *t)
{
    return nj_is(t, NJ_TIME, "sofar");
}

/* パーキンソン病8年です, 2型糖尿病もう15年っす */
static bool is_ill_right_before(const struct nj *n, const struct nj_token *before, size_t end)
{
    enum { YEAR = 300 };
    const struct nj_token *after = nj_at(n, end), *length = nj_at(n, end - 1);
    size_t k = end - 1;
    k -= k > n->lo && is_so_far(nj_at(n, k - 1));
    const struct nj_token *first = nj_at(n, k);
    bool ends = after->class == NJ_CLASS_COUNT || after->class == NJ_COMMA ||
                after->class == NJ_CLOSE || nj_text_is(n, after, "です") ||
                (k + 1 < end && nj_begins_any(n, after, nj_list_closings)) ||
                (nj_is(after, NJ_PTC, "no") && nj_at(n, end + 1)->class == NJ_SEX);
    return ends && before->class == NJ_NAME && strcmp(before->kind, "disease") == 0 &&
           before + 1 == first && before->end == first->begin && nj_time_days(n, length) > YEAR;
}

/* クローン病12年目, もう15年になります, 10年通院: told behind the length of time. */
static bool is_length_of_illness(const struct nj *n, const struct nj_token *before, size_t end)
{
    const struct nj_token *after = nj_at(n, end);
    if (nj_text_is(n, after, "目") && before->class == NJ_NAME &&
        strcmp(before->kind, "disease") == 0)
        return true; /* クローン病12年目 */
    if (is_ill_for(n, before, end) || is_ill_right_before(n, before, end))
        return true;
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
            nj_at(n, k - 1)->class == NJ_COLON || is_so_far(nj_at(n, k - 1)) ||
            (nj_at(n, k - 1)->class == NJ_COMMA && is_so_far(nj_at(n, k)))))
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
    else if (n->mark == 2)
        n->mark = 1; /* 先月7.5で、3か月前は8.2 */
}

/* 妊娠していたころ */
static bool is_while_pregnant(const struct nj *n, size_t i)
{
    const struct nj_token *t = i > n->lo ? nj_at(n, i - 1) : nj_at(n, n->hi);
    return nj_is(nj_at(n, i), NJ_TIME, "when") && t->class == NJ_FLAG &&
           t->word->attr == ATTR_pregnant && (t->tail & NJ_PAST);
}

/* 前はXでしたが: once; 3年前は, 手術の前は are points of time. */
static bool is_before(const struct nj *n, size_t i)
{
    const struct nj_token *before = i > n->lo ? nj_at(n, i - 1) : nj_at(n, n->hi);
    return nj_is(nj_at(n, i), NJ_TIME, "ago") && nj_text_is(n, nj_at(n, i), "前") &&
           nj_is(nj_at(n, i + 1), NJ_PTC, "wa") &&
           (before->class == NJ_COMMA || before->class == NJ_CLASS_COUNT ||
            before->class == NJ_OPEN || nj_is(before, NJ_PTC, "but"));
}

/* 以前, 現在: how new what follows is. */
static bool read_then_or_now(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    bool lasting = nj_is(next, NJ_PTC, "kara") || next->class == NJ_NUM; /* 過去1年の増悪 */
    bool before = is_before(n, i) || is_while_pregnant(n, i);
    if (!nj_is_past(t) && !before && !nj_is(t, NJ_TIME, "now"))
        return false;
    n->mark = nj_is_past(t) || before ? 0 : 2;
    if (n->mark == 2 && !lasting) /* 1年前に再発し、今はXを: the year is not of X */
        n->time.set = false;
    n->once = !lasting && (before || nj_is(t, NJ_TIME, "once")) ? t : NULL;
    return true;
}

/* Aは3年前に、Bは1年前に: the time behind a drug or an operation and は is its own. An illness has
 * it by the verb, which tells whether that is since then. */
static void give_topic_time(struct nj *n, size_t i)
{
    if (i == n->lo || !nj_is(nj_at(n, i - 1), NJ_PTC, "wa"))
        return;
    for (size_t k = n->n_pending, end = i - 1; k-- > 0;) {
        struct nj_mention *m = &n->pending[k];
        bool joined = m->last == end || nj_is_list_between(n, m->last, end);
        if (!joined || m->attr == ATTR_diagnosis || m->ago >= 0)
            return;
        m->ago = n->time.days;
        end = m->first;
    }
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
        give_topic_time(n, i);
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

/* Nothing more is told of the habit: the token ends it. */
static bool ends_habit(const struct nj *n, const struct nj_token *t)
{
    return t->class == NJ_COMMA || t->class == NJ_CLASS_COUNT || t->class == NJ_CLOSE ||
           nj_text_is(n, t, "です");
}

/* 喫煙10本/日, タバコは1日20本です: how many a day, behind the word at token i; its unit, or 0. */
static size_t a_day_behind(const struct nj *n, size_t i)
{
    size_t k = i + 1;
    while (nj_at(n, k)->class == NJ_COLON || nj_at(n, k)->class == NJ_PERDAY ||
           nj_is(nj_at(n, k), NJ_PTC, "wa") || nj_is(nj_at(n, k), NJ_PTC, "mo") ||
           nj_is(nj_at(n, k), NJ_TIME, "now") || nj_at(n, k)->class == NJ_OPEN)
        k++;
    const struct nj_token *unit = nj_at(n, k + 1);
    if (nj_at(n, k)->class != NJ_NUM || unit->class != NJ_UNITWORD)
        return 0;
    return k > i + 1 || strchr(unit->word->text, '/') ? k + 1 : 0;
}

/* 今も1日10本、30年: between tokens i and unit. */
static bool is_still_smoked(const struct nj *n, size_t i, size_t unit)
{
    for (size_t k = i; k < unit; k++)
        if (nj_is(nj_at(n, k), NJ_TIME, "now") && nj_is(nj_at(n, k + 1), NJ_PTC, "mo"))
            return true;
    return false;
}

/* How many are smoked, and not that it is over; for how long only where it still is. */
static void say_present_habit(struct nj *n)
{
    if (n->cigarettes <= 0 || n->mark == 0 || n->other || note_has(n->p, ATTR_smoking))
        return;
    for (size_t i = n->lo; i < n->hi; i++) {
        size_t unit = nj_at(n, i)->class == NJ_TOBACCO ? a_day_behind(n, i) : 0;
        if (n->smoked >= 0 && !is_still_smoked(n, i, unit))
            continue;
        if (unit && ends_habit(n, nj_at(n, unit + 1)))
            note_word(n->p, ATTR_smoking, "current", nj_at(n, i)->begin, nj_at(n, unit)->end);
    }
}

void nj_smoking_end(struct nj *n)
{
    say_smoker(n);
    say_present_habit(n);
    if (n->smoking && n->cigarettes > 0 && n->smoked > 0 &&
        !note_has(n->p, ATTR_smoking_pack_years))
        note_number(n->p, ATTR_smoking_pack_years, unit_round(n->cigarettes / 20 * n->smoked, 4),
                    n->smoking_begin, nj_at(n, n->hi - 1)->end);
}
