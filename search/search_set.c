#include "search/search_set.h"
#include "search/geo.h"
#include "schema/base/mem.h"

struct finder {
    void *ctx;
    struct xs_reader *reader;
    const struct columns *columns;
    const struct query *query;
    struct err *err;
};

/* ------------------------------------------------------------------ bits */

void search_set_init(void *ctx, const struct columns *columns, struct search_set *ret)
{
    *ret = (struct search_set){.first = columns->first, .n = columns->n};
    ret->bits = MEM_ARRAY(ctx, uint64_t, columns->n / 64 + 1);
}

void search_set_copy(void *ctx, const struct search_set *s, struct search_set *ret)
{
    *ret = *s;
    ret->bits = mem_memdup(ctx, s->bits, (s->n / 64 + 1) * sizeof *s->bits);
}

void search_set_del(struct search_set *s, uint32_t docid)
{
    if (!search_set_has(s, docid))
        return;
    uint32_t i = docid - s->first;
    s->bits[i / 64] &= ~((uint64_t)1 << i % 64);
    s->count--;
}

uint32_t search_set_next(const struct search_set *s, uint32_t from)
{
    uint32_t i = from > s->first ? from - s->first : 0;
    if (i >= s->n)
        return 0;
    uint64_t word = s->bits[i / 64] & ~(uint64_t)0 << i % 64;
    uint32_t at = i / 64;
    while (word == 0 && at < (s->n - 1) / 64)
        word = s->bits[++at];
    return word ? s->first + at * 64 + (uint32_t)__builtin_ctzll(word) : 0;
}

static void set_recount(struct search_set *s)
{
    s->count = 0;
    for (uint32_t i = 0; i <= s->n / 64; i++)
        s->count += (uint32_t)__builtin_popcountll(s->bits[i]);
}

void search_set_subtract(struct search_set *s, const struct search_set *other)
{
    for (uint32_t i = 0; i <= s->n / 64; i++)
        s->bits[i] &= ~other->bits[i];
    set_recount(s);
}

static void set_unite(struct search_set *s, const struct search_set *other)
{
    for (uint32_t i = 0; i <= s->n / 64; i++)
        s->bits[i] |= other->bits[i];
    set_recount(s);
}

static void set_all(void *ctx, const struct columns *columns, struct search_set *ret)
{
    *ret = (struct search_set){.first = columns->first, .n = columns->n};
    ret->bits = mem_memdup(ctx, columns->present, (columns->n / 64 + 1) * sizeof *ret->bits);
    set_recount(ret);
}

/* ------------------------------------------------------------------ one unit */

struct unit_pass {
    struct search_set *open; /* within, and not found in a field before */
    struct search_set *found;
};

static bool pass_accept(uint32_t docid, void *arg)
{
    const struct unit_pass *p = arg;
    return search_set_has(p->open, docid);
}

static void pass_visit(uint32_t docid, void *arg)
{
    const struct unit_pass *p = arg;
    search_set_put(p->found, docid);
}

static uint32_t pass_next(uint32_t from, void *arg)
{
    const struct unit_pass *p = arg;
    return search_set_next(p->open, from);
}

/* Adds the members of `open` that match q to `found`; then they are open no more. */
static enum err_code pass_run(struct finder *f, const struct xs_query *q, struct search_set *open,
                              struct search_set *found, bool narrow)
{
    struct unit_pass pass = {open, found};
    struct xs_hooks hooks = {.visit = pass_visit, .arg = &pass};
    if (narrow) {
        hooks.accept = pass_accept;
        hooks.next = pass_next;
        hooks.size = open->count;
    }
    struct xs_search search = {.query = q, .hooks = &hooks, .order = XS_BY_DOCID};
    struct xs_matches none;
    return xs_search_run(f->reader, f->ctx, &search, &none, f->err);
}

/* ------------------------------------------------------------------ places, phases */

/* Sites stand at few different positions: each is looked at once. */
enum { SEEN = 4096 };
struct place_finder {
    uint32_t row;
    uint64_t prefecture;
    struct {
        uint32_t at;
        bool known, inside;
    } seen[SEEN];
};

