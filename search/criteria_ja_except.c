#include "search/criteria_ja_except.h"
#include "search/criteria_ja_condition.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include <string.h>

/* 3倍まで: a limit whose side the particle tells. */
static bool is_up_to(const struct crit_parse *p, size_t at, size_t to, struct crit_value *v)
{
    if (at >= to || v->n != 1 || v->compared || !lex_is(&p->tokens[at], LEX_PTC, "made"))
        return false;
    v->limits[0].op = CRIT_OP_LE;
    v->list = false;
    return v->compared = true;
}

/* A value alone (とする, を満たす, であれば可 behind it do not matter). */
static bool bare_value(const struct crit_parse *p, size_t from, size_t to, struct crit_value *v)
{
    struct ja j = {.p = *p};
    from = ja_skip_idle(p, from, to);
    size_t n = ja_read_value(&j, from, to, LEX_NO_ATTR, v);
    if (n == 0 || v->years_old)
        return false;
    n += is_up_to(p, from + n, to, v);
    for (size_t i = from + n; i < to; i++) {
        const struct lex_token *t = &p->tokens[i];
        if (t->class == LEX_SOTHAT && ja_begins(p->text.s + t->begin, ja_words_if_they_are))
            continue;
        bool idle = t->class == LEX_PTC || t->class == LEX_DROP || t->class == LEX_VERB ||
                    t->class == LEX_ALLOW || t->class == LEX_HEAD || t->class == LEX_NOISE ||
                    t->class == LEX_COMMA || t->class == LEX_STOP;
        if (!idle)
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ ただし */

/* What a person has several of at once: each of them is looked at. */
static bool is_of_several(uint16_t attr)
{
    return attr == ATTR_current_medication || attr == ATTR_prior_therapy ||
           attr == ATTR_prior_surgery || attr == ATTR_allergy;
}

/* The exception as the same list of the person's that e speaks of. */
static void same_list(struct crit_node *e, const struct crit_node *of)
{
    if (e->type == CRIT_ATOM && of->type == CRIT_ATOM && e->atom->words && of->atom->words &&
        !(is_of_several(e->atom->attr) && !is_of_several(of->atom->attr)) &&
        attributes[of->atom->attr].kind == ATTR_CONCEPT &&
        attributes[e->atom->attr].kind == ATTR_CONCEPT)
        e->atom->attr = of->atom->attr;
    if (e->type == CRIT_ATOM && of->type == CRIT_ATOM && of->atom->history == CRIT_EVER &&
        e->atom->attr == ATTR_comorbidity)
        e->atom->history = CRIT_EVER;
    for (size_t i = 0; i < e->n; i++)
        same_list(e->children[i], of);
}

struct finder {
    uint16_t attr;
    bool found;
};
static void find_attr(void *arg, struct crit_node *e)
{
    struct finder *f = arg;
    f->found |= e->atom->attr == f->attr;
}

static bool speaks_of(struct crit_node *e, uint16_t attr)
{
    struct finder f = {attr, false};
    crit_walk(e, find_attr, &f);
    return f.found;
}

/* Cancers that another malignancy may be, had at any time. */
static void as_ever(void *arg, struct crit_node *e)
{
    (void)arg;
    if (e->atom->attr != ATTR_comorbidity && e->atom->attr != ATTR_history &&
        e->atom->attr != ATTR_diagnosis)
        return;
    e->atom->attr = ATTR_comorbidity;
    e->atom->history = CRIT_EVER;
    e->atom->window = (struct crit_window){.n = -1};
}

/* 直腸炎型 of 潰瘍性大腸炎: 直腸炎型潰瘍性大腸炎. */
static struct crit_node *subtype(const struct crit_parse *p, const struct crit_node *of,
                                 size_t from, size_t to)
{
    size_t last = to;
    while (last > from + 1 && p->tokens[last - 1].class != LEX_TEXT)
        last--;
    if (last - from != 1 || p->tokens[from].class != LEX_TEXT || of->type != CRIT_ATOM ||
        !of->atom->words)
        return NULL;
    char *name = crit_name(p, p->tokens[from].begin, p->tokens[from].end);
    if (!ja_ends_in(name, strlen(name), ja_words_types, NULL))
        return NULL;
    return crit_new_word(p->ctx, of->atom->attr, CRIT_OP_IS,
                         mem_printf(p->ctx, "%s%s", name, of->atom->words[0]),
                         p->text.begin[p->tokens[from].begin] + p->offset,
                         p->text.end[p->tokens[from].end - 1] + p->offset);
}

static const struct crit_node *first_concept(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM && attributes[e->atom->attr].kind == ATTR_CONCEPT)
        return e;
    for (size_t i = 0; i < e->n; i++) {
        const struct crit_node *c = first_concept(e->children[i]);
        if (c)
            return c;
    }
    return NULL;
}

/* What is said of the drugs and therapies of e, and so of those that are excepted from them. */
static struct ja_say said_of(const struct crit_node *e)
{
    uint16_t attr = e ? e->atom->attr : ATTR_diagnosis;
    enum ja_pred pred = attr == ATTR_current_medication ? JA_TAKE
                        : attr == ATTR_prior_therapy    ? JA_HAD
                        : attr == ATTR_prior_surgery    ? JA_HAD_SURGERY
                        : attr == ATTR_allergy          ? JA_HAVE
                                                        : JA_NO_PRED;
    return (struct ja_say){
        .pred = pred, .flags = pred == JA_HAD ? LEX_PAST : 0, .window = {.w = {.n = -1}}};
}

/* Names side by side and nothing of doses or times. */
static bool are_names(const struct crit_parse *p, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (p->tokens[i].class == LEX_NUM || p->tokens[i].class == LEX_CMP)
            return false;
    return true;
}

/* A condition that is another value of what e measures; NULL when it is none. */
static struct crit_node *measured_condition(const struct crit_parse *p, struct crit_node *e,
                                            size_t from, size_t end)
{
    struct ja_attrs a = {.n = 0};
    struct crit_value v;
    struct ja j = {.p = *p};
    crit_walk(e, ja_collect_attrs, &a);
    if (a.n != 1)
        return NULL;
    size_t n = ja_read_value(&j, from, end, a.all[0], &v);
    return n && from + n == end ? ja_revalued(p, &a, &v, p->kind) : NULL;
}

/* What is excepted: [from, to) without its last words. */
static struct crit_node *excepted(const struct crit_parse *p, struct crit_node *e, size_t from,
                                  size_t to)
{
    from = ja_skip_idle(p, from, to);
    while (to > from && p->tokens[to - 1].class == LEX_SOTHAT)
        to--;
    size_t behind, end = ja_condition_end(p, from, to, &behind);
    if (end < to && ja_skip_idle(p, behind, to) < to) { /* 1+以上の場合はUPCR 1.0未満: both */
        struct crit_node *c = measured_condition(p, e, from, end);
        if (c)
            return crit_join(p->ctx, CRIT_AND, c, ja_tokens(p, p->kind, behind, to));
    }
    while (to > from) {
        const struct lex_token *t = &p->tokens[to - 1];
        bool tail = t->class == LEX_PTC || t->class == LEX_SOTHAT || t->class == LEX_COMMA ||
                    t->class == LEX_DROP;
        if (!tail || lex_is(t, LEX_PTC, "etc"))
            break;
        to--;
    }
    const struct crit_node *concept = first_concept(e);
    struct crit_node *x = concept ? subtype(p, concept, from, to) : NULL;
    struct crit_parse q = *p;
    struct ja_say say = said_of(concept);
    q.told = say.pred && are_names(p, from, to) ? &say : p->told;
    if (!x)
        x = ja_tokens(&q, CRIT_EXCLUSION, from, to);
    if (speaks_of(e, ATTR_other_malignancy))
        crit_walk(x, as_ever, NULL);
    else if (concept && ja_find_class(p, from, to, LEX_VERB) == to)
        same_list(x, concept);
    return x;
}

static size_t last_of(const struct crit_parse *p, size_t from, size_t to, enum lex_class c)
{
    for (size_t i = to; i > from; i--)
        if (p->tokens[i - 1].class == c)
            return i - 1;
    return to;
}

/* X の場合は 200以下: another value for some. NULL when it is none. */
static struct crit_node *other_value(const struct crit_parse *p, struct crit_node *e, size_t from,
                                     size_t to)
{
    size_t behind, end = ja_condition_end(p, from, to, &behind);
    struct crit_value v;
    struct ja_attrs a = {.n = 0};
    if (end >= to)
        return NULL;
    crit_walk(e, ja_collect_attrs, &a);
    struct crit_node *then = NULL;
    bool allow = ja_find_class(p, behind, to, LEX_ALLOW) < to;
    if (a.n && bare_value(p, behind, to, &v))
        then = ja_revalued(p, &a, &v, allow ? CRIT_INCLUSION : p->kind);
    bool replaces = then != NULL;
    if (!then && behind < to) {
        then = ja_tokens(p, p->kind, behind, to);
        if (crit_has_type(then, CRIT_OPAQUE) || crit_is_true(then))
            return NULL;
        struct ja_attrs b = {.n = 0};
        crit_walk(then, ja_collect_attrs, &b);
        replaces = b.n > 0;
        for (size_t i = 0; i < b.n; i++)
            replaces &= speaks_of(e, b.all[i]);
    }
    if (!then)
        return NULL;
    from = ja_skip_idle(p, from, end);
    struct crit_node *c = measured_condition(p, e, from, end);
    if (!c)
        c = ja_condition(p, from, end);
    struct crit_node *allowed =
        ja_allowed(p, &(struct ja_other){e, c, then, replaces, from, behind, to});
    if (allowed)
        return allowed;
    struct crit_node *out = crit_new(p->ctx, CRIT_IF, 0, 0);
    crit_add(p->ctx, out, c);
    crit_add(p->ctx, out, then);
    if (replaces) {
        crit_add(p->ctx, out, e);
        return out;
    }
    return crit_join(p->ctx, CRIT_AND, e, out);
}

/* Something that is not to be there: what is excepted from it may be. */
static bool is_denied(const struct crit_node *e)
{
    return e->type == CRIT_NOT || (e->type == CRIT_ATOM && e->atom->op == CRIT_OP_ABSENT);
}

static struct crit_node *except_denied(const struct crit_parse *parse, struct crit_node *e,
                                       size_t from, size_t to)
{
    struct crit_parse p = *parse;
    p.kind = CRIT_EXCLUSION;
    return crit_not(p.ctx, ja_except(&p, crit_not(p.ctx, e), from, to));
}

/* ただし …を受けていないこと: of an inclusion, asked too; NULL when it is another thing. */
static struct crit_node *denied_too(const struct crit_parse *p, size_t from, size_t to)
{
    size_t last = to;
    while (last > from &&
           (p->tokens[last - 1].class == LEX_DROP || p->tokens[last - 1].class == LEX_STOP))
        last--;
    const struct lex_token *t = last > from ? &p->tokens[last - 1] : NULL;
    bool denies = t && ((t->class == LEX_VERB && t->flags & LEX_NOT) || t->class == LEX_NONE);
    if (!denies || p->kind != CRIT_INCLUSION || ja_find_class(p, from, to, LEX_SOTHAT) < to)
        return NULL;
    struct crit_node *e = ja_tokens(p, p->kind, ja_skip_idle(p, from, to), to);
    return crit_has_type(e, CRIT_OPAQUE) ? NULL : e;
}

static void note_concept(void *arg, struct crit_node *e)
{
    *(bool *)arg |= attributes[e->atom->attr].kind == ATTR_CONCEPT;
}

/* 橋本病は問わない among the exclusions: nobody is kept out for it; 年齢は問わない adds nothing. */
static struct crit_node *unasked_too(const struct crit_parse *p, struct crit_node *e, size_t from,
                                     size_t to)
{
    size_t fit = ja_find_class(p, from, to, LEX_FIT), k;
    bool concept = false;
    from = ja_skip_idle(p, from, fit);
    while (fit > from && p->tokens[fit - 1].class == LEX_PTC)
        fit--;
    if (p->kind == CRIT_INCLUSION || fit <= from || fit >= to)
        return e;
    uint32_t begin = p->tokens[from].begin;
    const char *mark = p->text.s + p->tokens[fit - 1].end;
    if (ja_begins(mark, ja_words_unasked_more) ||
        ja_ends_in(p->text.s + begin, p->tokens[fit - 1].end - begin, ja_words_unasked_things, &k))
        return e;
    struct crit_node *x = ja_condition(p, from, fit);
    crit_walk(x, note_concept, &concept);
    if (!concept)
        x = crit_opaque(p, begin, p->tokens[fit - 1].end);
    return ja_leave_out(p->ctx, e, x);
}

/* 問わない: of everybody, or Xの場合は. */
static struct crit_node *not_asked(const struct crit_parse *p, struct crit_node *e, size_t from,
                                   size_t to)
{
    size_t end = ja_find_class(p, from, to, LEX_SOTHAT),
           minor = ja_find_class(p, from, to, LEX_MINOR);
    if (end >= to && minor >= to)
        return unasked_too(p, e, from, to);
    from = minor < to ? minor : ja_skip_idle(p, from, end);
    end = minor < to ? minor + 1 : end; /* 小児の場合 is one word */
    while (end > from && lex_is(&p->tokens[end - 1], LEX_PTC, "no"))
        end--;
    struct crit_node *c = ja_condition(p, from, end);
    return p->kind == CRIT_INCLUSION ? crit_join(p->ctx, CRIT_OR, e, c)
                                     : crit_join(p->ctx, CRIT_AND, e, crit_not(p->ctx, c));
}

static bool may_leave_out(const struct crit_node *e, const struct crit_node *x)
{
    if (x->type == CRIT_OR) {
        for (size_t i = 0; i < x->n; i++)
            if (!may_leave_out(e, x->children[i]))
                return false;
        return x->n > 0;
    }
    return x->type == CRIT_ATOM && x->atom->attr == e->atom->attr && x->atom->words &&
           !x->atom->window.set && x->atom->history == e->atom->history;
}

static void leave_out(void *ctx, struct crit_atom *a, const struct crit_node *x)
{
    for (size_t i = 0; i < x->n; i++)
        leave_out(ctx, a, x->children[i]);
    for (size_t i = 0; x->type == CRIT_ATOM && i < x->atom->n; i++) {
        a->except = MEM_GROW(ctx, a->except, char *, a->n_except + 1);
        a->except[a->n_except++] = x->atom->words[i];
    }
}

struct crit_node *ja_leave_out(void *ctx, struct crit_node *e, struct crit_node *x)
{
    bool one = e->type == CRIT_ATOM && e->atom->words && is_of_several(e->atom->attr);
    if (!one || !may_leave_out(e, x))
        return crit_join(ctx, CRIT_AND, e, crit_not(ctx, x));
    leave_out(ctx, e->atom, x);
    return e;
}

static void note_taken(void *arg, struct crit_node *e)
{
    *(bool *)arg |= is_of_several(e->atom->attr) && e->atom->attr != ATTR_allergy;
}

/* スタチンを服用している（不耐の場合を除く）: asked for, but of whom cannot take it. */
static bool is_inability(const struct crit_parse *p, struct crit_node *e, size_t from, size_t to)
{
    bool taken = false;
    crit_walk(e, note_taken, &taken);
    uint32_t begin = p->tokens[from].begin;
    return p->kind == CRIT_INCLUSION && taken && !is_denied(e) &&
           ja_holds(p->text.s + begin, p->tokens[to - 1].end - begin, ja_words_unable);
}

struct crit_node *ja_except(const struct crit_parse *p, struct crit_node *e, size_t from, size_t to)
{
    void *ctx = p->ctx;
    if (is_inability(p, e, from, to))
        return crit_join(ctx, CRIT_OR, e,
                         crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end));
    size_t except = last_of(p, from, to, LEX_EXCEPT), allow = last_of(p, from, to, LEX_ALLOW);
    size_t forbid = last_of(p, from, to, LEX_FORBID);
    if (ja_find_class(p, from, to, LEX_FIT) < to) {
        struct crit_node *unasked = ja_unasked(p, e, from, to);
        return unasked ? unasked : not_asked(p, e, from, to);
    }
    if (p->kind == CRIT_INCLUSION && is_denied(e) && (except < to || allow < to))
        return except_denied(p, e, from, to);
    struct crit_node *other = other_value(p, e, from, to);
    if (other)
        return other;
    if (except < to) {
        struct crit_node *x = excepted(p, e, from, except),
                         *exempt = ja_exempt(p, e, x, from, except);
        return exempt ? exempt : ja_leave_out(ctx, e, x);
    }
    if (forbid < to && p->kind == CRIT_INCLUSION)
        return crit_join(ctx, CRIT_AND, e, crit_not(ctx, excepted(p, e, from, forbid)));
    if (allow < to) {
        struct crit_node *x = excepted(p, e, from, allow);
        if (p->kind == CRIT_EXCLUSION)
            return ja_leave_out(ctx, e, x);
        return crit_join(ctx, CRIT_OR, e, x);
    }
    struct crit_node *also = denied_too(p, from, to);
    if (also)
        return crit_join(ctx, CRIT_AND, e, also);
    struct crit_node *x = crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end);
    if (p->kind == CRIT_INCLUSION && ja_loosens(p, from, to))
        return crit_join(ctx, CRIT_OR, e, x);
    return crit_join(ctx, CRIT_AND, e, p->kind == CRIT_EXCLUSION ? crit_not(ctx, x) : x);
}

