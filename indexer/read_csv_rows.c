#include "indexer/read_csv_rows.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <csv.h>
#include <string.h>

#define CSV_GROWTH_BYTES 65536

/* Rows are made on contexts of their own: one line may end several (a lone CR ends a row too),
 * which wait here. */
struct waiting_row {
    struct waiting_row *next;
    struct csv_row row;
};

struct csv_rows {
    struct input *in;
    struct csv_parser parser;
    struct waiting_row *growing; /* NULL between rows */
    struct waiting_row *first, **last;
    size_t row_bytes;
    int64_t line; /* of what is being parsed */
    bool ended;
};

static int close_parser(struct csv_rows *r)
{
    csv_free(&r->parser);
    return 0;
}

static bool start_parser(struct csv_rows *r)
{
    bool good = csv_init(&r->parser, CSV_APPEND_NULL | CSV_EMPTY_IS_NULL) == 0;
    csv_set_blk_size(&r->parser,
                     CSV_GROWTH_BYTES); /* its own 128 bytes make long fields quadratic */
    return good;
}

struct csv_rows *csv_rows_new(void *ctx, struct input *in)
{
    struct csv_rows *r = MEM_NEW(ctx, struct csv_rows);
    const char *head;
    r->in = in;
    r->last = &r->first;
    mem_check(start_parser(r) ? r : NULL);
    talloc_set_destructor(r, close_parser);
    if (input_peek(in, 3, &head) == 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0)
        for (int i = 0; i < 3; i++)
            input_byte(in);
    return r;
}

static struct csv_row *growing_row(struct csv_rows *r)
{
    if (!r->growing) {
        r->growing = MEM_NEW(r, struct waiting_row);
        r->growing->row.line = r->line;
    }
    return &r->growing->row;
}

static void take_field(void *field, size_t len, void *arg)
{
    struct csv_rows *r = arg;
    struct csv_row *row = growing_row(r);
    const char *text = field ? text_trim(r->growing, field, len) : NULL;
    if (row->n >= CSV_MAX_FIELDS) {
        row->problem = "too_many_items";
        return;
    }
    if (field && memchr(field, '\0', len))
        row->problem = "malformed";
    else if (text && !text_is_utf8(text, strlen(text)))
        row->problem = "bad_encoding";
    row->fields = MEM_GROW(r->growing, row->fields, const char *, row->n + 1);
    row->fields[row->n++] = text;
}

static void take_row(int c, void *arg)
{
    struct csv_rows *r = arg;
    (void)c;
    growing_row(r);
    *r->last = r->growing;
    r->last = &r->growing->next;
    r->growing = NULL;
    r->row_bytes = 0;
}

/* The row is given up: what it held so far is reported, the parser begins anew with the next line.
 */
static void give_up_row(struct csv_rows *r, const char *problem)
{
    csv_free(&r->parser);
    mem_check(start_parser(r) ? r : NULL);
    growing_row(r)->problem = problem;
    take_row(-1, r);
}

static void take_line(struct csv_rows *r, const char *line, size_t len, bool cut)
{
    r->row_bytes += len;
    if (cut || r->row_bytes > CSV_ROW_MAX_BYTES)
        give_up_row(r, "too_large");
    else if (csv_parse(&r->parser, line, len, take_field, take_row, r) != len)
        give_up_row(r, "malformed");
}

static void finish(struct csv_rows *r)
{
    r->ended = true;
    csv_fini(&r->parser, take_field, take_row, r);
    if (r->first && input_failure(r->in))
        r->first->row.problem = "cut_off";
}

/* Lines until a row has ended; blank lines between rows are no rows. */
static void read_more(struct csv_rows *r)
{
    const char *line;
    size_t len;
    bool cut;
    while (!r->first) {
        int64_t number = input_line_number(r->in);
        if (r->row_bytes == 0)
            r->line = number;
        if (!input_line(r->in, &line, &len, &cut)) {
            finish(r);
            return;
        }
        bool blank = text_trim_span((struct span){line, len}).len == 0;
        if (!blank || r->row_bytes > 0)
            take_line(r, line, len, cut);
    }
}

bool csv_rows_next(struct csv_rows *r, void *ctx, struct csv_row *ret)
{
    if (!r->first && !r->ended)
        read_more(r);
    struct waiting_row *row = r->first;
    if (!row)
        return false;
    r->first = row->next;
    if (!r->first)
        r->last = &r->first;
    talloc_steal(ctx, row);
    *ret = row->row;
    return true;
}
