#include "schema/base/err.h"
#include <stdio.h>
#include <string.h>

static const struct {
    int status;
    const char *key;
    const char *symbol;
} err_table[ERR_COUNT] = {
#define ERR_ROW(symbol_, status_, key_) [symbol_] = {status_, key_, #symbol_},
    ERR_LIST(ERR_ROW)
#undef ERR_ROW
};

int err_http_status(enum err_code code)
{
    return code < ERR_COUNT ? err_table[code].status : 500;
}

const char *err_key(enum err_code code)
{
    return code < ERR_COUNT ? err_table[code].key : "internal";
}

const char *err_symbol(enum err_code code)
{
    return code < ERR_COUNT ? err_table[code].symbol : "ERR_UNKNOWN";
}

enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    if (!err)
        return code;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    err->code = code;
    return code;
}

enum err_code err_wrap(struct err *err, const char *fmt, ...)
{
    if (!err)
        return ERR_INTERNAL;
    char before[ERR_TEXT_BYTES];
    memcpy(before, err->text, sizeof before);
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    size_t used = n < 0 ? 0 : (size_t)n;
    if (used < sizeof err->text)
        snprintf(err->text + used, sizeof err->text - used, ": %.*s",
                 (int)(sizeof err->text - used - 1), before);
    return err->code;
}
