#include "indexer/lexicon_add.h"
#include "indexer/lexicon_intake.h"
#include "indexer/lexicon_load.h"
#include "indexer/lexicon_table.h"
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A source: what becomes one table of the folder. */
struct table {
    const char *path;
    enum lexicon_format format;
    struct lexicon_source *source;
    struct lexicon_intake in;
    char *quarantine; /* lines that could not be read */
    size_t quarantine_len;
    bool changed;
};

struct adding {
    void *ctx;
    const struct lexicon_command *c;
    struct lexicon_merger *known; /* the built-in lexicon, for classes of synonyms */
    struct table *tables;
    int n;
    int lock; /* -1: not held */
    struct err err;
};

static bool class_of(void *arg, const char *name, enum lexicon_class *ret)
{
    return lexicon_merger_class(arg, name, ret);
}

/* ------------------------------------------------------------------ reading */

/* 50-own-NAME.tsv, NAME from the file's own. */
static char *own_name(void *ctx, const char *prefix, const char *file)
{
    char *base = mem_strdup(ctx, lexicon_file_name(file)), *dot = strchr(base, '.');
    if (dot && dot > base)
        *dot = '\0';
    if (text_starts_with(base, prefix))
        return mem_printf(ctx, "%s.tsv", base);
    return mem_printf(ctx, "%s%s.tsv", prefix, base);
}

static const char *table_path(const struct adding *a, enum lexicon_format format, const char *file)
{
    static const char *const names[] = {
#define NAME(symbol, name, table, what) table,
        LEXICON_FORMAT_LIST(NAME)
#undef NAME
    };
    const char *name = names[format];
    if (format == LEXICON_FORMAT_OWN)
        name = own_name(a->ctx, name, file);
    return mem_printf(a->ctx, "%s/%s", a->c->folder, name);
}

static struct table *table_of(struct adding *a, enum lexicon_format format, const char *file)
{
    const char *path = table_path(a, format, file);
    for (int i = 0; i < a->n; i++)
        if (strcmp(a->tables[i].path, path) == 0)
            return &a->tables[i];
    struct table *t = &a->tables[a->n++];
    *t = (struct table){.path = path, .format = format};
    t->source = lexicon_source_new(a->ctx, NULL);
    t->in = (struct lexicon_intake){.to = t->source,
                                    .format = format,
                                    .report = a->c->verbose ? stdout : NULL,
                                    .class_of = class_of,
                                    .arg = a->known};
    t->in.quarantine = mem_check(open_memstream(&t->quarantine, &t->quarantine_len));
    return t;
}

static enum err_code files_read(struct adding *a, int n, char *const *files)
{
    enum err_code code = OK;
    for (int i = 0; i < n && code == OK; i++) {
        enum lexicon_format format;
        code = lexicon_format_find(files[i], &format, &a->err);
        if (code == OK)
            code = lexicon_intake_read(&table_of(a, format, files[i])->in, files[i], &a->err);
    }
    return code;
}

/* ------------------------------------------------------------------ writing */

static enum err_code folder_make(const char *path, struct err *err)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return OK;
    return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
}

/* One at a time. */
static enum err_code folder_lock(struct adding *a, struct err *err)
{
    enum err_code code = folder_make(a->c->folder, err);
    if (code != OK)
        return code;
    const char *path = mem_printf(a->ctx, "%s/.lock", a->c->folder);
    a->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (a->lock < 0 || flock(a->lock, LOCK_EX) != 0)
        return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    return OK;
}

static enum err_code table_write(struct adding *a, struct table *t)
{
    bool ignored;
    const char *what = lexicon_format_what(t->format);
    fflush(t->in.quarantine);
    enum err_code code = lexicon_table_save(mem_printf(a->ctx, "%s.quarantine", t->path),
                                            t->quarantine, &ignored, &a->err);
    if (code == OK && t->source->n == 0)
        return err_set(&a->err, ERR_INVALID, "%s: no line of it can be used", t->in.file);
    if (code == OK)
        code = lexicon_table_save(t->path, lexicon_table_text(a->ctx, t->source, what), &t->changed,
                                  &a->err);
    return code;
}

static enum err_code tables_write(struct adding *a)
{
    enum err_code code = folder_lock(a, &a->err);
    for (int i = 0; i < a->n && code == OK; i++)
        code = table_write(a, &a->tables[i]);
    return code;
}

/* ------------------------------------------------------------------ telling */

static const struct table *table_at(const struct adding *a, const char *path)
{
    for (int i = 0; i < a->n; i++)
        if (strcmp(a->tables[i].path, path) == 0)
            return &a->tables[i];
    return NULL;
}

static bool is_added(void *arg, const char *path)
{
    const struct adding *a = arg;
    return a->c->verbose && table_at(a, path);
}

static void summary_print(void *arg, const char *path, const struct lexicon_merge_count *n,
                          int faults)
{
    const struct table *t = table_at(arg, path);
    (void)faults; /* what was written has none */
    if (!t)
        return;
    printf("%s: read %zu lines of %s, skipped %zu, quarantined %zu\n"
           "  concepts %zu: merged %zu, new %zu, conflicts %zu; names added %zu, left out %zu\n"
           "  %s\n",
           lexicon_file_name(path), t->in.lines, lexicon_format_name(t->format), t->in.skipped,
           t->in.bad, n->read, n->merged, n->fresh, n->conflicts, n->names, n->names_left,
           t->changed ? "written: the indexer builds anew with it, then switches"
                      : "nothing has changed");
    if (t->in.bad > 0)
        printf("  what could not be read: %s.quarantine\n", path);
}

static enum err_code summary(struct adding *a)
{
    struct lexicon_watch watch = {
        .report = stdout, .only = is_added, .file = summary_print, .arg = a};
    return lexicon_load_each(lexicon_source_new(a->ctx, NULL), folder_new(a->ctx), a->c->folder,
                             &watch, &a->err);
}

static void adding_end(struct adding *a)
{
    if (a->lock >= 0)
        close(a->lock);
    for (int i = 0; i < a->n; i++) {
        fclose(a->tables[i].in.quarantine);
        free(a->tables[i].quarantine);
    }
    talloc_free(a->ctx);
}

int lexicon_add(const struct lexicon_command *c, int n_files, char *const *files)
{
    struct adding a = {
        .ctx = mem_context(NULL, "lexicon add"), .c = c, .lock = -1, .err = {.text = ""}};
    struct lexicon_source *builtin = lexicon_source_new(a.ctx, NULL);
    size_t bad = 0;
    a.tables = MEM_ARRAY(a.ctx, struct table, n_files);
    lexicon_builtin_read(builtin);
    a.known = lexicon_merger_new(a.ctx, builtin, folder_new(a.ctx));
    enum err_code code = files_read(&a, n_files, files);
    if (code == OK)
        code = tables_write(&a);
    if (code == OK)
        code = summary(&a);
    if (code != OK)
        fprintf(stderr, "shirube-indexer: lexicon add: %s\n", a.err.text);
    for (int i = 0; i < a.n; i++)
        bad += a.tables[i].in.bad;
    adding_end(&a);
    return code != OK ? EXIT_FAILED : bad ? EXIT_PARTLY : EXIT_GOOD;
}
