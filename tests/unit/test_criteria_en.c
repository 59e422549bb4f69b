/* The English reader on tests/cases/criteria/en*.txt, with and without the lexicon; its spans; any
   bytes. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/lexicon.h"
#include "search/attributes_gen.h"
#include "search/criteria.h"
#include "search/criteria_cmd.h"
#include "tests/unit/cases.h"
#include "tests/unit/criteria_notation.h"
#include <glob.h>

static struct crit_reader *plain, *full;
static void *ctx;

static int set_up(void **state)
{
    (void)state;
    mem_start();
    ctx = talloc_new(NULL);
    plain = crit_reader_new(ctx, NULL);
    full = crit_reader_new(ctx, lexicon_builtin_open(ctx));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    talloc_free(ctx);
    return 0;
}

static const char *reading(struct crit_reader *r, const char *sign, const char *text)
{
    struct crits c;
    enum crit_kind kind = *sign == '-' ? CRIT_EXCLUSION : CRIT_INCLUSION;
    crit_read_block(r, ctx, kind, CRIT_EN, text, strlen(text), &c);
    return notation_of(ctx, &c);
}

static void names_of_the_lexicon_share_their_ends(void **state)
{
    struct case_table t;
    int n = 0;
    (void)state;
    for (case_open(&t, "tests/cases/criteria/lexicon-en.tsv"); case_next(&t); n++)
        case_equal(&t, reading(full, t.cell[0], t.cell[1]), t.cell[2]);
    assert_true(n > 4);
}

static void sentences_read_as_the_tables_say(void **state)
{
    (void)state;
    glob_t files;
    int n = 0;
    assert_int_equal(glob("tests/cases/criteria/en*.txt", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct case_table t;
        case_open(&t, files.gl_pathv[i]);
        while (case_next(&t)) {
            case_equal(&t, reading(plain, t.cell[0], t.cell[1]), t.cell[2]);
            case_equal(&t, reading(full, t.cell[0], t.cell[1]), t.cell[2]);
            n++;
        }
    }
    globfree(&files);
    assert_true(n >= 300);
}

static void spans_point_into_the_text(void **state)
{
    (void)state;
    const char *text = "Hemoglobin of at least 9 g/dL and a history of stroke";
    struct crits c;
    crit_read_block(full, ctx, CRIT_INCLUSION, CRIT_EN, text, strlen(text), &c);
    assert_int_equal(c.n, 1);
    const struct crit_node *e = c.items[0].expr;
    assert_int_equal(e->n, 2);
    const struct crit_node *a = e->children[0], *b = e->children[1];
    assert_string_equal(mem_strndup(ctx, text + a->begin, a->end - a->begin),
                        "Hemoglobin of at least 9 g/dL");
    assert_string_equal(mem_strndup(ctx, text + b->begin, b->end - b->begin), "stroke");
}

static void items_of_a_list_are_joined_as_its_head_says(void **state)
{
    (void)state;
    assert_string_equal(reading(full, "-", "Any of the following:\n- stroke\n- dialysis"),
                        "full: comorbidity stroke | full: dialysis");
}

static void any_bytes_are_read(void **state)
{
    (void)state;
    static const char *const all[] = {"(",        ")",      "((((",   "or or and", "≥",
                                      "\xFF\xFE", "no no",  "18 to",  "x ULN",     "of the",
                                      ",,,",      "except", "if ,",   "unless",    "history of",
                                      "1.5 x",    "age",    "-- 5 --"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct crits c;
        crit_read_block(full, ctx, CRIT_EXCLUSION, CRIT_EN, all[i], strlen(all[i]), &c);
        for (size_t k = 0; k < c.n; k++)
            assert_int_not_equal(c.items[k].coverage, CRIT_FULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_read_as_the_tables_say),
        cmocka_unit_test(names_of_the_lexicon_share_their_ends),
        cmocka_unit_test(spans_point_into_the_text),
        cmocka_unit_test(items_of_a_list_are_joined_as_its_head_says),
        cmocka_unit_test(any_bytes_are_read),
    };
    return cmocka_run_group_tests_name("criteria_en", tests, set_up, tear_down);
}
