/*
 * Words that let more people in than what stands before them: （Xは不問）, （Xも可）,
 * 。Xの場合は登録 できる, （Xを除く） behind a limit. What they let in is an alternative in an
 * inclusion; where it is not understood nobody is refused for what stands before.
 */
#include "search/criteria_ja_condition.h"
#include "search/criteria_ja_except.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include <string.h>

bool ja_loosens(const struct crit_parse *p, size_t from, size_t to)
{
    if (from >= to)
        return false;
    const char *s = p->text.s + p->tokens[from].begin;
    size_t len = p->tokens[to - 1].end - p->tokens[from].begin, k;
    while (ja_ends_in(s, len, ja_words_let_idle, &k))
        len -= k;
    return !ja_ends_in(s, len, ja_words_let_no, &k) && ja_ends_in(s, len, ja_words_let_in, &k);
}

struct kinds {
    bool limits, labs, groups;
};
static void look(void *arg, struct crit_node *e)
{
    static const uint16_t of_persons[] = {ATTR_age, ATTR_bmi, ATTR_weight, ATTR_height};
    struct kinds *k = arg;
    enum attr_kind kind = attributes[e->atom->attr].kind;
    bool number = kind == ATTR_NUMBER || e->atom->attr == ATTR_mmse;
    k->limits &= number || kind == ATTR_ORDINAL || e->atom->attr == ATTR_hcv ||
                 e->atom->attr == ATTR_hbv || e->atom->attr == ATTR_hiv;
    k->groups &= kind == ATTR_CONCEPT || kind == ATTR_FLAG;
    for (size_t i = 0; i < sizeof of_persons / sizeof *of_persons; i++)
        number &= e->atom->attr != of_persons[i];
    k->labs &= number;
}

static struct kinds kinds_of(struct crit_node *e)
{
    struct kinds k = {true, true, true};
    crit_walk(e, look, &k);
    return k;
}

/* 服用中の場合を除く, not 服用中の患者を除く: it is the case that is left out, nobody. */
static bool is_case(const struct crit_parse *p, const struct lex_token *head)
{
    size_t k;
    return ja_ends_in(p->text.s + head->begin, head->end - head->begin, ja_words_cases, &k);
}

/* 総ビリルビン 1.5倍以下（体質性黄疸を除く）: the limit is not asked of them. People that are left
   out (骨転移例を除く) may not be wanted either; only the site knows. NULL: e is no limit that has
   such exceptions. */
struct crit_node *ja_exempt(const struct crit_parse *p, struct crit_node *e, struct crit_node *x,
                            size_t from, size_t end)
{
    bool limit = from >= 2 && p->tokens[from - 2].class == LEX_CMP;
    if (p->kind == CRIT_INCLUSION && e->type == CRIT_OPAQUE && limit)
        return e; /* of a thing that no attribute holds */
    if (p->kind != CRIT_INCLUSION || e->type == CRIT_OPAQUE || !kinds_of(e).labs ||
        x->type == CRIT_OPAQUE || !kinds_of(x).groups)
        return NULL;
    while (end > from && p->tokens[end - 1].class == LEX_PTC)
        end--;
    if (end == from || p->tokens[end - 1].class != LEX_HEAD || is_case(p, &p->tokens[end - 1]))
        return crit_join(p->ctx, CRIT_OR, e, x);
    struct crit_node *out = crit_new(p->ctx, CRIT_IF, 0, 0);
    crit_add(p->ctx, out, x);
    crit_add(p->ctx, out, crit_new(p->ctx, CRIT_OPAQUE, x->begin, x->end));
    crit_add(p->ctx, out, e);
    return out;
}

static struct crit_node *or_opaque(const struct crit_parse *p, struct crit_node *e, size_t from,
                                   size_t to)
{
    return crit_join(p->ctx, CRIT_OR, e,
                     crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end));
}

