#include "api/http_state.h"
#include "api/health.h"
#include "api/kept.h"
#include "api/limit.h"
#include "api/metrics.h"
#include "api/params.h"
#include "api/problem.h"
#include "api/routes.h"
#include "schema/base/clock.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REAP_EVERY_MS           100
#define ROOM_EVERY_MS           10
#define IDLE_SECONDS            20
#define CONNECTION_MEMORY_BYTES (20 * 1024)
#define POOL_PIECES             48
#define POOL_BYTES              4096

/* ------------------------------------------------------------------ deadlines */

/* 0 = none. */
static void set_deadline(struct MHD_Connection *c, int64_t at_us)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct watched *w = info ? info->socket_context : NULL;
    if (w)
        atomic_store_explicit(&w->deadline_us, at_us, memory_order_relaxed);
}

static void watch(struct daemon_state *d, struct MHD_Connection *c, void **socket_context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct watched *w = MEM_NEW(NULL, struct watched);
    w->fd = info ? info->connect_fd : -1;
    atomic_init(&w->deadline_us, clock_monotonic_us() + d->header_us);
    pthread_mutex_lock(&d->lock);
    w->next = d->connections;
    if (w->next)
        w->next->before = w;
    d->connections = w;
    pthread_mutex_unlock(&d->lock);
    *socket_context = w;
}

static void unwatch(struct daemon_state *d, struct watched *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&d->lock);
    if (w->before)
        w->before->next = w->next;
    else
        d->connections = w->next;
    if (w->next)
        w->next->before = w->before;
    pthread_mutex_unlock(&d->lock);
    talloc_free(w);
}

static void on_connection(void *cls, struct MHD_Connection *c, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct daemon_state *d = cls;
    if (what != MHD_CONNECTION_NOTIFY_STARTED)
        atomic_fetch_sub(&d->open, 1);
    metrics_connection(what == MHD_CONNECTION_NOTIFY_STARTED ? 1 : -1);
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        watch(d, c, socket_context);
    else
        unwatch(d, *socket_context);
}

/* Ten times a second: shuts the sockets whose time is over (libmicrohttpd then closes them; a
 * descriptor in the list is still open: it is closed only after unwatch), and writes the log. */
static void *reap(void *arg)
{
    struct daemon_state *d = arg;
    while (!atomic_load(&d->stopping)) {
        int64_t now = clock_monotonic_us();
        pthread_mutex_lock(&d->lock);
        for (struct watched *w = d->connections; w; w = w->next) {
            int64_t deadline = atomic_load_explicit(&w->deadline_us, memory_order_relaxed);
            /* once; and not when a request has come meanwhile */
            if (deadline && deadline < now && w->fd >= 0 &&
                atomic_compare_exchange_strong(&w->deadline_us, &deadline, 0))
                shutdown(w->fd, SHUT_RDWR);
        }
        pthread_mutex_unlock(&d->lock);
        log_flush();
        clock_sleep_ms(REAP_EVERY_MS);
    }
    return NULL;
}

/* ------------------------------------------------------------------ a request comes in */

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
    /* one piece of memory for the small things of a request */
    struct exchange *x = MEM_POOL(NULL, struct exchange, POOL_PIECES, POOL_BYTES);
    (void)cls;
    (void)c;
    x->ctx = x;
    x->raw_uri = uri;
    x->raw_uri_len = strlen(uri);
    x->request.uri = mem_strndup(x->ctx, uri, HTTP_URI_MAX_BYTES + 1);
    x->started_us = clock_monotonic_us();
    return x;
}

