/*
 * A stored registration → an index document, exactly as search/idx_layout.h says: terms of the W,
 * B, stem and C streams by field, boolean terms, the columns row, and document data (card, texts,
 * record). Thread rule: one builder a thread.
 */
#pragma once
#include "schema/store.h"
#include "search/columns.h"
#include "search/criteria_trial.h"
#include "search/doc_data.h"
#include "search/lexicon.h"
#include "search/xapian_shim.h"

struct doc_builder;

/* `lexicon` must outlive the builder. */
struct doc_builder *doc_builder_new(void *ctx, const struct lexicon *lexicon);

struct built_doc {
    struct xs_doc doc;
    struct column_row row;
    const struct column_site *sites; /* row.n_sites */
    struct flat_bytes tree;          /* of its criteria */
};

/* What is returned is valid until the next call. ERR_INVALID, ERR_CORRUPT: the stored record cannot
 * be read. */
enum err_code doc_build(struct doc_builder *b, const struct stored_trial *stored,
                        struct built_doc *ret, struct err *err) MUSTCHECK;

/* The unique term of a registration. Returns buf. */
#define DOC_KEY_BYTES 32
const char *doc_key(int64_t trial_id, char buf[DOC_KEY_BYTES]);

/* What a document and a stored registration must agree in: hash, version, cluster. 64 hex digits
 * and more; owned by ctx. That of damaged data is "". */
const char *doc_digest_of_stored(void *ctx, const struct stored_trial *stored);
const char *doc_digest_of_data(struct doc_unpacker *u, void *ctx, const char *data, size_t len);
