#include "tests/unit/unit.h"
#include "api/page.h"
#include "api/page_shim.h"
#include "schema/base/mem.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world {
    void *ctx;
    struct i18n *words;
    struct page *page;
};

static const char *locale_folder(void)
{
    static char path[256];
    const char *build = getenv("SHIRUBE_BUILD");
    snprintf(path, sizeof path, "%s/locale", build ? build : "build/release");
    return path;
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct err err = {.text = ""};
    w->ctx = talloc_new(NULL);
    if (i18n_load(w->ctx, locale_folder(), &w->words, &err) != OK ||
        page_open(w->ctx, "api/web", w->words, &w->page, &err) != OK)
        fail_msg("%s", err.text);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    talloc_free(w->ctx);
    free(w);
    return 0;
}

static bool has(const struct page_html *html, const char *text)
{
    return strstr(html->text, text) != NULL;
}

static void every_language_has_every_word(void **state)
{
    struct world *w = *state;
    const char *text, *key;
    size_t n[3] = {0};
    for (int lang = LANG_JA; lang <= LANG_EN; lang++)
        while ((key = i18n_key(w->words, (enum lang)lang, n[lang], &text))) {
            n[lang]++;
            if (!*key)
                continue;
            for (int other = LANG_JA; other <= LANG_EN; other++)
                assert_string_not_equal(i18n_text(w->words, (enum lang)other, key), key);
        }
    assert_int_equal(n[0], n[1]);
    assert_int_equal(n[0], n[2]);
    assert_true(n[0] > 50);
    assert_string_equal(i18n_text(w->words, LANG_EN, "no such key"), "no such key");
}

static void the_best_accepted_language_wins(void **state)
{
    (void)state;
    assert_int_equal(lang_accept(NULL), LANG_JA);
    assert_int_equal(lang_accept("fr, de;q=0.8"), LANG_JA);
    assert_int_equal(lang_accept("en-US,en;q=0.9"), LANG_EN);
    assert_int_equal(lang_accept("en;q=0.3, ja;q=0.9"), LANG_JA);
    assert_int_equal(lang_accept("en;q=0"), LANG_JA);
}

static const struct page_param tricky[] = {
    {"q", "\"><script>alert(1)</script>&肺"}, {"prefecture", "13"}, {"cursor", "old"}};

static void what_a_person_typed_is_escaped_everywhere(void **state)
{
    struct world *w = *state;
    struct page_request request = {LANG_JA, "/trials", tricky, 3};
    struct search_request asked = {.limit = 10};
    struct search_result result = {.total = 0, .emptied_by = "prefecture"};
    struct page_html html;
    struct err err = {.text = ""};
    assert_int_equal(page_results(w->page, w->ctx, &request, &asked, &result, &html, &err), OK);
    assert_false(has(&html, "<script>"));
    assert_true(has(&html, "&lt;script&gt;"));
    assert_true(has(&html, "q=%22%3E%3Cscript%3E"));
    assert_false(has(&html, "cursor=old"));
    assert_true(has(&html, "この条件を外すと見つかります"));
}

static void filters_that_emptied_a_result_together_are_taken_away_together(void **state)
{
    struct world *w = *state;
    static const struct page_param params[] = {{"q", "肺"}, {"prefecture", "47"}, {"phase", "4"}};
    static const char *names[] = {"phase", "prefecture"};
    struct page_request request = {LANG_JA, "/trials", params, 3};
    struct search_request asked = {.limit = 10};
    struct search_result result = {.total = 0, .emptied_together = names, .n_emptied_together = 2};
    struct page_html html;
    struct err err = {.text = ""};
    assert_int_equal(page_results(w->page, w->ctx, &request, &asked, &result, &html, &err), OK);
    assert_true(has(&html, "この条件を外すと見つかります"));
    assert_true(has(&html, "/trials?q=%E8%82%BA&amp;lang=ja"));
}

