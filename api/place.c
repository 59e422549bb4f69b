#include "api/place.h"
#include "api/params.h"
#include "api/problem.h"
#include "schema/base/mem.h"
#include <string.h>

const char *place_kind(const struct geo_place *p)
{
    static const char *const kinds[] = {
        [GEO_POINT] = "point",
        [GEO_POSTAL] = "postal",
        [GEO_PREFECTURE] = "prefecture",
        [GEO_MUNICIPALITY] = "municipality",
    };
    return kinds[p->kind];
}

const char *place_name(void *ctx, const struct geo_place *p, enum lang lang)
{
    const char *prefecture = code_label(CODE_PREFECTURE, (int)p->prefecture, lang);
    if (p->kind != GEO_MUNICIPALITY || !prefecture)
        return lang == LANG_EN ? p->en : p->ja;
    if (lang == LANG_EN)
        return mem_printf(ctx, "%s, %s", p->en, prefecture);
    return mem_printf(ctx, "%s%s", code_label(CODE_PREFECTURE, (int)p->prefecture, LANG_JA), p->ja);
}

static const char *names_join(void *ctx, const struct geo_found *f, enum lang lang)
{
    const char *out = "";
    for (size_t i = 0; i < f->n; i++)
        out = mem_printf(ctx, "%s%s%s", out,
                         i == 0            ? ""
                         : lang == LANG_EN ? "; "
                                           : "、",
                         place_name(ctx, &f->items[i], lang));
    return out;
}

/* Each with a text that means it alone. */
static json_t *candidates_of(void *ctx, const struct geo_found *f)
{
    json_t *list = json_array();
    for (size_t i = 0; i < f->n; i++) {
        const struct geo_place *p = &f->items[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:{s:s, s:s}, s:s}", "near",
                                              place_name(ctx, p, LANG_JA), "kind", place_kind(p),
                                              "label", "ja", place_name(ctx, p, LANG_JA), "en",
                                              place_name(ctx, p, LANG_EN), "prefecture",
                                              code_text(CODE_PREFECTURE, (int)p->prefecture)));
    }
    return list;
}

static void refuse(struct http_request *r, struct param_errors *errors, const char *text,
                   const struct geo_found *f)
{
    if (f->n == 0) {
        params_error(errors, "near", "unknown_place",
                     mem_printf(r->ctx, "場所がわかりません：%s", text),
                     mem_printf(r->ctx, "not understood as a place: %s", text));
    } else {
        params_error(errors, "near", "ambiguous_place",
                     mem_printf(r->ctx, "「%s」はいくつもあります：%s", text,
                                names_join(r->ctx, f, LANG_JA)),
                     mem_printf(r->ctx, "%s may be: %s", text, names_join(r->ctx, f, LANG_EN)));
        json_object_set_new(json_array_get(errors->list, json_array_size(errors->list) - 1),
                            "candidates", candidates_of(r->ctx, f));
    }
}

enum err_code place_find(struct http_request *r, struct searcher *s, struct search_request *q,
                         struct param_errors *errors, struct err *err)
{
    struct geo_found *f = MEM_NEW(r->ctx, struct geo_found);
    const char *text = param_get(r, "near");
    if (!text)
        return OK;
    enum err_code code = search_place_find(s, r->ctx, text, f, err);
    if (code != OK)
        return code;
    if (f->n != 1) {
        refuse(r, errors, text, f);
        return OK;
    }
    q->near.set = true;
    q->near.lat = f->items[0].lat;
    q->near.lon = f->items[0].lon;
    q->near.typed = text;
    q->near.place = f->items[0];
    return OK;
}

bool place_read(struct http_request *r, struct http_answer *a, struct searcher *s,
                struct search_request *q)
{
    struct param_errors errors = {0};
    struct err err = {.text = ""};
    enum err_code code = place_find(r, s, q, &errors, &err);
    if (code != OK)
        problem_from_err(r, a, code, &err);
    else if (errors.list)
        problem_answer(r, a, ERR_INVALID, NULL, errors.list);
    return code == OK && !errors.list;
}

void place_write(struct jsonw *w, void *ctx, const struct search_request *q)
{
    const struct geo_place *p = &q->near.place;
    if (!q->near.set) {
        jsonw_null(w);
        return;
    }
    jsonw_object_begin(w);
    jsonw_key_str(w, "typed", q->near.typed);
    jsonw_key_str(w, "kind", place_kind(p));
    jsonw_key(w, "label");
    jsonw_object_begin(w);
    jsonw_key_str(w, "ja", place_name(ctx, p, LANG_JA));
    jsonw_key_str(w, "en", place_name(ctx, p, LANG_EN));
    jsonw_object_end(w);
    jsonw_key_str(w, "prefecture", code_text(CODE_PREFECTURE, (int)p->prefecture));
    jsonw_key(w, "lat");
    jsonw_double(w, p->lat);
    jsonw_key(w, "lon");
    jsonw_double(w, p->lon);
    jsonw_object_end(w);
}
