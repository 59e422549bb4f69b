/*
 * A streaming JSON writer into a growing talloc buffer: no tree is built. The caller keeps the
 * order right (key before value inside objects); commas are put by the writer. Strings must be
 * UTF-8: a byte sequence that is not is written as U+FFFD, so the output is always valid JSON.
 * Control characters are escaped; U+2028/2029 and '<' too, so that a value may stand inside an HTML
 * script element.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jsonw {
    void *ctx;
    char *buf; /* NUL-terminated after jsonw_text */
    size_t len, cap;
    bool comma; /* a comma is due before the next value or key */
};

void jsonw_init(struct jsonw *w, void *ctx);
void jsonw_clear(struct jsonw *w);       /* empty again, keeps the buffer */
const char *jsonw_text(struct jsonw *w); /* NUL-terminated; owned by ctx; w->len bytes */

void jsonw_object_begin(struct jsonw *w);
void jsonw_object_end(struct jsonw *w);
void jsonw_array_begin(struct jsonw *w);
void jsonw_array_end(struct jsonw *w);
/* key: a name chosen in code or tables, of letters, digits, _ and -; it is not escaped. */
void jsonw_key(struct jsonw *w, const char *key);

void jsonw_str(struct jsonw *w, const char *s); /* NULL writes null */
void jsonw_strn(struct jsonw *w, const char *s, size_t len);
void jsonw_int(struct jsonw *w, int64_t n);
void jsonw_double(struct jsonw *w,
                  double d); /* shortest text that reads back the same; not finite: null */
void jsonw_bool(struct jsonw *w, bool b);
void jsonw_null(struct jsonw *w);
void jsonw_raw(struct jsonw *w, const char *json, size_t len); /* a complete JSON value, trusted */
void jsonw_newline(struct jsonw *w); /* between NDJSON lines: no comma before the next value */

void jsonw_key_str(struct jsonw *w, const char *key,
                   const char *s); /* nothing at all when s is NULL */
void jsonw_key_int(struct jsonw *w, const char *key, int64_t n);
void jsonw_key_bool(struct jsonw *w, const char *key, bool b);