static void hits_stand_under_the_heading_of_their_tier(void **state)
{
    struct world *w = *state;
    struct page_request request = {LANG_EN, "/trials", NULL, 0};
    struct search_request asked = {.limit = 10};
    struct snippet mark = {"title", "<mark>Lung</mark> cancer"};
    struct search_hit hits[] = {
        {.id = "SMPs011210001",
         .tier = 1,
         .snippets = &mark,
         .n_snippets = 1,
         .card_json =
             "\"id\":\"SMPs011210001\",\"title\":{\"ja\":\"肺\",\"en\":\"Lung\"},\"recruitment_"
             "status\":\"recruiting\","
             "\"phase\":[2,3],\"age\":{\"min\":{\"value\":20,\"unit\":\"year\",\"inclusive\":true},"
             "\"max\":null},"
             "\"sex\":\"female\",\"sample\":true",
         .sites = {.recruiting = 2,
                   .total = 5,
                   .has_nearest = true,
                   .nearest = {.en = "Made-up Hospital",
                               .prefecture = 13,
                               .status = RECRUITMENT_STATUS_RECRUITING,
                               .distance_km = 3.14}}},
        {.id = "SMPs011210002",
         .tier = 2,
         .card_json = "\"id\":\"SMPs011210002\",\"title\":{\"ja\":\"<b>胃&\"},\"conditions\":[{"
                      "\"ja\":\"胃癌\"}]"},
    };
    struct facet_count phases[] = {{.value = PHASE_2, .n = 7}};
    struct search_result result = {
        .total = 12345, .total_at_least = true, .hits = hits, .n_hits = 2, .next = "abc"};
    result.facets[FACET_PHASE].counts = phases;
    result.facets[FACET_PHASE].n = 1;
    struct page_html html;
    struct err err = {.text = ""};
    assert_int_equal(page_results(w->page, w->ctx, &request, &asked, &result, &html, &err), OK);
    const char *first = strstr(html.text, "SMPs011210001"),
               *related = strstr(html.text, "Related trials"),
               *second = strstr(html.text, "SMPs011210002");
    assert_true(first && related && second && first < related && related < second);
    assert_true(has(&html, "<mark>Lung</mark> cancer"));
    assert_true(has(&html, "20 years and older, Female"));
    assert_true(has(&html, "2 site(s) recruiting (5 site(s))"));
    assert_true(has(&html, "Made-up Hospital (Tokyo, Recruiting) about 3.1 km"));
    assert_true(has(&html, "Phase 2 / Phase 3"));
    assert_true(has(&html, "&lt;b&gt;胃&amp;"));
    assert_true(has(&html, "12345"));
    assert_true(has(&html, "or more trials"));
    assert_true(has(&html, "cursor=abc"));
    assert_true(has(&html, "phase=2"));
}

