#include "api/join_form.h"
#include <string.h>
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/search_match.h"

enum { FACTS_MAX_BYTES = 60000, ITEMS_MAX = 40 };

/* ------------------------------------------------------------------ one answer */

/* "胃癌、高血圧" → a list. */
static void names_add(void *ctx, json_t *list, const char *text)
{
    struct span rest = {text, strlen(text)}, line, part;
    while (text_split_next(&rest, "\n\r,;", &line)) {
        char *copy = text_replace(ctx, mem_strndup(ctx, line.p, line.len), "、", ",");
        struct span names = {copy, strlen(copy)};
        while (text_split_next(&names, ",", &part)) {
            char *name = text_trim(ctx, part.p, part.len);
            if (name && json_array_size(list) < ITEMS_MAX)
                json_array_append_new(list, json_string(name));
        }
    }
}

static json_t *list_answer(struct http_request *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < r->n_params; i++)
        if (strcmp(r->params[i].name, "v") == 0 && *r->params[i].value)
            json_array_append_new(list, json_string(r->params[i].value));
    if (param_get(r, "free"))
        names_add(r->ctx, list, param_get(r, "free"));
    return list;
}

/* What was typed in half width, without what stands around it; people add 歳 to an age. */
static char *typed(void *ctx, const struct attribute *a, const char *value)
{
    static const char *const years[] = {"歳", "才", "さい"};
    char *half = text_halfwidth(ctx, value);
    half = text_trim(ctx, half, strlen(half));
    for (size_t i = 0; half && a == &attributes[ATTR_age] && i < sizeof years / sizeof *years;
         i++) {
        size_t len = strlen(half), end = strlen(years[i]);
        if (len > end && strcmp(half + len - end, years[i]) == 0)
            return text_trim(ctx, half, len - end);
    }
    return half;
}

/* The answer as facts have it; NULL when nothing was answered. */
static json_t *answer_of(struct http_request *r, const struct attribute *a, const char *value)
{
    double number;
    char *half = value ? typed(r->ctx, a, value) : NULL;
    if (a->kind == ATTR_CONCEPT || a->list)
        return list_answer(r);
    if (!half)
        return NULL;
    if (a->kind == ATTR_FLAG)
        return strcmp(half, "yes") == 0  ? json_true()
               : strcmp(half, "no") == 0 ? json_false()
                                         : NULL;
    if (a->kind == ATTR_ENUM || attribute_has_letters(a))
        return json_string(half);
    if (!text_read_double(half, &number))
        return json_string(half); /* refused with its reason by facts_read */
    return a->kind == ATTR_NUMBER ? json_pack("{sf,ss}", "value", number, "unit", a->unit)
                                  : json_real(number);
}

static void answer_put(struct http_request *r, json_t *facts, const char *attr, const char *value)
{
    uint16_t number;
    if (!attr || !attribute_find(attr, strlen(attr), &number))
        return;
    json_t *answer = answer_of(r, &attributes[number], value);
    if (answer)
        json_object_set_new(facts, attr, answer);
}

/* ------------------------------------------------------------------ all of them */

/* What the hidden field says; what cannot be read is no answer. */
static json_t *facts_so_far(struct http_request *r)
{
    const char *text = param_get(r, "facts");
    json_t *facts = text && strlen(text) <= FACTS_MAX_BYTES
                        ? json_loads(text, JSON_REJECT_DUPLICATES, NULL)
                        : NULL;
    if (json_is_object(facts))
        return facts;
    json_decref(facts);
    return json_object();
}

static void first_page(struct http_request *r, json_t *facts)
{
    const char *diagnosis = param_get(r, "diagnosis");
    answer_put(r, facts, "age", param_get(r, "age"));
    answer_put(r, facts, "sex", param_get(r, "sex"));
    if (!diagnosis)
        return;
    json_t *list = json_array();
    names_add(r->ctx, list, diagnosis);
    json_object_set_new(facts, "diagnosis", list);
}

struct refused {
    struct http_request *r;
    struct join_form *form;
    json_t *names; /* attributes that are left out */
};

static void refuse(void *arg, const char *pointer, const char *code, const char *detail)
{
    struct refused *x = arg;
    struct span rest = {pointer, strlen(pointer)}, name;
    if (!text_split_next(&rest, "/", &name) || !text_split_next(&rest, "/", &name))
        return;
    const char *attr = mem_strndup(x->r->ctx, name.p, name.len);
    attr = text_replace(x->r->ctx, text_replace(x->r->ctx, attr, "~1", "/"), "~0", "~");
    json_object_set_new(x->names, attr, json_true());
    params_error(&x->form->errors, attr, code, "この答えは読み取れませんでした", detail);
}

/* Facts without those that cannot be read. */
static void facts_settle(struct http_request *r, json_t *facts, struct join_form *form)
{
    struct refused x = {r, form, json_object()};
    const char *name;
    json_t *value;
    form->facts = facts_new(r->ctx);
    if (facts_read(form->facts, facts, refuse, &x) != OK) {
        json_object_foreach(x.names, name, value) json_object_del(facts, name);
        form->facts = facts_new(r->ctx);
        if (facts_read(form->facts, facts, NULL, NULL) != OK)
            form->facts = facts_new(r->ctx);
    }
    json_decref(x.names);
}

static uint32_t from_read(const struct http_request *r)
{
    const char *text = param_get(r, "from");
    int64_t n;
    return text && text_read_int(text, &n) && n > 0 && n <= MATCH_OFFSET_MAX ? (uint32_t)n : 0;
}

void join_form_read(struct http_request *r, struct join_form *ret)
{
    json_t *facts = facts_so_far(r);
    const char *drop = param_get(r, "drop"), *unknown = param_get(r, "unknown");
    *ret = (struct join_form){
        .q = param_get(r, "q"), .note = param_get(r, "note"), .from = from_read(r)};
    uint16_t number;
    first_page(r, facts);
    if (unknown && attribute_find(unknown, strlen(unknown), &number))
        json_object_set_new(facts, unknown, json_null());
    else if (!drop && ret->from == 0)
        answer_put(r, facts, param_get(r, "a"), param_get(r, "v"));
    if (drop)
        json_object_del(facts, drop);
    facts_settle(r, facts, ret);
    json_decref(facts);
}
