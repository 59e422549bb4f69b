/* English notes: tests/cases/note/en.tsv; each fact quotes the note; any bytes. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/lexicon.h"
#include "search/criteria_cmd.h"
#include "search/note_read.h"
#include "tests/unit/cases.h"

static struct note_reader *reader;
static void *ctx;

static int set_up(void **state)
{
    (void)state;
    mem_start();
    ctx = talloc_new(NULL);
    reader = note_reader_new(ctx, lexicon_builtin_open(ctx));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    talloc_free(ctx);
    return 0;
}

static void notes_read_as_the_table_says(void **state)
{
    (void)state;
    struct case_table t;
    int n = 0;
    case_open(&t, "tests/cases/note/en.tsv");
    while (case_next(&t)) {
        struct note note;
        struct jsonw w;
        note_read(reader, ctx, CRIT_EN, t.cell[0], strlen(t.cell[0]), &note);
        jsonw_init(&w, ctx);
        facts_write(&w, note.facts);
        case_equal(&t, jsonw_text(&w), t.cell[1]);
        n++;
    }
    assert_true(n >= 15);
}

static void each_fact_quotes_the_note(void **state)
{
    (void)state;
    const char *text = "A 58-year-old woman with asthma takes prednisone.";
    static const char *const words[] = {"58-year-old", "woman", "asthma", "prednisone"};
    struct note note;
    note_read(reader, ctx, CRIT_EN, text, strlen(text), &note);
    assert_int_equal(note.n_evidence, 4);
    for (size_t i = 0; i < note.n_evidence; i++) {
        const struct note_evidence *e = &note.evidence[i];
        assert_string_equal(mem_strndup(ctx, text + e->begin, e->end - e->begin), words[i]);
    }
}

static void clauses_that_say_nothing_are_told(void **state)
{
    (void)state;
    const char *text = "A 58-year-old woman with asthma. Her back feels heavy, and it rains. "
                       "Also, her asthma is old; she sings in a choir, HbA1c 7.9%.\n- thanks";
    static const char *const words[] = {"Her back feels heavy, and it rains",
                                        "she sings in a choir", "thanks"};
    struct note note;
    note_read(reader, ctx, CRIT_EN, text, strlen(text), &note);
    assert_int_equal(note.n_unread, 3);
    for (size_t i = 0; i < note.n_unread; i++) {
        const struct note_span *u = &note.unread[i];
        assert_string_equal(mem_strndup(ctx, text + u->begin, u->end - u->begin), words[i]);
    }
}

static void any_bytes_are_read(void **state)
{
    (void)state;
    static const char bytes[] = "as\0 asthma\xFF 5-year-old ,,, no no \0 BP 120/";
    struct note note;
    note_read(reader, ctx, CRIT_EN, bytes, sizeof bytes - 1, &note);
    assert_non_null(note.facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_read_as_the_table_says),
        cmocka_unit_test(each_fact_quotes_the_note),
        cmocka_unit_test(clauses_that_say_nothing_are_told),
        cmocka_unit_test(any_bytes_are_read),
    };
    return cmocka_run_group_tests_name("note_en", tests, set_up, tear_down);
}
