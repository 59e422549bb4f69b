/* The whole API in one table. `shirube-api --routes` prints it; a test holds it against
 * openapi.json. */
#pragma once
#include "api/http.h"
#include "api/params.h"

typedef void (*http_handler)(struct http_request *r, struct http_answer *a);

/* What a POST brings. */
enum route_body {
    BODY_PARAMS,   /* a JSON object of parameters */
    BODY_DOCUMENT, /* a JSON object that the handler reads: r->document */
    BODY_FORM      /* a page's form: parameters */
};

struct route {
    const char *method, *path; /* path segments in braces match one segment */
    http_handler handler;
    const struct param_spec *params; /* ended by name NULL; NULL = none */
    bool page; /* HTML: errors are pages too, and it is no part of openapi.json */
    enum route_body body;
};

/* Ended by a row whose method is NULL. */
extern const struct route routes[];

/* The route of method and path (as sent, not decoded); fills path_values. When only the method is
 * wrong, *ret_allow is set
 * ("GET, HEAD"). */
const struct route *route_find(void *ctx, const char *method, const char *path,
                               const char *ret_values[2], const char **ret_allow);
