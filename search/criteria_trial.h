/*
 * The eligibility of one registration: its prose read into criteria, and these as the flat form
 * that matching reads. The Japanese blocks are read where there are some, else the English ones.
 * Thread rule: reader and concepts belong to one thread.
 */
#pragma once
#include "schema/trial.h"
#include "search/criteria_flat.h"

struct trial_blocks {
    const char *inclusion, *exclusion; /* NULL: none; of the record */
    enum crit_lang lang;               /* that they are written in, whatever member they stand in */
    bool in_english;                   /* they are the record's English texts */
};
struct trial_blocks criteria_trial_blocks(const struct trial *t);
/* All criteria of both blocks; each one's begin and end count bytes of its own block (without an
 * exclusion block both kinds may stand in the inclusion block). Owned by ctx. */
void criteria_trial_read(struct crit_reader *reader, void *ctx, const struct trial_blocks *b,
                         struct crits *ret);
/* With what was registered as trees, which stand in place of the same sentences. Owned by ctx. */
void criteria_trial_flat(struct crit_reader *reader, struct concepts *concepts, void *ctx,
                         const struct trial *t, struct flat_bytes *ret);
