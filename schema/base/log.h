/*
 * One logfmt line an event on standard error: time=… level=… event=… key=value ….
 * Only programs log; libraries return errors. Never a query text, never a fact about a person.
 * Thread-safe: each line is one write(2), unless lines are gathered.
 */
#pragma once
#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level level);
/* "debug" | "info" | "warn" | "error"; returns 0, or -1 for an unknown name. */
int log_set_level_name(const char *name);
/* The request id carried by every line of this thread until changed; NULL clears. The string is
 * copied. */
void log_set_request_id(const char *id);

/* Keys and values: pairs of strings ended by NULL. Values are quoted when they need it. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));
#define log_debug(...) log_event(LOG_DEBUG, __VA_ARGS__, (char *)0)
#define log_info(...)  log_event(LOG_INFO, __VA_ARGS__, (char *)0)
#define log_warn(...)  log_event(LOG_WARN, __VA_ARGS__, (char *)0)
#define log_error(...) log_event(LOG_ERROR, __VA_ARGS__, (char *)0)

/* For a server: lines of information wait in memory until log_flush, a full buffer, or a line of
 * warning or error, which takes them along; who turns this on calls log_flush a few times a second
 * and turns it off (which flushes) at the end. A killed process loses what waited. */
void log_gather(bool on);
void log_flush(void);
