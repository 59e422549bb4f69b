#include "search/search.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/search_inner.h"

enum { LIMIT_MAX = 100, TEXTS_MAX = 512, SYNONYMS_MAX = 8 };

/* ------------------------------------------------------------------ hits */

struct hit_reader {
    struct searcher *s;
    void *ctx;                                /* of the result */
    const struct snippet_needles *needles[4]; /* by tier */
    const struct search_request *request;
    enum lang lang;
    struct snippet_text texts[TEXTS_MAX];
};

static void text_section(struct hit_reader *k, const struct doc_section *x, size_t *n)
{
    if (x->len < 2 || *n >= TEXTS_MAX || (unsigned char)x->bytes[0] >= IDX_FIELD_COUNT)
        return;
    k->texts[(*n)++] = (struct snippet_text){x->bytes[0], x->bytes[1], x->bytes + 2, x->len - 2};
}

static enum err_code hit_read(struct hit_reader *k, const struct search_found *found,
                              struct search_hit *ret, struct err *err)
{
    struct search_data data;
    size_t pos = 0, n = 0;
    bool bad = false;
    struct doc_section x;
    void *tmp = mem_context(NULL, "hit");
    enum err_code code = search_data_get(k->s, tmp, found->docid, false, &data, err);
    *ret = (struct search_hit){.tier = found->tier, .score = found->score};
    while (code == OK && doc_section_next(data.head, data.head_len, &pos, &x, &bad)) {
        if (x.tag == IDX_DATA_CARD)
            ret->card_json = mem_strndup(k->ctx, x.bytes, x.len);
        else if (x.tag == IDX_DATA_ID)
            ret->id = mem_strndup(k->ctx, x.bytes, x.len);
        else if (x.tag == IDX_DATA_SITES)
            near_sites_read(k->ctx, k->request, x.bytes, x.len, &ret->sites);
        else if (x.tag == IDX_DATA_TEXT)
            text_section(k, &x, &n);
    }
    if (code == OK && (bad || !ret->card_json || !ret->id))
        code = err_set(err, ERR_CORRUPT, "data of document %u", found->docid);
    if (code == OK)
        snippet_make(k->s->snippets, k->ctx, k->needles[found->tier], k->texts, n, k->lang,
                     &ret->snippets, &ret->n_snippets);
    talloc_free(tmp);
    return code;
}

/* What is marked in the hits of a tier. */
static void needles_make(const struct search_job *job, struct hit_reader *k, int tier)
{
    bool suggested = tier == 3 && job->suggestion;
    if (!k->needles[tier])
        k->needles[tier] =
            snippet_needles_new(k->s->snippets, job->ctx, suggested ? &job->suggested : &job->input,
                                tier > 1 && !suggested);
}

enum err_code search_hits_read(const struct search_job *job, const struct search_page *page,
                               struct search_hit **ret, struct err *err)
{
    struct hit_reader *k = MEM_NEW(job->ctx, struct hit_reader);
    k->s = job->searcher;
    k->ctx = job->ctx;
    k->request = job->shown;
    k->lang = job->request->lang;
    *ret = MEM_ARRAY(job->ctx, struct search_hit, page->n + 1);
    enum err_code code = OK;
    for (size_t i = 0; i < page->n && code == OK; i++) {
        needles_make(job, k, page->items[i].tier);
        code = hit_read(k, &page->items[i], &(*ret)[i], err);
    }
    return code;
}

/* ------------------------------------------------------------------ what is said beside the hits
 */

static int facet_compare(const void *a_, const void *b_)
{
    const struct facet_count *a = a_, *b = b_;
    if (a->n != b->n)
        return a->n > b->n ? -1 : 1;
    return a->value - b->value;
}

/* A value with its names where it is a group of the lexicon. */
static struct facet_count facet_value(const struct search_job *job, enum facet facet, int value,
                                      uint32_t n)
{
    struct facet_count count = {.value = value, .n = n};
    const struct search_index *index = job->searcher->index;
    if (facet != FACET_CONDITION && facet != FACET_DRUG_CLASS)
        return count;
    const struct groups *g =
        &index->groups[facet == FACET_CONDITION ? GROUPS_CONDITION : GROUPS_DRUG_CLASS];
    struct lexicon_concept c;
    lexicon_concept(index->lexicon, g->concepts[value - 1], &c);
    count.id = mem_strdup(job->ctx, c.id);
    count.ja = mem_strdup(job->ctx, c.ja);
    count.en = mem_strdup(job->ctx, c.en);
    return count;
}

