/*
 * The one field table: every item of a registration with its JSON name, type, place in struct
 * trial, labels as in jRCT and TRDS item. Reading, writing, comparing and merging walk this table;
 * a new item is one line here and one member in trial.h.
 */
#pragma once
#include <stddef.h>
#include "schema/trial.h"

enum field_type {
    FIELD_STRING,  /* const char * */
    FIELD_BITEXT,  /* struct bitext: {"ja","en"} */
    FIELD_DATE,    /* struct date: "2024-05-01", "2024-05", "2024" */
    FIELD_CODE,    /* an enumeration of `list` */
    FIELD_TRI,     /* enum tristate: true / false */
    FIELD_FLAG,    /* bool: true, or left out */
    FIELD_COUNT,   /* int64_t ≥ 0, -1 = missing */
    FIELD_AGE,     /* struct age_limit: {"value","unit","inclusive"} or null */
    FIELD_PHASES,  /* unsigned: [2,3] or ["na"] */
    FIELD_STRINGS, /* const char ** with a count */
    FIELD_TEXTS,   /* struct bitext * with a count */
    FIELD_DEGREES, /* double, valid when the bool at `count` is set */
    FIELD_JSON,    /* const char *: any JSON array, kept as text */
    FIELD_OBJECT,  /* a struct inside, described by `sub` */
    FIELD_LIST     /* array of structs of `size` bytes described by `sub`, with a count */
};

struct field {
    const char *name;
    enum field_type type;
    size_t offset; /* in the struct that holds it */
    size_t count;  /* offset of the size_t count (lists) or of the bool (degrees) */
    size_t size;   /* of one element (FIELD_LIST) */
    enum code_list list;
    const struct field *sub; /* ends with name NULL */
    const char *ja, *en;     /* label */
    unsigned char trds;      /* WHO Trial Registration Data Set item, 0 = none */
};

/* The table of struct trial, ended by a row whose name is NULL. */
extern const struct field trial_fields[];

static inline void *field_at(const void *object, size_t offset)
{
    return (char *)(unsigned long)object + offset;
}
/* Writes the value of one item (not its name); trial_json_write.c. The item must not be empty. */
struct jsonw;
void trial_write_field(struct jsonw *w, const struct field *f, const void *object);
/* True when the item holds nothing. */
bool field_is_empty(const struct field *f, const void *object);
