/* GET /v1/suggest: names for what is being typed. What was typed goes nowhere else. */
#include "api/handlers.h"
#include "api/params.h"
#include "api/problem.h"
#include "api/search_tag.h"

static void write_suggestion(struct jsonw *w, const struct suggestion *s)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "text", s->text);
    jsonw_key(w, "concept_id");
    jsonw_str(w, s->concept_id);
    jsonw_key_str(w, "kind", s->kind);
    jsonw_key_int(w, "trials", s->trials);
    jsonw_object_end(w);
}

void get_suggest(struct http_request *r, struct http_answer *a)
{
    struct searcher *searcher;
    struct suggestions found;
    struct jsonw w;
    struct err err = {.text = ""};
    enum err_code code = worker_searcher(r->worker, &searcher, &err);
    if (code == OK)
        code = search_suggest(searcher, r->ctx, param_get(r, "q"), r->lang,
                              (int)param_number(r, "limit", 10), &found, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    jsonw_init(&w, r->ctx);
    jsonw_array_begin(&w);
    for (size_t i = 0; i < found.n; i++)
        write_suggestion(&w, &found.items[i]);
    jsonw_array_end(&w);
    http_json(a, 200, &w);
    a->cache = "no-cache";
    a->etag = search_tag(r, &found.index);
}
