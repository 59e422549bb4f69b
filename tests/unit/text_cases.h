/* Case tables of texts: \u{1F600} in a cell is that character. */
#pragma once
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "tests/unit/cases.h"

static inline char *text_case(void *ctx, const char *cell)
{
    char *out = MEM_ARRAY(ctx, char, strlen(cell) + 1);
    size_t n = 0;
    while (*cell) {
        if (strncmp(cell, "\\u{", 3) == 0) {
            char *end;
            n += text_encode((uint32_t)strtoul(cell + 3, &end, 16), out + n);
            assert_int_equal(*end, '}');
            cell = end + 1;
        } else {
            out[n++] = *cell++;
        }
    }
    out[n] = '\0';
    return out;
}
