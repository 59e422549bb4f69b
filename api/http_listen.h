/*
 * The listening socket and a thread that takes connections from it. libmicrohttpd could listen
 * itself, but then whichever of its threads wakes first takes all connections that wait, and serves
 * them alone: eight clients that come at once had one of two processors. What is taken here is
 * dealt out among its threads: by the number of the descriptor, so evenly over many connections.
 * How libmicrohttpd waits for requests is ours, too: epoll_wait is defined in the .c.
 */
#pragma once
#include <stdbool.h>
#include <sys/socket.h>
#include "schema/base/err.h"

struct listener;

/* Takes a connection; the descriptor is the callee's, also when it has no room for it. */
typedef void listener_fn(void *arg, int fd, const struct sockaddr *from, socklen_t from_len);

/* Binds address:port ("127.0.0.1:8080", "localhost:0", "[::1]:8080") and listens. ERR_INVALID when
 * it is no such thing, ERR_IO when it cannot be had. Owned by ctx. */
enum err_code listener_open(void *ctx, const char *listen_on, struct listener **ret,
                            struct err *err);
/* The port, also where 0 was asked for. */
int listener_port(const struct listener *l);
/* From now on `fn` is called for each connection, on a thread of its own. */
enum err_code listener_start(struct listener *l, listener_fn *fn, void *arg, struct err *err);
/* No connection is taken any more, nor will one be; the port is free. */
void listener_stop(struct listener *l);
