#include "schema/base/arg.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"
#include <stdio.h>
#include <stdlib.h>

const char *argp_program_version = "shirube " SHIRUBE_VERSION;

static const struct argp_option common_options[] = {
    {"config", 'c', "FILE", 0,
     "Configuration (default scripts/etc/shirube.conf, else /etc/shirube/shirube.conf)", 10},
    {0},
};

static error_t common_parse(int key, char *value, struct argp_state *state)
{
    struct arg_common *common = state->input;
    if (key != 'c')
        return ARGP_ERR_UNKNOWN;
    common->config_file = value;
    return 0;
}

/* What both parsers are given: the program's input is handed on, the child gets the common part. */
struct both {
    const struct argp *program;
    void *input;
    struct arg_common *common;
};

static error_t both_parse(int key, char *value, struct argp_state *state)
{
    struct both *both = state->input;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = both->common;
    if (!both->program->parser)
        return ARGP_ERR_UNKNOWN;
    state->input = both->input;
    error_t result = both->program->parser(key, value, state);
    state->input = both;
    return result;
}

void arg_parse(const struct argp *argp, int argc, char **argv, void *input,
               struct arg_common *common, void *ctx)
{
    static const struct argp common_argp = {common_options, common_parse, 0, 0, 0, 0, 0};
    const struct argp_child children[] = {{&common_argp, 0, 0, 0}, {0}};
    struct both both = {argp, input, common};
    struct argp merged = *argp;
    merged.parser = both_parse;
    merged.children = children;
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&merged, argc, argv, 0, NULL, &both);

    struct err err;
    if (conf_load(ctx, common->config_file, &common->conf, &err) != OK) {
        fprintf(stderr, "%s: configuration: %s\n", program_invocation_short_name, err.text);
        exit(EXIT_USAGE);
    }
    if (log_set_level_name(common->conf.log_level) != 0) {
        fprintf(stderr,
                "%s: configuration: log_level: \"%s\" is none of debug, info, warn, error\n",
                program_invocation_short_name, common->conf.log_level);
        exit(EXIT_USAGE);
    }
}
