/*
 * The lexicon that documents are built with: the one that comes with the program and the operator's
 * additions to it (files *.tsv of a folder, in order of their names; see search/data/lexicon).
 */
#pragma once
#include "search/lexicon.h"
#include "search/lexicon_build.h"

struct loaded_lexicon {
    struct lexicon *lexicon;
    struct lexicon_bytes bytes; /* what belongs into a generation's folder */
};
/* `folder` NULL or missing: nothing is added. A faulty line of an addition is passed over (lexicon
 * add tells of it). Owned by ctx. */
enum err_code lexicon_load(void *ctx, const char *folder, struct loaded_lexicon *ret,
                           struct err *err) MUSTCHECK;
/* The source that it is made from. */
enum err_code lexicon_load_source(struct lexicon_source *s, const char *folder,
                                  struct err *err) MUSTCHECK;
/* Changes whenever a file of the folder does. */
uint64_t lexicon_load_stamp(const char *folder);
