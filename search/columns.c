#include "search/columns.h"
#include "schema/base/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/*
 * File: MAGIC, then records of three little-endian u32 (docid, length of the bytes, CRC-32 over
 * docid, length and bytes) and the bytes: ROW_BYTES of struct column_row and SITE_BYTES for each of
 * its sites. Length 0 says that the document is gone. Damage inside the committed length is
 * ERR_CORRUPT: the CRC finds each single flipped bit and each burst of up to 32.
 */
static const char MAGIC[8] = "shcol2\n";
enum { HEAD_BYTES = 12, ROW_BYTES = 56, SITE_BYTES = 4, BUFFER_BYTES = 1 << 16 };
enum { RECORD_MAX_BYTES = ROW_BYTES + SITE_BYTES * COLUMN_SITES_MAX };
/* Rows lie in one array from the lowest docid to the highest: wider apart than this is damage. */
enum { ROWS_MAX = 1 << 23 };

/* ------------------------------------------------------------------ numbers and records */

static void put_u32(unsigned char *p, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(n >> 8 * i);
}

static uint32_t get_u32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put_u64(unsigned char *p, uint64_t n)
{
    put_u32(p, (uint32_t)n);
    put_u32(p + 4, (uint32_t)(n >> 32));
}

static uint64_t get_u64(const unsigned char *p)
{
    return get_u32(p) | (uint64_t)get_u32(p + 4) << 32;
}

static void row_write(const struct column_row *row, unsigned char p[ROW_BYTES])
{
    const unsigned char fixed[8] = {row->present, row->status,   row->kind,   row->study_type,
                                    row->sex,     row->registry, row->phases, row->flags};
    const int32_t numbers[5] = {row->age_min_days, row->age_max_days, row->published_days,
                                row->updated_days, row->start_days};
    memcpy(p, fixed, 8);
    for (size_t i = 0; i < 5; i++)
        put_u32(p + 8 + 4 * i, (uint32_t)numbers[i]);
    put_u64(p + 28, row->prefectures);
    put_u64(p + 36, row->conditions);
    put_u64(p + 44, row->drug_classes);
    put_u32(p + 52, row->n_sites | (uint32_t)row->n_recruiting << 16);
}

static void row_read(const unsigned char *p, struct column_row *ret)
{
    *ret = (struct column_row){
        .present = 1,
        .status = p[1],
        .kind = p[2],
        .study_type = p[3],
        .sex = p[4],
        .registry = p[5],
        .phases = p[6],
        .flags = p[7],
        .age_min_days = (int32_t)get_u32(p + 8),
        .age_max_days = (int32_t)get_u32(p + 12),
        .published_days = (int32_t)get_u32(p + 16),
        .updated_days = (int32_t)get_u32(p + 20),
        .start_days = (int32_t)get_u32(p + 24),
        .prefectures = get_u64(p + 28),
        .conditions = get_u64(p + 36),
        .drug_classes = get_u64(p + 44),
        .n_sites = (uint16_t)get_u32(p + 52),
        .n_recruiting = (uint16_t)(get_u32(p + 52) >> 16),
    };
}

static uint32_t checksum(const unsigned char *head, const unsigned char *bytes, uint32_t len)
{
    return (uint32_t)crc32(crc32(0, head, 8), bytes, len);
}

struct record {
    uint32_t docid, len;
    const unsigned char *bytes;
};

/* Positions in a record of that many bytes; false when it cannot be that long. */
static bool sites_fit(const unsigned char *bytes, uint32_t len)
{
    uint32_t counts = len >= ROW_BYTES ? get_u32(bytes + 52) : 0;
    uint32_t sites = counts & 0xFFFF, recruiting = counts >> 16;
    return len == 0 || (len == ROW_BYTES + SITE_BYTES * sites && recruiting <= sites);
}

/* The record at data[*pos]; false when it is cut off or damaged. */
static bool record_read(const unsigned char *data, size_t len, size_t *pos, struct record *ret)
{
    if (len - *pos < HEAD_BYTES)
        return false;
    const unsigned char *p = data + *pos;
    struct record r = {get_u32(p), get_u32(p + 4), p + HEAD_BYTES};
    if (r.len > RECORD_MAX_BYTES || len - *pos - HEAD_BYTES < r.len ||
        get_u32(p + 8) != checksum(p, r.bytes, r.len) || !sites_fit(r.bytes, r.len))
        return false;
    *pos += HEAD_BYTES + r.len;
    *ret = r;
    return true;
}

