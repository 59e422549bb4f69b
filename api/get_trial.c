/* GET /v1/trials/{any number}: the record from the index alone. Its criteria are read when they are
 * asked for (criteria=true): the plain record costs microseconds, reading costs a millisecond. */
#include "api/handlers.h"
#include "api/kept.h"
#include "api/params.h"
#include "api/problem.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "schema/trial_json.h"
#include "search/search_match.h"
#include <string.h>

/* Is `asked` the record's own number in some writing (then no redirect)? */
static bool is_own_number(void *ctx, const char *asked, const char *id)
{
    struct registry_number number;
    return text_equal_nocase(asked, id) ||
           (number_read(ctx, asked, &number) && text_equal_nocase(number.id, id));
}

/* ------------------------------------------------------------------ criteria */

static void write_share(struct jsonw *w, const struct crits *all)
{
    size_t full = 0;
    for (size_t i = 0; i < all->n; i++)
        full += all->items[i].coverage == CRIT_FULL;
    jsonw_key(w, "understood_share");
    jsonw_double(w, all->n ? (double)(full * 100 / all->n) / 100 : 0);
}

/* How the registration's prose was read; beside the record, whose own members stay as registered.
 */
static void write_criteria(struct jsonw *w, const struct trial_blocks *blocks,
                           const struct crits *all)
{
    jsonw_key(w, "criteria_read");
    jsonw_object_begin(w);
    jsonw_key_bool(w, "machine_read", true);
    jsonw_key_str(w, "lang", blocks->in_english ? "en" : "ja");
    write_share(w, all);
    jsonw_key(w, "criteria");
    jsonw_array_begin(w);
    for (size_t i = 0; i < all->n; i++)
        crit_write(w, &all->items[i]);
    jsonw_array_end(w);
    jsonw_object_end(w);
}

static enum err_code criteria_of(struct http_request *r, struct searcher *s,
                                 const struct search_record *record, struct jsonw *w,
                                 struct err *err)
{
    struct trial *t;
    struct crits all;
    enum err_code code = trial_read_json(r->ctx, record->record_json, record->record_len, &t,
                                         problems_new(r->ctx), err);
    if (code != OK)
        return code;
    struct trial_blocks blocks = criteria_trial_blocks(t);
    code = search_criteria_read(s, r->ctx, &blocks, &all, err);
    if (code == OK)
        write_criteria(w, &blocks, &all);
    return code;
}

/* ------------------------------------------------------------------ the record */

/* The record's members at the top, its number always first; then what the registry adds. */
static void write_record(struct jsonw *w, const struct search_record *record)
{
    char at[CLOCK_RFC3339_BYTES];
    jsonw_object_begin(w);
    if (!text_starts_with(record->record_json, "{\"id\":"))
        jsonw_key_str(w, "id", record->id);
    if (record->record_len > 2) /* not "{}" */
        jsonw_raw(w, record->record_json + 1, record->record_len - 2);
    jsonw_key_int(w, "version", record->version);
    jsonw_key(w, "cluster");
    jsonw_raw(w, record->cluster_json, strlen(record->cluster_json));
    jsonw_key(w, "index");
    jsonw_object_begin(w);
    jsonw_key_str(w, "generation", record->index.generation);
    jsonw_key_int(w, "revision", (int64_t)record->index.revision);
    jsonw_key_str(w, "as_of", clock_format_rfc3339(record->index.as_of_ms, at));
    jsonw_object_end(w);
}

/* Whoever asks for it next at this address gets the same, while the index is. */
static void keep(struct http_request *r, const struct index_info *index, struct http_answer *a)
{
    struct worker *w = r->worker;
    if (!w->kept)
        w->kept = kept_new(w);
    kept_put(w->kept, r->uri, r->route, index, a);
}

void get_trial(struct http_request *r, struct http_answer *a)
{
    struct searcher *searcher;
    struct search_record record;
    struct jsonw w;
    struct err err = {.text = ""};
    bool with_criteria = param_flag(r, "criteria");
    enum err_code code = worker_searcher(r->worker, &searcher, &err);
    if (code == OK)
        code = search_record_get(searcher, r->ctx, r->path_values[0], &record, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    if (!is_own_number(r->ctx, r->path_values[0], record.id)) {
        a->status = 301;
        a->cache = "max-age=3600";
        http_header(a, "Location",
                    mem_printf(r->ctx, "/v1/trials/%s%s", params_encode(r->ctx, record.id),
                               with_criteria ? "?criteria=true" : ""));
        return;
    }
    jsonw_init(&w, r->ctx);
    write_record(&w, &record);
    if (with_criteria)
        code = criteria_of(r, searcher, &record, &w, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    jsonw_object_end(&w);
    http_json(a, 200, &w);
    /* The answer also shows the other registrations and the time of the index: the revision is part
     * of the tag. */
    a->etag = mem_printf(r->ctx, "%.32s-%s-%llu%s", record.hash_hex, record.index.generation,
                         (unsigned long long)record.index.revision, with_criteria ? "-c" : "");
    keep(r, &record.index, a);
}
