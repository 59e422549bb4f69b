#include "tests/unit/unit.h"
#include "tests/unit/folder.h"
#include "tests/unit/search_index.h"
#include "indexer/sample/sampler.h"
#include "schema/base/clock.h"
#include "schema/base/rng.h"
#include "schema/normalise.h"
#include "search/search_shared.h"
#include <pthread.h>
#include <stdatomic.h>

static struct err err;

enum { N = 120 };

/* A short record; every one holds 試験, every second 肺癌, and lengths differ so that scores do. */
static void put(struct search_index_writer *w, int nr, int version)
{
    void *ctx = talloc_new(NULL);
    char *pad = mem_strdup(ctx, "");
    for (int i = 0; i < (nr * 7 + version * 3) % 23; i++)
        pad = mem_printf(ctx, "%s 文書%d", pad, i);
    struct date day = {(int16_t)(2000 + nr % 20), (uint8_t)(1 + nr % 12), (uint8_t)(1 + nr % 28)};
    char text[DATE_TEXT_BYTES];
    index_put(
        w, nr,
        mem_printf(
            ctx,
            "{\"id\":\"SMPs%09d\",\"source\":{\"registry\":\"SMP\",\"id\":\"SMPs%09d\"},"
            "\"recruitment_status\":\"%s\",\"title\":{\"public\":{\"ja\":\"%s化合物の評価%s\"}},"
            "\"dates\":{\"first_published\":\"%s\",\"last_published\":\"%s\"}}",
            nr, nr, nr % 3 ? "recruiting" : "completed", nr % 2 ? "肺癌 " : "", pad,
            date_text(day, text), text));
    talloc_free(ctx);
}

static void index_of(const char *folder, int n)
{
    void *ctx = talloc_new(NULL);
    index_generation_new(folder);
    struct search_index_writer *w = index_writer_open(ctx, folder);
    for (int i = 1; i <= n; i++)
        put(w, i, 1);
    index_commit(w);
    talloc_free(ctx);
}

static struct searcher *searcher(void *ctx, const char *folder)
{
    struct searcher *s = NULL;
    index_check(searcher_open(ctx, folder, &s, &err), &err);
    return s;
}

/* Reads all pages; between them `between` may change the index. Counts each number seen. */
static size_t walk(struct searcher *s, struct search_request r, int *seen,
                   void (*between)(void *arg, int page), void *arg)
{
    void *ctx = talloc_new(NULL);
    size_t sum = 0;
    for (int page = 0;; page++) {
        struct search_result result;
        index_check(search_run(s, ctx, &r, &result, &err), &err);
        for (size_t i = 0; i < result.n_hits; i++) {
            int64_t nr;
            assert_true(
                text_read_int(result.hits[i].id + 4 + strspn(result.hits[i].id + 4, "0"), &nr));
            seen[nr]++;
        }
        sum += result.n_hits;
        if (!result.next)
            break;
        assert_true(result.n_hits > 0);
        r.cursor = result.next;
        if (between)
            between(arg, page);
    }
    talloc_free(ctx);
    return sum;
}

static void each_hit_comes_once_whatever_the_page_size_and_sort(void **state)
{
    void *ctx = talloc_new(NULL);
    index_of(*state, N);
    struct searcher *s = searcher(ctx, *state);
    for (int sort = SORT_RELEVANCE; sort <= SORT_START; sort++)
        for (int limit = 1; limit <= 100; limit += 11)
            for (int q = 0; q < 2; q++) {
                int seen[N + 1] = {0};
                struct search_request r = {.q = q ? "肺癌" : NULL,
                                           .age_days = -1,
                                           .limit = limit,
                                           .sort = (enum search_sort)sort};
                size_t want = q ? N / 2 : N;
                assert_int_equal(walk(s, r, seen, NULL, NULL), want);
                for (int i = 1; i <= N; i++)
                    assert_int_equal(seen[i], q ? i % 2 : 1);
            }
    talloc_free(ctx);
}

