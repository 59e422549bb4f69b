#include "api/limit.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>

#define BUCKETS                                                                                    \
    8192 /* addresses share a bucket only by hash: generous limits make that harmless              \
          */

struct bucket {
    double tokens;
    int64_t at_us; /* 0 = never used: full */
};

struct limiter {
    pthread_mutex_t lock;
    double rate, burst;
    struct bucket buckets[BUCKETS];
};

struct limiter *limiter_new(void *ctx, long rate, long burst)
{
    struct limiter *l = MEM_NEW(ctx, struct limiter);
    pthread_mutex_init(&l->lock, NULL);
    l->rate = (double)rate;
    l->burst = (double)burst;
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
    long wait = 0;
    pthread_mutex_lock(&l->lock);
    struct bucket *b = &l->buckets[hash_of(address) % BUCKETS];
    double tokens = b->at_us ? b->tokens + (double)(now_us - b->at_us) / 1e6 * l->rate : l->burst;
    b->tokens = tokens < l->burst ? tokens : l->burst;
    b->at_us = now_us;
    if (b->tokens >= 1)
        b->tokens -= 1;
    else
        wait = (long)((1 - b->tokens) / l->rate) + 1;
    *ret_left = (long)b->tokens;
    pthread_mutex_unlock(&l->lock);
    return wait;
}