static const char *header(struct MHD_Connection *c, const char *name)
{
    return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

/* Random bytes are fetched for many requests at once: each time is a call to the system. */
static void make_id(struct worker *w, char id[HTTP_ID_BYTES])
{
    enum { BYTES = (HTTP_ID_BYTES - 1) / 2 };
    if (w->random_left < BYTES) {
        randombytes_buf(w->random, sizeof w->random);
        w->random_left = sizeof w->random;
    }
    w->random_left -= BYTES;
    sodium_bin2hex(id, HTTP_ID_BYTES, w->random + w->random_left, BYTES);
}

static void begin(struct daemon_state *d, struct MHD_Connection *c, struct exchange *x,
                  const char *method)
{
    struct http_request *r = &x->request;
    x->begun = true;
    r->ctx = x->ctx;
    r->worker = worker_of_thread(d->server);
    /* a method is whatever a client types: it must not reach the log */
    r->method = http_method_name(method) ? http_method_name(method) : "other";
    r->path = "";
    r->accept_encoding = header(c, "Accept-Encoding");
    r->accept_language = header(c, "Accept-Language");
    r->if_none_match = header(c, "If-None-Match");
    r->lang = lang_accept(r->accept_language);
    make_id(r->worker, r->id);
    log_set_request_id(r->id);
    metrics_request_begins();
    x->counted = true;
}

static enum err_code code_of_status(int status)
{
    for (int code = OK + 1; code < ERR_COUNT; code++)
        if (err_http_status((enum err_code)code) == status)
            return (enum err_code)code;
    return ERR_INVALID;
}

/* False: *ret_bad names the parameter that is no text, or is NULL. */
static bool split_uri(struct exchange *x, const char **ret_bad)
{
    struct http_request *r = &x->request;
    size_t path_len = strcspn(r->uri, "?");
    const char *path = params_decode(x->ctx, r->uri, path_len, false);
    if (!path || strstr(path, "//") || strpbrk(path, "\t\r\n"))
        return false;
    r->path = path;
    r->raw_path = mem_strndup(x->ctx, r->uri, path_len);
    return params_split(x->ctx, r->uri[path_len] ? r->uri + path_len + 1 : "", &r->params,
                        &r->n_params, ret_bad);
}

/* What may be asked of this address; of one that is not there, what may be asked at all. */
static const char *allowed_for(struct exchange *x)
{
    const char *values[2], *allow = NULL;
    const char *bad = NULL;
    if (split_uri(x, &bad))
        (void)route_find(x->ctx, "", x->request.raw_path, values, &allow);
    return mem_printf(x->ctx, "%s, OPTIONS", allow ? allow : "GET, HEAD, POST");
}

/* Refused before it is read any further: the connection ends with it. */
static enum MHD_Result refuse(struct MHD_Connection *c, struct exchange *x, int status)
{
    problem_answer(&x->request, &x->answer, code_of_status(status), NULL, NULL);
    if (status == 405)
        http_header(&x->answer, "Allow", allowed_for(x));
    return http_send(c, x, true);
}

static void choose_language(struct http_request *r)
{
    const char *wanted = param_get(r, "lang");
    if (wanted)
        (void)lang_read(wanted, &r->lang);
}

static bool is_json(const char *content_type)
{
    static const char json[] = "application/json";
    return content_type && text_starts_with_nocase(content_type, json) &&
           strchr("; \t", content_type[sizeof json - 1]); /* or the end: strchr finds NUL too */
}

/* A query string is what logs and histories keep: what is posted stands in the body alone. */
static bool has_no_query(const struct http_request *r, struct param_errors *errors)
{
    for (size_t i = 0; i < r->n_params; i++)
        params_error(errors, r->params[i].name, "not_in_body",
                     "POST のパラメータは本文に書いてください", "belongs into the body of a POST");
    return r->n_params == 0;
}

static int document_free(json_t **document)
{
    json_decref(*document);
    return 0;
}

/* Nesting beyond this is nobody's facts; jansson itself stops at 2,048. */
enum { DOCUMENT_KEYS_MAX = 2000 };

static bool document_read(struct http_request *r)
{
    json_t *root = json_loadb(r->body, r->body_len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root) || json_object_size(root) > DOCUMENT_KEYS_MAX) {
        json_decref(root);
        return false;
    }
    json_t **owner = MEM_NEW(r->ctx, json_t *);
    *owner = root;
    talloc_set_destructor(owner, document_free);
    r->document = root;
    return true;
}

static bool has_type(const struct http_request *r)
{
    static const char form[] = "application/x-www-form-urlencoded";
    if (r->route->body == BODY_FORM)
        return r->content_type && text_starts_with_nocase(r->content_type, form);
    return is_json(r->content_type);
}

