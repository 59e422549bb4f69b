#include "indexer/input.h"
#include "schema/base/mem.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define BUFFER_BYTES (1u << 17)

struct input {
    gzFile file; /* NULL for memory; reads plain files as they are */
    char *buffer;
    const char *at; /* next byte */
    size_t left;
    char *line;
    size_t line_cap;
    int64_t line_number, size;
    const char *failure;
    bool ended;
    atomic_bool *stop; /* or NULL */
};

static int close_file(struct input *in)
{
    if (in->file)
        gzclose(in->file);
    return 0;
}

static struct input *input_new(void *ctx)
{
    struct input *in = MEM_NEW(ctx, struct input);
    in->line_number = 1;
    in->size = -1;
    talloc_set_destructor(in, close_file);
    return in;
}

enum err_code input_open(void *ctx, const char *path, struct input **ret, struct err *err)
{
    struct input *in = input_new(ctx);
    struct stat st;
    bool standard = strcmp(path, "-") == 0;
    if (!standard && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        errno = EISDIR;
    else
        in->file = standard ? gzdopen(dup(STDIN_FILENO), "rb") : gzopen(path, "rb");
    if (!in->file) {
        enum err_code code = err_set(err, ERR_IO, "cannot read %s: %s", path, strerror(errno));
        talloc_free(in);
        return code;
    }
    if (!standard && S_ISREG(st.st_mode))
        in->size = st.st_size;
    gzbuffer(in->file, BUFFER_BYTES);
    in->buffer = MEM_ARRAY(in, char, BUFFER_BYTES);
    *ret = in;
    return OK;
}

struct input *input_open_memory(void *ctx, const char *bytes, size_t len)
{
    struct input *in = input_new(ctx);
    in->at = bytes;
    in->left = len;
    in->size = (int64_t)len;
    in->ended = true;
    return in;
}

/* Makes at least `want` bytes ready where the file has them. */
static void fill(struct input *in, size_t want)
{
    if (in->ended || in->left >= want)
        return;
    if (in->stop && atomic_load(in->stop)) { /* a line may be endless */
        in->failure = "stopped";
        in->ended = true;
        return;
    }
    if (in->left)
        memmove(in->buffer, in->at, in->left);
    in->at = in->buffer;
    while (in->left < want && !in->ended) {
        int n = gzread(in->file, in->buffer + in->left, (unsigned)(BUFFER_BYTES - in->left));
        if (n > 0) {
            in->left += (size_t)n;
            continue;
        }
        int number;
        const char *message = gzerror(in->file, &number);
        if (n < 0 || number == Z_BUF_ERROR)
            in->failure = mem_strdup(in, *message ? message : "unexpected end of file");
        in->ended = true;
    }
}

void input_stop_on(struct input *in, atomic_bool *stop)
{
    in->stop = stop;
}

size_t input_peek(struct input *in, size_t want, const char **ret)
{
    fill(in, want < BUFFER_BYTES ? want : BUFFER_BYTES);
    *ret = in->at;
    return in->left < want ? in->left : want;
}

static void take(struct input *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        in->line_number += in->at[i] == '\n';
    in->at += n;
    in->left -= n;
}

size_t input_read(struct input *in, char *out, size_t n)
{
    fill(in, 1);
    n = n < in->left ? n : in->left;
    if (n)
        memcpy(out, in->at, n);
    take(in, n);
    return n;
}

int input_byte(struct input *in)
{
    char c;
    return input_read(in, &c, 1) ? (unsigned char)c : -1;
}

static void keep(struct input *in, size_t *len, const char *bytes, size_t n, bool *cut)
{
    size_t room = INPUT_LINE_MAX_BYTES - *len;
    if (n > room) {
        n = room;
        *cut = true;
    }
    if (*len + n + 1 > in->line_cap) {
        in->line_cap = (*len + n + 1) * 2;
        in->line = MEM_GROW(in, in->line, char, in->line_cap);
    }
    memcpy(in->line + *len, bytes, n);
    *len += n;
}

bool input_line(struct input *in, const char **ret, size_t *ret_len, bool *ret_cut)
{
    size_t len = 0;
    bool ended = false;
    *ret_cut = false;
    while (!ended) {
        fill(in, 1);
        if (in->left == 0)
            break;
        const char *newline = memchr(in->at, '\n', in->left);
        size_t n = newline ? (size_t)(newline - in->at) + 1 : in->left;
        keep(in, &len, in->at, n, ret_cut);
        ended = newline != NULL;
        take(in, n);
    }
    if (len == 0 && !ended)
        return false;
    in->line[len] = '\0';
    *ret = in->line;
    *ret_len = len;
    return true;
}

int64_t input_line_number(const struct input *in)
{
    return in->line_number;
}

const char *input_failure(const struct input *in)
{
    return in->failure;
}

int64_t input_position(const struct input *in)
{
    return in->file ? (int64_t)gzoffset(in->file) : in->size - (int64_t)in->left;
}

int64_t input_size(const struct input *in)
{
    return in->size;
}
