/* What a sentence says of the words of the table: yes or no, one of several values, none at all. */
#include "schema/base/mem.h"
#include "search/note_ja_say.h"

static bool is_wish(const struct nj_mention *m)
{
    return strstr(m->t->word->text, "希望") || strstr(m->t->word->text, "妊活");
}

/* It was so once. */
static bool is_had(const struct nj_mention *m, const struct saying *s)
{
    bool own = (m->t->tail & (NJ_PAST | NJ_EVER)) && !(m->t->tail & NJ_GOING);
    return own || ((s->past || s->ever) && !m->firm);
}

static bool is_wish_to_die(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    return !(m->t->tail & NJ_PAST) && !s->past && nj_begins(n, m->t, "死に") &&
           s->what != SAID_EVENT;
}

/* 入院1回, 入院は2回: how often, not now. */
static bool is_counted_stay(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *t = nj_at(n, m->last + (nj_at(n, m->last)->class == NJ_PTC));
    return t->class == NJ_NUM && strncmp(n->p->text.s + t->stem_end, "回", strlen("回")) == 0 &&
           strncmp(n->p->text.s + t->stem_end, "回目", strlen("回目")) != 0;
}

/* 前回入院中, 入院しました */
static bool is_stay_over(const struct nj *n, const struct nj_mention *m)
{
    return (m->t->tail & (NJ_PAST | NJ_EVER)) != 0 || is_counted_stay(n, m) ||
           (m->first > n->lo && nj_is_past(nj_at(n, m->first - 1)));
}

/* 今も入院してリハビリをしました: in hospital, whatever was done there. */
static bool is_stay_of_now(const struct nj *n, const struct nj_mention *m, const struct saying *s,
                           bool had)
{
    return ja_ends_in(n->p->text.s, m->t->begin, nj_list_still, NULL) ||
           (!had && (s->what == SAID_NOTHING || s->going || s->what == SAID_YES));
}

/* 透析歴4年: so long it goes on, unless a kidney came. */
static bool is_dialysis_for(const struct nj *n, const struct nj_mention *m)
{
    return (m->t->tail & NJ_EVER) && nj_time_days(n, nj_at(n, m->last)) > 0 && !n->once &&
           !ja_holds(n->p->text.s, n->p->text.len, nj_list_dialysis_over);
}

/* What a yes or no does not say: a past stay in hospital, a suspicion of any cancer. */
static bool is_flag_said(const struct nj *n, const struct nj_mention *m, const struct saying *s,
                         bool yes)
{
    if (s->what == SAID_NOTHING && nj_is_denied_somehow(n, m))
        return false; /* 妊娠はあきらめていません */
    bool had = is_had(m, s);
    switch (m->attr) {
    case ATTR_inpatient:
        return !yes || (!is_stay_over(n, m) && is_stay_of_now(n, m, s, had));
    case ATTR_dialysis:
        return !yes || !had || s->going || is_dialysis_for(n, m);
    case ATTR_pregnant:
    case ATTR_breastfeeding:
    case ATTR_active_infection:
        return !yes || !had || s->going;
    case ATTR_childbearing_potential: /* 妊娠希望なし: no wish, but she could */
        return yes ? !had || s->going : !is_wish(m);
    case ATTR_other_malignancy: /* 癌ではない: this is none */
        return !yes && !nj_is(nj_at(n, m->last), NJ_PTC, "de");
    case ATTR_suicidality: /* 死にたいと思うことはあります; 自殺企図あり: when? */
        return !yes || is_wish_to_die(n, m, s);
    case ATTR_psychiatric_disorder:
        return !yes;
    case ATTR_healthy:
        return yes;
    case ATTR_other_trial: /* 以前参加しました: when? */
        return !yes || (s->what == SAID_EVENT && !(n->once && m->ago < 0));
    default:
        return true;
    }
}

/* 乾癬以外の自己免疫疾患なし, ペースメーカーじゃなくて: another one is spoken of. */
static bool is_of_others(const struct nj *n, const struct nj_mention *m, const struct saying *s,
                         bool yes)
{
    bool rest = ja_ends_in(n->p->text.s, m->t->begin, nj_list_other_than, NULL);
    return (rest && !yes) || (s->contrast && nj_at(n, m->last)->class != NJ_PTC);
}

