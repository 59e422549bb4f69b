#include "api/metrics.h"
#include "api/health.h"
#include "api/routes.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#define ROUTES_MAX 64
#define STATUSES   6 /* 0xx … 5xx */

static const double bounds_ms[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000};
#define N_BOUNDS (sizeof bounds_ms / sizeof bounds_ms[0])

/* Counters are the one state that threads share. */
static atomic_llong by_route[ROUTES_MAX][STATUSES];
static atomic_llong in_bucket[N_BOUNDS + 1], total_us, total;
static atomic_llong connections;

void metrics_request(int route, int status, int64_t us)
{
    size_t b = 0;
    while (b < N_BOUNDS && (double)us / 1e3 > bounds_ms[b])
        b++;
    if (route >= ROUTES_MAX - 1 || route < -1)
        route = -1;
    atomic_fetch_add(&by_route[route + 1][status / 100 % STATUSES], 1);
    atomic_fetch_add(&in_bucket[b], 1);
    atomic_fetch_add(&total_us, us);
    atomic_fetch_add(&total, 1);
}

void metrics_connection(int change)
{
    atomic_fetch_add(&connections, change);
}

int64_t metrics_requests(void)
{
    return atomic_load(&total);
}

static char *add_routes(char *text)
{
    text =
        talloc_strdup_append_buffer(text, "# HELP shirube_requests_total Requests by route and "
                                          "status class\n# TYPE shirube_requests_total counter\n");
    for (int i = -1; i < ROUTES_MAX - 1 && (i < 0 || routes[i].method); i++)
        for (int s = 0; s < STATUSES; s++)
            if (atomic_load(&by_route[i + 1][s]))
                text = talloc_asprintf_append_buffer(
                    text,
                    "shirube_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %lld\n",
                    i < 0 ? "" : routes[i].method, i < 0 ? "none" : routes[i].path, s,
                    (long long)atomic_load(&by_route[i + 1][s]));
    return text;
}

static char *add_latency(char *text)
{
    long long sum = 0;
    text = talloc_strdup_append_buffer(text,
                                       "# HELP shirube_request_seconds Time from the first byte to "
                                       "the answer\n# TYPE shirube_request_seconds histogram\n");
    for (size_t b = 0; b < N_BOUNDS; b++) {
        sum += atomic_load(&in_bucket[b]);
        text = talloc_asprintf_append_buffer(
            text, "shirube_request_seconds_bucket{le=\"%g\"} %lld\n", bounds_ms[b] / 1e3, sum);
    }
    return talloc_asprintf_append_buffer(
        text,
        "shirube_request_seconds_bucket{le=\"+Inf\"} %lld\nshirube_request_seconds_sum "
        "%.6f\nshirube_request_seconds_count %lld\n",
        (long long)atomic_load(&total), (double)atomic_load(&total_us) / 1e6,
        (long long)atomic_load(&total));
}

static char *add_index(char *text, struct http_request *r)
{
    struct searcher *searcher;
    struct index_info info = {0};
    struct err ignored;
    bool open = worker_searcher(r->worker, &searcher, &ignored) == OK &&
                searcher_info(searcher, &info, &ignored) == OK;
    return talloc_asprintf_append_buffer(
        text,
        "# TYPE shirube_index_up gauge\nshirube_index_up %d\n# TYPE shirube_index_documents "
        "gauge\nshirube_index_documents %u\n"
        "# TYPE shirube_index_age_seconds gauge\nshirube_index_age_seconds %.3f\n# TYPE "
        "shirube_index_revision gauge\nshirube_index_revision %llu\n"
        "# HELP shirube_index_fallen_back The generation in use is damaged: the one before it "
        "answers\n# TYPE shirube_index_fallen_back gauge\nshirube_index_fallen_back %d\n"
        "# TYPE shirube_database_up gauge\nshirube_database_up %d\n# TYPE shirube_connections "
        "gauge\nshirube_connections %lld\n",
        open, info.documents, open ? (double)(clock_now_ms() - info.as_of_ms) / 1e3 : -1.0,
        (unsigned long long)info.revision, info.fallen_back, health_database_up(),
        (long long)atomic_load(&connections));
}

static char *add_gauge(char *text, const char *name, const char *help, int64_t value)
{
    return talloc_asprintf_append_buffer(text, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name,
                                         help, name, name, (long long)value);
}

/* What an operator is to be warned of. A gauge whose value is not known is left out. */
static char *add_alarms(char *text, const struct http_request *r)
{
    int64_t waiting, dead;
    struct statvfs disk;
    if (health_outbox(&waiting, &dead)) {
        text =
            add_gauge(text, "shirube_outbox_waiting", "Changes that are not indexed yet", waiting);
        text = add_gauge(text, "shirube_dead_letters", "Registrations that could not be indexed",
                         dead);
    }
    if (statvfs(r->worker->server->index, &disk) == 0)
        text = add_gauge(text, "shirube_index_free_bytes", "Free space where the index stands",
                         (int64_t)(disk.f_bavail * disk.f_frsize));
    return text;
}

void metrics_write(struct http_request *r, struct http_answer *a)
{
    char *text = add_index(add_latency(add_routes(mem_strdup(r->ctx, ""))), r);
    text = mem_check(add_alarms(text, r));
    a->status = 200;
    a->content_type = "text/plain; version=0.0.4; charset=utf-8";
    a->cache = "no-store";
    a->body = text;
    a->len = strlen(text);
}
