/* What the matcher found as JSON: {"verdict":…,"criteria":[{kind,text,span,result,because}…]}. */
#pragma once
#include "schema/base/jsonw.h"
#include "search/criteria_match.h"
#include "search/facts.h"

struct match_texts { /* the registration's blocks, whose bytes the spans count */
    const char *inclusion, *exclusion;
    const char **own; /* of what was registered as trees, by place */
    size_t n_own;
};
/* Members "verdict", "understood_share", "limits" (where the record has some) and "criteria" into
   the object that is open. `m` is started with the person of `f`. */
void match_write(struct jsonw *w, struct matcher *m, const struct match_person *p,
                 const struct facts *f, const uint8_t *flat, const struct match_texts *texts);
/* The value of one fact as it is written in "because". */
void match_write_value(struct jsonw *w, const struct match_person *p, const struct facts *f,
                       const struct match_reason *reason);
/* [{"attr","value"}…]: names of the person's lists that are not understood; NULL when all are. */
const char *match_write_not_understood(void *ctx, const struct match_person *p,
                                       const struct facts *f);
