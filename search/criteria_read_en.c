/*
 * The English grammar: a criterion → its head and the items of its list → sentences → clauses →
 * lists → members. Every token is either understood or part of an opaque.
 */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_inner.h"
#include "search/criteria_lines.h"
#include "search/criteria_read_en_inner.h"
#include "search/criteria_split.h"

struct crit_node *en_opaque(const struct en_parse *p, size_t lo, size_t hi)
{
    struct crit_node *e = crit_new(p->ctx, CRIT_OPAQUE, 0, 0);
    en_span(p, e, lo, hi);
    return e;
}

static void span_all(const struct en_parse *p, struct crit_node *e, uint32_t begin, uint32_t end)
{
    if (e->end == 0) {
        e->begin = begin;
        e->end = end;
    }
    for (size_t i = 0; i < e->n; i++)
        span_all(p, e->children[i], begin, end);
}

/* Nodes without a span get the source bytes of [lo, hi). */
void en_span(const struct en_parse *p, struct crit_node *e, size_t lo, size_t hi)
{
    if (lo < hi && hi <= p->n)
        span_all(p, e, p->text.begin[p->t[lo].begin], p->text.end[p->t[hi - 1].end - 1]);
}

size_t en_behind_bracket(const struct en_parse *p, size_t pos, size_t hi)
{
    int depth = 0;
    for (size_t i = pos; i < hi; i++) {
        if (p->t[i].class == EN_OPEN)
            depth++;
        if (p->t[i].class == EN_CLOSE && --depth <= 0)
            return i + 1;
    }
    return hi;
}

size_t en_find(const struct en_parse *p, size_t pos, size_t hi, enum en_class class)
{
    while (pos < hi && !en_is(&p->t[pos], class))
        pos = p->t[pos].class == EN_OPEN ? en_behind_bracket(p, pos, hi) : pos + 1;
    return pos < hi ? pos : hi;
}

bool en_is_in(const struct en_token *t, const enum en_class *set)
{
    for (; *set != EN_WORD; set++)
        if (en_is(t, *set))
            return true;
    return false;
}

bool en_any_says(const struct en_parse *p, size_t lo, size_t hi, enum en_cue cue)
{
    for (size_t i = lo; i < hi; i++)
        if (en_says(&p->t[i], cue))
            return true;
    return false;
}

bool en_says_in(const struct en_parse *p, size_t lo, size_t hi, enum en_cue cue)
{
    return lo < hi && en_next_cue(&p->said, NULL, p->t[lo].begin, p->t[hi - 1].end, cue);
}

bool en_has(const struct en_parse *p, size_t lo, size_t hi, enum en_class class)
{
    for (size_t i = lo; i < hi; i++)
        if (en_is(&p->t[i], class))
            return true;
    return false;
}

struct crit_node *en_read_range(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    en_trim(p, &lo, &hi);
    if (lo >= hi)
        return crit_new_true(p->ctx);
    if (p->depth >= EN_DEPTH_MAX)
        return en_opaque(p, lo, hi);
    p->depth++;
    struct crit_node *e = en_read_clause(p, lo, hi, mode);
    if (!e)
        e = en_read_list(p, lo, hi, mode);
    p->depth--;
    return e;
}

/* ------------------------------------------------------------------ the criterion */

static void move_spans(struct crit_node *e, uint32_t offset, uint32_t end)
{
    if (e->end == 0) {
        e->begin = offset;
        e->end = end;
    } else {
        e->begin += offset;
        e->end += offset;
    }
    for (size_t i = 0; i < e->n; i++)
        move_spans(e->children[i], offset, end);
}

/* "Adequate organ function as defined below": the values that follow say what is asked. */
static bool is_generic_heading(const struct en_parse *p)
{
    return en_has(p, 0, p->n, EN_GENERIC) && (p->in_head || en_has(p, 0, p->n, EN_ASDEFINED));
}

/* Nothing is always true but what says so; an exclusion never is: it would keep everybody out. */
static bool says_always(const struct en_parse *p)
{
    if (p->kind == CRIT_INCLUSION && is_generic_heading(p))
        return true;
    for (size_t i = 0; i < p->n && p->kind == CRIT_INCLUSION; i++)
        if (p->permits || en_is_value(&p->t[i], EN_FACT, "true") ||
            en_is_value(&p->t[i], EN_FACT, "child"))
            return true;
    bool head = p->in_head || p->kind == CRIT_INCLUSION;
    return p->n == 0 || (head && p->t[p->n - 1].class == EN_COLON);
}

