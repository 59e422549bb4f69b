/* Places, who asks, and groups of concepts, on a real small index. */
#include "tests/unit/unit.h"
#include "tests/unit/folder.h"
#include "tests/unit/search_index.h"
#include <math.h>

static struct err err;

/* A record with this condition, status, ages and sites. */
static void put(struct search_index_writer *w, int nr, const char *condition, const char *status,
                const char *more)
{
    void *ctx = talloc_new(NULL);
    index_put(w, nr,
              mem_printf(ctx,
                         "{\"id\":\"SMPs00000000%d\",\"source\":{\"registry\":\"SMP\",\"id\":"
                         "\"SMPs00000000%d\"},\"kind\":\"specified\",\"study_type\":"
                         "\"interventional\",\"recruitment_status\":\"%s\","
                         "\"title\":{\"public\":{\"ja\":\"%sの試験\"}},"
                         "\"conditions\":[{\"ja\":\"%s\"}],"
                         "\"dates\":{\"first_published\":\"202%d-01-01\"}%s}",
                         nr, nr, status, condition, condition, nr, more));
    talloc_free(ctx);
}

/*
 * 1 Suita (recruiting) and Sapporo (completed)     4 Sapporo, recruiting, by address only
 * 2 Kobe, its trial has ended                      5 no site
 * 3 Tokyo, only the prefecture known               6 a point in Nagoya; the site says no more
 */
static void world_make(const char *folder)
{
    void *ctx = talloc_new(NULL);
    index_generation_new(folder);
    struct search_index_writer *w = index_writer_open(ctx, folder);
    put(w, 1, "肺癌", "recruiting",
        ",\"interventions\":[{\"type\":\"drug\",\"name\":{\"ja\":\"ゲフィチニブ\"}}],"
        "\"eligibility\":{\"age_min\":{\"value\":20,\"unit\":\"year\",\"inclusive\":true},"
        "\"age_max\":{\"value\":70,\"unit\":\"year\",\"inclusive\":true}},"
        "\"sites\":[{\"name\":{\"ja\":\"架空札幌病院\"},\"prefecture\":\"01\",\"status\":"
        "\"completed\",\"address\":{\"ja\":\"札幌市中央区北1条\"}},{\"name\":{\"ja\":"
        "\"架空吹田病院\",\"en\":\"Kakuu Suita\"},\"prefecture\":\"27\",\"status\":\"recruiting\","
        "\"address\":{\"ja\":\"大阪府吹田市山田丘1\"}}]");
    put(w, 2, "パーキンソン病", "completed",
        ",\"sites\":[{\"name\":{\"ja\":\"架空神戸病院\"},\"prefecture\":\"28\",\"status\":"
        "\"recruiting\",\"address\":{\"ja\":\"兵庫県神戸市中央区\"}}],"
        "\"results\":{\"posted_on\":\"2025-01-01\"}");
    put(w, 3, "喘息", "recruiting",
        ",\"eligibility\":{\"age_min\":{\"value\":75,\"unit\":\"year\",\"inclusive\":true}},"
        "\"sites\":[{\"name\":{\"ja\":\"架空病院\"},\"prefecture\":\"13\"}]");
    put(w, 4, "筋萎縮性側索硬化症", "recruiting",
        ",\"eligibility\":{\"age_min\":{\"value\":6,\"unit\":\"year\",\"inclusive\":true}},"
        "\"sites\":[{\"name\":{\"ja\":\"架空北病院\"},\"address\":{\"ja\":"
        "\"北海道札幌市北区北14条\"}}]");
    put(w, 5, "大阪の膝の痛み", "not_yet", "");
    put(w, 6, "糖尿病", "recruiting",
        ",\"sites\":[{\"name\":{\"ja\":\"架空中部病院\"},\"lat\":35.17,\"lon\":136.88}]");
    index_commit(w);
    talloc_free(ctx);
}

static struct searcher *searcher(void *ctx, const char *folder)
{
    struct searcher *s = NULL;
    index_check(searcher_open(ctx, folder, &s, &err), &err);
    return s;
}

static struct search_request near_osaka(void)
{
    return (struct search_request){
        .age_days = -1, .limit = 20, .near = {.set = true, .lat = 34.69, .lon = 135.50}};
}

static struct search_result run(struct searcher *s, void *ctx, const struct search_request *r)
{
    struct search_result result;
    index_check(search_run(s, ctx, r, &result, &err), &err);
    return result;
}

