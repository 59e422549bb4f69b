/*
 * Full dumps as gzip: NDJSON (canonical records) and CSV, streamed from the index in pieces, so
 * that a dump holds up no thread and no memory. CSV cells that a spreadsheet would take for a
 * formula are guarded by an apostrophe.
 */
#include "api/handlers.h"
#include "api/problem.h"
#include "schema/base/mem.h"
#include "schema/normalise.h"
#include "schema/trial_json.h"
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define BATCH_RECORDS 50

struct export
{
    struct worker *worker;
    bool csv, head_written, ended, finished;
    uint32_t cursor;
    z_stream z;
    struct jsonw text; /* what is to be compressed next */
    size_t taken;      /* of it */
};

static int close_export(struct export *e)
{
    deflateEnd(&e->z);
    return 0;
}

/* ------------------------------------------------------------------ CSV */

static void put(struct jsonw *w, const char *s, size_t len)
{
    w->comma = false;
    jsonw_raw(w, s, len);
}

static void put_cell(struct jsonw *w, const char *s, bool last)
{
    bool formula = s && *s && strchr("=+-@\t\r", *s);
    put(w, formula ? "\"'" : "\"", formula ? 2 : 1);
    for (; s && *s; s++)
        put(w, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
    put(w, last ? "\"\r\n" : "\",", last ? 3 : 2);
}

static const char csv_head[] =
    "number,registry,title_ja,title_en,conditions,phase,recruitment_status,kind,study_type,sex,age_"
    "min,age_max,"
    "first_published,last_published,sponsor,countries,prefectures,url\r\n";

static const char *joined(void *ctx, const char *so_far, const char *more)
{
    if (!more)
        return so_far;
    return so_far ? mem_printf(ctx, "%s; %s", so_far, more) : more;
}

static const char *conditions_of(void *ctx, const struct trial *t)
{
    const char *text = NULL;
    for (size_t i = 0; i < t->n_conditions; i++)
        text =
            joined(ctx, text,
                   t->conditions[i].name.ja ? t->conditions[i].name.ja : t->conditions[i].name.en);
    return text;
}

static const char *phases_of(void *ctx, const struct trial *t)
{
    const char *text = NULL;
    for (int v = 1; v < code_list_count(CODE_PHASE); v++)
        if (t->phases & 1u << (v - 1))
            text = joined(ctx, text, code_text(CODE_PHASE, v));
    return text;
}

static const char *countries_of(void *ctx, const struct trial *t)
{
    const char *text = NULL;
    for (size_t i = 0; i < t->n_countries; i++)
        text = joined(ctx, text, t->countries[i]);
    return text;
}

static const char *prefectures_of(void *ctx, const struct trial *t)
{
    const char *text = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < t->n_sites; i++) {
        uint64_t bit = (uint64_t)1 << t->sites[i].prefecture;
        if (t->sites[i].prefecture && !(seen & bit))
            text = joined(ctx, text, code_text(CODE_PREFECTURE, (int)t->sites[i].prefecture));
        seen |= bit;
    }
    return text;
}

static const char *age_of(void *ctx, struct age_limit age)
{
    return age.stated ? mem_printf(ctx, "%s%d %s", age.inclusive ? "" : "(exclusive) ", age.value,
                                   code_text(CODE_AGE_UNIT, (int)age.unit))
                      : NULL;
}

