/* How a treatment of a Japanese note went on: what came later in its place, or nothing. */
#include "search/note_ja_say.h"

/* に変えました, not に変える予定 */
static bool is_put_in_place(const struct nj *n, size_t k)
{
    return nj_is(nj_at(n, k), NJ_PTC, "ni") && nj_is(nj_at(n, k + 1), NJ_PRED, "change") &&
           !nj_is(nj_at(n, k + 2), NJ_PRED, "plan");
}

/* 3年打って、Xに変えました: a drug came in the place of what was taken. */
static bool is_changed_later(const struct nj *n, size_t i)
{
    for (size_t k = i + 1; k + 2 < n->hi; k++)
        if (nj_at(n, k)->class == NJ_NAME && strcmp(nj_at(n, k)->kind, "drug") == 0 &&
            is_put_in_place(n, nj_behind_dose(n, k + 1)))
            return true;
        else if (nj_says(nj_at(n, k)))
            return false;
    return false;
}

/* 1年飲んで、今は経過観察中; 1年飲んで再発: nothing is taken any more, or it no longer helped. */
static bool is_without_later(const struct nj *n, size_t i)
{
    size_t end = n->hi;
    for (size_t k = i + 1; k < n->hi; k++)
        if (nj_at(n, k)->class == NJ_NAME && strcmp(nj_at(n, k)->kind, "drug") == 0)
            return false;
    const char *s = n->p->text.s + nj_at(n, i)->end;
    size_t len = end > i + 1 ? n->t[end - 1].end - nj_at(n, i)->end : 0;
    return ja_holds(s, len, nj_list_without_later);
}

/* How long stands right before the verb at i: 1年飲んで. */
static bool is_for_a_time(const struct nj *n, size_t i)
{
    size_t k = i;
    while (k > n->lo && nj_is(nj_at(n, k - 1), NJ_PTC, "wo"))
        k--;
    const struct nj_token *t = k > n->lo ? nj_at(n, k - 1) : nj_at(n, n->hi);
    return nj_time_days(n, t) > 0 || nj_is(t, NJ_TIME, "halfyear");
}

/* …半年、いまはXを: another drug is taken now. */
static bool is_another_now(const struct nj *n, size_t i)
{
    size_t k = i + 1;
    while (nj_at(n, k)->class == NJ_COMMA || nj_is(nj_at(n, k), NJ_PTC, "de"))
        k++;
    if (!nj_is(nj_at(n, k), NJ_TIME, "now"))
        return false;
    k += 1 + nj_is(nj_at(n, k + 1), NJ_PTC, "wa");
    return nj_at(n, k)->class == NJ_NAME && strcmp(nj_at(n, k)->kind, "drug") == 0;
}

/* 飲んで、そのあと */
static bool is_afterwards(const struct nj *n, size_t i)
{
    size_t k = i + 1 + nj_is(nj_at(n, i + 1), NJ_PTC, "de"); /* 飲ん|で */
    k += nj_at(n, k)->class == NJ_COMMA;
    return nj_begins(n, nj_at(n, k), "その後") || nj_begins(n, nj_at(n, k), "そのあと");
}

/* 7日間投与し軽快 */
static bool is_enough(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i + 1 + (nj_at(n, i + 1)->class == NJ_COMMA));
    return nj_is(t, NJ_PRED, "eased") || nj_is(t, NJ_PRED, "cured");
}

/* 投与し、増悪; not 投与し、進行胃癌に: it no longer helped. */
static bool is_failed(const struct nj *n, size_t i)
{
    size_t k = i + 1 + (nj_at(n, i + 1)->class == NJ_COMMA);
    k += nj_is(nj_at(n, k), NJ_TIME, "now");
    return nj_begins_any(n, nj_at(n, k), nj_list_failed) &&
           nj_at(n, k + 1)->begin != nj_at(n, k)->end;
}

