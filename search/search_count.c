#include "schema/base/mem.h"
#include "search/search_inner.h"
#include "search/search_shared.h"

struct counter {
    const struct plan_filter *filter;
    unsigned facets;
    struct search_counts *counts;
};

/* ------------------------------------------------------------------ one match */

static void bits_count(uint32_t *counts, uint64_t bits, int first)
{
    for (; bits; bits &= bits - 1)
        counts[(__builtin_ctzll(bits) + first) & 63]++;
}

/* Each value counts the trials that a filter for it would show. */
static void sex_count(uint32_t *counts, unsigned sex)
{
    if (sex == SEX_ALL || sex == SEX_FEMALE)
        counts[SEX_FEMALE]++;
    if (sex == SEX_ALL || sex == SEX_MALE)
        counts[SEX_MALE]++;
    if (sex == SEX_ALL)
        counts[SEX_ALL]++;
}

static void facet_count(uint32_t (*counts)[64], enum facet facet, const struct column_row *row)
{
    switch (facet) {
    case FACET_STATUS:
        counts[facet][row->status & 63]++;
        return;
    case FACET_PHASE:
        bits_count(counts[facet], row->phases, 1);
        return;
    case FACET_KIND:
        counts[facet][row->kind & 63]++;
        return;
    case FACET_STUDY_TYPE:
        counts[facet][row->study_type & 63]++;
        return;
    case FACET_PREFECTURE:
        bits_count(counts[facet], row->prefectures, 0);
        return;
    case FACET_SEX:
        sex_count(counts[facet], row->sex);
        return;
    case FACET_CONDITION:
        bits_count(counts[facet], row->conditions, 1);
        return;
    case FACET_DRUG_CLASS:
        bits_count(counts[facet], row->drug_classes, 1);
        return;
    case FACET_REGISTRY:
        counts[facet][row->registry & 63]++;
        return;
    default:
        return;
    }
}

static void row_count(const struct counter *k, const struct column_row *row)
{
    unsigned fails = k->filter->active ? plan_filter_check(k->filter, row) : 0, facets = k->facets;
    if (fails & (fails - 1))
        return;
    if (fails) {
        k->counts->only[__builtin_ctz(fails)]++;
        facets &= fails;
    } else {
        k->counts->total++;
    }
    for (; facets; facets &= facets - 1)
        facet_count(k->counts->facets, (enum facet)__builtin_ctz(facets), row);
}

/* ------------------------------------------------------------------ words */

/* The empty one of a chain of ANDs stays empty: no more is looked for. */
static enum err_code words_narrow(const struct search_job *job, const struct query *q,
                                  struct search_set *set, bool *started, struct err *err)
{
    const struct search_index *index = job->searcher->index;
    if (!q->root || (*started && set->count == 0))
        return OK;
    enum err_code code = search_set_find(job->ctx, index->reader, index->columns, q,
                                         *started ? set : NULL, set, err);
    *started = true;
    return code;
}

enum err_code search_words_find(const struct search_job *job, bool with_q, int without,
                                struct search_set *ret, struct err *err)
{
    const struct search_index *index = job->searcher->index;
    struct query everything = {.root = NULL};
    enum err_code code = OK;
    bool started = false;
    for (int i = 0; i < PLAN_REQUIRED && code == OK; i++)
        if (i != without)
            code = words_narrow(job, plan_required(&job->input, i), ret, &started, err);
    if (with_q && code == OK)
        code = words_narrow(job, &job->input.q, ret, &started, err);
    if (!started && code == OK)
        code =
            search_set_find(job->ctx, index->reader, index->columns, &everything, NULL, ret, err);
    return code;
}

static enum err_code words_find(struct search_job *job, struct err *err)
{
    struct shared_key key;
    search_shared_words_key(&job->searcher->index->info, job->request, &key);
    search_set_init(job->ctx, job->searcher->index->columns, &job->words);
    if (search_shared_set_find(&key, &job->words))
        return OK;
    enum err_code code = search_words_find(job, true, -1, &job->words, err);
    if (code == OK)
        search_shared_set_put(&key, &job->words);
    return code;
}

/* ------------------------------------------------------------------ filters and facets */

static void rows_count(struct search_job *job, struct search_counts *counts)
{
    const struct columns *columns = job->searcher->index->columns;
    struct counter k = {&job->filter, job->request->facets, counts};
    for (uint32_t d = search_set_next(&job->words, 1); d; d = search_set_next(&job->words, d + 1))
        row_count(&k, &columns->rows[d - columns->first]);
}

