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
    uint32_t want;           /* hits of the page and one more */
    struct search_set taken; /* shown on a former page or on this one */
    struct search_set open;  /* what the tier at work may show */
};

static void page_add(struct pager *p, uint32_t docid, int tier, double score, int64_t day)
{
    p->page->items[p->page->n++] = (struct search_found){docid, tier, score, day};
    search_set_put(&p->taken, docid);
    if (p->open.bits)
        search_set_del(&p->open, docid);
}

/* ------------------------------------------------------------------ by score */

static bool accept(uint32_t docid, void *arg)
{
    const struct pager *p = arg;
    return search_set_has(&p->open, docid);
}

static uint32_t next(uint32_t from, void *arg)
{
    const struct pager *p = arg;
    return search_set_next(&p->open, from);
}

/* The best of the open documents by the weights of q: all of them (whole) or those that match. */
static enum err_code match(struct pager *p, const struct xs_query *q, bool whole, uint32_t limit,
                           struct xs_matches *ret, struct err *err)
{
    struct xs_hooks hooks = {
        .accept = accept, .arg = p, .next = next, .size = p->open.count, .whole_set = whole};
    struct xs_search search = {.query = q, .hooks = &hooks, .order = XS_BY_SCORE, .limit = limit};
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
    enum err_code code = match(p, q, tier == 1, ask, &m, err);
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
    case SORT_DISTANCE:
        return -(int64_t)near_order(job->near, row);
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

static void by_day(struct pager *p)
{
    const struct search_set *hits = &p->job->hits;
    struct collector k = {.pager = p, .want = p->want};
    k.items = MEM_ARRAY(p->job->ctx, struct search_found, k.want + 1);
    for (uint32_t d = search_set_next(hits, 1); d; d = search_set_next(hits, d + 1))
        collect(&k, d, columns_row(p->columns, d));
    for (size_t i = 0; i < k.n; i++)
        page_add(p, k.items[i].docid, 1, 0, k.items[i].day);
}

/* Docid order is newest first. */
static void by_docid(struct pager *p)
{
    const struct search_set *hits = &p->job->hits;
    uint32_t d = p->cursor->shown > 0 ? p->cursor->docid + 1 : 1;
    for (d = search_set_next(hits, d); d && p->page->n < p->want; d = search_set_next(hits, d + 1))
        page_add(p, d, 1, 0, 0);
}

/* ------------------------------------------------------------------ tiers */

static void open_set(struct pager *p, const struct search_set *set)
{
    search_set_copy(p->job->ctx, set, &p->open);
    for (uint32_t d = search_set_next(&p->taken, 1); d; d = search_set_next(&p->taken, d + 1))
        search_set_del(&p->open, d);
}

/* The document that the question names stands first, on the first page. */
static void pinned(struct pager *p)
{
    uint32_t pin = p->job->pin;
    if (!pin || !search_set_has(&p->open, pin))
        return;
    if (p->cursor->shown > 0)
        search_set_del(&p->open, pin);
    else
        page_add(p, pin, 1, 0, INT32_MAX);
}

static enum err_code first_tier(struct pager *p, struct err *err)
{
    if (p->job->sort != SORT_RELEVANCE) {
        if (p->job->sort == SORT_NEWEST && p->job->searcher->index->newest_order)
            by_docid(p);
        else
            by_day(p);
        return OK;
    }
    open_set(p, &p->job->hits);
    pinned(p);
    return tier_by_score(p, 1, p->job->plan.weight, UINT32_MAX, err);
}

/* Whether a document holds what stands under NOT anywhere in the question. */
static enum err_code negated_subtract(const struct pager *p, struct search_set *set,
                                      struct err *err)
{
    const struct search_index *index = p->job->searcher->index;
    const struct query *q = &p->job->input.q;
    for (uint32_t i = 0; i < q->n_units; i++) {
        struct query_node leaf = {.op = QUERY_UNIT, .unit = i};
        struct query one = {q->units, q->n_units, &leaf};
        struct search_set found;
        if (!q->units[i].negated)
            continue;
        enum err_code code =
            search_set_find(p->job->ctx, index->reader, index->columns, &one, set, &found, err);
        if (code != OK)
            return code;
        search_set_subtract(set, &found);
    }
    return OK;
}

/* All that tiers 2 and 3 may show: what the filters leave, without tier 1. What a word of the
 * question filters (募集中) is relaxed like any word. */
static enum err_code related_open(struct pager *p, struct err *err)
{
    const struct search_job *job = p->job;
    struct search_set rest;
    enum err_code code = search_words_find(job, false, -1, &rest, err);
    if (code == OK)
        code = negated_subtract(p, &rest, err);
    if (code != OK)
        return code;
    search_set_subtract(&rest, &job->hits);
    for (uint32_t d = search_set_next(&rest, 1); d && job->asked.active;
         d = search_set_next(&rest, d + 1))
        if (plan_filter_check(&job->asked, columns_row(p->columns, d)))
            search_set_del(&rest, d);
    open_set(p, &rest);
    return OK;
}

/* Hits of `tier`: RELATED_MAX at most. */
static enum err_code later_tier(struct pager *p, int tier, const struct xs_query *q,
                                struct err *err)
{
    uint32_t shown = p->cursor->tier == tier ? p->cursor->in_tier : 0;
    if (!q || shown >= RELATED_MAX || p->page->n >= p->want)
        return OK;
    return tier_by_score(p, tier, q, RELATED_MAX - shown, err);
}

/* Leaves of what may be shown the hits of the suggestion. */
static enum err_code suggested_open(struct pager *p, struct err *err)
{
    const struct search_index *index = p->job->searcher->index;
    struct search_set found;
    enum err_code code = search_set_find(p->job->ctx, index->reader, index->columns,
                                         &p->job->suggested.q, &p->open, &found, err);
    if (code == OK)
        p->open = found;
    return code;
}

/* The hits of the suggestion; without one those that are spelt alike. */
static enum err_code third_tier(struct pager *p, struct err *err)
{
    if (!p->job->suggestion)
        return later_tier(p, 3, p->job->plan.similar, err);
    enum err_code code = suggested_open(p, err);
    return code == OK ? later_tier(p, 3, p->job->suggested_weight, err) : code;
}

/* Tier 3 shows nothing that tier 2 could: with few hits in both it is known whole. */
static enum err_code later_tiers(struct pager *p, struct err *err)
{
    const struct plan *plan = &p->job->plan;
    if (p->job->hits.count >= RELAX_BELOW || !plan->weight)
        return OK;
    enum err_code code = related_open(p, err);
    if (code == OK && p->cursor->tier <= 2)
        code = later_tier(p, 2, plan->some_words, err);
    uint64_t so_far = p->job->hits.count + (p->cursor->tier == 2 ? p->cursor->in_tier : 0);
    for (size_t i = 0; i < p->page->n; i++)
        so_far += p->page->items[i].tier == 2;
    if (code != OK || (so_far >= SIMILAR_BELOW && p->cursor->tier < 3))
        return code;
    return third_tier(p, err);
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
        search_set_put(&p->taken, docids[i]);
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

enum err_code search_rank(const struct search_job *job, struct search_cursor *cursor,
                          struct search_page *ret, struct err *err)
{
    const struct columns *columns = job->searcher->index->columns;
    uint32_t limit = (uint32_t)job->request->limit;
    struct pager p = {.job = job, .columns = columns, .cursor = cursor, .page = ret};
    *ret = (struct search_page){MEM_ARRAY(job->ctx, struct search_found, limit + 2), 0, false};
    p.want = limit + 1;
    search_set_init(job->ctx, columns, &p.taken);
    shown_take(&p);
    enum err_code code = cursor->tier <= 1 ? first_tier(&p, err) : OK;
    if (code == OK && ret->n < p.want)
        code = later_tiers(&p, err);
    if (code != OK)
        return code;
    ret->more = ret->n > limit;
    ret->n -= ret->more;
    if (job->sort == SORT_RELEVANCE)
        ret->more = ret->more && cursor->shown + ret->n < SHARED_LIST_MAX;
    cursor_move(&p);
    return OK;
}
