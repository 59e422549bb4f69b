/*
 * Does PostgreSQL answer? A thread of its own asks every few seconds, so that no request waits for
 * a database that is away. Also the server's own state: starting, ready, stopping.
 */
#pragma once
#include <stdbool.h>
#include "schema/base/err.h"

enum err_code health_start(void *ctx, const char *conninfo, struct err *err) MUSTCHECK;
void health_stop(void);
bool health_database_up(void);
void health_set_stopping(void);
bool health_is_stopping(void);
