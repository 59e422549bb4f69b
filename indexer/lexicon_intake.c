#include "indexer/lexicon_intake.h"
#include "indexer/input.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 200, FIRST_LINES = 200 };

static const char *const format_names[] = {
#define NAME(symbol, name, file, what) name,
    LEXICON_FORMAT_LIST(NAME)
#undef NAME
};
static const char *const format_whats[] = {
#define WHAT(symbol, name, file, what) what,
    LEXICON_FORMAT_LIST(WHAT)
#undef WHAT
};
/* Columns by name, for formats whose first line names them; those before the gap must be there. */
static const char *const format_columns[LEXICON_FORMAT_COUNT][LEXICON_COLUMNS_MAX] = {
    [LEXICON_FORMAT_DISEASES] = {"code", "name", "kana", "icd10_1", "icd10_2", "exchange_code"},
    [LEXICON_FORMAT_DRUGS] = {"generic", "brand_stem", "originator", "products"},
};
enum { COLUMNS_NEEDED = 2 };

const char *lexicon_format_name(enum lexicon_format f)
{
    return format_names[f];
}

const char *lexicon_format_what(enum lexicon_format f)
{
    return format_whats[f];
}

/* ------------------------------------------------------------------ what a line is not used for */

void lexicon_intake_bad(struct lexicon_intake *in, const char *fmt, ...)
{
    va_list ap;
    in->bad++;
    if (!in->quarantine)
        return;
    fprintf(in->quarantine, "%s:%d\t", in->file, in->line);
    va_start(ap, fmt);
    vfprintf(in->quarantine, fmt, ap);
    va_end(ap);
    fprintf(in->quarantine, "\t%s\n", in->raw);
}

void lexicon_intake_skip(struct lexicon_intake *in, const char *fmt, ...)
{
    va_list ap;
    in->skipped++;
    if (!in->report)
        return;
    fprintf(in->report, "%s:%d: skipped: ", in->file, in->line);
    va_start(ap, fmt);
    vfprintf(in->report, fmt, ap);
    va_end(ap);
    fputc('\n', in->report);
}

/* ------------------------------------------------------------------ concepts and names */

/* What parts columns and forms in the lexicon's own tables cannot stand in a name. */
static char *name_clean(void *ctx, const char *text)
{
    char *out = text_squeeze(ctx, text, false);
    for (char *p = out; p && *p; p++)
        if (*p == ';')
            *p = ',';
        else if (*p == '|')
            *p = '/';
        else if ((unsigned char)*p < ' ')
            *p = ' ';
    return out;
}

struct lexicon_entry *lexicon_intake_add(struct lexicon_intake *in, const char *id,
                                         const char *parents, enum lexicon_class class,
                                         const char *ja, const char *en)
{
    char *names[2] = {name_clean(in->to, ja), name_clean(in->to, en)};
    struct lexicon_entry *e = lexicon_source_add(
        in->to, id, parents, class, names[0] ? names[0] : "", names[1] ? names[1] : "");
    e->file = in->file;
    e->line = in->line;
    return e;
}

static bool is_known(const struct lexicon_entry *e, const char *text)
{
    for (size_t i = 0; i < e->n_names; i++)
        if (strcmp(e->names[i].text, text) == 0)
            return true;
    return false;
}

void lexicon_intake_name(struct lexicon_intake *in, struct lexicon_entry *e, const char *text,
                         enum lexicon_kind kind)
{
    char *name = text ? name_clean(in->to, text) : NULL;
    if (name && strlen(name) >= 2 && strlen(name) <= NAME_MAX_BYTES && !is_known(e, name))
        lexicon_source_name(in->to, e, name, kind, LEXICON_BOTH_WAYS);
    talloc_free(name);
}

void lexicon_intake_cells(const struct lexicon_intake *in, char *line,
                          const char *ret[LEXICON_COLUMNS_MAX])
{
    for (int k = 0; k < LEXICON_COLUMNS_MAX; k++)
        ret[k] = NULL;
    for (int at = 0; line; at++) {
        char *cell = strsep(&line, "\t");
        for (int k = 0; k < LEXICON_COLUMNS_MAX; k++)
            if (in->columns[k] == at)
                ret[k] = cell;
    }
}

/* ------------------------------------------------------------------ formats */

/* Whether the line names the columns of the format; ret: where they stand, -1 what is missing. */
static bool header_read(enum lexicon_format f, const char *line, int ret[LEXICON_COLUMNS_MAX])
{
    char *copy = mem_strdup(NULL, line), *rest = copy;
    int needed = 0;
    for (int k = 0; k < LEXICON_COLUMNS_MAX; k++)
        ret[k] = -1;
    for (int at = 0; rest; at++) {
        const char *cell = strsep(&rest, "\t");
        for (int k = 0; k < LEXICON_COLUMNS_MAX; k++)
            if (format_columns[f][k] && strcmp(cell, format_columns[f][k]) == 0) {
                ret[k] = at;
                needed += k < COLUMNS_NEEDED;
            }
    }
    talloc_free(copy);
    return needed == COLUMNS_NEEDED;
}

static size_t tabs_count(const char *line)
{
    size_t n = 0;
    for (; *line; line++)
        n += *line == '\t';
    return n;
}

static bool is_synonyms(const char *line)
{
    size_t digits = strspn(line, "0123456789");
    return digits > 0 && line[digits] == '\t' && tabs_count(line) == 2;
}

