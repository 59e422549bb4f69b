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
    int terminal;
};
/* How many there will be in all, by the bytes read so far; -1 when the size is unknown (standard
 * input). */
int64_t progress_estimate(int64_t done, int64_t position, int64_t size);
/* What is told at a moment: without a total no bar, no time left. */
#define PROGRESS_TEXT_BYTES 160
void progress_text(const struct progress *p, int64_t now_us, char out[PROGRESS_TEXT_BYTES]);
void progress_start(struct progress *p, const char *what, int64_t total);
void progress_show(struct progress *p, int64_t done);
void progress_end(struct progress *p);
