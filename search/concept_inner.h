/* What the concept*.c files share. */
#pragma once
#include "search/concept_words.h"

struct relation {
    struct concept_ref child, parent;
};
enum { RELATIONS_FAST = 64 };
enum { KEPT_SLOTS = 1 << 15, KEPT_MAX = 20000 };
struct kept {
    char *name; /* NULL: free */
    struct concept_ref ref;
};
struct concepts {
    struct kept *kept; /* names of registrations by hash; made at first use */
    size_t n_kept;
    struct folder *folder;
    const struct lexicon *lexicon;
    uint32_t cancer; /* number of the concept "cancer"; UINT32_MAX: none */
    struct concept_terms terms[CONCEPT_WORD_KINDS];
    struct apart { /* `kind` stands below `what` in the lexicon and may not be meant by it */
        uint32_t kind, what;
    } * apart;
    size_t n_apart;
    struct apart *may; /* who says `kind` may well have `what` */
    size_t n_may;
    struct relation *relations;
    size_t n_relations;
    /* The relations of the program by concept: which of them a concept starts, which end at it.
       NULL when there are others, too. */
    struct reach {
        uint64_t starts, ends;
    } * reach;
    uint64_t next[RELATIONS_FAST]; /* by relation: those that go on from it */
    struct concept_nature {
        bool malignant; /* a cancer */
        bool may;       /* stands among `may`: asked for with every pair of names */
        bool anywhere; /* a cancer whose name says nothing of the organ (腺癌, ステージ4の癌) */
        uint32_t organ; /* what is wrong with an organ (膵疾患, 肺結節): its cancer;
                           UINT32_MAX: none */
    } * natures;        /* by concept; NULL without a lexicon */
};

/* Folded text without hyphens and with the same words for the same things. */
char *concept_compare_form(const struct concepts *c, void *ctx, const char *folded);
/* The concepts that the whole (folded) text names. */
bool concept_find_whole(const struct concepts *c, void *ctx, const char *text,
                        struct concept_ref *r);
/* What the folded text names. */
void concept_match_names(const struct concepts *c, void *ctx, const char *text, struct folded *f,
                         struct lexicon_matches *m);

/* concept_find.c: the concepts of a name; `base` is it in comparing form, without words of
 * severity. */
void concept_find(const struct concepts *c, void *ctx, const char *folded_base, const char *base,
                  struct concept_ref *r);

/* concept_nature.c */
void concept_natures_load(struct concepts *c);
/* Two concepts of which none is the other: may one person's disease be both names? */
bool concept_natures_meet(const struct concepts *c, const struct concept_ref *a,
                          const struct concept_ref *b);

/* concept_allergen.c: `plain` is what the names say without knowing that both are allergens. */
enum concept_relation concept_relate_allergens(const struct concepts *c,
                                               const struct concept_ref *item,
                                               const struct concept_ref *asked,
                                               enum concept_relation plain);
