/*
 * Records of a source into the store: checked, saved in batches, every record accounted for. What
 * cannot be used is quarantined with file, line, field and reason; the batch goes on.
 */
#pragma once
#include <stdatomic.h>
#include <stdio.h>
#include "indexer/source.h"
#include "schema/store.h"

struct load_options {
    const char *file; /* as given, for problems and the run's row */
    enum source_format format;
    bool dry_run;   /* read and check only */
    bool compare;   /* in a dry run: ask the store what is known already */
    FILE *problems; /* one NDJSON line a problem, or NULL */
    const char *id_prefix;
    atomic_bool *stop;
};

/* read = created + updated + unchanged + linked + quarantined + failed, always. In a dry run
 * created is what may be linked, too, and without `compare` what may be known. Failed records were
 * read and are not in: the error names the line of the first one. Problems of quarantined records
 * are also told on standard error, the first 20 of a file. ERR_STOPPING when stopped: the counts
 * say what is in. *ret_format: what the file turned out to be. */
enum err_code load_file(struct store *s, const struct load_options *o, struct import_counts *ret,
                        enum source_format *ret_format, struct err *err) MUSTCHECK;
