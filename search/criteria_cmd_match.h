/* `shirube-criteria match`: a person and a registration a line → verdict and reasons a line. */
#pragma once
#include <stddef.h>
#include "schema/base/err.h"
#include "search/lexicon.h"

struct criteria_matcher;
/* `lexicon` may be NULL and must outlive it; `relations` a file of child<TAB>parent lines or NULL.
 */
enum err_code criteria_matcher_new(void *ctx, const struct lexicon *lexicon, const char *relations,
                                   struct criteria_matcher **ret, struct err *err) MUSTCHECK;
/* {"id","facts","trial":{"sex","age_min","age_max","inclusion","exclusion"}}, or a native record as
   trial →
   {"id","verdict","criteria":[…]}, or {"id","errors":[{"pointer","code","detail"}]}; owned by ctx.
   What the line said of the person is in ctx only. */
const char *criteria_match_line(struct criteria_matcher *m, void *ctx, const char *line,
                                size_t len);
