#include "schema/store_db.h"
#include <stddef.h>

enum err_code store_import_begin(struct store *s, const char *file, const char *format,
                                 int64_t *ret_run_id, struct err *err)
{
    PGresult *res;
    enum err_code code =
        db_exec(s, STMT_IMPORT_BEGIN, (const char *const[]){file, format}, 2, &res, err);
    if (code != OK)
        return code;
    *ret_run_id = db_int(res, 0, 0);
    db_free(res);
    return OK;
}

enum err_code store_import_problem(struct store *s, int64_t run_id, int64_t line,
                                   const char *record_id, const struct problem *problem,
                                   bool quarantined, struct err *err)
{
    char run[DB_NUMBER_BYTES], at[DB_NUMBER_BYTES];
    const char *params[] = {db_number(run_id, run),
                            db_number(line, at),
                            record_id,
                            problem->path,
                            problem_level_name(problem->level),
                            problem->code,
                            problem->value,
                            quarantined ? "true" : "false"};
    return db_exec(s, STMT_IMPORT_PROBLEM, params, 8, NULL, err);
}

enum err_code store_import_finish(struct store *s, int64_t run_id, const struct import_counts *c,
                                  bool complete, struct err *err)
{
    const int64_t numbers[] = {c->read,      c->created, c->updated,
                               c->unchanged, c->linked,  c->quarantined};
    char run[DB_NUMBER_BYTES], text[6][DB_NUMBER_BYTES];
    const char *params[8] = {db_number(run_id, run), complete ? "true" : "false"};
    for (int i = 0; i < 6; i++)
        params[2 + i] = db_number(numbers[i], text[i]);
    return db_exec(s, STMT_IMPORT_FINISH, params, 8, NULL, err);
}