static bool is_yes(const struct saying *s)
{
    return s->what == SAID_YES || s->what == SAID_NOTHING || s->what == SAID_TAKEN ||
           s->what == SAID_HAD || s->what == SAID_EVENT || s->what == SAID_POS;
}

/* 避妊に同意できます: the agreement is to it, and not to what a comma divides from it. */
static bool is_promised(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (m->attr != ATTR_contraception || s->what != SAID_AGREED)
        return false;
    for (size_t k = m->last; k < n->hi && nj_at(n, k)->end <= s->end; k++)
        if (nj_at(n, k)->class == NJ_COMMA || nj_at(n, k)->class == NJ_FLAG)
            return false;
    return true;
}

/* Not of 妊娠してからは飲んでいません: since then, and what is denied is another thing. */
static bool is_no(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    return (nj_denies(s) && !nj_is(nj_at(n, m->last), NJ_PTC, "kara")) ||
           (m->attr == ATTR_contraception && s->what == SAID_CANNOT);
}

/* 入院中、手術は…: the stay is told by its own words, whatever follows the comma. */
static bool is_stay_told(const struct nj *n, const struct nj_mention *m)
{
    return m->attr == ATTR_inpatient && nj_at(n, m->last)->class == NJ_COMMA && !m->modifies &&
           !m->other && m->ago < 0 && !n->once && n->mark != 0 && !m->once &&
           ja_ends_in(n->p->text.s, m->t->end, nj_list_in_hospital, NULL);
}

static void say_flag(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool over = m->attr == ATTR_radiotherapy && s->what == SAID_STOPPED; /* it has been given */
    bool held = m->firm && s->what == SAID_STOPPED; /* 妊娠希望でXを中止 */
    bool yes = m->reason || over || held || is_yes(s) || is_promised(n, m, s);
    bool no = is_no(n, m, s);
    if (is_stay_told(n, m)) {
        note_flag(n->p, m->attr, true, m->t->begin, m->t->end);
        return;
    }
    if (is_of_others(n, m, s, yes) || m->modifies || (m->bygone && yes) || (!yes && !no) ||
        !is_flag_said(n, m, s, yes))
        return;
    note_flag(n->p, m->attr, yes, m->t->begin, s->end);
    struct fact *f = &n->p->note->facts->by_attr[m->attr];
    bool timed = m->attr == ATTR_other_trial || m->attr == ATTR_radiotherapy;
    if (yes && f->flag && m->ago >= 0 && timed)
        f->ago_days = m->ago;
}

/* 一度は寛解、半年で再発: the remission is over. */
static void forget_remission(struct nj *n)
{
    struct fact *f = &n->p->note->facts->by_attr[ATTR_disease_state];
    if (f->n_items != 1 || strcmp(f->items[0].word, "remission") != 0)
        return;
    f->n_items = 0;
    nj_forget(n, ATTR_disease_state);
}

/* 再発を防ぐ, 再発が心配: it has not come. */
static bool is_only_feared(const struct nj *n, const struct nj_mention *m)
{
    size_t k = m->last;
    while (nj_at(n, k)->class == NJ_PTC)
        k++;
    return k > m->last && nj_begins_any(n, nj_at(n, k), nj_list_feared);
}

static void say_value(struct nj *n, const struct nj_mention *m)
{
    if (m->attr == ATTR_disease_state) {
        if (strcmp(m->value, "recurrent") == 0)
            forget_remission(n);
        note_item(n->p, m->attr, m->value, -1, m->t->begin, m->t->end);
        return;
    }
    if (m->attr == ATTR_alcohol && note_has(n->p, m->attr))
        nj_forget(n, m->attr); /* 多飲歴あり、現在は断酒 */
    note_word(n->p, m->attr, m->value, m->t->begin, m->t->end);
}

/* 喫煙歴なし、間質性肺炎なし: a habit is told by its own words, and what is denied is the next. */
static bool is_said_alone(const struct nj *n, const struct nj_mention *m)
{
    return (m->attr == ATTR_smoking || m->attr == ATTR_alcohol) &&
           nj_at(n, m->last)->class == NJ_COMMA;
}

/* 肺癌の手術, not 脳転移の手術, 2回目の手術 */
static bool is_of_cancer(const struct nj *n, const struct nj_mention *m)
{
    if (m->first < n->lo + 2 || !nj_is(nj_at(n, m->first - 1), NJ_PTC, "no"))
        return true;
    const struct nj_token *of = nj_at(n, m->first - 2);
    return of->class == NJ_NAME && strcmp(of->kind, "disease") == 0 &&
           nj_is_malignant(nj_name(n, of->begin, of->end));
}

