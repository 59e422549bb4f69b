#include "search/lexicon_source.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/lexicon_build.h"
#include "search/lexicon_builtin.h"
#include "search/lexicon_key.h"
#include <errno.h>
#include <stdarg.h>
#include <string.h>

enum { COLUMNS = 6, LINE_MAX_BYTES = 1 << 16 };

static const char *const class_names[] = {
#define NAME(symbol, name, ja, en) name,
    LEXICON_CLASS_LIST(NAME)
#undef NAME
};
static const char *const kind_names[] = {
#define NAME(symbol, name) name,
    LEXICON_KIND_LIST(NAME)
#undef NAME
};

const char *lexicon_class_name(enum lexicon_class c)
{
    return class_names[c];
}

const char *lexicon_kind_name(enum lexicon_kind k)
{
    return kind_names[k];
}

struct lexicon_source *lexicon_source_new(void *ctx, FILE *report)
{
    struct lexicon_source *s = MEM_NEW(ctx, struct lexicon_source);
    s->ctx = s;
    s->report = report;
    return s;
}

void lexicon_source_fault(struct lexicon_source *s, const struct lexicon_entry *e, const char *fmt,
                          ...)
{
    va_list ap;
    s->faults++;
    if (!s->report)
        return;
    fprintf(s->report, "%s:%d: ", e->file ? e->file : "lexicon", e->line);
    va_start(ap, fmt);
    vfprintf(s->report, fmt, ap);
    va_end(ap);
    fputc('\n', s->report);
}

struct lexicon_entry *lexicon_source_add(struct lexicon_source *s, const char *id,
                                         const char *parents, enum lexicon_class class,
                                         const char *ja, const char *en)
{
    if ((s->n & (s->n - 1)) == 0) /* 0, 1, 2, 4 … */
        s->items = MEM_GROW(s->ctx, s->items, struct lexicon_entry, s->n ? s->n * 2 : 1);
    struct lexicon_entry *e = &s->items[s->n++];
    *e = (struct lexicon_entry){.id = mem_strdup(s->ctx, id),
                                .parents = mem_strdup(s->ctx, parents),
                                .class = class,
                                .ja = mem_strdup(s->ctx, ja),
                                .en = mem_strdup(s->ctx, en)};
    lexicon_source_name(s, e, ja, LEXICON_KIND_FORMAL, LEXICON_BOTH_WAYS);
    lexicon_source_name(s, e, en, LEXICON_KIND_EN, LEXICON_BOTH_WAYS);
    return e;
}

struct lexicon_entry *lexicon_source_find(struct lexicon_source *s, const char *id)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->items[i].id, id) == 0)
            return &s->items[i];
    return NULL;
}

void lexicon_source_name(struct lexicon_source *s, struct lexicon_entry *e, const char *text,
                         enum lexicon_kind kind, enum lexicon_flag flag)
{
    if (text_is_blank(text))
        return;
    e->names = MEM_GROW(s->ctx, e->names, struct lexicon_name, e->n_names + 1);
    e->names[e->n_names++] =
        (struct lexicon_name){text_trim(s->ctx, text, strlen(text)), kind, flag};
}

const char *lexicon_name_key(void *ctx, struct folder *folder, const char *text)
{
    struct lexicon_key key;
    char *folded = fold_simple(folder, ctx, text);
    lexicon_key_make(ctx, folded, strlen(folded), &key);
    return key.text;
}

/* ------------------------------------------------------------------ lines */

static int index_of(const char *text, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    return -1;
}

static void form_read(struct lexicon_source *s, struct lexicon_entry *e, const char *form)
{
    struct span rest = {form, strlen(form)}, part[4];
    int n = 0;
    while (n < 4 && text_split_next(&rest, "|", &part[n]))
        n++;
    const char *kind = n > 1 ? text_trim(s->ctx, part[1].p, part[1].len) : NULL;
    const char *flag = n > 2 ? text_trim(s->ctx, part[2].p, part[2].len) : "0";
    int k = kind ? index_of(kind, kind_names, LEXICON_KIND_COUNT) : -1;
    bool good = (n == 2 || n == 3) && flag && strlen(flag) == 1 && *flag >= '0' &&
                *flag < '0' + LEXICON_FLAG_COUNT;
    if (!good || k < 0) {
        lexicon_source_fault(s, e, "form \"%s\": text|kind or text|kind|flag is wanted", form);
        return;
    }
    const char *text = mem_strndup(s->ctx, part[0].p, part[0].len);
    lexicon_source_name(s, e, text, (enum lexicon_kind)k, (enum lexicon_flag)(*flag - '0'));
}

void lexicon_source_line(struct lexicon_source *s, char *line, const char *file, int number)
{
    struct lexicon_entry at = {.file = file, .line = number};
    char *cells[COLUMNS + 1], *rest = line;
    int n = 0;
    while (rest && n <= COLUMNS)
        cells[n++] = strsep(&rest, "\t");
    if (n != COLUMNS) {
        lexicon_source_fault(s, &at, "%d columns are wanted", COLUMNS);
        return;
    }
    int which = index_of(cells[2], class_names, LEXICON_CLASS_COUNT);
    if (which < 0) {
        lexicon_source_fault(s, &at, "unknown class %s", cells[2]);
        return;
    }
    struct lexicon_entry *e =
        lexicon_source_add(s, cells[0], cells[1], (enum lexicon_class)which, cells[3], cells[4]);
    e->file = file;
    e->line = number;
    for (char *form = cells[5]; form;) {
        const char *one = strsep(&form, ";");
        char *trimmed = text_trim(s->ctx, one, strlen(one));
        if (trimmed)
            form_read(s, e, trimmed);
    }
}

static bool stream_read(struct lexicon_source *s, FILE *f, const char *name)
{
    char *line = MEM_ARRAY(s->ctx, char, LINE_MAX_BYTES);
    for (int number = 1; fgets(line, LINE_MAX_BYTES, f); number++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (*line && *line != '#')
            lexicon_source_line(s, line, name, number);
    }
    talloc_free(line);
    return !ferror(f);
}

enum err_code lexicon_source_read(struct lexicon_source *s, const char *path, struct err *err)
{
    FILE *f = fopen(path, "r");
    if (!f)
        return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    bool good = stream_read(s, f, mem_strdup(s->ctx, path));
    fclose(f);
    return good ? OK : err_set(err, ERR_IO, "%s: cannot be read", path);
}

void lexicon_builtin_read(struct lexicon_source *s)
{
    for (size_t i = 0; i < lexicon_builtin_count; i++) {
        const struct lexicon_builtin *b = &lexicon_builtins[i];
        FILE *f = fmemopen((void *)(uintptr_t)b->text, strlen(b->text), "r");
        mem_check(f); /* only memory can be missing */
        (void)stream_read(s, f, b->name);
        fclose(f);
    }
}
