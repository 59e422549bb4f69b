#include "search/search_match.h"
#include <string.h>
#include "schema/base/json_scan.h"
#include "schema/base/mem.h"
#include "schema/trial_json.h"
#include "search/match_write.h"
#include "search/person.h"
#include "search/question.h"
#include "search/question_write.h"
#include "search/search_inner.h"
#include "search/search_near.h"

enum {
    NAMES = 1 << 14,   /* different names that a matcher remembers */
    SCORED_MAX = 2000, /* of the best by words: the rest count as little near */
    CANDIDATES = 1000, /* that questions are asked for */
    RELATED = 100      /* at most, when no trial holds all words */
};
static const double TOPICAL_NEAR = 0.2, TOPICAL_FAR = 0.05, TOPICAL_NONE = 0.5;

/* One trial of many. */
struct candidate {
    uint32_t docid;
    double rank;
};

struct match_job {
    struct search_job search;
    struct search_page related; /* in place of trials that hold all words; none: there are some */
    const struct match_request *request;
    void *ctx;
    struct match_person *person;
    struct matcher *matcher;
    uint32_t *docids;
    const uint8_t **flats;
    struct match_outcome *outcomes;
    double *topical; /* NULL: nothing says what is near */
    size_t n;
    struct candidate *best; /* best first */
    size_t n_best, want;
};

/* ------------------------------------------------------------------ person and trials */

static void person_start(struct searcher *s, struct match_job *job)
{
    size_t bytes = matcher_bytes(NAMES);
    job->person = person_read(search_names(s), job->ctx, job->request->facts);
    job->matcher = matcher_start(mem_check(talloc_size(job->ctx, bytes)), bytes, job->person,
                                 person_relate, search_names(s));
}

/* What a document without a tree is matched by: nothing is known of it. */
static const uint8_t *flat_of(struct searcher *s, uint32_t docid)
{
    size_t len;
    return trees_get(s->index->trees, docid, &len);
}

static void trials_match(struct searcher *s, struct match_job *job)
{
    const struct search_set *hits = &job->search.hits;
    job->docids = MEM_ARRAY(job->ctx, uint32_t, hits->count + 1);
    job->flats = MEM_ARRAY(job->ctx, const uint8_t *, hits->count + 1);
    job->outcomes = MEM_ARRAY(job->ctx, struct match_outcome, hits->count + 1);
    for (uint32_t d = search_set_next(hits, 1); d; d = search_set_next(hits, d + 1)) {
        job->docids[job->n] = d;
        job->flats[job->n] = flat_of(s, d);
        job->outcomes[job->n++] =
            (struct match_outcome){.verdict = MATCH_POSSIBLE, .probability = 0.5};
    }
    match_many(job->matcher, job->flats, job->n, job->outcomes);
}

/* Nobody is sent away for one word too many: when no trial holds all of them, those stand in that
   a search shows then. Their number is small, and they are matched like any other. */
static enum err_code trials_relax(struct match_job *job, struct err *err)
{
    struct search_job related;
    struct search_cursor cursor = {0};
    struct search_request *request = MEM_NEW(job->ctx, struct search_request);
    if (job->search.hits.count > 0 || !job->search.plan.weight)
        return OK;
    enum err_code code = search_spell(&job->search, err);
    *request = *job->request->search;
    request->limit = RELATED;
    related = job->search;
    related.request = request;
    if (code == OK)
        code = search_rank(&related, &cursor, &job->related, err);
    for (size_t i = 0; i < job->related.n && code == OK; i++)
        search_set_put(&job->search.hits, job->related.items[i].docid);
    return code;
}

static int tier_of(const struct match_job *job, uint32_t docid)
{
    for (size_t i = 0; i < job->related.n; i++)
        if (job->related.items[i].docid == docid)
            return job->related.items[i].tier;
    return 1;
}

/* ------------------------------------------------------------------ what is near */

static bool is_typed(const struct match_job *job)
{
    return job->search.plan.weight && job->search.input.q.root;
}

/* What the question asks for; when there is none, what the person tells of themself. */
static const struct xs_query *near_query(struct searcher *s, struct match_job *job)
{
    if (is_typed(job))
        return job->search.plan.weight;
    return search_near(s, job->ctx, job->request->facts, job->request->note);
}

static bool accept_hit(uint32_t docid, void *arg)
{
    return search_set_has(arg, docid);
}

static uint32_t next_hit(uint32_t from, void *arg)
{
    return search_set_next(arg, from);
}

