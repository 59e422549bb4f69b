#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "schema/store_db.h"
#include "schema/trial_merge.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASH_TEXT_BYTES (2 + 2 * TRIAL_HASH_BYTES + 1)

/* Registry and number under which a record is known for ever. */
struct natural_key {
    const char *registry, *id;
};

static struct natural_key key_of(void *ctx, const struct trial *t)
{
    const char *id = t->source.id ? t->source.id : t->id;
    struct natural_key key = {
        t->source.id ? code_text(CODE_REGISTRY, (int)t->source.registry) : NULL, id};
    struct registry_number number;
    if (id && !key.registry && number_read(ctx, id, &number)) /* the number tells who issued it */
        key = (struct natural_key){code_text(CODE_REGISTRY, (int)number.registry), number.id};
    if (!key.registry)
        key.registry = code_text(CODE_REGISTRY, id ? REGISTRY_OTHER : REGISTRY_SRB);
    return key;
}

static void hash_text(const unsigned char hash[TRIAL_HASH_BYTES], char ret[HASH_TEXT_BYTES])
{
    memcpy(ret, "\\x", 2);
    sodium_bin2hex(ret + 2, HASH_TEXT_BYTES - 2, hash, TRIAL_HASH_BYTES);
}

/* {"a","b"} of PostgreSQL. */
static char *append_element(char *array, const char *element)
{
    array = mem_check(talloc_strdup_append_buffer(array, array[1] ? ",\"" : "\""));
    for (; *element; element++) {
        if (*element == '"' || *element == '\\')
            array = mem_check(talloc_strdup_append_buffer(array, "\\"));
        array = mem_check(talloc_strndup_append_buffer(array, element, 1));
    }
    return mem_check(talloc_strdup_append_buffer(array, "\""));
}

struct number_arrays {
    char *numbers, *issuers;
};

static void add_number(struct number_arrays *a, void *ctx, const char *id, const char *registry)
{
    char *lower = text_lower_ascii(ctx, id);
    if (strlen(lower) > 100)
        return;
    a->numbers = append_element(a->numbers, lower);
    a->issuers = append_element(a->issuers, registry ? registry : "OTHER");
}

/* Own number first, then the numbers of other registries that it cites (only numbers of a known
 * form link). */
static struct number_arrays numbers_of(void *ctx, const struct trial *t, const char *own,
                                       const char *registry)
{
    struct number_arrays a = {mem_strdup(ctx, "{"), mem_strdup(ctx, "{")};
    add_number(&a, ctx, own, registry);
    for (size_t i = 0; i < t->n_other_ids; i++) {
        struct registry_number number;
        if (t->other_ids[i].id && number_read(ctx, t->other_ids[i].id, &number) &&
            !text_equal_nocase(number.id, own))
            add_number(&a, ctx, number.id, code_text(CODE_REGISTRY, (int)number.registry));
    }
    a.numbers = mem_check(talloc_strdup_append_buffer(a.numbers, "}"));
    a.issuers = mem_check(talloc_strdup_append_buffer(a.issuers, "}"));
    return a;
}

/* What is stored under the key now. */
struct known {
    bool exists;
    int64_t trial_id;
    const char *public_id;
    int version;
    unsigned char hash[TRIAL_HASH_BYTES];
    struct trial *trial; /* only when asked for */
};

static enum err_code read_known(void *ctx, const PGresult *res, struct known *ret, struct err *err)
{
    ret->exists = PQntuples(res) > 0;
    if (!ret->exists)
        return OK;
    ret->trial_id = db_int(res, 0, 0);
    ret->public_id = db_text(ctx, res, 0, 1);
    ret->version = (int)db_int(res, 0, 2);
    if (!db_hash(res, 0, 4, ret->hash))
        return err_set(err, ERR_CORRUPT, "content hash of %s is damaged", ret->public_id);
    struct problems *problems = problems_new(ctx);
    enum err_code code = trial_read_json(ctx, PQgetvalue(res, 0, 3), (size_t)PQgetlength(res, 0, 3),
                                         &ret->trial, problems, err);
    return code == OK ? OK : err_wrap(err, "stored record of %s", ret->public_id);
}

