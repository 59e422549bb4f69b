/* Where a cancer of a Japanese note has spread to: 骨と肝臓に転移, 腹膜に再発. */
#include "search/note_ja.h"

static bool is_metastasis_gap(const struct nj_token *t)
{
    switch (t->class) {
    case NJ_ORGAN:
    case NJ_COMMA:
    case NJ_SIDE:
    case NJ_COUNT:
        return true;
    case NJ_PTC:
        return nj_is(t, NJ_PTC, "ni") || nj_is(t, NJ_PTC, "mo") || nj_is(t, NJ_PTC, "no") ||
               nj_is(t, NJ_PTC, "to") || nj_is(t, NJ_PTC, "wa") || nj_is(t, NJ_PTC, "etc");
    case NJ_NUM:
        return t->num.unit == LEX_NO_UNIT;
    default:
        return false;
    }
}

static bool is_spread(const struct nj_token *t)
{
    return t->class == NJ_META || nj_is(t, NJ_NONE, "metastasis");
}

/* m1 of ct3n1m1c */
static bool is_m1(const struct nj *n, const struct nj_token *t)
{
    const char *s = n->p->text.s;
    for (uint32_t at = t->begin; t->class == NJ_TNM && at + 1 < t->end; at++)
        if (s[at] == 'm' && s[at + 1] == '1')
            return true;
    return false;
}

static bool is_between_sites(const struct nj_token *t)
{
    return t->class == NJ_ORGAN || t->class == NJ_COMMA || t->class == NJ_SIDE ||
           t->class == NJ_COUNT || t->class == NJ_SLASH || nj_is(t, NJ_PTC, "to");
}

/* 首の|リンパ節 */
static bool is_part_of_site(const struct nj *n, size_t k)
{
    return k >= n->lo + 2 && nj_is(nj_at(n, k - 1), NJ_PTC, "no") &&
           nj_at(n, k - 2)->class == NJ_TEXT && nj_at(n, k - 2)->kind;
}

/* 転移部位：肝、肺; 転移は肝臓と肺です; M1c(肝、肺): the head of a list that the organ i is of. */
static bool is_listed(const struct nj *n, size_t i)
{
    enum { NEAR = 14 };
    size_t k = i, least = i > n->lo + NEAR ? i - NEAR : n->lo;
    const struct nj_token *next = nj_at(n, i + 1);
    if (nj_is(next, NJ_PTC, "no") || next->class == NJ_REMOVED)
        return false; /* 転移は肺の検査で */
    for (;;) {
        if (k > least + 1 && is_part_of_site(n, k))
            k -= 2;
        else if (k > least && is_between_sites(nj_at(n, k - 1)))
            k--;
        else
            break;
    }
    if (k < n->lo + 2)
        return false;
    const struct nj_token *mark = nj_at(n, k - 1), *head = nj_at(n, k - 2);
    bool told = mark->class == NJ_COLON || mark->class == NJ_OPEN || nj_is(mark, NJ_PTC, "wa");
    return told && (is_spread(head) || (mark->class == NJ_OPEN && is_m1(n, head)));
}

static bool wait_for_site(struct nj *n, size_t i)
{
    struct nj_mention *m = nj_wait_for(n, i, i + 1, ATTR_metastasis_site);
    if (m) {
        m->value = nj_at(n, i)->word->value;
        m->kind = "metastasis";
    }
    return true;
}

/* 肝・副腎転移, 肺と骨転移: the organ i stands in one list with the spread named at k; the places
 * of 肺、肝転移 may be two things. */
static bool is_listed_before(const struct nj *n, size_t i, size_t k)
{
    const struct nj_token *end = nj_at(n, k);
    if (end->class != NJ_NAME || strcmp(end->kind, "metastasis") != 0)
        return false;
    for (size_t j = i + 1; j < k; j++)
        if (nj_at(n, j)->class != NJ_ORGAN && !nj_text_is(n, nj_at(n, j), "・") &&
            nj_at(n, j)->class != NJ_SLASH && !nj_text_is(n, nj_at(n, j), "と"))
            return false;
    return true;
}

/* 骨と肝臓に転移, 脳への転移, 腹膜に再発: a site. */
bool nj_mention_site(struct nj *n, size_t i)
{
    enum { GAP = 9 };
    size_t k = i + 1;
    if (is_listed(n, i))
        return wait_for_site(n, i);
    while (k < i + GAP && is_metastasis_gap(nj_at(n, k)))
        k++;
    const struct nj_token *end = nj_at(n, k);
    bool spread = is_spread(end) || is_listed_before(n, i, k) || nj_is(end, NJ_ENUM, "recurrent");
    if (!spread || (nj_is(end, NJ_ENUM, "recurrent") && !nj_is(nj_at(n, k - 1), NJ_PTC, "ni")))
        return false;
    return wait_for_site(n, i);
}
