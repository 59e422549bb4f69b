#include "search/criteria_ja_list.h"
#include "search/criteria_ja_seg.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* ------------------------------------------------------------------ its items */

static void as_history(void *arg, struct crit_node *e)
{
    (void)arg;
    uint16_t *attr = &e->atom->attr;
    if (*attr == ATTR_comorbidity || *attr == ATTR_diagnosis)
        *attr = ATTR_history;
    else if (attributes[*attr].kind == ATTR_FLAG && e->atom->op == CRIT_OP_PRESENT)
        e->atom->history = CRIT_PAST;
}

static void as_ever(void *arg, struct crit_node *e)
{
    (void)arg;
    uint16_t *attr = &e->atom->attr;
    if (*attr == ATTR_diagnosis)
        *attr = ATTR_comorbidity;
    if (*attr == ATTR_comorbidity || attributes[*attr].kind == ATTR_FLAG)
        e->atom->history = CRIT_EVER;
}

static void as_comorbidity(void *arg, struct crit_node *e)
{
    (void)arg;
    if (e->atom->attr == ATTR_diagnosis)
        e->atom->attr = ATTR_comorbidity;
}

static struct crit_node *opaque_of(const struct crit_parse *p, struct crit_node **items, size_t n)
{
    struct crit_node *e = crit_new(p->ctx, CRIT_OPAQUE, 0, 0);
    e->begin = p->offset;
    e->end = n ? items[n - 1]->end : p->offset;
    return e;
}

/* What was had within a time is no longer going on. */
static void as_had(void *arg, struct crit_node *e)
{
    (void)arg;
    struct crit_atom *a = e->atom;
    if (!a->window.set)
        return;
    if (a->window.n >= 0 && (a->attr == ATTR_comorbidity || a->attr == ATTR_diagnosis))
        a->attr = ATTR_history;
    if (a->attr == ATTR_current_medication)
        a->attr = ATTR_prior_therapy;
    if (a->attr == ATTR_prior_therapy)
        a->history = CRIT_HISTORY_NONE;
}

/* 以下の疾患の治療を受けている: more than that it is there. */
static struct crit_node *treated(const struct crit_parse *p, struct crit_node *e)
{
    bool disease = e->type == CRIT_ATOM &&
                   (e->atom->attr == ATTR_diagnosis || e->atom->attr == ATTR_comorbidity);
    return disease ? crit_join(p->ctx, CRIT_AND, e, crit_new(p->ctx, CRIT_OPAQUE, e->begin, e->end))
                   : e;
}

/* An item under what the head says of all. */
static struct crit_node *under_head(const struct crit_parse *p, const struct ja_list_head *h,
                                    struct crit_node *item)
{
    crit_set_window(item, &h->window);
    if (h->window.set)
        crit_walk(item, as_had, NULL);
    if (h->ever)
        crit_walk(item, as_ever, NULL);
    else if (h->past)
        crit_walk(item, as_history, NULL);
    if (h->risks || (h->how == JA_SOME_OF && h->least > 1)) /* nobody has two diseases of a trial */
        crit_walk(item, as_comorbidity, NULL);
    return h->say.pred == JA_HAD || h->say.pred == JA_TAKE ? treated(p, item) : item;
}

static struct crit_node *join(const struct crit_parse *p, const struct ja_list_head *h,
                              struct crit_node **items, size_t n)
{
    enum { COMBINED_MAX = 6 }; /* more are too many combinations for a tree */
    for (size_t i = 0; i < n; i++)
        items[i] = under_head(p, h, items[i]);
    if (h->how == JA_UNCLEAR)
        return opaque_of(p, items, n);
    if (h->how == JA_SOME_OF) {
        bool some = h->least >= 2 && n <= COMBINED_MAX && (size_t)h->least <= n;
        return some ? crit_some_of(p->ctx, items, n, h->least) : opaque_of(p, items, n);
    }
    bool or = h->how == JA_ANY_OF || h->how == JA_NONE_OF ||
              (h->how == JA_ALL_OF && h->kinds && n > 1 && ja_are_of_one_kind(items, n));
    struct crit_node *e = crit_new(p->ctx, or ? CRIT_OR : CRIT_AND, 0, 0);
    for (size_t i = 0; i < n; i++)
        if (! or || !crit_is_true(items[i])) /* 性別は問わない is no choice */
            crit_add(p->ctx, e, items[i]);
    if (e->n == 0)
        return crit_new_true(p->ctx);
    return h->how == JA_NONE_OF || h->how == JA_NOT_ALL ? crit_not(p->ctx, e) : e;
}

/* Cancers that are no other malignancy are excepted whenever they were. */
static bool is_of_cancer(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM)
        return e->atom->attr == ATTR_other_malignancy;
    for (size_t i = 0; i < e->n; i++)
        if (is_of_cancer(e->children[i]))
            return true;
    return false;
}

/* What the head tells is but the sort of thing that its list names. */
static bool names_a_sort(const struct crit_node *e)
{
    if (e->type != CRIT_ATOM) {
        for (size_t i = 0; i < e->n; i++)
            if (names_a_sort(e->children[i]))
                return true;
        return false;
    }
    const struct crit_atom *a = e->atom;
    if (attributes[a->attr].kind != ATTR_CONCEPT)
        return false;
    if (a->words && a->n && ja_is_one(a->words[0], strlen(a->words[0]), ja_words_list_sorts))
        return true;
    return a->op == CRIT_OP_PRESENT;
}

