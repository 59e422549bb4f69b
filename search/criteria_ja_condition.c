/* Conditions: 男性で…、女性で…, …の場合は…; what stands before one is told by itself. */
#include "search/criteria_ja_except.h"
#include <string.h>

/* The bracket behind a measured thing that names it again: 補正QT間隔(QTcF)が. */
static size_t skip_other_name(const struct crit_parse *p, size_t i, size_t to)
{
    bool named = i + 2 < to && p->tokens[i].class == LEX_OPEN &&
                 p->tokens[i + 2].class == LEX_CLOSE &&
                 (p->tokens[i + 1].class == LEX_ATTR || p->tokens[i + 1].class == LEX_TEXT);
    return named ? i + 3 : i;
}

size_t ja_leading_attrs(const struct crit_parse *p, size_t from, size_t to, struct ja_attrs *a)
{
    size_t i = ja_skip_idle(p, from, to);
    size_t behind = from;
    while (i < to && p->tokens[i].class == LEX_ATTR && p->tokens[i].sense->attr != LEX_NO_ATTR) {
        if (a->n < 8)
            a->all[a->n++] = p->tokens[i].sense->attr;
        i = ja_skip_idle(p, skip_other_name(p, i + 1, to), to);
        if (i < to && (p->tokens[i].class == LEX_DOT || p->tokens[i].class == LEX_SLASH ||
                       p->tokens[i].class == LEX_ALSO || p->tokens[i].class == LEX_OR))
            i = ja_skip_idle(p, i + 1, to);
        behind = i;
    }
    return behind;
}

/* 男性で12未満、女性で11未満: condition and value again and again. */
struct pair {
    struct crit_node *condition;
    struct crit_value value;
};

/* One condition with its value; tokens taken, 0 when it is none. */
static size_t read_pair(const struct crit_parse *p, uint16_t attr, size_t from, size_t to,
                        struct pair *ret)
{
    struct ja j = {.p = *p};
    size_t behind, end = ja_condition_end(p, from, to, &behind);
    if (end >= to)
        return 0;
    behind = ja_skip_idle(p, behind, to);
    if (behind < to && p->tokens[behind].class == LEX_ATTR) {
        if (p->tokens[behind].sense->attr != attr)
            return 0;
        behind++;
    }
    size_t k = ja_read_value(&j, behind, to, LEX_NO_ATTR, &ret->value);
    if (k == 0)
        return 0;
    ret->condition = ja_condition(p, from, end);
    size_t at = ja_skip_idle(p, behind + k, to);
    while (at < to && ((p->tokens[at].class == LEX_HEAD && !ja_is_topic(p, at, to)) ||
                       p->tokens[at].class == LEX_VERB || p->tokens[at].class == LEX_OR ||
                       p->tokens[at].class == LEX_AND || p->tokens[at].class == LEX_ALSO))
        at = ja_skip_idle(p, at + 1, to);
    return at - from;
}

static struct crit_node *pairs(const struct crit_parse *p, const struct ja_attrs *a, size_t from,
                               size_t to)
{
    struct pair all[2];
    struct crit_node *values[2];
    for (int i = 0; i < 2; i++) {
        size_t n = read_pair(p, a->all[0], from, to, &all[i]);
        if (n == 0)
            return NULL;
        from += n;
    }
    if (from < to)
        return NULL;
    if (!all[0].value.compared && all[1].value.compared) { /* 男性で450、女性で470を超える */
        all[0].value.list = false;
        all[0].value.limits[0].op = all[1].value.limits[0].op;
    }
    for (int i = 0; i < 2; i++) {
        values[i] = ja_revalued(p, a, &all[i].value, p->kind);
        if (!values[i])
            return NULL;
    }
    bool swap = all[0].condition->type == CRIT_OPAQUE;
    struct crit_node *e = crit_new(p->ctx, CRIT_IF, 0, 0);
    crit_add(p->ctx, e, all[swap].condition);
    crit_add(p->ctx, e, values[swap]);
    crit_add(p->ctx, e, values[!swap]);
    return e;
}

struct crit_node *ja_limits_by_sex(const struct crit_parse *p, uint16_t attr, size_t from,
                                   size_t to)
{
    struct ja_attrs a = {{attr}, 1};
    return pairs(p, &a, from, to);
}

/* Whether a topic is a condition: a sex, an age, what can be known of a person; not 患者は. */
static bool conditional_topic(const struct crit_parse *p, size_t from, size_t end)
{
    if (end <= from)
        return false;
    const struct lex_token *t = &p->tokens[end - 1];
    bool plain = t->class == LEX_HEAD && !*t->sense->value;
    return !(plain && end - from == 1);
}

