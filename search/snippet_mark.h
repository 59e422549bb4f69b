/*
 * The inner part of snippet.c: where the needles stand in one text. Used by snippet.c and its tests
 * only.
 */
#pragma once
#include "search/snippet.h"

enum { MARKS_MAX = 256, NEEDLES_MAX = 128, CONCEPT_NEEDLES_MAX = 128 };

struct mark {
    uint32_t begin, end; /* bytes of the source */
    uint32_t unit;
};
struct needle {
    const char *text; /* folded, hiragana for katakana */
    size_t len;
    const char *stem; /* of one English word; NULL = exactly this */
    size_t stem_len, prefix_len;
    uint32_t unit;
    bool part; /* one word of a longer unit: marked only where the whole is not there */
    bool edge_begin,
        edge_end; /* begins, ends with a Latin letter or digit: no match inside words */
};
/* All names of what is at or below a concept. */
struct concept_needle {
    uint32_t concept, unit;
};
struct snippet_needles {
    struct needle *items;
    size_t n;
    struct concept_needle *concepts;
    size_t n_concepts;
    const struct lexicon *lexicon;
    uint32_t n_units;
};

struct marker; /* scratch of snippet_mark_find */
struct marker *snippet_marker_new(void *ctx, struct folder *folder);
struct needle snippet_needle_of(struct marker *k, void *ctx, const char *folded, size_t len,
                                uint32_t unit, bool exact);
/* Marks in order of begin, not overlapping; owned by the marker, until its next call. */
size_t snippet_mark_find(struct marker *k, const struct snippet_needles *needles, const char *text,
                         size_t len, const struct mark **ret);