/* The numbers of tier 1 in order: "12". */
static const char *ids(void *ctx, const struct search_result *r)
{
    const char *out = "";
    for (size_t i = 0; i < r->n_hits; i++)
        if (r->hits[i].tier == 1)
            out = mem_printf(ctx, "%s%c", out, r->hits[i].id[strlen(r->hits[i].id) - 1]);
    return out;
}

static struct search_result asked(struct searcher *s, void *ctx, const char *q)
{
    struct search_request r = {.q = q, .age_days = -1, .limit = 20};
    return run(s, ctx, &r);
}

/* ------------------------------------------------------------------ near */

static const struct search_hit *hit_of(const struct search_result *r, char nr)
{
    for (size_t i = 0; i < r->n_hits; i++)
        if (r->hits[i].id[strlen(r->hits[i].id) - 1] == nr)
            return &r->hits[i];
    fail_msg("%c is no hit", nr);
    return NULL;
}

static void trials_that_recruit_come_first_by_distance(void **state)
{
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = near_osaka();
    r.sort = SORT_DISTANCE;
    struct search_result all = run(s, ctx, &r);
    assert_string_equal(ids(ctx, &all), "163425"); /* Kobe is nearer, but has ended; then none */
    r.near.lat = 43.06;
    r.near.lon = 141.35;
    struct search_result sapporo = run(s, ctx, &r);
    /* its site in Sapporo has ended: the one in Suita counts */
    assert_string_equal(ids(ctx, &sapporo), "436125");
    talloc_free(ctx);
}

static void the_nearest_site_that_recruits_is_shown(void **state)
{
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = near_osaka();
    struct search_result all = run(s, ctx, &r);
    const struct search_sites *one = &hit_of(&all, '1')->sites;
    assert_true(one->has_nearest);
    assert_int_equal(one->total, 2);
    assert_int_equal(one->recruiting, 1);
    assert_string_equal(one->nearest.ja, "架空吹田病院");
    assert_string_equal(one->nearest.en, "Kakuu Suita");
    assert_string_equal(one->nearest.accuracy, "municipality");
    assert_int_equal(one->nearest.prefecture, 27);
    assert_int_equal(one->nearest.status, RECRUITMENT_STATUS_RECRUITING);
    assert_true(fabs(one->nearest.distance_km - 8) < 2);
    const struct search_sites *ended = &hit_of(&all, '2')->sites;
    assert_int_equal(ended->recruiting, 0);
    assert_int_equal(ended->nearest.status, RECRUITMENT_STATUS_COMPLETED);
    assert_string_equal(hit_of(&all, '3')->sites.nearest.accuracy, "prefecture");
    assert_string_equal(hit_of(&all, '6')->sites.nearest.accuracy, "point");
    assert_int_equal(hit_of(&all, '4')->sites.nearest.prefecture, 1); /* read in the address */
    assert_false(hit_of(&all, '5')->sites.has_nearest);
    struct search_result nowhere = asked(s, ctx, NULL);
    assert_false(hit_of(&nowhere, '1')->sites.has_nearest);
    assert_int_equal(hit_of(&nowhere, '1')->sites.total, 2);
    talloc_free(ctx);
}

static void within_leaves_those_whose_site_that_counts_is_near(void **state)
{
    static const struct {
        int km;
        const char *want;
    } cases[] = {{5, ""}, {15, "1"}, {40, "21"}, {200, "621"}, {500, "6321"}, {20000, "64321"}};
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct search_request r = near_osaka();
        r.within_km = cases[i].km;
        struct search_result result = run(s, ctx, &r);
        if (strcmp(ids(ctx, &result), cases[i].want) != 0 || result.total != strlen(cases[i].want))
            fail_msg("%d km: %s, wanted %s", cases[i].km, ids(ctx, &result), cases[i].want);
        if (result.total == 0)
            assert_string_equal(result.emptied_by, "within_km");
    }
    talloc_free(ctx);
}

static void pages_by_distance_go_on_where_they_ended(void **state)
{
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = near_osaka();
    const char *all = "";
    r.sort = SORT_DISTANCE;
    r.limit = 2;
    for (int page = 0; page < 3; page++) {
        struct search_result result = run(s, ctx, &r);
        all = mem_printf(ctx, "%s%s", all, ids(ctx, &result));
        assert_int_equal(result.next != NULL, page < 2);
        r.cursor = result.next ? result.next : r.cursor;
        if (page == 0) { /* a commit between two pages moves nothing */
            struct search_index_writer *w = index_writer_open(ctx, *state);
            put(w, 7, "胃癌", "recruiting",
                ",\"sites\":[{\"name\":{\"ja\":\"架空大阪病院\"},\"prefecture\":\"27\"}]");
            index_commit(w);
            talloc_free(w);
        }
    }
    assert_string_equal(all, "163425");
    r.near.lat += 1; /* another place is another question */
    struct search_result other;
    assert_int_equal(search_run(s, ctx, &r, &other, &err), ERR_INVALID);
    assert_true(text_starts_with(err.text, "cursor: "));
    talloc_free(ctx);
}

