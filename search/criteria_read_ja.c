/*
 * A Japanese criterion: its list (if it is one), its sentences, exceptions that begin a sentence,
 * then clauses (criteria_ja_clause.c).
 */
#include "schema/base/mem.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_except.h"
#include "search/criteria_split.h"
#include <string.h>

bool ja_tokens_are(const struct crit_parse *p, size_t from, size_t to, const char *text)
{
    size_t len = from < to ? p->tokens[to - 1].end - p->tokens[from].begin : 0;
    return strlen(text) == len && memcmp(p->text.s + p->tokens[from].begin, text, len) == 0;
}

static bool is_end(const struct lex_token *t)
{
    return t->class == LEX_STOP || t->class == LEX_LINE;
}

/* Words that end a sentence and say nothing: 。, である, とする. */
static size_t trimmed(const struct crit_parse *p, size_t from, size_t to)
{
    while (to > from) {
        const struct lex_token *t = &p->tokens[to - 1];
        bool idle = is_end(t) || t->class == LEX_COMMA || t->class == LEX_COLON ||
                    lex_is(t, LEX_PTC, "past_de") || lex_is(t, LEX_PTC, "to") ||
                    (t->class == LEX_DROP);
        if (!idle)
            break;
        to--;
    }
    return to;
}

static bool announces(const struct lex_token *t);
static bool is_list_word(const struct crit_parse *p, const struct lex_token *t);

/* 登録前14日以内の検査で以下をすべて満たす: — the colon of a head that only announces; its window.
 */
static size_t head_end(const struct crit_parse *p, size_t from, size_t to, struct crit_window *w,
                       enum crit_list *list)
{
    struct ja j = {.p = *p};
    size_t colon = from;
    while (colon < to && p->tokens[colon].class != LEX_COLON)
        colon++;
    if (colon >= to || colon == from)
        return from;
    ja_read_items(&j, from, colon);
    for (size_t i = 0; i < j.n; i++) {
        const struct lex_token *t = ja_token(&j, &j.items[i]);
        if (j.items[i].kind == JA_WINDOW)
            *w = j.items[i].window.w;
        else if (j.items[i].kind != JA_TOKEN || !(announces(t) || is_list_word(p, t)))
            return from;
    }
    const char *s = p->text.s + p->tokens[from].begin;
    *list = crit_list_of(s, p->tokens[colon].begin - p->tokens[from].begin);
    return w->set || *list ? colon + 1 : from;
}

/* One sentence without its exceptions. */
static struct crit_node *sentence(const struct crit_parse *p, size_t from, size_t to)
{
    struct ja j = {.p = *p};
    while (from < to && (p->tokens[from].class == LEX_COLON || p->tokens[from].class == LEX_COMMA ||
                         (p->tokens[from].class == LEX_EXCL_REF && from + 1 < to &&
                          p->tokens[from + 1].class == LEX_COLON)))
        from++;
    to = trimmed(p, from, to);
    if (from >= to)
        return NULL;
    struct crit_window w = {.n = -1};
    from = head_end(p, from, to, &w, &j.list);
    ja_read_items(&j, from, to);
    struct crit_node *e = ja_special(&j, 0, j.n);
    if (!e)
        e = ja_conditional(&j, 0, j.n);
    if (!e)
        e = ja_clause(&j, 0, j.n);
    crit_set_window(e, &w);
    return e;
}

/* The next sentence's end; a ただし inside one begins another. */
static size_t sentence_end(const struct crit_parse *p, size_t from, size_t to)
{
    size_t depth = 0;
    for (size_t i = from; i < to; i++) {
        depth += p->tokens[i].class == LEX_OPEN;
        depth -= p->tokens[i].class == LEX_CLOSE && depth;
        if (depth == 0 && (is_end(&p->tokens[i]) || (i > from && p->tokens[i].class == LEX_BUT)))
            return i;
    }
    return to;
}

static bool has(const struct crit_parse *p, size_t from, size_t to, enum lex_class c)
{
    for (size_t i = from; i < to; i++)
        if (p->tokens[i].class == c)
            return true;
    return false;
}

