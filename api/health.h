/*
 * Does PostgreSQL answer? A thread of its own asks every few seconds, so that no request waits for
 * a database that is away. Also the server's own state: starting, ready, stopping.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "schema/base/err.h"

/* `index`: folder of the index, whose place in the outbox is read there. */
enum err_code health_start(void *ctx, const char *conninfo, const char *index,
                           struct err *err) MUSTCHECK;
void health_stop(void);
bool health_database_up(void);
/* A request has met it: away until the next look says otherwise. */
void health_database_failed(void);
/* As last seen, some seconds ago: changes that wait for the indexer, and dead letters. false: not
 * known (database away, no index). */
bool health_outbox(int64_t *ret_waiting, int64_t *ret_dead);
void health_set_stopping(void);
bool health_is_stopping(void);
