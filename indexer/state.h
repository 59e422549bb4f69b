/*
 * The index being written: one generation's Xapian database and columns file, kept at one revision.
 * Exactly one process writes (<index>/lock); after any error the state is closed, opened again and
 * replayed from its watermark: a commit is never tried twice (reliability.md §1.2). Thread rule:
 * one thread.
 */
#pragma once
#include "indexer/doc.h"
#include "schema/store.h"

struct index_state;

/* Takes the one writer's lock; ERR_BUSY when another process holds it (wait false), else waits.
 * Released when the process ends. *ret_fd stays open. */
enum err_code index_lock(const char *index, bool wait, int *ret_fd, struct err *err) MUSTCHECK;

/* Opens the current generation for writing. ERR_NO_INDEX: none yet; ERR_VERSION: other format, fold
 * ICU or lexicon; ERR_CORRUPT. Owned by ctx. */
enum err_code index_state_open(void *ctx, const char *index, uint32_t flush_threshold,
                               const char *lexicon_version, struct index_state **ret,
                               struct err *err) MUSTCHECK;
/* Whether a generation can be searched by this program: format, fold and ICU; ERR_VERSION. */
enum err_code index_generation_check(const char *index, const char *name,
                                     struct err *err) MUSTCHECK;
const char *index_state_generation(const struct index_state *s);
struct outbox_mark index_state_mark(const struct index_state *s);

/* Put under its docid, or a new one (newest first: falling). Seen by readers after
 * index_state_commit. */
enum err_code index_state_put(struct index_state *s, int64_t trial_id, const struct built_doc *doc,
                              struct err *err) MUSTCHECK;
enum err_code index_state_del(struct index_state *s, int64_t trial_id, struct err *err) MUSTCHECK;
enum err_code index_state_del_docid(struct index_state *s, uint32_t docid,
                                    struct err *err) MUSTCHECK;
/* Documents, columns length, watermark and time become visible together. */
enum err_code index_state_commit(struct index_state *s, struct outbox_mark mark,
                                 struct err *err) MUSTCHECK;
/* Everything committed so far survives a loss of power. */
enum err_code index_state_sync(struct index_state *s, struct err *err) MUSTCHECK;

/* What a commit says of itself in the metadata. */
struct index_stamp {
    uint64_t columns_bytes, trees_bytes;
    struct outbox_mark mark;
    uint32_t next_docid;
    const char *lexicon_version;
};
/* Writes it, of each commit and of a finished generation (rebuild). */
enum err_code index_state_stamp(struct xs_writer *w, const struct index_stamp *stamp,
                                struct err *err) MUSTCHECK;
/* "<xid> <id>" ⇄ mark. */
struct outbox_mark index_mark_read(const char *text);
