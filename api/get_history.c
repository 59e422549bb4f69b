/* Versions of a registration: list, one version, difference of two. From PostgreSQL: 503 while it
 * is away. */
#include "api/database.h"
#include "api/handlers.h"
#include "api/params.h"
#include "api/problem.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/trial_diff.h"
#include "schema/trial_json.h"
#include <stdio.h>
#include <string.h>

static enum err_code find(struct http_request *r, int64_t *ret_trial, const char **ret_id,
                          struct err *err)
{
    return store_number_find(r->worker->store, r->ctx, r->path_values[0], ret_trial, ret_id, err);
}

static void write_versions(struct jsonw *w, const char *id, const struct version_row *rows,
                           size_t n)
{
    char at[CLOCK_RFC3339_BYTES];
    jsonw_object_begin(w);
    jsonw_key_str(w, "number", id);
    jsonw_key(w, "versions");
    jsonw_array_begin(w);
    for (size_t i = 0; i < n; i++) {
        jsonw_object_begin(w);
        jsonw_key_int(w, "version", rows[i].version);
        jsonw_key_str(w, "saved_at", clock_format_rfc3339(rows[i].saved_at_ms, at));
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
    jsonw_object_end(w);
}

void get_history(struct http_request *r, struct http_answer *a)
{
    int64_t trial;
    const char *id;
    struct version_row *rows;
    size_t n;
    struct jsonw w;
    struct err err = {.text = ""};
    enum err_code code = database_enter(&err);
    if (code == OK) {
        code = find(r, &trial, &id, &err);
        if (code == OK)
            code = store_version_list(r->worker->store, r->ctx, trial, &rows, &n, &err);
        database_leave(code);
    }
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    jsonw_init(&w, r->ctx);
    write_versions(&w, id, rows, n);
    http_json(a, 200, &w);
    a->etag = mem_printf(r->ctx, "%s-%zu", id, n);
}

/* ------------------------------------------------------------------ difference */

static void write_value(struct jsonw *w, const char *key, const char *json)
{
    jsonw_key(w, key);
    if (json)
        jsonw_raw(w, json, strlen(json));
    else
        jsonw_null(w);
}

static void write_changes(struct jsonw *w, const char *id, int from, int to,
                          const struct field_change *changes, size_t n)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "number", id);
    jsonw_key_int(w, "from", from);
    jsonw_key_int(w, "to", to);
    jsonw_key(w, "changes");
    jsonw_array_begin(w);
    for (size_t i = 0; i < n; i++) {
        jsonw_object_begin(w);
        jsonw_key_str(w, "path", changes[i].path);
        jsonw_key(w, "label");
        jsonw_object_begin(w);
        jsonw_key_str(w, "ja", changes[i].label_ja);
        jsonw_key_str(w, "en", changes[i].label_en);
        jsonw_object_end(w);
        write_value(w, "before", changes[i].before);
        write_value(w, "after", changes[i].after);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
    jsonw_object_end(w);
}

static enum err_code load(struct http_request *r, int64_t trial, int version, struct trial **ret,
                          struct err *err)
{
    struct version_row row;
    enum err_code code = store_version_load(r->worker->store, r->ctx, trial, version, &row, err);
    return code == OK
               ? trial_read_json(r->ctx, row.json, row.json_len, ret, problems_new(r->ctx), err)
               : code;
}

static enum err_code answer_difference(struct http_request *r, struct http_answer *a, int64_t trial,
                                       const char *id, int from, int to, struct err *err)
{
    struct trial *before, *after;
    struct field_change *changes;
    struct jsonw w;
    enum err_code code = load(r, trial, from, &before, err);
    if (code == OK)
        code = load(r, trial, to, &after, err);
    if (code != OK)
        return code;
    size_t n = trial_diff(r->ctx, before, after, &changes);
    jsonw_init(&w, r->ctx);
    write_changes(&w, id, from, to, changes, n);
    http_json(a, 200, &w);
    return OK;
}

/* ------------------------------------------------------------------ one version */

static enum err_code answer_version(struct http_request *r, struct http_answer *a, int64_t trial,
                                    const char *id, int version, struct err *err)
{
    struct version_row row;
    struct jsonw w;
    char at[CLOCK_RFC3339_BYTES];
    enum err_code code = store_version_load(r->worker->store, r->ctx, trial, version, &row, err);
    if (code != OK)
        return code;
    jsonw_init(&w, r->ctx);
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "number", id);
    jsonw_key_int(&w, "version", row.version);
    jsonw_key_str(&w, "saved_at", clock_format_rfc3339(row.saved_at_ms, at));
    jsonw_key(&w, "record");
    jsonw_raw(&w, row.json, row.json_len);
    jsonw_object_end(&w);
    http_json(a, 200, &w);
    return OK;
}

/* "3" or "2..5"; numbers from 1. */
static bool read_versions(const char *text, int *ret_from, int *ret_to)
{
    const char *dots = strstr(text, "..");
    char first[12];
    int64_t from, to;
    text_copy(first, sizeof first, text);
    if (dots && dots - text < (long)sizeof first)
        first[dots - text] = '\0';
    if (!text_read_int(first, &from) || !text_read_int(dots ? dots + 2 : first, &to))
        return false;
    *ret_from = (int)from;
    *ret_to = dots ? (int)to : 0;
    return from >= 1 && to >= 1 && from < 1000000 && to < 1000000;
}

void get_history_version(struct http_request *r, struct http_answer *a)
{
    int64_t trial;
    const char *id;
    int from, to;
    struct param_errors errors = {0};
    struct err err = {.text = ""};
    if (!read_versions(r->path_values[1], &from, &to)) {
        params_error(&errors, "version", "unknown_value", "版の番号 (3) か範囲 (2..5) です",
                     "a version (3) or a range (2..5)");
        problem_answer(r, a, ERR_INVALID, NULL, errors.list);
        return;
    }
    enum err_code code = database_enter(&err);
    if (code == OK) {
        code = find(r, &trial, &id, &err);
        if (code == OK)
            code = to ? answer_difference(r, a, trial, id, from, to, &err)
                      : answer_version(r, a, trial, id, from, &err);
        database_leave(code);
    }
    if (code != OK)
        problem_from_err(r, a, code, &err);
    else /* versions never change */
        a->cache = "public, max-age=86400";
}
