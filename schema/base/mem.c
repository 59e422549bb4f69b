#include "schema/base/mem.h"
#include "schema/base/log.h"
#include <string.h>

void mem_start(void)
{
    talloc_free(talloc_new(NULL));
}

void *mem_check(void *p)
{
    if (p)
        return p;
    log_error("out_of_memory");
    abort();
}

void *mem_zero(void *p, size_t len)
{
    return memset(mem_check(p), 0, len);
}

char *mem_strdup(const void *ctx, const char *s)
{
    return s ? mem_check(talloc_strdup(ctx, s)) : NULL;
}

char *mem_strndup(const void *ctx, const char *s, size_t len)
{
    return mem_check(talloc_strndup(ctx, s, len));
}

void *mem_memdup(const void *ctx, const void *p, size_t len)
{
    return mem_check(talloc_memdup(ctx, p, len));
}

char *mem_vprintf(const void *ctx, const char *fmt, va_list ap)
{
    return mem_check(talloc_vasprintf(ctx, fmt, ap));
}

char *mem_printf(const void *ctx, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *s = mem_vprintf(ctx, fmt, ap);
    va_end(ap);
    return s;
}

void *mem_context(const void *ctx, const char *name)
{
    void *p = mem_check(talloc_new(ctx));
    talloc_set_name_const(p, name);
    return p;
}
