/* Eligibility criteria: splitting, reading (tests/cases/criteria), trees as JSON, plausibility. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/lexicon.h"
#include "search/attributes_gen.h"
#include "search/criteria.h"
#include "search/criteria_cmd.h"
#include "search/criteria_tree.h"
#include "tests/unit/cases.h"
#include "tests/unit/criteria_notation.h"
#include <glob.h>

static struct crit_reader *reader, *with_lexicon;
static void *ctx;

static int set_up(void **state)
{
    (void)state;
    mem_start();
    ctx = talloc_new(NULL);
    reader = crit_reader_new(ctx, NULL);
    with_lexicon = crit_reader_new(ctx, lexicon_builtin_open(ctx));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    talloc_free(ctx);
    return 0;
}

static void read_text(enum crit_kind kind, const char *text, struct crits *ret)
{
    crit_read_block(reader, ctx, kind, crit_guess_lang(text, strlen(text)), text, strlen(text),
                    ret);
}

static void check_case(struct crit_reader *r, const struct case_table *t, enum crit_lang lang)
{
    struct crits c;
    crit_read_block(r, ctx, *t->cell[0] == '-' ? CRIT_EXCLUSION : CRIT_INCLUSION, lang, t->cell[1],
                    strlen(t->cell[1]), &c);
    const char *got = notation_of(ctx, &c);
    if (strcmp(got, t->cell[2]) != 0)
        fail_msg("%s:%d: \"%s\"\n  got  %s\n  want %s%s", t->path, t->line, t->cell[1], got,
                 t->cell[2], r == with_lexicon ? " (with the lexicon)" : "");
}

/* kind (+ inclusion, - exclusion), sentence, reading */
static int check_file(const char *path)
{
    struct case_table t;
    int n = 0;
    enum crit_lang lang = strstr(path, "/en-") ? CRIT_EN : CRIT_JA;
    case_open(&t, path);
    while (case_next(&t)) {
        if (!*t.cell[0])
            continue;
        check_case(reader, &t, lang);
        check_case(with_lexicon, &t, lang);
        n++;
    }
    return n;
}

