#include "indexer/report.h"
#include "schema/base/clock.h"
#include "schema/base/log.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHOW_EVERY_US 200000
#define LINE_EVERY_US 10000000
#define BAR_CELLS     24

void report_event(const char *event, const char *detail)
{
    if (*detail)
        log_info(event, "detail", detail);
    else
        log_info(event);
}

void report_event_number(const char *event, const char *key, int64_t number, const char *detail)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)number);
    log_warn(event, key, text, "detail", detail);
}

void progress_start(struct progress *p, const char *what, int64_t total)
{
    *p = (struct progress){.what = what,
                           .total = total,
                           .started_us = clock_monotonic_us(),
                           .terminal = isatty(STDERR_FILENO)};
    p->shown_us = p->started_us;
}

int64_t progress_estimate(int64_t done, int64_t position, int64_t size)
{
    if (size < 0)
        return -1;
    int64_t total = position > 0 ? (int64_t)((double)done * (double)size / (double)position) : done;
    return total > done ? total : done;
}

static void bar_text(const struct progress *p, double rate, char out[PROGRESS_TEXT_BYTES])
{
    char bar[BAR_CELLS + 1];
    int filled = p->total > 0 ? (int)(p->done * BAR_CELLS / p->total) : 0;
    filled = filled > BAR_CELLS ? BAR_CELLS : filled;
    memset(bar, '#', (size_t)filled);
    memset(bar + filled, '.', (size_t)(BAR_CELLS - filled));
    bar[BAR_CELLS] = '\0';
    int64_t left =
        rate > 0 && p->total > p->done ? (int64_t)((double)(p->total - p->done) / rate) : 0;
    snprintf(out, PROGRESS_TEXT_BYTES, "%s [%s] %lld of %lld, %.0f/s, %lld:%02lld left", p->what,
             bar, (long long)p->done, (long long)p->total, rate, (long long)left / 60,
             (long long)left % 60);
}

void progress_text(const struct progress *p, int64_t now_us, char out[PROGRESS_TEXT_BYTES])
{
    double seconds = (double)(now_us - p->started_us) / 1e6,
           rate = seconds > 0 ? (double)p->done / seconds : 0;
    if (p->total < 0)
        snprintf(out, PROGRESS_TEXT_BYTES, "%s %lld, %.0f/s", p->what, (long long)p->done, rate);
    else if (p->terminal)
        bar_text(p, rate, out);
    else
        snprintf(out, PROGRESS_TEXT_BYTES, "%s %lld of %lld, %.0f/s", p->what, (long long)p->done,
                 (long long)p->total, rate);
}

static void show(struct progress *p, int64_t now)
{
    char text[PROGRESS_TEXT_BYTES];
    p->shown_us = now;
    progress_text(p, now, text);
    if (p->terminal)
        fprintf(stderr, "\r%s ", text);
    else
        fprintf(stderr, "%s\n", text);
}

void progress_show(struct progress *p, int64_t done)
{
    int64_t now = clock_monotonic_us();
    p->done = done;
    if (now - p->shown_us >= (p->terminal ? SHOW_EVERY_US : LINE_EVERY_US))
        show(p, now);
}

void progress_end(struct progress *p)
{
    if (!p->terminal)
        return;
    show(p, clock_monotonic_us());
    fputc('\n', stderr);
}
