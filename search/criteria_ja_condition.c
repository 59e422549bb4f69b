#include "search/criteria_ja_condition.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_except.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* ------------------------------------------------------------------ help */

size_t ja_find_class(const struct crit_parse *p, size_t from, size_t to, enum lex_class c)
{
    size_t depth = 0;
    for (size_t i = from; i < to; i++) {
        depth += p->tokens[i].class == LEX_OPEN;
        if (depth == 0 && p->tokens[i].class == c)
            return i;
        depth -= p->tokens[i].class == LEX_CLOSE && depth;
    }
    return to;
}

static bool is_sexed(const struct lex_token *t)
{
    return t->class == LEX_HEAD &&
           (strcmp(t->sense->value, "male") == 0 || strcmp(t->sense->value, "female") == 0);
}

/* は, については, においては behind token i. */
static bool is_marked(const struct crit_parse *p, size_t i, size_t to)
{
    const struct lex_token *next = &p->tokens[i + 1];
    bool about = lex_is(next, LEX_PTC, "for") || lex_is(next, LEX_PTC, "de");
    return lex_is(next, LEX_PTC, "wa") || (about && i + 2 < to && lex_is(next + 1, LEX_PTC, "wa"));
}

/* A word whose topic is a condition: 女性は; 男性で12.0未満, 男性12.0以上; 75歳以上は7.5%. */
bool ja_is_topic(const struct crit_parse *p, size_t i, size_t to)
{
    if (i + 1 >= to)
        return false;
    const struct lex_token *t = &p->tokens[i], *next = t + 1;
    bool attr = next->class == LEX_ATTR && i + 2 < to && next[1].class == LEX_NUM;
    bool value = next->class == LEX_NUM || next->class == LEX_CMP || attr; /* 男性Hb 12.0未満 */
    if (is_sexed(t) && value)
        return true;
    if (t->class == LEX_HEAD && is_marked(p, i, to))
        return true;
    if (is_sexed(t) && lex_is(next, LEX_PTC, "de") && i + 2 < to)
        return next[1].class == LEX_NUM || next[1].class == LEX_CMP;
    return t->class == LEX_CMP && i > 0 && t[-1].class == LEX_NUM && lex_is(next, LEX_PTC, "wa");
}

/* Where a condition ends: [ret, *behind) is its mark (では, の場合は, 男性で). */
size_t ja_condition_end(const struct crit_parse *p, size_t from, size_t to, size_t *behind)
{
    for (size_t i = from; i < to; i++) {
        if (p->tokens[i].class == LEX_OPEN)
            return to;
        size_t end = i;
        if (p->tokens[i].class == LEX_SOTHAT)
            *behind = i + 1;
        else if (ja_is_topic(p, i, to) && i + 2 < to) {
            *behind = i + 1;
            end = i + 1; /* the head belongs to the condition: 男性 */
        } else
            continue;
        while (*behind < to && (lex_is(&p->tokens[*behind], LEX_PTC, "wa") ||
                                lex_is(&p->tokens[*behind], LEX_PTC, "ni") ||
                                lex_is(&p->tokens[*behind], LEX_PTC, "for") ||
                                lex_is(&p->tokens[*behind], LEX_PTC, "de") ||
                                p->tokens[*behind].class == LEX_COMMA))
            (*behind)++;
        while (end > from && lex_is(&p->tokens[end - 1], LEX_PTC, "no"))
            end--;
        return end;
    }
    return to;
}

/* Conditions are read like exclusions: another disease is a comorbidity; the sex is told. */
struct crit_node *ja_condition(const struct crit_parse *p, size_t from, size_t to)
{
    if (to - from == 1 && p->tokens[from].class == LEX_HEAD && *p->tokens[from].sense->value) {
        const char *v = p->tokens[from].sense->value;
        if (strcmp(v, "male") == 0 || strcmp(v, "female") == 0)
            return crit_new_word(p->ctx, ATTR_sex, CRIT_OP_EQ, v,
                                 p->text.begin[p->tokens[from].begin] + p->offset,
                                 p->text.end[p->tokens[from].end - 1] + p->offset);
    }
    if (to - from == 1 && p->tokens[from].class == LEX_MINOR)
        return crit_new_number(p->ctx, ATTR_age, CRIT_OP_LT, 18, 0, 0);
    return ja_tokens(p, CRIT_EXCLUSION, from, to);
}

