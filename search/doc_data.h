/*
 * What the index keeps of a registration beside its terms: IDX_DATA_MAGIC and two zstd frames. The
 * head has the sections of idx_layout.h (card, texts, sites …): all that a hit or a comparison
 * needs. The record is compressed against the head, whose texts it repeats, so nothing is stored
 * twice and a hit unpacks a third. Both carry checksums.
 * Thread rule: one doc_packer, one doc_unpacker a thread.
 */
#pragma once
#include "schema/base/err.h"
#include <stdbool.h>
#include <stddef.h>

struct doc_packer;
struct doc_unpacker;

struct doc_packer *doc_packer_new(void *ctx);
struct doc_unpacker *doc_unpacker_new(void *ctx);

/* ret is the packer's until the next call. */
void doc_data_pack(struct doc_packer *p, const char *head, size_t head_len, const char *record,
                   size_t record_len, const char **ret, size_t *ret_len);

/* Owned by ctx. ERR_CORRUPT: these bytes are no document data, or damaged. */
enum err_code doc_data_head(struct doc_unpacker *u, void *ctx, const char *data, size_t len,
                            const char **ret, size_t *ret_len, struct err *err) MUSTCHECK;
enum err_code doc_data_both(struct doc_unpacker *u, void *ctx, const char *data, size_t len,
                            const char **ret_head, size_t *ret_head_len, const char **ret_record,
                            size_t *ret_record_len, struct err *err) MUSTCHECK;

struct doc_section {
    char tag;
    const char *bytes; /* in the head */
    size_t len;
};
/* Walks a head: *pos 0 at first. false at the end; *ret_bad says that what follows is damaged. */
bool doc_section_next(const char *head, size_t len, size_t *pos, struct doc_section *ret,
                      bool *ret_bad);
/* Writes what stands before a section's bytes. */
enum { DOC_SECTION_HEAD_BYTES = 5 };
void doc_section_head(char tag, size_t len, char ret[DOC_SECTION_HEAD_BYTES]);
