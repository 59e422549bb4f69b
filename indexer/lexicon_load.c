#include "indexer/lexicon_load.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static int is_table(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 4 && *e->d_name != '.' && strcmp(e->d_name + n - 4, ".tsv") == 0;
}

/* Paths of the folder's tables in order of their names; n < 0: the folder cannot be read. */
static int tables_list(void *ctx, const char *folder, char ***ret)
{
    struct dirent **found;
    int n = folder ? scandir(folder, &found, is_table, alphasort) : 0;
    if (n < 0 && errno == ENOENT)
        n = 0;
    *ret = MEM_ARRAY(ctx, char *, n > 0 ? n : 1);
    for (int i = 0; i < n; i++) {
        (*ret)[i] = mem_printf(ctx, "%s/%s", folder, found[i]->d_name);
        free(found[i]);
    }
    if (n > 0)
        free(found);
    return n;
}

const char *lexicon_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

enum err_code lexicon_load_each(struct lexicon_source *s, struct folder *folder, const char *where,
                                struct lexicon_watch *watch, struct err *err)
{
    void *tmp = mem_context(NULL, "lexicon files");
    char **tables;
    lexicon_builtin_read(s);
    struct lexicon_merger *m = lexicon_merger_new(tmp, s, folder);
    int n = tables_list(tmp, where, &tables);
    enum err_code code = n < 0 ? err_set(err, ERR_IO, "%s: %s", where, strerror(errno)) : OK;
    for (int i = 0; i < n && code == OK; i++) {
        struct lexicon_source *file = lexicon_source_new(tmp, watch ? watch->report : NULL);
        struct lexicon_merge_count count;
        bool told = watch && (!watch->only || watch->only(watch->arg, tables[i]));
        code = lexicon_source_read(file, tables[i], err);
        if (code == OK)
            lexicon_merger_add(m, file, told ? watch->report : NULL, &count);
        if (code == OK && watch)
            watch->file(watch->arg, tables[i], &count, file->faults);
        talloc_free(file);
    }
    talloc_free(tmp);
    return code;
}

enum err_code lexicon_load(void *ctx, const char *folder, struct loaded_lexicon *ret,
                           struct err *err)
{
    void *tmp = mem_context(NULL, "lexicon source");
    char **tables;
    if (tables_list(tmp, folder, &tables) == 0) {
        *ret = (struct loaded_lexicon){lexicon_builtin_open(ctx), lexicon_builtin_bytes()};
        talloc_free(tmp);
        return OK;
    }
    struct lexicon_source *s = lexicon_source_new(tmp, NULL);
    struct loaded_lexicon loaded;
    struct folder *fold = folder_new(tmp);
    enum err_code code = lexicon_load_each(s, fold, folder, NULL, err);
    if (code == OK) {
        lexicon_compile(s, fold, ctx, &loaded.bytes);
        code = lexicon_from_bytes(ctx, loaded.bytes.bytes, loaded.bytes.len, &loaded.lexicon, err);
    }
    if (code == OK)
        *ret = loaded;
    talloc_free(tmp);
    return code;
}

uint64_t lexicon_load_stamp(const char *folder)
{
    void *tmp = mem_context(NULL, "lexicon stamp");
    char **tables;
    struct stat st;
    uint64_t stamp = 0;
    int n = tables_list(tmp, folder, &tables);
    for (int i = 0; i < n; i++) {
        bool there = stat(tables[i], &st) == 0;
        const char *text =
            mem_printf(tmp, "%s %lld %lld.%09ld", tables[i], there ? (long long)st.st_size : -1,
                       there ? (long long)st.st_mtim.tv_sec : 0, there ? st.st_mtim.tv_nsec : 0);
        stamp = stamp * 31 + text_hash(text, strlen(text));
    }
    talloc_free(tmp);
    return stamp;
}