void ja_collect_attrs(void *arg, struct crit_node *e)
{
    struct ja_attrs *a = arg;
    enum attr_kind k = attributes[e->atom->attr].kind;
    if (k != ATTR_NUMBER && k != ATTR_ORDINAL)
        return;
    for (size_t i = 0; i < a->n; i++)
        if (a->all[i] == e->atom->attr)
            return;
    if (a->n < 8)
        a->all[a->n++] = e->atom->attr;
}

/* The limits of e with another value: every atom of the things in `attrs` replaced. */
struct crit_node *ja_revalued(const struct crit_parse *p, const struct ja_attrs *a,
                              const struct crit_value *v, enum crit_kind kind)
{
    struct crit_node *e = NULL;
    for (size_t i = 0; i < a->n; i++) {
        struct crit_node *one = crit_measure(p, a->all[i], v);
        if (!one)
            return NULL;
        e = crit_join(p->ctx, kind == CRIT_EXCLUSION ? CRIT_OR : CRIT_AND, e, one);
    }
    return e;
}

size_t ja_skip_idle(const struct crit_parse *p, size_t from, size_t to)
{
    while (from < to && (p->tokens[from].class == LEX_DROP || p->tokens[from].class == LEX_BUT ||
                         p->tokens[from].class == LEX_COMMA || p->tokens[from].class == LEX_NOISE ||
                         p->tokens[from].class == LEX_PTC))
        from++;
    return from;
}

/* ------------------------------------------------------------------ conditions */

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

/* 男性13未満、女性12未満の|鉄欠乏性貧血: what they have besides, unless the limits say it. */
static struct crit_node *with_noun(const struct crit_parse *p, const struct ja_attrs *a,
                                   struct crit_node *e, size_t from, size_t to)
{
    const struct lex_token *t = &p->tokens[from];
    if (from == to || (t->class == LEX_DEFINED && ja_seg_defines(t->sense, a->all[0]) &&
                       (from + 1 == to || t[1].class == LEX_HEAD)))
        return e;
    return crit_join(p->ctx, CRIT_AND, e, ja_tokens(p, p->kind, from, to));
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
    if (from < to && !lex_is(&p->tokens[from - 1], LEX_PTC, "no"))
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
    return with_noun(p, a, e, from, to);
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
            ja_find_class(p, i + 1, end, LEX_COMMA) == end)
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

/* 20歳以上であれば可: asked of everybody. Whether Xの場合は可 asks for X, the words do not say. */
static struct crit_node *allowed_if(const struct crit_parse *p, size_t from, size_t end,
                                    size_t behind)
{
    const char *s = p->text.s + p->tokens[end].begin;
    bool must = ja_begins(s, ja_words_if_they_are);
    if (must && p->kind == CRIT_INCLUSION)
        return ja_tokens(p, p->kind, from, end);
    return crit_opaque(p, p->tokens[from].begin, p->tokens[behind - 1].end);
}

struct crit_node *ja_conditional(const struct crit_parse *p, size_t a, size_t b)
{
    struct ja_attrs attrs = {.n = 0};
    size_t first = ja_leading_attrs(p, a, b, &attrs);
    size_t behind, end = ja_condition_end(p, first, b, &behind);
    if (end >= b || !conditional_topic(p, first, end) || has_loose(p, first, end))
        return NULL;
    size_t forbid = ja_find_class(p, behind, b, LEX_FORBID);
    if (forbid < b && ja_skip_idle(p, behind, b) == forbid) {
        struct crit_node *x = ja_condition(p, a, end);
        return p->kind == CRIT_INCLUSION ? crit_not(p->ctx, x) : x;
    }
    size_t allow = ja_find_class(p, behind, b, LEX_ALLOW);
    if (allow < b && ja_skip_idle(p, behind, b) == allow)
        return allowed_if(p, a, end, behind);
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
