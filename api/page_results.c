#include "api/page_hit.h"
#include "api/params.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/symptoms.h"
#include <stdio.h>
#include <string.h>

/* Facets shown, each with the parameter that chooses from it. */
static const struct {
    enum facet facet;
    enum code_list list;
    const char *param;
} shown[] = {
    {FACET_STATUS, CODE_RECRUITMENT_STATUS, "status"},
    {FACET_PREFECTURE, CODE_PREFECTURE, "prefecture"},
    {FACET_PHASE, CODE_PHASE, "phase"},
    {FACET_KIND, CODE_KIND, "kind"},
    {FACET_STUDY_TYPE, CODE_STUDY_TYPE, "study_type"},
    {FACET_SEX, CODE_SEX, "sex"},
    {FACET_CONDITION, 0, "condition"},
    {FACET_DRUG_CLASS, 0, "drug"},
};
#define N_SHOWN (sizeof shown / sizeof shown[0])
static const char *const filter_params[] = {
    "status",      "prefecture",    "phase",    "kind",    "study_type", "sex",
    "age",         "condition",     "drug",     "sponsor", "child",      "nanbyo",
    "has_results", "updated_since", "registry", "near",    "within_km"};

static json_t *facet_value(void *ctx, const struct page_request *request, size_t i,
                           const struct facet_count *count)
{
    json_t *row = json_object();
    /* A group is chosen by its name. */
    const char *name = request->lang == LANG_EN ? count->en : count->ja,
               *code = count->id ? name : code_text(shown[i].list, count->value),
               *chosen = view_param(request, shown[i].param);
    bool selected = chosen && code && strcmp(chosen, code) == 0;
    view_set(row, "label",
             count->id ? name : code_label(shown[i].list, count->value, request->lang));
    view_set(row, "href",
             view_href(ctx, request, "/trials", shown[i].param, selected ? NULL : code));
    json_object_set_new(row, "selected", json_boolean(selected));
    json_object_set_new(row, "count", json_integer(count->n));
    return row;
}

static json_t *facets_of(struct page *p, void *ctx, const struct page_request *request,
                         const struct search_result *result)
{
    json_t *facets = json_array();
    for (size_t i = 0; i < N_SHOWN; i++) {
        size_t n = result->facets[shown[i].facet].n;
        if (n == 0)
            continue;
        json_t *facet = json_object(), *values = json_array();
        for (size_t k = 0; k < n; k++)
            json_array_append_new(
                values, facet_value(ctx, request, i, &result->facets[shown[i].facet].counts[k]));
        view_set(facet, "label", view_word(p, request, shown[i].param));
        json_object_set_new(facet, "values", values);
        json_object_set_new(facet, "open", json_boolean(n <= 10));
        json_array_append_new(facets, facet);
    }
    return facets;
}

/* HTML of the snippet of one field, or NULL. */
static const char *snippet_of(const struct search_hit *hit, const char *field)
{
    for (size_t i = 0; i < hit->n_snippets; i++)
        if (strcmp(hit->snippets[i].field, field) == 0)
            return hit->snippets[i].html;
    return NULL;
}

static char *escape_html(void *ctx, const char *s)
{
    char *out = mem_strdup(ctx, "");
    for (; *s; s++) {
        const char *entity = *s == '&'   ? "&amp;"
                             : *s == '<' ? "&lt;"
                             : *s == '>' ? "&gt;"
                             : *s == '"' ? "&quot;"
                                         : NULL;
        out = mem_check(entity ? talloc_strdup_append_buffer(out, entity)
                               : talloc_strndup_append_buffer(out, s, 1));
    }
    return out;
}

static const char *title_html(struct page *p, void *ctx, const struct page_request *request,
                              const struct search_hit *hit, const json_t *card)
{
    const char *marked = snippet_of(hit, "title"),
               *plain = view_bitext(json_object_get(card, "title"), request->lang);
    if (marked)
        return marked;
    return escape_html(ctx, plain ? plain : view_word(p, request, "title_none"));
}

