/* shirube-import: registry files → registry. */
#include "indexer/load.h"
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static atomic_bool stop;

struct options {
    enum source_format format;
    bool dry_run, compare; /* compare: with what the database knows */
    const char *problems;
    char **files;
    size_t n_files;
};

enum { KEY_DRY_RUN = 1000, KEY_PROBLEMS };

static const struct argp_option argp_options[] = {
    {"format", 'f', "NAME", 0,
     "auto (default), native, ictrp-xml, ictrp-csv, ctgov-json or umin-csv", 0},
    {"dry-run", KEY_DRY_RUN, 0, 0, "Read and check, change nothing", 0},
    {"problems", KEY_PROBLEMS, "FILE", 0, "Write every problem as a line of JSON", 0},
    {0},
};

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 'f':
        o->format = source_format_find(value);
        if (o->format == SOURCE_FORMAT_COUNT)
            argp_error(
                state,
                "--format: %s is none of auto, native, ictrp-xml, ictrp-csv, ctgov-json, umin-csv",
                value);
        return 0;
    case KEY_DRY_RUN:
        o->dry_run = true;
        return 0;
    case KEY_PROBLEMS:
        o->problems = value;
        return 0;
    case ARGP_KEY_ARGS:
        o->files = state->argv + state->next;
        o->n_files = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "a file is needed (- for standard input)");
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

static void print_counts(const char *what, const char *format, const struct import_counts *c,
                         const char *note)
{
    char failed[40] = "";
    if (c->failed)
        snprintf(failed, sizeof failed, " + failed %lld", (long long)c->failed);
    printf("%s%s%s%s: read %lld = new %lld + linked %lld + updated %lld + unchanged %lld + "
           "quarantined %lld%s%s\n",
           what, format ? " (" : "", format ? format : "", format ? ")" : "", (long long)c->read,
           (long long)c->created, (long long)c->linked, (long long)c->updated,
           (long long)c->unchanged, (long long)c->quarantined, failed, note);
    if (c->read == 0)
        printf("%s: no registration was found in it\n", what);
    if (!*note && c->read > 0 && c->unchanged == c->read)
        printf("%s: everything was known already: 0 new versions, nothing to index\n", what);
}

/* What a dry run's counts mean. */
static const char *note_of(const struct options *o)
{
    if (!o->dry_run)
        return "";
    return o->compare
               ? " (dry run: nothing was changed)"
               : " (dry run: nothing was changed; no database at hand: what is known already "
                 "counts as new)";
}

static void add(struct import_counts *sum, const struct import_counts *c)
{
    sum->read += c->read;
    sum->created += c->created;
    sum->linked += c->linked;
    sum->updated += c->updated;
    sum->unchanged += c->unchanged;
    sum->quarantined += c->quarantined;
    sum->failed += c->failed;
}

static bool import_all(struct store *s, const struct options *o, const struct conf *conf,
                       FILE *problems, struct import_counts *sum)
{
    bool good = true;
    for (size_t i = 0; i < o->n_files && !stop; i++) {
        const struct load_options load = {.file = o->files[i],
                                          .format = o->format,
                                          .dry_run = o->dry_run,
                                          .compare = o->compare,
                                          .problems = problems,
                                          .id_prefix = conf->id_prefix,
                                          .stop = &stop};
        struct import_counts counts;
        enum source_format format = SOURCE_AUTO;
        struct err err = {.text = ""};
        enum err_code code = load_file(s, &load, &counts, &format, &err);
        if (code != OK)
            fprintf(stderr, "shirube-import: %s: %s%s\n", o->files[i], err.text,
                    code == ERR_NO_DATABASE
                        ? " (is PostgreSQL running? SHIRUBE_DATABASE says where)"
                    : counts.read ? " (what was read before stands)"
                                  : "");
        if (code == OK || counts.read)
            print_counts(o->files[i], format ? source_format_name(format) : NULL, &counts,
                         note_of(o));
        add(sum, &counts);
        good &= code == OK;
    }
    return good && !stop;
}

static int run(struct options *o, const struct arg_common *common, void *ctx)
{
    struct import_counts sum = {0};
    struct err err = {.text = ""};
    FILE *problems = o->problems ? fopen(o->problems, "w") : NULL;
    if (o->problems && !problems) {
        fprintf(stderr, "shirube-import: --problems: cannot write %s\n", o->problems);
        return EXIT_FAILED;
    }
    struct store *s = store_open(ctx, common->conf.database);
    o->compare = store_ping(s, &err) == OK;
    if (!o->dry_run && !o->compare) {
        fprintf(stderr, "shirube-import: %s (is PostgreSQL running? SHIRUBE_DATABASE says where)\n",
                err.text);
        return EXIT_FAILED;
    }
    bool good = import_all(s, o, &common->conf, problems, &sum);
    if (o->n_files > 1)
        print_counts("all files", NULL, &sum, note_of(o));
    if (problems && fclose(problems) != 0) {
        fprintf(stderr, "shirube-import: --problems: cannot write %s\n", o->problems);
        good = false;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "shirube-import: standard output cannot be written: the counts are lost\n");
        good = false;
    }
    return !good ? EXIT_FAILED : sum.quarantined ? EXIT_PARTLY : EXIT_GOOD;
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        .options = argp_options,
        .parser = parse,
        .args_doc = "FILE|-...",
        .doc = "Imports registry files (plain or .gz) into the registry.\vEvery record read is "
               "new, linked (new, and a registration "
               "of a trial known already), updated, unchanged or quarantined; the last line says "
               "how many of each, and how many failed because the database went away. "
               "Exit status: 0 all good, 2 some records were quarantined, 1 failed.",
    };
    struct options o = {.format = SOURCE_AUTO};
    struct arg_common common = {0};
    struct sigaction action = {.sa_handler = on_signal};
    mem_start();
    void *ctx = mem_context(NULL, "main");
    arg_parse(&argp, argc, argv, &o, &common, ctx);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    int result = run(&o, &common, ctx);
    talloc_free(ctx);
    return result;
}
