#include "api/params.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARAMS_MAX 200
enum { ERRORS_MAX = 100 };

/* ------------------------------------------------------------------ decoding */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* How many bytes from s on are ASCII and stand for themselves. */
static size_t plain_run(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && s[n] >= ' ' && s[n] < 0x7F && s[n] != '%' && s[n] != '+')
        n++;
    return n;
}

char *params_decode(void *ctx, const char *s, size_t len, bool plus)
{
    char *out = MEM_ARRAY(ctx, char, len + 1);
    size_t n = plain_run(s, len);
    memcpy(out, s, n);
    if (n == len) /* most of all: names, codes, numbers */
        return out;
    for (size_t i = n; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '%') {
            int high = i + 2 < len ? hex_digit(s[i + 1]) : -1;
            int low = i + 2 < len ? hex_digit(s[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            c = (unsigned char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return NULL;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return text_is_utf8(out, n) && !memchr(out, 0x7F, n) ? out : NULL;
}

char *params_encode(void *ctx, const char *s)
{
    static const bool is_unreserved[256] = {
        ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['-'] = true,
        ['.'] = true,         ['_'] = true,         ['~'] = true,
    };
    static const char hex[] = "0123456789ABCDEF";
    char *out = MEM_ARRAY(ctx, char, 3 * strlen(s) + 1), *end = out;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (is_unreserved[c]) {
            *end++ = (char)c;
            continue;
        }
        *end++ = '%';
        *end++ = hex[c >> 4];
        *end++ = hex[c & 15];
    }
    *end = '\0';
    return out;
}

bool params_split(void *ctx, const char *query, struct http_param **ret, size_t *ret_n,
                  const char **ret_bad)
{
    struct span rest = {query, strlen(query)}, pair;
    *ret = NULL;
    *ret_n = 0;
    while (text_split_next(&rest, "&", &pair)) {
        const char *equals = memchr(pair.p, '=', pair.len);
        size_t name_len = equals ? (size_t)(equals - pair.p) : pair.len;
        if (pair.len == 0)
            continue;
        char *name = params_decode(ctx, pair.p, name_len, true);
        char *value = params_decode(ctx, equals ? equals + 1 : "",
                                    equals ? pair.len - name_len - 1 : 0, true);
        if (!name || !value || *ret_n == PARAMS_MAX) {
            if (ret_bad)
                *ret_bad = name;
            return false;
        }
        *ret = MEM_GROW(ctx, *ret, struct http_param, *ret_n + 1);
        (*ret)[(*ret_n)++] = (struct http_param){.name = name, .value = value};
    }
    return true;
}

static bool add_json(void *ctx, const char *name, const json_t *value, struct http_param **ret,
                     size_t *ret_n)
{
    char number[32];
    const char *text = json_string_value(value);
    if (json_is_null(value))
        return true;
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        text = number;
    } else if (json_is_boolean(value)) {
        text = json_is_true(value) ? "true" : "false";
    }
    if (!text || *ret_n == PARAMS_MAX)
        return false;
    *ret = MEM_GROW(ctx, *ret, struct http_param, *ret_n + 1);
    (*ret)[(*ret_n)++] = (struct http_param){mem_strdup(ctx, name), mem_strdup(ctx, text),
                                             .bare = !json_is_string(value)};
    return true;
}

bool params_from_json(void *ctx, const char *body, size_t len, struct http_param **ret,
                      size_t *ret_n)
{
    json_t *root = json_loadb(body, len, JSON_REJECT_DUPLICATES, NULL);
    bool good = params_from_object(ctx, root, ret, ret_n);
    json_decref(root);
    return good;
}

bool params_from_object(void *ctx, const json_t *object, struct http_param **ret, size_t *ret_n)
{
    json_t *value, *item;
    const char *key;
    size_t i;
    bool good = json_is_object(object);
    *ret = NULL;
    *ret_n = 0;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (!json_is_array(value))
            good = good && add_json(ctx, key, value, ret, ret_n);
        json_array_foreach(value, i, item) good = good && add_json(ctx, key, item, ret, ret_n);
    }
    return good;
}

/* ------------------------------------------------------------------ checking */

static void add_error(struct param_errors *e, const char *key, const char *where, const char *code,
                      const char *ja, const char *en)
{
    if (!e->list)
        e->list = json_array();
    if (json_array_size(e->list) < ERRORS_MAX)
        json_array_append_new(e->list, json_pack("{s:s, s:s, s:{s:s, s:s}}", key, where, "code",
                                                 code, "message", "ja", ja, "en", en));
}

void params_error(struct param_errors *e, const char *parameter, const char *code, const char *ja,
                  const char *en)
{
    add_error(e, "parameter", parameter, code, ja, en);
}

void params_pointer_error(struct param_errors *e, const char *pointer, const char *code,
                          const char *ja, const char *en)
{
    add_error(e, "pointer", pointer, code, ja, en);
}

const char *const facet_names[FACET_COUNT] = {"status",     "phase",      "kind",
                                              "study_type", "prefecture", "sex",
                                              "registry",   "condition",  "drug_class"};
const enum code_list facet_lists[FACET_COUNT] = {
    CODE_RECRUITMENT_STATUS, CODE_PHASE, CODE_KIND,    CODE_STUDY_TYPE,
    CODE_PREFECTURE,         CODE_SEX,   CODE_REGISTRY};

static const char *const sort_names[] = {"relevance", "newest", "updated", "start", "distance"};
enum { N_SORTS = sizeof sort_names / sizeof *sort_names };

static int index_of(const char *const *names, int n, const char *value, size_t len)
{
    for (int i = 0; i < n; i++)
        if (strlen(names[i]) == len && strncmp(names[i], value, len) == 0)
            return i;
    return -1;
}

static int code_of(enum code_list list, struct span part)
{
    char code[64];
    if (part.len >= sizeof code)
        return 0;
    text_copy(code, part.len + 1, part.p);
    return code_find(list, code);
}

static bool are_codes(enum code_list list, const char *value)
{
    struct span rest = {value, strlen(value)}, part;
    while (text_split_next(&rest, ",", &part))
        if (part.len > 0 && code_of(list, part) == 0)
            return false;
    return true;
}

static bool are_facets(const char *value)
{
    struct span rest = {value, strlen(value)}, part;
    while (text_split_next(&rest, ",", &part))
        if (part.len > 0 && index_of(facet_names, FACET_COUNT, part.p, part.len) < 0)
            return false;
    return true;
}

static bool is_flag(const char *value)
{
    return strcmp(value, "true") == 0 || strcmp(value, "false") == 0 || strcmp(value, "1") == 0 ||
           strcmp(value, "0") == 0;
}

static void check_value(const struct param_spec *spec, const char *value, struct param_errors *e)
{
    int64_t n;
    struct date date;
    enum lang lang;
    bool good = true;
    switch (spec->type) {
    case PARAM_TEXT:
        if (strlen(value) > (size_t)spec->max)
            params_error(e, spec->name, "too_long", "長すぎます", "too long");
        return;
    case PARAM_NUMBER:
        if (!text_read_int(value, &n) || n < spec->min || n > spec->max)
            params_error(e, spec->name, "not_a_number", "範囲内の整数ではありません",
                         "not a whole number within its range");
        return;
    case PARAM_FLAG:
        good = is_flag(value);
        break;
    case PARAM_CODES:
        good = are_codes(spec->list, value);
        break;
    case PARAM_DATE:
        good = date_normalise(value, &date) == VALUE_READ;
        break;
    case PARAM_FACETS:
        good = are_facets(value);
        break;
    case PARAM_SORT:
        good = index_of(sort_names, N_SORTS, value, strlen(value)) >= 0;
        break;
    case PARAM_SYNONYMS:
        good = strcmp(value, "off") == 0 || strcmp(value, "on") == 0;
        break;
    case PARAM_LANG:
        good = lang_read(value, &lang);
        break;
    }
    if (!good)
        params_error(e, spec->name, "unknown_value", "知らない値です", "unknown value");
}

static const struct param_spec *find_spec(const struct param_spec *specs, const char *name)
{
    for (; specs && specs->name; specs++)
        if (strcmp(specs->name, name) == 0)
            return specs;
    return NULL;
}

static bool is_repeated(const struct http_request *r, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(r->params[k].name, r->params[i].name) == 0)
            return true;
    return false;
}

