#include "api/answer_search.h"
#include <math.h>
#include <string.h>
#include "schema/base/clock.h"

static void write_nearest(struct jsonw *w, const struct search_site *s)
{
    jsonw_object_begin(w);
    jsonw_key(w, "name");
    jsonw_object_begin(w);
    jsonw_key_str(w, "ja", s->ja);
    jsonw_key_str(w, "en", s->en);
    jsonw_object_end(w);
    jsonw_key_str(w, "prefecture", code_text(CODE_PREFECTURE, (int)s->prefecture));
    jsonw_key_str(w, "status", code_text(CODE_RECRUITMENT_STATUS, (int)s->status));
    jsonw_key(w, "distance_km");
    jsonw_double(w, round(s->distance_km * 10) / 10);
    jsonw_key_str(w, "accuracy", s->accuracy);
    jsonw_object_end(w);
}

static void write_sites(struct jsonw *w, const struct search_sites *s)
{
    jsonw_key(w, "sites");
    jsonw_object_begin(w);
    jsonw_key_int(w, "recruiting", s->recruiting);
    jsonw_key_int(w, "total", s->total);
    jsonw_key(w, "nearest");
    if (s->has_nearest)
        write_nearest(w, &s->nearest);
    else
        jsonw_null(w);
    jsonw_object_end(w);
}

void answer_hit_members(struct jsonw *w, const struct search_hit *hit)
{
    jsonw_raw(w, hit->card_json, strlen(hit->card_json));
    write_sites(w, &hit->sites);
    jsonw_key_int(w, "tier", hit->tier);
    jsonw_key(w, "score");
    jsonw_double(w, round(hit->score * 1e4) / 1e4);
    jsonw_key(w, "snippet");
    jsonw_array_begin(w);
    for (size_t i = 0; i < hit->n_snippets; i++) {
        jsonw_object_begin(w);
        jsonw_key_str(w, "field", hit->snippets[i].field);
        jsonw_key_str(w, "html", hit->snippets[i].html);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

void answer_index(struct jsonw *w, const struct index_info *index)
{
    char at[CLOCK_RFC3339_BYTES];
    jsonw_key(w, "index");
    jsonw_object_begin(w);
    jsonw_key_str(w, "generation", index->generation);
    jsonw_key_int(w, "revision", (int64_t)index->revision);
    jsonw_key_str(w, "as_of", clock_format_rfc3339(index->as_of_ms, at));
    jsonw_object_end(w);
}

void answer_strings(struct jsonw *w, const char *const *items, size_t n)
{
    jsonw_array_begin(w);
    for (size_t i = 0; i < n; i++)
        jsonw_str(w, items[i]);
    jsonw_array_end(w);
}

static void write_concept(struct jsonw *w, const struct search_concept *c)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "typed", c->typed);
    jsonw_key_str(w, "id", c->id);
    jsonw_key_str(w, "class", c->class_name);
    jsonw_key(w, "label");
    jsonw_object_begin(w);
    jsonw_key_str(w, "ja", c->ja);
    jsonw_key_str(w, "en", c->en);
    jsonw_object_end(w);
    jsonw_key_bool(w, "ambiguous", c->ambiguous);
    jsonw_key(w, "synonyms");
    answer_strings(w, c->synonyms, c->n_synonyms);
    jsonw_object_end(w);
}

void answer_concepts(struct jsonw *w, const struct search_concept *concepts, size_t n)
{
    jsonw_array_begin(w);
    for (size_t i = 0; i < n; i++)
        write_concept(w, &concepts[i]);
    jsonw_array_end(w);
}