static const char *conditions_html(void *ctx, const struct page_request *request,
                                   const struct search_hit *hit, const json_t *card)
{
    const char *marked = snippet_of(hit, "condition");
    if (marked)
        return marked;
    char *text = NULL;
    const json_t *conditions = json_object_get(card, "conditions");
    for (size_t i = 0; i < json_array_size(conditions) && i < 5; i++) {
        const char *name = view_bitext(json_array_get(conditions, i), request->lang);
        if (name)
            text =
                text
                    ? mem_check(talloc_asprintf_append(
                          text, request->lang == LANG_EN ? ", %s" : "、%s", escape_html(ctx, name)))
                    : escape_html(ctx, name);
    }
    return text;
}

static const char *where_words(struct page *p, void *ctx, const struct page_request *request,
                               const struct search_sites *sites)
{
    unsigned open = sites->recruiting, total = sites->total;
    const char *gap = request->lang == LANG_EN ? " " : "";
    if (total == 0)
        return NULL;
    if (open == 0)
        return mem_printf(ctx, "%u%s%s", total, gap, view_word(p, request, "sites_total"));
    return mem_printf(ctx, "%u%s%s (%u%s%s)", open, gap, view_word(p, request, "sites_recruiting"),
                      total, gap, view_word(p, request, "sites_total"));
}

/* 「架空病院（東京都、募集中）約12 km」; NULL without a place. */
static const char *nearest_words(struct page *p, void *ctx, const struct page_request *request,
                                 const struct search_sites *sites)
{
    const struct search_site *s = &sites->nearest;
    bool english = request->lang == LANG_EN;
    if (!sites->has_nearest)
        return NULL;
    const char *name = english ? s->en ? s->en : s->ja : s->ja ? s->ja : s->en;
    const char *prefecture = code_label(CODE_PREFECTURE, (int)s->prefecture, request->lang);
    const char *status = code_label(CODE_RECRUITMENT_STATUS, (int)s->status, request->lang);
    const char *text = name ? name : view_word(p, request, "site_name_label");
    if (prefecture || status)
        text = mem_printf(ctx, english ? "%s (%s%s%s)" : "%s（%s%s%s）", text,
                          prefecture ? prefecture : "",
                          prefecture && status ? english ? ", " : "、" : "", status ? status : "");
    return mem_printf(ctx, "%s %s%.*f km", text, view_word(p, request, "about"),
                      s->distance_km < 10, s->distance_km);
}

static void add_snippets(json_t *row, const struct search_hit *hit)
{
    json_t *snippets = json_array();
    for (size_t i = 0; i < hit->n_snippets; i++) {
        const struct snippet *s = &hit->snippets[i];
        bool whole = strcmp(s->field, "title") == 0 || strcmp(s->field, "condition") == 0;
        if (whole && s->html == snippet_of(hit, s->field)) /* stands above already */
            continue;
        json_t *one = json_object();
        view_set(one, "html", s->html);
        json_array_append_new(snippets, one);
    }
    json_object_set_new(row, "snippets", snippets);
}

json_t *page_hit_row(struct page *p, void *ctx, const struct page_request *request,
                     const struct search_hit *hit)
{
    char *text = mem_printf(ctx, "{%s}", hit->card_json);
    json_t *card = json_loads(text, 0, NULL), *row = json_object();
    const json_t *age = json_object_get(card, "age");
    const char *status = json_string_value(json_object_get(card, "recruitment_status"));
    view_set(row, "id", hit->id);
    char *path = mem_printf(ctx, "/trials/%s", params_encode(ctx, hit->id));
    const struct page_request no_params = {.lang = request->lang, .path = path};
    view_set(row, "href", view_href(ctx, &no_params, path, NULL, NULL));
    view_set(row, "title_html", title_html(p, ctx, request, hit, card));
    view_set(row, "status_code", status ? status : "unknown");
    view_set(row, "status",
             code_label(CODE_RECRUITMENT_STATUS,
                        code_find(CODE_RECRUITMENT_STATUS, status ? status : "unknown"),
                        request->lang));
    view_set(row, "phase", view_phases(ctx, json_object_get(card, "phase"), request->lang));
    view_set(row, "kind", view_code(CODE_KIND, json_object_get(card, "kind"), request->lang));
    json_object_set_new(row, "sample", json_boolean(json_is_true(json_object_get(card, "sample"))));
    view_set(row, "conditions", conditions_html(ctx, request, hit, card));
    view_set(row, "who",
             view_who(p, ctx, request, json_object_get(age, "min"), json_object_get(age, "max"),
                      json_object_get(card, "sex")));
    view_set(row, "where", where_words(p, ctx, request, &hit->sites));
    view_set(row, "nearest", nearest_words(p, ctx, request, &hit->sites));
    view_set(row, "date",
             json_string_value(json_object_get(json_object_get(card, "dates"), "first_published")));
    add_snippets(row, hit);
    json_decref(card);
    return row;
}

