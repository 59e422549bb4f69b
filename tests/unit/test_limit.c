/* The rate limit (api/limit.h). */
#include "tests/unit/unit.h"
#include "api/limit.h"
#include "schema/base/mem.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>

#define SECOND 1000000LL

static const struct sockaddr *ipv4(struct sockaddr_in *to, const char *text)
{
    *to = (struct sockaddr_in){.sin_family = AF_INET};
    assert_int_equal(inet_pton(AF_INET, text, &to->sin_addr), 1);
    return (const struct sockaddr *)to;
}

static const struct sockaddr *ipv6(struct sockaddr_in6 *to, const char *text)
{
    *to = (struct sockaddr_in6){.sin6_family = AF_INET6};
    assert_int_equal(inet_pton(AF_INET6, text, &to->sin6_addr), 1);
    return (const struct sockaddr *)to;
}

static void a_burst_then_a_steady_rate(void **state)
{
    struct sockaddr_in memory;
    const struct sockaddr *a = ipv4(&memory, "192.0.2.1");
    struct limiter *l = limiter_new(NULL, 2, 5);
    int64_t now = 50 * SECOND;
    long left;
    (void)state;
    for (long want = 4; want >= 0; want--) {
        assert_int_equal(limiter_take(l, a, now, &left), 0);
        assert_int_equal(left, want);
    }
    assert_int_equal(limiter_take(l, a, now, &left), 1);
    assert_int_equal(left, 0);
    assert_int_equal(limiter_take(l, a, now + SECOND / 2 - 1, &left), 1); /* asking costs nothing */
    assert_int_equal(limiter_take(l, a, now + SECOND / 2, &left), 0);
    assert_int_equal(limiter_take(l, a, now + SECOND / 2, &left), 1);
    assert_int_equal(limiter_take(l, a, now + 2 * SECOND, &left), 0);
    assert_int_equal(left, 2);
    assert_int_equal(limiter_take(l, a, now + 900 * SECOND, &left),
                     0); /* never more than a burst */
    assert_int_equal(left, 4);
    talloc_free(l);
}

static void seconds_to_wait_are_told(void **state)
{
    struct limiter *l = limiter_new(NULL, 1, 1);
    long left;
    (void)state;
    assert_int_equal(limiter_take(l, NULL, 10 * SECOND, &left), 0);
    assert_in_range(limiter_take(l, NULL, 10 * SECOND, &left), 1, 2);
    assert_int_equal(limiter_take(l, NULL, 11 * SECOND - SECOND / 10, &left), 1);
    assert_int_equal(limiter_take(l, NULL, 11 * SECOND, &left), 0);
    talloc_free(l);
}

static void a_great_rate_is_not_rounded_away(void **state)
{
    struct limiter *l = limiter_new(NULL, 10000000, 10000000);
    long left = 0;
    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(limiter_take(l, NULL, 5 * SECOND, &left), 0);
    assert_int_equal(left, 10000000 - 1000);
    talloc_free(l);
}

static void addresses_count_by_themselves(void **state)
{
    struct sockaddr_in four[2];
    struct sockaddr_in6 six[3];
    struct limiter *l = limiter_new(NULL, 1, 1);
    long left;
    (void)state;
    assert_int_equal(limiter_take(l, ipv4(&four[0], "192.0.2.1"), SECOND, &left), 0);
    assert_int_equal(limiter_take(l, ipv4(&four[1], "192.0.2.2"), SECOND, &left), 0);
    assert_int_not_equal(limiter_take(l, ipv4(&four[0], "192.0.2.1"), SECOND, &left), 0);
    assert_int_equal(limiter_take(l, ipv6(&six[0], "2001:db8:1:2::1"), SECOND, &left), 0);
    assert_int_not_equal(limiter_take(l, ipv6(&six[1], "2001:db8:1:2::9"), SECOND, &left), 0);
    assert_int_equal(limiter_take(l, ipv6(&six[2], "2001:db8:1:3::1"), SECOND, &left), 0);
    talloc_free(l);
}

enum { THREADS = 4, TIMES = 20000, BURST = 30000 };

static void *take_often(void *limiter)
{
    long taken = 0, left;
    for (int i = 0; i < TIMES; i++)
        taken += limiter_take(limiter, NULL, SECOND, &left) == 0;
    return (void *)taken;
}

static void threads_together_take_no_more_than_there_is(void **state)
{
    struct limiter *l = limiter_new(NULL, 1, BURST);
    pthread_t threads[THREADS];
    long taken = 0;
    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_often, l), 0);
    for (int i = 0; i < THREADS; i++) {
        void *n;
        pthread_join(threads[i], &n);
        taken += (long)n;
    }
    assert_int_equal(taken, BURST);
    talloc_free(l);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_then_a_steady_rate),
        cmocka_unit_test(seconds_to_wait_are_told),
        cmocka_unit_test(a_great_rate_is_not_rounded_away),
        cmocka_unit_test(addresses_count_by_themselves),
        cmocka_unit_test(threads_together_take_no_more_than_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
