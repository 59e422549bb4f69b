#include "schema/base/mem.h"
#include "search/search_inner.h"
#include "search/search_shared.h"

struct counter {
    const struct columns *columns;
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

static void visit(uint32_t docid, void *arg)
{
    const struct counter *k = arg;
    const struct column_row *row = columns_row(k->columns, docid);
    if (row && row->present)
        row_count(k, row);
}

/* ------------------------------------------------------------------ one pass */

/* Every document: the columns know them all. */
static void count_rows(const struct counter *k)
{
    for (uint32_t i = 0; i < k->columns->n; i++)
        if (k->columns->rows[i].present)
            row_count(k, &k->columns->rows[i]);
}

/* terms: the filters that the index applies by itself (and whose `only` is then not counted). */
static enum err_code count_pass(const struct search_job *job, const struct plan *plan,
                                unsigned terms, struct search_counts *ret, struct err *err)
{
    memset(ret, 0, sizeof *ret);
    struct counter k = {job->searcher->index->columns, &job->filter, job->request->facets, ret};
    if (!plan->all_words && !plan->required[0] && !plan->required[1] && !plan->required[2]) {
        count_rows(&k);
        return OK;
    }
    struct xs_hooks hooks = {.visit = visit, .arg = &k};
    struct xs_search search = {.query = plan_filtered(job->ctx, plan, plan->all_words, terms),
                               .hooks = &hooks,
                               .order = XS_BY_DOCID};
    struct xs_matches none;
    return xs_search_run(job->searcher->index->reader, job->ctx, &search, &none, err);
}

enum err_code search_count(const struct search_job *job, struct search_counts *ret, struct err *err)
{
    struct shared_key key;
    search_shared_key(&job->searcher->index->info, job->request, &key);
    if (search_shared_counts_find(&key, ret))
        return OK;
    unsigned terms = job->filter.by_terms & ~job->request->facets;
    enum err_code code = count_pass(job, &job->plan, terms, ret, err);
    if (code == OK)
        search_shared_counts_put(&key, ret);
    return code;
}

/* ------------------------------------------------------------------ what emptied it */

static enum err_code emptied_by_words(const struct search_job *job, const char **ret,
                                      struct err *err)
{
    for (int i = 0; i < 3; i++) {
        if (!job->plan.required[i])
            continue;
        struct plan without = job->plan;
        struct search_counts counts;
        without.required[i] = NULL;
        enum err_code code = count_pass(job, &without, job->filter.by_terms, &counts, err);
        if (code != OK)
            return code;
        if (counts.total > 0) {
            *ret = plan_required_names[i];
            return OK;
        }
    }
    return OK;
}

enum err_code search_count_emptied_by(const struct search_job *job, const char **ret,
                                      struct err *err)
{
    *ret = NULL;
    if (job->filter.active) {
        struct search_counts counts;
        enum err_code code = count_pass(job, &job->plan, 0, &counts, err);
        if (code != OK)
            return code;
        for (int f = 0; f < FILTER_COUNT; f++)
            if (counts.only[f] > 0) {
                *ret = plan_filter_name(f);
                return OK;
            }
    }
    return emptied_by_words(job, ret, err);
}
