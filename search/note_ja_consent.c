/* Who cannot consent: 本人には判断ができないので、父が代わりに同意します. */
#include "search/note_ja.h"

/* できない, できず, 難しい: as a word of its own or as the kana of what cannot be done. */
static bool is_beyond(const struct nj_token *t)
{
    bool can =
        nj_is(t, NJ_PRED, "can") || t->class == NJ_AGREE || nj_is(t, NJ_ABLE, "consent_self");
    return nj_is(t, NJ_PRED, "cannot") || (can && (t->tail & NJ_NOT));
}

bool nj_cannot_agree(const struct nj *n, size_t i)
{
    for (size_t k = i + 1; k < n->hi && nj_at(n, k)->class != NJ_COMMA; k++)
        if (is_beyond(nj_at(n, k)))
            return true;
        else if (nj_at(n, k)->class == NJ_AGREE)
            return false;
    return false;
}

/* 代わりに署名, 代わりに私が同意します: at token i. */
static bool is_instead(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    const char *s = n->p->text.s;
    size_t from = n->t[n->lo].begin;
    return (t->class == NJ_AGREE || nj_is(t, NJ_ABLE, "guardian_consent")) && !(t->tail & NJ_NOT) &&
           ja_holds(s + from, t->end - from, nj_list_instead);
}

/* Between tokens [from, to), within one clause: something of the mind, and that it cannot be;
 * 本人には難しい without what. The token that says so, or `to`. */
static size_t incapable_at(const struct nj *n, size_t from, size_t to)
{
    const char *s = n->p->text.s;
    size_t first = from + 1, clause = from;
    while (first < to && n->t[first].class == NJ_PTC)
        first++;
    for (size_t k = from + 1; k < to; k++) {
        const struct nj_token *t = &n->t[k];
        if (t->class == NJ_SELF || t->class == NJ_REL)
            return to;
        if (t->class == NJ_COMMA || nj_is(t, NJ_PTC, "but"))
            clause = k; /* 理解していますが、外出が難しい */
        if (is_beyond(t))
            return k == first ||
                           ja_holds(s + n->t[clause].end, t->end - n->t[clause].end, nj_list_minds)
                       ? k
                       : to;
    }
    return to;
}

void nj_read_incapable(struct nj *n, size_t i)
{
    if (!is_instead(n, i))
        return;
    for (size_t k = i; k-- > n->before;) {
        if (n->t[k].class != NJ_PATIENT)
            continue;
        size_t end = incapable_at(n, k, i);
        if (end < i)
            note_flag(n->p, ATTR_consent_self, false, n->t[k].begin, n->t[end].end);
        return;
    }
}