/* ------------------------------------------------------------------ writing */

struct columns_writer {
    int fd;
    const char *path;
    uint64_t bytes; /* of the file, with what is buffered */
    size_t used;
    bool failed; /* a write failed: the tail of the file is unknown */
    unsigned char buffer[BUFFER_BYTES + HEAD_BYTES + RECORD_MAX_BYTES];
};

static int writer_close(struct columns_writer *w)
{
    if (w->fd >= 0)
        close(w->fd);
    return 0;
}

static enum err_code write_out(struct columns_writer *w, struct err *err)
{
    size_t done = 0;
    while (done < w->used && !w->failed) {
        ssize_t n = write(w->fd, w->buffer + done, w->used - done);
        if (n < 0 && errno == EINTR)
            continue;
        w->failed = n <= 0;
        done += n > 0 ? (size_t)n : 0;
    }
    if (w->failed)
        return err_set(err, ERR_IO, "%s: write: %s", w->path, strerror(errno));
    w->used = 0;
    return OK;
}

static enum err_code buffer_put(struct columns_writer *w, const void *bytes, size_t len,
                                struct err *err)
{
    if (w->failed)
        return err_set(err, ERR_IO, "%s: a write failed before: open it again", w->path);
    memcpy(w->buffer + w->used, bytes, len);
    w->used += len;
    w->bytes += len;
    return w->used >= BUFFER_BYTES ? write_out(w, err) : OK;
}

static enum err_code record_put(struct columns_writer *w, uint32_t docid,
                                const unsigned char *bytes, uint32_t len, struct err *err)
{
    unsigned char record[HEAD_BYTES + RECORD_MAX_BYTES];
    put_u32(record, docid);
    put_u32(record + 4, len);
    memcpy(record + HEAD_BYTES, bytes, len);
    put_u32(record + 8, checksum(record, bytes, len));
    return buffer_put(w, record, HEAD_BYTES + len, err);
}

static enum err_code folder_sync(const char *folder, struct err *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good ? OK : err_set(err, ERR_IO, "%s: sync: %s", folder, strerror(errno));
}

/* Brings the open file to its committed state. */
static enum err_code writer_start(struct columns_writer *w, const char *folder, uint64_t committed,
                                  struct err *err)
{
    struct stat st;
    char magic[sizeof MAGIC];
    if (fstat(w->fd, &st) != 0)
        return err_set(err, ERR_IO, "%s: %s", w->path, strerror(errno));
    if ((uint64_t)st.st_size < committed || (committed > 0 && committed < sizeof MAGIC))
        return err_set(err, ERR_CORRUPT, "%s: %lld bytes, but %llu were committed", w->path,
                       (long long)st.st_size, (unsigned long long)committed);
    if (ftruncate(w->fd, (off_t)committed) != 0 || lseek(w->fd, 0, SEEK_END) < 0)
        return err_set(err, ERR_IO, "%s: %s", w->path, strerror(errno));
    w->bytes = committed;
    if (committed == 0) {
        enum err_code code = buffer_put(w, MAGIC, sizeof MAGIC, err);
        return code == OK ? folder_sync(folder, err) : code;
    }
    if (pread(w->fd, magic, sizeof magic, 0) != sizeof magic || memcmp(magic, MAGIC, sizeof magic))
        return err_set(err, ERR_CORRUPT, "%s: not a columns file", w->path);
    return OK;
}

