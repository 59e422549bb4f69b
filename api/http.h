/*
 * The only door to libmicrohttpd: connections, framing checks, limits, deadlines, conditional
 * requests, compression, request ids. Handlers see a request and fill an answer; both live in the
 * request's talloc context. Thread rule: a handler runs on one of the pool's threads, one request
 * at a time; struct worker is that thread's.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <jansson.h>
#include "api/i18n.h"
#include "schema/base/conf.h"
#include "schema/base/jsonw.h"
#include "schema/store.h"
#include "search/search.h"

#define HTTP_URI_MAX_BYTES  8192
#define HTTP_BODY_MAX_BYTES (2u << 20)
#define HTTP_ID_BYTES       25

struct http_kept;
struct page;
struct server;
struct route;

/* What each pool thread has for itself. */
struct worker {
    const struct server *server;
    struct searcher *searcher; /* NULL until an index can be opened: use worker_searcher */
    struct store *store;
    struct page *page;
    struct kept *kept;          /* records; NULL until one was asked for */
    unsigned char random[1024]; /* for request ids: what is left of them */
    size_t random_left;
};

struct http_param {
    const char *name, *value; /* decoded UTF-8 */
    bool bare;                /* of a JSON body, where it was a number, true or false */
};

struct http_request {
    void *ctx;
    struct worker *worker;
    const struct route *route;
    const char *method;         /* GET, HEAD, POST, OPTIONS; other */
    const char *uri;            /* as sent; cut behind HTTP_URI_MAX_BYTES */
    const char *path;           /* its path, decoded */
    const char *raw_path;       /* as sent: a segment may hold %2F */
    const char *path_values[2]; /* what {…} of the route's path stands for */
    struct http_param *params;
    size_t n_params;
    json_t *document; /* the body of a BODY_DOCUMENT route; owned by ctx */
    const char *body; /* NUL-terminated */
    size_t body_len;
    enum lang lang;
    char id[HTTP_ID_BYTES]; /* request id */
    const char *accept_encoding, *if_none_match, *content_type, *accept_language;
};

#define HTTP_ANSWER_HEADERS 12
struct http_answer {
    int status;
    const char *content_type; /* constant or owned by ctx */
    const char *body;         /* owned by ctx or constant; may be NULL */
    size_t len;
    const char *etag;  /* without quotes; NULL = none */
    const char *cache; /* Cache-Control; NULL = no-cache */
    bool html;         /* gets the pages' content security policy */
    bool compressed;   /* body is compressed already (export): left alone */
    struct {
        const char *name, *value;
    } headers[HTTP_ANSWER_HEADERS];
    size_t n_headers;
    /* A body that is made piece by piece: fills out with at most max bytes, 0 = end, -1 = cut off.
     */
    long (*stream)(void *state, char *out, size_t max);
    void *state;
    struct http_kept *kept; /* see http_keep; NULL for nearly all */
};

void http_header(struct http_answer *a, const char *name, const char *value);
void http_json(struct http_answer *a, int status, struct jsonw *w);
/* The same of text that is JSON already. */
void http_json_text(struct http_answer *a, int status, const char *text, size_t len);
/* Makes of this answer one that can be given again: *a is sent from what ctx then owns, and so is
 * any answer that http_give makes later, until ctx is freed (what is on its way by then still
 * arrives). Everything but request id and rate is sent as the first time, so it must not depend on
 * who asks. Of this thread alone. */
struct http_kept *http_keep(void *ctx, struct http_answer *a);
/* status, content type, body, tag and cache of *a are set. */
void http_give(struct http_answer *a, struct http_kept *kept);
/* A file of the server's own, at most 2 MiB; 404 when it cannot be read. */
void http_file(struct http_request *r, struct http_answer *a, const char *path,
               const char *content_type);

/* ---- the server */

struct server {
    struct conf conf;
    const char *index, *web;
    struct i18n *words;
    struct daemon_state *daemon;
};

/* Starts listening; *ret_port the port taken. Everything is owned by ctx. */
enum err_code http_start(void *ctx, struct server *server, int *ret_port,
                         struct err *err) MUSTCHECK;
/* Stops accepting, lets requests under way finish for at most `seconds`, then closes. */
void http_stop(struct server *server, long seconds);

/* This thread's searcher, opened when it is not; ERR_NO_INDEX and the like when it cannot be. */
enum err_code worker_searcher(struct worker *w, struct searcher **ret, struct err *err) MUSTCHECK;
