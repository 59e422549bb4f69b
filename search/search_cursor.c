#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/search_hash.h"
#include "search/search_inner.h"
#include <sodium.h>

/*
 * A cursor is base64url of the fields below and a checksum over them and over the question, so
 * that a cursor of another question or sort, or a mistyped one, is refused. It is no secret and no
 * key: whoever builds one by hand gets a page that search would give anyway.
 */
enum { VERSION = 1, CHECK_BYTES = 8, BODY_BYTES = 38, RAW_BYTES = BODY_BYTES + CHECK_BYTES };

static void put(unsigned char **p, uint64_t n, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *(*p)++ = (unsigned char)(n >> 8 * i);
}

static uint64_t get(const unsigned char **p, int bytes)
{
    uint64_t n = 0;
    for (int i = 0; i < bytes; i++)
        n |= (uint64_t) * (*p)++ << 8 * i;
    return n;
}

static void check_make(const struct search_request *r, const unsigned char body[BODY_BYTES],
                       unsigned char ret[crypto_generichash_BYTES])
{
    const uint64_t sort = r->sort;
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, crypto_generichash_BYTES);
    crypto_generichash_update(&h, body, BODY_BYTES);
    search_hash_words(&h, r);
    search_hash_filters(&h, r);
    crypto_generichash_update(&h, (const unsigned char *)&sort, sizeof sort);
    crypto_generichash_final(&h, ret, crypto_generichash_BYTES);
}

const char *search_cursor_write(void *ctx, const struct search_request *r,
                                const struct search_cursor *c)
{
    unsigned char raw[RAW_BYTES], check[crypto_generichash_BYTES], *p = raw;
    uint64_t score;
    memcpy(&score, &c->score, sizeof score);
    put(&p, VERSION, 1);
    put(&p, c->tier, 1);
    put(&p, c->shown, 4);
    put(&p, c->in_tier, 4);
    put(&p, c->docid, 4);
    put(&p, (uint64_t)c->day, 8);
    put(&p, score, 8);
    put(&p, c->list, 8);
    check_make(r, raw, check);
    memcpy(p, check, CHECK_BYTES);
    char *text = MEM_ARRAY(ctx, char, CURSOR_MAX_BYTES);
    sodium_bin2base64(text, CURSOR_MAX_BYTES, raw, RAW_BYTES,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text;
}

enum err_code search_cursor_read(const struct search_request *r, struct search_cursor *ret,
                                 struct err *err)
{
    unsigned char raw[RAW_BYTES], check[crypto_generichash_BYTES];
    const unsigned char *p = raw;
    size_t n = 0, len = r->cursor ? strlen(r->cursor) : 0;
    *ret = (struct search_cursor){0};
    if (len == 0)
        return OK;
    bool good = len < CURSOR_MAX_BYTES &&
                sodium_base642bin(raw, sizeof raw, r->cursor, len, NULL, &n, NULL,
                                  sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
                n == RAW_BYTES && raw[0] == VERSION;
    if (good)
        check_make(r, raw, check);
    if (!good || memcmp(raw + BODY_BYTES, check, CHECK_BYTES) != 0)
        return err_set(err, ERR_INVALID, "cursor: not one of this search");
    get(&p, 1);
    ret->tier = (uint8_t)get(&p, 1);
    ret->shown = (uint32_t)get(&p, 4);
    ret->in_tier = (uint32_t)get(&p, 4);
    ret->docid = (uint32_t)get(&p, 4);
    ret->day = (int64_t)get(&p, 8);
    uint64_t score = get(&p, 8);
    memcpy(&ret->score, &score, sizeof score);
    ret->list = get(&p, 8);
    if (ret->tier < 1 || ret->tier > 3)
        return err_set(err, ERR_INVALID, "cursor: not one of this search");
    return OK;
}