static void the_page_says_how_the_question_was_understood(void **state)
{
    struct world *w = *state;
    static const struct page_param asked_for[] = {
        {"q", "UC 患者<"}, {"prefecture", "13"}, {"cursor", "old"}};
    static const char *terms[] = {"UC", "患者<"}, *relaxed[] = {"患者<"};
    static const char *names[] = {"潰瘍性大腸炎", "ulcerative <colitis>"};
    struct search_concept concepts[] = {{.typed = "UC",
                                         .id = "a",
                                         .ja = "潰瘍性大腸炎",
                                         .en = "Ulcerative colitis",
                                         .class_name = "disease",
                                         .ambiguous = true,
                                         .synonyms = names,
                                         .n_synonyms = 2},
                                        {.typed = "UC",
                                         .id = "b",
                                         .ja = "尿路上皮癌",
                                         .en = "Urothelial carcinoma",
                                         .class_name = "disease",
                                         .ambiguous = true}};
    struct search_hit hit = {.id = "SMPs011210003",
                             .tier = 3,
                             .card_json = "\"id\":\"SMPs011210003\",\"title\":{\"ja\":\"胃\"}"};
    struct search_result result = {.hits = &hit,
                                   .n_hits = 1,
                                   .terms = terms,
                                   .n_terms = 2,
                                   .relaxed = relaxed,
                                   .n_relaxed = 1,
                                   .concepts = concepts,
                                   .n_concepts = 2,
                                   .suggestion = "UC 患児<"};
    struct search_request asked = {.limit = 10};
    struct page_html html;
    struct err err = {.text = ""};
    static const struct {
        enum lang lang;
        const char *wanted[8];
    } cases[] = {
        {LANG_JA,
         {"もしかして: <a "
          "href=\"/trials?prefecture=13&amp;q=UC%20%E6%82%A3%E5%85%90%3C&amp;lang=ja\">",
          "「UC 患児&lt;」で見つかった試験", "「UC」には複数の意味があり",
          "q=%E5%B0%BF%E8%B7%AF%E4%B8%8A%E7%9A%AE%E7%99%8C%20%E6%82%A3%E8%80%85%3C",
          "<dd>潰瘍性大腸炎、ulcerative &lt;colitis&gt;</dd>", "synonyms=off",
          "<span class=\"term\">患者&lt;</span>", "含まれるとは限らない言葉"}},
        {LANG_EASY, {"このことばですか", "いくつかの意味", "書いたことばだけで"}},
        {LANG_EN,
         {"Did you mean", "Trials found for “UC 患児&lt;”", "“UC” has several meanings",
          "q=Urothelial%20carcinoma%20", "Urothelial carcinoma</a>",
          "Search for the words as typed only"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page_request request = {cases[i].lang, "/trials", asked_for, 3};
        assert_int_equal(page_results(w->page, w->ctx, &request, &asked, &result, &html, &err), OK);
        for (size_t k = 0; k < 8 && cases[i].wanted[k]; k++)
            if (!has(&html, cases[i].wanted[k]))
                fail_msg("%s is missing", cases[i].wanted[k]);
        assert_false(has(&html, "cursor=old"));
    }
}

static void without_synonyms_the_page_offers_them(void **state)
{
    struct world *w = *state;
    static const struct page_param asked_for[] = {{"q", "肺癌"}, {"synonyms", "off"}};
    struct page_request request = {LANG_JA, "/trials", asked_for, 2};
    struct search_request asked = {.limit = 10};
    struct search_result result = {.total = 3};
    struct page_html html;
    struct err err = {.text = ""};
    assert_int_equal(page_results(w->page, w->ctx, &request, &asked, &result, &html, &err), OK);
    assert_true(has(&html, "同じ意味の言葉でもさがす"));
    assert_true(has(&html, "<a href=\"/trials?q=%E8%82%BA%E7%99%8C&amp;lang=ja\">"));
    request.n_params = 1; /* no concept and not switched off: there is nothing to switch */
    assert_int_equal(page_results(w->page, w->ctx, &request, &asked, &result, &html, &err), OK);
    assert_false(has(&html, "synonyms=off"));
    assert_false(has(&html, "もしかして"));
}

static void a_record_is_shown_with_its_criteria_sites_and_other_numbers(void **state)
{
    struct world *w = *state;
    struct page_request request = {LANG_JA, "/trials/SMPs011210001", NULL, 0};
    const char *json = "{\"title\":{\"public\":{\"ja\":\"公開名\",\"en\":\"Public\"},"
                       "\"scientific\":{\"ja\":\"学術名\"}},\"sample\":true,"
                       "\"source\":{\"registry\":\"SMP\",\"id\":\"x\",\"url\":\"javascript:alert(1)"
                       "\"},\"phase\":[\"na\"],"
                       "\"dates\":{\"first_published\":\"2024-05-01\"},\"eligibility\":{\"sex\":"
                       "\"all\",\"inclusion\":{\"ja\":\"1) 20歳以上\\n2) 肺癌\"},"
                       "\"age_max\":{\"value\":75,\"unit\":\"year\",\"inclusive\":false}},"
                       "\"sites\":[{\"name\":{\"ja\":\"架空病院\"},"
                       "\"prefecture\":\"13\",\"status\":\"recruiting\"}],\"contacts\":[{\"role\":"
                       "\"public\",\"tel\":\"00-0000-0001\"}],"
                       "\"outcomes\":[{\"rank\":\"primary\",\"title\":{\"ja\":\"全生存期間\"},"
                       "\"timepoint\":{\"ja\":\"5年\"}}]}";
    struct search_record record = {
        .id = "SMPs011210001",
        .record_json = json,
        .record_len = strlen(json),
        .cluster_json = "[{\"id\":\"SMPs011210009\",\"title\":{\"ja\":\"同じ試験\"}}]"};
    struct page_html html;
    struct err err = {.text = ""};
    assert_int_equal(page_trial(w->page, w->ctx, &request, &record, &html, &err), OK);
    static const char *const wanted[] = {
        "公開名",           "学術名",     "見本データ", "2024-05-01（令和6年5月1日）",
        "2) 肺癌",          "75歳未満",   "東京都",     "架空病院",
        "tel:00-0000-0001", "全生存期間", "5年",        "/trials/SMPs011210009",
        "該当しない"};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!has(&html, wanted[i]))
            fail_msg("%s is missing", wanted[i]);
    assert_false(has(&html, "javascript:"));
    record.record_len = 5;
    assert_int_equal(page_trial(w->page, w->ctx, &request, &record, &html, &err), ERR_CORRUPT);
}

static void the_first_page_offers_diseases_and_places(void **state)
{
    struct world *w = *state;
    struct page_request request = {LANG_EASY, "/", NULL, 0};
    struct facet_count places[] = {{.value = PREFECTURE_13, .n = 42}};
    struct search_result all = {.total = 600};
    all.facets[FACET_PREFECTURE].counts = places;
    all.facets[FACET_PREFECTURE].n = 1;
    struct page_html html;
    struct err err = {.text = ""};
    assert_int_equal(page_top(w->page, w->ctx, &request, &all, &html, &err), OK);
    assert_true(has(&html, "さがす"));
    assert_true(has(&html, "q=%E8%82%BA%E3%81%8C%E3%82%93"));
    assert_true(has(&html, "<span class=\"count\">42</span>"));
    assert_true(has(&html, "lang=easy"));
    assert_int_equal(page_top(w->page, w->ctx, &request, NULL, &html, &err), OK);
    assert_int_equal(page_error(w->page, w->ctx, &request, "<oops>", NULL, &html, &err), OK);
    assert_true(has(&html, "&lt;oops&gt;"));
}

static void a_broken_template_is_an_error_not_a_crash(void **state)
{
    struct world *w = *state;
    struct page_template *t;
    struct err err = {.text = ""};
    assert_int_equal(page_shim_compile(w->ctx, "{{#a}} never closed", &t, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "template"));
    struct page *page;
    assert_int_equal(page_open(w->ctx, "tests/nowhere", w->words, &page, &err), ERR_IO);
    struct i18n *words;
    assert_int_equal(i18n_load(w->ctx, "tests/nowhere", &words, &err), ERR_IO);
}

static void a_damaged_catalogue_is_refused(void **state)
{
    struct world *w = *state;
    char folder[] = "/tmp/shirube-mo-XXXXXX", path[64], from[300];
    struct i18n *words;
    struct err err;
    unsigned char bytes[65536];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/ja.mo", folder);
    snprintf(from, sizeof from, "%s/ja.mo", locale_folder());
    FILE *f = fopen(from, "rb");
    assert_non_null(f);
    size_t len = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    for (size_t cut = 0; cut < len; cut += 97) {
        f = fopen(path, "wb");
        fwrite(bytes, 1, cut, f);
        fclose(f);
        assert_int_equal(i18n_load(w->ctx, folder, &words, &err), ERR_CORRUPT);
    }
    remove(path);
    remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_has_every_word),
        cmocka_unit_test(the_best_accepted_language_wins),
        cmocka_unit_test(filters_that_emptied_a_result_together_are_taken_away_together),
        cmocka_unit_test(what_a_person_typed_is_escaped_everywhere),
        cmocka_unit_test(hits_stand_under_the_heading_of_their_tier),
        cmocka_unit_test(the_page_says_how_the_question_was_understood),
        cmocka_unit_test(without_synonyms_the_page_offers_them),
        cmocka_unit_test(a_record_is_shown_with_its_criteria_sites_and_other_numbers),
        cmocka_unit_test(the_first_page_offers_diseases_and_places),
        cmocka_unit_test(a_broken_template_is_an_error_not_a_crash),
        cmocka_unit_test(a_damaged_catalogue_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
