/*
 * The lexicon that documents are built with: the one that comes with the program and the operator's
 * additions to it: files *.tsv of a folder, in the form of search/data/lexicon, merged in order of
 * their names (lexicon_merge.h).
 */
#pragma once
#include "indexer/lexicon_merge.h"
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

/* Whoever wants to know what becomes of each file. */
struct lexicon_watch {
    FILE *report;                              /* faults and conflicts, or NULL */
    bool (*only)(void *arg, const char *path); /* whose conflicts are told; NULL: all */
    void (*file)(void *arg, const char *path, const struct lexicon_merge_count *count, int faults);
    void *arg;
};
/* The source that the lexicon is made from; `watch` may be NULL. */
enum err_code lexicon_load_each(struct lexicon_source *s, struct folder *folder, const char *where,
                                struct lexicon_watch *watch, struct err *err) MUSTCHECK;
const char *lexicon_file_name(const char *path); /* behind the last slash */
/* Changes whenever a file of the folder does. */
uint64_t lexicon_load_stamp(const char *folder);
