#include "api/match_body.h"
#include <string.h>
#include "schema/base/mem.h"
#include "schema/base/text.h"

enum { LANG_MAX_BYTES = 100 };

static const char *pointer_of(const struct http_request *r, const char *member)
{
    return mem_printf(r->ctx, "/%s", text_pointer_part(r->ctx, member));
}

void match_body_members(const struct http_request *r, const char *const *known,
                        struct param_errors *errors)
{
    const char *key;
    json_t *value;
    json_object_foreach(r->document, key, value)
    {
        size_t i = 0;
        while (known[i] && strcmp(known[i], key) != 0)
            i++;
        if (!known[i])
            params_pointer_error(errors, pointer_of(r, key), "unknown_member", "知らない項目です",
                                 "unknown member");
    }
}

const char *match_body_text(const struct http_request *r, const char *member, size_t max,
                            struct param_errors *errors)
{
    const json_t *value = json_object_get(r->document, member);
    if (!value || json_is_null(value))
        return NULL;
    if (!json_is_string(value))
        params_pointer_error(errors, pointer_of(r, member), "wrong_type", "文字列ではありません",
                             "not a string");
    else if (json_string_length(value) > max)
        params_pointer_error(errors, pointer_of(r, member), "too_long", "長すぎます", "too long");
    return json_string_value(value);
}

long match_body_number(const struct http_request *r, const char *member, long min, long max,
                       long missing, struct param_errors *errors)
{
    const json_t *value = json_object_get(r->document, member);
    if (!value || json_is_null(value))
        return missing;
    if (json_is_integer(value) && json_integer_value(value) >= min &&
        json_integer_value(value) <= max)
        return (long)json_integer_value(value);
    params_pointer_error(errors, pointer_of(r, member), "not_a_number",
                         "範囲内の整数ではありません", "not a whole number within its range");
    return missing;
}

void match_body_lang(struct http_request *r, bool automatic, struct param_errors *errors)
{
    const char *lang = match_body_text(r, "lang", LANG_MAX_BYTES, errors);
    if (lang && !(automatic && strcmp(lang, "auto") == 0) && !lang_read(lang, &r->lang))
        params_pointer_error(errors, "/lang", "unknown_value", "知らない値です", "unknown value");
}

struct fact_problems {
    const struct http_request *r;
    struct param_errors *errors;
};

static const struct {
    const char *code, *ja, *en;
} fact_messages[] = {{"unknown_attribute", "知らない項目です", "unknown attribute"},
                     {"unknown_member", "知らない項目です", "unknown member"},
                     {"unknown_value", "知らない値です", "unknown value"},
                     {"unknown_unit", "単位がわかりません", "no unit that converts to"},
                     {"wrong_type", "値の形が違います", "wrong type; wanted is"},
                     {"out_of_range", "ありえない値です", "outside of"},
                     {"too_long", "長すぎます", "too long"},
                     {"too_many", "多すぎます", "too many"},
                     {NULL, "使えない値です", "not usable"}};

static void fact_problem(void *arg, const char *pointer, const char *code, const char *detail)
{
    struct fact_problems *p = arg;
    void *ctx = p->r->ctx;
    size_t i = 0;
    while (fact_messages[i].code && strcmp(fact_messages[i].code, code) != 0)
        i++;
    params_pointer_error(p->errors, mem_printf(ctx, "/facts%s", pointer), code,
                         mem_printf(ctx, "%s（%s）", fact_messages[i].ja, detail),
                         mem_printf(ctx, "%s: %s", fact_messages[i].en, detail));
}

enum err_code match_body_facts(struct http_request *r, struct param_errors *errors,
                               struct facts **ret, struct err *err)
{
    struct facts *facts = facts_new(r->ctx);
    struct fact_problems problems = {r, errors};
    const json_t *given = json_object_get(r->document, "facts");
    const char *note = match_body_text(r, "note", MATCH_NOTE_MAX_BYTES, errors);
    if (given && !json_is_null(given) && facts_read(facts, given, fact_problem, &problems) != OK &&
        !errors->list)
        fact_problem(&problems, "", "invalid", "not readable");
    *ret = facts;
    return note && !errors->list ? match_note_read(r, note, facts, err) : OK;
}
