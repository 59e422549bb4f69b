/*
 * The pages: view models (jansson trees) from search answers, rendered by the templates of
 * api/web/templates. Server-rendered, complete without JavaScript. No HTTP here: the handlers in
 * get_page.c bring the request. Thread rule: one struct page a worker thread; struct i18n is
 * shared.
 */
#pragma once
#include <jansson.h>
#include "api/i18n.h"
#include "schema/base/err.h"
#include "search/search.h"
#include "search/search_match.h"

struct page;

/* Reads and compiles every template of <web>/templates; ERR_IO, ERR_INVALID name the file. Owned by
 * ctx. */
enum err_code page_open(void *ctx, const char *web, const struct i18n *words, struct page **ret,
                        struct err *err) MUSTCHECK;

/* One parameter of the page's address as the person gave it. */
struct page_param {
    const char *name, *value;
};
struct page_request {
    enum lang lang;
    const char *path; /* "/trials" */
    const struct page_param *params;
    size_t n_params;
};
struct page_html {
    char *text; /* owned by the ctx given */
    size_t len;
};

/* The first page; `all` is the answer to an empty search with the prefecture facet (NULL when there
 * is no index). */
enum err_code page_top(struct page *p, void *ctx, const struct page_request *request,
                       const struct search_result *all, struct page_html *ret,
                       struct err *err) MUSTCHECK;
enum err_code page_results(struct page *p, void *ctx, const struct page_request *request,
                           const struct search_request *asked, const struct search_result *result,
                           struct page_html *ret, struct err *err) MUSTCHECK;
enum err_code page_trial(struct page *p, void *ctx, const struct page_request *request,
                         const struct search_record *record, struct page_html *ret,
                         struct err *err) MUSTCHECK;
/* The questionnaire. `answer` NULL: its first page. */
struct page_join_input {
    const char *q;
    const struct facts *facts;
    const struct match_answer *answer;
    const json_t *errors; /* [{"parameter","message":{ja,en}}] or NULL */
    uint32_t from;        /* hits on the pages before */
    bool confirm;         /* facts were read from a note: the person is to look at them */
};
enum err_code page_join(struct page *p, void *ctx, const struct page_request *request,
                        const struct page_join_input *in, struct page_html *ret,
                        struct err *err) MUSTCHECK;
/* `errors`: an array of {"parameter","message"} or NULL. */
enum err_code page_error(struct page *p, void *ctx, const struct page_request *request,
                         const char *message, const json_t *errors, struct page_html *ret,
                         struct err *err) MUSTCHECK;
