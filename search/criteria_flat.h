/*
 * The flat form of one trial's criteria: what stands in the column beside the index, about half a
 * kilobyte a trial. Position-independent, no pointers, little-endian, read byte by byte; the
 * matcher runs over it as it is mapped.
 *
 *   head      version u8, sex u8 (0 any, 1 male, 2 female), age_min, age_max (numbers; -1 none),
 *             pool u32: where the names begin, disease u32: where the criterion that names the
 *             disease begins (0: none does), n varint
 *   n times   length of code varint, kind|coverage u8 (kind 1, coverage 2 bits, the next: it stands
 *             in the block of the other kind, the next: it was registered as a tree), begin, length
 *             varint (bytes of the block; of a registered tree its place in the list, 0),
 * code names     length varint, bytes, base varint, n ids u8, ids u32 each, hash u32, narrow u8
 *
 * Code is a tree in prefix order. Numbers are decimal: m / 10^k for k = byte 0 to 6 and m a zigzag
 * varint, or byte 7 and the 8 bytes of a double: a limit of 9.1 reads back as 9.1.
 *
 * Trust: a column may be damaged; criteria_flat_check says whether every offset stays inside, and
 * nothing else may be read before.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "search/concept.h"
#include "search/criteria.h"

enum { FLAT_VERSION = 1, FLAT_DEPTH_MAX = 24, FLAT_CRITERIA_MAX = 2000 };

enum flat_node {
    FLAT_TRUE,
    FLAT_AND,       /* n u8, children */
    FLAT_OR,        /* n u8, children */
    FLAT_NOT,       /* child */
    FLAT_IF,        /* condition, then */
    FLAT_IF_ELSE,   /* condition, then, else */
    FLAT_CONSENT,   /* span */
    FLAT_JUDGEMENT, /* span */
    FLAT_OPAQUE,    /* span; also atoms that cannot be evaluated */
    FLAT_RANGE,     /* atom; n u8, n times (bounds u8, numbers): inside any of them */
    FLAT_SET,       /* atom; bits varint: value is one of them */
    FLAT_FLAG,      /* atom */
    FLAT_CONCEPT,   /* atom; name varint; exceptions: n u8, names */
    FLAT_ANY,       /* atom: the list is not empty */
    FLAT_NODES
};
/* An atom: attr u8, flags u8, bytes that follow u16, span (begin, length varint in the criterion's
   text), window u8 and number when FLAT_WINDOW, then what the node says. */
enum flat_flag {
    FLAT_NEGATED = 1, /* absent, != */
    FLAT_WINDOW = 2,
    FLAT_XULN = 4,
    FLAT_EXCEPT = 8,
    FLAT_DOUBTFUL = 16, /* low confidence: decides nothing */
    FLAT_HISTORY = 32,  /* * enum crit_history, two bits */
    FLAT_MODIFIED = 128 /* the name has words of severity before it */
};
enum flat_bound { FLAT_LOW = 1, FLAT_HIGH = 2, FLAT_OPEN_LOW = 4, FLAT_OPEN_HIGH = 8 };

/* Steps of letter scales: III = [300, 399], IIIB = [320, 329]. */
enum { FLAT_STEP = 100 };
bool flat_letter_range(uint16_t attr, const char *value, double *ret_low, double *ret_high);

struct flat_input {
    const struct crit *items;
    size_t n;
    int sex;                 /* of the record: 0 any, 1 male, 2 female */
    double age_min, age_max; /* completed years, ends included; < 0: none */
};
struct flat_bytes {
    uint8_t *bytes; /* owned by ctx */
    size_t len;
};
void criteria_flat_build(struct concepts *c, void *ctx, const struct flat_input *in,
                         struct flat_bytes *ret);
bool criteria_flat_check(const uint8_t *bytes, size_t len);