static struct crit_node *tell(const struct crit_parse *p, size_t from, size_t to,
                              const struct ja_list_head *h, struct crit_node **items, size_t n)
{
    if (!h->rest || h->how == JA_UNCLEAR) {
        struct crit_node *e = join(p, h, items, n);
        return h->unread ? crit_join(p->ctx, CRIT_AND, e, opaque_of(p, items, n)) : e;
    }
    struct crit_node *rest = ja_tokens(p, p->kind, from, h->told_to < to ? h->told_to : to);
    if (h->how == JA_NONE_OF && is_of_cancer(rest))
        for (size_t i = 0; i < n; i++)
            crit_walk(items[i], as_ever, NULL);
    if (names_a_sort(rest)) /* 以下の遺伝子変異: the list says which */
        rest = crit_new(p->ctx, CRIT_OPAQUE, p->offset, items[0]->begin);
    if (h->unread)
        rest = crit_join(p->ctx, CRIT_AND, rest, opaque_of(p, items, n));
    return crit_join(p->ctx, h->beside ? CRIT_OR : CRIT_AND, rest, join(p, h, items, n));
}

struct crit_node *ja_list_tell(const struct crit_parse *p, size_t from, size_t to,
                               const struct ja_list_head *h, struct crit_node **items, size_t n)
{
    struct crit_node *e = tell(p, from, to, h, items, n);
    bool told = h->rest && h->how != JA_UNCLEAR && h->who && h->who <= h->told_to;
    if (!h->who || told) /* 以下をすべて満たす女性 */
        return e;
    return crit_join(p->ctx, CRIT_AND, ja_tokens(p, p->kind, h->who - 1, h->who), e);
}

/* ------------------------------------------------------------------ behind a colon */

/* Where the next item of a list in one sentence ends: a comma outside brackets. */
static size_t item_end(const struct crit_parse *p, size_t from, size_t to)
{
    size_t depth = 0;
    for (size_t i = from; i < to; i++) {
        depth += p->tokens[i].class == LEX_OPEN;
        depth -= p->tokens[i].class == LEX_CLOSE && depth;
        if (depth == 0 && p->tokens[i].class == LEX_COMMA)
            return i;
    }
    return to;
}

static bool is_joined(const struct crit_parse *p, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (p->tokens[i].class == LEX_OR || p->tokens[i].class == LEX_ALSO ||
            p->tokens[i].class == LEX_AND)
            return true;
    return false;
}

/* Each of the items by itself: so many of them. Where other connectives stand among the commas
   nobody can count them. */
static struct crit_node *each(const struct crit_parse *parse, const struct ja_list_head *h,
                              size_t head, size_t from, size_t to)
{
    struct crit_parse said = *parse;
    const struct crit_parse *p = &said;
    said.told = h->say.pred ? &h->say : said.told;
    struct crit_node **items = NULL;
    size_t n = 0;
    if (is_joined(p, from, to))
        return crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end);
    for (size_t at = from, end; at < to; at = end + 1) {
        end = item_end(p, at, to);
        if (end == at)
            continue;
        items = MEM_GROW(p->tmp, items, struct crit_node *, n + 1);
        items[n++] = ja_tokens(p, h->kind, at, end);
    }
    return ja_list_tell(p, head, from, h, items, n);
}

/* The list as one clause, since its members share predicates (A、B又はCの既往). */
static struct crit_node *as_clause(const struct crit_parse *parse, const struct ja_list_head *h,
                                   size_t head, size_t from, size_t to)
{
    struct crit_parse p = *parse;
    p.kind = h->kind;
    p.told = h->say.pred ? &h->say : p.told;
    struct ja j = {.p = p};
    bool or = h->how == JA_ANY_OF || h->how == JA_NONE_OF;
    j.list = or ? CRIT_LIST_ANY : h->kinds ? CRIT_LIST_DEFAULT : CRIT_LIST_ALL;
    ja_read_items(&j, from, to);
    struct crit_node *e = ja_clause(&j, 0, j.n);
    return e ? ja_list_tell(parse, head, from, h, &e, 1) : NULL;
}

struct crit_node *ja_list_sentence(const struct crit_parse *p, size_t from, size_t to)
{
    size_t colon = from;
    while (colon < to && p->tokens[colon].class != LEX_COLON && p->tokens[colon].class != LEX_OPEN)
        colon++;
    if (colon + 1 >= to || colon == from || p->tokens[colon].class != LEX_COLON)
        return NULL;
    struct ja_list_head h;
    ja_list_head_read(p, from, colon, &h);
    bool said = h.refers || ja_list_of(p, from, colon) != CRIT_LIST_DEFAULT;
    bool head = h.rest ? h.refers : said || h.window.set;
    if (!head)
        return NULL;
    if (h.how == JA_UNCLEAR)
        return crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end);
    if (h.rest && h.how == JA_ALL_OF)
        return NULL;
    h.told_to = h.told_to < colon ? h.told_to : colon;
    return h.how == JA_SOME_OF ? each(p, &h, from, colon + 1, to)
                               : as_clause(p, &h, from, colon + 1, to);
}