/* stmt: KNOWN holds the row until the commit, PEEK does not. */
static enum err_code find_known(struct store *s, void *ctx, enum statement stmt,
                                struct natural_key key, struct known *ret, struct err *err)
{
    PGresult *res;
    *ret = (struct known){.exists = false};
    if (!key.id)
        return OK;
    enum err_code code =
        db_exec(s, stmt, (const char *const[]){key.registry, key.id}, 2, &res, err);
    if (code != OK)
        return code;
    code = read_known(ctx, res, ret, err);
    db_free(res);
    return code;
}

static enum err_code is_taken(struct store *s, enum statement stmt, const char *value, bool *ret,
                              struct err *err)
{
    PGresult *res;
    enum err_code code = db_exec(s, stmt, &value, 1, &res, err);
    if (code != OK)
        return code;
    *ret = PQntuples(res) > 0;
    db_free(res);
    return OK;
}

/* The number a new registration is shown under: its own where that is free here, else NULL (one is
 * minted). */
static enum err_code choose_public_id(struct store *s, void *ctx, const struct trial *t,
                                      struct natural_key key, const char **ret, struct err *err)
{
    const char *wanted = t->id ? t->id : key.id;
    bool taken = false, own = false;
    *ret = NULL;
    if (!wanted || strlen(wanted) < 3 || strpbrk(wanted, " \t\r\n"))
        return OK;
    enum err_code code = is_taken(s, STMT_ID_TAKEN, wanted, &taken, err);
    if (code == OK && !taken)
        code = is_taken(s, STMT_NUMBER_TAKEN, text_lower_ascii(ctx, wanted), &own, err);
    if (code == OK && !taken && !own)
        *ret = wanted;
    return code;
}

static enum err_code put(struct store *s, void *ctx, const struct trial *t, struct natural_key key,
                         const char *public_id, const struct save_options *o,
                         struct save_result *ret, struct err *err)
{
    unsigned char hash[TRIAL_HASH_BYTES];
    char hash_hex[HASH_TEXT_BYTES], run[DB_NUMBER_BYTES], published[DATE_TEXT_BYTES],
        embargo[DATE_TEXT_BYTES];
    struct date first = t->dates.first_published, hold = t->dates.publish_on;
    PGresult *res;
    trial_hash(t, hash);
    hash_text(hash, hash_hex);
    date_text((struct date){first.year, first.month ? first.month : 1, first.day ? first.day : 1},
              published);
    date_text((struct date){hold.year, hold.month ? hold.month : 1, hold.day ? hold.day : 1},
              embargo);
    struct number_arrays a = numbers_of(ctx, t,
                                        public_id ? public_id
                                        : key.id  ? key.id
                                                  : "-",
                                        key.registry);
    const char *params[] = {key.registry,
                            key.id,
                            public_id,
                            o->id_prefix ? o->id_prefix : "SRB",
                            trial_to_json(ctx, t, NULL),
                            hash_hex,
                            first.year ? published : NULL,
                            hold.year ? embargo : NULL,
                            o->import_run_id ? db_number(o->import_run_id, run) : NULL,
                            a.numbers,
                            a.issuers};
    enum err_code code = db_exec(s, STMT_PUT, params, 11, &res, err);
    if (code != OK)
        return code;
    ret->trial_id = db_int(res, 0, 0);
    ret->version = (int)db_int(res, 0, 1);
    ret->id = db_text(ctx, res, 0, 2);
    ret->links = (int)db_int(res, 0, 3);
    db_free(res);
    return OK;
}

