#include "search/records.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include "schema/base/mem.h"

enum { HEAD_BYTES = 12, BUFFER_BYTES = 1 << 16 };

struct records_writer {
    int fd;
    const char *path;
    char magic[RECORDS_MAGIC_BYTES];
    uint64_t bytes; /* of the file, with what is buffered */
    size_t used;
    bool failed; /* a write failed: the tail of the file is unknown */
    uint8_t buffer[BUFFER_BYTES];
};

static void put_u32(uint8_t *p, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(n >> 8 * i);
}

static uint32_t get_u32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t checksum(const uint8_t *head, const uint8_t *bytes, size_t len)
{
    return (uint32_t)crc32(crc32(0, head, 8), bytes, (uInt)len);
}

/* ------------------------------------------------------------------ writing */

static int writer_close(struct records_writer *w)
{
    if (w->fd >= 0)
        close(w->fd);
    return 0;
}

static enum err_code io_error(struct err *err, const char *path, const char *what)
{
    return err_set(err, ERR_IO, "%s: %s: %s", path, what, strerror(errno));
}

static enum err_code bytes_write(struct records_writer *w, const uint8_t *p, size_t len,
                                 struct err *err)
{
    while (len > 0) {
        ssize_t n = write(w->fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            w->failed = true;
            return io_error(err, w->path, "write");
        }
        p += n;
        len -= (size_t)n;
    }
    return OK;
}

static enum err_code write_out(struct records_writer *w, struct err *err)
{
    if (w->failed)
        return err_set(err, ERR_IO, "%s: a write failed before: open it again", w->path);
    enum err_code code = bytes_write(w, w->buffer, w->used, err);
    if (code == OK)
        w->used = 0;
    return code;
}

/* Through the buffer; what is larger than it goes straight to the file. */
static enum err_code bytes_put(struct records_writer *w, const void *bytes, size_t len,
                               struct err *err)
{
    enum err_code code = OK;
    if (w->failed || len > BUFFER_BYTES - w->used)
        code = write_out(w, err);
    if (code == OK && len > BUFFER_BYTES) {
        code = bytes_write(w, bytes, len, err);
    } else if (code == OK) {
        memcpy(w->buffer + w->used, bytes, len);
        w->used += len;
    }
    if (code == OK)
        w->bytes += len;
    return code;
}

