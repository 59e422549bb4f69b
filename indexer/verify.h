/*
 * Is the index what the database says? Every registration is compared by digest (content hash,
 * version, other registrations, numbers); missing, stale and extra ones are counted and listed. The
 * files of the generation are checked first. With repair, what differs is written anew; what cannot
 * be built becomes a dead letter, and the rest goes on. An indexer may be at work meanwhile: what
 * it catches up with within a few seconds is no difference.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"
#include "schema/store.h"

struct verify_options {
    const char *index, *database, *lexicon; /* lexicon: folder of additions, or NULL */
    long flush_threshold;
    bool repair; /* the caller holds the index lock */
};
struct verify_result {
    int64_t compared, missing, stale, extra, repaired;
    int64_t dead;     /* with repair: differ still, since they cannot be built */
    int64_t waiting;  /* outbox rows not worked off: differences may be only that */
    bool tables_busy; /* not checked: an indexer replaced them faster than they could be read */
};

/* ERR_CORRUPT: the generation is damaged (rebuild it). */
enum err_code verify_run(const struct verify_options *o, struct verify_result *ret,
                         struct err *err) MUSTCHECK;

struct status_result {
    char generation[32];
    uint32_t documents;
    uint64_t revision;
    int64_t as_of_ms, published, waiting, dead;
    const char *watermark, *format, *fold, *icu, *lexicon; /* owned by ctx */
    bool database;                /* false: PostgreSQL did not answer, its numbers are 0 */
    const struct letter *letters; /* the newest of the dead letters */
    size_t n_letters;
};
enum err_code status_read(void *ctx, const char *index, const char *database,
                          struct status_result *ret, struct err *err) MUSTCHECK;
