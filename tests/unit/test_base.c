#include "tests/unit/unit.h"
#include "schema/base/clock.h"
#include "schema/base/conf.h"
#include "schema/base/jsonw.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "schema/base/text.h"
#include "schema/codes.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void json_strings_are_escaped_and_always_valid_utf8(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct jsonw w;
    jsonw_init(&w, ctx);
    jsonw_object_begin(&w);
    jsonw_key_str(&w, "a", "tab\t \"quote\" back\\slash </script> \x01 がん \xff end");
    jsonw_key_str(&w, "missing", NULL);
    jsonw_key(&w, "list");
    jsonw_array_begin(&w);
    jsonw_int(&w, -5);
    jsonw_double(&w, 0.1);
    jsonw_double(&w, 1.0 / 0.0);
    jsonw_bool(&w, true);
    jsonw_null(&w);
    jsonw_array_end(&w);
    jsonw_object_end(&w);
    assert_string_equal(jsonw_text(&w),
                        "{\"a\":\"tab\\t \\\"quote\\\" back\\\\slash \\u003c/script> "
                        "\\u0001 がん \xEF\xBF\xBD end\",\"list\":[-5,0.1,null,true,null]}");
    talloc_free(ctx);
}

static void json_is(struct jsonw *w, const char *text, const char *json)
{
    jsonw_clear(w);
    jsonw_str(w, text);
    assert_string_equal(jsonw_text(w), json);
}

static void json_text_keeps_whole_characters_alone(void **state)
{
    struct jsonw w;
    (void)state;
    jsonw_init(&w, NULL);
    json_is(&w, "", "\"\"");
    json_is(&w, " !#;=[]~", "\" !#;=[]~\"");
    json_is(&w, "\x1f\x7f<", "\"\\u001f\\u007f\\u003c\"");
    json_is(&w, "é\u0e01\u200b※がん豚가Ｚ\U0001f600", "\"é\u0e01\u200b※がん豚가Ｚ\U0001f600\"");
    json_is(&w, "a\u2028\u2029b", "\"a\\u2028\\u2029b\"");
    /* cut off, and a second byte that goes on with nothing */
    json_is(&w, "\xe3\x81", "\"\uFFFD\uFFFD\"");
    json_is(&w, "a\xe3\x81\"", "\"a\uFFFD\uFFFD\\\"\"");
    json_is(&w, "\xe3\xc3\x81", "\"\uFFFDÁ\"");
    json_is(&w, "\xe0\x80\x80\xed\xa0\x80", "\"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\"");
    json_is(&w, "\uFFFD", "\"\uFFFD\"");
    talloc_free(w.buf);
}

static void json_integer_is(struct jsonw *w, int64_t n, const char *json)
{
    jsonw_clear(w);
    jsonw_int(w, n);
    assert_string_equal(jsonw_text(w), json);
}

static void whole_numbers_are_written_to_their_ends(void **state)
{
    struct jsonw w;
    char text[TEXT_UINT_BYTES];
    (void)state;
    jsonw_init(&w, NULL);
    json_integer_is(&w, 0, "0");
    json_integer_is(&w, -1, "-1");
    json_integer_is(&w, 9007199254740993, "9007199254740993");
    json_integer_is(&w, INT64_MAX, "9223372036854775807");
    json_integer_is(&w, INT64_MIN, "-9223372036854775808");
    assert_int_equal(text_write_uint(text, UINT64_MAX), 20);
    assert_string_equal(text, "18446744073709551615");
    talloc_free(w.buf);
}

static const char *double_text(struct jsonw *w, double d)
{
    jsonw_clear(w);
    jsonw_double(w, d);
    return jsonw_text(w);
}

static void doubles_are_written_short_and_read_back_the_same(void **state)
{
    static const double cases[] = {0,
                                   -0.5,
                                   1,
                                   -3.25,
                                   0.0001,
                                   0.00012,
                                   1e5,
                                   1234567,
                                   18.4999,
                                   99999999.5,
                                   1e11 + 0.125,
                                   1e300,
                                   -1e-9,
                                   1.0 / 3,
                                   0.1 + 0.2,
                                   5e-324,
                                   1.7976931348623157e308};
    struct jsonw w;
    char plain[40];
    (void)state;
    jsonw_init(&w, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(strtod(double_text(&w, cases[i]), NULL) == cases[i]);
    }
    for (int n = -30000; n < 30000; n += 7) { /* no more digits than were meant */
        snprintf(plain, sizeof plain, "%.15g", n / 1e4);
        assert_string_equal(double_text(&w, n / 1e4), plain);
    }
    talloc_free(w.buf);
}

