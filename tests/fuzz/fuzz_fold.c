/* fold_text on any bytes: idempotent, well-formed, with a map that rises and stays inside. */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

static void check_map(const struct folded *f, size_t size)
{
    for (size_t i = 0; i < f->len; i++) {
        need(f->src_begin[i] < f->src_end[i] && f->src_end[i] <= size);
        need(i == 0 || f->src_begin[i] >= f->src_begin[i - 1]);
        need(i == 0 || f->src_end[i] >= f->src_end[i - 1]);
    }
    need(f->src_begin[f->len] == size && f->src_end[f->len] == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct folder *folder; /* libFuzzer runs one thread */
    if (!folder) {
        mem_start();
        folder = folder_new(NULL);
    }
    void *ctx = talloc_new(NULL);
    struct folded once, twice;
    fold_text(folder, ctx, (const char *)data, size, &once);
    check_map(&once, size);
    need(text_is_utf8(once.text, once.len));
    fold_text(folder, ctx, once.text, once.len, &twice);
    need(once.len == twice.len && memcmp(once.text, twice.text, once.len) == 0);
    talloc_free(ctx);
    return 0;
}
