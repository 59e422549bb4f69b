#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "schema/trial_fields.h"
#include "schema/trial_json.h"
#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define POINTER_BYTES 256

/* Where the reader stands: the JSON pointer is kept in one buffer that grows and shrinks with the
 * walk. */
struct reading {
    void *ctx;
    struct problems *problems;
    char pointer[POINTER_BYTES];
};

static void read_object(struct reading *r, const json_t *j, const struct field *fields,
                        void *object);

/* A name as one step of a JSON pointer (RFC 6901: ~ is ~0, / is ~1), cut where it is endless. */
static size_t enter(struct reading *r, const char *name)
{
    char step[POINTER_BYTES] = "/";
    size_t before = strlen(r->pointer), n = 1;
    for (; *name && n + 3 < sizeof step; name++) {
        if (*name == '~' || *name == '/') {
            step[n++] = '~';
            step[n++] = *name == '~' ? '0' : '1';
        } else {
            step[n++] = *name;
        }
    }
    step[n] = '\0';
    text_copy(r->pointer + before, sizeof r->pointer - before, step);
    return before;
}

static void leave(struct reading *r, size_t before)
{
    r->pointer[before] = '\0';
}

static void problem(struct reading *r, const char *code, const json_t *value)
{
    char number[40];
    const char *text = json_string_value(value);
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        text = number;
    }
    problems_add(r->problems, PROBLEM_ERROR, r->pointer, code, text);
}

/* A string without NUL; an empty or blank one is missing. */
static const char *read_string(struct reading *r, const json_t *j)
{
    if (json_is_null(j))
        return NULL;
    if (!json_is_string(j)) {
        problem(r, "not_a_string", j);
        return NULL;
    }
    const char *s = json_string_value(j);
    return text_is_blank(s) ? NULL : mem_strdup(r->ctx, s);
}

static void read_bitext(struct reading *r, const json_t *j, struct bitext *ret)
{
    const char *key;
    json_t *value;
    if (json_is_null(j))
        return;
    if (json_is_string(
            j)) { /* a text without a language: record.md writes acronyms and telephone names so */
        ret->ja = read_string(r, j);
        return;
    }
    if (!json_is_object(j)) {
        problem(r, "not_a_text", j);
        return;
    }
    json_object_foreach((json_t *)(unsigned long)j, key, value)
    {
        size_t before = enter(r, key);
        if (strcmp(key, "ja") == 0)
            ret->ja = read_string(r, value);
        else if (strcmp(key, "en") == 0)
            ret->en = read_string(r, value);
        else
            problem(r, "unknown_member", NULL);
        leave(r, before);
    }
}

/* A year or an era stands first: "05/04/2020" would have to be guessed. */
static bool is_year_first(const char *s)
{
    s += strspn(s, " ");
    if (isdigit((unsigned char)*s))
        return strspn(s, "0123456789") >= 4;
    bool era_letter = *s && strchr("RHSTMrhstm", *s) &&
                      (isdigit((unsigned char)s[1]) || s[1] == '.' || (unsigned char)s[1] >= 0x80);
    return era_letter || (unsigned char)*s >= 0x80;
}

static void read_date(struct reading *r, const json_t *j, struct date *ret)
{
    const char *s = json_string_value(j);
    if (json_is_null(j) || (s && text_is_blank(s)))
        return;
    if (!s || !is_year_first(s) || date_normalise(s, ret) != VALUE_READ)
        problem(r, "not_a_date", j);
}

static void read_code(struct reading *r, const json_t *j, enum code_list list, int *ret)
{
    if (json_is_null(j))
        return;
    *ret = code_find(list, json_string_value(j));
    if (*ret == 0)
        problem(r, "unknown_code", j);
}

static void read_tri(struct reading *r, const json_t *j, enum tristate *ret)
{
    if (json_is_boolean(j))
        *ret = json_is_true(j) ? TRI_TRUE : TRI_FALSE;
    else if (!json_is_null(j))
        problem(r, "not_true_or_false", j);
}

static void read_flag(struct reading *r, const json_t *j, bool *ret)
{
    if (json_is_boolean(j))
        *ret = json_is_true(j);
    else if (!json_is_null(j))
        problem(r, "not_true_or_false", j);
}

static void read_count(struct reading *r, const json_t *j, int64_t *ret)
{
    if (json_is_null(j))
        return;
    if (json_is_integer(j) && json_integer_value(j) >= 0)
        *ret = json_integer_value(j);
    else
        problem(r, "not_a_count", j);
}

static void read_degrees(struct reading *r, const json_t *j, double *ret, bool *ret_has)
{
    if (json_is_null(j))
        return;
    if (json_is_number(j)) {
        *ret = json_number_value(j);
        *ret_has = true;
    } else {
        problem(r, "not_a_number", j);
    }
}

