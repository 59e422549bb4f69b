/* The part of the results page that says how the question was understood. */
#include "api/page_view.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

static const char *words_with(struct page *p, void *ctx, const struct page_request *request,
                              const char *key, const char *what)
{
    return text_replace(ctx, view_word(p, request, key), "{}", what);
}

static const char *label_of(const struct search_concept *c, enum lang lang)
{
    return lang == LANG_EN ? c->en : c->ja;
}

static json_t *texts_of(const char *const *items, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_object();
        view_set(one, "text", items[i]);
        json_array_append_new(list, one);
    }
    return list;
}

static const char *joined(void *ctx, const char *const *items, size_t n, enum lang lang)
{
    char *out = mem_strdup(ctx, "");
    for (size_t i = 0; i < n; i++)
        out = mem_printf(ctx, "%s%s%s", out, i == 0 ? "" : lang == LANG_EN ? ", " : "、", items[i]);
    return out;
}

/* A concept with the other names that were looked for. */
static json_t *synonyms_of(void *ctx, const struct page_request *request,
                           const struct search_result *result)
{
    json_t *list = json_array();
    for (size_t i = 0; i < result->n_concepts; i++) {
        const struct search_concept *c = &result->concepts[i];
        if (c->n_synonyms == 0)
            continue;
        json_t *row = json_object();
        view_set(row, "typed", c->typed);
        view_set(row, "names", joined(ctx, c->synonyms, c->n_synonyms, request->lang));
        json_array_append_new(list, row);
    }
    return list;
}

/* The question with the ambiguous word replaced by one of its meanings; NULL when it is not in q.
 */
static const char *reading_href(void *ctx, const struct page_request *request,
                                const struct search_concept *c)
{
    const char *q = view_param(request, "q"), *at = q ? strstr(q, c->typed) : NULL;
    if (!at)
        return NULL;
    const char *asked = mem_printf(ctx, "%.*s%s%s", (int)(at - q), q, label_of(c, request->lang),
                                   at + strlen(c->typed));
    return view_href(ctx, request, "/trials", "q", asked);
}

static json_t *reading(void *ctx, const struct page_request *request,
                       const struct search_concept *c)
{
    json_t *row = json_object();
    view_set(row, "label", label_of(c, request->lang));
    view_set(row, "href", reading_href(ctx, request, c));
    return row;
}

/* Words of several meanings, each meaning with a link that asks for it alone. */
static json_t *ambiguous_of(struct page *p, void *ctx, const struct page_request *request,
                            const struct search_result *result)
{
    json_t *list = json_array();
    const struct search_concept *c = result->concepts;
    for (size_t i = 0, next; i < result->n_concepts; i = next) {
        json_t *readings = json_array();
        for (next = i; next < result->n_concepts && strcmp(c[next].typed, c[i].typed) == 0; next++)
            json_array_append_new(readings, reading(ctx, request, &c[next]));
        if (!c[i].ambiguous) {
            json_decref(readings);
            continue;
        }
        json_t *row = json_object();
        view_set(row, "note", words_with(p, ctx, request, "ambiguous_note", c[i].typed));
        json_object_set_new(row, "readings", readings);
        json_array_append_new(list, row);
    }
    return list;
}

static void add_switch(struct page *p, void *ctx, const struct page_request *request,
                       const struct search_result *result, json_t *view)
{
    const char *now = view_param(request, "synonyms");
    bool off = now && strcmp(now, "off") == 0;
    if (!off && result->n_concepts == 0)
        return;
    json_t *link = json_object();
    view_set(link, "label", view_word(p, request, off ? "synonyms_on" : "synonyms_off"));
    view_set(link, "href", view_href(ctx, request, "/trials", "synonyms", off ? NULL : "off"));
    json_object_set_new(view, "synonyms_switch", link);
}

static void add_list(json_t *view, const char *has, const char *key, json_t *list)
{
    json_object_set_new(view, has, json_boolean(json_array_size(list) > 0));
    json_object_set_new(view, key, list);
}

void view_add_understood(struct page *p, void *ctx, const struct page_request *request,
                         const struct search_result *result, json_t *view)
{
    add_list(view, "has_terms", "terms", texts_of(result->terms, result->n_terms));
    add_list(view, "has_synonyms", "synonyms", synonyms_of(ctx, request, result));
    add_list(view, "has_relaxed", "relaxed", texts_of(result->relaxed, result->n_relaxed));
    json_object_set_new(view, "ambiguous", ambiguous_of(p, ctx, request, result));
    add_switch(p, ctx, request, result, view);
    if (!result->suggestion)
        return;
    json_t *link = json_object();
    view_set(link, "text", result->suggestion);
    view_set(link, "href", view_href(ctx, request, "/trials", "q", result->suggestion));
    json_object_set_new(view, "suggestion", link);
}

const char *view_tier_heading(struct page *p, void *ctx, const struct page_request *request,
                              const struct search_result *result, int tier)
{
    if (tier == 3 && result->suggestion)
        return words_with(p, ctx, request, "suggested_heading", result->suggestion);
    return tier == 1 ? NULL
                     : view_word(p, request, tier == 2 ? "relaxed_heading" : "similar_heading");
}
