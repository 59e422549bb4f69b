/*
 * Rows of a CSV file (RFC 4180 with what spreadsheets make of it), by libcsv, one at a time, in
 * constant memory. Quoted fields may hold line breaks. A row that grows over its limit is reported
 * and left; reading goes on at the next line.
 */
#pragma once
#include "indexer/input.h"

#define CSV_ROW_MAX_BYTES (4u << 20)
#define CSV_MAX_FIELDS    1000

struct csv_rows;

struct csv_row {
    int64_t line;        /* where it begins */
    const char **fields; /* NULL-terminated texts, NULL = empty; owned by ctx */
    size_t n;
    const char *problem; /* code of what is wrong with the row, or NULL */
};

struct csv_rows *csv_rows_new(void *ctx, struct input *in);
/* false at the end. */
bool csv_rows_next(struct csv_rows *rows, void *ctx, struct csv_row *ret);
