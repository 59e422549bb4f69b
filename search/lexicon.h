/*
 * The lexicon: concepts of medicine with their names in every writing, compiled into one file that
 * is mapped read-only and shared by all threads. A text in, the concepts it names out: the longest
 * name from the left, at word edges (search.md §2, §4).
 *
 * Ambiguity: a name may belong to several concepts (UC); a match then holds all of them. A name
 * with flag LEXICON_OFF matches and means nothing: 脱水素 keeps 脱水 from being found in
 * 脱水素酵素.
 *
 * Thread rule: read-only after opening.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"
#include "search/fold.h"

/*                        symbol      name            ja             en */
#define LEXICON_CLASS_LIST(X)                                                                      \
    X(DISEASE, "disease", "疾患", "Disease")                                                       \
    X(SYMPTOM, "symptom", "症状", "Symptom")                                                       \
    X(DRUG, "drug", "薬", "Drug")                                                                  \
    X(DRUG_CLASS, "drug-class", "薬の種類", "Drug class")                                          \
    X(PROCEDURE, "procedure", "治療・手技", "Procedure")                                           \
    X(DEVICE, "device", "医療機器", "Device")                                                      \
    X(BIOMARKER, "biomarker", "遺伝子・バイオマーカー", "Biomarker")                               \
    X(TEST, "test", "検査", "Examination")                                                         \
    X(POPULATION, "population", "対象となる人", "Population")                                      \
    X(OUTCOME, "outcome", "評価項目", "Outcome measure")                                           \
    X(DESIGN, "design", "試験デザイン", "Study design")

enum lexicon_class {
#define LEXICON_CLASS_ENUM(symbol, name, ja, en) LEXICON_##symbol,
    LEXICON_CLASS_LIST(LEXICON_CLASS_ENUM)
#undef LEXICON_CLASS_ENUM
        LEXICON_CLASS_COUNT
};

/* What a name is. */
#define LEXICON_KIND_LIST(X)                                                                       \
    X(FORMAL, "formal")                                                                            \
    X(LAY, "lay")                                                                                  \
    X(KANA, "kana")                                                                                \
    X(ABBR, "abbr")                                                                                \
    X(BRAND, "brand")                                                                              \
    X(CODE, "code")                                                                                \
    X(SPELLING, "spelling")                                                                        \
    X(EN, "en")
enum lexicon_kind {
#define LEXICON_KIND_ENUM(symbol, name) LEXICON_KIND_##symbol,
    LEXICON_KIND_LIST(LEXICON_KIND_ENUM)
#undef LEXICON_KIND_ENUM
        LEXICON_KIND_COUNT
};

/* How a name and its concept belong together. */
enum lexicon_flag {
    LEXICON_BOTH_WAYS,
    LEXICON_ONE_WAY,   /* the name leads to the concept, the concept is not called so */
    LEXICON_OFF,       /* the name means nothing, and no shorter one inside it does */
    LEXICON_AMBIGUOUS, /* one of several meanings of the name */
    LEXICON_FLAG_COUNT
};

const char *lexicon_class_name(enum lexicon_class c); /* "disease" */
const char *lexicon_kind_name(enum lexicon_kind k);   /* "abbr" */

/* Concepts that the programs know by name. */
#define LEXICON_NANBYO "shitei-nanbyo"
#define LEXICON_FILE   "lexicon" /* its name in a generation's folder */

struct lexicon;
/* Maps the file; ERR_CORRUPT when it is none or damaged, ERR_VERSION when made by another fold. */
enum err_code lexicon_open(void *ctx, const char *path, struct lexicon **ret,
                           struct err *err) MUSTCHECK;
/* The same from memory, which must outlive it. */
enum err_code lexicon_from_bytes(void *ctx, const char *bytes, size_t len, struct lexicon **ret,
                                 struct err *err) MUSTCHECK;
/* The one that comes with the program (search/data/lexicon), compiled at build: ready at once. */
struct lexicon *lexicon_builtin_open(void *ctx);
/* 16 hex digits over all names and the fold: what an index was made with. */
const char *lexicon_version(const struct lexicon *x);
uint32_t lexicon_count(const struct lexicon *x);

struct lexicon_form {
    const char *text;
    enum lexicon_kind kind;
    enum lexicon_flag flag;
};
struct lexicon_concept {
    const char *id, *ja, *en;
    const char *kana; /* NULL: ja is its own reading */
    enum lexicon_class class;
    const uint32_t *parents, *ancestors; /* ancestors: all, without the concept itself */
    size_t n_parents, n_ancestors;
    uint32_t first_form;
    size_t n_forms;
};
/* Strings live as long as the lexicon. */
void lexicon_concept(const struct lexicon *x, uint32_t concept, struct lexicon_concept *ret);
void lexicon_form(const struct lexicon *x, uint32_t form, struct lexicon_form *ret);
/* The number of the concept with this id; false when there is none. */
bool lexicon_find(const struct lexicon *x, const char *id, uint32_t *ret);
/* One of the highest concepts (disease, drug …): too wide to be looked for. */
bool lexicon_is_root(const struct lexicon *x, uint32_t concept);
/* True when `concept` is `ancestor` or below it. */
bool lexicon_is_a(const struct lexicon *x, uint32_t concept, uint32_t ancestor);

enum { LEXICON_READINGS_MAX = 8 };
struct lexicon_match {
    uint32_t begin, end; /* bytes of the folded text */
    uint32_t concepts[LEXICON_READINGS_MAX];
    size_t n;      /* 0: a name that is off */
    uint32_t form; /* the name itself, of concepts[0] */
    bool inside; /* in a longer name: before 性 (糖尿病 of 糖尿病性腎症), or a Latin name beside
                    Japanese (PD-1 of 抗PD-1抗体) */
};
struct lexicon_matches {
    struct lexicon_match *items;
    size_t n;
};
enum lexicon_case {
    LEXICON_CASE_TEXT,  /* a short abbreviation counts when written as such in the source */
    LEXICON_CASE_ASKED, /* people type uc and nsclc; only English words (all, as) need their case */
    LEXICON_CASE_SHOUTED /* asked in capitals throughout: ON and FOR are no abbreviations then */
};
/* What the text names, from left to right; `source` is what f was folded from. Owned by ctx. */
void lexicon_match(const struct lexicon *x, void *ctx, const struct folded *f, const char *source,
                   enum lexicon_case how, struct lexicon_matches *ret);