static bool is_site_inside(struct place_finder *p, struct column_site s)
{
    uint32_t at = s.lat | (uint32_t)s.lon << 16, slot = (at * 2654435761u) >> 20;
    if (s.lat & 1)
        return false; /* only its prefecture is known */
    if (!p->seen[slot].known || p->seen[slot].at != at) {
        p->seen[slot].at = at;
        p->seen[slot].known = true;
        p->seen[slot].inside = geo_is_in(p->row, column_site_lat(s), column_site_lon(s));
    }
    return p->seen[slot].inside;
}

static bool is_row_inside(struct place_finder *p, const struct columns *c,
                          const struct column_row *row)
{
    if (!(row->prefectures & p->prefecture))
        return false;
    if (geo_place_of(p->row).kind == GEO_PREFECTURE)
        return true;
    for (uint32_t i = 0; i < row->n_sites; i++)
        if (is_site_inside(p, c->sites[row->sites_at + i]))
            return true;
    return false;
}

/* Adds the members of `open` that have a site in one of the places. */
static void places_find(struct finder *f, const struct query_unit *u, const struct search_set *open,
                        struct search_set *found)
{
    for (size_t i = 0; i < u->n_places; i++) {
        struct place_finder *p = MEM_NEW(f->ctx, struct place_finder);
        p->row = u->places[i];
        p->prefecture = UINT64_C(1) << geo_place_of(p->row).prefecture;
        for (uint32_t d = search_set_next(open, 1); d; d = search_set_next(open, d + 1))
            if (is_row_inside(p, f->columns, columns_row(f->columns, d)))
                search_set_put(found, d);
        talloc_free(p);
    }
}

/* Adds the members of `open` that are of all these phases. */
static void phases_find(struct finder *f, unsigned phases, const struct search_set *open,
                        struct search_set *found)
{
    for (uint32_t d = search_set_next(open, 1); d; d = search_set_next(open, d + 1))
        if ((columns_row(f->columns, d)->phases & phases) == phases)
            search_set_put(found, d);
}

/* What asks for nothing finds all. */
static void all_find(struct finder *f, const struct search_set *within, struct search_set *ret)
{
    if (within)
        search_set_copy(f->ctx, within, ret);
    else
        set_all(f->ctx, f->columns, ret);
}

/* Members of `within` (NULL: all documents) that hold the unit. */
static enum err_code unit_find(struct finder *f, const struct query_unit *u,
                               const struct search_set *within, struct search_set *ret)
{
    struct search_set open;
    struct plan_unit plan;
    bool narrow = within;
    if (query_is_filter(u)) {
        all_find(f, within, ret);
        return OK;
    }
    enum err_code code = plan_unit_build(f->ctx, f->reader, u, &plan, f->err);
    if (within)
        search_set_copy(f->ctx, within, &open);
    else
        set_all(f->ctx, f->columns, &open);
    search_set_init(f->ctx, f->columns, ret);
    for (size_t i = 0; code == OK && i < plan.n && open.count > 0; i++) {
        code = pass_run(f, plan.passes[i], &open, ret, narrow);
        if (ret->count > 0)
            search_set_subtract(&open, ret);
        narrow = narrow || ret->count > 0;
    }
    if (code == OK && u->n_places)
        places_find(f, u, &open, ret);
    if (code == OK && u->hint == QUERY_HINT_PHASE)
        phases_find(f, (unsigned)u->hint_value, &open, ret);
    return code;
}

/* ------------------------------------------------------------------ the tree */

static enum err_code node_find(struct finder *f, const struct query_node *n,
                               const struct search_set *within, struct search_set *ret);

static bool is_stop_node(const struct finder *f, const struct query_node *n)
{
    return n->op == QUERY_UNIT && f->query->units[n->unit].stop;
}

/* A guess at how many documents a unit has: those of its rarest word, in the longest field. */
static uint32_t unit_guess(struct finder *f, const struct query_unit *u)
{
    uint32_t guess = UINT32_MAX;
    int field = u->field >= 0 ? u->field : IDX_FIELD_TEXT;
    for (size_t i = 0; i < u->words.n; i++) {
        const struct token *t = &u->words.items[i];
        uint32_t freq = 0;
        const struct xs_query *q = plan_term(f->ctx, field, IDX_STREAM_WORD, t->text, t->len);
        if (t->kind == TOK_WORD && q &&
            xs_term_freq(f->reader, q->term, q->len, &freq, NULL) == OK && freq < guess)
            guess = freq;
    }
    return guess;
}

