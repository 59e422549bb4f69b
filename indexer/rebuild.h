/*
 * A new generation beside the one in use: parallel shard writers over contiguous parts of the
 * newest-first order, each with its own connection, tokenizer and docid range; merged, counted
 * against the database, sealed, switched to. A crash at any moment leaves the old generation
 * serving; what it left is removed by the next rebuild. What changes meanwhile stands in the outbox
 * behind the watermark and is caught up by the worker.
 */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include "schema/base/err.h"

#define REBUILD_PARTS_MAX 16

struct rebuild_options {
    const char *index, *database, *lexicon; /* lexicon: folder of additions, or NULL */
    long flush_threshold;
    int parts;
    atomic_bool *stop;
};

/* A note in the index folder that the generation in use is not to be gone on with (it was fallen
 * back to: what it lacks may have left the outbox long ago). It outlives the process; a rebuild
 * that succeeds takes it away. */
void rebuild_want(const char *index);
bool rebuild_is_wanted(const char *index);

/* The caller holds the index lock. ERR_STOPPING when stopped on the way. */
enum err_code rebuild_run(const struct rebuild_options *o, struct err *err) MUSTCHECK;
