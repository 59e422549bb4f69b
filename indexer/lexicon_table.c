#include "indexer/lexicon_table.h"
#include "schema/base/mem.h"
#include "search/lexicon_build.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void names_write(FILE *f, const struct lexicon_entry *e)
{
    size_t first = (*e->ja != '\0') + (*e->en != '\0'); /* they have columns of their own */
    for (size_t i = first; i < e->n_names; i++) {
        const struct lexicon_name *n = &e->names[i];
        fprintf(f, "%s%s|%s", i > first ? ";" : "", n->text, lexicon_kind_name(n->kind));
        if (n->flag != LEXICON_BOTH_WAYS)
            fprintf(f, "|%d", (int)n->flag);
    }
}

char *lexicon_table_text(void *ctx, const struct lexicon_source *s, const char *what)
{
    char *text = NULL;
    size_t len = 0;
    FILE *f = mem_check(open_memstream(&text, &len));
    fprintf(f, "# %s. Made by shirube-indexer lexicon add: add the source again to change it.\n",
            what);
    for (size_t i = 0; i < s->n; i++) {
        const struct lexicon_entry *e = &s->items[i];
        fprintf(f, "%s\t%s\t%s\t%s\t%s\t", e->id, e->parents, lexicon_class_name(e->class), e->ja,
                e->en);
        names_write(f, e);
        fputc('\n', f);
    }
    fclose(f);
    char *mine = mem_strndup(ctx, text, len);
    free(text);
    return mine;
}

static bool holds(const char *path, const char *text)
{
    FILE *f = fopen(path, "r");
    bool same = f != NULL;
    for (size_t at = 0, len = strlen(text); same; at++) {
        int c = fgetc(f);
        if (c == EOF) {
            same = at == len;
            break;
        }
        same = at < len && (unsigned char)text[at] == c;
    }
    if (f)
        fclose(f);
    return same;
}

enum err_code lexicon_table_save(const char *path, const char *text, bool *ret_changed,
                                 struct err *err)
{
    if (!text || !*text) {
        *ret_changed = unlink(path) == 0;
        return *ret_changed || errno == ENOENT
                   ? OK
                   : err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    }
    *ret_changed = !holds(path, text);
    /* lexicon_save does not change the bytes */
    const struct lexicon_bytes bytes = {text, strlen(text)};
    return *ret_changed ? lexicon_save(&bytes, path, err) : OK;
}
