/*
 * Command lines by glibc argp, with what all programs share: --config FILE, --version, --help.
 */
#pragma once
#include <argp.h>
#include "schema/base/conf.h"

#define SHIRUBE_VERSION "0.1.0"

/* Exit statuses of all programs. */
enum { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_PARTLY = 2, EXIT_USAGE = 64 };

struct arg_common {
    const char *config_file;
    struct conf conf; /* filled by arg_parse */
};

/*
 * Parses with `argp` (whose parser receives `input`); the options of arg_common are added as a
 * child. Loads the configuration and sets the log level; on a bad option or configuration prints it
 * on standard error and exits with EXIT_USAGE.
 */
void arg_parse(const struct argp *argp, int argc, char **argv, void *input,
               struct arg_common *common, void *ctx);
