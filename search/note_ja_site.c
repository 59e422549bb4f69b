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

/* 骨と肝臓に転移, 脳への転移, 腹膜に再発: a site. */
bool nj_mention_site(struct nj *n, size_t i)
{
    enum { GAP = 9 };
    size_t k = i + 1;
    while (k < i + GAP && is_metastasis_gap(nj_at(n, k)))
        k++;
    const struct nj_token *end = nj_at(n, k);
    bool spread = end->class == NJ_META || nj_is(end, NJ_ENUM, "recurrent") ||
                  (end->class == NJ_NONE && strcmp(end->word->value, "metastasis") == 0);
    if (!spread || (nj_is(end, NJ_ENUM, "recurrent") && !nj_is(nj_at(n, k - 1), NJ_PTC, "ni")))
        return false;
    struct nj_mention *m = nj_wait_for(n, i, i + 1, ATTR_metastasis_site);
    if (m) {
        m->value = nj_at(n, i)->word->value;
        m->kind = "metastasis";
    }
    return true;
}