/* 5年飲み、その後…: something else came in its place. */
bool nj_is_followed(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    bool done = nj_begins(n, t, "やり");    /* 半年やり、いまはX */
    bool of_drug = nj_is(t, NJ_PRED, "do"); /* Xの治療をして、そのあと悪くなった */
    if (!(nj_is(t, NJ_PRED, "take") || done || of_drug) || (t->tail & (NJ_GOING | NJ_NOT)))
        return false;
    if (!(t->tail & NJ_PAST) && is_failed(n, i))
        return true;
    if (of_drug && !done)
        return is_afterwards(n, i);
    if (is_for_a_time(n, i) && (is_another_now(n, i) || is_enough(n, i)))
        return true;
    if (is_changed_later(n, i) || (is_for_a_time(n, i) && is_without_later(n, i)))
        return true;
    return is_afterwards(n, i);
}

bool nj_is_added_to(const struct nj *n, size_t i)
{
    bool drug = false;
    if (!nj_is(nj_at(n, i), NJ_PRED, "stop") || !nj_begins_any(n, nj_at(n, i), nj_list_not_enough))
        return false;
    for (size_t k = i + 1; k < n->hi; k++) {
        const struct nj_token *t = nj_at(n, k);
        drug |= t->class == NJ_NAME && strcmp(t->kind, "disease") != 0;
        if (drug && nj_begins_any(n, t, nj_list_added))
            return true;
        if (drug && nj_says(t))
            return false;
    }
    return false;
}

/* 今はX, 今の薬はX: the thing m was said to be of now. */
static bool is_told_of_now(const struct nj *n, const struct nj_mention *m)
{
    enum { NEAR = 5 };
    for (size_t k = m->first; k-- > n->lo && k + NEAR > m->first;) {
        if (nj_is(nj_at(n, k), NJ_TIME, "now"))
            return true;
        if (nj_at(n, k)->class != NJ_PTC && nj_at(n, k)->class != NJ_NONE)
            return false;
    }
    return false;
}

bool nj_turns_back(const struct nj *n, size_t i)
{
    const struct nj_mention *m = n->n_pending ? &n->pending[n->n_pending - 1] : NULL;
    bool before = nj_begins_any(n, nj_at(n, i), nj_list_turning_back);
    bool once = nj_begins_any(n, nj_at(n, i), nj_list_before_now);
    once |= nj_time_days(n, nj_at(n, i)) > 0 && nj_is(nj_at(n, i + 1), NJ_TIME, "ago");
    if (!m || n->bracketed || n->mark == 0 || m->attr != ATTR_current_medication || m->once ||
        !(before || (once && is_told_of_now(n, m))))
        return false;
    size_t k = nj_behind_dose(n, m->last);
    bool comma = false;
    for (; k < i; k++) {
        comma |= nj_at(n, k)->class == NJ_COMMA;
        if (nj_at(n, k)->class != NJ_COMMA && !nj_is(nj_at(n, k), NJ_PTC, "de") &&
            !nj_is(nj_at(n, k), NJ_TIME, "halfyear"))
            return false;
    }
    return comma;
}

/* もう, まったく, 一滴も between now and a verb of drinking */
static bool is_of_denial(const struct nj *n, const struct nj_token *t)
{
    return t->class == NJ_TIME || t->class == NJ_PTC || t->class == NJ_COMMA ||
           nj_begins_any(n, t, nj_list_never_at_all);
}

/* The verb that says that nothing is drunk any more, behind the token of now; n->hi: none. */
static size_t drinks_no_more(const struct nj *n, size_t now)
{
    size_t k = now + 1;
    while (k < n->hi && is_of_denial(n, nj_at(n, k)))
        k++;
    const struct nj_token *t = nj_at(n, k);
    bool dry = nj_is(t, NJ_PRED, "take") && nj_begins_any(n, t, nj_list_drunk) &&
               (t->tail & NJ_NOT) && !(t->tail & (NJ_PAST | NJ_EVER));
    bool over = nj_is(t, NJ_PRED, "stop") && nj_begins_any(n, t, nj_list_at_an_end) &&
                !(t->tail & (NJ_NOT | NJ_WISH)) && !nj_begins_any(n, t, nj_list_not_given_up);
    return dry || over ? k : n->hi;
}