enum err_code columns_writer_open(void *ctx, const char *folder, uint64_t committed_bytes,
                                  struct columns_writer **ret, struct err *err)
{
    struct columns_writer *w = MEM_NEW(ctx, struct columns_writer);
    w->path = mem_printf(w, "%s/columns", folder);
    w->fd = open(w->path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    talloc_set_destructor(w, writer_close);
    enum err_code code = w->fd < 0 ? err_set(err, ERR_IO, "%s: %s", w->path, strerror(errno))
                                   : writer_start(w, folder, committed_bytes, err);
    if (code == OK)
        *ret = w;
    else
        talloc_free(w);
    return code;
}

enum err_code columns_put(struct columns_writer *w, uint32_t docid, const struct column_row *row,
                          const struct column_site *sites, struct err *err)
{
    unsigned char bytes[RECORD_MAX_BYTES];
    if (row->n_sites > COLUMN_SITES_MAX || row->n_recruiting > row->n_sites)
        return err_set(err, ERR_INVALID, "document %u: %u sites", docid, row->n_sites);
    row_write(row, bytes);
    for (uint32_t i = 0; i < row->n_sites; i++)
        put_u32(bytes + ROW_BYTES + SITE_BYTES * i, sites[i].lat | (uint32_t)sites[i].lon << 16);
    return record_put(w, docid, bytes, ROW_BYTES + SITE_BYTES * row->n_sites, err);
}

enum err_code columns_del(struct columns_writer *w, uint32_t docid, struct err *err)
{
    return record_put(w, docid, (const unsigned char *)"", 0, err);
}

enum err_code columns_flush(struct columns_writer *w, uint64_t *ret_bytes, struct err *err)
{
    enum err_code code = write_out(w, err);
    if (code != OK)
        return code;
    if (fdatasync(w->fd) != 0) {
        w->failed = true;
        return err_set(err, ERR_IO, "%s: sync: %s", w->path, strerror(errno));
    }
    *ret_bytes = w->bytes;
    return OK;
}

/* ------------------------------------------------------------------ reading */

struct loaded {
    struct columns columns; /* first: what the caller sees */
    uint64_t bytes;         /* of the file it shows */
};

/* Bytes [from, to) of the file; to 0 = its end. */
static enum err_code file_read(void *ctx, const char *path, uint64_t from, uint64_t to,
                               unsigned char **ret, size_t *ret_len, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        enum err_code code = err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return code;
    }
    to = to ? to : (uint64_t)st.st_size;
    bool whole = (uint64_t)st.st_size >= to && to >= from && to - from <= UINT32_MAX;
    size_t len = whole ? (size_t)(to - from) : 0, got = 0;
    unsigned char *p = MEM_ARRAY(ctx, unsigned char, len + 1);
    ssize_t n = 1;
    while (got < len && n > 0) {
        n = pread(fd, p + got, len - got, (off_t)(from + got));
        got += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    if (!whole)
        return err_set(err, ERR_CORRUPT, "%s: %lld bytes, but %llu were committed", path,
                       (long long)st.st_size, (unsigned long long)to);
    if (got < len)
        return err_set(err, ERR_IO, "%s: could not be read", path);
    *ret = p;
    *ret_len = len;
    return OK;
}

/* What is known of records before they are loaded. */
struct extent {
    uint32_t lo, hi; /* docids */
    uint64_t sites;
};

/* Checks all records of data[pos, len) and widens the extent by them. */
static enum err_code records_check(const char *path, const unsigned char *data, size_t len,
                                   size_t pos, uint64_t at, struct extent *e, struct err *err)
{
    struct record r;
    while (pos < len) {
        if (!record_read(data, len, &pos, &r))
            return err_set(err, ERR_CORRUPT, "%s: damaged record at byte %llu", path,
                           (unsigned long long)(at + pos));
        e->lo = r.docid < e->lo ? r.docid : e->lo;
        e->hi = r.docid > e->hi ? r.docid : e->hi;
        e->sites += r.len ? (r.len - ROW_BYTES) / SITE_BYTES : 0;
    }
    if (e->lo <= e->hi && e->hi - e->lo >= ROWS_MAX)
        return err_set(err, ERR_CORRUPT, "%s: document numbers %u to %u are too far apart", path,
                       e->lo, e->hi);
    return OK;
}

struct filling {
    struct column_row *rows;
    uint32_t first;
    struct column_site *sites;
    uint32_t n_sites;
};

/* The rows of base; of its sites only those that a row still has. */
static void base_fill(struct filling *f, const struct columns *base)
{
    for (uint32_t i = 0; i < base->n; i++) {
        struct column_row *row = &f->rows[base->first - f->first + i];
        *row = base->rows[i];
        memcpy(f->sites + f->n_sites, base->sites + row->sites_at, row->n_sites * sizeof *f->sites);
        row->sites_at = f->n_sites;
        f->n_sites += row->n_sites;
    }
}

static void rows_fill(struct filling *f, const unsigned char *data, size_t len, size_t pos)
{
    struct record r;
    while (pos < len && record_read(data, len, &pos, &r)) {
        struct column_row *row = &f->rows[r.docid - f->first];
        *row = (struct column_row){.present = 0};
        if (r.len == 0)
            continue;
        row_read(r.bytes, row);
        row->sites_at = f->n_sites;
        for (uint32_t i = 0; i < row->n_sites; i++) {
            uint32_t n = get_u32(r.bytes + ROW_BYTES + SITE_BYTES * i);
            f->sites[f->n_sites++] = (struct column_site){(uint16_t)n, (uint16_t)(n >> 16)};
        }
    }
}

static const uint64_t *present_bits(void *ctx, const struct column_row *rows, uint32_t n)
{
    uint64_t *bits = MEM_ARRAY(ctx, uint64_t, n / 64 + 1);
    for (uint32_t i = 0; i < n; i++)
        bits[i / 64] |= (uint64_t)(rows[i].present != 0) << i % 64;
    return bits;
}

/* Everything of base with the records of data behind it. base is copied, not shared: threads that
 * still answer from the older revision keep theirs. */
static enum err_code load(void *ctx, const char *path, const struct loaded *base,
                          const unsigned char *data, size_t len, size_t pos, struct loaded **ret,
                          struct err *err)
{
    uint64_t from = base ? base->bytes : 0;
    bool any = base && base->columns.n;
    struct extent e = {UINT32_MAX, 0, 0};
    if (any)
        e = (struct extent){base->columns.first, base->columns.first + base->columns.n - 1,
                            base->columns.n_sites};
    enum err_code code = records_check(path, data, len, pos, from, &e, err);
    if (code == OK && e.sites >= UINT32_MAX)
        code = err_set(err, ERR_CORRUPT, "%s: too many sites", path);
    if (code != OK)
        return code;
    struct loaded *l = MEM_NEW(ctx, struct loaded);
    uint32_t n = e.lo <= e.hi ? e.hi - e.lo + 1 : 0;
    struct filling f = {.rows = MEM_ARRAY(l, struct column_row, n + 1),
                        .first = e.lo,
                        .sites = MEM_ARRAY(l, struct column_site, e.sites + 1)};
    if (any)
        base_fill(&f, &base->columns);
    rows_fill(&f, data, len, pos);
    l->columns =
        (struct columns){f.rows, n ? e.lo : 0, n, f.sites, f.n_sites, present_bits(l, f.rows, n)};
    l->bytes = from + len;
    *ret = l;
    return OK;
}

static bool has_magic(const unsigned char *data, size_t len)
{
    return len >= sizeof MAGIC && memcmp(data, MAGIC, sizeof MAGIC) == 0;
}

enum err_code columns_open(void *ctx, const char *folder, uint64_t committed_bytes,
                           const struct columns *base_, struct columns **ret, struct err *err)
{
    void *tmp = mem_context(NULL, "columns_open");
    const char *path = mem_printf(tmp, "%s/columns", folder);
    /* The public part is the first member of struct loaded: columns_open makes no others. */
    const struct loaded *base = (const struct loaded *)(const void *)base_;
    if (base && base->bytes > committed_bytes)
        base = NULL;
    unsigned char *data = (unsigned char *)"";
    size_t len = 0, pos = base ? 0 : sizeof MAGIC;
    uint64_t from = base ? base->bytes : 0;
    struct loaded *l = NULL;
    enum err_code code = OK;
    if (committed_bytes > from)
        code = file_read(tmp, path, from, committed_bytes, &data, &len, err);
    if (code == OK && !base && !has_magic(data, len))
        code = err_set(err, ERR_CORRUPT, "%s: not a columns file", path);
    if (code == OK)
        code = load(ctx, path, base, data, len, pos, &l, err);
    if (code == OK)
        *ret = &l->columns;
    talloc_free(tmp);
    return code;
}

/* ------------------------------------------------------------------ joining */

enum err_code columns_append_file(struct columns_writer *w, const char *path, struct err *err)
{
    void *tmp = mem_context(NULL, "columns_append_file");
    unsigned char *data = NULL;
    size_t len = 0, pos = sizeof MAGIC, from = sizeof MAGIC;
    enum err_code code = file_read(tmp, path, 0, 0, &data, &len, err);
    if (code == OK && !has_magic(data, len))
        code = err_set(err, ERR_CORRUPT, "%s: not a columns file", path);
    while (code == OK && pos < len) {
        struct record r;
        if (!record_read(data, len, &pos, &r))
            code = err_set(err, ERR_CORRUPT, "%s: damaged record at byte %zu", path, pos);
        else
            code = buffer_put(w, data + from, pos - from, err);
        from = pos;
    }
    talloc_free(tmp);
    return code;
}
