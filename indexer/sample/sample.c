/* shirube-sample: fictional registrations as NDJSON on standard output. */
#include <stdio.h>
#include "indexer/sample/sampler.h"
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/trial_json.h"

#define WRITE_BYTES (1u << 18)
#define POOL_BYTES  (1u << 20)

struct sample_args {
    struct arg_common common;
    int64_t count, seed, first;
    bool dirt, history;
};

static const struct argp_option OPTIONS[] = {
    {"count", 'n', "COUNT", 0, "how many records (600)", 0},
    {"seed", 's', "N", 0, "which sequence of records (1)", 0},
    {"first", 'f', "SERIAL", 0, "serial of the first record (1)", 0},
    {"dirt", 'd', "on|off", 0, "plant the dirt of real registries (on)", 0},
    {"history", 'H', "on|off", 0, "write the earlier versions of each record before it (off)", 0},
    {0}};

static int64_t number_option(const char *name, const char *text, int64_t min, int64_t max,
                             struct argp_state *state)
{
    int64_t n = 0;
    if (!text_read_int(text, &n) || n < min || n > max) {
        argp_error(state, "%s: '%s' is not a whole number from %lld to %lld", name, text,
                   (long long)min, (long long)max);
    }
    return n;
}

static bool switch_option(const char *name, const char *text, struct argp_state *state)
{
    if (!text_equal(text, "on") && !text_equal(text, "off"))
        argp_error(state, "%s: '%s' is neither on nor off", name, text);
    return text_equal(text, "on");
}

static error_t option_read(int key, char *value, struct argp_state *state)
{
    struct sample_args *args = state->input;
    switch (key) {
    case 'n':
        args->count = number_option("--count", value, 0, SAMPLER_SERIAL_MAX, state);
        return 0;
    case 's':
        args->seed = number_option("--seed", value, 0, INT64_MAX, state);
        return 0;
    case 'f':
        args->first = number_option("--first", value, 1, SAMPLER_SERIAL_MAX, state);
        return 0;
    case 'd':
        args->dirt = switch_option("--dirt", value, state);
        return 0;
    case 'H':
        args->history = switch_option("--history", value, state);
        return 0;
    case ARGP_KEY_END:
        if (args->first + args->count - 1 > (int64_t)SAMPLER_SERIAL_MAX) {
            argp_error(state, "--first plus --count goes beyond serial %u", SAMPLER_SERIAL_MAX);
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool text_flush(struct jsonw *w)
{
    bool written = fwrite(jsonw_text(w), 1, w->len, stdout) == w->len;
    jsonw_clear(w);
    return written;
}

static void record_write(struct jsonw *w, struct sampler *sampler, void *pool, uint32_t serial,
                         bool history)
{
    struct trial *newest = sampler_make(sampler, pool, serial),
                 *versions[SAMPLER_VERSIONS_MAX] = {newest};
    size_t n = history ? sampler_history(sampler, newest, serial, newest, versions) : 1;
    for (size_t i = 0; i < n; i++) {
        trial_write_json(w, versions[i]);
        jsonw_newline(w);
    }
    talloc_free(newest);
}

static bool records_write(void *ctx, struct sampler *sampler, const struct sample_args *args)
{
    struct jsonw w;
    jsonw_init(&w, ctx);
    void *pool =
        mem_check(talloc_pool(ctx, POOL_BYTES)); /* a record's room, used again and again */
    for (int64_t i = 0; i < args->count; i++) {
        record_write(&w, sampler, pool, (uint32_t)(args->first + i), args->history);
        if (w.len >= WRITE_BYTES && !text_flush(&w))
            return false;
    }
    return text_flush(&w) && fflush(stdout) == 0;
}

int main(int argc, char **argv)
{
    static const struct argp ARGP = {.options = OPTIONS,
                                     .parser = option_read,
                                     .doc =
                                         "Writes fictional registrations that look like Japan's, "
                                         "one JSON object a line, on standard output."};
    mem_start();
    void *ctx = mem_context(NULL, "shirube-sample");
    struct sample_args args = {.count = 600, .seed = 1, .first = 1, .dirt = true};
    arg_parse(&ARGP, argc, argv, &args, &args.common, ctx);
    struct sampler *sampler;
    struct err err = {0};
    if (sampler_new(ctx, (uint64_t)args.seed, args.dirt, &sampler, &err) != OK) {
        fprintf(stderr, "shirube-sample: %s\n", err.text);
        return EXIT_FAILED;
    }
    if (!records_write(ctx, sampler, &args)) {
        perror("shirube-sample: standard output");
        return EXIT_FAILED;
    }
    if (sampler_missing(sampler) == NULL)
        return EXIT_GOOD;
    fprintf(stderr, "shirube-sample: fault of the data: %s\n", sampler_missing(sampler));
    return EXIT_FAILED;
}
