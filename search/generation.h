/*
 * Generations: <index>/current is a small file with the name of the generation folder in use
 * ("g-000007"); each folder holds xapian/ (glass), columns, and once sealed MANIFEST (BLAKE2b-256
 * and size of each file at the moment of the switch). Build beside, fsync, then rename the pointer:
 * readers never see a half.
 */
#pragma once
#include <stdbool.h>
#include "schema/base/err.h"

#define GENERATION_NAME_BYTES 32

/* The file that names the generation in use; it is replaced as a whole. Owned by ctx. */
const char *generation_current_path(void *ctx, const char *index);
/* Name in use; ERR_NO_INDEX when there is none. */
enum err_code generation_current(const char *index, char ret_name[GENERATION_NAME_BYTES],
                                 struct err *err) MUSTCHECK;
/* Makes a new empty folder with the next number. */
enum err_code generation_create(const char *index, char ret_name[GENERATION_NAME_BYTES],
                                struct err *err) MUSTCHECK;
const char *generation_path(void *ctx, const char *index, const char *name,
                            const char *part); /* part NULL: the folder */
/* fsyncs every file and folder of the generation and writes MANIFEST. Also for one that is left: as
 * it is then it must stay to be fallen back to. */
enum err_code generation_seal(const char *index, const char *name, struct err *err) MUSTCHECK;
/* Known to be damaged: it is not fallen back to any more. */
enum err_code generation_unseal(const char *index, const char *name, struct err *err) MUSTCHECK;
/* Renames the pointer and fsyncs the index folder. */
enum err_code generation_use(const char *index, const char *name, struct err *err) MUSTCHECK;
/* Seals, then uses. */
enum err_code generation_switch(const char *index, const char *name, struct err *err) MUSTCHECK;
/* Compares the files with MANIFEST. What was appended to columns and trees since does not count,
 * and Xapian's tables are compared only as long as no commit has changed them. ERR_CORRUPT names
 * the file. */
enum err_code generation_check_manifest(const char *index, const char *name,
                                        struct err *err) MUSTCHECK;
/* Removes generations other than the current one and its predecessor. */
enum err_code generation_prune(const char *index, int *ret_removed, struct err *err) MUSTCHECK;
/* The generation before `name` that is sealed, for falling back; ERR_NOT_FOUND when none. */
enum err_code generation_previous(const char *index, const char *name,
                                  char ret_name[GENERATION_NAME_BYTES], struct err *err) MUSTCHECK;
/* Syncs one file or folder. */
enum err_code generation_sync_path(const char *path, struct err *err) MUSTCHECK;