static void read_age_member(struct reading *r, const char *key, const json_t *value,
                            struct age_limit *ret)
{
    int unit = 0;
    if (strcmp(key, "value") == 0) {
        json_int_t n = json_integer_value(value);
        ret->stated = json_is_integer(value) && n >= 0 && n <= TRIAL_AGE_MAX;
        ret->value = ret->stated ? (int)n : 0;
        if (!ret->stated)
            problem(r, "not_a_count", value);
    } else if (strcmp(key, "unit") == 0) {
        read_code(r, value, CODE_AGE_UNIT, &unit);
        ret->unit = (enum age_unit)unit;
    } else if (strcmp(key, "inclusive") == 0) {
        read_flag(r, value, &ret->inclusive);
    } else {
        problem(r, "unknown_member", NULL);
    }
}

/* A needed member that is not there. */
static void missing(struct reading *r, const char *name)
{
    size_t before = enter(r, name);
    problem(r, "missing_member", NULL);
    leave(r, before);
}

/* {"value":18,"unit":"year"}: both are needed, a limit without "inclusive" holds its own value. */
static void read_age(struct reading *r, const json_t *j, struct age_limit *ret)
{
    const char *key;
    json_t *value;
    if (json_is_null(j)) /* "none stated" */
        return;
    if (!json_is_object(j)) {
        problem(r, "not_an_age", j);
        return;
    }
    *ret = (struct age_limit){.inclusive = true};
    json_object_foreach((json_t *)(unsigned long)j, key, value)
    {
        size_t before = enter(r, key);
        read_age_member(r, key, value, ret);
        leave(r, before);
    }
    if (!json_object_get(j, "value"))
        missing(r, "value");
    if (!json_object_get(j, "unit") || json_is_null(json_object_get(j, "unit")))
        missing(r, "unit");
}

static void read_phases(struct reading *r, const json_t *j, unsigned *ret)
{
    size_t i;
    json_t *value;
    if (json_is_null(j))
        return;
    if (!json_is_array(j)) {
        problem(r, "not_a_list", j);
        return;
    }
    json_array_foreach(j, i, value)
    {
        if (json_is_integer(value) && json_integer_value(value) >= 0 &&
            json_integer_value(value) <= 4)
            *ret |= PHASE_BIT(json_integer_value(value));
        else if (json_is_string(value) && strcmp(json_string_value(value), "na") == 0)
            *ret |= PHASE_NA;
        else
            problem(r, "unknown_code", value);
    }
}

static void read_json(struct reading *r, const json_t *j, const char **ret)
{
    if (json_is_null(j))
        return;
    if (!json_is_array(j)) {
        problem(r, "not_a_list", j);
        return;
    }
    char *text = json_dumps(j, JSON_COMPACT);
    *ret = mem_strdup(r->ctx, text);
    free(text);
}

static size_t item_bytes(const struct field *f)
{
    return f->type == FIELD_STRINGS ? sizeof(const char *)
           : f->type == FIELD_TEXTS ? sizeof(struct bitext)
                                    : f->size;
}

/* Members that are missing by another value than zero. */
static void set_missing(const struct field *fields, void *object)
{
    for (const struct field *f = fields; f && f->name; f++) {
        if (f->type == FIELD_COUNT)
            *(int64_t *)field_at(object, f->offset) = -1;
        else if (f->type == FIELD_DEGREES)
            *(double *)field_at(object, f->offset) = (double)NAN;
    }
}

/* Half a position is none: the other half would be a 0 that nobody wrote. */
static void check_degrees(struct reading *r, const struct field *fields, void *object)
{
    for (const struct field *f = fields; f->name; f++) {
        if (f->type != FIELD_DEGREES || !isnan(*(double *)field_at(object, f->offset)))
            continue;
        if (*(bool *)field_at(object, f->count))
            missing(r, f->name);
        *(double *)field_at(object, f->offset) = 0;
    }
}

/* Reads one item; false when it holds nothing and is left out. */
static bool read_item(struct reading *r, const json_t *j, const struct field *f, void *item)
{
    if (f->type == FIELD_STRINGS)
        return (*(const char **)item = read_string(r, j)) != NULL;
    if (f->type == FIELD_TEXTS) {
        read_bitext(r, j, item);
        return ((struct bitext *)item)->ja || ((struct bitext *)item)->en;
    }
    set_missing(f->sub, item);
    read_object(r, j, f->sub, item);
    check_degrees(r, f->sub, item);
    for (const struct field *sub = f->sub; sub->name; sub++)
        if (!field_is_empty(sub, item))
            return true;
    return false;
}

