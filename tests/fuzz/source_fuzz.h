/* Reads all records of a source from memory: no crash, it ends, every record has problems or a
 * trial; what passes the checks reads back once written, and writes the same again (the store rests
 * on both). */
#pragma once
#include <stdlib.h>
#include <string.h>
#include "indexer/source.h"
#include "schema/base/mem.h"
#include "schema/trial_json.h"

static inline void must_read_back(void *ctx, const struct trial *t)
{
    struct problems *problems = problems_new(ctx);
    struct trial *again;
    struct err err;
    size_t len, len_again;
    const char *json = trial_to_json(ctx, t, &len);
    if (trial_read_json(ctx, json, len, &again, problems, &err) != OK)
        abort();
    const char *json_again = trial_to_json(ctx, again, &len_again);
    if (len != len_again || memcmp(json, json_again, len) != 0)
        abort();
}

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
                must_read_back(scratch, record.trial);
            talloc_free(scratch);
            if (++n > size + 10)
                abort();
        }
    }
    talloc_free(ctx);
}
