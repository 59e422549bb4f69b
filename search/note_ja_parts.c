/*
 * Parts of a Japanese chart that stand in one line: 既往歴：高血圧　内服：X　アレルギー：なし　
 * 家族歴：父 胃癌. Each begins with a heading and ends before the next; what waits is told there.
 */
#include "search/note_ja.h"

static const struct nj_token *any(const struct nj *n, size_t i)
{
    static const struct nj_token none = {.class = NJ_CLASS_COUNT};
    return i < n->n ? &n->t[i] : &none;
}

/* Blanks stand before the token in the note; between Japanese words the text read has none. */
static bool is_apart(const struct nj *n, size_t i)
{
    return i == 0 || i >= n->n || nj_has_gap(n->p, n->t[i].begin);
}

static bool has_edge(const struct nj *n, size_t i)
{
    if (is_apart(n, i))
        return true;
    switch (n->t[i - 1].class) {
    case NJ_STOP:
    case NJ_COMMA:
    case NJ_SLASH:
    case NJ_OPEN:
    case NJ_CLOSE:
        return true;
    default:
        return false;
    }
}

bool nj_is_others_heading(const struct nj *n, size_t i)
{
    const struct nj_token *t = any(n, i), *next = any(n, i + 1);
    if (nj_is(t, NJ_OTHER, "complaint"))
        return next->class == NJ_COLON;
    if (t->class != NJ_OTHER || !nj_text_is_any(n, t, nj_list_family_headings))
        return false;
    return next->class == NJ_COLON ||
           (has_edge(n, i) &&
            (next->class == NJ_OPEN || next->class == NJ_CLOSE || is_apart(n, i + 1)));
}

bool nj_is_nobody(const struct nj *n, size_t i)
{
    const struct nj_token *t = any(n, i);
    size_t k = i + 1;
    if (t->class != NJ_OTHER || nj_is_others_heading(n, i) ||
        (i > 0 && nj_is(&n->t[i - 1], NJ_PTC, "no"))) /* 糖尿病の家族歴なし: the family's */
        return false;
    if (nj_text_is_any(n, t, nj_list_givers) &&
        (nj_is(any(n, k), NJ_PTC, "kara") || nj_begins_any(n, any(n, k), nj_list_searched)))
        return true;
    while (nj_is(any(n, k), NJ_PTC, "wa") || nj_is(any(n, k), NJ_PTC, "ga") ||
           nj_is(any(n, k), NJ_PTC, "mo") || nj_text_is(n, any(n, k), "特に"))
        k++;
    return nj_is(any(n, k), NJ_PRED, "not") || nj_begins_any(n, any(n, k), nj_list_searched);
}

/* 現病歴：, 処方：: with the colon, whatever words they are made of. */
static bool is_listed_heading(const struct nj *n, size_t i)
{
    const struct crit_text *text = &n->p->text;
    uint32_t begin = n->t[i].begin;
    size_t len = ja_at(text->s + begin, text->len - begin, nj_list_part_headings);
    return len > 0 && text->s[begin + len] == ':' && has_edge(n, i);
}

/* 内服：, アレルギー：; 現在の内服：. Not 父の既往歴：, which is the father's. */
static bool is_heading(const struct nj *n, size_t i)
{
    if (nj_is(&n->t[i], NJ_TIME, "now") && nj_is(any(n, i + 1), NJ_PTC, "no"))
        return any(n, i + 2)->class == NJ_NONE && any(n, i + 3)->class == NJ_COLON;
    bool named = n->t[i].class == NJ_NONE && any(n, i + 1)->class == NJ_COLON;
    return (named && n->t[i - 1].class != NJ_PTC) || is_listed_heading(n, i);
}

/* Ends what is told of the family: a measured value, 喫煙：, 既往歴 on its own, the end of
 * 家族歴（…）. */
static bool ends_others(const struct nj *n, size_t i)
{
    const struct nj_token *t = &n->t[i], *next = any(n, i + 1);
    bool bracket = n->lo + 1 < i && n->t[n->lo + 1].class == NJ_OPEN;
    if (bracket)
        return n->t[i - 1].class == NJ_CLOSE;
    switch (t->class) {
    case NJ_ATTR:
        return next->class == NJ_COLON || next->class == NJ_NUM;
    case NJ_NONE:
        return is_apart(n, i) &&
               (t->word->attr == ATTR_history || t->word->attr == ATTR_current_medication);
    case NJ_TOBACCO:
    case NJ_DRINK:
    case NJ_FLAG:
    case NJ_PATIENT:
        return next->class == NJ_COLON;
    default:
        return false;
    }
}

bool nj_part_begins(const struct nj *n, size_t i)
{
    bool held = nj_is_others_heading(n, n->lo);
    if (i <= n->lo)
        return false;
    return is_heading(n, i) || nj_is_others_heading(n, i) || nj_is_nobody(n, i) ||
           (held && ends_others(n, i));
}
