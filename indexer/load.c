#include "indexer/load.h"
#include "indexer/doubts.h"
#include "indexer/report.h"
#include "indexer/seen.h"
#include "schema/base/jsonw.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

#define BATCH_RECORDS 200
#define TELL_AT_MOST  20

struct load {
    struct store *store;
    const struct load_options *o;
    struct source *source;
    struct import_counts counts;
    int64_t run_id;
    int64_t told;
    void *batch_ctx;
    struct source_record batch[BATCH_RECORDS];
    struct trial *trials[BATCH_RECORDS];
    bool again[BATCH_RECORDS];
    struct seen *seen, *contents;
    struct doubter *doubter; /* made when it is needed */
    size_t n;
    struct progress progress;
};

/* ------------------------------------------------------------------ problems */

static void write_problem_line(struct load *l, const struct source_record *record,
                               const struct problem *p, bool quarantined)
{
    struct jsonw w;
    jsonw_init(&w, l->batch_ctx);
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "file", l->o->file);
    jsonw_key_int(&w, "line", record->line);
    jsonw_key_str(&w, "record", record->record_id);
    jsonw_key_str(&w, "field", p->path);
    jsonw_key_str(&w, "level", problem_level_name(p->level));
    jsonw_key_str(&w, "code", p->code);
    jsonw_key_str(&w, "message_ja", p->message_ja);
    jsonw_key_str(&w, "message_en", p->message_en);
    jsonw_key_str(&w, "value", p->value);
    jsonw_key_bool(&w, "quarantined", quarantined);
    jsonw_object_end(&w);
    fprintf(l->o->problems, "%s\n", jsonw_text(&w));
}

static void tell(struct load *l, const struct source_record *record, const struct problem *p,
                 const char *what)
{
    if (++l->told > TELL_AT_MOST)
        return;
    fprintf(stderr, "%s:%lld: %s%s%s: %s%s%s (%s)%s%s\n", l->o->file, (long long)record->line,
            record->record_id ? record->record_id : "", record->record_id ? ": " : "", what,
            *p->path ? p->path : "", *p->path ? ": " : "", p->message_en, p->code,
            p->value ? ": " : "", p->value ? p->value : "");
}

/* Notes go into the problems file only; warnings and errors into the database too. */
static enum err_code note_problems(struct load *l, const struct source_record *record,
                                   bool quarantined, struct err *err)
{
    enum err_code code = OK;
    for (size_t i = 0; i < record->problems->n && code == OK; i++) {
        const struct problem *p = &record->problems->items[i];
        if (quarantined && p->level == PROBLEM_ERROR)
            tell(l, record, p, "quarantined");
        else if (!quarantined && strcmp(p->code, "doubtful_limit") == 0)
            tell(l, record, p, "warning");
        if (l->o->problems)
            write_problem_line(l, record, p, quarantined && p->level == PROBLEM_ERROR);
        if (l->run_id && p->level != PROBLEM_NOTE)
            code = store_import_problem(l->store, l->run_id, record->line, record->record_id, p,
                                        quarantined, err);
    }
    return code;
}

static enum err_code quarantine(struct load *l, const struct source_record *record, struct err *err)
{
    l->counts.quarantined++;
    return note_problems(l, record, true, err);
}

/* What is registered here is read for its sponsor; other registries' files have none to be told. */
static enum err_code note_taken(struct load *l, size_t i, struct err *err)
{
    if (source_get_format(l->source) == SOURCE_NATIVE) {
        if (!l->doubter)
            l->doubter = doubter_new(l);
        doubts_add(l->doubter, l->trials[i], l->batch[i].problems);
    }
    return note_problems(l, &l->batch[i], false, err);
}

/* ------------------------------------------------------------------ batches */

static void count(struct load *l, const struct save_result *r)
{
    if (r->outcome == SAVE_UNCHANGED)
        l->counts.unchanged++;
    else if (r->outcome == SAVE_UPDATED)
        l->counts.updated++;
    else if (r->links > 0)
        l->counts.linked++;
    else
        l->counts.created++;
}

/* The batch is saved: every record is counted, whatever becomes of the notes on it. */
static enum err_code settle(struct load *l, const struct save_result *results,
                            const enum err_code *codes, struct err *err)
{
    enum err_code code = OK;
    for (size_t i = 0; i < l->n; i++) {
        bool saved = codes[i] == OK;
        if (saved)
            count(l, &results[i]);
        else
            l->counts.quarantined++;
        if (!saved)
            problems_add(l->batch[i].problems, PROBLEM_ERROR, "", "not_saved", err_key(codes[i]));
        if (code != OK || (saved && results[i].outcome == SAVE_UNCHANGED && !l->o->dry_run))
            continue;
        code = saved ? note_taken(l, i, err) : note_problems(l, &l->batch[i], true, err);
    }
    return code;
}

/* Records of the batch that did not get in. */
static enum err_code give_up(struct load *l, enum err_code code, struct err *err)
{
    if (l->n == 0)
        return code;
    l->counts.failed += (int64_t)l->n;
    return err_wrap(err, "%zu records from line %lld on were not saved", l->n,
                    (long long)l->batch[0].line);
}

static enum err_code store_batch(struct load *l, const struct save_options *options,
                                 struct err *err)
{
    struct save_result results[BATCH_RECORDS];
    enum err_code codes[BATCH_RECORDS];
    enum err_code code = store_registration_save_many(l->store, l->batch_ctx, l->trials, l->n,
                                                      options, results, codes, err);
    return code == OK ? settle(l, results, codes, err) : give_up(l, code, err);
}

