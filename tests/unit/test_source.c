#include "tests/unit/unit.h"
#include "indexer/source.h"
#include "schema/base/mem.h"
#include "schema/trial_json.h"
#include <stdio.h>
#include <string.h>

#define MAX_RECORDS 10

/* All records of a file of tests/cases/import. */
struct read {
    void *ctx;
    enum source_format format;
    struct source_record records[MAX_RECORDS];
    size_t n;
    enum err_code code;
    struct err err;
};

static void take_all(struct read *r, struct source *s)
{
    bool done = false;
    while (r->code == OK && !done && r->n < MAX_RECORDS) {
        r->code = source_next(s, r->ctx, &r->records[r->n], &done, &r->err);
        r->n += r->code == OK && !done;
    }
}

static struct read read_file(const char *name)
{
    struct read r = {.ctx = mem_context(NULL, "read")};
    struct source *s;
    r.code = source_open(r.ctx, mem_printf(r.ctx, "tests/cases/import/%s", name), SOURCE_AUTO, &s,
                         &r.err);
    if (r.code == OK) {
        r.format = source_get_format(s);
        take_all(&r, s);
    }
    return r;
}

static struct read read_text(const char *text, enum source_format format)
{
    struct read r = {.ctx = mem_context(NULL, "read")};
    struct source *s;
    r.code = source_open_memory(r.ctx, text, strlen(text), format, &s, &r.err);
    if (r.code == OK) {
        r.format = source_get_format(s);
        take_all(&r, s);
    }
    return r;
}

static void holds(const struct read *r, size_t i, const char *part)
{
    assert_true(i < r->n);
    assert_non_null(r->records[i].trial);
    const char *json = trial_to_json(r->ctx, r->records[i].trial, NULL);
    if (!strstr(json, part))
        fail_msg("%s is not in %s", part, json);
}

static void complains(const struct read *r, size_t i, const char *path, const char *code)
{
    assert_true(i < r->n);
    for (size_t k = 0; k < r->records[i].problems->n; k++)
        if (strcmp(r->records[i].problems->items[k].path, path) == 0 &&
            strcmp(r->records[i].problems->items[k].code, code) == 0)
            return;
    fail_msg("record %zu says nothing of %s at %s", i, code, path);
}

