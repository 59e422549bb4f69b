/*
 * The compiled lexicon as bytes (native byte order: a file is made on the machine that reads it).
 * Header, then the sections in this order, each aligned to 8 bytes: concepts, forms, links,
 * entries, readings, units, pool. Strings are NUL-terminated in the pool; offset 0 is the empty
 * string.
 *
 * The automaton is a double array over the bytes of keys (lexicon_key.h): from state s the byte b
 * leads to t = units[s].base + b when units[t].check == s. A state where a key ends has a
 * transition by byte 0 to a unit whose base is -1 - entry.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define LEX_MAGIC "shirube lexicon"
enum { LEX_FORMAT = 2, LEX_DIGEST_BYTES = 32, LEX_VERSION_DIGITS = 16 };

struct lex_header {
    char magic[16];
    uint32_t format, fold;
    unsigned char digest[LEX_DIGEST_BYTES]; /* BLAKE2b of all that follows the header */
    char version[24];
    uint32_t n_concepts, n_forms, n_links, n_entries, n_readings, n_units, pool_bytes, spare;
};
struct lex_concept {
    uint32_t id, ja, en, kana; /* in the pool */
    uint32_t class;
    uint32_t parents, n_parents, ancestors, n_ancestors; /* in the links */
    uint32_t forms, n_forms;
    uint32_t spare;
};
struct lex_form {
    uint32_t text; /* in the pool */
    uint8_t kind, flag;
    uint16_t spare;
};
struct lex_entry {
    uint32_t readings, n_readings;
};
/* One form of one concept that has the entry's key. */
struct lex_reading {
    uint32_t form, concept;
};
struct lex_unit {
    int32_t base;
    uint32_t check; /* the state it belongs to; LEX_FREE: none */
};
#define LEX_FREE UINT32_MAX

/* Where the sections begin. */
struct lex_layout {
    size_t concepts, forms, links, entries, readings, units, pool, end;
};
static inline size_t lex_place(size_t *at, size_t n, size_t size)
{
    size_t here = *at;
    *at = (here + n * size + 7) & ~(size_t)7;
    return here;
}
static inline struct lex_layout lex_layout_of(const struct lex_header *h)
{
    struct lex_layout l;
    size_t at = (sizeof *h + 7) & ~(size_t)7;
    l.concepts = lex_place(&at, h->n_concepts, sizeof(struct lex_concept));
    l.forms = lex_place(&at, h->n_forms, sizeof(struct lex_form));
    l.links = lex_place(&at, h->n_links, sizeof(uint32_t));
    l.entries = lex_place(&at, h->n_entries, sizeof(struct lex_entry));
    l.readings = lex_place(&at, h->n_readings, sizeof(struct lex_reading));
    l.units = lex_place(&at, h->n_units, sizeof(struct lex_unit));
    l.pool = lex_place(&at, h->pool_bytes, 1);
    l.end = at;
    return l;
}
