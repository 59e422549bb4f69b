/*
 * The only door to mustache: a compiled template and a jansson tree give HTML. Values are
 * HTML-escaped by default ({{{name}}} is for HTML made by the highlighter only). Nothing C++
 * crosses into C. Thread rule: a compiled template is read by one thread at a time (each worker
 * compiles its own set).
 */
#pragma once
#include <jansson.h>
#include "schema/base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

struct page_template;

/* Owned by ctx; ERR_INVALID with mustache's message when the text is no template. */
enum err_code page_shim_compile(void *ctx, const char *text, struct page_template **ret,
                                struct err *err) MUSTCHECK;
/* `partials`: names and templates' texts for {{>name}}, an object of strings (may be NULL). `view`
 * is an object. *ret_html is owned by ctx. */
enum err_code page_shim_render(void *ctx, struct page_template *t, const json_t *view,
                               const json_t *partials, char **ret_html, size_t *ret_len,
                               struct err *err) MUSTCHECK;

#ifdef __cplusplus
}
#endif
