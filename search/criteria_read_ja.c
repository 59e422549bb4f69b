/*
 * A Japanese criterion: its list (if it is one), its sentences, exceptions that begin a sentence,
 * then clauses (criteria_ja_clause.c).
 */
#include "schema/base/mem.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_among.h"
#include "search/criteria_ja_doubt.h"
#include "search/criteria_ja_except.h"
#include "search/criteria_ja_list.h"
#include "search/criteria_ja_stage.h"
#include "search/criteria_ja_words.h"
#include "search/criteria_lines.h"
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

/* A condition of an inclusion that no rule could read: what stands there is asked of some only, so
   none of it may be told of all. A、又はBの場合はC is a choice: nobody is asked both. */
static bool is_conditional(const struct crit_parse *p, size_t from, size_t to)
{
    size_t depth = 0;
    for (size_t i = from; i + 2 < to && p->kind == CRIT_INCLUSION; i++) {
        depth += p->tokens[i].class == LEX_OPEN;
        depth -= p->tokens[i].class == LEX_CLOSE && depth;
        if (p->tokens[i].class == LEX_COMMA && p->tokens[i + 1].class == LEX_OR)
            return false;
        if (depth == 0 && p->tokens[i].class == LEX_SOTHAT)
            return true;
    }
    return false;
}

/* Behind the last で、 or し、: what comes is told beside what stands before. */
static size_t behind_joint(const struct crit_parse *p, size_t from, size_t to)
{
    for (size_t i = to; i > from + 1; i--) {
        const struct lex_token *t = &p->tokens[i - 2];
        bool joins =
            (t->flags & LEX_JOINS) || lex_is(t, LEX_PTC, "de") || lex_is(t, LEX_PTC, "past_de");
        if (joins && p->tokens[i - 1].class == LEX_COMMA)
            return i;
    }
    return from;
}

/* 妊婦を除く at the end of an inclusion: not these. NULL where it is no such sentence. */
static struct crit_node *left_out(const struct crit_parse *p, size_t from, size_t to)
{
    const struct lex_token *last = &p->tokens[to - 1];
    bool out = last->class == LEX_EXCEPT || last->class == LEX_FORBID;
    size_t end = to - 1;
    if (p->kind != CRIT_INCLUSION || !out || end <= from || p->tokens[end - 1].class != LEX_PTC)
        return NULL;
    for (size_t i = from; i < end; i++) {
        const struct lex_token *t = &p->tokens[i];
        if (t->class == LEX_EXCEPT || t->class == LEX_SOTHAT || t->class == LEX_CONSENT)
            return NULL;
    }
    while (end > from && p->tokens[end - 1].class == LEX_PTC)
        end--;
    size_t begin = behind_joint(p, from, end);
    if (begin >= end)
        return NULL;
    struct crit_node *lead = begin > from ? ja_tokens(p, p->kind, from, begin) : NULL;
    return crit_join(p->ctx, CRIT_AND, lead,
                     crit_not(p->ctx, ja_tokens(p, CRIT_EXCLUSION, begin, end)));
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
    struct crit_node *e = ja_list_sentence(p, from, to);
    if (!e)
        e = left_out(p, from, to);
    if (!e)
        e = ja_also_allowed(p, from, to);
    if (e)
        return e;
    e = ja_among(p, from, to);
    if (e)
        return e;
    ja_read_items(&j, from, to);
    e = ja_special(&j, 0, j.n);
    if (!e)
        e = ja_lead_and_conditional(p, from, to);
    if (!e)
        e = ja_conditional(p, from, to);
    if (!e && is_conditional(p, from, to))
        e = crit_opaque(p, p->tokens[from].begin, p->tokens[to - 1].end);
    if (!e)
        e = ja_clause(&j, 0, j.n);
    return e ? ja_doubt(p, from, to, e) : NULL;
}

/* A line that ends, or the next that begins, with または or かつ. */
static bool is_joint(const struct crit_parse *p, size_t from, size_t line, size_t to)
{
    size_t before = line;
    while (before > from && p->tokens[before - 1].class == LEX_COMMA)
        before--;
    enum lex_class a = before > from ? p->tokens[before - 1].class : LEX_CLASS_COUNT,
                   b = line + 1 < to ? p->tokens[line + 1].class : LEX_CLASS_COUNT;
    return before > from && line + 1 < to &&
           (a == LEX_OR || a == LEX_AND || b == LEX_OR || b == LEX_AND);
}

