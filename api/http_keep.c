/* Answers that are given again (http_keep): their responses lie ready with libmicrohttpd, which
 * counts who still sends them. A response made anew costs three pieces of memory for each of its
 * fourteen headers and a copy of its body.
 *
 * Changing headers of a response that others still send is safe: libmicrohttpd writes the head out
 * when the handler has returned, before this thread turns to another connection. */
#include "api/http_state.h"
#include "schema/base/mem.h"
#include <string.h>

static void body_free(void *body)
{
    talloc_free(body);
}

static void ready_free(struct ready *r)
{
    if (r->response)
        MHD_destroy_response(r->response);
}

static int kept_free(struct http_kept *k)
{
    for (size_t i = 0; i < CODINGS; i++) {
        ready_free(&k->full[i]);
        ready_free(&k->unchanged[i]);
    }
    return 0;
}

struct http_kept *http_keep(void *ctx, struct http_answer *a)
{
    struct http_kept *k = MEM_NEW(ctx, struct http_kept);
    k->answer = (struct http_answer){
        .status = a->status,
        .content_type = mem_strdup(k, a->content_type),
        .body = mem_memdup(NULL, a->body, a->len), /* the response's: it may outlive ctx */
        .len = a->len,
        .etag = mem_strdup(k, a->etag),
        .cache = mem_strdup(k, a->cache),
        .kept = k,
    };
    k->full[CODING_NONE].response =
        mem_check(MHD_create_response_from_buffer_with_free_callback_cls(
            k->answer.len, (void *)(unsigned long)k->answer.body, body_free,
            (void *)(unsigned long)k->answer.body));
    talloc_set_destructor(k, kept_free);
    http_give(a, k);
    return k;
}

void http_give(struct http_answer *a, struct http_kept *k)
{
    size_t n = a->n_headers;
    struct http_answer given = k->answer;
    memcpy(given.headers, a->headers, n * sizeof a->headers[0]);
    given.n_headers = n;
    *a = given;
}

/* A value of the same length is written over the one that is there: libmicrohttpd 0.9.75 holds a
 * copy of what it was given, and sends it as it lies. To take a header out and put it in again
 * costs as much as everything else that is ours in such an answer. */
static void exchange_header(struct MHD_Response *response, const char *name, char *old,
                            size_t old_bytes, const char *value)
{
    size_t len = strlen(value);
    const char *there = *old ? MHD_get_response_header(response, name) : NULL;
    if (there && strlen(there) == len) {
        memcpy((void *)(uintptr_t)there, value, len);
    } else {
        if (*old)
            MHD_del_response_header(response, name, old);
        if (*value)
            MHD_add_response_header(response, name, value);
    }
    text_copy(old, old_bytes, value);
}

void http_ready_change(struct ready *r, const struct exchange *x)
{
    exchange_header(r->response, "X-Request-Id", r->id, sizeof r->id, x->request.id);
    exchange_header(r->response, "RateLimit-Remaining", r->left, sizeof r->left, x->left);
}
