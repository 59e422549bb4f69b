/*
 * A block of a registration → its criteria: numbering, nesting, headings. One numbered item is one
 * criterion with the items below it. Works on the bytes as they are registered, so that spans
 * point into the block.
 */
#pragma once
#include "search/criteria.h"

enum crit_list {
    CRIT_LIST_DEFAULT,
    CRIT_LIST_ALL,
    CRIT_LIST_ANY,
    CRIT_LIST_SOME,   /* crit_list_count */
    CRIT_LIST_UNCLEAR /* at most, exactly so many; denied */
};

struct crit_piece {
    uint32_t begin, end; /* without its marker and the space around it */
    enum crit_kind kind;
    bool arm; /* under a line that names an arm */
};
struct crit_pieces {
    struct crit_piece *items;
    size_t n;
};
/* `both`: headings say which kind follows; without one it is inclusion. `arms`: lines that name an
   arm divide like headings; NULL: nobody looked. Owned by ctx. */
struct crit_arms;
void crit_split(void *ctx, enum crit_kind kind, const char *text, size_t len,
                const struct crit_arms *arms, struct crit_pieces *ret);

/* A criterion → what stands before its list, and the items of the list (none: all is head). */
struct crit_outline {
    uint32_t head_begin, head_end;
    struct crit_pieces items;
};
void crit_split_list(void *ctx, const char *text, size_t len, struct crit_outline *ret);
/* 以下のすべて, いずれか, all of the following …: what a head says of its list. */
enum crit_list crit_list_of(const char *head, size_t len);
/* 2項目以上, のうち3つ: how many of its list a Japanese head asks for; 0: it says no number. */
int crit_list_count(const char *head, size_t len);
/* 以下に該当しない者: whether a Japanese head denies what its list says. */
bool crit_list_denied(const char *head, size_t len);

/* data/criteria-headings.tsv */
enum crit_heading {
    CRIT_HEAD_NONE,
    CRIT_HEAD_PLAIN,
    CRIT_HEAD_INCLUSION,
    CRIT_HEAD_EXCLUSION,
    CRIT_HEAD_STOP,
    CRIT_HEAD_NOTHING /* なし, None: no heading; there are no criteria of this kind */
};
struct crit_heading_row {
    const char *text;
    enum crit_heading heading;
};
extern const struct crit_heading_row crit_headings[];
extern const size_t n_crit_headings;
