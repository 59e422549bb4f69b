/*
 * Where the bench takes registrations from: a database (conninfo: holds '=' or begins with
 * "postgres") or a file of native records, one a line.
 */
#pragma once
#include "schema/base/mem.h"
#include "schema/store.h"
#include "schema/trial_json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline bool bench_is_database(const char *source)
{
    return strchr(source, '=') || strncmp(source, "postgres", 8) == 0;
}

/* A record of a file as the store would give it. */
static inline enum err_code bench_record(void *ctx, const char *line, int64_t number,
                                         struct stored_trial *ret, struct err *err)
{
    struct trial *t;
    enum err_code code = trial_read_json(ctx, line, strlen(line), &t, problems_new(ctx), err);
    if (code != OK)
        return err_wrap(err, "record %lld", (long long)number);
    const char *id = t->id ? t->id : t->source.id;
    *ret = (struct stored_trial){.trial_id = number,
                                 .public_id = id,
                                 .version = 1,
                                 .cluster_json = "[]",
                                 .numbers_json = mem_printf(ctx, "[\"%s\"]", id),
                                 .published = true};
    ret->json = trial_to_json(ctx, t, &ret->json_len);
    trial_hash(t, ret->hash);
    return OK;
}

/* Lines of the file by turns: line n belongs to part n % parts. */
static inline enum err_code bench_file_each(const char *path, int part, int parts,
                                            store_trial_fn fn, void *arg, struct err *err)
{
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t cap = 0;
    enum err_code code = f ? OK : err_set(err, ERR_IO, "cannot open %s", path);
    for (int64_t n = 0; code == OK && getline(&line, &cap, f) > 0; n++) {
        void *ctx = mem_context(NULL, "record");
        struct stored_trial stored;
        if (n % parts == part) {
            code = bench_record(ctx, line, n + 1, &stored, err);
            code = code == OK ? fn(&stored, arg, err) : code;
        }
        talloc_free(ctx);
    }
    free(line);
    if (f)
        fclose(f);
    return code;
}

static inline enum err_code bench_trials_each(void *ctx, const char *source, int part, int parts,
                                              store_trial_fn fn, void *arg, struct err *err)
{
    if (!bench_is_database(source))
        return bench_file_each(source, part, parts, fn, arg, err);
    const struct store_range range = {.newest_first = true, .part = part, .parts = parts};
    return store_trial_each(store_open(ctx, source), &range, fn, arg, err);
}
