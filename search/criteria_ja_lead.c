/* What stands before a condition and is told by itself; lines broken inside a sentence. */
#include "search/criteria_ja_condition.h"
#include "search/criteria_ja_except.h"

static bool is_connective(const struct lex_token *t)
{
    return t->class == LEX_COMMA || t->class == LEX_OR || t->class == LEX_AND ||
           t->class == LEX_ALSO;
}

/* How what stands before the connectives [first, last) is joined to what stands behind them. */
static enum crit_type joined_by(const struct crit_parse *p, size_t from, size_t first, size_t last)
{
    bool or = false, and = first > from && ja_joins(p, &p->tokens[first - 1]);
    for (size_t i = first; i < last; i++) {
        or |= p->tokens[i].class == LEX_OR;
        and |= p->tokens[i].class == LEX_AND || p->tokens[i].class == LEX_ALSO;
    }
    if (or || and)
        return or ? CRIT_OR : CRIT_AND;
    return p->kind == CRIT_EXCLUSION ? CRIT_OR : CRIT_AND;
}

static bool is_age(const struct crit_parse *p, size_t from, size_t to)
{
    struct ja j = {.p = *p};
    struct crit_value v;
    size_t n = ja_read_value(&j, from, to, LEX_NO_ATTR, &v);
    return n > 0 && from + n == to && v.years_old;
}

/* Two conditions by age or sex, each with what holds then: 75歳以上ではx、75歳未満ではy. One alone
   may as well go on with what stands before it (Xを有し、75歳以上の場合は…), so it does not count.
 */
static bool has_two(const struct crit_parse *p, size_t from, size_t to)
{
    size_t behind, n = 0;
    while (from < to) {
        size_t end = ja_condition_end(p, from, to, &behind);
        bool sex = end < to && end - from == 1 && p->tokens[from].class == LEX_HEAD;
        if (end >= to || !(sex || is_age(p, from, end)))
            break;
        n++;
        for (from = behind; from < to && p->tokens[from].class != LEX_COMMA; from++)
            ;
        from = ja_skip_idle(p, from, to);
    }
    return n == 2;
}

/* Tokens [at, to) as a conditional of their own; NULL when they are none. */
static struct crit_node *conditional_at(const struct crit_parse *p, size_t at, size_t to)
{
    struct ja_attrs attrs = {.n = 0};
    ja_leading_attrs(p, at, to, &attrs);
    if (!attrs.n && !has_two(p, at, to))
        return NULL;
    return ja_conditional(p, at, to);
}

/* The connectives that end before `at`: where they begin. */
static size_t connectives(const struct crit_parse *p, size_t from, size_t at)
{
    size_t first = at;
    while (first > from && is_connective(&p->tokens[first - 1]))
        first--;
    return first;
}

/* 体重が男性で…、女性で…であり、BMIが…: what stands behind the conditional at `from`. */
static struct crit_node *conditional_and_rest(const struct crit_parse *p, size_t from, size_t to)
{
    for (size_t at = to - 1; at > from + 1; at--) {
        size_t first = connectives(p, from, at);
        struct crit_node *e = first < at && first > from ? conditional_at(p, from, first) : NULL;
        if (e)
            return crit_join(p->ctx, joined_by(p, from, first, at), e,
                             ja_tokens(p, p->kind, at, to));
    }
    return NULL;
}

/* Whether looking for a conditional inside is worth its time, which grows with the cube. */
static bool may_hold_condition(const struct crit_parse *p, size_t from, size_t to)
{
    enum { TOKENS_MAX = 120 };
    for (size_t i = from; to - from <= TOKENS_MAX && i < to; i++)
        if (p->tokens[i].class == LEX_SOTHAT || ja_is_topic(p, i, to))
            return true;
    return false;
}

struct crit_node *ja_lead_and_conditional(const struct crit_parse *p, size_t from, size_t to)
{
    if (!may_hold_condition(p, from, to) || conditional_at(p, from, to))
        return NULL;
    for (size_t at = to; at > from + 1; at--) {
        size_t first = connectives(p, from, at);
        bool cuts = first < at && first > from;
        struct crit_node *e = cuts ? conditional_at(p, at, to) : NULL;
        if (!e && cuts)
            e = conditional_and_rest(p, at, to);
        if (e)
            return crit_join(p->ctx, joined_by(p, from, first, at),
                             ja_tokens(p, p->kind, from, first), e);
    }
    return conditional_and_rest(p, from, to);
}

/* … の場合は、登録前4週間以上: a condition and how long, not yet what holds. */
static bool is_half_condition(const struct crit_parse *p, size_t from, size_t to)
{
    struct ja j = {.p = *p};
    struct ja_window w;
    size_t behind, end = ja_condition_end(p, from, to, &behind);
    if (end >= to)
        return false;
    for (size_t at = behind, n; at < to; at += n) {
        n = ja_read_window(&j, at, to, &w);
        if (n > 0)
            continue;
        enum lex_class c = p->tokens[at].class;
        if (c != LEX_NUM && c != LEX_CMP && c != LEX_PTC && c != LEX_DROP && c != LEX_WITHIN &&
            c != LEX_COMMA)
            return false;
        n = 1;
    }
    return true;
}

bool ja_line_goes_on(const struct crit_parse *p, size_t from, size_t to)
{
    static const char *const particles[] = {"ga", "wa", "wo", "no", "ni", "for", "by"};
    for (size_t i = 0; to > from && i < sizeof particles / sizeof *particles; i++)
        if (lex_is(&p->tokens[to - 1], LEX_PTC, particles[i]))
            return true;
    return is_half_condition(p, from, to);
}
