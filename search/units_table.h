/* Layout of the tables generated from data/units.tsv; only units.c reads them. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct unit_spelling {
    const char *text; /* small letters, no spaces, no '^' */
    uint16_t unit;
};
struct unit_factor {
    uint16_t unit, attr;
    double factor, offset; /* canonical = value * factor + offset */
};
extern const char *const unit_ids[];
extern const uint16_t n_units;
extern const struct unit_spelling unit_spellings[]; /* by their bytes */
extern const size_t n_unit_spellings;
extern const struct unit_factor unit_factors[];
extern const size_t n_unit_factors;
