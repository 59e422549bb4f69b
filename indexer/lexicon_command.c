#include "indexer/lexicon_command.h"
#include "indexer/lexicon_add.h"
#include "indexer/lexicon_load.h"
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include <stdio.h>
#include <string.h>

struct looking {
    int files;
    size_t faults, conflicts, names_left;
};

static int failed(const char *what, const struct err *err)
{
    fprintf(stderr, "shirube-indexer: lexicon %s: %s\n", what, err->text);
    return EXIT_FAILED;
}

/* ------------------------------------------------------------------ list */

static void file_list(void *arg, const char *path, const struct lexicon_merge_count *n, int faults)
{
    struct looking *l = arg;
    l->files++;
    printf("%s: concepts %zu (merged %zu, new %zu, conflicts %zu), names added %zu%s\n",
           lexicon_file_name(path), n->read, n->merged, n->fresh, n->conflicts, n->names,
           faults ? ", with faults: see lexicon check" : "");
}

static int list(const struct lexicon_command *c)
{
    void *ctx = mem_context(NULL, "lexicon list");
    struct lexicon_source *builtin = lexicon_source_new(ctx, NULL);
    struct lexicon_source *all = lexicon_source_new(ctx, NULL);
    struct looking l = {0};
    struct lexicon_watch watch = {.file = file_list, .arg = &l};
    struct loaded_lexicon loaded;
    struct err err = {.text = ""};
    lexicon_builtin_read(builtin);
    printf("built in: concepts %zu\n", builtin->n);
    enum err_code code = lexicon_load_each(all, folder_new(ctx), c->folder, &watch, &err);
    if (code == OK)
        code = lexicon_load(ctx, c->folder, &loaded, &err);
    if (code == OK)
        printf("in all: concepts %zu, additions %d in %s\nversion: %s\n", all->n, l.files,
               c->folder, lexicon_version(loaded.lexicon));
    talloc_free(ctx);
    return code == OK ? EXIT_GOOD : failed("list", &err);
}

/* ------------------------------------------------------------------ check */

static void file_check(void *arg, const char *path, const struct lexicon_merge_count *n, int faults)
{
    struct looking *l = arg;
    l->files++;
    l->faults += (size_t)faults + n->parents_left;
    l->conflicts += n->conflicts;
    l->names_left += n->names_left;
    printf("%s: concepts %zu, faults %zu, conflicts %zu, names left out %zu\n",
           lexicon_file_name(path), n->read, (size_t)faults + n->parents_left, n->conflicts,
           n->names_left);
}

static int check(const struct lexicon_command *c)
{
    void *ctx = mem_context(NULL, "lexicon check");
    struct folder *folder = folder_new(ctx);
    struct lexicon_source *builtin = lexicon_source_new(ctx, stdout);
    struct looking l = {0};
    struct lexicon_watch watch = {.report = stdout, .file = file_check, .arg = &l};
    struct err err = {.text = ""};
    lexicon_builtin_read(builtin);
    lexicon_check(builtin, folder);
    printf("built in: concepts %zu, faults %d\n", builtin->n, builtin->faults);
    enum err_code code =
        lexicon_load_each(lexicon_source_new(ctx, NULL), folder, c->folder, &watch, &err);
    l.faults += (size_t)builtin->faults;
    talloc_free(ctx);
    if (code != OK)
        return failed("check", &err);
    printf("%zu faults, %zu conflicts, %zu names left out\n", l.faults, l.conflicts, l.names_left);
    return l.faults ? EXIT_PARTLY : EXIT_GOOD;
}

static int usage(const char *what)
{
    fprintf(stderr,
            "shirube-indexer: lexicon: %s\n"
            "usage: shirube-indexer lexicon add [-v] FILE... | list | check\n",
            what);
    return EXIT_USAGE;
}

int lexicon_command_run(const struct lexicon_command *c)
{
    const char *what = c->n_args > 0 ? c->args[0] : NULL;
    if (!what)
        return usage("add, list or check is wanted");
    if (strcmp(what, "add") == 0)
        return c->n_args > 1 ? lexicon_add(c, c->n_args - 1, c->args + 1)
                             : usage("add: a file is wanted");
    if (strcmp(what, "list") != 0 && strcmp(what, "check") != 0)
        return usage("add, list or check is wanted");
    if (c->n_args > 1)
        return usage("list and check take no files");
    return strcmp(what, "list") == 0 ? list(c) : check(c);
}
