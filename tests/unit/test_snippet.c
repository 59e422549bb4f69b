#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "schema/base/text.h"
#include "search/lexicon.h"
#include "search/lexicon_build.h"
#include "search/snippet.h"
#include "tests/unit/cases.h"

static struct err err;

struct tools {
    struct folder *folder;
    struct tokenizer *tokenizer;
    struct snippet_maker *maker;
    struct lexicon *lexicon;
};

static int tools_new(void **state)
{
    struct tools *t = MEM_NEW(NULL, struct tools);
    t->folder = folder_new(t);
    t->tokenizer = tokenizer_new(t);
    t->maker = snippet_maker_new(t, t->folder);
    t->lexicon = lexicon_builtin_open(t);
    *state = t;
    return 0;
}

static int tools_free(void **state)
{
    talloc_free(*state);
    return 0;
}

static size_t make_for(struct tools *t, void *ctx, const struct search_request *r,
                       const struct lexicon *lexicon, const struct snippet_text *texts, size_t n,
                       struct snippet **ret)
{
    struct plan_input in;
    size_t n_out;
    const struct query_tools tools = {t->folder, t->tokenizer, lexicon, false};
    if (plan_input_read(ctx, &tools, r, &in, &err) != OK)
        fail_msg("%s: %s", r->q, err.text);
    snippet_make(t->maker, ctx, snippet_needles_new(t->maker, ctx, &in, false), texts, n, r->lang,
                 ret, &n_out);
    return n_out;
}

static size_t make(struct tools *t, void *ctx, const char *q, const struct snippet_text *texts,
                   size_t n, enum lang lang, struct snippet **ret)
{
    struct search_request r = {.q = q, .age_days = -1, .limit = 1, .lang = lang};
    return make_for(t, ctx, &r, NULL, texts, n, ret);
}

static struct snippet_text text_of(int field, char lang, const char *s)
{
    return (struct snippet_text){field, lang, s, strlen(s)};
}

static void a_title_is_marked_as_the_table_says(void **state)
{
    struct case_table table;
    case_open(&table, "tests/cases/query/marks.tsv");
    while (case_next(&table)) {
        void *ctx = talloc_new(NULL);
        struct snippet_text title = text_of(IDX_FIELD_TITLE, 'j', table.cell[1]);
        struct snippet *out;
        assert_int_equal(make(*state, ctx, table.cell[0], &title, 1, LANG_JA, &out), 1);
        assert_string_equal(out[0].field, "title");
        case_equal(&table, out[0].html, table.cell[2]);
        talloc_free(ctx);
    }
}

static void every_name_of_a_concept_is_marked_as_the_table_says(void **state)
{
    struct tools *t = *state;
    struct case_table table;
    case_open(&table, "tests/cases/query/marks_concept.tsv");
    while (case_next(&table)) {
        void *ctx = talloc_new(NULL);
        struct snippet_text title = text_of(IDX_FIELD_TITLE, 'j', table.cell[1]);
        struct search_request r = {.q = table.cell[0], .age_days = -1, .limit = 1};
        struct snippet *out;
        assert_int_equal(make_for(t, ctx, &r, t->lexicon, &title, 1, &out), 1);
        case_equal(&table, out[0].html, table.cell[2]);
        talloc_free(ctx);
    }
}

static void without_synonyms_the_words_alone_are_marked(void **state)
{
    struct tools *t = *state;
    void *ctx = talloc_new(NULL);
    struct snippet_text title = text_of(IDX_FIELD_TITLE, 'j', "肺癌とNSCLCとlung cancer");
    struct search_request r = {.q = "肺がん", .age_days = -1, .limit = 1, .synonyms_off = true};
    struct snippet *out;
    assert_int_equal(make_for(t, ctx, &r, t->lexicon, &title, 1, &out), 1);
    assert_string_equal(out[0].html, "<mark>肺癌</mark>とNSCLCとlung cancer");
    r.synonyms_off = false;
    assert_int_equal(make_for(t, ctx, &r, t->lexicon, &title, 1, &out), 1);
    assert_string_equal(out[0].html,
                        "<mark>肺癌</mark>と<mark>NSCLC</mark>と<mark>lung cancer</mark>");
    talloc_free(ctx);
}

