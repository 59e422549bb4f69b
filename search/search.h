/*
 * Query → hits: the one header that api/ uses of this room, with trial pages and vocabulary of the
 * index. A library: no database, no HTTP, no logging.
 *
 * Thread rule: one struct searcher a thread. It follows the current index generation by itself:
 * each call looks at the pointer file (0.02 ms) and opens a new generation or revision; a search
 * that the writer overtook (DatabaseModified) is run again from its start, at most 3 times.
 */
#pragma once
#include "schema/base/err.h"
#include "schema/base/jsonw.h"
#include "schema/codes.h"
#include "schema/trial.h"
#include "search/geo.h"

struct searcher;

/* Owned by ctx; talloc_free closes. Opening fails with ERR_NO_INDEX (no generation yet) or
 * ERR_VERSION (format, fold or ICU version differ); the caller may go on and try again: every call
 * re-opens. */
enum err_code searcher_open(void *ctx, const char *index_folder, struct searcher **ret,
                            struct err *err) MUSTCHECK;

/* Before each call the searcher looks (two stat calls) whether there is something new, unless it
 * did so within this time; 0, the usual: always. */
void searcher_look_every(struct searcher *s, int64_t microseconds);

/* What the answers speak of. */
struct index_info {
    const char *generation; /* folder name */
    uint64_t revision;      /* rises with each commit */
    int64_t as_of_ms;       /* time of the last commit */
    uint32_t documents;
    bool fallen_back; /* the generation in use is damaged: this is the one before it */
};
enum err_code searcher_info(struct searcher *s, struct index_info *ret, struct err *err) MUSTCHECK;

/* ------------------------------------------------------------------ request */

/* SORT_DISTANCE needs a place (near): trials that recruit somewhere by the distance of the nearest
 * such site, then the others, then those without a position. */
enum search_sort { SORT_RELEVANCE, SORT_NEWEST, SORT_UPDATED, SORT_START, SORT_DISTANCE };

/* A set of values of a code list, bit n = value n (n < 64). 0 = no filter. */
typedef uint64_t code_set;

enum facet {
    FACET_STATUS,
    FACET_PHASE,
    FACET_KIND,
    FACET_STUDY_TYPE,
    FACET_PREFECTURE,
    FACET_SEX,
    FACET_REGISTRY,
    FACET_CONDITION, /* groups of the lexicon: facet_count.id and names */
    FACET_DRUG_CLASS,
    FACET_COUNT
};

struct search_request {
    const char *q; /* as typed; NULL or blank = everything */
    code_set status, phase, kind, study_type, prefecture, sex, registry;
    int age_days; /* the patient's age, -1 = no filter: satisfies min and max */
    const char *condition, *drug, *sponsor; /* words looked for in that field only */
    bool child;                             /* takes participants under 18 years */
    bool nanbyo;                            /* 指定難病 (from the lexicon issue on) */
    bool has_results;
    bool not_child, not_nanbyo, no_results; /* those that the three above leave out */
    struct date updated_since;              /* year 0 = no filter */
    struct {
        bool set;
        double lat, lon;   /* WGS 84 degrees */
        const char *typed; /* what it was read from, for the answer; search does not look at them */
        struct geo_place place;
    } near;
    int within_km; /* of near; 0 = no filter */
    enum search_sort sort;
    int limit;          /* 1 … 100 */
    const char *cursor; /* opaque, from the former page; NULL = first page */
    unsigned facets;    /* bit set of enum facet */
    bool synonyms_off;
    enum lang lang;
};

/* ------------------------------------------------------------------ answer */

struct snippet {
    const char *field; /* "title", "condition", "intervention", "inclusion" … */
    const char *html;  /* escaped, matches inside <mark> */
};

struct search_site {
    const char *ja, *en; /* names; may be NULL */
    enum prefecture prefecture;
    enum recruitment_status status; /* as it counts: the trial's where the site has none */
    const char *accuracy; /* how well its position is known: "point", "municipality" … */
    double distance_km;
};
struct search_sites {
    uint32_t recruiting, total;
    bool has_nearest;           /* near was asked and a position is known */
    struct search_site nearest; /* the nearest that recruits, else the nearest */
};

