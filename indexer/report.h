/* What the indexer's long jobs tell: one log line an event, and a progress line on a terminal. The
 * programs' own log goes through here, so that rebuild and work stay free of it. */
#pragma once
#include <stdint.h>

void report_event(const char *event, const char *detail);
void report_event_number(const char *event, const char *key, int64_t number, const char *detail);

/* Done of total; on a terminal a line that is written over (rate, time left), else a plain line
 * every 10 s. */
struct progress {
    const char *what;
    int64_t total, done; /* total -1 = unknown */
    int64_t started_us, shown_us;
    int terminal; /* -1 = not asked yet */
};
void progress_start(struct progress *p, const char *what, int64_t total);
void progress_show(struct progress *p, int64_t done);
void progress_end(struct progress *p);
