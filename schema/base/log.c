#include "schema/base/log.h"
#include "schema/base/clock.h"
#include "schema/base/text.h"
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOG_LINE_BYTES 2048
#define LOG_ID_BYTES   40
#define GATHER_BYTES   16384

static const char *const level_names[] = {"debug", "info", "warn", "error"};
static atomic_int log_threshold = LOG_INFO;
static _Thread_local char request_id[LOG_ID_BYTES];

/* Lines that wait to be written together. */
static struct {
    pthread_mutex_t lock;
    bool on;
    size_t len;
    char text[GATHER_BYTES];
} gathered = {.lock = PTHREAD_MUTEX_INITIALIZER};

void log_set_level(enum log_level level)
{
    atomic_store(&log_threshold, (int)level);
}

int log_set_level_name(const char *name)
{
    for (int i = LOG_DEBUG; i <= LOG_ERROR; i++) {
        if (strcmp(name, level_names[i]) == 0) {
            log_set_level((enum log_level)i);
            return 0;
        }
    }
    return -1;
}

void log_set_request_id(const char *id)
{
    text_copy(request_id, sizeof request_id, id ? id : "");
}

struct line {
    char text[LOG_LINE_BYTES];
    size_t len;
};

static void line_put(struct line *line, char c)
{
    if (line->len < sizeof line->text - 1) /* room is kept for the newline */
        line->text[line->len++] = c;
}

static void line_add(struct line *line, const char *s, size_t len)
{
    size_t room = sizeof line->text - 1 - line->len;
    len = len < room ? len : room;
    memcpy(line->text + line->len, s, len);
    line->len += len;
}

/* Its length when it needs no quotes, else 0. A request's line has nine of them. */
static size_t bare_len(const char *s)
{
    static const bool quoted[256] = {[0] = true,    [' '] = true,  ['='] = true,  ['"'] = true,
                                     ['\\'] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true};
    size_t len = 0;
    while (!quoted[(unsigned char)s[len]])
        len++;
    return s[len] ? 0 : len;
}

static void line_value(struct line *line, const char *s)
{
    size_t bare = bare_len(s);
    if (bare) {
        line_add(line, s, bare);
        return;
    }
    line_put(line, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            line_put(line, '\\');
        line_put(line, c < 0x20 || c == 0x7f ? ' ' : (char)c); /* one event stays one line */
    }
    line_put(line, '"');
}

static void line_pair(struct line *line, const char *key, const char *value)
{
    if (line->len)
        line_put(line, ' ');
    line_add(line, key, strlen(key));
    line_put(line, '=');
    line_value(line, value);
}

static void put_out(const char *text, size_t len)
{
    ssize_t written = len ? write(STDERR_FILENO, text, len) : 0;
    (void)written; /* nowhere left to report a failing standard error */
}

static void put_out_gathered(void)
{
    put_out(gathered.text, gathered.len);
    gathered.len = 0;
}

void log_flush(void)
{
    pthread_mutex_lock(&gathered.lock);
    put_out_gathered();
    pthread_mutex_unlock(&gathered.lock);
}

void log_gather(bool on)
{
    pthread_mutex_lock(&gathered.lock);
    put_out_gathered();
    gathered.on = on;
    pthread_mutex_unlock(&gathered.lock);
}

/* In order: what tells of trouble goes out at once, behind what waited. */
static void line_out(enum log_level level, const struct line *line)
{
    pthread_mutex_lock(&gathered.lock);
    bool wait = gathered.on && level <= LOG_INFO;
    if (!wait || gathered.len + line->len > sizeof gathered.text)
        put_out_gathered();
    if (wait) {
        memcpy(gathered.text + gathered.len, line->text, line->len);
        gathered.len += line->len;
    } else {
        put_out(line->text, line->len);
    }
    pthread_mutex_unlock(&gathered.lock);
}

void log_event(enum log_level level, const char *event, ...)
{
    if ((int)level < atomic_load(&log_threshold))
        return;
    struct line line; /* its text is not cleared: two kilobytes, for each line */
    line.len = 0;
    char now[CLOCK_RFC3339_BYTES];
    line_pair(&line, "time", clock_format_rfc3339(clock_now_ms(), now));
    line_pair(&line, "level", level_names[level]);
    line_pair(&line, "event", event);
    if (*request_id)
        line_pair(&line, "request_id", request_id);
    va_list ap;
    va_start(ap, event);
    for (const char *key; (key = va_arg(ap, const char *));) {
        const char *value = va_arg(ap, const char *);
        line_pair(&line, key, value ? value : "");
    }
    va_end(ap);
    line.text[line.len++] = '\n';
    line_out(level, &line);
}
