/*
 * Which word of a clause tells: 投与歴なし is told by なし, 飲んでやめました by やめ, 飲む予定 by
 * 予定. What is told of: what stands before a bracket hears only what the bracket says of it.
 */
#include "search/note_ja_say.h"

static bool is_any(const struct nj_token *t, const char *const *values)
{
    for (; *values; values++)
        if (nj_is(t, NJ_PRED, *values))
            return true;
    return false;
}

/* 合併, 投与, 使用歴, 内服中: a noun of what is done, no verb with its kana. */
static bool is_action_noun(const struct nj *n, const struct nj_token *t)
{
    enum { CHAR = 3, KANJI_FIRST = 0xE4, KANJI_LAST = 0xE9 };
    if (t->class != NJ_PRED || t->end < t->stem_end || t->stem_end < t->begin + CHAR)
        return false;
    uint32_t kana = t->end - t->stem_end;
    bool ever = (t->tail & NJ_EVER) && kana <= 2 * CHAR; /* 歴, 経験 */
    bool plain =
        kana == 0 || ever || (kana == CHAR && t->tail != 0 && !(t->tail & (NJ_NOT | NJ_PAST)));
    unsigned char first = (unsigned char)n->p->text.s[t->stem_end - CHAR];
    return plain && first >= KANJI_FIRST && first <= KANJI_LAST;
}

static bool is_case_mark(const struct nj_token *t)
{
    return nj_is(t, NJ_PTC, "wa") || nj_is(t, NJ_PTC, "ga") || nj_is(t, NJ_PTC, "mo") ||
           nj_is(t, NJ_PTC, "wo");
}

/* 合併はなし, 投与予定, 内服完了, 診断は受けていません: the noun is what the next word speaks of.
 */
static bool noun_waits(const struct nj *n, size_t i)
{
    static const char *const open[] = {"not", "suspect", "unknown", "plan", "cannot", NULL};
    static const char *const turns[] = {"stop", "begin", "receive", "change", "svr", "cured", NULL};
    static const char *const acts[] = {"have", "take",  "do",   "receive", "develop",
                                       "dx",   "begin", "stop", "change",  NULL};
    const struct nj_token *t = nj_at(n, i);
    size_t k = i + 1;
    if (!is_any(t, acts) || !is_action_noun(n, t))
        return false;
    if (nj_is(nj_at(n, k), NJ_PTC, "ni") && nj_at(n, k + 1)->class == NJ_AGREE)
        return true; /* 治験参加に同意 */
    while (is_case_mark(nj_at(n, k)))
        k++;
    const struct nj_token *next = nj_at(n, k);
    if (is_any(next, open) || next->class == NJ_NEG)
        return true;
    if (nj_is(next, NJ_TIME, "ago") && k == i + 1)
        return true; /* 発症前に */
    if (t->tail & NJ_EVER)
        return false;
    if (k == i + 1)
        return is_any(next, turns);
    for (; k < n->hi; k++)
        if (nj_says(nj_at(n, k)))
            return true;
    return false;
}

/* 飲む予定, あるかもしれません, 癌である可能性: the word right behind makes it less than said. */
static bool is_weakened(const struct nj *n, size_t i)
{
    static const char *const verbs[] = {"have",  "take", "do",     "receive", "develop",
                                        "begin", "dx",   "change", NULL};
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    if (!is_any(t, verbs))
        return false;
    return nj_is(next, NJ_PRED, "plan") ||
           (nj_is(next, NJ_PRED, "suspect") && nj_begins_any(n, next, nj_list_weakening));
}

static bool ends_in_te(const struct nj *n, const struct nj_token *t)
{
    const char *s = n->p->text.s;
    return t->class == NJ_PRED && !(t->tail & (NJ_GOING | NJ_NOT)) &&
           ja_ends_in(s, t->end, nj_list_verb_and, NULL);
}

/* けがは治りました, 間食をやめました: the verb at k has a subject or an object of its own. */
static bool has_own_noun(const struct nj *n, size_t k)
{
    if (k < n->lo + 2 || !is_case_mark(nj_at(n, k - 1)) || nj_text_is(n, nj_at(n, k - 1), "って"))
        return false;
    const struct nj_token *noun = nj_at(n, k - 2);
    if (nj_begins_any(n, noun, nj_list_of_all)) /* どちらも効かなくなり */
        return false;
    return noun->class != NJ_TIME && noun->class != NJ_NONE && noun->class != NJ_PRED &&
           noun->class != NJ_PTC;
}

