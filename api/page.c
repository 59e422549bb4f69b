#include "api/page_view.h"
#include "schema/base/mem.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define TEMPLATE_MAX_BYTES (256u << 10)

static const char *const page_names[] = {
#define PAGE_NAME(symbol, name) [PAGE_##symbol] = name,
    PAGE_LIST(PAGE_NAME)
#undef PAGE_NAME
};
static const char *const partial_names[] = {"head", "foot", "form", "hit"};

static enum err_code read_template(void *ctx, const char *web, const char *name, char **ret,
                                   struct err *err)
{
    char *path = mem_printf(ctx, "%s/templates/%s.mustache", web, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        return err_set(err, ERR_IO, "cannot read %s", path);
    char *text = MEM_ARRAY(ctx, char, TEMPLATE_MAX_BYTES + 1);
    text[fread(text, 1, TEMPLATE_MAX_BYTES, f)] = '\0';
    fclose(f);
    *ret = text;
    return OK;
}

static int destroy(struct page *p)
{
    json_decref(p->partials);
    for (int lang = LANG_JA; lang <= LANG_EN; lang++)
        json_decref(p->texts[lang]);
    return 0;
}

static enum err_code load_partials(struct page *p, void *scratch, const char *web, struct err *err)
{
    for (size_t i = 0; i < sizeof partial_names / sizeof partial_names[0]; i++) {
        char *text;
        enum err_code code = read_template(scratch, web, partial_names[i], &text, err);
        if (code != OK)
            return code;
        view_set(p->partials, partial_names[i], text);
    }
    return OK;
}

static enum err_code load_pages(struct page *p, void *scratch, const char *web, struct err *err)
{
    for (int i = 0; i < PAGE_COUNT; i++) {
        char *text;
        enum err_code code = read_template(scratch, web, page_names[i], &text, err);
        if (code == OK)
            code = page_shim_compile(p, text, &p->templates[i], err);
        if (code != OK)
            return err_wrap(err, "%s", page_names[i]);
    }
    return OK;
}

static json_t *words_of(const struct i18n *words, enum lang lang)
{
    json_t *texts = json_object();
    const char *text;
    for (size_t i = 0; i18n_key(words, lang, i, &text); i++)
        view_set(texts, i18n_key(words, lang, i, &text), text);
    return texts;
}

enum err_code page_open(void *ctx, const char *web, const struct i18n *words, struct page **ret,
                        struct err *err)
{
    struct page *p = MEM_NEW(ctx, struct page);
    void *scratch = mem_context(p, "templates");
    p->words = words;
    p->partials = json_object();
    talloc_set_destructor(p, destroy);
    for (int lang = LANG_JA; lang <= LANG_EN; lang++)
        p->texts[lang] = words_of(words, (enum lang)lang);
    enum err_code code = load_partials(p, scratch, web, err);
    if (code == OK)
        code = load_pages(p, scratch, web, err);
    talloc_free(scratch);
    if (code != OK)
        talloc_free(p);
    else
        *ret = p;
    return code;
}

/* ------------------------------------------------------------------ first page */

/* Ways in for people who do not know what to type: words that the search understands. */
static const struct {
    const char *ja, *easy, *en;
} disease_groups[] = {
    {"肺がん", "肺の がん", "lung cancer"},
    {"胃がん", "胃の がん", "gastric cancer"},
    {"大腸がん", "大腸の がん", "colorectal cancer"},
    {"乳がん", "乳がん", "breast cancer"},
    {"膵がん", "すい臓の がん", "pancreatic cancer"},
    {"白血病", "血液の がん（白血病）", "leukemia"},
    {"糖尿病", "糖尿病", "diabetes"},
    {"高血圧", "血圧が 高い病気", "hypertension"},
    {"心不全", "心臓が 弱る病気", "heart failure"},
    {"関節リウマチ", "関節リウマチ", "rheumatoid arthritis"},
    {"うつ病", "うつ病", "depression"},
    {"認知症", "認知症", "dementia"},
    {"喘息", "ぜんそく", "asthma"},
    {"健康成人", "健康な人", "healthy volunteers"},
};

static json_t *disease_links(void *ctx, const struct page_request *request)
{
    json_t *links = json_array();
    for (size_t i = 0; i < sizeof disease_groups / sizeof disease_groups[0]; i++) {
        json_t *link = json_object();
        const char *label = request->lang == LANG_EN     ? disease_groups[i].en
                            : request->lang == LANG_EASY ? disease_groups[i].easy
                                                         : disease_groups[i].ja;
        const char *query = request->lang == LANG_EN ? disease_groups[i].en : disease_groups[i].ja;
        view_set(link, "label", label);
        view_set(link, "href", view_href(ctx, request, "/trials", "q", query));
        json_array_append_new(links, link);
    }
    return links;
}

static json_t *place_links(void *ctx, const struct page_request *request,
                           const struct search_result *all)
{
    uint32_t counts[PREFECTURE_COUNT] = {0};
    json_t *links = json_array();
    for (size_t i = 0; all && i < all->facets[FACET_PREFECTURE].n; i++)
        counts[all->facets[FACET_PREFECTURE].counts[i].value % PREFECTURE_COUNT] =
            all->facets[FACET_PREFECTURE].counts[i].n;
    for (int v = 1; v < PREFECTURE_COUNT; v++) {
        json_t *link = json_object();
        view_set(link, "label", code_label(CODE_PREFECTURE, v, request->lang));
        view_set(link, "href",
                 view_href(ctx, request, "/trials", "prefecture", code_text(CODE_PREFECTURE, v)));
        json_object_set_new(link, "count", json_integer(counts[v]));
        json_array_append_new(links, link);
    }
    return links;
}

enum err_code page_top(struct page *p, void *ctx, const struct page_request *request,
                       const struct search_result *all, struct page_html *ret, struct err *err)
{
    json_t *view =
        view_new(p, ctx, request, view_word(p, request, "tagline"), all ? &all->index : NULL);
    view_add_form(p, ctx, request, view);
    json_object_set_new(view, "diseases", disease_links(ctx, request));
    json_object_set_new(view, "places", place_links(ctx, request, all));
    return view_render(p, ctx, PAGE_TOP, view, ret, err);
}

enum err_code page_error(struct page *p, void *ctx, const struct page_request *request,
                         const char *message, const json_t *errors, struct page_html *ret,
                         struct err *err)
{
    json_t *view = view_new(p, ctx, request, view_word(p, request, "error_title"), NULL);
    view_set(view, "message", message);
    if (errors)
        json_object_set_new(view, "errors", json_deep_copy(errors));
    return view_render(p, ctx, PAGE_ERROR, view, ret, err);
}
