/* Parts of answers that several endpoints give: hits, concepts, the state of the index. */
#pragma once
#include "schema/base/jsonw.h"
#include "search/search.h"

/* Members of the object that is open. */
void answer_hit_members(struct jsonw *w, const struct search_hit *hit);
void answer_index(struct jsonw *w, const struct index_info *index);
/* An array. */
void answer_concepts(struct jsonw *w, const struct search_concept *concepts, size_t n);
void answer_strings(struct jsonw *w, const char *const *items, size_t n);