static void the_title_of_the_language_asked_for_is_given(void **state)
{
    void *ctx = talloc_new(NULL);
    const struct snippet_text texts[] = {text_of(IDX_FIELD_TITLE, 'j', "肺癌の試験"),
                                         text_of(IDX_FIELD_TITLE, 'e', "Trial of lung cancer"),
                                         text_of(IDX_FIELD_TITLE, 'j', "正式な名称"),
                                         text_of(IDX_FIELD_CONDITION, 'j', "肺癌"),
                                         text_of(IDX_FIELD_CONDITION, 'j', "胃癌")};
    struct snippet *out;
    assert_int_equal(make(*state, ctx, "肺癌", texts, 5, LANG_JA, &out), 2);
    assert_string_equal(out[0].html, "<mark>肺癌</mark>の試験");
    assert_string_equal(out[1].html, "<mark>肺癌</mark>、胃癌");
    assert_int_equal(make(*state, ctx, "肺癌", texts, 5, LANG_EN, &out), 2);
    assert_string_equal(out[0].html, "Trial of lung cancer");
    talloc_free(ctx);
}

static void a_word_of_another_title_or_condition_is_shown(void **state)
{
    void *ctx = talloc_new(NULL);
    const struct snippet_text texts[] = {text_of(IDX_FIELD_TITLE, 'j', "新しい薬の治験"),
                                         text_of(IDX_FIELD_TITLE, 'j', "薬剤Ａの二重盲検試験"),
                                         text_of(IDX_FIELD_CONDITION, 'j', "胃癌"),
                                         text_of(IDX_FIELD_CONDITION, 'e', "gastric cancer")};
    struct snippet *out;
    assert_int_equal(make(*state, ctx, "二重盲検", texts, 4, LANG_JA, &out), 3);
    assert_string_equal(out[0].html, "新しい薬の治験");
    assert_string_equal(out[2].field, "title");
    assert_string_equal(out[2].html, "薬剤Ａの<mark>二重盲検</mark>試験");
    assert_int_equal(make(*state, ctx, "gastric", texts, 4, LANG_JA, &out), 3);
    assert_string_equal(out[2].html, "<mark>gastric</mark> cancer");
    assert_int_equal(make(*state, ctx, "薬", texts, 4, LANG_JA, &out), 2); /* seen already */
    talloc_free(ctx);
}

static char *repeat(void *ctx, const char *s, int n)
{
    char *out = mem_strdup(ctx, "");
    for (int i = 0; i < n; i++)
        out = mem_printf(ctx, "%s%s", out, s);
    return out;
}

static void the_window_with_most_units_is_chosen_and_cut_with_dots(void **state)
{
    void *ctx = talloc_new(NULL);
    char *pad = repeat(ctx, "前置きの文がここにある。", 40);
    char *s =
        mem_printf(ctx, "%s糖尿病だけの文。%s糖尿病と高血圧の両方がある文。%s", pad, pad, pad);
    struct snippet_text text = text_of(IDX_FIELD_TEXT, 'j', s);
    struct snippet *out;
    assert_int_equal(make(*state, ctx, "糖尿病 高血圧", &text, 1, LANG_JA, &out), 1);
    assert_string_equal(out[0].field, "text");
    assert_non_null(strstr(out[0].html, "<mark>糖尿病</mark>と<mark>高血圧</mark>の両方"));
    assert_null(strstr(out[0].html, "だけ"));
    assert_true(text_starts_with(out[0].html, "…"));
    assert_string_equal(out[0].html + strlen(out[0].html) - strlen("…"), "…");
    size_t chars = text_count_chars(out[0].html, strlen(out[0].html));
    assert_true(chars <= SNIPPET_CHARS_JA + 2 + 2 * strlen("<mark></mark>"));
    talloc_free(ctx);
}

