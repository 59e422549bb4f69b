#include "tests/unit/unit.h"
#include "tests/unit/folder.h"
#include "tests/unit/search_index.h"
#include "schema/base/rng.h"
#include "schema/normalise.h"
#include "search/search_shared.h"

static struct err err;

/* ------------------------------------------------------------------ a small registry */

static const char *const records[] = {
    "{\"id\":\"SMPs000000001\",\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs000000001\"},"
    "\"other_ids\":[{\"registry\":\"NCT\",\"id\":\"NCT99999991\"}],"
    "\"kind\":\"specified\",\"study_type\":\"interventional\",\"phase\":[2],"
    "\"recruitment_status\":\"recruiting\","
    "\"title\":{\"public\":{\"ja\":\"非小細胞肺癌に対するゲフィチニブの試験\","
    "\"en\":\"Gefitinib for non-small cell lung cancer\"}},"
    "\"conditions\":[{\"ja\":\"非小細胞肺癌\",\"en\":\"Non-small cell lung cancer\"}],"
    "\"interventions\":[{\"type\":\"drug\",\"name\":{\"ja\":\"ゲフィチニブ\",\"en\":\"gefitinib\"}}"
    "],"
    "\"eligibility\":{\"sex\":\"all\",\"age_min\":{\"value\":20,\"unit\":\"year\",\"inclusive\":"
    "true},"
    "\"inclusion\":{\"ja\":\"1) 組織学的に確認された患者\\n2) <文書>による同意\"},"
    "\"exclusion\":{\"ja\":\"間質性肺炎のある患者\"}},"
    "\"sites\":[{\"name\":{\"ja\":\"架空中央病院\"},\"prefecture\":\"13\"}],"
    "\"dates\":{\"first_published\":\"2024-05-01\",\"last_published\":\"2025-05-01\",\"enrollment_"
    "start\":{\"date\":\"2020-03-01\"}}}",
    "{\"id\":\"SMPs000000002\",\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs000000002\"},"
    "\"kind\":\"sponsor_trial\",\"study_type\":\"interventional\",\"phase\":[1,2],"
    "\"recruitment_status\":\"completed\","
    "\"title\":{\"public\":{\"ja\":\"小児の2型糖尿病におけるインスリンの研究\","
    "\"en\":\"Insulin studies in children with type 2 diabetes\"}},"
    "\"conditions\":[{\"ja\":\"2型糖尿病\",\"en\":\"Type 2 diabetes\"}],"
    "\"interventions\":[{\"type\":\"drug\",\"name\":{\"ja\":\"インスリン\",\"en\":\"insulin\"}}],"
    "\"eligibility\":{\"sex\":\"female\",\"age_min\":{\"value\":6,\"unit\":\"year\",\"inclusive\":"
    "true},"
    "\"age_max\":{\"value\":18,\"unit\":\"year\",\"inclusive\":false},"
    "\"inclusion\":{\"ja\":\"肺癌の既往のない患者\"}},"
    "\"sponsors\":{\"primary\":{\"name\":{\"ja\":\"見本製薬株式会社\"}}},"
    "\"sites\":[{\"name\":{\"ja\":\"例示こども病院\"},\"prefecture\":\"27\"},"
    "{\"name\":{\"ja\":\"さんぷる病院\"},\"prefecture\":\"13\"}],"
    "\"dates\":{\"first_published\":\"2023-01-01\",\"last_published\":\"2026-02-01\"}}",
    "{\"id\":\"SMPs000000003\",\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs000000003\"},"
    "\"kind\":\"specified\",\"study_type\":\"observational\",\"phase\":[\"na\"],"
    "\"recruitment_status\":\"not_yet\","
    "\"title\":{\"public\":{\"ja\":\"膝の痛みとコンピューター支援手術の観察研究\","
    "\"en\":\"Computer assisted surgery of the knee\"}},"
    "\"conditions\":[{\"ja\":\"変形性膝関節症\",\"en\":\"Osteoarthritis of the knee\"}],"
    "\"eligibility\":{\"sex\":\"male\",\"inclusion\":{\"ja\":\"同意した方\"}},"
    "\"results\":{\"posted_on\":\"2025-01-01\"},"
    "\"dates\":{\"first_published\":\"2022-01-01\",\"last_published\":\"2022-02-01\",\"enrollment_"
    "start\":{\"date\":\"2021-04-01\"}}}",
};
enum { N_RECORDS = sizeof records / sizeof *records };

