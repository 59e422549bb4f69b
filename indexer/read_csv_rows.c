#include "indexer/read_csv_rows.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <csv.h>
#include <string.h>

/* Rows that a line has finished wait here (one line can end one row only, but the file's end can
 * add one). */
struct csv_rows {
    struct input *in;
    struct csv_parser parser;
    void *row_ctx; /* of the row that is growing */
    struct csv_row row, ready;
    size_t row_bytes;
    bool has_ready, at_start, ended;
};

static int close_parser(struct csv_rows *r)
{
    csv_free(&r->parser);
    return 0;
}

static bool start_parser(struct csv_rows *r)
{
    r->at_start = true;
    return csv_init(&r->parser, CSV_APPEND_NULL | CSV_EMPTY_IS_NULL) == 0;
}

struct csv_rows *csv_rows_new(void *ctx, struct input *in)
{
    struct csv_rows *r = MEM_NEW(ctx, struct csv_rows);
    const char *head;
    r->in = in;
    mem_check(start_parser(r) ? r : NULL);
    talloc_set_destructor(r, close_parser);
    if (input_peek(in, 3, &head) == 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0)
        for (int i = 0; i < 3; i++)
            input_byte(in);
    return r;
}

static void take_field(void *field, size_t len, void *arg)
{
    struct csv_rows *r = arg;
    const char *text = field ? text_trim(r->row_ctx, field, len) : NULL;
    r->row_bytes += len;
    if (r->row.n >= CSV_MAX_FIELDS) {
        r->row.problem = "too_many_items";
        return;
    }
    if (field && memchr(field, '\0', len))
        r->row.problem = "malformed";
    else if (text && !text_is_utf8(text, strlen(text)))
        r->row.problem = "bad_encoding";
    r->row.fields = MEM_GROW(r->row_ctx, r->row.fields, const char *, r->row.n + 1);
    r->row.fields[r->row.n++] = text;
}

static void take_row(int c, void *arg)
{
    struct csv_rows *r = arg;
    (void)c;
    r->ready = r->row;
    r->has_ready = true;
    r->at_start = true;
}

static void begin_row(struct csv_rows *r, void *ctx)
{
    r->row_ctx = ctx;
    r->row = (struct csv_row){.line = input_line_number(r->in)};
    r->row_bytes = 0;
    r->at_start = false;
}

/* The row is given up: what it held so far is reported, the parser begins anew with the next line.
 */
static void give_up_row(struct csv_rows *r, const char *problem)
{
    csv_free(&r->parser);
    mem_check(start_parser(r) ? r : NULL);
    r->ready = r->row;
    r->ready.problem = problem;
    r->has_ready = true;
}

static void take_line(struct csv_rows *r, const char *line, size_t len, bool cut)
{
    r->row_bytes += len;
    if (cut || r->row_bytes > CSV_ROW_MAX_BYTES)
        give_up_row(r, "too_large");
    else if (csv_parse(&r->parser, line, len, take_field, take_row, r) != len)
        give_up_row(r, "malformed");
}

bool csv_rows_next(struct csv_rows *r, void *ctx, struct csv_row *ret)
{
    const char *line;
    size_t len;
    bool cut;
    r->has_ready = false;
    if (r->ended)
        return false;
    begin_row(r, ctx);
    while (!r->has_ready && input_line(r->in, &line, &len, &cut)) {
        bool blank = text_trim_span((struct span){line, len}).len == 0;
        if (blank && r->row_bytes == 0) { /* between rows */
            r->row.line = input_line_number(r->in);
            continue;
        }
        take_line(r, line, len, cut);
    }
    if (!r->has_ready) {
        r->ended = true;
        csv_fini(&r->parser, take_field, take_row, r);
        if (r->has_ready && r->row_bytes > 0 && input_failure(r->in))
            r->ready.problem = "cut_off";
    }
    *ret = r->ready;
    return r->has_ready;
}
