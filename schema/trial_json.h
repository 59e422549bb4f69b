/*
 * struct trial ⇄ JSON (the native record, record.md §6). Reading is strict: unknown member, wrong
 * type, unknown code, duplicate key, bad UTF-8, too deep or too large is a problem naming the JSON
 * pointer, and nothing is guessed. Writing is canonical: members in the order of the field table,
 * missing ones left out, so equal records give equal bytes (the content hash rests on that).
 * What trial_check lets pass reads back once it is written: the store rests on that.
 */
#pragma once
#include "schema/base/err.h"
#include "schema/base/jsonw.h"
#include "schema/trial.h"
#include "schema/trial_check.h"

#define TRIAL_JSON_MAX_BYTES (2u << 20)
#define TRIAL_JSON_MAX_DEPTH 12
#define TRIAL_LIST_MAX       20000  /* items of one list */
#define TRIAL_AGE_MAX        100000 /* value of an age limit, whatever its unit */

/*
 * Reads one JSON object of len bytes. On success *ret_trial is owned by ctx. Every problem found is
 * added to `problems` (at least one when the return is ERR_INVALID); reading goes on after a
 * problem, and what could be read is checked (trial_check) before the record is given up, so all
 * are reported at once.
 */
enum err_code trial_read_json(void *ctx, const char *json, size_t len, struct trial **ret_trial,
                              struct problems *problems, struct err *err) MUSTCHECK;
void trial_write_json(struct jsonw *w, const struct trial *t);
/* The set of phases (PHASE_BIT) as an array: [1, 2] or ["na"]. */
void trial_phases_write(struct jsonw *w, unsigned phases);
/* Canonical text; owned by ctx. */
const char *trial_to_json(void *ctx, const struct trial *t, size_t *ret_len);

#define TRIAL_HASH_BYTES 32
/* BLAKE2b-256 of the canonical JSON without source.fetched_at: what "unchanged" means. */
void trial_hash(const struct trial *t, unsigned char ret_hash[TRIAL_HASH_BYTES]);
