#include "tests/unit/unit.h"
#include "tests/unit/cases.h"
#include "tests/unit/folder.h"
#include "tests/unit/search_index.h"
#include "schema/base/clock.h"
#include "search/code.h"
#include "search/suggest_key.h"
#include "search/suggest_shared.h"
#include <pthread.h>
#include <stdatomic.h>

static struct err err;

struct world {
    const char *folder;
    struct folder *fold;
    struct searcher *s;
};

/* condition, drug, title; the number is SMPs00000000n. */
static const char *const trials[][3] = {
    {"肺癌", "ペムブロリズマブ", "JCOG1711試験"},
    {"肺癌", "pembrolizumab", "進行期の研究 (JCOG-1801)"},
    {"非小細胞肺癌", "ニボルマブ", "KEYNOTE 189 の日本での延長"},
    {"前立腺癌", "エンザルタミド", "CERTAIN試験"},
    {"乳癌", "トラスツズマブ", "Breast cancer trial"},
    {"2型糖尿病", "オルホルグリプロン", "経口薬の研究"},
    {"潰瘍性大腸炎", "ABC-9999試作錠", "炎症の研究"},
    {"尿路上皮癌", "ABC-9999試作錠", "上皮の研究"},
    {"見本的希少状態", "プラセボ", "まれな状態の研究"},
    {"肺癌", "プラセボ", "WJOG 8815L"},
    {"パーキンソン病", "レボドパ", "手足の研究"},
    {"アトピー性皮膚炎", "デュピルマブ", "皮膚の研究"},
};
enum { N_TRIALS = sizeof trials / sizeof *trials };

static void trial_put_as(struct search_index_writer *w, int64_t trial_id, int nr)
{
    void *ctx = talloc_new(NULL);
    const char *const *t = trials[nr - 1];
    index_put(w, trial_id,
              mem_printf(ctx,
                         "{\"id\":\"SMPs0000000%02d\",\"source\":{\"registry\":\"SMP\",\"id\":"
                         "\"SMPs0000000%02d\"},\"other_ids\":[{\"registry\":\"OTHER\",\"id\":"
                         "\"XYZ-77%02d\"}],\"title\":{\"public\":{\"ja\":\"%s\"}},"
                         "\"conditions\":[{\"ja\":\"%s\"}],\"interventions\":[{\"type\":\"drug\","
                         "\"name\":{\"ja\":\"%s\"}}]}",
                         nr, nr, nr, t[2], t[0], t[1]));
    talloc_free(ctx);
}

static int world_new(void **state)
{
    folder_setup(state);
    struct world *w = MEM_NEW(NULL, struct world);
    w->folder = *state;
    w->fold = folder_new(w);
    index_generation_new(w->folder);
    struct search_index_writer *x = index_writer_open(w, w->folder);
    for (int i = 1; i <= N_TRIALS; i++)
        trial_put_as(x, i, i);
    index_commit(x);
    talloc_free(x);
    index_check(searcher_open(w, w->folder, &w->s, &err), &err);
    *state = w;
    return 0;
}

static int world_free(void **state)
{
    struct world *w = *state;
    void *folder = (void *)(uintptr_t)w->folder;
    talloc_free(w);
    *state = folder;
    return folder_teardown(state);
}

static struct suggestions ask(struct world *w, void *ctx, const char *q, enum lang lang)
{
    struct suggestions r;
    index_check(search_suggest(w->s, ctx, q, lang, 10, &r, &err), &err);
    return r;
}

/* ------------------------------------------------------------------ suggest */

static void what_is_typed_leads_to_what_the_table_says(void **state)
{
    struct case_table table;
    case_open(&table, "tests/cases/query/suggest.tsv");
    while (case_next(&table)) {
        void *ctx = talloc_new(NULL);
        struct suggestions r =
            ask(*state, ctx, table.cell[0], strcmp(table.cell[1], "en") == 0 ? LANG_EN : LANG_JA);
        const char *got =
            r.n ? mem_printf(ctx, "%s [%s]", r.items[0].text,
                             r.items[0].concept_id ? r.items[0].concept_id : r.items[0].kind)
                : "-";
        case_equal(&table, got, table.cell[2]);
        talloc_free(ctx);
    }
}