/* A line of the built-in lexicon's form: its third column is a class. */
static bool is_own(const char *line)
{
    if (tabs_count(line) != 5)
        return false;
    char *copy = mem_strdup(NULL, line), *rest = copy;
    (void)strsep(&rest, "\t");
    (void)strsep(&rest, "\t");
    const char *class = strsep(&rest, "\t");
    bool good = false;
    for (int c = 0; c < LEXICON_CLASS_COUNT; c++)
        good = good || strcmp(class, lexicon_class_name((enum lexicon_class)c)) == 0;
    talloc_free(copy);
    return good;
}

static bool is_blank_or_comment(const char *line)
{
    return *line == '#' || text_is_blank(line);
}

/* The format that a line belongs to, LEXICON_FORMAT_COUNT: none. */
static enum lexicon_format line_format(const char *line)
{
    int columns[LEXICON_COLUMNS_MAX];
    if (*line == '{')
        return LEXICON_FORMAT_NANDO;
    if (header_read(LEXICON_FORMAT_DISEASES, line, columns))
        return LEXICON_FORMAT_DISEASES;
    if (header_read(LEXICON_FORMAT_DRUGS, line, columns))
        return LEXICON_FORMAT_DRUGS;
    if (is_synonyms(line))
        return LEXICON_FORMAT_SUDACHI;
    return is_own(line) ? LEXICON_FORMAT_OWN : LEXICON_FORMAT_COUNT;
}

/* The next line as text without line break and byte order mark, owned by ctx; NULL: the end. */
static char *line_next(struct input *in, void *ctx, int *ret_number, bool *ret_good)
{
    const char *p;
    size_t len;
    bool cut;
    *ret_number = (int)input_line_number(in);
    if (!input_line(in, &p, &len, &cut))
        return NULL;
    while (len > 0 && (p[len - 1] == '\n' || p[len - 1] == '\r'))
        len--;
    if (len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
        p += 3;
        len -= 3;
    }
    *ret_good = !cut && text_is_utf8(p, len) && !memchr(p, '\0', len);
    return mem_strndup(ctx, p, len);
}

enum err_code lexicon_format_find(const char *path, enum lexicon_format *ret, struct err *err)
{
    void *ctx = mem_context(NULL, "format");
    struct input *input;
    enum lexicon_format found = LEXICON_FORMAT_COUNT;
    enum err_code code = input_open(ctx, path, &input, err);
    char *line;
    int number;
    bool good;
    while (code == OK && found == LEXICON_FORMAT_COUNT &&
           (line = line_next(input, ctx, &number, &good)) && number <= FIRST_LINES)
        if (good && !is_blank_or_comment(line))
            found = line_format(line);
    if (code == OK && input_failure(input))
        code = err_set(err, ERR_IO, "%s: %s", path, input_failure(input));
    else if (code == OK && found == LEXICON_FORMAT_COUNT)
        code = err_set(err, ERR_INVALID,
                       "%s: no format fits its first lines (NANDO JSON, a disease master or a drug "
                       "list with named columns, Sudachi synonyms, or a table as described in "
                       "shirube-indexer(1))",
                       path);
    if (code == OK)
        *ret = found;
    talloc_free(ctx);
    return code;
}

/* ------------------------------------------------------------------ reading */

static void own_read(struct lexicon_intake *in, char *line)
{
    char *told = NULL;
    size_t told_len = 0;
    int faults = in->to->faults;
    in->to->report = mem_check(open_memstream(&told, &told_len));
    lexicon_source_line(in->to, line, in->file, in->line);
    fclose(in->to->report);
    in->to->report = NULL;
    if (in->to->faults > faults) {
        char *reason = strstr(told, ": ");
        told[strcspn(told, "\n")] = '\0';
        lexicon_intake_bad(in, "%s", reason ? reason + 2 : told);
    }
    free(told);
}

static void line_read(struct lexicon_intake *in, char *line, bool *header)
{
    static void (*const readers[LEXICON_FORMAT_COUNT])(struct lexicon_intake *, char *) = {
        [LEXICON_FORMAT_NANDO] = lexicon_read_nando,
        [LEXICON_FORMAT_DISEASES] = lexicon_read_disease,
        [LEXICON_FORMAT_DRUGS] = lexicon_read_drug,
        [LEXICON_FORMAT_SUDACHI] = lexicon_read_synonyms,
        [LEXICON_FORMAT_OWN] = own_read};
    if (is_blank_or_comment(line))
        return;
    if (!*header && format_columns[in->format][0]) {
        *header = header_read(in->format, line, in->columns);
        return;
    }
    in->lines++;
    readers[in->format](in, line);
}

enum err_code lexicon_intake_read(struct lexicon_intake *in, const char *path, struct err *err)
{
    void *ctx = mem_context(NULL, "intake");
    struct input *input;
    char *line;
    bool good, header = false;
    in->file = mem_strdup(in->to, path);
    enum err_code code = input_open(ctx, path, &input, err);
    while (code == OK && (line = line_next(input, ctx, &in->line, &good))) {
        in->raw = mem_strdup(ctx, line);
        if (good) {
            line_read(in, line, &header);
        } else {
            in->lines++;
            lexicon_intake_bad(in, "not UTF-8, or longer than a line may be");
        }
        talloc_free((void *)(uintptr_t)in->raw);
        talloc_free(line);
    }
    in->raw = NULL;
    if (code == OK && in->format == LEXICON_FORMAT_NANDO)
        lexicon_end_nando(in);
    if (code == OK && in->format == LEXICON_FORMAT_DISEASES)
        lexicon_end_diseases(in);
    if (code == OK && input_failure(input))
        code = err_set(err, ERR_IO, "%s: %s", path, input_failure(input));
    talloc_free(ctx);
    return code;
}