/* A malignant disease was told of so far. */
static bool is_malignant_told(const struct nj *n)
{
    bool malignant = false;
    for (size_t k = 0; k < n->n_pending; k++)
        malignant |= n->pending[k].attr == ATTR_diagnosis && nj_is_malignant(n->pending[k].value);
    for (size_t k = 0; k < n->n_diseases; k++)
        malignant |= nj_is_malignant(n->diseases[k].name);
    return malignant;
}

/* 膝の手術はできません, 来月まで手術できません: no state of a cancer. */
static bool is_inoperable_now(const struct nj *n, const struct nj_mention *m)
{
    if (strcmp(m->value, "unresectable") != 0 || !nj_begins_any(n, m->t, nj_list_operations_plain))
        return false;
    return !is_malignant_told(n) || !is_of_cancer(n, m) ||
           ja_ends_in(n->p->text.s, m->t->begin, nj_list_for_now, NULL);
}

/* The verb behind the operation at k, in whatever sentence: 手術ができました, 手術を受けました. */
static const struct nj_token *verb_of_operation(const struct nj *n, size_t k)
{
    size_t at = k + 1;
    while (at < n->n && n->t[at].class == NJ_PTC && !nj_is(&n->t[at], NJ_PTC, "no"))
        at++;
    return at < n->n && n->t[at].class == NJ_PRED ? &n->t[at] : nj_at(n, n->hi);
}

/* It was done: possible, or, behind a turn of the same sentence, had. */
static bool is_operation_done(const struct nj *n, size_t k, bool turned)
{
    const struct nj_token *t = &n->t[k];
    if (t->class == NJ_REMOVED)
        return (t->tail & NJ_PAST) && !(t->tail & NJ_NOT) &&
               ja_holds(n->p->text.s + t->begin, t->end - t->begin, nj_list_managed);
    if (t->class != NJ_NONE || !nj_begins_any(n, t, nj_list_operations_plain))
        return false;
    const struct nj_token *verb = verb_of_operation(n, k);
    bool had = turned && (nj_is(verb, NJ_PRED, "receive") || nj_is(verb, NJ_PRED, "develop"));
    return (had || nj_is(verb, NJ_PRED, "can")) && (verb->tail & NJ_PAST) &&
           !(verb->tail & (NJ_NOT | NJ_WISH));
}

/* 手術できないと言われましたが、後に手術できました: it is no longer so. */
static bool is_operated_after_all(const struct nj *n, const struct nj_mention *m)
{
    bool turned = false;
    if (strcmp(m->value, "unresectable") != 0)
        return false;
    for (size_t k = m->last; k < n->n; k++) {
        const struct nj_token *t = &n->t[k];
        bool later = k >= n->hi; /* another sentence, which may tell of a time before */
        turned |= !later && (nj_is(t, NJ_PTC, "but") || (nj_is(t, NJ_PTC, "ga") && k > m->last &&
                                                         n->t[k - 1].class == NJ_PRED));
        if (t->class == NJ_REL || t->class == NJ_OTHER ||
            (later && (nj_is_past(t) || nj_is(t, NJ_TIME, "ago"))))
            return false;
        if (is_operation_done(n, k, turned))
            return true;
    }
    return false;
}

static bool is_no_state(const struct nj *n, const struct nj_mention *m)
{
    return is_only_feared(n, m) || is_inoperable_now(n, m) || is_operated_after_all(n, m);
}

/* A suspicion, a plan; 再発して、次の治療を探し中 plans something else. */
static bool is_enum_open(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool happened = m->attr == ATTR_disease_state &&
                    ja_ends_in(n->p->text.s, m->t->end, nj_list_verb_and, NULL);
    return s->what == SAID_MAYBE || s->what == SAID_UNKNOWN || (s->what == SAID_PLAN && !happened);
}

