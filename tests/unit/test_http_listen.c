/* The listening socket: addresses, connections handed over, and what stopping leaves. */
#include "tests/unit/unit.h"
#include "api/http_listen.h"
#include "schema/base/mem.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct err err;

static void assert_refused(void *ctx, const char *listen_on, const char *told)
{
    struct listener *l = NULL;
    assert_int_equal(listener_open(ctx, listen_on, &l, &err), ERR_INVALID);
    if (strstr(err.text, told) == NULL)
        fail_msg("%s: %s", listen_on, err.text);
    assert_null(l);
}

static void what_is_no_address_is_named(void **state)
{
    static const char *const texts[] = {"",
                                        ":",
                                        "8080",
                                        "127.0.0.1",
                                        "127.0.0.1:",
                                        "127.0.0.1:x",
                                        "127.0.0.1:65536",
                                        "127.0.0.1:-1",
                                        ":8080",
                                        "[]:80",
                                        "[::1:80",
                                        "[::1]",
                                        "::1:80",
                                        "[::1]80"};
    void *ctx = talloc_new(NULL);
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refused(ctx, texts[i], "is not address:port");
    assert_refused(ctx, "example.org:80", "\"example.org\" is not an IP address");
    assert_refused(ctx, "[127.0.0]:80", "is not an IP address");
    talloc_free(ctx);
}

static void a_port_in_use_is_told(void **state)
{
    void *ctx = talloc_new(NULL);
    struct listener *l, *second = NULL;
    (void)state;
    assert_int_equal(listener_open(ctx, "localhost:0", &l, &err), OK);
    const char *same = mem_printf(ctx, "127.0.0.1:%d", listener_port(l));
    assert_int_equal(listener_open(ctx, same, &second, &err), ERR_IO);
    assert_non_null(strstr(err.text, same));
    listener_stop(l);
    assert_int_equal(listener_open(ctx, same, &second, &err), OK);
    talloc_free(ctx);
}

struct taken {
    atomic_int n, family;
};

static void take(void *arg, int fd, const struct sockaddr *from, socklen_t from_len)
{
    struct taken *t = arg;
    assert_true(from_len >= sizeof(sa_family_t));
    atomic_store(&t->family, from->sa_family);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    atomic_fetch_add(&t->n, 1);
}

/* True when something was read from a new connection. */
static bool ask(const struct sockaddr *to, socklen_t len)
{
    char byte;
    int fd = socket(to->sa_family, SOCK_STREAM, 0);
    bool ok = fd >= 0 && connect(fd, to, len) == 0 && read(fd, &byte, 1) == 1;
    if (fd >= 0)
        close(fd);
    return ok;
}

static void every_connection_is_handed_over(void **state)
{
    enum { N = 50 };
    void *ctx = talloc_new(NULL);
    struct listener *l;
    struct taken t = {0};
    (void)state;
    assert_int_equal(listener_open(ctx, "127.0.0.1:0", &l, &err), OK);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)listener_port(l)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(listener_start(l, take, &t, &err), OK);
    for (int i = 0; i < N; i++)
        assert_true(ask((const struct sockaddr *)&to, sizeof to));
    listener_stop(l);
    assert_int_equal(atomic_load(&t.n), N);
    assert_int_equal(atomic_load(&t.family), AF_INET);
    assert_false(ask((const struct sockaddr *)&to, sizeof to));
    listener_stop(l); /* twice does no harm */
    talloc_free(ctx);
}

static void ipv6_takes_connections_too(void **state)
{
    void *ctx = talloc_new(NULL);
    struct listener *l;
    struct taken t = {0};
    (void)state;
    if (listener_open(ctx, "[::1]:0", &l, &err) != OK) { /* a machine without IPv6 */
        print_message("no IPv6 here: %s\n", err.text);
        talloc_free(ctx);
        skip();
    }
    struct sockaddr_in6 to = {.sin6_family = AF_INET6,
                              .sin6_port = htons((uint16_t)listener_port(l)),
                              .sin6_addr = in6addr_loopback};
    assert_int_equal(listener_start(l, take, &t, &err), OK);
    assert_true(ask((const struct sockaddr *)&to, sizeof to));
    talloc_free(ctx); /* stops it */
    assert_int_equal(atomic_load(&t.n), 1);
    assert_int_equal(atomic_load(&t.family), AF_INET6);
}

/* As many clients as the table has room for, and one at a time: each is told of, and the table is
 * never full (libmicrohttpd 0.9.75 would wait again before it answers). */
static void a_wait_never_fills_its_table(void **state)
{
    enum { ROOM = 4 };
    int pipes[ROOM][2], seen[ROOM] = {0}, epoll = epoll_create1(0);
    struct epoll_event events[ROOM];
    (void)state;
    assert_int_equal(epoll_wait(epoll, events, ROOM, 0), 0);
    assert_int_equal(epoll_wait(epoll, events, ROOM, 1), 0);
    for (int i = 0; i < ROOM; i++) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u32 = (uint32_t)i};
        assert_int_equal(pipe(pipes[i]), 0);
        assert_int_equal(epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[i][0], &event), 0);
        assert_int_equal(write(pipes[i][1], "x", 1), 1);
    }
    for (int want = ROOM - 1; want >= 1; want = want > 1 ? 1 : 0) {
        int n = epoll_wait(epoll, events, ROOM, -1);
        assert_int_equal(n, want);
        while (n > 0)
            seen[events[--n].data.u32]++;
    }
    for (int i = 0; i < ROOM; i++) {
        assert_int_equal(seen[i], 1);
        close(pipes[i][0]);
        close(pipes[i][1]);
    }
    assert_int_equal(epoll_wait(epoll, events, 1, 0), 0);
    close(epoll);
    assert_int_equal(epoll_wait(epoll, events, ROOM, -1), -1);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_address_is_named),
        cmocka_unit_test(a_port_in_use_is_told),
        cmocka_unit_test(every_connection_is_handed_over),
        cmocka_unit_test(ipv6_takes_connections_too),
        cmocka_unit_test(a_wait_never_fills_its_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
