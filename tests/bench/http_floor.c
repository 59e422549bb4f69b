/*
 * What libmicrohttpd alone costs on this machine: two threads, one short answer to everything.
 * Prints its port and serves until its standard input ends. bench.sh shows it beside what a kept
 * record costs.
 */
#include <microhttpd.h>
#include <stdio.h>

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **seen)
{
    static char body[] = "{\"status\":\"ok\"}";
    (void)cls, (void)url, (void)method, (void)version, (void)upload, (void)upload_size;
    if (!*seen) { /* answered on the second call, as shirube-api does */
        *seen = body;
        return MHD_YES;
    }
    struct MHD_Response *r =
        MHD_create_response_from_buffer(sizeof body - 1, body, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(c, 200, r);
    MHD_destroy_response(r);
    return result;
}

int main(void)
{
    struct MHD_Daemon *d =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_request, NULL,
                         MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END);
    const union MHD_DaemonInfo *info = d ? MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info) {
        fprintf(stderr, "http_floor: cannot start\n");
        return 1;
    }
    printf("%u\n", (unsigned)info->port);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    MHD_stop_daemon(d);
    return 0;
}
