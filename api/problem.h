/* Errors as application/problem+json (RFC 9457): {type, title{ja,en}, status, detail, errors[],
 * request_id}. */
#pragma once
#include <jansson.h>
#include "api/http.h"

/* `detail` may be NULL; `errors` (may be NULL) is taken over: [{parameter|pointer, code,
 * message{ja,en}}]. */
void problem_answer(struct http_request *r, struct http_answer *a, enum err_code code,
                    const char *detail, json_t *errors);
/* A search or store error: what a client may know of it (parameter errors name the parameter). */
void problem_from_err(struct http_request *r, struct http_answer *a, enum err_code code,
                      const struct err *err);
