#include "api/http_listen.h"
#include "schema/base/clock.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { HOST_BYTES = 64, REST_MS = 100 };

struct listener {
    int fd;
    pthread_t thread;
    bool started;
    atomic_bool stopping;
    listener_fn *fn;
    void *arg;
};

/* ------------------------------------------------------------------ the address */

/* "host:port" or "[host]:port" in two; false when it is neither. */
static bool address_split(const char *s, char host[HOST_BYTES], const char **ret_port)
{
    const char *colon = strrchr(s, ':'), *begin = s, *end = colon;
    int64_t port;
    if (!colon || !text_read_int(colon + 1, &port) || port < 0 || port > 65535)
        return false;
    if (*s == '[') {
        begin = s + 1;
        end = colon > s + 1 ? colon - 1 : colon;
        if (*end != ']')
            return false;
    } else if (memchr(s, ':', (size_t)(colon - s)))
        return false; /* IPv6 without its brackets */
    if (end <= begin || (size_t)(end - begin) >= HOST_BYTES)
        return false;
    text_copy(host, (size_t)(end - begin) + 1, begin);
    *ret_port = colon + 1;
    return true;
}

static enum err_code address_read(const char *listen_on, struct addrinfo **ret, struct err *err)
{
    char text[HOST_BYTES];
    const char *port, *host = text;
    bool six = *listen_on == '[';
    const struct addrinfo want = {.ai_family = six ? AF_INET6 : AF_INET,
                                  .ai_socktype = SOCK_STREAM,
                                  .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    if (!address_split(listen_on, text, &port))
        return err_set(err, ERR_INVALID, "listen: \"%s\" is not address:port", listen_on);
    if (!six && strcmp(text, "localhost") == 0)
        host = "127.0.0.1";
    /* getaddrinfo takes "1" and "127.1" as IPv4 */
    bool good = six || inet_pton(AF_INET, host, &(struct in_addr){0}) == 1;
    if (!good || getaddrinfo(host, port, &want, ret) != 0)
        return err_set(err, ERR_INVALID, "listen: \"%s\" is not an IP address", host);
    return OK;
}

/* ------------------------------------------------------------------ open */

static int listener_free(struct listener *l)
{
    listener_stop(l);
    return 0;
}

/* IPv6 does not take IPv4 too: such an address would hide who asks from the rate limit. */
static bool bind_and_listen(int fd, const struct addrinfo *a)
{
    const int on = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
        return false;
    if (a->ai_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)
        return false;
    return bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0;
}

enum err_code listener_open(void *ctx, const char *listen_on, struct listener **ret,
                            struct err *err)
{
    struct addrinfo *address;
    enum err_code code = address_read(listen_on, &address, err);
    if (code != OK)
        return code;
    struct listener *l = MEM_NEW(ctx, struct listener);
    talloc_set_destructor(l, listener_free);
    l->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->fd < 0 || !bind_and_listen(l->fd, address))
        code = err_set(err, ERR_IO, "cannot listen on %s: %s", listen_on, strerror(errno));
    freeaddrinfo(address);
    if (code != OK)
        talloc_free(l);
    else
        *ret = l;
    return code;
}

int listener_port(const struct listener *l)
{
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    if (getsockname(l->fd, (struct sockaddr *)&at, &len) != 0)
        return 0;
    return ntohs(at.ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)&at)->sin6_port
                                          : ((const struct sockaddr_in *)&at)->sin_port);
}

/* ------------------------------------------------------------------ taking connections */

/* Out of descriptors or memory: others must end first. The rest concerns one connection only. */
static bool must_rest(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static void *take(void *arg)
{
    struct listener *l = arg;
    bool resting = false;
    while (!atomic_load(&l->stopping)) {
        struct sockaddr_storage from;
        socklen_t len = sizeof from;
        int fd = accept4(l->fd, (struct sockaddr *)&from, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            resting = false;
            l->fn(l->arg, fd, (const struct sockaddr *)&from, len);
            continue;
        }
        if (atomic_load(&l->stopping) || !must_rest(errno))
            continue;
        if (!resting)
            log_warn("no_connection_taken", "reason", strerror(errno));
        resting = true;
        clock_sleep_ms(REST_MS);
    }
    return NULL;
}

enum err_code listener_start(struct listener *l, listener_fn *fn, void *arg, struct err *err)
{
    l->fn = fn;
    l->arg = arg;
    if (pthread_create(&l->thread, NULL, take, l) != 0)
        return err_set(err, ERR_INTERNAL, "cannot start a thread");
    l->started = true;
    return OK;
}

void listener_stop(struct listener *l)
{
    atomic_store(&l->stopping, true);
    if (l->fd < 0)
        return;
    shutdown(l->fd, SHUT_RDWR); /* wakes the thread out of accept4 */
    if (l->started)
        pthread_join(l->thread, NULL);
    close(l->fd);
    l->fd = -1;
}

/* ------------------------------------------------------------------ waiting for requests */

/* Stands before libc's: libmicrohttpd waits by it.
 *
 * One event fewer than there is room for: libmicrohttpd 0.9.75 takes a full table (128) as a reason
 * to wait once more, before it answers any. As many clients that asked at once got nothing until
 * something else happened on their thread.
 *
 * Who has nothing to do lets others run once before it sleeps: those who have just got their answer
 * ask again meanwhile, and to be woken costs as much as a small answer does (64 clients, two
 * threads: 105,000 -> 137,000 requests a second). */
int epoll_wait(int epoll, struct epoll_event *events, int room, int timeout_ms)
{
    int most = room > 1 ? room - 1 : room;
    int n = epoll_pwait(epoll, events, most, 0, NULL);
    if (n != 0 || timeout_ms == 0)
        return n;
    sched_yield();
    return epoll_pwait(epoll, events, most, timeout_ms, NULL);
}