/* The next sentence's end; a ただし inside one begins another. */
static size_t sentence_end(const struct crit_parse *p, size_t from, size_t to)
{
    size_t depth = 0;
    for (size_t i = from; i < to; i++) {
        depth += p->tokens[i].class == LEX_OPEN;
        depth -= p->tokens[i].class == LEX_CLOSE && depth;
        bool goes_on = p->tokens[i].class == LEX_LINE &&
                       (ja_line_goes_on(p, from, i) || is_joint(p, from, i, to));
        bool end = is_end(&p->tokens[i]) && !goes_on;
        if (depth == 0 && (end || (i > from && p->tokens[i].class == LEX_BUT)))
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

/* 前治療とみなさない, 代諾者の同意でも可: another way to be taken that only the site can judge. */
static bool is_not_counted(const struct crit_parse *p, size_t from, size_t to)
{
    const char *s = p->text.s + p->tokens[from].begin;
    size_t len = p->tokens[to - 1].end - p->tokens[from].begin;
    return ja_holds(s, len, ja_words_not_counted) &&
           !ja_ends_in(s, len, ja_words_demanded, NULL); /* 代諾者の同意も必要 */
}

/* The sentence [at, last) as an exception to e, another limit of it; NULL: it stands for itself. */
static struct crit_node *beside_before(const struct crit_parse *p, struct crit_node *e, size_t at,
                                       size_t last)
{
    if (is_exception(p, at, last)) {
        bool lost = p->kind == CRIT_INCLUSION && is_not_counted(p, at, last);
        return lost ? crit_join(p->ctx, CRIT_OR, e,
                                crit_opaque(p, p->tokens[at].begin, p->tokens[last - 1].end))
                    : ja_except(p, e, at, last);
    }
    struct crit_node *other = ja_other_limit(p, e, at, last);
    return other ? other : ja_next_sentence(p, e, at, last);
}

/* …を有する者。年齢は問わない。: among exclusions what keeps nobody out adds nothing. */
static struct crit_node *join_sentence(const struct crit_parse *p, struct crit_node *e,
                                       struct crit_node *one)
{
    bool out = p->kind == CRIT_EXCLUSION;
    if (e && out && one && crit_is_true(one))
        return e;
    if (e && out && crit_is_true(e))
        return one;
    return crit_join(p->ctx, out ? CRIT_OR : CRIT_AND, e, one);
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
        struct crit_node *both = e ? beside_before(&p, e, at, last) : NULL;
        e = both ? both : join_sentence(&p, e, sentence(&p, at, end));
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
    ja_split_classes(tmp, p->text.s, &tokens);
    p->tokens = tokens.items;
    p->n = ja_prepare(p, tokens.items, tokens.n);
}

struct text {
    const char *s;
    size_t len;
    enum crit_kind kind;
    const struct ja_say *told;
};
static struct crit_node *read_text(const struct crit_reader *r, void *ctx, const struct text *t);

/* Whether the head is but the first item: A、または 2. B; A 2. B 上記のいずれか. */
static bool is_first_of(const struct text *t, const struct crit_outline *o)
{
    const char *end = t->s + t->len, *line = end;
    while (line > t->s && line[-1] != '\n')
        line--;
    return line_offers_choice(t->s + o->head_begin, o->head_end - o->head_begin) ||
           line_counts_above(line, (size_t)(end - line));
}

static struct crit_node *read_list(const struct crit_reader *r, void *ctx, void *tmp,
                                   const struct text *t, const struct crit_outline *o)
{
    struct crit_parse p;
    struct ja_list_head head;
    struct crit_node **items = MEM_ARRAY(tmp, struct crit_node *, o->items.n);
    open_parse(&p, r, ctx, tmp, t->kind, t->s + o->head_begin, o->head_end - o->head_begin,
               o->head_begin);
    if (is_first_of(t, o))
        ja_list_first_of(&p, p.n, &head);
    else
        ja_list_head_read(&p, 0, p.n, &head);
    for (size_t i = 0; i < o->items.n; i++) {
        const struct crit_piece *one = &o->items.items[i];
        struct text item = {t->s + one->begin, one->end - one->begin, head.kind,
                            head.say.pred ? &head.say : t->told};
        items[i] = read_text(r, ctx, &item);
        crit_shift(items[i], one->begin);
    }
    return ja_soften_list(&p, ja_list_tell(&p, 0, p.n, &head, items, o->items.n));
}

/* ①A、②B、のいずれかを満たす: each of them; NULL: the last says no such thing. */
static struct crit_node *read_choices(const struct crit_reader *r, void *ctx, const struct text *t,
                                      const struct crit_outline *o)
{
    const struct crit_piece *last = &o->items.items[o->items.n - 1];
    size_t own = line_counts_behind(t->s + last->begin, last->end - last->begin);
    struct crit_node *e = NULL;
    if (!own || o->items.n < 2 || t->kind != CRIT_INCLUSION)
        return NULL;
    for (size_t i = 0; i < o->items.n; i++) {
        const struct crit_piece *one = &o->items.items[i];
        struct text item = {t->s + one->begin, one->end - one->begin, t->kind, t->told};
        item.len = one == last ? own : line_without_comma(item.s, item.len);
        struct crit_node *x = read_text(r, ctx, &item);
        crit_shift(x, one->begin);
        e = crit_join(ctx, CRIT_OR, e, x);
    }
    return e;
}

static bool is_adult(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_age && e->atom->op == CRIT_OP_GE &&
           e->atom->n == 1 && e->atom->numbers[0] == 18 && !e->atom->window.set;
}

/* Lowest age that e lets in; 0: none is said. */
static double lowest_age(const struct crit_node *e)
{
    const struct crit_atom *a = e->type == CRIT_ATOM && e->atom->attr == ATTR_age ? e->atom : NULL;
    bool low =
        a && a->n > 0 && (a->op == CRIT_OP_GE || a->op == CRIT_OP_GT || a->op == CRIT_OP_BETWEEN);
    return low ? a->numbers[0] : 0;
}

/* 健康成人で、年齢が20歳以上の者: the age that is told says what the word does. */
static void drop_adult(struct crit_node *e)
{
    double lowest = 0;
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++) {
        double low = is_adult(e->children[i]) ? 0 : lowest_age(e->children[i]);
        lowest = low > lowest ? low : lowest;
    }
    if (lowest < 18)
        return;
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++)
        if (!is_adult(e->children[i]))
            e->children[n++] = e->children[i];
    e->n = n;
}

