#include "tests/unit/unit.h"
#include "indexer/report.h"

static void check_text(int64_t done, int64_t total, int terminal, const char *want)
{
    const struct progress p = {
        .what = "reading", .done = done, .total = total, .started_us = 0, .terminal = terminal};
    char text[PROGRESS_TEXT_BYTES];
    progress_text(&p, 2000000, text);
    assert_string_equal(text, want);
}

static void a_stream_without_a_size_shows_count_and_rate_only(void **state)
{
    (void)state;
    assert_int_equal(progress_estimate(500, 12345, -1), -1);
    check_text(500, -1, 1, "reading 500, 250/s");
    check_text(500, -1, 0, "reading 500, 250/s");
}

static void a_file_shows_how_far_it_is(void **state)
{
    (void)state;
    assert_int_equal(progress_estimate(500, 1000, 4000), 2000);
    assert_int_equal(progress_estimate(500, 4000, 4000), 500);
    assert_int_equal(progress_estimate(0, 0, 4000), 0);
    check_text(500, 2000, 1, "reading [######..................] 500 of 2000, 250/s, 0:06 left");
    check_text(500, 2000, 0, "reading 500 of 2000, 250/s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_without_a_size_shows_count_and_rate_only),
        cmocka_unit_test(a_file_shows_how_far_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
