/* The answer's way out: conditional requests, compression, headers, logging of nothing but route,
 * status and time. */
#include "api/http_state.h"
#include "api/problem.h"
#include "api/routes.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <brotli/encode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#define COMPRESS_FROM_BYTES 1024
#define STREAM_BLOCK_BYTES  65536
#define FILE_MAX_BYTES      (2u << 20)

void http_header(struct http_answer *a, const char *name, const char *value)
{
    if (value && a->n_headers < HTTP_ANSWER_HEADERS) {
        a->headers[a->n_headers].name = name;
        a->headers[a->n_headers++].value = value;
    }
}

void http_json_text(struct http_answer *a, int status, const char *text, size_t len)
{
    a->status = status;
    a->content_type = "application/json; charset=utf-8";
    a->body = text;
    a->len = len;
}

void http_json(struct http_answer *a, int status, struct jsonw *w)
{
    http_json_text(a, status, jsonw_text(w), w->len);
}

void http_file(struct http_request *r, struct http_answer *a, const char *path,
               const char *content_type)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        problem_answer(r, a, ERR_NOT_FOUND, NULL, NULL);
        return;
    }
    char *bytes = MEM_ARRAY(r->ctx, char, FILE_MAX_BYTES);
    a->len = fread(bytes, 1, FILE_MAX_BYTES, f);
    fclose(f);
    a->status = 200;
    a->content_type = content_type;
    a->body = bytes;
    a->cache = "public, max-age=3600";
    a->etag = mem_printf(r->ctx, "%016llx", (unsigned long long)text_hash(bytes, a->len));
}

/* ------------------------------------------------------------------ compression */

static const char *const coding_names[CODINGS] = {NULL, "gzip", "zstd", "br"};

/* Weight of one coding in Accept-Encoding (RFC 9110 §12.5.3); -1 when it is not named. */
static double weight_of(const char *accept, const char *name)
{
    struct span rest = {accept, strlen(accept)}, item;
    while (text_split_next(&rest, ",", &item)) {
        char text[80];
        item = text_trim_span(item);
        snprintf(text, sizeof text, "%.*s", (int)(item.len < 70 ? item.len : 70), item.p);
        size_t len = strcspn(text, "; ");
        if (strlen(name) != len || !text_starts_with_nocase(text, name))
            continue;
        const char *q = strstr(text + len, "q=");
        return q ? strtod(q + 2, NULL) : 1;
    }
    return -1;
}

/* The best coding that the client takes; among equals br, then zstd, then gzip. */
static enum coding choose(const char *accept)
{
    enum coding best = CODING_NONE;
    double best_weight = 0;
    for (int c = CODING_GZIP; accept && c <= CODING_BROTLI; c++) {
        double weight = weight_of(accept, coding_names[c]);
        if (weight < 0)
            weight = weight_of(accept, "*");
        if (weight > 0 && weight >= best_weight) {
            best = (enum coding)c;
            best_weight = weight;
        }
    }
    return best;
}

static size_t gzip(const char *in, size_t len, char *out, size_t cap)
{
    z_stream z = {.next_in = (Bytef *)(unsigned long)in,
                  .avail_in = (uInt)len,
                  .next_out = (Bytef *)out,
                  .avail_out = (uInt)cap};
    if (deflateInit2(&z, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    size_t n = deflate(&z, Z_FINISH) == Z_STREAM_END ? z.total_out : 0;
    deflateEnd(&z);
    return n;
}

/* Levels chosen for speed: the page answers first. 0 when it does not get smaller. */
static size_t compress_into(enum coding coding, const char *in, size_t len, char *out, size_t cap)
{
    size_t n = cap;
    if (coding == CODING_GZIP)
        return gzip(in, len, out, cap);
    if (coding == CODING_BROTLI)
        return BrotliEncoderCompress(3, 18, BROTLI_MODE_TEXT, len, (const uint8_t *)in, &n,
                                     (uint8_t *)out)
                   ? n
                   : 0;
    n = ZSTD_compress(out, cap, in, len, 2);
    return ZSTD_isError(n) ? 0 : n;
}

static enum coding coding_for(const struct exchange *x)
{
    const struct http_answer *a = &x->answer;
    bool as_it_is = a->stream || a->compressed || a->len < COMPRESS_FROM_BYTES;
    return as_it_is ? CODING_NONE : choose(x->request.accept_encoding);
}

static void compress_answer(struct exchange *x, enum coding coding)
{
    struct http_answer *a = &x->answer;
    if (coding == CODING_NONE || a->len == 0)
        return;
    char *out = MEM_ARRAY(x->ctx, char, a->len);
    size_t n = compress_into(coding, a->body, a->len, out, a->len);
    if (n == 0)
        return;
    a->body = out;
    a->len = n;
    http_header(a, "Content-Encoding", coding_names[coding]);
}

/* ------------------------------------------------------------------ conditional requests */

/* If-None-Match: "*", or a list of tags; a weak mark does not matter for GET (RFC 9110 §13.1.2). */
static bool matches(const char *if_none_match, const char *tag)
{
    struct span rest = {if_none_match, if_none_match ? strlen(if_none_match) : 0}, item;
    while (rest.p && text_split_next(&rest, ",", &item)) {
        item = text_trim_span(item);
        if (item.len == 1 && *item.p == '*')
            return true;
        if (item.len > 2 && memcmp(item.p, "W/", 2) == 0)
            item = (struct span){item.p + 2, item.len - 2};
        if (item.len == strlen(tag) && memcmp(item.p, tag, item.len) == 0)
            return true;
    }
    return false;
}

/* A strong tag names bytes: each coding has its own (RFC 9110 §8.8.3.3). In its quotes. */
static const char *tag_of(struct exchange *x, enum coding coding)
{
    struct http_kept *kept = x->answer.kept;
    if (kept && kept->tags[coding])
        return kept->tags[coding];
    const char *name = coding_names[coding];
    const char *tag = mem_printf(kept ? (void *)kept : x->ctx, "\"%s%s%s\"", x->answer.etag,
                                 name ? "-" : "", name ? name : "");
    if (kept)
        kept->tags[coding] = tag;
    return tag;
}

static void apply_condition(struct exchange *x, enum coding coding)
{
    struct http_answer *a = &x->answer;
    if (!a->etag || a->status != 200)
        return;
    const char *tag = tag_of(x, coding);
    http_header(a, "ETag", tag);
    if (!matches(x->request.if_none_match, tag))
        return;
    a->status = 304;
    a->body = NULL;
    a->len = 0;
    a->stream = NULL;
}

/* ------------------------------------------------------------------ sending */

static const char digest_name[] = "Repr-Digest";

/* RFC 9530 Repr-Digest, behind the last chunk: who fetched a dump can tell that it is whole. */
static void add_digest(struct exchange *x)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(sizeof hash, sodium_base64_VARIANT_ORIGINAL)];
    crypto_hash_sha256_final(&x->digest, hash);
    sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    MHD_add_response_footer(x->response, digest_name, mem_printf(x->ctx, "sha-256=:%s:", text));
}

