/*
 * Code lists: every enumeration of a registration with its labels. The one truth is
 * schema/codes/NAME.tsv (first line: source and date; columns code, ja, en, easy);
 * scripts/gen-codes.awk turns the files into the enumerations and tables at build time. Value 0 of
 * every enumeration means "missing"; the rows count from 1, so prefecture values are the JIS X 0401
 * numbers.
 *
 * Names: list `recruitment_status`, row `recruiting` → RECRUITMENT_STATUS_RECRUITING;
 *        RECRUITMENT_STATUS_NONE_ is 0 and RECRUITMENT_STATUS_COUNT one past the last row.
 *
 * schema/codes/alias.tsv maps what other registries write ("Open public recruiting") to our codes.
 * Thread rule: constant data.
 */
#pragma once
#include <stddef.h>
#include "schema/codes_gen.h" /* generated: enumerations, enum code_list */

enum lang { LANG_JA, LANG_EASY, LANG_EN };

struct code_row {
    const char *code, *ja, *en, *easy;
};

/* Name of a list as in its file ("recruitment_status") and back; -1 when there is no such list. */
const char *code_list_name(enum code_list list);
int code_list_find(const char *name);
/* First line of the file: where the list is from and when it was read. */
const char *code_list_source(enum code_list list);
/* One past the last value. */
int code_list_count(enum code_list list);

/* The row of a value in 1 … count-1; NULL otherwise. */
const struct code_row *code_row(enum code_list list, int value);
/* Code text of a value ("recruiting"); NULL for 0 or out of range. */
const char *code_text(enum code_list list, int value);
/* Label in a language; NULL for 0 or out of range. */
const char *code_label(enum code_list list, int value, enum lang lang);
/* Exact code text → value; 0 when it is none. */
int code_find(enum code_list list, const char *code);
/* Code, label or alias, without regard to ASCII case, width or surrounding blanks → value; 0 when
 * it is none. */
int code_find_alias(enum code_list list, const char *text);