static void distance_needs_a_place(void **state)
{
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = {.age_days = -1, .limit = 5, .sort = SORT_DISTANCE};
    struct search_result result;
    assert_int_equal(search_run(s, ctx, &r, &result, &err), ERR_INVALID);
    assert_true(text_starts_with(err.text, "sort: "));
    r.sort = SORT_NEWEST;
    r.within_km = 5;
    assert_int_equal(search_run(s, ctx, &r, &result, &err), ERR_INVALID);
    assert_true(text_starts_with(err.text, "within_km: "));
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ words of a question */

static void words_that_are_places_find_trials_with_a_site_there(void **state)
{
    static const struct {
        const char *q, *want; /* in any order */
    } cases[] = {
        {"大阪", "15"}, /* the site of 1, the word of 5 */
        {"大阪府", "1"},
        {"おおさか", "1"},
        {"Osaka", "1"},
        {"吹田", "1"},
        {"吹田市 肺癌", "1"},
        {"札幌 肺癌", "1"},
        {"札幌", "14"},
        {"札幌市北区", "4"},
        {"名古屋", "6"},
        {"名古屋で糖尿病", "6"},
        {"東京喘息", "3"},
        {"新宿区", ""},
        {"神戸パーキンソン病", "2"},
        {"大阪 パーキンソン病", ""},
        {"膝 大阪", "5"},
        {"大阪 OR 札幌", "145"},
        {"NOT 大阪", "2346"},
        {"\"大阪\"", "5"},
        {"title:大阪", "5"},
    };
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct search_result r = asked(s, ctx, cases[i].q);
        const char *got = ids(ctx, &r);
        bool same =
            strlen(got) == strlen(cases[i].want) && strspn(got, cases[i].want) == strlen(got);
        if (!same || r.total != strlen(got))
            fail_msg("%s: %s, wanted %s", cases[i].q, got, cases[i].want);
    }
    /* the site there is shown */
    struct search_result one = asked(s, ctx, "大阪 肺癌");
    assert_string_equal(hit_of(&one, '1')->sites.nearest.ja, "架空吹田病院");
    struct search_result r = asked(s, ctx, "大阪 府中市");
    assert_true(r.n_hits == 0 || !r.hits[0].sites.has_nearest);
    assert_int_equal(r.n_places, 3);
    assert_string_equal(r.places[0].typed, "大阪");
    assert_string_equal(r.places[0].ja, "大阪府");
    assert_string_equal(r.places[0].kind, "prefecture");
    assert_false(r.places[0].ambiguous);
    assert_true(r.places[1].ambiguous && r.places[2].ambiguous);
    assert_int_equal(r.places[1].prefecture, 13);
    assert_int_equal(r.places[2].prefecture, 34);
    talloc_free(ctx);
}

static void synonyms_off_leaves_words_words(void **state)
{
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = {.q = "大阪", .age_days = -1, .limit = 20, .synonyms_off = true};
    struct search_result result = run(s, ctx, &r);
    assert_string_equal(ids(ctx, &result), "5");
    assert_int_equal(result.n_places, 0);
    talloc_free(ctx);
}

static void who_asks_is_a_filter_and_said(void **state)
{
    static const struct {
        const char *q, *want, *said;
    } cases[] = {
        {"募集中", "6431", "status=recruiting+"},
        {"募集中の治験", "6431", "status=recruiting+"},
        {"recruiting", "6431", "status=recruiting+"},
        {"募集前", "5", "status=not_yet+"},
        {"not yet recruiting", "5", "status=not_yet+"},
        {"募集中 パーキンソン病", "", "status=recruiting+"},
        {"募集中 募集前", "65431", "status=recruiting+ status=not_yet+"},
        {"75歳", "65432", "age=75+"},
        {"７５才 肺癌", "", "age=75+"},
        {"60 years old 肺癌", "1", "age=60+"},
        {"75歳 60歳 肺癌", "1", "age=75- age=60-"},
        {"参加できる治験 75歳 喘息", "3", "age=75+"},
        {"肺癌", "1", ""},
    };
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct search_result r = asked(s, ctx, cases[i].q);
        const char *said = "";
        for (size_t k = 0; k < r.n_applied; k++)
            said = mem_printf(ctx, "%s%s%s=%s%c", said, k ? " " : "", r.applied[k].parameter,
                              r.applied[k].value, r.applied[k].used ? '+' : '-');
        if (strcmp(ids(ctx, &r), cases[i].want) != 0 || strcmp(said, cases[i].said) != 0)
            fail_msg("%s: %s %s, wanted %s %s", cases[i].q, ids(ctx, &r), said, cases[i].want,
                     cases[i].said);
    }
    struct search_result r = asked(s, ctx, "募集中 パーキンソン病");
    assert_string_equal(r.emptied_by, "status");
    assert_int_equal(r.total, 0);
    assert_true(r.n_hits > 0); /* related: without that word */
    assert_string_equal(r.hits[0].id, "SMPs000000002");
    assert_int_equal(r.hits[0].tier, 2);
    assert_string_equal(r.relaxed[0], "募集中");
    talloc_free(ctx);
}