/* 1.5倍以下。Xの患者では3倍以下とする: another limit of the one thing before. NULL: no such. */
struct crit_node *ja_other_limit(const struct crit_parse *p, struct crit_node *e, size_t from,
                                 size_t to)
{
    size_t behind, end = ja_condition_end(p, from, to, &behind);
    struct crit_value v;
    struct ja_attrs a = {.n = 0};
    crit_walk(e, ja_collect_attrs, &a);
    if (end >= to || a.n != 1 || e->type != CRIT_ATOM || !bare_value(p, behind, to, &v))
        return NULL;
    return other_value(p, e, from, to);
}

/* ------------------------------------------------------------------ brackets */

static bool is_exception(const struct crit_parse *p, size_t from, size_t to)
{
    bool cmp = false, head = false;
    for (size_t i = from; i < to; i++) {
        enum lex_class c = p->tokens[i].class;
        if (c == LEX_EXCEPT || c == LEX_BUT || c == LEX_SOTHAT)
            return true;
        cmp |= c == LEX_CMP;
        head |= c == LEX_HEAD || (i > from && ja_is_topic(p, i, to));
    }
    return cmp && head;
}

struct window_arg {
    struct crit_window w;
    bool put;
};
static void malignancy_window(void *arg, struct crit_node *e)
{
    struct window_arg *a = arg;
    if (e->atom->attr != ATTR_other_malignancy)
        return;
    e->atom->window = a->w;
    a->put = true;
}

