/* Every handler of routes.c; each in the file named after its endpoint. */
#pragma once
#include "api/http.h"

void get_trials(struct http_request *r, struct http_answer *a); /* also POST /v1/trials/search */
void get_trial(struct http_request *r, struct http_answer *a);
void post_match(struct http_request *r, struct http_answer *a);
void post_trial_match(struct http_request *r, struct http_answer *a);
void post_profile(struct http_request *r, struct http_answer *a);
void get_history(struct http_request *r, struct http_answer *a);
void get_history_version(struct http_request *r, struct http_answer *a); /* {n} or {a}..{b} */
void get_suggest(struct http_request *r, struct http_answer *a);
void get_vocabulary(struct http_request *r, struct http_answer *a);
void get_vocabulary_list(struct http_request *r, struct http_answer *a);
void get_changes(struct http_request *r, struct http_answer *a);
void get_export_ndjson(struct http_request *r, struct http_answer *a);
void get_export_csv(struct http_request *r, struct http_answer *a);
void get_openapi(struct http_request *r, struct http_answer *a);
void get_livez(struct http_request *r, struct http_answer *a);
void get_readyz(struct http_request *r, struct http_answer *a);
void get_metrics(struct http_request *r, struct http_answer *a);
void get_page_top(struct http_request *r, struct http_answer *a);
void get_page_results(struct http_request *r, struct http_answer *a);
void get_page_join(struct http_request *r, struct http_answer *a);
void post_page_join(struct http_request *r, struct http_answer *a);
void get_page_trial(struct http_request *r, struct http_answer *a);
void get_static(struct http_request *r, struct http_answer *a);
