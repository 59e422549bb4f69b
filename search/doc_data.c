#include "search/doc_data.h"
#include "schema/base/mem.h"
#include "search/idx_layout.h"
#include <stdint.h>
#include <string.h>
#include <zstd.h>

/* A record has 2 MB at most (TRIAL_JSON_MAX_BYTES); what claims to be much larger is damage. */
enum { LEVEL = 3, MAGIC_BYTES = sizeof IDX_DATA_MAGIC - 1, UNPACKED_MAX_BYTES = 64 << 20 };

struct doc_packer {
    ZSTD_CCtx *zstd;
    char *bytes;
    size_t cap;
};
struct doc_unpacker {
    ZSTD_DCtx *zstd;
};

/* ------------------------------------------------------------------ packing */

static int packer_free(struct doc_packer *p)
{
    ZSTD_freeCCtx(p->zstd);
    return 0;
}

static int unpacker_free(struct doc_unpacker *u)
{
    ZSTD_freeDCtx(u->zstd);
    return 0;
}

struct doc_packer *doc_packer_new(void *ctx)
{
    struct doc_packer *p = MEM_NEW(ctx, struct doc_packer);
    p->zstd = mem_check(ZSTD_createCCtx());
    talloc_set_destructor(p, packer_free);
    ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_checksumFlag, 1);
    return p;
}

struct doc_unpacker *doc_unpacker_new(void *ctx)
{
    struct doc_unpacker *u = MEM_NEW(ctx, struct doc_unpacker);
    u->zstd = mem_check(ZSTD_createDCtx());
    talloc_set_destructor(u, unpacker_free);
    return u;
}

/* There is room for any input, so that zstd can fail for want of memory only. */
static size_t frame_write(struct doc_packer *p, size_t at, const char *bytes, size_t len)
{
    size_t n = ZSTD_compress2(p->zstd, p->bytes + at, p->cap - at, bytes, len);
    mem_check(ZSTD_isError(n) ? NULL : p);
    return at + n;
}

void doc_data_pack(struct doc_packer *p, const char *head, size_t head_len, const char *record,
                   size_t record_len, const char **ret, size_t *ret_len)
{
    size_t want = MAGIC_BYTES + ZSTD_compressBound(head_len) + ZSTD_compressBound(record_len);
    if (want > p->cap) {
        p->bytes = MEM_GROW(p, p->bytes, char, want);
        p->cap = want;
    }
    memcpy(p->bytes, IDX_DATA_MAGIC, MAGIC_BYTES);
    size_t at = frame_write(p, MAGIC_BYTES, head, head_len);
    ZSTD_CCtx_refPrefix(p->zstd, head, head_len); /* of the next frame only */
    *ret_len = frame_write(p, at, record, record_len);
    *ret = p->bytes;
}

/* ------------------------------------------------------------------ unpacking */

static enum err_code damaged(struct err *err)
{
    return err_set(err, ERR_CORRUPT, "document data is damaged");
}

/* The frame at *at, which moves behind it. `prefix`: what it was compressed against. */
static enum err_code frame_read(struct doc_unpacker *u, void *ctx, const char *data, size_t len,
                                size_t *at, const char *prefix, size_t prefix_len, const char **ret,
                                size_t *ret_len, struct err *err)
{
    size_t packed = ZSTD_findFrameCompressedSize(data + *at, len - *at);
    if (ZSTD_isError(packed))
        return damaged(err);
    unsigned long long size = ZSTD_getFrameContentSize(data + *at, packed);
    if (size > UNPACKED_MAX_BYTES) /* unknown and error are larger */
        return damaged(err);
    char *bytes = MEM_ARRAY(ctx, char, size + 1);
    ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_and_parameters);
    if (prefix)
        ZSTD_DCtx_refPrefix(u->zstd, prefix, prefix_len);
    size_t n = ZSTD_decompressDCtx(u->zstd, bytes, (size_t)size, data + *at, packed);
    if (ZSTD_isError(n) || n != size) {
        talloc_free(bytes);
        return damaged(err);
    }
    *at += packed;
    *ret = bytes;
    *ret_len = n;
    return OK;
}

static enum err_code head_read(struct doc_unpacker *u, void *ctx, const char *data, size_t len,
                               size_t *at, const char **ret, size_t *ret_len, struct err *err)
{
    *at = MAGIC_BYTES;
    if (len < MAGIC_BYTES || memcmp(data, IDX_DATA_MAGIC, MAGIC_BYTES) != 0)
        return damaged(err);
    return frame_read(u, ctx, data, len, at, NULL, 0, ret, ret_len, err);
}

enum err_code doc_data_head(struct doc_unpacker *u, void *ctx, const char *data, size_t len,
                            const char **ret, size_t *ret_len, struct err *err)
{
    size_t at;
    return head_read(u, ctx, data, len, &at, ret, ret_len, err);
}

enum err_code doc_data_both(struct doc_unpacker *u, void *ctx, const char *data, size_t len,
                            const char **ret_head, size_t *ret_head_len, const char **ret_record,
                            size_t *ret_record_len, struct err *err)
{
    size_t at, head_len, record_len;
    const char *head, *record;
    enum err_code code = head_read(u, ctx, data, len, &at, &head, &head_len, err);
    if (code == OK)
        code = frame_read(u, ctx, data, len, &at, head, head_len, &record, &record_len, err);
    if (code != OK)
        return code;
    *ret_head = head;
    *ret_head_len = head_len;
    *ret_record = record;
    *ret_record_len = record_len;
    return OK;
}

/* ------------------------------------------------------------------ sections */

void doc_section_head(char tag, size_t len, char ret[DOC_SECTION_HEAD_BYTES])
{
    ret[0] = tag;
    for (int i = 1; i < DOC_SECTION_HEAD_BYTES; i++, len >>= 8)
        ret[i] = (char)(len & 0xFF);
}

bool doc_section_next(const char *head, size_t len, size_t *pos, struct doc_section *ret,
                      bool *ret_bad)
{
    *ret_bad = false;
    if (*pos >= len)
        return false;
    *ret_bad = len - *pos < DOC_SECTION_HEAD_BYTES;
    if (*ret_bad)
        return false;
    const unsigned char *p = (const unsigned char *)head + *pos;
    uint32_t n = p[1] | (uint32_t)p[2] << 8 | (uint32_t)p[3] << 16 | (uint32_t)p[4] << 24;
    *ret_bad = n > len - *pos - DOC_SECTION_HEAD_BYTES;
    if (*ret_bad)
        return false;
    *ret = (struct doc_section){(char)p[0], head + *pos + DOC_SECTION_HEAD_BYTES, n};
    *pos += DOC_SECTION_HEAD_BYTES + n;
    return true;
}