/* A、又はBの場合は: the condition is not all that stands before it. */
static bool has_loose(const struct crit_parse *p, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++)
        if (p->tokens[i].class == LEX_COMMA &&
            (p->tokens[i + 1].class == LEX_OR || p->tokens[i + 1].class == LEX_AND))
            return true;
    return false;
}

/* 男性は50kg以上、女性は40kg以上: where, behind a comma, another condition begins; `to` without. */
static size_t next_condition(const struct crit_parse *p, size_t from, size_t to)
{
    size_t depth = 0, behind;
    for (size_t i = from; i + 1 < to; i++) {
        depth += p->tokens[i].class == LEX_OPEN;
        depth -= p->tokens[i].class == LEX_CLOSE && depth > 0;
        if (depth > 0 || p->tokens[i].class != LEX_COMMA)
            continue;
        size_t end = ja_condition_end(p, i + 1, to, &behind);
        if (end < to && conditional_topic(p, i + 1, end) && !has_loose(p, i + 1, end) &&
            ja_find(p, i + 1, end, LEX_COMMA) == end)
            return i;
    }
    return to;
}

/* Of an exclusion: who fulfils the condition and what is said of them. */
static struct crit_node *if_then(const struct crit_parse *p, struct crit_node *c,
                                 struct crit_node *then)
{
    if (p->kind == CRIT_EXCLUSION)
        return crit_join(p->ctx, CRIT_AND, c, then);
    struct crit_node *e = crit_new(p->ctx, CRIT_IF, 0, 0);
    crit_add(p->ctx, e, c);
    crit_add(p->ctx, e, then);
    return e;
}

struct crit_node *ja_conditional(const struct crit_parse *p, size_t a, size_t b)
{
    struct ja_attrs attrs = {.n = 0};
    size_t first = ja_leading_attrs(p, a, b, &attrs);
    size_t behind, end = ja_condition_end(p, first, b, &behind);
    if (end >= b || !conditional_topic(p, first, end) || has_loose(p, first, end))
        return NULL;
    size_t forbid = ja_find(p, behind, b, LEX_FORBID);
    if (forbid < b && ja_skip_idle(p, behind, b) == forbid) {
        struct crit_node *x = ja_condition(p, a, end);
        return p->kind == CRIT_INCLUSION ? crit_not(p->ctx, x) : x;
    }
    if (attrs.n)
        return pairs(p, &attrs, first, b);
    if (behind >= b)
        return NULL;
    size_t next = next_condition(p, behind, b);
    struct crit_node *then = ja_tokens(p, p->kind, behind, next);
    if (then->type == CRIT_NOT && then->children[0]->type == CRIT_OPAQUE)
        then = then->children[0]; /* not known is not known either */
    if (then->type == CRIT_OPAQUE && next == b && p->kind == CRIT_EXCLUSION)
        return NULL;
    struct crit_node *e = if_then(p, ja_condition(p, a, end), then);
    if (next == b)
        return e;
    return crit_join(p->ctx, p->kind == CRIT_INCLUSION ? CRIT_AND : CRIT_OR, e,
                     ja_tokens(p, p->kind, next + 1, b));
}

/* ------------------------------------------------------------------ what stands before */

static bool is_connective(const struct lex_token *t)
{
    return t->class == LEX_COMMA || t->class == LEX_OR || t->class == LEX_AND ||
           t->class == LEX_ALSO;
}

/* と診断され, を有し, 患者で: the sentence goes on and what stands here holds. */
static bool goes_on(const struct lex_token *t)
{
    return (t->class == LEX_VERB && (t->flags & LEX_JOINS)) || lex_is(t, LEX_PTC, "de") ||
           lex_is(t, LEX_PTC, "past_de");
}

/* How what stands before the connectives [first, last) is joined to what stands behind them. */
static enum crit_type joined_by(const struct crit_parse *p, size_t from, size_t first, size_t last)
{
    bool or = false, and = first > from && goes_on(&p->tokens[first - 1]);
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
    return n > 1;
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

struct crit_node *ja_lead_and_conditional(const struct crit_parse *p, size_t from, size_t to)
{
    for (size_t at = to; at > from + 1; at--) {
        if (!is_connective(&p->tokens[at - 1]))
            continue;
        size_t first = at - 1;
        while (first > from && is_connective(&p->tokens[first - 1]))
            first--;
        struct crit_node *e = first > from ? conditional_at(p, at, to) : NULL;
        if (e)
            return crit_join(p->ctx, joined_by(p, from, first, at),
                             ja_tokens(p, p->kind, from, first), e);
    }
    return NULL;
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