static void say_enum(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool no = (s->what == SAID_NO || s->what == SAID_NEG) && !is_said_alone(n, m);
    if (m->attr == ATTR_disease_state && is_no_state(n, m))
        return;
    if (s->what == SAID_CANNOT && m->attr != ATTR_disease_state)
        return; /* 独歩不可: with help? */
    if (m->modifies || is_enum_open(n, m, s))
        return;
    if (attributes[m->attr].kind == ATTR_FLAG) {
        if (!no)
            note_flag(n->p, m->attr, strcmp(m->value, "present") == 0, m->t->begin, s->end);
    } else if (m->attr == ATTR_menopausal) {
        bool pre = (strcmp(m->value, "premenopausal") == 0) != no;
        note_word(n->p, m->attr, pre ? "premenopausal" : "postmenopausal", m->t->begin, s->end);
    } else if (no) {
        note_deny(n->p, m->value, m->t->begin, s->end);
    } else if (m->attr == ATTR_hbv) {
        struct nj_mention d = *m;
        d.value = "B型肝炎";
        note_word(n->p, m->attr, m->value, m->t->begin, m->t->end);
        nj_disease_add(n, &d, false);
    } else {
        say_value(n, m);
    }
}

/* EGFRもALKもなし: nothing but names before なし; EGFRの結果はありません says nothing. */
static bool is_bare(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    for (size_t i = m->last; i < n->hi && nj_at(n, i)->end < s->end; i++) {
        const struct nj_token *t = nj_at(n, i);
        bool mark = nj_is(t, NJ_PTC, "mo") || nj_is(t, NJ_PTC, "wa") || nj_is(t, NJ_PTC, "to") ||
                    t->class == NJ_COMMA || t->class == NJ_BIOMARKER;
        if (!mark)
            return false;
    }
    return true;
}

/* RAS変異型 BRAF野生型 MSI-H陰性: what is said of the last is not said of those before it. */
static bool is_state(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const struct nj_token *next = nj_at(n, m->last);
    const char *name = n->p->text.s + m->t->begin;
    bool answered = s->what == SAID_POS || s->what == SAID_NEG || s->what == SAID_NO;
    bool listed = next->class == NJ_PTC || next->end == s->end; /* 変異型は陰性, 変異型と */
    return answered && !listed &&
           ja_ends_in(name, n->t[m->last - 1].end - m->t->begin, nj_list_states, NULL);
}

/* EGFRはL858R、Xを飲んでいます: told before the comma. */
static bool is_result_said(const struct nj_mention *m, const struct saying *s)
{
    bool told = m->firm && s->what != SAID_MAYBE && s->what != SAID_UNKNOWN;
    return s->what == SAID_YES || s->what == SAID_NOTHING || told;
}

static void say_biomarker(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool said = is_result_said(m, s);
    bool positive = s->what == SAID_POS || (m->altered && said);
    bool negative = s->what == SAID_NEG || (m->altered && s->what == SAID_NO) ||
                    (s->absent && !m->modifies && is_bare(n, m, s));
    if (m->firm && nj_denies(s)) { /* EGFRはL858R、ALKは陰性, not …、T790Mとも陰性 */
        positive = nj_at(n, m->last + 1)->class == NJ_BIOMARKER;
        negative = false;
    }
    if (is_state(n, m, s)) {
        note_item(n->p, ATTR_biomarker,
                  m->result ? m->value : mem_printf(n->p->ctx, "%s陽性", m->value), -1, m->t->begin,
                  n->t[m->last - 1].end);
        return;
    }
    if (m->result && (said || positive)) {
        note_item(n->p, ATTR_biomarker, m->value, -1, m->t->begin, n->t[m->last - 1].end);
        return;
    }
    if (!positive && !negative)
        return;
    note_item(n->p, ATTR_biomarker,
              mem_printf(n->p->ctx, "%s%s", m->value, negative ? "陰性" : "陽性"), -1, m->t->begin,
              s->end);
}

/* やめました, やめて; やめるように言われ and やめられません are no end. */
static bool is_given_up(const struct nj *n, const struct saying *s)
{
    if (s->what != SAID_STOPPED)
        return false;
    for (size_t i = n->lo; i < n->hi; i++) {
        const struct nj_token *t = nj_at(n, i);
        if (t->end != s->end)
            continue;
        return !nj_begins_any(n, t, nj_list_not_given_up) && !(t->tail & NJ_NOT);
    }
    return true;
}

