/* Log lines: one an event, in order, whether they are gathered or not. */
#include "tests/unit/unit.h"
#include "schema/base/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Standard error into a file, while `act` runs; what has been written is read as often as asked. */
static FILE *caught;
static int kept_stderr;

static int catch_stderr(void **state)
{
    (void)state;
    caught = tmpfile();
    kept_stderr = dup(STDERR_FILENO);
    return caught && dup2(fileno(caught), STDERR_FILENO) >= 0 ? 0 : -1;
}

static int give_back(void **state)
{
    (void)state;
    log_gather(false);
    log_set_request_id(NULL);
    dup2(kept_stderr, STDERR_FILENO);
    close(kept_stderr);
    return fclose(caught);
}

enum { NAMES_BYTES = 65536 };

static void name_add(char names[NAMES_BYTES], const char *name)
{
    size_t len = strlen(names);
    snprintf(names + len, NAMES_BYTES - len, "%s%s", len ? " " : "", name);
}

/* Events of the lines written so far, "a b c". */
static const char *events(void)
{
    static char names[NAMES_BYTES];
    char line[4096];
    names[0] = '\0';
    long end = lseek(fileno(caught), 0, SEEK_CUR); /* the descriptor is shared with the writer */
    rewind(caught);
    while (fgets(line, sizeof line, caught)) {
        char name[64];
        assert_int_equal(strncmp(line, "time=", 5), 0);
        assert_int_equal(line[strlen(line) - 1], '\n');
        assert_int_equal(sscanf(strstr(line, " event=") + 7, "%63s", name), 1);
        name_add(names, name);
    }
    lseek(fileno(caught), end, SEEK_SET);
    return names;
}

static void each_line_goes_out_at_once(void **state)
{
    (void)state;
    log_info("one");
    assert_string_equal(events(), "one");
    log_warn("two", "key", "a value\non one line");
    assert_string_equal(events(), "one two");
}

static void gathered_lines_wait_for_a_flush(void **state)
{
    (void)state;
    log_gather(true);
    log_info("one");
    log_info("two");
    assert_string_equal(events(), "");
    log_flush();
    assert_string_equal(events(), "one two");
    log_info("three");
    log_gather(false);
    assert_string_equal(events(), "one two three");
}

static void trouble_takes_along_what_waits(void **state)
{
    (void)state;
    log_gather(true);
    log_info("before");
    log_error("trouble");
    assert_string_equal(events(), "before trouble");
}

static void nothing_is_lost_when_the_room_is_full(void **state)
{
    (void)state;
    enum { LINES = 2000 };
    static char want[NAMES_BYTES];
    log_gather(true);
    log_set_request_id("0123456789abcdef");
    for (int i = 0; i < LINES; i++) {
        char name[16];
        snprintf(name, sizeof name, "e%d", i);
        log_info(name, "why", "a sentence that takes its room");
        name_add(want, name);
    }
    log_flush();
    assert_string_equal(events(), want);
}

int main(void)
{
#define CAUGHT(test) cmocka_unit_test_setup_teardown(test, catch_stderr, give_back)
    const struct CMUnitTest tests[] = {
        CAUGHT(each_line_goes_out_at_once),
        CAUGHT(gathered_lines_wait_for_a_flush),
        CAUGHT(trouble_takes_along_what_waits),
        CAUGHT(nothing_is_lost_when_the_room_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