/* The token k is of another thing; not 抗菌薬で軽快, by which something ended. */
static bool is_another_topic(const struct nj *n, size_t k)
{
    const struct nj_token *t = nj_at(n, k);
    size_t by = k + 1 + 2 * (size_t)nj_is(nj_at(n, k + 1), NJ_PTC, "no"); /* 抗生剤の点滴で */
    bool means = nj_is_remedy(t) && nj_is(nj_at(n, by), NJ_PTC, "de");
    return (t->class == NJ_NAME && !means) || t->class == NJ_FLAG || t->class == NJ_REL ||
           t->class == NJ_OPEN || t->class == NJ_CLOSE;
}

/* 使い、…で中止; ありましたが今は治りました: a later clause tells how it ended. */
static bool ends_later(const struct nj *n, size_t i)
{
    static const char *const drug_verbs[] = {"take", "receive", "begin", "do", NULL};
    static const char *const given[] = {"take", "receive", NULL};
    static const char *const verbs[] = {"have", "take", "do", "receive", "develop", "begin", NULL};
    const struct nj_token *t = nj_at(n, i);
    /* 飲んでいました tells itself, 始めましたが does not */
    bool told = (t->tail & NJ_PAST) && !nj_is(t, NJ_PRED, "begin");
    bool drug = is_any(t, drug_verbs) && !told;
    if (!is_any(t, verbs) || (t->tail & NJ_NOT) || ((t->tail & NJ_GOING) && !(t->tail & NJ_PAST)))
        return false;
    for (size_t k = i + 1; k < n->hi; k++) {
        const struct nj_token *u = nj_at(n, k);
        if (is_another_topic(n, k))
            return false;
        /* 投与し軽快: what was given has been told */
        bool cured =
            nj_is(u, NJ_PRED, "cured") || (nj_is(u, NJ_PRED, "eased") && !is_any(t, given));
        if ((cured && !(u->tail & NJ_NOT)) || (drug && nj_is(u, NJ_PRED, "stop")))
            return !has_own_noun(n, k) && !nj_is_put_off(n, k);
        if (is_any(u, drug_verbs) && !is_action_noun(n, u))
            return false;
    }
    return false;
}

/* 休薬予定, 来月で終了の予定: it goes on until then. */
bool nj_is_put_off(const struct nj *n, size_t i)
{
    size_t k = i + 1 + nj_is(nj_at(n, i + 1), NJ_PTC, "no");
    return nj_is(nj_at(n, i), NJ_PRED, "stop") && nj_is(nj_at(n, k), NJ_PRED, "plan");
}

/* 1年の予定で: how long it is to last, no plan. */
static bool is_planned_length(const struct nj *n, size_t i)
{
    return nj_is(nj_at(n, i), NJ_PRED, "plan") && i >= n->lo + 2 &&
           nj_is(nj_at(n, i - 1), NJ_PTC, "no") && nj_time_days(n, nj_at(n, i - 2)) > 0 &&
           nj_is(nj_at(n, i + 1), NJ_PTC, "de");
}

/* 維持中に再発: what became of it is not told. */
bool nj_is_overtaken(const struct nj *n, size_t i)
{
    return nj_is(nj_at(n, i), NJ_PRED, "take") && nj_is(nj_at(n, i + 1), NJ_PTC, "ni") &&
           nj_is(nj_at(n, i + 2), NJ_ENUM, "recurrent");
}

/* 透析をしていましたが今はしていません: the last word on a yes or no is the later one. */
static bool is_taken_back(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    if (!n->n_pending || n->pending[n->n_pending - 1].t->class != NJ_FLAG || t->class != NJ_PRED ||
        !(t->tail & NJ_PAST))
        return false;
    for (size_t k = i + 1; k < n->hi; k++) {
        const struct nj_token *u = nj_at(n, k);
        if (nj_says(u))
            return u->class == NJ_PRED && (u->tail & NJ_NOT) && (u->tail & NJ_GOING);
        if (u->class == NJ_NAME || u->class == NJ_FLAG || u->class == NJ_NONE)
            return false;
    }
    return false;
}

/* エンブレル週1回, 時々飲みます: how often, where no drinking is spoken of. */
static bool is_frequency(const struct nj *n, size_t i)
{
    if (nj_at(n, i)->class != NJ_SOCIAL)
        return false;
    for (size_t k = 0; k < n->n_pending; k++)
        if (n->pending[k].t->class == NJ_DRINK)
            return false;
    return true;
}

/* 粉にして飲めます: how, not what. */
static bool is_made_into(const struct nj *n, size_t i)
{
    return nj_text_is(n, nj_at(n, i), "して") && i > n->lo && nj_is(nj_at(n, i - 1), NJ_PTC, "ni");
}