/* "Not specified" and on the next line what belongs to the next heading. */
static bool runs_on(const struct en_parse *p)
{
    return p->n > 1 && en_says(&p->t[0], EN_CUE_NOT_SPECIFIED) && p->t[1].newline;
}

/* "E. coli", "S. aureus": one letter, a point, and no new sentence behind it. */
static void join_short_names(struct en_parse *p)
{
    for (size_t i = 1; i + 1 < p->n; i++) {
        struct en_token *t = &p->t[i], *before = t - 1, *next = t + 1;
        char first = p->text.source[p->text.begin[next->begin]];
        bool letter = before->end - before->begin == 1 && before->end == t->begin &&
                      p->text.s[before->begin] >= 'a' && p->text.s[before->begin] <= 'z';
        if (t->class != EN_STOP || !letter || next->newline || first < 'a' || first > 'z')
            continue;
        t->class = EN_PUNCT;
        t->classes[EN_STOP / EN_CLASS_BITS] &= ~(UINT64_C(1) << (EN_STOP % EN_CLASS_BITS));
    }
}

/* Bytes [begin, end) of the criterion. */
static struct crit_node *read_part(struct en_parse *p, const char *text, uint32_t begin,
                                   uint32_t end, struct en_mode mode)
{
    struct en_tokens tokens;
    crit_text_read(p->folder, p->tmp, text + begin, end - begin, &p->text);
    en_lexer_read(p->lexer, p->tmp, &p->text, &tokens);
    en_cues_read(p->tmp, &p->text, &tokens, &p->said);
    p->t = tokens.items;
    p->n = tokens.n;
    join_short_names(p);
    p->of_mother = en_speaks_of_mother(p);
    for (size_t i = 0; i < p->n; i++)
        p->age_read |= en_is_value(&p->t[i], EN_ATTR, "age") || en_is(&p->t[i], EN_OFAGE);
    struct crit_node *e = en_read_sentences(p, 0, p->n, mode);
    if ((crit_is_true(e) && !says_always(p)) || runs_on(p) || en_speaks_of_others(p) ||
        en_specifies_nothing(p))
        e = en_opaque(p, 0, p->n);
    if (!crit_is_true(e))
        move_spans(e, begin, end);
    return e;
}

/* What a list's head asks of all its items: "no history of any of the following:". */
struct en_mode en_mode_of(const struct en_parse *p, size_t lo, size_t hi)
{
    struct en_mode m = {.window.n = -1};
    for (size_t i = lo; i < hi; i++) {
        const struct en_token *t = &p->t[i];
        struct crit_window w;
        m.negated |= en_is(t, EN_NEG) && !en_is(t, EN_FACT);
        m.past |= en_is(t, EN_PAST);
        if (en_row_of(t, EN_HIST))
            m.frame = en_row_of(t, EN_HIST)->value[0] == 'b' ? EN_FRAME_EVER : EN_FRAME_HISTORY;
        else if (en_is(t, EN_ALLERGY))
            m.frame = EN_FRAME_ALLERGY;
        else if (en_is(t, EN_CARE))
            m.frame = EN_FRAME_THERAPY;
        else if (en_is(t, EN_MED) && !en_is(t, EN_ATTIME))
            m.frame = EN_FRAME_MEDICATION;
        if (en_read_window(p, i, hi, &w) && w.n >= 0)
            m.window = w;
    }
    return m;
}

/* A name with a colon that only says what the list is about: "Endocrine therapy:". */
static bool is_heading(const struct en_parse *p, const struct crit_node *head)
{
    enum { HEADING_WORDS = 6 };
    bool colon = p->n > 0 && p->t[p->n - 1].class == EN_COLON;
    enum attr_kind kind = head->type == CRIT_ATOM ? attributes[head->atom->attr].kind : ATTR_NUMBER;
    bool name = kind == ATTR_CONCEPT || (kind == ATTR_FLAG && p->n == 2); /* "Radiotherapy:" */
    return colon && p->n <= HEADING_WORDS && (name || head->type == CRIT_OPAQUE);
}

