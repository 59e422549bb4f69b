#include "api/page_view.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *html;
} languages[] = {[LANG_JA] = {"日本語", "ja"},
                 [LANG_EASY] = {"やさしい日本語", "ja"},
                 [LANG_EN] = {"English", "en"}};

const char *view_word(const struct page *p, const struct page_request *request, const char *key)
{
    return i18n_text(p->words, request->lang, key);
}

void view_set(json_t *object, const char *key, const char *text)
{
    if (text)
        json_object_set_new(object, key, json_string(text));
}

const char *view_param(const struct page_request *request, const char *name)
{
    for (size_t i = 0; i < request->n_params; i++)
        if (strcmp(request->params[i].name, name) == 0 && *request->params[i].value)
            return request->params[i].value;
    return NULL;
}

/* Percent-encoding of everything but unreserved characters (RFC 3986 §2.3). */
static char *append_encoded(char *url, const char *s)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; *s; s++)
        url = strchr(plain, *s) ? talloc_asprintf_append_buffer(url, "%c", *s)
                                : talloc_asprintf_append_buffer(url, "%%%02X", (unsigned char)*s);
    return mem_check(url);
}

static char *append_param(char *url, const char *name, const char *value)
{
    url =
        mem_check(talloc_asprintf_append_buffer(url, "%s%s=", strchr(url, '?') ? "&" : "?", name));
    return append_encoded(url, value);
}

const char *view_href(void *ctx, const struct page_request *request, const char *path,
                      const char *name, const char *value)
{
    char *url = mem_strdup(ctx, path);
    bool language = false;
    for (size_t i = 0; i < request->n_params; i++) {
        const struct page_param *param = &request->params[i];
        bool replaced =
            (name && strcmp(param->name, name) == 0) || strcmp(param->name, "cursor") == 0;
        if (replaced || !*param->value)
            continue;
        language |= strcmp(param->name, "lang") == 0;
        url = append_param(url, param->name, param->value);
    }
    if (name && value)
        url = append_param(url, name, value);
    if (!language && !(name && strcmp(name, "lang") == 0))
        url = append_param(url, "lang", lang_name(request->lang));
    return url;
}

static json_t *language_links(void *ctx, const struct page_request *request)
{
    json_t *links = json_array();
    for (int lang = LANG_JA; lang <= LANG_EN; lang++) {
        json_t *link = json_object();
        view_set(link, "name", languages[lang].name);
        view_set(link, "html_lang", languages[lang].html);
        view_set(link, "href",
                 view_href(ctx, request, request->path, "lang", lang_name((enum lang)lang)));
        json_object_set_new(link, "current", json_boolean((enum lang)lang == request->lang));
        json_array_append_new(links, link);
    }
    return links;
}

/* "2026-11-29 00:49" in Japan, which is nine hours ahead all year. */
static const char *japan_time(void *ctx, int64_t ms)
{
    enum { AHEAD_MS = 9 * 3600 * 1000, DATE = 10, MINUTES = 5 };
    char at[CLOCK_RFC3339_BYTES];
    clock_format_rfc3339(ms + AHEAD_MS, at);
    return mem_printf(ctx, "%.*s %.*s", DATE, at, MINUTES, at + DATE + 1);
}

json_t *view_new(struct page *p, void *ctx, const struct page_request *request, const char *title,
                 const struct index_info *index)
{
    json_t *view = json_object();
    char as_of[CLOCK_RFC3339_BYTES];
    const char *site = view_word(p, request, "site_name");
    view_set(view, "page_title", title ? mem_printf(ctx, "%s | %s", title, site) : site);
    view_set(view, "lang", lang_name(request->lang));
    view_set(view, "html_lang", languages[request->lang].html);
    json_object_set_new(view, "languages", language_links(ctx, request));
    json_object_set(view, "t", p->texts[request->lang]);
    if (index && index->as_of_ms) {
        view_set(view, "as_of", clock_format_rfc3339(index->as_of_ms, as_of));
        view_set(view, "as_of_text", japan_time(ctx, index->as_of_ms));
    }
    return view;
}

enum err_code view_render(struct page *p, void *ctx, enum page_name name, json_t *view,
                          struct page_html *ret, struct err *err)
{
    enum err_code code =
        page_shim_render(ctx, p->templates[name], view, p->partials, &ret->text, &ret->len, err);
    json_decref(view);
    return code;
}

