/* Which diseases have a symptom (symptoms.h): its table. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/lexicon.h"
#include "search/symptoms.h"

static bool is_of_class(const struct lexicon *x, const char *id, enum lexicon_class class)
{
    struct lexicon_concept c;
    uint32_t concept;
    if (!lexicon_find(x, id, &concept))
        return false;
    lexicon_concept(x, concept, &c);
    return c.class == class;
}

static void the_table_names_symptoms_and_diseases_of_the_lexicon(void **state)
{
    void *ctx = mem_context(NULL, "test");
    const struct lexicon *x = lexicon_builtin_open(ctx);
    int faults = 0;
    (void)state;
    assert_true(n_symptoms > 100);
    for (size_t i = 0; i < n_symptoms; i++) {
        bool good = is_of_class(x, symptoms[i].symptom, LEXICON_SYMPTOM);
        for (const char *const *d = symptoms[i].diseases; *d; d++)
            good = good && is_of_class(x, *d, LEXICON_DISEASE);
        if (!good || !symptoms[i].diseases[0])
            print_message("symptoms.tsv: %s\n", symptoms[i].symptom);
        faults += !good || !symptoms[i].diseases[0];
    }
    assert_int_equal(faults, 0);
    talloc_free(ctx);
}

static void a_symptom_is_found_by_its_concept(void **state)
{
    (void)state;
    assert_string_equal(symptom_find("tremor")->diseases[0], "parkinson-disease");
    assert_null(symptom_find("parkinson-disease"));
    assert_null(symptom_find("no-such-concept"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_names_symptoms_and_diseases_of_the_lexicon),
        cmocka_unit_test(a_symptom_is_found_by_its_concept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
