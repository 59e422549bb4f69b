/* At build: the lexicon that comes with the program → its compiled file, which the program holds
   (lexicon_frozen.c). usage: lexicon-freeze FILE */
#include "schema/base/mem.h"
#include "search/lexicon_build.h"
#include <stdio.h>

int main(int argc, char **argv)
{
    struct err err;
    struct lexicon_bytes bytes;
    if (argc != 2)
        return 2;
    mem_start();
    void *ctx = talloc_new(NULL);
    struct folder *folder = folder_new(ctx);
    struct lexicon_source *s = lexicon_source_new(ctx, stderr);
    lexicon_builtin_read(s);
    lexicon_check(s, folder);
    if (s->faults > 0)
        return 1;
    lexicon_compile(s, folder, ctx, &bytes);
    if (lexicon_save(&bytes, argv[1], &err) != OK) {
        (void)fprintf(stderr, "lexicon-freeze: %s\n", err.text);
        return 1;
    }
    talloc_free(ctx);
    return 0;
}
