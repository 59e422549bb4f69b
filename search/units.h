/*
 * Units of measured things: their spellings in Japanese and English and what they are in an
 * attribute's canonical unit (data/units.tsv). mmol/L means another factor for glucose than for
 * calcium: the conversion belongs to the attribute.
 *
 * Thread rule: tables only, no state.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest unit that stands at the start of s (folded or not; case, blanks inside, '^', full
   width and micro signs do not matter; leading blanks are skipped). Returns the bytes it takes, 0
   when none. A Latin spelling ends at a word edge: "m" is not found in "months". */
size_t unit_match(const char *s, size_t len, uint16_t *ret_unit);
/* The whole string is one unit: its canonical id ("10^3/uL") or a spelling. */
bool unit_find(const char *s, size_t len, uint16_t *ret_unit);
const char *unit_id(uint16_t unit);
/* False when this attribute is not measured in this unit. Exact: see unit_round. */
bool unit_convert(uint16_t unit, uint16_t attr, double value, double *ret);
/* To n significant digits (CONVENTIONS: 4 for converted limits). */
double unit_round(double value, int digits);