static void a_parameter_goes_before_a_word(void **state)
{
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = {.q = "募集中 75歳",
                               .age_days = 8 * 366,
                               .limit = 20,
                               .status = 1u << RECRUITMENT_STATUS_COMPLETED};
    struct search_result result = run(s, ctx, &r);
    assert_string_equal(ids(ctx, &result), "2");
    assert_int_equal(result.n_applied, 2);
    assert_false(result.applied[0].used || result.applied[1].used);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ groups and flags */

static uint32_t count_of(const struct search_result *r, enum facet f, const char *id)
{
    for (size_t i = 0; i < r->facets[f].n; i++)
        if (strcmp(r->facets[f].counts[i].id, id) == 0)
            return r->facets[f].counts[i].n;
    return 0;
}

static void groups_count_the_hits_below_them(void **state)
{
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = {
        .age_days = -1, .limit = 5, .facets = 1u << FACET_CONDITION | 1u << FACET_DRUG_CLASS};
    struct search_result all = run(s, ctx, &r);
    assert_int_equal(count_of(&all, FACET_CONDITION, "neoplasm"), 1);
    assert_int_equal(count_of(&all, FACET_CONDITION, "thoracic-cancer"), 1);
    assert_int_equal(count_of(&all, FACET_CONDITION, "nervous-system-disease"), 2);
    assert_int_equal(count_of(&all, FACET_DRUG_CLASS, "anticancer-drug"), 1);
    assert_int_equal(count_of(&all, FACET_DRUG_CLASS, "vaccine"), 0);
    for (size_t i = 0; i < all.facets[FACET_CONDITION].n; i++)
        assert_true(*all.facets[FACET_CONDITION].counts[i].ja &&
                    *all.facets[FACET_CONDITION].counts[i].en);
    r.condition = "パーキンソン病";
    struct search_result one = run(s, ctx, &r);
    assert_int_equal(count_of(&one, FACET_CONDITION, "nervous-system-disease"), 1);
    assert_int_equal(count_of(&one, FACET_CONDITION, "neoplasm"), 0);
    talloc_free(ctx);
}

static void flags_do_what_they_say(void **state)
{
    void *ctx = talloc_new(NULL);
    world_make(*state);
    struct searcher *s = searcher(ctx, *state);
    struct search_request child = {.age_days = -1, .limit = 20, .child = true},
                          nanbyo = {.age_days = -1, .limit = 20, .nanbyo = true},
                          results = {.age_days = -1, .limit = 20, .has_results = true};
    struct search_result r = run(s, ctx, &child);
    assert_string_equal(ids(ctx, &r), "4");
    r = run(s, ctx, &nanbyo);
    assert_string_equal(ids(ctx, &r), "42"); /* both are 指定難病 */
    r = run(s, ctx, &results);
    assert_string_equal(ids(ctx, &r), "2");
    talloc_free(ctx);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        IN_FOLDER(trials_that_recruit_come_first_by_distance),
        IN_FOLDER(the_nearest_site_that_recruits_is_shown),
        IN_FOLDER(within_leaves_those_whose_site_that_counts_is_near),
        IN_FOLDER(pages_by_distance_go_on_where_they_ended),
        IN_FOLDER(distance_needs_a_place),
        IN_FOLDER(words_that_are_places_find_trials_with_a_site_there),
        IN_FOLDER(synonyms_off_leaves_words_words),
        IN_FOLDER(who_asks_is_a_filter_and_said),
        IN_FOLDER(a_parameter_goes_before_a_word),
        IN_FOLDER(groups_count_the_hits_below_them),
        IN_FOLDER(flags_do_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
