/* shirube-indexer: keeps the index equal to the registry. */
#include "indexer/lexicon_command.h"
#include "indexer/rebuild.h"
#include "indexer/state.h"
#include "indexer/verify.h"
#include "indexer/work.h"
#include "schema/base/arg.h"
#include "schema/base/clock.h"
#include "schema/base/jsonw.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static atomic_bool stop;

struct options {
    const char *command;
    char *const *args; /* behind the command: lexicon has some */
    int n_args;
    bool repair, json, once, verbose;
    int parts;
    struct arg_common common;
    long batch, flush_threshold, poll_ms;
    const char *index, *lexicon;
};

#define COMMANDS "run, rebuild, verify, status, retry or lexicon"
enum { KEY_REPAIR = 1000, KEY_JSON, KEY_ONCE, KEY_PARTS };

static const struct argp_option argp_options[] = {
    {"repair", KEY_REPAIR, 0, 0, "verify: write anew what differs", 0},
    {"json", KEY_JSON, 0, 0, "status: as JSON", 0},
    {"once", KEY_ONCE, 0, 0, "run: work off what is waiting, then end", 0},
    {"verbose", 'v', 0, 0, "lexicon add: tell each conflict and each skipped line", 0},
    {"parts", KEY_PARTS, "N", 0, "rebuild: writers at once, 1 to 16 (default: one a processor)", 0},
    {0},
};

/* One writer a processor, two at least: one waits for the database while the other works. */
static int parts_default(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 2 ? 2 : n > REBUILD_PARTS_MAX ? REBUILD_PARTS_MAX : (int)n;
}

static int parts_read(const char *value, struct argp_state *state)
{
    int64_t n;
    if (!text_read_int(value, &n) || n < 1 || n > REBUILD_PARTS_MAX)
        argp_error(state, "--parts: must be 1 to %d", REBUILD_PARTS_MAX);
    return (int)n;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct options *o = state->input;
    (void)value;
    switch (key) {
    case KEY_REPAIR:
        o->repair = true;
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case KEY_ONCE:
        o->once = true;
        return 0;
    case KEY_PARTS:
        o->parts = parts_read(value, state);
        return 0;
    case 'v':
        o->verbose = true;
        return 0;
    case ARGP_KEY_ARG:
        return ARGP_ERR_UNKNOWN; /* all of them at once */
    case ARGP_KEY_ARGS:
        o->command = state->argv[state->next];
        o->args = state->argv + state->next + 1;
        o->n_args = state->argc - state->next - 1;
        if (o->n_args > 0 && strcmp(o->command, "lexicon") != 0)
            argp_error(state, "one command only, not also %s", o->args[0]);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "a command is needed: " COMMANDS);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal}; /* no SA_RESTART: waiting ends at once */
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int failed(const struct options *o, const struct err *err)
{
    fprintf(stderr, "shirube-indexer: %s: %s\n", o->command, err->text);
    return EXIT_FAILED;
}

static int command_run(const struct options *o)
{
    const struct work_options work = {.index = o->index,
                                      .database = o->common.conf.database,
                                      .lexicon = o->lexicon,
                                      .batch = o->batch,
                                      .flush_threshold = o->flush_threshold,
                                      .poll_ms = o->poll_ms,
                                      .once = o->once,
                                      .stop = &stop};
    struct err err = {.text = ""};
    log_info("start", "program", "shirube-indexer", "index", o->index);
    if (work_run(&work, &err) != OK)
        return failed(o, &err);
    log_info("stop", "program", "shirube-indexer");
    return EXIT_GOOD;
}

static int command_rebuild(const struct options *o)
{
    const struct rebuild_options rebuild = {.index = o->index,
                                            .database = o->common.conf.database,
                                            .lexicon = o->lexicon,
                                            .flush_threshold = o->flush_threshold,
                                            .parts = o->parts,
                                            .stop = &stop};
    struct err err = {.text = ""};
    int lock;
    if (index_lock(o->index, false, &lock, &err) != OK || rebuild_run(&rebuild, &err) != OK)
        return failed(o, &err);
    close(lock);
    return EXIT_GOOD;
}

static int command_verify(const struct options *o)
{
    const struct verify_options verify = {.index = o->index,
                                          .database = o->common.conf.database,
                                          .lexicon = o->lexicon,
                                          .flush_threshold = o->flush_threshold,
                                          .repair = o->repair};
    struct verify_result r;
    struct err err = {.text = ""};
    int lock = -1;
    if ((o->repair && index_lock(o->index, false, &lock, &err) != OK) ||
        verify_run(&verify, &r, &err) != OK)
        return failed(o, &err);
    printf("compared %lld, missing %lld, stale %lld, extra %lld, repaired %lld, cannot be built "
           "%lld, waiting in the outbox %lld\n",
           (long long)r.compared, (long long)r.missing, (long long)r.stale, (long long)r.extra,
           (long long)r.repaired, (long long)r.dead, (long long)r.waiting);
    if (r.tables_busy)
        puts("the tables of the index were not checked: an indexer was writing them all the time");
    if (lock >= 0)
        close(lock);
    return r.missing + r.stale + r.extra == r.repaired ? EXIT_GOOD : EXIT_PARTLY;
}