/* 治療で改善し, HbA1cは改善: nothing waits that an improvement would end. */
static bool is_eased_only(const struct nj *n, size_t i)
{
    if (!nj_is(nj_at(n, i), NJ_PRED, "eased") || n->n_pending == 0)
        return false;
    for (size_t k = 0; k < n->n_pending; k++)
        if (n->pending[k].attr == ATTR_diagnosis && nj_name_ends_in(n->pending[k].value, NJ_ACUTE))
            return false;
    return true;
}

/* 薬は変わっていません, 体調が変わり: of nothing that could take a drug's place. */
static bool is_changed_otherwise(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    if (!nj_is(t, NJ_PRED, "change") || !nj_begins(n, t, "変わ"))
        return false;
    return (t->tail & NJ_NOT) || i < n->lo + 2 || !nj_is(nj_at(n, i - 1), NJ_PTC, "ni") ||
           !nj_is_remedy(nj_at(n, i - 2));
}

/* CCRT（CDDP併用）完遂: what stands behind the bracket tells. */
static bool is_within_bracket(const struct nj *n, size_t i)
{
    return n->scope && nj_at(n, i + 1)->class == NJ_CLOSE && nj_says(nj_at(n, i + 2)) &&
           nj_begins_any(n, nj_at(n, i), nj_list_within);
}

/* 薬疹のおそれがあるため中止: it has not come. */
static bool is_reaction_feared(const struct nj *n, size_t i)
{
    return nj_at(n, i)->class == NJ_REACT && nj_is(nj_at(n, i + 1), NJ_PTC, "no") &&
           nj_begins_any(n, nj_at(n, i + 2), nj_list_risks);
}

/* リスクを考え中止, 胎児への影響を考慮し中止: why something was stopped, no suspicion or plan. */
static bool is_weighed(const struct nj *n, size_t i)
{
    enum { NEAR = 8 };
    const struct nj_token *t = nj_at(n, i);
    bool stem = nj_text_is(n, t, "し"); /* 考慮し|中止 */
    bool doubt = stem || (nj_is(t, NJ_PRED, "suspect") && nj_begins_any(n, t, nj_list_risks)) ||
                 (nj_is(t, NJ_PRED, "plan") && nj_begins(n, t, "考え"));
    for (size_t k = i + 1; doubt && k < n->hi && k < i + NEAR; k++) {
        const struct nj_token *u = nj_at(n, k);
        if (nj_is(u, NJ_PRED, "stop") || nj_is(u, NJ_PRED, "change"))
            return !(u->tail & (NJ_NOT | NJ_WISH)) && !nj_is_put_off(n, k);
        bool why = u->class == NJ_PTC || u->class == NJ_COMMA || u->class == NJ_TEXT ||
                   nj_is(u, NJ_PRED, "plan") || nj_is(u, NJ_PRED, "do") ||
                   nj_is(u, NJ_PRED, "have") || nj_begins(n, u, "ため");
        if (!why || stem)
            return false;
    }
    return false;
}

/* HER2は最初陰性でしたが、再検査で陽性でした: the later result of the same test counts. */
static bool is_corrected(const struct nj *n, size_t i)
{
    enum nj_class result = nj_at(n, i)->class;
    size_t k = i + 1 + nj_is(nj_at(n, i + 1), NJ_PRED, "have");
    if ((result != NJ_POS && result != NJ_NEG) ||
        !(nj_is(nj_at(n, k), NJ_PTC, "but") || nj_is(nj_at(n, k), NJ_PTC, "ga")))
        return false;
    for (; k < n->hi; k++)
        switch (nj_at(n, k)->class) {
        case NJ_POS:
        case NJ_NEG:
            return nj_at(n, k)->class != result;
        case NJ_NAME:
        case NJ_MARKER:
        case NJ_BIOMARKER:
        case NJ_NOATTR:
        case NJ_REL:
            return false;
        default:
            break;
        }
    return false;
}

bool nj_is_half_said(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    bool ended = nj_is(next, NJ_PRED, "cured") || nj_is(next, NJ_PRED, "stop");
    return noun_waits(n, i) || is_weakened(n, i) || is_weighed(n, i) || is_within_bracket(n, i) ||
           is_changed_otherwise(n, i) || is_reaction_feared(n, i) || is_eased_only(n, i) ||
           (ended && ends_in_te(n, t)) || ends_later(n, i) || is_planned_length(n, i) ||
           is_taken_back(n, i) || is_corrected(n, i) || (i > n->lo && is_corrected(n, i - 1)) ||
           is_frequency(n, i) || is_made_into(n, i);
}

