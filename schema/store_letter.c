#include "schema/base/mem.h"
#include "schema/store_db.h"

enum err_code store_letter_put(struct store *s, int64_t trial_id, const char *reason,
                               struct err *err)
{
    char id[DB_NUMBER_BYTES];
    const char *params[] = {db_number(trial_id, id), reason};
    return db_exec(s, STMT_LETTER_PUT, params, 2, NULL, err);
}

enum err_code store_letter_clear(struct store *s, const int64_t *trial_ids, size_t n,
                                 struct err *err)
{
    char id[DB_NUMBER_BYTES];
    void *scratch = mem_context(NULL, "letters");
    char *ids = mem_strdup(scratch, "{");
    for (size_t i = 0; i < n; i++)
        ids = mem_check(
            talloc_asprintf_append_buffer(ids, i ? ",%s" : "%s", db_number(trial_ids[i], id)));
    const char *param = mem_check(talloc_strdup_append_buffer(ids, "}"));
    enum err_code code = db_exec(s, STMT_LETTER_CLEAR, &param, 1, NULL, err);
    talloc_free(scratch);
    return code;
}

enum err_code store_letter_clear_upto(struct store *s, int64_t last_letter, struct err *err)
{
    char id[DB_NUMBER_BYTES];
    const char *param = db_number(last_letter, id);
    return db_exec(s, STMT_LETTER_CLEAR_UPTO, &param, 1, NULL, err);
}

enum err_code store_letter_retry(struct store *s, int64_t *ret_n, struct err *err)
{
    PGresult *res;
    enum err_code code = db_exec(s, STMT_LETTER_RETRY, NULL, 0, &res, err);
    if (code != OK)
        return code;
    *ret_n = db_int(res, 0, 0);
    db_free(res);
    return OK;
}

enum err_code store_letter_list(struct store *s, void *ctx, int limit, struct letter **ret,
                                size_t *ret_n, struct err *err)
{
    char n[DB_NUMBER_BYTES];
    PGresult *res;
    const char *param = db_number(limit, n);
    enum err_code code = db_exec(s, STMT_LETTER_LIST, &param, 1, &res, err);
    if (code != OK)
        return code;
    *ret_n = (size_t)PQntuples(res);
    *ret = MEM_ARRAY(ctx, struct letter, *ret_n);
    for (int i = 0; i < PQntuples(res); i++) {
        const char *reason = db_text(ctx, res, i, 1);
        (*ret)[i] =
            (struct letter){db_text(ctx, res, i, 0), reason ? reason : "", db_int(res, i, 2)};
    }
    db_free(res);
    return OK;
}