static void rows_filter(struct search_job *job)
{
    const struct columns *columns = job->searcher->index->columns;
    if (!job->filter.active) {
        job->hits = job->words;
        return;
    }
    search_set_init(job->ctx, columns, &job->hits);
    for (uint32_t d = search_set_next(&job->words, 1); d; d = search_set_next(&job->words, d + 1))
        if (plan_filter_check(&job->filter, &columns->rows[d - columns->first]) == 0)
            search_set_put(&job->hits, d);
}

enum err_code search_count(struct search_job *job, struct search_counts *ret, struct err *err)
{
    struct shared_key key;
    enum err_code code = words_find(job, err);
    if (code != OK)
        return code;
    rows_filter(job);
    memset(ret, 0, sizeof *ret);
    ret->total = job->hits.count;
    if (!job->request->facets && ret->total > 0)
        return OK;
    search_shared_key(&job->searcher->index->info, job->request, &key);
    if (search_shared_counts_find(&key, ret))
        return OK;
    ret->total = 0;
    rows_count(job, ret);
    search_shared_counts_put(&key, ret);
    return OK;
}

/* ------------------------------------------------------------------ what emptied it */

enum err_code search_count_emptied_by(const struct search_job *job,
                                      const struct search_counts *counts, const char **ret,
                                      struct err *err)
{
    *ret = NULL;
    for (int f = 0; f < FILTER_COUNT && !*ret; f++)
        if (counts->only[f] > 0)
            *ret = plan_filter_name(f);
    for (int i = 0; i < PLAN_REQUIRED && !*ret; i++) {
        if (!plan_required(&job->input, i)->root)
            continue;
        struct search_job without = *job;
        enum err_code code = search_words_find(job, true, i, &without.words, err);
        if (code != OK)
            return code;
        rows_filter(&without);
        if (without.hits.count > 0)
            *ret = plan_required_names[i];
    }
    return OK;
}

/* A set of parameters without which something is found: filters and one of condition, drug and
 * sponsor (-1: none of them). */
struct culprits {
    unsigned filters;
    int required, size;
    uint32_t found;
};

/* Each of the words' documents fails some set of filters: the smallest such set, the commonest. */
static void culprits_find(const struct search_job *job, int required, uint32_t *counts,
                          struct culprits *best)
{
    const struct columns *columns = job->searcher->index->columns;
    memset(counts, 0, sizeof *counts << FILTER_COUNT);
    for (uint32_t d = search_set_next(&job->words, 1); d; d = search_set_next(&job->words, d + 1))
        counts[plan_filter_check(&job->filter, &columns->rows[d - columns->first])]++;
    for (unsigned filters = 0; filters < 1u << FILTER_COUNT; filters++) {
        int size = __builtin_popcount(filters) + (required >= 0);
        bool better = best->size == 0 || size < best->size ||
                      (size == best->size && counts[filters] > best->found);
        if (counts[filters] > 0 && better)
            *best = (struct culprits){filters, required, size, counts[filters]};
    }
}

static void culprits_write(const struct search_job *job, const struct culprits *best,
                           struct search_result *ret)
{
    if (best->size < 2)
        return;
    ret->emptied_together = MEM_ARRAY(job->ctx, const char *, (size_t)best->size);
    for (unsigned left = best->filters; left; left &= left - 1)
        ret->emptied_together[ret->n_emptied_together++] = plan_filter_name(__builtin_ctz(left));
    if (best->required >= 0)
        ret->emptied_together[ret->n_emptied_together++] = plan_required_names[best->required];
}

enum err_code search_count_emptied_together(const struct search_job *job, struct search_result *ret,
                                            struct err *err)
{
    _Static_assert(FILTER_COUNT <= 16, "one count for each set of filters");
    uint32_t *counts = MEM_ARRAY(job->ctx, uint32_t, 1u << FILTER_COUNT);
    struct culprits best = {.required = -1};
    culprits_find(job, -1, counts, &best);
    for (int i = 0; i < PLAN_REQUIRED; i++) {
        if (!plan_required(&job->input, i)->root)
            continue;
        struct search_job without = *job;
        enum err_code code = search_words_find(job, true, i, &without.words, err);
        if (code != OK)
            return code;
        culprits_find(&without, i, counts, &best);
    }
    culprits_write(job, &best, ret);
    return OK;
}
