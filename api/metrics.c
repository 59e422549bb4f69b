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

/* Counters are the one state that threads share. Each thread has a set of its own to add to, else
 * every request would wait for lines of memory that the other processor wrote last. */
enum { STRIPES = 16, LINE_BYTES = 64 };
static struct counters {
    atomic_llong by_route[ROUTES_MAX][STATUSES];
    atomic_llong in_bucket[N_BOUNDS + 1], total_us, total, begun;
} stripes[STRIPES] __attribute__((aligned(LINE_BYTES)));
static atomic_llong connections;
static atomic_uint threads;
static _Thread_local struct counters *mine;

static struct counters *own(void)
{
    if (!mine)
        mine = &stripes[atomic_fetch_add(&threads, 1) % STRIPES];
    return mine;
}

static void add(atomic_llong *counter, long long n)
{
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

/* Over all threads; `counter` is of the first set. */
static long long sum(const atomic_llong *counter)
{
    size_t at = (size_t)((const char *)counter - (const char *)&stripes[0]);
    long long n = 0;
    for (size_t i = 0; i < STRIPES; i++)
        n += atomic_load((const atomic_llong *)(const void *)((const char *)&stripes[i] + at));
    return n;
}

void metrics_request_begins(void)
{
    add(&own()->begun, 1);
}

int64_t metrics_under_way(void)
{
    int64_t done = metrics_requests(); /* first: one that ends meanwhile counts as under way */
    return sum(&stripes[0].begun) - done;
}

void metrics_request(int route, int status, int64_t us)
{
    struct counters *c = own();
    size_t b = 0;
    while (b < N_BOUNDS && (double)us / 1e3 > bounds_ms[b])
        b++;
    if (route >= ROUTES_MAX - 1 || route < -1)
        route = -1;
    add(&c->by_route[route + 1][status / 100 % STATUSES], 1);
    add(&c->in_bucket[b], 1);
    add(&c->total_us, us);
    add(&c->total, 1);
}

void metrics_connection(int change)
{
    atomic_fetch_add(&connections, change);
}

int64_t metrics_requests(void)
{
    return sum(&stripes[0].total);
}

static char *add_routes(char *text)
{
    text =
        talloc_strdup_append_buffer(text, "# HELP shirube_requests_total Requests by route and "
                                          "status class\n# TYPE shirube_requests_total counter\n");
    for (int i = -1; i < ROUTES_MAX - 1 && (i < 0 || routes[i].method); i++)
        for (int s = 0; s < STATUSES; s++) {
            long long n = sum(&stripes[0].by_route[i + 1][s]);
            if (n)
                text = talloc_asprintf_append_buffer(
                    text,
                    "shirube_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %lld\n",
                    i < 0 ? "" : routes[i].method, i < 0 ? "none" : routes[i].path, s, n);
        }
    return text;
}

static char *add_latency(char *text)
{
    long long n = 0, total = sum(&stripes[0].total);
    text = talloc_strdup_append_buffer(text,
                                       "# HELP shirube_request_seconds Time from the first byte to "
                                       "the answer\n# TYPE shirube_request_seconds histogram\n");
    for (size_t b = 0; b < N_BOUNDS; b++) {
        n += sum(&stripes[0].in_bucket[b]);
        text = talloc_asprintf_append_buffer(
            text, "shirube_request_seconds_bucket{le=\"%g\"} %lld\n", bounds_ms[b] / 1e3, n);
    }
    return talloc_asprintf_append_buffer(
        text,
        "shirube_request_seconds_bucket{le=\"+Inf\"} %lld\nshirube_request_seconds_sum "
        "%.6f\nshirube_request_seconds_count %lld\n",
        total, (double)sum(&stripes[0].total_us) / 1e6, total);
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
