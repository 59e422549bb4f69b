/*
 * The sentences of a criterion and the parts that semicolons divide them into; what a heading
 * before a colon asks of the parts behind it, what a sentence lets in besides the one before it.
 */
#include "search/criteria_inner.h"
#include "search/criteria_read_en_inner.h"

/* "patients with X are allowed": the clause without "are allowed"; false when it is none. */
static bool is_allowance(const struct en_parse *p, size_t lo, size_t hi, size_t *ret_hi)
{
    for (size_t i = lo + 1; i < hi; i++)
        if (en_is(&p->t[i], EN_ALLOW)) {
            *ret_hi = i;
            return true;
        }
    return false;
}

enum { PARTS_MAX = 16 };
struct sentences {
    struct en_parse *p;
    struct en_mode mode;
    struct crit_node *all;
    struct crit_node *parts[PARTS_MAX]; /* of the sentence, divided by semicolons */
    size_t n;
    bool or ;                  /* an "or" stood between its parts: one of them is enough */
    struct crit_window window; /* before a colon in front of them: of all */
    struct en_mode head;       /* what "No history of:" before them asks of all */
    bool headed;
};

/* The sentence ends: its parts are joined to what stood before. */
static void close_sentence(struct sentences *s)
{
    bool any = s->or || s->p->kind == CRIT_EXCLUSION;
    struct crit_node *e = NULL;
    for (size_t i = 0; i < s->n; i++)
        e = crit_join(s->p->ctx, any ? CRIT_OR : CRIT_AND, e, s->parts[i]);
    if (e)
        s->all = crit_join(s->p->ctx, s->p->kind == CRIT_INCLUSION ? CRIT_AND : CRIT_OR, s->all, e);
    s->n = 0;
    s->or = false;
    s->window = (struct crit_window){.n = -1};
    s->headed = false;
}

/* "if A then B" as what is allowed: A and B. */
static struct crit_node *as_both(struct en_parse *p, struct crit_node *e)
{
    return e->type == CRIT_IF ? crit_join(p->ctx, CRIT_AND, e->children[0], e->children[1]) : e;
}

/* What an inclusion allows beside what it asks: another limit of the same thing is another way in;
   an exception to a "no" may be one; anything else asks for nothing. */
static struct crit_node *allow_in(struct en_parse *p, struct crit_node *all, struct crit_node *x)
{
    if (en_shares_measure(x, all))
        return crit_join(p->ctx, CRIT_OR, all, x);
    if (crit_is_true(x) || !en_denies(all))
        return all;
    return crit_join(p->ctx, CRIT_OR, all, crit_new(p->ctx, CRIT_OPAQUE, 0, 0));
}

/* Joins an allowed exception [lo, at) "are allowed" [at, hi) to what the sentences before it said:
   in an inclusion it is another way in, in an exclusion it is not meant. */
static void allow(struct sentences *s, size_t lo, size_t at, size_t hi)
{
    struct en_parse *p = s->p;
    struct en_mode m = {.exception = true, .condition = true, .window.n = -1};
    struct crit_node *x = as_both(p, en_read_range(p, lo, at, m));
    size_t end;
    struct crit_node *whom = at + 1 < hi ? en_read_condition(p, at + 1, hi, &end, true) : NULL;
    if (whom)
        x = crit_join(p->ctx, CRIT_AND, x, whom);
    if (p->kind == CRIT_INCLUSION) {
        s->all = allow_in(p, s->all, x);
        return;
    }
    x = crit_has_type(x, CRIT_OPAQUE) || crit_is_true(x) ? en_opaque(p, lo, hi)
                                                         : crit_not(p->ctx, x);
    s->all = crit_join(p->ctx, CRIT_AND, s->all, x);
}

/* The part [lo, hi) as what is allowed beside what stood before it; false: it is no such part. */
static bool add_allowed(struct sentences *s, size_t lo, size_t hi)
{
    size_t end;
    if (!(s->all || s->n) || !is_allowance(s->p, lo, hi, &end))
        return false;
    bool value = s->n == 0 && en_names_other_value(s->p, lo, hi);
    bool told = value ? en_relax_part(s->p, &s->all, 1, lo, hi)
                      : en_relax_part(s->p, s->parts, s->n, lo, hi);
    close_sentence(s);
    if (!told)
        allow(s, lo, end, hi);
    return true;
}

/* "One of the following: A; B" in one line; NULL: read as any other list, without its heading. */
static struct crit_node *read_one_of(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    if (!en_counts_inline(p, lo, hi))
        return NULL;
    struct crit_node *some = en_read_counted(p, lo, hi, mode);
    return some || !en_has(p, lo, hi, EN_SEMI) ? some : en_opaque(p, lo, hi);
}

/* The tree of the sentence [lo, hi) behind its heading, as it keeps out whom it means; `some`: it
   was read as a list of which one is enough. */
static struct crit_node *read_told(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode,
                                   struct crit_node *some)
{
    bool relaxed = en_find_relaxed(p, lo, hi) < hi;
    struct crit_node *told =
        !some && !p->in_head && !relaxed ? en_read_permission(p, lo, hi, mode) : NULL;
    if (told)
        return told;
    return en_guard(p, some ? some : en_read_range(p, lo, hi, mode), lo, hi);
}

static void add_part(struct sentences *s, struct crit_node *e)
{
    if (crit_is_true(e) || en_add_limit_of_some(s->p, s->parts, s->n, e))
        return;
    if (s->n == PARTS_MAX)
        close_sentence(s);
    s->parts[s->n++] = e;
}

