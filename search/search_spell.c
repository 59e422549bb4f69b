#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/search_inner.h"
#include "search/suggest_shared.h"

/*
 * 「もしかして」. Only where little was found: a unit that is no concept and that next to no
 * document holds is held against the names of lexicon and index.
 */
enum { FEW_HITS = 10, FEW_OF_UNIT = 3 };

static bool is_word(const struct query_unit *u)
{
    return u->n_concepts == 0 && !u->stop && !u->negated && !u->quoted && !u->number_sure &&
           !u->code && u->field != QUERY_ID_FIELD;
}

static enum err_code is_rare(struct search_job *job, uint32_t unit, bool *ret, struct err *err)
{
    const struct search_index *index = job->searcher->index;
    const struct query *q = &job->input.q;
    struct query_node leaf = {.op = QUERY_UNIT, .unit = unit};
    struct query one = {q->units, q->n_units, &leaf};
    struct search_set found;
    enum err_code code =
        search_set_find(job->ctx, index->reader, index->columns, &one, NULL, &found, err);
    *ret = code == OK && found.count < FEW_OF_UNIT;
    return code;
}

/* The question with every misspelt unit replaced; NULL when there is none. `rare` says of each unit
 * whether it is to be looked at. */
static const char *respell(struct search_job *job, const struct suggest *names, const bool *rare)
{
    struct folder *folder = job->searcher->folder;
    const char *rest = job->request->q;
    char *out = mem_strdup(job->ctx, "");
    bool any = false;
    for (size_t i = 0; i < job->input.q.n_units; i++) {
        const struct query_unit *u = &job->input.q.units[i];
        const char *at = strstr(rest, u->typed);
        const char *name =
            at && rare[i] ? suggest_spelling(names, job->ctx, folder, u->typed) : NULL;
        if (!at)
            continue;
        out = mem_printf(job->ctx, "%s%.*s%s", out, (int)(at - rest), rest, name ? name : u->typed);
        rest = at + strlen(u->typed);
        any = any || name;
    }
    return any ? mem_printf(job->ctx, "%s%s", out, rest) : NULL;
}

static bool is_one_run(const struct query *q)
{
    for (size_t i = 0; i < q->n_units; i++)
        if (q->units[i].negated || q->units[i].quoted || q->units[i].field != QUERY_ANY_FIELD)
            return false;
    return q->n_units > 1 && q->root->op == QUERY_AND;
}

static enum err_code suggestion_read(struct search_job *job, struct err *err)
{
    struct searcher *s = job->searcher;
    const struct lexicon *lexicon = job->request->synonyms_off ? NULL : s->index->lexicon;
    const struct query_tools tools = {s->folder, s->tokenizer, lexicon, false};
    struct plan plan;
    if (strlen(job->suggestion) > QUERY_MAX_BYTES)
        job->suggestion = NULL;
    if (!job->suggestion)
        return OK;
    enum err_code code =
        query_read(job->ctx, &tools, job->suggestion, "q", QUERY_ANY_FIELD, &job->suggested.q, err);
    if (code != OK)
        return code;
    job->suggested.lexicon = lexicon;
    plan_build(job->ctx, &job->suggested.q, s->index->lexicon, &plan);
    job->suggested_weight = plan.weight;
    return OK;
}

enum err_code search_spell(struct search_job *job, struct err *err)
{
    const struct query *q = &job->input.q;
    const struct suggest *names;
    enum err_code code = OK;
    bool rare[QUERY_MAX_UNITS] = {false}, any = false;
    for (uint32_t i = 0; job->hits.count < FEW_HITS && i < q->n_units && code == OK; i++) {
        if (is_word(&q->units[i]))
            code = is_rare(job, i, &rare[i], err);
        any = any || rare[i];
    }
    if (code != OK || !any)
        return code;
    code = suggest_shared_get(job->searcher, job->ctx, &names, err);
    if (code != OK)
        return code;
    if (is_one_run(q))
        job->suggestion = suggest_spelling(names, job->ctx, job->searcher->folder, job->request->q);
    if (!job->suggestion)
        job->suggestion = respell(job, names, rare);
    suggest_shared_release(names);
    return job->suggestion ? suggestion_read(job, err) : OK;
}