/* Speaks of the sentence before: ただし …, …の場合は可. */
static bool is_exception(const struct crit_parse *p, size_t from, size_t to)
{
    return p->tokens[from].class == LEX_BUT ||
           (has(p, from, to, LEX_SOTHAT) && has(p, from, to, LEX_ALLOW));
}

struct crit_node *ja_tokens(const struct crit_parse *parse, enum crit_kind kind, size_t from,
                            size_t to)
{
    struct crit_parse p = *parse;
    p.kind = kind;
    struct crit_node *e = NULL;
    for (size_t at = from, end; at < to; at = end + (end < to && is_end(&p.tokens[end]))) {
        end = sentence_end(&p, at, to);
        size_t last = trimmed(&p, at, end);
        if (last <= at)
            continue;
        if (e && is_exception(&p, at, last)) {
            e = ja_except(&p, e, at, last);
            continue;
        }
        struct crit_node *one = sentence(&p, at, end);
        e = crit_join(p.ctx, kind == CRIT_INCLUSION ? CRIT_AND : CRIT_OR, e, one);
    }
    if (e)
        return e;
    return crit_opaque(&p, from < to ? p.tokens[from].begin : 0,
                       from < to ? p.tokens[to - 1].end : 0);
}

/* ------------------------------------------------------------------ lists */

static void open_parse(struct crit_parse *p, const struct crit_reader *r, void *ctx, void *tmp,
                       enum crit_kind kind, const char *text, size_t len, uint32_t offset)
{
    struct lex_tokens tokens;
    *p = (struct crit_parse){
        .reader = r, .lexer = r->ja, .ctx = ctx, .tmp = tmp, .kind = kind, .offset = offset};
    crit_text_read(r->folder, tmp, text, len, &p->text);
    lexer_read(r->ja, tmp, &p->text, &tokens);
    p->tokens = tokens.items;
    p->n = tokens.n;
}

/* Words of a list's head that only announce it. */
static bool announces(const struct lex_token *t)
{
    switch (t->class) {
    case LEX_DROP:
    case LEX_NOISE:
    case LEX_PTC:
    case LEX_ANY:
    case LEX_ALL:
    case LEX_SOME:
    case LEX_COLON:
    case LEX_COMMA:
    case LEX_HEAD:
    case LEX_METHOD:
    case LEX_LINE:
    case LEX_STOP:
    case LEX_VERB:
    case LEX_TIME_POINT:
    case LEX_NUM:
    case LEX_CMP:
        return true;
    default:
        return false;
    }
}

static const char *const list_words[] = {
    "以下",           "下記",     "次",           "条件",     "基準",       "項目",
    "臓器機能",       "骨髄機能", "主要臓器機能", "機能",     "検査値",     "検査項目",
    "主要臓器",       "十分",     "保持",         "事項",     "臨床検査値", "検査所見",
    "主要臓器の機能", "危険因子", "腎機能",       "肝機能",   "所見",       "疾患",
    "合併症",         "症状",     "病態",         "保たれて", "維持され",   "臓器"};

static bool is_list_word(const struct crit_parse *p, const struct lex_token *t)
{
    size_t len = t->end - t->begin;
    const char *s = p->text.s + t->begin;
    if (t->class != LEX_TEXT)
        return false;
    for (size_t i = 0; i < sizeof list_words / sizeof *list_words; i++) {
        size_t n = strlen(list_words[i]);
        if (n <= len && memcmp(s + len - n, list_words[i], n) == 0)
            return true;
    }
    return false;
}

struct head {
    struct crit_window window;
    bool rest;  /* says more than that a list comes */
    bool risks; /* of other diseases: 危険因子 */
    bool past;  /* 以下の既往 */
};

static void as_history(void *arg, struct crit_node *e)
{
    (void)arg;
    if (e->atom->attr == ATTR_comorbidity || e->atom->attr == ATTR_diagnosis)
        e->atom->attr = ATTR_history;
}

