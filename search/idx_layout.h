/*
 * What the indexer writes and the search reads: prefixes, value slots, metadata keys, field
 * weights, the format number. The one truth of both sides; indexer/doc.c and search/plan.c share
 * nothing else.
 *
 * A term = prefix + stream letter + token. Streams: W words, B bigrams, stems, C concepts.
 */
#pragma once

/* Format of terms, values, data and columns. A difference at open is ERR_VERSION: the indexer
 * rebuilds beside. */
#define IDX_FORMAT 8

/*            symbol        prefix  weight(wdf)  bigrams(1 = with positions)  concepts(1 = C stream)
 * card key of the field in snippets. Weights: search.md §2. Exclusion text has a prefix of its own
 * and is not searched by default. */
#define IDX_FIELD_LIST(X)                                                                          \
    X(TITLE, "T", 3, 1, 1, "title")                                                                \
    X(CONDITION, "N", 5, 1, 1, "condition")                                                        \
    X(INTERVENTION, "I", 3, 1, 1, "intervention")                                                  \
    X(TEXT, "X", 1, 0, 1, "text")      /* objective, inclusion, outcomes, plain words */           \
    X(PEOPLE, "P", 1, 0, 0, "sponsor") /* sponsors, sites, investigators; query weight 0.5 */      \
    X(EXCLUSION, "E", 1, 0, 0, "exclusion")

enum idx_field {
#define IDX_FIELD_ENUM(symbol, prefix, weight, bigrams, concepts, key) IDX_FIELD_##symbol,
    IDX_FIELD_LIST(IDX_FIELD_ENUM)
#undef IDX_FIELD_ENUM
        IDX_FIELD_COUNT
};

#define IDX_STREAM_WORD   'w'
#define IDX_STREAM_BIGRAM 'b'
#define IDX_STREAM_STEM   's' /* stems of English words, without positions */
/* Concepts and what stands above them, without positions: the concept's number in hexadecimal. The
 * numbers are those of the lexicon in the generation's folder. */
#define IDX_STREAM_CONCEPT 'c'
#define IDX_CONCEPT_BYTES  12

/* Returns the length. */
static inline unsigned idx_concept_write(unsigned concept, char out[IDX_CONCEPT_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    unsigned n = 0;
    do
        out[n++] = digits[concept & 15];
    while (concept >>= 4);
    return n; /* lowest digit first: nobody reads it */
}

/* Positions of a field's separate texts (two conditions, two sites) are kept apart by this gap, so
 * no phrase runs from one into the next. */
#define IDX_POSITION_GAP 100

/* Boolean terms. (Filters and facets need none: they read the columns, see columns.h.) */
#define IDX_KEY    "K" /* K + trial_id: the unique term of a document */
#define IDX_NUMBER "Q" /* Q + registry number in lower case: own number and secondary numbers */
#define IDX_OWN_NUMBER                                                                             \
    "QO" /* QO + own number in lower case: this document IS that registration                      \
          */

/* C + concept: named in any field that is searched by default. Its frequency is the number of
 * trials that a search for the concept finds. */
#define IDX_ANY_CONCEPT "C"
/* M + field's prefix + a condition or intervention as written, when the lexicon has no concept by
 * that name: what suggest offers beside the lexicon. */
#define IDX_NAME           "M"
#define IDX_NAME_MAX_BYTES 96

/* Metadata keys, all set inside the commit they belong to. */
#define META_FORMAT       "format"
#define META_FOLD         "fold"         /* FOLD_VERSION */
#define META_ICU          "icu"          /* ICU version */
#define META_LEXICON      "lexicon"      /* lexicon_version() */
#define META_WATERMARK    "watermark"    /* "<xid> <outbox_id>" indexed so far */
#define META_COLUMNS      "columns"      /* committed bytes of the columns file */
#define META_TREES        "trees"        /* committed bytes of the trees file */
#define META_COMMITTED_AT "committed_at" /* ms */
#define META_NEXT_DOCID                                                                            \
    "next_docid" /* the docid of the next new document: falls from IDX_FIRST_DOCID */
#define META_NEWEST_ORDER                                                                          \
    "newest_order" /* "1" while docid order is first_published order, newest first */

/* A fresh index numbers its documents from IDX_FIRST_DOCID + 1 upwards, newest first; later ones
 * get IDX_FIRST_DOCID, IDX_FIRST_DOCID - 1 …, so that docid order stays newest first. 16 million
 * new registrations between two rebuilds are enough, and higher numbers cost: xapian-check keeps
 * an array up to the last docid. */
#define IDX_FIRST_DOCID 0x1000000u

/*
 * Document data (doc_data.h): IDX_DATA_MAGIC, the packed head, the packed canonical record. The
 * head is sections of u8 tag, u32 LE length, bytes. (The texts stand in the record too: it is
 * compressed against the head, so that is nearly free, and snippets need no JSON parser.)
 */
#define IDX_DATA_MAGIC   "shd2"
#define IDX_DATA_CARD    'c' /* the hit's fixed JSON members without braces (api.md, "hit") */
#define IDX_DATA_TEXT    't' /* u8 enum idx_field, u8 'j' or 'e', text: what snippets are cut from */
#define IDX_DATA_SITES   's' /* sites.h */
#define IDX_DATA_ID      'i' /* public number */
#define IDX_DATA_HASH    'h' /* content hash, 64 hex digits */
#define IDX_DATA_VERSION 'v' /* decimal */
#define IDX_DATA_CLUSTER 'k' /* JSON array of the trial's other registrations */
#define IDX_DATA_NUMBERS 'n' /* JSON array of the numbers that lead here */