/* （ITP合併例は不問）: of these the limit is not asked. NULL: it is not so of persons. */
struct crit_node *ja_unasked(const struct crit_parse *p, struct crit_node *e, size_t from,
                             size_t to)
{
    size_t fit = ja_find_class(p, from, to, LEX_FIT), end = fit;
    if (p->kind != CRIT_INCLUSION || fit >= to || e->type == CRIT_OPAQUE || !kinds_of(e).limits)
        return NULL;
    while (end > from &&
           (p->tokens[end - 1].class == LEX_PTC || p->tokens[end - 1].class == LEX_SOTHAT ||
            p->tokens[end - 1].class == LEX_COMMA))
        end--;
    from = ja_skip_idle(p, from, end);
    if (end <= from)
        return NULL;
    struct crit_node *x = ja_condition(p, from, end);
    if (x->type != CRIT_OPAQUE && !crit_is_true(x))
        return crit_join(p->ctx, CRIT_OR, e, x);
    return p->tokens[end - 1].class == LEX_HEAD ? or_opaque(p, e, from, to) : NULL;
}

static bool says_too(const struct crit_parse *p, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (lex_is(&p->tokens[i], LEX_PTC, "mo") ||
            ja_begins(p->text.s + p->tokens[i].begin, ja_words_too))
            return true;
    return false;
}

bool ja_allows_too(const struct crit_parse *p, struct crit_node *e, size_t from, size_t to)
{
    if (!ja_loosens(p, from, to))
        return false;
    if (p->kind == CRIT_EXCLUSION || kinds_of(e).limits)
        return true;
    return says_too(p, from, to);
}

/* 陽性の場合は…, 1.2を超える場合は…: of those whom the limit before keeps out. */
static bool is_of_others(const struct crit_parse *p, const struct crit_node *e, size_t from,
                         size_t to)
{
    size_t end = ja_find_class(p, from, to, LEX_SOTHAT);
    bool value = false;
    if (end >= to || e->type != CRIT_ATOM || e->atom->attr == ATTR_age)
        return false;
    for (size_t i = from; i < end; i++) {
        enum lex_class c = p->tokens[i].class;
        bool sign = c == LEX_POS || c == LEX_NEG;
        if (!sign && c != LEX_NUM && c != LEX_CMP && c != LEX_PTC && c != LEX_ATTR && c != LEX_DROP)
            return false;
        value |= sign || c == LEX_CMP;
        if (c == LEX_NUM && ja_begins(p->text.s + p->tokens[i].unit_begin, ja_words_age_of_some))
            return false;
    }
    return value;
}

struct limit_of {
    const struct crit_node *other;
    bool meets;
};
static void look_excluded(void *arg, struct crit_node *e)
{
    struct limit_of *l = arg;
    l->meets |= e->atom->attr == ATTR_age && crit_excludes(l->other, e);
}

/* 75歳以下。76歳以上の場合は…に限る: of those whom the age before keeps out. */
static bool is_of_other_ages(const struct crit_parse *p, struct crit_node *e, size_t from,
                             size_t to)
{
    size_t behind, end = ja_condition_end(p, from, to, &behind);
    if (end >= to || end == from)
        return false;
    struct crit_node *who = ja_condition(p, from, end);
    struct limit_of l = {who, false};
    if (who->type == CRIT_ATOM && who->atom->attr == ATTR_age)
        crit_walk(e, look_excluded, &l);
    return l.meets;
}

static bool excepts(const struct crit_parse *p, size_t from, size_t to)
{
    size_t k;
    const char *s = p->text.s + p->tokens[from].begin;
    return ja_ends_in(s, p->tokens[to - 1].end - p->tokens[from].begin, ja_words_let_out, &k);
}

/* A line in brackets, or behind ※: the tokens inside. */
static bool unwrap(const struct crit_parse *p, size_t *from, size_t *to)
{
    const struct lex_token *t = &p->tokens[*from];
    if (t->class == LEX_OPEN) {
        ++*from;
        *to -= *to > *from && p->tokens[*to - 1].class == LEX_CLOSE;
        return *from < *to && ja_find_class(p, *from, *to, LEX_CLOSE) == *to;
    }
    if (!ja_is_one(p->text.s + t->begin, t->end - t->begin, ja_words_note_marks))
        return false;
    return ++*from < *to;
}

