/* POST /v1/match and /v1/trials/{id}/match: which trials one person could join, and why. */
#include <stdio.h>
#include <string.h>
#include "api/answer_search.h"
#include "api/handlers.h"
#include "api/match_body.h"
#include "api/place.h"
#include "api/problem.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/search_match.h"

enum { LIMIT_MAX = 50, LIMIT_DEFAULT = 20, QUESTIONS_DEFAULT = 1, Q_MAX_BYTES = 1000 };

/* ------------------------------------------------------------------ reading */

/* What a search takes but its own words, order and pages. */
static bool is_filter(const char *name)
{
    static const char *const others[] = {"q", "sort", "limit", "cursor", "facets", "lang", NULL};
    for (size_t i = 0; others[i]; i++)
        if (strcmp(others[i], name) == 0)
            return false;
    return true;
}

/* Problems of parameters become problems of members of "filters". */
static void errors_move(struct http_request *r, struct param_errors *from, struct param_errors *to)
{
    size_t i;
    json_t *one;
    if (!to->list)
        to->list = json_array();
    json_array_foreach(from->list, i, one)
    {
        const char *name = json_string_value(json_object_get(one, "parameter"));
        const char *pointer = mem_printf(r->ctx, "/filters/%s", text_pointer_part(r->ctx, name));
        json_object_set_new(one, "pointer", json_string(pointer));
        json_object_del(one, "parameter");
        json_array_append(to->list, one);
    }
    json_decref(from->list);
    from->list = NULL;
}

static void filters_read(struct http_request *r, struct param_errors *errors)
{
    const json_t *filters = json_object_get(r->document, "filters");
    struct param_errors found = {0};
    if (!filters || json_is_null(filters))
        return;
    if (!params_from_object(r->ctx, filters, &r->params, &r->n_params)) {
        params_pointer_error(errors, "/filters", "wrong_type", "項目の並びではありません",
                             "an object of filters is wanted");
        r->n_params = 0;
        return;
    }
    for (size_t i = 0; i < r->n_params; i++)
        if (!is_filter(r->params[i].name))
            params_error(&found, r->params[i].name, "unknown_parameter", "知らない項目です",
                         "no filter");
    (void)params_check(r, search_params, &found);
    if (found.list)
        errors_move(r, &found, errors);
}

/* "m" and how many have been shown. */
static uint32_t cursor_read(const char *cursor, struct param_errors *errors)
{
    unsigned n = 0;
    char end;
    if (!cursor)
        return 0;
    if (sscanf(cursor, "m%u%c", &n, &end) == 1 && n <= MATCH_OFFSET_MAX)
        return n;
    params_pointer_error(errors, "/cursor", "invalid", "使えない値です", "not one of ours");
    return 0;
}

/* Filters → request, with the place they ask from. */
static enum err_code search_read(struct http_request *r, struct searcher *searcher,
                                 struct search_request *search, struct param_errors *errors,
                                 struct err *err)
{
    struct param_errors found = {0};
    search_params_read(r, search);
    enum err_code code = place_find(r, searcher, search, &found, err);
    if (code == OK && !found.list && search->within_km && !search->near.set)
        params_error(&found, "within_km", "invalid", "場所（near）が必要です",
                     "needs a place (near)");
    if (found.list)
        errors_move(r, &found, errors);
    return code;
}

static enum err_code request_read(struct http_request *r, struct searcher *searcher,
                                  struct search_request *search, struct match_request *match,
                                  struct param_errors *errors, struct err *err)
{
    static const char *const members[] = {"q",      "filters",   "facts", "note", "limit",
                                          "cursor", "questions", "lang",  NULL};
    match_body_members(r, members, errors);
    filters_read(r, errors);
    match_body_lang(r, false, errors);
    const char *q = match_body_text(r, "q", Q_MAX_BYTES, errors);
    long limit = match_body_number(r, "limit", 1, LIMIT_MAX, LIMIT_DEFAULT, errors);
    long questions =
        match_body_number(r, "questions", 0, MATCH_QUESTIONS_MAX, QUESTIONS_DEFAULT, errors);
    uint32_t offset = cursor_read(match_body_text(r, "cursor", 20, errors), errors);
    struct facts *facts;
    enum err_code code = match_body_facts(r, errors, &facts, err);
    if (code == OK && !errors->list)
        code = search_read(r, searcher, search, errors, err);
    if (errors->list || code != OK)
        return code;
    search->q = q;
    search->limit = (int)limit;
    *match = (struct match_request){.search = search,
                                    .facts = facts,
                                    .note = json_string_value(json_object_get(r->document, "note")),
                                    .offset = offset,
                                    .questions = (int)questions};
    return OK;
}

