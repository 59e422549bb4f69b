/* The pages: top, results, one trial; and the files they need. */
#include "api/handlers.h"
#include "api/page.h"
#include "api/params.h"
#include "api/place.h"
#include "api/problem.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <stdio.h>
#include <string.h>

#define PAGE_HITS 20

static struct page_request page_request_of(struct http_request *r)
{
    struct page_param *params = MEM_ARRAY(r->ctx, struct page_param, r->n_params + 1);
    for (size_t i = 0; i < r->n_params; i++)
        params[i] = (struct page_param){r->params[i].name, r->params[i].value};
    return (struct page_request){
        .lang = r->lang, .path = r->raw_path, .params = params, .n_params = r->n_params};
}

static void answer(struct http_request *r, struct http_answer *a, enum err_code code,
                   const struct page_html *html, const struct err *err)
{
    if (code != OK) {
        problem_from_err(r, a, code, err);
        return;
    }
    a->status = 200;
    a->content_type = "text/html; charset=utf-8";
    a->html = true;
    a->body = html->text;
    a->len = html->len;
}

static bool has_page(struct http_request *r, struct http_answer *a)
{
    if (!r->worker->page)
        problem_answer(r, a, ERR_INTERNAL, "the templates cannot be read", NULL);
    return r->worker->page != NULL;
}

/* The first page stands without an index too: only the counts are missing then. */
void get_page_top(struct http_request *r, struct http_answer *a)
{
    struct search_request all = {
        .age_days = -1, .limit = 1, .facets = 1u << FACET_PREFECTURE, .sort = SORT_NEWEST};
    struct search_result result;
    struct searcher *searcher;
    struct page_html html;
    struct err err = {.text = ""};
    if (!has_page(r, a))
        return;
    bool found = worker_searcher(r->worker, &searcher, &err) == OK &&
                 search_run(searcher, r->ctx, &all, &result, &err) == OK;
    struct page_request request = page_request_of(r);
    answer(r, a, page_top(r->worker->page, r->ctx, &request, found ? &result : NULL, &html, &err),
           &html, &err);
}

void get_page_results(struct http_request *r, struct http_answer *a)
{
    struct search_request asked;
    struct search_result result;
    struct searcher *searcher;
    struct page_html html;
    struct err err = {.text = ""};
    if (!has_page(r, a))
        return;
    search_params_read(r, &asked);
    asked.limit = PAGE_HITS;
    asked.facets = (1u << FACET_COUNT) - 1;
    enum err_code code = worker_searcher(r->worker, &searcher, &err);
    if (code == OK && !place_read(r, a, searcher, &asked))
        return;
    if (code == OK)
        code = search_run(searcher, r->ctx, &asked, &result, &err);
    struct page_request request = page_request_of(r);
    if (code == OK)
        code = page_results(r->worker->page, r->ctx, &request, &asked, &result, &html, &err);
    answer(r, a, code, &html, &err);
}

void get_page_trial(struct http_request *r, struct http_answer *a)
{
    struct search_record record;
    struct searcher *searcher;
    struct page_html html;
    struct err err = {.text = ""};
    if (!has_page(r, a))
        return;
    enum err_code code = worker_searcher(r->worker, &searcher, &err);
    if (code == OK)
        code = search_record_get(searcher, r->ctx, r->path_values[0], &record, &err);
    if (code == OK && strcmp(record.id, r->path_values[0]) != 0) {
        a->status = 301;
        http_header(a, "Location",
                    mem_printf(r->ctx, "/trials/%s?lang=%s", params_encode(r->ctx, record.id),
                               lang_name(r->lang)));
        return;
    }
    struct page_request request = page_request_of(r);
    if (code == OK)
        code = page_trial(r->worker->page, r->ctx, &request, &record, &html, &err);
    answer(r, a, code, &html, &err);
}

/* ------------------------------------------------------------------ files */

static const struct {
    const char *ending, *type;
} types[] = {{".css", "text/css; charset=utf-8"},
             {".svg", "image/svg+xml"},
             {".js", "text/javascript; charset=utf-8"},
             {".png", "image/png"}};

static bool is_plain_name(const char *name)
{
    return *name && *name != '.' &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.")] == '\0' &&
           !strstr(name, "..");
}

static const char *type_of(const char *name)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(ending, types[i].ending) == 0)
            return types[i].type;
    return NULL;
}

void get_static(struct http_request *r, struct http_answer *a)
{
    const char *folder = r->path_values[0], *name = r->path_values[1], *type = type_of(name);
    bool good = type && is_plain_name(folder) && is_plain_name(name);
    if (!good) {
        problem_answer(r, a, ERR_NOT_FOUND, NULL, NULL);
        return;
    }
    http_file(r, a, mem_printf(r->ctx, "%s/static/%s/%s", r->worker->server->web, folder, name),
              type);
}