/* The process forgets which hits it has shown (another process, a restart): the score leads on. */
static void forget(void *arg, int page)
{
    (void)arg, (void)page;
    search_shared_forget();
}

static void pages_go_on_when_the_list_is_forgotten(void **state)
{
    void *ctx = talloc_new(NULL);
    index_of(*state, N);
    struct searcher *s = searcher(ctx, *state);
    int seen[N + 1] = {0};
    struct search_request r = {.q = "肺癌", .age_days = -1, .limit = 7};
    assert_int_equal(walk(s, r, seen, forget, NULL), N / 2);
    for (int i = 1; i <= N; i++)
        assert_int_equal(seen[i], i % 2);
    talloc_free(ctx);
}

struct writer_at_work {
    struct search_index_writer *w;
    struct rng rng;
    int next;
};

/* New versions of some (other lengths, other scores), and new records. */
static void change(void *arg, int page)
{
    struct writer_at_work *x = arg;
    for (int i = 0; i < 5; i++)
        put(x->w, rng_between(&x->rng, 1, N), 2 + page);
    for (int i = 0; i < 3; i++)
        put(x->w, x->next++, 1);
    index_commit(x->w);
}

static void pages_neither_skip_nor_repeat_while_the_index_changes(void **state)
{
    for (int sort = SORT_RELEVANCE; sort <= SORT_START; sort++) {
        void *ctx = talloc_new(NULL);
        index_of(*state, N);
        struct searcher *s = searcher(ctx, *state);
        struct writer_at_work x = {index_writer_open(ctx, *state), {11}, N + 1};
        int seen[4 * N] = {0};
        struct search_request r = {
            .q = "肺癌", .age_days = -1, .limit = 4, .sort = (enum search_sort)sort};
        walk(s, r, seen, change, &x);
        for (int i = 1; i <= N; i++)
            if (seen[i] != i % 2)
                fail_msg("sort %d: %d came %d times", sort, i, seen[i]);
        for (int i = N + 1; i < x.next; i++)
            assert_true(seen[i] <= 1);
        talloc_free(ctx);
    }
}