static void facets_write(const struct search_job *job, const struct search_counts *counts,
                         struct search_result *ret)
{
    for (int f = 0; f < FACET_COUNT; f++) {
        if (!(job->request->facets & 1u << f))
            continue;
        struct facet_count *list = MEM_ARRAY(job->ctx, struct facet_count, 64);
        size_t n = 0;
        for (int v = 1; v < 64; v++)
            if (counts->facets[f][v])
                list[n++] = facet_value(job, (enum facet)f, v, counts->facets[f][v]);
        qsort(list, n, sizeof *list, facet_compare);
        ret->facets[f].counts = list;
        ret->facets[f].n = n;
    }
}

void search_terms_write(const struct search_job *job, bool relaxed, struct search_result *ret)
{
    const struct query *q = &job->input.q;
    ret->terms = MEM_ARRAY(job->ctx, const char *, q->n_units + 1);
    ret->relaxed = MEM_ARRAY(job->ctx, const char *, q->n_units + 1);
    for (size_t i = 0; i < q->n_units; i++) {
        const struct query_unit *u = &q->units[i];
        if (!u->stop)
            ret->terms[ret->n_terms++] = u->typed;
        if (u->stop || (relaxed && !u->negated))
            ret->relaxed[ret->n_relaxed++] = u->typed;
    }
}

/* Other names of the concept than what was typed; readings are left out. */
static void synonyms_write(const struct search_job *job, const struct lexicon_concept *c,
                           struct search_concept *to)
{
    const struct lexicon *x = job->searcher->index->lexicon;
    to->synonyms = MEM_ARRAY(job->ctx, const char *, SYNONYMS_MAX);
    for (size_t i = 0; i < c->n_forms && to->n_synonyms < SYNONYMS_MAX; i++) {
        struct lexicon_form f;
        lexicon_form(x, c->first_form + (uint32_t)i, &f);
        if (f.kind != LEXICON_KIND_KANA && f.flag == LEXICON_BOTH_WAYS &&
            !text_equal_nocase(f.text, to->typed))
            to->synonyms[to->n_synonyms++] = mem_strdup(job->ctx, f.text);
    }
}

static void concept_write(const struct search_job *job, const struct query_unit *u, size_t i,
                          struct search_concept **ret, size_t *ret_n)
{
    struct lexicon_concept c;
    lexicon_concept(job->searcher->index->lexicon, u->concepts[i], &c);
    *ret = MEM_GROW(job->ctx, *ret, struct search_concept, *ret_n + 1);
    struct search_concept *to = &(*ret)[(*ret_n)++];
    *to = (struct search_concept){.typed = u->typed,
                                  .id = mem_strdup(job->ctx, c.id),
                                  .ja = mem_strdup(job->ctx, c.ja),
                                  .en = mem_strdup(job->ctx, c.en),
                                  .class_name = lexicon_class_name(c.class),
                                  .ambiguous = u->n_concepts > 1};
    synonyms_write(job, &c, to);
}

/* How the words of q, condition and drug were understood. */
void search_concepts_write(const struct search_job *job, struct search_concept **ret, size_t *ret_n)
{
    *ret = NULL;
    *ret_n = 0;
    const struct query *const queries[] = {&job->input.q, &job->input.condition, &job->input.drug};
    for (size_t k = 0; k < sizeof queries / sizeof *queries; k++)
        for (size_t i = 0; i < queries[k]->n_units; i++)
            for (size_t j = 0; j < queries[k]->units[i].n_concepts; j++)
                concept_write(job, &queries[k]->units[i], j, ret, ret_n);
}

/* ------------------------------------------------------------------ one try */

struct run {
    const struct search_request *request;
    struct search_result *ret;
};

/* The document of the number, when the question is nothing but one. */
static enum err_code pin_find(struct search_job *job, struct err *err)
{
    const struct query *q = &job->input.q;
    if (!q->root || q->root->op != QUERY_UNIT || !q->units[q->root->unit].number)
        return OK;
    return xs_find(job->searcher->index->reader,
                   mem_printf(job->ctx, IDX_OWN_NUMBER "%s", q->units[q->root->unit].number),
                   &job->pin, err);
}

