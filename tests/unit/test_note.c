/* Notes → facts. tests/cases/notes: a note, a tab, the facts in short: age=48; diagnosis=[a,b];
 * stage=null; an item's time behind @ in days, @now a therapy that goes on. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/note_read.h"
#include "tests/unit/cases.h"
#include "search/lexicon.h"

struct world {
    struct lexicon *lexicon;
    struct note_reader *reader;
};

static int open_world(void **state)
{
    struct world *w = MEM_NEW(NULL, struct world);
    w->lexicon = lexicon_builtin_open(w);
    w->reader = note_reader_new(w, w->lexicon);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    talloc_free(*state);
    return 0;
}

static char *items_in_short(void *ctx, const struct fact *f)
{
    char *s = mem_strdup(ctx, "[");
    for (size_t i = 0; i < f->n_items; i++) {
        const struct fact_item *item = &f->items[i];
        s = mem_printf(ctx, "%s%s%s", s, i ? "," : "", item->word);
        if (item->ago_days >= 0)
            s = mem_printf(ctx, "%s@%.0f", s, item->ago_days);
        if (item->current)
            s = mem_printf(ctx, "%s@now", s);
    }
    return mem_printf(ctx, "%s]", s);
}

static char *fact_in_short(void *ctx, const struct attribute *a, const struct fact *f)
{
    if (f->state == FACT_NULL)
        return mem_strdup(ctx, "null");
    if (a->list)
        return items_in_short(ctx, f);
    if (a->kind == ATTR_FLAG)
        return mem_printf(ctx, f->ago_days >= 0 ? "%s@%.0f" : "%s", f->flag ? "true" : "false",
                          f->ago_days);
    if (a->kind == ATTR_ENUM || attribute_has_letters(a))
        return mem_strdup(ctx, f->word);
    return mem_printf(ctx, f->uln > 0 ? "%.6g/%.6g" : "%.6g", f->number, f->uln);
}

static char *in_short(void *ctx, const struct facts *f)
{
    char *s = mem_strdup(ctx, "");
    for (uint16_t i = 0; i < n_attributes; i++)
        if (f->by_attr[i].state != FACT_ABSENT)
            s = mem_printf(ctx, "%s%s%s=%s", s, *s ? "; " : "", attributes[i].id,
                           fact_in_short(ctx, &attributes[i], &f->by_attr[i]));
    return s;
}

static void each_fact_has_words_of_the_note(const struct note *n, size_t len)
{
    for (size_t i = 0; i < n->n_evidence; i++)
        assert_true(n->evidence[i].begin < n->evidence[i].end && n->evidence[i].end <= len);
    for (uint16_t a = 0; a < n_attributes; a++) {
        bool told = n->facts->by_attr[a].state == FACT_ABSENT;
        for (size_t i = 0; i < n->n_evidence; i++)
            told |= n->evidence[i].attr == a;
        assert_true(told);
    }
}

static void are_read_as_said_in(const struct world *w, const char *path)
{
    struct case_table t;
    case_open(&t, path);
    while (case_next(&t)) {
        struct note note;
        void *ctx = talloc_new(NULL);
        note_read(w->reader, ctx, CRIT_JA, t.cell[0], strlen(t.cell[0]), &note);
        case_equal(&t, in_short(ctx, note.facts), t.cell[1]);
        each_fact_has_words_of_the_note(&note, strlen(t.cell[0]));
        talloc_free(ctx);
    }
}

static void japanese_notes_are_read_as_the_tables_say(void **state)
{
    are_read_as_said_in(*state, "tests/cases/notes/ja.txt");
    are_read_as_said_in(*state, "tests/cases/notes/ja-turns.txt");
}

static void lines_belong_to_their_table_or_heading(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *text, *facts;
    } all[] = {
        {"検査日 | 2024/2 | 2024/11\nCre | 1.31 | 1.48 mg/dL\nHb | 12.4 | 11.9",
         "hemoglobin=11.9; creatinine=1.48"},
        {"|項目|2025/6|2025/1|\n|---|---|---|\n|AST|31|58|", "ast=31"},
        {"項目 | 前回 | 今回\nHbA1c | 8.8 | 7.3", "hba1c=7.3"},
        {"Cre | 1.31 | 1.48", ""}, /* which is the newest? */
        {"Cre | 1.31", "creatinine=1.31"},
        {"検査日 | 2024/2 | 2024/11\n体調はよいです。\nCre | 1.31 | 1.48", ""},
        {"既往歴：\n#胃潰瘍（52歳） #虫垂炎術後（17歳）\n家族歴：母 乳癌",
         "history=[胃潰瘍,虫垂炎]"},
        {"【既往歴】胃潰瘍（44歳）、白内障術後【内服】アムロジピン、タムスロシン【アレルギー】カニ",
         "history=[胃潰瘍,白内障]; current_medication=[アムロジピン,タムスロシン]; allergy=[カニ]"},
        {"#1 乾癬 #2 痛風", "diagnosis=[乾癬]; comorbidity=[痛風]"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct note note;
        void *ctx = talloc_new(NULL);
        note_read(w->reader, ctx, CRIT_JA, all[i].text, strlen(all[i].text), &note);
        assert_string_equal(in_short(ctx, note.facts), all[i].facts);
        talloc_free(ctx);
    }
}