static void put_csv(struct jsonw *w, void *ctx, const struct trial *t, const char *id)
{
    char first[DATE_TEXT_BYTES], last[DATE_TEXT_BYTES];
    const struct bitext *sponsor = &t->sponsor_primary.name;
    const char *cells[] = {id,
                           code_text(CODE_REGISTRY, (int)t->source.registry),
                           t->title.public_.ja ? t->title.public_.ja : t->title.scientific.ja,
                           t->title.public_.en ? t->title.public_.en : t->title.scientific.en,
                           conditions_of(ctx, t),
                           phases_of(ctx, t),
                           code_text(CODE_RECRUITMENT_STATUS, (int)t->recruitment_status),
                           code_text(CODE_KIND, (int)t->kind),
                           code_text(CODE_STUDY_TYPE, (int)t->study_type),
                           code_text(CODE_SEX, (int)t->eligibility.sex),
                           age_of(ctx, t->eligibility.age_min),
                           age_of(ctx, t->eligibility.age_max),
                           date_text(t->dates.first_published, first),
                           date_text(t->dates.last_published, last),
                           sponsor->ja ? sponsor->ja : sponsor->en,
                           countries_of(ctx, t),
                           prefectures_of(ctx, t),
                           t->source.url};
    size_t n = sizeof cells / sizeof cells[0];
    for (size_t i = 0; i < n; i++)
        put_cell(w, cells[i], i + 1 == n);
}

/* ------------------------------------------------------------------ the stream */

static void put_record(struct export *e, void *ctx, const struct search_record *record)
{
    struct trial *t;
    struct err ignored;
    if (!e->csv) {
        put(&e->text, record->record_json, record->record_len);
        put(&e->text, "\n", 1);
    } else if (trial_read_json(ctx, record->record_json, record->record_len, &t, problems_new(ctx),
                               &ignored) == OK) {
        put_csv(&e->text, ctx, t, record->id);
    }
}

/* Makes the next piece of text; false when the index cannot be read. */
static bool refill(struct export *e)
{
    void *scratch = mem_context(NULL, "export");
    struct searcher *searcher;
    struct search_record *records;
    size_t n = 0;
    struct err err;
    jsonw_clear(&e->text);
    e->taken = 0;
    if (e->csv && !e->head_written)
        put(&e->text, csv_head, sizeof csv_head - 1);
    e->head_written = true;
    bool good =
        worker_searcher(e->worker, &searcher, &err) == OK &&
        search_record_list(searcher, scratch, &e->cursor, BATCH_RECORDS, &records, &n, &err) == OK;
    for (size_t i = 0; good && i < n; i++)
        put_record(e, scratch, &records[i]);
    e->ended = n == 0;
    talloc_free(scratch);
    return good;
}

static long next_piece(void *state, char *out, size_t max)
{
    struct export *e = state;
    e->z.next_out = (Bytef *)out;
    e->z.avail_out = (uInt)max;
    while (e->z.avail_out == max && !e->finished) {
        if (e->taken == e->text.len && !e->ended && !refill(e))
            return -1;
        e->z.next_in = (Bytef *)e->text.buf + e->taken;
        e->z.avail_in = (uInt)(e->text.len - e->taken);
        int result = deflate(&e->z, e->ended ? Z_FINISH : Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return -1;
        e->taken = e->text.len - e->z.avail_in;
        e->finished = result == Z_STREAM_END;
    }
    return (long)(max - e->z.avail_out);
}

static void answer(struct http_request *r, struct http_answer *a, bool csv)
{
    struct searcher *searcher;
    struct err err = {.text = ""};
    enum err_code code = worker_searcher(r->worker, &searcher, &err);
    if (code != OK) {
        problem_from_err(r, a, code, &err);
        return;
    }
    struct export *e = MEM_NEW(r->ctx, struct export);
    e->worker = r->worker;
    e->csv = csv;
    jsonw_init(&e->text, e);
    if (deflateInit2(&e->z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        problem_answer(r, a, ERR_INTERNAL, NULL, NULL);
        return;
    }
    talloc_set_destructor(e, close_export);
    a->status = 200;
    a->content_type = "application/gzip";
    a->compressed = true;
    a->stream = next_piece;
    a->state = e;
    http_header(a, "Content-Disposition",
                csv ? "attachment; filename=\"trials.csv.gz\""
                    : "attachment; filename=\"trials.ndjson.gz\"");
}

void get_export_ndjson(struct http_request *r, struct http_answer *a)
{
    answer(r, a, false);
}

void get_export_csv(struct http_request *r, struct http_answer *a)
{
    answer(r, a, true);
}