static void the_same_cursor_gives_the_same_page(void **state)
{
    void *ctx = talloc_new(NULL);
    index_of(*state, N);
    struct searcher *s = searcher(ctx, *state);
    struct search_request r = {.q = "肺癌", .age_days = -1, .limit = 5};
    struct search_result first, second, again;
    index_check(search_run(s, ctx, &r, &first, &err), &err);
    r.cursor = first.next;
    index_check(search_run(s, ctx, &r, &second, &err), &err);
    for (int i = 0; i < 3; i++) {
        index_check(search_run(s, ctx, &r, &again, &err), &err);
        assert_int_equal(again.n_hits, 5);
        for (size_t j = 0; j < 5; j++)
            assert_string_equal(again.hits[j].id, second.hits[j].id);
        assert_string_equal(again.next, second.next);
    }
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ threads */

struct reader_thread {
    pthread_t thread;
    const char *folder;
    atomic_bool *stop;
    unsigned searches, failures;
    char text[ERR_TEXT_BYTES];
};

static void *search_on(void *arg)
{
    struct reader_thread *t = arg;
    void *ctx = talloc_new(NULL);
    struct searcher *s = NULL;
    struct err e = {0};
    enum err_code code = searcher_open(ctx, t->folder, &s, &e);
    static const char *const questions[] = {"肺癌", "化合物", "評価", NULL, "肺癌 -文書3", "癌"};
    for (unsigned i = 0; s && !atomic_load(t->stop); i++) {
        void *tmp = talloc_new(NULL);
        struct search_result result;
        struct search_request r = {.q = questions[i % 6],
                                   .age_days = -1,
                                   .limit = 20,
                                   .facets = 1 << FACET_STATUS,
                                   .sort = (enum search_sort)(i % 4)};
        code = search_run(s, tmp, &r, &result, &e);
        if (code == OK && result.n_hits == 0)
            code = err_set(&e, ERR_INTERNAL, "no hits");
        t->failures += code != OK;
        if (code != OK)
            text_copy(t->text, sizeof t->text, e.text);
        t->searches++;
        talloc_free(tmp);
    }
    t->failures += s == NULL;
    talloc_free(ctx);
    return NULL;
}

static void no_search_fails_while_the_index_is_written_and_switched(void **state)
{
    /* A commit of one document takes 20 ms on a registry's index; this one is tiny. */
    enum { THREADS = 3, ROUNDS = 6, COMMIT_MS = 20 };
    atomic_bool stop = false;
    struct reader_thread threads[THREADS];
    index_of(*state, 40);
    for (int i = 0; i < THREADS; i++) {
        threads[i] = (struct reader_thread){.folder = *state, .stop = &stop};
        assert_int_equal(pthread_create(&threads[i].thread, NULL, search_on, &threads[i]), 0);
    }
    for (int round = 0; round < ROUNDS; round++) {
        void *ctx = talloc_new(NULL);
        struct search_index_writer *w = index_writer_open(ctx, *state);
        for (int i = 1; i <= 12; i++) {
            put(w, i, round);
            put(w, 41 + round * 12 + i, 1);
            index_commit(w);
            clock_sleep_ms(COMMIT_MS);
        }
        talloc_free(ctx);
        /* Rebuild beside (the pointer moves only at the end), then switch; old ones go. */
        int removed;
        index_rebuild(*state, put, 40);
        index_check(generation_prune(*state, &removed, &err), &err);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        if (threads[i].failures)
            fail_msg("%u of %u searches failed: %s", threads[i].failures, threads[i].searches,
                     threads[i].text);
        assert_true(threads[i].searches > 10);
    }
}

/* A writer that commits twice in the middle of each of the first `rounds` tries. */
struct overtaken {
    struct search_index_writer *w;
    int rounds, tries;
};

static enum err_code try_overtaken(struct searcher *s, void *ctx, void *arg, struct err *e)
{
    struct overtaken *x = arg;
    struct search_data data;
    if (x->tries++ < x->rounds)
        for (int i = 0; i < 4; i++) {
            for (int nr = 1; nr <= N; nr++)
                put(x->w, nr, x->tries * 10 + i);
            index_commit(x->w);
        }
    const struct columns *c = s->index->columns;
    for (uint32_t i = 0; i < c->n; i++) {
        enum err_code code = search_data_get(s, ctx, c->first + i, true, &data, e);
        if (code != OK)
            return code;
    }
    return OK;
}

static void a_search_that_is_overtaken_runs_again_three_times_at_most(void **state)
{
    void *ctx = talloc_new(NULL);
    index_of(*state, N);
    struct searcher *s = searcher(ctx, *state);
    struct overtaken x = {.w = index_writer_open(ctx, *state), .rounds = 2};
    index_check(search_try(s, ctx, try_overtaken, &x, &err), &err);
    assert_int_equal(x.tries, 3);
    x.tries = 0;
    x.rounds = 100;
    assert_int_equal(search_try(s, ctx, try_overtaken, &x, &err), ERR_MODIFIED);
    assert_int_equal(x.tries, 4);
    x.rounds = 0;
    index_check(search_try(s, ctx, try_overtaken, &x, &err), &err);
    talloc_free(ctx);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        IN_FOLDER(each_hit_comes_once_whatever_the_page_size_and_sort),
        IN_FOLDER(pages_go_on_when_the_list_is_forgotten),
        IN_FOLDER(pages_neither_skip_nor_repeat_while_the_index_changes),
        IN_FOLDER(the_same_cursor_gives_the_same_page),
        IN_FOLDER(a_search_that_is_overtaken_runs_again_three_times_at_most),
        IN_FOLDER(no_search_fails_while_the_index_is_written_and_switched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
