#include "api/limit.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <netinet/in.h>
#include <stdatomic.h>

/* Addresses share a bucket only by hash: generous limits make that harmless. */
enum { BUCKETS = 8192 };
#define NS_PER_US     1000LL
#define NS_PER_SECOND 1000000000LL

/* A bucket is one number, the time at which it will be full again (the generic cell rate algorithm,
 * ITU-T I.371): threads exchange it without a lock. 0 = never used: full. */
struct limiter {
    int64_t token_ns, full_ns; /* to earn one, to earn all */
    _Atomic int64_t full_at_ns[BUCKETS];
};

struct limiter *limiter_new(void *ctx, long rate, long burst)
{
    struct limiter *l = MEM_NEW(ctx, struct limiter);
    l->token_ns = NS_PER_SECOND / rate;
    l->full_ns = l->token_ns * burst;
    return l;
}

static uint64_t hash_of(const struct sockaddr *address)
{
    if (address && address->sa_family == AF_INET)
        return text_hash((const char *)&((const struct sockaddr_in *)address)->sin_addr, 4);
    if (address && address->sa_family == AF_INET6)
        return text_hash((const char *)&((const struct sockaddr_in6 *)address)->sin6_addr, 8);
    return 0;
}

long limiter_take(struct limiter *l, const struct sockaddr *address, int64_t now_us, long *ret_left)
{
    _Atomic int64_t *bucket = &l->full_at_ns[hash_of(address) % BUCKETS];
    int64_t now = now_us * NS_PER_US, full_at = atomic_load(bucket), missing;
    do {
        missing = (full_at > now ? full_at - now : 0) + l->token_ns;
        if (missing > l->full_ns) {
            *ret_left = 0;
            return (long)((missing - l->full_ns) / NS_PER_SECOND) + 1;
        }
    } while (!atomic_compare_exchange_weak(bucket, &full_at, now + missing));
    *ret_left = (long)((l->full_ns - missing) / l->token_ns);
    return 0;
}