/* 結婚したころに, 診断された日に: when something else was. */
bool nj_is_relative_clause(const struct nj *n, size_t i)
{
    const struct nj_token *next = nj_at(n, i + 1);
    bool when = nj_is(next, NJ_TIME, "when") ||
                ja_begins(n->p->text.s + nj_at(n, i)->end, nj_list_when_nouns);
    return when && nj_at(n, i)->class == NJ_PRED;
}

/* やめられません, やめられない: it goes on. */
bool nj_is_not_given_up(const struct nj *n, const struct saying *s)
{
    for (size_t i = n->lo; i < n->hi; i++)
        if (nj_at(n, i)->end == s->end &&
            ja_begins(n->p->text.s + nj_at(n, i)->begin, nj_list_cannot_stop))
            return (nj_at(n, i)->tail & NJ_NOT) && !(nj_at(n, i)->tail & NJ_PAST);
    return false;
}

/* 3年前に糖尿病と診断され、HbA1cは8.0です: what that time is of has been told at the comma i;
   not 3年前に検査を受け、, nor where the rest tells what was (9.0でした, 高いと言われ). */
bool nj_ends_past(const struct nj *n, size_t i)
{
    static const char *const events[] = {"dx", "develop", "receive", "do", NULL};
    bool named = false;
    if (nj_at(n, i)->class != NJ_COMMA || i == n->lo || !is_any(nj_at(n, i - 1), events))
        return false;
    for (size_t k = n->lo; k < i; k++)
        named |= nj_at(n, k)->class == NJ_NAME || nj_is(nj_at(n, k), NJ_NONE, "prior_surgery");
    for (size_t k = i + 1; k < n->hi; k++)
        if (nj_is(nj_at(n, k), NJ_PRED, "dx") || nj_begins(n, nj_at(n, k), "でし") ||
            nj_begins(n, nj_at(n, k), "だっ"))
            return false;
    return named;
}

/* ------------------------------------------------------------------ lists */

/* 重篤な感染症, 明らかな転移: belongs to what follows. */
static bool is_adjective_end(const struct nj *n, const struct nj_token *t)
{
    return t->class == NJ_TEXT && !t->kind &&
           ja_ends_in(n->p->text.s + t->begin, t->end - t->begin, nj_list_adjective_ends, NULL);
}

bool nj_is_list_between(const struct nj *n, size_t from, size_t to)
{
    for (; from < to; from++) {
        const struct nj_token *t = nj_at(n, from);
        bool mark = t->class == NJ_COMMA || t->class == NJ_VOID || t->class == NJ_SLASH ||
                    t->class == NJ_OPEN || t->class == NJ_CLOSE || nj_is(t, NJ_PTC, "to") ||
                    nj_is(t, NJ_PTC, "mo") || nj_is(t, NJ_PTC, "etc") || nj_is(t, NJ_PTC, "no") ||
                    nj_is(t, NJ_PTC, "iu") || nj_is(t, NJ_PTC, "ni") || t->class == NJ_OFF ||
                    is_adjective_end(n, t);
        if (!mark)
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ brackets */

/* いずれも治癒: said of all before the bracket. */
static bool tells_of_all(const struct nj *n, size_t open)
{
    return nj_begins_any(n, nj_at(n, open + 1), nj_list_of_all);
}

/* 胃潰瘍（治癒）, アスピリン100mg（休薬）: the bracket speaks of the last thing before it. */
void nj_bracket_open(struct nj *n, size_t i)
{
    size_t k = i;
    n->bracketed = true;
    n->listing = i > n->lo && nj_at(n, i - 1)->class == NJ_NONE;
    n->other_before = n->other;
    n->mark_before = n->mark;
    n->scope = 0;
    while (k > n->lo && (nj_at(n, k - 1)->class == NJ_NUM || nj_at(n, k - 1)->class == NJ_SLASH ||
                         nj_at(n, k - 1)->class == NJ_PERDAY))
        k--;
    if (n->n_pending && n->pending[n->n_pending - 1].last == k && !tells_of_all(n, i)) {
        n->scope = n->n_pending;
        n->scope_begin = nj_at(n, i)->begin;
    }
}

void nj_bracket_close(struct nj *n)
{
    if (n->bracketed) {
        n->other = n->other_before;
        n->mark = n->mark_before; /* 体重65kg（1年前72kg）、身長… */
    }
    n->bracketed = false;
    if (n->scope && n->time.set && n->time.begin > n->scope_begin) {
        nj_give_time(n, n->scope - 1, false);
        n->time.set = false;
    }
    n->scope = 0;
}
