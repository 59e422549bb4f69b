/* Shape of the generated code tables; only schema/codes.c and the generated file include it. */
#pragma once
#include "schema/codes.h"

struct code_table {
    const char *name, *source;
    const struct code_row *rows;
    int n_rows;
};
struct code_alias {
    enum code_list list;
    const char *text;
    int value;
};
extern const struct code_table code_tables[CODE_LIST_COUNT];
extern const struct code_alias code_aliases[];
extern const size_t code_n_aliases;
