/* One person against the trials of a real small index, through commits of the writer. */
#include "tests/unit/unit.h"
#include "search/attributes.h"
#include "search/search_match.h"
#include "tests/unit/folder.h"
#include "tests/unit/search_index.h"
#include <stdlib.h>
#include <string.h>

static struct err err;

static void put(struct search_index_writer *w, int nr, int limit, const char *exclusion)
{
    void *ctx = talloc_new(NULL);
    index_put(
        w, nr,
        mem_printf(ctx,
                   "{\"id\":\"SMPs00000000%d\",\"source\":{\"registry\":\"SMP\",\"id\":"
                   "\"SMPs00000000%d\"},\"recruitment_status\":\"recruiting\","
                   "\"title\":{\"public\":{\"ja\":\"膵癌の試験\"}},"
                   "\"conditions\":[{\"ja\":\"膵癌\"}],\"eligibility\":{\"inclusion\":{\"ja\":"
                   "\"1) %d歳以上の男性\\n2) 膵癌の患者\"},\"exclusion\":{\"ja\":\"%s\"}}}",
                   nr, nr, limit, exclusion));
    talloc_free(ctx);
}

/* 1 fits, 2 waits for a laboratory value, 3 wants older people, 4 says nothing of eligibility. */
static struct search_index_writer *world_make(void *ctx, const char *folder)
{
    index_generation_new(folder);
    struct search_index_writer *w = index_writer_open(ctx, folder);
    put(w, 1, 20, "間質性肺炎を有する患者");
    put(w, 2, 20, "血小板数10万/μL未満");
    put(w, 3, 70, "間質性肺炎を有する患者");
    index_put(
        w, 4,
        "{\"id\":\"SMPs000000004\",\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs000000004\"},"
        "\"title\":{\"public\":{\"ja\":\"膵癌の観察\"}},\"conditions\":[{\"ja\":\"膵癌\"}]}");
    index_commit(w);
    return w;
}

static struct facts *facts_of(void *ctx, const char *json)
{
    struct facts *f = facts_new(ctx);
    json_t *object = json_loads(json, 0, NULL);
    assert_int_equal(facts_read(f, object, NULL, NULL), OK);
    json_decref(object);
    return f;
}

static const char *const man = "{\"age\":62,\"sex\":\"male\",\"diagnosis\":[\"膵臓がん\"],"
                               "\"interstitial_lung_disease\":false}";

static void match(struct searcher *s, void *ctx, const char *facts, int limit, uint32_t offset,
                  struct match_answer *ret)
{
    struct search_request search = {.q = "膵癌", .age_days = -1, .limit = limit};
    const struct match_request request = {
        .search = &search, .facts = facts_of(ctx, facts), .offset = offset, .questions = 10};
    enum err_code code = search_match(s, ctx, &request, ret, &err);
    if (code != OK)
        fail_msg("%s", err.text);
}

static void trials_stand_by_their_verdicts(void **state)
{
    void *ctx = talloc_new(NULL);
    struct searcher *s;
    struct match_answer m;
    world_make(ctx, *state);
    index_check(searcher_open(ctx, *state, &s, &err), &err);
    match(s, ctx, man, 10, 0, &m);
    assert_int_equal(m.total, 4);
    assert_int_equal(m.likely, 1);
    assert_int_equal(m.possible, 2);
    assert_int_equal(m.unlikely, 1);
    assert_string_equal(m.hits[0].hit.id, "SMPs000000001");
    assert_string_equal(m.hits[3].hit.id, "SMPs000000003");
    assert_non_null(strstr(m.hits[0].verdict_json, "\"verdict\":\"likely\""));
    assert_non_null(strstr(m.hits[3].verdict_json, "70歳以上の男性"));
    assert_non_null(strstr(m.questions_json, "\"attr\":\"platelets\""));
    assert_null(strstr(m.questions_json, "\"attr\":\"age\""));
    talloc_free(ctx);
}

