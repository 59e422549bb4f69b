#include "schema/base/mem.h"
#include "search/search_inner.h"
#include "search/search_shared.h"

/*
 * Pages. By day (newest, updated, start) the cursor's day and docid say where the next page
 * begins. By score they cannot: each commit moves all scores a little. So the process keeps which
 * documents a list has shown (search_shared.h) and the next page is the best of the rest: nothing
 * comes twice and nothing is skipped, whatever the writer does. When that list is gone (a restart,
 * too many others) the page begins behind the score of the last hit.
 */
enum {
    RELAX_BELOW = 10,  /* fewer hits with all words: others with some words follow */
    SIMILAR_BELOW = 3, /* fewer hits in both: those with half of the bigrams follow */
    RELATED_MAX = 50,  /* hits of tier 2 and of tier 3 */
    MARGIN = 32        /* looked at beyond a page whose list is gone */
};

struct pager {
    const struct search_job *job;
    const struct columns *columns;
    struct search_cursor *cursor;
    struct search_page *page;
    uint32_t want; /* hits of the page and one more */
    /* What the hooks look at. */
    uint64_t *taken; /* bit docid - columns->first: shown on a former page or on this one */
    bool by_columns; /* filters without terms are set */
    uint32_t after;  /* docids up to this one are passed (docid order) */
};

static void take(struct pager *p, uint32_t docid)
{
    uint32_t i = docid - p->columns->first;
    if (i < p->columns->n)
        p->taken[i / 64] |= (uint64_t)1 << i % 64;
}

static void page_add(struct pager *p, uint32_t docid, int tier, double score, int64_t day)
{
    p->page->items[p->page->n++] = (struct search_found){docid, tier, score, day};
    take(p, docid);
}

/* ------------------------------------------------------------------ by score */

static bool accept(uint32_t docid, void *arg)
{
    const struct pager *p = arg;
    uint32_t i = docid - p->columns->first;
    if (i >= p->columns->n || docid <= p->after || (p->taken[i / 64] >> i % 64 & 1))
        return false;
    return !p->by_columns || plan_filter_check(&p->job->filter, &p->columns->rows[i]) == 0;
}

static enum err_code match(struct pager *p, const struct xs_query *q, enum xs_order order,
                           uint32_t limit, bool hooked, struct xs_matches *ret, struct err *err)
{
    struct xs_hooks hooks = {.accept = accept, .arg = p};
    struct xs_search search = {
        .query = plan_filtered(p->job->ctx, &p->job->plan, q, p->job->filter.by_terms),
        .hooks = hooked ? &hooks : NULL,
        .order = order,
        .limit = limit};
    return xs_search_run(p->job->searcher->index->reader, p->job->ctx, &search, ret, err);
}

/* True when the page of this tier is behind the cursor's and its list is not known any more. */
static bool is_before(const struct pager *p, const struct xs_match *m)
{
    const struct search_cursor *c = p->cursor;
    return m->score > c->score || (m->score == c->score && m->docid <= c->docid);
}

/* The best of tier's query that were not shown, up to `limit` on this page. */
static enum err_code tier_by_score(struct pager *p, int tier, const struct xs_query *q,
                                   uint32_t limit, struct err *err)
{
    const struct search_cursor *c = p->cursor;
    bool lost = c->tier == tier && c->shown > 0 && c->list == 0;
    uint32_t room = p->want - (uint32_t)p->page->n;
    struct xs_matches m;
    limit = limit < room ? limit : room;
    uint32_t ask = lost ? c->in_tier + limit + MARGIN : limit;
    bool hooked = p->by_columns || c->shown > 0 || p->page->n > 0;
    enum err_code code = match(p, q, XS_BY_SCORE, ask, hooked, &m, err);
    if (code != OK)
        return code;
    for (size_t i = 0; i < m.n && limit > 0; i++)
        if (!lost || !is_before(p, &m.items[i])) {
            page_add(p, m.items[i].docid, tier, m.items[i].score, 0);
            limit--;
        }
    return OK;
}

/* ------------------------------------------------------------------ by day */

static int64_t day_of(const struct search_job *job, const struct column_row *row)
{
    switch (job->sort) {
    case SORT_UPDATED:
        return row->updated_days;
    case SORT_START:
        return row->start_days;
    default:
        return row->published_days;
    }
}