static void sentences_read_as_the_tables_say(void **state)
{
    (void)state;
    glob_t files;
    int n = 0;
    assert_int_equal(glob("tests/cases/criteria/*.txt", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        n += check_file(files.gl_pathv[i]);
    globfree(&files);
    assert_true(n >= 600);
}

static void the_lexicon_tells_what_endings_do_not(void **state)
{
    (void)state;
    struct case_table t;
    int n = 0;
    for (case_open(&t, "tests/cases/criteria/lexicon-ja.tsv"); case_next(&t); n++)
        check_case(with_lexicon, &t, CRIT_JA);
    assert_true(n >= 5);
}

/* A middle dot inside a name that the lexicon has divides nothing; any other does. */
static void names_keep_their_dots(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"ギラン・バレー症候群又は多発性硬化症",
         "full: comorbidity ギラン・バレー症候群 or comorbidity 多発性硬化症"},
        {"シャルコー・マリー・トゥース病", "full: comorbidity シャルコー・マリー・トゥース病"},
        {"エーラス・ダンロス症候群の既往", "full: history エーラス・ダンロス症候群"},
        {"心不全・腎不全の患者", "full: comorbidity 心不全 or comorbidity 腎不全"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct crits c;
        crit_read_block(with_lexicon, ctx, CRIT_EXCLUSION, CRIT_JA, cases[i][0],
                        strlen(cases[i][0]), &c);
        assert_string_equal(notation_of(ctx, &c), cases[i][1]);
    }
}

/* Spans of a block's criteria as "[b,e) text" lines. */
static void blocks_split(void **state)
{
    (void)state;
    struct case_table t;
    case_open(&t, "tests/cases/criteria/split.tsv");
    while (case_next(&t)) {
        struct crits c;
        read_text(*t.cell[0] == '-' ? CRIT_EXCLUSION : CRIT_INCLUSION, t.cell[1], &c);
        char *got = mem_strdup(ctx, "");
        for (size_t i = 0; i < c.n; i++) {
            const struct crit *one = &c.items[i];
            assert_memory_equal(one->text, t.cell[1] + one->begin, one->end - one->begin);
            got = talloc_asprintf_append_buffer(got, "%s%s%s", i ? " | " : "",
                                                one->kind == CRIT_INCLUSION ? "+" : "-", one->text);
        }
        case_equal(&t, got, t.cell[2]);
    }
}

static void spans_point_into_the_text(void **state)
{
    (void)state;
    const char *text = "1) 血小板数10万/μL以上";
    struct crits c;
    read_text(CRIT_INCLUSION, text, &c);
    assert_int_equal(c.n, 1);
    const struct crit_node *e = c.items[0].expr;
    assert_int_equal(e->type, CRIT_ATOM);
    assert_string_equal(mem_strndup(ctx, c.items[0].text + e->begin, e->end - e->begin),
                        "10万/μL以上");
}

static void json_goes_round(void **state)
{
    (void)state;
    static const char *const all[] = {
        "{\"attr\":\"age\",\"op\":\"between\",\"values\":[20,75],\"incl\":[true,false],\"unit\":"
        "\"year\"}",
        "{\"and\":[{\"attr\":\"ast\",\"op\":\">=\",\"value\":2.5,\"unit\":\"xULN\"},{\"opaque\":"
        "true}]}",
        "{\"if\":{\"attr\":\"sex\",\"op\":\"=\",\"value\":\"male\"},\"then\":{\"consent\":true},"
        "\"else\":{\"judgement\":true}}",
        "{\"not\":{\"attr\":\"prior_therapy\",\"op\":\"is\",\"value\":\"輸血\",\"window\":{\"n\":"
        "14,\"unit\":\"day\",\"dir\":\"before\",\"anchor\":\"enrollment\"}}}",
        "{\"attr\":\"stage\",\"op\":\"in\",\"values\":[\"IIIB\",\"IV\"]}",
        "{\"attr\":\"comorbidity\",\"op\":\"is\",\"value\":\"肝炎\",\"history\":\"ever\","
        "\"except\":[\"A型肝炎\"]}",
        "{\"attr\":\"pregnant\",\"op\":\"absent\"}",
        "{\"and\":[]}",
        "{\"attr\":\"age\",\"op\":\">=\",\"value\":20,\"unit\":\"year\",\"window\":{\"anchor\":"
        "\"consent\"}}"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct crit_node *e;
        struct err err;
        struct jsonw w;
        if (crit_read_json(ctx, all[i], strlen(all[i]), &e, &err) != OK)
            fail_msg("%s: %s", all[i], err.text);
        jsonw_init(&w, ctx);
        crit_write_expr(&w, e);
        assert_string_equal(jsonw_text(&w), all[i]);
    }
}

static void json_that_is_no_criterion_is_refused_with_its_reason(void **state)
{
    (void)state;
    static const char *const all[][2] = {
        {"{\"attr\":\"shoe_size\",\"op\":\"=\",\"value\":42}", "attr"},
        {"{\"attr\":\"age\",\"op\":\"about\",\"value\":42}", "op"},
        {"{\"attr\":\"age\",\"op\":\">=\"}", "value"},
        {"{\"attr\":\"age\",\"op\":\"between\",\"values\":[1]}", "values"},
        {"{\"attr\":\"age\",\"op\":\">=\",\"value\":\"old\"}", "value"},
        {"{\"attr\":\"age\",\"op\":\">=\",\"value\":2,\"unit\":\"mg/dL\"}", "unit"},
        {"{\"attr\":\"sex\",\"op\":\"=\",\"value\":\"other\"}", "value"},
        {"{\"and\":{}}", "and"},
        {"{\"if\":{\"opaque\":true}}", "then"},
        {"[1]", "object"},
        {"{\"attr\":\"age\",\"op\":\">=\",\"value\":2,\"window\":{\"unit\":\"fortnight\",\"n\":1}}",
         "window"},
        {"{", "JSON"},
        {"{}", "nothing"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct crit_node *e;
        struct err err;
        assert_int_equal(crit_read_json(ctx, all[i][0], strlen(all[i][0]), &e, &err), ERR_INVALID);
        if (!strstr(err.text, all[i][1]))
            fail_msg("%s: \"%s\" does not say %s", all[i][0], err.text, all[i][1]);
    }
}

static unsigned doubts_of(enum crit_kind kind, const char *text)
{
    struct crits c;
    read_text(kind, text, &c);
    return c.items[0].doubts;
}

static void implausible_limits_are_reported(void **state)
{
    (void)state;
    assert_int_equal(doubts_of(CRIT_INCLUSION, "年齢が20歳以上75歳以下"), 0);
    assert_true(doubts_of(CRIT_INCLUSION, "年齢が20歳以上750歳以下") & CRIT_OUT_OF_RANGE);
    assert_true(doubts_of(CRIT_INCLUSION, "年齢75歳～20歳") & CRIT_MIN_ABOVE_MAX);
    assert_true(doubts_of(CRIT_INCLUSION, "血清クレアチニン1.5mg/dL以上") & CRIT_REVERSED);
    assert_true(doubts_of(CRIT_EXCLUSION, "好中球数1,000/μL以上") & CRIT_REVERSED);
    assert_int_equal(doubts_of(CRIT_EXCLUSION, "血清クレアチニン1.5mg/dL以上"), 0);
}

static void doubts_stand_in_the_json(void **state)
{
    (void)state;
    static const char *const all[][2] = {
        {"年齢が20歳以上75歳以下", NULL},
        {"年齢が20歳以上750歳以下", "\"doubts\":[\"out_of_range\"]"},
        {"年齢75歳～20歳", "\"doubts\":[\"min_above_max\"]"},
        {"血清クレアチニン1.5mg/dL以上", "\"doubts\":[\"reversed\"]"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct crits c;
        struct jsonw w;
        read_text(CRIT_INCLUSION, all[i][0], &c);
        jsonw_init(&w, ctx);
        crit_write(&w, &c.items[0]);
        const char *want = all[i][1] ? all[i][1] : "doubts";
        if (!strstr(jsonw_text(&w), want) != !all[i][1])
            fail_msg("%s: %s", all[i][0], jsonw_text(&w));
    }
}

static void any_bytes_are_read(void **state)
{
    (void)state;
    static const char *const all[] = {"",         "\n",       "①",      "（",     "）",
                                      "\xFF\xFE", "1)",       "・",     "ただし", "以上",
                                      "。。。",   "及び及び", "((((((", "、、、"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct crits c;
        crit_read_block(reader, ctx, CRIT_EXCLUSION, CRIT_JA, all[i], strlen(all[i]), &c);
        for (size_t k = 0; k < c.n; k++)
            assert_int_not_equal(c.items[k].coverage, CRIT_FULL);
    }
}

static void languages_are_told_apart(void **state)
{
    (void)state;
    const char *ja = "HbA1cが7.0%以上", *en = "Age 18 years or older",
               *mixed = "PS(ECOG) 0-1の患者";
    assert_int_equal(crit_guess_lang(ja, strlen(ja)), CRIT_JA);
    assert_int_equal(crit_guess_lang(en, strlen(en)), CRIT_EN);
    assert_int_equal(crit_guess_lang(mixed, strlen(mixed)), CRIT_JA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_read_as_the_tables_say),
        cmocka_unit_test(the_lexicon_tells_what_endings_do_not),
        cmocka_unit_test(names_keep_their_dots),
        cmocka_unit_test(blocks_split),
        cmocka_unit_test(spans_point_into_the_text),
        cmocka_unit_test(json_goes_round),
        cmocka_unit_test(json_that_is_no_criterion_is_refused_with_its_reason),
        cmocka_unit_test(implausible_limits_are_reported),
        cmocka_unit_test(doubts_stand_in_the_json),
        cmocka_unit_test(any_bytes_are_read),
        cmocka_unit_test(languages_are_told_apart),
    };
    return cmocka_run_group_tests_name("criteria", tests, set_up, tear_down);
}