static void ictrp_xml_with_all_its_dirt(void **state)
{
    (void)state;
    struct read r = read_file("ictrp.xml");
    assert_int_equal(r.code, OK);
    assert_int_equal(r.format, SOURCE_ICTRP_XML);
    assert_int_equal(r.n, 3);
    static const char *const parts[] = {
        "\"id\":\"UMIN000099801\"",
        "\"registry\":\"UMIN\"",
        "\"en\":\"A fictional trial of & tea\"",
        "\"phase\":[2,3]",
        "\"recruitment_status\":\"closed\"",
        "\"age_min\":{\"value\":20,\"unit\":\"year\",\"inclusive\":true}",
        "\"sex\":\"all\"",
        "\"target\":400",
        "\"countries\":[\"JP\",\"KR\"]",
        "\"inclusion\":{\"en\":\"adults\"}",
        "\"exclusion\":{\"en\":\"tea \\u003cguide 3> allergy\"}",
        "\"conditions\":[{\"en\":\"Thirst\"},{\"en\":\"Fatigue\"}]",
        "{\"type\":\"drug\",\"name\":{\"en\":\"green tea\"}}",
        ("\"other_ids\":[{\"registry\":\"NCT\",\"id\":\"NCT09999801\"},"
         "{\"registry\":\"OTHER\",\"id\":\"protocol ABC-1\"}]"),
        "\"first_published\":\"2020-02-17\"",
        "\"fetched_at\":\"2020-03-18T00:00:00Z\"",
        "\"raw\":[{\"field\":\"Countries\",\"value\":\"Atlantis\"}"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        holds(&r, 0, parts[i]);
    assert_null(strstr(trial_to_json(r.ctx, r.records[0].trial, NULL), "age_max"));
    complains(&r, 0, "Countries", "not_understood");
    holds(&r, 1, "\"id\":\"EUCTR2020-009998-01-FR\"");
    holds(&r, 1, "\"other_ids\":[{\"registry\":\"EUCTR\",\"id\":\"EUCTR2020-009998-01\"}]");
    holds(&r, 1, "\"sex\":\"female\"");
    assert_null(r.records[2].trial->source.id);
    assert_int_equal(r.records[0].line, 2);
    talloc_free(r.ctx);
}

static void ictrp_values_without_a_place_are_kept_word_for_word(void **state)
{
    (void)state;
    struct read r = read_file("ictrp-rest.xml");
    assert_int_equal(r.code, OK);
    static const char *const parts[] = {
        "{\"registry\":\"OTHER\",\"id\":\"JCOG1711\"}",
        "{\"registry\":\"OTHER\",\"id\":\"R668-AD-1314\"},"
        "{\"registry\":\"NCT\",\"id\":\"NCT09999817\"},"
        "{\"registry\":\"OTHER\",\"id\":\"ABC-123\"}]",
        "{\"field\":\"Internal_Number\",\"value\":\"90001\"}",
        "{\"field\":\"Prospective_registration\",\"value\":\"Yes\"}",
        "{\"field\":\"other_records\",\"value\":\"No\"}",
        "{\"field\":\"Retrospective_flag\",\"value\":\"Yes\"}",
        "{\"field\":\"Bridging_flag_truefalse\",\"value\":\"False\"}",
        "{\"field\":\"Bridged_type\",\"value\":\"parent\"}",
        "{\"field\":\"results_yes_no\",\"value\":\"Yes\"}",
        "{\"field\":\"results_url_protocol\",\"value\":\"https://registry.example/protocol\"}",
        "\"contact\":{\"en\":\"00-0000-0001 irb@uni.example\"}",
        "{\"field\":\"results_IPD_plan\",\"value\":\"Perhaps\"}",
        "{\"field\":\"type_enrolment\",\"value\":\"guessed\"}",
        "{\"field\":\"Ethics_Status\",\"value\":\"In a drawer\"}",
        "{\"field\":\"results_url_link\",\"value\":\"pending\"}"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        holds(&r, 0, parts[i]);
    complains(&r, 0, "results_IPD_plan", "not_understood");
    complains(&r, 0, "type_enrolment", "not_understood");
    complains(&r, 0, "Ethics_Status", "not_understood");
    const char *json = trial_to_json(r.ctx, r.records[0].trial, NULL);
    assert_null(strstr(json, "Date_registration")); /* said by Date_registration3 */
    assert_null(strstr(json, "Export_date"));       /* another one in the next export */
    assert_null(strstr(json, "\"id\":\"None\""));
    talloc_free(r.ctx);
}

static void eu_phases_stand_in_a_block_and_trailing_blanks_are_dropped(void **state)
{
    (void)state;
    struct read r = read_file("eu.xml");
    assert_int_equal(r.code, OK);
    assert_int_equal(r.n, 3);
    for (size_t i = 0; i < 2; i++) {
        holds(&r, i, "\"phase\":[2,3]");
        holds(&r, i, "{\"en\":\"One trial in two countries\"}");
        holds(&r, i, "{\"registry\":\"EUCTR\",\"id\":\"EUCTR2020-009997-01\"}");
    }
    holds(&r, 0, "\"inclusion\":{\"en\":\"adults\"}");
    talloc_free(r.ctx);
}

static void ictrp_csv_by_its_header(void **state)
{
    (void)state;
    struct read r = read_file("ictrp.csv");
    assert_int_equal(r.code, OK);
    assert_int_equal(r.format, SOURCE_ICTRP_CSV);
    assert_int_equal(r.n, 3);
    holds(&r, 0, "\"id\":\"NCT09999802\"");
    holds(&r, 0, "A \\\"quoted\\\", fictional trial");
    holds(&r, 0, "\"phase\":[2,3]");
    assert_null(r.records[1].trial);
    complains(&r, 1, "", "malformed");
    assert_string_equal(r.records[1].record_id, "NCT09999803");
    assert_int_equal(r.records[1].line, 4);
    holds(&r, 2, "\"registry\":\"ChiCTR\"");
    complains(&r, 2, "Inclusion agemin", "not_understood");
    talloc_free(r.ctx);
}

static void the_weekly_file_without_a_header_is_known_by_its_columns(void **state)
{
    (void)state;
    struct read r = read_file("weekly.csv");
    assert_int_equal(r.code, OK);
    assert_int_equal(r.format, SOURCE_ICTRP_CSV);
    assert_int_equal(r.n, 1);
    static const char *const parts[] = {
        "\"id\":\"jRCT2099999805\"",
        "\"name\":{\"en\":\"Jane Example\"}",
        "\"role\":\"scientific\"",
        "jane@uni.example",
        "\"phase\":[1]",
        "\"secondary\":[{\"name\":{\"en\":\"B\"}},{\"name\":{\"en\":\"C\"}}]",
        "\"approved_on\":\"2019-12-01\"",
        "\"sex\":\"male\"",
        "\"en\":\"o2\""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        holds(&r, 0, parts[i]);
    talloc_free(r.ctx);
}

/* A row of n columns that begins with `first`. */
static const char *row_of(void *ctx, const char *first, int n)
{
    char *row = mem_strdup(ctx, first);
    for (int i = 1; i < n; i++)
        row = mem_printf(ctx, "%s,%s", row, i == 3 ? "\"a, \"\"title\"\"\nof two lines\"" : "");
    return mem_printf(ctx, "%s\n", row);
}

static void day_numbers_of_a_spreadsheet_are_dates_and_kept(void **state)
{
    (void)state;
    struct read r = read_file("sheet.csv");
    assert_int_equal(r.n, 2);
    static const char *const parts[] = {
        "\"last_published\":\"2020-03-18\"",
        "\"first_published\":\"1990-01-01\"",
        "\"date\":\"2020-03-18\"",
        "\"posted_on\":\"2040-12-31\"",
        "{\"field\":\"Last Refreshed on\",\"value\":\"43908\"}",
        "{\"field\":\"Date enrollement\",\"value\":\"43908.5\"}",
        "\"phase\":[2,3]"}; /* 2-3, which a spreadsheet takes for a day */
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        holds(&r, 0, parts[i]);
    complains(&r, 1, "Last Refreshed on", "not_understood");
    complains(&r, 1, "Date registration", "not_understood");
    complains(&r, 1, "Date enrollement", "not_understood");
    assert_null(strstr(trial_to_json(r.ctx, r.records[1].trial, NULL), "dates"));
    talloc_free(r.ctx);
    r = read_text("<Trials_central><Trial><TrialID>NCT09999816</TrialID><Public_title>No sheet"
                  "</Public_title><Last_Refreshed_on>43908</Last_Refreshed_on></Trial>"
                  "</Trials_central>",
                  SOURCE_AUTO);
    complains(&r, 0, "Last_Refreshed_on", "not_understood");
    talloc_free(r.ctx);
}

static void a_column_without_a_readable_name_is_kept_all_the_same(void **state)
{
    (void)state;
    struct read r =
        read_text("TrialID,Public title,,\"x\xFF\"\nNCT09999818,x,one,two\n", SOURCE_AUTO);
    assert_int_equal(r.n, 1);
    holds(&r, 0,
          "\"raw\":[{\"field\":\"(no column name)\",\"value\":\"one\"},{\"field\":\"(no column "
          "name)\",\"value\":\"two\"}]");
    talloc_free(r.ctx);
}

static void a_row_of_another_shape_is_no_weekly_file(void **state)
{
    (void)state;
    static const struct {
        const char *first;
        int columns;
        enum source_format format;
    } cases[] = {{"NCT09999813", 63, SOURCE_ICTRP_CSV},
                 {"\"JPRN-UMIN000099813\"", 63, SOURCE_ICTRP_CSV},
                 {"\xEF\xBB\xBF"
                  "NCT09999813",
                  63, SOURCE_ICTRP_CSV},
                 {"NCT09999813", 62, SOURCE_AUTO},
                 {"Smith", 63, SOURCE_AUTO},
                 {"UMIN000099813", 137, SOURCE_UMIN_CSV}};
    void *ctx = mem_context(NULL, "rows");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct read r = read_text(row_of(ctx, cases[i].first, cases[i].columns), SOURCE_AUTO);
        assert_int_equal(r.format, cases[i].format);
        if (cases[i].format == SOURCE_ICTRP_CSV)
            holds(&r, 0, "a, \\\"title\\\" of two lines");
        talloc_free(r.ctx);
    }
    talloc_free(ctx);
}

static void ctgov_lines_of_which_one_is_broken(void **state)
{
    (void)state;
    struct read r = read_file("ctgov.ndjson");
    assert_int_equal(r.code, OK);
    assert_int_equal(r.format, SOURCE_CTGOV_JSON);
    static const char *const parts[] = {
        "\"phase\":[1,2]",       "\"recruitment_status\":\"closed\"",
        "\"unit\":\"month\"",    "\"healthy_volunteers\":true",
        "\"prefecture\":\"13\"", "\"id\":\"EUCTR2020-009998-06\"",
        "\"target\":40",         "\"exclusion\":{\"en\":\"* none\"}",
        "\"lat\":35.6",          "\"kind\":\"actual\""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        holds(&r, 0, parts[i]);
    assert_int_equal(r.n, 4);
    assert_null(r.records[1].trial);
    complains(&r, 1, "", "not_json");
    assert_null(r.records[2].trial);
    holds(&r, 3, "After the broken one");
    assert_int_equal(r.records[3].line, 4);
    talloc_free(r.ctx);
}

static void ctgov_members_without_a_place_are_kept_word_for_word(void **state)
{
    (void)state;
    struct read r = read_file("ctgov-rest.json");
    assert_int_equal(r.code, OK);
    static const char *const parts[] = {
        "{\"registry\":\"OTHER\",\"id\":\"AFT-05\"}",
        "{\"registry\":\"OTHER\",\"id\":\"BIG 14-03\"}",
        "{\"registry\":\"OTHER\",\"id\":\"AS0006\"}",
        "\"id\":\"EUCTR2020-009998-07\"",
        "{\"field\":\"locations/status\",\"value\":\"NAPPING\"}",
        "\"status\":\"unknown\"",
        "\"address\":{\"en\":\"Kakuu, Tokyo, 000-0001, Japan\"}",
        "\"investigator\":{\"en\":\"Hanako Reiji\"}",
        "\"contact\":\"Office, 00-0000-0002 ext. 3, office@uni.example\"",
        "\"description\":{\"en\":\"Once a day\\nOther names: Kakuumab, KKU-1\"}",
        "\"other\":{\"en\":\"Why stopped: Slow accrual\\nA long story.\"}",
        ("{\"field\":\"armsInterventionsModule/"
         "armGroups\",\"value\":\"[{\\\"label\\\":\\\"A\\\"}]\"}"),
        "{\"field\":\"oversightModule\",\"value\":\"{\\\"oversightHasDmc\\\":true}\"}",
        "{\"field\":\"identificationModule/secondaryIdInfos/domain\",\"value\":\"A group\"}",
        "{\"field\":\"resultsSection/outcomeMeasuresModule\",\"value\":\"{\\\"n\\\":[1,2]}\"}",
        "\"metric\":{\"en\":\"Counted by hand\"}",
        "\"flow\":{\"en\":\"From one clinic\"}",
        "\"plan\":\"no\""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        holds(&r, 0, parts[i]);
    complains(&r, 0, "locations/status", "not_understood");
    assert_null(strstr(trial_to_json(r.ctx, r.records[0].trial, NULL), "derived"));
    talloc_free(r.ctx);
}

static void ctgov_as_array_wrapper_and_single(void **state)
{
    (void)state;
    static const char study[] = "{\"protocolSection\":{\"identificationModule\":{\"nctId\":"
                                "\"NCT0999981%d\",\"briefTitle\":\"x\"}}}";
    static const char *const shapes[] = {"[%s,\n %s]",
                                         "{\"studies\":[%s,%s],\"nextPageToken\":\"a\"}",
                                         "%s\n%s\n", "{\n \"studies\": [\n%s,\n%s\n]}"};
    void *ctx = mem_context(NULL, "shapes");
    const char *a = mem_printf(ctx, study, 1), *b = mem_printf(ctx, study, 2);
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct read r = read_text(mem_printf(ctx, shapes[i], a, b), SOURCE_AUTO);
        assert_int_equal(r.format, SOURCE_CTGOV_JSON);
        assert_int_equal(r.n, 2);
        holds(&r, 1, "NCT09999812");
        talloc_free(r.ctx);
    }
    talloc_free(ctx);
}

static void umin_by_header_labels_plain_and_gzip(void **state)
{
    (void)state;
    static const char *const files[] = {"umin.csv", "umin.csv.gz"};
    for (size_t f = 0; f < 2; f++) {
        struct read r = read_file(files[f]);
        assert_int_equal(r.code, OK);
        assert_int_equal(r.format, SOURCE_UMIN_CSV);
        assert_int_equal(r.n, 2);
        static const char *const parts[] = {"\"id\":\"UMIN000099808\"",
                                            "\"ja\":\"架空の試験\"",
                                            "\"phase\":[2]",
                                            "\"study_type\":\"interventional\"",
                                            "{\"ja\":\"胃癌\"}",
                                            "\"value\":75,\"unit\":\"year\",\"inclusive\":false",
                                            "\"target\":120",
                                            "\"prefecture\":\"27\"",
                                            "\"first_published\":\"2024-02-14\"",
                                            "1) 成人\\n2) 同意",
                                            "https://registry.example/8"};
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            holds(&r, 0, parts[i]);
        assert_null(r.records[1].trial);
        complains(&r, 1, "", "malformed");
        talloc_free(r.ctx);
    }
}

static void umin_columns_without_a_place_are_kept_under_their_label(void **state)
{
    (void)state;
    struct read r = read_text("UMIN試験ID,科学的試験名,ブロック化,研究費拠出国,試験ID1\n"
                              "UMIN000099812,架空の試験,はい/YES,,JCOG1711\n",
                              SOURCE_AUTO);
    assert_int_equal(r.n, 1);
    holds(&r, 0, "\"raw\":[{\"field\":\"ブロック化\",\"value\":\"はい/YES\"}]");
    holds(&r, 0, "{\"registry\":\"OTHER\",\"id\":\"JCOG1711\"}");
    talloc_free(r.ctx);
}

static void native_lines_name_every_problem(void **state)
{
    (void)state;
    struct read r = read_file("native.ndjson");
    assert_int_equal(r.code, OK);
    assert_int_equal(r.format, SOURCE_NATIVE);
    assert_int_equal(r.n, 5);
    holds(&r, 0, "よい記録");
    complains(&r, 1, "/titel", "unknown_member");
    complains(&r, 1, "/phase", "unknown_code");
    complains(&r, 1, "/eligibility/sex", "unknown_code");
    assert_string_equal(r.records[1].record_id, "SMPs019980002");
    complains(&r, 2, "", "not_json");
    complains(&r, 3, "", "bad_encoding");
    holds(&r, 4, "最後");
    talloc_free(r.ctx);
}

static void a_native_array_is_read_item_by_item(void **state)
{
    (void)state;
    struct read r = read_text(
        "[ {\"id\":\"SRB0000000001\",\"title\":{\"public\":\"a]}\"}} "
        ",\n{\"id\":\"SRB0000000002\",\"title\":{\"public\":\"b\\\"\"}},\n{\"id\":\"SRB00",
        SOURCE_AUTO);
    assert_int_equal(r.n, 3);
    holds(&r, 0, "a]}");
    holds(&r, 1, "b\\\"");
    complains(&r, 2, "", "cut_off");
    talloc_free(r.ctx);
}

#define ONE(id) "{\"id\":\"" id "\",\"title\":{\"public\":\"a\"}}"

static void half_an_array_does_not_pass_for_a_whole_one(void **state)
{
    (void)state;
    static const char *const halves[] = {"[" ONE("SRB0000000001"), "[" ONE("SRB0000000001") ",",
                                         "[" ONE("SRB0000000001") ",\n"};
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        struct read r = read_text(halves[i], SOURCE_NATIVE);
        assert_int_equal(r.n, 2);
        holds(&r, 0, "a");
        complains(&r, 1, "", "cut_off");
        talloc_free(r.ctx);
    }
    struct read r = read_text("{\"studies\":[{\"protocolSection\":{}}", SOURCE_AUTO);
    assert_int_equal(r.n, 2);
    complains(&r, 1, "", "cut_off");
    talloc_free(r.ctx);
    r = read_text("{\"studies\":[{\"protocolSection\":{}}],\"nextPageToken\":\"x\"}", SOURCE_AUTO);
    assert_int_equal(r.n, 1);
    talloc_free(r.ctx);
}

static void what_is_no_object_in_an_array_is_told(void **state)
{
    (void)state;
    struct read r = read_text("[" ONE("SRB0000000001") ",\"x,]\",5,null,[],[" ONE(
                                  "SRB0000000002") "]," ONE("SRB0000000003") "] junk }",
                              SOURCE_NATIVE);
    assert_int_equal(r.n, 9);
    holds(&r, 0, "a");
    for (size_t i = 1; i < 6; i++)
        complains(&r, i, "", "not_object");
    holds(&r, 6, "a");
    complains(&r, 7, "", "not_object");
    complains(&r, 8, "", "not_object");
    talloc_free(r.ctx);
}

static void files_that_are_no_registry_files_are_refused(void **state)
{
    (void)state;
    struct read r = read_text("hello\nworld\n", SOURCE_AUTO);
    assert_int_equal(r.code, ERR_INVALID);
    assert_non_null(strstr(r.err.text, "no format"));
    talloc_free(r.ctx);
    r = read_file("nothing-here");
    assert_int_equal(r.code, ERR_IO);
    talloc_free(r.ctx);
    r = read_text("", SOURCE_AUTO);
    assert_int_equal(r.code, OK);
    assert_int_equal(r.n, 0);
    talloc_free(r.ctx);
    assert_int_equal(source_format_find("umin-csv"), SOURCE_UMIN_CSV);
    assert_int_equal(source_format_find("nonsense"), SOURCE_FORMAT_COUNT);
}

static void xml_entities_are_not_expanded_and_a_cut_file_keeps_what_was_before(void **state)
{
    (void)state;
    struct read r = read_text("<!DOCTYPE x [<!ENTITY a \"boom\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY "
                              "c SYSTEM \"file:///etc/passwd\">]><Trials_central>"
                              "<Trial><TrialID>NCT09999821</TrialID><Public_title>x &b; &c; "
                              "y</Public_title></Trial></Trials_central>",
                              SOURCE_AUTO);
    for (size_t i = 0; i < r.n; i++)
        if (r.records[i].trial)
            assert_null(strstr(trial_to_json(r.ctx, r.records[i].trial, NULL), "boom"));
    talloc_free(r.ctx);
    r = read_text("<Trials_central><Trial><TrialID>NCT09999822</TrialID><Public_title>whole</"
                  "Public_title></Trial><Trial><TrialID>NCT09999823</TrialID><Public_ti",
                  SOURCE_AUTO);
    assert_int_equal(r.code, ERR_INVALID);
    assert_int_equal(r.n, 2);
    holds(&r, 0, "whole");
    complains(&r, 1, "", "cut_off");
    talloc_free(r.ctx);
}

static void a_row_without_an_end_does_not_eat_the_memory(void **state)
{
    (void)state;
    void *ctx = mem_context(NULL, "long");
    size_t size = 9u << 20;
    char *text = MEM_ARRAY(ctx, char, size + 200);
    int head = snprintf(text, 100, "TrialID,Public title\nNCT09999824,\"");
    for (size_t i = (size_t)head; i < size; i++)
        text[i] = i % 1000 == 0 ? '\n' : 'x';
    snprintf(text + size, 100, "\nNCT09999825,fine\n");
    struct read r = read_text(text, SOURCE_AUTO);
    assert_true(r.n >= 1);
    complains(&r, 0, "", "too_large");
    talloc_free(r.ctx);
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ictrp_xml_with_all_its_dirt),
        cmocka_unit_test(ictrp_values_without_a_place_are_kept_word_for_word),
        cmocka_unit_test(eu_phases_stand_in_a_block_and_trailing_blanks_are_dropped),
        cmocka_unit_test(ictrp_csv_by_its_header),
        cmocka_unit_test(the_weekly_file_without_a_header_is_known_by_its_columns),
        cmocka_unit_test(day_numbers_of_a_spreadsheet_are_dates_and_kept),
        cmocka_unit_test(a_column_without_a_readable_name_is_kept_all_the_same),
        cmocka_unit_test(a_row_of_another_shape_is_no_weekly_file),
        cmocka_unit_test(ctgov_lines_of_which_one_is_broken),
        cmocka_unit_test(ctgov_members_without_a_place_are_kept_word_for_word),
        cmocka_unit_test(ctgov_as_array_wrapper_and_single),
        cmocka_unit_test(umin_by_header_labels_plain_and_gzip),
        cmocka_unit_test(umin_columns_without_a_place_are_kept_under_their_label),
        cmocka_unit_test(native_lines_name_every_problem),
        cmocka_unit_test(a_native_array_is_read_item_by_item),
        cmocka_unit_test(half_an_array_does_not_pass_for_a_whole_one),
        cmocka_unit_test(what_is_no_object_in_an_array_is_told),
        cmocka_unit_test(files_that_are_no_registry_files_are_refused),
        cmocka_unit_test(xml_entities_are_not_expanded_and_a_cut_file_keeps_what_was_before),
        cmocka_unit_test(a_row_without_an_end_does_not_eat_the_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
