/*
 * Some of the people who were told before: Xのうち、Y; Xであって、Y; X又はその既往がある患者で、Z.
 * Both hold of whom the sentence is about, in exclusions too, where commas otherwise offer a
 * choice.
 */
#include "search/criteria_ja_among.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_condition.h"
#include "search/criteria_ja_words.h"
#include <string.h>

static bool says(const struct crit_parse *p, const struct lex_token *t, const char *const *words)
{
    return ja_is_one(p->text.s + t->begin, t->end - t->begin, words);
}

static bool holds(const struct crit_parse *p, size_t from, size_t to, const char *const *words)
{
    uint32_t at = p->tokens[from].begin;
    return ja_holds(p->text.s + at, p->tokens[to - 1].end - at, words);
}

bool ja_is_among(const struct crit_parse *p, const struct lex_token *t)
{
    return says(p, t, ja_words_among);
}

/* Behind the mark at token i; 0: it is none. */
static size_t behind_mark(const struct crit_parse *p, size_t from, size_t i, size_t to)
{
    bool comma = i + 1 < to && p->tokens[i + 1].class == LEX_COMMA,
         person = p->tokens[i - 1].class == LEX_HEAD, out = p->kind == CRIT_EXCLUSION;
    if (ja_is_among(p, &p->tokens[i]))
        return comma ? i + 2 : person ? i + 1 : 0;
    if (!comma || !out)
        return 0;
    bool whom = says(p, &p->tokens[i], ja_words_among_who_are) ||
                (person && lex_is(&p->tokens[i], LEX_PTC, "de") &&
                 holds(p, from, i, ja_words_among_or_once));
    return whom ? i + 2 : 0;
}

/* うち2つ以上, いずれか: how many of a list. */
static bool counts(const struct crit_parse *p, size_t i)
{
    return p->tokens[i].class == LEX_SOME || p->tokens[i].class == LEX_ANY;
}

static size_t find_mark(const struct crit_parse *p, size_t from, size_t to, size_t *behind)
{
    size_t depth = 0;
    for (size_t i = from; i < to; i++) {
        depth += p->tokens[i].class == LEX_OPEN;
        depth -= p->tokens[i].class == LEX_CLOSE && depth;
        *behind = depth == 0 && i > from ? behind_mark(p, from, i, to) : 0;
        if (*behind && *behind < to && !counts(p, *behind))
            return i;
    }
    return to;
}

static void note_other(void *arg, struct crit_node *e)
{
    *(bool *)arg |= e->atom->attr != ATTR_diagnosis && e->atom->attr != ATTR_comorbidity;
}

/* Who is told before the mark. A thing (化学療法のうち) is nothing that is asked of a person. */
static struct crit_node *who(const struct crit_parse *p, size_t from, size_t to)
{
    struct crit_node *e = ja_tokens(p, p->kind, from, to);
    bool other = false;
    if (p->tokens[to - 1].class != LEX_HEAD && p->kind == CRIT_INCLUSION)
        crit_walk(e, note_other, &other);
    return other ? crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end) : e;
}

struct crit_node *ja_among(const struct crit_parse *p, size_t from, size_t to)
{
    size_t behind, mark = find_mark(p, from, to, &behind);
    if (mark == to || holds(p, from, mark, ja_words_among_lists) ||
        ja_find_class(p, from, to, LEX_CONSENT) < to)
        return NULL;
    return crit_join(p->ctx, CRIT_AND, who(p, from, mark), ja_tokens(p, p->kind, behind, to));
}
