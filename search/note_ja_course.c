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

/* 5年飲み、その後…: something else came in its place. */
bool nj_is_followed(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    bool done = nj_begins(n, t, "やり");    /* 半年やり、いまはX */
    bool of_drug = nj_is(t, NJ_PRED, "do"); /* Xの治療をして、そのあと悪くなった */
    if (!(nj_is(t, NJ_PRED, "take") || done || of_drug) || (t->tail & (NJ_GOING | NJ_NOT)))
        return false;
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