/* The first `want` behind the cursor, kept in order as they are seen. */
struct collector {
    struct pager *pager;
    struct search_found *items;
    size_t n, want;
};

static bool is_earlier(const struct search_found *a, int64_t day, uint32_t docid)
{
    return a->day > day || (a->day == day && a->docid < docid);
}

static void collect(struct collector *k, uint32_t docid, const struct column_row *row)
{
    const struct search_cursor *c = k->pager->cursor;
    int64_t day = day_of(k->pager->job, row);
    struct search_found last = {.docid = c->docid, .day = c->day};
    if (c->shown > 0 && !is_earlier(&last, day, docid))
        return;
    if (k->n == k->want && is_earlier(&k->items[k->n - 1], day, docid))
        return;
    size_t at = k->n < k->want ? k->n++ : k->n - 1;
    for (; at > 0 && !is_earlier(&k->items[at - 1], day, docid); at--)
        k->items[at] = k->items[at - 1];
    k->items[at] = (struct search_found){docid, 1, 0, day};
}

static void collect_visit(uint32_t docid, void *arg)
{
    struct collector *k = arg;
    const struct column_row *row = columns_row(k->pager->columns, docid);
    if (row && row->present && plan_filter_check(&k->pager->job->filter, row) == 0)
        collect(k, docid, row);
}

static bool has_words(const struct plan *plan)
{
    return plan->all_words || plan->required[0] || plan->required[1] || plan->required[2];
}

static enum err_code by_day(struct pager *p, struct err *err)
{
    const struct search_job *job = p->job;
    struct collector k = {.pager = p, .want = p->want};
    k.items = MEM_ARRAY(job->ctx, struct search_found, k.want + 1);
    enum err_code code = OK;
    if (has_words(&job->plan)) {
        struct xs_hooks hooks = {.visit = collect_visit, .arg = &k};
        struct xs_search search = {
            .query = plan_filtered(job->ctx, &job->plan, job->plan.all_words, job->filter.by_terms),
            .hooks = &hooks,
            .order = XS_BY_DOCID};
        struct xs_matches none;
        code = xs_search_run(job->searcher->index->reader, job->ctx, &search, &none, err);
    } else {
        for (uint32_t i = 0; i < p->columns->n; i++)
            collect_visit(p->columns->first + i, &k);
    }
    for (size_t i = 0; i < k.n && code == OK; i++)
        page_add(p, k.items[i].docid, 1, 0, k.items[i].day);
    return code;
}

/* Docid order is newest first: the page is complete long before all matches are seen. */
static enum err_code by_docid(struct pager *p, struct err *err)
{
    struct xs_matches m;
    p->after = p->cursor->shown > 0 ? p->cursor->docid : 0;
    uint32_t first = p->after >= p->columns->first ? p->after - p->columns->first + 1 : 0;
    if (has_words(&p->job->plan)) {
        enum err_code code = match(p, p->job->plan.all_words, XS_BY_DOCID, p->want, true, &m, err);
        for (size_t i = 0; i < m.n && code == OK; i++)
            page_add(p, m.items[i].docid, 1, 0, 0);
        return code;
    }
    for (uint32_t i = first; i < p->columns->n && p->page->n < p->want; i++)
        if (p->columns->rows[i].present &&
            plan_filter_check(&p->job->filter, &p->columns->rows[i]) == 0)
            page_add(p, p->columns->first + i, 1, 0, 0);
    return OK;
}

/* ------------------------------------------------------------------ tiers */

/* The document that the question names stands first. */
static enum err_code pinned(struct pager *p, struct err *err)
{
    const struct search_job *job = p->job;
    if (!job->pin)
        return OK;
    if (p->cursor->shown > 0) {
        take(p, job->pin);
        return OK;
    }
    struct xs_matches m;
    const struct xs_query *own = plan_boolean_term(
        job->ctx, IDX_OWN_NUMBER, job->input.q.units[job->input.q.root->unit].number);
    enum err_code code = match(p, own, XS_BY_DOCID, 1, true, &m, err);
    if (code == OK && m.n > 0)
        page_add(p, m.items[0].docid, 1, 0, INT32_MAX);
    return code;
}

static enum err_code first_tier(struct pager *p, struct err *err)
{
    switch (p->job->sort) {
    case SORT_RELEVANCE: {
        enum err_code code = pinned(p, err);
        return code == OK ? tier_by_score(p, 1, p->job->plan.all_words, UINT32_MAX, err) : code;
    }
    case SORT_NEWEST:
        return p->job->searcher->index->newest_order ? by_docid(p, err) : by_day(p, err);
    default:
        return by_day(p, err);
    }
}

