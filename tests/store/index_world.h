/*
 * A registry and its index for one test: a fresh database, an index folder, the indexer's jobs over
 * them. Include after tests/unit/unit.h.
 */
#pragma once
#include "tests/store/cluster.h"
#include "tests/store/records.h"
#include "indexer/rebuild.h"
#include "indexer/verify.h"
#include "indexer/work.h"
#include "schema/base/log.h"
#include "search/generation.h"
#include "search/search.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

struct world {
    struct test_database *db;
    char index[64];
    const char *lexicon; /* folder of additions */
    atomic_bool stop;
};

static inline int world_set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    log_set_level(LOG_ERROR);
    w->db = database_start();
    snprintf(w->index, sizeof w->index, "/tmp/shirube-index-XXXXXX");
    assert_non_null(mkdtemp(w->index));
    *state = w;
    return 0;
}

static inline int world_tear_down(void **state)
{
    struct world *w = *state;
    char command[120];
    database_end(w->db);
    snprintf(command, sizeof command, "rm -rf %s", w->index);
    assert_int_equal(system(command), 0);
    free(w);
    return 0;
}

static inline void fill(struct world *w, int from, int to)
{
    for (int i = from; i < to; i++) {
        struct trial *t = record_of(w->db, REGISTRY_SMP, mem_printf(w->db, "SMPs01127%04d", i),
                                    mem_printf(w->db, "肺がんの見本試験 %d", i), NULL);
        t->dates.first_published = (struct date){(int16_t)(2000 + i % 20), 5, 1};
        t->eligibility.exclusion.ja = "妊婦";
        save_ok(w->db->store, w->db, t);
    }
}

static inline void work_once(struct world *w)
{
    const struct work_options o = {.index = w->index,
                                   .database = w->db->conninfo,
                                   .batch = 10,
                                   .flush_threshold = 1000,
                                   .poll_ms = 100,
                                   .once = true,
                                   .stop = &w->stop};
    struct err err = {.text = ""};
    database_must(work_run(&o, &err), &err);
}

static inline struct verify_result verify(struct world *w, bool repair)
{
    const struct verify_options o = {
        .index = w->index, .database = w->db->conninfo, .flush_threshold = 1000, .repair = repair};
    struct verify_result result;
    struct err err = {.text = ""};
    database_must(verify_run(&o, &result, &err), &err);
    return result;
}

static inline uint64_t found(struct world *w, const char *q)
{
    struct searcher *searcher;
    struct search_request request = {.q = q, .age_days = -1, .limit = 10};
    struct search_result result;
    struct err err = {.text = ""};
    void *ctx = mem_context(NULL, "found");
    database_must(searcher_open(ctx, w->index, &searcher, &err), &err);
    database_must(search_run(searcher, ctx, &request, &result, &err), &err);
    uint64_t total = result.total;
    talloc_free(ctx);
    return total;
}

/* The oldest record becomes one that cannot be read. */
static inline void poison(struct world *w)
{
    database_ask(w->db, "SET session_replication_role = replica");
    database_ask(w->db, "UPDATE trial_version SET record = '{\"no_such_member\": 1}' WHERE "
                        "trial_id = (SELECT min(trial_id) FROM trial)");
    database_ask(w->db, "SET session_replication_role = origin");
}

static inline void antidote(struct world *w)
{
    database_ask(w->db, "SET session_replication_role = replica");
    database_ask(w->db, "UPDATE trial_version v SET record = o.record FROM trial_version o WHERE "
                        "v.trial_id = (SELECT min(trial_id) FROM trial) AND o.trial_id = "
                        "(SELECT max(trial_id) FROM trial)");
    database_ask(w->db, "SET session_replication_role = origin");
}

static inline struct status_result status_of(struct world *w)
{
    struct status_result r;
    struct err err = {.text = ""};
    database_must(status_read(w->db, w->index, w->db->conninfo, &r, &err), &err);
    return r;
}

static inline enum err_code rebuild(struct world *w, int parts, struct err *err)
{
    const struct rebuild_options o = {.index = w->index,
                                      .database = w->db->conninfo,
                                      .flush_threshold = 100,
                                      .parts = parts,
                                      .stop = &w->stop};
    return rebuild_run(&o, err);
}

static inline void *run_worker(void *arg)
{
    struct world *w = arg;
    const struct work_options o = {.index = w->index,
                                   .database = w->db->conninfo,
                                   .lexicon = w->lexicon,
                                   .batch = 50,
                                   .flush_threshold = 1000,
                                   .poll_ms = 200,
                                   .stop = &w->stop};
    struct err err = {.text = ""};
    return (void *)(uintptr_t)work_run(&o, &err);
}

static inline const char *current(struct world *w)
{
    char *name = MEM_ARRAY(w->db, char, GENERATION_NAME_BYTES);
    struct err err = {.text = ""};
    database_must(generation_current(w->index, name, &err), &err);
    return name;
}

#define IN_WORLD(f) cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)