/* ------------------------------------------------------------------ writing */

static void write_hit(struct jsonw *w, const struct match_hit *hit)
{
    jsonw_object_begin(w);
    answer_hit_members(w, &hit->hit);
    jsonw_raw(w, hit->verdict_json, strlen(hit->verdict_json));
    jsonw_object_end(w);
}

static void write_answer(struct jsonw *w, const struct match_request *q,
                         const struct match_answer *m)
{
    jsonw_object_begin(w);
    jsonw_key_int(w, "total", (int64_t)m->total);
    jsonw_key(w, "verdicts");
    jsonw_object_begin(w);
    jsonw_key_int(w, "likely", (int64_t)m->likely);
    jsonw_key_int(w, "possible", (int64_t)m->possible);
    jsonw_key_int(w, "unlikely", (int64_t)m->unlikely);
    jsonw_object_end(w);
    jsonw_key(w, "concepts");
    answer_concepts(w, m->concepts, m->n_concepts);
    if (m->n_relaxed > 0) {
        jsonw_key(w, "relaxed");
        answer_strings(w, m->relaxed, m->n_relaxed);
    }
    if (m->suggestion)
        jsonw_key_str(w, "suggestion", m->suggestion);
    jsonw_key(w, "hits");
    jsonw_array_begin(w);
    for (size_t i = 0; i < m->n_hits; i++)
        write_hit(w, &m->hits[i]);
    jsonw_array_end(w);
    jsonw_key(w, "questions");
    jsonw_raw(w, m->questions_json, strlen(m->questions_json));
    jsonw_key(w, "facts_used");
    facts_write(w, q->facts);
    if (m->not_understood_json) {
        jsonw_key(w, "not_understood");
        jsonw_raw(w, m->not_understood_json, strlen(m->not_understood_json));
    }
    char next[16];
    snprintf(next, sizeof next, "m%u", q->offset + (unsigned)m->n_hits);
    jsonw_key(w, "next");
    jsonw_str(w, m->more ? next : NULL);
    answer_index(w, &m->index);
    jsonw_object_end(w);
}

void post_match(struct http_request *r, struct http_answer *a)
{
    struct searcher *searcher;
    struct search_request search;
    struct match_request request;
    struct match_answer answer;
    struct param_errors errors = {0};
    struct err err = {.text = ""};
    struct jsonw w;
    enum err_code code = worker_searcher(r->worker, &searcher, &err);
    if (code == OK)
        code = request_read(r, searcher, &search, &request, &errors, &err);
    if (errors.list) {
        problem_answer(r, a, ERR_INVALID, NULL, errors.list);
        return;
    }
    if (code == OK)
        code = search_match(searcher, r->ctx, &request, &answer, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    jsonw_init(&w, r->ctx);
    write_answer(&w, &request, &answer);
    http_json(a, 200, &w);
    a->cache = "no-store";
}

/* ------------------------------------------------------------------ one trial */

void post_trial_match(struct http_request *r, struct http_answer *a)
{
    static const char *const members[] = {"facts", "note", "lang", NULL};
    struct searcher *searcher;
    struct match_one one;
    struct param_errors errors = {0};
    struct err err = {.text = ""};
    struct jsonw w;
    match_body_members(r, members, &errors);
    match_body_lang(r, false, &errors);
    struct facts *facts;
    enum err_code code = match_body_facts(r, &errors, &facts, &err);
    if (errors.list) {
        problem_answer(r, a, ERR_INVALID, NULL, errors.list);
        return;
    }
    if (code == OK)
        code = worker_searcher(r->worker, &searcher, &err);
    if (code == OK)
        code = search_match_one(searcher, r->ctx, r->path_values[0], facts, &one, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    jsonw_init(&w, r->ctx);
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "id", one.id);
    jsonw_raw(&w, one.verdict_json, strlen(one.verdict_json));
    jsonw_key(&w, "facts_used");
    facts_write(&w, facts);
    answer_index(&w, &one.index);
    jsonw_object_end(&w);
    http_json(a, 200, &w);
    a->cache = "no-store";
}
