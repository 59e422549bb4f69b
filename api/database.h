/*
 * A request's way to PostgreSQL: none while the health check says that it is away, one at a time,
 * each with little patience. Whatever the database does, at most one thread of the pool waits for
 * its answer, the others no longer than a second for their turn, and searches go on.
 */
#pragma once
#include "api/http.h"

#define DATABASE_PATIENCE_SECONDS 2

/* ERR_NO_DATABASE: away; ERR_BUSY: another request has it for long. OK: database_leave follows. */
enum err_code database_enter(struct err *err) MUSTCHECK;
/* `code`: how it went. */
void database_leave(enum err_code code);
