/*
 * Templates of the sample generator: text with {variables} and [free|choices], and the variables'
 * values in Japanese and English. A template is compiled once; writing it draws the choices.
 *
 * {name}  the value of a variable. A record variable keeps its value for the whole record, an item
 *         variable for one item, so the Japanese and the English text of an item always agree.
 * [a|b]   a choice of wording, drawn each time: never for facts.
 * \c      the character c itself.
 *
 * Thread rule: compiled templates and names are constant; a struct tpl_env belongs to one thread.
 */
#pragma once
#include <stdbool.h>
#include "schema/base/err.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"

enum tpl_side { TPL_JA, TPL_EN };

struct tpl; /* a compiled text */

/* Names of variables ⇄ small numbers. */
struct tpl_names {
    const char **items;
    int n;
};
int tpl_name_intern(struct tpl_names *names, const char *name, size_t len);

/* Compiles len bytes. ERR_INVALID says what is wrong with the text. */
enum err_code tpl_compile(void *ctx, struct tpl_names *names, const char *text, size_t len,
                          const struct tpl **ret, struct err *err) MUSTCHECK;

/* One value of a variable; en is NULL where the Japanese text serves both. */
struct tpl_option {
    const struct tpl *ja, *en;
    int weight;
};

struct tpl_var {
    int name;
    bool per_item;
    struct tpl_option *options;
    int n, total; /* sum of weights */
};

/* "a // b*3|c" → options appended to var. */
enum err_code tpl_read_options(void *ctx, struct tpl_names *names, const char *text,
                               struct tpl_var *var, struct err *err) MUSTCHECK;

/* A growing text, owned by ctx; data ends with NUL after tpl_text. */
struct tpl_out {
    void *ctx;
    char *data;
    size_t len, cap;
};
void tpl_put(struct tpl_out *out, const char *s, size_t len);
void tpl_puts(struct tpl_out *out, const char *s);
const char *tpl_text(struct tpl_out *out);

/* What the variables mean in one record. All arrays have `n` elements, one for each name. */
struct tpl_env {
    int n;
    const struct tpl_var **vars; /* definition in force */
    const char **fixed_ja;       /* values set by the program: they win */
    const char **fixed_en;
    int *chosen; /* option drawn in this record or item, -1 not yet */
    int *item;   /* names drawn in this item */
    int n_item;
    struct rng rng;
    int depth;
    int missing; /* a name that was written without a value, -1 none: a fault of the data */
};

struct tpl_env *tpl_env_new(void *ctx, int n_names);
/* Forgets everything: the next record. */
void tpl_env_clear(struct tpl_env *env);
/* Forgets the item variables: the next item. */
void tpl_env_next_item(struct tpl_env *env);
void tpl_env_set(struct tpl_env *env, int name, const char *ja, const char *en);
/* The option in force, drawn where needed; NULL when the name has no definition. */
const struct tpl_option *tpl_env_option(struct tpl_env *env, int name);
bool tpl_env_has(const struct tpl_env *env, int name);

void tpl_write(const struct tpl *t, struct tpl_env *env, enum tpl_side side, struct tpl_out *out);
/* The value of a variable; nothing when it has no definition. */
void tpl_write_var(int name, struct tpl_env *env, enum tpl_side side, struct tpl_out *out);