void view_add_labelled(json_t *array, const char *label, const char *text)
{
    if (!text)
        return;
    json_t *row = json_object();
    view_set(row, "label", label);
    view_set(row, "text", text);
    json_array_append_new(array, row);
}

const char *view_bitext(const json_t *value, enum lang lang)
{
    if (json_is_string(value))
        return json_string_value(value);
    const char *ja = json_string_value(json_object_get(value, "ja"));
    const char *en = json_string_value(json_object_get(value, "en"));
    if (lang == LANG_EN)
        return en ? en : ja;
    return ja ? ja : en;
}

const char *view_code(enum code_list list, const json_t *code, enum lang lang)
{
    return code_label(list, code_find(list, json_string_value(code)), lang);
}

const char *view_phases(void *ctx, const json_t *phases, enum lang lang)
{
    char *text = NULL;
    for (size_t i = 0; i < json_array_size(phases); i++) {
        const json_t *phase = json_array_get(phases, i);
        char code[24];
        if (json_is_integer(phase))
            snprintf(code, sizeof code, "%lld", (long long)json_integer_value(phase));
        else
            text_copy(code, sizeof code, json_is_string(phase) ? json_string_value(phase) : "");
        const char *label = code_label(CODE_PHASE, code_find(CODE_PHASE, code), lang);
        if (label)
            text = text ? mem_check(talloc_asprintf_append(text, lang == LANG_EN ? " / %s" : "・%s",
                                                           label))
                        : mem_strdup(ctx, label);
    }
    return text;
}

/* 「20歳以上」; NULL when the limit is not stated. */
static const char *age_words(const struct page *p, void *ctx, const struct page_request *request,
                             const json_t *limit, const char *word, const char *open_word)
{
    if (!json_is_integer(json_object_get(limit, "value")))
        return NULL;
    long long value = json_integer_value(json_object_get(limit, "value"));
    const char *unit = view_code(CODE_AGE_UNIT, json_object_get(limit, "unit"), request->lang);
    bool open = json_is_false(json_object_get(limit, "inclusive"));
    const char *side = view_word(p, request, open ? open_word : word);
    if (request->lang != LANG_EN)
        return mem_printf(ctx, "%lld%s%s", value, unit ? unit : "", side);
    return open ? mem_printf(ctx, "%s %lld %s", side, value, unit ? unit : "")
                : mem_printf(ctx, "%lld %s %s", value, unit ? unit : "", side);
}

const char *view_who(const struct page *p, void *ctx, const struct page_request *request,
                     const json_t *age_min, const json_t *age_max, const json_t *sex)
{
    const char *from = age_words(p, ctx, request, age_min, "age_from", "age_above");
    const char *to = age_words(p, ctx, request, age_max, "age_to", "age_below");
    const char *sexes = view_code(CODE_SEX, sex, request->lang);
    const char *comma = request->lang == LANG_EN ? ", " : "、";
    const char *age = from && to ? mem_printf(ctx, "%s%s%s", from, comma, to)
                      : from     ? from
                      : to       ? to
                                 : view_word(p, request, "age_any");
    return sexes ? mem_printf(ctx, "%s%s%s", age, comma, sexes) : age;
}

void view_add_form(struct page *p, void *ctx, const struct page_request *request, json_t *view)
{
    (void)p;
    (void)ctx;
    const char *chosen = view_param(request, "prefecture"), *status = view_param(request, "status");
    json_t *prefectures = json_array();
    for (int v = 1; v < code_list_count(CODE_PREFECTURE); v++) {
        json_t *row = json_object();
        const char *code = code_text(CODE_PREFECTURE, v);
        view_set(row, "value", code);
        view_set(row, "label", code_label(CODE_PREFECTURE, v, request->lang));
        json_object_set_new(row, "selected", json_boolean(chosen && strcmp(chosen, code) == 0));
        json_array_append_new(prefectures, row);
    }
    json_object_set_new(view, "prefectures", prefectures);
    json_object_set_new(view, "recruiting",
                        json_boolean(status && strcmp(status, "recruiting") == 0));
    view_set(view, "q", view_param(request, "q") ? view_param(request, "q") : "");
    view_set(view, "near", view_param(request, "near") ? view_param(request, "near") : "");
    view_set(view, "age", view_param(request, "age") ? view_param(request, "age") : "");
}
