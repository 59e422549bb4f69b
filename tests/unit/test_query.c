#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "schema/base/text.h"
#include "search/query.h"
#include "search/query_lex.h"
#include "tests/unit/cases.h"

struct tools {
    struct folder *folder;
    struct tokenizer *tokenizer;
    struct lexicon *lexicon; /* NULL but for the table of concepts */
};

static struct err err;

static int tools_new(void **state)
{
    struct tools *t = MEM_NEW(NULL, struct tools);
    t->folder = folder_new(t);
    t->tokenizer = tokenizer_new(t);
    *state = t;
    return 0;
}

static int tools_free(void **state)
{
    talloc_free(*state);
    return 0;
}

static enum err_code read_any(struct tools *t, void *ctx, const char *text, struct query *ret)
{
    const struct query_tools tools = {t->folder, t->tokenizer, t->lexicon, true};
    return query_read(ctx, &tools, text, "q", QUERY_ANY_FIELD, ret, &err);
}

static void a_question_is_understood_as_the_table_says(void **state)
{
    struct case_table table;
    case_open(&table, "tests/cases/query/query.tsv");
    while (case_next(&table)) {
        void *ctx = talloc_new(NULL);
        struct query q;
        assert_int_equal(read_any(*state, ctx, table.cell[0], &q), OK);
        case_equal(&table, query_write(ctx, &q), table.cell[1]);
        talloc_free(ctx);
    }
}

static void nothing_and_blanks_ask_for_everything(void **state)
{
    const char *const blanks[] = {NULL, "", " ", "　\t\n", "\xC2\xA0"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        struct query q;
        assert_int_equal(read_any(*state, NULL, blanks[i], &q), OK);
        assert_null(q.root);
        assert_int_equal(q.n_units, 0);
    }
}

static void a_question_too_long_is_refused_by_name(void **state)
{
    void *ctx = talloc_new(NULL);
    char *text = MEM_ARRAY(ctx, char, QUERY_MAX_BYTES + 2);
    memset(text, 'a', QUERY_MAX_BYTES);
    struct query q;
    assert_int_equal(read_any(*state, ctx, text, &q), OK);
    text[QUERY_MAX_BYTES] = 'a';
    assert_int_equal(read_any(*state, ctx, text, &q), ERR_INVALID);
    assert_true(text_starts_with(err.text, "q: "));
    talloc_free(ctx);
}

static void too_many_words_are_refused_by_name(void **state)
{
    void *ctx = talloc_new(NULL);
    char *text = mem_strdup(ctx, "w");
    for (int i = 1; i < QUERY_MAX_UNITS; i++)
        text = mem_printf(ctx, "%s w%d", text, i);
    struct query q;
    assert_int_equal(read_any(*state, ctx, text, &q), OK);
    assert_int_equal(q.n_units, QUERY_MAX_UNITS);
    assert_int_equal(read_any(*state, ctx, mem_printf(ctx, "%s x", text), &q), ERR_INVALID);
    assert_string_equal(err.text, "q: more than 32 words");
    talloc_free(ctx);
}

static void the_parameter_that_is_wrong_is_named(void **state)
{
    struct tools *t = *state;
    void *ctx = talloc_new(NULL);
    char *text = MEM_ARRAY(ctx, char, 2000);
    memset(text, 'a', 1999);
    struct query q;
    assert_int_equal(query_read(ctx, &(struct query_tools){t->folder, t->tokenizer, NULL, true},
                                text, "drug", IDX_FIELD_INTERVENTION, &q, &err),
                     ERR_INVALID);
    assert_true(text_starts_with(err.text, "drug: "));
    talloc_free(ctx);
}

static void units_keep_what_was_typed(void **state)
{
    void *ctx = talloc_new(NULL);
    struct query q;
    assert_int_equal(read_any(*state, ctx, "ﾊｲガンの治療　「ＨＥＲ２ 陽性」", &q), OK);
    assert_int_equal(q.n_units, 3);
    assert_string_equal(q.units[0].typed, "ﾊｲガン");
    assert_string_equal(q.units[1].typed, "治療");
    assert_string_equal(q.units[2].typed, "ＨＥＲ２ 陽性");
    assert_true(q.units[2].quoted);
    talloc_free(ctx);
}

static void what_stands_under_not_is_marked(void **state)
{
    void *ctx = talloc_new(NULL);
    struct query q;
    assert_int_equal(read_any(*state, ctx, "a1 -(b1 -c1) NOT NOT d1", &q), OK);
    assert_int_equal(q.n_units, 4);
    const bool want[] = {false, true, false, false};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(q.units[i].negated, want[i]);
    talloc_free(ctx);
}

/* Pieces that matter to the grammar, put together at random: never an error but for the count, and
 * always a tree that names each unit at most once. */
static size_t count_units(const struct query_node *n, bool *seen)
{
    if (!n)
        return 0;
    if (n->op == QUERY_UNIT) {
        assert_false(seen[n->unit]);
        seen[n->unit] = true;
        return 1;
    }
    size_t sum = 0;
    assert_non_null(n->child);
    for (const struct query_node *c = n->child; c; c = c->next)
        sum += count_units(c, seen);
    return sum;
}

static void any_syntax_gives_a_sound_tree(void **state)
{
    static const char *const pieces[] = {
        "(",   ")",    "\"", "「", "」", " ",  "-",    "AND",         "OR",   "NOT", "癌", "title:",
        "id:", "lung", "の", "|",  "&",  "（", "\xff", "NCT01234567", "１型", "~",   "“",  "”"};
    struct rng r = {7};
    for (int round = 0; round < 20000; round++) {
        void *ctx = talloc_new(NULL);
        char *text = mem_strdup(ctx, "");
        for (int i = rng_between(&r, 1, 14); i > 0; i--)
            text = mem_printf(ctx, "%s%s%s", text,
                              pieces[rng_below(&r, sizeof pieces / sizeof *pieces)],
                              rng_chance(&r, 400) ? " " : "");
        struct query q;
        bool seen[QUERY_MAX_UNITS] = {false};
        if (read_any(*state, ctx, text, &q) != OK)
            fail_msg("%s: %s", text, err.text);
        assert_int_equal(count_units(q.root, seen), q.n_units);
        talloc_free(ctx);
    }
}

static void deep_parentheses_are_flat(void **state)
{
    void *ctx = talloc_new(NULL);
    char text[QUERY_MAX_BYTES + 1] = {0};
    for (int i = 0; i < 400; i++) {
        text[i] = '(';
        text[i + 402] = ')';
    }
    memcpy(text + 400, "ab", 2);
    struct query q;
    assert_int_equal(read_any(*state, ctx, text, &q), OK);
    assert_string_equal(query_write(ctx, &q), "ab");
    talloc_free(ctx);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_understood_as_the_table_says),
        cmocka_unit_test(nothing_and_blanks_ask_for_everything),
        cmocka_unit_test(a_question_too_long_is_refused_by_name),
        cmocka_unit_test(too_many_words_are_refused_by_name),
        cmocka_unit_test(the_parameter_that_is_wrong_is_named),
        cmocka_unit_test(units_keep_what_was_typed),
        cmocka_unit_test(what_stands_under_not_is_marked),
        cmocka_unit_test(any_syntax_gives_a_sound_tree),
        cmocka_unit_test(deep_parentheses_are_flat),
    };
    return cmocka_run_group_tests(tests, tools_new, tools_free);
}
