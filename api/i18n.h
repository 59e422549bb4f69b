/*
 * Words of the pages in three languages: api/web/locale/{ja,easy,en}.po, compiled by msgfmt into
 * .mo files that are read at start. Looked up per request: the process locale plays no part (ja_JP
 * is absent on plain machines). Thread rule: constant after i18n_load.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "schema/base/err.h"
#include "schema/codes.h"

struct i18n;

/* Reads <folder>/{ja,easy,en}.mo; ERR_IO or ERR_CORRUPT names the file. Owned by ctx. */
enum err_code i18n_load(void *ctx, const char *folder, struct i18n **ret,
                        struct err *err) MUSTCHECK;
/* The word for `key`; the key itself when there is none (a test makes sure that there is one). */
const char *i18n_text(const struct i18n *i, enum lang lang, const char *key);
/* Every key of a language in byte order: 0 … n-1; *ret_text its word. NULL behind the last. */
const char *i18n_key(const struct i18n *i, enum lang lang, size_t n, const char **ret_text);

/* "ja", "easy", "en". */
const char *lang_name(enum lang lang);
/* Value of the lang parameter; false when it is none of the three. */
bool lang_read(const char *name, enum lang *ret);
/* Best of Accept-Language (NULL or nothing that fits: Japanese). */
enum lang lang_accept(const char *accept_language);
