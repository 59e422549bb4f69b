/* What each pool thread has for itself (struct worker): made at its first request, freed with it.
 */
#include "api/database.h"
#include "api/http_state.h"
#include "api/page.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"

#define LOOK_EVERY_US 1000 /* for a new revision of the index */

static pthread_key_t worker_key; /* frees it */
static pthread_once_t worker_once = PTHREAD_ONCE_INIT;
static _Thread_local struct worker *mine;

static void free_worker(void *worker)
{
    talloc_free(worker);
}

static void make_key(void)
{
    pthread_key_create(&worker_key, free_worker);
}

static struct worker *worker_new(const struct server *server)
{
    struct err err = {.text = ""};
    struct worker *w = MEM_NEW(NULL, struct worker);
    w->server = server;
    w->store = store_open(w, server->conf.database);
    store_set_patience(w->store, DATABASE_PATIENCE_SECONDS);
    if (page_open(w, server->web, server->words, &w->page, &err) != OK)
        log_error("templates", "reason", err.text);
    pthread_once(&worker_once, make_key);
    pthread_setspecific(worker_key, w);
    return w;
}

struct worker *worker_of_thread(const struct server *server)
{
    if (!mine)
        mine = worker_new(server);
    return mine;
}

enum err_code worker_searcher(struct worker *w, struct searcher **ret, struct err *err)
{
    enum err_code code = OK;
    if (!w->searcher) {
        code = searcher_open(w, w->server->index, &w->searcher, err);
        if (w->searcher)
            searcher_look_every(w->searcher, LOOK_EVERY_US);
    }
    if (code == OK) {
        *ret = w->searcher;
    } else { /* there may be one that waits for an index: the next request makes it anew */
        talloc_free(w->searcher);
        w->searcher = NULL;
    }
    return code;
}