bool params_check(struct http_request *r, const struct param_spec *specs,
                  struct param_errors *errors)
{
    for (size_t i = 0; i < r->n_params; i++) {
        const struct param_spec *spec = find_spec(specs, r->params[i].name);
        bool many = spec && (spec->type == PARAM_CODES || spec->type == PARAM_FACETS);
        if (!spec)
            params_error(errors, r->params[i].name, "unknown_parameter", "知らないパラメータです",
                         "unknown parameter");
        else if (!many && is_repeated(r, i))
            params_error(errors, spec->name, "repeated", "二度指定されています", "given twice");
        else if (spec->type == PARAM_TEXT && r->params[i].bare)
            params_error(errors, spec->name, "wrong_type", "文字列で書いてください",
                         "not a string");
        else if (*r->params[i].value)
            check_value(spec, r->params[i].value, errors);
    }
    return errors->list == NULL;
}

const char *params_next_link(struct http_request *r, const char *path, const char *name,
                             const char *cursor)
{
    char *url = mem_printf(r->ctx, "<%s?", path);
    for (size_t i = 0; i < r->n_params; i++) {
        if (strcmp(r->params[i].name, name) == 0)
            continue;
        url = mem_check(talloc_asprintf_append_buffer(url, "%s=%s&", r->params[i].name,
                                                      params_encode(r->ctx, r->params[i].value)));
    }
    return mem_check(talloc_asprintf_append_buffer(url, "%s=%s>; rel=\"next\"", name, cursor));
}

