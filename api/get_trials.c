/* GET /v1/trials and its twin POST /v1/trials/search. */
#include "api/answer_search.h"
#include "api/handlers.h"
#include "api/params.h"
#include "api/place.h"
#include "api/problem.h"
#include "api/search_tag.h"
#include "schema/base/mem.h"
#include <stdio.h>
#include <string.h>

static void write_bitext(struct jsonw *w, const char *ja, const char *en)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "ja", ja);
    jsonw_key_str(w, "en", en);
    jsonw_object_end(w);
}

static void write_label(struct jsonw *w, enum code_list list, int value)
{
    const struct code_row *row = code_row(list, value);
    jsonw_key(w, "label");
    jsonw_object_begin(w);
    jsonw_key_str(w, "ja", row->ja);
    jsonw_key_str(w, "en", row->en);
    jsonw_key_str(w, "easy", row->easy);
    jsonw_object_end(w);
}

static void write_facet_value(struct jsonw *w, int facet, const struct facet_count *count)
{
    jsonw_object_begin(w);
    if (count->id) {
        jsonw_key_str(w, "value", count->id);
        jsonw_key(w, "label");
        jsonw_object_begin(w);
        jsonw_key_str(w, "ja", count->ja);
        jsonw_key_str(w, "en", count->en);
        jsonw_key_str(w, "easy", count->ja); /* the lexicon has no easier names */
        jsonw_object_end(w);
    } else {
        jsonw_key_str(w, "value", code_text(facet_lists[facet], count->value));
        write_label(w, facet_lists[facet], count->value);
    }
    jsonw_key_int(w, "count", count->n);
    jsonw_object_end(w);
}

static void write_facets(struct jsonw *w, const struct search_request *q,
                         const struct search_result *result)
{
    jsonw_key(w, "facets");
    jsonw_object_begin(w);
    for (int f = 0; f < FACET_COUNT; f++) {
        if (!(q->facets & 1u << f))
            continue;
        jsonw_key(w, facet_names[f]);
        jsonw_array_begin(w);
        for (size_t i = 0; i < result->facets[f].n; i++)
            write_facet_value(w, f, &result->facets[f].counts[i]);
        jsonw_array_end(w);
    }
    jsonw_object_end(w);
}

static void write_place(struct jsonw *w, const struct search_place *p)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "typed", p->typed);
    jsonw_key_str(w, "kind", p->kind);
    jsonw_key(w, "label");
    write_bitext(w, p->ja, p->en);
    jsonw_key_str(w, "prefecture", code_text(CODE_PREFECTURE, (int)p->prefecture));
    jsonw_key_bool(w, "ambiguous", p->ambiguous);
    jsonw_object_end(w);
}

static void write_applied(struct jsonw *w, const struct search_applied *a)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "typed", a->typed);
    jsonw_key_str(w, "parameter", a->parameter);
    jsonw_key_str(w, "value", a->value);
    jsonw_key_bool(w, "used", a->used);
    jsonw_object_end(w);
}

/* What words of the question were taken for beside concepts, and the place asked from. */
static void write_hints(struct jsonw *w, void *ctx, const struct search_request *q,
                        const struct search_result *result)
{
    jsonw_key(w, "places");
    jsonw_array_begin(w);
    for (size_t i = 0; i < result->n_places; i++)
        write_place(w, &result->places[i]);
    jsonw_array_end(w);
    jsonw_key(w, "filters");
    jsonw_array_begin(w);
    for (size_t i = 0; i < result->n_applied; i++)
        write_applied(w, &result->applied[i]);
    jsonw_array_end(w);
    jsonw_key(w, "near");
    place_write(w, ctx, q);
}

static void write_understood(struct jsonw *w, void *ctx, const struct search_request *q,
                             const struct search_result *result)
{
    jsonw_key(w, "understood");
    jsonw_object_begin(w);
    jsonw_key(w, "concepts");
    answer_concepts(w, result->concepts, result->n_concepts);
    write_hints(w, ctx, q, result);
    jsonw_key(w, "terms");
    answer_strings(w, result->terms, result->n_terms);
    jsonw_key(w, "relaxed");
    answer_strings(w, result->relaxed, result->n_relaxed);
    jsonw_key(w, "suggestion");
    jsonw_str(w, result->suggestion);
    jsonw_key(w, "emptied_by");
    jsonw_str(w, result->emptied_by);
    jsonw_key(w, "emptied_together");
    answer_strings(w, result->emptied_together, result->n_emptied_together);
    jsonw_object_end(w);
}

static void write_result(struct jsonw *w, void *ctx, const struct search_request *q,
                         const struct search_result *result)
{
    jsonw_object_begin(w);
    jsonw_key_int(w, "total", (int64_t)result->total);
    jsonw_key_str(w, "total_relation", result->total_at_least ? "gte" : "eq");
    write_understood(w, ctx, q, result);
    jsonw_key(w, "hits");
    jsonw_array_begin(w);
    for (size_t i = 0; i < result->n_hits; i++) {
        jsonw_object_begin(w);
        answer_hit_members(w, &result->hits[i]);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
    write_facets(w, q, result);
    jsonw_key(w, "next");
    jsonw_str(w, result->next);
    answer_index(w, &result->index);
    jsonw_object_end(w);
}

/* The address of the next page: the same parameters with another cursor. */
void get_trials(struct http_request *r, struct http_answer *a)
{
    struct searcher *searcher;
    struct search_request q;
    struct search_result result;
    struct jsonw w;
    struct err err = {.text = ""};
    search_params_read(r, &q);
    enum err_code code = worker_searcher(r->worker, &searcher, &err);
    if (code == OK && !place_read(r, a, searcher, &q))
        return;
    if (code == OK)
        code = search_run(searcher, r->ctx, &q, &result, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    jsonw_init(&w, r->ctx);
    write_result(&w, r->ctx, &q, &result);
    http_json(a, 200, &w);
    bool post = strcmp(r->method, "POST") == 0;
    a->cache = post ? "no-store" : "no-cache";
    if (!post)
        a->etag = search_tag(r, &result.index);
    if (result.next && !post)
        http_header(a, "Link", params_next_link(r, "/v1/trials", "cursor", result.next));
}
