#include "indexer/source.h"
#include "indexer/source_reader.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <string.h>

#define LOOK_BYTES     65536
#define WEEKLY_COLUMNS 63

struct source {
    enum source_format format;
    struct reader reader;
};

static const struct {
    const char *name;
    enum err_code (*start)(struct reader *r, struct err *err);
} formats[] = {
    [SOURCE_AUTO] = {"auto", NULL},
    [SOURCE_NATIVE] = {"native", read_native_start},
    [SOURCE_ICTRP_XML] = {"ictrp-xml", read_ictrp_xml_start},
    [SOURCE_ICTRP_CSV] = {"ictrp-csv", read_ictrp_csv_start},
    [SOURCE_CTGOV_JSON] = {"ctgov-json", read_ctgov_start},
    [SOURCE_UMIN_CSV] = {"umin-csv", read_umin_csv_start},
};

const char *source_format_name(enum source_format format)
{
    return formats[format].name;
}

enum source_format source_format_find(const char *name)
{
    for (int i = 0; i < SOURCE_FORMAT_COUNT; i++)
        if (strcmp(formats[i].name, name) == 0)
            return (enum source_format)i;
    return SOURCE_FORMAT_COUNT;
}

static bool has(const char *s, size_t len, const char *needle)
{
    return memmem(s, len, needle, strlen(needle)) != NULL;
}

static bool has_one_of(const char *s, size_t len, const char *const *needles, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (has(s, len, needles[i]))
            return true;
    return false;
}

/* Columns of a CSV file's first row, whose quoted fields may hold commas and line breaks;
 * *ret_cell: the first one, without its quotes. */
static size_t count_columns(struct span s, struct span *ret_cell)
{
    size_t n = 1, i = 0;
    bool quoted = false;
    *ret_cell = s;
    for (; i < s.len && (quoted || s.p[i] != '\n'); i++) {
        if (s.p[i] == '"')
            quoted = !quoted;
        if (s.p[i] != ',' || quoted)
            continue;
        if (n++ == 1)
            ret_cell->len = i;
    }
    if (ret_cell->len >= 2 && *s.p == '"')
        *ret_cell = (struct span){s.p + 1, ret_cell->len - 2};
    return n;
}

/* The weekly file has no header: as many columns, and the first one a registry's number. */
static bool is_weekly(struct span head)
{
    struct span cell;
    struct registry_number number;
    if (count_columns(head, &cell) != WEEKLY_COLUMNS)
        return false;
    void *scratch = mem_context(NULL, "weekly");
    bool found = number_read(scratch, mem_strndup(scratch, cell.p, cell.len), &number);
    talloc_free(scratch);
    return found;
}

/* What the first bytes look like; SOURCE_AUTO when nothing fits. */
static enum source_format detect(const char *s, size_t len)
{
    static const char *const ctgov[] = {"\"protocolSection\"", "\"studies\""};
    static const char *const umin[] = {
        "UMIN試験ID", "UMIN ID", "Official scientific title of the study", "UMIN0000", "試験名/"};
    static const char *const ictrp[] = {"TrialID", "Trial ID", "(No column name)",
                                        "Source Register", "Source_Register"};
    struct span head = text_trim_span((struct span){s, len});
    if (head.len == 0)
        return SOURCE_AUTO;
    if (*head.p == '{' || *head.p == '[')
        return has_one_of(s, len, ctgov, sizeof ctgov / sizeof ctgov[0]) ? SOURCE_CTGOV_JSON
                                                                         : SOURCE_NATIVE;
    if (*head.p == '<')
        return has(s, len, "<Trial") ? SOURCE_ICTRP_XML : SOURCE_AUTO;
    const char *line_end = memchr(head.p, '\n', head.len);
    size_t first = line_end ? (size_t)(line_end - head.p) : head.len;
    if (has_one_of(head.p, first, ictrp, sizeof ictrp / sizeof ictrp[0]) || is_weekly(head))
        return SOURCE_ICTRP_CSV;
    return has_one_of(s, len, umin, sizeof umin / sizeof umin[0]) ? SOURCE_UMIN_CSV : SOURCE_AUTO;
}

static enum err_code start(void *ctx, struct input *in, enum source_format format,
                           struct source **ret, struct err *err)
{
    const char *head;
    size_t len = input_peek(in, LOOK_BYTES, &head);
    if (len == 0 && !input_failure(in) && format == SOURCE_AUTO)
        format = SOURCE_NATIVE; /* an empty file holds no record of any format */
    if (format == SOURCE_AUTO)
        format = detect(head, len);
    if (format == SOURCE_AUTO && input_failure(in))
        return err_set(err, ERR_IO, "line %lld: %s", (long long)input_line_number(in),
                       input_failure(in));
    if (format == SOURCE_AUTO)
        return err_set(
            err, ERR_INVALID,
            "this is no format that is known (native, ictrp-xml, ictrp-csv, ctgov-json, umin-csv)");
    struct source *s = MEM_NEW(ctx, struct source);
    s->format = format;
    s->reader.in = talloc_steal(s, in);
    enum err_code code = formats[format].start(&s->reader, err);
    if (code != OK)
        talloc_free(s);
    else
        *ret = s;
    return code;
}

enum err_code source_open(void *ctx, const char *path, enum source_format format,
                          struct source **ret, struct err *err)
{
    struct input *in;
    enum err_code code = input_open(ctx, path, &in, err);
    return code == OK ? start(ctx, in, format, ret, err) : code;
}

enum err_code source_open_memory(void *ctx, const char *bytes, size_t len,
                                 enum source_format format, struct source **ret, struct err *err)
{
    return start(ctx, input_open_memory(ctx, bytes, len), format, ret, err);
}

void source_stop_on(struct source *s, atomic_bool *stop)
{
    input_stop_on(s->reader.in, stop);
}

enum source_format source_get_format(const struct source *s)
{
    return s->format;
}

int64_t source_position(const struct source *s)
{
    return input_position(s->reader.in);
}

int64_t source_size(const struct source *s)
{
    return input_size(s->reader.in);
}

enum err_code source_next(struct source *s, void *ctx, struct source_record *ret, bool *ret_done,
                          struct err *err)
{
    *ret_done = false;
    *ret = (struct source_record){0};
    enum err_code code = s->reader.next(&s->reader, ctx, ret, ret_done, err);
    if (code == OK && *ret_done && input_failure(s->reader.in))
        code = err_set(err, ERR_IO, "line %lld: %s", (long long)input_line_number(s->reader.in),
                       input_failure(s->reader.in));
    return code;
}

void source_record_start(void *ctx, int64_t line, struct source_record *ret)
{
    *ret = (struct source_record){
        .line = line, .trial = trial_new(ctx), .problems = problems_new(ctx)};
}

void source_record_reject(struct source_record *record, const char *path, const char *code,
                          const char *value)
{
    problems_add(record->problems, PROBLEM_ERROR, path, code, value);
    record->trial = NULL;
}
