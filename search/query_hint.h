/*
 * Words of a question that say who asks and not what for: 募集中, recruiting; 75歳, 75 years old;
 * which phase: 第3相, フェーズ1, phase 1/2. (Places are found by geo_find_word.) Read where a word
 * begins, on folded text.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum query_hint {
    QUERY_HINT_NONE,
    QUERY_HINT_PLACE,
    QUERY_HINT_STATUS,
    QUERY_HINT_AGE,
    QUERY_HINT_PHASE
};

/* The hint at the beginning of text[0, len): its kind, *ret_value (enum recruitment_status; years;
 * PHASE_BIT set) and length. An age that is a bound (75歳以上, 20-75歳) is none. */
enum query_hint query_hint_read(const char *text, size_t len, int *ret_value, size_t *ret_len);