static void pages_lead_through_all_of_them(void **state)
{
    void *ctx = talloc_new(NULL);
    struct searcher *s;
    struct match_answer whole, page;
    world_make(ctx, *state);
    index_check(searcher_open(ctx, *state, &s, &err), &err);
    match(s, ctx, man, 10, 0, &whole);
    assert_false(whole.more);
    for (uint32_t i = 0; i < 4; i++) {
        match(s, ctx, man, 1, i, &page);
        assert_int_equal(page.n_hits, 1);
        assert_int_equal(page.more, i < 3);
        assert_string_equal(page.hits[0].hit.id, whole.hits[i].hit.id);
        assert_string_equal(page.hits[0].verdict_json, whole.hits[i].verdict_json);
    }
    match(s, ctx, man, 1, MATCH_OFFSET_MAX, &page);
    assert_int_equal(page.n_hits, 0);
    struct search_request search = {.age_days = -1, .limit = 1};
    const struct match_request beyond = {
        .search = &search, .facts = facts_new(ctx), .offset = MATCH_OFFSET_MAX + 1};
    assert_int_equal(search_match(s, ctx, &beyond, &page, &err), ERR_INVALID);
    talloc_free(ctx);
}

enum { MANY = 2300, PAGE = 50 };

/* Of many kinds, so that the order of the quick pass is not that of the thorough one. */
static void many_put(struct search_index_writer *w)
{
    static const char *const exclusions[] = {"血小板数10万/μL未満", "間質性肺炎を有する患者",
                                             "妊娠中の患者", "血小板数10万/μL未満\\n透析中の患者",
                                             "透析中の患者\\nHbA1c 8%以上\\n喫煙者"};
    for (int nr = 1; nr <= MANY; nr++) {
        void *ctx = talloc_new(NULL);
        index_put(w, nr,
                  mem_printf(ctx,
                             "{\"id\":\"SMPs%09d\",\"source\":{\"registry\":\"SMP\",\"id\":"
                             "\"SMPs%09d\"},\"title\":{\"public\":{\"ja\":\"膵癌の試験\"}},"
                             "\"conditions\":[{\"ja\":\"膵癌\"}],\"eligibility\":{\"inclusion\":"
                             "{\"ja\":\"%d歳以上の%s\"},\"exclusion\":{\"ja\":\"%s\"}}}",
                             nr, nr, nr % 7 ? 20 : 70,
                             nr % 3 ? "膵癌の患者\\nHbA1c 9%以上の患者" : "男性",
                             exclusions[nr % 5]));
        talloc_free(ctx);
    }
    index_commit(w);
}

static void all_pages_together_hold_every_trial_once(void **state)
{
    void *ctx = talloc_new(NULL);
    struct searcher *s;
    struct match_answer page = {.more = true};
    bool *seen = MEM_ARRAY(ctx, bool, MANY + 1);
    uint32_t n = 0;
    index_generation_new(*state);
    many_put(index_writer_open(ctx, *state));
    index_check(searcher_open(ctx, *state, &s, &err), &err);
    while (page.more) {
        void *tmp = talloc_new(ctx);
        match(s, tmp, man, PAGE, n, &page);
        assert_int_equal(page.total, MANY);
        for (size_t i = 0; i < page.n_hits; i++) {
            long nr = strtol(page.hits[i].hit.id + strlen("SMPs"), NULL, 10);
            if (seen[nr])
                fail_msg("%s stands at %u again", page.hits[i].hit.id, n);
            seen[nr] = true;
            n++;
        }
        talloc_free(tmp);
    }
    assert_int_equal(n, MANY);
    talloc_free(ctx);
}