/* Whether a sentence that ends in such words speaks of who is let in: 透析患者も可, 登録できる; not
   経口摂取が可能, 同意が取得できる, which are asked. */
static bool admits(const struct crit_parse *p, size_t from, size_t to)
{
    const char *s = p->text.s + p->tokens[from].begin;
    size_t len = p->tokens[to - 1].end - p->tokens[from].begin;
    if (ja_find_class(p, from, to, LEX_CONSENT) < to)
        return false;
    return ja_holds(s, len, ja_words_let_whom) || ja_find_class(p, from, to, LEX_SOTHAT) < to ||
           says_too(p, from, to);
}

/* e with x as another way wherever it asks for the same thing. */
static struct crit_node *widened(const struct crit_parse *p, struct crit_node *e,
                                 const struct crit_node *x)
{
    if (e->type == CRIT_ATOM && e->atom->attr == x->atom->attr)
        return crit_join(p->ctx, CRIT_OR, e, crit_copy(p->ctx, x));
    for (size_t i = 0; i < e->n && (e->type == CRIT_AND || e->type == CRIT_OR); i++)
        e->children[i] = widened(p, e->children[i], x);
    return e;
}

/* 胃癌。PS 2も可: what is no other disease or limit of the same sort restricts nothing. Ⅲ期の胃癌。
   Ⅳ期も可: of that disease too. */
static struct crit_node *also_let_in(const struct crit_parse *p, struct crit_node *e, size_t from,
                                     size_t to)
{
    bool limits = kinds_of(e).limits;
    struct crit_node *both = ja_except(p, e, from, to);
    bool other = both->type == CRIT_OR && both->n == 2 && both->children[0] == e &&
                 !ja_are_of_one_kind(both->children, 2);
    if (limits || !other)
        return both;
    if (both->children[1]->type != CRIT_ATOM)
        return or_opaque(p, e, from, to);
    return widened(p, e, both->children[1]);
}

/* 橋本病は除外しない, 橋本病は差し支えない; not 腹水を認める: among the exclusions. */
static bool lets_go(const struct crit_parse *p, size_t from, size_t to)
{
    const char *s = p->text.s + p->tokens[from].begin;
    size_t len = p->tokens[to - 1].end - p->tokens[from].begin, k;
    if (excepts(p, from, to))
        return true;
    bool loosens = ja_loosens(p, from, to);
    while (ja_ends_in(s, len, ja_words_let_idle, &k))
        len -= k;
    bool seen = loosens && ja_ends_in(s, len, ja_words_let_seen, &k) &&
                !ja_holds(s, len, ja_words_let_admitted);
    bool goes = ja_ends_in(s, len, ja_words_let_go, &k) || (loosens && !seen);
    return goes && (ja_holds(s, len, ja_words_let_topic) || admits(p, from, to));
}

/* 妊婦。妊娠検査は陰性であること: what is asked for among the exclusions keeps out those who have
   it not; how that is meant beside the exclusion is not said, so it stays open. */
static bool demands(const struct crit_parse *p, size_t from, size_t to)
{
    const char *s = p->text.s + p->tokens[from].begin, *end = p->text.s + p->tokens[to - 1].end;
    const char *all =
        p->text.s + p->text.len; /* words that say nothing are no tokens (であること) */
    const char *stop = ja_find(end, (size_t)(all - end), ja_words_full_stop);
    size_t len = (size_t)((stop ? stop : all) - s), k;
    return ja_ends_in(s, len, ja_words_demanded, &k) && ja_holds(s, len, ja_words_let_topic);
}

/* 自己免疫疾患。橋本病は対象としない, among the exclusions: whether they are kept out too or not
   kept out is not said. NULL: it says no such thing. */
