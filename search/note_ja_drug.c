/* Drugs: taken now, over, or what one is allergic to. */
#include "search/note_ja_say.h"

size_t nj_behind_dose(const struct nj *n, size_t k)
{
    for (;; k++) {
        const struct nj_token *t = nj_at(n, k), *next = nj_at(n, k + 1);
        bool arrow = t->class == NJ_ARROW && next->class == NJ_NUM; /* 10mg→5mg */
        if (t->class != NJ_NUM && t->class != NJ_SLASH && t->class != NJ_PERDAY && !arrow &&
            !(t->class == NJ_TEXT && nj_text_is_any(n, t, nj_list_dose_words)))
            return k;
    }
}

/* The number of administrations behind a drug: Xを4回, A+B×4, X療法6コース. Its token. */
static size_t count_behind(const struct nj *n, const struct nj_mention *m)
{
    enum { GAP = 4 };
    size_t k = m->last;
    while (nj_text_is(n, nj_at(n, k), "+") &&
           (nj_at(n, k + 1)->class == NJ_NAME || nj_at(n, k + 1)->class == NJ_TEXT))
        k += 2; /* A+B×4: both */
    for (size_t end = k + GAP; k < end; k++) {
        const struct nj_token *t = nj_at(n, k);
        if (!nj_is(t, NJ_PTC, "wo") && !nj_text_is_any(n, t, nj_list_before_count))
            break;
    }
    return k;
}

/* コース, 回 of the number at s: bytes, 0 when it counts something else. */
static size_t counting_unit(const char *s)
{
    for (const char *const *u = nj_list_given_times; *u; u++)
        if (strncmp(s, *u, strlen(*u)) == 0)
            return strlen(*u);
    return 0;
}

/* 6サイクル後、オラパリブを; 3コース後、膀胱全摘; 6コース後CR、8か月で再発: it was followed by
 * something else. */
static bool is_before_another(const struct nj *n, size_t k)
{
    while (nj_at(n, k)->class == NJ_COMMA || nj_at(n, k)->class == NJ_OFF ||
           nj_is(nj_at(n, k), NJ_TIME, "now") || nj_is(nj_at(n, k), NJ_PTC, "wa") ||
           nj_begins(n, nj_at(n, k), "後"))
        k++;
    const struct nj_token *t = nj_at(n, k);
    if (nj_text_is_any(n, t, nj_list_answered) && nj_at(n, k + 1)->class != NJ_NUM)
        return true;
    if (t->class == NJ_NAME && (strcmp(t->kind, "drug") == 0 || strcmp(t->kind, "surgery") == 0 ||
                                strcmp(t->kind, "transplant") == 0))
        return true;
    for (; k < n->hi && nj_at(n, k)->class != NJ_NAME; k++)
        if (nj_is(nj_at(n, k), NJ_ENUM, "recurrent"))
            return true;
    return false;
}

/* N回, Nコース behind a drug: that many were given; not how often (週に1回), nor the one that goes
 * on (2コース目), nor those after which it went on (2コース後PR). */
bool nj_is_counted(const struct nj *n, const struct nj_mention *m)
{
    size_t k = count_behind(n, m);
    const struct nj_token *t = nj_at(n, k), *next = nj_at(n, k + 1);
    if (t->class != NJ_NUM || t->num.value < 1)
        return false;
    const char *s = n->p->text.s + t->stem_end;
    size_t unit = counting_unit(s);
    if (!unit)
        return nj_text_is(n, nj_at(n, k - 1), "×") && t->end == t->stem_end &&
               next->class != NJ_TEXT && next->class != NJ_SLASH;
    s += unit;
    if (next->end <= (uint32_t)(s - n->p->text.s))
        next = nj_at(n, k + 2);
    bool after = strncmp(s, "後", strlen("後")) == 0 && strncmp(s, "後に", strlen("後に")) != 0 &&
                 !is_before_another(n, k + 1);
    bool going = strncmp(s, "目", strlen("目")) == 0;
    return !going && !after && next->class != NJ_NUM && next->class != NJ_SLASH;
}

