/*
 * One logfmt line an event on standard error: time=… level=… event=… key=value ….
 * Only programs log; libraries return errors. Never a query text, never a fact about a person.
 * Thread-safe: each line is one write(2).
 */
#pragma once

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