static void say_tobacco(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    static const char *const by_denial[] = {
        [NJ_NEVER] = "never", [NJ_NO_LONGER] = "former", [NJ_NOT_NOW] = NULL};
    const char *value = NULL;
    if (is_given_up(n, s) || (s->what == SAID_TAKEN && s->past))
        value = "former";
    else if ((s->what == SAID_TAKEN && !s->ever) || nj_is_not_given_up(n, s))
        value = "current";
    else if (s->what == SAID_NO)
        value = by_denial[nj_denied_habit(n, m, s)];
    if (value)
        note_word(n->p, ATTR_smoking, value, m->t->begin, s->end);
}

static void say_drink(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (nj_is(nj_at(n, m->last), NJ_PTC, "de"))
        return; /* お酒で問題になったことはありません */
    const char *value = s->what == SAID_SOCIAL                    ? "social"
                        : s->what == SAID_HEAVY                   ? "heavy"
                        : s->what == SAID_NO || is_given_up(n, s) ? "none"
                                                                  : NULL;
    if (value)
        note_word(n->p, ATTR_alcohol, value, m->t->begin, s->end);
}

/* 日本語の説明はよくわかります; 日本語での|説明は理解できます. */
static bool is_understood(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (m->attr != ATTR_speaks_japanese)
        return false;
    for (size_t k = m->last; k < n->hi && s->what == SAID_YES; k++)
        if (nj_at(n, k)->end == s->end)
            return nj_begins_any(n, nj_at(n, k), nj_list_understood) &&
                   !(nj_at(n, k)->tail & NJ_PAST);
    size_t k = m->last;
    while (nj_at(n, k)->class == NJ_PTC)
        k++;
    const struct nj_token *t = nj_at(n, k);
    return s->what == SAID_NOTHING && nj_is(t, NJ_ABLE, "consent_self") && !(t->tail & NJ_NOT) &&
           t->end >= t->stem_end + 6;
}

static bool is_able(const struct nj_mention *m, const struct saying *s)
{
    bool body = m->attr == ATTR_ambulatory || m->attr == ATTR_oral_intake;
    switch (s->what) {
    case SAID_CAN:
    case SAID_AGREED:
    case SAID_CLEARED:
        return true;
    case SAID_NOTHING: /* 歩けます: the word's own kana say it */
        return m->t->end >= m->t->stem_end + 6 && m->attr != ATTR_mri_possible &&
               m->attr != ATTR_speaks_japanese;
    case SAID_TAKEN:
    case SAID_YES:
    case SAID_EVENT:
        return body || m->attr == ATTR_guardian_consent;
    default:
        return false;
    }
}

static bool is_unable(const struct nj_mention *m, const struct saying *s)
{
    if (m->attr == ATTR_mri_possible)
        return s->what == SAID_CANNOT;
    bool lost = s->what == SAID_UNKNOWN && m->attr == ATTR_speaks_japanese;
    return s->what == SAID_NO || s->what == SAID_CANNOT || s->what == SAID_BAD || lost ||
           (m->t->tail & NJ_NOT);
}

/* 5分も歩けません, 長く歩けません: that far not, which is not at all. */
static bool is_measured_walk(const struct nj *n, const struct nj_mention *m)
{
    enum { NEAR = 4 };
    for (size_t k = m->first; k-- > n->lo && k + NEAR > m->first;) {
        if (nj_at(n, k)->class == NJ_NUM && !nj_is(nj_at(n, k + 1), NJ_TIME, "ago"))
            return true;
        if (nj_begins_any(n, nj_at(n, k), nj_list_far))
            return true;
    }
    return false;
}

static void say_able(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool no = is_unable(m, s);
    if (!no && !is_able(m, s) && !is_understood(n, m, s))
        return;
    for (size_t i = m->first; i < n->hi; i++)
        if (nj_at(n, i)->class == NJ_WEAK)
            return;
    if (no && m->attr == ATTR_ambulatory && is_measured_walk(n, m))
        return;
    note_flag(n->p, m->attr, !no, m->t->begin, s->end);
}

static void say_unknown(struct nj *n, const struct nj_mention *m)
{
    uint16_t attr = m->t->class == NJ_TYPE ? ATTR_histology : m->attr;
    bool measured = m->t->class == NJ_ATTR || m->t->class == NJ_TYPE ||
                    (m->t->class == NJ_FLAG && attr == ATTR_suicidality);
    if (!measured || attr == NJ_NO_ATTR || attr == ATTR_age || note_has(n->p, attr) ||
        (attr == ATTR_histology && !is_malignant_told(n))) /* 骨粗鬆症の種類は聞いていません */
        return;
    note_none(n->p, attr, m->t->begin, n->t[m->last - 1].end);
    n->p->note->facts->by_attr[attr].state = FACT_NULL;
}

