/* The ETag of an answer read off the index: strong, of the index revision and all that was asked
 * (hashed: an ETag holds no query). Owned by the request. */
#pragma once
#include "api/http.h"
#include "search/search.h"

const char *search_tag(struct http_request *r, const struct index_info *index);
