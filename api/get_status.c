/* Liveness, readiness, metrics and the contract itself. */
#include "api/handlers.h"
#include "api/health.h"
#include "api/metrics.h"
#include "api/problem.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include <stdio.h>
#include <string.h>

void get_livez(struct http_request *r, struct http_answer *a)
{
    struct jsonw w;
    jsonw_init(&w, r->ctx);
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "status", "alive");
    jsonw_object_end(&w);
    http_json(a, 200, &w);
    a->cache = "no-store";
}

static void write_reasons(struct jsonw *w, bool stopping, bool index, bool database)
{
    jsonw_key(w, "reasons");
    jsonw_array_begin(w);
    if (stopping)
        jsonw_str(w, "stopping");
    if (!index)
        jsonw_str(w, "no index yet");
    if (!database)
        jsonw_str(w, "database away: search and record pages answer from the index, history and "
                     "changes do not");
    jsonw_array_end(w);
}

/* ready: all works. degraded: search answers, the database is away. starting, stopping: 503. */
void get_readyz(struct http_request *r, struct http_answer *a)
{
    struct searcher *searcher;
    struct index_info info = {0};
    struct err ignored;
    struct jsonw w;
    char at[CLOCK_RFC3339_BYTES];
    bool stopping = health_is_stopping(), database = health_database_up();
    bool index = worker_searcher(r->worker, &searcher, &ignored) == OK &&
                 searcher_info(searcher, &info, &ignored) == OK;
    jsonw_init(&w, r->ctx);
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "status",
                  stopping   ? "stopping"
                  : !index   ? "starting"
                  : database ? "ready"
                             : "degraded");
    write_reasons(&w, stopping, index, database);
    if (index)
        jsonw_key_str(&w, "as_of", clock_format_rfc3339(info.as_of_ms, at));
    jsonw_object_end(&w);
    http_json(a, stopping || !index ? 503 : 200, &w);
    a->cache = "no-store";
    if (a->status == 503)
        http_header(a, "Retry-After", "2");
}

void get_metrics(struct http_request *r, struct http_answer *a)
{
    metrics_write(r, a);
}

/* api/openapi.json in the tree; beside web/ once installed. */
void get_openapi(struct http_request *r, struct http_answer *a)
{
    http_file(r, a, mem_printf(r->ctx, "%s/../openapi.json", r->worker->server->web),
              "application/json; charset=utf-8");
}
