/*
 * The outbox worker: takes what has changed, builds documents, commits in batches. A single change
 * is committed at once (visible within 100 ms); a flood goes in batches. What fails again and again
 * becomes a dead letter and the rest flows. Stops cleanly when *stop becomes true.
 */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include "schema/base/conf.h"
#include "schema/base/err.h"

struct work_options {
    const char *index, *database, *lexicon; /* lexicon: folder of additions, or NULL */
    long batch, flush_threshold, poll_ms;
    bool once; /* return when nothing is waiting */
    atomic_bool *stop;
};

/* Runs until stopped. Waits for the database and for another indexer; rebuilds when there is no
 * index, one of another format or another lexicon. An error is returned only for what waiting
 * cannot mend. */
enum err_code work_run(const struct work_options *o, struct err *err) MUSTCHECK;