static void small_index(const char *folder)
{
    void *ctx = talloc_new(NULL);
    index_generation_new(folder);
    struct search_index_writer *w = index_writer_open(ctx, folder);
    for (int i = N_RECORDS; i > 0; i--) /* newest last: docids fall */
        index_put(w, i, records[i - 1]);
    index_commit(w);
    talloc_free(ctx);
}

static struct search_request request(const char *q)
{
    return (struct search_request){.q = q, .age_days = -1, .limit = 20};
}

static struct searcher *searcher(void *ctx, const char *folder)
{
    struct searcher *s = NULL;
    index_check(searcher_open(ctx, folder, &s, &err), &err);
    return s;
}

static struct search_result run(struct searcher *s, void *ctx, const struct search_request *r)
{
    struct search_result result;
    index_check(search_run(s, ctx, r, &result, &err), &err);
    return result;
}

/* The last digits of the hits of tier 1, "12"; those of other tiers behind a slash each. */
static const char *ids(void *ctx, const struct search_result *r)
{
    char *out = mem_strdup(ctx, "");
    for (size_t i = 0; i < r->n_hits; i++) {
        const struct search_hit *h = &r->hits[i];
        out = mem_printf(ctx, "%s%s%c", out,
                         h->tier == 1   ? ""
                         : h->tier == 2 ? "/"
                                        : "//",
                         h->id[strlen(h->id) - 1]);
    }
    return out;
}

static const char *find(struct searcher *s, void *ctx, const char *q)
{
    struct search_request r = request(q);
    struct search_result result = run(s, ctx, &r);
    return ids(ctx, &result);
}

/* ------------------------------------------------------------------ words */

static void words_find_what_the_table_says(void **state)
{
    static const struct {
        const char *q, *want;
    } cases[] = {
        {"ゲフィチニブ", "1"},
        {"げふぃちにぶ", "1"},
        {"ｹﾞﾌｨﾁﾆﾌﾞ", "1"},
        {"GEFITINIB", "1"},
        {"小細胞肺", "1"}, /* exact substring of a short field */
        {"肺癌", "12"},    /* title before text */
        {"肺癌 患者", "12"},
        {"title:肺癌", "1"},
        {"condition:糖尿病", "2"},
        {"drug:インスリン", "2"},
        {"sponsor:見本製薬", "2"},
        {"架空中央病院", "1"},
        {"間質性肺炎", ""}, /* exclusion text is searched only where it is asked for */
        {"除外:間質性肺炎", "1"},
        {"exclusion:肺炎", "1"},
        {"exclusion:ゲフィチニブ", ""},
        {"study of diabetes", "2"}, /* function words ask for nothing; English by stem */
        {"diabete", "2"},
        {"\"type 2 diabetes\"", "2"},
        {"\"2 type diabetes\"", ""},
        {"\"of the knee\"", "3"},
        {"children", "2"},
        {"child", "2"}, /* a concept: the stem of children is another word */
        {"2型糖尿病", "2"},
        {"肺癌 OR 糖尿病", "21"},
        {"肺癌 -小児", "1"},
        {"-肺癌", "3"},
        {"NOT (小児 OR 膝)", "1"},
        {"膝", "3"}, /* a single character */
        {"痛", "3"},
        {"膝の痛み", "3"},
        {"コンピュータ支援", "3"},
        {"糖", "2"},
        {"NCT99999991", "1"},
        {"ＮＣＴ９９９９９９９１", "1"},
        {"SMPs000000002", "2"},
        {"id:smps000000003", "3"},
        {"存在しない", ""},
    };
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct search_request r = request(cases[i].q);
        struct search_result result = run(s, ctx, &r);
        const char *got = ids(ctx, &result);
        size_t n = strcspn(got, "/"), want = strcspn(cases[i].want, "/");
        if (n != want || strncmp(got, cases[i].want, n) != 0 || result.total != n)
            fail_msg("%s: got %s (%d), want %s", cases[i].q, got, (int)result.total, cases[i].want);
    }
    talloc_free(ctx);
}

