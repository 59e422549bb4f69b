/* Reads all records of a source from memory: no crash, it ends, every record has problems or a
 * trial. */
#pragma once
#include <stdlib.h>
#include "indexer/source.h"
#include "schema/base/mem.h"
#include "schema/trial_json.h"

static inline void read_everything(const uint8_t *data, size_t size, enum source_format format)
{
    void *ctx = mem_context(NULL, "fuzz");
    struct source *source;
    struct err err;
    bool done = false;
    size_t n = 0;
    if (source_open_memory(ctx, (const char *)data, size, format, &source, &err) == OK) {
        while (!done) {
            void *scratch = mem_context(ctx, "record");
            struct source_record record;
            if (source_next(source, scratch, &record, &done, &err) != OK)
                done = true;
            else if (!done &&
                     (!record.problems || (!record.trial && record.problems->n_errors == 0)))
                abort();
            else if (!done && record.trial && trial_check(record.trial, record.problems))
                (void)trial_to_json(scratch, record.trial, NULL);
            talloc_free(scratch);
            if (++n > size + 10)
                abort();
        }
    }
    talloc_free(ctx);
}