static void read_list(struct reading *r, const json_t *j, const struct field *f, void *object)
{
    if (json_is_null(j))
        return;
    if (!json_is_array(j) || json_array_size(j) > TRIAL_LIST_MAX) {
        problem(r, json_is_array(j) ? "too_many_items" : "not_a_list", j);
        return;
    }
    size_t bytes = item_bytes(f), n = 0;
    if (json_array_size(j) == 0)
        return;
    char *items = MEM_ARRAY(r->ctx, char, bytes *json_array_size(j));
    for (size_t i = 0; i < json_array_size(j); i++) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        size_t before = enter(r, index);
        memset(items + n * bytes, 0, bytes);
        n += read_item(r, json_array_get(j, i), f, items + n * bytes);
        leave(r, before);
    }
    *(void **)field_at(object, f->offset) = n ? items : NULL;
    *(size_t *)field_at(object, f->count) = n;
}

static void read_value(struct reading *r, const json_t *j, const struct field *f, void *object)
{
    void *p = field_at(object, f->offset);
    switch (f->type) {
    case FIELD_STRING:
        *(const char **)p = read_string(r, j);
        return;
    case FIELD_BITEXT:
        read_bitext(r, j, p);
        return;
    case FIELD_DATE:
        read_date(r, j, p);
        return;
    case FIELD_CODE:
        read_code(r, j, f->list, p);
        return;
    case FIELD_TRI:
        read_tri(r, j, p);
        return;
    case FIELD_FLAG:
        read_flag(r, j, p);
        return;
    case FIELD_COUNT:
        read_count(r, j, p);
        return;
    case FIELD_AGE:
        read_age(r, j, p);
        return;
    case FIELD_PHASES:
        read_phases(r, j, p);
        return;
    case FIELD_DEGREES:
        read_degrees(r, j, p, field_at(object, f->count));
        return;
    case FIELD_JSON:
        read_json(r, j, p);
        return;
    case FIELD_OBJECT:
        if (!json_is_null(j))
            read_object(r, j, f->sub, p);
        return;
    case FIELD_STRINGS:
    case FIELD_TEXTS:
    case FIELD_LIST:
        read_list(r, j, f, object);
        return;
    }
}

static const struct field *find_field(const struct field *fields, const char *name)
{
    for (const struct field *f = fields; f->name; f++)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

static void read_object(struct reading *r, const json_t *j, const struct field *fields,
                        void *object)
{
    const char *key;
    json_t *value;
    if (!json_is_object(j)) {
        problem(r, "not_an_object", j);
        return;
    }
    json_object_foreach((json_t *)(unsigned long)j, key, value)
    {
        size_t before = enter(r, key);
        const struct field *f = find_field(fields, key);
        if (f)
            read_value(r, value, f, object);
        else
            problem(r, "unknown_member", NULL);
        leave(r, before);
    }
}

/* jansson stops at 2048 levels; ours is far less, and a cheap scan says so before a tree is built.
 */
static bool is_too_deep(const char *json, size_t len)
{
    unsigned depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < len; i++) {
        char c = json[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']') && depth > 0)
            depth--;
        if (depth > TRIAL_JSON_MAX_DEPTH)
            return true;
    }
    return false;
}

/* One path is the other or stands above it. */
static bool is_related(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return (*a == '\0' && (*b == '\0' || *b == '/')) || (*b == '\0' && *a == '/');
}

/* What the rules say of a record that could not be read whole: problems of parts that were not read
 * would be said twice. */
static void check_rest(const struct trial *t, struct problems *p)
{
    size_t n = p->n;
    struct problems *rest = problems_new(p);
    trial_check(t, rest);
    for (size_t i = 0; i < rest->n; i++) {
        const struct problem *one = &rest->items[i];
        bool said = false;
        for (size_t k = 0; k < n && !said; k++)
            said = is_related(p->items[k].path, one->path);
        if (!said)
            problems_add(p, one->level, one->path, one->code, one->value);
    }
    talloc_free(rest);
}

enum err_code trial_read_json(void *ctx, const char *json, size_t len, struct trial **ret_trial,
                              struct problems *problems, struct err *err)
{
    json_error_t where;
    size_t errors_before = problems->n_errors;
    if (len > TRIAL_JSON_MAX_BYTES || is_too_deep(json, len)) {
        problems_add(problems, PROBLEM_ERROR, "",
                     len > TRIAL_JSON_MAX_BYTES ? "too_large" : "too_deep", NULL);
        return err_set(err, ERR_INVALID, "record is too large or too deep");
    }
    json_t *root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &where);
    if (!root) {
        char message[300];
        snprintf(message, sizeof message, "line %d, column %d: %s", where.line, where.column,
                 where.text);
        problems_add(problems, PROBLEM_ERROR, "", "not_json", message);
        return err_set(err, ERR_INVALID, "not JSON: %s", message);
    }
    struct trial *t = trial_new(ctx);
    struct reading r = {.ctx = t, .problems = problems};
    read_object(&r, root, trial_fields, t);
    json_decref(root);
    if (problems->n_errors > errors_before) {
        check_rest(t, problems);
        talloc_free(t);
        return err_set(err, ERR_INVALID, "record has %zu errors",
                       problems->n_errors - errors_before);
    }
    *ret_trial = t;
    return OK;
}