/* "Life expectancy:" alone in its line: the first item is its value. */
static bool names_measure(const struct en_parse *p)
{
    return p->n == 2 && en_is(&p->t[0], EN_ATTR) && p->t[1].class == EN_COLON;
}

static struct crit_node *read_item(struct en_parse *p, const char *text,
                                   const struct crit_outline *o, size_t i, bool measured,
                                   struct en_mode mode)
{
    const struct crit_piece *item = &o->items.items[i];
    struct crit_node *e =
        measured && i == 0 ? read_part(p, text, o->head_begin, item->end, mode) : NULL;
    if (e && en_is_measure(e))
        return e;
    return read_part(p, text, item->begin, item->end, mode);
}

/* The items of "at least two of the following:"; what stood around the count is of the head, whose
   tokens are gone. */
static struct crit_node *read_counted_items(struct en_parse *p, const char *text,
                                            const struct crit_outline *o,
                                            const struct en_counted *c, struct en_mode mode)
{
    struct crit_node *all[EN_COUNTED_MAX];
    if (c->front)
        move_spans(c->front, o->head_begin, o->head_end);
    for (size_t i = 0; i < o->items.n; i++)
        all[i] = read_part(p, text, o->items.items[i].begin, o->items.items[i].end, mode);
    struct crit_node *e = en_some_of(p, c, all, o->items.n);
    return e ? e : crit_new(p->ctx, CRIT_OPAQUE, o->head_begin, o->head_end);
}

/* A list in a list: conditions that go unsaid. */
static bool has_inner_list(const char *text, const struct crit_outline *o)
{
    for (size_t i = 0; i < o->items.n; i++)
        if (o->items.items[i].end > 0 && text[o->items.items[i].end - 1] == ':')
            return true;
    return false;
}

/* "or" in a line of its own, with a mark. */
static bool is_or(const char *text, const struct crit_outline *o, size_t i)
{
    const struct crit_piece *item = &o->items.items[i];
    return item->end - item->begin <= sizeof "or:" &&
           line_ends_with_or(text + item->begin, item->end - item->begin);
}

/* "A; or" before the next item. */
static bool has_or_between(const char *text, const struct crit_outline *o)
{
    for (size_t i = 0; i + 1 < o->items.n; i++) {
        const struct crit_piece *item = &o->items.items[i];
        if (line_ends_with_or(text + item->begin, item->end - item->begin))
            return true;
    }
    return false;
}

/* The head's tokens say clearly how many of the items, and what besides. */
static bool reads_counted(struct en_parse *p, const struct crit_outline *o, struct en_counted *c,
                          struct en_mode *mode)
{
    return o->items.n <= EN_COUNTED_MAX && en_find_count(p, 0, p->n, c) &&
           en_read_count_head(p, 0, p->n, c, mode);
}

/* A list of what is allowed asks for nothing; of those who may join, each is one way in, and there
   may be others; what forbids or excepts its items is not told apart. */
static struct crit_node *read_let(struct en_parse *p, const char *text,
                                  const struct crit_outline *o, enum en_list_sense sense)
{
    enum { SHORT_LIST = 2 }; /* a longer one may go on with what is asked */
    struct crit_node *e = crit_new(p->ctx, CRIT_OPAQUE, o->head_begin, o->head_end);
    if (sense == EN_LIST_ALLOWED && o->items.n <= SHORT_LIST)
        return crit_new_true(p->ctx);
    for (size_t i = 0; sense == EN_LIST_ELIGIBLE && i < o->items.n; i++) {
        struct crit_node *x = read_item(p, text, o, i, false, (struct en_mode){.window.n = -1});
        e = crit_is_true(x) ? e : crit_join(p->ctx, CRIT_OR, e, x);
    }
    return e;
}

/* The head of a list and what it says of the items. */
struct head {
    struct crit_node *e; /* what it asks itself; NULL: nothing */
    struct en_mode mode;
    enum crit_list list;
    enum en_list_sense sense;
    unsigned count;
    bool measured, grave;
    bool denies; /* "No history of:" and nothing else */
    bool way;    /* the items are another way in */
};