static void what_is_denied_is_kept_apart(void **state)
{
    struct world *w = *state;
    static const char text[] = "糖尿病と高血圧はありません。";
    struct note note;
    void *ctx = talloc_new(NULL);
    note_read(w->reader, ctx, CRIT_JA, text, strlen(text), &note);
    assert_int_equal(note.n_denials, 2);
    assert_string_equal(note.denials[0].word, "糖尿病");
    assert_string_equal(note.denials[1].word, "高血圧");
    assert_string_equal(in_short(ctx, note.facts), "");
    talloc_free(ctx);
}

static void clauses_that_say_nothing_are_told(void **state)
{
    struct world *w = *state;
    static const char text[] =
        "６２歳、女性です。左の背中が重いです。また、糖尿病があり、猫がいて、"
        "庭が広いです。糖尿病は長いです";
    static const char *const words[] = {"左の背中が重いです", "猫がいて、庭が広いです"};
    struct note note;
    void *ctx = talloc_new(NULL);
    note_read(w->reader, ctx, CRIT_JA, text, strlen(text), &note);
    assert_int_equal(note.n_unread, 2);
    for (size_t i = 0; i < note.n_unread; i++)
        assert_string_equal(mem_strndup(ctx, text + note.unread[i].begin,
                                        note.unread[i].end - note.unread[i].begin),
                            words[i]);
    talloc_free(ctx);
}

static void a_note_is_read_without_a_lexicon_too(void **state)
{
    static const char text[] = "62歳の女性です。肺がんで、PSは1です。";
    struct note note;
    void *ctx = talloc_new(NULL);
    (void)state;
    note_read(note_reader_new(ctx, NULL), ctx, CRIT_JA, text, strlen(text), &note);
    assert_string_equal(in_short(ctx, note.facts),
                        "age=62; sex=female; diagnosis=[肺癌]; ecog_ps=1");
    talloc_free(ctx);
}

static void evidence_is_written_beside_the_facts(void **state)
{
    struct world *w = *state;
    static const char text[] = "Ｈｂ 9.8 g/dLです。";
    struct note note;
    struct jsonw j;
    void *ctx = talloc_new(NULL);
    note_read(w->reader, ctx, CRIT_JA, text, strlen(text), &note);
    jsonw_init(&j, ctx);
    jsonw_object_begin(&j);
    note_write(&j, &note, text);
    jsonw_object_end(&j);
    assert_string_equal(jsonw_text(&j),
                        "{\"facts\":{\"hemoglobin\":{\"value\":9.8,\"unit\":\"g/dL\"}},"
                        "\"evidence\":{\"hemoglobin\":[\"Ｈｂ 9.8 g/dL\"]}}");
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(japanese_notes_are_read_as_the_tables_say),
        cmocka_unit_test(lines_belong_to_their_table_or_heading),
        cmocka_unit_test(what_is_denied_is_kept_apart),
        cmocka_unit_test(clauses_that_say_nothing_are_told),
        cmocka_unit_test(a_note_is_read_without_a_lexicon_too),
        cmocka_unit_test(evidence_is_written_beside_the_facts),
    };
    mem_start();
    return cmocka_run_group_tests(tests, open_world, close_world);
}