static bool take_parameters(struct http_request *r)
{
    if (r->route->body == BODY_DOCUMENT)
        return document_read(r);
    if (r->route->body == BODY_FORM)
        return params_split(r->ctx, r->body, &r->params, &r->n_params, NULL);
    return params_from_json(r->ctx, r->body, r->body_len, &r->params, &r->n_params);
}

/* Answers itself when it is false. */
static bool read_body(struct http_request *r, struct http_answer *a)
{
    struct param_errors errors = {0};
    if (!has_type(r))
        problem_answer(r, a, ERR_MEDIA_TYPE,
                       r->route->body == BODY_FORM ? "send a form" : "send application/json", NULL);
    else if (!has_no_query(r, &errors))
        problem_answer(r, a, ERR_INVALID, NULL, errors.list);
    else if (!r->body || !take_parameters(r))
        problem_answer(r, a, ERR_INVALID, "the body is no JSON object", NULL);
    else
        return true;
    return false;
}

static void answer_options(struct http_answer *a, const char *allow)
{
    a->status = 204;
    a->cache = "max-age=86400";
    http_header(a, "Allow", allow);
    http_header(a, "Access-Control-Allow-Methods", allow);
    http_header(a, "Access-Control-Allow-Headers", "Content-Type, If-None-Match, Accept-Language");
    http_header(a, "Access-Control-Max-Age", "86400");
}

static void wrong_method(struct http_request *r, struct http_answer *a, const char *allow)
{
    allow = mem_printf(r->ctx, "%s, OPTIONS", allow);
    if (strcmp(r->method, "OPTIONS") == 0) {
        answer_options(a, allow);
        return;
    }
    problem_answer(r, a, ERR_METHOD, NULL, NULL);
    http_header(a, "Allow", allow);
}

static void run_route(struct http_request *r, struct http_answer *a)
{
    struct param_errors errors = {0};
    if (strcmp(r->method, "POST") == 0 && !read_body(r, a))
        return;
    choose_language(r);
    /* A form's fields are its page's own affair. */
    if (r->route->body == BODY_FORM || params_check(r, r->route->params, &errors))
        r->route->handler(r, a);
    else
        problem_answer(r, a, ERR_INVALID, NULL, errors.list);
}

/* What a thread answered at this very address, while the index is the same. */
static bool answer_again(struct http_request *r, struct http_answer *a)
{
    const struct worker *w = r->worker;
    const struct kept_answer *kept = w->kept && w->searcher ? kept_find(w->kept, r->uri) : NULL;
    struct index_info info;
    return kept && (strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0) &&
           searcher_info(w->searcher, &info, NULL) == OK && kept_give(kept, &info, a, &r->route);
}

static void dispatch(struct exchange *x)
{
    struct http_request *r = &x->request;
    const char *allow = NULL;
    const char *bad = NULL;
    if (answer_again(r, &x->answer))
        return;
    if (!split_uri(x, &bad)) {
        struct param_errors errors = {0};
        if (bad)
            params_error(&errors, bad, "not_text", "UTF-8 の文字として読めません",
                         "cannot be read as text in UTF-8, percent-encoded");
        problem_answer(r, &x->answer, ERR_INVALID, "the address is not well-formed", errors.list);
        return;
    }
    choose_language(r);
    r->route = route_find(x->ctx, r->method, r->raw_path, r->path_values, &allow);
    if (r->route)
        run_route(r, &x->answer);
    else if (allow)
        wrong_method(r, &x->answer, allow);
    else
        problem_answer(r, &x->answer, ERR_NOT_FOUND, NULL, NULL);
}

static bool is_limited(struct daemon_state *d, struct MHD_Connection *c, struct exchange *x)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    /* a body may have taken seconds: whoever shares the address has earned tokens meanwhile */
    int64_t now_us = x->request.body_len ? clock_monotonic_us() : x->started_us;
    long left;
    long wait = limiter_take(d->limiter, info ? info->client_addr : NULL, now_us, &left);
    if (wait) {
        problem_answer(&x->request, &x->answer, ERR_RATE, NULL, NULL);
        http_header(&x->answer, "Retry-After", mem_printf(x->ctx, "%ld", wait));
    }
    http_header(&x->answer, "RateLimit-Limit", d->server->conf.rate_burst);
    text_write_uint(x->left, (uint64_t)left);
    return wait != 0;
}

