/*
 * "Could I join?": one person's facts against the trials that a search leaves (eligibility.md §4).
 * Facts live in the caller's context and in this call, nowhere else. Thread rule: as search.h.
 */
#pragma once
#include "search/criteria_match.h"
#include "search/criteria_trial.h"
#include "search/facts.h"
#include "search/note_read.h"
#include "search/search.h"

enum { MATCH_OFFSET_MAX = 1000000, MATCH_QUESTIONS_MAX = 10 };

struct match_request {
    /* q, filters, limit, lang; without q what the person tells says what is near. Cursor, sort
     * and facets count for nothing. */
    const struct search_request *search;
    const struct facts *facts;
    const char *note; /* the person's own words (facts hold what was read from them), or NULL: what
                         they speak of is near, too */
    uint32_t offset;  /* hits on former pages */
    int questions;    /* how many at most */
};
struct match_hit {
    struct search_hit hit;
    const char *verdict_json; /* members: "verdict":…,"understood_share":…,"criteria":[…] */
};
struct match_answer {
    uint64_t total, likely, possible, unlikely; /* of the trials that the search leaves */
    struct match_hit *hits;                     /* likely first, then possible, then unlikely */
    size_t n_hits;
    bool more;
    const char *questions_json; /* [{"attr",…}], best first; [] when no answer would change much */
    const char **relaxed;       /* words of q that not every trial holds, as none holds all */
    size_t n_relaxed;
    const char *suggestion;          /* q as it may have been meant; NULL */
    const char *not_understood_json; /* [{"attr","value"}]: words of the facts; NULL: none */
    struct search_concept *concepts;
    size_t n_concepts;
    struct index_info index;
};
/* ERR_INVALID as search_run. */
enum err_code search_match(struct searcher *s, void *ctx, const struct match_request *request,
                           struct match_answer *ret, struct err *err) MUSTCHECK;

/* With a note and no question trials of a smaller topical score stand behind all others. */
#define MATCH_FAR 0.35

/* The same trials in the same order, without their words: as many as a page at the request's offset
   wants, a thousand at least. */
struct match_ordered {
    const char *id;
    struct match_outcome outcome;
    double topical; /* 0 to 1 */
};
struct match_order {
    struct match_ordered *items;
    size_t n;
};
enum err_code search_match_order(struct searcher *s, void *ctx, const struct match_request *request,
                                 struct match_order *ret, struct err *err) MUSTCHECK;

/* A note read with the lexicon of the index. Owned by ctx. */
enum err_code search_note_read(struct searcher *s, void *ctx, enum crit_lang lang, const char *text,
                               struct note *ret, struct err *err) MUSTCHECK;

/* The criteria of a registration read as the indexer reads them. Owned by ctx. */
enum err_code search_criteria_read(struct searcher *s, void *ctx, const struct trial_blocks *blocks,
                                   struct crits *ret, struct err *err) MUSTCHECK;

/* One trial by any of its numbers, every criterion explained. */
struct match_one {
    const char *id;
    const char *verdict_json;
    struct index_info index;
};
enum err_code search_match_one(struct searcher *s, void *ctx, const char *number,
                               const struct facts *facts, struct match_one *ret,
                               struct err *err) MUSTCHECK;
