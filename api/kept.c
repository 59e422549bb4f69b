#include "api/kept.h"
#include <string.h>
#include "schema/base/mem.h"
#include "schema/base/text.h"

enum { PLACES = 256, BODY_MAX_BYTES = 64 << 10 };

struct kept_answer {
    const char *address, *generation; /* children of `ctx`, as is `answer` */
    struct http_kept *answer;
    const struct route *route;
    void *ctx; /* NULL: an empty place */
    uint64_t revision;
};
struct kept {
    struct kept_answer places[PLACES];
};

struct kept *kept_new(void *ctx)
{
    return MEM_NEW(ctx, struct kept);
}

static size_t place_of(const char *address)
{
    return text_hash(address, strlen(address)) % PLACES;
}

const struct kept_answer *kept_find(const struct kept *k, const char *address)
{
    const struct kept_answer *x = &k->places[place_of(address)];
    return x->ctx && text_equal(x->address, address) ? x : NULL;
}

bool kept_give(const struct kept_answer *x, const struct index_info *info, struct http_answer *a,
               const struct route **ret_route)
{
    if (x->revision != info->revision || !text_equal(x->generation, info->generation))
        return false;
    http_give(a, x->answer);
    *ret_route = x->route;
    return true;
}

void kept_put(struct kept *k, const char *address, const struct route *route,
              const struct index_info *info, struct http_answer *a)
{
    struct kept_answer *x = &k->places[place_of(address)];
    if (a->len > BODY_MAX_BYTES)
        return;
    talloc_free(x->ctx);
    *x = (struct kept_answer){
        .ctx = mem_context(k, "kept"), .route = route, .revision = info->revision};
    x->address = mem_strdup(x->ctx, address);
    x->generation = mem_strdup(x->ctx, info->generation);
    x->answer = http_keep(x->ctx, a);
}