static void trials_are_as_many_as_a_search_finds(void **state)
{
    struct world *w = *state;
    static const char *const typed[] = {"肺", "癌", "ぺむ", "ABC", "見本", "ni", "UC", "2"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        void *ctx = talloc_new(NULL);
        struct suggestions r = ask(w, ctx, typed[i], LANG_JA);
        assert_true(r.n > 0);
        for (size_t k = 0; k < r.n; k++) {
            struct search_request q = {.q = r.items[k].text, .age_days = -1, .limit = 1};
            struct search_result found;
            index_check(search_run(w->s, ctx, &q, &found, &err), &err);
            if (found.total != r.items[k].trials)
                fail_msg("%s: %u said, %d found", q.q, r.items[k].trials, (int)found.total);
        }
        talloc_free(ctx);
    }
}

static void better_matches_stand_first_and_each_thing_once(void **state)
{
    void *ctx = talloc_new(NULL);
    struct suggestions r = ask(*state, ctx, "肺癌", LANG_JA);
    assert_true(r.n > 1 && r.n <= 10);
    assert_string_equal(r.items[0].concept_id, "lung-cancer");
    assert_int_equal(r.items[0].trials, 4);
    for (size_t i = 0; i < r.n; i++)
        for (size_t k = 0; k < i; k++)
            if (r.items[i].concept_id && r.items[k].concept_id)
                assert_string_not_equal(r.items[i].concept_id, r.items[k].concept_id);
    talloc_free(ctx);
}

static void both_readings_of_an_ambiguous_name_are_offered_by_name(void **state)
{
    void *ctx = talloc_new(NULL);
    struct suggestions r = ask(*state, ctx, "uc", LANG_JA);
    assert_true(r.n >= 2);
    const char *both = mem_printf(ctx, "%s %s", r.items[0].text, r.items[1].text);
    assert_non_null(strstr(both, "潰瘍性大腸炎"));
    assert_non_null(strstr(both, "尿路上皮癌"));
    talloc_free(ctx);
}

static void nothing_too_much_and_noise_are_answered(void **state)
{
    struct world *w = *state;
    void *ctx = talloc_new(NULL);
    struct suggestions r;
    assert_int_equal(ask(w, ctx, "", LANG_JA).n, 0);
    assert_int_equal(ask(w, ctx, " 　-", LANG_JA).n, 0);
    assert_int_equal(ask(w, ctx, "qqqqqqqqzz", LANG_JA).n, 0);
    assert_int_equal(search_suggest(w->s, ctx, "a", LANG_JA, 0, &r, &err), ERR_INVALID);
    assert_true(text_starts_with(err.text, "limit:"));
    char *wide = MEM_ARRAY(ctx, char, SUGGEST_MAX_BYTES + 2);
    memset(wide, 'a', SUGGEST_MAX_BYTES + 1);
    assert_int_equal(search_suggest(w->s, ctx, wide, LANG_JA, 5, &r, &err), ERR_INVALID);
    assert_true(text_starts_with(err.text, "q:"));
    index_check(search_suggest(w->s, ctx, "癌", LANG_JA, 2, &r, &err), &err);
    assert_int_equal(r.n, 2);
    talloc_free(ctx);
}

/* A new name is offered once the index has grown by an eighth. */
static void names_follow_the_index(void **state)
{
    struct world *w = *state;
    void *ctx = talloc_new(NULL);
    assert_int_equal(ask(w, ctx, "新規追加状態", LANG_JA).n, 0);
    struct search_index_writer *x = index_writer_open(ctx, w->folder);
    for (int i = 1; i <= 3; i++)
        index_put(x, 100 + i,
                  mem_printf(ctx,
                             "{\"id\":\"SMPs00000010%d\",\"source\":{\"registry\":\"SMP\",\"id\":"
                             "\"SMPs00000010%d\"},\"title\":{\"public\":{\"ja\":\"追加\"}},"
                             "\"conditions\":[{\"ja\":\"新規追加状態\"}]}",
                             i, i));
    index_commit(x);
    struct suggestions r = ask(w, ctx, "新規追", LANG_JA);
    assert_int_equal(r.n, 1);
    assert_int_equal(r.items[0].trials, 3);
    for (int i = 1; i <= 3; i++)
        index_del(x, 100 + i);
    index_commit(x);
    assert_int_equal(ask(w, ctx, "新規追", LANG_JA).n, 0);
    talloc_free(ctx);
}

struct asker {
    const char *folder;
    int asked, failed;
    atomic_bool *stop;
};