/* What stood before a colon in front of the sentence's first part asks the same of the others. */
static struct en_mode mode_of_part(struct sentences *s, size_t lo, size_t hi)
{
    struct en_parse *p = s->p;
    struct en_mode mode = s->mode;
    if (s->n == 0) {
        s->window = en_window_of_heading(p, lo, hi);
        s->headed = en_heads_all(p, lo, hi, &s->head);
        return mode;
    }
    if (s->window.set)
        mode.window = s->window;
    bool plain = !en_has(p, lo, hi, EN_ATTR) && !en_has(p, lo, hi, EN_NEG);
    return s->headed && plain ? s->head : mode;
}

/* "Any of the following within 6 months: …" at *lo: what stands behind the colon, its members
   divided by semicolons or not; NULL: no such list. *lo: behind the colon. */
static struct crit_node *read_list_in_time(struct sentences *s, size_t *lo, size_t hi,
                                           struct en_mode mode)
{
    struct en_parse *p = s->p;
    if (s->n || !s->window.set || !en_is_list_in_time(p, *lo, hi))
        return NULL;
    *lo = en_find(p, *lo, hi, EN_COLON) + 1;
    mode.window = s->window;
    struct crit_node *e = en_read_semis(p, *lo, hi, mode);
    if (!e)
        e = en_read_range(p, *lo, hi, mode);
    en_set_window(e, &s->window);
    return e;
}

/* What the words before and behind [lo, hi) leave open of its tree. */
static struct crit_node *open_part(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi,
                                   bool grave, bool goes_on)
{
    if (grave)
        e = en_doubt_illness(p, e);
    if (en_measures_drug(p, e, lo, hi))
        e = en_opaque(p, lo, hi);
    return goes_on ? crit_join(p->ctx, CRIT_AND, e, en_opaque(p, lo, hi)) : e;
}

/* e with what it denies of remedies left open: some may have had them. */
static struct crit_node *open_denied_care(struct en_parse *p, struct crit_node *e)
{
    if (e->type == CRIT_AND)
        for (size_t i = 0; i < e->n; i++)
            e->children[i] = open_denied_care(p, e->children[i]);
    else if (en_is_first_line(e) || (en_denies(e) && en_asks_care(e)))
        return crit_join(p->ctx, CRIT_OR, e, crit_new(p->ctx, CRIT_OPAQUE, e->begin, e->end));
    return e;
}

/* "No prior ritonavir. Patients may have received it for less than 4 weeks." */
static void open_before(struct sentences *s, size_t lo, size_t hi)
{
    struct crit_node **e = s->n ? &s->parts[s->n - 1] : &s->all;
    if (*e && s->p->kind == CRIT_INCLUSION && en_says_in(s->p, lo, hi, EN_CUE_MAY_HAVE_HAD))
        *e = open_denied_care(s->p, *e);
}

static void sentence(struct sentences *s, size_t lo, size_t hi)
{
    struct en_parse *p = s->p;
    en_trim(p, &lo, &hi);
    size_t from = lo;
    s->or |= lo < hi && ((s->n && en_is(&p->t[lo], EN_OR)) || en_is(&p->t[hi - 1], EN_OR));
    struct en_mode mode = mode_of_part(s, lo, hi);
    unsigned count = en_count_of_list(p, lo, hi);
    struct crit_node *some = read_list_in_time(s, &lo, hi, mode);
    if (!some && count == 1)
        some = read_one_of(p, lo, hi, mode);
    if (count <= 1 && !some) {
        mode.any |= count == 1;
        lo = en_behind_heading(p, lo, hi);
    }
    if (lo >= hi)
        return;
    struct crit_node *before = s->n ? s->parts[s->n - 1] : s->all;
    if ((before && en_add_else(p, before, lo, hi, mode)) || add_allowed(s, lo, hi))
        return;
    bool grave = lo >= from + 2 && en_is_severity_heading(p, lo);
    struct crit_window w = {.n = -1};
    lo = en_behind_timed_heading(p, lo, hi, &w);
    /* "… one of the following:" and no list */
    bool goes_on = count == 1 && !p->in_head && hi < p->n && p->t[hi].class == EN_COLON;
    open_before(s, lo, hi);
    struct crit_node *e = read_told(p, lo, hi, mode, some);
    en_set_window(e, &w);
    add_part(s, open_part(p, e, lo, hi, grave, goes_on));
}

/* A full stop that ends a sentence, a semicolon; the semicolons of "two of the following: A; B; C"
   divide its list. `from`: where the part begins. */
static bool is_break(const struct en_parse *p, size_t from, size_t pos, int depth)
{
    const struct en_token *t = &p->t[pos];
    if (depth > 0)
        return false;
    return t->class == EN_STOP || (t->class == EN_SEMI && !en_counts_inline(p, from, pos));
}

struct crit_node *en_read_sentences(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    struct sentences s = {.p = p, .mode = mode, .window.n = -1};
    size_t from = lo;
    int depth = 0;
    for (size_t i = lo; i <= hi; i++) {
        if (i < hi && p->t[i].class == EN_OPEN)
            depth++;
        if (i < hi && p->t[i].class == EN_CLOSE && depth > 0)
            depth--;
        if (i == hi || is_break(p, from, i, depth)) {
            sentence(&s, from, i);
            from = i + 1;
            if (i == hi || p->t[i].class == EN_STOP)
                close_sentence(&s);
        }
    }
    return s.all ? s.all : crit_new_true(p->ctx);
}
