/* What findings make one think of (findings.h), and its table. */
#include "tests/unit/unit.h"
#include "search/lexicon.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/findings.h"
#include <string.h>

static void every_disease_of_the_table_is_a_concept(void **state)
{
    void *ctx = mem_context(NULL, "test");
    struct lexicon *x = lexicon_builtin_open(ctx);
    struct folder *folder = folder_new(ctx);
    int faults = 0;
    (void)state;
    for (size_t i = 0; i < n_findings; i++) {
        const char *name = findings[i].disease;
        struct folded f;
        struct lexicon_matches m;
        bool whole = false;
        fold_text(folder, ctx, name, strlen(name), &f);
        lexicon_match(x, ctx, &f, name, LEXICON_CASE_ASKED, &m);
        for (size_t k = 0; k < m.n; k++)
            whole = whole || (m.items[k].begin == 0 && m.items[k].end == f.len);
        if (!whole)
            print_message("findings.tsv: %s is no name of the lexicon\n", name);
        faults += !whole;
    }
    assert_int_equal(faults, 0);
    talloc_free(ctx);
}

/* A sign that the fold would write otherwise is never found. */
static void every_sign_is_written_as_the_fold_writes_it(void **state)
{
    void *ctx = mem_context(NULL, "test");
    struct folder *folder = folder_new(ctx);
    int faults = 0;
    (void)state;
    for (size_t i = 0; i < n_findings; i++)
        for (size_t g = 0; g < FINDING_GROUPS_MAX; g++)
            for (size_t k = 0; k < findings[i].groups[g].n; k++) {
                const char *sign = findings[i].groups[g].signs[k].text;
                const char *folded = sign ? fold_characters(folder, ctx, sign) : NULL;
                if (!sign || strcmp(folded, sign) == 0)
                    continue;
                print_message("findings.tsv: %s: %s is written %s\n", findings[i].disease, sign,
                              folded);
                faults++;
            }
    assert_int_equal(faults, 0);
    talloc_free(ctx);
}

struct asked {
    const char *disease, *denied;
    size_t denied_at;
    bool found;
};

static bool denied(size_t begin, size_t end, void *arg)
{
    const struct asked *a = arg;
    return a->denied && begin < a->denied_at + strlen(a->denied) && end > a->denied_at;
}

static void found(const char *disease, void *arg)
{
    struct asked *a = arg;
    a->found = a->found || strcmp(disease, a->disease) == 0;
}

/* `no`: words of the note that are denied there. */
static bool thinks_of(const char *disease, const char *note, const char *no, double systolic)
{
    void *ctx = mem_context(NULL, "test");
    struct facts *facts = facts_new(ctx);
    struct folded f;
    struct asked a = {.disease = disease, .denied = no};
    if (no)
        a.denied_at = (size_t)(strstr(note, no) - note);
    if (systolic > 0)
        facts->by_attr[ATTR_systolic_bp] =
            (struct fact){.state = FACT_GIVEN, .number = systolic, .uln = -1};
    fold_characters_mapped(folder_new(ctx), ctx, note, strlen(note), &f);
    findings_find(&f, facts, denied, found, &a);
    talloc_free(ctx);
    return a.found;
}

static void findings_that_stand_together_make_one_think_of_a_disease(void **state)
{
    static const struct {
        const char *disease, *note, *denied;
        double systolic;
        bool thinks;
    } cases[] = {
        {"溶血性尿毒症症候群", "Bloody diarrhea; smear with many Schistocytes.", NULL, 0, true},
        {"溶血性尿毒症症候群", "Bloody diarrhea; no schistocytes.", "no schistocytes", 0, false},
        {"溶血性尿毒症症候群", "Smear with schistocytes.", NULL, 0, false},
        {"前立腺肥大症", "夜間頻尿があり、エコーで前立腺の腫大を認めた。", NULL, 0, true},
        {"急性膵炎", "Epigastric pain; high amylase (1200).", NULL, 0, true},
        {"急性膵炎", "Epigastric pain since yesterday.", NULL, 0, false},
        /* a sign begins a word: no "leg" in "allege" */
        {"深部静脈血栓症", "They allege swelling; a thrombus.", NULL, 0, false},
        {"深部静脈血栓症", "Left leg swelling; a thrombus.", NULL, 0, true},
        {"高血圧症", "He feels well.", NULL, 162, true},
        {"高血圧症", "He feels well.", NULL, 128, false},
        {"高血圧症", "He feels well.", NULL, 0, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (thinks_of(cases[i].disease, cases[i].note, cases[i].denied, cases[i].systolic) !=
            cases[i].thinks)
            fail_msg("%s: %s: %s", cases[i].disease, cases[i].note,
                     cases[i].thinks ? "not thought of" : "thought of");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_disease_of_the_table_is_a_concept),
        cmocka_unit_test(every_sign_is_written_as_the_fold_writes_it),
        cmocka_unit_test(findings_that_stand_together_make_one_think_of_a_disease),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
