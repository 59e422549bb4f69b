/*
 * A person's own words, a family member's, or a referral letter → facts, each with the words it
 * came from, for the person to confirm (eligibility.md §4, CONVENTIONS §8). What is said of
 * relatives, suspected or denied is no fact. Nothing is kept: all belongs to the caller's ctx.
 *
 * note_read() finds the language's grammar (note_read_ja.c, note_read_en.c). Lists of a note are
 * never complete but where the text says "none" ([]).
 *
 * Thread rule: one struct note_reader a thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "search/criteria.h"
#include "search/facts.h"
#include "search/lexicon.h"

struct note_evidence {
    uint16_t attr;
    const char *word;    /* the list's item it is about; NULL for other facts */
    uint32_t begin, end; /* bytes of the note */
};
/* What was denied or is somebody else's: no fact, but a reason not to believe the opposite. */
struct note_denial {
    const char *word;
    uint32_t begin, end;
};
struct note_span {
    uint32_t begin, end; /* bytes of the note */
};
struct note {
    struct facts *facts;
    struct note_evidence *evidence;
    size_t n_evidence;
    struct note_denial *denials;
    size_t n_denials;
    struct note_span *read; /* words that said something, also what was known already */
    size_t n_read;
    struct note_span *unread; /* sentences and clauses that said nothing, from the left */
    size_t n_unread;
};

struct note_reader;
/* `lexicon` may be NULL and must outlive it. */
struct note_reader *note_reader_new(void *ctx, const struct lexicon *lexicon);
/* Any bytes are taken. Owned by ctx. */
void note_read(struct note_reader *r, void *ctx, enum crit_lang lang, const char *text, size_t len,
               struct note *ret);
/* {"facts":{…},"evidence":{attr:[words…]}}'s two members, inside an object that is open. */
void note_write(struct jsonw *w, const struct note *n, const char *text);
