/*
 * shirube-api that tells, when it ends, how much of its processor time its searches took: its own
 * main and libraries, with search_run wrapped by the linker (Makefile). What is left is HTTP, JSON
 * and the system's work for them, measured where searches and answers follow each other as they
 * do, in one run: no difference of two programs whose caches hold different things.
 * The first $API_TIMED_FROM searches are not counted. Freeing what a search made counts as HTTP:
 * it happens when the request is done.
 */
#include "search/search.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum err_code __real_search_run(struct searcher *s, void *ctx, const struct search_request *request,
                                struct search_result *ret, struct err *err);
enum err_code __wrap_search_run(struct searcher *s, void *ctx, const struct search_request *request,
                                struct search_result *ret, struct err *err);

static atomic_llong searches, inside_ns, from_ns;
static long long from;

static long long cpu_ns(clockid_t whose)
{
    struct timespec t;
    clock_gettime(whose, &t);
    return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

enum err_code __wrap_search_run(struct searcher *s, void *ctx, const struct search_request *request,
                                struct search_result *ret, struct err *err)
{
    long long begun = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
    enum err_code code = __real_search_run(s, ctx, request, ret, err);
    long long n = atomic_fetch_add(&searches, 1) + 1;
    if (n == from)
        atomic_store(&from_ns, cpu_ns(CLOCK_PROCESS_CPUTIME_ID));
    if (n > from)
        atomic_fetch_add(&inside_ns, cpu_ns(CLOCK_THREAD_CPUTIME_ID) - begun);
    return code;
}

static void tell(void)
{
    double n = (double)(atomic_load(&searches) - from), inside = (double)atomic_load(&inside_ns);
    double all = (double)(cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - atomic_load(&from_ns));
    if (n > 0)
        printf("searches %.0f  each %.1f µs  in search %.1f µs  outside %.1f µs\n", n,
               all / n / 1e3, inside / n / 1e3, (all - inside) / n / 1e3);
}

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("API_TIMED_FROM");
    from = text ? strtol(text, NULL, 10) : 0;
    atexit(tell);
}
