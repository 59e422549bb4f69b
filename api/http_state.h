/* What the http_*.c files share: the daemon, connections with their deadlines, requests in the
 * making. */
#pragma once
#include <microhttpd.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include "api/http.h"
#include "api/http_listen.h"
#include "schema/base/text.h"

/* A connection under watch. Deadlines are absolute (monotonic µs): MHD's own timeout starts anew
 * with each byte. */
struct watched {
    struct watched *next, *before;
    int fd;
    _Atomic int64_t deadline_us; /* 0 = none: a handler is at work or the answer goes out */
};

struct daemon_state {
    struct MHD_Daemon *mhd;
    struct listener *listener;
    struct server *server;
    pthread_mutex_t lock; /* of the list `connections` */
    struct watched *connections;
    pthread_t reaper;
    atomic_bool stopping;
    atomic_int open; /* connections, also those that libmicrohttpd has not begun yet */
    int most_open;
    long header_us, body_us;
    struct limiter *limiter;
};

/* One request while MHD brings it in. */
struct exchange {
    void *ctx;
    struct http_request request;
    struct http_answer answer;
    const char *raw_uri; /* where it lies in libmicrohttpd's memory, and how long it is there */
    size_t raw_uri_len;
    size_t body_cap;
    bool begun, too_large, counted;
    char left[TEXT_UINT_BYTES]; /* what the rate limit still allows; empty when it was not asked */
    int64_t started_us;
    size_t sent;
    /* of a streamed body: its digest goes out behind it, as a trailer */
    struct MHD_Response *response;
    crypto_hash_sha256_state digest;
};

enum coding { CODING_NONE, CODING_GZIP, CODING_ZSTD, CODING_BROTLI };
enum { CODINGS = CODING_BROTLI + 1 };

/* A response that is sent again: only its changing headers are exchanged, from those it has. */
struct ready {
    struct MHD_Response *response;
    bool dressed; /* has its headers */
    size_t len;
    char id[HTTP_ID_BYTES], left[TEXT_UINT_BYTES];
};

/* What http_keep made of an answer, for each coding: the tag as it is sent, the answer itself, and
 * "not modified". The body as it came is the first's own. */
struct http_kept {
    struct http_answer answer; /* without headers */
    const char *tags[CODINGS]; /* owned by it */
    struct ready full[CODINGS], unchanged[CODINGS];
};

/* framing (http_check.c): the status that refuses the request (400, 405, 414 …), or 0. */
int http_check_framing(struct MHD_Connection *c, const char *method, const char *version,
                       const struct exchange *x);
/* The method when it is one that is taken, else NULL. */
const char *http_method_name(const char *method);
/* This thread's, made when there is none (worker.c). */
struct worker *worker_of_thread(const struct server *server);
/* answering (http_send.c) */
enum MHD_Result http_send(struct MHD_Connection *c, struct exchange *x, bool close_after);
/* The headers that differ from request to request (http_keep.c). */
void http_ready_change(struct ready *r, const struct exchange *x);
/* Same checks on plain strings, for the fuzzer. */
bool http_is_header_name(const char *s, size_t len);
bool http_is_header_value(const char *s, size_t len);