static struct crit_node *no_target(const struct crit_parse *p, struct crit_node *e, size_t from,
                                   size_t to)
{
    const char *s = p->text.s + p->tokens[from].begin;
    size_t len = p->tokens[to - 1].end - p->tokens[from].begin, k, end = from;
    if (!ja_ends_in(s, len, ja_words_let_target, &k) || !ja_holds(s, len, ja_words_let_topic))
        return NULL;
    while (end < to && p->tokens[end].begin + k < p->tokens[to - 1].end)
        end++;
    while (end > from && (p->tokens[end - 1].class == LEX_PTC ||
                          p->tokens[end - 1].end + k > p->tokens[to - 1].end))
        end--;
    if (end == from)
        return NULL;
    struct crit_node *x = ja_tokens(p, CRIT_EXCLUSION, from, end);
    struct crit_node *open = crit_join(
        p->ctx, CRIT_AND, x, crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end));
    return crit_join(p->ctx, CRIT_OR,
                     crit_join(p->ctx, CRIT_AND, e, crit_not(p->ctx, crit_copy(p->ctx, open))),
                     open);
}

struct crit_node *ja_next_sentence(const struct crit_parse *p, struct crit_node *e, size_t from,
                                   size_t to)
{
    bool wrapped = unwrap(p, &from, &to);
    if (from >= to)
        return NULL;
    bool but = p->tokens[from].class == LEX_BUT,
         loosens = ja_loosens(p, from, to) && (wrapped || admits(p, from, to));
    if (wrapped && (but || excepts(p, from, to)))
        return ja_except(p, e, from, to);
    if (p->kind == CRIT_EXCLUSION && lets_go(p, from, to))
        return ja_except(p, e, from, to);
    struct crit_node *open = p->kind == CRIT_EXCLUSION ? no_target(p, e, from, to) : NULL;
    if (open)
        return open;
    if (p->kind == CRIT_EXCLUSION)
        return demands(p, from, to) ? or_opaque(p, e, from, to) : NULL;
    if (!loosens)
        return is_of_others(p, e, from, to) || is_of_other_ages(p, e, from, to)
                   ? or_opaque(p, e, from, to)
                   : NULL;
    bool allow = ja_find_class(p, from, to, LEX_ALLOW) < to;
    bool plain = allow && ja_find_class(p, from, to, LEX_SOTHAT) == to;
    return plain && ja_allows_too(p, e, from, to) ? also_let_in(p, e, from, to)
                                                  : or_opaque(p, e, from, to);
}

/* The last comma outside brackets; `to`: none. */
static size_t last_comma(const struct crit_parse *p, size_t from, size_t to, size_t *n)
{
    size_t last = to;
    *n = 0;
    for (size_t i = from, depth = 0; i < to; i++) {
        depth += p->tokens[i].class == LEX_OPEN;
        depth -= p->tokens[i].class == LEX_CLOSE && depth;
        if (depth == 0 && p->tokens[i].class == LEX_COMMA) {
            last = i;
            ++*n;
        }
    }
    return last;
}

/* Ⅲ期の大腸癌、Ⅳ期も可: what stands behind the comma is let in as well. NULL: no such. */
struct crit_node *ja_also_allowed(const struct crit_parse *p, size_t from, size_t to)
{
    size_t n, comma = last_comma(p, from, to, &n);
    enum { PARTS_MAX = 16 }; /* each of them may be let in by itself */
    bool allows = p->kind == CRIT_INCLUSION && comma > from && comma + 1 < to && n <= PARTS_MAX &&
                  says_too(p, comma + 1, to) && ja_loosens(p, comma + 1, to);
    if (!allows || ja_find_class(p, from, to, LEX_SOTHAT) < to ||
        ja_find_class(p, from, to, LEX_FIT) < to || ja_find_class(p, from, to, LEX_CONSENT) < to)
        return NULL;
    struct crit_node *e = ja_tokens(p, p->kind, from, comma);
    struct crit_node *both = ja_next_sentence(p, e, comma + 1, to);
    if (!both)
        return NULL;
    return n > 1 && !kinds_of(e).limits ? or_opaque(p, both, from, to) : both;
}