const char *param_get(const struct http_request *r, const char *name)
{
    for (size_t i = r->n_params; i > 0; i--)
        if (strcmp(r->params[i - 1].name, name) == 0)
            return *r->params[i - 1].value ? r->params[i - 1].value : NULL;
    return NULL;
}

long param_number(const struct http_request *r, const char *name, long missing)
{
    const char *value = param_get(r, name);
    return value ? strtol(value, NULL, 10) : missing;
}

bool param_flag(const struct http_request *r, const char *name)
{
    const char *value = param_get(r, name);
    return value && (strcmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

code_set param_codes(const struct http_request *r, const char *name, enum code_list list)
{
    code_set set = 0;
    for (size_t i = 0; i < r->n_params; i++) {
        if (strcmp(r->params[i].name, name) != 0)
            continue;
        struct span rest = {r->params[i].value, strlen(r->params[i].value)}, part;
        while (text_split_next(&rest, ",", &part))
            set |= part.len ? (code_set)1 << code_of(list, part) : 0;
    }
    return set;
}

/* ------------------------------------------------------------------ search */

const struct param_spec search_params[] = {
    {"q", PARAM_TEXT, 0, 1000, 0},
    {"status", PARAM_CODES, 0, 0, CODE_RECRUITMENT_STATUS},
    {"phase", PARAM_CODES, 0, 0, CODE_PHASE},
    {"kind", PARAM_CODES, 0, 0, CODE_KIND},
    {"study_type", PARAM_CODES, 0, 0, CODE_STUDY_TYPE},
    {"prefecture", PARAM_CODES, 0, 0, CODE_PREFECTURE},
    {"sex", PARAM_CODES, 0, 0, CODE_SEX},
    {"registry", PARAM_CODES, 0, 0, CODE_REGISTRY},
    {"near", PARAM_TEXT, 0, 300, 0},
    {"within_km", PARAM_NUMBER, 1, 20000, 0},
    {"age", PARAM_NUMBER, 0, 120, 0},
    {"condition", PARAM_TEXT, 0, 300, 0},
    {"drug", PARAM_TEXT, 0, 300, 0},
    {"sponsor", PARAM_TEXT, 0, 300, 0},
    {"child", PARAM_FLAG, 0, 0, 0},
    {"nanbyo", PARAM_FLAG, 0, 0, 0},
    {"has_results", PARAM_FLAG, 0, 0, 0},
    {"updated_since", PARAM_DATE, 0, 0, 0},
    {"sort", PARAM_SORT, 0, 0, 0},
    {"limit", PARAM_NUMBER, 1, 100, 0},
    {"cursor", PARAM_TEXT, 0, 500, 0},
    {"facets", PARAM_FACETS, 0, 0, 0},
    {"synonyms", PARAM_SYNONYMS, 0, 0, 0},
    {"lang", PARAM_LANG, 0, 0, 0},
    {NULL, PARAM_TEXT, 0, 0, 0},
};

static unsigned facets_of(const struct http_request *r)
{
    unsigned set = 0;
    for (size_t i = 0; i < r->n_params; i++) {
        struct span rest = {r->params[i].value, strlen(r->params[i].value)}, part;
        while (strcmp(r->params[i].name, "facets") == 0 && text_split_next(&rest, ",", &part))
            set |= part.len ? 1u << index_of(facet_names, FACET_COUNT, part.p, part.len) : 0;
    }
    return set;
}

/* "false": those that "true" leaves out. */
static bool is_denied(const struct http_request *r, const char *name)
{
    return param_get(r, name) && !param_flag(r, name);
}

void search_params_read(const struct http_request *r, struct search_request *ret)
{
    const char *sort = param_get(r, "sort"), *synonyms = param_get(r, "synonyms"),
               *since = param_get(r, "updated_since");
    long age = param_number(r, "age", -1);
    *ret = (struct search_request){
        .q = param_get(r, "q"),
        .status = param_codes(r, "status", CODE_RECRUITMENT_STATUS),
        .phase = param_codes(r, "phase", CODE_PHASE),
        .kind = param_codes(r, "kind", CODE_KIND),
        .study_type = param_codes(r, "study_type", CODE_STUDY_TYPE),
        .prefecture = param_codes(r, "prefecture", CODE_PREFECTURE),
        .sex = param_codes(r, "sex", CODE_SEX),
        .registry = param_codes(r, "registry", CODE_REGISTRY),
        .age_days =
            age < 0 ? -1 : age_days((struct age_limit){true, (int)age, AGE_UNIT_YEAR, true}),
        .within_km = (int)param_number(r, "within_km", 0),
        .condition = param_get(r, "condition"),
        .drug = param_get(r, "drug"),
        .sponsor = param_get(r, "sponsor"),
        .child = param_flag(r, "child"),
        .nanbyo = param_flag(r, "nanbyo"),
        .has_results = param_flag(r, "has_results"),
        .not_child = is_denied(r, "child"),
        .not_nanbyo = is_denied(r, "nanbyo"),
        .no_results = is_denied(r, "has_results"),
        .sort = sort ? (enum search_sort)index_of(sort_names, N_SORTS, sort, strlen(sort))
                     : SORT_RELEVANCE,
        .limit = (int)param_number(r, "limit", 20),
        .cursor = param_get(r, "cursor"),
        .facets = facets_of(r),
        .synonyms_off = synonyms && strcmp(synonyms, "off") == 0,
        .lang = r->lang,
    };
    if (since)
        (void)date_normalise(since, &ret->updated_since);
}