static enum err_code save_new(struct store *s, void *ctx, const struct trial *t,
                              struct natural_key key, const struct save_options *o,
                              struct save_result *ret, struct err *err)
{
    const char *public_id;
    enum err_code code = choose_public_id(s, ctx, t, key, &public_id, err);
    if (code != OK)
        return code;
    ret->outcome = SAVE_NEW;
    return put(s, ctx, t, key, public_id, o, ret, err);
}

/* -1, 0, 1 for two texts of which either may be missing (then 0: nothing is known). */
static int text_order(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) : 0;
}

/* Is the incoming state the older one? By the record's own date, else by when the files were
 * written; within one file the first one holds. */
static bool is_older(const struct trial *incoming, const struct trial *known, bool again)
{
    struct date a = incoming->dates.last_published, b = known->dates.last_published;
    int order = a.year && b.year ? date_compare(a, b) : 0;
    if (order == 0)
        order = text_order(incoming->source.fetched_at, known->source.fetched_at);
    return order < 0 || (order == 0 && again);
}

/* The newer of two states wins, whatever order the files come in; the older one only fills gaps. */
static const struct trial *merge(void *ctx, const struct trial *known, const struct trial *incoming,
                                 bool again)
{
    return is_older(incoming, known, again) ? trial_merge(ctx, incoming, known)
                                            : trial_merge(ctx, known, incoming);
}

/* The state that saving `t` leaves, and whether it is the known one. */
static bool is_unchanged(void *ctx, const struct trial *t, const struct known *known, bool again,
                         const struct save_options *o, const struct trial **ret_state)
{
    unsigned char hash[TRIAL_HASH_BYTES];
    *ret_state = o->merge ? merge(ctx, known->trial, t, again) : t;
    trial_hash(*ret_state, hash);
    return memcmp(hash, known->hash, sizeof hash) == 0;
}

static enum err_code save_known(struct store *s, void *ctx, const struct trial *t,
                                struct natural_key key, const struct known *known, bool again,
                                const struct save_options *o, struct save_result *ret,
                                struct err *err)
{
    const struct trial *merged;
    *ret =
        (struct save_result){SAVE_UNCHANGED, known->trial_id, known->version, known->public_id, 0};
    if (is_unchanged(ctx, t, known, again, o, &merged))
        return OK;
    ret->outcome = SAVE_UPDATED;
    return put(s, ctx, merged, key, known->public_id, o, ret, err);
}

static enum err_code save_one(struct store *s, void *ctx, const struct trial *t, bool again,
                              const struct save_options *o, struct save_result *ret,
                              struct err *err)
{
    struct natural_key key = key_of(ctx, t);
    struct known known;
    enum err_code code = find_known(s, ctx, STMT_KNOWN, key, &known, err);
    if (code != OK)
        return code;
    if (known.exists)
        return save_known(s, ctx, t, key, &known, again, o, ret, err);
    return save_new(s, ctx, t, key, o, ret, err);
}

enum err_code store_registration_peek(struct store *s, void *ctx, struct trial *const *trials,
                                      size_t n, const struct save_options *options,
                                      struct save_result *results, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        struct known known;
        const struct trial *state;
        bool again = options->again && options->again[i];
        enum err_code code = find_known(s, ctx, STMT_PEEK, key_of(ctx, trials[i]), &known, err);
        if (code != OK)
            return code;
        results[i] = (struct save_result){.outcome = SAVE_NEW};
        if (known.exists)
            results[i].outcome = is_unchanged(ctx, trials[i], &known, again, options, &state)
                                     ? SAVE_UNCHANGED
                                     : SAVE_UPDATED;
    }
    return OK;
}

/* ------------------------------------------------------------------ many in one transaction */

struct many {
    void *ctx;
    struct trial *const *trials;
    size_t n;
    const struct save_options *options;
    struct save_result *results;
    enum err_code *codes;
};

/* ------------------------------------------------------------------ one at a time by number */

struct number_keys {
    int64_t *keys;
    size_t n;
};