static ssize_t give_stream(void *cls, uint64_t position, char *out, size_t max)
{
    struct exchange *x = cls;
    (void)position;
    long n = x->answer.stream(x->answer.state, out, max);
    if (n > 0) {
        x->sent += (size_t)n;
        crypto_hash_sha256_update(&x->digest, (const unsigned char *)out, (size_t)n);
    }
    if (n == 0)
        add_digest(x);
    return n > 0    ? (ssize_t)n
           : n == 0 ? MHD_CONTENT_READER_END_OF_STREAM
                    : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void put(struct MHD_Response *response, const char *name, const char *value)
{
    if (value)
        MHD_add_response_header(response, name, value);
}

static void add_headers(struct MHD_Response *response, const struct exchange *x, bool close_after)
{
    const struct http_answer *a = &x->answer;
    put(response, "Content-Type", a->len || a->stream ? a->content_type : NULL);
    put(response, "Cache-Control", a->cache ? a->cache : "no-cache");
    put(response, "X-Content-Type-Options", "nosniff");
    put(response, "Referrer-Policy", "no-referrer");
    put(response, "Cross-Origin-Opener-Policy", "same-origin");
    put(response, "Content-Security-Policy",
        a->html ? "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
                  "base-uri 'none'; frame-ancestors 'none'"
                : "default-src 'none'; frame-ancestors 'none'");
    if (!a->html) { /* public reads may be used by any portal's page; no credentials */
        put(response, "Access-Control-Allow-Origin", "*");
        put(response, "Access-Control-Expose-Headers",
            "ETag, Link, RateLimit-Limit, RateLimit-Remaining, Retry-After, X-Request-Id");
    }
    for (size_t i = 0; i < a->n_headers; i++)
        put(response, a->headers[i].name, a->headers[i].value);
    if (close_after)
        put(response, "Connection", "close");
}

/* NULL: this answer is made for this request alone. */
static struct ready *ready_of(const struct http_answer *a, enum coding coding)
{
    if (!a->kept)
        return NULL;
    return a->status == 304 ? &a->kept->unchanged[coding] : &a->kept->full[coding];
}

static struct MHD_Response *make_response(struct exchange *x)
{
    const struct http_answer *a = &x->answer;
    if (a->stream)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES, give_stream,
                                                 x, NULL);
    /* what is sent again outlives the request */
    return MHD_create_response_from_buffer(a->len, (void *)(unsigned long)(a->body ? a->body : ""),
                                           a->kept ? MHD_RESPMEM_MUST_COPY
                                                   : MHD_RESPMEM_PERSISTENT);
}

/* Body and headers; false without memory. */
static bool make_ready(struct exchange *x, enum coding coding, bool close_after,
                       struct ready *ready)
{
    struct http_answer *a = &x->answer;
    compress_answer(x, coding);
    if (!ready->response)
        ready->response = make_response(x);
    if (!ready->response)
        return false;
    add_headers(ready->response, x, close_after);
    if (a->stream) {
        put(ready->response, "Trailer", digest_name);
        crypto_hash_sha256_init(&x->digest);
        x->response = ready->response;
    }
    ready->len = a->stream ? 0 : a->len;
    ready->dressed = true;
    return true;
}

enum MHD_Result http_send(struct MHD_Connection *c, struct exchange *x, bool close_after)
{
    struct http_answer *a = &x->answer;
    struct ready once = {0};
    enum coding coding = coding_for(x);
    if (!a->stream)
        http_header(a, "Vary", "Accept-Encoding, Accept-Language");
    apply_condition(x, coding);
    struct ready *kept = close_after ? NULL : ready_of(a, coding);
    struct ready *ready = kept ? kept : &once;
    if (!ready->dressed && !make_ready(x, coding, close_after, ready))
        return MHD_NO;
    http_ready_change(ready, x);
    x->sent = ready->len;
    enum MHD_Result result = MHD_queue_response(c, (unsigned)a->status, ready->response);
    if (!kept)
        MHD_destroy_response(ready->response);
    return result;
}
