/* What is near to a person's note (search/search_near.c), on a small index of its own. */
#include "tests/unit/unit.h"
#include "tests/unit/folder.h"
#include "tests/unit/search_index.h"
#include "schema/base/mem.h"
#include "search/search_match.h"

static const char *const trials[][3] = {
    {"NCT90000001", "Rheumatoid arthritis and exercise", "Rheumatoid Arthritis"},
    {"NCT90000002", "A new inhaler for asthma", "Asthma"},
    {"NCT90000003", "Prevention of migraine attacks", "Migraine"}};
enum { TRIALS = sizeof trials / sizeof *trials };

struct world {
    void *ctx;
    struct searcher *s;
    char folder[32];
};

static int start(void **state)
{
    struct world *w = talloc_zero(NULL, struct world);
    struct err err;
    snprintf(w->folder, sizeof w->folder, "/tmp/shirube-near-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    index_generation_new(w->folder);
    struct search_index_writer *writer = index_writer_open(w, w->folder);
    for (int i = 0; i < TRIALS; i++)
        index_put(writer, i + 1,
                  mem_printf(w,
                             "{\"source\":{\"registry\":\"NCT\",\"id\":\"%s\"},\"id\":\"%s\","
                             "\"title\":{\"public\":{\"en\":\"%s\"}},"
                             "\"conditions\":[{\"en\":\"%s\"}]}",
                             trials[i][0], trials[i][0], trials[i][1], trials[i][2]));
    index_commit(writer);
    index_check(searcher_open(w, w->folder, &w->s, &err), &err);
    *state = w;
    return 0;
}

static int stop(void **state)
{
    struct world *w = *state;
    char folder[sizeof w->folder];
    memcpy(folder, w->folder, sizeof folder);
    talloc_free(w);
    nftw(folder, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}

static double rank_of(const struct match_ordered *x)
{
    return match_rank(&x->outcome, x->topical) + (x->topical < MATCH_FAR ? 0 : 3);
}

/* The trial that stands first for a note. */
static const char *first_for(const struct world *w, void *ctx, const char *text)
{
    struct search_request search = {.age_days = -1, .limit = 10, .lang = LANG_EN};
    struct match_request request = {.search = &search, .note = text};
    struct match_order o;
    struct note note;
    struct err err;
    index_check(search_note_read(w->s, ctx, CRIT_EN, text, &note, &err), &err);
    request.facts = note.facts;
    index_check(search_match_order(w->s, ctx, &request, &o, &err), &err);
    assert_int_equal(o.n, TRIALS);
    for (size_t i = 0; i + 1 < o.n; i++)
        assert_true(rank_of(&o.items[i]) >= rank_of(&o.items[i + 1]));
    return o.items[0].id;
}

static void the_disease_that_a_note_is_about_comes_first(void **state)
{
    static const struct {
        const char *note;
        int trial;
    } cases[] = {
        {"A 30-year-old man was diagnosed with asthma.", 1},
        {"A 30-year-old woman with migraine. She denies asthma.", 2},
        {"A 50-year-old man presents with rheumatoid arthritis.\nPast medical history: asthma.", 0},
        {"She has no rheumatoid arthritis, no migraine. Spirometry confirmed asthma.", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *ctx = talloc_new(NULL);
        assert_string_equal(first_for(*state, ctx, cases[i].note), trials[cases[i].trial][0]);
        talloc_free(ctx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_disease_that_a_note_is_about_comes_first, start, stop)};
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
