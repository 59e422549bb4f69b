/* One hit as the templates show it; used by the pages of results and of /join. */
#pragma once
#include "api/page_view.h"

json_t *page_hit_row(struct page *p, void *ctx, const struct page_request *request,
                     const struct search_hit *hit);