/* Xは3年前に…, 3年前にX: one point of the past, not since then. */
static bool is_dated(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *t = NULL;
    size_t k = m->last;
    while (nj_is(nj_at(n, k), NJ_PTC, "wa") || nj_is(nj_at(n, k), NJ_PTC, "wo") ||
           nj_at(n, k)->class == NJ_OPEN || (nj_at(n, k)->class == NJ_TEXT && k == m->last))
        k++;
    if (nj_time_days(n, nj_at(n, k)) > 0 && nj_is(nj_at(n, k + 1), NJ_TIME, "ago"))
        t = nj_at(n, k + 1);
    size_t b = m->first;
    while (b > n->lo && nj_at(n, b - 1)->class == NJ_PTC)
        b--;
    if (b > n->lo + 1 && nj_is(nj_at(n, b - 1), NJ_TIME, "ago") &&
        nj_time_days(n, nj_at(n, b - 2)) > 0)
        t = nj_at(n, b - 1);
    return t && !ja_begins(n->p->text.s + t->end, nj_list_since) &&
           !ja_ends_in(n->p->text.s, t->end, nj_list_since, NULL);
}

/* AとBは5週間前まで: until then, in days; < 0 when nothing tells so. */
static double until_days(const struct nj *n, const struct nj_mention *m)
{
    double days = 0;
    size_t k = m->last;
    while ((nj_is(nj_at(n, k), NJ_PTC, "to") || nj_at(n, k)->class == NJ_COMMA) &&
           nj_is_remedy(nj_at(n, k + 1)))
        k += 2;
    k += nj_is(nj_at(n, k), NJ_PTC, "wa") || nj_is(nj_at(n, k), NJ_PTC, "mo");
    for (; nj_time_days(n, nj_at(n, k)) > 0; k++)
        days += nj_time_days(n, nj_at(n, k)) * nj_at(n, k)->num.value;
    bool until = nj_is(nj_at(n, k), NJ_TIME, "ago") && nj_text_is(n, nj_at(n, k), "前まで");
    return until && days > 0 ? days : -1;
}

/* Xで, （X）で: by it something was done. */
bool nj_is_means(const struct nj *n, const struct nj_mention *m)
{
    size_t k = m->last + (nj_at(n, m->last)->class == NJ_CLOSE);
    return m->attr == ATTR_current_medication && nj_is(nj_at(n, k), NJ_PTC, "de");
}

/* 以前X, Xは以前…: long over. */
bool nj_is_of_before(const struct nj *n, const struct nj_mention *m)
{
    size_t behind = m->last;
    while (nj_at(n, behind)->class == NJ_PTC)
        behind++;
    return m->once || (n->once && nj_at(n, behind) == n->once);
}

/* TC療法6サイクル後、オラパリブを */
static bool is_counted_out(const struct nj *n, const struct nj_mention *m)
{
    size_t k = count_behind(n, m);
    const struct nj_token *t = nj_at(n, k);
    const char *s = n->p->text.s + t->stem_end;
    if (t->class != NJ_NUM || t->num.value < 1)
        return false;
    size_t unit = counting_unit(s);
    return unit && strncmp(s + unit, "後", strlen("後")) == 0 && is_before_another(n, k + 1);
}

/* Behind the bracket that opens at k. */
static size_t behind_bracket(const struct nj *n, size_t k)
{
    while (k < n->hi && nj_at(n, k)->class != NJ_CLOSE)
        k++;
    return k + 1;
}

/* VRd療法と自家移植（2年前）のあと再発, 虫垂切除術の既往: it has been. */
bool nj_is_had_before(const struct nj *n, const struct nj_mention *m)
{
    size_t k = m->last;
    while (k < n->hi) {
        const struct nj_token *t = nj_at(n, k);
        if (t->class == NJ_OPEN)
            k = behind_bracket(n, k);
        else if (t->class == NJ_COMMA || nj_is(t, NJ_PTC, "to") ||
                 (t->class == NJ_NAME && k > m->last))
            k++;
        else
            break;
    }
    bool of = nj_is(nj_at(n, k), NJ_PTC, "no");
    const struct nj_token *then = nj_at(n, k + of);
    if (of && k == m->last && nj_is(then, NJ_NONE, "history"))
        return true;
    if (!of && nj_text_is(n, nj_at(n, m->last), "後"))
        return true; /* テモダール後の再発 */
    bool after = then->class != NJ_CLASS_COUNT &&
                 strncmp(n->p->text.s + then->begin, "あと", strlen("あと")) == 0;
    return after || (of && nj_text_is(n, then, "後")) || is_counted_out(n, m);
}

