/* Places and hints out of any bytes: what is found is in its tables and on earth. */
#include "schema/base/mem.h"
#include "search/geo.h"
#include "search/query_hint.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

static void check(const struct geo_place *p)
{
    need(p->ja && p->en && fabs(p->lat) <= 90 && fabs(p->lon) <= 180);
    need(p->prefecture < PREFECTURE_COUNT);
    if (p->row != GEO_NO_ROW)
        need(geo_place_of(p->row).ja == p->ja);
}

static void check_all(const struct geo_found *f)
{
    need(f->n <= GEO_FOUND_MAX);
    for (size_t i = 0; i < f->n; i++)
        check(&f->items[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct folder *folder; /* libFuzzer runs one thread */
    if (!folder) {
        mem_start();
        folder = folder_new(NULL);
    }
    void *ctx = talloc_new(NULL);
    const char *text = mem_strndup(ctx, (const char *)data, size);
    struct geo_found f;
    struct geo_place p;
    geo_find(ctx, folder, text, &f);
    check_all(&f);
    need(geo_find_word(ctx, folder, text, &f) == (f.n > 0));
    check_all(&f);
    enum prefecture prefecture = size ? (enum prefecture)(data[0] % PREFECTURE_COUNT) : 0;
    if (geo_locate(ctx, folder, prefecture, text, text, text, &p)) {
        check(&p);
        need(!prefecture || p.prefecture == prefecture);
    }
    int value = 0;
    size_t len = 0, n = strlen(text);
    if (query_hint_read(text, n, &value, &len))
        need(len > 0 && len <= n && value >= 0);
    talloc_free(ctx);
    return 0;
}
