/*
 * Parameters: what a route takes, in a table, and the one reader that holds a request against it.
 * Every problem is found at once, each naming its parameter (the first hundred are told).
 */
#pragma once
#include <jansson.h>
#include "api/http.h"

enum param_type {
    PARAM_TEXT,
    PARAM_NUMBER,
    PARAM_FLAG,
    PARAM_CODES,
    PARAM_DATE,
    PARAM_FACETS,
    PARAM_SORT,
    PARAM_SYNONYMS,
    PARAM_LANG
};

struct param_spec {
    const char *name;
    enum param_type type;
    long min, max;       /* PARAM_NUMBER: range; PARAM_TEXT: bytes at most in max */
    enum code_list list; /* PARAM_CODES */
};

struct param_errors {
    json_t *list; /* of {"parameter","code","message":{ja,en}} */
};

/* Splits "a=b&c=d" into decoded pairs; false when an escape is broken or the text is no UTF-8, and
 * *ret_bad (may be NULL) is then the parameter's name when that could be read. */
bool params_split(void *ctx, const char *query, struct http_param **ret, size_t *ret_n,
                  const char **ret_bad);
/* Percent-decoding ('+' to a space when plus); NULL when it is broken, holds NUL, a control or no
 * UTF-8. */
char *params_decode(void *ctx, const char *s, size_t len, bool plus);
/* As one segment of an address: what is no letter, digit, '-', '.', '_' or '~' is escaped. */
char *params_encode(void *ctx, const char *s);
/* Members of a JSON object as parameters (POST twin of GET): strings, numbers, booleans and lists
 * of strings. */
bool params_from_json(void *ctx, const char *body, size_t len, struct http_param **ret,
                      size_t *ret_n);

/* Members of one object (not of the whole body) as parameters, as above. */
bool params_from_object(void *ctx, const json_t *object, struct http_param **ret, size_t *ret_n);
/* {"pointer","code","message":{ja,en}} into the list. */
void params_pointer_error(struct param_errors *e, const char *pointer, const char *code,
                          const char *ja, const char *en);

/* The Link header (RFC 8288) of the next page: this request with `name` = cursor. Owned by r->ctx.
 */
const char *params_next_link(struct http_request *r, const char *path, const char *name,
                             const char *cursor);

/* All parameters against the table; true when none is wrong. Empty values count as not given. */
bool params_check(struct http_request *r, const struct param_spec *specs,
                  struct param_errors *errors);
void params_error(struct param_errors *e, const char *parameter, const char *code, const char *ja,
                  const char *en);
/* Value of a parameter (last one), NULL when it is not given or empty. */
const char *param_get(const struct http_request *r, const char *name);
long param_number(const struct http_request *r, const char *name, long missing);
bool param_flag(const struct http_request *r, const char *name);
/* Bit set of a code list over all its values (repeated, or separated by commas). */
code_set param_codes(const struct http_request *r, const char *name, enum code_list list);

/* The search parameters (api.md GET /v1/trials) into a request; the route's table has checked them.
 */
extern const struct param_spec search_params[];
/* `near` is left to place.h. */
void search_params_read(const struct http_request *r, struct search_request *ret);
extern const char *const facet_names[FACET_COUNT];
extern const enum code_list facet_lists[FACET_COUNT]; /* not of facets by concept */