/* Nothing is saved, so of a number that stands twice in the file the content tells whether the
 * second one would change anything. */
static void foresee_again(struct load *l, size_t i, struct save_result *result)
{
    unsigned char hash[TRIAL_HASH_BYTES];
    trial_hash(l->trials[i], hash);
    uint64_t content = text_hash((const char *)hash, sizeof hash);
    bool same =
        seen_add(l->contents, mem_printf(l->batch_ctx, "%016llx", (unsigned long long)content));
    if (l->again[i] && result->outcome == SAVE_NEW)
        result->outcome = same ? SAVE_UNCHANGED : SAVE_UPDATED;
}

static enum err_code foresee_batch(struct load *l, const struct save_options *options,
                                   struct err *err)
{
    struct save_result results[BATCH_RECORDS];
    enum err_code codes[BATCH_RECORDS] = {OK}, code = OK;
    for (size_t i = 0; i < l->n; i++)
        results[i] = (struct save_result){.outcome = SAVE_NEW};
    if (l->o->compare)
        code =
            store_registration_peek(l->store, l->batch_ctx, l->trials, l->n, options, results, err);
    if (code != OK)
        return give_up(l, code, err);
    for (size_t i = 0; i < l->n; i++)
        foresee_again(l, i, &results[i]);
    return settle(l, results, codes, err);
}

static enum err_code save_batch(struct load *l, struct err *err)
{
    const struct save_options options = {
        .import_run_id = l->run_id, .merge = true, .again = l->again, .id_prefix = l->o->id_prefix};
    enum err_code code = l->n == 0       ? OK
                         : l->o->dry_run ? foresee_batch(l, &options, err)
                                         : store_batch(l, &options, err);
    l->n = 0;
    talloc_free(l->batch_ctx);
    l->batch_ctx = mem_context(l, "batch");
    return code;
}

static enum err_code take_record(struct load *l, struct source_record *record, struct err *err)
{
    l->counts.read++;
    bool usable = record->trial && trial_check(record->trial, record->problems);
    if (!usable)
        return quarantine(l, record, err);
    l->batch[l->n] = *record;
    const char *id = record->trial->source.id ? record->trial->source.id : record->trial->id;
    l->again[l->n] = id && seen_add(l->seen, id);
    l->trials[l->n++] = record->trial;
    return l->n == BATCH_RECORDS ? save_batch(l, err) : OK;
}

static bool is_stopping(const struct load *l)
{
    return l->o->stop && *l->o->stop;
}

static void show(struct load *l)
{
    l->progress.total =
        progress_estimate(l->counts.read, source_position(l->source), source_size(l->source));
    progress_show(&l->progress, l->counts.read);
}

static enum err_code read_all(struct load *l, struct err *err)
{
    bool done = false;
    enum err_code code = OK;
    while (code == OK && !done) {
        struct source_record record;
        if (is_stopping(l))
            code = err_set(err, ERR_STOPPING, "stopped before line %lld",
                           l->n ? (long long)l->batch[0].line : 0);
        else
            code = source_next(l->source, l->batch_ctx, &record, &done, err);
        if (code == ERR_IO && is_stopping(l))
            code = err_set(err, ERR_STOPPING, "stopped in the middle of the file");
        if (code == OK && !done)
            code = take_record(l, &record, err);
        show(l);
    }
    if (code != OK && code != ERR_STOPPING && code != ERR_INVALID && code != ERR_IO)
        return give_up(l, code, err);
    struct err later = {.text = ""};
    enum err_code saved = save_batch(l, &later); /* what was read before the file broke stands */
    if (saved != OK)
        *err = later;
    return saved != OK ? saved : code;
}

static enum err_code run(struct load *l, struct err *err)
{
    enum err_code code = OK;
    if (!l->o->dry_run)
        code =
            store_import_begin(l->store, l->o->file,
                               source_format_name(source_get_format(l->source)), &l->run_id, err);
    if (code != OK)
        return code;
    progress_start(&l->progress, "reading", -1);
    code = read_all(l, err);
    progress_end(&l->progress);
    struct err later;
    enum err_code finished =
        l->run_id ? store_import_finish(l->store, l->run_id, &l->counts, code == OK, &later) : OK;
    if (code == OK && finished != OK)
        *err = later;
    return code == OK ? finished : code;
}

enum err_code load_file(struct store *s, const struct load_options *o, struct import_counts *ret,
                        enum source_format *ret_format, struct err *err)
{
    struct load *l = MEM_NEW(NULL, struct load);
    l->store = s;
    l->o = o;
    l->batch_ctx = mem_context(l, "batch");
    l->seen = seen_new(l);
    l->contents = seen_new(l);
    *ret = (struct import_counts){0};
    enum err_code code = source_open(l, o->file, o->format, &l->source, err);
    if (code == OK) {
        *ret_format = source_get_format(l->source);
        source_stop_on(l->source, o->stop);
        code = run(l, err);
        *ret = l->counts;
    }
    if (l->told > TELL_AT_MOST)
        fprintf(stderr, "%s: %lld more problems (--problems FILE keeps all)\n", o->file,
                (long long)(l->told - TELL_AT_MOST));
    talloc_free(l);
    return code;
}