/* Hits of `tier` beside those of the tiers before it. Those are few, and known by their query. */
static enum err_code later_tier(struct pager *p, int tier, const struct xs_query *q,
                                const struct xs_query *before, struct err *err)
{
    uint32_t shown = p->cursor->tier == tier ? p->cursor->in_tier : 0;
    p->after = 0;
    if (!q || shown >= RELATED_MAX || p->page->n >= p->want)
        return OK;
    return tier_by_score(p, tier, plan_node_two(p->job->ctx, XS_AND_NOT, q, before),
                         RELATED_MAX - shown, err);
}

static enum err_code later_tiers(struct pager *p, uint64_t total, struct err *err)
{
    const struct plan *plan = &p->job->plan;
    enum err_code code = OK;
    if (total >= RELAX_BELOW || !plan->all_words)
        return OK;
    if (p->cursor->tier <= 2)
        code = later_tier(p, 2, plan->some_words, plan->all_words, err);
    uint64_t so_far = total + p->cursor->in_tier;
    for (size_t i = 0; i < p->page->n; i++)
        so_far += p->page->items[i].tier == 2;
    if (code != OK || (so_far >= SIMILAR_BELOW && p->cursor->tier < 3))
        return code;
    return later_tier(p, 3, plan->similar,
                      plan_node_two(p->job->ctx, XS_OR, plan->all_words, plan->some_words), err);
}

/* ------------------------------------------------------------------ all together */

/* Marks what former pages have shown; false when that is not known any more. */
static void shown_take(struct pager *p)
{
    struct search_cursor *c = p->cursor;
    if (c->shown == 0 || c->list == 0)
        return;
    const uint32_t *docids = search_shared_list_get(p->job->ctx, c->list, c->shown);
    for (uint32_t i = 0; docids && i < c->shown; i++)
        take(p, docids[i]);
    if (!docids)
        c->list = 0;
}

static void list_keep(struct pager *p, uint32_t before)
{
    uint32_t *docids = MEM_ARRAY(p->job->ctx, uint32_t, p->page->n + 1);
    for (size_t i = 0; i < p->page->n; i++)
        docids[i] = p->page->items[i].docid;
    if (before == 0 || p->cursor->list)
        p->cursor->list = search_shared_list_put(p->cursor->list, before, docids, p->page->n);
}

static void cursor_move(struct pager *p)
{
    struct search_cursor *c = p->cursor;
    uint32_t before = c->shown;
    for (size_t i = 0; i < p->page->n; i++) {
        const struct search_found *f = &p->page->items[i];
        c->in_tier = c->tier == f->tier ? c->in_tier + 1 : 1;
        c->tier = (uint8_t)f->tier;
        c->docid = f->docid;
        c->day = f->day;
        c->score = f->score;
    }
    c->shown += (uint32_t)p->page->n;
    if (p->page->more && (p->job->sort == SORT_RELEVANCE || c->tier > 1))
        list_keep(p, before);
}

enum err_code search_rank(const struct search_job *job, uint64_t total,
                          struct search_cursor *cursor, struct search_page *ret, struct err *err)
{
    const struct columns *columns = job->searcher->index->columns;
    uint32_t limit = (uint32_t)job->request->limit;
    struct pager p = {.job = job, .columns = columns, .cursor = cursor, .page = ret};
    *ret = (struct search_page){MEM_ARRAY(job->ctx, struct search_found, limit + 2), 0, false};
    p.want = limit + 1;
    p.taken = MEM_ARRAY(job->ctx, uint64_t, columns->n / 64 + 1);
    p.by_columns = job->filter.active & ~job->filter.by_terms;
    shown_take(&p);
    enum err_code code = cursor->tier <= 1 ? first_tier(&p, err) : OK;
    if (code == OK && ret->n < p.want)
        code = later_tiers(&p, total, err);
    if (code != OK)
        return code;
    ret->more = ret->n > limit;
    ret->n -= ret->more;
    if (job->sort == SORT_RELEVANCE)
        ret->more = ret->more && cursor->shown + ret->n < SHARED_LIST_MAX;
    cursor_move(&p);
    return OK;
}
