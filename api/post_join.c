/* GET and POST /join: the questionnaire, one question a page, without JavaScript. */
#include "api/handlers.h"
#include "api/join_form.h"
#include "api/match_body.h"
#include "api/page.h"
#include "api/problem.h"
#include "schema/base/mem.h"

enum { HITS = 30 };

static struct page_request page_request_of(const struct http_request *r)
{
    return (struct page_request){.lang = r->lang, .path = "/join"};
}

static void answer(struct http_request *r, struct http_answer *a, const struct page_join_input *in)
{
    struct page_request request = page_request_of(r);
    struct page_html html;
    struct err err = {.text = ""};
    if (!r->worker->page) {
        problem_answer(r, a, ERR_INTERNAL, "the templates cannot be read", NULL);
        return;
    }
    enum err_code code = page_join(r->worker->page, r->ctx, &request, in, &html, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    a->status = 200;
    a->content_type = "text/html; charset=utf-8";
    a->html = true;
    a->body = html.text;
    a->len = html.len;
    a->cache = "no-store";
}

void get_page_join(struct http_request *r, struct http_answer *a)
{
    const struct page_join_input in = {.q = param_get(r, "q"), .facts = facts_new(r->ctx)};
    answer(r, a, &in);
}

/* Only trials that take people now: whom else would it help? */
static struct search_request search_of(const struct http_request *r, const struct join_form *form)
{
    return (struct search_request){.q = form->q,
                                   .status = (code_set)1 << RECRUITMENT_STATUS_RECRUITING,
                                   .age_days = -1,
                                   .limit = HITS,
                                   .lang = r->lang};
}

void post_page_join(struct http_request *r, struct http_answer *a)
{
    struct join_form form;
    struct searcher *searcher;
    struct match_answer m;
    struct err err = {.text = ""};
    join_form_read(r, &form);
    struct search_request search = search_of(r, &form);
    const struct match_request request = {.search = &search,
                                          .facts = form.facts,
                                          .note = form.note,
                                          .offset = form.from,
                                          .questions = 1};
    enum err_code code = form.note ? match_note_read(r, form.note, form.facts, &err) : OK;
    if (code == OK)
        code = worker_searcher(r->worker, &searcher, &err);
    if (code == OK)
        code = search_match(searcher, r->ctx, &request, &m, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    const struct page_join_input in = {.q = form.q,
                                       .facts = form.facts,
                                       .answer = &m,
                                       .errors = form.errors.list,
                                       .from = form.from,
                                       .confirm = form.note != NULL};
    answer(r, a, &in);
    json_decref(form.errors.list);
}