static enum err_code folder_sync(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? mem_strndup(NULL, path, (size_t)(slash - path)) : mem_strdup(NULL, ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err_code code = fd >= 0 && fsync(fd) == 0 ? OK : io_error(err, folder, "sync");
    if (fd >= 0)
        close(fd);
    talloc_free(folder);
    return code;
}

/* Brings the open file to its committed state. */
static enum err_code writer_start(struct records_writer *w, uint64_t committed, struct err *err)
{
    struct stat st;
    char magic[RECORDS_MAGIC_BYTES];
    if (fstat(w->fd, &st) != 0)
        return io_error(err, w->path, "stat");
    if ((uint64_t)st.st_size < committed || (committed > 0 && committed < sizeof magic))
        return err_set(err, ERR_CORRUPT, "%s: %lld bytes, but %llu were committed", w->path,
                       (long long)st.st_size, (unsigned long long)committed);
    if (ftruncate(w->fd, (off_t)committed) != 0 || lseek(w->fd, 0, SEEK_END) < 0)
        return io_error(err, w->path, "truncate");
    w->bytes = committed;
    if (committed == 0) {
        enum err_code code = bytes_put(w, w->magic, sizeof w->magic, err);
        return code == OK ? folder_sync(w->path, err) : code;
    }
    if (pread(w->fd, magic, sizeof magic, 0) != sizeof magic ||
        memcmp(magic, w->magic, sizeof magic) != 0)
        return err_set(err, ERR_CORRUPT, "%s: not a file of this kind", w->path);
    return OK;
}

enum err_code records_writer_open(void *ctx, const char *path, const char *magic,
                                  uint64_t committed_bytes, struct records_writer **ret,
                                  struct err *err)
{
    struct records_writer *w = MEM_NEW(ctx, struct records_writer);
    w->path = mem_strdup(w, path);
    memcpy(w->magic, magic, sizeof w->magic);
    w->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    talloc_set_destructor(w, writer_close);
    enum err_code code =
        w->fd < 0 ? io_error(err, path, "open") : writer_start(w, committed_bytes, err);
    if (code == OK)
        *ret = w;
    else
        talloc_free(w);
    return code;
}

enum err_code records_put(struct records_writer *w, uint32_t docid, const void *bytes, size_t len,
                          struct err *err)
{
    uint8_t head[HEAD_BYTES];
    if (len > RECORDS_MAX_BYTES)
        return err_set(err, ERR_TOO_LARGE, "%s: a record of %zu bytes", w->path, len);
    put_u32(head, docid);
    put_u32(head + 4, (uint32_t)len);
    put_u32(head + 8, checksum(head, bytes, len));
    enum err_code code = bytes_put(w, head, sizeof head, err);
    return code == OK ? bytes_put(w, bytes, len, err) : code;
}

enum err_code records_flush(struct records_writer *w, uint64_t *ret_bytes, struct err *err)
{
    enum err_code code = write_out(w, err);
    if (code != OK)
        return code;
    if (fdatasync(w->fd) != 0) {
        w->failed = true;
        return io_error(err, w->path, "sync");
    }
    *ret_bytes = w->bytes;
    return OK;
}

enum err_code records_append_file(struct records_writer *w, const char *path, struct err *err)
{
    struct records_map *m;
    struct stat st;
    struct record r;
    size_t pos = RECORDS_MAGIC_BYTES, from = pos;
    bool bad = false;
    void *tmp = mem_context(NULL, "records");
    enum err_code code = stat(path, &st) == 0 ? OK : io_error(err, path, "stat");
    if (code == OK)
        code = records_map_open(tmp, path, w->magic, (uint64_t)st.st_size, &m, err);
    while (code == OK && records_next(m, &pos, &r, &bad)) {
        code = bytes_put(w, m->bytes + from, pos - from, err);
        from = pos;
    }
    if (code == OK && bad)
        code = err_set(err, ERR_CORRUPT, "%s: damaged record at byte %zu", path, pos);
    talloc_free(tmp);
    return code;
}

/* ------------------------------------------------------------------ reading */

static int map_close(struct records_map *m)
{
    if (m->bytes)
        munmap((void *)(uintptr_t)m->bytes, m->len);
    return 0;
}

static enum err_code map_file(struct records_map *m, int fd, const char *path, uint64_t committed,
                              struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return io_error(err, path, "stat");
    if ((uint64_t)st.st_size < committed || committed < RECORDS_MAGIC_BYTES)
        return err_set(err, ERR_CORRUPT, "%s: %lld bytes, but %llu were committed", path,
                       (long long)st.st_size, (unsigned long long)committed);
    void *p = mmap(NULL, committed, PROT_READ, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED)
        return io_error(err, path, "map");
    m->bytes = p;
    m->len = committed;
    return OK;
}

enum err_code records_map_open(void *ctx, const char *path, const char *magic,
                               uint64_t committed_bytes, struct records_map **ret, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return io_error(err, path, "open");
    struct records_map *m = MEM_NEW(ctx, struct records_map);
    talloc_set_destructor(m, map_close);
    enum err_code code = map_file(m, fd, path, committed_bytes, err);
    close(fd);
    if (code == OK && memcmp(m->bytes, magic, RECORDS_MAGIC_BYTES) != 0)
        code = err_set(err, ERR_CORRUPT, "%s: not a file of this kind", path);
    if (code == OK)
        *ret = m;
    else
        talloc_free(m);
    return code;
}

bool records_next(const struct records_map *m, size_t *pos, struct record *ret, bool *ret_bad)
{
    *ret_bad = false;
    if (*pos >= m->len)
        return false;
    const uint8_t *p = m->bytes + *pos;
    *ret_bad = m->len - *pos < HEAD_BYTES || get_u32(p + 4) > RECORDS_MAX_BYTES ||
               m->len - *pos - HEAD_BYTES < get_u32(p + 4) ||
               get_u32(p + 8) != checksum(p, p + HEAD_BYTES, get_u32(p + 4));
    if (*ret_bad)
        return false;
    *ret = (struct record){get_u32(p), *pos + HEAD_BYTES, get_u32(p + 4)};
    *pos += HEAD_BYTES + ret->len;
    return true;
}
