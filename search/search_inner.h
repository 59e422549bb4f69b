/*
 * What the files search_*.c share: the open index of one thread, the parts of one search. Nothing
 * outside search/ and its tests includes this.
 */
#pragma once
#include "schema/base/file_mark.h"
#include "search/columns.h"
#include "search/doc_data.h"
#include "search/concept.h"
#include "search/generation.h"
#include "search/groups.h"
#include "search/lexicon.h"
#include "search/plan.h"
#include "search/search.h"
#include "search/search_set.h"
#include "search/snippet.h"
#include "search/trees.h"
#include "search/xapian_shim.h"

/* ------------------------------------------------------------------ search_open.c */

/* One revision of one generation, as this thread sees it. */
struct search_index {
    char name[GENERATION_NAME_BYTES];
    struct xs_reader *reader;
    const struct columns *columns;      /* shared; given back by the destructor */
    struct groups groups[GROUPS_LISTS]; /* of the lexicon */
    const struct trees *trees;          /* shared too */
    const struct lexicon *lexicon;      /* shared; the one that the generation was built with */
    struct index_info info;
    bool newest_order; /* docid order is newest first */
};

struct searcher {
    const char *folder_path;
    const char *current_path;
    struct file_mark current_mark; /* of the pointer to the generation in use, as it was read … */
    char current[GENERATION_NAME_BYTES]; /* … this */
    struct folder *folder;
    struct tokenizer *tokenizer;
    struct snippet_maker *snippets;
    struct doc_unpacker *unpacker;
    struct search_readers *readers;      /* NULL until one is asked for */
    struct search_index *index;          /* NULL: none is open */
    char damaged[GENERATION_NAME_BYTES]; /* passed over in favour of the one before it … */
    int64_t damaged_until_us;            /* … until then */
    int64_t look_every_us, looked_us;    /* 0: before each call */
};

/* One try at something against the current revision; what it gives belongs to ctx. */
typedef enum err_code (*search_try_fn)(struct searcher *s, void *ctx, void *arg, struct err *err);
/* Brings the searcher to the current revision and runs fn, again when the writer overtook it. ctx
 * of fn is a child of ctx that holds nothing of failed tries. */
enum err_code search_try(struct searcher *s, void *ctx, search_try_fn fn, void *arg,
                         struct err *err) MUSTCHECK;

/* ------------------------------------------------------------------ search_note.c */

/* Names of facts and criteria in the lexicon of the open index. */
struct concepts *search_names(struct searcher *s);
/* A note read inside a try, in the language it seems to have. Owned by ctx. */
struct note;
void search_note_of(struct searcher *s, void *ctx, const char *text, struct note *ret);

/* ------------------------------------------------------------------ search_cursor.c */

enum { CURSOR_MAX_BYTES = 128 };
/* Where the former page ended. */
struct search_cursor {
    uint8_t tier;     /* 0: before the first page */
    uint32_t shown;   /* hits on all pages so far */
    uint32_t in_tier; /* of them in this tier */
    uint32_t docid;   /* the last one … */
    int64_t day;      /* … its day (sorts by day) … */
    double score;     /* … or score */
    uint64_t list;    /* search_shared_list of what was shown; 0 = none */
};
/* ERR_INVALID "cursor: …" when it is not one of ours or belongs to another question. */
enum err_code search_cursor_read(const struct search_request *r, struct search_cursor *ret,
                                 struct err *err) MUSTCHECK;
const char *search_cursor_write(void *ctx, const struct search_request *r,
                                const struct search_cursor *c);

/* ------------------------------------------------------------------ search_hint.c */

struct search_job;
/* The request with the filters that words of its question ask for, where it sets none itself. */
void search_hints_apply(const struct search_job *job, struct search_request *ret);
/* The request with the one place of its question as near, where it says none itself: its nearest
 * site is shown, but neither filter nor order. */
const struct search_request *search_hints_near(const struct search_job *job);
/* What was taken as places and filters. */
void search_hints_write(const struct search_job *job, struct search_result *ret);

/* ------------------------------------------------------------------ search_count.c */