static void words_that_no_trial_holds_together_are_relaxed(void **state)
{
    void *ctx = talloc_new(NULL);
    struct searcher *s;
    struct match_answer m;
    struct search_request search = {.q = "膵癌 観察 ゲフチニブ", .age_days = -1, .limit = 10};
    const struct match_request request = {.search = &search, .facts = facts_of(ctx, man)};
    world_make(ctx, *state);
    index_check(searcher_open(ctx, *state, &s, &err), &err);
    index_check(search_match(s, ctx, &request, &m, &err), &err);
    assert_int_equal(m.total, 4);
    assert_int_equal(m.likely, 1);
    assert_int_equal(m.n_hits, 4);
    assert_int_equal(m.hits[0].hit.tier, 2);
    assert_int_equal(m.n_relaxed, 3);
    assert_string_equal(m.relaxed[0], "膵癌");
    search.q = "膵癌 観察"; /* one holds both: it is not joined by others */
    index_check(search_match(s, ctx, &request, &m, &err), &err);
    assert_int_equal(m.total, 1);
    assert_int_equal(m.n_relaxed, 0);
    assert_int_equal(m.hits[0].hit.tier, 1);
    search.q = "ほげほげ";
    index_check(search_match(s, ctx, &request, &m, &err), &err);
    assert_int_equal(m.total, 0);
    talloc_free(ctx);
}

static void a_commit_changes_the_verdict(void **state)
{
    void *ctx = talloc_new(NULL);
    struct searcher *s;
    struct match_answer m;
    struct search_index_writer *w = world_make(ctx, *state);
    index_check(searcher_open(ctx, *state, &s, &err), &err);
    match(s, ctx, man, 10, 0, &m);
    assert_int_equal(m.likely, 1);
    put(w, 1, 65, "間質性肺炎を有する患者");
    put(w, 3, 60, "間質性肺炎を有する患者");
    put(w, 5, 60, "間質性肺炎を有する患者");
    index_del(w, 2);
    match(s, ctx, man, 10, 0, &m); /* not committed: not seen */
    assert_int_equal(m.total, 4);
    index_commit(w);
    match(s, ctx, man, 10, 0, &m);
    assert_int_equal(m.total, 4);
    assert_int_equal(m.likely, 2);
    assert_int_equal(m.unlikely, 1);
    assert_string_equal(m.hits[3].hit.id, "SMPs000000001");
    talloc_free(ctx);
}

static void one_trial_is_explained_by_any_of_its_numbers(void **state)
{
    void *ctx = talloc_new(NULL);
    struct searcher *s;
    struct match_one one;
    world_make(ctx, *state);
    index_check(searcher_open(ctx, *state, &s, &err), &err);
    const struct facts *f = facts_of(ctx, man);
    assert_int_equal(search_match_one(s, ctx, "smps000000003", f, &one, &err), OK);
    assert_string_equal(one.id, "SMPs000000003");
    assert_non_null(strstr(one.verdict_json, "\"verdict\":\"unlikely\""));
    assert_int_equal(search_match_one(s, ctx, "SMPs000000004", f, &one, &err), OK);
    assert_non_null(strstr(one.verdict_json, "\"criteria\":[]"));
    assert_int_equal(search_match_one(s, ctx, "NCT00000000", f, &one, &err), ERR_NOT_FOUND);
    talloc_free(ctx);
}

static void notes_and_criteria_are_read_with_the_words_of_the_index(void **state)
{
    void *ctx = talloc_new(NULL);
    struct searcher *s;
    struct note n;
    struct crits all;
    world_make(ctx, *state);
    index_check(searcher_open(ctx, *state, &s, &err), &err);
    assert_int_equal(search_note_read(s, ctx, CRIT_EN, "I am a 62-year-old man.", &n, &err), OK);
    assert_int_equal(n.facts->by_attr[ATTR_age].state, FACT_GIVEN);
    const struct trial_blocks blocks = {.inclusion = "1) 20歳以上\n2) 膵癌の患者", .lang = CRIT_JA};
    assert_int_equal(search_criteria_read(s, ctx, &blocks, &all, &err), OK);
    assert_int_equal(all.n, 2);
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(trials_stand_by_their_verdicts),
        IN_FOLDER(pages_lead_through_all_of_them),
        IN_FOLDER(all_pages_together_hold_every_trial_once),
        IN_FOLDER(words_that_no_trial_holds_together_are_relaxed),
        IN_FOLDER(a_commit_changes_the_verdict),
        IN_FOLDER(one_trial_is_explained_by_any_of_its_numbers),
        IN_FOLDER(notes_and_criteria_are_read_with_the_words_of_the_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
