/* The compiled lexicon that the program holds: made at build, shared by all processes. */
#include "search/lexicon_build.h"
#include "search/lexicon_inner.h"
#include "schema/base/mem.h"

extern const char lexicon_frozen[]; /* both: Makefile */
extern const uint64_t lexicon_frozen_len;

struct lexicon_bytes lexicon_builtin_bytes(void)
{
    return (struct lexicon_bytes){lexicon_frozen, lexicon_frozen_len};
}

struct lexicon *lexicon_builtin_open(void *ctx)
{
    struct lexicon *x = MEM_NEW(ctx, struct lexicon);
    struct lexicon_bytes b = lexicon_builtin_bytes();
    lexicon_lay_out(x, b.bytes, b.len);
    return x;
}