static void take_body(struct exchange *x, const char *bytes, size_t n)
{
    struct http_request *r = &x->request;
    x->too_large |= r->body_len + n > HTTP_BODY_MAX_BYTES;
    if (x->too_large)
        return;
    if (r->body_len + n + 1 > x->body_cap) {
        x->body_cap = (r->body_len + n + 1) * 2;
        r->body = MEM_GROW(x->ctx, (char *)(unsigned long)r->body, char, x->body_cap);
    }
    char *body = (char *)(unsigned long)r->body;
    memcpy(body + r->body_len, bytes, n);
    r->body_len += n;
    body[r->body_len] = '\0';
}

/* A body that says it is too long is refused before a byte of it is taken. */
static bool announces_too_much(struct MHD_Connection *c)
{
    const char *length = header(c, "Content-Length");
    return length && strtoull(length, NULL, 10) > HTTP_BODY_MAX_BYTES;
}

static enum MHD_Result first_call(struct daemon_state *d, struct MHD_Connection *c,
                                  struct exchange *x, const char *method, const char *version)
{
    begin(d, c, x, method);
    bool has_body = strcmp(x->request.method, "GET") != 0;
    int refused = http_check_framing(c, method, version, x);
    if (!refused && has_body && announces_too_much(c))
        refused = 413;
    if (refused)
        return refuse(c, x, refused);
    if (has_body) {
        x->request.content_type = header(c, "Content-Type");
        set_deadline(c, clock_monotonic_us() + d->body_us);
    }
    return MHD_YES; /* answered on the second call: on the first, libmicrohttpd would close the
                       connection after each GET */
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **con_cls)
{
    struct daemon_state *d = cls;
    struct exchange *x = *con_cls;
    (void)url;
    if (!x)
        return MHD_NO;
    if (!x->begun)
        return first_call(d, c, x, method, version);
    log_set_request_id(x->request.id);
    if (*upload_size) {
        take_body(x, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (x->answer.status)
        return MHD_YES;
    set_deadline(c, 0);
    x->request.worker = worker_of_thread(d->server);
    if (x->too_large)
        return refuse(c, x, 413);
    if (!is_limited(d, c, x))
        dispatch(x);
    return http_send(c, x, health_is_stopping());
}

static int route_number(const struct route *route)
{
    return route ? (int)(route - routes) : -1;
}

static void write_log(const struct exchange *x, int64_t us)
{
    char status[TEXT_UINT_BYTES], bytes[TEXT_UINT_BYTES], ms[TEXT_UINT_BYTES + 3];
    text_write_uint(status, (uint64_t)x->answer.status);
    text_write_uint(bytes, x->sent);
    size_t len = text_write_uint(ms, (uint64_t)us / 1000);
    ms[len++] = '.';
    ms[len++] = (char)('0' + us % 1000 / 100);
    ms[len++] = (char)('0' + us % 100 / 10);
    ms[len] = '\0';
    log_info("request", "method", x->request.method, "route",
             x->request.route ? x->request.route->path : "none", "status", status, "ms", ms,
             "bytes", bytes);
}

static void on_completed(void *cls, struct MHD_Connection *c, void **con_cls,
                         enum MHD_RequestTerminationCode why)
{
    struct exchange *x = *con_cls;
    (void)cls, (void)why;
    if (!x)
        return;
    int64_t now_us = clock_monotonic_us(), us = now_us - x->started_us;
    if (x->counted) {
        log_set_request_id(x->request.id);
        write_log(x, us);
        metrics_request(route_number(x->request.route), x->answer.status, us);
    }
    /* the next request may take its time to begin, but not for ever */
    set_deadline(c, now_us + (int64_t)IDLE_SECONDS * 1000000);
    log_set_request_id(NULL);
    talloc_free(x);
    *con_cls = NULL;
}

/* ------------------------------------------------------------------ start and stop */

static enum err_code numbers(const struct conf *c, long *threads, long *connections, long *header_s,
                             long *body_s, long *rate, long *burst, struct err *err)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    enum err_code code = conf_int("threads", c->threads, 0, 256, threads, err);
    if (code == OK && *threads == 0)
        *threads = cores > 1 ? cores : 2;
    if (code == OK)
        code = conf_int("max_connections", c->max_connections, 1, 100000, connections, err);
    if (code == OK)
        code = conf_int("header_seconds", c->header_seconds, 1, 600, header_s, err);
    if (code == OK)
        code = conf_int("body_seconds", c->body_seconds, 1, 600, body_s, err);
    if (code == OK)
        code = conf_int("rate_per_second", c->rate_per_second, 1, 10000000, rate, err);
    return code == OK ? conf_int("rate_burst", c->rate_burst, 1, 10000000, burst, err) : code;
}

/* With all connections taken the next one waits, and those behind it in the system's queue, until
 * an idle or slow one has had its time. libmicrohttpd's own limit is never reached: 0.9.75 keeps a
 * lock for ever when a connection that was given to it is one too many. */
static void connection_take(void *arg, int fd, const struct sockaddr *from, socklen_t from_len)
{
    struct daemon_state *d = arg;
    while (atomic_load(&d->open) >= d->most_open && !health_is_stopping())
        clock_sleep_ms(ROOM_EVERY_MS);
    if (health_is_stopping()) {
        close(fd);
        return;
    }
    atomic_fetch_add(&d->open, 1);
    if (MHD_add_connection(d->mhd, fd, from, from_len) != MHD_YES)
        atomic_fetch_sub(&d->open, 1);
}

enum err_code http_start(void *ctx, struct server *server, int *ret_port, struct err *err)
{
    struct daemon_state *d = MEM_NEW(ctx, struct daemon_state);
    long threads, connections, header_s, body_s, rate, burst;
    enum err_code code = listener_open(d, server->conf.listen, &d->listener, err);
    if (code == OK)
        code =
            numbers(&server->conf, &threads, &connections, &header_s, &body_s, &rate, &burst, err);
    if (code != OK)
        return code;
    pthread_mutex_init(&d->lock, NULL);
    d->server = server;
    d->header_us = header_s * 1000000;
    d->body_us = body_s * 1000000;
    d->most_open = (int)connections;
    d->limiter = limiter_new(d, rate, burst);
    server->daemon = d;
    /* STRICT_FOR_CLIENT -1: a missing Host is left to http_check_framing (libmicrohttpd's own
     * refusal goes out with its head written twice); a space before a colon it refuses itself. */
    d->mhd = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET, 0, NULL,
                              NULL, on_request, d, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)threads,
                              MHD_OPTION_CONNECTION_LIMIT, (unsigned)((connections + 1) * threads),
                              MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
                              MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)60,
                              MHD_OPTION_STRICT_FOR_CLIENT, -1, MHD_OPTION_URI_LOG_CALLBACK, on_uri,
                              d, MHD_OPTION_NOTIFY_COMPLETED, on_completed, d,
                              MHD_OPTION_NOTIFY_CONNECTION, on_connection, d, MHD_OPTION_END);
    if (!d->mhd)
        return err_set(err, ERR_INTERNAL, "cannot start the HTTP server: %s", strerror(errno));
    if (pthread_create(&d->reaper, NULL, reap, d) != 0)
        return err_set(err, ERR_INTERNAL, "cannot start a thread");
    *ret_port = listener_port(d->listener);
    log_gather(true);
    return listener_start(d->listener, connection_take, d, err);
}

void http_stop(struct server *server, long seconds)
{
    struct daemon_state *d = server->daemon;
    listener_stop(d->listener);
    for (long waited = 0; metrics_under_way() > 0 && waited < seconds * 1000; waited += 20)
        clock_sleep_ms(20);
    atomic_store(&d->stopping, true);
    pthread_join(d->reaper, NULL);
    MHD_stop_daemon(d->mhd);
    log_gather(false);
}
