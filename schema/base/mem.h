/*
 * Memory: talloc with one rule. A context belongs to a request, a record or a thread and is freed
 * as a whole. An allocation that fails ends the program with a log line: sizes from outside are
 * bounded long before they reach an allocator, so running out means the machine is out of memory,
 * and a supervised restart is the only honest answer. (The index shim is the exception: it reports
 * C++ bad_alloc as ERR_NOMEM.) Call mem_start() once in main() before any thread starts:
 * talloc 2.4.0 initialises its null context lazily.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <talloc.h>

#define MEM_NEW(ctx, type)      ((type *)mem_check(talloc_zero(ctx, type)))
#define MEM_ARRAY(ctx, type, n) ((type *)mem_check(talloc_zero_array(ctx, type, (unsigned)(n))))
/* The same with room in one piece for about `pieces` small children of `bytes` together: they cost
 * no allocation each; what finds no room is allocated as ever. */
#define MEM_POOL(ctx, type, pieces, bytes)                                                         \
    ((type *)mem_zero(talloc_pooled_object(ctx, type, pieces, bytes), sizeof(type)))
/* Grows array `p` (may be NULL) to n elements; the new ones are not cleared. */
#define MEM_GROW(ctx, p, type, n) ((type *)mem_check(talloc_realloc(ctx, p, type, (unsigned)(n))))

void mem_start(void);
void *mem_check(void *p);                         /* p, or the end of the program when p is NULL */
void *mem_zero(void *p, size_t len);              /* the same, cleared */
char *mem_strdup(const void *ctx, const char *s); /* NULL gives NULL */
char *mem_strndup(const void *ctx, const char *s, size_t len); /* at most len bytes */
void *mem_memdup(const void *ctx, const void *p, size_t len);
char *mem_printf(const void *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *mem_vprintf(const void *ctx, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
/* A child context named for talloc reports. */
void *mem_context(const void *ctx, const char *name);
