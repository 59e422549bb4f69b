/*
 * Marks that only the lines around tell: "1 20歳以上" is item 1 where a "2 …" follows. A line
 * begins with numbers and what stands between them (1-1) No.1 選択1： 一、 Ⅰ．); the one that
 * counts up from line to line, with the same signs around it, is the mark.
 */
#pragma once
#include "search/criteria_marker.h"
#include <stdint.h>

struct series_text { /* a line */
    const char *s;
    size_t len;
};
struct series_mark {
    struct marker marker; /* style MARKER_SERIES, or MARKER_NONE */
    bool compound;        /* a number or a word stands before its number: 1-1) No.1 */
    uint32_t shape;       /* equal for marks of one kind: 1-1) and 2-3), not 1. */
};
/* Into ret[i], for each of the n lines: its mark. Scratch memory on ctx. */
void series_read(void *ctx, const struct series_text *lines, size_t n, struct series_mark *ret);