static size_t index_of(const struct match_job *job, uint32_t docid)
{
    size_t low = 0, high = job->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (job->docids[mid] < docid)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static enum err_code topical_find(struct searcher *s, struct match_job *job, struct err *err)
{
    const struct xs_query *q = near_query(s, job);
    struct search_set *hits = &job->search.hits;
    if (!q || job->n == 0)
        return OK;
    struct xs_hooks hooks = {
        .accept = accept_hit, .next = next_hit, .arg = hits, .size = hits->count};
    struct xs_search search = {
        .query = q, .hooks = &hooks, .order = XS_BY_SCORE, .limit = SCORED_MAX};
    struct xs_matches m;
    enum err_code code = xs_search_run(s->index->reader, job->ctx, &search, &m, err);
    if (code != OK)
        return code;
    job->topical = MEM_ARRAY(job->ctx, double, job->n + 1);
    for (size_t i = 0; i < job->n; i++)
        job->topical[i] = m.n == SCORED_MAX ? TOPICAL_NEAR : TOPICAL_FAR;
    for (size_t i = 0; i < m.n; i++) {
        double share = m.items[0].score > 0 ? m.items[i].score / m.items[0].score : 1;
        job->topical[index_of(job, m.items[i].docid)] = TOPICAL_NEAR + (1 - TOPICAL_NEAR) * share;
    }
    return OK;
}

/* ------------------------------------------------------------------ the best */

/* Who wrote a note and typed nothing reads what has to do with it first: else a hundred strangers
   whose criteria say nothing certain stand before "unlikely" of their own disease. */
static double rank_of(const struct match_job *job, const struct match_outcome *o, double topical)
{
    enum { VERDICTS = 3 };
    bool far = job->request->note && !is_typed(job) && topical < MATCH_FAR;
    return match_rank(o, topical) + (far ? 0 : VERDICTS);
}

static double topical_of(const struct match_job *job, size_t i)
{
    return job->topical ? job->topical[i] : TOPICAL_NONE;
}

static bool is_better(const struct candidate *a, const struct candidate *b)
{
    return a->rank > b->rank || (a->rank == b->rank && a->docid < b->docid);
}

static void sift_down(struct candidate *heap, size_t n, size_t i)
{
    for (;;) {
        size_t worst = i, left = 2 * i + 1, right = left + 1;
        if (left < n && is_better(&heap[worst], &heap[left]))
            worst = left;
        if (right < n && is_better(&heap[worst], &heap[right]))
            worst = right;
        if (worst == i)
            return;
        struct candidate t = heap[i];
        heap[i] = heap[worst];
        heap[worst] = t;
        i = worst;
    }
}

static int by_rank(const void *a, const void *b)
{
    return is_better(a, b) ? -1 : is_better(b, a);
}

/* The `want` best, in a heap with the worst on top. */
static void best_find(struct match_job *job)
{
    job->want = job->want < job->n ? job->want : job->n;
    job->best = MEM_ARRAY(job->ctx, struct candidate, job->want + 1);
    for (size_t i = 0; i < job->n; i++) {
        struct candidate c = {job->docids[i], rank_of(job, &job->outcomes[i], topical_of(job, i))};
        if (job->n_best < job->want) {
            job->best[job->n_best++] = c;
            if (job->n_best == job->want)
                for (size_t k = job->want; k-- > 0;)
                    sift_down(job->best, job->want, k);
        } else if (is_better(&c, &job->best[0])) {
            job->best[0] = c;
            sift_down(job->best, job->want, 0);
        }
    }
    qsort(job->best, job->n_best, sizeof *job->best, by_rank);
}

/* The best are matched again to their end: the quick pass only guesses at what is open. They are
   always the same ones and change places among themselves only (a verdict is final at once), so
   that all pages together show each trial once. */
static void best_settle(struct searcher *s, struct match_job *job)
{
    size_t settled = job->n_best < CANDIDATES ? job->n_best : CANDIDATES;
    for (size_t i = 0; i < settled; i++) {
        size_t at = index_of(job, job->best[i].docid);
        const uint8_t *flat = flat_of(s, job->best[i].docid);
        if (flat)
            match_trial(job->matcher, flat, true, &job->outcomes[at]);
        job->best[i].rank = rank_of(job, &job->outcomes[at], topical_of(job, at));
    }
    qsort(job->best, settled, sizeof *job->best, by_rank);
}

/* ------------------------------------------------------------------ writing */

/* The record with its eligibility only: reading all of it costs more than the match. */
static enum err_code eligibility_read(void *ctx, const struct search_data *data, struct trial **ret,
                                      struct err *err)
{
    const char *value = "{}";
    size_t len = 2;
    (void)json_scan_member(data->record, data->record_len, "eligibility", &value, &len);
    const char *json = mem_printf(ctx, "{\"eligibility\":%.*s}", (int)len, value);
    return trial_read_json(ctx, json, strlen(json), ret, problems_new(ctx), err);
}

static enum err_code record_of(struct searcher *s, void *ctx, uint32_t docid, struct trial **ret,
                               struct err *err)
{
    struct search_data data;
    enum err_code code = search_data_get(s, ctx, docid, true, &data, err);
    return code == OK ? eligibility_read(ctx, &data, ret, err) : code;
}

/* The verdict on one document, with the words of its criteria. */
static enum err_code verdict_write(struct searcher *s, struct match_job *job, uint32_t docid,
                                   void *ctx, const char **ret, struct err *err)
{
    struct trial *t;
    struct jsonw w;
    void *tmp = mem_context(NULL, "verdict");
    const uint8_t *flat = flat_of(s, docid);
    enum err_code code = record_of(s, tmp, docid, &t, err);
    if (code == OK && flat) {
        struct trial_blocks blocks = criteria_trial_blocks(t);
        struct match_texts texts = {.inclusion = blocks.inclusion, .exclusion = blocks.exclusion};
        const char *trees = t->eligibility.criteria_json;
        if (trees)
            texts.own = crit_read_texts(tmp, trees, strlen(trees), &texts.n_own);
        jsonw_init(&w, ctx);
        match_write(&w, job->matcher, job->person, job->request->facts, flat, &texts);
        *ret = jsonw_text(&w);
    } else if (code == OK) {
        *ret = "\"verdict\":\"possible\",\"understood_share\":0,\"criteria\":[]";
    }
    talloc_free(tmp);
    return code;
}

static const char *questions_write(struct searcher *s, struct match_job *job)
{
    struct question q[MATCH_QUESTIONS_MAX];
    struct jsonw w;
    size_t n = 0, page = (size_t)job->request->search->limit, max = (size_t)job->request->questions;
    struct question_candidate *c = MEM_ARRAY(job->ctx, struct question_candidate, CANDIDATES + 1);
    for (size_t i = 0; i < job->n_best && n < CANDIDATES; i++) {
        const uint8_t *flat = flat_of(s, job->best[i].docid);
        if (flat)
            c[n++] = (struct question_candidate){flat, 1 / (1 + (double)i / (double)page)};
    }
    max = max < MATCH_QUESTIONS_MAX ? max : MATCH_QUESTIONS_MAX;
    size_t found = max ? question_next(job->matcher, c, n, page, q, max) : 0;
    jsonw_init(&w, job->ctx);
    jsonw_array_begin(&w);
    for (size_t i = 0; i < found; i++)
        question_write(&w, &q[i], s->index->lexicon);
    jsonw_array_end(&w);
    return jsonw_text(&w);
}

static enum err_code hits_write(struct searcher *s, struct match_job *job, struct match_answer *ret,
                                struct err *err)
{
    size_t limit = (size_t)job->request->search->limit;
    struct search_found *found = MEM_ARRAY(job->ctx, struct search_found, limit + 1);
    size_t n = 0;
    for (size_t i = job->request->offset; i < job->n_best && n < limit; i++)
        found[n++] = (struct search_found){job->best[i].docid, tier_of(job, job->best[i].docid),
                                           job->best[i].rank, 0};
    struct search_page page = {found, n, job->n_best > job->request->offset + n};
    struct search_hit *hits;
    enum err_code code = search_hits_read(&job->search, &page, &hits, err);
    ret->hits = MEM_ARRAY(job->ctx, struct match_hit, n + 1);
    for (size_t i = 0; i < n && code == OK; i++) {
        ret->hits[i].hit = hits[i];
        code = verdict_write(s, job, found[i].docid, job->ctx, &ret->hits[i].verdict_json, err);
    }
    ret->n_hits = n;
    ret->more = page.more;
    return code;
}

/* ------------------------------------------------------------------ all together */

static void verdicts_count(const struct match_job *job, struct match_answer *ret)
{
    uint64_t counts[3] = {0};
    for (size_t i = 0; i < job->n; i++)
        counts[job->outcomes[i].verdict]++;
    ret->total = job->n;
    ret->likely = counts[MATCH_LIKELY];
    ret->possible = counts[MATCH_POSSIBLE];
    ret->unlikely = counts[MATCH_UNLIKELY];
}

struct match_run {
    const struct match_request *request;
    struct match_answer *ret;
};

/* Everything but words: the trials that the search leaves, matched and in order. */
static enum err_code job_run(struct searcher *s, void *ctx, const struct match_request *request,
                             struct match_job *job, struct err *err)
{
    struct search_counts *counts = MEM_NEW(ctx, struct search_counts);
    *job = (struct match_job){.request = request, .ctx = ctx};
    job->want = request->offset + (size_t)request->search->limit + 1;
    job->want = job->want < CANDIDATES ? CANDIDATES : job->want;
    enum err_code code = search_job_start(s, ctx, request->search, &job->search, err);
    if (code == OK)
        code = search_count(&job->search, counts, err);
    if (code == OK)
        code = trials_relax(job, err);
    if (code != OK)
        return code;
    person_start(s, job);
    trials_match(s, job);
    code = topical_find(s, job, err);
    if (code != OK)
        return code;
    best_find(job);
    best_settle(s, job);
    return OK;
}

static void relaxed_write(const struct match_job *job, struct match_answer *ret)
{
    struct search_result r = {.total = 0};
    ret->suggestion = job->search.suggestion;
    if (job->related.n == 0)
        return;
    search_terms_write(&job->search, true, &r);
    ret->relaxed = r.relaxed;
    ret->n_relaxed = r.n_relaxed;
}

static enum err_code try_match(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    const struct match_run *run = arg;
    struct match_job *job = MEM_NEW(ctx, struct match_job);
    struct match_answer a = {.questions_json = "[]"};
    enum err_code code = job_run(s, ctx, run->request, job, err);
    if (code != OK)
        return code;
    verdicts_count(job, &a);
    a.questions_json = questions_write(s, job);
    a.not_understood_json = match_write_not_understood(ctx, job->person, run->request->facts);
    a.index = s->index->info;
    a.index.generation = mem_strdup(ctx, a.index.generation);
    search_concepts_write(&job->search, &a.concepts, &a.n_concepts);
    relaxed_write(job, &a);
    code = hits_write(s, job, &a, err);
    if (code == OK)
        *run->ret = a;
    return code;
}

enum err_code search_match(struct searcher *s, void *ctx, const struct match_request *request,
                           struct match_answer *ret, struct err *err)
{
    struct match_run run = {request, ret};
    if (request->offset > MATCH_OFFSET_MAX)
        return err_set(err, ERR_INVALID, "cursor: beyond the first %d", MATCH_OFFSET_MAX);
    return search_try(s, ctx, try_match, &run, err);
}

/* ------------------------------------------------------------------ the order alone */

struct match_order_run {
    const struct match_request *request;
    struct match_order *ret;
};

static enum err_code try_order(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    const struct match_order_run *run = arg;
    struct match_job *job = MEM_NEW(ctx, struct match_job);
    enum err_code code = job_run(s, ctx, run->request, job, err);
    if (code != OK)
        return code;
    struct match_order o = {.items = MEM_ARRAY(ctx, struct match_ordered, job->n_best + 1)};
    for (; o.n < job->n_best && code == OK; o.n++) {
        struct match_ordered *one = &o.items[o.n];
        size_t at = index_of(job, job->best[o.n].docid);
        one->outcome = job->outcomes[at];
        one->topical = job->topical ? job->topical[at] : TOPICAL_NONE;
        code = search_id_of(s, ctx, job->best[o.n].docid, &one->id, err);
    }
    if (code == OK)
        *run->ret = o;
    return code;
}

enum err_code search_match_order(struct searcher *s, void *ctx, const struct match_request *request,
                                 struct match_order *ret, struct err *err)
{
    struct match_order_run run = {request, ret};
    return search_try(s, ctx, try_order, &run, err);
}

/* ------------------------------------------------------------------ one trial */

struct match_one_run {
    const char *number;
    const struct facts *facts;
    struct match_one *ret;
};

static enum err_code try_one(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    const struct match_one_run *run = arg;
    const struct match_request request = {.facts = run->facts};
    struct match_job job = {.request = &request, .ctx = ctx};
    struct match_one one = {.index = s->index->info};
    uint32_t docid = 0;
    enum err_code code = search_docid_of_number(s, ctx, run->number, &docid, err);
    if (code != OK)
        return code;
    person_start(s, &job);
    code = verdict_write(s, &job, docid, ctx, &one.verdict_json, err);
    if (code == OK)
        code = search_id_of(s, ctx, docid, &one.id, err);
    one.index.generation = mem_strdup(ctx, one.index.generation);
    if (code == OK)
        *run->ret = one;
    return code;
}

enum err_code search_match_one(struct searcher *s, void *ctx, const char *number,
                               const struct facts *facts, struct match_one *ret, struct err *err)
{
    struct match_one_run run = {number, facts, ret};
    return search_try(s, ctx, try_one, &run, err);
}
