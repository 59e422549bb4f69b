#include "api/page_view.h"
#include "api/params.h"
#include "schema/base/mem.h"
#include "schema/normalise.h"
#include <stdio.h>
#include <string.h>

/* Value at a JSON path of member names joined by '/'. */
static const json_t *at(const json_t *j, const char *path)
{
    char name[64];
    while (j && *path) {
        size_t len = strcspn(path, "/");
        snprintf(name, sizeof name, "%.*s", (int)len, path);
        j = json_object_get(j, name);
        path += len + (path[len] == '/');
    }
    return j;
}

static const char *words_at(const json_t *record, const char *path, enum lang lang)
{
    return view_bitext(at(record, path), lang);
}

/* A date as written, with the Japanese era beside it on Japanese pages. */
static const char *date_at(void *ctx, const json_t *record, const char *path, enum lang lang)
{
    const char *text = json_string_value(at(record, path));
    struct date date;
    if (!text || lang != LANG_JA || date_normalise(text, &date) != VALUE_READ)
        return text;
    const char *era = date_wareki(ctx, date);
    return era ? mem_printf(ctx, "%s（%s）", text, era) : text;
}

static json_t *plain_of(struct page *p, const struct page_request *request, const json_t *record)
{
    static const char *const parts[] = {"what", "who_for", "what_happens", "why"};
    json_t *plain = json_array();
    char path[32], key[32];
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        snprintf(path, sizeof path, "plain/%s", parts[i]);
        snprintf(key, sizeof key, "plain_%s", parts[i]);
        view_add_labelled(plain, view_word(p, request, key), words_at(record, path, request->lang));
    }
    return plain;
}

/* Texts of a list of objects joined: conditions, other numbers. */
static const char *joined(void *ctx, const json_t *list, const char *member, enum lang lang)
{
    char *text = NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const char *one = view_bitext(member ? json_object_get(item, member) : item, lang);
        if (one)
            text = text ? mem_check(
                              talloc_asprintf_append(text, lang == LANG_EN ? ", %s" : "、%s", one))
                        : mem_strdup(ctx, one);
    }
    return text;
}

static json_t *facts_of(struct page *p, void *ctx, const struct page_request *request,
                        const json_t *record, const char *id)
{
    enum lang lang = request->lang;
    json_t *facts = json_array();
    const json_t *target = at(record, "enrollment/target");
    view_add_labelled(facts, "ID", id);
    view_add_labelled(facts, view_word(p, request, "other_ids"),
                      joined(ctx, at(record, "other_ids"), "id", lang));
    view_add_labelled(facts, view_word(p, request, "conditions"),
                      joined(ctx, at(record, "conditions"), NULL, lang));
    view_add_labelled(facts, view_word(p, request, "who_for"),
                      view_who(p, ctx, request, at(record, "eligibility/age_min"),
                               at(record, "eligibility/age_max"), at(record, "eligibility/sex")));
    view_add_labelled(facts, view_word(p, request, "study_type"),
                      view_code(CODE_STUDY_TYPE, at(record, "study_type"), lang));
    view_add_labelled(facts, view_word(p, request, "sponsor"),
                      words_at(record, "sponsors/primary/name", lang));
    if (json_is_integer(target))
        view_add_labelled(facts, view_word(p, request, "enrollment"),
                          mem_printf(ctx, "%lld", (long long)json_integer_value(target)));
    view_add_labelled(facts, view_word(p, request, "enrollment_start"),
                      date_at(ctx, record, "dates/enrollment_start/date", lang));
    view_add_labelled(facts, view_word(p, request, "first_published"),
                      date_at(ctx, record, "dates/first_published", lang));
    view_add_labelled(facts, view_word(p, request, "last_published"),
                      date_at(ctx, record, "dates/last_published", lang));
    return facts;
}

