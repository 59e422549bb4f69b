/* Answers that a thread keeps while the index stays as it is (api/kept.h). */
#include "tests/unit/unit.h"
#include "api/kept.h"
#include "api/routes.h"
#include "schema/base/mem.h"
#include <string.h>

static struct http_answer answer(const char *body, size_t len)
{
    return (struct http_answer){.status = 200, .body = body, .len = len, .etag = "tag"};
}

static bool is_kept(const struct kept *k, const char *address, const char *generation,
                    uint64_t revision, const char *body)
{
    struct http_answer a = {0};
    http_header(&a, "RateLimit-Limit", "5"); /* what it had before stays */
    struct index_info info = {.generation = generation, .revision = revision};
    const struct route *route = NULL;
    const struct kept_answer *x = kept_find(k, address);
    bool found = x && kept_give(x, &info, &a, &route);
    assert_int_equal(a.n_headers, 1);
    assert_string_equal(a.headers[0].value, "5");
    if (found) {
        assert_int_equal(a.status, 200);
        assert_int_equal(a.len, strlen(body));
        assert_memory_equal(a.body, body, a.len);
        assert_string_equal(a.etag, "tag");
        assert_ptr_equal(route, &routes[1]);
    }
    return found;
}

static void an_answer_is_kept_for_its_revision_alone(void **state)
{
    void *ctx = mem_context(NULL, "test");
    struct kept *k = kept_new(ctx);
    struct index_info info = {.generation = "g-000001", .revision = 7};
    struct http_answer a = answer("{\"id\":1}", 8);
    (void)state;
    assert_false(is_kept(k, "SMP1", "g-000001", 7, ""));
    kept_put(k, "SMP1", &routes[1], &info, &a);
    assert_true(is_kept(k, "SMP1", "g-000001", 7, "{\"id\":1}"));
    assert_false(is_kept(k, "SMP1", "g-000001", 8, ""));
    assert_false(is_kept(k, "SMP1", "g-000002", 7, ""));
    assert_false(is_kept(k, "SMP2", "g-000001", 7, ""));
    a = answer("{\"id\":2}", 8);
    info.revision = 8;
    kept_put(k, "SMP1", &routes[1], &info, &a);
    assert_true(is_kept(k, "SMP1", "g-000001", 8, "{\"id\":2}"));
    assert_false(is_kept(k, "SMP1", "g-000001", 7, ""));
    talloc_free(ctx);
}

static void a_long_answer_is_not_kept_and_many_need_bounded_room(void **state)
{
    enum { LONG = 70000, MANY = 5000 };
    talloc_enable_null_tracking(); /* bodies belong to their responses, not to k */
    size_t before = talloc_total_size(NULL);
    void *ctx = mem_context(NULL, "test");
    const char *body = MEM_ARRAY(ctx, char, LONG);
    struct kept *k = kept_new(ctx);
    struct index_info info = {.generation = "g-000001", .revision = 1};
    struct http_answer a = answer(body, LONG);
    (void)state;
    kept_put(k, "long", &routes[1], &info, &a);
    assert_false(is_kept(k, "long", "g-000001", 1, ""));
    assert_null(a.kept);
    size_t empty = talloc_total_size(NULL);
    for (int i = 0; i < MANY; i++) {
        char name[20];
        snprintf(name, sizeof name, "SMP%d", i);
        a = answer(body, 1000);
        kept_put(k, name, &routes[1], &info, &a);
        assert_non_null(a.kept);
        assert_ptr_not_equal(a.body, body); /* what the request owns goes with it */
    }
    assert_in_range(talloc_total_size(NULL) - empty, 1000, 2 << 20);
    talloc_free(ctx);
    assert_int_equal(talloc_total_size(NULL), before);
    talloc_disable_null_tracking();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_kept_for_its_revision_alone),
        cmocka_unit_test(a_long_answer_is_not_kept_and_many_need_bounded_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
