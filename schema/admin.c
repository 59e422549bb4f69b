/* shirube-admin: brings the database to this program's schema and says how the registry stands. */
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include "schema/store.h"
#include <stdio.h>
#include <string.h>

struct options {
    const char *command;
};

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (o->command)
            argp_error(state, "one command only, not also %s", value);
        o->command = value;
        return 0;
    case ARGP_KEY_END:
        if (!o->command)
            argp_error(state, "a command is needed: migrate or status");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int failed(const char *what, const struct err *err)
{
    fprintf(stderr, "shirube-admin: %s: %s\n", what, err->text);
    return EXIT_FAILED;
}

static int migrate(struct store *s)
{
    struct err err;
    int applied = 0;
    if (store_migrate(s, &applied, &err) != OK)
        return failed("migrate", &err);
    if (applied)
        printf("applied %d patches\n", applied);
    else
        printf("schema is up to date\n");
    return EXIT_GOOD;
}

static int status(struct store *s)
{
    struct err err;
    int version, known;
    int64_t published = 0, all = 0, waiting = 0, dead = 0;
    if (store_schema_version(s, &version, &known, &err) != OK)
        return failed("status", &err);
    printf("schema: %d of %d patches\n", version, known);
    if (version == 0)
        return EXIT_GOOD;
    if (store_trial_count(s, &published, &all, &err) != OK ||
        store_outbox_count(s, (struct outbox_mark){0, 0}, &waiting, &dead, &err) != OK)
        return failed("status", &err);
    printf("registrations: %lld\n", (long long)all);
    printf("under embargo: %lld\n", (long long)(all - published));
    printf("outbox rows kept: %lld\n", (long long)waiting);
    printf("dead letters: %lld\n", (long long)dead);
    return EXIT_GOOD;
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        .parser = parse,
        .args_doc = "migrate|status",
        .doc = "Administers the registry's database (SHIRUBE_DATABASE).\vmigrate  applies the "
               "schema patches that are "
               "missing; running it again changes nothing\nstatus   says how many registrations "
               "there are and what waits",
    };
    struct options options = {0};
    struct arg_common common = {0};
    mem_start();
    void *ctx = mem_context(NULL, "main");
    arg_parse(&argp, argc, argv, &options, &common, ctx);
    struct store *s = store_open(ctx, common.conf.database);
    int result = EXIT_USAGE;
    if (strcmp(options.command, "migrate") == 0)
        result = migrate(s);
    else if (strcmp(options.command, "status") == 0)
        result = status(s);
    else
        fprintf(stderr, "shirube-admin: unknown command %s (migrate or status)\n", options.command);
    talloc_free(ctx);
    return result;
}