struct search_hit {
    const char *id;
    int tier; /* 1 all words, 2 related (some words), 3 of the suggestion or spelt alike */
    double score;
    const char *card_json; /* the hit's fixed members as JSON members without braces:
                              "id":…,"title":…,… (api.md) */
    struct search_sites sites;
    struct snippet *snippets;
    size_t n_snippets;
};

struct facet_count {
    int value; /* of the code list, or a group */
    uint32_t n;
    const char *id, *ja, *en; /* of a group: concept id and names; else NULL */
};

/* One reading of a unit; an ambiguous one (UC) has several, with the same `typed`. */
struct search_concept {
    const char *typed;
    const char *id, *ja, *en, *class_name;
    bool ambiguous;
    const char **synonyms; /* other names that were looked for, too: a few */
    size_t n_synonyms;
};

/* A word of the question that is a place; one of several when it is ambiguous. Trials with a site
 * there are found, and those whose text holds the word. */
struct search_place {
    const char *typed;
    const char *kind; /* "prefecture", "municipality" */
    const char *ja, *en;
    enum prefecture prefecture;
    bool ambiguous;
};

/* A word of the question that was taken as a filter. */
struct search_applied {
    const char *typed;
    const char *parameter, *value; /* "status" "recruiting", "age" "75", "phase" "1,2" */
    bool used; /* false: a parameter of the request or another word says otherwise */
};

struct search_result {
    uint64_t total;      /* tier 1 only: exact unless total_at_least */
    bool total_at_least; /* total_relation "gte": "10,000 or more" */
    struct search_hit *hits;
    size_t n_hits;
    struct {
        struct facet_count *counts; /* by falling n */
        size_t n;
    } facets[FACET_COUNT];
    const char *next; /* cursor, NULL on the last page */
    /* how the question was understood */
    const char **terms; /* the units searched for, as typed */
    size_t n_terms;
    struct search_concept *concepts; /* what the lexicon took units for */
    size_t n_concepts;
    struct search_place *places;
    size_t n_places;
    struct search_applied *applied;
    size_t n_applied;
    const char **relaxed; /* units that not every hit has to contain */
    size_t n_relaxed;
    const char *suggestion; /* 「もしかして」 or NULL */
    const char
        *emptied_by; /* parameter whose filter alone emptied the result ("prefecture"), or NULL */
    const char **emptied_together; /* else the fewest parameters that did it together */
    size_t n_emptied_together;
    struct index_info index;
};

/* ERR_INVALID: q too long or too costly, cursor not ours; err->text begins with the parameter's
 * name and ':'. */
enum err_code search_run(struct searcher *s, void *ctx, const struct search_request *request,
                         struct search_result *ret, struct err *err) MUSTCHECK;

/* ------------------------------------------------------------------ suggest */

/* A name that what is typed may become. */
struct suggestion {
    const char *text;
    const char *concept_id; /* NULL: a name that records use, no concept */
    const char *kind;       /* class of the concept; "condition" or "intervention" of records */
    uint32_t trials;        /* that name it, as of the last time they were counted */
};
struct suggestions {
    struct suggestion *items;
    size_t n;
    struct index_info index;
};
/* At most `limit` (1 … 50), best first. ERR_INVALID "q: …" when too long. */
enum err_code search_suggest(struct searcher *s, void *ctx, const char *q, enum lang lang,
                             int limit, struct suggestions *ret, struct err *err) MUSTCHECK;

/* ------------------------------------------------------------------ records */

/* One record by any of its numbers, from the index alone. */
struct search_record {
    const char
        *id; /* public number; differs from what was asked when a secondary number was given */
    const char *record_json; /* canonical record */
    size_t record_len;
    const char *cluster_json; /* other registrations of the trial: [{"id","registry","title",…}] */
    const char *hash_hex;     /* content hash: ETag */
    int version;
    struct index_info index;
};
enum err_code search_record_get(struct searcher *s, void *ctx, const char *number,
                                struct search_record *ret, struct err *err) MUSTCHECK;

/* All records in docid order, for dumps: up to `limit` after docid *cursor (0 at first). *ret_n 0 =
 * end. */
enum err_code search_record_list(struct searcher *s, void *ctx, uint32_t *cursor, int limit,
                                 struct search_record **ret, size_t *ret_n,
                                 struct err *err) MUSTCHECK;

/* What the text means as a place (geo.h). */
enum err_code search_place_find(struct searcher *s, void *ctx, const char *text,
                                struct geo_found *ret, struct err *err) MUSTCHECK;
