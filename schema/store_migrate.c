#include "schema/base/mem.h"
#include "schema/store_db.h"
#include "schema/store_patch.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define CHECKSUM_HEX_BYTES 65

static const char first_use[] =
    "CREATE SCHEMA IF NOT EXISTS shirube; "
    "CREATE TABLE IF NOT EXISTS shirube.schema_patch (name text PRIMARY KEY CHECK (length(name) "
    "BETWEEN 1 AND 200), "
    "checksum text NOT NULL CHECK (length(checksum) = 64), applied_at timestamptz NOT NULL DEFAULT "
    "now()); "
    "COMMENT ON TABLE shirube.schema_patch IS 'Patches of schema/sql that were applied'; "
    "COMMENT ON COLUMN shirube.schema_patch.name IS 'File name without .sql'; "
    "COMMENT ON COLUMN shirube.schema_patch.checksum IS 'BLAKE2b-256 of its text, in hex: an "
    "applied patch never changes'; "
    "COMMENT ON COLUMN shirube.schema_patch.applied_at IS 'When it was applied'; "
    "COMMENT ON SCHEMA shirube IS 'The registry'";

static void checksum_of(const char *sql, char ret_hex[CHECKSUM_HEX_BYTES])
{
    unsigned char hash[32];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)sql, strlen(sql), NULL, 0);
    sodium_bin2hex(ret_hex, CHECKSUM_HEX_BYTES, hash, sizeof hash);
}

/* *ret_checksum: what was applied under that name, "" when nothing was. */
static enum err_code find_applied(struct store *s, const char *name,
                                  char ret_checksum[CHECKSUM_HEX_BYTES], struct err *err)
{
    PGresult *res;
    char sql[400];
    snprintf(sql, sizeof sql, "SELECT checksum FROM shirube.schema_patch WHERE name = '%s'", name);
    enum err_code code = db_run(s, sql, &res, err);
    if (code != OK)
        return code;
    snprintf(ret_checksum, CHECKSUM_HEX_BYTES, "%s",
             PQntuples(res) > 0 ? PQgetvalue(res, 0, 0) : "");
    db_free(res);
    return OK;
}

static enum err_code apply(struct store *s, const struct store_patch *patch, const char *checksum,
                           struct err *err)
{
    void *scratch = mem_context(NULL, "patch");
    char *sql = mem_printf(scratch,
                           "BEGIN; SET LOCAL search_path TO shirube; %s; INSERT INTO "
                           "shirube.schema_patch (name, checksum) VALUES ('%s', '%s'); COMMIT",
                           patch->sql, patch->name, checksum);
    enum err_code code = db_run(s, sql, NULL, err);
    if (code != OK) {
        err_wrap(err, "patch %s", patch->name);
        if (s->conn && db_run(s, "ROLLBACK", NULL, NULL) != OK)
            db_disconnect(s);
    }
    talloc_free(scratch);
    return code;
}

static enum err_code apply_missing(struct store *s, int *ret_applied, struct err *err)
{
    *ret_applied = 0;
    for (const struct store_patch *patch = store_patches; patch->name; patch++) {
        char want[CHECKSUM_HEX_BYTES], have[CHECKSUM_HEX_BYTES];
        checksum_of(patch->sql, want);
        enum err_code code = find_applied(s, patch->name, have, err);
        if (code == OK && *have && strcmp(have, want) != 0)
            code =
                err_set(err, ERR_VERSION, "patch %s was changed after it was applied", patch->name);
        if (code == OK && !*have) {
            code = apply(s, patch, want, err);
            *ret_applied += code == OK;
        }
        if (code != OK)
            return code;
    }
    return OK;
}

/* The session lock keeps two migrations apart; it goes with the connection. */
enum err_code store_migrate(struct store *s, int *ret_applied, struct err *err)
{
    enum err_code code =
        db_run(s, "SELECT pg_advisory_lock(hashtext('shirube migrate'))", NULL, err);
    if (code == OK)
        code = db_run(s, first_use, NULL, err);
    if (code == OK)
        code = apply_missing(s, ret_applied, err);
    if (s->conn &&
        db_run(s, "SELECT pg_advisory_unlock(hashtext('shirube migrate'))", NULL, NULL) != OK)
        db_disconnect(s);
    return code;
}

enum err_code store_schema_version(struct store *s, int *ret_version, int *ret_known,
                                   struct err *err)
{
    PGresult *res;
    *ret_known = 0;
    for (const struct store_patch *patch = store_patches; patch->name; patch++)
        ++*ret_known;
    enum err_code code =
        db_run(s, "SELECT to_regclass('shirube.schema_patch') IS NOT NULL", &res, err);
    if (code != OK)
        return code;
    bool exists = PQgetvalue(res, 0, 0)[0] == 't';
    db_free(res);
    *ret_version = 0;
    if (!exists)
        return OK;
    code = db_run(s, "SELECT count(*) FROM shirube.schema_patch", &res, err);
    if (code != OK)
        return code;
    *ret_version = (int)db_int(res, 0, 0);
    db_free(res);
    return OK;
}
