#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/search_inner.h"
#include "search/suggest_shared.h"

struct asked {
    const char *q;
    enum lang lang;
    int limit;
    struct suggestions *ret;
};

static enum err_code try_suggest(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    const struct asked *asked = arg;
    const struct suggest *names;
    struct suggestions r = {.index = s->index->info};
    enum err_code code = suggest_shared_get(s, ctx, &names, err);
    if (code != OK)
        return code;
    suggest_find(names, ctx, s->folder, asked->q, asked->lang, (size_t)asked->limit, &r.items,
                 &r.n);
    suggest_shared_release(names);
    r.index.generation = mem_strdup(ctx, r.index.generation);
    *asked->ret = r;
    return OK;
}

enum err_code search_suggest(struct searcher *s, void *ctx, const char *q, enum lang lang,
                             int limit, struct suggestions *ret, struct err *err)
{
    struct asked asked = {q ? q : "", lang, limit, ret};
    if (limit < 1 || limit > SUGGEST_LIMIT_MAX)
        return err_set(err, ERR_INVALID, "limit: must be 1 to %d", SUGGEST_LIMIT_MAX);
    if (strlen(asked.q) > SUGGEST_MAX_BYTES)
        return err_set(err, ERR_INVALID, "q: longer than %d bytes", SUGGEST_MAX_BYTES);
    return search_try(s, ctx, try_suggest, &asked, err);
}
