/*
 * What one person said about themself: facts by attribute (CONVENTIONS in eligibility.md §4). They
 * live in the request's memory and nowhere else.
 *
 * null = asked, no answer; absent = not asked: both are unknown. A list that is given is complete
 * ([] = none), except biomarker and disease_state, and {"items":[…],"complete":false}.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <jansson.h>
#include "schema/base/err.h"
#include "schema/base/jsonw.h"
#include "search/criteria.h"

struct fact_item {   /* of a list */
    char *word;      /* NFKC as given */
    double ago_days; /* how long ago; < 0: not said */
    bool current;    /* "current": true */
};
enum { FACT_WORD_BYTES_MAX = 400 }; /* of a name or value; longer is refused */

enum fact_state { FACT_ABSENT, FACT_NULL, FACT_GIVEN };
struct fact {
    enum fact_state state;
    double number;           /* number (canonical unit), numeric ordinal */
    double uln;              /* < 0: not given */
    bool flag;               /* flag */
    double ago_days;         /* flag with a time; < 0: not said */
    char *word;              /* enum, letter ordinal */
    struct fact_item *items; /* concept attributes, disease_state */
    size_t n_items;
    bool partial; /* a list that is not complete (read from a note): its silence says nothing */
};
struct facts {
    struct fact *by_attr; /* n_attributes of them */
};

struct facts *facts_new(void *ctx);
/* {"age":{"value":62,"unit":"year"},"sex":"female",…}: all that is wrong at once: unknown
   attribute, wrong type, unknown unit, value out of bounds; each through `problem` with a JSON
   pointer and a detail (what is wanted, or the word that is not known). ERR_INVALID when there was
   any. Units convert to the canonical ones. */
typedef void facts_problem_fn(void *arg, const char *pointer, const char *code, const char *detail);
enum err_code facts_read(struct facts *f, const json_t *object, facts_problem_fn *problem,
                         void *arg) MUSTCHECK;
void facts_write(struct jsonw *w, const struct facts *f);
