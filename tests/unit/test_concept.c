#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/concept.h"
#include "tests/unit/cases.h"
#include "search/lexicon.h"

static const char *relation_name(enum concept_relation r)
{
    static const char *const names[] = {"unrelated", "below", "above", "unsure", "opposite"};
    return names[r];
}

struct makers {
    struct concepts *words, *both;
};

/* what the person has, what is asked, manner, by words alone, with the lexicon */
static void names_are_related_as_the_table_says(void **state)
{
    struct makers *k = *state;
    struct case_table t;
    case_open(&t, "tests/cases/match/names.tsv");
    while (case_next(&t)) {
        void *ctx = talloc_new(NULL);
        enum concept_manner manner = strcmp(t.cell[2], "marker") == 0     ? CONCEPT_BIOMARKER
                                     : strcmp(t.cell[2], "allergen") == 0 ? CONCEPT_ALLERGEN
                                                                          : CONCEPT_PLAIN;
        for (int lexicon = 0; lexicon < 2; lexicon++) {
            struct concepts *c = lexicon ? k->both : k->words;
            struct concept_ref item, asked;
            concept_read(c, ctx, t.cell[0], &item);
            concept_read(c, ctx, t.cell[1], &asked);
            enum concept_relation r = concept_relate(c, manner, &item, &asked);
            case_equal(&t, relation_name(r), t.cell[3 + lexicon]);
        }
        talloc_free(ctx);
    }
}

/* name → words of severity that stand before it, and the name */
static void words_of_severity_are_parted_from_the_name(void **state)
{
    struct makers *k = *state;
    struct case_table t;
    case_open(&t, "tests/cases/match/modifiers.tsv");
    while (case_next(&t)) {
        void *ctx = talloc_new(NULL);
        struct concept_ref r;
        concept_read(k->words, ctx, t.cell[0], &r);
        char *got = mem_printf(ctx, "%.*s|%.*s", r.base, r.word, r.len - r.base, r.word + r.base);
        case_equal(&t, got, t.cell[1]);
        talloc_free(ctx);
    }
}

static void an_operator_may_add_relations_over_several_steps(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct concepts *c = concepts_new(ctx, NULL);
    struct concept_ref item, asked;
    concepts_add_relation(c, "甲薬", "乙阻害薬");
    concepts_add_relation(c, "乙阻害薬", "丙抑制薬");
    concept_read(c, ctx, "甲薬", &item);
    concept_read(c, ctx, "丙抑制薬", &asked);
    assert_int_equal(concept_relate(c, CONCEPT_PLAIN, &item, &asked), CONCEPT_BELOW);
    assert_int_equal(concept_relate(c, CONCEPT_PLAIN, &asked, &item), CONCEPT_ABOVE);
    talloc_free(ctx);
}

/* diagnosis → histology it holds, and whether it is a malignancy */
static void a_fused_name_holds_a_histology(void **state)
{
    struct makers *k = *state;
    struct case_table t;
    case_open(&t, "tests/cases/match/histology.tsv");
    while (case_next(&t)) {
        void *ctx = talloc_new(NULL);
        struct concept_ref r, h;
        concept_read(k->words, ctx, t.cell[0], &r);
        bool found = concept_find_histology(k->words, ctx, &r, &h);
        case_equal(&t, found ? mem_strndup(ctx, h.word, h.len) : "-", t.cell[1]);
        case_equal(&t, concept_is_malignancy(k->words, &r) ? "malignant" : "-", t.cell[2]);
        talloc_free(ctx);
    }
}

static int open_all(void **state)
{
    struct makers *k = MEM_NEW(NULL, struct makers);
    k->words = concepts_new(k, NULL);
    k->both = concepts_new(k, lexicon_builtin_open(k));
    *state = k;
    return 0;
}

static int close_all(void **state)
{
    talloc_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_related_as_the_table_says),
        cmocka_unit_test(words_of_severity_are_parted_from_the_name),
        cmocka_unit_test(an_operator_may_add_relations_over_several_steps),
        cmocka_unit_test(a_fused_name_holds_a_histology)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
