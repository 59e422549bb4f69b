/* POST /v1/profile: a person's own words, or a FHIR Bundle, read into facts to confirm. */
#include <string.h>
#include "api/handlers.h"
#include "api/match_body.h"
#include "api/problem.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/profile.h"

enum { MS_A_DAY = 86400000 };

static void write_span(struct jsonw *w, uint32_t begin, uint32_t end)
{
    jsonw_array_begin(w);
    jsonw_int(w, begin);
    jsonw_int(w, end);
    jsonw_array_end(w);
}

static void write_evidence(struct jsonw *w, const struct profile *p)
{
    jsonw_array_begin(w);
    for (size_t i = 0; i < p->n_evidence; i++) {
        const struct profile_evidence *e = &p->evidence[i];
        jsonw_object_begin(w);
        jsonw_key_str(w, "attr", attributes[e->attr].id);
        jsonw_key_str(w, "text", e->text);
        if (e->end > e->begin) {
            jsonw_key(w, "span");
            write_span(w, e->begin, e->end);
        }
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_not_understood(struct jsonw *w, const struct profile *p)
{
    jsonw_key(w, "not_understood");
    jsonw_array_begin(w);
    for (size_t i = 0; i < p->n_not_understood; i++)
        jsonw_str(w, p->not_understood[i]);
    jsonw_array_end(w);
    if (!p->spans)
        return;
    jsonw_key(w, "not_understood_spans");
    jsonw_array_begin(w);
    for (size_t i = 0; i < p->n_not_understood; i++)
        write_span(w, p->spans[i].begin, p->spans[i].end);
    jsonw_array_end(w);
}

static void answer(struct http_request *r, struct http_answer *a, const struct profile *p)
{
    struct jsonw w;
    jsonw_init(&w, r->ctx);
    jsonw_object_begin(&w);
    jsonw_key(&w, "facts");
    facts_write(&w, p->facts);
    jsonw_key(&w, "evidence");
    write_evidence(&w, p);
    write_not_understood(&w, p);
    jsonw_object_end(&w);
    http_json(a, 200, &w);
    a->cache = "no-store";
}

static void profile_of_note(struct http_request *r, struct http_answer *a)
{
    static const char *const members[] = {"note", "lang", NULL};
    struct param_errors errors = {0};
    match_body_members(r, members, &errors);
    const char *note = match_body_text(r, "note", MATCH_NOTE_MAX_BYTES, &errors);
    match_body_lang(r, true, &errors);
    const char *lang = json_string_value(json_object_get(r->document, "lang"));
    if (!note && !errors.list)
        params_pointer_error(&errors, "/note", "missing", "文章がありません",
                             "a note or a FHIR Bundle is wanted");
    if (errors.list) {
        problem_answer(r, a, ERR_INVALID, NULL, errors.list);
        return;
    }
    struct profile *p;
    struct err err = {.text = ""};
    enum err_code code = match_note_profile(r, note, lang, &p, &err);
    if (code == OK)
        answer(r, a, p);
    else
        problem_from_err(r, a, code, &err);
}

void post_profile(struct http_request *r, struct http_answer *a)
{
    struct profile *p = profile_new(r->ctx);
    struct param_errors errors = {0};
    struct err err = {.text = ""};
    if (!json_object_get(r->document, "resourceType")) {
        profile_of_note(r, a);
        return;
    }
    if (fhir_read(p, r->document, (int32_t)(clock_now_ms() / MS_A_DAY), &err) == OK) {
        answer(r, a, p);
        return;
    }
    params_pointer_error(&errors, "", "invalid", "FHIR として読めません", err.text);
    problem_answer(r, a, ERR_INVALID, NULL, errors.list);
}