static void *ask_on(void *arg)
{
    struct asker *a = arg;
    struct searcher *s;
    struct err why;
    void *ctx = talloc_new(NULL);
    if (searcher_open(ctx, a->folder, &s, &why) != OK)
        a->failed++;
    while (!a->failed && !atomic_load(a->stop)) {
        void *tmp = talloc_new(ctx);
        struct suggestions r;
        bool good = search_suggest(s, tmp, "肺", LANG_JA, 10, &r, &why) == OK && r.n > 1 &&
                    strcmp(r.items[0].text, "肺癌") == 0;
        a->failed += !good;
        a->asked++;
        talloc_free(tmp);
    }
    talloc_free(ctx);
    return NULL;
}

/* Names are made again while others ask: no thread waits for wrong ones or loses its own. */
static void threads_share_the_names_while_the_index_grows(void **state)
{
    enum { THREADS = 4, COMMITS = 12 };
    struct world *w = *state;
    struct asker askers[THREADS];
    pthread_t threads[THREADS];
    atomic_bool stop = false;
    void *ctx = talloc_new(NULL);
    for (int i = 0; i < THREADS; i++) {
        askers[i] = (struct asker){.folder = w->folder, .stop = &stop};
        assert_int_equal(pthread_create(&threads[i], NULL, ask_on, &askers[i]), 0);
    }
    struct search_index_writer *x = index_writer_open(ctx, w->folder);
    for (int i = 0; i < COMMITS; i++) {
        for (int k = 1; k <= N_TRIALS; k++)
            trial_put_as(x, 200 + (i % 3) * N_TRIALS + k, k);
        index_commit(x);
        clock_sleep_ms(50);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(askers[i].failed, 0);
        assert_true(askers[i].asked > 0);
    }
    talloc_free(ctx);
}

static void romaji_of_every_system_is_one(void **state)
{
    struct world *w = *state;
    static const char *const same[][2] = {
        {"しゅじゅつ", "shujutsu"},
        {"しゅじゅつ", "syuzyutu"},
        {"とうにょうびょう", "tonyobyo"},
        {"とうにょうびょう", "tounyoubyou"},
        {"しんぶん", "shimbun"},
        {"しんぶん", "sinbun"},
        {"はっけつびょう", "hakketsubyō"},
        {"まっちのうひん", "matchi no hin"},
        {"ちりょう", "tiryou"},
        {"ふぁぶりー", "faburi"},
        {"ちぇっく", "chekku"},
        {"こうじょう", "kouzyou"},
        {"けんえき", "ken'eki"},
        {"はいg", "haig"},
    };
    void *ctx = talloc_new(NULL);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        const char *a = suggest_romaji(ctx, suggest_key(w->fold, ctx, same[i][0]));
        const char *b = suggest_romaji(ctx, suggest_key(w->fold, ctx, same[i][1]));
        assert_non_null(a);
        assert_non_null(b);
        if (strcmp(a, b) != 0)
            fail_msg("%s %s: %s, %s", same[i][0], same[i][1], a, b);
    }
    assert_null(suggest_romaji(ctx, "肺がん"));
    assert_null(suggest_romaji(ctx, ""));
    assert_null(suggest_romaji(ctx, "mk 3475"));
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ spelling */

static void a_misspelt_word_has_the_suggestion_of_the_table(void **state)
{
    struct world *w = *state;
    struct case_table table;
    case_open(&table, "tests/cases/query/spelling.tsv");
    while (case_next(&table)) {
        void *ctx = talloc_new(NULL);
        struct search_request q = {.q = table.cell[0], .age_days = -1, .limit = 20};
        struct search_result r;
        index_check(search_run(w->s, ctx, &q, &r, &err), &err);
        case_equal(&table, r.suggestion ? r.suggestion : "-", table.cell[1]);
        talloc_free(ctx);
    }
}