static json_t *texts_of(struct page *p, const struct page_request *request, const json_t *record)
{
    static const char *const rows[][2] = {
        {"objective", "objective"},
        {"inclusion", "eligibility/inclusion"},
        {"exclusion", "eligibility/exclusion"},
        {"results", "results/summary"},
    };
    json_t *texts = json_array();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        view_add_labelled(texts, view_word(p, request, rows[i][0]),
                          words_at(record, rows[i][1], request->lang));
    return texts;
}

static void add_list(json_t *lists, const char *label, json_t *items)
{
    if (json_array_size(items) == 0) {
        json_decref(items);
        return;
    }
    json_t *list = json_object();
    view_set(list, "label", label);
    json_object_set_new(list, "items", items);
    json_array_append_new(lists, list);
}

static void add_item(json_t *items, const char *text, const char *detail)
{
    if (!text && !detail)
        return;
    json_t *item = json_object();
    view_set(item, "text", text ? text : detail);
    view_set(item, "detail", text ? detail : NULL);
    json_array_append_new(items, item);
}

static json_t *outcomes_of(const json_t *record, const char *rank, enum lang lang)
{
    json_t *items = json_array();
    const json_t *outcomes = at(record, "outcomes");
    for (size_t i = 0; i < json_array_size(outcomes); i++) {
        const json_t *outcome = json_array_get(outcomes, i);
        const char *is = json_string_value(json_object_get(outcome, "rank"));
        if (is && strcmp(is, rank) == 0)
            add_item(items, words_at(outcome, "title", lang), words_at(outcome, "timepoint", lang));
    }
    return items;
}

static json_t *lists_of(struct page *p, const struct page_request *request, const json_t *record)
{
    json_t *lists = json_array(), *interventions = json_array();
    const json_t *source = at(record, "interventions");
    for (size_t i = 0; i < json_array_size(source); i++)
        add_item(interventions, words_at(json_array_get(source, i), "name", request->lang),
                 words_at(json_array_get(source, i), "description", request->lang));
    add_list(lists, view_word(p, request, "interventions"), interventions);
    add_list(lists, view_word(p, request, "primary_outcomes"),
             outcomes_of(record, "primary", request->lang));
    add_list(lists, view_word(p, request, "secondary_outcomes"),
             outcomes_of(record, "secondary", request->lang));
    return lists;
}