/* 今は, わかってからは, 去年から, 2年前から: what follows is of now. */
static bool is_from_now(const struct nj *n, size_t k)
{
    const struct nj_token *t = nj_at(n, k);
    if (nj_is(t, NJ_TIME, "now") || (nj_is(t, NJ_TIME, "ago") && nj_text_is(n, t, "前から")))
        return true;
    enum nj_class since = k > n->lo ? nj_at(n, k - 1)->class : NJ_CLASS_COUNT;
    return nj_is(t, NJ_PTC, "kara") && (since == NJ_PRED || since == NJ_TIME || since == NJ_FLAG);
}

void nj_drinking_end(struct nj *n)
{
    size_t drink = n->hi;
    for (size_t k = n->lo; k < n->hi && !n->other; k++) {
        const struct nj_token *t = nj_at(n, k);
        if (t->class == NJ_DRINK)
            drink = k;
        else if (t->class == NJ_NAME || t->class == NJ_NONE || t->class == NJ_TOBACCO)
            drink = n->hi; /* お酒は飲んでいましたが、薬は飲んでいません */
        if (drink == n->hi || !is_from_now(n, k))
            continue;
        size_t end = drinks_no_more(n, k);
        if (end == n->hi)
            continue;
        if (note_has(n->p, ATTR_alcohol))
            nj_forget(n, ATTR_alcohol);
        note_word(n->p, ATTR_alcohol, "none", nj_at(n, drink)->begin, nj_at(n, end)->end);
    }
}

/* 妊娠してから, 去年から, 3年前から: since then; 体に悪いから: why, of which nothing follows. */
static enum nj_denied_habit since_when(const struct nj *n, size_t k)
{
    const struct nj_token *t = nj_at(n, k);
    const struct nj_token *from = k > n->lo ? nj_at(n, k - 1) : nj_at(n, n->hi);
    if (nj_is(t, NJ_TIME, "sofar"))
        return NJ_NO_LONGER;
    if (nj_is(t, NJ_TIME, "ago") && nj_text_is(n, t, "前から"))
        return from->class == NJ_NUM ? NJ_NO_LONGER : NJ_NOT_NOW;
    if (nj_is(t, NJ_TIME, "now"))
        return NJ_NOT_NOW;
    if (!nj_is(t, NJ_PTC, "kara") || from->class == NJ_BIRTH)
        return NJ_NEVER;
    bool point = (from->class == NJ_TIME && !nj_is(from, NJ_TIME, "once")) ||
                 ja_ends_in(n->p->text.s, t->begin, nj_list_verb_and, NULL);
    return point ? NJ_NO_LONGER : NJ_NOT_NOW;
}

/* May stand between such a time and what is denied. */
static bool is_beside_habit(const struct nj_token *t)
{
    return t->class == NJ_PTC || t->class == NJ_TIME || t->class == NJ_COMMA ||
           t->class == NJ_TOBACCO || t->class == NJ_DRINK || t->class == NJ_OFF;
}

/* Nothing that is denied from a time on, or of now, was never done. */
enum nj_denied_habit nj_denied_habit(const struct nj *n, const struct nj_mention *m,
                                     const struct saying *s)
{
    size_t first = m->first;
    enum nj_denied_habit when = NJ_NEVER;
    if (s->ever)
        return NJ_NEVER;
    while (first > n->lo && is_beside_habit(nj_at(n, first - 1)))
        first--;
    for (size_t k = first; k < n->hi && nj_at(n, k)->end <= s->end && when == NJ_NEVER; k++)
        when = since_when(n, k);
    return when;
}