static bool asks_for_symptom(const struct search_result *result)
{
    for (size_t i = 0; i < result->n_concepts; i++)
        if (symptom_find(result->concepts[i].id))
            return true;
    return false;
}

/* What related trials are: those of a disease that has the symptom asked for are no diagnosis. */
static const char *related_note(struct page *p, void *ctx, const struct page_request *request,
                                const struct search_result *result)
{
    const char *note = view_word(p, request, "relaxed_note");
    if (!asks_for_symptom(result))
        return note;
    return mem_printf(ctx, "%s%s%s", note, request->lang == LANG_EN ? " " : "",
                      view_word(p, request, "symptom_note"));
}

/* Hits by tier, each with its heading. */
static json_t *groups_of(struct page *p, void *ctx, const struct page_request *request,
                         const struct search_result *result)
{
    json_t *groups = json_array();
    for (int tier = 1; tier <= 3; tier++) {
        json_t *hits = json_array();
        for (size_t i = 0; i < result->n_hits; i++)
            if (result->hits[i].tier == tier)
                json_array_append_new(hits, page_hit_row(p, ctx, request, &result->hits[i]));
        if (json_array_size(hits) == 0) {
            json_decref(hits);
            continue;
        }
        json_t *group = json_object();
        view_set(group, "heading", view_tier_heading(p, ctx, request, result, tier));
        view_set(group, "note", tier == 2 ? related_note(p, ctx, request, result) : NULL);
        json_object_set_new(group, "hits", hits);
        json_array_append_new(groups, group);
    }
    return groups;
}

static json_t *sorts_of(struct page *p, void *ctx, const struct page_request *request)
{
    static const char *const sorts[] = {"relevance", "newest", "updated", "distance"};
    size_t n = sizeof sorts / sizeof sorts[0] - !view_param(request, "near");
    const char *chosen = view_param(request, "sort");
    json_t *links = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *link = json_object();
        view_set(link, "label", view_word(p, request, mem_printf(ctx, "sort_%s", sorts[i])));
        view_set(link, "href", view_href(ctx, request, "/trials", "sort", sorts[i]));
        json_object_set_new(link, "selected",
                            json_boolean(strcmp(chosen ? chosen : sorts[0], sorts[i]) == 0));
        json_array_append_new(links, link);
    }
    return links;
}

static const char *clear_href(void *ctx, const struct page_request *request, bool *ret_filtered)
{
    struct page_param *kept = MEM_ARRAY(ctx, struct page_param, request->n_params + 1);
    struct page_request bare = {.lang = request->lang, .path = request->path, .params = kept};
    *ret_filtered = false;
    for (size_t i = 0; i < request->n_params; i++) {
        bool filter = false;
        for (size_t k = 0; k < sizeof filter_params / sizeof filter_params[0]; k++)
            filter |= strcmp(request->params[i].name, filter_params[k]) == 0;
        *ret_filtered |= filter && *request->params[i].value;
        if (!filter)
            kept[bare.n_params++] = request->params[i];
    }
    return view_href(ctx, &bare, "/trials", NULL, NULL);
}

/* The questionnaire over the same words. */
static const char *join_href(void *ctx, const struct page_request *request)
{
    const struct page_request bare = {.lang = request->lang, .path = "/join"};
    return view_href(ctx, &bare, "/join", "q", view_param(request, "q"));
}