static void a_suggestion_is_never_applied_by_itself(void **state)
{
    struct world *w = *state;
    void *ctx = talloc_new(NULL);
    struct search_request q = {.q = "エンザルタミト", .age_days = -1, .limit = 20};
    struct search_result r;
    index_check(search_run(w->s, ctx, &q, &r, &err), &err);
    assert_string_equal(r.suggestion, "エンザルタミド");
    assert_int_equal(r.total, 0);
    assert_int_equal(r.n_hits, 1);
    assert_int_equal(r.hits[0].tier, 3);
    assert_string_equal(r.hits[0].id, "SMPs000000004");
    bool marked = false;
    for (size_t i = 0; i < r.hits[0].n_snippets; i++)
        marked = marked || strstr(r.hits[0].snippets[i].html, "<mark>");
    assert_true(marked);
    q.status = 1u << RECRUITMENT_STATUS_RECRUITING; /* filters hold for tier 3, too */
    index_check(search_run(w->s, ctx, &q, &r, &err), &err);
    assert_int_equal(r.n_hits, 0);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ codes */

static void a_code_is_found_however_it_is_parted(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *q;
        int nr;
    } cases[] = {
        {"JCOG1711", 1},      {"JCOG 1711", 1},      {"jcog-1711", 1},      {"ＪＣＯＧ１７１１", 1},
        {"JCOG1801", 2},      {"JCOG 1801", 2},      {"JCOG-1801", 2},      {"KEYNOTE-189", 3},
        {"keynote189", 3},    {"KEYNOTE 189", 3},    {"WJOG8815L", 10},     {"WJOG-8815L", 10},
        {"CERTAIN study", 4}, {"certain", 4},        {"XYZ-7705", 5},       {"XYZ 7705", 5},
        {"xyz7705", 5},       {"肺癌 JCOG 1711", 1}, {"JCOG 1711 肺癌", 1}, {"title:JCOG-1711", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *ctx = talloc_new(NULL);
        struct search_request q = {.q = cases[i].q, .age_days = -1, .limit = 20};
        struct search_result r;
        index_check(search_run(w->s, ctx, &q, &r, &err), &err);
        if (r.total != 1 || strtol(r.hits[0].id + 10, NULL, 10) != cases[i].nr)
            fail_msg("%s: %d hits, %s", cases[i].q, (int)r.total, r.n_hits ? r.hits[0].id : "");
        talloc_free(ctx);
    }
}

static void a_record_is_had_by_a_number_however_it_is_parted(void **state)
{
    struct world *w = *state;
    static const char *const numbers[] = {"XYZ-7703", "xyz 7703", "ＸＹＺ７７０３", "Xyz7703"};
    struct search_record r;
    void *ctx = talloc_new(NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        index_check(search_record_get(w->s, ctx, numbers[i], &r, &err), &err);
        assert_string_equal(r.id, "SMPs000000003");
    }
    assert_int_equal(search_record_get(w->s, ctx, "XYZ 770", &r, &err), ERR_NOT_FOUND);
    assert_int_equal(search_record_get(w->s, ctx, "--", &r, &err), ERR_NOT_FOUND);
    talloc_free(ctx);
}

static void what_is_no_code_is_left_alone(void **state)
{
    static const char *const no[] = {
        "phase 20",      "stage 3",     "jcog",  "1711", "a 12",
        "肺 12",         "jcog 1711 x", "jcog1", "",     "averyveryverylongword 12",
        "ab-12345678901"};
    static const struct {
        const char *text, *codes;
    } cases[] = {{"jcog1711", ""},
                 {"(jcog-1711)と keynote 189", "jcog1711 keynote189 "},
                 {"e-7080 e 7080 phase 2", "e7080 phase2 "},
                 {"checkmate-9er", "checkmate9er "}};
    char code[CODE_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (code_read(no[i], strlen(no[i]), code))
            fail_msg("%s: %s", no[i], code);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *ctx = talloc_new(NULL);
        char *all = mem_strdup(ctx, "");
        for (size_t pos = 0; code_next(cases[i].text, strlen(cases[i].text), &pos, code);)
            all = mem_printf(ctx, "%s%s ", all, code);
        assert_string_equal(all, cases[i].codes);
        talloc_free(ctx);
    }
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_leads_to_what_the_table_says),
        cmocka_unit_test(trials_are_as_many_as_a_search_finds),
        cmocka_unit_test(better_matches_stand_first_and_each_thing_once),
        cmocka_unit_test(both_readings_of_an_ambiguous_name_are_offered_by_name),
        cmocka_unit_test(nothing_too_much_and_noise_are_answered),
        cmocka_unit_test(romaji_of_every_system_is_one),
        cmocka_unit_test(a_misspelt_word_has_the_suggestion_of_the_table),
        cmocka_unit_test(a_suggestion_is_never_applied_by_itself),
        cmocka_unit_test(a_code_is_found_however_it_is_parted),
        cmocka_unit_test(a_record_is_had_by_a_number_however_it_is_parted),
        cmocka_unit_test(what_is_no_code_is_left_alone),
        cmocka_unit_test(names_follow_the_index),
        cmocka_unit_test(threads_share_the_names_while_the_index_grows),
    };
    return cmocka_run_group_tests(tests, world_new, world_free);
}
