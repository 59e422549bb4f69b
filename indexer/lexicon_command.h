/* shirube-indexer lexicon add | list | check: the operator's additions to the lexicon. What they
 * print goes to standard output, faults of use and files to standard error; the results are exit
 * statuses of arg.h. */
#pragma once
#include <stdbool.h>

struct lexicon_command {
    const char *folder; /* of additions; made when it is missing */
    char *const *args;  /* add, list or check, then files */
    int n_args;
    bool verbose; /* tell each conflict and each skipped line */
};
int lexicon_command_run(const struct lexicon_command *c);
