/*
 * The one list of errors. A function that can fail returns enum err_code and takes `struct err
 * *err` last; it fills err->text (for the log, never shown to a patient, never holding a query or a
 * fact about a person) and returns the code. Results come back through ret_… parameters set only on
 * success. HTTP status and message key of each code are what api/ answers with; the key is looked
 * up in the locale files.
 */
#pragma once
#include <stdarg.h>

#define ERR_TEXT_BYTES 512
#define MUSTCHECK      __attribute__((warn_unused_result))

/*        symbol            HTTP  message key */
#define ERR_LIST(X)                                                                                \
    X(OK, 200, "ok")                                                                               \
    X(ERR_INVALID, 400, "invalid_request") /* a parameter, field or file is malformed */           \
    X(ERR_UNAUTHORIZED, 401, "unauthorized")                                                       \
    X(ERR_FORBIDDEN, 403, "forbidden")                                                             \
    X(ERR_NOT_FOUND, 404, "not_found")                                                             \
    X(ERR_METHOD, 405, "method_not_allowed")                                                       \
    X(ERR_NOT_ACCEPTABLE, 406, "not_acceptable")                                                   \
    X(ERR_TIMEOUT, 408, "request_timeout")                                                         \
    X(ERR_CONFLICT, 409, "conflict") /* unique key, optimistic lock, second writer */              \
    X(ERR_GONE, 410, "gone")                                                                       \
    X(ERR_PRECONDITION, 412, "precondition_failed")                                                \
    X(ERR_TOO_LARGE, 413, "content_too_large")                                                     \
    X(ERR_URI_TOO_LONG, 414, "uri_too_long")                                                       \
    X(ERR_MEDIA_TYPE, 415, "unsupported_media_type")                                               \
    X(ERR_UNPROCESSABLE, 422, "unprocessable") /* a record that breaks rules of the registry */    \
    X(ERR_PRECONDITION_REQUIRED, 428, "precondition_required")                                     \
    X(ERR_RATE, 429, "too_many_requests")                                                          \
    X(ERR_HEADERS_TOO_LARGE, 431, "headers_too_large")                                             \
    X(ERR_INTERNAL, 500, "internal")                                                               \
    X(ERR_NOMEM, 500, "internal")                                                                  \
    X(ERR_IO, 500, "internal")               /* a file could not be read or written */             \
    X(ERR_CORRUPT, 500, "internal")          /* what was read back is not what was written */      \
    X(ERR_VERSION, 503, "index_unavailable") /* index or schema of another format: rebuilt soon */ \
    X(ERR_NO_DATABASE, 503, "database_unavailable") /* PostgreSQL down or connection lost */       \
    X(ERR_NO_INDEX, 503, "index_unavailable")       /* no generation to open */                    \
    X(ERR_BUSY, 503, "busy")                        /* a lock is held, a queue is full */          \
    X(ERR_MODIFIED, 503, "busy") /* index moved on under the reader: run again */                  \
    X(ERR_STOPPING, 503, "stopping")

enum err_code {
#define ERR_ENUM(symbol, status, key) symbol,
    ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
        ERR_COUNT
};

struct err {
    enum err_code code;
    char text[ERR_TEXT_BYTES];
};

#ifdef __cplusplus
extern "C" {
#endif

int err_http_status(enum err_code code);
const char *err_key(enum err_code code);    /* "not_found" */
const char *err_symbol(enum err_code code); /* "ERR_NOT_FOUND" */

/* Fills err (when not NULL) and returns code, so that `return err_set(err, ERR_IO, "…")` reads
 * well. */
enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts "what: " before the text that is there, keeps the code. */
enum err_code err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif
