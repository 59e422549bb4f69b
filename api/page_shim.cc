#include "api/page_shim.h"
#include <exception>
#include <new>
#include <string>
#include <talloc.h>
#include <kainjow/mustache.hpp>

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using kainjow::mustache::partial;

struct page_template {
    mustache *compiled;
};

namespace
{

/* Runs fn; an exception becomes an error code. */
template <typename F> enum err_code guard(struct err *err, F fn) noexcept
{
    try {
        return fn();
    } catch (const std::bad_alloc &) {
        return err_set(err, ERR_NOMEM, "out of memory in a template");
    } catch (const std::exception &e) {
        return err_set(err, ERR_INTERNAL, "template: %s", e.what());
    } catch (...) {
        return err_set(err, ERR_INTERNAL, "template: unknown failure");
    }
}

int destroy(struct page_template *t)
{
    delete t->compiled;
    return 0;
}

data to_data(const json_t *j);

data to_list(const json_t *j)
{
    data list{data::type::list};
    for (size_t i = 0; i < json_array_size(j); i++)
        list.push_back(to_data(json_array_get(j, i)));
    return list;
}

data to_object(const json_t *j)
{
    data object{data::type::object};
    const char *key;
    json_t *value;
    json_object_foreach(const_cast<json_t *>(j), key, value) object.set(key, to_data(value));
    return object;
}

data to_data(const json_t *j)
{
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        return to_object(j);
    case JSON_ARRAY:
        return to_list(j);
    case JSON_STRING:
        return data{std::string(json_string_value(j), json_string_length(j))};
    case JSON_INTEGER:
        return data{std::to_string(json_integer_value(j))};
    case JSON_REAL:
        return data{std::to_string(json_real_value(j))};
    case JSON_TRUE:
        return data{data::type::bool_true};
    default:
        return data{data::type::bool_false};
    }
}

void add_partials(data &view, const json_t *partials)
{
    const char *key;
    json_t *value;
    json_object_foreach(const_cast<json_t *>(partials), key, value)
    {
        std::string text(json_string_value(value), json_string_length(value));
        view.set(key, data{partial{[text]() { return text; }}});
    }
}

} // namespace

enum err_code page_shim_compile(void *ctx, const char *text, struct page_template **ret,
                                struct err *err)
{
    return guard(
        err, [&]() -> enum err_code {
            struct page_template *t = talloc_zero(ctx, struct page_template);
            if (!t)
                return err_set(err, ERR_NOMEM, "out of memory in a template");
            talloc_set_destructor(t, destroy);
            t->compiled = new mustache(text);
            if (!t->compiled->is_valid()) {
                enum err_code code =
                    err_set(err, ERR_INVALID, "template: %s", t->compiled->error_message().c_str());
                talloc_free(t);
                return code;
            }
            *ret = t;
            return OK;
        });
}

enum err_code page_shim_render(void *ctx, struct page_template *t, const json_t *view,
                               const json_t *partials, char **ret_html, size_t *ret_len,
                               struct err *err)
{
    return guard(
        err, [&]() -> enum err_code {
            data root = to_object(view);
            if (partials)
                add_partials(root, partials);
            std::string html = t->compiled->render(root);
            char *copy = static_cast<char *>(talloc_memdup(ctx, html.c_str(), html.size() + 1));
            if (!copy)
                return err_set(err, ERR_NOMEM, "out of memory in a template");
            *ret_html = copy;
            *ret_len = html.size();
            return OK;
        });
}
