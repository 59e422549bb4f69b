/* Counters in Prometheus text. Thread-safe; nothing in them comes from what a person typed. */
#pragma once
#include "api/http.h"

void metrics_request_begins(void);
/* A request of route number `route` (its place in routes[]; -1 = none) is done. */
void metrics_request(int route, int status, int64_t us);
void metrics_connection(int change);
void metrics_write(struct http_request *r, struct http_answer *a);
/* Requests that have begun and are not done. */
int64_t metrics_under_way(void);
/* Requests done so far. */
int64_t metrics_requests(void);
