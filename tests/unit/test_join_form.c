/* The form of /join: what a browser sends → facts. */
#include "tests/unit/unit.h"
#include "api/join_form.h"
#include "schema/base/mem.h"
#include <string.h>

/* Facts of a form "a=b&c=d" as JSON; *ret_errors how many answers were refused. */
static const char *facts_of(void *ctx, const char *body, size_t *ret_errors)
{
    struct http_request r = {.ctx = ctx};
    struct join_form form;
    struct jsonw w;
    assert_true(params_split(ctx, body, &r.params, &r.n_params, NULL));
    join_form_read(&r, &form);
    jsonw_init(&w, ctx);
    facts_write(&w, form.facts);
    *ret_errors = json_array_size(form.errors.list);
    json_decref(form.errors.list);
    return jsonw_text(&w);
}

static void forms_become_facts(void **state)
{
    static const struct {
        const char *body, *facts;
        size_t errors;
    } cases[] = {
        {"", "{}", 0},
        {"age=62&sex=male", "{\"age\":{\"value\":62,\"unit\":\"year\"},\"sex\":\"male\"}", 0},
        {"age=%EF%BC%96%EF%BC%92&sex=", "{\"age\":{\"value\":62,\"unit\":\"year\"}}", 0},
        {"age=+62+", "{\"age\":{\"value\":62,\"unit\":\"year\"}}", 0},
        {"age=old", "{}", 1},
        {"age=500&sex=male", "{\"sex\":\"male\"}", 1},
        {"diagnosis=a%E3%80%81b%2Cc%0D%0Ad", "{\"diagnosis\":[\"a\",\"b\",\"c\",\"d\"]}", 0},
        {"diagnosis=", "{}", 0},
        {"facts=%7B%22sex%22%3A%22male%22%7D&a=pregnant&v=yes",
         "{\"sex\":\"male\",\"pregnant\":true}", 0},
        {"a=pregnant&v=no", "{\"pregnant\":false}", 0},
        {"a=pregnant&v=perhaps", "{}", 0},
        {"a=pregnant", "{}", 0},
        {"a=ecog_ps&v=1", "{\"ecog_ps\":1}", 0},
        {"a=stage&v=IIIB", "{\"stage\":\"IIIB\"}", 0},
        {"a=hba1c&v=6.5", "{\"hba1c\":{\"value\":6.5,\"unit\":\"%\"}}", 0},
        {"a=hba1c&v=six", "{}", 1},
        {"a=comorbidity&v=x&v=y&free=z", "{\"comorbidity\":[\"x\",\"y\",\"z\"]}", 0},
        {"a=comorbidity", "{\"comorbidity\":[]}", 0},
        {"a=comorbidity&from=30", "{}", 0}, /* the next page of trials is no answer */
        {"a=pregnant&v=yes&from=0", "{\"pregnant\":true}", 0},
        {"a=comorbidity&unknown=comorbidity", "{\"comorbidity\":null}", 0},
        {"a=nosuch&v=1&unknown=neither", "{}", 0},
        {"facts=%7B%22sex%22%3A%22male%22%7D&drop=sex", "{}", 0},
        {"facts=%7B%22sex%22%3A%22male%22%7D&drop=sex&a=ecog_ps&v=1", "{}", 0},
        {"facts=%7B%22sex%22%3A%22alien%22%2C%22pregnant%22%3Atrue%7D", "{\"pregnant\":true}", 1},
        {"facts=%7B%22nosuch%22%3A1%2C%22pregnant%22%3Atrue%7D", "{\"pregnant\":true}", 1},
        {"facts=%7B%22a%2Fb%22%3A1%2C%22pregnant%22%3Atrue%7D", "{\"pregnant\":true}", 1},
        {"facts=%5B1%5D&sex=male", "{\"sex\":\"male\"}", 0},
        {"facts=%7B", "{}", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *ctx = talloc_new(NULL);
        size_t errors;
        const char *facts = facts_of(ctx, cases[i].body, &errors);
        if (strcmp(facts, cases[i].facts) != 0 || errors != cases[i].errors)
            fail_msg("%s: %s, %zu refused", cases[i].body, facts, errors);
        talloc_free(ctx);
    }
}

static void lists_are_not_endless(void **state)
{
    void *ctx = talloc_new(NULL);
    char *body = mem_strdup(ctx, "diagnosis=a");
    size_t errors, commas = 0;
    (void)state;
    for (int i = 0; i < 500; i++)
        body = mem_check(talloc_asprintf_append_buffer(body, "%%2Cn%d", i));
    for (const char *p = facts_of(ctx, body, &errors); *p; p++)
        commas += *p == ',';
    assert_int_equal(commas, 39);
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_become_facts),
        cmocka_unit_test(lists_are_not_endless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