static bool is_disease(const struct crit_node *e)
{
    return e->type == CRIT_ATOM &&
           (e->atom->attr == ATTR_diagnosis || e->atom->attr == ATTR_comorbidity);
}

/* Two limits of one thing, on one side: of two sorts of people. */
static bool are_rivals(const struct crit_node *a, const struct crit_node *b)
{
    const struct crit_atom *x = a->type == CRIT_ATOM ? a->atom : NULL;
    const struct crit_atom *y = b->type == CRIT_ATOM ? b->atom : NULL;
    return x && y && x->attr == y->attr && x->op == y->op && x->scale == y->scale && x->n == 1 &&
           y->n == 1 && x->numbers && y->numbers && x->numbers[0] != y->numbers[0];
}

/* 洞調律でBNP 300以上、心房細動でBNP 600以上: which limit is of whom was not read, so neither limit
   nor disease is asked of everybody. */
static void open_rivals(struct crit_node *e)
{
    bool rivals = false, disease = false;
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++) {
        disease |= is_disease(e->children[i]);
        for (size_t k = 0; k < i; k++)
            rivals |= are_rivals(e->children[k], e->children[i]);
    }
    if (!rivals || !disease)
        return;
    e->type = CRIT_OPAQUE;
    e->n = 0;
}

static struct crit_node *read_text(const struct crit_reader *r, void *ctx, const struct text *t)
{
    void *tmp = mem_context(NULL, "crit_read_ja");
    struct crit_outline o;
    struct crit_node *e;
    crit_split_list(tmp, t->s, t->len, &o);
    struct crit_node *choices =
        o.head_end == o.head_begin && o.items.n ? read_choices(r, ctx, t, &o) : NULL;
    bool list = o.items.n > 1 || (o.items.n == 1 && o.head_end > o.head_begin);
    if (list && o.head_end == o.head_begin)
        list = false;
    if (choices) {
        e = choices;
    } else if (list) {
        e = read_list(r, ctx, tmp, t, &o);
    } else {
        uint32_t from = o.items.n == 1 ? o.items.items[0].begin : 0;
        struct crit_parse p;
        open_parse(&p, r, ctx, tmp, t->kind, t->s + from, t->len - from, from);
        p.told = t->told;
        e = p.n ? ja_soften(&p, ja_doubt_durations(&p, ja_tokens(&p, t->kind, 0, p.n)))
                : crit_new(ctx, CRIT_OPAQUE, 0, (uint32_t)t->len);
    }
    ja_check_stages(e, t->s, t->len);
    drop_adult(e);
    if (t->kind == CRIT_INCLUSION)
        open_rivals(e);
    talloc_free(tmp);
    return e;
}

struct crit_node *crit_read_ja(const struct crit_reader *r, void *ctx, enum crit_kind kind,
                               const char *text, size_t len)
{
    struct text t = {text, len, kind, NULL};
    struct crit_node *e = read_text(r, ctx, &t);
    if (kind == CRIT_INCLUSION)
        return e;
    bool demand = ja_ends_in(text, len, ja_words_denied_demand, NULL);
    return demand ? crit_open_denied(ctx, e) : crit_open_unwanted(ctx, e);
}
