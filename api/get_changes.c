/* GET /v1/changes: what happened, in an order that loses nothing. */
#include "api/database.h"
#include "api/handlers.h"
#include "api/params.h"
#include "api/problem.h"
#include "schema/base/clock.h"

static void write_changes(struct jsonw *w, const struct change_row *rows, size_t n,
                          const char *cursor)
{
    char at[CLOCK_RFC3339_BYTES];
    jsonw_object_begin(w);
    jsonw_key(w, "changes");
    jsonw_array_begin(w);
    for (size_t i = 0; i < n; i++) {
        jsonw_object_begin(w);
        jsonw_key_str(w, "number", rows[i].id);
        jsonw_key_int(w, "version", rows[i].version);
        jsonw_key_str(w, "what", rows[i].what);
        jsonw_key_str(w, "at", clock_format_rfc3339(rows[i].at_ms, at));
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
    jsonw_key_str(w, "next", cursor);
    jsonw_object_end(w);
}

void get_changes(struct http_request *r, struct http_answer *a)
{
    struct change_row *rows;
    size_t n;
    const char *since = param_get(r, "since"), *cursor;
    struct jsonw w;
    struct err err = {.text = ""};
    enum err_code code = database_enter(&err);
    if (code == OK) {
        code = store_change_list(r->worker->store, r->ctx, since ? since : "",
                                 (int)param_number(r, "limit", 100), &rows, &n, &cursor, &err);
        database_leave(code);
    }
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    jsonw_init(&w, r->ctx);
    write_changes(&w, rows, n, cursor);
    if (n > 0)
        http_header(a, "Link", params_next_link(r, "/v1/changes", "since", cursor));
    http_json(a, 200, &w);
}