/* 化学療法（A＋B）を4コース, 抗がん剤（A、その後B）をして: the bracket's drugs were the therapy's.
 */
static bool is_of_therapy_had(const struct nj *n, const struct nj_mention *m,
                              const struct saying *s)
{
    enum { NEAR = 40 };
    size_t open = m->first, close;
    while (open > n->lo && open + NEAR > m->first && nj_at(n, open)->class != NJ_OPEN &&
           nj_at(n, open)->class != NJ_CLOSE)
        open--;
    if (nj_at(n, open)->class != NJ_OPEN || open == n->lo)
        return false;
    const struct nj_token *of = nj_at(n, open - 1);
    bool therapy = (of->class == NJ_NAME && strcmp(of->kind, "therapy") == 0) ||
                   nj_is(of, NJ_NONE, "prior_therapy");
    close = behind_bracket(n, open);
    if (!therapy || close <= m->last || close > n->hi)
        return false;
    const struct nj_mention whole = {.first = open - 1, .last = close};
    return nj_is_counted(n, &whole) ||
           ((nj_is(nj_at(n, close), NJ_PTC, "wo") || nj_says(nj_at(n, close))) &&
            (s->what == SAID_EVENT || s->what == SAID_HAD) && !s->going);
}

/* Behind A+B, and behind the bracket's list of A、B）. */
static size_t behind_list(const struct nj *n, size_t k)
{
    enum { MOST = 8 };
    size_t alone = nj_behind_dose(n, k), end = alone;
    bool commas = false;
    for (size_t more = 0; more < MOST && nj_is_remedy(nj_at(n, end + 1)); more++) {
        if (nj_at(n, end)->class != NJ_COMMA && !nj_text_is(n, nj_at(n, end), "+"))
            break;
        commas |= nj_at(n, end)->class == NJ_COMMA;
        end = nj_behind_dose(n, end + 2);
    }
    return commas && nj_at(n, end)->class != NJ_CLOSE ? alone : end;
}

/* A→B, A 10mg→今はB: B, or what no lexicon knows, took its place; A 10mg→5mg is A's dose. */
bool nj_is_replaced(const struct nj *n, const struct nj_mention *m)
{
    size_t at = behind_list(n, m->last);
    if (nj_at(n, at)->class == NJ_CLOSE)
        at++; /* （A＋B）→C */
    else if (nj_at(n, at)->class == NJ_OPEN)
        at = behind_bracket(n, at);
    size_t to = at + 1;
    while (nj_is(nj_at(n, to), NJ_TIME, "now") || nj_is(nj_at(n, to), NJ_PTC, "wa"))
        to++;
    const struct nj_token *t = nj_at(n, to);
    bool other = t->class == NJ_NAME || (t->class == NJ_TEXT && t->kind && t->end - t->begin > 2);
    return nj_at(n, at)->class == NJ_ARROW && other;
}

/* A 5mgからB 10mgへ変更: B. */
bool nj_is_new_one(const struct nj *n, const struct nj_mention *m)
{
    size_t k = nj_behind_dose(n, m->last);
    bool arrow = m->first > n->lo && nj_at(n, m->first - 1)->class == NJ_ARROW; /* A→B変更 */
    return nj_is(nj_at(n, k), NJ_PTC, "ni") || (arrow && nj_is(nj_at(n, k), NJ_PRED, "change"));
}

/* 術後, 補助療法として right before a drug. */
static bool is_beside_operation(const struct nj *n, size_t i)
{
    enum { NEAR = 6 };
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        const struct nj_token *t = nj_at(n, k - 1);
        if (t->class == NJ_POSTOP || nj_begins_any(n, t, nj_list_adjuvants))
            return true;
        bool of = t->class == NJ_OFF || t->class == NJ_TEXT || t->class == NJ_NAME ||
                  t->class == NJ_COMMA || nj_is(t, NJ_PTC, "ni") || nj_is(t, NJ_PTC, "to") ||
                  nj_is(t, NJ_PRED, "do");
        if (!of)
            return false;
    }
    return false;
}

