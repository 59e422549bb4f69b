/* What a therapy is counted for (手術不能又は再発後の, 進行・再発乳癌に対する): the trial's own
   disease, which is told elsewhere; lines of therapy are those of it. */
#include "search/attributes_gen.h"
#include "search/criteria_ja.h"
#include "search/criteria_ja_words.h"

static bool is_joint(const struct lex_token *t)
{
    return t->class == LEX_OR || t->class == LEX_ALSO || t->class == LEX_DOT;
}

/* Behind the states that begin at `at`; `*many`: they are a choice, or one that no value holds. */
static size_t states_end(const struct lex_token *t, size_t at, size_t n, bool *many)
{
    size_t i = at;
    *many = false;
    while (i < n && t[i].class == LEX_STATE && !t[i].flags) {
        *many |= lex_is(&t[i], LEX_STATE, "advanced");
        i++;
        bool more = i + 1 < n && is_joint(&t[i]) &&
                    (t[i + 1].class == LEX_STATE || t[i + 1].class == LEX_PURPOSE);
        if (more) {
            *many |= t[i].class == LEX_OR;
            i++;
        }
    }
    return i;
}

/* Whether lines are counted, or a therapy denied, behind token i in the same part. */
static bool counts_lines(const struct crit_parse *p, const struct lex_token *t, size_t i, size_t n)
{
    enum { WORDS_MAX = 7 };
    bool therapy = false;
    for (size_t to = i + WORDS_MAX; i < n && i < to; i++) {
        const char *s = p->text.s + t[i].begin;
        size_t len = t[i].end - t[i].begin;
        if (t[i].class == LEX_NUM)
            return ja_holds(s, len, ja_words_regimens);
        therapy |= (t[i].class == LEX_ATTR && t[i].sense->attr == ATTR_line_of_therapy) ||
                   (t[i].class == LEX_TEXT && ja_is_one(s, len, ja_words_line_therapies));
        if (therapy && (t[i].class == LEX_NONE || (t[i].class == LEX_VERB && t[i].flags & LEX_NOT)))
            return true;
        bool goes_on = t[i].class == LEX_PTC || t[i].class == LEX_DROP || t[i].class == LEX_ATTR ||
                       t[i].class == LEX_TEXT || t[i].class == LEX_HISTNOUN ||
                       t[i].class == LEX_NOISE;
        if (!goes_on)
            return false;
    }
    return false;
}

static bool is_tumour(const struct crit_parse *p, const struct lex_token *t)
{
    bool any = t->class == LEX_FACT && t->sense->attr == ATTR_other_malignancy; /* 進行・再発癌 */
    return any || (t->class == LEX_TEXT &&
                   ja_ends_in(p->text.s + t->begin, t->end - t->begin, ja_words_tumour_ends, NULL));
}

size_t ja_purpose(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n)
{
    bool many;
    size_t i = states_end(t, at, n, &many);
    if (i == at || i >= n)
        return 0;
    bool tumour = many && is_tumour(p, &t[i]);
    i += tumour;
    bool after = !tumour && i < n && t[i].class == LEX_AFTER;
    bool told = !tumour && i < n && t[i].class == LEX_PURPOSE; /* 手術不能又は|再発に対する */
    if (i >= n || (!after && !told && !lex_is(&t[i], LEX_PTC, "for")))
        return 0;
    i++;
    if (after && i < n && (lex_is(&t[i], LEX_PTC, "no") || lex_is(&t[i], LEX_PTC, "ni")))
        i++;
    return counts_lines(p, t, i, n) ? i - at : 0;
}
