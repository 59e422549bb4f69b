/*
 * shirube-criteria: the eligibility reader (and, beside it, matcher and note reader) on standard
 * input and output. One JSON object a line in, one a line out.
 */
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include "search/criteria_cmd.h"
#include <string.h>

static const struct {
    const char *name;
    criteria_cmd_fn *run;
} commands[] = {
    {"read", criteria_cmd_read},
    {"match", criteria_cmd_match},
    {"note", criteria_cmd_note},
};

struct options {
    const char *command;
    criteria_cmd_fn *run;
};

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct options *o = state->input;
    if (key == ARGP_KEY_ARG && o->command)
        argp_error(state, "one command only, not also %s", value);
    if (key == ARGP_KEY_ARG)
        o->command = value;
    if (key == ARGP_KEY_END) {
        for (size_t i = 0; o->command && i < sizeof commands / sizeof *commands; i++)
            if (strcmp(o->command, commands[i].name) == 0)
                o->run = commands[i].run;
        if (!o->run)
            argp_error(state, "a command is needed: read, match or note");
    }
    return key == ARGP_KEY_ARG || key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        .parser = parse,
        .args_doc = "read|match|note",
        .doc = "Reads eligibility criteria as prose from standard input, one JSON object a line."
               "\vread   {\"id\",\"text\",\"kind\",\"lang\"} to {\"id\",\"criteria\":[...]}\n"
               "match  {\"id\",\"facts\",\"trial\":{\"sex\",\"age_min\",\"age_max\",\"inclusion\","
               "\"exclusion\"}} to {\"id\",\"verdict\",\"criteria\":[...]}\n"
               "note   {\"id\",\"text\",\"lang\"} to {\"id\",\"facts\",\"evidence\"}",
    };
    struct options options = {0};
    struct arg_common common = {0};
    mem_start();
    void *ctx = mem_context(NULL, "shirube-criteria");
    arg_parse(&argp, argc, argv, &options, &common, ctx);
    int status = options.run(ctx, stdin, stdout);
    talloc_free(ctx);
    return status;
}
