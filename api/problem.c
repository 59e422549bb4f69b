#include "api/problem.h"
#include "api/page.h"
#include "api/params.h"
#include "api/routes.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <stdio.h>
#include <string.h>

static const char *title(const struct http_request *r, enum lang lang, enum err_code code)
{
    return i18n_text(r->worker->server->words, lang, mem_printf(r->ctx, "err_%s", err_key(code)));
}

static void as_json(struct http_request *r, struct http_answer *a, enum err_code code,
                    const char *detail, json_t *errors)
{
    struct jsonw w;
    jsonw_init(&w, r->ctx);
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "type", mem_printf(r->ctx, "/problems/%s", err_key(code)));
    jsonw_key(&w, "title");
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "ja", title(r, LANG_JA, code));
    jsonw_key_str(&w, "en", title(r, LANG_EN, code));
    jsonw_object_end(&w);
    jsonw_key_int(&w, "status", err_http_status(code));
    jsonw_key_str(&w, "detail", detail);
    if (errors) {
        char *text = json_dumps(errors, JSON_COMPACT);
        jsonw_key(&w, "errors");
        jsonw_raw(&w, text, strlen(text));
        free(text);
    }
    jsonw_key_str(&w, "request_id", r->id);
    jsonw_object_end(&w);
    http_json(a, err_http_status(code), &w);
    a->content_type = "application/problem+json; charset=utf-8";
}

/* On a page: the same in words, in the reader's language. */
static bool as_page(struct http_request *r, struct http_answer *a, enum err_code code,
                    json_t *errors)
{
    struct page_request request = {.lang = r->lang, .path = r->path};
    struct page_html html;
    struct err ignored;
    json_t *plain = json_array(), *one;
    size_t i;
    json_array_foreach(errors, i, one)
    {
        const char *message = json_string_value(
            json_object_get(json_object_get(one, "message"), r->lang == LANG_EN ? "en" : "ja"));
        json_array_append_new(plain, json_pack("{s:s*, s:s*}", "parameter",
                                               json_string_value(json_object_get(one, "parameter")),
                                               "message", message));
    }
    bool good =
        r->worker->page && page_error(r->worker->page, r->ctx, &request, title(r, r->lang, code),
                                      plain, &html, &ignored) == OK;
    json_decref(plain);
    if (!good)
        return false;
    a->status = err_http_status(code);
    a->content_type = "text/html; charset=utf-8";
    a->html = true;
    a->body = html.text;
    a->len = html.len;
    return true;
}

void problem_answer(struct http_request *r, struct http_answer *a, enum err_code code,
                    const char *detail, json_t *errors)
{
    if (!(r->route && r->route->page && as_page(r, a, code, errors)))
        as_json(r, a, code, detail, errors);
    json_decref(errors);
    a->cache = "no-store";
    a->etag = NULL;
    if (err_http_status(code) == 503)
        http_header(a, "Retry-After", "5");
}

/* "q: too many words": the text before the colon names the parameter. */
static json_t *named_parameter(struct http_request *r, const char *text)
{
    const char *colon = strchr(text, ':');
    struct param_errors errors = {0};
    if (!colon || colon - text > 40 || memchr(text, ' ', (size_t)(colon - text)))
        return NULL;
    char *name = mem_strndup(r->ctx, text, (size_t)(colon - text));
    params_error(&errors, name, "invalid", "使えない値です", colon + 1 + strspn(colon + 1, " "));
    return errors.list;
}

void problem_from_err(struct http_request *r, struct http_answer *a, enum err_code code,
                      const struct err *err)
{
    if (code == ERR_INVALID) {
        problem_answer(r, a, code, NULL, named_parameter(r, err->text));
        return;
    }
    if (err_http_status(code) >= 500) /* the text is for the log: it holds no query (err.h) */
        log_error("request_failed", "code", err_symbol(code), "reason", err->text);
    problem_answer(r, a, code, NULL, NULL);
}
