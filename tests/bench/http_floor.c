/*
 * What libmicrohttpd alone costs on this machine: two threads, one short answer to everything.
 * Prints its port and serves until its standard input ends. bench.sh shows it beside what a kept
 * record costs. usage: http_floor [dealt]   dealt: connections go to the two threads in turn, by
 * the listener of shirube-api. As libmicrohttpd takes them, one thread often has all of them: it
 * wakes up less often and shares nothing, which is cheaper by request and answers fewer of them.
 */
#include "api/http_listen.h"
#include "schema/base/mem.h"
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

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

static void take(void *d, int fd, const struct sockaddr *from, socklen_t from_len)
{
    (void)MHD_add_connection(d, fd, from, from_len);
}

static struct MHD_Daemon *serve(unsigned flags)
{
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | flags, 0, NULL, NULL, on_request, NULL,
                            MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END);
}

/* The port; 0: it cannot be served. */
static int serve_as_it_comes(struct MHD_Daemon **ret)
{
    *ret = serve(0);
    const union MHD_DaemonInfo *info =
        *ret ? MHD_get_daemon_info(*ret, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    return info ? info->port : 0;
}

static int serve_dealt(void *ctx, struct MHD_Daemon **ret)
{
    struct listener *l;
    struct err err;
    *ret = serve(MHD_USE_NO_LISTEN_SOCKET);
    if (!*ret || listener_open(ctx, "127.0.0.1:0", &l, &err) != OK ||
        listener_start(l, take, *ret, &err) != OK)
        return 0;
    return listener_port(l);
}

int main(int argc, char **argv)
{
    mem_start();
    void *ctx = talloc_new(NULL);
    struct MHD_Daemon *d;
    bool dealt = argc > 1 && strcmp(argv[1], "dealt") == 0;
    int port = dealt ? serve_dealt(ctx, &d) : serve_as_it_comes(&d);
    if (port == 0) {
        fprintf(stderr, "http_floor: cannot start\n");
        return 1;
    }
    printf("%d\n", port);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    talloc_free(ctx); /* stops the listener */
    MHD_stop_daemon(d);
    return 0;
}
