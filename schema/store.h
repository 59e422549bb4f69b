/*
 * The store: registrations in PostgreSQL, the only truth. The one header of the room's database
 * side; only schema/store_*.c and admin.c include <libpq-fe.h>.
 *
 * Thread rule: one struct store a thread. Every statement is prepared, every value a parameter.
 * Errors: ERR_NO_DATABASE when the server is away (the caller may try again later: nothing was half
 * done), ERR_CONFLICT, ERR_NOT_FOUND, ERR_INVALID; anything else ERR_INTERNAL with SQLSTATE in the
 * text. A save whose outcome is unknown (connection lost in COMMIT) is repeated by the store
 * itself: saves are idempotent by (registry, id) and content hash.
 */
#pragma once
#include "schema/base/err.h"
#include "schema/trial.h"
#include "schema/trial_check.h"
#include "schema/trial_json.h"

struct store;

/* Owned by ctx; talloc_free closes. Does not connect: the first use does, with connect_timeout. */
struct store *store_open(void *ctx, const char *conninfo);
/* From now on connecting or a statement takes this long at most (two seconds at least), also when
 * the server accepts and then says nothing; what takes longer is ERR_NO_DATABASE, the connection
 * dropped and its outcome unknown: for readers. Without it a job may wait for as long as it works.
 */
void store_set_patience(struct store *s, int seconds);
/* One round trip; ERR_NO_DATABASE when it fails. */
enum err_code store_ping(struct store *s, struct err *err) MUSTCHECK;

/* Runs fn in one transaction; rolls back when fn returns an error; runs again after 40001, 40P01
 * and a lost connection (at most 5 times, jittered back-off). fn must have no effect outside the
 * transaction. */
typedef enum err_code (*store_tx_fn)(struct store *s, void *arg, struct err *err);
enum err_code store_tx(struct store *s, store_tx_fn fn, void *arg, struct err *err) MUSTCHECK;

/* --- schema (shirube-admin migrate) --- */
/* Applies the patches of schema/sql (built into the program) that are not applied yet, each in one
 * transaction, under an advisory lock. A patch that was changed after it was applied is ERR_VERSION
 * naming it. */
enum err_code store_migrate(struct store *s, int *ret_applied, struct err *err) MUSTCHECK;
enum err_code store_schema_version(struct store *s, int *ret_version, int *ret_known,
                                   struct err *err) MUSTCHECK;

/* --- registrations --- */
enum save_outcome { SAVE_NEW, SAVE_UPDATED, SAVE_UNCHANGED };
struct save_result {
    enum save_outcome outcome;
    int64_t trial_id; /* internal key, never shown */
    int version;      /* 1, 2, … */
    const char *id;   /* public number, owned by ctx */
    int links;        /* other registrations newly joined into its cluster */
};
struct save_options {
    int64_t import_run_id; /* 0 = none */
    bool merge;            /* a field that `t` leaves empty keeps the known value (all imports) */
    /* Of each record (NULL: none): it stood in the same file before. Then it only fills gaps unless
     * its own date says that it is newer, so that a file that holds a number twice gives the same
     * state each time. */
    const bool *again;
    const char *id_prefix; /* for numbers minted here */
};
/* One transaction: new immutable version when the content differs, numbers, cluster, outbox row.
 * Links in both directions by registry numbers. Idempotent. */
enum err_code store_registration_save(struct store *s, void *ctx, const struct trial *t,
                                      const struct save_options *options, struct save_result *ret,
                                      struct err *err) MUSTCHECK;
/* Many in one transaction (bulk import); results[i] belongs to trials[i]. A failing record is
 * reported by its own code in codes[i] (savepoint), the others are kept. */
enum err_code store_registration_save_many(struct store *s, void *ctx, struct trial *const *trials,
                                           size_t n, const struct save_options *options,
                                           struct save_result *results, enum err_code *codes,
                                           struct err *err) MUSTCHECK;

/* What saving them would do, without doing it: outcome of each (links are not looked for). */
enum err_code store_registration_peek(struct store *s, void *ctx, struct trial *const *trials,
                                      size_t n, const struct save_options *options,
                                      struct save_result *results, struct err *err) MUSTCHECK;

struct stored_trial {
    int64_t trial_id;
    const char *public_id; /* the number it is shown under */
    int version;
    const char *json; /* canonical record */
    size_t json_len;
    unsigned char hash[TRIAL_HASH_BYTES];
    int64_t cluster_id;
    const char *cluster_json; /* [{"id","registry","title","recruitment_status"}…] of the other
                                 registrations */
    const char
        *numbers_json; /* ["NCT…",…]: every number that leads to this record and to no other */
    int64_t saved_at_ms;
    bool published; /* false: embargo (dates.publish_on in the future) */
};
/* Position of a row of the outbox; rows compare by (xid, outbox_id). */
struct outbox_mark {
    uint64_t xid;
    int64_t outbox_id;
};
/* From "<xid> <outbox_id>", as the index keeps it. */
bool outbox_mark_read(const char *text, struct outbox_mark *ret);
/* ERR_NOT_FOUND when there is none. Strings owned by ctx. */
enum err_code store_trial_load(struct store *s, void *ctx, int64_t trial_id,
                               struct stored_trial *ret, struct err *err) MUSTCHECK;

/* One view of the database that several connections share. It lasts while `s` holds its transaction
 * open: `s` is used for nothing else until store_snapshot_end. */
struct store_snapshot {
    char name[64];           /* as exported */
    struct outbox_mark mark; /* everything at or before it is seen */
    int64_t published;       /* registrations seen that are no longer under embargo */
    int64_t last_letter;     /* the newest dead letter seen */
};
enum err_code store_snapshot_take(struct store *s, struct store_snapshot *ret,
                                  struct err *err) MUSTCHECK;