static void print_status(const struct status_result *r)
{
    char at[CLOCK_RFC3339_BYTES];
    printf("generation: %s\nrevision: %llu\ndocuments: %u\nas of: %s\nwatermark: %s\nformat: %s, "
           "fold %s, ICU %s, lexicon %s\n",
           r->generation, (unsigned long long)r->revision, r->documents,
           clock_format_rfc3339(r->as_of_ms, at), r->watermark, r->format, r->fold, r->icu,
           r->lexicon);
    if (r->database)
        printf("published in the database: %lld\nwaiting: %lld\ndead letters: %lld\n",
               (long long)r->published, (long long)r->waiting, (long long)r->dead);
    else
        printf("database: does not answer\n");
    for (size_t i = 0; i < r->n_letters; i++)
        printf("  %s since %s: %s\n", r->letters[i].id,
               clock_format_rfc3339(r->letters[i].at_ms, at), r->letters[i].reason);
}

static void write_letters(struct jsonw *w, const struct status_result *r)
{
    char at[CLOCK_RFC3339_BYTES];
    jsonw_key(w, "letters");
    jsonw_array_begin(w);
    for (size_t i = 0; i < r->n_letters; i++) {
        jsonw_object_begin(w);
        jsonw_key_str(w, "number", r->letters[i].id);
        jsonw_key_str(w, "at", clock_format_rfc3339(r->letters[i].at_ms, at));
        jsonw_key_str(w, "reason", r->letters[i].reason);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void print_json(void *ctx, const struct status_result *r)
{
    struct jsonw w;
    char at[CLOCK_RFC3339_BYTES];
    jsonw_init(&w, ctx);
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "generation", r->generation);
    jsonw_key_int(&w, "revision", (int64_t)r->revision);
    jsonw_key_int(&w, "documents", r->documents);
    jsonw_key_str(&w, "as_of", clock_format_rfc3339(r->as_of_ms, at));
    jsonw_key_str(&w, "watermark", r->watermark);
    jsonw_key_str(&w, "format", r->format);
    jsonw_key_str(&w, "fold", r->fold);
    jsonw_key_str(&w, "icu", r->icu);
    jsonw_key_str(&w, "lexicon", r->lexicon);
    jsonw_key_bool(&w, "database", r->database);
    jsonw_key_int(&w, "published", r->published);
    jsonw_key_int(&w, "waiting", r->waiting);
    jsonw_key_int(&w, "dead", r->dead);
    write_letters(&w, r);
    jsonw_object_end(&w);
    puts(jsonw_text(&w));
}

static int command_status(const struct options *o)
{
    void *ctx = mem_context(NULL, "status");
    struct status_result r;
    struct err err = {.text = ""};
    int result = EXIT_GOOD;
    if (status_read(ctx, o->index, o->common.conf.database, &r, &err) != OK)
        result = failed(o, &err);
    else if (o->json)
        print_json(ctx, &r);
    else
        print_status(&r);
    talloc_free(ctx);
    return result;
}

/* Needs no lock: the rows are taken by the worker, which goes on meanwhile. */
static int command_retry(const struct options *o)
{
    void *ctx = mem_context(NULL, "retry");
    struct err err = {.text = ""};
    int64_t n;
    int result = EXIT_GOOD;
    if (store_letter_retry(store_open(ctx, o->common.conf.database), &n, &err) != OK)
        result = failed(o, &err);
    else
        printf("dead letters back in the outbox: %lld\n", (long long)n);
    talloc_free(ctx);
    return result;
}

static int command_lexicon(const struct options *o)
{
    const struct lexicon_command lexicon = {
        .folder = o->lexicon, .args = o->args, .n_args = o->n_args, .verbose = o->verbose};
    return lexicon_command_run(&lexicon);
}

static int dispatch(const struct options *o)
{
    static const struct {
        const char *name;
        int (*run)(const struct options *o);
    } commands[] = {{"run", command_run},       {"rebuild", command_rebuild},
                    {"verify", command_verify}, {"status", command_status},
                    {"retry", command_retry},   {"lexicon", command_lexicon}};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, o->command) == 0)
            return commands[i].run(o);
    fprintf(stderr, "shirube-indexer: unknown command %s (" COMMANDS ")\n", o->command);
    return EXIT_USAGE;
}

static bool read_numbers(struct options *o, struct err *err)
{
    const struct conf *c = &o->common.conf;
    return conf_int("batch", c->batch, 1, 10000, &o->batch, err) == OK &&
           conf_int("flush_threshold", c->flush_threshold, 10, 1000000, &o->flush_threshold, err) ==
               OK &&
           conf_int("poll_ms", c->poll_ms, 10, 600000, &o->poll_ms, err) == OK;
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        .options = argp_options,
        .parser = parse,
        .args_doc = "run|rebuild|verify|status|retry\nlexicon add FILE...\nlexicon list|check",
        .doc = "Keeps the search index equal to the registry.\v"
               "run      follows the changes until it is stopped\n"
               "rebuild  builds a new generation beside the one in use and switches to it\n"
               "verify   compares every registration with the index; --repair writes anew what "
               "differs\n"
               "status   says which generation is in use, what waits and what was given up\n"
               "retry    puts what was given up (dead letters) back into the outbox\n"
               "lexicon  adds names from files to the lexicon, lists and checks them",
    };
    struct options o = {.parts = parts_default()};
    struct err err;
    mem_start();
    void *ctx = mem_context(NULL, "main");
    arg_parse(&argp, argc, argv, &o, &o.common, ctx);
    catch_signals();
    o.index = conf_index_path(ctx, &o.common.conf);
    o.lexicon = conf_lexicon_path(ctx, &o.common.conf);
    int result;
    if (!read_numbers(&o, &err)) {
        fprintf(stderr, "shirube-indexer: configuration: %s\n", err.text);
        result = EXIT_USAGE;
    } else {
        result = dispatch(&o);
    }
    talloc_free(ctx);
    return result;
}