struct ordered {
    const struct query_node *node;
    uint32_t guess;
};

/* The children that an AND wants, rarest first. */
static size_t wanted_order(struct finder *f, const struct query_node *n, struct ordered *out)
{
    size_t count = 0;
    bool other = false;
    for (const struct query_node *c = n->child; c; c = c->next)
        other = other || (c->op != QUERY_NOT && !is_stop_node(f, c));
    for (const struct query_node *c = n->child; c; c = c->next) {
        if (c->op == QUERY_NOT || (other && is_stop_node(f, c)))
            continue;
        struct ordered o = {c, c->op == QUERY_UNIT ? unit_guess(f, &f->query->units[c->unit])
                                                   : UINT32_MAX};
        size_t at = count++;
        for (; at > 0 && out[at - 1].guess > o.guess; at--)
            out[at] = out[at - 1];
        out[at] = o;
    }
    return count;
}

static enum err_code and_find(struct finder *f, const struct query_node *n,
                              const struct search_set *within, struct search_set *ret)
{
    struct ordered wanted[QUERY_MAX_UNITS];
    size_t count = wanted_order(f, n, wanted);
    struct search_set found;
    enum err_code code = OK;
    if (within)
        search_set_copy(f->ctx, within, ret);
    for (size_t i = 0; i < count && code == OK; i++) {
        code = node_find(f, wanted[i].node, within, &found);
        *ret = found;
        within = ret;
    }
    if (!within)
        set_all(f->ctx, f->columns, ret);
    for (const struct query_node *c = n->child; c && code == OK; c = c->next)
        if (c->op == QUERY_NOT) {
            code = node_find(f, c->child, ret, &found);
            if (code == OK)
                search_set_subtract(ret, &found);
        }
    return code;
}

/* Needs no positions. */
static bool is_cheap(const struct finder *f, const struct query_node *n)
{
    return n->op == QUERY_UNIT && f->query->units[n->unit].words.n <= 1;
}

/* What one alternative holds is not looked for in the others; single words first. */
static enum err_code or_find(struct finder *f, const struct query_node *n,
                             const struct search_set *within, struct search_set *ret)
{
    struct search_set found, rest;
    enum err_code code = OK;
    search_set_init(f->ctx, f->columns, ret);
    if (within)
        search_set_copy(f->ctx, within, &rest);
    else
        set_all(f->ctx, f->columns, &rest);
    for (int cheap = 1; cheap >= 0; cheap--)
        for (const struct query_node *c = n->child; c && code == OK && rest.count > 0;
             c = c->next) {
            if (is_cheap(f, c) != cheap)
                continue;
            code = node_find(f, c, ret->count > 0 ? &rest : within, &found);
            if (code != OK)
                return code;
            set_unite(ret, &found);
            search_set_subtract(&rest, &found);
        }
    return code;
}

static enum err_code not_find(struct finder *f, const struct query_node *n,
                              const struct search_set *within, struct search_set *ret)
{
    struct search_set found;
    if (within)
        search_set_copy(f->ctx, within, ret);
    else
        set_all(f->ctx, f->columns, ret);
    enum err_code code = node_find(f, n->child, ret, &found);
    if (code == OK)
        search_set_subtract(ret, &found);
    return code;
}

static enum err_code node_find(struct finder *f, const struct query_node *n,
                               const struct search_set *within, struct search_set *ret)
{
    switch (n->op) {
    case QUERY_UNIT:
        return unit_find(f, &f->query->units[n->unit], within, ret);
    case QUERY_AND:
        return and_find(f, n, within, ret);
    case QUERY_OR:
        return or_find(f, n, within, ret);
    default:
        return not_find(f, n, within, ret);
    }
}

enum err_code search_set_find(void *ctx, struct xs_reader *reader, const struct columns *columns,
                              const struct query *query, const struct search_set *within,
                              struct search_set *ret, struct err *err)
{
    struct finder f = {ctx, reader, columns, query, err};
    struct search_set found;
    enum err_code code = OK;
    if (query->root)
        code = node_find(&f, query->root, within, &found);
    else if (within)
        found = *within;
    else
        set_all(ctx, columns, &found);
    if (code == OK)
        *ret = found;
    return code;
}