static void english_windows_are_cut_between_words(void **state)
{
    void *ctx = talloc_new(NULL);
    char *pad = repeat(ctx, "wordiness ", 60);
    struct snippet_text text =
        text_of(IDX_FIELD_TEXT, 'e', mem_printf(ctx, "%sinsulin %s", pad, pad));
    struct snippet *out;
    assert_int_equal(make(*state, ctx, "insulin", &text, 1, LANG_EN, &out), 1);
    assert_true(text_starts_with(out[0].html, "…wordiness "));
    assert_non_null(strstr(out[0].html, " <mark>insulin</mark> "));
    assert_true(
        text_starts_with(out[0].html + strlen(out[0].html) - strlen("wordiness…"), "wordiness…"));
    talloc_free(ctx);
}

static void there_are_never_more_than_four(void **state)
{
    void *ctx = talloc_new(NULL);
    struct snippet_text texts[12];
    for (int i = 0; i < 12; i++)
        texts[i] = text_of(i % IDX_FIELD_EXCLUSION, i % 2 ? 'e' : 'j', "肺癌と胃癌 lung");
    struct snippet *out;
    size_t n = make(*state, ctx, "肺癌 胃癌 lung 膵癌", texts, 12, LANG_JA, &out);
    assert_true(n <= SNIPPETS_MAX && n >= 3);
    talloc_free(ctx);
}

/* Whatever the text: well-formed, marks in pairs, nothing else that could be markup, and without
 * the marks the (escaped) source. */
static void any_text_gives_safe_html(void **state)
{
    static const char *const pieces[] = {"肺癌",
                                         "<b>",
                                         "&amp;",
                                         "\"",
                                         "'",
                                         "か\xE3\x82\x99",
                                         "癌\xF3\xA0\x84\x80",
                                         "lung ",
                                         "Lungs",
                                         "👨‍👩‍👧",
                                         "🇯🇵",
                                         "ﾊｲｶﾞﾝ",
                                         "\xff",
                                         "\n",
                                         "。",
                                         "é",
                                         "①"};
    struct rng r = {21};
    for (int round = 0; round < 3000; round++) {
        void *ctx = talloc_new(NULL);
        char *s = mem_strdup(ctx, "");
        for (int i = rng_between(&r, 1, 200); i > 0; i--)
            s = mem_printf(ctx, "%s%s", s, pieces[rng_below(&r, sizeof pieces / sizeof *pieces)]);
        struct snippet_text texts[] = {text_of(IDX_FIELD_TITLE, 'j', s),
                                       text_of(IDX_FIELD_TEXT, rng_chance(&r, 500) ? 'j' : 'e', s)};
        struct snippet *out;
        size_t n = make(*state, ctx, "肺癌 lung が 1 \"癌\"", texts, 2, LANG_JA, &out);
        for (size_t i = 0; i < n; i++) {
            int open = 0;
            for (const char *p = out[i].html; (p = strchr(p, '<')); p++) {
                bool begins = text_starts_with(p, "<mark>");
                assert_true(begins || text_starts_with(p, "</mark>"));
                assert_int_equal(open, !begins);
                open = begins;
                assert_true(strlen(p) > 6);
            }
            assert_int_equal(open, 0);
            assert_null(strchr(out[i].html, '"'));
            assert_null(strstr(out[i].html, "か<"));
            /* A flag and a family stay whole. */
            assert_null(strstr(out[i].html, "\xE2\x80\x8D…"));
            assert_null(strstr(out[i].html, "…\xE2\x80\x8D"));
        }
        talloc_free(ctx);
    }
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_title_is_marked_as_the_table_says),
        cmocka_unit_test(every_name_of_a_concept_is_marked_as_the_table_says),
        cmocka_unit_test(without_synonyms_the_words_alone_are_marked),
        cmocka_unit_test(the_title_of_the_language_asked_for_is_given),
        cmocka_unit_test(a_word_of_another_title_or_condition_is_shown),
        cmocka_unit_test(the_window_with_most_units_is_chosen_and_cut_with_dots),
        cmocka_unit_test(english_windows_are_cut_between_words),
        cmocka_unit_test(there_are_never_more_than_four),
        cmocka_unit_test(any_text_gives_safe_html),
    };
    return cmocka_run_group_tests(tests, tools_new, tools_free);
}