/* (同時性、又は無病期間が5年以内の異時性): how long another cancer counts. */
static struct crit_node *defined(const struct crit_parse *p, struct crit_node *e, size_t from,
                                 size_t to)
{
    struct ja j = {.p = *p};
    struct window_arg a = {.put = false};
    for (size_t i = from; i < to; i++) {
        struct ja_window w;
        if (ja_read_window(&j, i, to, &w) && !w.since) {
            a.w = w.w;
            crit_walk(e, malignancy_window, &a);
            break;
        }
    }
    return a.put ? e
                 : crit_join(p->ctx, CRIT_AND, e,
                             crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end));
}

/* What stands in one bracket: a definition, then the exception. */
static struct crit_node *bracket(const struct crit_parse *p, struct crit_node *e, size_t from,
                                 size_t to)
{
    size_t at = from;
    for (size_t i = from; i + 1 < to; i++)
        if (p->tokens[i].class == LEX_STOP ||
            (p->tokens[i].class == LEX_COMMA && p->tokens[i + 1].class == LEX_BUT))
            at = i + 1;
    if (at > from + 1)
        e = defined(p, e, from, at - 1);
    return ja_except(p, e, at, to);
}

struct crit_node *ja_read_exceptions(struct ja *j, size_t from, size_t to, struct crit_node *e)
{
    for (size_t i = from; e && i < to; i++) {
        if (j->items[i].kind != JA_GROUP || j->items[i].told)
            continue;
        size_t a = j->items[i].first + 1, b = j->items[i].last;
        b -= b > a && j->p.tokens[b - 1].class == LEX_CLOSE;
        if (b > a && (is_exception(&j->p, a, b) || ja_allows_too(&j->p, e, a, b)) &&
            ja_included_end(&j->p, a, b) == a)
            e = bracket(&j->p, e, a, b);
    }
    return e;
}