struct search_counts {
    uint64_t total;
    uint32_t facets[FACET_COUNT][64];
    uint32_t only[FILTER_COUNT]; /* documents that fail this one filter alone */
};
struct search_job {
    struct searcher *searcher;
    const struct search_request *request;
    void *ctx; /* of this try */
    struct plan_input input;
    struct plan plan;
    struct plan_filter filter;          /* of the parameters and of words of the question */
    struct plan_filter asked;           /* of the parameters alone: tiers 2 and 3 */
    struct near *near;                  /* NULL: no place is asked for */
    const struct search_request *shown; /* with the place that nearest sites are shown of */
    enum search_sort sort;   /* the one in force: without a question relevance is newest */
    uint32_t pin;            /* the document that the question names by its number; 0 = none */
    struct search_set words; /* what all words ask for, before the filters */
    struct search_set hits;  /* what the filters leave of it: tier 1 */
    const char *suggestion;  /* the question as it may have been meant, or NULL … */
    struct plan_input suggested;
    const struct xs_query *suggested_weight; /* … and what that is worth */
};
/* Fills words and hits of the job and counts them. A facet that is filtered counts as if it were
 * not, so that its other values can be chosen too. */
enum err_code search_count(struct search_job *job, struct search_counts *ret,
                           struct err *err) MUSTCHECK;
/* The one parameter without which an empty result would not be empty; NULL when there is none. */
enum err_code search_count_emptied_by(const struct search_job *job,
                                      const struct search_counts *counts, const char **ret,
                                      struct err *err) MUSTCHECK;
/* When no one alone did it: the fewest parameters without which it would not be empty, of several
 * such sets the one that leaves most. */
enum err_code search_count_emptied_together(const struct search_job *job, struct search_result *ret,
                                            struct err *err) MUSTCHECK;
/* What the words of condition, drug and sponsor ask for, without that parameter (-1: with all) and
 * with or without q. */
enum err_code search_words_find(const struct search_job *job, bool with_q, int without,
                                struct search_set *ret, struct err *err) MUSTCHECK;

/* ------------------------------------------------------------------ search_spell.c */

/* After search_count: sets the job's suggestion when little was found and a word is misspelt. */
enum err_code search_spell(struct search_job *job, struct err *err) MUSTCHECK;

/* ------------------------------------------------------------------ search_rank.c */

struct search_found {
    uint32_t docid;
    int tier;
    double score;
    int64_t day;
};
struct search_page {
    struct search_found *items;
    size_t n;
    bool more; /* at least one follows */
};
/* The page behind *cursor; moves *cursor to its end. */
enum err_code search_rank(const struct search_job *job, struct search_cursor *cursor,
                          struct search_page *ret, struct err *err) MUSTCHECK;

/* ------------------------------------------------------------------ search.c */

/* Reads and plans the request. */
enum err_code search_job_start(struct searcher *s, void *ctx, const struct search_request *r,
                               struct search_job *job, struct err *err) MUSTCHECK;
/* Card and snippets of each document of a page; owned by the job's context. */
enum err_code search_hits_read(const struct search_job *job, const struct search_page *page,
                               struct search_hit **ret, struct err *err) MUSTCHECK;
/* What the lexicon took the words of the request for. */
void search_concepts_write(const struct search_job *job, struct search_concept **ret,
                           size_t *ret_n);

/* Terms of the request, and those that not every hit has to contain. */
void search_terms_write(const struct search_job *job, bool relaxed, struct search_result *ret);

/* ------------------------------------------------------------------ search_data.c */

/* The document of any of its numbers; ERR_NOT_FOUND. */
enum err_code search_docid_of_number(struct searcher *s, void *ctx, const char *number,
                                     uint32_t *ret, struct err *err) MUSTCHECK;
/* Its own public number; owned by ctx. */
enum err_code search_id_of(struct searcher *s, void *ctx, uint32_t docid, const char **ret,
                           struct err *err) MUSTCHECK;

/* Head and, with_record, record (doc_data.h) of a document of this revision: missing means that the
 * writer overtook us. Owned by ctx. */
struct search_data {
    const char *head, *record;
    size_t head_len, record_len;
};
enum err_code search_data_get(struct searcher *s, void *ctx, uint32_t docid, bool with_record,
                              struct search_data *ret, struct err *err) MUSTCHECK;