/* 術後ニボルマブ1年: given beside the operation for a time that was told. */
static bool is_adjuvant_had(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    size_t k = nj_behind_dose(n, m->last);
    const struct nj_token *length = k > m->last ? nj_at(n, k - 1) : nj_at(n, n->hi);
    bool timed = nj_time_days(n, length) >= 7 || nj_is(nj_at(n, k), NJ_TIME, "halfyear");
    return timed && !s->going && !nj_is(nj_at(n, k), NJ_TIME, "ago") &&
           !nj_text_is(n, nj_at(n, k), "目") && is_beside_operation(n, m->first);
}

static bool is_given_before(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    return nj_is_had_before(n, m) || is_of_therapy_had(n, m, s) || is_adjuvant_had(n, m, s);
}

/* ヒュミラにしました, 薬はヒュミラになりました: what came in another's place, unless it was stopped
 * too. */
static bool is_settled_on(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    size_t k = nj_behind_dose(n, m->last);
    const struct nj_token *verb = nj_at(n, k + 1);
    bool turned = nj_is(verb, NJ_PRED, "develop") || nj_is(verb, NJ_PRED, "do") ||
                  (nj_is(verb, NJ_PRED, "have") && nj_begins(n, verb, "な"));
    if (!nj_is(nj_at(n, k), NJ_PTC, "ni") || !turned || !s->past || m->once || n->once)
        return false;
    for (k++; k < n->hi; k++)
        if (nj_is(nj_at(n, k), NJ_PRED, "stop") || nj_is(nj_at(n, k), NJ_PRED, "change"))
            return false;
    return true;
}

/* … by what tells so of it alone: before, a count, a time. */
static bool is_told_over(const struct nj *n, const struct nj_mention *m)
{
    return nj_is_of_before(n, m) || n->section == ATTR_prior_therapy || nj_is_counted(n, m) ||
           is_dated(n, m) || until_days(n, m) >= 0;
}

/* Taken once and no more, by what stands around it. */
static bool is_drug_over(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool only = nj_begins(n, nj_at(n, m->last), "だけ");   /* Xだけでした: others came to it */
    bool before_now = m->once && !n->once && n->mark == 2; /* 以前はX、いまはYを… */
    if (nj_is_replaced(n, m) || s->ever || before_now || s->gone || is_given_before(n, m, s))
        return true;
    if (is_settled_on(n, m, s))
        return false;
    if ((s->turned && n->mark == 2) || (only && s->what == SAID_YES) || (s->going && !s->past))
        return false; /* 今はXになりました */
    return s->past || s->followed || is_told_over(n, m);
}

/* DKd療法中, FOLFIRI+Bev療法中: drugs that are given now. */
bool nj_is_drugs_now(const struct nj *n, const struct nj_mention *m)
{
    size_t k = m->last;
    while (nj_text_is(n, nj_at(n, k), "+") && nj_at(n, k + 1)->class == NJ_NAME)
        k += 2;
    const struct nj_token *last = nj_at(n, k - 1);
    return m->attr == ATTR_prior_therapy && last->class == NJ_NAME &&
           nj_is_regimen(n->p->text.s + last->begin, last->end - last->begin) &&
           ja_begins(n->p->text.s + last->end, nj_list_during) &&
           !ja_begins(n->p->text.s + last->end, nj_list_broken_off);
}

/* Given once, never going on. */
static bool is_vaccine(const char *name)
{
    return ja_ends_in(name, strlen(name), nj_list_vaccines, NULL);
}

/* Xは効きが悪く合いません: a verb that the table does not know, denied. */
bool nj_is_denied_somehow(const struct nj *n, const struct nj_mention *m)
{
    const char *s = n->p->text.s + n->t[n->lo].begin;
    size_t len = n->t[n->hi - 1].end - n->t[n->lo].begin;
    if (nj_at(n, m->last)->class != NJ_PTC)
        return false;
    return ja_ends_in(s, len, nj_list_denied_ends, NULL);
}