static json_t *sites_of(const struct page_request *request, const json_t *record)
{
    json_t *rows = json_array();
    const json_t *sites = at(record, "sites");
    for (size_t i = 0; i < json_array_size(sites); i++) {
        const json_t *site = json_array_get(sites, i);
        json_t *row = json_object();
        view_set(row, "name", words_at(site, "name", request->lang));
        view_set(row, "prefecture",
                 view_code(CODE_PREFECTURE, at(site, "prefecture"), request->lang));
        view_set(row, "status",
                 view_code(CODE_RECRUITMENT_STATUS, at(site, "status"), request->lang));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *contacts_of(const struct page_request *request, const json_t *record)
{
    json_t *rows = json_array();
    const json_t *contacts = at(record, "contacts");
    for (size_t i = 0; i < json_array_size(contacts); i++) {
        const json_t *contact = json_array_get(contacts, i);
        json_t *row = json_object();
        view_set(row, "role", view_code(CODE_CONTACT_ROLE, at(contact, "role"), request->lang));
        view_set(row, "name", words_at(contact, "name", request->lang));
        view_set(row, "affiliation", words_at(contact, "affiliation", request->lang));
        view_set(row, "tel", json_string_value(at(contact, "tel")));
        view_set(row, "email", json_string_value(at(contact, "email")));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *cluster_of(void *ctx, const struct page_request *request, const char *cluster_json)
{
    json_t *rows = json_array(), *cluster = cluster_json ? json_loads(cluster_json, 0, NULL) : NULL;
    for (size_t i = 0; i < json_array_size(cluster); i++) {
        const json_t *other = json_array_get(cluster, i);
        const char *id = json_string_value(json_object_get(other, "id"));
        if (!id)
            continue;
        json_t *row = json_object();
        const struct page_request bare = {.lang = request->lang, .path = "/trials"};
        view_set(row, "id", id);
        view_set(row, "title", words_at(other, "title", request->lang));
        view_set(row, "href",
                 view_href(ctx, &bare, mem_printf(ctx, "/trials/%s", params_encode(ctx, id)), NULL,
                           NULL));
        json_array_append_new(rows, row);
    }
    json_decref(cluster);
    return rows;
}

/* An array of the view, and whether it holds anything ("has_NAME": mustache cannot ask). */
static void set_array(json_t *view, const char *name, json_t *array)
{
    char has[32];
    snprintf(has, sizeof has, "has_%s", name);
    json_object_set_new(view, has, json_boolean(json_array_size(array) > 0));
    json_object_set_new(view, name, array);
}

/* Only web addresses become links: a record may carry any text. */
static const char *web_url(const char *url)
{
    return url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0) ? url
                                                                                        : NULL;
}

static void add_head(struct page *p, void *ctx, const struct page_request *request,
                     const json_t *record, json_t *view)
{
    enum lang lang = request->lang;
    const json_t *status = at(record, "recruitment_status");
    const char *public = words_at(record, "title/public", lang),
               *scientific = words_at(record, "title/scientific", lang);
    view_set(view, "title",
             public       ? public
             : scientific ? scientific
                          : view_word(p, request, "title_none"));
    view_set(view, "scientific",
             public && scientific && strcmp(public, scientific) != 0 ? scientific : NULL);
    view_set(view, "status_code", json_is_string(status) ? json_string_value(status) : "unknown");
    view_set(view, "status",
             json_is_string(status)
                 ? view_code(CODE_RECRUITMENT_STATUS, status, lang)
                 : code_label(CODE_RECRUITMENT_STATUS, RECRUITMENT_STATUS_UNKNOWN, lang));
    view_set(view, "phase", view_phases(ctx, at(record, "phase"), lang));
    view_set(view, "kind", view_code(CODE_KIND, at(record, "kind"), lang));
    view_set(view, "url", web_url(json_string_value(at(record, "source/url"))));
    json_object_set_new(view, "sample", json_boolean(json_is_true(at(record, "sample"))));
    json_object_set_new(view, "machine_made",
                        json_boolean(json_is_true(at(record, "plain/machine_made"))));
}

static const char *title_of(struct page *p, const struct page_request *request,
                            const json_t *record)
{
    const char *public = words_at(record, "title/public", request->lang);
    const char *scientific = words_at(record, "title/scientific", request->lang);
    return public ? public : scientific ? scientific : view_word(p, request, "title_none");
}

enum err_code page_trial(struct page *p, void *ctx, const struct page_request *request,
                         const struct search_record *found, struct page_html *ret, struct err *err)
{
    json_t *record = json_loadb(found->record_json, found->record_len, 0, NULL);
    if (!record)
        return err_set(err, ERR_CORRUPT, "the index holds a record that is no JSON");
    json_t *view = view_new(p, ctx, request, title_of(p, request, record), &found->index);
    add_head(p, ctx, request, record, view);
    set_array(view, "plain", plain_of(p, request, record));
    json_object_set_new(view, "facts", facts_of(p, ctx, request, record, found->id));
    json_object_set_new(view, "texts", texts_of(p, request, record));
    json_object_set_new(view, "lists", lists_of(p, request, record));
    set_array(view, "sites", sites_of(request, record));
    set_array(view, "contacts", contacts_of(request, record));
    set_array(view, "cluster", cluster_of(ctx, request, found->cluster_json));
    const char *number = params_encode(ctx, found->id);
    view_set(view, "json_href", mem_printf(ctx, "/v1/trials/%s", number));
    view_set(view, "history_href", mem_printf(ctx, "/v1/trials/%s/history", number));
    json_decref(record);
    return view_render(p, ctx, PAGE_TRIAL, view, ret, err);
}
