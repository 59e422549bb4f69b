/*
 * The compiled lexicon as bytes (native byte order: a file is made on the machine that reads it).
 * Header, then the sections in this order, each aligned to 8 bytes. Strings are NUL-terminated in
 * the pool; offset 0 is the empty string.
 *
 * The automaton is a double array over the bytes of keys (lexicon_key.h): from state s the byte b
 * leads to t = units[s].base + b when units[t].check == s. A state where a key ends has a
 * transition by byte 0 to a unit whose base is -1 - entry.
 */
#pragma once
#include <stdint.h>

#define LEX_MAGIC "shirube lexicon"
enum { LEX_FORMAT = 1, LEX_VERSION_BYTES = 17 };

struct lex_header {
    char magic[16];
    uint32_t format, fold;
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