enum err_code search_job_start(struct searcher *s, void *ctx, const struct search_request *r,
                               struct search_job *job, struct err *err)
{
    *job = (struct search_job){.searcher = s, .request = r, .ctx = ctx};
    const struct query_tools tools = {s->folder, s->tokenizer, s->index->lexicon, true};
    struct search_request filtered;
    enum err_code code = plan_input_read(ctx, &tools, r, &job->input, err);
    if (code != OK)
        return code;
    plan_build(ctx, &job->input.q, s->index->lexicon, &job->plan);
    code = pin_find(job, err);
    job->near = near_new(ctx, r, s->index->columns);
    job->shown = search_hints_near(job);
    search_hints_apply(job, &filtered);
    plan_filter_read(&filtered, job->near, &job->filter);
    plan_filter_read(r, job->near, &job->asked);
    job->sort = r->sort == SORT_RELEVANCE && !job->plan.weight ? SORT_NEWEST : r->sort;
    return code;
}

static enum err_code result_write(const struct search_job *job, const struct search_page *page,
                                  const struct search_counts *counts,
                                  const struct search_cursor *cursor, struct search_result *ret,
                                  struct err *err)
{
    struct search_result r = {.total = counts->total, .index = job->searcher->index->info};
    bool relaxed = false;
    r.index.generation = mem_strdup(job->ctx, r.index.generation);
    for (size_t i = 0; i < page->n; i++)
        relaxed = relaxed || page->items[i].tier > 1;
    facets_write(job, counts, &r);
    search_terms_write(job, relaxed, &r);
    search_concepts_write(job, &r.concepts, &r.n_concepts);
    r.suggestion = job->suggestion;
    search_hints_write(job, &r);
    if (page->more)
        r.next = search_cursor_write(job->ctx, job->request, cursor);
    enum err_code code = search_hits_read(job, page, &r.hits, err);
    r.n_hits = page->n;
    if (code == OK && r.total == 0)
        code = search_count_emptied_by(job, counts, &r.emptied_by, err);
    if (code == OK && r.total == 0 && !r.emptied_by)
        code = search_count_emptied_together(job, &r, err);
    if (code == OK)
        *ret = r;
    return code;
}

static enum err_code try_run(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    const struct run *run = arg;
    struct search_job *job = MEM_NEW(ctx, struct search_job);
    struct search_counts *counts = MEM_NEW(ctx, struct search_counts);
    struct search_page page;
    struct search_cursor cursor;
    enum err_code code = search_cursor_read(run->request, &cursor, err);
    if (code == OK)
        code = search_job_start(s, ctx, run->request, job, err);
    if (code == OK)
        code = search_count(job, counts, err);
    if (code == OK)
        code = search_spell(job, err);
    if (code == OK)
        code = search_rank(job, &cursor, &page, err);
    if (code == OK)
        code = result_write(job, &page, counts, &cursor, run->ret, err);
    return code;
}

enum err_code search_run(struct searcher *s, void *ctx, const struct search_request *request,
                         struct search_result *ret, struct err *err)
{
    struct run run = {request, ret};
    if (request->sort == SORT_DISTANCE && !request->near.set)
        return err_set(err, ERR_INVALID, "sort: distance needs a place (near)");
    if (request->within_km && !request->near.set)
        return err_set(err, ERR_INVALID, "within_km: needs a place (near)");
    if (request->limit < 1 || request->limit > LIMIT_MAX)
        return err_set(err, ERR_INVALID, "limit: must be 1 to %d", LIMIT_MAX);
    return search_try(s, ctx, try_run, &run, err);
}

/* ------------------------------------------------------------------ places */

struct place_run {
    const char *text;
    struct geo_found *ret;
};

static enum err_code try_place(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    const struct place_run *run = arg;
    (void)err;
    geo_find(ctx, s->folder, run->text, run->ret);
    return OK;
}

enum err_code search_place_find(struct searcher *s, void *ctx, const char *text,
                                struct geo_found *ret, struct err *err)
{
    struct place_run run = {text, ret};
    return search_try(s, ctx, try_place, &run, err);
}
