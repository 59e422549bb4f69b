/*
 * Numerals of types, stages, phases, degrees and groups (search.md §1 step 6): roman ones and those
 * in kanji become digits before 型期度相群級 and after 第, stage, phase, type, grade …: Ⅱ型, II型,
 * 二型 → 2型; stage iiib → stage 3b; i/ii相 → 1/2相. Elsewhere (i.v., 二次性) nothing happens.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fold_numeral {
    size_t taken; /* bytes of the numeral; 0: none */
    unsigned value;
};
/*
 * The numeral that begins at text[pos]. out[0, out_len) is what has been written before it;
 * `chain_from` where in it the last numeral ended that was changed (0: none), so that lists
 * (ii又はiii期) go on.
 */
struct fold_numeral fold_numeral_at(const char *text, size_t len, size_t pos, const char *out,
                                    size_t out_len, size_t chain_from);
