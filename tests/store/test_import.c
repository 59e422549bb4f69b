#include "tests/unit/unit.h"
#include "tests/store/cluster.h"
#include "indexer/load.h"
#include "indexer/sample/sampler.h"
#include "schema/base/log.h"

static struct import_counts import(struct test_database *db, const char *file, bool dry_run,
                                   FILE *problems, enum err_code want)
{
    const struct load_options o = {.file = file,
                                   .dry_run = dry_run,
                                   .compare = true,
                                   .problems = problems,
                                   .id_prefix = "SRB"};
    struct import_counts counts;
    enum source_format format;
    struct err err = {.text = ""};
    enum err_code code = load_file(db->store, &o, &counts, &format, &err);
    if (code != want)
        fail_msg("%s: %s", file, err.text);
    assert_int_equal(counts.read, counts.created + counts.linked + counts.updated +
                                      counts.unchanged + counts.quarantined + counts.failed);
    return counts;
}

static const char *const files[] = {"tests/cases/import/ictrp.xml", "tests/cases/import/ictrp.csv",
                                    "tests/cases/import/ctgov.ndjson",
                                    "tests/cases/import/umin.csv.gz",
                                    "tests/cases/import/native.ndjson"};

static void every_record_of_every_format_is_accounted_for_and_known_the_second_time(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    static const struct {
        int read, saved, quarantined;
    } want[] = {{3, 2, 1}, {3, 2, 1}, {4, 2, 2}, {2, 1, 1}, {5, 2, 3}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct import_counts first = import(db, files[i], false, NULL, OK);
        assert_int_equal(first.read, want[i].read);
        assert_int_equal(first.created + first.linked, want[i].saved);
        assert_int_equal(first.quarantined, want[i].quarantined);
        struct import_counts second = import(db, files[i], false, NULL, OK);
        assert_int_equal(second.unchanged, want[i].saved);
        assert_int_equal(second.quarantined, want[i].quarantined);
    }
    assert_string_equal(database_ask(db, "SELECT count(*) FROM trial_version"), "9");
    assert_string_equal(database_ask(db, "SELECT count(*) FROM outbox"), "9");
    assert_string_equal(database_ask(db, "SELECT count(*) FROM import_run WHERE complete"), "10");
    assert_string_equal(
        database_ask(db, "SELECT line FROM import_problem WHERE path = '/titel' LIMIT 1"), "2");
}

static void a_dry_run_changes_nothing_and_knows_what_is_known(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct import_counts counts = import(db, files[0], true, NULL, OK);
    assert_int_equal(counts.created, 2);
    assert_int_equal(counts.quarantined, 1);
    assert_string_equal(
        database_ask(db, "SELECT (SELECT count(*) FROM trial) + (SELECT count(*) FROM import_run)"),
        "0");
    import(db, files[0], false, NULL, OK);
    counts = import(db, files[0], true, NULL, OK);
    assert_int_equal(counts.created, 0);
    assert_int_equal(counts.unchanged, 2);
    assert_string_equal(database_ask(db, "SELECT count(*) FROM trial_version"), "2");
}

static const char *file_of(void *ctx, const char *text)
{
    char *path = mem_strdup(ctx, "/tmp/shirube-import-XXXXXX");
    int fd = mkstemp(path);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    return path;
}

#define LINE(number, title)                                                                        \
    "{\"source\":{\"registry\":\"SMP\",\"id\":\"" number                                           \
    "\"},\"title\":{\"public\":{\"ja\":\"" title "\"}}}\n"

static void a_dry_run_foresees_updates_also_of_its_own_records(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    const char *known = file_of(db, LINE("SMPs019990011", "甲")),
               *file = file_of(db, LINE("SMPs019990011", "乙") LINE("SMPs019990012", "丙")
                                       LINE("SMPs019990012", "丙"));
    import(db, known, false, NULL, OK);
    struct import_counts foreseen = import(db, file, true, NULL, OK),
                         real = import(db, file, false, NULL, OK);
    assert_int_equal(foreseen.created, 1);
    assert_int_equal(foreseen.updated, 1);
    assert_int_equal(foreseen.unchanged, 1);
    assert_memory_equal(&foreseen, &real, sizeof real);
    unlink(known);
    unlink(file);
}

static void records_that_a_dead_database_did_not_take_are_counted(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct err err = {.text = ""};
    database_must(db_run(db->store,
                         "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                         "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$; "
                         "CREATE TRIGGER die BEFORE INSERT ON trial FOR EACH ROW EXECUTE FUNCTION "
                         "die()",
                         NULL, &err),
                  &err);
    const char *file = file_of(db, "{}\n" LINE("SMPs019990021", "甲") LINE("SMPs019990022", "乙"));
    const struct load_options o = {.file = file, .id_prefix = "SRB"};
    struct import_counts counts;
    enum source_format format;
    assert_int_equal(load_file(db->store, &o, &counts, &format, &err), ERR_NO_DATABASE);
    assert_int_equal(counts.read, 3);
    assert_int_equal(counts.quarantined, 1);
    assert_int_equal(counts.failed, 2);
    assert_non_null(strstr(err.text, "2 records from line 2 on were not saved"));
    assert_string_equal(database_ask(db, "SELECT complete FROM import_run"), "f");
    unlink(file);
}

