#include "search/suggest_shared.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include <pthread.h>
#include <string.h>

enum { KEPT = 2, OLD_US = 600 * 1000 * 1000, GROWTH = 8 };

struct shared_names {
    char *folder;
    uint64_t revision;
    int64_t as_of_ms, made_us;
    uint32_t documents;
    unsigned users;
    bool kept; /* false: the last user frees it */
    struct suggest *names;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;   /* of `kept` and of users */
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER; /* held while names are made */
static struct shared_names *kept[KEPT];                    /* the newest first */

static bool is_stale(const struct shared_names *n, const struct index_info *info)
{
    uint32_t more = n->documents > info->documents ? n->documents - info->documents
                                                   : info->documents - n->documents;
    if (n->revision == info->revision && n->as_of_ms == info->as_of_ms)
        return false;
    return (uint64_t)more * GROWTH > n->documents || clock_monotonic_us() - n->made_us > OLD_US;
}

/* Takes the kept names of the folder; *ret_stale says that they are better made again. */
static struct shared_names *take(const char *folder, const struct index_info *info, bool *ret_stale)
{
    struct shared_names *found = NULL;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < KEPT && !found; i++)
        if (kept[i] && strcmp(kept[i]->folder, folder) == 0)
            found = kept[i];
    if (found) {
        found->users++;
        *ret_stale = is_stale(found, info);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static void drop(struct shared_names *n)
{
    if (!n)
        return;
    n->kept = false;
    if (n->users == 0)
        talloc_free(n);
}

/* In place of those of the same folder, or of the oldest. */
static void keep(struct shared_names *n)
{
    int place = KEPT - 1;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < KEPT; i++)
        if (kept[i] && strcmp(kept[i]->folder, n->folder) == 0)
            place = i;
    drop(kept[place]);
    memmove(kept + 1, kept, (size_t)place * sizeof *kept);
    kept[0] = n;
    n->kept = true;
    n->users = 1;
    pthread_mutex_unlock(&lock);
}

static enum err_code make(struct searcher *s, void *ctx, const char *folder,
                          struct shared_names **ret, struct err *err)
{
    struct shared_names *n = MEM_NEW(NULL, struct shared_names);
    const struct search_index *x = s->index;
    const char *lexicon = generation_path(ctx, s->folder_path, x->name, LEXICON_FILE);
    enum err_code code = suggest_build(n, lexicon, x->reader, &n->names, err);
    if (code != OK) {
        talloc_free(n);
        return code;
    }
    n->folder = mem_strdup(n, folder);
    n->revision = x->info.revision;
    n->as_of_ms = x->info.as_of_ms;
    n->documents = x->info.documents;
    n->made_us = clock_monotonic_us();
    keep(n);
    *ret = n;
    return OK;
}

static void give_back(struct shared_names *n)
{
    pthread_mutex_lock(&lock);
    if (--n->users == 0 && !n->kept)
        talloc_free(n);
    pthread_mutex_unlock(&lock);
}

/* With `making` held: another thread may have made them meanwhile. */
static enum err_code refresh(struct searcher *s, void *ctx, const char *folder,
                             struct shared_names **now, struct err *err)
{
    bool stale = false;
    struct shared_names *newer = take(folder, &s->index->info, &stale);
    if (*now)
        give_back(*now);
    *now = newer;
    if (newer && !stale)
        return OK;
    enum err_code code = make(s, ctx, folder, now, err);
    if (newer)
        give_back(newer);
    return code;
}

enum err_code suggest_shared_get(struct searcher *s, void *ctx, const struct suggest **ret,
                                 struct err *err)
{
    const char *folder = generation_path(ctx, s->folder_path, s->index->name, NULL);
    bool stale = false;
    enum err_code code = OK;
    struct shared_names *n = take(folder, &s->index->info, &stale);
    if (n && stale && pthread_mutex_trylock(&making) != 0)
        stale = false;
    else if (!n)
        pthread_mutex_lock(&making);
    if (!n || stale) {
        code = refresh(s, ctx, folder, &n, err);
        pthread_mutex_unlock(&making);
    }
    if (code == OK)
        *ret = n->names;
    return code;
}

void suggest_shared_release(const struct suggest *names)
{
    struct shared_names *n = talloc_get_type_abort(talloc_parent(names), struct shared_names);
    give_back(n);
}
