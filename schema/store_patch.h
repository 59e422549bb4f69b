/* The SQL patches built into the programs, in order of their names, ended by a row of zeros. */
#pragma once

struct store_patch {
    const char *name; /* "0001-registration" */
    const char *sql;
};
extern const struct store_patch store_patches[];