/* ワーファリンの代わりに, 痛み止めはロキソニン: another one is taken. */
static bool is_for_another(const struct nj *n, const struct nj_mention *m)
{
    bool topic = m->kind && strcmp(m->kind, "class") == 0;
    return nj_begins(n, nj_at(n, m->last + 1), "代わり") ||
           (topic && nj_is(nj_at(n, m->last), NJ_PTC, "wa"));
}

/* Taken now or over; the time right behind it is its own, whatever else the sentence tells. */
static void say_taken(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    struct nj_mention own = *m;
    double until = until_days(n, m);
    own.ago = until >= 0 ? until : m->ago;
    nj_say_item(n, is_drug_over(n, m, s) ? ATTR_prior_therapy : ATTR_current_medication, &own);
}

void nj_say_drug(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (n->section == ATTR_allergy && s->what != SAID_NO) {
        nj_say_item(n, ATTR_allergy, m);
        return;
    }
    if (m->modifies && is_for_another(n, m))
        return;
    if (is_vaccine(m->value)) {
        if (s->what == SAID_HAD || s->what == SAID_TAKEN)
            nj_say_item(n, ATTR_prior_therapy, m);
        return;
    }
    if (s->what == SAID_NOTHING && nj_is_denied_somehow(n, m))
        return;
    switch (s->what) {
    case SAID_TAKEN:
    case SAID_YES:
    case SAID_NOTHING:
    case SAID_EVENT:
        say_taken(n, m, s);
        return;
    case SAID_HAD:
        nj_say_item(n, s->going && !s->past ? ATTR_current_medication : ATTR_prior_therapy, m);
        return;
    case SAID_STOPPED:
        if (s->changed && nj_is(nj_at(n, m->last), NJ_PTC, "wa"))
            return; /* 睡眠薬はAからBに変更 */
        nj_say_item(
            n, s->changed && nj_is_new_one(n, m) ? ATTR_current_medication : ATTR_prior_therapy, m);
        return;
    case SAID_REACTED:
        if (!nj_is(nj_at(n, m->last), NJ_PTC, "no"))
            nj_say_item(n, ATTR_allergy, m);
        return;
    case SAID_NO:
        note_deny(n->p, m->value, m->t->begin, s->end);
        return;
    default:
        return;
    }
}

/* 造影剤アレルギー, サルファ剤のアレルギー: what one is allergic to is not what one takes. */
void nj_mark_allergens(struct nj *n)
{
    for (size_t k = n->n_pending; k-- > 1;) {
        const struct nj_mention *a = &n->pending[k];
        struct nj_mention *m = &n->pending[k - 1];
        bool of =
            m->last == a->first ||
            (m->last + 1 == a->first &&
             (nj_is(nj_at(n, m->last), NJ_PTC, "no") || nj_is(nj_at(n, m->last), NJ_PTC, "wa") ||
              nj_is(nj_at(n, m->last), NJ_PTC, "de") || nj_is(nj_at(n, m->last), NJ_PTC, "ni")));
        if (!nj_is(a->t, NJ_NONE, "allergy") || !of || !m->kind)
            continue;
        for (m->allergen = true; m > n->pending; m--) {
            if (!nj_is_list_between(n, m[-1].last, m->first) || !m[-1].kind ||
                m[-1].attr == ATTR_diagnosis)
                break;
            m[-1].allergen = true;
        }
    }
}

/* ロキソニンで喘息が出る, レボフロキサシンで腱炎: neither taken now nor an illness of now. */
bool nj_is_reaction(const struct nj *n, size_t i)
{
    const struct nj_token *a = nj_at(n, i), *b = nj_at(n, i + 2), *after = nj_at(n, i + 3);
    return a->class == NJ_NAME && a->kind &&
           (strcmp(a->kind, "drug") == 0 || strcmp(a->kind, "class") == 0) &&
           nj_is(nj_at(n, i + 1), NJ_PTC, "de") && b->class == NJ_NAME &&
           strcmp(b->kind, "disease") == 0 &&
           (after->class == NJ_COMMA || after->class == NJ_CLOSE || i + 3 >= n->hi ||
            (nj_is(after, NJ_PTC, "ga") && nj_begins(n, nj_at(n, i + 4), "出")));
}