static void as_comorbidity(void *arg, struct crit_node *e)
{
    (void)arg;
    if (e->atom->attr == ATTR_diagnosis)
        e->atom->attr = ATTR_comorbidity;
}

static void group_window(const struct ja *j, const struct ja_item *g, struct crit_window *w)
{
    struct ja_window inner;
    for (size_t i = g->first; i < g->last; i++)
        if (ja_read_window(j, i, g->last, &inner)) {
            *w = inner.w;
            return;
        }
}

static void read_head(const struct crit_parse *p, struct head *h)
{
    struct ja j = {.p = *p};
    *h = (struct head){.window = {.n = -1}};
    h->risks = strstr(p->text.s, "危険因子") || strstr(p->text.s, "リスク因子") ||
               strstr(p->text.s, "リスクファクター") || strstr(p->text.s, "合併");
    ja_read_items(&j, 0, p->n);
    for (size_t i = 0; i < j.n; i++) {
        if (j.items[i].kind == JA_WINDOW)
            h->window = j.items[i].window.w;
        else if (j.items[i].kind == JA_TOKEN &&
                 lex_is(ja_token(&j, &j.items[i]), LEX_HISTNOUN, "past"))
            h->past = true;
        else if (j.items[i].kind == JA_GROUP)
            group_window(&j, &j.items[i], &h->window);
        else if (j.items[i].kind == JA_TOKEN && !announces(ja_token(&j, &j.items[i])) &&
                 !is_list_word(p, ja_token(&j, &j.items[i])))
            h->rest = true;
    }
}

static struct crit_node *read_list(const struct crit_reader *r, void *ctx, void *tmp,
                                   enum crit_kind kind, const char *text,
                                   const struct crit_outline *o)
{
    struct crit_parse p;
    struct head head;
    const char *h = text + o->head_begin;
    size_t head_len = o->head_end - o->head_begin;
    enum crit_list list = crit_list_of(h, head_len);
    bool any = list == CRIT_LIST_ANY || (list == CRIT_LIST_DEFAULT && kind == CRIT_EXCLUSION);
    open_parse(&p, r, ctx, tmp, kind, h, head_len, o->head_begin);
    read_head(&p, &head);
    struct crit_node *e = crit_new(ctx, any ? CRIT_OR : CRIT_AND, 0, 0);
    for (size_t i = 0; i < o->items.n; i++) {
        const struct crit_piece *one = &o->items.items[i];
        struct crit_node *c = crit_read_ja(r, ctx, kind, text + one->begin, one->end - one->begin);
        crit_shift(c, one->begin);
        crit_set_window(c, &head.window);
        if (head.past)
            crit_walk(c, as_history, NULL);
        if (head.risks)
            crit_walk(c, as_comorbidity, NULL);
        crit_add(ctx, e, c);
    }
    if (!head.rest)
        return e;
    struct crit_node *told = ja_tokens(&p, kind, 0, p.n);
    return crit_join(ctx, CRIT_AND, told, e);
}

struct crit_node *crit_read_ja(const struct crit_reader *r, void *ctx, enum crit_kind kind,
                               const char *text, size_t len)
{
    void *tmp = mem_context(NULL, "crit_read_ja");
    struct crit_outline o;
    struct crit_node *e;
    crit_split_list(tmp, text, len, &o);
    bool list = o.items.n > 1 || (o.items.n == 1 && o.head_end > o.head_begin);
    if (list && o.head_end == o.head_begin)
        list = false;
    if (list) {
        e = read_list(r, ctx, tmp, kind, text, &o);
    } else {
        uint32_t from = o.items.n == 1 ? o.items.items[0].begin : 0;
        struct crit_parse p;
        open_parse(&p, r, ctx, tmp, kind, text + from, len - from, from);
        e = p.n ? ja_tokens(&p, kind, 0, p.n) : crit_new(ctx, CRIT_OPAQUE, 0, (uint32_t)len);
    }
    talloc_free(tmp);
    return e;
}
