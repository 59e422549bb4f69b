/*
 * Inside the sample generator: what its parts share while one record is made. Each part fills its
 * share of draft->trial. Nothing here is of use outside indexer/sample/.
 */
#pragma once
#include "indexer/sample/book.h"
#include "indexer/sample/places.h"
#include "indexer/sample/sampler.h"
#include "schema/trial.h"

/* Variables that the program itself reads or sets; the data defines the others. */
/* (It does not settle on a layout of this list.) */
/* clang-format off */
#define DRAFT_NAMES(X)                                                                             \
    X(study)                                                                                       \
    X(inv) X(lo) X(hi) X(phase) X(code) X(acro) X(stem) X(hosp) X(site_hosp) X(nth) X(mailname)    \
        X(mail) X(target) X(numdone) X(obs) X(age) X(sex) X(itype) X(tag) X(cond) X(cond2)         \
            X(title) X(title_public) X(title_literal) X(objective) X(alloc) X(masking) X(control)  \
                X(assign) X(purpose) X(tx) X(tx_label) X(arm) X(ctl) X(prod) X(prodclass) X(brand) \
                    X(company) X(age_both) X(age_low) X(age_high) X(age_none) X(consent)           \
                        X(consent_child) X(labs_head) X(labs_from) X(person) X(dept) X(office)     \
                            X(address) X(board) X(fund) X(in_kind) X(role) X(cro)                  \
                                X(second_sponsor) X(cells) X(provider) X(stop) X(plain_what)       \
                                    X(plain_who) X(plain_how) X(plain_why) X(flow) X(baseline)     \
                                        X(sexword) X(medage) X(plain_author) X(adverse)            \
                                            X(result_text) X(summary) X(ipd_text) X(insurance)     \
                                                X(blank) X(advanced) X(genetic) X(healthy) X(P)    \
                                                    X(h) X(n) X(d) X(hx)
/* clang-format on */

enum draft_name {
#define DRAFT_NAME_ENUM(name) NAME_##name,
    DRAFT_NAMES(DRAFT_NAME_ENUM)
#undef DRAFT_NAME_ENUM
        NAME_COUNT
};

/* Streams of random numbers of one record, so that a change of one part leaves the others alone. */
enum draft_stream {
    STREAM_IDENTITY,
    STREAM_CALENDAR,
    STREAM_WORDS,
    STREAM_TITLE,
    STREAM_CRITERIA,
    STREAM_PEOPLE,
    STREAM_RESULTS,
    STREAM_DIRT,
    STREAM_ENGLISH,
    STREAM_TITLE_BREAK,
    STREAM_HISTORY,
};

struct calendar {
    struct date published, start, end, terminated, updated, publish_on;
    bool start_actual;
};

/* What a record is before a word of it is written: also computed for its twin. */
struct identity {
    uint32_t serial;
    uint32_t core; /* the serial whose science it tells: its own, or its twin's */
    uint32_t twin; /* the other registration of the same trial, 0 none */
    enum kind kind;
    int variant;
    bool expanded;
    unsigned phase; /* BOOK_P… */
    enum prefecture lead;
    enum recruitment_status status;
    bool embargo;
    struct calendar calendar;
    char number[16]; /* "SMPs031240123" */
};

struct sampler {
    uint64_t seed;
    bool dirt;
    struct book *book;
    struct places *places;
    int name[NAME_COUNT];                           /* numbers of the variables above */
    int *by_kind[KIND_COUNT], *weights[KIND_COUNT]; /* variants of a kind with their weights */
    int n_by_kind[KIND_COUNT], weight_by_kind[KIND_COUNT];
    int design_set[DESIGN_COUNT];
    int set_corp, set_acad, set_inv, set_drug, set_expanded;
    int group_sexany; /* 性別は問わない: not where one sex takes part */
    struct tpl_env *env;
    struct tpl_out out;
    const char *missing; /* first fault of the data that was met */
};

#define DRAFT_SCOPES 16

struct draft {
    struct sampler *s;
    const struct book *book;
    struct trial *t;
    struct identity id;
    const struct book_variant *v;
    const struct book_disease *disease;
    const struct book_scope *scopes[DRAFT_SCOPES]; /* special to general */
    int n_scopes;
    struct tpl_env *env;
    bool company, child; /* a company's trial; only children take part */
    const struct hospital *home;
};

static inline bool draft_is_obs(const struct draft *d)
{
    return d->v->design == DESIGN_OBS;
}

/* Sets the environment's random numbers to a stream of the record's science (core) or own serial.
 */
void draft_stream(struct draft *d, enum draft_stream stream, bool own);
struct rng draft_rng(const struct sampler *s, uint32_t serial, enum draft_stream stream);
/* An evenly spread point in [0, 2^32): over any run of serials each share comes out nearly exact.
 */
uint32_t draft_spread(const struct sampler *s, uint32_t serial, int field);

/* The variable's text in a language, NULL when blank; owned by the trial. */
const char *draft_text(struct draft *d, enum draft_name name, enum tpl_side side);
struct bitext draft_pair(struct draft *d, enum draft_name name);
struct bitext draft_expand(struct draft *d, const struct tpl *ja, const struct tpl *en);
bool draft_has(const struct draft *d, enum draft_name name);
void draft_set(struct draft *d, enum draft_name name, const char *ja, const char *en);
/* Adds `days` to a date known to the day. */
struct date draft_date_add(struct date date, int days);

/* The parts, in the order in which they are called. */
void identity_make(const struct sampler *s, uint32_t serial, struct identity *ret);
void science_fill(struct draft *d);
void criteria_fill(struct draft *d);
void people_fill(struct draft *d);
void results_fill(struct draft *d);
void english_spoil(struct draft *d);
void dirt_plant(struct draft *d);
void dirt_note(struct trial *t, const char *what);