static void few_hits_are_followed_by_related_ones(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    assert_string_equal(find(s, ctx, "ゲフィチニブ インスリン"), "/2/1");
    assert_string_equal(find(s, ctx, "糖尿病 ゲフィチニブ -インスリン"), "/1");
    /* One character differs: half of the bigrams are there. */
    assert_string_equal(find(s, ctx, "ゲフェチニブ"), "//1");
    struct search_request r = request("ゲフィチニブ インスリン");
    struct search_result result = run(s, ctx, &r);
    assert_int_equal(result.total, 0);
    assert_int_equal(result.n_terms, 2);
    assert_int_equal(result.n_relaxed, 2);
    assert_string_equal(result.terms[0], "ゲフィチニブ");
    r = request("ゲフィチニブ");
    result = run(s, ctx, &r);
    assert_int_equal(result.n_relaxed, 0);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ filters and facets */

static void filters_hold_alone_and_together(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    const struct {
        const char *want;
        struct search_request r;
    } cases[] = {
        {"123", {.age_days = -1}},
        {"1", {.age_days = -1, .status = 1 << RECRUITMENT_STATUS_RECRUITING}},
        {"12", {.age_days = -1, .phase = 1 << PHASE_2}},
        {"2", {.age_days = -1, .phase = 1 << PHASE_1}},
        {"3", {.age_days = -1, .phase = 1 << code_find(CODE_PHASE, "na")}},
        {"13", {.age_days = -1, .kind = 1 << KIND_SPECIFIED}},
        {"3", {.age_days = -1, .study_type = 1 << STUDY_TYPE_OBSERVATIONAL}},
        {"12", {.age_days = -1, .prefecture = (code_set)1 << 13}},
        {"2", {.age_days = -1, .prefecture = (code_set)1 << 27}},
        {"12", {.age_days = -1, .sex = 1 << SEX_FEMALE}},
        {"13", {.age_days = -1, .sex = 1 << SEX_MALE}},
        {"1", {.age_days = -1, .sex = 1 << SEX_ALL}},
        {"123", {.age_days = -1, .sex = 1 << SEX_FEMALE | 1 << SEX_MALE}},
        {"", {.age_days = -1, .registry = 1 << REGISTRY_NCT}},
        {"123", {.age_days = -1, .registry = 1 << REGISTRY_SMP}},
        {"23", {.age_days = 10 * 365}},
        {"13", {.age_days = 30 * 365}},
        {"2", {.age_days = -1, .child = true}},
        {"3", {.age_days = -1, .has_results = true}},
        {"13", {.age_days = -1, .not_child = true}},
        {"12", {.age_days = -1, .no_results = true}},
        {"2", {.age_days = -1, .updated_since = {2026, 1, 1}}},
        {"12", {.age_days = -1, .updated_since = {2025, 5, 1}}},
        {"2", {.age_days = -1, .drug = "インスリン"}},
        {"1", {.age_days = -1, .condition = "肺癌"}},
        {"2", {.age_days = -1, .sponsor = "見本製薬"}},
        {"2", {.q = "肺癌", .age_days = -1, .kind = 1 << KIND_SPONSOR_TRIAL}},
        {"1", {.q = "肺癌", .age_days = 30 * 365}},
        {"", {.q = "肺癌", .age_days = 10 * 365, .kind = 1 << KIND_SPECIFIED}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int sort = SORT_RELEVANCE; sort <= SORT_START; sort++) {
            struct search_request r = cases[i].r;
            r.limit = 20;
            r.sort = (enum search_sort)sort;
            struct search_result result = run(s, ctx, &r);
            size_t n = strlen(cases[i].want);
            bool same = result.n_hits == n && result.total == n;
            for (size_t j = 0; same && j < n; j++)
                same = strchr(ids(ctx, &result), cases[i].want[j]);
            if (!same)
                fail_msg("case %zu, sort %d: got %s (%d), want %s", i, sort, ids(ctx, &result),
                         (int)result.total, cases[i].want);
        }
    talloc_free(ctx);
}

static uint32_t count_of(const struct search_result *r, enum facet f, int value)
{
    for (size_t i = 0; i < r->facets[f].n; i++)
        if (r->facets[f].counts[i].value == value)
            return r->facets[f].counts[i].n;
    return 0;
}

static void a_filtered_facet_still_counts_its_other_values(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    for (int q = 0; q < 2; q++) {
        struct search_request r = request(q ? "患者 OR 同意" : NULL);
        r.status = 1 << RECRUITMENT_STATUS_RECRUITING;
        r.facets = 1 << FACET_STATUS | 1 << FACET_SEX | 1 << FACET_PREFECTURE;
        struct search_result result = run(s, ctx, &r);
        assert_int_equal(result.total, 1);
        assert_int_equal(count_of(&result, FACET_STATUS, RECRUITMENT_STATUS_RECRUITING), 1);
        assert_int_equal(count_of(&result, FACET_STATUS, RECRUITMENT_STATUS_COMPLETED), 1);
        assert_int_equal(count_of(&result, FACET_STATUS, RECRUITMENT_STATUS_NOT_YET), 1);
        assert_int_equal(count_of(&result, FACET_SEX, SEX_FEMALE), 1);
        assert_int_equal(count_of(&result, FACET_SEX, SEX_ALL), 1);
        assert_int_equal(count_of(&result, FACET_PREFECTURE, 13), 1);
        assert_int_equal(count_of(&result, FACET_PREFECTURE, 27), 0);
        assert_int_equal(result.facets[FACET_PHASE].n, 0);
    }
    talloc_free(ctx);
}

static void the_filter_that_emptied_the_result_is_named(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = request("インスリン");
    r.prefecture = (code_set)1 << 1;
    r.sex = 1 << SEX_FEMALE;
    struct search_result result = run(s, ctx, &r);
    assert_int_equal(result.total, 0);
    assert_string_equal(result.emptied_by, "prefecture");
    r = request("インスリン");
    r.drug = "ゲフィチニブ";
    assert_string_equal(run(s, ctx, &r).emptied_by, "drug");
    r = request("インスリン");
    r.age_days = 90 * 365;
    assert_string_equal(run(s, ctx, &r).emptied_by, "age");
    r = request("存在しない語");
    r.sex = 1 << SEX_FEMALE;
    assert_null(run(s, ctx, &r).emptied_by);
    assert_int_equal(run(s, ctx, &r).n_emptied_together, 0);
    r = request("インスリン");
    assert_null(run(s, ctx, &r).emptied_by);
    talloc_free(ctx);
}

static void the_fewest_filters_that_emptied_it_together_are_named(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = request(NULL); /* 1 and 2 are for women, of these none in Hokkaido */
    r.prefecture = (code_set)1 << 1;
    r.status = 1 << RECRUITMENT_STATUS_SUSPENDED;
    r.sex = 1 << SEX_FEMALE;
    struct search_result result = run(s, ctx, &r);
    assert_null(result.emptied_by);
    assert_int_equal(result.n_emptied_together, 2);
    assert_string_equal(result.emptied_together[0], "status");
    assert_string_equal(result.emptied_together[1], "prefecture");
    r = request(NULL);
    r.drug = "インスリン";
    r.prefecture = (code_set)1 << 1;
    r.condition = "肺癌";
    result = run(s, ctx, &r);
    assert_null(result.emptied_by);
    assert_int_equal(result.n_emptied_together, 2);
    assert_string_equal(result.emptied_together[0], "prefecture");
    talloc_free(ctx);
}

static void sorts_order_by_their_date(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = request(NULL);
    r.sort = SORT_NEWEST;
    struct search_result result = run(s, ctx, &r);
    assert_string_equal(ids(ctx, &result), "123");
    r.sort = SORT_UPDATED;
    result = run(s, ctx, &r);
    assert_string_equal(ids(ctx, &result), "213");
    r.sort = SORT_START; /* who tells no start stands last */
    result = run(s, ctx, &r);
    assert_string_equal(ids(ctx, &result), "312");
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ bad requests */

static void bad_requests_name_their_parameter(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    char *longer = MEM_ARRAY(ctx, char, 1100);
    memset(longer, 'a', 1099);
    struct search_request r = request(longer);
    struct search_result result;
    assert_int_equal(search_run(s, ctx, &r, &result, &err), ERR_INVALID);
    assert_true(text_starts_with(err.text, "q: "));
    r = request("a");
    r.limit = 101;
    assert_int_equal(search_run(s, ctx, &r, &result, &err), ERR_INVALID);
    assert_true(text_starts_with(err.text, "limit: "));
    static const char *const cursors[] = {
        "x", "AAAA", "!!!!", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUZHSElKS0xNTk9QUVJTVFVWVw"};
    for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
        r = request("a");
        r.cursor = cursors[i];
        assert_int_equal(search_run(s, ctx, &r, &result, &err), ERR_INVALID);
        assert_true(text_starts_with(err.text, "cursor: "));
    }
    talloc_free(ctx);
}

static void a_cursor_serves_only_its_own_search(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = request("肺癌");
    r.limit = 1;
    struct search_result result = run(s, ctx, &r);
    assert_non_null(result.next);
    r.cursor = result.next;
    r.limit = 5;
    assert_int_equal(search_run(s, ctx, &r, &result, &err), OK);
    assert_string_equal(ids(ctx, &result), "2");
    r.q = "糖尿病";
    assert_int_equal(search_run(s, ctx, &r, &result, &err), ERR_INVALID);
    r.q = "肺癌";
    r.sort = SORT_NEWEST;
    assert_int_equal(search_run(s, ctx, &r, &result, &err), ERR_INVALID);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ records */

static void a_record_is_found_by_any_of_its_numbers(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    static const char *const numbers[] = {"SMPs000000001", "smps000000001", " NCT99999991 ",
                                          "nct99999991", "ＮＣＴ９９９９９９９１"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct search_record r;
        index_check(search_record_get(s, ctx, numbers[i], &r, &err), &err);
        assert_string_equal(r.id, "SMPs000000001");
        assert_int_equal(strlen(r.hash_hex), 64);
        assert_int_equal(r.version, 1);
        assert_string_equal(r.cluster_json, "[]");
        assert_int_equal(strlen(r.record_json), r.record_len);
        assert_non_null(strstr(r.record_json, "ゲフィチニブ"));
    }
    struct search_record r;
    assert_int_equal(search_record_get(s, ctx, "NCT00000000", &r, &err), ERR_NOT_FOUND);
    assert_int_equal(search_record_get(s, ctx, "", &r, &err), ERR_NOT_FOUND);
    talloc_free(ctx);
}

static void numbers_of_no_registry_lead_to_their_record(void **state)
{
    static const char json[] =
        "{\"id\":\"SMPs000000007\",\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs000000007\"},"
        "\"title\":{\"public\":{\"ja\":\"ほかの番号\"}},\"other_ids\":["
        "{\"registry\":\"OTHER\",\"id\":\"JCOG1711\"},{\"registry\":\"OTHER\",\"id\":\"R668-AD-"
        "1314\"},"
        "{\"registry\":\"OTHER\",\"id\":\"AFT-05\"},{\"registry\":\"OTHER\",\"id\":\"BIG 14-03\"},"
        "{\"registry\":\"OTHER\",\"id\":\"AS0006\"}]}";
    static const struct {
        const char *q, *want;
    } asked[] = {{"JCOG1711", "7"},
                 {"jcog-1711", "7"},
                 {"JCOG 1711", "7"},
                 {"\"R668-AD-1314\"", "7"},
                 {"id:R668-AD-1314", "7"},
                 {"R668-AD-1314", "/7/3"}, /* AD is a disease, too: it comes first among the rest */
                 {"AFT-05", "7"},
                 {"AFT05", "7"},
                 {"BIG 14-03", "7"},
                 {"ＢＩＧ １４－０３", "7"},
                 {"AS0006", "7"},
                 {"id:AFT-05", "7"},
                 {"JCOG1711 ほかの番号", "7"}};
    static const char *const numbers[] = {"JCOG1711", "jcog-1711", "R668-AD-1314", "BIG 14-03"};
    void *ctx = talloc_new(NULL);
    index_generation_new(*state);
    struct search_index_writer *w = index_writer_open(ctx, *state);
    struct problems *problems = problems_new(ctx);
    struct trial *t;
    index_check(trial_read_json(ctx, json, sizeof json - 1, &t, problems, &err), &err);
    for (int i = N_RECORDS; i > 0; i--)
        index_put(w, i, records[i - 1]);
    index_put_trial(w, 7, 1, t,
                    "[\"smps000000007\"]"); /* the store knows registries' numbers only */
    index_commit(w);
    struct searcher *s = searcher(ctx, *state);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const char *got = find(s, ctx, asked[i].q);
        if (strcmp(got, asked[i].want) != 0)
            fail_msg("%s: found %s", asked[i].q, got);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct search_record r;
        index_check(search_record_get(s, ctx, numbers[i], &r, &err), &err);
        assert_string_equal(r.id, "SMPs000000007");
    }
    talloc_free(ctx);
}

static void all_records_are_listed_once(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    uint32_t cursor = 0;
    size_t n, sum = 0;
    struct search_record *list;
    char seen[N_RECORDS + 1] = {0};
    do {
        index_check(search_record_list(s, ctx, &cursor, 2, &list, &n, &err), &err);
        for (size_t i = 0; i < n; i++)
            seen[list[i].id[strlen(list[i].id) - 1] - '1']++;
        sum += n;
    } while (n > 0);
    assert_int_equal(sum, N_RECORDS);
    for (int i = 0; i < N_RECORDS; i++)
        assert_int_equal(seen[i], 1);
    talloc_free(ctx);
}

static void snippets_mark_what_was_found(void **state)
{
    void *ctx = talloc_new(NULL);
    small_index(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = request("文書による同意 げふぃちにぶ");
    struct search_result result = run(s, ctx, &r);
    r = request("同意 げふぃちにぶ");
    result = run(s, ctx, &r);
    assert_int_equal(result.n_hits > 0, 1);
    const struct search_hit *h = &result.hits[0];
    assert_string_equal(h->snippets[0].field, "title");
    assert_string_equal(h->snippets[0].html, "非小細胞肺癌に対する<mark>ゲフィチニブ</mark>の試験");
    assert_string_equal(h->snippets[1].field, "condition");
    bool found = false;
    for (size_t i = 2; i < h->n_snippets; i++)
        found = found || strstr(h->snippets[i].html, "&lt;文書&gt;による<mark>同意</mark>");
    assert_true(found);
    talloc_free(ctx);
}

static void without_an_index_the_error_says_so_and_the_searcher_lives_on(void **state)
{
    void *ctx = talloc_new(NULL);
    struct searcher *s = NULL;
    assert_int_equal(searcher_open(ctx, *state, &s, &err), ERR_NO_INDEX);
    assert_non_null(s);
    struct search_request r = request("肺癌");
    struct search_result result;
    assert_int_equal(search_run(s, ctx, &r, &result, &err), ERR_NO_INDEX);
    small_index(*state);
    assert_string_equal(find(s, ctx, "肺癌"), "12");
    struct index_info info;
    index_check(searcher_info(s, &info, &err), &err);
    assert_int_equal(info.documents, N_RECORDS);
    assert_true(info.as_of_ms > 0);
    talloc_free(ctx);
}

/* Writes one metadata key of the current generation. */
static void meta_set(const char *folder, const char *key, const char *value)
{
    void *ctx = talloc_new(NULL);
    char name[GENERATION_NAME_BYTES];
    struct xs_writer *w;
    index_check(generation_current(folder, name, &err), &err);
    index_check(xs_writer_open(ctx, generation_path(ctx, folder, name, "xapian"), XS_OPEN, 100,
                               true, &w, &err),
                &err);
    index_check(xs_writer_meta_set(w, key, value, &err), &err);
    index_check(xs_commit(w, &err), &err);
    talloc_free(ctx);
}

static void an_index_made_by_other_rules_is_refused(void **state)
{
    static const char *const keys[] = {META_FORMAT, META_FOLD, META_ICU};
    void *ctx = talloc_new(NULL);
    for (size_t i = 0; i < 3; i++) {
        small_index(*state);
        struct searcher *s = NULL;
        meta_set(*state, keys[i], "99");
        assert_int_equal(searcher_open(ctx, *state, &s, &err), ERR_VERSION);
        /* The indexer rebuilds beside and switches. */
        small_index(*state);
        assert_string_equal(find(s, ctx, "肺癌"), "12");
    }
    talloc_free(ctx);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        IN_FOLDER(words_find_what_the_table_says),
        IN_FOLDER(few_hits_are_followed_by_related_ones),
        IN_FOLDER(filters_hold_alone_and_together),
        IN_FOLDER(a_filtered_facet_still_counts_its_other_values),
        IN_FOLDER(the_filter_that_emptied_the_result_is_named),
        IN_FOLDER(the_fewest_filters_that_emptied_it_together_are_named),
        IN_FOLDER(sorts_order_by_their_date),
        IN_FOLDER(bad_requests_name_their_parameter),
        IN_FOLDER(a_cursor_serves_only_its_own_search),
        IN_FOLDER(a_record_is_found_by_any_of_its_numbers),
        IN_FOLDER(numbers_of_no_registry_lead_to_their_record),
        IN_FOLDER(all_records_are_listed_once),
        IN_FOLDER(snippets_mark_what_was_found),
        IN_FOLDER(without_an_index_the_error_says_so_and_the_searcher_lives_on),
        IN_FOLDER(an_index_made_by_other_rules_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