void store_snapshot_end(struct store *s);

/* Which registrations, in which order: newest first_published first (the order of docids in a fresh
 * index) or by trial_id. Part `part` of `parts` disjoint ones, CONTIGUOUS in the order of the
 * stream; 0 of 1 is all. Parts of different connections are disjoint only in one snapshot; NULL:
 * one of its own. */
struct store_range {
    bool newest_first;
    int part, parts;
    const struct store_snapshot *snapshot;
};
/* Streams current versions in constant memory. fn's non-OK ends the stream and is returned. */
typedef enum err_code (*store_trial_fn)(const struct stored_trial *t, void *arg, struct err *err);
enum err_code store_trial_each(struct store *s, const struct store_range *range, store_trial_fn fn,
                               void *arg, struct err *err) MUSTCHECK;
enum err_code store_trial_count(struct store *s, int64_t *ret_published, int64_t *ret_all,
                                struct err *err) MUSTCHECK;

/* --- numbers, versions, changes: by any number (normalised inside) --- */
enum err_code store_number_find(struct store *s, void *ctx, const char *number,
                                int64_t *ret_trial_id, const char **ret_id,
                                struct err *err) MUSTCHECK;
struct version_row {
    int version;
    int64_t saved_at_ms;
    const char *json; /* only from store_version_load */
    size_t json_len;
};
enum err_code store_version_list(struct store *s, void *ctx, int64_t trial_id,
                                 struct version_row **ret, size_t *ret_n,
                                 struct err *err) MUSTCHECK;
enum err_code store_version_load(struct store *s, void *ctx, int64_t trial_id, int version,
                                 struct version_row *ret, struct err *err) MUSTCHECK;
struct change_row {
    int64_t sequence; /* rises in commit-safe order (xid, id): a reader that goes on from the last
                         one seen misses none */
    const char *id;
    int version;
    const char *what; /* "created" | "updated" | "linked" | "published" */
    int64_t at_ms;
};
/* Up to `limit` changes after the opaque cursor ("" = from the start); *ret_cursor for the next
 * call. */
enum err_code store_change_list(struct store *s, void *ctx, const char *cursor, int limit,
                                struct change_row **ret, size_t *ret_n, const char **ret_cursor,
                                struct err *err) MUSTCHECK;

/* --- outbox: what the indexer still has to do --- */
struct outbox_row {
    uint64_t xid;
    int64_t outbox_id, trial_id;
    int attempts;
};
/* Rows after `after` with xid < pg_snapshot_xmin(pg_current_snapshot()) in order (xid, id), not
 * dead. */
enum err_code store_outbox_take(struct store *s, void *ctx, struct outbox_mark after, int limit,
                                struct outbox_row **ret, size_t *ret_n, struct err *err) MUSTCHECK;
/* Notes a failed try; after `max_attempts` the row becomes the dead letter of its registration,
 * with the reason. *ret_dead says so. */
enum err_code store_outbox_fail(struct store *s, struct outbox_row row, int max_attempts,
                                const char *reason, bool *ret_dead, struct err *err) MUSTCHECK;
/* Deletes rows at or before the mark that are older than margin_seconds (the index is durable by
 * then). */
enum err_code store_outbox_prune(struct store *s, struct outbox_mark upto, int margin_seconds,
                                 int64_t *ret_rows, struct err *err) MUSTCHECK;
enum err_code store_outbox_count(struct store *s, struct outbox_mark after, int64_t *ret_waiting,
                                 int64_t *ret_dead, struct err *err) MUSTCHECK;
/* LISTEN, then wait for a NOTIFY at most timeout_ms; a hint only. *ret_woken false on timeout. */
enum err_code store_outbox_wait(struct store *s, int timeout_ms, bool *ret_woken,
                                struct err *err) MUSTCHECK;

/* --- dead letters: registrations that the index could not take, at most one a registration --- */
/* Of one that failed outside its turn in the outbox (a rebuild reads all). */
enum err_code store_letter_put(struct store *s, int64_t trial_id, const char *reason,
                               struct err *err) MUSTCHECK;
/* They were indexed after all. */
enum err_code store_letter_clear(struct store *s, const int64_t *trial_ids, size_t n,
                                 struct err *err) MUSTCHECK;
/* Letters written until then, after everything was indexed anew. */
enum err_code store_letter_clear_upto(struct store *s, int64_t last_letter,
                                      struct err *err) MUSTCHECK;
/* Back into the outbox, all of them; returns how many through ret. */
enum err_code store_letter_retry(struct store *s, int64_t *ret_n, struct err *err) MUSTCHECK;
struct letter {
    const char *id, *reason;
    int64_t at_ms;
};
/* The newest first. Owned by ctx. */
enum err_code store_letter_list(struct store *s, void *ctx, int limit, struct letter **ret,
                                size_t *ret_n, struct err *err) MUSTCHECK;

/* Puts the trials whose publish_on has come into the outbox; returns how many through ret. */
enum err_code store_publish_due(struct store *s, int64_t *ret_rows, struct err *err) MUSTCHECK;

/* --- import runs --- */
struct import_counts {
    int64_t read, created, updated, unchanged, linked, quarantined;
    int64_t failed; /* read, but neither saved nor set aside: the database was away */
};
enum err_code store_import_begin(struct store *s, const char *file, const char *format,
                                 int64_t *ret_run_id, struct err *err) MUSTCHECK;
enum err_code store_import_problem(struct store *s, int64_t run_id, int64_t line,
                                   const char *record_id, const struct problem *problem,
                                   bool quarantined, struct err *err) MUSTCHECK;
enum err_code store_import_finish(struct store *s, int64_t run_id,
                                  const struct import_counts *counts, bool complete,
                                  struct err *err) MUSTCHECK;