static void utf8_follows_the_unicode_table(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t good;
    } cases[] = {{"abc", 3},          {"癌", 3}, {"\xC0\xAF", 0},         {"a\xE0\x80\x80", 1},
                 {"\xED\xA0\x80", 0}, {"𠮷", 4}, {"\xF4\x90\x80\x80", 0}, {"癌\xE7\x99", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(text_find_ill_formed(cases[i].s, strlen(cases[i].s)), cases[i].good);
    for (uint32_t c = 1; c < 0x110000; c += 7) {
        char utf8[4];
        size_t pos = 0, n = text_encode(c, utf8);
        bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        assert_int_equal(text_decode(utf8, n, &pos), surrogate ? TEXT_REPLACEMENT : c);
        assert_int_equal(pos, n);
    }
}

/* The inline way of text_decode reads every three bytes as the long way does, cut short or not. */
static void decoding_in_short_agrees_with_the_long_way(void **state)
{
    (void)state;
    static const unsigned char tails[] = {0x00, 0x41, 0x7F, 0x80, 0x9F, 0xA0,
                                          0xBF, 0xC0, 0xC2, 0xE3, 0xF4, 0xFF};
    enum { TAILS = sizeof tails };
    for (unsigned i = 0; i < 256 * TAILS * TAILS * 3; i++) {
        const char s[3] = {(char)(i % 256), (char)tails[i / 256 % TAILS],
                           (char)tails[i / 256 / TAILS % TAILS]};
        size_t len = 1 + i / 256 / TAILS / TAILS, at = 0, want_at = 0;
        uint32_t want = text_decode_any(s, len, &want_at);
        assert_int_equal(text_decode(s, len, &at), want);
        assert_int_equal(at, want_at);
    }
    for (uint32_t c = 0; c < 0x120000; c++) {
        char got[4] = {0}, want[4] = {0};
        assert_int_equal(text_encode(c, got), text_encode_any(c, want));
        assert_memory_equal(got, want, 4);
    }
}

static void blanks_of_every_kind_are_trimmed(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    assert_true(text_is_blank(" \t\n　\xC2\xA0\xEF\xBB\xBF"));
    assert_false(text_is_blank("　肺　"));
    const char *s = "　 肺 癌 \r\n　";
    assert_string_equal(text_trim(ctx, s, strlen(s)), "肺 癌");
    assert_string_equal(text_squeeze(ctx, "　a  b\r\n\n c ", true), "a b\nc");
    assert_string_equal(text_squeeze(ctx, "a\r\n b", false), "a b");
    assert_null(text_squeeze(ctx, "　", false));
    talloc_free(ctx);
}

static void entities_are_decoded_once(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    assert_string_equal(
        text_decode_entities(ctx, "&lt;br&gt; &amp;lt; &#12354;&#x3042; &bogus; & &#0; &#xD800;"),
        "<br> &lt; ああ &bogus; & &#0; &#xD800;");
    talloc_free(ctx);
}

static void text_is_rewritten_without_touching_the_rest(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    assert_string_equal(text_halfwidth(ctx, "ＮＣＴ０１　ｶﾞﾝ癌"), "NCT01 ｶﾞﾝ癌");
    assert_string_equal(text_replace(ctx, "a_x000D_b_x000D_", "_x000D_", "\n"), "a\nb\n");
    assert_string_equal(text_replace(ctx, "aaa", "", "x"), "aaa");
    char small[6];
    text_copy(small, sizeof small, "肺癌");
    assert_string_equal(small, "肺");
    text_copy(small, sizeof small, "abcde");
    assert_string_equal(small, "abcde");
    assert_string_equal(text_lower_ascii(ctx, "JRCTｓ癌Z"), "jrctｓ癌z");
    assert_true(text_contains_nocase("No Limit", "limit"));
    assert_true(text_equal_nocase("NcT", "nCt"));
    assert_false(text_equal_nocase("NCT", "NCT0"));
    talloc_free(ctx);
}

static void whole_numbers_only(void **state)
{
    (void)state;
    int64_t n;
    double d;
    assert_true(text_read_int("-42", &n) && n == -42);
    static const char *const bad[] = {"",   "-",   "+1",   " 1",
                                      "1 ", "1e3", "0x10", "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(text_read_int(bad[i], &n));
    assert_true(text_read_double("35.69", &d) && d == 35.69);
    assert_false(text_read_double("0x1p3", &d));
    assert_false(text_read_double("nan", &d));
    assert_false(text_read_double("1,5", &d));
}

static void splitting_gives_empty_fields_too(void **state)
{
    (void)state;
    struct span rest = {"a,,b;", 5}, field;
    const char *want[] = {"a", "", "b", ""};
    size_t n = 0;
    while (text_split_next(&rest, ",;", &field)) {
        assert_int_equal(field.len, strlen(want[n]));
        assert_memory_equal(field.p, want[n], field.len);
        n++;
    }
    assert_int_equal(n, 4);
}

static void days_and_dates_agree(void **state)
{
    (void)state;
    assert_int_equal(clock_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(clock_days_from_civil(2000, 3, 1), 11017);
    for (int32_t day = -800000; day < 800000; day += 13) {
        int y, m, d;
        clock_civil_from_days(day, &y, &m, &d);
        assert_int_equal(clock_days_from_civil(y, m, d), day);
    }
    char text[CLOCK_RFC3339_BYTES];
    int64_t ms;
    assert_int_equal(clock_read_rfc3339("2026-11-24T19:29:04.5+09:00", &ms), 0);
    assert_string_equal(clock_format_rfc3339(ms, text), "2026-11-24T10:29:04.500Z");
    assert_string_equal(clock_format_rfc3339(-1, text), "1969-12-31T23:59:59.999Z");
    assert_int_equal(clock_read_rfc3339("2026-13-01T00:00:00Z", &ms), -1);
    assert_int_equal(clock_read_rfc3339("2026-12-01T00:00:00", &ms), -1);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void configuration_names_what_is_wrong(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    char path[] = "/tmp/shirube-conf-XXXXXX";
    close(mkstemp(path));
    struct conf conf;
    struct err err;
    write_file(path, "; a comment\nlisten = 127.0.0.1:9\nvar = /tmp/x\n");
    setenv("SHIRUBE_ID_PREFIX", "ABC", 1);
    assert_int_equal(conf_load(ctx, path, &conf, &err), OK);
    assert_string_equal(conf.listen, "127.0.0.1:9");
    assert_string_equal(conf.id_prefix, "ABC");
    assert_string_equal(conf_index_path(ctx, &conf), "/tmp/x/index");
    unsetenv("SHIRUBE_ID_PREFIX");
    write_file(path, "lisen = 1\n");
    assert_int_equal(conf_load(ctx, path, &conf, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "unknown key \"lisen\""));
    assert_non_null(strstr(err.text, "line 1"));
    assert_int_equal(conf_load(ctx, "/nowhere/x.conf", &conf, &err), ERR_IO);
    long n;
    assert_int_equal(conf_int("batch", "0", 1, 9, &n, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "batch"));
    assert_int_equal(conf_int("batch", "7", 1, 9, &n, &err), OK);
    unlink(path);
    talloc_free(ctx);
}

static void errors_keep_code_and_say_where(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(err_set(&err, ERR_IO, "disk %d", 3), ERR_IO);
    assert_int_equal(err_wrap(&err, "index"), ERR_IO);
    assert_string_equal(err.text, "index: disk 3");
    for (int code = 0; code < ERR_COUNT; code++) {
        assert_in_range(err_http_status((enum err_code)code), 200, 503);
        assert_non_null(err_key((enum err_code)code));
    }
}

static void code_lists_find_codes_labels_and_aliases(void **state)
{
    (void)state;
    assert_int_equal(code_find(CODE_RECRUITMENT_STATUS, "recruiting"),
                     RECRUITMENT_STATUS_RECRUITING);
    assert_int_equal(code_find(CODE_RECRUITMENT_STATUS, "Recruiting"), 0);
    assert_int_equal(code_find_alias(CODE_RECRUITMENT_STATUS, " 募集中　"),
                     RECRUITMENT_STATUS_RECRUITING);
    assert_int_equal(code_find_alias(CODE_RECRUITMENT_STATUS, "ＯＰＥＮ public  recruiting"),
                     RECRUITMENT_STATUS_RECRUITING);
    assert_int_equal(code_find_alias(CODE_RECRUITMENT_STATUS, ""), 0);
    assert_string_equal(code_text(CODE_PREFECTURE, 13), "13");
    assert_string_equal(code_label(CODE_PREFECTURE, 13, LANG_EN), "Tokyo");
    assert_null(code_text(CODE_PREFECTURE, 48));
    assert_null(code_text(CODE_PREFECTURE, 0));
    assert_int_equal(code_list_find("prefecture"), CODE_PREFECTURE);
    assert_int_equal(code_list_find("nothing"), -1);
    for (int list = 0; list < CODE_LIST_COUNT; list++)
        for (int v = 1; v < code_list_count((enum code_list)list); v++)
            assert_int_equal(code_find((enum code_list)list, code_text((enum code_list)list, v)),
                             v);
}

static void seeded_numbers_repeat(void **state)
{
    (void)state;
    struct rng a = {42}, b = {42};
    for (int i = 0; i < 1000; i++) {
        int n = rng_between(&a, 3, 9);
        assert_in_range(n, 3, 9);
        assert_int_equal(n, rng_between(&b, 3, 9));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_strings_are_escaped_and_always_valid_utf8),
        cmocka_unit_test(json_text_keeps_whole_characters_alone),
        cmocka_unit_test(whole_numbers_are_written_to_their_ends),
        cmocka_unit_test(doubles_are_written_short_and_read_back_the_same),
        cmocka_unit_test(utf8_follows_the_unicode_table),
        cmocka_unit_test(decoding_in_short_agrees_with_the_long_way),
        cmocka_unit_test(blanks_of_every_kind_are_trimmed),
        cmocka_unit_test(entities_are_decoded_once),
        cmocka_unit_test(text_is_rewritten_without_touching_the_rest),
        cmocka_unit_test(whole_numbers_only),
        cmocka_unit_test(splitting_gives_empty_fields_too),
        cmocka_unit_test(days_and_dates_agree),
        cmocka_unit_test(configuration_names_what_is_wrong),
        cmocka_unit_test(errors_keep_code_and_say_where),
        cmocka_unit_test(code_lists_find_codes_labels_and_aliases),
        cmocka_unit_test(seeded_numbers_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