static void add_key(struct number_keys *k, void *ctx, const char *number)
{
    if (!number)
        return;
    const char *lower = text_lower_ascii(ctx, number);
    k->keys = MEM_GROW(ctx, k->keys, int64_t, k->n + 1);
    k->keys[k->n++] = (int64_t)text_hash(lower, strlen(lower));
}

static int compare_keys(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Own and cited numbers of all records of the batch. */
static struct number_keys keys_of(const struct many *m, void *ctx)
{
    struct number_keys k = {.n = 0};
    for (size_t i = 0; i < m->n; i++) {
        const struct trial *t = m->trials[i];
        add_key(&k, ctx, t->id);
        add_key(&k, ctx, t->source.id);
        for (size_t c = 0; c < t->n_other_ids; c++) {
            struct registry_number number;
            if (t->other_ids[c].id && number_read(ctx, t->other_ids[c].id, &number))
                add_key(&k, ctx, number.id);
        }
    }
    if (k.n > 0)
        qsort(k.keys, k.n, sizeof k.keys[0], compare_keys);
    return k;
}

/* Of two sessions that save registrations of one trial at the same time neither would see the
 * other's numbers, and nobody would link them later: who shares a number waits for the other's
 * commit. In one order, so that none waits for another in a circle. */
static enum err_code lock_numbers(struct store *s, const struct many *m, struct err *err)
{
    void *scratch = mem_context(m->ctx, "locks");
    struct number_keys k = keys_of(m, scratch);
    char *array = mem_strdup(scratch, "{"), text[DB_NUMBER_BYTES];
    for (size_t i = 0; i < k.n; i++)
        if (i == 0 || k.keys[i] != k.keys[i - 1])
            array = mem_check(talloc_asprintf_append_buffer(array, "%s%s", i ? "," : "",
                                                            db_number(k.keys[i], text)));
    array = mem_check(talloc_strdup_append_buffer(array, "}"));
    const char *params[] = {array};
    enum err_code code = k.n > 0 ? db_exec(s, STMT_LOCK_NUMBERS, params, 1, NULL, err) : OK;
    talloc_free(scratch);
    return code;
}

static bool is_worth_another_try(enum err_code code)
{
    return code == ERR_NO_DATABASE || code == ERR_CONFLICT;
}

/* One record behind a savepoint: what fails alone is taken back alone. */
static enum err_code save_guarded(struct store *s, struct many *m, size_t i, struct err *err)
{
    enum err_code code = db_run(s, "SAVEPOINT one", NULL, err);
    if (code != OK)
        return code;
    bool again = m->options->again && m->options->again[i];
    m->codes[i] = save_one(s, m->ctx, m->trials[i], again, m->options, &m->results[i], err);
    if (m->codes[i] == OK)
        return db_run(s, "RELEASE SAVEPOINT one", NULL, err);
    if (is_worth_another_try(m->codes[i]))
        return m->codes[i];
    return db_run(s, "ROLLBACK TO SAVEPOINT one", NULL, NULL);
}

static enum err_code save_all(struct store *s, void *arg, struct err *err)
{
    struct many *m = arg;
    enum err_code code = lock_numbers(s, m, err);
    for (size_t i = 0; i < m->n && code == OK; i++)
        code = save_guarded(s, m, i, err);
    return code;
}

enum err_code store_registration_save_many(struct store *s, void *ctx, struct trial *const *trials,
                                           size_t n, const struct save_options *options,
                                           struct save_result *results, enum err_code *codes,
                                           struct err *err)
{
    struct many m = {ctx, trials, n, options, results, codes};
    return store_tx(s, save_all, &m, err);
}

enum err_code store_registration_save(struct store *s, void *ctx, const struct trial *t,
                                      const struct save_options *options, struct save_result *ret,
                                      struct err *err)
{
    enum err_code one = OK;
    struct trial *trial = mem_memdup(ctx, t, sizeof *t);
    enum err_code code = store_registration_save_many(s, ctx, &trial, 1, options, ret, &one, err);
    return code != OK ? code : one;
}