static void read_head(struct en_parse *p, const char *text, const struct crit_outline *o,
                      struct head *h)
{
    size_t len = o->head_end - o->head_begin;
    *h = (struct head){.mode.window.n = -1, .sense = EN_LIST_ASKED};
    h->list = crit_list_of(text + o->head_begin, len);
    if (len == 0)
        return;
    p->in_head = true;
    h->e = read_part(p, text, o->head_begin, o->head_end, h->mode);
    p->in_head = false;
    h->mode = en_mode_of(p, 0, p->n);
    h->denies = h->mode.negated && p->n > 1 && p->t[p->n - 1].class == EN_COLON &&
                en_asks_only(p, 0, p->n - 1);
    h->sense = en_sense_of_list(p);
    h->count = en_count_of_list(p, 0, p->n);
    p->other_thing = en_has(p, 0, p->n, EN_ATTR) && !en_has(p, 0, p->n, EN_NUMBER);
    bool introduces = h->e->type == CRIT_OPAQUE && (h->count || h->list != CRIT_LIST_DEFAULT);
    h->measured = names_measure(p);
    h->grave = p->n > 1 && en_is_severity_heading(p, p->n);
    h->way = line_ends_with_or(text + o->head_begin, len) || is_or(text, o, 0);
    if (introduces || is_heading(p, h->e))
        h->e = NULL;
}

static struct crit_node *join_items(struct en_parse *p, const char *text,
                                    const struct crit_outline *o, const struct head *h)
{
    struct crit_node *all = NULL;
    bool any = h->way || h->count == 1 || h->list == CRIT_LIST_ANY || has_or_between(text, o) ||
               (h->list == CRIT_LIST_DEFAULT && (p->kind == CRIT_EXCLUSION || h->denies));
    for (size_t i = 0; i < o->items.n; i++) {
        if (is_or(text, o, i))
            continue;
        struct crit_node *e = read_item(p, text, o, i, h->measured, h->mode);
        if (h->grave)
            e = en_doubt_illness(p, e);
        if (!crit_is_true(e))
            all = crit_join(p->ctx, any != h->mode.negated ? CRIT_OR : CRIT_AND, all, e);
    }
    return all && h->mode.negated && p->kind == CRIT_EXCLUSION ? crit_open_denied(p->ctx, all)
                                                               : all;
}

static struct crit_node *read_items(struct en_parse *p, const char *text,
                                    const struct crit_outline *o)
{
    struct head h;
    struct en_counted c = {0};
    read_head(p, text, o, &h);
    if (h.sense != EN_LIST_ASKED)
        return read_let(p, text, o, h.sense);
    if (has_inner_list(text, o) || (h.count > 1 && !reads_counted(p, o, &c, &h.mode)))
        return crit_new(p->ctx, CRIT_OPAQUE, o->head_begin, o->head_end);
    h.mode.condition |= h.count > 1;
    if (h.count > 1)
        return read_counted_items(p, text, o, &c, h.mode);
    struct crit_node *all = join_items(p, text, o, &h);
    bool nothing = o->items.n == 1 && p->n > 0 && en_says(&p->t[0], EN_CUE_NOT_SPECIFIED);
    if (nothing && h.e && !crit_is_true(h.e)) /* "Menopausal status:", and of it nothing */
        return crit_new(p->ctx, CRIT_OPAQUE, o->head_begin, o->head_end);
    if (h.e && !crit_is_true(h.e))
        return crit_join(p->ctx, h.way ? CRIT_OR : CRIT_AND, h.e, all);
    return all ? all : crit_new_true(p->ctx);
}

struct crit_node *crit_read_en(const struct crit_reader *r, void *ctx, enum crit_kind kind,
                               const char *text, size_t len)
{
    struct en_parse p = {
        .lexer = r->en, .lexicon = r->lexicon, .folder = r->folder, .ctx = ctx, .kind = kind};
    struct crit_outline o;
    p.tmp = mem_context(NULL, "criteria_read_en");
    crit_split_list(p.tmp, text, len, &o);
    struct crit_node *e =
        o.items.n ? read_items(&p, text, &o)
                  : read_part(&p, text, 0, (uint32_t)len, (struct en_mode){.window.n = -1});
    talloc_free(p.tmp);
    en_first_lines_in_time(ctx, text, e);
    return e;
}
