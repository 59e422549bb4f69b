/*
 * The book of templates: what indexer/sample/data/ says, read once. README of the data folder's
 * syntax: indexer/sample/data/00-syntax.txt.
 *
 * Scopes: common, sets (fields of medicine and designs), diseases, variants. A record looks from
 * the special to the general: variant, disease, its sets, common. Thread rule: constant after
 * reading.
 */
#pragma once
#include "indexer/sample/lines.h"
#include "indexer/sample/tpl.h"

#define BOOK_GROUPS_MAX 256

/* One criterion. Slots are the order of a registration: 1 age, 2 diagnosis … 9 consent. */
struct book_item {
    bool inclusion, lab; /* lab: a limit of organ function, may be gathered under one heading */
    int slot, percent;
    int group; /* alternatives of one another, -1 none */
    const struct tpl *ja, *en;
};

struct book_outcome {
    const struct tpl *ja, *en, *time_ja, *time_en; /* times may be NULL */
};

enum book_list { BOOK_PRIMARY, BOOK_SECONDARY, BOOK_KEYWORD, BOOK_LIST_COUNT };

struct book_scope {
    const char *id;
    struct book_item *items;
    int n_items;
    struct tpl_var *vars;
    int n_vars;
    struct book_outcome *lists[BOOK_LIST_COUNT];
    int n_lists[BOOK_LIST_COUNT];
};

enum book_design {
    DESIGN_DB_PLACEBO,  /* randomised, double-blind, placebo */
    DESIGN_DB_ACTIVE,   /* randomised, double-blind, active control */
    DESIGN_OPEN_ACTIVE, /* randomised, open, active control */
    DESIGN_OPEN_NONE,   /* randomised, open, control without the intervention */
    DESIGN_SINGLE,      /* one arm */
    DESIGN_DOSE,        /* dose escalation */
    DESIGN_CROSS,       /* crossover with placebo, double-blind */
    DESIGN_OBS,         /* observational */
    DESIGN_COUNT
};

#define BOOK_SETS_MAX 4

struct book_variant {
    struct book_scope scope;
    int disease; /* index into book.diseases */
    int weight;
    unsigned kinds;  /* bit of enum kind */
    bool expanded;   /* may be an expanded access trial */
    unsigned phases; /* each bit of the header is one possible phase, see book.c */
    enum book_design design;
    int sets[BOOK_SETS_MAX];
    int n_sets;
};

struct book_disease {
    struct book_scope scope;
    int weight;
    const char *code; /* ICD-10, or NULL */
    int sets[BOOK_SETS_MAX];
    int n_sets;
};

/* Possible phases of a variant's header. */
enum { BOOK_P0, BOOK_P1, BOOK_P12, BOOK_P2, BOOK_P23, BOOK_P3, BOOK_P4, BOOK_PNA, BOOK_P_COUNT };

struct book {
    struct tpl_names *names, *groups;
    struct book_scope common;
    struct book_scope *sets;
    int n_sets;
    struct book_disease *diseases;
    int n_diseases;
    struct book_variant *variants;
    int n_variants;
};

/* ERR_INVALID names file and line of the first fault. */
enum err_code book_read(void *ctx, const struct sample_line *lines, size_t n, struct book **ret,
                        struct err *err) MUSTCHECK;
/* Index of a set, -1 when there is none. */
int book_set_find(const struct book *book, const char *id);
/* Number of a variable's name; interns it, so call it only while setting up. */
int book_name(struct book *book, const char *name);
