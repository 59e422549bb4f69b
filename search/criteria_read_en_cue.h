/*
 * Cues: words that tell the English reader how a sentence goes on (data/criteria-cues-en.tsv). One
 * walk over a criterion's text finds them all; every token then knows its cues, and a reader asks
 * for a bit: a cue that begins at the token, that is the whole of it or its end, or that stands
 * inside, as the table says.
 */
#pragma once
#include "search/criteria_cues_en_gen.h"
#include "search/criteria_text.h"

enum en_cue_how { EN_CUE_BEGIN, EN_CUE_WHOLE, EN_CUE_END, EN_CUE_INSIDE };
enum { EN_CUE_BITS = 64, EN_CUE_SETS = (EN_CUE_COUNT + EN_CUE_BITS - 1) / EN_CUE_BITS };

struct en_cues {
    uint64_t bits[EN_CUE_SETS];
};
static inline bool en_cues_have(const struct en_cues *c, enum en_cue cue)
{
    return c->bits[cue / EN_CUE_BITS] >> (cue % EN_CUE_BITS) & 1;
}

/* The tables, compiled: a trie, node 0 its root, the children of a node side by side. */
struct en_cue_node {
    uint16_t first; /* child */
    uint16_t word;  /* that ends here; 0: none */
    uint8_t n;      /* children */
    char byte;
};
struct en_cue_word {
    uint8_t len;
    uint32_t value; /* the number it stands for */
    struct en_cues cues;
};
extern const struct en_cue_node en_cue_nodes[];
extern const uint16_t en_cue_roots[256]; /* the root's child of each byte; 0: none */
extern const struct en_cue_word en_cue_words[];
extern const struct en_cues en_cues_of_how[]; /* by enum en_cue_how */

/* A word of the table in the text: cues of which it may be the beginning of a word or the inside of
   anything. */
struct en_cue_hit {
    uint32_t begin, end; /* bytes */
    struct en_cues cues;
};
/* What a text says, by places. */
struct en_said {
    struct en_cue_hit *hits;
    size_t n;
    struct en_cues all; /* of all hits */
};

struct en_tokens;
/* Finds the cues and sets them in the tokens. */
void en_cues_read(void *ctx, const struct crit_text *text, struct en_tokens *tokens,
                  struct en_said *ret);
/* The first hit of the cue from `from` (NULL: from the first) within the bytes [begin, end); NULL:
   none. */
const struct en_cue_hit *en_next_cue(const struct en_said *s, const struct en_cue_hit *from,
                                     size_t begin, size_t end, enum en_cue cue);

/* For texts that are no tokens. The longest word of the cue that s begins with, whatever its letter
   case; NULL: none. */
const struct en_cue_word *en_cue_at(const char *s, size_t len, enum en_cue cue);
/* The n bytes of s are a word of the cue. */
bool en_is_cue(const char *s, size_t n, enum en_cue cue);