/* What words were taken for beside what they say, and the place asked from. */
static json_t *hints_of(struct page *p, void *ctx, const struct page_request *request,
                        const struct search_request *asked, const struct search_result *result)
{
    json_t *hints = json_array();
    for (size_t i = 0; i < result->n_places; i++) {
        const struct search_place *place = &result->places[i];
        const char *name = request->lang == LANG_EN ? place->en : place->ja;
        const char *prefecture =
            strcmp(place->kind, "municipality") == 0
                ? code_label(CODE_PREFECTURE, (int)place->prefecture, request->lang)
                : NULL;
        view_add_labelled(hints, place->typed,
                          mem_printf(ctx, "%s%s%s%s", view_word(p, request, "hint_place"), name,
                                     prefecture ? " · " : "", prefecture ? prefecture : ""));
    }
    for (size_t i = 0; i < result->n_applied; i++)
        view_add_labelled(
            hints, result->applied[i].typed,
            view_word(p, request, result->applied[i].used ? "hint_filter" : "hint_filter_unused"));
    if (asked->near.set)
        view_add_labelled(hints, view_word(p, request, "near"),
                          request->lang == LANG_EN ? asked->near.place.en : asked->near.place.ja);
    return hints;
}

/* The question without the words that were taken for this filter. */
static const char *without_hint(void *ctx, const char *q, const char *filter,
                                const struct search_result *result)
{
    for (size_t i = 0; q && i < result->n_applied; i++)
        if (strcmp(result->applied[i].parameter, filter) == 0)
            q = text_replace(ctx, q, result->applied[i].typed, " ");
    return q ? text_trim(ctx, q, strlen(q)) : NULL;
}

static bool is_named(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* The same question without these filters, whether parameters or words of q said them. */
static const char *without_href(void *ctx, const struct page_request *request,
                                const struct search_result *result, const char *const *names,
                                size_t n)
{
    struct page_param *kept = MEM_ARRAY(ctx, struct page_param, request->n_params + 1);
    struct page_request less = {.lang = request->lang, .path = request->path, .params = kept};
    const char *q = view_param(request, "q");
    for (size_t i = 0; i < request->n_params; i++)
        if (!is_named(names, n, request->params[i].name))
            kept[less.n_params++] = request->params[i];
    for (size_t i = 0; i < n; i++)
        if (!view_param(request, names[i]))
            q = without_hint(ctx, q, names[i], result);
    return view_href(ctx, &less, "/trials", "q", q);
}

static void add_nothing_found(struct page *p, void *ctx, const struct page_request *request,
                              const struct search_result *result, json_t *view)
{
    const char *const *names =
        result->emptied_by ? &result->emptied_by : (const char *const *)result->emptied_together;
    size_t n = result->emptied_by ? 1 : result->n_emptied_together;
    if (result->total > 0)
        return;
    json_object_set_new(view, "none", json_true());
    if (n == 0)
        return;
    json_t *link = json_object();
    const char *label = view_word(p, request, names[0]);
    for (size_t i = 1; i < n; i++)
        label = mem_printf(ctx, "%s + %s", label, view_word(p, request, names[i]));
    view_set(link, "label", label);
    view_set(link, "href", without_href(ctx, request, result, names, n));
    json_object_set_new(view, "emptied", link);
}

enum err_code page_results(struct page *p, void *ctx, const struct page_request *request,
                           const struct search_request *asked, const struct search_result *result,
                           struct page_html *ret, struct err *err)
{
    bool filtered;
    json_t *view =
        view_new(p, ctx, request, view_word(p, request, "results_title"), &result->index);
    view_add_form(p, ctx, request, view);
    json_object_set_new(view, "total", json_integer((json_int_t)result->total));
    view_set(view, "total_words",
             view_word(p, request, result->total_at_least ? "results_at_least" : "results_count"));
    view_add_understood(p, ctx, request, result, view);
    json_object_set_new(view, "hints", hints_of(p, ctx, request, asked, result));
    add_nothing_found(p, ctx, request, result, view);
    view_set(view, "clear_href", clear_href(ctx, request, &filtered));
    json_object_set_new(view, "filtered", json_boolean(filtered));
    view_set(view, "join_href", join_href(ctx, request));
    json_object_set_new(view, "facets", facets_of(p, ctx, request, result));
    json_object_set_new(view, "has_hits", json_boolean(result->n_hits > 0));
    json_object_set_new(view, "sorts", sorts_of(p, ctx, request));
    json_object_set_new(view, "groups", groups_of(p, ctx, request, result));
    if (result->next)
        view_set(view, "next_href", view_href(ctx, request, "/trials", "cursor", result->next));
    return view_render(p, ctx, PAGE_RESULTS, view, ret, err);
}
