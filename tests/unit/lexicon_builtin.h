/* The lexicon that comes with the program, for tests. */
#pragma once
#include "schema/base/mem.h"
#include "search/lexicon_build.h"

static inline struct lexicon *lexicon_for_test(void *ctx)
{
    void *tmp = talloc_new(NULL);
    struct lexicon_source *s = lexicon_source_new(tmp, NULL);
    struct lexicon_bytes bytes;
    struct lexicon *x;
    struct err e;
    lexicon_builtin_read(s);
    lexicon_compile(s, folder_new(tmp), ctx, &bytes);
    if (lexicon_from_bytes(ctx, bytes.bytes, bytes.len, &x, &e) != OK)
        abort();
    talloc_free(tmp);
    return x;
}
