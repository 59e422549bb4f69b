/* Token bucket an address: steadily `rate` requests a second, `burst` at once. Thread-safe, bounded
 * memory. */
#pragma once
#include <stdint.h>
#include <sys/socket.h>

struct limiter;
struct limiter *limiter_new(void *ctx, long rate, long burst);
/* 0 = go on; else seconds after which to come again. *ret_left: tokens left. IPv6 counts by /64. */
long limiter_take(struct limiter *l, const struct sockaddr *address, int64_t now_us,
                  long *ret_left);