static void the_countries_of_an_eu_trial_are_one_trial(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    struct import_counts counts = import(db, "tests/cases/import/eu.xml", false, NULL, OK);
    assert_int_equal(counts.created, 2);
    assert_int_equal(counts.linked, 1);
    assert_string_equal(
        database_ask(db, "SELECT string_agg(public_id, ' ' ORDER BY public_id) FROM trial GROUP BY "
                         "cluster_id HAVING count(*) > 1"),
        "EUCTR2020-009997-01-DE EUCTR2020-009997-01-FR");
}

static void problems_go_into_a_file_a_line_each(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    import(db, files[4], false, out, OK);
    fclose(out);
    assert_non_null(strstr(text,
                           "\"file\":\"tests/cases/import/"
                           "native.ndjson\",\"line\":2,\"record\":\"SMPs019980002\",\"field\":\"/"
                           "titel\",\"level\":\"error\",\"code\":\"unknown_member\""));
    assert_non_null(strstr(text, "\"quarantined\":true"));
    free(text);
}

static void a_file_that_breaks_off_keeps_what_stood_before(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    char path[] = "/tmp/shirube-import-XXXXXX";
    int fd = mkstemp(path);
    static const char text[] =
        "<Trials_central><Trial><TrialID>NCT09999831</TrialID><Public_title>whole</Public_title></"
        "Trial><Trial><TrialID>NCT0";
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    close(fd);
    struct import_counts counts = import(db, path, false, NULL, ERR_INVALID);
    assert_int_equal(counts.read, 2);
    assert_int_equal(counts.created, 1);
    assert_int_equal(counts.quarantined, 1);
    assert_string_equal(database_ask(db, "SELECT count(*) FROM trial"), "1");
    assert_string_equal(database_ask(db, "SELECT complete FROM import_run"), "f");
    unlink(path);
}

static void a_number_twice_in_a_file_gives_the_same_state_each_time(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    char path[] = "/tmp/shirube-import-XXXXXX";
    int fd = mkstemp(path);
    static const char text[] = "{\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs019990001\"},"
                               "\"title\":{\"public\":{\"ja\":\"甲\"}}}\n"
                               "{\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs019990001\"},"
                               "\"title\":{\"public\":{\"ja\":\"乙\",\"en\":\"only here\"}}}\n";
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    close(fd);
    struct import_counts first = import(db, path, false, NULL, OK),
                         second = import(db, path, false, NULL, OK);
    assert_int_equal(first.created, 1);
    assert_int_equal(first.updated, 1);
    assert_int_equal(second.unchanged, 2);
    unlink(path);
}

/* The samples with their history, oldest states first, as a file. */
static const char *sample_history(struct test_database *db, uint32_t records, int *ret_lines)
{
    struct sampler *s;
    struct err err;
    struct trial *v[SAMPLER_VERSIONS_MAX];
    char *text = mem_strdup(db, "");
    *ret_lines = 0;
    database_must(sampler_new(db, 1, true, &s, &err), &err);
    for (uint32_t serial = 1; serial <= records; serial++) {
        struct trial *newest = sampler_make(s, db, serial);
        size_t n = sampler_history(s, db, serial, newest, v);
        for (size_t i = 0; i < n; i++)
            text = mem_check(
                talloc_asprintf_append_buffer(text, "%s\n", trial_to_json(db, v[i], NULL)));
        *ret_lines += (int)n;
    }
    return file_of(db, text);
}

static void a_history_becomes_versions_and_the_second_import_none(void **state)
{
    struct test_database *db = *state;
    DATABASE_OR_SKIP(db);
    enum { RECORDS = 60 };
    int lines;
    const char *file = sample_history(db, RECORDS, &lines);
    struct import_counts first = import(db, file, false, NULL, OK),
                         second = import(db, file, false, NULL, OK);
    assert_true(lines > 2 * RECORDS);
    assert_int_equal(first.created + first.linked, RECORDS);
    assert_int_equal(first.updated, lines - RECORDS);
    assert_int_equal(second.unchanged, lines);
    assert_string_equal(database_ask(db, "SELECT count(*) FROM trial_version"),
                        mem_printf(db, "%d", lines));
    unlink(file);
}

int main(void)
{
    log_set_level(LOG_ERROR);
#define WITH_DATABASE(f) cmocka_unit_test_setup_teardown(f, database_set_up, database_tear_down)
    const struct CMUnitTest tests[] = {
        WITH_DATABASE(every_record_of_every_format_is_accounted_for_and_known_the_second_time),
        WITH_DATABASE(a_dry_run_changes_nothing_and_knows_what_is_known),
        WITH_DATABASE(a_dry_run_foresees_updates_also_of_its_own_records),
        WITH_DATABASE(records_that_a_dead_database_did_not_take_are_counted),
        WITH_DATABASE(the_countries_of_an_eu_trial_are_one_trial),
        WITH_DATABASE(a_history_becomes_versions_and_the_second_import_none),
        WITH_DATABASE(problems_go_into_a_file_a_line_each),
        WITH_DATABASE(a_file_that_breaks_off_keeps_what_stood_before),
        WITH_DATABASE(a_number_twice_in_a_file_gives_the_same_state_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
