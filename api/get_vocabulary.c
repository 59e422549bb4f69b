/* GET /v1/vocabulary[/{list}]: every enumeration with its labels. */
#include "api/handlers.h"
#include "api/problem.h"
#include "search/question_write.h"
#include <string.h>

static void write_list(struct jsonw *w, enum code_list list)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "list", code_list_name(list));
    jsonw_key_str(w, "source", code_list_source(list));
    jsonw_key(w, "values");
    jsonw_array_begin(w);
    for (int v = 1; v < code_list_count(list); v++) {
        const struct code_row *row = code_row(list, v);
        jsonw_object_begin(w);
        jsonw_key_str(w, "value", row->code);
        jsonw_key_str(w, "ja", row->ja);
        jsonw_key_str(w, "en", row->en);
        jsonw_key_str(w, "easy", row->easy);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
    jsonw_object_end(w);
}

/* What facts may say: attributes with their questions, choices and units. */
static void write_attributes(struct jsonw *w)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "list", "attributes");
    jsonw_key(w, "values");
    jsonw_array_begin(w);
    for (uint16_t i = 0; i < n_attributes; i++)
        question_write_attribute(w, i);
    jsonw_array_end(w);
    jsonw_object_end(w);
}

void get_vocabulary(struct http_request *r, struct http_answer *a)
{
    struct jsonw w;
    jsonw_init(&w, r->ctx);
    jsonw_object_begin(&w);
    jsonw_key(&w, "lists");
    jsonw_array_begin(&w);
    for (int list = 0; list < CODE_LIST_COUNT; list++)
        write_list(&w, (enum code_list)list);
    write_attributes(&w);
    jsonw_array_end(&w);
    jsonw_object_end(&w);
    http_json(a, 200, &w);
    a->cache = "public, max-age=3600";
}

void get_vocabulary_list(struct http_request *r, struct http_answer *a)
{
    struct jsonw w;
    int list = code_list_find(r->path_values[0]);
    bool attributes_asked = strcmp(r->path_values[0], "attributes") == 0;
    if (list < 0 && !attributes_asked) {
        problem_answer(r, a, ERR_NOT_FOUND, NULL, NULL);
        return;
    }
    jsonw_init(&w, r->ctx);
    if (attributes_asked)
        write_attributes(&w);
    else
        write_list(&w, (enum code_list)list);
    http_json(a, 200, &w);
    a->cache = "public, max-age=3600";
}
