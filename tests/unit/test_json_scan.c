/* One member out of a JSON object. */
#include "tests/unit/unit.h"
#include "schema/base/json_scan.h"
#include <string.h>

static void the_member_is_found_among_the_others(void **state)
{
    static const struct {
        const char *json, *want; /* NULL: none */
    } cases[] = {
        {"{\"e\":1}", "1"},
        {"{\"e\":{}}", "{}"},
        {" { \"a\" : [ 1 , { \"e\" : 2 } ] , \"e\" : \"x\" } ", "\"x\""},
        {"{\"a\":\"e\",\"b\":\"\\\"e\\\":3,\",\"e\":[1,[2]],\"c\":0}", "[1,[2]]"},
        {"{\"a\":\"}]\\\\\",\"e\":{\"x\":\"}\",\"y\":[\"]\"]}}", "{\"x\":\"}\",\"y\":[\"]\"]}"},
        {"{\"e\":null,\"e\":1}", "null"},
        {"{\"e\":-1.5e3,\"f\":1}", "-1.5e3"},
        {"{\"ee\":1,\"\":2,\"e\":true}", "true"},
        {"{}", NULL},
        {"[]", NULL},
        {"", NULL},
        {"{\"a\":{\"e\":1}}", NULL},
        {"{\"a\":1", NULL},
        {"{\"e\"", NULL},
        {"{\"e\":", NULL},
        {"{\"e\":{\"x\":1", NULL},
        {"{\"e\":\"x", NULL},
        {"{\"e\":\"x\\", NULL},
        {"{\"a\" \"e\":1}", NULL},
        {"{e:1}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *value = NULL;
        size_t len = 0, all = strlen(cases[i].json);
        bool found = json_scan_member(cases[i].json, all, "e", &value, &len);
        if (found != (cases[i].want != NULL) ||
            (found && (len != strlen(cases[i].want) || memcmp(value, cases[i].want, len) != 0)))
            fail_msg("%s: %.*s", cases[i].json, (int)len, value ? value : "none");
        for (size_t cut = 0; cut < all; cut++) /* nothing beyond the end is read */
            (void)json_scan_member(cases[i].json, cut, "e", &value, &len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_member_is_found_among_the_others)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