/* 食物アレルギーで、卵と牛乳が食べられません: no allergen but what people eat. */
static bool is_eaten(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const struct fact *f = &n->p->note->facts->by_attr[ATTR_allergy];
    bool eating = false, food = m->t->class == NJ_FOOD;
    if (f->state == FACT_GIVEN && f->n_items == 0) /* アレルギーはありません */
        return false;
    for (size_t i = m->last; i < n->hi; i++)
        eating |= nj_at(n, i)->end == s->end && nj_begins(n, nj_at(n, i), "食べられ");
    for (size_t i = 0; eating && !food && i < nj_word_count; i++)
        food = nj_words[i].class == NJ_EATEN && strcmp(nj_words[i].text, m->value) == 0;
    return eating && food;
}

/* Drugs are swallowed and injected; what is used, worn or carried may be anything. */
static bool is_given(const struct nj *n, const struct saying *s)
{
    for (size_t i = n->lo; i < n->hi; i++)
        if (nj_at(n, i)->end == s->end && nj_begins_any(n, nj_at(n, i), nj_list_used))
            return false;
    return true;
}

/* ナッツで蕁麻疹, ラテックスにかぶれます, アレルギー：ソバ, 卵が食べられません: an allergen. */
static bool is_allergen(const struct nj *n, const struct nj_mention *m, const struct saying *s,
                        bool katakana)
{
    const struct nj_token *mark = nj_at(n, m->last);
    bool rash = katakana && m->kind && nj_is(mark, NJ_PTC, "ni") &&
                nj_begins(n, nj_at(n, m->last + 1), "かぶれ");
    if (s->what == SAID_REACTED && (rash || nj_is(mark, NJ_PTC, "de")))
        return true;
    if (n->section == ATTR_allergy && m->first >= n->section_from &&
        (s->what == SAID_NOTHING || s->what == SAID_YES))
        return true;
    return s->what == SAID_CANNOT && n->allergic && is_eaten(n, m, s);
}

static void say_text(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const unsigned char *c = (const unsigned char *)m->value;
    bool katakana = m->t->class == NJ_TEXT && c[0] == 0xE3 && (c[1] == 0x82 || c[1] == 0x83) &&
                    strlen(m->value) >= 9;
    bool object = nj_is(nj_at(n, m->last), NJ_PTC, "wo") ||
                  nj_is(nj_at(n, m->last), NJ_PTC, "to") || nj_at(n, m->last)->class == NJ_COMMA;
    bool taken = s->what == SAID_TAKEN || s->what == SAID_STOPPED;
    if (is_allergen(n, m, s, katakana))
        note_item(n->p, ATTR_allergy, m->value, -1, m->t->begin, m->t->end);
    else if (katakana && object && !m->modifies && taken && is_given(n, s))
        nj_say_drug(n, m, s);
}

static void say_marker(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (m->attr != ATTR_pregnant) {
        nj_say_infection(n, m->attr, m, s);
        return;
    }
    if (s->what == SAID_POS || s->what == SAID_NEG)
        note_flag(n->p, m->attr, s->what == SAID_POS, m->t->begin, s->end);
}

static void say_mets(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (s->what == SAID_YES || s->what == SAID_NOTHING || s->what == SAID_NO)
        note_number(n->p, ATTR_tnm_m, s->what != SAID_NO, m->t->begin, s->end);
}

void nj_say_word(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    static void (*const by_class[NJ_CLASS_COUNT])(struct nj * n, const struct nj_mention *m,
                                                  const struct saying *s) = {
        [NJ_NAME] = say_biomarker,  [NJ_BIOMARKER] = say_biomarker, [NJ_FLAG] = say_flag,
        [NJ_ENUM] = say_enum,       [NJ_NONE] = nj_say_none,        [NJ_MARKER] = say_marker,
        [NJ_TOBACCO] = say_tobacco, [NJ_DRINK] = say_drink,         [NJ_ABLE] = say_able,
        [NJ_METS] = say_mets,       [NJ_TEXT] = say_text,           [NJ_FOOD] = say_text};
    if (s->what == SAID_UNKNOWN)
        say_unknown(n, m);
    if (by_class[m->t->class])
        by_class[m->t->class](n, m, s);
}
